"""Guided decoding: a scripted wish on the shipped model's real vocabulary, then the shipped model itself."""

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import psutil
import pytest
import pytest_asyncio

from verimentor.config import ModelSettings
from verimentor.student.catalog import Catalog
from verimentor.student.engine import Engine
from verimentor.student.guided import RESTARTS, SPARE, GuidedAnswer
from verimentor.student.loops import loop_start
from verimentor.student.prompt import FillPrompt, ModulePrompt
from verimentor.student.protocol import Completion, Finish, Sampling
from verimentor.student.runtime import Student
from verimentor.student.tokens import Vocabulary
from verimentor.verilog.problem import Severity
from verimentor.verilog.source import parse

HEADER = "module m(input clk, input [3:0] data, output reg [3:0] q, output w);\n"
END = None  # the wish to end the answer


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Engine(Catalog().selected(ModelSettings()).path, threads=1).vocabulary


@pytest_asyncio.fixture
async def student() -> Iterator[Student]:
    shipped = Student(Catalog().selected(ModelSettings()))
    yield shipped
    await shipped.close()


def write(
    vocabulary: Vocabulary,
    wishes: Callable[[str], Sequence[str | None]],
    header: str = HEADER,
    spec: str = "",
    **sampling: object,
) -> Completion:
    """The answer of a model that, after a text, wants to go on with the first of `wishes`, else with the next."""
    prompt = ModulePrompt(spec, header)
    answer = GuidedAnswer(vocabulary, Sampling(**{"max_tokens": 120, **sampling}), ("```",), "0", 0, prompt)
    (end,) = vocabulary.encode("<|end|>", markup=True)
    while answer.finish is None:
        logits = np.full(vocabulary.size, -30, np.float32)
        for rank, wish in enumerate(wishes(answer.completion(0, 0, 0).text)):
            token = end if wish is END else vocabulary.encode(wish)[0]
            logits[token] = max(logits[token], 30 - 5 * rank)
        answer.take(logits)
    return answer.completion(0, 0, 0)


def script(*texts: str) -> Callable[[str], list[str | None]]:
    """The wish to say the first text that what was said so far begins, or else the next."""

    def wishes(said: str) -> list[str | None]:
        rest = [text[len(said) :] for text in texts if text.startswith(said) and text != said]
        return [*rest, END, "\n"]

    return wishes


GOOD = "    assign w = clk;\n    always @(posedge clk) q <= data;\nendmodule\n"


def test_what_is_right_is_left_alone(vocabulary: Vocabulary) -> None:
    answer = write(vocabulary, script(GOOD))
    assert (answer.text, answer.retries, answer.guided, answer.finish) == (GOOD, 0, True, Finish.END)
    assert answer.n_spent == answer.n_tokens + 1  # the end itself was chosen, too


def test_an_unknown_name_gives_way_to_a_known_one(vocabulary: Vocabulary) -> None:
    """The model insists on `dat_in`; of the names that are there it likes `data` best."""

    def wishes(said: str) -> list[str | None]:
        insisting = GOOD.replace("data", "dat_in")
        if insisting.startswith(said):
            return [insisting[len(said) :], " data", "data"]
        return [GOOD[len(said) :] or END] if GOOD.startswith(said) else [";\nendmodule\n"]

    answer = write(vocabulary, wishes)
    assert answer.text == GOOD and answer.guided
    assert 1 <= answer.retries <= 2 and "undeclared" in answer.reasons[0]


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        (GOOD.replace("q <=", "w <="), GOOD),  # a net assigned in a procedure
        ("    reg q;\n" + GOOD, GOOD),
        ("    assign w = clk clk;\n" + GOOD, GOOD),
        ("    assign w = clk;\n" + GOOD, GOOD),  # two drivers, and twice the same
        ("    assign w = clk;\nendmodule\n", GOOD),  # an output left undriven
    ],
)
def test_a_second_wish_is_taken_where_the_first_cannot_be_right(vocabulary: Vocabulary, bad: str, good: str) -> None:
    answer = write(vocabulary, script(bad, good))
    assert answer.text == good and answer.guided and answer.retries > 0


def test_no_end_leaves_a_module_open(vocabulary: Vocabulary) -> None:
    """The model would end after every line."""
    answer = write(vocabulary, lambda said: [*([END] if said.endswith(";\n") else []), GOOD[len(said) :] or END])
    assert answer.text == GOOD and answer.guided and answer.retries == 2


OURS = "module m (\n    input clk,\n    output w,\n    output v\n);\n"


def test_outputs_of_open_kind_are_driven_either_way_but_not_both(vocabulary: Vocabulary) -> None:
    both = "    always @* w = clk;\n    assign v = clk;\n    assign w = 1;\nendmodule\n"
    either = both.replace("    assign w = 1;\n", "")
    strict = either.replace("always @*", "assign")
    assert write(vocabulary, script(either, strict), header=OURS).text == strict
    assert write(vocabulary, script(either, strict), header=OURS, kinds_open=True).text == either
    assert write(vocabulary, script(both, either), header=OURS, kinds_open=True).text == either


def test_only_outputs_are_of_open_kind(vocabulary: Vocabulary) -> None:
    bad = "    assign w = 1;\n    assign v = 1;\n    always @* clk = w;\nendmodule\n"
    good = bad.replace("    always @* clk = w;\n", "")
    assert write(vocabulary, script(bad, good), header=OURS, kinds_open=True).text == good


HELPED = "    cell_a u0(.a(clk), .y(w));\n    assign v = clk;\nendmodule\n"
FLAT = "    assign w = clk;\n    assign v = clk;\nendmodule\n"


def test_an_instance_of_what_nobody_defines_is_taken_back(vocabulary: Vocabulary) -> None:
    answer = write(vocabulary, script(HELPED, FLAT), header=OURS)
    assert answer.text == FLAT and answer.guided
    assert answer.reasons[0] == "nothing defines cell_a"


def test_a_module_defined_behind_its_use_may_be_used(vocabulary: Vocabulary) -> None:
    text = HELPED + "module cell_a(input a, output y);\n    assign y = a;\nendmodule\n"
    assert write(vocabulary, script(text, FLAT), header=OURS).text == text


def test_a_module_that_the_description_names_may_be_used(vocabulary: Vocabulary) -> None:
    answer = write(vocabulary, script(HELPED, FLAT), header=OURS, spec="Put the clock through cell_a.")
    assert answer.text == HELPED and answer.retries == 0


def test_a_statement_said_anew_names_only_what_is_declared(vocabulary: Vocabulary) -> None:
    """The model makes up a name at every turn; at last it has to take one that is there."""

    def wishes(said: str) -> list[str | None]:
        statement = said.rpartition(";")[2].strip()
        if not statement:
            return ["    assign"] if said.count(";") < 2 else ["endmodule\n", END]
        target = " w" if said.count(";") == 0 else " v"
        if statement == "assign":
            return [" made", " up", target]
        return [" =", ";\n"] if statement.endswith(target) else [" more", " clk", ";\n", " ="]

    answer = write(vocabulary, wishes, header=OURS)
    names = set(re.findall(r"[a-z]+", answer.text)) - {"assign", "endmodule"}
    assert names <= {"w", "v", "clk"} and not answer.text.count("made")


def test_whoever_has_nothing_better_to_say_is_cut_off(vocabulary: Vocabulary) -> None:
    """Everything after the first statement is wrong: the module ends behind that."""
    said_first = "    assign w = clk;\n"

    def wishes(said: str) -> list[str]:
        if said_first.startswith(said) and said != said_first:
            return [said_first[len(said) :]]
        return [";\n"] if said.endswith((" x", " y")) else [" x", " y"]

    answer = write(vocabulary, wishes)
    assert answer.finish is Finish.CLOSED and not answer.guided
    assert answer.text.split() == ["assign", "w", "=", "clk;", "endmodule"]
    assert answer.n_spent <= 2 * (SPARE + 120)


def test_nonsense_ends(vocabulary: Vocabulary) -> None:
    """Nothing good ever comes: it is begun anew a few times, and then it is over."""
    answer = write(vocabulary, lambda said: [" x", " y", ";\n"] if len(said) % 3 else [";\n", " z", " q"])
    assert not answer.guided
    assert answer.n_spent <= (RESTARTS + 1) * (SPARE + 2 * 120 + 1)


def test_an_output_left_undriven_is_better_than_no_module(vocabulary: Vocabulary) -> None:
    answer = write(vocabulary, lambda said: [("    assign w = clk;\nendmodule\n" * 9)[len(said) :]])
    assert answer.text.split() == ["assign", "w", "=", "clk;", "endmodule"]


def test_a_loop_is_left(vocabulary: Vocabulary) -> None:
    loop = "    assign w = clk" + " ^ data[0]" * 40 + ";\n    always @(posedge clk) q <= data;\nendmodule\n"

    def wishes(said: str) -> list[str | None]:
        return (
            [loop[len(said) :], ";\n"]
            if loop.startswith(said)
            else [loop[loop.index(";") + len(said) - said.index(";") :] or END]
        )

    answer = write(vocabulary, wishes, max_tokens=400)
    assert answer.text.count("^") < 30
    assert answer.text.endswith(loop[loop.index(";") :]) and answer.guided


def test_talk_around_the_module_is_no_verilog(vocabulary: Vocabulary) -> None:
    text = f"Here it is; enjoy.\n```verilog\n{HEADER}{GOOD}"
    answer = write(vocabulary, lambda said: [(text + "\nThat ends; it does.")[len(said) :] or END], header="")
    assert answer.retries == 0 and answer.text.startswith(("Here it is; enjoy.", text[:10]))


@pytest.mark.parametrize(
    ("tokens", "start"),
    [
        ([1, 2, 3, 4] * 9, 8),
        ([9, 8] + [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] * 4, 12),
        ([5] * 40, 9),
        ([5] * 31, None),
        ([1, 2, 3, 4] * 7, None),
        (list(range(200)), None),
        ([], None),
    ],
)
def test_loops_of_tokens(tokens: list[int], start: int | None) -> None:
    assert loop_start(tokens) == start


BROKEN = [  # descriptions whose greedy answers by the shipped student used names nobody declared
    (
        "A synchronous FIFO of 4 words with flags",
        "module f(input clk, input rst, input push, input [7:0] d, output full);\n",
    ),
    ("Serial transmitter with start and stop bits", "module t(input clk, input go, input [7:0] d, output reg line);\n"),
    ("Counts presses of a button, debounced", "module p(input clk, input rst_n, input button, output reg [3:0] n);\n"),
    ("Arbiter for three requests, round robin", "module a(input clk, input rst, input [2:0] r, output reg [2:0] g);\n"),
]


def errors(header: str, answer: Completion) -> list[str]:
    found = parse(header + answer.text).problems
    return [problem.message for problem in found if problem.severity is Severity.ERROR]


async def test_the_shipped_student_makes_fewer_errors(student: Student) -> None:
    plain, led = [], []
    for spec, header in BROKEN:
        prompt = ModulePrompt(spec, header)
        plain += [errors(header, answer) for answer in await student.sample(prompt, Sampling(300), 1)]
        answers = await student.sample(prompt, Sampling(300, temperature=0.5, seed=1, guided=True), 4)
        led += [(errors(header, answer), answer) for answer in answers]
    assert any(plain)  # else these descriptions show nothing any more
    assert sum(not found for found, _ in led) >= len(led) - 1
    assert any(answer.retries and answer.n_spent > answer.n_tokens for _, answer in led)


async def test_samples_roll_back_each_on_its_own(student: Student) -> None:
    prompt = ModulePrompt(*BROKEN[0])
    sampling = Sampling(200, temperature=0.7, seed=3, guided=True)
    together = await student.sample(prompt, sampling, 4)
    again = await student.sample(prompt, sampling, 4)
    assert [a.text for a in again] == [a.text for a in together]
    assert len({a.text for a in together}) > 1 and len({a.retries for a in together}) > 1


async def test_ghost_text_goes_before_and_changes_nothing(student: Student) -> None:
    prompt, sampling = ModulePrompt(*BROKEN[1]), Sampling(300, temperature=0.7, seed=2, guided=True)
    undisturbed = await student.sample(prompt, sampling, 4)
    generation = asyncio.create_task(student.sample(prompt, sampling, 4))
    await asyncio.sleep(0.01)
    for n in range(3):
        await student.complete(FillPrompt("module m;\n" + "x" * n), Sampling(2))
        assert not generation.done()
    assert [a.text for a in await generation] == [a.text for a in undisturbed]


async def test_cancelling_stops_it(student: Student) -> None:
    prompt, sampling = ModulePrompt(*BROKEN[1]), Sampling(300, temperature=0.7, guided=True)
    for pause in (0.0, 0.05, 0.3):  # before, while and after slang is loaded
        generation = asyncio.create_task(student.sample(prompt, sampling, 16))
        await asyncio.sleep(pause)
        generation.cancel()
        with pytest.raises(asyncio.CancelledError):
            await generation
    (answer,) = await student.sample(prompt, Sampling(8), 1)
    assert answer.n_tokens == 8


async def test_slang_is_loaded_only_where_it_is_asked(student: Student) -> None:
    def holds_slang() -> bool:
        assert student.pid is not None
        return any("pyslang" in part.path for part in psutil.Process(student.pid).memory_maps())

    prompt = ModulePrompt(*BROKEN[0])
    await student.complete(FillPrompt("module m;\n"), Sampling(2))
    await student.sample(prompt, Sampling(8), 2)
    assert not holds_slang()
    await student.sample(prompt, Sampling(8, guided=True), 2)
    assert holds_slang()


@pytest.mark.parametrize("form", ["own", "chat"])
async def test_any_model_ends(make_gguf, tmp_path, form: str) -> None:
    """Random weights say nothing that could be right."""
    more = {} if form == "own" else {"version": None, "fim": None, "chat_template": "{{ messages[0]['content'] }}"}
    student = Student(Catalog().open(make_gguf(tmp_path / "random.gguf", **more)))
    for header in (HEADER, ""):
        sampling = Sampling(64, temperature=1.0, guided=True)
        answers = await student.sample(ModulePrompt("a counter", header), sampling, 3)
        assert len(answers) == 3 and all(answer.n_spent < 64 * 12 for answer in answers)
    await student.close()
