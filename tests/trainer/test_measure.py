"""Measuring: rows survive a stop, the numbers are those of a hand count, and llama.cpp reads what transformers reads."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from verimentor.errors import VerimentorError
from verimentor_evalbench import problems
from verimentor_trainer import answers, checkpoint, comparison, dapt, export, holes, measure, perplexity
from verimentor_trainer.documents import Hole
from verimentor_trainer.journal import Journal
from verimentor_trainer.manifest import write_rows
from verimentor_trainer.recipe import ExportRecipe, MeasureRecipe, Recipe

RAW = """module blinker(input clk, output reg led);
  always @(posedge clk) led <= ~led;
endmodule
"""
RECIPE = replace(
    Recipe(),
    export=ExportRecipe(("Q8_0",)),
    measure=MeasureRecipe(problems=1, samples=2, max_tokens=4, holes=2, quant_bytes=200),
)


@pytest.fixture(scope="module")
def exported(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exported")
    (out / "student").symlink_to(tiny / "student")
    (out / "tokenizer.json").symlink_to(tiny / "tokenizer.json")
    write_rows(out / "held_out.jsonl", [{"repository": "a/b", "path": "blinker.v", "text": RAW}])
    export.run(RECIPE, out)
    return out


@pytest.fixture
def folder(exported: Path, tmp_path: Path) -> Path:
    for path in exported.iterdir():
        (tmp_path / path.name).symlink_to(path)
    return tmp_path


def test_a_whole_measure_has_every_part_and_a_manifest(folder: Path) -> None:
    measure.run(RECIPE, folder, workers=2)
    found = json.loads((folder / "measure.json").read_text())
    assert set(measure.PARTS) < set(found)
    assert found["greedy"]["sets"]["all"]["n"] == len(problems.SETS)
    assert found["sampled"]["sets"]["written"]["pass@1"] == 0.0
    assert found["holes"]["n"] == 2
    assert found["reading"]["files"] == 1
    files = found["quants"]["files"]
    assert files["f16"]["same_token"] == 1.0 and files["f16"]["divergence"] == 0.0
    assert 0 < files["Q8_0"]["divergence"] < 0.01 and files["Q8_0"]["size"] < files["f16"]["size"]
    assert json.loads((folder / "measure.manifest.json").read_text())["results"] == found


def test_any_gguf_is_measured_beside_the_runs_own_and_quick_leaves_no_manifest(folder: Path, tmp_path: Path) -> None:
    measure.run(RECIPE, folder, gguf=folder / "verimentor-student-f16.gguf", quick=True)
    found = json.loads((folder / "measure-verimentor-student-f16.json").read_text())
    assert set(found) == {"gguf", "greedy"}
    assert not list(folder.glob("measure*.manifest.json"))
    assert not (folder / "measure.rows.jsonl").exists()


def test_what_was_asked_is_not_asked_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measure.run(RECIPE, folder, quick=True)
    rows = (folder / "measure.rows.jsonl").read_text().splitlines(keepends=True)
    (folder / "measure.rows.jsonl").write_text("".join(rows[:-1]) + rows[-1][:20])  # stopped in the middle of a line
    asked = []

    async def greedy(student: object, chunk: list[tuple[str, problems.Problem]], max_tokens: int) -> list[object]:
        asked.extend(problem.id for _, problem in chunk)
        return [json.loads(rows[-1])]

    monkeypatch.setattr(answers, "greedy", greedy)
    measure.run(RECIPE, folder, quick=True)
    assert asked == [json.loads(rows[-1])["id"]]
    assert (folder / "measure.rows.jsonl").read_text() == "".join(rows)


def test_rows_of_another_model_are_dropped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Journal(tmp_path / "rows.jsonl", {"gguf": "one"}).add([{"id": 1}])
    assert Journal(tmp_path / "rows.jsonl", {"gguf": "one"}).rows == [{"id": 1}]
    assert Journal(tmp_path / "rows.jsonl", {"gguf": "two"}).rows == []
    assert "begun anew" in capsys.readouterr().out


def test_an_unknown_part_is_told() -> None:
    with pytest.raises(VerimentorError, match="no part speed of measure; there are greedy"):
        measure.checked(["greedy", "speed"])


def test_answers_are_judged_by_what_they_do() -> None:
    problem = next(p for p in problems.hold_out("known") if "clk" in p.header)
    broken = problem.reference.replace("endmodule", "endmodul")
    empty = f"{problem.header}\nendmodule\n"
    right, wrong, none, again = answers.judge(
        [(problem, text) for text in (problem.reference, empty, broken, problem.reference)]
    )
    assert (right["compiles"], right["right"], right["why"]) == (True, True, None)
    assert (wrong["compiles"], wrong["right"]) == (True, False) and wrong["why"]
    assert (none["compiles"], none["right"]) == (False, False)
    assert again == right


@pytest.mark.parametrize(
    ("answer", "first_line", "exact", "parses", "compiles"),
    [
        ("led <= ~led;", True, True, True, True),
        ("led <= ~led;\n  // and so on", True, False, True, True),
        ("led <= led;", False, False, True, True),
        ("led <= missing;", False, False, False, False),
        ("led <= (", False, False, False, False),
    ],
)
def test_a_filled_hole_is_judged_in_its_whole_file(
    answer: str, first_line: bool, exact: bool, parses: bool, compiles: bool
) -> None:
    prefix, middle, rest = RAW.partition("led <= ~led;")
    found = holes.judge(holes.Place(0, Hole(prefix, middle, ""), rest), answer)
    assert (found["first_line"], found["exact"], found["parses"], found["compiles"]) == (
        first_line,
        exact,
        parses,
        compiles,
    )


def test_a_file_that_needs_others_is_not_asked_to_compile() -> None:
    text = RAW.replace("endmodule", "  other u(clk);\nendmodule")
    prefix, middle, rest = text.partition("led <= ~led;")
    assert holes.judge(holes.Place(0, Hole(prefix, middle, ""), rest), "led <= 0;")["compiles"] is None


def test_places_are_the_same_for_the_same_seed_and_put_the_file_together_again() -> None:
    drawn = list(holes.places([RAW], 20, seed=3))
    assert drawn == list(holes.places([RAW], 20, seed=3)) != list(holes.places([RAW], 20, seed=4))
    assert all(each.hole.prefix + each.hole.middle + each.rest == RAW for each in drawn)
    assert not list(holes.places(["\n"], 5, seed=1))


def test_llama_cpp_reads_as_many_bits_as_transformers(exported: Path, tiny: Path) -> None:
    f16 = exported / "verimentor-student-f16.gguf"
    expected = dapt.bits_per_byte(checkpoint.load(tiny / "student"), [RAW], 512)
    found = perplexity.read([f16, f16], [RAW], threads=1)
    assert found[0].bits_per_byte == pytest.approx(expected, abs=0.01)
    assert found[0] == found[1]
    first = checkpoint.load(tiny / "student").encode(RAW)[:1]
    assert found[0].n_bytes == len(RAW) - len(checkpoint.load(tiny / "student").tokenizer.decode(first))


def test_every_token_but_the_first_is_foretold_once_however_long_the_text() -> None:
    for n_tokens in (0, 1, 2, 511, 512, 513, 1500):
        told = [place for begin, end, first in perplexity._windows(n_tokens) for place in range(first, end)]
        assert told == list(range(1, n_tokens))
        assert all(end - begin <= 512 for begin, end, _ in perplexity._windows(n_tokens))


def row(name: str, number: int, right: bool) -> dict[str, object]:
    return {"set": name, "id": f"{name}-{number}", "right": right, "compiles": True}


def test_two_students_are_compared_problem_by_problem(tmp_path: Path) -> None:
    old = [row("known", number, number < 40) for number in range(100)] + [row("written", 1, True)]
    new = [row("known", number, number >= 30) for number in range(100)] + [row("shapes", 1, True)]
    write_rows(tmp_path / "old.jsonl", [{"set": "ghost", "exact": True}, *old])
    found = {(each.set, each.question): each for each in comparison.against(tmp_path / "old.jsonl", new)}
    assert set(found) == {(name, question) for name in ("all", "known") for question in ("right", "compiles")}
    known = found["known", "right"]
    assert (known.n, known.old, known.new) == (100, 0.4, 0.7)
    assert (known.both, known.only_old, known.only_new) == (10, 30, 60)
    assert 0.05 < known.low < 0.3 < known.high < 0.55 and known.verdict == "better"
    assert found["known", "compiles"].verdict == "undecided"


def test_students_without_a_problem_in_common_are_not_compared(tmp_path: Path) -> None:
    write_rows(tmp_path / "old.jsonl", [row("known", 1, True)])
    with pytest.raises(VerimentorError, match="measure both alike"):
        comparison.against(tmp_path / "old.jsonl", [row("known", 2, True)])
