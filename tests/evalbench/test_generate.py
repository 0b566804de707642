"""A run asks a real worker, stores what it said, and goes on where it stopped."""

import argparse
import json
import re
from pathlib import Path
from typing import Any

import pytest

from verimentor.errors import ModelError, VerimentorError
from verimentor_evalbench import generate


@pytest.fixture
def asked(tmp_path: Path, layouts: Any) -> Path:
    header = f"module half_adder {layouts.ports}"
    files = {}
    for name in ("first", "second", "third"):
        files |= layouts.own(name, header)
    folder: Path = layouts.put(tmp_path / "asked", files)
    return folder


def run(asked: Path, out: Path, model: Path, *more: str) -> list[dict[str, Any]]:
    parser = argparse.ArgumentParser()
    generate.add_arguments(parser)
    arguments = [str(asked), "--out", str(out), "--model", str(model), "--max-tokens", "8", "--workers", "2", *more]
    assert generate.run(parser.parse_args(arguments)) == 0
    return rows_of(out)


def rows_of(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "samples.jsonl").read_text("utf-8").splitlines()]


def said(rows: list[dict[str, Any]]) -> dict[tuple[str, int], str]:
    return {(row["task_id"], row["sample"]): row["completion"] for row in rows}


def test_every_problem_gets_its_samples(asked: Path, tmp_path: Path, tiny_gguf: Path) -> None:
    rows = run(asked, tmp_path / "run", tiny_gguf, "--samples", "3")
    assert sorted(said(rows)) == [(name, number) for name in ("first", "second", "third") for number in range(3)]
    for row in rows:
        assert row["n_prompt_tokens"] > 0 and 0 < row["n_tokens"] <= 8 and row["seconds"] > 0
    settings = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    assert settings["problems"] == str(asked) and settings["drawing"]["samples"] == 3
    assert len(settings["model"]["sha256"]) == 64


def test_seeds_repeat(asked: Path, tmp_path: Path, tiny_gguf: Path) -> None:
    def drawn(name: str, seed: str) -> dict[tuple[str, int], str]:
        return said(run(asked, tmp_path / name, tiny_gguf, "--samples", "2", "--temperature", "1", "--seed", seed))

    assert drawn("a", "1") == drawn("b", "1") != drawn("c", "2")


def test_greedy_asks_once(asked: Path, tmp_path: Path, tiny_gguf: Path) -> None:
    assert len(run(asked, tmp_path / "run", tiny_gguf, "--temperature", "0", "--limit", "2")) == 2


def test_an_interrupted_run_goes_on(asked: Path, tmp_path: Path, tiny_gguf: Path) -> None:
    whole = run(asked, tmp_path / "run", tiny_gguf, "--samples", "2")
    path = tmp_path / "run" / "samples.jsonl"
    text = path.read_text("utf-8")
    end_of_third_row = sum(len(line) for line in text.splitlines(keepends=True)[:3])
    kept = said(whole[:2])
    for cut in (end_of_third_row, end_of_third_row + 20, len(text) - 5):
        path.write_text(text[:cut], encoding="utf-8")
        again = run(asked, tmp_path / "run", tiny_gguf, "--samples", "2")
        assert said(again) == said(whole) and said(again[:2]) == kept and len(again) == 6
        assert again[:2] == whole[:2]  # not asked again: the seconds are the same too
    lines = [json.dumps(row) for row in whole]
    path.write_text("\n".join([*lines[:2], "7", '{"task_id": "torn', *lines[2:], ""]), encoding="utf-8")
    assert run(asked, tmp_path / "run", tiny_gguf, "--samples", "2") == whole


def test_a_finished_run_is_left_alone(asked: Path, tmp_path: Path, tiny_gguf: Path) -> None:
    assert run(asked, tmp_path / "run", tiny_gguf, "--samples", "1") == run(
        asked, tmp_path / "run", tiny_gguf, "--samples", "1"
    )


def test_another_run_is_not_mixed_in(asked: Path, tmp_path: Path, tiny_gguf: Path) -> None:
    run(asked, tmp_path / "run", tiny_gguf, "--samples", "1")
    with pytest.raises(VerimentorError, match="another drawing"):
        run(asked, tmp_path / "run", tiny_gguf, "--samples", "2")
    (asked / "first" / "prompt.txt").write_text("Otherwise.", encoding="utf-8")
    with pytest.raises(VerimentorError, match="another problems_sha256"):
        run(asked, tmp_path / "run", tiny_gguf, "--samples", "1")
    with pytest.raises(VerimentorError, match="holds other files"):
        run(asked, asked, tiny_gguf)


def test_voted_stores_what_the_server_would_offer(asked: Path, tmp_path: Path, tiny_gguf: Path) -> None:
    rows = run(asked, tmp_path / "run", tiny_gguf, "--strategy", "voted", "--samples", "2", "--limit", "1")
    assert [(row["task_id"], row["sample"], row["of"]) for row in rows] == [("first", 0, 1)]
    assert rows[0]["finish"]  # the evidence, or why no module came


def test_guided_says_what_it_spent(asked: Path, tmp_path: Path, tiny_gguf: Path) -> None:
    rows = run(asked, tmp_path / "run", tiny_gguf, "--strategy", "guided", "--samples", "2", "--max-tokens", "24")
    assert len(rows) == 6
    assert all(row["n_spent"] > row["n_tokens"] and row["retries"] > 0 for row in rows)  # random weights: all is wrong


def test_locked_goes_on_after_the_interface_that_the_description_spells_out(
    tmp_path: Path, tiny_gguf: Path, layouts: Any
) -> None:
    said = "Module half_adder has inputs a and b and outputs carry and sum, one bit each. Combinational."
    header = f"module half_adder {layouts.ports}"
    files = {
        **layouts.own("open", header),
        **layouts.own("spelt", header),
        **layouts.own("given", header),
        "open/prompt.txt": "Adds two bits.",
        "spelt/prompt.txt": said,
    }
    folder = layouts.put(tmp_path / "asked", files)
    rows = {
        row["task_id"]: row
        for row in run(folder, tmp_path / "run", tiny_gguf, "--strategy", "locked", "--samples", "1")
    }
    assert {name: row["interface"] for name, row in rows.items()} == {
        "open": "",
        "spelt": "described",
        "given": "given",
    }
    assert re.match(
        r"module half_adder \(\s+input +a,\s+input +b,\s+output +carry,\s+output +sum\s*\);",
        rows["spelt"]["completion"],
    )
    assert not rows["given"]["completion"].startswith("module half_adder")  # the scorer adds what was given


def test_a_model_that_cannot_be_loaded_is_named(asked: Path, tmp_path: Path, tiny_gguf: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(tiny_gguf.read_bytes()[:-4000])
    with pytest.raises(ModelError, match="broken"):
        run(asked, tmp_path / "run", broken, "--samples", "1")


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_a_number_that_counts_nothing_is_refused(
    number: str, asked: Path, tmp_path: Path, tiny_gguf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for option in ("--samples", "--limit", "--workers"):
        with pytest.raises(SystemExit):
            run(asked, tmp_path / "run", tiny_gguf, option, number)
        assert f"argument {option}: {number} " in capsys.readouterr().err
