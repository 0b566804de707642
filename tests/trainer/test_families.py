"""Every design family draws pairs that compile, agree with their references and keep the reserved sentences out."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from verimentor.verilog.agreement import compare_many
from verimentor_trainer.families import Port, draw, families, held_out_families
from verimentor_trainer.wording import bits, describe, generator, reset_sentence
from verimentor_trainer.wording.description import is_reserved

HELD_OUT = sorted(held_out_families())
FAMILIES = [*sorted(families()), *HELD_OUT]
SEEDS = range(4)  # each costs a simulation, and there are many families
DESCRIPTIONS = 300  # per family; drawing costs no simulation

needs_icarus = pytest.mark.skipif(shutil.which("iverilog") is None, reason="Icarus Verilog is not installed")


def test_are_many_and_some_are_kept_from_training() -> None:
    assert len(families()) >= 165 and len(HELD_OUT) >= 20
    assert not set(families()) & set(HELD_OUT)


def test_a_seed_gives_the_same_pair_again() -> None:
    assert all(draw(name, 3) == draw(name, 3) for name in FAMILIES)


def _lines(rng: Random) -> str:
    ports = (Port("pulse_in", "input"), Port("amount", "input", 9), Port("filled", "output", 9))
    return describe(rng, "9-bit dosing unit", ("It doses.", "It stops."), ports, "doser", sparse=False)


@pytest.mark.parametrize(
    "say",
    [
        _lines,
        lambda rng: reset_sentence(rng, "rst", active_low=False, asynchronous=False, effect="clears q"),
        lambda rng: reset_sentence(rng, "rst_n", active_low=True, asynchronous=True, effect="clears q"),
        lambda rng: bits(rng, 8),
        lambda rng: bits(rng, 1),
    ],
)
def test_held_out_wording_is_never_that_of_training(say: Callable[[Random], str]) -> None:
    usual = {say(generator(f"{seed}", "training")) for seed in range(3_000)}
    unseen = {say(generator(f"{seed}", "held-out")) for seed in range(500)}
    assert len(unseen) > 1 and not usual & unseen
    # Whatever names a port stands in a port list here, since the sentences do not.
    listed = [{line for text in texts for line in text.split("\n") if "amount" in line} for texts in (usual, unseen)]
    assert not listed[0] & listed[1]


def test_held_out_wording_leaves_the_designs_alone() -> None:
    for name in ("fixed_priority_arbiter", "truth_table", "uart_transmitter"):
        usual, unseen = draw(name, 5), draw(name, 5, phrasing="held-out")
        assert usual != unseen and unseen == draw(name, 5, phrasing="held-out")
        assert unseen.header.startswith("module ") and unseen.family == name


@pytest.mark.parametrize("name", FAMILIES)
def test_descriptions_keep_clear_of_the_reserved_sentences(name: str) -> None:
    pairs = [draw(name, seed) for seed in range(DESCRIPTIONS)]
    pairs += [draw(name, seed, phrasing="held-out") for seed in range(DESCRIPTIONS // 10)]
    assert not [pair.description for pair in pairs if is_reserved(pair.description)]
    assert all(pair.description.strip() for pair in pairs)


@pytest.mark.parametrize(
    "text",
    [
        "Design a verilog module that implements a three-input XOR.",
        "design a module that implements 32 bit shift register",
    ],
)
def test_reserved_sentences_are_recognised(text: str) -> None:
    assert is_reserved(text)


@pytest.mark.parametrize("name", FAMILIES)
def test_modules_start_with_their_headers_and_avoid_benchmark_names(name: str) -> None:
    for seed in SEEDS:
        pair = draw(name, seed)
        assert pair.module.startswith(pair.header)
        assert "top_module" not in pair.module.lower() and "TopModule" not in pair.module
        assert "initial" not in pair.module.split() and "$display" not in pair.module


@needs_icarus
@pytest.mark.parametrize("name", FAMILIES)
def test_modules_compile_without_a_warning(name: str, tmp_path: Path) -> None:
    for seed in SEEDS:
        design = tmp_path / f"{seed}.v"
        design.write_text(draw(name, seed).module)
        done = subprocess.run(
            ["iverilog", "-g2012", "-Wall", "-o", "/dev/null", design], capture_output=True, text=True, check=False
        )
        messages = [line for line in done.stderr.splitlines() if "timescale" not in line]
        assert done.returncode == 0 and not messages, f"seed {seed}: {messages}\n{design.read_text()}"


@needs_icarus
@pytest.mark.parametrize("name", FAMILIES)
def test_modules_agree_with_their_references(name: str) -> None:
    pairs = [draw(name, seed) for seed in SEEDS]
    answers = compare_many([(pair.reference, pair.module) for pair in pairs], cycles=200)
    for seed, pair, answer in zip(SEEDS, pairs, answers, strict=True):
        assert answer.equal, f"seed {seed}: {answer.first_difference or answer.error}\n{pair.module}\n{pair.reference}"


@needs_icarus
def test_parameterised_modules_agree_at_other_sizes_too() -> None:
    pairs = [draw(name, seed) for name in sorted(families()) for seed in range(12)]
    pairs = [pair for pair in pairs if "parameter" in pair.header]
    assert len({pair.family for pair in pairs}) >= 15
    answers = compare_many([(_doubled(pair.reference), _doubled(pair.module)) for pair in pairs], cycles=100)
    for pair, answer in zip(pairs, answers, strict=True):
        assert answer.equal, f"{answer.first_difference or answer.error}\n{_doubled(pair.module)}\n{pair.reference}"


def _doubled(module: str) -> str:
    """The module with twice the default of each of its parameters; powers of two remain such."""
    header, end, rest = module.partition(";")
    return re.sub(r"(\b[A-Z_]+ = )(\d+)\b", lambda found: f"{found[1]}{2 * int(found[2])}", header) + end + rest
