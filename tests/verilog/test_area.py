import shutil

import pytest

from verimentor.verilog.area import cells
from verimentor.verilog.sandbox import Limits

ONE = "module m(input a, b, output y);\n  assign y = a & b;\nendmodule\n"
FOUR = "module m(input [3:0] a, b, output [3:0] y);\n  assign y = a & b;\nendmodule\n"

yosys = pytest.mark.skipif(shutil.which("yosys") is None, reason="yosys is not installed")


@yosys
def test_cells_are_counted() -> None:
    assert (cells(ONE, "m"), cells(FOUR, "m")) == (1, 4)


@yosys
@pytest.mark.parametrize(
    ("text", "top", "limits"),
    [("module m(", "m", Limits()), (ONE, "other", Limits()), (ONE, "m; shell", Limits()), (ONE, "m", Limits(0.001))],
)
def test_what_yosys_does_not_answer_has_none(text: str, top: str, limits: Limits) -> None:
    assert cells(text, top, limits=limits) is None


def test_without_yosys_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert cells(ONE, "m") is None
