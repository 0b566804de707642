"""Where the problems come from: what is remembered, listed and checked."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from verimentor.errors import VerimentorError
from verimentor_evalbench import data, main

GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@t", "-c", "init.defaultBranch=main")


@pytest.fixture
def copy(tmp_path: Path, layouts: Any) -> Path:
    folder: Path = layouts.put(tmp_path / "copy", layouts.second_edition())
    return folder


def test_what_was_added_is_found_by_name(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["data", "add", "verilog-eval", str(copy)]) == 0
    assert "verilog-eval-v2-code-complete: 1 problems" in capsys.readouterr().out
    assert [problem.id for problem in data.find_set("verilog-eval-v2-code-complete")] == ["Prob001_half"]
    assert main.run(["data", "list"]) == 0
    listed = capsys.readouterr().out
    assert f"verilog-eval-v2-spec-to-rtl: 1 problems, {copy}" in listed and "hold-out-known:" in listed


def test_a_copy_that_went_away_is_said_so(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main.run(["data", "add", "verilog-eval", str(copy)])
    copy.rename(copy.with_name("elsewhere"))
    assert main.run(["data", "list"]) == 0
    assert f"{copy}: gone" in capsys.readouterr().out
    with pytest.raises(VerimentorError, match="data add"):
        data.find_set("verilog-eval-v2-spec-to-rtl")


def test_nothing_unknown_is_remembered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main.run(["data", "add", "verilog-eval", str(tmp_path / "empty")]) == 2
    assert "no layout that is known" in capsys.readouterr().err
    assert data.places() == {}


def test_a_path_with_several_sets_needs_a_name(copy: Path) -> None:
    with pytest.raises(VerimentorError, match="code-complete"):
        data.find_set(str(copy))


def test_damaged_list_of_places_is_named(copy: Path) -> None:
    data.add("verilog-eval", copy)
    (path,) = (data.config.data_folder()).glob("*.json")
    path.write_text("[", encoding="utf-8")
    with pytest.raises(VerimentorError, match="damaged"):
        data.places()


def test_check_says_which_references_fail_and_why(
    tmp_path: Path, layouts: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    files = layouts.second_edition()
    for name, text in list(files.items()):
        files[name.replace("Prob001_half", "Prob002_broken")] = text.replace("a & b", "a & absent")
    main.run(["data", "add", "verilog-eval", str(layouts.put(tmp_path / "copy", files))])
    capsys.readouterr()
    out = tmp_path / "checked.json"
    assert main.run(["data", "check", "verilog-eval-v2-spec-to-rtl", "--json", str(out)]) == 1
    said = capsys.readouterr().out
    (found,) = json.loads(out.read_text("utf-8")).values()
    assert (found["problems"], found["strict"], list(found["failed"])) == (2, 1, ["Prob002_broken"])
    assert main.run(["data", "check", "verilog-eval-v2-spec-to-rtl", "--limit", "1"]) == 0
    assert main.run(["data", "check", "--json", str(tmp_path / "nowhere" / "checked.json")]) == 2
    assert "nowhere is no folder" in capsys.readouterr().err
    assert "verilog-eval-v2-spec-to-rtl Prob002_broken: p " in said and "absent" in said
    assert "1 of 2 references pass, 1 strictly (. 1, p 1)" in said


def test_clone_brings_all_branches(
    copy: Path, tmp_path: Path, layouts: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "two"], ["checkout", "-q", "--orphan", "release"]):
        subprocess.run([*GIT, *command], cwd=copy, check=True)
    subprocess.run([*GIT, "rm", "-rfq", "."], cwd=copy, check=True)
    layouts.put(copy, layouts.first_edition())
    for command in (["add", "-A"], ["commit", "-qm", "one"], ["checkout", "-q", "main"]):
        subprocess.run([*GIT, *command], cwd=copy, check=True)
    monkeypatch.setitem(data.ADDRESSES, "verilog-eval", str(copy))
    assert main.run(["data", "add", "verilog-eval", "--clone"]) == 0
    assert "verilog-eval-v1-human: 1 problems" in capsys.readouterr().out
    assert data.find_set("verilog-eval-v1-human")
    assert main.run(["data", "add", "unheard-of", "--clone"]) == 2


def test_a_worktree_is_read_with_all_branches(copy: Path, tmp_path: Path) -> None:
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "two"]):
        subprocess.run([*GIT, *command], cwd=copy, check=True)
    subprocess.run([*GIT, "worktree", "add", "-q", str(tmp_path / "tree"), "--detach"], cwd=copy, check=True)
    for path in (tmp_path / "tree").glob("dataset_*/*"):
        path.unlink()  # what is not on disk is found in its repository
    assert set(data.add("verilog-eval", tmp_path / "tree")) == {
        "verilog-eval-v2-spec-to-rtl",
        "verilog-eval-v2-code-complete",
    }


def test_add_wants_one_source(copy: Path) -> None:
    for arguments in (["verilog-eval"], ["verilog-eval", str(copy), "--clone"]):
        with pytest.raises(SystemExit):
            main.run(["data", "add", *arguments])
