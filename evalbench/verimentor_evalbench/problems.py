"""Problems: what is asked, and how an answer is judged.

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
from dataclasses import asdict, dataclass
from pathlib import Path

from verimentor.errors import VerimentorError

HOLD_OUT = Path(__file__).parent / "hold_out"
SETS = ("known", "phrasings", "shapes", "families", "written")


@dataclass(frozen=True)
class Problem:
    """One question with its judge.

    `header` ends with the `;` of the port list; `reference` is a whole module of that name and these ports; `testbench`
    stands alone and ends with the line "Mismatches: M in N samples". `group` is the family, the shape or the voice.
    """

    id: str
    group: str
    description: str
    header: str
    reference: str
    testbench: str
    names_ports: bool  # whether the description says every port's name


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
    return [Problem(**json.loads(line)) for line in text.decode("utf-8").splitlines()]


def freeze(folder: Path, name: str, problems: Iterable[Problem], origin: str) -> None:
    """Write a set and its line in the folder's manifest; `origin` says where it came from."""
    text = "".join(f"{json.dumps(asdict(problem), ensure_ascii=False)}\n" for problem in problems).encode()
    (folder / f"{name}.jsonl").write_bytes(text)
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"sets": {}}
    manifest["sets"][name] = {
        "problems": text.count(b"\n"),
        "sha256": hashlib.sha256(text).hexdigest(),
        "origin": origin,
    }
    path.write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")
