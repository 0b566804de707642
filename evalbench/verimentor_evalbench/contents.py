"""What stands in a report, section by section: words, tables and plots; Markdown takes the first two, the page all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from verimentor_evalbench import plots, tables
from verimentor_evalbench.calibration import Bin, Calibration, calibrate
from verimentor_evalbench.judged import KS, Row, Run, comparisons, letters_of
from verimentor_evalbench.material import Material
from verimentor_evalbench.pass_at_k import Estimate
from verimentor_evalbench.plots import Plot, Series
from verimentor_evalbench.published import CAVEATS, PUBLISHED, RULE
from verimentor_evalbench.table import Table

# A letter has one colour in all plots; the common ones are Okabe and Ito's, which the colour-blind can tell apart.
COLOURS = {
    ".": "#009e73",
    "R": "#d55e00",
    "r": "#e69f00",
    "S": "#0072b2",
    "C": "#56b4e9",
    "p": "#cc79a7",
    "m": "#f0e442",
    "c": "#8f5a83",
    "w": "#6a3d9a",
    "n": "#b15928",
    "e": "#4d4d4d",
    "0": "#808080",
    "T": "#1c1c1c",
    "F": "#c00000",
}
_GATES = (
    "yosys, generic gates (synth -flatten, stat, ltp -noff). Only right answers; a problem counts once, with the "
    "median of its answers over the reference."
)
_LADDER = (
    "pass@1 is the mean over samples; SC@n is the share of problems whose one chosen answer is right. Tokens and "
    "processor seconds are what one answer to a problem costs: one sample, for the compile filter the samples up to "
    "the first that compiles, for later rungs all of them, choosing included."
)
_AGREEMENT = "A vote's confidence is the share of samples that agree."

Part: TypeAlias = str | Table | Plot


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; level 2 is a chapter, 3 a part of one."""

    title: str
    parts: Sequence[Part]
    level: int = 2


def contents(material: Material) -> list[Section]:
    """The sections in their order, provenance first."""
    return [
        *_provenance(material),
        *_overview(material.runs),
        *(section for runs in _by_set(material.runs).values() for section in _set(runs)),
        *_compared(material.runs),
        *(section for replay in material.replays for section in _replay(replay)),
        *(_ladder(row) for row in material.ladders),
        *(section for row in material.completions for section in _completion(row)),
        *(_latency(row) for row in material.latencies),
        *(_rounds(row) for row in material.rounds),
    ]


def calibration_of(replay: Row) -> Calibration:
    """The calibration that a replay found."""
    found = replay["calibration"]
    return Calibration(tuple(Bin(**each) for each in found["bins"]), found["error"])


def _by_set(runs: Sequence[Run]) -> dict[str, list[Run]]:
    found: dict[str, list[Run]] = {}
    for run in runs:
        found.setdefault(run.problems, []).append(run)
    return found


def _provenance(material: Material) -> Iterator[Section]:
    parts = [tables.provenance(material.runs)] if material.runs else []
    others = tables.files(material)
    yield Section("Where the numbers come from", [*parts, *([others] if others.rows else [])])


def _overview(runs: Sequence[Run]) -> Iterator[Section]:
    """All sets in one view, where there are several."""
    sets = list(_by_set(runs))
    if len(sets) < 2:
        return
    found: dict[tuple[str, str], Estimate] = {}
    for run in runs:
        found.setdefault((run.problems, run.title), run.passes("strict")[1])
    titles = list(dict.fromkeys(title for _, title in found))
    series = []
    for title in titles:
        each = [found.get((name, title)) for name in sets]
        series.append(
            Series(title, [e.mean if e else None for e in each], [(e.low, e.high) if e else None for e in each])
        )
    plot = Plot("The share of right answers on every set", plots.dots, (sets, series))
    yield Section("All sets, one answer each", [plot, tables.overview(sets, titles, found)])


def _set(runs: Sequence[Run]) -> Iterator[Section]:
    name = runs[0].problems
    words = f"{RULE} {CAVEATS.get(name, '')}".rstrip()
    yield Section(name, [_passes(runs), tables.scores(runs), words])
    parts = {letter: [run.letters()[letter] for run in runs] for letter in letters_of(runs)}
    plot = Plot("Samples by how they ended", plots.stacked, ([run.title for run in runs], parts, COLOURS))
    yield Section("How samples ended", [plot, tables.endings(runs)], 3)
    for what, found in (
        ("kind of circuit", [(run.title, run.categories()) for run in runs]),
        ("group", [(run.title, run.groups()) for run in runs]),
    ):
        if filled := [(title, by_name) for title, by_name in found if by_name]:
            yield Section(f"Right by {what}", [_shares(what, filled), tables.shares(what, filled)], 3)
    if synthesized := [run for run in runs if run.gates()]:
        yield Section("What right answers cost in gates", [tables.gates(synthesized), _GATES], 3)
    for run in runs:
        if outcomes := run.outcomes():
            yield _calibrated(f"Does the vote keep its word: {run.title}", calibrate(outcomes))


def _passes(runs: Sequence[Run]) -> Plot:
    """Our runs and the published ones, best first."""
    rows: list[tuple[str, Mapping[str, tuple[float, tuple[float, float] | None]], bool]] = []
    for run in runs:
        passes = run.passes("strict")
        named = {"vote (SC@n)": passes[1]} if run.voted else {f"pass@{k}": found for k, found in passes.items()}
        rows.append((run.title, {k: (found.mean, (found.low, found.high)) for k, found in named.items()}, False))
    for row in PUBLISHED.get(runs[0].problems, ()):
        rows.append((row.title, {f"pass@{k}": (share / 100, None) for k, share in row.passes.items()}, True))
    rows.sort(key=lambda row: -next(iter(row[1].values()))[0])
    series = []
    for name in (*(f"pass@{k}" for k in KS), "vote (SC@n)"):
        values = [row[1].get(name) for row in rows]
        if any(values):
            series.append(Series(name, [v and v[0] for v in values], [v[1] if v else None for v in values]))
    labels, published = [row[0] for row in rows], [row[2] for row in rows]
    return Plot("pass@k by model", plots.passes, (labels, series), {"published": published})


def _shares(what: str, found: Sequence[tuple[str, Mapping[str, tuple[float, int]]]]) -> Plot:
    names = sorted({name for _, by_name in found for name in by_name})
    sizes = {name: max(by_name[name][1] for _, by_name in found if name in by_name) for name in names}
    series = [
        Series(title, [by_name[name][0] if name in by_name else None for name in names]) for title, by_name in found
    ]
    labels = [f"{name} ({sizes[name]})" for name in names]
    return Plot(f"The share of right answers by {what}", plots.dots, (labels, series))


def _compared(runs: Sequence[Run]) -> Iterator[Section]:
    if compared := comparisons(runs):
        words = "Paired by problem; decided where the 95 % interval leaves out zero."
        yield Section("Compared on the same problems", [tables.differences(compared), words])


def _replay(replay: Row) -> Iterator[Section]:
    names, steps = list(replay["steps"]), replay["steps"].values()
    series = Series("right", [step["mean"] for step in steps], [(step["low"], step["high"]) for step in steps])
    labels = [f"{name} (SC@{replay['n']})" if name == "vote" else name for name in names]
    plot = Plot("What each step of choosing is worth", plots.dots, (labels, [series]))
    title = f"Replayed: {str(replay['samples']).rstrip('/').rpartition('/')[2]}"
    checked = replay.get("checked")
    yield Section(title, [plot, tables.steps(replay), *([tables.checked(checked)] if checked else [])])
    yield _calibrated("Does the vote keep its word", calibration_of(replay))


def _ladder(row: Row) -> Section:
    series = []
    for what, name in (("right", "right"), ("compiles", "compiles, with the testbench")):
        found = [rung[what] for rung in row["rungs"]]
        series.append(Series(name, [each["mean"] for each in found], [(each["low"], each["high"]) for each in found]))
    labels = [f"{rung['name']} ({rung['measure']})" for rung in row["rungs"]]
    plot = Plot("What each rung of the ladder is worth", plots.dots, (labels, series), {"label": "share, %"})
    title = f"Ladder: {row['model']['name']} on {row['set']}, {row['problems']} problems"
    return Section(title, [plot, tables.ladder(row), _LADDER])


def _calibrated(title: str, found: Calibration) -> Section:
    rows: list[dict[str, Any]] = [vars(each) for each in found.bins]
    plot = Plot("The share of right choices by the share of samples that agree", plots.reliability, (rows,))
    words = f"{_AGREEMENT} Expected calibration error: {100 * found.error:.1f} points."
    return Section(title, [plot, tables.reliability(found), words], 3)


def _completion(row: Row) -> Iterator[Section]:
    model = row.get("model")
    by = f" by {model['name']}" if isinstance(model, Mapping) and "name" in model else ""
    yield Section(f"Completion{by}: {row['file']}", _holes(row["kinds"]))
    if undeduced := row.get("undeduced"):
        yield Section("The same without what the file itself decides", _holes(undeduced), 3)
    if alone := row.get("alone"):
        yield Section("The model alone, nothing trimmed or held back", _holes(alone), 3)


def _holes(kinds: Sequence[Row]) -> list[Part]:
    """A hole's shares as a plot and a table; the plot leaves out what nearly equals another."""
    labels = [f"{each.get('kind', '?')} ({each.get('n', '?')})" for each in kinds]
    series = []
    for name, label in tables.HOLES.items():
        values = [each.get(name) for each in kinds]
        if name != "parses" and any(value is not None for value in values):
            series.append(Series(label, values, [(each.get("intervals") or {}).get(name) for each in kinds]))
    plot = Plot("Completion by the kind of hole", plots.dots, (labels, series), {"label": "%"})
    return [*([plot] if series else []), tables.completion(kinds)]


def _latency(row: Row) -> Section:
    timed = {each["name"].strip(): each.get("values") or [] for each in row["measures"][:3] if each["unit"] == "ms"}
    curves = {name: values for name, values in timed.items() if values}
    plot = Plot("How soon ghost text comes", plots.distribution, (curves,), {"label": "milliseconds"})
    parts: list[Part] = [plot] if curves else []
    return Section(f"Latency: {row['file']}", [*parts, tables.latency(row), tables.keys(row)])


def _rounds(row: Row) -> Section:
    curves = {
        f"ranked by {name}": [(each["number"], each["pass_at_1"]) for each in curve]
        for name, curve in row["rounds"].items()
    }
    plot = Plot("pass@1 by iterative round", plots.lines, (curves,), {"across": "round", "up": "pass@1, %"})
    return Section(f"pass@1 by iterative round: {row['file']}", [plot, tables.rounds(row)])
