"""Mistakes are what Icarus says they are, on the line it says, and undoing them gives the module again."""

import shutil
from collections import Counter
from random import Random

import pytest

from verimentor.verilog.icarus import compile_text
from verimentor.verilog.problem import line_of
from verimentor_trainer import repairs
from verimentor_trainer.families import Pair, draw, families
from verimentor_trainer.repairs import Repair, confirm

needs_icarus = pytest.mark.skipif(shutil.which("iverilog") is None, reason="Icarus Verilog is not installed")

PUMP = """module pump(
    input clk,
    input low,
    output reg run
);
    always @(posedge clk)
        run <= low;
endmodule
"""


def _drawn(count: int) -> list[tuple[Pair, Repair]]:
    rng, names = Random(11), sorted(families())
    pairs = [draw(names[i % len(names)], i) for i in range(count)]
    return [(pair, repairs.draw(pair, rng)) for pair in pairs]


def test_the_same_generator_gives_the_same_repair() -> None:
    pair = draw("uart_transmitter", 3)
    assert repairs.draw(pair, Random(4)) == repairs.draw(pair, Random(4))


def test_every_mistake_is_drawn_and_changes_little() -> None:
    drawn = _drawn(6_000)
    counted = Counter(repair.mistake for _, repair in drawn)
    assert set(counted) == repairs.MISTAKES
    for pair, repair in drawn:
        assert repair.repaired == pair.module != repair.broken
        lines = set(pair.module.splitlines()) - set(repair.broken.splitlines())
        assert len(lines) <= 2, repair.mistake
        assert repair.description == pair.description


@needs_icarus
def test_icarus_says_what_the_table_says() -> None:
    seen: Counter[str] = Counter()
    for _, repair in _drawn(2_000):
        seen[repair.mistake] += 1
        if seen[repair.mistake] > 4:  # a compilation costs 15 ms
            continue
        problems = compile_text(repair.broken).problems
        said = [f"line {line_of(repair.broken, p.span.start) + 1}: {p.message}" for p in problems]
        if repair.message:
            assert any(text.startswith(repair.message) for text in said), f"{repair.mistake}: {said}\n{repair.broken}"
        else:
            assert not [p for p in problems if p.severity == "error"], f"{repair.mistake}: {said}\n{repair.broken}"


@needs_icarus
def test_nearly_every_wrong_line_misbehaves() -> None:
    wrong = [(pair, repair) for pair, repair in _drawn(120) if not repair.message]
    confirmed = [confirm(repair, pair.reference) for pair, repair in wrong]
    assert sum(found is not None for found in confirmed) > 0.85 * len(wrong) > 12


@needs_icarus
def test_confirming_gives_the_compilers_own_words_or_the_difference() -> None:
    missing = Repair("A pump.", "a missing semicolon", PUMP.replace("run <= low;", "run <= low"), "", PUMP)
    found = confirm(missing, PUMP)
    assert found and found.message.startswith("line 8: syntax error")
    found = confirm(Repair("A pump.", "an inverted value", PUMP.replace("<= low", "<= !low"), "", PUMP), PUMP)
    assert found and "run is" in found.message
    assert confirm(Repair("A pump.", "nothing", PUMP.replace("low;", "(low);"), "", PUMP), PUMP) is None
