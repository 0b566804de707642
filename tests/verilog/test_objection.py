import re
from pathlib import Path

import pytest

from verimentor.verilog.boundary import boundary
from verimentor.verilog.objection import Opinion, opinion
from verimentor_evalbench.problems import SETS, hold_out

RTL = Path(__file__).parent.parent.parent / "examples" / "rtl"
HEAD = "module m(input clk, input [3:0] a, output reg [3:0] q, output w);\n"
PLACES = re.compile(r";|\b(?:begin|end\w*|join\w*)\b")


def read(text: str, **more: dict[str, str]) -> Opinion:
    at = boundary(text)
    assert at is not None
    return opinion(text, at, **more)


@pytest.mark.parametrize("name", [*SETS, "examples"])
def test_no_beginning_of_a_correct_module_is_objected_to(name: str) -> None:
    """All boundaries of every tenth reference; all of them were looked at when this was written."""
    texts = (
        [path.read_text() for path in RTL.glob("*.v")]
        if name == "examples"
        else [problem.reference for problem in hold_out(name)[::10]]
    )
    n_boundaries = 0
    for text in texts:
        for found in PLACES.finditer(text):
            prefix = text[: found.end() + 1]
            at = boundary(prefix)
            if at is not None:
                n_boundaries += 1
                view = opinion(prefix, at)
                assert not view.objections and not (at.whole and view.undriven), prefix
    assert n_boundaries > 3 * len(texts)


@pytest.mark.parametrize(
    ("statement", "where", "said"),
    [
        ("assign w = b;", "b;", "undeclared"),
        ("assign v = a[0];", "v =", "undeclared"),  # no implicit nets
        ("always @(posedge clk) begin w <= 1;", "w <=", "net"),
        ("reg [3:0] q;", "", "redefinition"),
        ("assign w = a & ;", ";", "expected expression"),
        ("assign w = (a[0];", "", "expected ')'"),
        ("assign w = a[0:3];", "0:3", "reversed"),
        ("assign w = a[0]; end ", "end", "unexpected"),
        ("always @* q = a; assign q = a;", "", "mix"),
        ("assign w = 1; assign w = 0;", "", "more than one"),
        ("assign a = 1;", "a = 1", "coerced"),
        ("foo u(.a(a), .b(w));", "b(w)", "does not exist"),
    ],
)
def test_what_cannot_be_right_any_more(statement: str, where: str, said: str) -> None:
    text = HEAD + statement
    found = read(text, others={"foo.v": "module foo(input [3:0] a, output y); endmodule"}).objections
    assert any(said in objection.message for objection in found), found
    assert not where or text[found[0].start :].startswith(where)


@pytest.mark.parametrize(
    "text",
    [
        "module m(a, q);\n",
        "module m(a, q); input a;\n",
        HEAD + "assign w = parity(a);",  # a function may follow
        HEAD + "always begin ",  # so may a delay
        HEAD + "unknown u(.a(a), .y(w));",
        HEAD + "always @* begin q = a;",
        HEAD + "assign w = a; wire",
    ],
)
def test_what_may_still_become_right(text: str) -> None:
    at = boundary(text)
    assert at is None or not opinion(text, at).objections


def test_in_the_whole_module_nothing_may_be_missing() -> None:
    assert "parity" in read(HEAD + "assign w = parity(a); endmodule\n").objections[0].message
    assert read("module m(a, q); input a; endmodule\n").objections
    assert read(HEAD + "assign w = a[0]; endmodule\n").undriven == ("q",)


def test_names_that_could_stand_for_an_unknown_one() -> None:
    view = read(HEAD + "reg old; /* hidden */ assign w = olt & olt; ")
    assert view.objections[0].names == {"clk", "a", "q", "w", "old"}


def test_what_compilers_take_is_only_doubtful() -> None:
    assert [o.doubtful for o in read(HEAD + "assign q = a;").objections] == []
    assert [o.doubtful for o in read(HEAD + "assign w = a[7];").objections] == [True]


def test_a_bit_beyond_may_be_read_but_not_assigned_in_the_module() -> None:
    assert [o.doubtful for o in read(HEAD.replace("output w", "output [1:0] w") + "assign w[2] = 1;").objections] == [
        False
    ]
    assert [o.doubtful for o in read(HEAD + "always @* begin q[4] = 1;").objections] == [True]


def test_model_output_opens_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret.vh").write_text("`define NAME not_declared\n")
    view = read(f'`include "{tmp_path}/secret.vh"\nmodule m(output w); assign w = `NAME; ')
    assert "not_declared" not in str(view)
