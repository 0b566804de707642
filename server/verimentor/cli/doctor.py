"""`verimentor doctor`: what is installed, what is not, and what to do about it.

`--json` prints a list of `{name, ok, detail, advice, needed}`. Exit code 3 while something needed is missing.
`--settings` takes what an editor has set, as a JSON object of sections: its model and its mentor are looked at then.
"""

import argparse
import asyncio
import json
import platform
import sys
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.text import Text

from verimentor import __version__
from verimentor.cli.exit_codes import Exit
from verimentor.cli.workplace import settings_for
from verimentor.config import MentorSettings, ModelSettings, Settings
from verimentor.errors import MentorError, ModelError
from verimentor.mending import mentor_for
from verimentor.student.catalog import Catalog
from verimentor.student.runtime import Student
from verimentor.verilog import formatting, icarus, sandbox, yosys


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `needed` is False where Verimentor works without it."""

    name: str
    ok: bool
    detail: str
    advice: str = ""
    needed: bool = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--settings", type=json.loads, default={}, metavar="JSON", help="what an editor has set")


def run(options: argparse.Namespace) -> int:
    """Look at everything and print it."""
    findings = asyncio.run(examine(settings_for(None, options.settings)))
    if options.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
    else:
        console = Console(highlight=False, soft_wrap=True)
        for finding in findings:
            mark = ("✓", "green") if finding.ok else ("✗", "red") if finding.needed else ("–", "yellow")
            console.print(Text.assemble(mark, f" {finding.name}: {finding.detail}"))
            if not finding.ok and finding.advice:
                console.print(Text(f"    {finding.advice}"))
    return Exit.LACKING if any(finding.needed and not finding.ok for finding in findings) else Exit.GOOD


async def examine(settings: Settings) -> list[Finding]:
    """Every finding, in the order a user would mend them."""
    machine = f"{platform.system()} {platform.machine()}"
    return [
        Finding("Verimentor", True, f"{__version__}, Python {sys.version.split()[0]}, {machine}"),
        _icarus(),
        _bubblewrap(),
        _yosys(),
        _verible(),
        *await _student(settings.model),
        _mentor(settings.mentor),
    ]


def _icarus() -> Finding:
    version, path = icarus.version(), icarus.find_iverilog()
    if path is None:
        return Finding("Icarus Verilog", False, "not found", icarus.ADVICE)
    if version is None:
        return Finding("Icarus Verilog", False, f"{path} does not answer", "Install it again.")
    return Finding("Icarus Verilog", True, f"{version} ({path})")


def _bubblewrap() -> Finding:
    if sandbox.bubblewrap_available():
        return Finding("bubblewrap", True, "unread code is simulated in a box without network and files", needed=False)
    return Finding(
        "bubblewrap",
        False,
        "not usable: simulations have limits on time and memory, but can read your files",
        "Install bubblewrap (Debian: apt-get install bubblewrap) and allow user namespaces.",
        needed=False,
    )


def _yosys() -> Finding:
    path = yosys.find_yosys()
    if path is None:
        return Finding(
            "yosys", False, "not found: `equivalent` simulates, but proves nothing", yosys.ADVICE, needed=False
        )
    return Finding("yosys", True, f"{path}: `equivalent` proves where it can", needed=False)


def _verible() -> Finding:
    path = formatting.find_formatter()
    if path is None:
        return Finding("verible", False, "not found: the editor cannot format", formatting.ADVICE, needed=False)
    return Finding("verible", True, f"{path}: the editor can format", needed=False)


async def _student(settings: ModelSettings) -> list[Finding]:
    catalog = Catalog()
    try:
        model = catalog.selected(settings)
    except ModelError as problem:
        return [Finding("student model", False, str(problem))]
    verification = await asyncio.to_thread(catalog.verify, model)
    findings = [Finding("student model", verification.ok, f"{model.name}: {verification.message}")]
    student = Student.wanted(model, settings)
    try:
        ready = await student.start()
    except ModelError as problem:
        return [*findings, Finding("llama.cpp", False, str(problem))]
    finally:
        await student.close()
    if ready.note:
        findings.append(Finding("graphics card", False, ready.note, needed=False))
    return [
        *findings,
        Finding("llama.cpp", True, f"{ready.description}, loaded in {ready.seconds:.2f} s; {ready.system}"),
        _speed(ready.system),
    ]


def _speed(system: str) -> Finding:
    if platform.machine() in ("x86_64", "AMD64") and "AVX" not in system:
        advice = "Build llama-cpp-python on this machine (make setup): without AVX it is 35 times slower."
        return Finding("CPU features", False, "llama.cpp was built without AVX", advice, needed=False)
    return Finding("CPU features", True, "llama.cpp uses this processor's vector instructions", needed=False)


def _mentor(settings: MentorSettings) -> Finding:
    try:
        if mentor_for(settings) is None:
            return Finding("mentor", True, "none is configured: rules and student repair alone", needed=False)
    except MentorError as problem:
        return Finding("mentor", False, str(problem), needed=False)
    asked = "asked only when you ask for a fix, or for a module that nothing else could mend"
    return Finding("mentor", True, f"{settings.url or settings.model} ({asked})", needed=False)
