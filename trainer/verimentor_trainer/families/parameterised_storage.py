"""Memories, queues and register files whose width and depth are parameters."""

from random import Random

from verimentor_trainer.families.clocking import Sheet
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.families.parameterised_logic import derived, width_note
from verimentor_trainer.families.style import default_note


@family
def parameterised_ram(rng: Random) -> Design:
    """A memory with one write and one read, the read clocked or not."""
    sheet = Sheet(rng, reset=0.0)
    size, depth = sheet.choose("WIDTH", "DATA_WIDTH", "W"), sheet.choose("DEPTH", "WORDS", "ENTRIES")
    values = {size: rng.choice((4, 8, 8, 16, 32)), depth: rng.choice((4, 8, 8, 16))}
    address, more = derived(sheet, depth, name="AW")
    we = sheet.input("we", "wr_en", "write", "wen")
    waddr = sheet.input("waddr", "wr_addr", "wa", width=address)
    wdata = sheet.input("wdata", "din", "wd", "data_in", width=size)
    raddr = sheet.input("raddr", "rd_addr", "ra", width=address)
    clocked_read = sheet.chance(0.6)
    rdata = sheet.output("rdata", "dout", "rd", "data_out", width=size, reg=clocked_read)
    memory = sheet.name("mem", "ram", "store", "cells")
    declared = f"reg [{size}-1:0] {memory} [0:{depth}-1];\n"
    write = f"if ({we}) {memory}[{waddr}] <= {wdata};"
    if clocked_read:
        if sheet.chance(0.6):
            body = (
                declared + f"always @(posedge {sheet.clock}) begin\n    {write}\n    {rdata} <= {memory}[{raddr}];\nend"
            )
        else:
            body = (
                declared
                + f"always @(posedge {sheet.clock})\n    {write}\n\nalways @(posedge {sheet.clock})\n    {rdata} <= {memory}[{raddr}];"
            )
    else:
        body = declared + f"always @(posedge {sheet.clock})\n    {write}\n\nassign {rdata} = {memory}[{raddr}];"
    reference = f"""logic [{size}*{depth}-1:0] flat;
always @(posedge {sheet.clock}) if ({we}) flat[{waddr}*{size} +: {size}] <= {wdata};
"""
    read = f"flat[{raddr}*{size} +: {size}]"
    reference += f"always @(posedge {sheet.clock}) {rdata} <= {read};" if clocked_read else f"assign {rdata} = {read};"
    title = sheet.choose(
        f"parameterised RAM of {depth} words of {size} bits",
        f"generic memory, {depth} x {size}, one write and one read port",
        f"simple dual-port RAM with parameters {size} and {depth}",
    )
    behaviour = [
        sheet.choose(
            f"{we} writes {wdata} at address {waddr} at the rising edge of {sheet.clock}.",
            f"At posedge {sheet.clock} with {we} high, word {waddr} becomes {wdata}.",
        ),
        sheet.choose(
            f"The read is synchronous: {rdata} takes the word at {raddr} at the same edge, the old one if it is being written.",
            f"{rdata} is registered and gets word {raddr} every clock, as it was before a write at that edge.",
        )
        if clocked_read
        else sheet.choose(
            f"{rdata} shows word {raddr} without a clock.", f"Reading is combinational: {rdata} = word {raddr}."
        ),
        default_note(rng, size, values[size], "the width of a word"),
        default_note(rng, depth, values[depth], "the number of words"),
        width_note("An address", address, depth),
    ]
    return sheet.design(
        title, behaviour, body, reference, ("ram_n", "param_ram", "memory_block", "dpram"), {**values, **more}
    )


@family
def parameterised_register_file(rng: Random) -> Design:
    """Registers with one write port and two combinational read ports."""
    sheet = Sheet(rng)
    size, count = sheet.choose("WIDTH", "W", "XLEN"), sheet.choose("REGS", "NREG", "N")
    values = {size: rng.choice((4, 8, 8, 16)), count: rng.choice((4, 4, 8))}
    address, more = derived(sheet, count, name="AW")
    zero = sheet.chance(0.3)
    we = sheet.input("we", "wen", "write")
    rd = sheet.input("rd", "waddr", "dest", width=address)
    data = sheet.input("wdata", "value", "din", width=size)
    one, two = sheet.input("rs1", "ra", "raddr1", width=address), sheet.input("rs2", "rb", "raddr2", width=address)
    a, b = (
        sheet.output("a", "q1", "rdata1", width=size, reg=False),
        sheet.output("b", "q2", "rdata2", width=size, reg=False),
    )
    regs = sheet.name("regs", "file", "bank", "r")
    condition = f"{we} && {rd} != 0" if zero else we
    body = f"reg [{size}-1:0] {regs} [0:{count}-1];\ninteger i;\n" + sheet.block(
        f"for (i = 0; i < {count}; i = i + 1)\n    {regs}[i] <= 0;", [(condition, f"{regs}[{rd}] <= {data};")]
    )
    body += f"\nassign {a} = {regs}[{one}];\nassign {b} = {regs}[{two}];"
    reset = sheet.reset.condition if sheet.reset else "1'b0"
    reference = f"""logic [{size}*{count}-1:0] flat;
always @({sheet.events})
    if ({reset}) flat <= 0;
    else for (int k = {int(zero)}; k < {count}; k++) if ({we} && {rd} == k) flat[k*{size} +: {size}] <= {data};
assign {a} = flat >> ({one} * {size});
assign {b} = flat >> ({two} * {size});"""
    title = sheet.choose(
        f"parameterised register file of {count} registers of {size} bits",
        f"generic register file with parameters {size} and {count}, two reads and one write",
    )
    behaviour = [
        sheet.choose(
            f"With {we} high register {rd} takes {data} {sheet.at_edge()}.",
            f"{data} is written to register {rd} {sheet.at_edge()} if {we} is 1.",
        ),
        sheet.choose(
            f"{a} and {b} show the registers {one} and {two} combinationally.",
            f"Two read ports without clock: {a} = register {one}, {b} = register {two}.",
        ),
        *(
            [
                sheet.choose(
                    "Register 0 is always 0, writes to it are ignored.",
                    "Writes to register 0 have no effect, it stays 0.",
                )
            ]
            if zero
            else []
        ),
        default_note(rng, size, values[size], "the width of a register"),
        default_note(rng, count, values[count], "the number of registers"),
        width_note("A register number", address, count),
        *sheet.resets("clears all registers", "sets every register to 0"),
    ]
    return sheet.design(
        title, behaviour, body, reference, ("regfile_n", "param_regfile", "reg_bank", "rf"), {**values, **more}
    )


@family
def parameterised_fifo(rng: Random) -> Design:
    """A queue with its level at a port, the head shown combinationally."""
    sheet = Sheet(rng)
    size, depth = sheet.choose("WIDTH", "W", "DATA_W"), sheet.choose("DEPTH", "N", "WORDS")
    values = {size: rng.choice((4, 8, 8, 16)), depth: rng.choice((2, 4, 4, 8))}
    push, pop = sheet.input("push", "wr_en", "put", "write"), sheet.input("pop", "rd_en", "get", "read")
    din = sheet.input("din", "wdata", "data_in", "d", width=size)
    head = sheet.output("dout", "rdata", "head", "q", width=size, reg=False)
    level = sheet.output("level", "count", "used", "fill", width=f"$clog2({depth}+1)")
    full, empty = sheet.output("full", "is_full", reg=False), sheet.output("empty", "is_empty", reg=False)
    memory, wp, rp = (
        sheet.name("mem", "store", "ram"),
        sheet.name("wp", "wptr", "tail"),
        sheet.name("rp", "rptr", "front"),
    )
    step = f"""if (do_push) begin
    {memory}[{wp}] <= {din};
    {wp} <= {wp} + 1'b1;
end
if (do_pop) {rp} <= {rp} + 1'b1;
{level} <= {level} + do_push - do_pop;"""
    register = sheet.block(f"{wp} <= 0;\n{rp} <= 0;\n{level} <= 0;", step)
    body = f"""reg [{size}-1:0] {memory} [0:{depth}-1];
reg [$clog2({depth})-1:0] {wp}, {rp};

assign {full} = ({level} == {depth});
assign {empty} = ({level} == 0);
wire do_push = {push} && !{full};
wire do_pop = {pop} && !{empty};

{register}

assign {head} = {memory}[{rp}];"""
    reset = sheet.reset.condition if sheet.reset else "1'b0"
    reference = f"""logic [{size}*{depth}-1:0] queue;
wire in = {push} && {level} < {depth};
wire out = {pop} && {level} > 0;
logic [{size}*{depth}-1:0] rest;
always_comb begin
    rest = out ? queue >> {size} : queue;
    if (in) rest[({level} - out)*{size} +: {size}] = {din};
end
always @({sheet.events})
    if ({reset}) begin {level} <= 0; queue <= 'x; end
    else begin {level} <= {level} + in - out; queue <= rest; end
assign {head} = {level} == 0 ? 'x : queue[{size}-1:0];
assign {full} = {level} >= {depth};
assign {empty} = !{level};"""
    title = sheet.choose(
        f"parameterised FIFO of {depth} words of {size} bits",
        f"synchronous FIFO with parameters {size} and {depth}",
        f"generic queue, {depth} deep and {size} wide",
    )
    behaviour = [
        sheet.choose(
            f"{push} stores {din} {sheet.at_edge()} unless the queue is full; {pop} takes the oldest word away unless it is empty.",
            f"A word at {din} is put in {sheet.at_edge()} with {push} high and not full, the oldest is removed with {pop} high and not empty; both may happen at once.",
        ),
        sheet.choose(
            f"{head} shows the oldest word combinationally.",
            f"The oldest word is at {head} without a clock as long as there is one.",
        ),
        sheet.choose(
            f"{level} is the number of words inside, {full} means {depth} and {empty} means 0.",
            f"{level} counts the words; {full} = ({level} == {depth}), {empty} = ({level} == 0).",
        ),
        default_note(rng, size, values[size], "the width of a word"),
        default_note(rng, depth, values[depth], "the number of words, a power of two,"),
        f"{level} has $clog2({depth}+1) bits.",
        *sheet.resets("empties the queue", f"makes it empty with {level} = 0"),
    ]
    return sheet.design(title, behaviour, body, reference, ("fifo_n", "param_fifo", "queue", "sync_fifo"), values)
