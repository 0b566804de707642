"""Who may know whom: reads every import, wherever it stands in a file, and fails on an arrow that ARCHITECTURE.md does not draw."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = {
    "verimentor": ROOT / "server" / "verimentor",
    "verimentor_trainer": ROOT / "trainer" / "verimentor_trainer",
    "verimentor_evalbench": ROOT / "evalbench" / "verimentor_evalbench",
}

FREE = ("verimentor.config", "verimentor.errors")  # values and exceptions: anybody's
COMPLETING = ("verimentor.complete", "verimentor.completion")
ASKING = (
    *("verimentor.account", "verimentor.candidates", "verimentor.cutting", "verimentor.ports_in_words"),
    *("verimentor.request", "verimentor.retake"),
)
THINKING = ("verimentor.verilog", "verimentor.student", "verimentor.mentor")

# A part may import itself, what is free, and what stands here. The longest name that fits an importer counts.
MAY_KNOW: dict[str, tuple[str, ...]] = {
    "verimentor.config": (),
    "verimentor.errors": (),
    "verimentor.verilog": (),
    "verimentor.student": ("verimentor.verilog",),
    "verimentor.mentor": ("verimentor.verilog",),
    "verimentor.completion": (*THINKING, "verimentor.complete"),
    "verimentor.complete": (*THINKING, *COMPLETING),
    "verimentor.claims": ("verimentor.verilog",),
    "verimentor.port_lists": ("verimentor.verilog",),
    "verimentor.port_lines": ("verimentor.verilog", "verimentor.port_lists"),
    "verimentor.port_sections": ("verimentor.port_lists", "verimentor.port_lines"),
    "verimentor.parameters_in_words": (),
    "verimentor.ports_in_words": (
        "verimentor.verilog",
        "verimentor.port_lists",
        "verimentor.port_sections",
        "verimentor.parameters_in_words",
    ),
    "verimentor.ports_in_figures": ("verimentor.verilog", "verimentor.claims", "verimentor.ports_in_words"),
    "verimentor.cutting": (),
    "verimentor.account": (),
    "verimentor.subject": (),
    "verimentor.request": ("verimentor.verilog", "verimentor.student"),
    "verimentor.retake": ("verimentor.verilog", "verimentor.student", "verimentor.cutting"),
    "verimentor.candidates": ("verimentor.verilog", "verimentor.account", "verimentor.claims", "verimentor.request"),
    "verimentor.rounds": (*THINKING, *ASKING),
    "verimentor.generate": (
        *(*THINKING, *ASKING),
        *("verimentor.mending", "verimentor.ports_in_figures", "verimentor.rounds", "verimentor.subject"),
    ),
    "verimentor.mending": THINKING,
    "verimentor.alternatives": ("verimentor.verilog", "verimentor.generate"),
    "verimentor.unusual": ("verimentor.verilog", "verimentor.student"),
    "verimentor.editor": (
        *THINKING,
        "verimentor.mending",
        "verimentor.unusual",
        *COMPLETING,
        "verimentor.generate",
        "verimentor.alternatives",
    ),
    "verimentor.cli": ("verimentor",),
    "verimentor_trainer": (
        "verimentor.verilog",
        "verimentor.student",
        "verimentor.mentor.endpoint",
        "verimentor.generate",  # measures what it trained the way users will meet it
        "verimentor.complete",
        "verimentor_evalbench.problems",  # decontamination
        "verimentor_evalbench.pass_at_k",  # the estimators: what both measure must mean the same
    ),
    "verimentor_evalbench": (
        *(*THINKING, *COMPLETING),
        *("verimentor.generate", "verimentor.mending", "verimentor.ports_in_words", "verimentor.retake"),
        *("verimentor.candidates", "verimentor.cutting", "verimentor.request", "verimentor.rounds"),
    ),
    "verimentor_evalbench.hints": (
        *THINKING,
        "verimentor.unusual",
        "verimentor_evalbench",
        "verimentor_trainer.mutation",  # the bugs it injects
    ),
    "verimentor_evalbench.fixing": (
        *THINKING,
        "verimentor.mending",
        "verimentor_evalbench",
        *("verimentor_trainer.families", "verimentor_trainer.repairs"),  # the slips it mends
    ),
}

# Who alone may import these libraries; nobody else does, and nothing that users install needs the training ones.
ONLY_IN: dict[str, tuple[str, ...]] = {
    "pygls": ("verimentor.editor", "verimentor_evalbench"),
    "lsprotocol": ("verimentor.editor", "verimentor_evalbench"),
    "llama_cpp": ("verimentor.student", "verimentor_trainer"),
    "pyslang": ("verimentor.verilog", "verimentor_trainer"),
    "openai": ("verimentor.mentor",),
    "rich": ("verimentor.cli", "verimentor_trainer", "verimentor_evalbench"),
    **dict.fromkeys(
        ("torch", "transformers", "tokenizers", "accelerate", "trl", "gguf", "datasets", "matplotlib", "pyverilog"),
        ("verimentor_trainer", "verimentor_evalbench"),
    ),
}


def inside(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def is_module(name: str) -> bool:
    """Whether a dotted name of ours is a file rather than something in one."""
    first, *rest = name.split(".")
    path = SOURCES[first].joinpath(*rest)
    return path.is_dir() or path.with_suffix(".py").is_file()


def imports(text: str, importer: str, *, package: bool = False) -> Iterator[str]:
    """The modules a file imports, relative ones resolved, also those inside functions and TYPE_CHECKING."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = importer.split(".")
            base = parts[: len(parts) - node.level + package] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                name = f"{origin}.{alias.name}"
                yield name if origin.split(".")[0] in SOURCES and is_module(name) else origin


def objection(importer: str, imported: str) -> str | None:
    """Why one module must not import another; None where it may."""
    top = imported.split(".")[0]
    if top in ONLY_IN and not any(inside(importer, package) for package in ONLY_IN[top]):
        return f"{importer} imports {imported}; only {', '.join(ONLY_IN[top])} may"
    if top not in SOURCES or imported == "verimentor":  # the root holds the version, nothing else
        return None
    part = max((part for part in MAY_KNOW if inside(importer, part)), key=len, default=None)
    if part is None:
        return None if importer in SOURCES else f"{importer} is in no part that MAY_KNOW names"
    if any(inside(imported, package) for package in (part, *FREE, *MAY_KNOW[part])):
        return None
    return f"{importer} imports {imported}; it may know {', '.join((*FREE, *MAY_KNOW[part]))}"


def modules() -> Iterator[tuple[str, Path]]:
    for top, folder in SOURCES.items():
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            yield ".".join([top, *(part for part in parts if part != "__init__")]), path


def test_no_module_knows_what_it_must_not() -> None:
    found = [
        complaint
        for name, path in modules()
        for imported in imports(path.read_text("utf-8"), name, package=path.name == "__init__.py")
        if (complaint := objection(name, imported))
    ]
    assert not found, "\n".join(found)


def test_every_part_named_here_exists() -> None:
    missing = [part for part in MAY_KNOW if not is_module(part)]
    assert not missing


@pytest.mark.parametrize(
    ("importer", "line"),
    [
        ("verimentor.verilog.check", "from verimentor.student import prompt"),
        ("verimentor.verilog.check", "def f():\n    import verimentor.generate"),
        ("verimentor.verilog.check", "from ..student.prompt import pieces"),
        ("verimentor.student.worker", "from verimentor.mentor.fix import fix"),
        ("verimentor.student.worker", "import torch.nn"),
        ("verimentor.student.worker", "from verimentor import complete"),
        ("verimentor.mentor.fix", "from verimentor.student.runtime import Student"),
        ("verimentor.mentor.fix", "from verimentor.editor.convert import range_of"),
        ("verimentor.generate", "from lsprotocol import types"),
        ("verimentor.editor.server", "from verimentor.cli import check"),
        ("verimentor.editor.server", "import transformers"),
        ("verimentor.config", "from verimentor.verilog.problem import Span"),
        ("verimentor.cli.check", "import pygls"),
        ("verimentor.new_part", "from verimentor.student import prompt"),
        ("verimentor_trainer.measure", "from verimentor.mentor.fix import fix"),
        ("verimentor_trainer.measure", "from verimentor.editor import server"),
        ("verimentor_evalbench.latency", "from verimentor.editor import server"),
        ("verimentor_evalbench.latency", "from verimentor.cli import serve"),
    ],
)
def test_forbidden_arrows_are_seen(importer: str, line: str) -> None:
    assert [imported for imported in imports(line, importer) if objection(importer, imported)]


@pytest.mark.parametrize(
    ("importer", "line"),
    [
        ("verimentor.verilog.check", "from verimentor.errors import ToolMissing"),
        ("verimentor.verilog.check", "from verimentor import config"),
        ("verimentor.verilog.check", "from . import icarus"),
        ("verimentor.editor.server", "import verimentor\nfrom pygls.lsp.server import LanguageServer"),
        ("verimentor.cli.serve", "from verimentor.editor.server import main"),
        ("verimentor_trainer.measure", "from verimentor.generate import cut\nimport torch"),
    ],
)
def test_allowed_arrows_pass(importer: str, line: str) -> None:
    assert not [objection(importer, imported) for imported in imports(line, importer) if objection(importer, imported)]
