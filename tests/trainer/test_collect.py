import subprocess
from pathlib import Path

import pytest

from verimentor_trainer import recipe
from verimentor_trainer.collect import licence_of, read, reject, without_licence_header

MODULE = "module counter (input clk, output reg [7:0] q);\n    always @(posedge clk) q <= q + 8'd1;\nendmodule\n"
GOOD = f"// An up counter.\n// It wraps around after 255 and has no reset at all.\n{MODULE}"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A bare repository with an MIT root, a GPL folder and files that must not be used."""
    work = tmp_path / "work"
    files = {
        "LICENSE": "MIT License\n\nPermission is hereby granted, free of charge, to any person\n",
        "rtl/counter.v": GOOD,
        "gpl/LICENSE": "GNU General Public License, version 3\n",
        "gpl/counter.v": GOOD,
        "rtl/own.v": f"// Copyright Somebody. Proprietary and confidential licence.\n{GOOD}",
        "rtl/answer.v": GOOD.replace("counter", "top_module"),
        "tb/counter_tb.v": GOOD,
    }
    for name, text in files.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(text, encoding="utf-8")
    author = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["add", "."], [*author, "commit", "-qm", "all"]):
        subprocess.run(["git", "-C", str(work), *command], check=True)
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(bare)], check=True)
    return bare


def test_reads_only_files_under_a_permissive_licence(repository: Path) -> None:
    removed: list[dict[str, str]] = []
    found = list(read("a/b", repository, "HEAD", "per-file", recipe.Recipe(), removed))
    assert [(source.path, source.licence) for source in found] == [("rtl/counter.v", "MIT")]
    assert {row["path"]: row["reason"] for row in removed} == {
        "gpl/counter.v": "licence: copyleft",
        "rtl/own.v": "licence: proprietary",
        "rtl/answer.v": "benchmark name",
        "tb/counter_tb.v": "testbench",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("// SPDX-License-Identifier: Apache-2.0", "Apache-2.0"),
        ("/* Licensed under the Solderpad Hardware License v 2.1 */", "Solderpad"),
        ("// dual licence: MIT or GPL", "copyleft"),
        ("// a counter", None),
    ],
)
def test_names_the_licence_of_a_text(text: str, expected: str | None) -> None:
    assert licence_of(text) == expected


def test_drops_the_licence_header_and_keeps_the_description() -> None:
    text = f"// Copyright 2020\n// SPDX-License-Identifier: MIT\n\n/* more copyright */\n{GOOD}"
    assert without_licence_header(text) == GOOD


def test_refuses_tables() -> None:
    rows = "\n".join(f"        8'd{i}: q = 32'hdeadbee{i % 10};" for i in range(100))
    assert (
        reject("rom.v", f"module rom; always @(*) case (a)\n{rows}\nendcase endmodule\n", "MIT", 24_000)
        == "table or netlist"
    )


def test_refuses_the_sentences_the_demo_asks() -> None:
    text = f"// Design a Verilog module that implements a three-input XOR.\n{MODULE}"
    assert reject("xor.v", text, "MIT", 24_000) == "reserved sentence"
    assert reject("counter.v", GOOD, "MIT", 24_000) is None
