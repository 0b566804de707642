"""Modules made of given smaller ones, by instances and by generate loops; and arithmetic spread over stages."""

from dataclasses import replace
from random import Random

from verimentor_trainer.families.clocking import Sheet
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.families.draft import Draft
from verimentor_trainer.families.style import listing
from verimentor_trainer.wording import bits


@family
def ticked_counter(rng: Random) -> Design:
    """A counter whose enable comes from an instance of a tick generator."""
    sheet = Sheet(rng)
    period, width = rng.choice((3, 4, 5, 8, 10)), rng.choice((3, 4, 4, 8))
    size = (period - 1).bit_length()
    q = sheet.output("count", "q", "value", "seconds", width=width)
    tick = sheet.name("tick", "step", "pulse", "ce")
    cell = sheet.name("prescaler", "divider", "tick_gen", "timebase")
    given = [port.name for port in sheet.ports if port.direction == "input"]
    inputs = "".join(f"    input {name},\n" for name in given)
    inner = sheet.block("n <= 0;", [(tick, "n <= 0;"), ("", "n <= n + 1;")]).replace("\n", "\n    ")
    helper = f"""module {cell} (
{inputs}    output {tick}
);
    reg [{size - 1}:0] n;
    {inner}
    assign {tick} = (n == {period - 1});
endmodule
"""
    listed = [f".{name}({name})" for name in (*given, tick)]
    link = ", ".join(listed) if sheet.chance(0.7) else ", ".join((*given, tick))
    label = sheet.choose("u_tick", "u0", "i_div", "pre")
    body = f"wire {tick};\n{cell} {label} ({link});\n\n" + sheet.block(f"{q} <= 0;", [(tick, f"{q} <= {q} + 1;")])
    reference = f"""int all;
{sheet.remember("all", "0", f"(all + 1) % ({period} << {width})")}
assign {q} = all / {period};"""
    title = sheet.choose(
        f"{bits(rng, width)} counter stepped by a {cell} every {period} clocks",
        f"{bits(rng, width)} counter with an instance of {cell}",
        f"slow {bits(rng, width)} counter made of two modules",
    )
    sentences = [
        sheet.choose(
            f"{cell} has the ports {listing([*given, tick])}; its {tick} is high in the last of every {period} clock cycles, counted from reset.",
            f"Write a module {cell} ({', '.join(given)}, output {tick}) whose counter runs from 0 to {period - 1}, {tick} being high at {period - 1}, and instantiate it.",
        ),
        sheet.choose(
            f"{q} goes up by one at clock edges with {tick} high and wraps.",
            f"The main module counts {q} up when {tick} is 1.",
        ),
        *sheet.resets(f"clears {q} and the {cell}", "sets both counters to 0"),
    ]
    design = sheet.design(title, sentences, body, reference, ("slow_counter", "ticked", "count_top", "two_part"))
    return replace(design, helpers=helper)


@family
def generated_cells(rng: Random) -> Design:
    """A row of cells by a generate loop: adders in a chain, Gray code, or gates bit by bit."""
    draft = Draft(rng)
    size = draft.choose("WIDTH", "N", "W") if draft.chance(0.6) else ""
    value = rng.choice((4, 8, 8, 16))
    width: int | str = size or value
    kind = rng.choice(("adder", "gray", "mux"))
    a = draft.input("a", "x", "in", width=width)
    label = draft.choose("stage", "unit", "g", "bit_i")
    i = draft.choose("i", "k")
    parameters = {size: value} if size else {}
    last = f"{size}-1" if size else f"{value - 1}"
    if kind == "adder":
        b = draft.input("b", "y", width=width)
        cin = draft.input("cin", "ci")
        out, cout = draft.output("sum", "s", width=width, reg=False), draft.output("cout", "co", reg=False)
        cells = f"""wire [{width}:0] carry;
assign carry[0] = {cin};
genvar {i};
generate
    for ({i} = 0; {i} < {width}; {i} = {i} + 1) begin : {label}
        assign {out}[{i}] = {a}[{i}] ^ {b}[{i}] ^ carry[{i}];
        assign carry[{i} + 1] = ({a}[{i}] & {b}[{i}]) | (carry[{i}] & ({a}[{i}] ^ {b}[{i}]));
    end
endgenerate
assign {cout} = carry[{width}];"""
        reference = f"assign {{{cout}, {out}}} = {{1'b0, {a}}} + {b} + {cin};"
        noun = "ripple-carry adder built by a generate loop"
        rule = draft.choose(
            f"{{{cout}, {out}}} = {a} + {b} + {cin}; write one full adder per bit in a generate loop.",
            f"A generate loop makes a full adder for every bit: {out} is the sum of {a}, {b} and {cin}, {cout} the last carry.",
        )
    elif kind == "gray":
        out = draft.output("b", "bin", "y", "out", width=width, reg=False)
        cells = f"""assign {out}[{last}] = {a}[{last}];
genvar {i};
generate
    for ({i} = 0; {i} < {last}; {i} = {i} + 1) begin : {label}
        assign {out}[{i}] = {out}[{i} + 1] ^ {a}[{i}];
    end
endgenerate"""
        reference = f"always_comb begin {out} = 0; for (int k = 0; k < {width}; k++) {out} = {out} ^ ({a} >> k); end"
        noun = "Gray to binary converter built by a generate loop"
        rule = draft.choose(
            f"{out} is the binary number whose Gray code is {a}; a generate loop XORs each bit with the next higher one of the result.",
            f"Gray code in at {a}, binary out at {out}: the top bit is copied, every other bit of {out} is {a}'s bit XOR the next higher bit of {out} (generate loop).",
        )
    else:
        b, select = draft.input("b", "y", width=width), draft.input("sel", "pick", "mask", width=width)
        out = draft.output("z", "out", "result", width=width, reg=False)
        cells = f"""genvar {i};
generate
    for ({i} = 0; {i} < {width}; {i} = {i} + 1) begin : {label}
        assign {out}[{i}] = {select}[{i}] ? {b}[{i}] : {a}[{i}];
    end
endgenerate"""
        reference = f"assign {out} = ({a} & ~{select}) | ({b} & {select});"
        noun = "row of 2:1 multiplexers built by a generate loop"
        rule = draft.choose(
            f"Bit by bit {select} chooses {a} (0) or {b} (1) for {out}; use a generate loop.",
            f"For every bit i a multiplexer: {out}[i] = {select}[i] ? {b}[i] : {a}[i], made by generate.",
        )
    title = f"{width}-bit {noun}" if size else f"{bits(rng, value)} {noun}"
    note = (
        [draft.choose(f"{size} is a parameter, {value} by default.", f"The width is the parameter {size} = {value}.")]
        if size
        else []
    )
    return draft.design(
        title, (rule, *note), cells, reference, ("gen_cells", "row", "bitwise_gen", "loop_cells"), parameters
    )


@family
def pipelined_expression(rng: Random) -> Design:
    """Sums and products in two or three stages, with a valid bit that travels along."""
    sheet = Sheet(rng)
    width, kind = rng.choice((4, 6, 8, 8)), rng.choice(("sum", "mac", "square"))
    valid_in = sheet.input("in_valid", "start", "vin", "valid_in") if sheet.chance(0.6) else ""
    a, b, c = (sheet.input(*options, width=width) for options in (("a", "x"), ("b", "y"), ("c", "z")))
    wide = {"sum": width + 2, "mac": 2 * width + 1, "square": 2 * width + 2}[kind]
    out = sheet.output("result", "out", "p", "s", width=wide)
    valid_out = sheet.output("out_valid", "done", "vout", "valid_out") if valid_in else ""
    if kind == "sum":
        held, first = [("ab", width + 1, f"{a} + {b}"), ("c_q", width, c)], "ab + c_q"
        whole, words = f"{a} + {b} + {c}", (f"{a} + {b}", f"adds {c} of the same input")
    elif kind == "mac":
        held, first = [("ab", 2 * width, f"{a} * {b}"), ("c_q", width, c)], "ab + c_q"
        whole, words = f"{a} * {b} + {c}", (f"{a} * {b}", f"adds {c} of the same input")
    else:
        held, first = [("ab", width + 1, f"{a} + {b}"), ("c_q", width, c)], "ab * c_q"
        whole, words = f"({a} + {b}) * {c}", (f"{a} + {b}", f"multiplies by {c} of the same input")
    clears = [f"{name} <= 0;" for name, _, _ in held] + [f"{out} <= 0;"]
    steps = [f"{name} <= {value};" for name, _, value in held] + [f"{out} <= {first};"]
    declared = "".join(f"reg [{size - 1}:0] {name};\n" for name, size, _ in held)
    if valid_in:
        declared += "reg v;\n"
        clears += ["v <= 1'b0;", f"{valid_out} <= 1'b0;"]
        steps += [f"v <= {valid_in};", f"{valid_out} <= v;"]
    body = declared + sheet.block("\n".join(clears), "\n".join(steps))
    reference = f"logic [{wide - 1}:0] whole, kept;\n"
    reference += (
        f"assign whole = {wide}'d0 + {whole};\n"
        + sheet.remember("kept", "'0", "whole")
        + "\n"
        + sheet.remember(out, "'0", "kept")
    )
    if valid_in:
        reference += f"\nlogic [1:0] line;\n{sheet.remember('line', chr(39) + '0', f'{{line[0], {valid_in}}}')}\nassign {valid_out} = line[1];"
    title = sheet.choose(
        f"two-stage pipeline for {whole}, {bits(rng, width)} operands",
        f"pipelined {whole} on {bits(rng, width)} unsigned numbers",
    )
    sentences = [
        sheet.choose(
            f"The first stage registers {words[0]} and {c}, the second {words[1]} and registers {out}; nothing is lost.",
            f"{out} = {whole} for the inputs of two edges before: stage one has {words[0]}, stage two {words[1]}. All unsigned, {out} has {wide} bits.",
        ),
        *(
            [
                sheet.choose(
                    f"{valid_out} is {valid_in} two clocks later.",
                    f"{valid_in} travels along and comes out as {valid_out}; the data moves in any case.",
                )
            ]
            if valid_in
            else []
        ),
        *sheet.resets("clears all registers", "sets every register to 0"),
    ]
    return sheet.design(title, sentences, body, reference, ("pipe_expr", "pipelined", "two_stage", "dsp_pipe"))
