"""`verimentor check`."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

GOOD = "module m (input wire a, output wire y);\n  assign y = a;\nendmodule\n"
BAD = "module m (input wire a, output wire y);\n  assign y = a\nendmodule\n"
KEYS = {"path", "line", "column", "end_line", "end_column", "severity", "code", "message", "engine"}


def test_good_is_0_and_bad_is_1(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "good.v").write_text(GOOD)
    (work / "bad.v").write_text(BAD)
    said = verimentor("check", "good.v")
    assert (said.code, said.out) == (0, "0 errors in 1 file\n")
    said = verimentor("check", "good.v", "bad.v")
    assert said.code == 1
    assert said.out.startswith("bad.v:2:") and "error: expected ';'" in said.out
    assert "      assign y = a\n" in said.out and "^" in said.out
    assert said.out.endswith("1 error in 2 files\n")
    assert "\x1b" not in said.out


def test_json_has_its_schema(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "bad.v").write_text(BAD)
    said = verimentor("check", "--json", "bad.v")
    assert said.code == 1
    (row,) = json.loads(said.out)
    assert set(row) == KEYS
    assert (row["path"], row["line"], row["severity"], row["engine"]) == ("bad.v", 2, "error", "slang")
    (work / "good.v").write_text(GOOD)
    assert json.loads(verimentor("check", "--json", "good.v").out) == []


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + BAD.encode(),
        BAD.replace("\n", "\r\n").encode(),
        BAD.encode(),
    ],
    ids=["byte order mark", "CRLF", "plain"],
)
def test_places_do_not_depend_on_how_it_is_written(verimentor: Callable[..., Any], work: Path, data: bytes) -> None:
    (work / "bad.v").write_bytes(data)
    (row,) = json.loads(verimentor("check", "--json", "bad.v").out)
    assert (row["line"], row["column"]) == (2, 14)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_columns_count_code_points(verimentor: Callable[..., Any], work: Path, encoding: str) -> None:
    (work / "m.v").write_bytes("module m;\n  /* größer */ assign q = 1'b0\nendmodule\n".encode(encoding))
    rows = json.loads(verimentor("check", "--json", "m.v").out)
    missing = next(row for row in rows if row["message"] == "expected ';'")
    assert (missing["line"], missing["column"]) == (2, 30)  # the last token: slang reads 1 'b 0


def test_the_mark_stands_below_wide_letters_and_tabs(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "m.v").write_text("module m;\n\twire q; /* 計数器 :smile: [red] */ assign q = nobody;\nendmodule\n")
    said = verimentor("check", "m.v")
    assert ":smile: [red]" in said.out  # neither markup nor emoji
    lines = said.out.splitlines()
    source = next(line for line in lines if "計数器" in line)
    marks = next(line for line in lines if line.strip(" ^") == "" and line.count("^") == len("nobody"))
    assert marks.index("^") == cell_len(source[: source.index("nobody")])


def test_folders_without_what_is_hidden_or_excluded(verimentor: Callable[..., Any], work: Path) -> None:
    for name in ("rtl/a.v", "rtl/deep/b.sv", ".cache/c.v", "generated/d.v"):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(BAD.replace("module m", f"module {Path(name).stem}"))
    (work / "rtl" / "notes.txt").write_text("no Verilog")
    (work / "verimentor.toml").write_text('exclude = ["generated/*"]\n')
    said = verimentor("check", "--json", ".")
    assert [row["path"] for row in json.loads(said.out)] == ["rtl/a.v", "rtl/deep/b.sv"]
    said = verimentor("check", "generated/d.v")
    assert said.code == 0 and "`exclude`" in said.err
    (work / "empty").mkdir()
    assert verimentor("check", "empty").code == 2


def test_each_file_is_seen_in_its_own_project(verimentor: Callable[..., Any], work: Path) -> None:
    for name in ("one", "two"):
        (work / name / "inc").mkdir(parents=True)
        (work / name / "verimentor.toml").write_text('include_dirs = ["inc"]\n')
        (work / name / "inc" / "width.vh").write_text("`define WIDTH 8\n")
        text = (
            '`include "width.vh"\nmodule m (input [`WIDTH-1:0] a, output [`WIDTH-1:0] y);\n  assign y = a;\nendmodule\n'
        )
        (work / name / "m.v").write_text(text)
    said = verimentor("check", "one/m.v", "two/m.v")
    assert said.code == 0, said.out


def test_without_icarus_nothing_is_called_good(program: Callable[..., Any], work: Path) -> None:
    (work / "good.v").write_text(GOOD)
    (work / "bad.v").write_text(BAD)
    said = program("check", "good.v", PATH="")
    assert said.code == 3 and "Install Icarus Verilog" in said.err
    said = program("check", "bad.v", PATH="")
    assert said.code == 1 and "expected ';'" in said.out and "Install Icarus Verilog" in said.err


def test_an_empty_file_and_binary_junk(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "empty.v").write_text("")
    assert verimentor("check", "empty.v").code == 0
    (work / "junk.v").write_bytes(bytes(range(256)) * 20)
    said = verimentor("check", "junk.v")
    assert said.code == 1 and "Traceback" not in said.err


def test_watching_sees_a_change(work: Path) -> None:
    (work / "m.v").write_text(GOOD)
    command = [sys.executable, "-u", "-m", "verimentor.cli.main", "check", "--watch", "m.v"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A job that a script put into the background ignores Ctrl+C, and so would everything it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None and process.stderr is not None
    try:
        assert process.stdout.readline() == "0 errors in 1 file\n"
        line = ""
        for attempt in range(50):  # the first change may come before the folder is watched
            (work / "m.v").write_text(BAD + "\n" * attempt)
            os.set_blocking(process.stdout.fileno(), False)
            line = _wait_for_line(process, seconds=2)
            if line.startswith("m.v:2:"):  # a half-written file may have been seen as well
                break
        assert line.startswith("m.v:2:")
    finally:
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=60)
    assert process.returncode == 0 and "Traceback" not in complaint


def _wait_for_line(process: "subprocess.Popen[str]", seconds: float) -> str:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], seconds)
    return process.stdout.readline() if ready else ""


def test_unusual_lines_are_hints_and_no_errors(verimentor: Callable[..., Any], work: Path, tiny: Path) -> None:
    (work / "m.v").write_text("module m (input a, output y);\n  assign y = a;\n\n  // a note\nendmodule\n")
    said = verimentor("check", "--unusual", "--json", "m.v")
    rows = json.loads(said.out)
    assert said.code == 0 and 0 < len(rows) <= 3
    assert {(row["severity"], row["engine"], row["code"]) for row in rows} == {("hint", "student", "unusual-line")}
    assert {row["line"] for row in rows} <= {2, 5}
    shown = verimentor("check", "--unusual", "m.v")
    assert shown.code == 0 and "hint: unusual line" in shown.out and "0 errors in 1 file" in shown.out
    assert verimentor("check", "--json", "m.v").out.strip() == "[]"
