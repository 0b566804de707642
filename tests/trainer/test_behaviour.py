"""Behaviours are drawn, rendered, lowered and told so that module, reference and interpreter agree, and hold-outs stay out."""

import dataclasses
import importlib
import pkgutil
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from verimentor.verilog.agreement import compare_many, simulate
from verimentor_trainer.behaviour import draw, draw_behaviour, english
from verimentor_trainer.behaviour.drawing import MOTIFS, is_held_out
from verimentor_trainer.behaviour.english.phrases import Phrases
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
    bad = re.compile(r"\bNone\b|(?<!\d)\{[a-z_]+\}|\b[Ii]f [Ii]f\b|(?<!\.)\.\.(?!\.)|,,| ,|\( ")
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


def test_every_kind_of_operation_is_drawn() -> None:
    kinds = {
        rule.operation.kind
        for seed in range(1_500)
        for register in draw_behaviour(seed).registers
        for rule in register.rules
    }
    shifts = {"left", "right", "rotate_left", "rotate_right"}
    assert kinds == {
        *shifts,
        *[
            "clear",
            "preset",
            "load",
            "up",
            "down",
            "add",
            "subtract",
            "toggle",
            "invert",
            "set_bit",
            "clear_bit",
            "exclusive",
            "hold",
        ],
    }


def test_every_kind_of_design_is_drawn() -> None:
    kinds = {draw_behaviour(seed, difficulty=difficulty).kind for difficulty in DIFFICULTIES for seed in range(600)}
    assert kinds == {motif.__name__ for motifs in MOTIFS.values() for motif, _ in motifs}


def test_training_never_says_what_is_kept_for_measuring(drawn: list[Pair]) -> None:
    text = "\n".join(pair.description.lower() for pair in drawn)
    usual = "\n".join(template.lower() for phrases in _phrases() for template in phrases.usual)
    kept = {piece for phrases in _phrases() for template in phrases.unseen for piece in _pieces(template)}
    kept = {piece for piece in kept if len(piece) > 11 and piece not in usual}
    assert len(kept) > 60
    assert not [piece for piece in kept if piece in text]


def test_measuring_says_what_training_never_does() -> None:
    held_out = [draw(seed, phrasing="held-out").description.lower() for seed in range(400)]
    kept = {
        piece for phrases in _phrases() for template in phrases.unseen for piece in _pieces(template) if len(piece) > 5
    }
    assert sum(any(piece in text for piece in kept) for text in held_out) > 0.9 * len(held_out)


def _phrases() -> list[Phrases]:
    """Every table of phrases of the package, also those inside other values."""
    names = [f"{english.__name__}.{module.name}" for module in pkgutil.iter_modules(english.__path__)]
    found: dict[int, Phrases] = {}
    waiting: list[object] = [value for name in names for value in vars(importlib.import_module(name)).values()]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Phrases):
            found[id(value)] = value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, tuple):
            waiting += value
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            waiting += (getattr(value, field.name) for field in dataclasses.fields(value))
    return list(found.values())


def _pieces(template: str) -> list[str]:
    """What a template says around its slots."""
    return [piece.strip() for piece in re.split(r"\{[^}]*\}", template.lower())]


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
