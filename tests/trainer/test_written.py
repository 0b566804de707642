"""The written set can be read, and every pair agrees with the module a second hand wrote from its description."""

import re
import shutil
from pathlib import Path
from random import Random

import pytest

from verimentor.errors import VerimentorError
from verimentor.verilog.agreement import compare_many, equivalent
from verimentor_trainer import written
from verimentor_trainer.variation import Variations
from verimentor_trainer.wording.description import is_reserved

FOLDERS = written.folders()
TOGGLE = """#### toggle | note | prose
led flips when tick is high. rst (sync, high) puts it out. inputs clk, rst, tick; output led
~~~~
module toggle (input clk, input rst, input tick, output reg led);
    always @(posedge clk) if (rst) led <= 0; else if (tick) led <= ~led;
endmodule
"""
CHECK = """#### toggle
module toggle (input clk, rst, tick, output logic led);
    always_ff @(posedge clk) led <= !rst & (led ^ tick);
endmodule
"""

needs_icarus = pytest.mark.skipif(shutil.which("iverilog") is None, reason="Icarus Verilog is not installed")


def folder(tmp_path: Path, pairs: str, checks: str = "") -> Path:
    made = tmp_path / "01_sketch"
    made.mkdir()
    (made / "pairs.txt").write_text(pairs)
    (made / "checks.txt").write_text(checks)
    return made


def test_an_entry_is_read_into_its_parts(tmp_path: Path) -> None:
    (pair,) = written.read(folder(tmp_path, TOGGLE, CHECK))
    assert (pair.slug, pair.voice, pair.names_ports, pair.held_out) == ("toggle", "note", True, False)
    assert pair.description.startswith("led flips") and pair.header.endswith("output reg led);")
    assert pair.module.startswith(pair.header) and "always_ff" in pair.check


@pytest.mark.parametrize(
    ("pairs", "checks", "told"),
    [
        (TOGGLE.replace(" | prose", ""), "", "the title must be"),
        (TOGGLE.replace("~~~~", "----"), "", "a line '~~~~'"),
        (TOGGLE + TOGGLE, "", "occurs twice"),
        (TOGGLE, CHECK.replace("#### toggle", "#### toggel"), "no pair is called 'toggel'"),
    ],
)
def test_a_slip_in_a_file_is_named(pairs: str, checks: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(VerimentorError, match=told):
        written.read(folder(tmp_path, pairs, checks))


@needs_icarus
@pytest.mark.parametrize(
    ("pairs", "checks", "told"),
    [
        (TOGGLE, CHECK.replace("^ tick", "| tick"), "not like its second implementation"),
        (TOGGLE.replace("~led", "~lead"), CHECK, "error in line 2"),
        (TOGGLE.replace("if (rst) led <= 0; else ", ""), "", "never known"),
    ],
)
def test_what_is_wrong_is_told(pairs: str, checks: str, told: str, tmp_path: Path) -> None:
    problems = [text for _, text in written.problems(written.read(folder(tmp_path, pairs, checks)))]
    assert any(told in text for text in problems), problems


@needs_icarus
def test_what_is_right_is_let_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert written.main([str(folder(tmp_path, TOGGLE, CHECK))]) == 0
    assert "1 pairs, 0 without" in capsys.readouterr().err


def test_the_second_hand_sees_no_module(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert written.main(["--specs", str(folder(tmp_path, TOGGLE))]) == 0
    shown = capsys.readouterr().out
    assert "led flips" in shown and "output reg led);" in shown and "always" not in shown


def test_the_set_is_large_and_half_leans_on_headers() -> None:
    pairs = [pair for each in FOLDERS for pair in written.read(each)]
    assert len(pairs) >= 1500
    assert 0.35 < sum(pair.names_ports for pair in pairs) / len(pairs) < 0.65
    assert len({pair.description for pair in pairs}) == len(pairs)
    assert not [pair.slug for pair in pairs if is_reserved(pair.description)]


@needs_icarus
@pytest.mark.parametrize("place", FOLDERS, ids=[place.name for place in FOLDERS])
def test_modules_agree_with_their_second_implementations(place: Path) -> None:
    pairs = written.read(place)
    assert not [pair.slug for pair in pairs if not pair.check]
    assert not [(pair.slug, text) for pair, text in written.problems(pairs)]


@needs_icarus
def test_variations_keep_the_behaviour(tmp_path: Path) -> None:
    """Renamed back, a variation is the module it came from."""
    (pair,) = written.read(folder(tmp_path, TOGGLE, CHECK))
    variations = Variations([pair])
    seen = set()
    for seed in range(40):
        varied, header_given = variations.draw(Random(seed))
        assert not header_given and varied.module.startswith(varied.header)
        ports = varied.header.split("(")[1].replace("input", "").replace("output", "").replace("reg", "")
        names = [name.strip(" ;)") for name in ports.split(",")]
        assert all(name in varied.description for name in names), varied
        renamed = dict(zip(names, ("clk", "rst", "tick", "led"), strict=True))
        module = re.sub(r"\w+", lambda word, back=renamed: back.get(word[0], word[0]), varied.module)
        module = re.sub(r"module \w+", "module toggle", module)
        assert equivalent(pair.check, module).equal, varied.module
        seen.add(varied.module)
    assert len(seen) > 15


@needs_icarus
def test_variations_of_the_set_compile_and_have_known_outputs() -> None:
    trained = [pair for each in FOLDERS for pair in written.read(each) if not pair.held_out]
    variations = Variations(trained)
    drawn = [variations.draw(Random(seed))[0] for seed in range(120)]
    for pair, answer in zip(drawn, compare_many([(p.module, p.module) for p in drawn], cycles=60), strict=True):
        assert answer.equal, f"{answer.error}\n{pair.module}"
