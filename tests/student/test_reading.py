"""How unlikely a text is to a model, token by token: against what the same model says while it writes."""

import asyncio
import math
from itertools import pairwise
from random import Random

import pytest

from verimentor.student.catalog import Catalog
from verimentor.student.engine import CHUNK, Engine
from verimentor.student.prompt import ChatPrompt, FillPrompt, ModulePrompt
from verimentor.student.reading import read
from verimentor.student.runtime import Sampling, Student
from verimentor.student.sampling import choose

TEXT = (
    "module counter(input clk);\n  always @(posedge clk) begin\n    // zählt ⊕\n    count <= count;\n  end\nendmodule\n"
)


@pytest.fixture
async def student(tiny_gguf):
    student = Student(Catalog().open(tiny_gguf))
    yield student
    await student.close()


async def test_every_letter_is_covered_once(student):
    found = await student.surprisals(TEXT, 1000)
    assert found[0].start == 0 and found[0].bits == 0 and found[-1].end == len(TEXT)
    assert all(a.end >= b.start >= a.start for a, b in pairwise(found))
    assert all(each.bits > 0 for each in found[1:])
    assert await student.surprisals("", 10) == []


def test_what_a_model_writes_costs_what_it_said_while_writing(tmp_path, make_gguf):
    engine = Engine(make_gguf(tmp_path / "plain.gguf"), threads=1)
    vocabulary, compared = engine.vocabulary, 0
    writing, reading = engine.context(n_cells=256), engine.context(n_cells=256, n_outputs=CHUNK)
    for text in ("assign", "wire", "begin case", "if", "else", "reg clk", "input", "output data", "end", "logic"):
        tokens, bits = vocabulary.encode(text), []
        writing.trim(0)
        assert writing.extend(tokens)
        for _ in range(2):
            token, logprob = choose(writing.logits(), 0, 1, Random(0))
            tokens, bits = [*tokens, token], [*bits, -logprob / math.log(2)]
            assert writing.extend([token])
        whole = b"".join(map(vocabulary.piece, tokens)).decode("utf-8", errors="replace")
        if vocabulary.encode(whole) == tokens:  # else the text read is cut otherwise than it was written
            assert [each.bits for each in done(read(reading, vocabulary, whole, 99))[-2:]] == pytest.approx(
                bits, abs=0.01
            )
            compared += 1
    assert compared > 2


def done(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


async def test_a_long_text_is_read_in_windows_up_to_a_limit(student):
    long = TEXT * 30
    found = await student.surprisals(long, 100_000)
    n_context = student.ready.n_context
    assert len(found) > n_context + 100 and found[-1].end == len(long)
    alone = await student.surprisals(long[: found[n_context - 2].end], 100_000)
    assert [each.bits for each in alone[:500]] == pytest.approx([each.bits for each in found[:500]], abs=0.02)
    assert len(await student.surprisals(long, 200)) == 200


async def test_ghost_text_goes_before_reading_and_reading_can_be_cancelled(student):
    await student.start()
    reading = asyncio.create_task(student.surprisals(TEXT * 300, 100_000))
    await asyncio.sleep(0.05)
    await student.complete(FillPrompt("module m;\n"), Sampling(4))
    await student.sample(ModulePrompt("a counter"), Sampling(4), 2)
    assert not reading.done()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert (await student.surprisals(TEXT, 10))[1].bits > 0


async def test_a_model_converses_where_it_has_a_template(tmp_path, make_gguf):
    template = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
    path = make_gguf(tmp_path / "chat.gguf", version=None, fim=None, chat_template=template)
    student = Student(Catalog().open(path), max_context=512)
    (answer,) = await student.sample(ChatPrompt("Correct this: <|end|>"), Sampling(6), 1)
    assert 0 < answer.n_tokens <= 6
    assert student.ready.n_context == 512
    await student.close()
