"""What can be folded, by lines."""

import pytest

from verimentor.verilog.folding import folds


def check(text: str, *expected: tuple[int, int, str]) -> None:
    assert folds(text) == list(expected)


def test_modules_and_blocks_leave_their_last_line_to_be_seen() -> None:
    text = "module m;\n  always @* begin\n    a = 1;\n  end\nendmodule\n"
    check(text, (0, 3, "code"), (1, 2, "code"))


def test_both_halves_of_a_condition() -> None:
    check("if (a) begin\n  b = 1;\nend else begin\n  b = 0;\nend\n", (0, 1, "code"), (2, 3, "code"))


def test_headers_and_instances_by_their_parentheses() -> None:
    check("adder u (\n  .a(a),\n  .b(b)\n);\n", (0, 2, "code"))
    check("adder u (.a(a),\n         .b(b));\n", (0, 1, "code"))


def test_cases_and_joins() -> None:
    check("casez (s)\n  1: a;\nendcase\nfork\n  a;\njoin_none\n", (0, 1, "code"), (3, 4, "code"))


def test_conditional_parts() -> None:
    check(
        "`ifdef A\nwire a;\n`elsif B\nwire b;\n`else\nwire c;\n`endif\n", (0, 1, "code"), (2, 3, "code"), (4, 5, "code")
    )


def test_comments_and_regions() -> None:
    check("/* a\n b */\n// c\n// d\nwire x; // e\n// f\n", (0, 1, "comment"), (2, 3, "comment"))
    check("// region ports\nwire a;\n// endregion\n", (0, 2, "region"))


@pytest.mark.parametrize(
    "text",
    [
        "end\nendmodule\n",
        "module m;\nbegin\nendmodule\n",
        ")\n(\n",
        "`endif\n`else\n",
        "// endregion\n",
        "/*\n\n",
        '"\nbegin',
    ],
)
def test_what_does_not_match_is_no_reason_to_stumble(text: str) -> None:
    assert all(fold.first < fold.last for fold in folds(text))


def test_an_open_block_ends_with_what_holds_it() -> None:
    check("module m;\n  begin\n  x;\nendmodule\nmodule n;\n\nendmodule\n", (0, 2, "code"), (4, 5, "code"))


def test_words_in_comments_and_strings_open_nothing() -> None:
    check('// begin\nx = "begin (";\n/* module */\nend\n')
