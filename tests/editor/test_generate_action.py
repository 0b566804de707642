"""Comments that describe a module, and where the module goes; `|` is the cursor."""

import pytest
from lsprotocol.types import TextEdit

from verimentor.editor.convert import span_of
from verimentor.editor.generate_action import Target, edit_for, find_target, move

MODULE = "module inverter (input a, output y);\n  assign y = ~a;\nendmodule\n"


def target_at(marked: str) -> tuple[str, Target | None]:
    text = marked.replace("|", "", 1)
    return text, find_target(text, marked.index("|"))


def apply(text: str, edit: TextEdit) -> str:
    span = span_of(text, edit.range)
    return text[: span.start] + edit.new_text + text[span.end :]


@pytest.mark.parametrize(
    ("marked", "spec", "header"),
    [
        ("// an 8-bit| up counter\n", "an 8-bit up counter", None),
        ("// an 8-bit up counter\n// with |enable\n", "an 8-bit up counter\nwith enable", None),
        ("// ---------\n// an up| counter\n// ---------\n", "an up counter", None),
        ("/* |an 8-bit\n * up counter */\n", "an 8-bit\nup counter", None),
        ("/** an 8-bit| up counter **/", "an 8-bit up counter", None),
        ("// an up| counter\r\n// with enable\r\n", "an up counter\nwith enable", None),
        (
            "// an up| counter\nmodule up (input clk);\nendmodule\n",
            "an up counter",
            "module up (input clk);",
        ),
        ("// an up| counter\n\nmodule up (\n  input clk\n);\n", "an up counter", "module up (\n  input clk\n);"),
        ("// zähle auf| 😋 bis acht\n", "zähle auf 😋 bis acht", None),
    ],
)
def test_found(marked: str, spec: str, header: str | None) -> None:
    _, target = target_at(marked)
    assert target is not None
    assert (target.spec, target.header) == (spec, header)


@pytest.mark.parametrize(
    "marked",
    [
        "module m;|\nendmodule\n",
        "// TODO|\n",  # a heading, not a description
        "// Copyright (c) 2020 by a| company\n",
        "// an up| counter\nmodule up (input clk);\n  wire x;\nendmodule\n",  # it is written already
        "// an up| counter\nmodule up (input clk\n",  # the header is being typed
        "module m;\n  // count up| by one\nendmodule\n",  # inside of a module
        "wire x; // count up| by one\n",
        'initial $display("// an up| counter");\n',
        "|\n",
        "|",
    ],
)
def test_not_found(marked: str) -> None:
    assert target_at(marked)[1] is None


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("// an inverting| buffer\n", "// an inverting buffer\n" + MODULE),
        ("// an inverting| buffer", "// an inverting buffer\n" + MODULE.rstrip()),
        (
            "// an inverting| buffer\n\nmodule top;\n  wire x;\nendmodule\n",
            "// an inverting buffer\n" + MODULE + "\n\nmodule top;\n  wire x;\nendmodule\n",
        ),
        (
            "// an inverting| buffer\nmodule inverter (input a, output y);\nendmodule\n\nmodule top;\nendmodule\n",
            "// an inverting buffer\n" + MODULE + "\nmodule top;\nendmodule\n",
        ),
        ("// an inverting| buffer\nmodule inverter (input a, output y);\n", "// an inverting buffer\n" + MODULE),
    ],
)
def test_where_the_module_goes(marked: str, expected: str) -> None:
    text, target = target_at(marked)
    assert target is not None
    assert apply(text, edit_for(text, target, MODULE)) == expected


def test_line_breaks_are_the_documents() -> None:
    text, target = target_at("// an inverting| buffer\r\n")
    assert target is not None
    assert "\n" not in apply(text, edit_for(text, target, MODULE)).replace("\r\n", "")


def test_a_target_that_moved_is_found_again() -> None:
    text, target = target_at("// an inverting| buffer\n")
    assert target is not None
    moved = move(target, text, "`timescale 1ns/1ps\n" + text)
    assert moved is not None and moved.span.start == target.span.start + 19
    assert move(target, text, text.replace("buffer", "gate")) is None
    assert move(target, text, text + text) is None
