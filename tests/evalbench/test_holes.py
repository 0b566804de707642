"""Holes stand where a cursor would, and nowhere else."""

import pytest

from verimentor_evalbench.holes import Hole, Kind, holes_in

FILE = """// A timer; this line says nothing of it.
module timer #(
    parameter WIDTH = 8
) (
    input  clk,
    input  rst_n,
    output reg [WIDTH-1:0] count
);
    localparam LAST = 9; // kept whole
    wire at_end;
    reg  [1:0] mode;
    compare #(.N(WIDTH)) last (
        .a(count),
        .b(f(LAST)),
        .equal(at_end)
    );
    always @(posedge clk or negedge rst_n) begin
        if (!rst_n) begin
            count <= 0;
            mode <= 2'd0;
        end else begin
            case (mode)
                2'd0: mode <= 2'd1;
                2'd1, 2'd2: begin
                    count <= at_end ? 0 : count + 1;
                end
                default:
                    mode <= 0;
            endcase
        end
    end
endmodule
"""


def missing(kind: Kind, text: str = FILE) -> list[str]:
    return [hole.missing(text) for hole in holes_in(text) if hole.kind is kind]


def test_a_hole_and_what_is_left_make_the_file() -> None:
    for hole in holes_in(FILE):
        rest = hole.cut(FILE)
        assert rest[: hole.start] + hole.missing(FILE) + rest[hole.start :] == FILE
        assert hole.missing(FILE) == hole.missing(FILE).strip() != ""
        assert not hole.kind.one_line or "\n" not in hole.missing(FILE)


def test_declarations_but_not_beside_a_comment() -> None:
    assert missing(Kind.DECLARATION) == ["wire at_end;", "reg  [1:0] mode;"]


def test_lines_that_say_something() -> None:
    lines = missing(Kind.NEXT_LINE)
    assert "count <= 0;" in lines and ".a(count)," in lines and "if (!rst_n) begin" in lines
    assert not {"end", ");", "endmodule", "wire at_end;", "localparam LAST = 9; // kept whole"} & set(lines)


def test_rests_of_lines_begin_with_a_word() -> None:
    rests = missing(Kind.REST_OF_LINE)
    assert (
        "at_end ? 0 : count + 1;" in rests and "count + 1;" in rests and "posedge clk or negedge rst_n) begin" in rests
    )
    assert "kept whole" not in rests and "begin" in rests
    assert all(any(letter.isalnum() for letter in rest) for rest in rests)


def test_what_ports_are_connected_to_but_not_parameters() -> None:
    assert missing(Kind.PORT_CONNECTION) == ["count", "f(LAST)", "at_end"]


def test_case_items_are_whole() -> None:
    assert missing(Kind.CASE_ITEM) == [
        "2'd0: mode <= 2'd1;",
        "2'd1, 2'd2: begin\n                    count <= at_end ? 0 : count + 1;\n                end",
        "default:\n                    mode <= 0;",
    ]


def test_the_reset_ends_where_its_block_does() -> None:
    assert missing(Kind.RESET_BLOCK) == ["count <= 0;\n            mode <= 2'd0;"]


@pytest.mark.parametrize("condition", ["rst", "~i_rst_n", "reset == 1'b1", "!aresetn", "clr", "rst_i"])
def test_resets_by_their_names(condition: str) -> None:
    text = f"module m(input clk);\n  always @(posedge clk) begin\n    if ({condition}) begin\n      q <= 0;\n    end\n  end\nendmodule\n"
    assert missing(Kind.RESET_BLOCK, text) == ["q <= 0;"]


@pytest.mark.parametrize("condition", ["enable", "first", "rst && go"])
def test_other_conditions_are_no_reset(condition: str) -> None:
    text = f"module m(input clk);\n  always @(posedge clk) begin\n    if ({condition}) begin\n      q <= 0;\n    end\n  end\n  always @* if (rst) begin\n    x = 0;\n  end\nendmodule\n"
    assert missing(Kind.RESET_BLOCK, text) == []


def test_a_body_ends_before_endmodule() -> None:
    (body,) = missing(Kind.WHOLE_BODY)
    assert body.startswith("localparam LAST") and body.endswith("    end\n    end")
    long = "module m;\n" + "  wire w;\n" * 70 + "endmodule\n"
    assert missing(Kind.WHOLE_BODY, long) == []


@pytest.mark.parametrize("text", ["", "\n\n", "// only words: nothing else;\n", "endcase case (", "module"])
def test_nothing_is_cut_from_what_is_no_code(text: str) -> None:
    assert [hole for hole in holes_in(text) if hole.kind not in (Kind.NEXT_LINE, Kind.REST_OF_LINE)] == []


def test_holes_are_ordered() -> None:
    holes = holes_in(FILE)
    assert holes == sorted(holes) and isinstance(holes[0], Hole)
