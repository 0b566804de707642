"""Answers of a model, and what of them may be shown; `|` is the cursor."""

import pytest

from verimentor.completion.trim import Place, enough, opens_only, trim


def at(marked: str) -> Place:
    prefix, _, suffix = marked.partition("|")
    return Place(prefix, suffix)


def first(marked: str, answer: str, *, complete: bool = True) -> str:
    return next(iter(trim(answer, at(marked), complete=complete)), "")


@pytest.mark.parametrize(
    ("marked", "answer", "expected"),
    [
        # The rest of a line, and no more.
        ("assign y = |\n", "a ^ b;\nassign z = a;", "a ^ b;"),
        ("assign y =|\n", " a ^ b;", " a ^ b;"),
        ("assign y = |\n", " a ^ b;", "a ^ b;"),
        ("assi|\n", "gn y = a;", "gn y = a;"),
        ("assign y = |\n", "a ^ b; // three input xor", "a ^ b;"),
        # What stands right of the cursor is not repeated.
        ("assign y = f(|);\n", "a, b);", "a, b"),
        ("assign y = f(|)\n", "(a + b));", "(a + b)"),
        ("wire [|] x;", "7:0] x;", "7:0"),
        ("q <= |;\n", "d + 1;", "d + 1"),
        (".clk(|),\n", "clk),", "clk"),
        ("u (.clk(|), .d(d));\n", "clk), .q(q));", "clk"),
        ("assign y = a[|] + b;\n", "3:0] + c;", "3:0"),
        (".a(x)|,\n", ",", ""),
        # Stammering.
        ("assign y = |\n", "a & a & a & a & a & a", ""),
        ("modu|\n", "le tt_um_1r1r1w1r1w1w1r1w1r1w1r1w1w1r1w1r1w1r1w", ""),
        ("assign y = |\n", "a & b & c & d & e;", "a & b & c & d & e;"),
        ("assign y = |\n", "{8'd0, 8'd0, 8'd0, 8'd0, 8'd0};", "{8'd0, 8'd0, 8'd0, 8'd0, 8'd0};"),
        ("assign y = |\n", "{8'd0, 8'd0, 8'd0, 8'd0, 8'd0, 8", ""),
        ("always |\n", "@*", "@*"),
        ("for (i = 0; i < 8; |)\n", "i++)", "i++"),
        # A comment stays where it is.
        ("assign y = | // sum\n", "a + b;", "a + b;"),
        ("parameter P = |\n", "{4'd1, 4'd2, 4'd3, 4'd4, 4'd5};", "{4'd1, 4'd2, 4'd3, 4'd4, 4'd5};"),
    ],
)
def test_one_line(marked: str, answer: str, expected: str) -> None:
    assert first(marked, answer) == expected


@pytest.mark.parametrize(
    ("marked", "answer", "expected"),
    [
        # A blank line: whole statements, the indentation that is there is not doubled.
        ("  a;\n  |\n", "q <= d;", "q <= d;"),
        ("  a;\n  |\n", "  q <= d;\n  r <= q;", "q <= d;\n  r <= q;"),
        ("  a;\n|\n", "  q <= d;\n  r <= q;", "  q <= d;\n  r <= q;"),
        ("  a;\n    |\n", "\n  q <= d;\n  r <= q;", "q <= d;\n    r <= q;"),
        ("\ta;\n\t|\n", "if (x) begin\n\t\tq <= d;\n\tend", "if (x) begin\n\t\tq <= d;\n\tend"),
        # Up to a blank line or a dedent, whichever comes first.
        ("  a;\n  |\n", "q <= d;\n\n  r <= q;", "q <= d;"),
        ("    a;\n    |\n", "q <= d;\n  assign y = q;", "q <= d;"),
        # A line that opens a block: up to the end of that block.
        (
            "always @(posedge clk) begin|\n",
            "\n  q <= d;\nend\nassign y = q;",
            "\n  q <= d;\nend",
        ),
        ("always @(posedge clk) begin|\nend\n", "\n  q <= d;\nend", "\n  q <= d;"),
        ("always @(posedge clk)|\n", "\n  q <= d;", "\n  q <= d;"),
        ("case (s)|\nendcase\n", "\n  1: y = a;\n  default: y = b;\nendcase", "\n  1: y = a;\n  default: y = b;"),
        ("module m (|\n);\n", "\n  input a,\n  output b\n);", "\n  input a,\n  output b"),
        # The block around the cursor is closed only where nothing closes it below.
        ("always @* begin\n  |\n", "y = a;\nend", "y = a;\nend"),
        ("always @* begin\n  |\nend\n", "y = a;\nend", "y = a;"),
        # Lines that follow are not said again.
        ("  |\n  assign y = a;\n", "assign x = b;\n  assign y = a;", "assign x = b;"),
        ("  |\n  assign y = a;\n", "assign y = a;", ""),
        ("  assign y = a;\n  |\n", "assign y = a;", ""),
        # Ends that belong to the suggestion stay.
        ("  |\n  end\n", "if (a) begin\n    y = b;\n  end", "if (a) begin\n    y = b;\n  end"),
        # A loop of lines.
        ("  |\n", "x = a;\n  y = b;\n  x = a;\n  y = b;", "x = a;\n  y = b;"),
        ("  |\n", "if (a) begin\n    x = a;\n    x = a;\n  end", "if (a) begin\n    x = a;\n  end"),
        ("  |\n", "if (a)\n    x = y;\n  else\n    x = y;", "if (a)\n    x = y;\n  else\n    x = y;"),
        # The end of the block stands below its beginning, whatever the model thinks.
        ("  always @* begin|\n", "\n    y = a;\n    end", "\n    y = a;\n  end"),
        ("  |\n", "if (a) begin\n    b = c;\n    end", "if (a) begin\n    b = c;\n  end"),
        (
            "  |\n",
            "if (a) begin\n    b = c;\n    end else begin\n    b = d;\nend",
            "if (a) begin\n    b = c;\n  end else begin\n    b = d;\n  end",
        ),
        # An echo of what stands left of the cursor.
        ("  case (s)|\n", " (s)\n    1: y = a;", "\n    1: y = a;"),
        # Waiting again is no stammer.
        ("  @(posedge clk);\n  |\n", "@(posedge clk);\n  x = a;", "@(posedge clk);\n  x = a;"),
        ("  |\n", "#10;\n  #10;\n  #10;\n  x = a;", "#10;\n  #10;\n  x = a;"),
        # An end at the wrong indentation.
        ("  if (a) begin\n    b = c;\n    |\n", "end", ""),
        ("  if (a) begin\n    b = c;\n  |\n", "end", "end"),
        ("  |\n", "\n\n", ""),
    ],
)
def test_several_lines(marked: str, answer: str, expected: str) -> None:
    assert first(marked, answer) == expected


def test_cut_off_answers_lose_their_last_line() -> None:
    assert first("  a;\n  |\n", "q <= d;\n  r <= q + ", complete=False) == "q <= d;"
    assert trim("if (a) begin\n  q <= ", at("  |\n"), complete=False) == ()


def test_shorter_choices_are_whole_statements() -> None:
    answer = "if (a) begin\n    q <= d;\n  end\n  r <= q;\n  s <= r;"
    assert trim(answer, at("  x;\n  |\n"), complete=True) == (
        answer,
        "if (a) begin\n    q <= d;\n  end\n  r <= q;",
        "if (a) begin\n    q <= d;\n  end",
    )


@pytest.mark.parametrize(
    ("marked", "several"),
    [
        ("  |\n", True),
        ("always @(posedge clk) begin|\n", True),
        ("always @(posedge clk) begin : name|\n", True),
        ("if (a) begin // why|\n", True),
        ("always @*|\n", True),
        ("else|\n", True),
        ("assign y = a|\n", False),
        ("  |)\n", False),
        ("reg beginning|\n", False),
    ],
)
def test_where_several_lines_may_come(marked: str, several: bool) -> None:
    assert at(marked).several is several


@pytest.mark.parametrize(
    ("marked", "finished"),
    [
        ("q <= d;|", True),
        ("q <= d; // done|", True),
        ("for (i = 0;|", False),
        ("module m;|", False),
        ("q <= d|", False),
    ],
)
def test_finished_statements(marked: str, finished: bool) -> None:
    assert at(marked).finished is finished


@pytest.mark.parametrize(
    ("marked", "only_closers"),
    [
        ("f(a|);", True),
        ("f(a|", True),
        ("f(a| )\t", True),
        ("|a", False),
        ("f(|b)", False),
        ("a | // why", True),
        ("a | /* b */ c", False),
    ],
)
def test_only_closers_follow(marked: str, only_closers: bool) -> None:
    assert at(marked).only_closers_follow is only_closers


def test_an_echo_is_left_to_the_parser() -> None:
    assert trim("a & b;", at("assign y = a |\n"), complete=True) == ("a & b;", "& b;")
    assert trim("a;", at("assign y = a + |\n"), complete=True) == ("a;",)


@pytest.mark.parametrize(
    ("answer", "only"),
    [("always @(posedge clk) begin", True), ("case (s)", True), ("q <= d;", False), ("if (a) begin\n  b;", False)],
)
def test_answers_that_only_open_a_block(answer: str, only: bool) -> None:
    assert opens_only(answer) is only


def test_a_line_that_ends_in_an_operator_is_no_suggestion() -> None:
    assert first("assign y = |\n", "a &") == ""
    assert first("case (s)\n  |)\n", "2'b00:") == "2'b00:"


@pytest.mark.parametrize(
    ("marked", "answer", "done"),
    [
        ("  |\n", "q <= d;\n", False),
        ("  |\n", "q <= d;\nendmodule\n", True),  # a line indented less
        ("always @* begin\n  |\n", "y = a;\nend\n", True),
        ("always @* begin\n  |\n", "y = a;\n", False),
        ("always @* begin\n  |\nend\n", "y = a;\nend\n", True),
        ("  begin\n    y = a;\n    |\n", "end\n", True),  # also where the cursor stands too deep for it
        ("  begin\n    y = a;\n    |\n", "end else begin\n", False),
        ("  |\n  assign y = a;\n", "assign x = b;\n  assign y = a;\n", True),
        ("  |\n", "x = a;\n  x = a;\n  x = a;\n  x = a;\n", True),
        ("  |\n", "x = a;\n  y = b;\n  x = a;\n  y = b;\n", True),
        ("always @* begin|\n", "\n", False),
        ("  |\n", "q <= d;", False),
    ],
)
def test_when_nothing_more_would_be_shown(marked: str, answer: str, done: bool) -> None:
    assert enough(answer, at(marked)) is done


def test_in_a_word_its_end_is_the_safest() -> None:
    assert trim("NT) begin", at("localparam COUNT = 4;\nif (x == (COU|\n"), complete=True) == ("NT) begin", "NT")
    assert trim("NT", at("localparam COUNT = 4;\nif (x == (COU|\n"), complete=True) == ("NT",)
    assert trim("(a) begin", at("if|\n"), complete=True) == ("(a) begin",)


@pytest.mark.parametrize(
    ("marked", "answer", "expected"),
    [
        # The inside of a block stands deeper than its beginning, the items of a case need not.
        ("begin\n    y;\n    |\n", "if (a) begin\n    x;\n    end", "if (a) begin\n        x;\n    end"),
        ("begin\n  |\n", "if (a) begin\n  if (b) begin\n  x;\n  end\n  y;\n  end", "if (a) begin\n    if (b) begin\n      x;\n    end\n    y;\n  end"),
        ("begin\n\ty;\n\t|\n", "if (a) begin\n\tx;\n\tend", "if (a) begin\n\t\tx;\n\tend"),
        ("begin\n  |\n", "case (a)\n  0: x;\n  endcase", "case (a)\n  0: x;\n  endcase"),
        # Comments are the user's to write.
        ("  |\n", "// next tick: reset: 0;", ""),
        ("  |\n", "x <= 1; // one\n  // two\n  y <= 2;", "x <= 1;\n  y <= 2;"),
        ("  |\n", 'x("// no comment");', 'x("// no comment");'),
        # What the line above says.
        ("  tick <= 0;\n  |\n", "tick <= 1'b0;", ""),
        ("  i = 0;\n  |\n", "i = i + 1;", "i = i + 1;"),
        ("  IDLE: if (start) begin\n    |\n", "if (start) begin\n      x <= 1;\n    end", ""),
        ("  begin // first\n    |\n", "x <= 0;\n    x <= 1;\n    y <= 1;", "x <= 0;\n    y <= 1;"),
        ("  |\n", '$display("a");\n  $display("b");', '$display("a");\n  $display("b");'),
        ("  if (go) begin\n    x <= 1;\n  |\n", "end else if (go) begin\n    x <= 2;\n  end", ""),
        ("  if (go) begin\n    x <= 1;\n  |\n", "end else if (stop) begin\n    x <= 2;\n  end", "end else if (stop) begin\n    x <= 2;\n  end"),
        ("  x <= x|\n", ";", ""),
        ("  x <= x |\n", "<= 0;", ""),
        ("  x <= y ? |\n", "a <= b : c;", "a <= b : c;"),
        # Few letters that end a word nobody knows.
        ("module uart_t|\n", "z", ""),
        ("input start|\n", "s,", ""),
        ("reg count;\nassign y = cou|\n", "nt", "nt"),
        ("initial beg|\n", "in", "in"),
    ],
)  # fmt: skip
def test_what_nobody_means_is_not_said(marked: str, answer: str, expected: str) -> None:
    assert first(marked, answer) == expected
