"""Stage 6: what the exported student can do, measured on what it has not seen, raw: one greedy answer, no checks
around it.

- `families`: new draws of the known families, header given: how many compile, how many behave like the reference.
- `written`: `trainer/held_out_prompts.jsonl`, composed by hand in other words than the families', header given.
- `ghost`: holes cut from the held-out repositories: exact match of the first line, and of the whole middle.

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
from verimentor_trainer.documents import cut
from verimentor_trainer.export import NAME
from verimentor_trainer.families import Pair, draw, families
from verimentor_trainer.manifest import read_rows, write_json, write_manifest, write_rows
from verimentor_trainer.recipe import Recipe

WRITTEN = Path(__file__).parent.parent / "held_out_prompts.jsonl"

_DRAWS_PER_FAMILY = 4
_HOLES = 300
_FIRST_SEED = 500_000  # below the seeds of training, above those of the tests


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
        pairs = [draw(name, _FIRST_SEED + i) for name in families() for i in range(_DRAWS_PER_FAMILY)]
        rows = await answer_pairs(student, pairs, "families")
        rows += await answer_pairs(student, written_pairs(), "written")
        if (out / "held_out.jsonl").exists():
            rows += await _ghost(student, [row["text"] for row in read_rows(out / "held_out.jsonl")])
        return rows
    finally:
        await student.close()


def written_pairs() -> list[Pair]:
    """The prompts composed by hand; their `family` is their id."""
    return [Pair(r["id"], r["spec"], r["header"], r["reference"], r["reference"]) for r in read_rows(WRITTEN)]


async def answer_pairs(student: Student, pairs: Sequence[Pair], kind: str) -> list[dict[str, Any]]:
    """One greedy answer to each description with its header, judged by simulation against the reference."""
    answers = []
    for pair in pairs:
        prompt = ModulePrompt(pair.description, pair.header + "\n")
        completion = (await student.sample(prompt, Sampling(max_tokens=512), 1))[0]
        answers.append(cut_answer(completion.text, pair.header))
    judged = await asyncio.to_thread(compare_many, [(p.reference, a) for p, a in zip(pairs, answers, strict=True)])
    return [
        {
            "kind": kind,
            "family": pair.family,
            "description": pair.description,
            "answer": answer,
            "compiles": bool(answer) and icarus.compile_text(answer).ok,
            "right": verdict.equal,
            "why": verdict.first_difference or verdict.error,
        }
        for pair, answer, verdict in zip(pairs, answers, judged, strict=True)
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
                "kind": "ghost",
                "expected": hole.middle,
                "answer": completion.text,
                "first_line": expected.split("\n")[0].rstrip() == found.split("\n")[0].rstrip(),
                "exact": expected == found,
            }
        )
    return rows


def summarise(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Shares, in total and by family."""
    pairs = [row for row in rows if row["kind"] == "families"]
    written = [row for row in rows if row["kind"] == "written"]
    holes = [row for row in rows if row["kind"] == "ghost"]
    by_family: dict[str, list[bool]] = defaultdict(list)
    for row in pairs:
        by_family[row["family"]].append(row["right"])
    return {
        "total": {
            "pairs": len(pairs),
            "compiles": _share(pairs, "compiles"),
            "right": _share(pairs, "right"),
            "written": len(written),
            "written_compiles": _share(written, "compiles"),
            "written_right": _share(written, "right"),
            "holes": len(holes),
            "first_line_exact": _share(holes, "first_line"),
            "exact": _share(holes, "exact"),
        },
        "by_family": {name: sum(right) / len(right) for name, right in sorted(by_family.items())},
    }


def _share(rows: Sequence[dict[str, Any]], key: str) -> float | None:
    return round(sum(row[key] for row in rows) / len(rows), 4) if rows else None
