"""Stage 3: nothing of a benchmark is trained on.

Three questions to every text, each against every benchmark problem:

- name: does it define a module that only benchmarks define;
- code: does it hold at least 60 % of the 10-token-grams of a reference's body (references shorter than 20 tokens
  cannot be told from anybody's code and are counted as not checkable);
- words: does a comment or description share a run of 12 words with a problem's description that no other problem has.

Reads `unique.jsonl`; writes `train.jsonl`, `held_out.jsonl` (whole repositories), `contaminated.jsonl` (removed rows
with the reason) and the report `contamination.json`. Without benchmarks at hand only names are compared, and the
report says so.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from verimentor_evalbench import problems
from verimentor_evalbench.problems import Problem
from verimentor_trainer.dedup import tokens_of
from verimentor_trainer.manifest import count_rows, read_rows, write_json, write_manifest, write_rows
from verimentor_trainer.progress import track
from verimentor_trainer.recipe import Recipe

_CODE_GRAM = 10
_CODE_SHARE = 0.6
_WORDS_GRAM = 12  # ten-word runs such as "the module has two 8-bit inputs a and b and an" are anybody's
_BODY_TOKENS = 20
_NAMES = re.compile(r"\bmodule\s+(top_module|TopModule|RefModule|reference_module|verified_\w+)\b")
_BODY = re.compile(r"\bmodule\b[^;]*;(.*?)\bendmodule\b", re.DOTALL)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Finding:
    """Why a text is not trained on; `share` is that of the reference's grams, 1 for names and words."""

    reason: str
    problem: str
    share: float


class Detector:
    """Compares texts with benchmark problems."""

    def __init__(self, benchmark: Sequence[Problem]) -> None:
        self._code: dict[str, list[int]] = defaultdict(list)  # 10-token-gram -> problems that have it
        self._size: list[int] = []
        self._names = [problem.id for problem in benchmark]
        self.checkable = 0
        words: dict[str, dict[str, int]] = defaultdict(dict)
        for index, problem in enumerate(benchmark):
            grams = _code_grams(" ".join(_BODY.findall(problem.reference)))
            self._size.append(len(grams))
            self.checkable += bool(grams)
            for gram in grams:
                self._code[gram].append(index)
            for gram in _word_grams(problem.description):
                words[gram].setdefault(problem.group or problem.id, index)
        # A run that several tasks share is the benchmark's habit of asking, not a problem; the versions of a benchmark
        # share their tasks, which `group` names.
        self._words = {gram: next(iter(found.values())) for gram, found in words.items() if len(found) == 1}

    def find(self, code: str, prose: str) -> Finding | None:
        """The first reason not to train on a text; `prose` is its description or its comments."""
        if named := _NAMES.search(code):
            return Finding("name", named[1], 1.0)
        hits = Counter(index for gram in _code_grams(code) for index in self._code.get(gram, ()))
        for index, count in hits.most_common(1):
            if (share := count / self._size[index]) >= _CODE_SHARE:
                return Finding("code", self._names[index], round(share, 3))
        for gram in _word_grams(prose):
            if gram in self._words:
                return Finding("words", self._names[self._words[gram]], 1.0)
        return None


def run(recipe: Recipe, out: Path, *, benchmarks: Sequence[Path] = ()) -> None:
    """Clean the corpus and split it by repository."""
    benchmark = [problem for path in benchmarks for problem in problems.load(path)]
    detector = Detector(benchmark)
    kept, removed = [], []
    unique = out / "unique.jsonl"
    for row in track(read_rows(unique, "repository", "path", "text"), "files compared", count_rows(unique)):
        finding = detector.find(row["text"], comments_of(row["text"]))
        if finding is None:
            kept.append(row)
        else:
            removed.append({"repository": row["repository"], "path": row["path"], **asdict(finding)})
    held_out = set(recipe.corpus.held_out)
    if absent := held_out - {row["repository"] for row in kept}:
        print(f"decontaminate: nothing is held out of {', '.join(sorted(absent))}: the corpus has none of their files")
    results = {
        "benchmarks": sorted({problem.benchmark for problem in benchmark}),
        "problems": len(benchmark),
        "checkable_references": detector.checkable,
        "train": write_rows(out / "train.jsonl", (row for row in kept if row["repository"] not in held_out)),
        "held_out": write_rows(out / "held_out.jsonl", (row for row in kept if row["repository"] in held_out)),
        "removed": write_rows(out / "contaminated.jsonl", removed),
        "reasons": dict(Counter(row["reason"] for row in removed)),
    }
    write_json(out / "contamination.json", results)
    print(f"decontaminate: {results}")
    if not benchmarks:
        print("decontaminate: only names were compared; give --benchmarks PATH... to compare code and words too")
    write_manifest(out, "decontaminate", settings=asdict(recipe.corpus), inputs=[unique], results=results)


def survey(detector: Detector, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What (description, module) pairs share with the benchmarks: counts by reason, and the problems met most often."""
    seen, reasons, met = 0, Counter[str](), Counter[str]()
    for description, module in pairs:
        seen += 1
        if finding := detector.find(module, description):
            reasons[finding.reason] += 1
            met[finding.problem] += 1
    return {"pairs": seen, "reasons": dict(reasons), "problems": dict(met.most_common(10))}


def comments_of(text: str) -> str:
    """The comments of a text, one after the other."""
    return " ".join(_COMMENT.findall(text))


def _code_grams(code: str) -> set[str]:
    tokens = tokens_of(code)
    if len(tokens) < _BODY_TOKENS:
        return set()
    return {" ".join(tokens[i : i + _CODE_GRAM]) for i in range(len(tokens) - _CODE_GRAM + 1)}


def _word_grams(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {" ".join(words[i : i + _WORDS_GRAM]) for i in range(len(words) - _WORDS_GRAM + 1)}
