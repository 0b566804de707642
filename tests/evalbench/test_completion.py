"""Holes in real files are filled in three ways, judged and counted; a run goes on where it stopped."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from verimentor.errors import VerimentorError
from verimentor_evalbench import completion, holes_filled, main, repositories
from verimentor_evalbench.holes import Kind

LEAF = "module leaf(input a, output y);\n  assign y = ~a;\nendmodule\n"
TOP = """module top(
  input clk,
  input a,
  output reg q
);
  wire y;
  leaf inverter(
    .a(a),
    .y(y)
  );
  always @(posedge clk)
    q <= y;
endmodule
"""
GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@t", "-c", "init.defaultBranch=main")


@pytest.fixture
def design(tmp_path: Path, layouts: Any) -> Path:
    folder: Path = layouts.put(
        tmp_path / "design", {"rtl/leaf.v": LEAF, "rtl/top.v": TOP, "rtl/copy.v": LEAF, "a.txt": "no"}
    )
    return folder


def complete(out: Path, model: Path, *more: str) -> int:
    return main.run(["completion", "--out", str(out), "--model", str(model), "--holes", "2", *more])


def rows_of(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "rows.jsonl").read_text("utf-8").splitlines()]


def test_every_hole_is_filled_in_every_way_and_judged(design: Path, tmp_path: Path, tiny_gguf: Path) -> None:
    out = tmp_path / "run"
    assert complete(out, tiny_gguf, str(design), "--kinds", "next line", "port connection") == 0
    rows = rows_of(out)
    assert [(row["way"], row["kind"]) for row in rows] == [
        (way, kind)
        for way in ("product", "student", "model")
        for kind in ("next line", "port connection")
        for _ in range(2)
    ]
    for row in rows:
        assert row["way"] != "model" or not row["reason"]
        assert (row["parses"] is None) == bool(row["reason"])
        assert row["milliseconds"] > 0 and 0 <= row["similarity"] <= 1
    joined = [row for row in rows if row["kind"] == "port connection"]
    exact = {way: {row["exact"] for row in joined if row["way"] == way} for way in completion.WAYS}
    assert exact == {"product": {True}, "student": {False}, "model": {False}}  # decided by the file alone
    summary = json.loads((out / "completion.json").read_text("utf-8"))
    assert [(row["kind"], row["n"]) for row in summary["kinds"]] == [("next line", 2), ("port connection", 2)]
    assert [(row["kind"], row["n"]) for row in summary["undeduced"]] == [("next line", 2), ("port connection", 2)]
    assert summary["sources"] == ["design"] and summary["model"]["sha256"]
    assert "| port connection | 2 (1) |" in (out / "completion.md").read_text("utf-8")


def test_an_interrupted_run_goes_on(design: Path, tmp_path: Path, tiny_gguf: Path) -> None:
    out, asked = tmp_path / "run", [str(design), "--kinds", "declaration", "rest of line"]
    assert complete(out, tiny_gguf, *asked) == 0
    whole = rows_of(out)
    path = out / "rows.jsonl"
    lines = [json.dumps(whole[0]), '{"id": "torn in the mid', json.dumps(whole[1]), json.dumps(whole[2])[:50]]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert complete(out, tiny_gguf, *asked) == 0
    again = rows_of(out)
    assert again[:2] == whole[:2]
    assert [(row["id"], row["way"], row["answer"]) for row in again] == [
        (r["id"], r["way"], r["answer"]) for r in whole
    ]
    assert complete(out, tiny_gguf, *asked, "--seed", "1") == 2


def test_the_same_file_counts_once_and_every_file_has_its_turn(design: Path) -> None:
    found = repositories.load([design])
    places = completion.draw(found, 3, [Kind.NEXT_LINE])
    assert len({place.path for place in places}) == 2 and len(places) == 3
    assert {place.path for place in places[:2]} == {"rtl/copy.v", "rtl/top.v"}
    assert [place.id for place in places] == [place.id for place in completion.draw(found, 3, [Kind.NEXT_LINE])]


def test_files_come_from_mirrors_and_rows_too(design: Path, tmp_path: Path) -> None:
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "files"]):
        subprocess.run([*GIT, *command], cwd=design, check=True)
    mirror = tmp_path / "owner+name" / "repo"
    subprocess.run([*GIT, "clone", "-q", "--mirror", str(design), str(mirror)], check=True)
    (from_mirror,) = repositories.load([mirror])
    assert from_mirror.name == "owner+name" and set(from_mirror.files) == {"rtl/leaf.v", "rtl/top.v", "rtl/copy.v"}
    rows = tmp_path / "held_out.jsonl"
    rows.write_text(
        "".join(json.dumps({"repository": "r", "path": p, "text": t}) + "\n" for p, t in from_mirror.files.items())
    )
    (from_rows,) = repositories.load([rows])
    assert from_rows.files == from_mirror.files
    for line in ('{"path": "a.v"}', '{"repository": "r", "path": "../a.v", "text": ""}', "nonsense"):
        rows.write_text(f"{line}\n")
        with pytest.raises(VerimentorError, match=r"held_out\.jsonl:1"):
            repositories.load([rows])


def test_what_cannot_be_used_is_named(tmp_path: Path, design: Path, layouts: Any) -> None:
    with pytest.raises(VerimentorError, match="holds no Verilog"):
        repositories.load([layouts.put(tmp_path / "empty", {"a.txt": "no"})])
    with pytest.raises(VerimentorError, match="Two sources are called design"):
        repositories.load([design, design])


def test_without_a_source_there_is_what_is_built_in() -> None:
    places = completion.draw(repositories.load([]), 20, list(Kind))
    assert {place.hole.kind for place in places} == set(Kind) and len(places) == 20 * len(Kind)


async def test_an_answer_is_judged_by_the_whole_file(design: Path, tmp_path: Path, tiny_gguf: Path) -> None:
    from verimentor.student.catalog import Catalog
    from verimentor.student.runtime import Student

    bench = completion._Bench(Student(Catalog().open(tiny_gguf)), tmp_path / "work")
    (repository,) = repositories.load([design])
    bench._project(repository)
    place = next(
        place
        for place in completion.draw([repository], 9, [Kind.PORT_CONNECTION])
        if place.hole.missing(place.text) == "a"
    )
    text, path = place.hole.cut(place.text), str(bench._root(repository) / place.path)

    def judged(answer: str) -> tuple[bool, bool]:
        return bench._no_worse(place, text[: place.hole.start] + answer + text[place.hole.start :], path)

    assert judged("a") == judged("clk") == (True, True)
    assert judged("absent[3]") == (True, False)
    assert judged("a b") == (False, False)


def test_likeness_by_hand() -> None:
    assert holes_filled.compare("q <= d;", " q <= d;\n  more", one_line=True) == holes_filled.Likeness(True, 1.0)
    assert not holes_filled.compare("q <= d;", "q <= d;\n  more", one_line=False).exact
    assert holes_filled.compare("a;  \n b;", "a;\n b;", one_line=False).exact
    assert holes_filled.compare("abcd", "abxd", one_line=True).similarity == 0.75  # 2 * 3 common of 8
    assert holes_filled.compare("abcd", "", one_line=True).similarity == 0.0


def test_shares_by_hand() -> None:
    def row(path: str, way: str = "product", reason: str = "", exact: bool = False, **more: Any) -> dict[str, Any]:
        shown = {"parses": None, "compiles": None} if reason else {"parses": True, "compiles": exact}
        said = {"kind": "next line", "repository": "r", "path": path, "way": way, "reason": reason, "exact": exact}
        return said | shown | {"similarity": float(exact), "milliseconds": 10.0} | more

    rows = [
        row("a", exact=True),
        row("a", reason="The suggestion was wrong: x."),
        row("b", milliseconds=30.0),
        row("b", "model", exact=True),
    ]
    summary = holes_filled.summarise(rows)
    (kind,) = summary["kinds"]
    assert (kind["n"], kind["files"], kind["p50_ms"], kind["p95_ms"]) == (3, 2, 10.0, 30.0)
    # Files are the mean's members: a has 1 of 2, b 0 of 1.
    assert (kind["kept"], kind["exact"], kind["exact_shown"], kind["similarity"]) == (0.75, 0.25, 0.5, 0.5)
    assert (kind["parses"], kind["compiles"]) == (1.0, 0.5) and kind["intervals"]["parses"] == [1.0, 1.0]
    assert summary["alone"][0]["exact"] == 1.0 and summary["reasons"] == {"The suggestion was wrong": 1}
