"""The whole measurement, once, as small as it goes: a real server and a tiny model with random weights."""

import json
from pathlib import Path

import pytest

from verimentor_evalbench import latency, main
from verimentor_evalbench.latency import long_file
from verimentor_evalbench.typist import Tally, describe

RTL = """`include "width.vh"
module m (input wire clk, input wire [`WIDTH-1:0] d, output reg [`WIDTH-1:0] q);
    wire [`WIDTH-1:0] next = d + 1'b1;
    always @(posedge clk) begin
        q <= next;
    end
endmodule
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(latency, "N_STARTS", 1)
    monkeypatch.setattr(latency, "N_CHECKS", 1)
    monkeypatch.setattr(latency, "LONG_FILE_LINES", 30)
    monkeypatch.setattr(latency, "IDLE_S", 0.2)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name, text in (
        ("rtl/m.v", RTL),
        ("include/width.vh", "`define WIDTH 8\n"),
        ("verimentor.toml", 'include_dirs = ["include"]\n'),
    ):
        (tmp_path / "project" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "project" / name).write_text(text)
    return tmp_path / "project"


def test_everything_is_measured(project: Path, tiny_gguf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = project / "latency.json"
    code = main.run(
        ["latency", "--model", str(tiny_gguf), "--examples", str(project), "--keys", "40", "--json", str(out)]
    )
    said = capsys.readouterr()
    assert code == 0, said.err
    report = json.loads(out.read_text())
    assert set(report) == {"model", "machine", "provenance", "measures", "keys"}
    measures = {measure["name"].strip(): measure for measure in report["measures"]}
    assert measures.pop("processor while nothing is typed")["p50"] >= 0
    assert all(measure["n"] >= 1 and measure["p50"] > 0 for measure in measures.values()), report
    floor = measures["its tokens at llama.cpp's rates"]
    assert floor["n"] == measures["of which the model alone"]["n"]
    assert all(measure["name"].strip() in said.out for measure in report["measures"])
    keys = report["keys"]
    assert keys["shown"] + sum(keys["suppressed"].values()) == report["measures"][0]["n"]


def test_usage_and_what_is_lacking(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["latency", "--examples", str(tmp_path)]) == 2
    assert main.run(["latency", "--examples", str(project), "--model", "/nowhere/x.gguf"]) == 3
    assert "/nowhere/x.gguf" in capsys.readouterr().err


def test_a_long_file_holds_each_module_once() -> None:
    text = long_file([RTL, RTL.replace("module m", "module n")], RTL)
    names = [line.split()[1] for line in text.splitlines() if line.startswith("module ")]
    assert len(set(names)) == len(names)
    assert latency.LONG_FILE_LINES <= text.count("\n") < latency.LONG_FILE_LINES + 20


def test_the_shares_in_words() -> None:
    tally = Tally(shown=3, in_time=1, cancelled=3, followed=2, not_asked=5)
    tally.suppressed["The suggestion was wrong"] = 1
    assert describe(tally).splitlines() == [
        "waited for 4: 75 % shown",
        "    25 % suppressed: The suggestion was wrong",
        "inside words 4: 75 % cancelled by the next key",
        "followed a suggestion: 2; nothing to ask: 5",
    ]
    assert describe(Tally()).startswith("waited for 0: none shown")
