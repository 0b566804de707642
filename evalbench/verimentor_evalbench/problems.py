"""Sets of problems: the built-in ones, those of a user's copy of a benchmark, and a user's own.

The built-in ones are the project's hold-out, frozen files in `hold_out/` that no training draw comes from:

| set | what is new to a student of ours |
|---|---|
| `known` | names, widths and words of families it was trained on |
| `phrasings` | the way of saying it: request frames, clauses and port lists that training never uses |
| `shapes` | the composition: structures of registers and operations that training never draws |
| `families` | the whole kind of design |
| `written` | everything: composed one by one, in folders that are not trained on |
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from verimentor.errors import VerimentorError
from verimentor_evalbench import rtllm, verilogeval
from verimentor_evalbench.checkout import Checkout, checkouts
from verimentor_evalbench.problem import Judge as Judge
from verimentor_evalbench.problem import Problem as Problem
from verimentor_evalbench.problem import says_every_port
from verimentor_evalbench.verilogeval import split_header

HOLD_OUT = Path(__file__).parent / "hold_out"
SETS = ("known", "phrasings", "shapes", "families", "written")

_OWN_FILES = ("prompt.txt", "ref.v", "tb.v")
_BENCHMARKS = (verilogeval, rtllm)


def load(path: Path) -> list[Problem]:
    """The problems of all sets in a user's copy of a benchmark, a folder or a JSONL file of the user's own.

    A copy is a checkout or a bare repository; of the latter every branch is looked at, so that all versions are found.

    Raises:
        VerimentorError: the layout is unknown; the message names those that are known.
    """
    return [problem for found in load_sets(path).values() for problem in found]


def load_sets(path: Path) -> dict[str, list[Problem]]:
    """The same by the name of the set.

    Raises:
        VerimentorError: as for `load`.
    """
    if path.is_file():
        return {path.stem: _read_jsonl(path)}
    sets: dict[str, list[Problem]] = {}
    for checkout in checkouts(path):
        for benchmark in _BENCHMARKS:
            for name, found in benchmark.load(checkout).items():
                sets.setdefault(name, found)
        if own := _own_folder(checkout):
            sets.setdefault(path.resolve().name, own)
    if not sets:
        known = "; ".join([*(benchmark.LAYOUT for benchmark in _BENCHMARKS), "NAME/{prompt.txt,ref.v,tb.v}"])
        raise VerimentorError(f"{path} has no layout that is known here. Known are {known}, and JSONL files.")
    return sets


def hold_out(name: str) -> list[Problem]:
    """A frozen set of problems.

    Raises:
        VerimentorError: there is no such set, or its file is not the frozen one.
    """
    if name not in SETS:
        raise VerimentorError(f"There is no hold-out '{name}'; there are {', '.join(SETS)}.")
    path = HOLD_OUT / f"{name}.jsonl"
    text = path.read_bytes()
    frozen = json.loads((HOLD_OUT / "manifest.json").read_text(encoding="utf-8"))["sets"][name]
    if hashlib.sha256(text).hexdigest() != frozen["sha256"]:
        raise VerimentorError(f"{path.name} is not the frozen file: its checksum differs from the manifest's.")
    return [Problem.from_row(json.loads(line), path.name) for line in text.decode("utf-8").split("\n") if line]


def freeze(folder: Path, name: str, problems: Iterable[Problem], origin: str) -> None:
    """Write a set and its line in the folder's manifest; `origin` says where it came from."""
    text = "".join(f"{json.dumps(problem.as_row(), ensure_ascii=False)}\n" for problem in problems).encode()
    (folder / f"{name}.jsonl").write_bytes(text)
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"sets": {}}
    manifest["sets"][name] = {
        "problems": text.count(b"\n"),
        "sha256": hashlib.sha256(text).hexdigest(),
        "origin": origin,
    }
    path.write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _read_jsonl(path: Path) -> list[Problem]:
    problems = []
    # Not splitlines(): descriptions hold characters that it takes for line breaks.
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            row = json.loads(line)
        except ValueError as problem:
            raise VerimentorError(f"{place}: not JSON ({problem}). Each line must be one problem.") from None
        if not isinstance(row, dict):
            raise VerimentorError(f"{place}: not a JSON object. Each line must be one problem.")
        problems.append(replace(Problem.from_row(row, place), benchmark=path.stem))
    if not problems:
        raise VerimentorError(f"{path} holds no problem.")
    return problems


def _own_folder(checkout: Checkout) -> list[Problem]:
    names = set(checkout.names)
    ids = [name.split("/")[0] for name in checkout.names if name.count("/") == 1 and name.endswith("/prompt.txt")]
    problems = []
    for id in ids:
        wanted = [f"{id}/{name}" for name in _OWN_FILES]
        if missing := [name for name in wanted if name not in names]:
            raise VerimentorError(f"{checkout.path}: {', '.join(missing)} is missing beside {id}/prompt.txt.")
        prompt, reference, testbench = checkout.read(wanted).values()
        description, header = split_header(prompt)
        problem = Problem(id, id, description, header, reference, testbench, True, checkout.path.resolve().name)
        named = says_every_port(description, reference, problem.top)
        problems.append(replace(problem, names_ports=named))
    return problems
