"""The tables of a report, as texts in rows: Markdown and the page show the same ones."""

from collections import Counter
from collections.abc import Sequence

from verimentor_evalbench.judged import KS, Row, Run
from verimentor_evalbench.pass_at_k import Comparison, Estimate, estimate
from verimentor_evalbench.published import PUBLISHED

Table = tuple[Sequence[str], Sequence[Sequence[str]]]  # header, rows


def provenance(runs: Sequence[Run]) -> Table:
    """Who was asked what, with which tools."""
    rows = []
    for run in runs:
        s, drawing = run.settings, run.settings["drawing"]
        drawn = f"T={drawing['temperature']:g}, top_p {drawing['top_p']:g}, at most {drawing['max_tokens']} tokens"
        model = f"{s['model']['name']} {s['model']['sha256'][:12]}".strip()
        cost = f"{run.total('n_tokens'):.0f} tokens, {run.total('cpu_seconds'):.0f} s"
        tools = f"{str(s.get('commit', ''))[:12]}, Icarus {s.get('icarus') or '?'}"
        rows.append(
            (run.name, model, s["strategy"], drawn, str(drawing["seed"]), f"v{s['prompt_version']}", tools, cost)
        )
    return ("run", "model", "strategy", "drawn", "seed", "prompt", "commit, tools", "answers, processor"), rows


def scores(runs: Sequence[Run]) -> Table:
    """pass@k in percent with 95 % intervals, published rows last."""
    header = ("model", *(f"pass@{k}" for k in KS), "upstream pass@1", "compiles", "problems x samples")
    rows = []
    for run in runs:
        passes, upstream = run.passes("strict"), run.passes("upstream")
        size = f"{len(run.verdicts)} x {run.n_samples}" + (f", {run.unfinished} unanswered" if run.unfinished else "")
        cells = [_percent(passes[k]) if k in passes else "" for k in KS]
        compiles = _percent(estimate(list(run.rates("compiled").values())))
        rows.append((run.title, *cells, _percent(upstream[1]), compiles, size))
    for row in PUBLISHED.get(runs[0].problems, ()):
        cells = [f"{row.passes[k]:g}" if k in row.passes else "" for k in KS]
        rows.append((row.title, *cells, f"{row.passes[1]:g}", "", ""))
    return header, rows


def endings(runs: Sequence[Run]) -> Table:
    """Samples by failure letter, in percent."""
    letters = [letter for letter, _ in sum((run.letters() for run in runs), Counter[str]()).most_common()]
    rows = []
    for run in runs:
        counts = run.letters()
        rows.append((run.title, *(f"{100 * counts[letter] / counts.total():.1f}" for letter in letters)))
    return ("model", *(f"`{letter}`" for letter in letters)), rows


def groups(run: Run) -> Table:
    """pass@1 by group."""
    return ("group", "problems", "pass@1"), [
        (name, str(n), f"{100 * share:.1f}") for name, (share, n) in run.groups().items()
    ]


def differences(compared: Sequence[tuple[Run, Run, Comparison]]) -> Table:
    """What a run gains over the first of its set."""
    rows = [
        (f"{b.name} over {a.name}", _points(found.difference), str(found.better), str(found.worse))
        for a, b, found in compared
    ]
    return ("runs", "pass@1, points", "better on", "worse on"), rows


def steps(replay: Row) -> Table:
    """What each step of choosing is worth."""
    rows = [
        (f"{name} (SC@{replay['n']})" if name == "vote" else name, _percent(Estimate(**value)))
        for name, value in replay["steps"].items()
    ]
    return ("pick", f"right of {replay['problems']} problems, {replay['rule']} rule"), rows


def reliability(replay: Row) -> Table:
    """How often voted answers are right by the share of samples that agree."""
    rows = [
        (
            f"{100 * row['from']:.0f} to {100 * row['to']:.0f} %",
            str(row["all"]),
            f"{100 * row['right'] / row['all']:.0f} %",
        )
        for row in replay["reliability"]
        if row["all"]
    ]
    return ("samples that agree", "chosen", "right"), rows


def _percent(found: Estimate) -> str:
    return f"{100 * found.mean:.1f} ({100 * found.low:.1f} to {100 * found.high:.1f})"


def _points(found: Estimate) -> str:
    return f"{100 * found.mean:+.1f} ({100 * found.low:+.1f} to {100 * found.high:+.1f})"
