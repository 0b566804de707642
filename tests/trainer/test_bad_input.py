"""Damaged files, full disks, recipes that cannot be meant: told in a sentence, and the same command goes on afterwards."""

import json
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from verimentor.errors import ConfigError, VerimentorError
from verimentor_trainer import checkpoint, collect, dapt, dedup, describe, instruct, main, pairs, recipe, tokenizer
from verimentor_trainer.manifest import read_rows, write_rows
from verimentor_trainer.recipe import DaptRecipe, InstructRecipe, Recipe

CODE = "module hold(input a, output y);\n    assign y = a;\nendmodule\n"
ROW = {"repository": "a/b", "path": "hold.v", "licence": "MIT", "text": CODE}
SMALL_DAPT = DaptRecipe(tokens=64 * 4 * 2, batch=4, max_tokens=64)
SMALL_INSTRUCT = InstructRecipe(batch=4, warmup_share=0.0, save_steps=1)


@contextmanager
def small_disk(n_bytes: int) -> Iterator[None]:
    """No file may grow beyond: writing fails as on a full disk, with EFBIG for ENOSPC."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


STAGES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "dedup": ("corpus.jsonl", lambda out: dedup.run(Recipe(), out)),
    "tokenizer": ("train.jsonl", lambda out: tokenizer.run(Recipe(), out)),
    "describe": ("train.jsonl", lambda out: describe.run(Recipe(), out)),
}


@pytest.mark.parametrize("stage", STAGES)
def test_a_damaged_line_is_named_and_nothing_is_written(stage: str, tmp_path: Path) -> None:
    name, run = STAGES[stage]
    path = tmp_path / name
    write_rows(path, [ROW] * 3)
    lines = path.read_text().splitlines(keepends=True)
    for content, said in (
        ("".join(lines)[:-20], "line 3 is damaged: Unterminated string"),
        (lines[0] + '{"text": \n' + lines[2], "line 2 is damaged: Expecting value"),
        (lines[0] + '{"path": "b.v"}\n', r"line 2 is no row with .*text"),
    ):
        path.write_text(content)
        with pytest.raises(VerimentorError, match=rf"{name}, {said}.* run the stage that writes it again"):
            run(tmp_path)
        assert [file.name for file in tmp_path.iterdir()] == [name]


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_bytes(b'{"text": "a"}\n{"text": "\xff\xfe"}\n')
    with pytest.raises(VerimentorError, match=r"line 2 is damaged: .*utf-8"):
        list(read_rows(tmp_path / "rows.jsonl"))


def test_a_corpus_cut_short_is_told_before_training_begins(run_folder: Path) -> None:
    write_rows(run_folder / "train.jsonl", [ROW] * 3)
    whole = (run_folder / "train.jsonl").read_bytes()
    (run_folder / "train.jsonl").write_bytes(whole[:-9])
    with pytest.raises(VerimentorError, match=r"train\.jsonl, line 3 is damaged"):
        dapt.run(Recipe(dapt=SMALL_DAPT), run_folder)


def test_somebody_elses_pairs_without_a_key_are_told(run_folder: Path) -> None:
    write_rows(run_folder / "pairs.jsonl", [{"instruction": "a gate", "module": CODE}])
    with pytest.raises(VerimentorError, match=r"line 1 is no row with description, header, module"):
        instruct.run(Recipe(instruct=SMALL_INSTRUCT), run_folder)


def test_a_missing_file_names_what_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["dedup", "--recipe", "smoke", "--out", str(tmp_path)]) == 1
    assert "corpus.jsonl: run the stages before this one first" in capsys.readouterr().err


def test_a_damaged_checkpoint_is_told(run_folder: Path) -> None:
    weights = run_folder / "student" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:5000])
    with pytest.raises(VerimentorError, match="student cannot be loaded"):
        checkpoint.load(run_folder / "student")


def test_a_file_that_changed_makes_the_stages_after_it_run_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["all", "--recipe", "smoke", "--out", str(tmp_path), "--until", "decontaminate"]
    assert main.run(command) == main.run(command) == 0
    assert capsys.readouterr().out.count("done before, skipped") == 3
    write_rows(tmp_path / "corpus.jsonl", [ROW])
    assert main.run(command) == 0
    said = capsys.readouterr().out
    assert "dedup: corpus.jsonl changed since" in said and "decontaminate: unique.jsonl changed since" in said
    assert len(list(read_rows(tmp_path / "train.jsonl"))) == 1


def families(out: Path) -> None:
    pairs.run(Recipe(mix=replace(Recipe().mix, behaviour_share=0.0, written_share=0.0)), out, count=40, seed=1)


FULL: dict[str, tuple[Callable[[Path], None], str]] = {
    "families": (families, "pairs.jsonl"),
    "tokenizer": (lambda out: tokenizer.run(Recipe(tokenizer=recipe.TokenizerRecipe(384)), out), "tokenizer.json"),
    "dapt": (lambda out: dapt.run(Recipe(dapt=SMALL_DAPT), out), "dapt/model"),
    "instruct": (lambda out: instruct.run(Recipe(instruct=SMALL_INSTRUCT), out), "instruct/model"),
}


@pytest.mark.parametrize("stage", FULL)
def test_a_full_disk_is_told_and_leaves_nothing_half_written(
    stage: str, run_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run, written = FULL[stage]
    write_rows(run_folder / "train.jsonl", [ROW] * 8)
    monkeypatch.setattr(tokenizer, "_PAIRS_PER_FAMILY", 1)
    monkeypatch.setattr(main, "_run", lambda *_: run(run_folder))
    kept = (run_folder / written).read_bytes() if (run_folder / written).is_file() else None
    command = [stage, "--recipe", "smoke", "--out", str(run_folder)]
    with small_disk(6_000):
        assert main.run(command) == 1
    assert "File too large" in (said := capsys.readouterr().err) or "Is the disk full?" in said
    assert not (run_folder / f"{stage}.manifest.json").exists()
    assert (run_folder / written).is_file() == (kept is not None)
    assert kept is None or (run_folder / written).read_bytes() == kept  # the whole file of before, not half a new one
    assert main.run(command) == 0
    assert (run_folder / f"{stage}.manifest.json").exists()


def test_answers_paid_for_survive_a_full_disk(tmp_path: Path) -> None:
    from verimentor_trainer.author import Author
    from verimentor_trainer.recipe import DescribeRecipe

    folder = tmp_path / "describe"
    with small_disk(400):
        author = Author("teacher", "http://127.0.0.1:1/v1", "m", DescribeRecipe(), folder)
        reply = describe_reply("y" * 200)
        author._remember("first", [], reply)
        with pytest.raises(OSError, match="too large"):
            author._remember("second", [], reply)
    again = Author("teacher", "http://127.0.0.1:1/v1", "m", DescribeRecipe(), folder)
    assert list(again._known) == ["first"]


def describe_reply(text: str) -> Any:
    from verimentor.mentor.endpoint import Reply

    return Reply(text, 3, 4, "stop")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[dapt]\nlr = 'fast'", r"\[dapt\].*'lr' is 'fast', but wants a value like 0\.0002"),
        ("[dapt]\nbf16 = 'false'", "'bf16' is 'false'"),
        ("[dapt]\nbatch = 1.5", "'batch' is 1.5"),
        ("dapt = 3", "'dapt' is 3, but wants a section"),
        ("[dapt]\nlearning_rate = 1e-3", "unknown key 'learning_rate'; known here: .*lr"),
        ("[dapt]\nlr = 1e-3\nlr = 1e-4", "is not TOML"),
    ],
)
def test_a_recipe_that_cannot_be_meant_is_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(text)
    with pytest.raises(ConfigError, match=said):
        recipe.load(str(tmp_path / "r.toml"))


def test_whole_numbers_are_taken_where_fractions_are_wanted(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text("[dapt]\ntokens = 100\nepochs = 2\nsave_steps = 1e3\n")
    assert recipe.load(str(tmp_path / "r.toml")).dapt == replace(
        DaptRecipe(), tokens=100.0, epochs=2.0, save_steps=1000
    )


def listing(folder: Path, *names: str) -> Recipe:
    path = folder / "list.tsv"
    path.write_text("repository\tcommit\troot_licence\n" + "".join(f"{name}\tHEAD\tMIT\n" for name in names))
    return Recipe(corpus=recipe.CorpusRecipe(repositories=str(path)))


@pytest.fixture
def forge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the forge, with one repository."""
    work = tmp_path / "forge" / "some" / "one"
    work.mkdir(parents=True)
    (work / "hold.v").write_text(
        f"// Passes a on to y, and that is all there is to it, for the sake of a test.\n{CODE}\n"
    )
    author = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["add", "."], [*author, "commit", "-qm", "all"]):
        subprocess.run(["git", "-C", str(work), *command], check=True)
    monkeypatch.setattr(collect, "_FORGE", f"file://{tmp_path / 'forge'}")
    return tmp_path / "forge"


def test_a_repository_that_cannot_be_cloned_is_left_out_and_tried_again(
    forge: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    half = out / "clones" / "some" / "one.git.partial"
    half.mkdir(parents=True)  # as a stop in the middle of cloning leaves it
    (half / "HEAD").touch()
    chosen = listing(tmp_path, "some/one", "no/body")
    collect.run(chosen, out, mirrors=None)
    assert [row["repository"] for row in read_rows(out / "corpus.jsonl")] == ["some/one"]
    said = capsys.readouterr().out
    assert "no/body is left out: could not be cloned" in said and "1 of 2 repositories are left out" in said
    assert set(json.loads((out / "collect.manifest.json").read_text())["results"]["unread"]) == {"no/body"}
    (forge / "no").mkdir()
    (forge / "some" / "one").rename(forge / "no" / "body")
    collect.run(chosen, out, mirrors=None)  # the other stands cloned
    assert [row["repository"] for row in read_rows(out / "corpus.jsonl")] == ["some/one", "no/body"]


def test_where_nothing_can_be_read_no_empty_corpus_is_left(forge: Path, tmp_path: Path) -> None:
    with pytest.raises(VerimentorError, match="None of the 1 repositories"):
        collect.run(listing(tmp_path, "no/body"), tmp_path, mirrors=None)
    assert not (tmp_path / "corpus.jsonl").exists()
    (tmp_path / "broken" / "some+one" / "repo").mkdir(parents=True)
    with pytest.raises(VerimentorError, match="None of the 1 repositories"):
        collect.run(listing(tmp_path, "some/one"), tmp_path, mirrors=tmp_path / "broken")
    with pytest.raises(VerimentorError, match="line 2: needs OWNER/NAME"):
        collect.run(listing(tmp_path, "nobody"), tmp_path, mirrors=None)
    with pytest.raises(VerimentorError, match=r"There is no .*nowhere\.tsv"):
        collect.run(Recipe(corpus=recipe.CorpusRecipe(repositories="nowhere.tsv")), tmp_path, mirrors=None)


def test_progress_is_a_line_now_and_then_in_a_log(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    from verimentor_trainer import progress

    monkeypatch.setattr(progress, "_LINE_EVERY_S", 0.0)
    assert list(progress.track("abc", "letters")) == ["a", "b", "c"]
    assert capsys.readouterr().out.splitlines() == ["letters: 1 of 3", "letters: 2 of 3", "letters: 3 of 3"]
