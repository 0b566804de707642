"""A real endpoint: llama.cpp's own server with the shipped student. Its words are weak; the protocol is what counts."""

import asyncio
import json
import urllib.request
from typing import Any

import pytest

from verimentor.errors import MentorError
from verimentor.mending import mend
from verimentor.mentor.endpoint import Endpoint

HELLO = [{"role": "user", "content": "module and2(input a, input b, output y);"}]
BROKEN = "module m(input a, output y);\n  assign y = mystery\nendmodule\n"


async def test_it_is_asked_and_its_words_are_judged(llama_server: str) -> None:
    async with Endpoint(llama_server, timeout_s=60) as mentor:
        assert len(await mentor.models()) == 1
        reply = await mentor.reply(HELLO, max_tokens=12)
        assert reply.text and 0 < reply.n_tokens <= 12 and reply.finish == "length"
        fixed = await mend(BROKEN, "m.v", mentor=mentor, rounds=1)
    assert fixed.errors_after <= 1 and fixed.steps[0].actor == "rule:missing-token"
    assert fixed.steps[-1].actor.startswith("mentor:") and (fixed.steps[-1].accepted or fixed.errors_after == 1)


async def test_an_answer_in_events_is_nonsense_rather_than_misread(llama_server: str, mentor_says: Any) -> None:
    """We ask for whole answers; some proxies stream whatever they are asked."""
    events = await asyncio.to_thread(streamed, f"{llama_server}/chat/completions")
    assert events.startswith(b"data: {") and b"[DONE]" in events
    async with Endpoint(mentor_says(events).url, "shipped", retries=0) as mentor:
        with pytest.raises(MentorError, match="nonsense"):
            await mentor.reply(HELLO)


def streamed(address: str) -> bytes:
    body = json.dumps({"messages": HELLO, "max_tokens": 4, "stream": True}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        content: bytes = answer.read()
    return content


async def test_what_it_refuses_is_told(llama_server: str) -> None:
    long = [{"role": "user", "content": "assign y = a & b;\n" * 3000}]
    async with Endpoint(llama_server, timeout_s=60, retries=0) as mentor:
        with pytest.raises(MentorError, match="refused with status 400"):
            await mentor.reply(long)
        assert (await mentor.reply(HELLO, max_tokens=2)).text
    async with Endpoint(f"{llama_server}/nowhere", "tutor", retries=0) as mentor:
        with pytest.raises(MentorError, match="status 404"):
            await mentor.reply(HELLO)


async def test_it_is_given_up_after_a_while_and_can_be_cancelled(llama_server: str) -> None:
    # Reading this alone takes the student 140 ms on one core: it cannot have answered by then.
    long = [{"role": "user", "content": "assign y = a & b;\n" * 100}]
    async with Endpoint(llama_server, "shipped", timeout_s=0.01, retries=0) as mentor:
        with pytest.raises(MentorError, match=r"did not answer within 0\.01 s"):
            await mentor.reply(long, max_tokens=200)
    async with Endpoint(llama_server, "shipped", timeout_s=60) as mentor:
        asking = asyncio.create_task(mentor.reply(long, max_tokens=200))
        await asyncio.sleep(0.01)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert (await mentor.reply(HELLO, max_tokens=2)).text  # it answers the next one
