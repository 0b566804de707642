"""The tables of a report, as texts in rows: Markdown and the page show the same ones."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import isnan
from statistics import median

from verimentor_evalbench.calibration import Calibration
from verimentor_evalbench.judged import KS, Row, Run, letters_of
from verimentor_evalbench.letters import MEANINGS
from verimentor_evalbench.material import Material
from verimentor_evalbench.pass_at_k import Comparison, Estimate, estimate
from verimentor_evalbench.published import PUBLISHED
from verimentor_evalbench.table import Table, percent, points

_DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{28,}")

HOLES = {  # what is said of a kind of hole
    "kept": "shown",
    "exact": "exact",
    "similarity": "similarity of shown",
    "parses": "parses of shown",
    "compiles": "compiles of shown",
}


def provenance(runs: Sequence[Run]) -> Table:
    """Who was asked what, with which tools."""
    rows = []
    for run in runs:
        s, drawing, judging = run.settings, run.settings["drawing"], run.judging
        drawn = f"T={drawing['temperature']:g}, top_p {drawing['top_p']:g}, at most {drawing['max_tokens']} tokens"
        model = f"{s['model']['name']} {s['model']['sha256'][:12]}".strip()
        cost = f"{run.total('n_tokens'):.0f} tokens, {run.total('cpu_seconds'):.0f} s"
        prompt = f"v{s['prompt_version']}" if s["prompt_version"] else ""
        tools = [f"Icarus {judging.get('icarus') or s.get('icarus') or '?'}"]
        tools += [f"yosys {judging['yosys']}"] if judging.get("yosys") else []
        commits = [str(found)[:12] for found in dict.fromkeys((s.get("commit"), judging.get("commit"))) if found]
        where = (str(drawing["seed"]), prompt, ", ".join(tools), ", ".join(commits))
        rows.append((run.name, model, s["strategy"], drawn, *where, cost))
    names = ("run", "model, sha256", "strategy", "drawn", "seed", "prompt", "judged with", "commit")
    return Table((*names, "answers, processor"), rows)


def files(material: Material) -> Table:
    """Where what stands in files comes from."""
    rows = []
    for what in (material.replays, material.ladders, material.completions, material.latencies, material.rounds):
        for row in what:
            model = row.get("model")
            name, sha = (model.get("name", ""), model.get("sha256", "")) if isinstance(model, Mapping) else ("", "")
            said = {name: row.get(name) for name in ("commit", "prompt_version", "finished", "machine")}
            said |= row.get("provenance") or {}
            told = [
                f"{key} {_short(value)}" for key, value in said.items() if isinstance(value, str | int) and value != ""
            ]
            rows.append((row["file"], f"{name} {str(sha)[:12]}".strip(), ", ".join(told)))
    return Table(("file", "model, sha256", "provenance"), rows)


def _short(value: object) -> str:
    """Commits and checksums by their first letters, which tell them apart."""
    return _DIGEST.sub(r"\1", str(value))


def overview(sets: Sequence[str], titles: Sequence[str], found: Mapping[tuple[str, str], Estimate]) -> Table:
    """The share right of every model on every set."""
    rows = [
        (name, *(percent(found[name, title]) if (name, title) in found else "" for title in titles)) for name in sets
    ]
    return Table(("set", *titles), rows)


def scores(runs: Sequence[Run]) -> Table:
    """pass@k in percent with 95 % intervals, votes in a column of their own, published rows last."""
    votes = any(run.voted for run in runs)
    header = ["model", *(f"pass@{k}" for k in KS), *(["vote (SC@n)"] if votes else [])]
    rows = []
    for run in runs:
        passes, upstream = run.passes("strict"), run.passes("upstream")
        size = f"{len(run.verdicts)} x {run.n_samples}" + (f", {run.unfinished} unanswered" if run.unfinished else "")
        cells = ["" if run.voted or k not in passes else percent(passes[k]) for k in KS]
        cells += [percent(passes[1]) if run.voted else ""] if votes else []
        compiles = percent(estimate(list(run.rates("compiled").values())))
        rows.append((run.title, *cells, percent(upstream[1]), compiles, size))
    for row in PUBLISHED.get(runs[0].problems, ()):
        cells = [f"{row.passes[k]:g}" if k in row.passes else "" for k in KS]
        rows.append((row.title, *cells, *([""] if votes else []), f"{row.passes[1]:g}", "", ""))
    return Table((*header, "one answer, upstream's rule", "compiles", "problems x samples"), rows)


def endings(runs: Sequence[Run]) -> Table:
    """Samples by failure letter, in percent; a column a run."""
    counts = [run.letters() for run in runs]
    rows = []
    for letter in letters_of(runs):
        shares = (f"{100 * each[letter] / each.total():.1f}" for each in counts)
        rows.append((f"`{letter}`", MEANINGS[letter], *shares))
    return Table(("letter", "how the sample ended", *(run.title for run in runs)), rows)


def shares(what: str, found: Sequence[tuple[str, Mapping[str, tuple[float, int]]]]) -> Table:
    """The share right by something that problems have, for each run by its title."""
    names = sorted({name for _, by_name in found for name in by_name})
    sizes = {name: max(by_name[name][1] for _, by_name in found if name in by_name) for name in names}
    rows = []
    for name in names:
        cells = (f"{100 * by_name[name][0]:.1f}" if name in by_name else "" for _, by_name in found)
        rows.append((name, str(sizes[name]), *cells))
    return Table((what, "problems", *(title for title, _ in found)), rows)


def gates(runs: Sequence[Run]) -> Table:
    """What right answers cost beside their references; every problem counts once, with the median of its answers."""
    rows = []
    for run in runs:
        by_problem: dict[str, list[Row]] = {}
        for row in run.gates():
            by_problem.setdefault(row["task_id"], []).append(row)
        cells: list[str] = []
        for own, reference in (("cells", "reference_cells"), ("longest_path", "reference_path")):
            pairs = [(median(row[own] for row in found), found[0][reference]) for found in by_problem.values()]
            ratios = [mine / theirs for mine, theirs in pairs if theirs]
            cells.append(f"{median(ratios):.2f}" if ratios else "")
            signs = Counter((mine > theirs) - (mine < theirs) for mine, theirs in pairs)
            cells.append(f"{signs[-1]} / {signs[0]} / {signs[1]}")
        rows.append((run.title, str(len(by_problem)), *cells))
    names = ("cells, median ratio", "fewer / same / more", "longest path, median ratio", "shorter / same / longer")
    return Table(("model", "problems solved", *names), rows)


def differences(compared: Sequence[tuple[Run, Run, Comparison]]) -> Table:
    """What a run gains over the first of its set."""
    rows = []
    for a, b, found in compared:
        counts = (str(found.better), str(found.worse), "yes" if found.decided else "no")
        rows.append((b.problems, f"{b.name} over {a.name}", points(found.difference), *counts))
    return Table(("set", "runs", "one answer right, points", "better on", "worse on", "decided"), rows)


def steps(replay: Row) -> Table:
    """What each step of choosing is worth."""
    rows = []
    for name, value in replay["steps"].items():
        label = f"{name} (SC@{replay['n']})" if name == "vote" else name
        rows.append((label, percent(Estimate(**value))))
    return Table(("pick", f"right of {replay['problems']} problems, {replay['rule']} rule"), rows)


def checked(found: Row) -> Table:
    """What the rows of tables in the descriptions add to a replay's vote."""
    rows = [("vote", percent(Estimate(**found["vote"])), "")]
    gained = points(Estimate(**found["gain"]["difference"]))
    rows.append(("vote with the tables' checks", percent(Estimate(**found["tables"])), gained))
    return Table(("pick", f"right of {found['problems']} problems with tables that are read", "gain, points"), rows)


def ladder(row: Row) -> Table:
    """What each rung is worth; the share right stands under the measure it is."""
    measures = list(dict.fromkeys(rung["measure"] for rung in row["rungs"]))
    rows = []
    for rung in row["rungs"]:
        right = [percent(Estimate(**rung["right"])) if rung["measure"] == name else "" for name in measures]
        gain = rung["gain"]
        gained = points(Estimate(**gain["difference"])) if gain else ""
        counts = f"{gain['better']} / {gain['worse']}" if gain else ""
        cost = (f"{rung['n_tokens']:.0f}", f"{rung['cpu_seconds']:.2f}")
        rows.append((rung["name"], *right, gained, counts, percent(Estimate(**rung["compiles"])), *cost))
    header = ("rung", *(f"{name}, %" for name in measures), "gain, points", "better / worse", "compiles, %")
    return Table((*header, "tokens", "processor, s"), rows)


def reliability(found: Calibration) -> Table:
    """How often voted answers are right by the share of samples that agree."""
    rows = []
    for each in found.bins:
        if each.n:
            words = f"{100 * each.low:.0f} to {100 * each.high:.0f} %"
            rows.append((words, str(each.n), f"{100 * each.confidence:.0f} %", f"{100 * each.right / each.n:.0f} %"))
    return Table(("samples that agree", "chosen", "mean agreement", "right"), rows)


def completion(kinds: Sequence[Row]) -> Table:
    """Ghost text by the kind of hole."""
    times = {"p50_ms": "p50, ms", "p95_ms": "p95, ms"}
    columns = {name: label for name, label in HOLES.items() if any(name in each for each in kinds)}
    rows = []
    for each in kinds:
        cells = [_with_interval(each, name) for name in columns] + [_cell(each.get(name), 1, 0) for name in times]
        rows.append((str(each.get("kind", "?")), str(each.get("n", "")), *cells))
    return Table(("hole", "n", *(f"{label}, %" for label in columns.values()), *times.values()), rows)


def latency(row: Row) -> Table:
    """What was measured, and the limits it should keep."""
    rows = []
    for each in row["measures"]:
        # A percentile that the number of values cannot tell from the maximum says nothing of its own.
        told = {"p50": True, "p95": each["n"] >= 20, "p99": each["n"] >= 100, "max": True}
        values = [_cell(each.get(name), 1, 0) if tells else "" for name, tells in told.items()]
        target = ", ".join(f"{name} < {limit:g}" for name, limit in (each.get("limits") or {}).items())
        kept = {True: "yes", False: "no"}.get(each.get("kept"), "")
        rows.append((each["name"].strip(), each["unit"], str(each["n"]), *values, target, kept))
    return Table(("measure", "unit", "n", "p50", "p95", "p99", "max", "target", "kept"), rows)


def keys(row: Row) -> Table:
    """What became of the keys that were typed."""
    typed = row["keys"]
    suppressed = typed.get("suppressed", {})
    waited, inside = typed["shown"] + sum(suppressed.values()), typed["in_time"] + typed["cancelled"]
    rows = [("waited for", "shown", str(typed["shown"]), _share(typed["shown"], waited))]
    rows += [("waited for", f"suppressed: {why}", str(n), _share(n, waited)) for why, n in suppressed.items()]
    rows += [
        ("inside words", "cancelled by the next key", str(typed["cancelled"]), _share(typed["cancelled"], inside)),
        ("inside words", "answered before it", str(typed["in_time"]), _share(typed["in_time"], inside)),
        ("other", "followed a suggestion on the screen", str(typed["followed"]), ""),
        ("other", "nothing to ask (comments, finished statements)", str(typed["not_asked"]), ""),
    ]
    return Table(("keys", "what became of them", "number", "share"), rows)


def rounds(row: Row) -> Table:
    """pass@1 by iterative round, a column a score."""
    curves = {name: {each["number"]: each["pass_at_1"] for each in curve} for name, curve in row["rounds"].items()}
    numbers = sorted({number for curve in curves.values() for number in curve})
    cells = ((str(number), *(_cell(curve.get(number), 100, 1) for curve in curves.values())) for number in numbers)
    return Table(("round", *(f"pass@1, %, ranked by {name}" for name in curves)), list(cells))


def _with_interval(row: Row, name: str) -> str:
    bounds = (row.get("intervals") or {}).get(name)
    words = f" ({100 * bounds[0]:.0f} to {100 * bounds[1]:.0f})" if bounds else ""
    return f"{share}{words}" if (share := _cell(row.get(name), 100, 1)) else ""


def _cell(value: object, times: float, digits: int) -> str:
    """A number; nothing where there is none, which a mean over nothing is too."""
    return f"{times * value:.{digits}f}" if isinstance(value, int | float) and not isnan(value) else ""


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else ""
