import asyncio
import os
import signal
import sys
import time

import psutil
import pytest

from verimentor.errors import ModelError
from verimentor.student.catalog import Catalog, Model
from verimentor.student.prompt import FillPrompt, ModulePrompt, PromptFormat
from verimentor.student.runtime import Finish, Priority, Sampling, Student

FILL = FillPrompt("module counter(input clk);\n  always @(posedge clk) begin\n", "\n  end\nendmodule\n")
LONG = Sampling(900, temperature=1.0, seed=5, stop=("never said",))


@pytest.fixture
async def student(tiny_gguf):
    student = Student(Catalog().open(tiny_gguf))
    yield student
    await student.close()


async def test_the_first_request_starts_the_worker(student):
    assert student.pid is None
    completion = await student.complete(FILL, Sampling(8))
    assert completion.text and completion.n_tokens == 8 and completion.finish is Finish.LENGTH
    assert completion.mean_logprob < 0
    assert student.ready is not None and student.ready.n_context == 1024


async def test_typing_reuses_the_prefix_and_gives_the_same_answer(student, tiny_gguf):
    cold = await student.complete(FILL, Sampling(8))
    assert cold.n_reused_tokens == 0
    typed = FillPrompt(FILL.prefix + "    count", FILL.suffix)
    warm = await student.complete(typed, Sampling(8))
    assert warm.n_reused_tokens >= cold.n_prompt_tokens - 3
    fresh = Student(student.model)
    other = await fresh.complete(typed, Sampling(8))
    await fresh.close()
    assert (other.n_reused_tokens, other.text) == (0, warm.text)
    assert other.mean_logprob == pytest.approx(warm.mean_logprob, abs=1e-3)


async def test_warm_reads_the_prompt(student):
    await student.warm(FILL)
    completion = await student.complete(FILL, Sampling(1))
    assert completion.n_reused_tokens == completion.n_prompt_tokens - 1


async def test_a_long_file_is_cut_to_a_bounded_prompt(student):
    text = "  assign out[3] = a & b;\n" * 10_000
    completion = await student.complete(FillPrompt(text, text, text), Sampling(64))
    assert completion.n_prompt_tokens < 640
    typed = await student.complete(FillPrompt(text + "  ", text, text), Sampling(64))
    assert typed.n_reused_tokens > 0.95 * typed.n_prompt_tokens


async def test_samples_differ_by_number_and_repeat_by_seed(student):
    prompt = ModulePrompt("a counter", "module counter(input clk);\n")
    first = await student.sample(prompt, Sampling(24, temperature=1.0, seed=1), 20)  # more than run side by side
    again = await student.sample(prompt, Sampling(24, temperature=1.0, seed=1), 20)
    other = await student.sample(prompt, Sampling(24, temperature=1.0, seed=2), 20)
    assert [c.text for c in first] == [c.text for c in again]
    assert len({c.text for c in first}) == 20
    assert {c.text for c in first}.isdisjoint(c.text for c in other)
    assert await student.sample(prompt, Sampling(24), 0) == []


async def test_greedy_samples_equal_a_greedy_completion(student):
    prompt = ModulePrompt("a counter", "module counter(input clk);\n")
    samples = await student.sample(prompt, Sampling(16), 3)
    single = await student.complete(prompt, Sampling(16), priority=Priority.GENERATE)
    assert {c.text for c in samples} == {single.text}


async def test_ghost_text_goes_before_a_generation_and_does_not_change_it(student):
    prompt = ModulePrompt("a counter")
    undisturbed = await student.sample(prompt, LONG, 8)
    generation = asyncio.create_task(student.sample(prompt, LONG, 8))
    await asyncio.sleep(0.01)
    for n in range(5):
        await student.complete(FillPrompt("module m;\n" + "x" * n), Sampling(4))
        assert not generation.done()
    assert [c.text for c in await generation] == [c.text for c in undisturbed]


async def test_cancelling_stops_the_computation(student):
    await student.start()
    prompt = ModulePrompt("a counter")
    started = time.perf_counter()
    await student.sample(prompt, LONG, 16)
    whole = time.perf_counter() - started
    generation = asyncio.create_task(student.sample(prompt, LONG, 16))
    await asyncio.sleep(0.02)
    generation.cancel()
    with pytest.raises(asyncio.CancelledError):
        await generation
    started = time.perf_counter()
    # Of the same priority: it would have to wait for all of the first one.
    await student.complete(prompt, Sampling(1), priority=Priority.GENERATE)
    assert time.perf_counter() - started < whole / 2


async def test_many_cancelled_requests_leave_no_trace(student):
    expected = await student.complete(FILL, Sampling(8))
    for n in range(30):
        task = asyncio.create_task(student.complete(FillPrompt(FILL.prefix + "x" * n, FILL.suffix), Sampling(64)))
        await asyncio.sleep(0.002 * (n % 3))
        task.cancel()
    assert (await student.complete(FILL, Sampling(8))).text == expected.text


async def test_a_killed_worker_is_replaced_and_its_request_asked_again(student):
    await student.start()
    first = student.pid
    generation = asyncio.create_task(student.sample(ModulePrompt("a counter"), LONG, 16))
    await asyncio.sleep(0.02)
    os.kill(first, signal.SIGKILL)
    assert len(await generation) == 16
    assert student.pid not in (None, first)
    assert (await student.complete(FILL, Sampling(4))).n_tokens == 4


async def test_a_request_that_kills_two_workers_fails_and_the_next_works(student):
    await student.start()
    generation = asyncio.create_task(student.sample(ModulePrompt("a counter"), LONG, 16))
    killed = set()
    while not generation.done():
        if (pid := student.pid) is not None and pid not in killed:
            await asyncio.sleep(0.02)
            os.kill(pid, signal.SIGKILL)
            killed.add(pid)
        await asyncio.sleep(0.005)
    with pytest.raises(ModelError, match="died twice"):
        await generation
    assert (await student.complete(FILL, Sampling(4))).n_tokens == 4


async def test_cancelling_the_first_request_does_not_stop_the_loading(student):
    task = asyncio.create_task(student.complete(FILL, Sampling(4)))
    await asyncio.sleep(0.05)
    task.cancel()
    await student.start()
    assert (await student.complete(FILL, Sampling(4))).n_tokens == 4


async def test_close_ends_the_process_even_while_it_computes(tiny_gguf):
    student = Student(Catalog().open(tiny_gguf))
    await student.start()
    pid = student.pid
    generation = asyncio.create_task(student.sample(ModulePrompt("a counter"), LONG, 16))
    await asyncio.sleep(0.02)
    await student.close()
    assert not psutil.pid_exists(pid)
    with pytest.raises(ModelError):
        await generation
    with pytest.raises(ModelError, match="closed"):
        await student.complete(FILL, Sampling(4))
    await student.close()


async def test_close_while_loading(tiny_gguf):
    student = Student(Catalog().open(tiny_gguf))
    starting = asyncio.create_task(student.start())
    await asyncio.sleep(0.02)
    await student.close()
    with pytest.raises((ModelError, asyncio.CancelledError)):
        await starting
    assert student.pid is None


def model_at(path):
    return Model("broken", path, "", 1024, PromptFormat.VERIMENTOR, "user")


async def test_a_missing_file_is_named(tmp_path):
    student = Student(model_at(tmp_path / "gone.gguf"))
    with pytest.raises(ModelError, match=r"gone\.gguf does not exist.*Choose another"):
        await student.start()
    await student.close()


@pytest.mark.parametrize("keep", [0, 3, 100, 0.5])
async def test_a_corrupt_file_is_named(tmp_path, tiny_gguf, keep):
    whole = tiny_gguf.read_bytes()
    path = tmp_path / "corrupt.gguf"
    path.write_bytes(whole[: int(len(whole) * keep) if isinstance(keep, float) else keep])
    student = Student(model_at(path))
    with pytest.raises(ModelError, match=r"corrupt\.gguf"):
        await student.complete(FILL, Sampling(4))
    path.write_bytes(whole)
    with pytest.raises(ModelError, match=r"corrupt\.gguf"):  # remembered: no new process at every keystroke
        await student.complete(FILL, Sampling(4))
    await student.reload()
    assert (await student.complete(FILL, Sampling(4))).n_tokens == 4
    await student.close()


async def test_reload_takes_the_new_file_and_keeps_the_old_model_if_it_fails(tmp_path, tiny_gguf, make_gguf):
    path = tmp_path / "mine.gguf"
    path.write_bytes(tiny_gguf.read_bytes())
    student = Student(model_at(path))
    before = await student.complete(FILL, Sampling(12))
    make_gguf(tmp_path / "new", seed=9).replace(path)
    generation = asyncio.create_task(student.sample(ModulePrompt("a counter"), LONG, 8))
    await asyncio.sleep(0.01)
    await student.reload()
    assert len(await generation) == 8
    after = await student.complete(FILL, Sampling(12))
    assert after.text != before.text
    (tmp_path / "bad").write_bytes(b"GGUF nonsense")
    (tmp_path / "bad").replace(path)
    with pytest.raises(ModelError):
        await student.reload()
    assert (await student.complete(FILL, Sampling(12))).text == after.text
    await student.close()


async def test_modules_in_the_working_folder_are_not_imported(tiny_gguf, tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit('taken from the wrong place')")
    monkeypatch.chdir(tmp_path)
    student = Student(Catalog().open(tiny_gguf))
    await student.start()
    await student.close()


async def test_a_file_truncated_in_place_is_an_error_and_reload_mends_it(tmp_path, tiny_gguf):
    path = tmp_path / "mine.gguf"
    path.write_bytes(tiny_gguf.read_bytes())
    student = Student(model_at(path))
    before = await student.complete(FILL, Sampling(4))
    os.truncate(path, 5000)  # the mapped pages go, and the worker with them
    with pytest.raises(ModelError, match=r"mine\.gguf"):
        await student.complete(FillPrompt("other"), Sampling(4))
    path.write_bytes(tiny_gguf.read_bytes())
    await student.reload()
    assert (await student.complete(FILL, Sampling(4))).text == before.text
    await student.close()


ORPHAN = """
import asyncio, os, sys
from pathlib import Path
from verimentor.student.catalog import Catalog
from verimentor.student.runtime import Student

async def main():
    student = Student(Catalog().open(Path(sys.argv[1])))
    await student.start()
    print(student.pid, flush=True)
    os.kill(os.getpid(), 9)

asyncio.run(main())
"""


async def test_no_worker_outlives_a_killed_server(tiny_gguf):
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ORPHAN, str(tiny_gguf), stdout=asyncio.subprocess.PIPE
    )
    pid = int((await server.communicate())[0])
    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            break
        await asyncio.sleep(0.05)
    else:
        pytest.fail("the worker is still there")


async def test_an_answer_can_be_watched_growing(student):
    heard: list[str] = []
    completion = await student.complete(FILL, Sampling(8), on_growth=heard.append)
    assert len(heard) == completion.n_tokens - 1
    assert all(longer.startswith(text) for text, longer in zip(heard, [*heard[1:], completion.text], strict=True))


async def test_a_more_urgent_answer_between_two_tokens_changes_nothing(student):
    greedy = Sampling(400)
    alone = await student.complete(FILL, greedy)
    grown = asyncio.Event()
    slow = asyncio.create_task(
        student.complete(FILL, greedy, priority=Priority.WARM, on_growth=lambda text: grown.set() if text else None)
    )
    await grown.wait()
    await student.complete(FillPrompt("module other;\n"), Sampling(8))
    assert (await slow).text == alone.text
