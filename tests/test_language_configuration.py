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
    level, once, lines = 0, 0, []
    for line in code.strip("\n").split("\n"):
        text = line.strip()
        if re.search(RULES["unIndentedLinePattern"], text):
            lines.append(line)
            continue
        if re.search(RULES["decreaseIndentPattern"], text):
            level, once = level - 1, 0
        lines.append("  " * (level + once) + text)
        once = 0
        if re.search(RULES["increaseIndentPattern"], lines[-1]):
            level += 1
        elif re.search(RULES["indentNextLinePattern"], lines[-1]):
            once = 1
    return "\n".join(lines)


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
    applies = (
        rule["action"]["indent"]
        for rule in CONFIGURATION["onEnterRules"]
        if re.search(rule["beforeText"], before)
        and re.search(rule.get("afterText", ""), after)
        and "previousLineText" not in rule
    )
    assert next(applies, None) == outcome


def test_every_word_that_closes_ends_a_block_of_the_server_too() -> None:
    for opening, closing in filter(lambda pair: pair[0].isalpha(), CONFIGURATION["brackets"]):
        assert folds(f"{opening}\n\n{closing}\n"), (opening, closing)


def test_the_grammar_leaves_everything_but_comments_and_strings_to_others() -> None:
    grammar = json.loads((EXTENSION / "syntaxes" / "comments.tmLanguage.json").read_text("utf-8"))
    others, own = grammar["patterns"][:2], grammar["patterns"][2:]
    assert [pattern["include"] for pattern in others] == ["source.systemverilog", "source.verilog"]
    assert {pattern["name"].split(".")[0] for pattern in own} == {"comment", "string", "variable"}
