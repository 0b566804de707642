"""yosys runs scripts of ours on texts of others, and what goes wrong is said in one line."""

from pathlib import Path

import pytest

from verimentor.errors import ToolMissing
from verimentor.verilog import sandbox, yosys
from verimentor.verilog.sandbox import Limits

ADDER = "module add (input [3:0] a, b, output [4:0] y);\n  assign y = a + b;\nendmodule\n"

needs_yosys = pytest.mark.skipif(yosys.find_yosys() is None, reason="yosys is not installed")


@needs_yosys
def test_a_script_writes_its_results() -> None:
    report = yosys.run(
        ["read_verilog -sv a.v", "synth -top add", "tee -q -o stat.txt stat"], {"a.v": ADDER}, results=["stat.txt"]
    )
    assert report.error is None and "$_XOR_" in report.files["stat.txt"]


@needs_yosys
def test_what_a_design_prints_is_in_no_result() -> None:
    liar = ADDER.replace("assign", 'initial $display("Number of cells: 1");\n  assign')
    report = yosys.run(["read_verilog -sv a.v", "tee -q -o hi.txt log nothing"], {"a.v": liar}, results=["hi.txt"])
    assert report.files["hi.txt"].strip() == "nothing"


@needs_yosys
@pytest.mark.parametrize(
    ("command", "text", "complaint"),
    [
        ("read_verilog a.v", "module m (; endmodule", "syntax error"),
        ("read_verilog a.v; hierarchy -check -top gone", ADDER, "gone"),
        ("read_verilog a.v; no_such_command", ADDER, "No such command"),
    ],
)
def test_its_error_is_one_line(command: str, text: str, complaint: str) -> None:
    report = yosys.run(command.split("; "), {"a.v": text}, results=["none.txt"])
    assert report.error is not None and complaint in report.error and "\n" not in report.error
    assert report.files == {}


@needs_yosys
def test_a_design_that_never_ends_is_ended() -> None:
    endless = "module m (output y); genvar i; generate for (i = 0; i < 2; i = i) wire w; endgenerate endmodule"
    report = yosys.run(["read_verilog a.v"], {"a.v": endless}, limits=Limits(wall_s=20, cpu_s=1))
    assert report.error is not None


@needs_yosys
@pytest.mark.skipif(not sandbox.bubblewrap_available(), reason="bubblewrap does not work here")
def test_files_outside_its_folder_stay_unread(tmp_path: Path) -> None:
    secret = tmp_path / "secret.v"
    secret.write_text("module secret; endmodule")
    report = yosys.run(["read_verilog a.v"], {"a.v": f'`include "{secret}"\n'})
    assert report.error is not None


def test_without_yosys_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ToolMissing, match="Install yosys"):
        yosys.run([], {})


@pytest.mark.parametrize(("name", "plain"), [("top", True), ("a$1", True), ("a;b", False), ("*", False), ("", False)])
def test_names_that_may_stand_in_a_script(name: str, plain: bool) -> None:
    assert yosys.is_plain(name) is plain
