"""`verimentor-bench data add|list|check`: which sets of problems there are, and whether their references pass.

Benchmarks are read from the user's own copies, whose places are kept in the user's data folder.
"""

import argparse
import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

from verimentor import config
from verimentor.errors import ToolMissing, VerimentorError
from verimentor_evalbench import problems, rtllm, verilogeval
from verimentor_evalbench.arguments import positive
from verimentor_evalbench.problem import Problem

ADDRESSES = {"verilog-eval": verilogeval.ADDRESS, "rtllm": rtllm.ADDRESS}
_BUILT_IN = {f"hold-out-{name}": name for name in problems.SETS}


def find_set(name: str) -> list[Problem]:
    """A set by its name: of the hold-out, of a benchmark that was added, or at a path that holds one set alone.

    Raises:
        VerimentorError: there is none; the message says which there are, or how to add one.
    """
    if name in _BUILT_IN:
        return problems.hold_out(_BUILT_IN[name])
    for path in places().values():
        if path.exists() and name in (sets := problems.load_sets(path)):
            return sets[name]
    if Path(name).exists():
        sets = problems.load_sets(Path(name))
        if len(sets) == 1:
            return next(iter(sets.values()))
        raise VerimentorError(f"{name} holds {', '.join(sets)}. Add it (`verimentor-bench data add`) and name one.")
    raise VerimentorError(
        f"There is no set {name}; there are {', '.join(names())}. "
        f"`verimentor-bench data add NAME PATH` adds your copy of a benchmark."
    )


def names() -> list[str]:
    """The sets that have a name: built in, or in a copy that was added."""
    return [*_BUILT_IN, *(found for path in places().values() if path.exists() for found in problems.load_sets(path))]


def places() -> dict[str, Path]:
    """Where the user's copies are, by the name they were added under."""
    try:
        return {name: Path(path) for name, path in json.loads(_file().read_text(encoding="utf-8")).items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError, TypeError):
        raise VerimentorError(f"{_file()} is damaged. Remove it and add your copies again.") from None


def add(name: str, path: Path) -> dict[str, list[Problem]]:
    """Remember a copy, and return its sets.

    Raises:
        VerimentorError: nothing in it is known.
    """
    sets = problems.load_sets(path)
    _file().parent.mkdir(parents=True, exist_ok=True)
    known = {known: str(place) for known, place in places().items()} | {name: str(path.resolve())}
    _file().write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return sets


def clone(name: str) -> Path:
    """A fresh bare copy of a benchmark that we know the address of, with all its branches.

    Raises:
        VerimentorError: we know none, or git could not bring it.
        ToolMissing: git is not installed.
    """
    if name not in ADDRESSES:
        raise VerimentorError(f"There is no address for {name}, only for {', '.join(ADDRESSES)}. Name a path instead.")
    folder = config.data_folder() / "benchmarks" / f"{name}.git"
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    under_way = folder.with_suffix(".part")  # an interrupted clone must not be taken for a whole one
    shutil.rmtree(under_way, ignore_errors=True)
    command = ["git", "clone", "--mirror", "--quiet", ADDRESSES[name], str(under_way)]
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        raise ToolMissing("git", "Install git, or name a folder with the benchmark's files.") from None
    if done.returncode:
        raise VerimentorError(f"{ADDRESSES[name]} could not be cloned: {done.stderr.strip()}")
    under_way.rename(folder)
    return folder


def _file() -> Path:
    return config.data_folder() / "benchmarks.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    adding = actions.add_parser("add", help="remember where your copy of a benchmark is")
    adding.add_argument("name", help=f"{', '.join(ADDRESSES)}, or a name of your own")
    source = adding.add_mutually_exclusive_group(required=True)
    source.add_argument("path", nargs="?", type=Path, help="a checkout, a bare repository, a folder or a JSONL file")
    source.add_argument("--clone", action="store_true", help="fetch it from its public repository")
    actions.add_parser("list", help="print the sets there are")
    checking = actions.add_parser("check", help="judge the references, and say which fail and why")
    checking.add_argument("sets", nargs="*", metavar="SET", help="default: all")
    checking.add_argument("--limit", type=positive, metavar="N", help="only the first N problems of each set")
    checking.add_argument(
        "--json", type=Path, metavar="OUT", help="write {SET: {problems, upstream, strict, failed: {id: reason}}}"
    )


def run(options: argparse.Namespace) -> int:
    """Do the action and return the exit code."""
    if options.action == "add":
        sets = add(options.name, clone(options.name) if options.clone else options.path)
        for name, found in sets.items():
            print(f"{name}: {len(found)} problems")
        return 0
    if options.action == "list":
        for name, count in _sizes():
            print(f"{name}: {count}")
        return 0
    checked = {name: _check(name, options.limit) for name in options.sets or names()}
    if options.json:
        options.json.write_text(json.dumps(checked, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(any(found["failed"] for found in checked.values()))


def _sizes() -> list[tuple[str, str]]:
    sizes = [(name, f"{len(problems.hold_out(short))} problems, built in") for name, short in _BUILT_IN.items()]
    for path in places().values():
        if not path.exists():
            sizes.append((str(path), "gone; add it again"))
            continue
        sizes += [(name, f"{len(found)} problems, {path}") for name, found in problems.load_sets(path).items()]
    return sizes


def _check(name: str, limit: int | None) -> dict[str, Any]:
    from verimentor_evalbench.score import score  # it asks this module for sets

    found = find_set(name)[:limit]
    verdicts = score([(problem, problem.reference) for problem in found])
    failed = {
        problem.id: f"{verdict.letter} {verdict.reason}"
        for problem, verdict in zip(found, verdicts, strict=True)
        if not verdict.strict
    }
    for id, reason in failed.items():
        print(f"{name} {id}: {reason}")
    upstream, strict = sum(v.upstream for v in verdicts), sum(v.strict for v in verdicts)
    letters = Counter(verdict.letter for verdict in verdicts)
    said = ", ".join(f"{letter} {count}" for letter, count in sorted(letters.items()))
    print(f"{name}: {upstream} of {len(found)} references pass, {strict} strictly ({said})")
    return {"problems": len(found), "upstream": upstream, "strict": strict, "failed": failed}
