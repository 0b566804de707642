"""Processor time of this process with all that it ran, programs in the sandbox included.

bubblewrap ends without waiting for the program in its box, so the kernel would count that one's time for nobody. A
process that adopts orphans (Linux' subreaper) waits for it itself.
"""

import ctypes
import os
import sys
import time
from contextlib import suppress

from verimentor.verilog import sandbox

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_ENDING_S = 1.0  # what is out of its box has said its exit code: it ends within milliseconds

_adopts = False


def adopt() -> None:
    """Count from now on; for processes that have no other children to wait for."""
    global _adopts
    sandbox.bubblewrap_available()  # found out now, not in the first measurement
    if sys.platform == "linux":
        _adopts = ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def spent_s() -> float:
    """The processor seconds so far; to be called while nothing runs in the sandbox."""
    if _adopts:
        _reap()
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def _reap() -> None:
    until = time.monotonic() + _ENDING_S
    with suppress(ChildProcessError):  # none is left
        while time.monotonic() < until:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.001)
