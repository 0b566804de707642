"""Processor time of programs in the sandbox is counted, bubblewrap or not."""

import subprocess
import sys
from pathlib import Path

MEASURING = """
import sys, time
from pathlib import Path
from verimentor.verilog import sandbox
from verimentor_evalbench import processor

processor.adopt()
before, own = processor.spent_s(), time.process_time()
counting = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"
sandbox.run(["/bin/sh", "-c", f"/bin/sh -c '{counting}'; {counting}"], folder=Path(sys.argv[1]))
print(processor.spent_s() - before, time.process_time() - own)
"""


def test_a_sandboxed_program_counts(tmp_path: Path) -> None:
    # In a process of its own: the tests' process has other children to wait for.
    done = subprocess.run(
        [sys.executable, "-c", MEASURING, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    spent, own = map(float, done.stdout.split())
    assert spent > own + 0.01  # it counts for 40 ms at least; bubblewrap and the first shell take 5
