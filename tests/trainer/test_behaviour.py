"""Behaviours are drawn, rendered, lowered and told so that module, reference and interpreter agree, and hold-outs stay out."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from verimentor.verilog.agreement import compare_many, simulate
from verimentor_trainer.behaviour import draw, draw_behaviour
from verimentor_trainer.behaviour.drawing import is_held_out
from verimentor_trainer.behaviour.interpreter import Interpreter
from verimentor_trainer.families import Pair
from verimentor_trainer.wording.description import is_reserved

DIFFICULTIES = (1, 2, 3, 4, 5)
SIMULATED = 30  # per difficulty; each costs a simulation
INTERPRETED = 8  # per difficulty
DESCRIBED = 3_000  # drawing costs no simulation

needs_icarus = pytest.mark.skipif(shutil.which("iverilog") is None, reason="Icarus Verilog is not installed")


@pytest.fixture(scope="module")
def drawn() -> list[Pair]:
    return [draw(seed) for seed in range(DESCRIBED)]


def test_a_seed_gives_the_same_pair_again() -> None:
    assert all(draw(seed) == draw(seed) for seed in range(200))


def test_descriptions_keep_clear_of_the_reserved_sentences(drawn: list[Pair]) -> None:
    assert not [pair.description for pair in drawn if is_reserved(pair.description)]


def test_descriptions_hardly_ever_repeat(drawn: list[Pair]) -> None:
    assert len({pair.description for pair in drawn}) > 0.99 * len(drawn)


def test_descriptions_have_no_empty_slot(drawn: list[Pair]) -> None:
    bad = re.compile(r"\bNone\b|(?<!\d)\{[a-z_]+\}|\b[Ii]f [Ii]f\b|\.\.(?!\.)|,,| ,|\( ")
    assert not [pair.description for pair in drawn if bad.search(pair.description)]


def test_modules_start_with_their_headers_and_hold_no_test_code(drawn: list[Pair]) -> None:
    for pair in drawn:
        assert pair.module.startswith(pair.header)
        assert not {"initial", "$display"} & set(pair.module.split())
        assert "top_module" not in pair.module.lower() and "TopModule" not in pair.module


def test_most_pairs_fit_the_student(drawn: list[Pair]) -> None:
    fitting = [pair for pair in drawn if len(pair.description) + len(pair.module) <= 1_800]
    assert len(fitting) >= 0.95 * len(drawn)


def test_training_never_draws_a_held_out_shape() -> None:
    training = {draw_behaviour(seed).shape for seed in range(2_000)}
    held_out = {draw_behaviour(seed, shapes="held-out").shape for seed in range(1_000)}
    assert not any(is_held_out(shape) for shape in training)
    assert all(is_held_out(shape) for shape in held_out)
    assert not training & held_out


@needs_icarus
@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_modules_agree_with_their_references(difficulty: int) -> None:
    pairs = [draw(seed, difficulty=difficulty) for seed in range(SIMULATED)]
    answers = compare_many([(pair.reference, pair.module) for pair in pairs], cycles=200)
    for seed, pair, answer in zip(range(SIMULATED), pairs, answers, strict=True):
        assert answer.equal, f"seed {seed}: {answer.first_difference or answer.error}\n{pair.module}\n{pair.reference}"


@needs_icarus
@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_modules_compile_without_a_warning(difficulty: int, tmp_path: Path) -> None:
    for seed in range(SIMULATED):
        design = tmp_path / f"{seed}.v"
        design.write_text(draw(seed, difficulty=difficulty).module)
        done = subprocess.run(
            ["iverilog", "-g2012", "-Wall", "-o", "/dev/null", design], capture_output=True, text=True, check=False
        )
        messages = [line for line in done.stderr.splitlines() if "timescale" not in line]
        assert done.returncode == 0 and not messages, f"seed {seed}: {messages}\n{design.read_text()}"


@needs_icarus
@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_modules_agree_with_the_interpreter(difficulty: int) -> None:
    for seed in range(INTERPRETED):
        behaviour, pair = draw_behaviour(seed, difficulty=difficulty), draw(seed, difficulty=difficulty)
        trace = simulate(pair.module, cycles=120).trace
        assert trace is not None
        interpreter = Interpreter(behaviour)
        sampled = {index: row for index, row in zip(trace.stimuli.sampled, trace.rows, strict=True)}
        for index, step in enumerate(trace.stimuli.steps):
            names = [pin.name for pin in trace.stimuli.driven]
            found = interpreter.step(dict(zip(names, step.values, strict=True)))
            if index in sampled:
                expected = {name: int(bits, 2) for name, bits in trace.values(sampled[index]).items()}
                assert found == expected, f"seed {seed}, step {index}\n{pair.module}"


@needs_icarus
def test_few_modules_have_an_output_that_never_changes() -> None:
    simulations = [simulate(draw(seed).module, cycles=300) for seed in range(60)]
    still = [s for s in simulations if s.trace is None or s.trace.constant]
    assert len(still) <= 2
