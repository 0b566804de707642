"""Running yosys, where it is installed, on designs nobody has read.

A design can make yosys print lines of its choice while it is read, so verdicts and numbers come from files that single
commands write (`tee -q -o stat.txt stat`), never from what the run printed as a whole.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from verimentor.errors import ToolMissing
from verimentor.verilog import sandbox
from verimentor.verilog.sandbox import Ending, Limits

ADVICE = "Install yosys: `apt install yosys`, `brew install yosys`, or see yosyshq.net/yosys."

# Modules of a few hundred lines take well under a second; what takes longer is a memory being spelled out in gates.
LIMITS = Limits(wall_s=30.0, cpu_s=20)
_SCRIPT = "script.ys"
# Names stand in scripts, where `;` ends a command, a `!` begins one for the shell, and `*` chooses many modules.
_PLAIN = re.compile(r"[A-Za-z_][\w$]*\Z")
_ERROR = re.compile(r"^ERROR: (.*)$|^[\w.-]+:\d+: ERROR: (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Report:
    """What came of a script: the files it was to write, and an error that says why some may be missing."""

    files: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None
    timed_out: bool = False


def find_yosys() -> str | None:
    """The path of `yosys`; None where it is not installed."""
    return shutil.which("yosys")


@lru_cache(maxsize=1)
def version() -> str | None:
    """Yosys' version, such as "0.23"; None where it is not installed or does not answer."""
    program = find_yosys()
    if program is None:
        return None
    try:
        answer = subprocess.run([program, "-V"], capture_output=True, text=True, timeout=10, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"Yosys (\S+)", answer.stdout)
    return found[1] if found else None


def is_plain(name: str) -> bool:
    """Whether a module's name may stand in a script as it is."""
    return bool(_PLAIN.match(name))


def run(
    commands: Sequence[str], texts: Mapping[str, str], *, results: Sequence[str] = (), limits: Limits = LIMITS
) -> Report:
    """Run a script on the texts, which lie under their names in the folder it runs in; blocks until it ends.

    Names of texts and results are the caller's own; a module's name goes into a command only where `is_plain`.

    Raises:
        ToolMissing: yosys is not installed.
    """
    program = find_yosys()
    if program is None:
        raise ToolMissing("yosys", ADVICE)
    with tempfile.TemporaryDirectory(prefix="verimentor-") as name:
        folder = Path(name)
        for file, text in texts.items():
            (folder / file).write_text(text, encoding="utf-8", errors="replace")
        (folder / _SCRIPT).write_text("\n".join(commands) + "\n", encoding="utf-8")
        outcome = sandbox.run([program, "-q", "-s", _SCRIPT], folder=folder, limits=limits)
        files = {
            result: (folder / result).read_text(encoding="utf-8", errors="replace")
            for result in results
            if (folder / result).is_file()
        }
    return Report(files, _error(outcome), outcome.ending is Ending.TIMED_OUT)


def _error(outcome: sandbox.Outcome) -> str | None:
    if outcome.ending is Ending.TIMED_OUT:
        return "yosys did not end in time"
    if outcome.ending is Ending.KILLED:
        return "yosys was ended for going beyond its limits"
    found = _ERROR.search(outcome.stderr)
    if found:
        return f"yosys: {(found[1] or found[2]).strip()}"
    return f"yosys ended with code {outcome.exit_code}" if outcome.exit_code else None
