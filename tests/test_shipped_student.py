"""What the shipped student must be able to do, with the real model file, worker and compiler."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest_asyncio

from verimentor.complete import Ghost, complete
from verimentor.config import ModelSettings
from verimentor.generate import Generated, Request, generate
from verimentor.student.catalog import Catalog
from verimentor.student.runtime import Student
from verimentor.verilog.agreement import equivalent
from verimentor.verilog.module import Port
from verimentor.verilog.source import parse

XOR = "Design a verilog module that implements a three input xor"
SHIFT = "Design a module that implements 32 bit shift register"

COUNTER = """module counter (
    input clk,
    input rst,
    input enable,
    output reg [7:0] count
);
    always @(posedge clk) begin
        if (rst) begin
            count <= 8'd0;
        end else if (enable) begin
            count <= count + 8'd1;
        end
    end
endmodule
"""


@pytest_asyncio.fixture
async def student() -> AsyncIterator[Student]:
    shipped = Student(Catalog().selected(ModelSettings()))
    yield shipped
    await shipped.close()


def test_the_shipped_model_is_the_one_in_the_catalog() -> None:
    catalog = Catalog()
    assert catalog.verify(catalog.selected(ModelSettings())).ok


async def test_the_xor_of_the_demo_is_right(student: Student) -> None:
    """Of seven seeds six came right; another processor rounds otherwise and draws other samples, so three may try."""
    assert any([is_xor(await generate(Request(XOR, seed=seed), student)) for seed in range(3)])


async def test_the_shift_register_of_the_demo_is_right(student: Student) -> None:
    """Any of the usual interfaces will do: serial input, 32 bits or one out, left or right, with or without a reset."""
    made = await generate(Request(SHIFT), student)
    assert made.ok, made.evidence
    answers = await asyncio.gather(
        *(asyncio.to_thread(equivalent, golden, made.module) for golden in shift_registers(ports_of(made)))
    )
    assert any(answer.equal for answer in answers), made.module


async def test_ghost_text_is_offered_while_a_register_is_written(student: Student) -> None:
    """What is offered has passed the parser; here it counts that most places get something."""
    lines = COUNTER.splitlines(keepends=True)
    offered = []
    for number in range(6, len(lines) - 1):
        before = "".join(lines[:number])
        ghost = await complete(before + "\nendmodule\n", "counter.v", len(before), student)
        offered.append(isinstance(ghost, Ghost))
    assert sum(offered) >= len(offered) / 2, offered


def is_xor(made: Generated) -> bool:
    """Whether the module is the exclusive or of its three inputs."""
    ports = ports_of(made)
    inputs = ", ".join(port.name for port in ports if port.direction == "input")
    outputs = [port.name for port in ports if port.direction == "output"]
    golden = f"module golden(input {inputs}, output {outputs[0]}); assign {outputs[0]} = ^{{{inputs}}}; endmodule"
    return made.ok and [port.width for port in ports] == [1] * 4 and equivalent(golden, made.module).equal


def ports_of(made: Generated) -> tuple[Port, ...]:
    return parse(made.module).modules[0].ports


def shift_registers(ports: tuple[Port, ...]) -> list[str]:
    """Right answers for an interface; empty where it is none of a shift register's."""
    declared = ", ".join(f"{p.direction} {'[31:0]' if p.width == 32 else ''} {p.name}" for p in ports)
    inputs = [p.name for p in ports if p.direction == "input" and p.width == 1]
    wide = [p.name for p in ports if p.direction == "input" and p.width == 32]
    clocks = [name for name in inputs if "cl" in name.lower()]
    resets = [name for name in inputs if re.search(r"rst|reset|clr|clear", name, re.IGNORECASE)]
    loads = [name for name in inputs if re.search(r"load|ld", name, re.IGNORECASE)]
    enables = [name for name in inputs if re.search(r"^(i_)?(en|ena|enable|ce|shift_en|en_i|shift)$", name)]
    serial = [name for name in inputs if name not in (*clocks, *resets, *loads, *enables)]
    (output,) = (p for p in ports if p.direction == "output")
    if len(clocks) != 1 or len(serial) > 1:
        return []
    bit = serial[0] if serial else "1'b0"
    goldens = []
    for step, out in ((f"{{r[30:0], {bit}}}", 31), (f"{{{bit}, r[31:1]}}", 0)):
        drive = f"assign {output.name} = {'r' if output.width == 32 else f'r[{out}]'};"
        move = f"r <= {step};"
        if enables:
            move = f"if ({enables[0]}) {move}"
        if loads and wide:
            move = f"if ({loads[0]}) r <= {wide[0]}; else {move}"
        for low in (False, True) if resets else (False,):
            edge = f" or {'negedge' if low else 'posedge'} {resets[0]}" if resets else ""
            clear = f"if ({'!' if low else ''}{resets[0]}) r <= 0; else " if resets else ""
            for event in {"", edge}:
                goldens.append(
                    f"module golden({declared});\nreg [31:0] r;\n{drive}\nalways @(posedge {clocks[0]}{event}) {clear}{move}\nendmodule"
                )
    return goldens
