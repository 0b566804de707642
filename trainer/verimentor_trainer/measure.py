"""Stage 7: what the exported student can do on what it has not seen, raw: one greedy answer, no checks around it.

- the frozen hold-out of evalbench, header given: how many answers compile, how many behave like the reference;
- holes cut from the held-out repositories: exact match of the first line, and of the whole middle.

Writes `measure.json` and `measure.rows.jsonl` (every prompt and answer).
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

from verimentor.generate import cut as cut_answer
from verimentor.student.catalog import Catalog
from verimentor.student.prompt import FillPrompt, ModulePrompt
from verimentor.student.runtime import Sampling, Student
from verimentor.verilog import icarus
from verimentor.verilog.agreement import compare_many
from verimentor_evalbench import problems
from verimentor_evalbench.problems import Problem
from verimentor_trainer.documents import cut
from verimentor_trainer.export import NAME
from verimentor_trainer.manifest import read_rows, write_json, write_manifest, write_rows
from verimentor_trainer.recipe import Recipe

_HOLES = 300


def run(recipe: Recipe, out: Path) -> None:
    """Measure the run's own GGUF."""
    rows = asyncio.run(_measure(out))
    results = summarise(rows)
    write_rows(out / "measure.rows.jsonl", rows)
    write_json(out / "measure.json", results)
    print(f"measure: {results['total']}")
    write_manifest(out, "measure", settings=asdict(recipe), inputs=[out / f"{NAME}.gguf"], results=results["total"])


async def _measure(out: Path) -> list[dict[str, Any]]:
    catalog = Catalog(out, out)
    student = Student(catalog.open(out / f"{NAME}.gguf"), threads=2)
    try:
        rows: list[dict[str, Any]] = []
        for name in problems.SETS:
            rows += await answer(student, problems.hold_out(name), name)
        if (out / "held_out.jsonl").exists():
            rows += await _ghost(student, [row["text"] for row in read_rows(out / "held_out.jsonl")])
        return rows
    finally:
        await student.close()


async def answer(student: Student, asked: Sequence[Problem], name: str) -> list[dict[str, Any]]:
    """One greedy answer to each description with its header, judged by simulation against the reference."""
    answers = []
    for problem in asked:
        prompt = ModulePrompt(problem.description, problem.header + "\n")
        completion = (await student.sample(prompt, Sampling(max_tokens=512), 1))[0]
        answers.append(cut_answer(completion.text, problem.header))
    judged = await asyncio.to_thread(compare_many, [(p.reference, a) for p, a in zip(asked, answers, strict=True)])
    return [
        {
            "set": name,
            "id": problem.id,
            "group": problem.group,
            "description": problem.description,
            "answer": text,
            "compiles": bool(text) and icarus.compile_text(text).ok,
            "right": verdict.equal,
            "why": verdict.first_difference or verdict.error,
        }
        for problem, text, verdict in zip(asked, answers, judged, strict=True)
    ]


async def _ghost(student: Student, texts: Sequence[str]) -> list[dict[str, Any]]:
    rng = Random(1)
    rows: list[dict[str, Any]] = []
    while len(rows) < _HOLES and texts:
        hole = cut(rng.choice(texts), rng)
        if not hole.middle.strip():
            continue
        completion = await student.complete(FillPrompt(hole.prefix, hole.suffix), Sampling(max_tokens=96))
        expected, found = hole.middle.strip(), completion.text.strip()
        rows.append(
            {
                "set": "ghost",
                "expected": hole.middle,
                "answer": completion.text,
                "first_line": expected.split("\n")[0].rstrip() == found.split("\n")[0].rstrip(),
                "exact": expected == found,
            }
        )
    return rows


def summarise(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Shares by set, and how often each group came out right."""
    sets: dict[str, dict[str, Any]] = {}
    for name in dict.fromkeys(row["set"] for row in rows):
        members = [row for row in rows if row["set"] == name]
        keys = ("first_line", "exact") if name == "ghost" else ("compiles", "right")
        sets[name] = {"n": len(members), **{key: _share(members, key) for key in keys}}
    by_group: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        if "right" in row:
            by_group[f"{row['set']}: {row['group']}"].append(row["right"])
    return {
        "total": sets,
        "by_group": {name: f"{sum(right)} of {len(right)}" for name, right in sorted(by_group.items())},
    }


def _share(rows: Sequence[dict[str, Any]], key: str) -> float:
    return round(sum(bool(row[key]) for row in rows) / len(rows), 4)
