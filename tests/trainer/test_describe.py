"""Descriptions from files, from a scripted teacher and from a scripted student."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from verimentor.errors import VerimentorError
from verimentor_trainer import describe, tuning
from verimentor_trainer.manifest import read_rows, write_rows
from verimentor_trainer.recipe import DescribeRecipe, Recipe

# Tabs, trailing blanks, DOS line ends and letters beyond ASCII: nothing of it may change.
ODD = "module majority3(input a, b, c,\t\n  output y);  \r\n\tassign y = (a & b) | (a & c) | (b & c); // ½ of three\nendmodule\n"
SHIFT = """// Copyright 2020 Somebody, all rights reserved

// Shifts a bit in at every rising edge of the clock and shows the last eight of them.
module taps(
  input clk,
  input bit_in,
  output reg [7:0] seen
);
  // keep the newest bit at the right
  always @(posedge clk) seen <= {seen[6:0], bit_in};
endmodule
"""
TWO = "module one(output y);\n  assign y = 1;\nendmodule\nmodule zero(output y);\n  assign y = 0;\nendmodule\n"
MACRO = "module wide(input [`WIDTH-1:0] a, output y);\n  assign y = ^a;\nendmodule\n"
GOOD = "The module majority3 drives y high whenever at least two of its inputs a, b and c are high."
OWN = "When two or more of the inputs a, b and c of majority3 are one, its output y is one, otherwise zero."

Say = Callable[[dict[str, Any]], str | int]


class Script:
    """A server on this machine that answers by a function: a text, or a status."""

    def __init__(self, say: Say) -> None:
        self.say, self.asked, self.times, self.url = say, list[dict[str, Any]](), list[float](), ""


@contextmanager
def serving(say: Say | str | int) -> Iterator[Script]:
    script = Script(say if callable(say) else lambda _: say)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            script.times.append(time.monotonic())
            script.asked.append(body)
            said = script.say(body)
            status = said if isinstance(said, int) else 200
            answer = json.dumps({"choices": [{"message": {"content": said}}]}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def described(out: Path, recipe: DescribeRecipe, *texts: str) -> list[dict[str, Any]]:
    write_rows(out / "train.jsonl", [{"repository": "r", "path": f"{i}.v", "text": t} for i, t in enumerate(texts)])
    describe.run(Recipe(describe=recipe), out)
    return list(read_rows(out / "described.jsonl"))


def by(script: Script, **more: Any) -> DescribeRecipe:
    return replace(DescribeRecipe(teacher=script.url, teacher_model="wise", concurrent=1), **more)


def test_without_a_teacher_comment_and_blocks_are_taken_and_the_licence_is_not(tmp_path: Path) -> None:
    row = described(tmp_path, DescribeRecipe(), SHIFT)[0]
    assert row["author"] == "comment"
    assert row["description"] == (
        "Shifts a bit in at every rising edge of the clock and shows the last eight of them.\n"
        "- keep the newest bit at the right."
    )
    assert row["module"] == SHIFT[SHIFT.index("module taps") :]
    example = tuning.example(row, give_header=False)
    assert example.header.endswith(");\n")
    assert example.header + example.answer == row["module"]


def test_without_a_comment_the_parse_tree_speaks(tmp_path: Path) -> None:
    text = "// Author: me\n" + SHIFT[SHIFT.index("module taps") :].replace(
        "  // keep the newest bit at the right\n", ""
    )
    row = described(tmp_path, DescribeRecipe(), text)[0]
    assert row["author"] == "parse tree"
    assert row["description"] == "A module named taps. Inputs: clk, bit_in. Outputs: seen (8 bits)."


def test_only_files_of_one_whole_module_are_described(tmp_path: Path) -> None:
    assert len(described(tmp_path, DescribeRecipe(), TWO, MACRO, "wire x;", ODD)) == 1
    with pytest.raises(VerimentorError, match="exactly one module"):
        described(tmp_path, DescribeRecipe(), TWO)


def test_the_teacher_describes_and_the_student_retells_while_the_code_stays_byte_for_byte(tmp_path: Path) -> None:
    def student(body: dict[str, Any]) -> str:
        assert GOOD in body["messages"][-1]["content"]
        return f"Description: {OWN}"

    with serving(GOOD) as teacher, serving(student) as own:
        row = described(tmp_path, by(teacher, student=own.url, student_model="small"), ODD)[0]
    assert (row["description"], row["author"]) == (OWN, "student")
    assert row["module"].encode() == ODD.encode()
    assert teacher.asked[0]["messages"][-1]["content"] == ODD
    assert teacher.asked[0]["model"] == "wise"


def test_a_student_that_answers_with_other_code_changes_nothing(tmp_path: Path) -> None:
    with serving(GOOD) as teacher, serving(ODD.replace("&", "|")) as own:
        row = described(tmp_path, by(teacher, student=own.url, student_model="small"), ODD)[0]
    assert (row["description"], row["author"]) == (GOOD, "teacher")
    assert row["module"].encode() == ODD.encode()


@pytest.mark.parametrize(
    ("nonsense", "reason"),
    [
        ("Yes.", "1 words"),
        (f"```verilog\n{ODD}```", "code"),
        ("I am sorry, as an AI I cannot say what the module majority3 does here.", "refusal"),
        ("It is a very nice piece of hardware that works well in many places.", "neither the module nor a port"),
        ("the y the y " * 20, "repeats"),
    ],
)
def test_nonsense_is_asked_again_and_then_removed_with_the_reason(tmp_path: Path, nonsense: str, reason: str) -> None:
    with serving(nonsense) as teacher, pytest.raises(VerimentorError, match="None of 1 files got a description"):
        described(tmp_path, by(teacher), ODD)
    assert [body["temperature"] for body in teacher.asked] == [0.0, 0.7]
    assert reason in next(read_rows(tmp_path / "describe.removed.jsonl"))["reason"]


def test_a_second_attempt_may_succeed(tmp_path: Path) -> None:
    with serving(lambda body: GOOD if body["temperature"] else "Hm.") as teacher:
        assert described(tmp_path, by(teacher), ODD)[0]["description"] == GOOD


def test_what_was_answered_is_never_asked_again_not_even_after_half_a_line(tmp_path: Path) -> None:
    with serving(GOOD) as teacher:
        recipe = by(teacher)
        described(tmp_path, recipe, ODD)
        kept = tmp_path / "describe" / "teacher.jsonl"
        with kept.open("ab") as file:
            file.write('{"key": "torn", "answer": "½'.encode()[:-1])
        other = ODD.replace("majority3", "vote3")
        rows = described(tmp_path, recipe, ODD, other)
        assert len(teacher.asked) == 2  # each file once
        assert [row["module"] for row in rows] == [ODD, other]
    assert [set(row) for row in read_rows(kept)] == [{"key", "answer", "tokens"}] * 2


def test_a_teacher_that_is_down_is_told_and_what_it_said_stays(tmp_path: Path) -> None:
    others = [ODD.replace("majority3", f"vote{i}") for i in range(8)]

    def failing(body: dict[str, Any]) -> str | int:
        return GOOD if "majority3" in body["messages"][-1]["content"] else 404

    with serving(failing) as teacher:
        recipe = by(teacher)
        with pytest.raises(VerimentorError, match="left 8 of 9 questions unanswered"):
            described(tmp_path, recipe, ODD, *others)
        assert len(teacher.asked) == 1 + 3  # three refusals in a row: the rest is not asked
        assert not (tmp_path / "described.jsonl").exists()
        assert not (tmp_path / "describe.manifest.json").exists()
        teacher.say = lambda _: GOOD
        assert len(described(tmp_path, recipe, ODD, *others)) == 9
        assert len(teacher.asked) == 4 + 8


def test_one_question_it_does_not_take_is_left_out_and_the_next_ones_are_asked(tmp_path: Path) -> None:
    others = [ODD.replace("majority3", f"vote{i}") for i in range(5)]
    with serving(lambda body: 400 if "vote" in body["messages"][-1]["content"] else GOOD) as teacher:
        assert len(described(tmp_path, by(teacher), ODD, *others, SHIFT.replace("taps", "majority3"))) == 2
        assert len(teacher.asked) == 7
    reasons = [row["reason"] for row in read_rows(tmp_path / "describe.removed.jsonl")]
    assert len(reasons) == 5 and all("refused with status 400" in reason for reason in reasons)


def test_a_teacher_that_takes_no_question_at_all_is_told(tmp_path: Path) -> None:
    others = [ODD.replace("majority3", f"vote{i}") for i in range(5)]
    with serving(400) as teacher, pytest.raises(VerimentorError, match=r"unanswered.*status 400"):
        described(tmp_path, by(teacher), *others)
    assert len(teacher.asked) == 3


def test_a_busy_teacher_is_waited_for(tmp_path: Path) -> None:
    with serving(lambda _: GOOD if len(teacher.asked) > 1 else 429) as teacher:
        assert len(described(tmp_path, by(teacher), ODD)) == 1
        assert len(teacher.asked) == 2
        teacher.say = lambda _: 429
        with pytest.raises(VerimentorError, match=r"1 of 2 questions unanswered.*quota"):
            described(tmp_path, by(teacher, retries=0), ODD, SHIFT)


def test_an_empty_answer_is_not_kept(tmp_path: Path) -> None:
    with serving("") as teacher:
        with pytest.raises(VerimentorError, match="without any text"):
            described(tmp_path, by(teacher), ODD)
        teacher.say = lambda _: GOOD
        assert len(described(tmp_path, by(teacher), ODD)) == 1


def test_a_damaged_answer_is_asked_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(GOOD) as teacher:
        described(tmp_path, by(teacher), ODD)
        kept = tmp_path / "describe" / "teacher.jsonl"
        kept.write_text(kept.read_text(encoding="utf-8").replace('"answer"', "answer"), encoding="utf-8")
        assert len(described(tmp_path, by(teacher), ODD)) == 1
        assert len(teacher.asked) == 2
    assert "teacher.jsonl, line 1 is damaged" in capsys.readouterr().out


def test_the_price_is_a_limit_over_all_runs(tmp_path: Path) -> None:
    texts = [ODD.replace("majority3", f"vote{i}") for i in range(6)]
    with serving(GOOD) as teacher:
        # More than 100 tokens a question, so that the second one passes the limit.
        dear = by(teacher, price_per_million_tokens=1000.0, max_cost=0.2)
        assert len(described(tmp_path, dear, *texts)) == len(teacher.asked) == 2
        assert len(described(tmp_path, dear, *texts)) == len(teacher.asked) == 2
        reasons = {row["reason"] for row in read_rows(tmp_path / "describe.removed.jsonl")}
        assert reasons == {"max_cost 0.2 is spent"}
        assert len(described(tmp_path, replace(dear, max_cost=0.4), *texts)) == len(teacher.asked) > 2


def test_the_rate_is_a_limit(tmp_path: Path) -> None:
    texts = [ODD.replace("majority3", f"vote{i}") for i in range(4)]
    with serving(GOOD) as teacher:
        start = time.monotonic()
        described(tmp_path, by(teacher, requests_per_minute=600.0, concurrent=4), *texts)
    assert max(teacher.times) - start > 0.3  # the fourth question, a tenth of a second after each other
