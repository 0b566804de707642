"""Arguments, exit codes and the edges of the process."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verimentor import __version__
from verimentor.cli import main


@pytest.mark.parametrize("arguments", [[], ["frobnicate"], ["check"], ["generate", "--seed", "many", "xor"]])
def test_wrong_arguments_are_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main.run(arguments)
    assert ending.value.code == 2
    assert "usage: verimentor" in capsys.readouterr().err


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["--version"], ["complete", "--help"]):
        with pytest.raises(SystemExit) as ending:
            main.run(arguments)
        assert ending.value.code == 0
    said = capsys.readouterr().out
    assert __version__ in said and "--batch" in said
    assert all(command in said for command in ("serve", "generate", "complete", "check", "fix", "models", "doctor"))


def test_a_missing_file_is_named(verimentor: Callable[..., Any]) -> None:
    for command in (["check"], ["fix"], ["complete", "--offset", "0"]):
        said = verimentor(*command, "nowhere.v")
        assert said.code == 2 and said.out == ""
        assert said.err.startswith("verimentor: nowhere.v") and "Traceback" not in said.err


def test_a_folder_is_no_file(verimentor: Callable[..., Any]) -> None:
    said = verimentor("fix", ".")
    assert said.code == 2 and "directory" in said.err


def test_a_reader_that_goes_away_is_no_error(work: Path) -> None:
    (work / "bad.v").write_text("module m;\n" + "assign x = ;\n" * 2000 + "endmodule\n")
    command = [sys.executable, "-m", "verimentor.cli.main", "check", "--json", "bad.v"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(timeout=300) == 0
    assert "Broken pipe" not in said and "Traceback" not in said


@pytest.mark.parametrize(
    ("command", "closed", "code"),
    [("check good.v", ">&-", 0), ("fix bad.v --no-student", ">&-", 0), ("generate -", "<&-", 2)],
)
def test_closed_streams_are_no_error(work: Path, command: str, closed: str, code: int) -> None:
    (work / "good.v").write_text("module m;\nendmodule\n")
    (work / "bad.v").write_text("module m(input a, output y);\n  assign y = a\nendmodule\n")
    shell = f'"$0" -m verimentor.cli.main {command} {closed}'
    done = subprocess.run(["/bin/sh", "-c", shell, sys.executable], cwd=work, stderr=subprocess.PIPE, timeout=300)
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False)


def test_a_terminal_without_our_letters(program: Callable[..., Any], tiny: Path) -> None:
    said = program("doctor", PYTHONIOENCODING="ascii")
    assert said.code == 0 and "Traceback" not in said.err and "Icarus" in said.out


def test_a_broken_configuration_is_named_and_left_out(verimentor: Callable[..., Any], work: Path, config: Path) -> None:
    (work / "m.v").write_text("module m;\nendmodule\n")
    config.write_text("[model\n")
    said = verimentor("check", "m.v")
    assert said.code == 0
    assert said.err.count(str(config)) == 1
