"""A shard of pairs comes out of its seed, from all three sources."""

import json
import shutil
from itertools import islice
from pathlib import Path

import pytest

from verimentor_trainer import main, pairs, tuning, written
from verimentor_trainer.families import Pair
from verimentor_trainer.manifest import read_rows
from verimentor_trainer.pairs import Pairs
from verimentor_trainer.recipe import FamiliesRecipe, MixRecipe, Recipe


def test_a_shard_is_reproducible_from_its_seed(tmp_path: Path) -> None:
    for name, seed in (("a", "5"), ("b", "5"), ("c", "6")):
        assert (
            main.run(
                ["families", "--recipe", "student-s", "--count", "200", "--seed", seed, "--out", str(tmp_path / name)]
            )
            == 0
        )
    a, b, c = (list(read_rows(tmp_path / name / "pairs.jsonl")) for name in "abc")
    assert a == b and len(a) == 200
    assert not {row["module"] for row in a} & {row["module"] for row in c if not row["family"].startswith("written")}
    manifest = json.loads((tmp_path / "a" / "families.manifest.json").read_text())
    assert manifest["results"]["sources"]["behaviour"] > 40 and manifest["results"]["sources"]["written"] > 10


def test_the_shares_of_the_recipe_are_kept() -> None:
    mix = MixRecipe(behaviour_share=0.5, written_share=0.3)
    kinds = [pair.family.partition("/")[0] for pair, _ in islice(Pairs(mix, 1), 1000)]
    assert 430 < kinds.count("behaviour") < 570
    assert 240 < kinds.count("written") < 360


def test_nothing_of_a_held_out_folder_is_drawn() -> None:
    held_out = {folder.name for folder in written.folders() if written.is_held_out(folder.name)}
    assert held_out
    drawn = {pair.family.partition("/")[2] for pair, _ in islice(Pairs(MixRecipe(written_share=0.6), 1), 2000)}
    assert not drawn & held_out


def test_a_share_of_the_pairs_is_asked_as_repairs(tmp_path: Path) -> None:
    chosen = Recipe(mix=MixRecipe(behaviour_share=0.0, written_share=0.0), families=FamiliesRecipe(repair_share=0.5))
    pairs.run(chosen, tmp_path, count=60, seed=3)
    rows = list(read_rows(tmp_path / "pairs.jsonl"))
    asked = [row for row in rows if row["family"] == "repairs"]
    assert 15 < len(asked) < 45
    for row in asked:
        wanted, broken = row["description"].split("\n\nMend this module. ", 1)
        assert wanted and row["module"] not in broken and broken.split("\n\n", 1)[1] != row["module"]
        assert "The compiler says: line " in broken or "It compiles, but" in broken
        assert tuning.example(row, give_header=False).answer == row["module"]


@pytest.mark.skipif(shutil.which("iverilog") is None, reason="Icarus Verilog is not installed")
def test_a_shard_can_be_verified(tmp_path: Path) -> None:
    assert (
        main.run(
            ["families", "--recipe", "student-s", "--count", "60", "--seed", "8", "--verify", "--out", str(tmp_path)]
        )
        == 0
    )


@pytest.mark.skipif(shutil.which("iverilog") is None, reason="Icarus Verilog is not installed")
def test_a_pair_that_differs_from_its_reference_stops_the_shard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = "module hold (input a, output y);\n    assign y = a;\nendmodule\n"
    wrong = Pair("planted", "y is a", "module hold (input a, output y);", good, good.replace("= a", "= ~a"))
    monkeypatch.setattr(Pairs, "draw", lambda _: (wrong, False))
    assert main.run(["families", "--recipe", "student-s", "--count", "3", "--verify", "--out", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "Pair 0 of seed" in told and "planted" in told and "cycle 0" in told
    assert not (tmp_path / "pairs.jsonl").exists()
