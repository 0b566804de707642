"""What each piece of a text is said to be."""

from itertools import pairwise

import pytest

from verimentor.verilog.highlighting import Kind, highlight
from verimentor.verilog.source import outline

DESIGN = """\
`include "defs.vh"
`define WIDE 8
// adds
module top #(parameter W = 4) (input clk, output reg [W-1:0] q);
  localparam HALF = 4'h8;
  wire [`WIDE-1:0] w; /* two
  lines */
  function f(input a); f = ~a; endfunction
  adder #(.N(W)) u (.a(w), .b(q));
  always @(posedge clk) if (w > HALF) q <= f(w) + 12.5e3;
  initial $display("q = %d \\" // no comment", q);
endmodule
module other (input w);
  assign y = w;
endmodule
"""


def kinds(text: str, path: str = "m.v") -> list[tuple[str, Kind]]:
    return [(text[start:end], kind) for start, end, kind in highlight(outline(text, path))]


@pytest.mark.parametrize(
    ("piece", "kind"),
    [
        ("`include", Kind.DIRECTIVE),
        ('"defs.vh"', Kind.STRING),
        ("WIDE", Kind.MACRO),
        ("`WIDE", Kind.MACRO),
        ("// adds", Kind.COMMENT),
        ("/* two\n  lines */", Kind.COMMENT),
        ("module", Kind.KEYWORD),
        ("top", Kind.MODULE),
        ("adder", Kind.MODULE),
        ("u", Kind.VARIABLE),
        ("clk", Kind.PORT),
        ("q", Kind.PORT),
        ("reg", Kind.BUILT_IN_TYPE),
        ("W", Kind.CONSTANT),
        ("HALF", Kind.CONSTANT),
        ("4'h8", Kind.NUMBER),
        ("12.5e3", Kind.NUMBER),
        ("f", Kind.FUNCTION),
        ("$display", Kind.SYSTEM),
        ("N", Kind.CONNECTION),
        ("b", Kind.CONNECTION),
        ('"q = %d \\" // no comment"', Kind.STRING),
    ],
)
def test_a_piece_is_what_it_was_declared_as(piece: str, kind: Kind) -> None:
    assert {found for text, found in kinds(DESIGN) if text == piece} == {kind}


def test_a_name_is_what_its_own_module_says() -> None:
    assert [kind for text, kind in kinds(DESIGN) if text == "w"] == [Kind.VARIABLE] * 4 + [Kind.PORT] * 2


def test_words_of_systemverilog_are_coloured_in_verilog_too() -> None:
    assert ("logic", Kind.BUILT_IN_TYPE) in kinds("module m; logic x; endmodule\n", "m.v")


@pytest.mark.parametrize("text", [DESIGN[:n] for n in range(0, len(DESIGN), 7)])
def test_an_unfinished_text_has_pieces_in_order(text: str) -> None:
    spans = [(start, end) for start, end, _ in highlight(outline(text, "m.v"))]
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_a_broken_module_keeps_its_names() -> None:
    text = "module m (input clk, output reg q;\n  always @(posedge clk begin\n    q <= ;\n"
    assert {("clk", Kind.PORT), ("q", Kind.PORT), ("begin", Kind.KEYWORD)} <= set(kinds(text))


def test_macro_bodies_may_quote() -> None:
    text = '`define SAY(x) $display(`"x`")\nmodule m; endmodule\n'
    assert [kind for piece, kind in kinds(text) if piece == "module"] == [Kind.KEYWORD]
