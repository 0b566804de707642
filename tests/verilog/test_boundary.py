import pytest

from verimentor.verilog.boundary import begin_of, boundary, leaves_open, may_end

HEAD = "module m(input clk, input [3:0] a, output reg [3:0] q);\n"


def check(body: str, word: str | None, closing: str = "") -> None:
    """`word` is what the text ends with, None where that is no boundary; `closing` without the module's own end."""
    at = boundary(HEAD + body)
    assert (at.word if at else None) == word
    if at and word != "endmodule":
        assert at.closing.split() == [*closing.split(), "endmodule"]
        assert at.end == len((HEAD + body).split("//")[0].rstrip())
    assert at is None or may_end((HEAD + body).rstrip("\n") + "\n") or "//" in body


@pytest.mark.parametrize(
    ("body", "word", "closing"),
    [
        ("", ";", ""),
        ("reg x;\n", ";", ""),
        ("always @(posedge clk) begin ", "begin", "end"),
        ("always @(posedge clk) begin : named\n if (a[0]) q <= a;", ";", "end"),
        ("always @* case (a) 4'd0: begin q = 1;", ";", "end endcase"),
        ("always @* begin casez (a) 4'd0: q = 1; endcase\n", "endcase", "end"),
        ("generate if (1) begin : g assign x = a;", ";", "end endgenerate"),
        ("function f; input x; f = x; endfunction ", "endfunction", ""),
        ("task t; begin q = a; end\n", "end", "endtask"),
        ("initial fork q = 1;", ";", "join"),
        ("initial begin wait fork; disable fork;", ";", "end"),
        ("reg x; // a comment; end\n", ";", ""),
        ('initial $display("begin; end");', ";", ""),
        ("wire \\begin ;", ";", ""),
        ("struct packed { logic x; logic y; } s;", ";", ""),
        ("assign q = (a & 1;", ";", ""),  # the parser will say what is wrong
        ("always @* begin if (begin ", "begin", "end end"),
        ("assign q = do & class;", ";", ""),
        ("assert property (@(posedge clk) a);", ";", ""),
        ("endmodule\n", "endmodule", ""),
    ],
)
def test_a_statement_has_ended(body: str, word: str, closing: str) -> None:
    check(body, word, closing)


@pytest.mark.parametrize(
    "body",
    [
        "reg x",
        "reg x; w",
        "always @(posedge clk)",
        "always @(posedge clk) begin",  # may become begin_count
        "initial for (i = 0;",
        "struct packed { logic x;",
        "reg x; // a comment; ",
        "reg x; /* and then;",
        "`ifdef FAST\nassign q = a;",
        "endmodule\nHere is what it does;",
        "class c; int x;",
        "initial do begin q = 1;",
        "reg x; // then\nproperty p; a;",
    ],
)
def test_nothing_has_ended(body: str) -> None:
    check(body, None)


def test_blocks_know_where_they_were_opened() -> None:
    text = HEAD + "always @* begin\n  case (a)\n    0: q = 1;"
    at = boundary(text)
    assert at is not None
    assert [text[start:].split()[0] for start in at.openers] == ["module", "begin", "case"]


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        (HEAD, True),
        (HEAD + "endmodule", False),
        (HEAD + "// endmodule\n", True),
        (HEAD + "endmodule\nThis module (a counter) counts", False),
        (HEAD + "endmodule module b(", True),
        ("no Verilog", False),
    ],
)
def test_an_open_module(text: str, open_: bool) -> None:
    assert leaves_open(text) == open_


def test_where_verilog_begins() -> None:
    talk = "Here is a module:\n```verilog\n"
    assert begin_of(talk + "`timescale 1ns/1ps\n" + HEAD) == begin_of(talk + HEAD) == len(talk)
    assert begin_of("only talk") == len("only talk")
