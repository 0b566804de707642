"""Modules made of instances of smaller modules."""

from random import Random

from verimentor_trainer.families.design import Design, Port, Reset, family
from verimentor_trainer.wording import bits, choose, names, number


def _connected(rng: Random, ordered: list[tuple[str, str]]) -> str:
    """Connections by name; now and then by position."""
    if rng.random() < 0.15:
        return ", ".join(signal for _, signal in ordered)
    return ", ".join(f".{port}({signal})" for port, signal in ordered)


@family
def adder_of_full_adders(rng: Random) -> Design:
    """A ripple-carry adder whose full adders are a module of their own."""
    width = rng.choice((2, 3, 4, 4, 4, 8))
    used: list[str] = []
    cell = names.fresh(rng, used, "full_adder", "full_adder", "fa", "fulladder", "fa_cell")
    a, b = names.fresh(rng, used, "a", "x", "op_a"), names.fresh(rng, used, "b", "y", "op_b")
    carry_in = rng.random() < 0.6
    cin = names.fresh(rng, used, "cin", "carry_in", "ci")
    total, cout = names.fresh(rng, used, "sum", "s", "result"), names.fresh(rng, used, "cout", "carry_out", "co")
    carry = names.fresh(rng, used, "c", "carry", "w")
    p, q, ci, s, co = rng.choice(
        (("a", "b", "cin", "sum", "cout"), ("x", "y", "ci", "s", "co"), ("a", "b", "c_in", "s", "c_out"))
    )
    title = choose(
        rng, f"{bits(rng, width)} adder from full adders", f"{bits(rng, width)} ripple carry adder made of {cell} instances",
        f"hierarchical {bits(rng, width)} adder", f"{bits(rng, width)} adder built from {number(rng, width)} {cell} modules",
    )  # fmt: skip
    with_carry = f" and {cin}" if carry_in else ""
    sentences = (
        choose(rng, f"{total} is the {width}-bit sum of {a}, {b}{with_carry}; {cout} is the carry out.", f"{{{cout}, {total}}} = {a} + {b}{f' + {cin}' if carry_in else ''}",
               f"It adds {a}, {b}{with_carry} and gives {total} and the carry {cout}."),
        choose(rng, f"Also define the submodule {cell} with inputs {p}, {q}, {ci} and outputs {s}, {co}, and chain {width} of them.",
               f"Instantiate {width} full adders; write the module {cell} ({p}, {q}, {ci} -> {s}, {co}) too.",
               f"Use a module {cell}({p}, {q}, {ci}, {s}, {co}), defined in the same file, once for each bit."),
    )  # fmt: skip
    order = [ci, co]
    lines = []
    loop = width >= 4 and rng.random() < 0.5
    if loop:
        links = _connected(
            rng,
            [
                (p, f"{a}[i]"),
                (q, f"{b}[i]"),
                (order[0], f"{carry}[i]"),
                (s, f"{total}[i]"),
                (order[1], f"{carry}[i+1]"),
            ],
        )
        lines = [
            f"wire [{width}:0] {carry};",
            f"assign {carry}[0] = {cin if carry_in else choose(rng, '0', '1' + chr(39) + 'b0')};",
            f"assign {cout} = {carry}[{width}];",
        ]
        lines = [line.replace("= 0;", "= 1'b0;") for line in lines]
        lines += [
            "genvar i;",
            "generate",
            f"    for (i = 0; i < {width}; i = i + 1) begin : stage",
            f"        {cell} u_fa ({links});",
            "    end",
            "endgenerate",
        ]
    else:
        lines = [f"wire [{width - 2}:0] {carry};" if width > 2 else f"wire {carry};"]
        wire = [f"{carry}[{i}]" if width > 2 else carry for i in range(width - 1)]
        chain = [cin if carry_in else "1'b0", *wire, cout]
        named = rng.random() < 0.85
        for i in range(width):
            ordered = [(p, f"{a}[{i}]"), (q, f"{b}[{i}]"), (ci, chain[i]), (s, f"{total}[{i}]"), (co, chain[i + 1])]
            links = ", ".join(f".{port}({signal})" if named else signal for port, signal in ordered)
            lines.append(f"{cell} fa{i} ({links});")
    sum_line = (
        f"    assign {s} = {p} ^ {q} ^ {ci};\n    assign {co} = ({p} & {q}) | ({p} & {ci}) | ({q} & {ci});"
        if rng.random() < 0.6
        else f"    assign {{{co}, {s}}} = {p} + {q} + {ci};"
    )
    helper = f"module {cell} (input {p}, input {q}, input {ci}, output {s}, output {co});\n{sum_line}\nendmodule"
    reference = f"assign {{{cout}, {total}}} = {a} + {b}{f' + {cin}' if carry_in else ''};"
    ports = [Port(a, "input", width), Port(b, "input", width)]
    if carry_in:
        ports.append(Port(cin, "input"))
    ports += [Port(total, "output", width), Port(cout, "output")]
    name = names.module(rng, f"adder{width}", "ripple_adder", "rca", "add_n", "ripple_carry")
    return Design(
        name, tuple(ports), title, sentences, "\n".join(lines), reference, helpers=helper, reference_helpers="\n"
    )


@family
def mux4_of_mux2(rng: Random) -> Design:
    """A 4-to-1 multiplexer from three 2-to-1 ones."""
    width = rng.choice((1, 1, 4, 8, 8, 16))
    packed = f"[{width - 1}:0] " if width > 1 else ""
    used: list[str] = []
    cell = names.fresh(rng, used, "mux2", "mux2", "mux2to1", "mux_2", "mux2x1")
    style = rng.choice((("a", "b", "c", "d"), ("d0", "d1", "d2", "d3"), ("in0", "in1", "in2", "in3")))
    used += style
    sel = names.fresh(rng, used, "sel", "s", "select")
    y = names.fresh(rng, used, "y", "out", "f", "dout")
    p, q, t, o = rng.choice((("a", "b", "sel", "y"), ("d0", "d1", "s", "y"), ("in0", "in1", "sel", "out")))
    first, second = rng.choice((("low", "high"), ("m0", "m1"), ("w0", "w1"), ("t0", "t1")))
    wide = f"{bits(rng, width)} " if width > 1 else ""
    title = choose(
        rng, f"{wide}4-to-1 multiplexer from three 2-to-1 multiplexers", f"{wide}mux4 from mux2", f"{wide}4 to 1 mux built of {cell} instances",
        f"{wide}four input mux made of three 2:1 muxes",
    )  # fmt: skip
    sentences = (
        choose(rng, f"{sel} = 0, 1, 2, 3 picks {', '.join(style[:3])} or {style[3]} for {y}.", f"{y} is {style[0]} for {sel} = 00, {style[1]} for 01, {style[2]} for 10 and {style[3]} for 11.",
               f"{sel} selects which of {style[0]} (0) to {style[3]} (3) goes to {y}."),
        choose(rng, f"Define {cell} with inputs {p}, {q}, {t} and output {o} ({o} = {q} when {t} is 1) and use it three times.",
               f"Write the submodule {cell} ({p}, {q}, {t}, {o}): {t} = 0 gives {p}, {t} = 1 gives {q}; instantiate three.",
               f"Use three instances of a module {cell} in the same file; its ports are {p}, {q}, {t} and {o}, and {t} high chooses {q}."),
    )  # fmt: skip
    named = rng.random() < 0.85

    def instance(label: str, signals: tuple[str, str, str, str]) -> str:
        links = [f".{port}({signal})" if named else signal for port, signal in zip((p, q, t, o), signals, strict=True)]
        return f"{cell} {label} ({', '.join(links)});"

    body = "\n".join(
        [f"wire {packed}{first}, {second};", instance("u0", (style[0], style[1], f"{sel}[0]", first)),
         instance("u1", (style[2], style[3], f"{sel}[0]", second)), instance("u2", (first, second, f"{sel}[1]", y))]
    )  # fmt: skip
    helper = f"module {cell} (input {packed}{p}, input {packed}{q}, input {t}, output {packed}{o});\n    assign {o} = {t} ? {q} : {p};\nendmodule"
    reference = f"assign {y} = {{{', '.join(reversed(style))}}} >> ({sel} * {width});"
    ports = (*(Port(n, "input", width) for n in style), Port(sel, "input", 2), Port(y, "output", width))
    return Design(
        names.module(rng, "mux4", "mux4to1", "mux_4", "mux4x1"),
        ports,
        title,
        sentences,
        body,
        reference,
        helpers=helper,
        reference_helpers="\n",
    )


@family
def register_chain(rng: Random) -> Design:
    """Two to four instances of a register module in a row."""
    count, width = rng.choice((2, 3, 3, 4)), rng.choice((1, 1, 4, 8, 8, 16))
    packed = f"[{width - 1}:0] " if width > 1 else ""
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    d, q = (
        names.fresh(rng, used, "d", "din", "data_in", "in", "x"),
        names.fresh(rng, used, "q", "dout", "data_out", "out", "y"),
    )
    cell = names.fresh(
        rng,
        used,
        *(("dff", "d_ff", "flop", "dff_r") if width == 1 else ("register", "reg_stage", "stage_reg", "pipe_reg")),
    )
    wire = names.fresh(rng, used, "w", "stage", "tap", "s", "mid")
    what = "D flip-flop" if width == 1 else f"{bits(rng, width)} register"
    title = choose(
        rng, f"chain of {number(rng, count)} {what}s", f"{count} stage delay line of {cell} instances", f"{number(rng, count)}-stage pipeline register from {cell} modules",
        f"delay of {count} clocks for {'one bit' if width == 1 else bits(rng, width) + ' data'}, built of {number(rng, count)} {cell} instances",
    )  # fmt: skip
    sentences = (
        choose(rng, f"{q} is {d} delayed by {count} rising edges of {clock}.", f"{d} passes through {count} registers to {q}, one step a clock.", f"{d} -> {cell} x {count} -> {q}, clocked by {clock}"),
        choose(rng, f"Define the submodule {cell} with ports {clock}, {reset.name}, d and q, and instantiate it {count} times.",
               f"Write {cell} ({clock}, {reset.name}, d, q) in the same file and chain {number(rng, count)} of these.",
               f"Each stage is an instance of {cell}, a module with inputs {clock}, {reset.name}, d and output q."),
        reset.says(rng, choose(rng, "clears every stage", "sets all stages to 0", "clears all of them")),
    )  # fmt: skip
    inner = [f"{wire}{i + 1}" for i in range(count - 1)]
    path = [d, *inner, q]
    lines = [f"wire {packed}{', '.join(inner)};"]
    named = rng.random() < 0.85
    for i in range(count):
        ordered = [(clock, clock), (reset.name, reset.name), ("d", path[i]), ("q", path[i + 1])]
        lines.append(
            f"{cell} u{i} (" + ", ".join(f".{port}({signal})" if named else signal for port, signal in ordered) + ");"
        )
    helper = f"module {cell} (input {clock}, input {reset.name}, input {packed}d, output reg {packed}q);\n    always @({reset.events(clock)}) begin\n        if ({reset.condition})\n            q <= 0;\n        else\n            q <= d;\n    end\nendmodule"
    total = count * width
    reference = f"reg [{total - 1}:0] all;\nalways @({reset.events(clock)}) all <= ({reset.condition}) ? 0 : {{all[{total - width - 1}:0], {d}}};\nassign {q} = all[{total - 1}:{total - width}];"
    ports = (Port(clock, "input"), reset.port, Port(d, "input", width), Port(q, "output", width))
    name = names.module(rng, "delay_chain", "pipeline", "dff_chain", f"delay{count}", "sync_chain")
    return Design(name, ports, title, sentences, "\n".join(lines), reference, helpers=helper, reference_helpers="\n")


_CELLS = {  # two-input cells: name pool and operator
    "and": (("and2", "my_and", "and_gate"), "&"),
    "or": (("or2", "my_or", "or_gate"), "|"),
    "xor": (("xor2", "my_xor", "xor_gate"), "^"),
    "nand": (("nand2", "my_nand", "nand_gate"), "&"),
}


@family
def tree_of_cells(rng: Random) -> Design:
    """A gate of four inputs from three instances of a two-input cell."""
    kind = rng.choice(("and", "or", "xor"))
    pool, operator = _CELLS[kind]
    width = rng.choice((1, 1, 1, 4, 8))
    packed = f"[{width - 1}:0] " if width > 1 else ""
    cell = rng.choice(pool)
    p, q, o = rng.choice((("a", "b", "y"), ("x", "y", "z"), ("in1", "in2", "out"), ("i0", "i1", "o")))
    inputs = rng.choice((("a", "b", "c", "d"), ("in0", "in1", "in2", "in3"), ("x0", "x1", "x2", "x3")))
    y = choose(rng, "y", "out", "f", "result")
    tree = rng.random() < 0.5
    shape = (
        choose(rng, "as a balanced tree", "as a tree of two levels")
        if tree
        else choose(rng, "in a chain", "one after the other")
    )
    wide = f"{bits(rng, width)} " if width > 1 else ""
    title = choose(
        rng,
        f"{wide}4-input {kind} from three {cell} instances",
        f"{wide}four-input {kind.upper()} built of {cell} modules",
        f"hierarchical {wide}4 input {kind} gate",
    )
    sentences = (
        choose(rng, f"{y} is the {'bitwise ' if width > 1 else ''}{kind} of {', '.join(inputs[:3])} and {inputs[3]}.", f"{y} = {f' {operator} '.join(inputs)}"),
        choose(rng, f"Define {cell} with inputs {p} and {q} and output {o} ({o} = {p} {operator} {q}) and connect three of them {shape}.",
               f"Use three instances of {cell}({p}, {q}, {o}), {o} = {p} {operator} {q}, {shape}; write {cell} too.",
               f"The submodule {cell} computes {o} = {p} {operator} {q}; instantiate it three times {shape}."),
    )  # fmt: skip
    rows = (
        [(inputs[0], inputs[1], "t1"), (inputs[2], inputs[3], "t2"), ("t1", "t2", y)]
        if tree
        else [(inputs[0], inputs[1], "t1"), ("t1", inputs[2], "t2"), ("t2", inputs[3], y)]
    )
    named = rng.random() < 0.8
    lines = [f"wire {packed}t1, t2;"]
    for i, (left, right, out) in enumerate(rows, 1):
        lines.append(
            f"{cell} g{i} (.{p}({left}), .{q}({right}), .{o}({out}));"
            if named
            else f"{cell} g{i} ({left}, {right}, {out});"
        )
    helper = f"module {cell} (input {packed}{p}, input {packed}{q}, output {packed}{o});\n    assign {o} = {p} {operator} {q};\nendmodule"
    steps = "\n".join(f"    {y} = {y} {operator} {n};" for n in inputs[1:])
    reference = f"always @* begin\n    {y} = {inputs[0]};\n{steps}\nend"
    ports = (*(Port(n, "input", width) for n in inputs), Port(y, "output", width))
    return Design(
        names.module(rng, f"{kind}4", f"{kind}4_tree", f"wide_{kind}", f"{kind}_of_four"),
        ports,
        title,
        sentences,
        "\n".join(lines),
        reference,
        helpers=helper,
        reference_helpers="\n",
    )


@family
def wrapper_of_adder(rng: Random) -> Design:
    """Two instances of a given adder cell: add and subtract, or a sum of three."""
    width = rng.choice((4, 8, 8, 16, 32))
    cell = choose(rng, f"add{width}", "adder", "add_block")
    subtracts = rng.random() < 0.5
    a, b = rng.choice((("a", "b"), ("x", "y"), ("op_a", "op_b")))
    header = f"module {cell} (input [{width - 1}:0] p, input [{width - 1}:0] q, input ci, output [{width - 1}:0] s, output co);"
    helper = f"{header}\n    assign {{co, s}} = p + q + ci;\nendmodule"
    given = choose(
        rng,
        f"Define and use this submodule, which adds p, q and ci into s with carry co:\n{header}",
        f"The submodule ({{co, s}} = p + q + ci), to be written below it, has this header:\n{header}",
    )
    if subtracts:
        sub, y, carry = (
            choose(rng, "sub", "mode", "do_sub"),
            choose(rng, "result", "out", "r"),
            choose(rng, "carry", "cout", "co_out"),
        )
        title = choose(
            rng,
            f"{bits(rng, width)} adder-subtractor from {cell}",
            f"{bits(rng, width)} add/subtract unit around an instance of {cell}",
            f"{bits(rng, width)} adder/subtractor using {cell}",
        )
        says = choose(
            rng,
            f"{sub} = 0: {y} = {a} + {b}; {sub} = 1: {y} = {a} - {b}, by inverting {b} and using {sub} as carry in.",
            f"When {sub} is high {y} is {a} - {b} (invert {b}, carry in 1), otherwise {a} + {b}.",
        )
        says2 = choose(rng, f"{carry} is the carry out co of the instance.", f"The carry out goes to {carry}.")
        body = f"{cell} u_add (.p({a}), .q({b} ^ {{{width}{{{sub}}}}}), .ci({sub}), .s({y}), .co({carry}));"
        reference = (
            f"assign {{{carry}, {y}}} = {sub} ? {{1'b0, {a}}} + {{1'b0, ~{b}}} + 1'b1 : {{1'b0, {a}}} + {{1'b0, {b}}};"
        )
        ports: tuple[Port, ...] = (
            Port(a, "input", width),
            Port(b, "input", width),
            Port(sub, "input"),
            Port(y, "output", width),
            Port(carry, "output"),
        )
        name = names.module(rng, "addsub", "add_sub", "addsub_unit")
    else:
        c, y = choose(rng, "c", "z", "third"), choose(rng, "total", "sum", "result")
        title = choose(
            rng,
            f"{bits(rng, width)} sum of three operands from two {cell} instances",
            f"three-operand {bits(rng, width)} adder",
            f"{bits(rng, width)} adder of {a}, {b} and {c} with two instances of {cell}",
        )
        says = choose(
            rng, f"{y} = {a} + {b} + {c}, modulo 2^{width}.", f"{y} is the low {width} bits of {a} + {b} + {c}."
        )
        says2 = choose(rng, "The carries are left open.", "Both carry inputs are 0 and the carry outputs are not used.")
        body = f"wire [{width - 1}:0] partial;\n{cell} u0 (.p({a}), .q({b}), .ci(1'b0), .s(partial), .co());\n{cell} u1 (.p(partial), .q({c}), .ci(1'b0), .s({y}), .co());"
        reference = f"assign {y} = {c} + {b} + {a};"
        ports = (Port(a, "input", width), Port(b, "input", width), Port(c, "input", width), Port(y, "output", width))
        name = names.module(rng, "sum3", "add_three", "adder3")
    return Design(name, ports, title, (says, says2, given), body, reference, helpers=helper, reference_helpers="\n")
