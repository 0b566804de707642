"""Comments on blocks: they stand right above whole blocks, leave the module as it is and say what the block does."""

import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest

from verimentor_trainer import blocks
from verimentor_trainer.blocks import Block
from verimentor_trainer.families import Pair, draw, families

TANK = """module tank(
    input clk,
    input rst,
    input clear,
    input load,
    input [3:0] amount,
    output reg [3:0] level,
    output empty,
    output alarm
);
    always @(posedge clk) begin
        if (rst) level <= 4'd0;
        else if (clear) level <= 4'd0;
        else if (load) level <= amount;
        else level <= level + 1;
    end

    assign empty = (level == 4'd0);

    bell b1 (.clk(clk), .on(empty), .ring(alarm));
endmodule
"""


def _on(module: str, seed: int) -> Block:
    block = blocks.draw(Pair("tank", "A tank.", "", module, ""), Random(seed))
    assert block
    return block


def test_the_parts_are_the_module_with_a_comment_above_a_whole_block() -> None:
    kinds = set()
    for index, name in enumerate(sorted(families()) * 3):
        pair = draw(name, index)
        block = blocks.draw(pair, Random(index))
        if block is None:
            continue
        comment, indentation = block.comment.rsplit("\n", 1)
        assert block.prefix + indentation + block.block + block.suffix == pair.module
        assert not indentation.strip() and block.prefix.endswith("\n") and block.suffix.startswith("\n")
        assert all(line.startswith(f"{indentation}// ") and line.strip() != "//" for line in comment.split("\n"))
        assert block.block.endswith((";", "end", "endcase")), block.block
        kinds.add(block.block.split()[0].rstrip("@("))
    assert kinds >= {"assign", "always", "case", "full_adder"}


def test_comments_are_many_and_reproducible() -> None:
    comments = {_on(TANK, seed).comment for seed in range(300)}
    assert len(comments) > 120
    assert _on(TANK, 5) == _on(TANK, 5)


def test_a_procedure_is_told_in_the_order_of_its_priorities() -> None:
    told = [block.comment for seed in range(300) if (block := _on(TANK, seed)).block.startswith("always")]
    assert any("next level: clear beats load" in comment for comment in told)
    for comment in told:
        assert "level" in comment
        assert "clear" in comment.split("load")[0]


def test_an_assignment_and_an_instance_name_what_they_join() -> None:
    for seed in range(200):
        block = _on(TANK, seed)
        if block.block.startswith("assign"):
            assert "empty" in block.comment and "level" in block.comment
        elif block.block.startswith("bell"):
            assert all(name in block.comment for name in ("bell", "empty", "alarm"))


@pytest.mark.parametrize(
    ("value", "never"),
    [("~(a & b)", "not a and b"), ("a | b & c", "a or b and c"), ("(a ^ b) & c", "xor b and c")],
)
def test_what_would_be_ambiguous_aloud_is_written_as_a_formula(value: str, never: str) -> None:
    module = f"module joint(input a, b, c, output y);\n    assign y = {value};\nendmodule\n"
    for seed in range(60):
        comment = _on(module, seed).comment
        assert never not in comment.lower() and value in comment


def test_a_block_under_a_comment_and_a_module_without_blocks_are_left_alone() -> None:
    module = "module tie(output y);\n    // always one\n    assign y = 1'b1;\nendmodule\n"
    assert blocks.draw(Pair("tie", "One.", "", module, ""), Random(1)) is None


@pytest.mark.skipif(shutil.which("iverilog") is None, reason="Icarus Verilog is not installed")
def test_commented_modules_compile(tmp_path: Path) -> None:
    for index, name in enumerate(sorted(families())[::4]):
        block = blocks.draw(draw(name, index), Random(index))
        if block:
            design = tmp_path / f"{index}.v"
            design.write_text(block.prefix + block.comment + block.block + block.suffix)
            subprocess.run(["iverilog", "-g2012", "-o", "/dev/null", design], check=True, capture_output=True)
