"""What is repeated word for word is found, in planted copies and in a real student's continuations."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from verimentor.errors import VerimentorError
from verimentor_trainer import checkpoint, continuations, export, memorisation
from verimentor_trainer.corpus_index import CorpusIndex
from verimentor_trainer.manifest import write_rows
from verimentor_trainer.recipe import ExportRecipe, MemorisationRecipe, Recipe

RAW = "module blinker(input clk, output reg led);\n  always @(posedge clk) led <= ~led;\nendmodule\n"
FILES = [
    {"repository": "a/first", "path": "adder.v", "text": "assign sum = a + b;\nassign carry = a & b;\n"},
    {"repository": "b/second", "path": "blinker.v", "text": RAW},
    {"repository": "b/second", "path": "größe.v", "text": "// Größe µm\nwire größe;\n"},
]


def test_the_longest_run_is_found_with_its_file() -> None:
    index = CorpusIndex(FILES)
    found = index.longest_run("wire x,\n  always @(posedge clk) led <= ~led; // planted\nassign sum = a")
    assert (found.text, found.repository, found.path) == (
        "\n  always @(posedge clk) led <= ~led;",
        "b/second",
        "blinker.v",
    )
    assert index.longest_run("µm\nwire größe;\n# no more").text == "µm\nwire größe;\n"


def test_a_run_ends_with_its_file() -> None:
    index = CorpusIndex(FILES)
    joined = FILES[0]["text"][-10:] + FILES[1]["text"][:10]
    assert joined not in index
    assert FILES[0]["text"][-10:] in index
    assert index.longest_run(joined).text == FILES[0]["text"][-10:]


def test_every_part_of_a_text_is_in_it_and_a_changed_one_is_not() -> None:
    index = CorpusIndex(FILES)
    for start in range(0, len(RAW) - 5):
        assert RAW[start : start + 7] in index
        assert RAW[start : start + 3] + "%%" not in index


def test_an_empty_corpus_holds_nothing() -> None:
    assert CorpusIndex([]).longest_run("module").text == ""
    assert "module" not in CorpusIndex([])


@pytest.fixture(scope="module")
def exported(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exported")
    (out / "student").symlink_to(tiny / "student")
    (out / "tokenizer.json").symlink_to(tiny / "tokenizer.json")
    export.run(replace(Recipe(), export=ExportRecipe(("Q8_0",))), out)
    return out


def test_the_stage_tells_continuations_that_are_the_files_own(exported: Path) -> None:
    """The training file is made of what the model says, so all of it is repeated; the held-out one is not."""
    loaded = checkpoint.load(exported / "student")
    start = loaded.encode(RAW)[:20]
    said = continuations.greedy(exported / "verimentor-student-f16.gguf", [start], 24)[0]
    echo = loaded.tokenizer.decode([*start, *said])
    write_rows(exported / "train.jsonl", [{"repository": "a/echo", "path": "echo.v", "text": echo * 3}])
    write_rows(exported / "held_out.jsonl", [{"repository": "h/o", "path": "blinker.v", "text": RAW * 3}])
    write_rows(exported / "measure.rows.jsonl", [{"set": "known", "id": "none", "answer": echo}])
    recipe = replace(
        Recipe(),
        memorisation=MemorisationRecipe(prefixes=2, prefix_tokens=4, tokens=6, verbatim_tokens=3),
    )
    memorisation.run(recipe, exported)
    found = json.loads((exported / "memorisation.json").read_text())
    assert found["corpus"] == {"files": 1, "bytes": len(echo.encode()) * 3}
    assert found["answers"]["longest_characters"] == len(echo)
    assert found["continuations"]["held-out"]["own"] == 0.0
    rows = (exported / "memorisation.rows.jsonl").read_text()
    memorisation.run(recipe, exported)
    assert (exported / "memorisation.rows.jsonl").read_text() == rows


def test_shares_count_only_what_is_long_enough() -> None:
    how = MemorisationRecipe(verbatim_tokens=50)
    row = {"source": "training", "run": "x", "run_characters": 9, "repository": "a/b", "path": "c.v"}
    rows = [
        {**row, "n_tokens": 50, "anywhere": True, "own": True, "run_tokens": 50},
        {**row, "n_tokens": 90, "anywhere": False, "own": False, "run_tokens": 7},
        {**row, "n_tokens": 49, "anywhere": False, "own": False, "run_tokens": 3},
    ]
    found = memorisation.summary(rows, [], how)
    training = found["continuations"]["training"]
    assert (training["n"], training["long_enough"], training["anywhere"], training["own"]) == (3, 2, 0.5, 0.5)
    assert (training["median_tokens"], training["longest_tokens"]) == (7, 50)
    assert [each["run_tokens"] for each in found["longest"]] == [50, 7, 3]
    assert found["answers"] is None


def test_a_missing_gguf_is_told(tmp_path: Path) -> None:
    with pytest.raises(VerimentorError, match="run 'export' first"):
        memorisation.run(Recipe(), tmp_path)
