"""Runs tools on Verilog nobody has read, with limits on what it can cost and reach.

Every command gets limits on processor time, address space and file size, an empty standard input, a small environment
and its own process group, which is ended at the wall-clock limit or when it prints more than the output limit. Where
bubblewrap works (Linux), the command also sees only the system's programs, the paths named readable and one writable
folder, without network and without privileges.

What this does not stop:
- without bubblewrap (macOS, Windows, locked-down Linux) `$fopen` and its kin read and write whatever the user may;
  on Windows there are no limits but wall clock and output;
- many files of the allowed size each: the folder as a whole has no quota, so give it to nobody else and remove it;
- many processes of the allowed memory and processor time each, until the wall clock ends them;
- what the design prints: it can imitate any line a testbench prints (`testbench` marks its lines with a nonce);
- holes in the kernel, in bubblewrap or in the tool itself;
- commands that are themselves dangerous: callers pass fixed options and file names of their own making, since
  `iverilog` hands some option values to a shell and loads `.vpi` files.
"""

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

_CHUNK = 65536
# A reader that still waits this long after the process group is gone holds a pipe somebody else inherited.
_DRAIN_S = 1.0
# Limits are set by the shell, not between fork and exec: Python code there can deadlock in a program with threads.
# Soft limit first: its SIGXCPU can be told from other kills. Not every system knows every limit (macOS: no -v).
_SET_LIMITS = (
    'ulimit -c 0; ulimit -S -t "$1"; ulimit -H -t "$2"; ulimit -f "$3"; ulimit -v "$4" 2>/dev/null; shift 4; exec "$@"'
)
_XCPU = 24  # signal.SIGXCPU, which Windows' signal module lacks
_DEADLY = (4, 6, 7, 8, 9, 11, 25)  # ILL, ABRT, BUS, FPE, KILL, SEGV, XFSZ on Linux


@dataclass(frozen=True)
class Limits:
    """What one command may cost; `cpu_s`, `memory_bytes` and `file_bytes` count per process, `output_bytes` per stream.

    The defaults contained every hostile design we tried, and real compilations stay far below them.
    """

    wall_s: float = 10.0
    cpu_s: int = 4
    memory_bytes: int = 2 * 1024**3
    file_bytes: int = 20_000_000
    output_bytes: int = 1_000_000


class Ending(StrEnum):
    """How a command came to its end."""

    FINISHED = "finished"
    TIMED_OUT = "timed out"
    KILLED = "killed"


@dataclass(frozen=True)
class Outcome:
    """What a command left behind.

    `exit_code` is negative where a signal ended the command; a shell or bubblewrap reports such a signal as 128 + n
    instead, which `ending` takes into account. `truncated` means that the output limit ended it.
    """

    ending: Ending
    exit_code: int
    stdout: str
    stderr: str
    truncated: bool
    seconds: float


def run(command: Sequence[str], *, folder: Path, readable: Sequence[Path] = (), limits: Limits = Limits()) -> Outcome:
    """Run a command in `folder`, its working directory and only writable place; blocks until it ends.

    Raises:
        FileNotFoundError: the program of the command does not exist.
    """
    folder = folder.resolve()
    program = shutil.which(command[0])
    if program is None:
        raise FileNotFoundError(command[0])
    full = [program, *command[1:]]
    if os.name == "posix":
        cpu_s, blocks, kib = limits.cpu_s, limits.file_bytes // 512, limits.memory_bytes // 1024
        full = ["/bin/sh", "-c", _SET_LIMITS, "sh", str(cpu_s), str(cpu_s + 1), str(blocks), str(kib), *full]
    box = _box()
    if box is not None:
        full = [*box, *_mounts(folder, [*readable, *_installation(program)]), "--", *full]
    started = time.monotonic()
    process = subprocess.Popen(
        full,
        cwd=folder,
        env=_environment(folder, program),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None and process.stderr is not None
    readers = [_Reader(pipe, limits.output_bytes, process) for pipe in (process.stdout, process.stderr)]
    for reader in readers:
        reader.start()
    timed_out = threading.Event()
    # Not `wait(timeout=...)`: that one polls, and sleeps longer than most of our commands run.
    alarm = threading.Timer(limits.wall_s, _time_out, (process, timed_out))
    alarm.daemon = True
    alarm.start()
    try:
        process.wait()
    finally:
        alarm.cancel()
        _end(process)
        process.wait()
        for reader in readers:
            reader.join(timeout=_DRAIN_S)
    truncated = any(reader.overflowed for reader in readers)
    return Outcome(
        ending=_ending(process.returncode, timed_out=timed_out.is_set(), truncated=truncated),
        exit_code=process.returncode,
        stdout=readers[0].text(),
        stderr=readers[1].text(),
        truncated=truncated,
        seconds=time.monotonic() - started,
    )


def bubblewrap_available() -> bool:
    """Say whether commands are boxed by bubblewrap; found out once, by running it."""
    return _box() is not None


@functools.cache
def _box() -> tuple[str, ...] | None:
    """Return the bubblewrap command line that works here, without the mounts of a run, or None."""
    program = shutil.which("bwrap")
    if program is None or os.name != "posix":
        return None
    common = (program, "--unshare-all", "--die-with-parent", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL")
    system: list[str] = ["--ro-bind", "/usr", "/usr", "--dev", "/dev"]
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        path = Path(name)
        if path.is_symlink():
            system += ["--symlink", str(path.readlink()), name]
        elif path.exists():
            system += ["--ro-bind", name, name]
    for name in ("/etc/ld.so.cache", "/etc/alternatives", "/nix/store"):
        system += ["--ro-bind-try", name, name]
    # A container may forbid mounting /proc; only programs that look themselves up there (yosys) miss it.
    for proc in (("--proc", "/proc"), ()):
        box = (*common, *system, *proc)
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            trial = subprocess.run([*box, "--", "/bin/sh", "-c", ":"], capture_output=True, check=False, timeout=10)
            if trial.returncode == 0:
                return box
    return None


def _mounts(folder: Path, readable: Sequence[Path]) -> list[str]:
    mounts = ["--tmpfs", "/tmp"]
    for path in readable:
        if path.exists():
            mounts += ["--ro-bind", str(path.resolve()), str(path.absolute())]
    return [*mounts, "--bind", str(folder), str(folder), "--chdir", str(folder)]


def _installation(program: str) -> list[Path]:
    """Return what a program outside the system's folders needs to see of its own installation."""
    found: list[Path] = []
    for path in {Path(program).absolute(), Path(program).resolve()}:
        if path.parts[:2] in {("/", "usr"), ("/", "bin"), ("/", "nix")}:
            continue
        prefix = path.parent.parent
        # ~/bin/tool and /bin-like layouts would open the whole home folder or disk: show only the program's folder.
        found.append(path.parent if prefix in {Path("/"), Path.home()} else prefix)
    return found


def _environment(folder: Path, program: str) -> dict[str, str]:
    paths = [str(Path(program).parent), "/usr/local/bin", "/usr/bin", "/bin"]
    environment = {"PATH": os.pathsep.join(paths), "HOME": str(folder), "LC_ALL": "C"}
    environment |= dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(folder))
    for name in ("SYSTEMROOT", "COMSPEC"):  # Windows programs do not start without them
        if name in os.environ:
            environment[name] = os.environ[name]
    return environment


def _ending(exit_code: int, *, timed_out: bool, truncated: bool) -> Ending:
    ended_by = -exit_code if exit_code < 0 else exit_code - 128
    if timed_out or ended_by == _XCPU:
        return Ending.TIMED_OUT
    if truncated or exit_code < 0 or ended_by in _DEADLY:
        return Ending.KILLED
    return Ending.FINISHED


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process with all its descendants; harmless when they are gone."""
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _time_out(process: subprocess.Popen[bytes], timed_out: threading.Event) -> None:
    timed_out.set()
    _end(process)


class _Reader(threading.Thread):
    """Reads one stream up to a limit and ends the process when it says more."""

    def __init__(self, pipe: IO[bytes], limit: int, process: subprocess.Popen[bytes]) -> None:
        super().__init__(daemon=True)
        self.overflowed = False
        self._pipe = pipe
        self._limit = limit
        self._process = process
        self._kept = bytearray()

    def run(self) -> None:
        with self._pipe:
            while chunk := os.read(self._pipe.fileno(), _CHUNK):
                room = self._limit - len(self._kept)
                self._kept += chunk[:room]
                if len(chunk) > room:
                    self.overflowed = True
                    _end(self._process)
                    return

    def text(self) -> str:
        return bytes(self._kept).decode("utf-8", errors="replace")
