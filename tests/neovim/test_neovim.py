"""The set-up for Neovim, in a real Neovim with the real server and the shipped student."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SETUP = HERE.parents[1] / "examples" / "editors" / "neovim.lua"
BROKEN = """\
module counter (input clk, input rst, output reg [7:0] count);
  wire top = count[7]

  always @(posedge clk)
    if (rst) count <= 8'd0;
    else \nendmodule
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Neovim saw."""
    if shutil.which("nvim") is None:
        pytest.skip("Neovim is not installed: apt install neovim")
    folder = tmp_path_factory.mktemp("neovim")
    file, written = folder / "counter.v", folder / "report.json"
    file.write_text(BROKEN)
    homes = {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    environment = {
        **os.environ,
        **homes,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PROBE_FILE": str(file),
        "PROBE_SETUP": str(SETUP),
        "PROBE_REPORT": str(written),
    }
    command = ["nvim", "--headless", "-u", "NONE", "-n", "-i", "NONE", "-c", f"luafile {HERE / 'probe.lua'}"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600)
    assert written.is_file(), done.stderr
    found: dict[str, Any] = json.loads(written.read_text())
    assert "problem" not in found, found["problem"]
    return found


def test_the_server_is_started_for_verilog(report: dict[str, Any]) -> None:
    assert (report["filetype"], report["name"]) == ("verilog", "verimentor")


def test_problems_are_shown(report: dict[str, Any]) -> None:
    assert any("';'" in message for message in report["diagnostics"])


def test_a_code_action_mends_the_text(report: dict[str, Any]) -> None:
    assert report["mended"] == BROKEN.rstrip("\n").replace("count[7]", "count[7];")


def test_words_are_completed(report: dict[str, Any]) -> None:
    assert {"top", "clk", "always"} <= set(report["words"])


def test_a_suggestion_is_put_in_and_one_undo_takes_it_out(report: dict[str, Any]) -> None:
    assert report["suggested"] != report["mended"] and "else count <=" in report["suggested"]
    assert report["undone"]


def test_it_stops_cleanly(report: dict[str, Any]) -> None:
    assert report["stopped"]
