"""RTLLM, from the user's copy of its repository: version 2.0 (Category/Sub/DESIGN/) and 1.1 (DESIGN/)."""

import re
from collections import defaultdict
from pathlib import PurePosixPath

from verimentor.verilog.renaming import declared_modules
from verimentor_evalbench.checkout import Checkout
from verimentor_evalbench.problem import Judge, Problem, says_every_port

ADDRESS = "https://github.com/hkust-zhiyao/RTLLM"
LAYOUT = "Category/Sub/DESIGN/{design_description.txt,testbench.v,verified_*.v} (RTLLM 2.0), the same in DESIGN/ (1.1)"
_DESCRIPTION, _TESTBENCH = "design_description.txt", "testbench.v"
_DATA = (".txt", ".dat")  # what testbenches read
# References are called verified_NAME, but these two are asked for under another name.
_MISNAMED = {"verified_adder_64bit": "adder_pipe_64bit", "verified_multi_pipe": "multi_pipe_4bit"}


def load(checkout: Checkout) -> dict[str, list[Problem]]:
    """The problems of every version that a copy holds, by the set's name."""
    folders: dict[PurePosixPath, list[PurePosixPath]] = defaultdict(list)
    for name in checkout.names:
        path = PurePosixPath(name)
        folders[path.parent].append(path)
    sets: dict[str, list[Problem]] = defaultdict(list)
    for folder, paths in sorted(folders.items()):
        references = [path for path in paths if path.name.startswith("verified_") and path.suffix == ".v"]
        if not {_DESCRIPTION, _TESTBENCH} <= {path.name for path in paths} or len(references) != 1:
            continue
        version = "rtllm-2.0" if len(folder.parts) == 3 else "rtllm-1.1"
        sets[version].append(_problem(checkout, version, folder, paths, references[0]))
    return dict(sets)


def _problem(
    checkout: Checkout, version: str, folder: PurePosixPath, paths: list[PurePosixPath], golden: PurePosixPath
) -> Problem:
    data = [path for path in paths if path.suffix in _DATA and path.name != _DESCRIPTION]
    texts = checkout.read(str(path) for path in (folder / _DESCRIPTION, folder / _TESTBENCH, golden, *data))
    description = texts[str(folder / _DESCRIPTION)].strip()
    reference, top = _as_asked(texts[str(golden)], folder.name)
    return Problem(
        id=folder.name,
        group=folder.name,
        description=description,
        header="",
        reference=reference,
        testbench=texts[str(folder / _TESTBENCH)],
        names_ports=says_every_port(description, reference, top),
        benchmark=version,
        module=top,
        judge=Judge.RTLLM,
        files={path.name: texts[str(path)] for path in data},
    )


def _as_asked(golden: str, design: str) -> tuple[str, str]:
    """The reference under the name that its testbench asks for, and this name."""
    declared = sorted(declared_modules(golden))
    verified = next((name for name in declared if name.startswith("verified_")), None)
    if verified is None:
        return golden, design if design in declared or not declared else declared[0]
    asked = _MISNAMED.get(verified, verified.removeprefix("verified_"))
    return re.sub(rf"\b{verified}\b", asked, golden), asked
