"""The chain with real models, and with mentors that are good, worse, slow and talk nonsense."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from verimentor.config import MentorSettings, ModelSettings
from verimentor.errors import MentorError, VerimentorError
from verimentor.generate import Generated, Request, generate
from verimentor.mending import LocalMentor, against, mend, mentor_for, promised
from verimentor.mentor.endpoint import Endpoint
from verimentor.student.catalog import Catalog
from verimentor.student.runtime import Student
from verimentor.verilog.project import Project

CHAT = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
MUX = """module mux(input [1:0] sel, input [3:0] a, output reg y);
  always @(*) begin
    case (sel)
      2'd0: y = a[0];
      2'd1 y is a[1];
      2'd2: y = a[2];
      default: y = a[3];
    endcase
  end
endmodule
"""
TABLE = "A gate m.\n\n| a | b | y |\n|---|---|---|\n| 0 | 0 | 0 |\n| 0 | 1 | 1 |\n| 1 | 0 | 1 |\n| 1 | 1 | 0 |\n"
OR = "module m(input a, input b, output y);\n  assign y = a | b;\nendmodule\n"
XOR, AND, NOR = OR.replace("a | b", "a ^ b"), OR.replace("a | b", "a & b"), OR.replace("a | b", "~(a | b)")


@pytest.fixture
async def student() -> AsyncIterator[Student]:
    student = Student(Catalog().selected(ModelSettings()))
    yield student
    await student.close()


async def test_the_student_writes_a_broken_line_anew(student: Student) -> None:
    fixed = await mend(MUX, "m.v", student=student)
    assert fixed.errors_after == 0 and fixed.evidence == (("mended by student: 2 -> 0 errors", True),)
    old, new = MUX.split("\n"), fixed.text.split("\n")
    assert new[:3] == old[:3] and new[5:] == old[5:]  # the broken line, or it and the one before: what it writes varies
    step = fixed.steps[-1]
    assert (
        step.accepted and step.actor == "student:verimentor-student" and re.fullmatch("wrote line [45] anew", step.note)
    )
    assert step.tokens > 0 and step.seconds > 0
    assert "a guess that compiles" in fixed.notes[-1]
    again = await mend(MUX.replace("\n", "\r\n"), "m.v", student=student)
    assert again.text == fixed.text.replace("\n", "\r\n")


async def test_a_student_that_knows_nothing_changes_nothing(tiny_gguf: Path) -> None:
    student = Student(Catalog().open(tiny_gguf))
    fixed = await mend(MUX, "m.v", student=student)
    await student.close()
    assert fixed.text == MUX and {step.accepted for step in fixed.steps} == {False}
    assert fixed.evidence[-1][0].startswith("student tried ") and not fixed.evidence[-1][1]


async def test_a_model_that_cannot_be_loaded_is_named_and_the_rest_goes_on(tmp_path: Path, tiny_gguf: Path) -> None:
    shutil.copy(tiny_gguf, tmp_path / "broken.gguf")
    os.truncate(tmp_path / "broken.gguf", 50_000)
    student = Student(Catalog().open(tmp_path / "broken.gguf"))
    fixed = await mend(MUX.replace("default: y = a[3];", "default: y = a[3]"), "m.v", student=student)
    await student.close()
    assert any("broken" in note for note in fixed.notes)
    assert any(step.actor.startswith("rule:") and step.accepted for step in fixed.steps)


async def test_modules_of_the_project_are_known(tmp_path: Path) -> None:
    (tmp_path / "adder.v").write_text("module adder(input data, output sum);\n  assign sum = data;\nendmodule\n")
    text = "module m(input a, output y);\n  addr u(.dta(a), .sum(y));\nendmodule\n"
    fixed = await mend(text, str(tmp_path / "m.v"), Project.load(tmp_path))
    assert fixed.text == text.replace("addr", "adder").replace(".dta", ".data")


async def test_a_check_that_fails_is_for_the_mentor(mentor_says: Any) -> None:
    server = mentor_says(f"```verilog\n{XOR}```")
    async with Endpoint(server.url, "tutor") as mentor:
        fixed = await mend(OR, "m.v", mentor=mentor, judge=promised(TABLE), spec=TABLE)
    assert fixed.text == XOR and all(outcome.held for outcome in fixed.outcomes)
    assert fixed.evidence == (("mended by mentor: 0 -> 0 errors, 3 -> 4 of 4 checks", True),)
    (step,) = fixed.steps
    assert (step.checks_before, step.checks_after, step.tokens) == (
        (3, 4),
        (4, 4),
        len(f"```verilog\n{XOR}```".split()),
    )
    question = server.questions[0]
    assert "these checks fail" in question and "y is 1, expected 0" in question and "| 1 | 1 | 0 |" in question
    assert "The compiler says" not in question and fixed.notes == ("4 of 4 checks hold.",)


@pytest.mark.parametrize(
    ("said", "why"), [(AND, "held before"), (NOR, "held before"), (OR, "tried before"), ("I see.", "no Verilog")]
)
async def test_no_check_that_held_may_break(mentor_says: Any, said: str, why: str) -> None:
    """AND fulfils two rows that OR does not, and fails two that OR fulfils."""
    async with Endpoint(mentor_says(said).url, "tutor") as mentor:
        fixed = await mend(OR, "m.v", mentor=mentor, rounds=1, judge=promised(TABLE))
    assert fixed.text == OR and why in fixed.steps[0].note
    assert fixed.evidence[0][0].startswith("mentor tried once, not accepted: ")


async def test_a_difference_in_simulation_is_told_to_the_mentor(mentor_says: Any) -> None:
    answers = iter([AND, XOR])
    server = mentor_says(lambda _: next(answers))
    async with Endpoint(server.url, "tutor") as mentor:
        fixed = await mend(OR.replace("b;\n", "b\n"), "m.v", mentor=mentor, judge=against(XOR))
    assert fixed.text == XOR
    assert [step.actor for step in fixed.steps] == ["rule:missing-token", "mentor:tutor", "mentor:tutor"]
    assert [said for said, _ in fixed.evidence] == [
        "mended by rules: 1 -> 0 errors, 0 of 1 checks",
        "mended by mentor: 0 -> 0 errors, 0 -> 1 of 1 checks",
    ]
    assert "behaves like the reference: cycle" in server.questions[0] and "y is 1, expected 0" in server.questions[0]


# Nothing that stands behind this header compiles, whatever a student writes: W is declared nowhere.
HEADER = "module inv(input [W-1:0] a, output y);"
GOOD = "```\nmodule inv(input [3:0] a, output y);\n  assign y = ~^a;\nendmodule\n```"


async def made(student: Student, mentor: Any = None) -> Generated:
    request = Request("y is the inverted parity of a", HEADER, samples=1, temperature=0, mentor_rounds=2)
    return await generate(request, student, mentor=mentor)


async def test_generate_names_what_the_chain_did(student: Student, mentor_says: Any) -> None:
    alone = await made(student)
    assert not alone.ok and "does not compile" in alone.evidence and "student tried" in alone.evidence
    server = mentor_says(GOOD)
    async with Endpoint(server.url, "tutor") as mentor:
        helped = await made(student, mentor)
    assert helped.ok and "mended by mentor: " in helped.evidence and helped.evidence.endswith("compiled")
    assert "What it should do:\ny is the inverted parity of a" in server.questions[0]
    async with Endpoint(mentor_says("Parity is nice.").url, "tutor") as mentor:
        refused = await made(student, mentor)
    assert not refused.ok and "mentor tried 2 times, not accepted: It held no Verilog" in refused.evidence


def local(tmp_path: Path, make_gguf: Callable[..., Path], **options: Any) -> LocalMentor:
    path = make_gguf(tmp_path / "chat.gguf", version=None, fim=None, chat_template=CHAT)
    mentor = mentor_for(MentorSettings(model=str(path), **options))
    assert isinstance(mentor, LocalMentor)
    return mentor


async def test_a_gguf_of_this_machine_is_asked(tmp_path: Path, make_gguf: Callable[..., Path]) -> None:
    mentor = local(tmp_path, make_gguf)
    fixed = await mend(MUX, "m.v", mentor=mentor, rounds=1)
    await mentor.close()
    assert fixed.text == MUX and fixed.steps[-1].actor == "mentor:chat" and fixed.steps[-1].tokens > 0


async def test_a_slow_gguf_is_given_up_and_can_be_cancelled(tmp_path: Path, make_gguf: Callable[..., Path]) -> None:
    hasty = local(tmp_path, make_gguf, timeout_s=0.01)
    fixed = await mend(MUX, "m.v", mentor=hasty)
    await hasty.close()
    assert "did not answer within 0.01 s" in fixed.notes[0] and fixed.text == MUX
    mentor = local(tmp_path, make_gguf)
    asking = asyncio.create_task(mentor.reply([{"role": "user", "content": "long " * 150}]))
    await asyncio.sleep(0.1)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await mentor.close()


async def test_settings_name_a_mentor_here_or_there_or_none(tiny_gguf: Path) -> None:
    assert mentor_for(MentorSettings()) is None
    there = mentor_for(MentorSettings(url="http://127.0.0.1:1", model="tutor"))
    assert isinstance(there, Endpoint) and there.name == "tutor"
    with pytest.raises(MentorError, match=r"mentor\.model.*no model named 'tutor'"):
        mentor_for(MentorSettings(model="tutor"))
    mute = mentor_for(MentorSettings(model=str(tiny_gguf)))
    assert mute is not None
    with pytest.raises(VerimentorError, match="no chat template"):
        await mute.reply([{"role": "user", "content": "hello"}])
    await mute.close()
