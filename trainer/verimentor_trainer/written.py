"""The written set: pairs composed one by one in the voices of real users, each with a module and a second
implementation that another hand wrote from the description alone.

A folder of `trainer/written/` holds `pairs.txt` and `checks.txt`. An entry of `pairs.txt` is

    #### slug | voice | header
    the description, any number of lines
    ~~~~
    the module

where the last word is `header` if the description leans on the exact header, which then stands in the prompt, or
`prose` if it names every port itself. `checks.txt` has the second implementations: `#### slug` and a module of the same
name and ports.

    python -m verimentor_trainer.written [FOLDER...]     # compiles, compares, names what is wrong
    python -m verimentor_trainer.written --specs FOLDER  # descriptions and headers only, for the second hand
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from verimentor.errors import VerimentorError
from verimentor.verilog.agreement import compare_many
from verimentor.verilog.icarus import compile_text
from verimentor.verilog.problem import line_of

FOLDER = Path(__file__).parent.parent / "written"
HELD_OUT_EVERY = 10  # folders whose number is a multiple of this are never trained on

_ENTRY = re.compile(r"^#### *", re.MULTILINE)
_HEADER = re.compile(r"\bmodule\s+(\w+)\s*(?:#\s*\(.*?\)\s*)?\(.*?\)\s*;", re.DOTALL)


@dataclass(frozen=True)
class WrittenPair:
    """One entry; `check` is the second implementation, "" while it is missing."""

    folder: str
    slug: str
    voice: str
    names_ports: bool  # whether the description alone determines the interface
    description: str
    header: str
    module: str
    check: str

    @property
    def held_out(self) -> bool:
        """Whether its folder is kept for measuring."""
        return is_held_out(self.folder)


def is_held_out(folder: str) -> bool:
    """Whether a folder is kept for measuring, by the number its name starts with."""
    return int(folder.split("_")[0]) % HELD_OUT_EVERY == 0


def folders(root: Path = FOLDER) -> list[Path]:
    """The folders of the written set in the order of their numbers."""
    return sorted(path.parent for path in root.glob("*/pairs.txt"))


def read(folder: Path) -> list[WrittenPair]:
    """The pairs of a folder.

    Raises:
        VerimentorError: an entry that is not of the form above, named by file and slug.
    """
    checks = dict(_entries(folder / "checks.txt")) if (folder / "checks.txt").exists() else {}
    pairs: list[WrittenPair] = []
    for title, body in _entries(folder / "pairs.txt"):
        where = f"{folder.name}/pairs.txt, '{title}'"
        fields = [field.strip() for field in title.split("|")]
        if len(fields) != 3 or fields[2] not in ("header", "prose"):
            raise VerimentorError(f"{where}: the title must be 'slug | voice | header' or 'slug | voice | prose'.")
        description, divider, module = body.partition("\n~~~~\n")
        header = _HEADER.search(module)
        if not divider or not header or not description.strip():
            raise VerimentorError(f"{where}: needs a description, a line '~~~~' and a module with a port list.")
        slug = fields[0]
        if any(pair.slug == slug for pair in pairs):
            raise VerimentorError(f"{where}: the slug occurs twice.")
        names_ports = fields[2] == "prose"
        check = checks.pop(slug, "")
        pairs.append(
            WrittenPair(
                folder.name, slug, fields[1], names_ports, description.strip(), header[0], f"{module.strip()}\n", check
            )
        )
    if checks:
        raise VerimentorError(f"{folder.name}/checks.txt: no pair is called {', '.join(map(repr, checks))}.")
    return pairs


def problems(pairs: Sequence[WrittenPair]) -> Iterator[tuple[WrittenPair, str]]:
    """What is wrong: what does not compile, stays unknown, or differs from the second hand's module."""
    for pair in pairs:
        if not pair.module.startswith(pair.header):
            yield pair, "the text before ~~~~ must be followed by the module's header at once"
        if messages := compile_text(pair.module).problems:
            first = messages[0]
            line = line_of(pair.module, first.span.start) + 1
            yield pair, f"{first.severity.value} in line {line}: {first.message}"
    # A module without a second implementation is compared with itself: it must run and have known outputs.
    answers = compare_many([(pair.check or pair.module, pair.module) for pair in pairs])
    for pair, answer in zip(pairs, answers, strict=True):
        if not answer.equal:
            yield pair, f"not like its second implementation: {answer.first_difference or answer.error}"


def main(arguments: list[str] | None = None) -> int:
    """Check folders, or print what the second hand gets to read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--specs", action="store_true", help="print descriptions and headers only")
    options = parser.parse_args(arguments)
    found = 0
    try:
        for folder in options.folders or folders():
            pairs = read(folder)
            if options.specs:
                for pair in pairs:
                    print(f"#### {pair.slug}\n{pair.description}\n~~~~\n{pair.header}\n")
                continue
            for pair, problem in problems(pairs):
                print(f"{folder.name}: {pair.slug}: {problem}")
                found += 1
            missing = sum(not pair.check for pair in pairs)
            print(f"{folder.name}: {len(pairs)} pairs, {missing} without a second implementation", file=sys.stderr)
    except (OSError, VerimentorError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 1 if found else 0


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    for entry in _ENTRY.split(path.read_text(encoding="utf-8"))[1:]:
        title, _, body = entry.partition("\n")
        yield title.strip(), f"{body.strip(chr(10))}\n"


if __name__ == "__main__":
    raise SystemExit(main())
