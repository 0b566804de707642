"""What the server and the processes it started take of the machine."""

from contextlib import suppress

import psutil


def megabytes(pid: int) -> float:
    """The resident memory of a process and its children; pages they share count twice."""
    server = psutil.Process(pid)
    n_bytes = sum(process.memory_info().rss for process in (server, *server.children(recursive=True)))
    return float(n_bytes) / 1e6


def cpu_s(pid: int) -> float:
    """The processor time of a process, of the children it has waited for, and of those that live.

    What a sandbox started in its box counts in part: its end is the box's end, and nobody waits for it.
    """
    server = psutil.Process(pid)
    times = server.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in server.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            own = child.cpu_times()
            total += own.user + own.system
    return float(total)
