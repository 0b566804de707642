"""The hold-out is frozen, can be judged, and nothing of it is trained on."""

import re
import shutil
from itertools import islice
from pathlib import Path

import pytest

from verimentor.errors import VerimentorError
from verimentor.verilog import sandbox
from verimentor_evalbench import problems
from verimentor_evalbench.problems import Problem
from verimentor_trainer import hold_out, recipe, written
from verimentor_trainer.families import families, held_out_families
from verimentor_trainer.pairs import Pairs

needs_icarus = pytest.mark.skipif(shutil.which("iverilog") is None, reason="Icarus Verilog is not installed")


@pytest.mark.parametrize("name", problems.SETS)
def test_every_set_is_the_frozen_one(name: str) -> None:
    asked = problems.hold_out(name)
    assert 50 <= len(asked) <= 100
    assert len({problem.id for problem in asked}) == len({problem.description for problem in asked}) == len(asked)
    assert all(problem.reference.startswith(problem.header) for problem in asked)


def test_a_changed_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("known.jsonl", "manifest.json"):
        shutil.copy(problems.HOLD_OUT / name, tmp_path / name)
    with (tmp_path / "known.jsonl").open("a") as file:
        file.write("\n")
    monkeypatch.setattr(problems, "HOLD_OUT", tmp_path)
    with pytest.raises(VerimentorError, match="not the frozen file"):
        problems.hold_out("known")


def test_training_never_draws_what_is_held_out() -> None:
    asked = [problem for name in problems.SETS for problem in problems.hold_out(name)]
    descriptions = {problem.description for problem in asked}
    drawn = [pair for pair, _ in islice(Pairs(recipe.MixRecipe(), 3), 6000)]
    assert not descriptions & {pair.description for pair in drawn}
    assert not {pair.family for pair in drawn} & set(held_out_families())
    assert not set(families()) & set(held_out_families())
    folders = {pair.family.partition("/")[2] for pair in drawn if pair.family.startswith("written/")}
    assert folders and not any(written.is_held_out(folder) for folder in folders)


def test_the_set_of_families_holds_only_unseen_ones() -> None:
    assert {problem.group for problem in problems.hold_out("families")} <= set(held_out_families())


def test_a_set_that_stands_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in problems.HOLD_OUT.glob("*.json*"):
        shutil.copy(path, tmp_path / path.name)
    before = (tmp_path / "known.jsonl").read_bytes()
    hold_out.run(recipe.Recipe(), tmp_path)
    assert (tmp_path / "known.jsonl").read_bytes() == before
    assert capsys.readouterr().out.count("left alone") == len(problems.SETS)


def mismatches(problem: Problem, design: str, folder: Path) -> tuple[int, int]:
    """Mismatches and samples that the frozen testbench counts."""
    (folder / "design.v").write_text(design)
    (folder / "bench.v").write_text(problem.testbench)
    command = ["iverilog", "-g2012", "-s", "testbench", "-o", "program", "bench.v", "design.v"]
    compiled = sandbox.run(command, folder=folder)
    assert compiled.exit_code == 0, compiled.stderr
    finished = sandbox.run(["vvp", "-n", "program"], folder=folder)
    counted = re.search(r"^Mismatches: (\d+) in (\d+) samples$", finished.stdout, re.MULTILINE)
    assert counted, f"{problem.id}: {finished.stdout[-500:]}"
    return int(counted[1]), int(counted[2])


@needs_icarus
@pytest.mark.parametrize("name", problems.SETS)
def test_testbenches_pass_their_references_and_nothing_else(name: str, tmp_path: Path) -> None:
    for problem in problems.hold_out(name)[::9]:
        wrong, samples = mismatches(problem, problem.reference, tmp_path)
        assert wrong == 0 and samples > 3, problem.id
        outputs = re.findall(r"\boutput\b(?:\s+(?:reg|wire|logic|signed))*\s*(?:\[[^\]]*\])?\s*(\w+)", problem.header)
        stuck = re.sub(r"\breg\b|\blogic\b", " ", problem.header) + "".join(f" assign {o} = 0;" for o in outputs)
        assert mismatches(problem, f"{stuck}\nendmodule\n", tmp_path)[0] > 0, problem.id
