"""What each chapter of RESULTS.md says, read from the files that its commands wrote; nothing where there are none."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from verimentor_evalbench import fixing, hints, judged, tables
from verimentor_evalbench.contents import Part
from verimentor_evalbench.judged import KS, Row, Run
from verimentor_evalbench.pass_at_k import Estimate, estimate
from verimentor_evalbench.plan import BENCHMARKS, HOLD_OUT, REFERENCES, SETS, Asked, Scope
from verimentor_evalbench.samples import VERDICTS
from verimentor_evalbench.table import Table, percent, points

_GIVEN = "header given"
_SC = "A choice among samples (SC@n) is no pass@1."


def parts(name: str, scope: Scope) -> list[Part]:
    """The tables and words of a chapter, without tables that have no row."""
    found = _CHAPTERS[name](scope)
    return [part for part in found if not isinstance(part, Table) or part.rows]


def _samples(scope: Scope) -> Iterator[Part]:
    rows = []
    for asked, way, run in _runs(scope, SETS):
        passes = run.passes("strict")
        cells = [percent(passes[k]) if k in passes else "" for k in KS]
        rows.append((*_who(asked, way, run), *cells, _share(run, "compiled")))
    yield Table(("set", "asked", *(f"pass@{k}, %" for k in KS), "compiles, %"), rows)


def _ladder(scope: Scope) -> Iterator[Part]:
    found = {asked.title: row for asked in SETS if (row := _read(scope.ladder(asked)))}
    names = list(dict.fromkeys(rung["name"].partition(" (")[0] for row in found.values() for rung in row["rungs"]))
    rows: list[tuple[str, ...]] = []
    for title, row in found.items():
        rungs = {rung["name"]: rung for rung in row["rungs"]}
        cells = [percent(Estimate(**rungs[name]["right"])) if name in rungs else "" for name in names]
        at = list(rungs).index("guided")
        before, guided = list(rungs.values())[at - 1 : at + 1]
        gain = points(Estimate(**guided["gain"]["difference"]))
        compiles = ", ".join(f"{100 * rung['compiles']['mean']:.1f}" for rung in (before, guided))
        tokens = ", ".join(f"{rung['n_tokens']:.0f}" for rung in (before, guided))
        rows.append((f"{title}, {row['problems']}", *cells, gain, compiles, tokens))
    header = ("set", *(f"{name}, %" for name in names), "gain of guiding, points")
    yield Table((*header, "compiles, before and guided, %", "tokens, before and guided"), rows)
    yield f"The interface lock has no number where the set gives every header. {_SC}"


def _greedy(scope: Scope) -> Iterator[Part]:
    rows = []
    for asked, way, run in _runs(scope, BENCHMARKS, greedy=True):
        floor = _judged(scope.run_of(asked, "zero"))
        cells = (_share(run, "strict"), _share(run, "compiled"), _share(floor, "strict") if floor else "")
        rows.append((*_who(asked, way, run), *cells))
    yield Table(("set", "asked", "pass@1, %", "compiles, %", "constant 0 passes, %"), rows)


def _hold_out(scope: Scope) -> Iterator[Part]:
    runs = [(asked.title, run) for asked, _, run in _runs(scope, HOLD_OUT, greedy=True)]
    rows: list[tuple[str, ...]] = [
        (title, str(len(run.verdicts)), _share(run, "compiled"), _share(run, "strict")) for title, run in runs
    ]
    if len(runs) > 1:
        every = [_all(run.rates(rule) for _, run in runs) for rule in ("compiled", "strict")]
        rows.append(("all", str(sum(len(run.verdicts) for _, run in runs)), *every))
    yield Table(("set", "problems", "compiles, %", "right, %"), rows)
    yield (
        "One greedy answer, header given, judged by the frozen testbenches. `verimentor-train measure` also wants it "
        "to simulate as the reference does for 400 random cycles, which is a little stricter."
    )


def _guided(scope: Scope) -> Iterator[Part]:
    found = [row for asked in HOLD_OUT if (row := _read(scope.ladder(asked)))]
    rows = []
    for name in ("raw", "guided"):
        rungs = [(rung, row["problems"]) for row in found for rung in row["rungs"] if rung["name"] == name]
        if n := sum(problems for _, problems in rungs):
            compiles, tokens = (
                sum(value * problems for value, problems in values) / n
                for values in (
                    [(rung["compiles"]["mean"], problems) for rung, problems in rungs],
                    [(rung["n_tokens"], problems) for rung, problems in rungs],
                )
            )
            rows.append((name, str(n), f"{100 * compiles:.1f}", f"{tokens:.0f}"))
    yield Table(("answers to the hold-out", "problems", "compiles, %", "tokens an answer"), rows)


def _published(scope: Scope) -> Iterator[Part]:
    found = {path.stem: row for path in scope.published if (row := _read(scope.replay(path)))}
    rows = []
    for name, row in found.items():
        steps = [percent(Estimate(**step)) for step in row["steps"].values()]
        told, with_tables = "", row["checked"]
        if with_tables:
            vote, tables_first = (round(with_tables["problems"] * with_tables[by]["mean"]) for by in ("vote", "tables"))
            told = f"{vote}, {tables_first} of {with_tables['problems']}"
        rows.append((name, *steps, points(Estimate(**row["gain"]["difference"])), told))
    for row in list(found.values())[:1]:
        names = (f"{step}, %" for step in row["steps"])
        yield Table(("samples", *names, "gain of the vote, points", "right with tables"), rows)
        yield f"The vote is a choice among {row['n']} samples. {_SC}"
        yield (
            "The last column counts right choices on the problems with tables, maps or waveforms that can be read: by "
            "the vote alone, and with their rows as checks before it."
        )


def _fixing(scope: Scope) -> Iterator[Part]:
    if found := _read(scope.file("fixing")):
        yield fixing.table(found["rows"])


def _hints(scope: Scope) -> Iterator[Part]:
    if found := _read(scope.file("hints")):
        yield hints.table(found["rows"])
        yield from hints.marked(found["rows"])


def _completion(scope: Scope) -> Iterator[Part]:
    if found := _read(scope.out / "completion" / "completion.json"):
        without = {row["kind"]: row for row in found["undeduced"]}
        rows = []
        for row in found["kinds"]:
            pairs = [_hole(each, name) for name in ("kept", "exact") for each in (without[row["kind"]], row)]
            rows.append((row["kind"], f"{row['n']} ({row['files']})", *pairs, _hole(row, "compiles")))
        names = (f"{what} {part}, %" for what in ("shown", "exact") for part in ("without", "with"))
        yield Table(("hole", "n (files)", *names, "compiles of shown, %"), rows)
        sources = ", ".join(found["sources"])
        yield f"In {found['n_holes']} holes of {sources}; without and with what a file itself decides."


def _typing(scope: Scope) -> Iterator[Part]:
    if found := _read(scope.file("latency")):
        yield tables.latency(found)
        yield tables.keys(found)
        yield f"On {found['machine']}."


def _speed(scope: Scope) -> Iterator[Part]:
    if found := _read(scope.file("speed")):
        yield tables.latency(found)
        yield f"{found['samples']} answers a round, on {found['machine']}."


def _select(scope: Scope) -> Iterator[Part]:
    if found := _read(scope.file("select")):
        most = 3 * len(found["problems"])
        rows = [
            (each["name"], *(str(answer["points"]) for answer in each["answers"]), f"{each['points']} of {most}")
            for each in found["candidates"]
        ]
        yield Table(("model", *(name.partition("_")[0] for name in found["problems"]), "points"), rows)


def _references(scope: Scope) -> Iterator[Part]:
    rows = []
    for name in REFERENCES:
        if checked := _read(scope.references(name)):
            found = checked[name]
            rows.append((name, f"{found['strict']} of {found['problems']}", ", ".join(found["failed"])))
    yield Table(("set", "references that pass", "that do not"), rows)


_CHAPTERS: Mapping[str, Callable[[Scope], Iterator[Part]]] = {
    "samples": _samples,
    "ladder": _ladder,
    "greedy": _greedy,
    "hold-out": _hold_out,
    "guided": _guided,
    "published": _published,
    "fixing": _fixing,
    "hints": _hints,
    "completion": _completion,
    "typing": _typing,
    "speed": _speed,
    "select": _select,
    "references": _references,
}


def _runs(scope: Scope, sets: Sequence[Asked], *, greedy: bool = False) -> Iterator[tuple[Asked, str, Run]]:
    """The judged runs of the sets, with how they were asked."""
    for asked in sets:
        for way in asked.ways:
            if run := _judged(scope.run_of(asked, way, greedy=greedy)):
                yield asked, way, run


def _judged(folder: Path) -> Run | None:
    return judged.read(folder) if (folder / VERDICTS).exists() else None


def _read(path: Path) -> Row | None:
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _who(asked: Asked, way: str, run: Run) -> tuple[str, str]:
    return f"{asked.title}, {len(run.verdicts)}", f"`{way}`" if asked.lockable else _GIVEN


def _share(run: Run, rule: str) -> str:
    return percent(estimate(list(run.rates(rule).values())))


def _all(rates: Iterator[Mapping[str, float]]) -> str:
    return percent(estimate([value for each in rates for value in each.values()]))


def _hole(row: Row, name: str) -> str:
    if (value := row[name]) is None:
        return ""
    low, high = row["intervals"][name]
    return f"{100 * value:.0f} ({100 * low:.0f} to {100 * high:.0f})"
