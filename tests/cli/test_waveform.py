"""`verimentor waveform`: letters on stdout, a picture in a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from verimentor.cli.waveform import draw
from verimentor.verilog.project import Project

XOR = "module top (input a, b, output y);\n  assign y = a ^ b;\nendmodule\n"
TWO = XOR + "module other (input a, output y);\n  assign y = ~a;\nendmodule\n"


def test_letters_on_stdout(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "m.v").write_text(XOR)
    said = verimentor("waveform", "m.v", "--cycles", 4)
    assert said.code == 0 and [line.split()[0] for line in said.out.splitlines()[1:]] == ["a", "b", "y"]


def test_a_picture_in_a_file(verimentor: Callable[..., Any], work: Path) -> None:
    (work / "m.v").write_text(TWO)
    said = verimentor("waveform", "m.v", "--module", "other", "--out", "m.svg", "--theme", "dark")
    assert (said.code, said.out) == (0, "") and "m.svg" in said.err
    title = ElementTree.parse(work / "m.svg").getroot().find("{http://www.w3.org/2000/svg}title")
    assert title is not None and str(title.text).startswith("other, vectors ")


@pytest.mark.parametrize(
    ("text", "arguments", "code", "complaint"),
    [
        ("module m (", [], 1, "does not compile"),
        ("// nothing\n", [], 1, "m.v: there is no module in it"),
        ("module m;\0endmodule", [], 1, "save it as UTF-8"),
        (XOR, ["--module", "gone"], 1, "there is no module gone"),
        (XOR, ["--cycles", "0"], 2, "at least 1"),
        (XOR, ["--out", "gone/m.svg"], 2, "gone/m.svg: No such file"),
    ],
)
def test_what_goes_wrong_is_said(
    verimentor: Callable[..., Any], work: Path, text: str, arguments: list[str], code: int, complaint: str
) -> None:
    (work / "m.v").write_text(text)
    said = verimentor("waveform", "m.v", *arguments)
    assert (said.code, said.out) == (code, "") and complaint in said.err


def test_a_module_in_no_file_is_drawn(work: Path, capfd: pytest.CaptureFixture[str]) -> None:
    draw(XOR, Project(None), work / "xor.svg")
    assert ElementTree.parse(work / "xor.svg").getroot() is not None
    draw("", Project(None), work / "none.svg")
    assert not (work / "none.svg").exists() and "none.svg was not written" in capfd.readouterr().err
