"""How VS Code indents, folds and matches brackets: the patterns of the extension, tried on lines."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from verimentor.verilog.folding import folds

EXTENSION = Path(__file__).parents[1] / "extension"
CONFIGURATION: dict[str, Any] = json.loads((EXTENSION / "language-configuration.json").read_text("utf-8"))
RULES: dict[str, str] = CONFIGURATION["indentationRules"]


def laid_out(code: str) -> str:
    """The lines as VS Code indents them while they are typed one after the other."""
    lines: list[str] = []
    for line in code.strip("\n").split("\n"):
        text = line.strip()
        if matches("unIndentedLinePattern", text):
            lines.append(line)
        else:
            level = level_of_end(lines) if matches("decreaseIndentPattern", text) else level_behind(lines)
            lines.append("  " * level + text)
    return "\n".join(lines)


def level_behind(lines: list[str]) -> int:
    """Where Enter puts the cursor."""
    said = [line for line in lines if not matches("unIndentedLinePattern", line)]
    above, before = [""] * (2 - len(said)) + said[-2:]
    action = on_enter(before, "", above)
    by = {"indent": 1, "outdent": -1}.get(action or "", int(matches("increaseIndentPattern", before)))
    return level(before) + by


def level_of_end(lines: list[str]) -> int:
    """Where VS Code moves what ends a block: it looks for the last line that begins or ends one."""
    for line in reversed(lines):
        if matches("increaseIndentPattern", line):
            return level(line)
        if matches("decreaseIndentPattern", line):
            return level(line) - 1
    return 0


def matches(rule: str, line: str) -> bool:
    return re.search(RULES[rule], line) is not None


def level(line: str) -> int:
    return (len(line) - len(line.lstrip())) // 2


def on_enter(before: str, after: str, above: str) -> str | None:
    applies = (
        rule["action"]["indent"]
        for rule in CONFIGURATION["onEnterRules"]
        if re.search(rule["beforeText"], before)
        and re.search(rule.get("afterText", ""), after)
        and re.search(rule.get("previousLineText", ""), above)
    )
    return next(applies, None)


@pytest.mark.parametrize(
    "code",
    [
        "module m (\n  input a,\n  output b\n);\n  assign b = a;\nendmodule",
        "module m (input a);\n  // begin\n  wire w; // (\n  adder u (\n    .a(a)\n  );\nendmodule",
        "always @(posedge clk) begin : count\n  if (rst)\n    q <= 0;\n  else\n    q <= q + 1;\nend",
        "case (state)\n  IDLE: begin\n    x = 1;\n  end\n  default: x = 0;\nendcase",
        "initial begin\n  fork\n    a;\n  join\n  if (a) begin\n    b;\n  end else begin\n    c;\n  end\nend",
        "function [7:0] f(input a);\n  f = a;\nendfunction\ntask t;\nendtask",
        "generate\n  for (i = 0; i < 4; i = i + 1) begin\n`ifdef A\n    x y();\n`endif\n  end\nendgenerate",
        "function f; f = 1; endfunction\nwire a;",
        "always @* begin\n  if (a) begin\n    x;\n  end else\n    y;\nend",
        "always @* begin\n  if (a) begin\n    x;\n  end else case (b)\n    0: y;\n    1: if (c)\n      z;\n  endcase\nend",
        "always @(posedge clk) begin\n  for (i = 0; i < 4; i = i + 1)\n    x[i] <= 0;\n  y <= 0;\nend",
        "case (state) // of two\n  IDLE:\n    x = 1;\n  default:\n    x = 0;\nendcase",
    ],
)
def test_good_layout_is_what_comes_of_typing(code: str) -> None:
    assert laid_out(code) == code


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ("  always @* begin", "end", "indentOutdent"),
        ("  case (x)", "endcase", "indentOutdent"),
        ("module m;", "endmodule", "indentOutdent"),
        ("/* says", "", "none"),
        ("// one two", "three", "none"),
        ("// one two", "", None),
        ("wire a;", "", None),
    ],
)
def test_enter_knows_where_it_is(before: str, after: str, outcome: str | None) -> None:
    assert on_enter(before, after, "") == outcome


def test_every_word_that_closes_ends_a_block_of_the_server_too() -> None:
    for opening, closing in filter(lambda pair: pair[0].isalpha(), CONFIGURATION["brackets"]):
        assert folds(f"{opening}\n\n{closing}\n"), (opening, closing)


def test_the_grammar_leaves_everything_but_comments_and_strings_to_others() -> None:
    grammar = json.loads((EXTENSION / "syntaxes" / "comments.tmLanguage.json").read_text("utf-8"))
    others, own = grammar["patterns"][:2], grammar["patterns"][2:]
    assert [pattern["include"] for pattern in others] == ["source.systemverilog", "source.verilog"]
    assert {pattern["name"].split(".")[0] for pattern in own} == {"comment", "string", "variable"}
