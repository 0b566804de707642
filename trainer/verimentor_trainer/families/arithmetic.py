"""Adders and subtractors."""

from random import Random

from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.style import among, case, chain, default_note, procedure, remark
from verimentor_trainer.wording import bits, choose, names, number


def operands(rng: Random) -> tuple[str, str]:
    """Names of the two operands."""
    return rng.choice(
        (("a", "b"), ("a", "b"), ("a", "b"), ("x", "y"), ("A", "B"), ("op_a", "op_b"), ("in_a", "in_b"), ("in1", "in2"))
    )


def _adder_names(rng: Random) -> tuple[str, str, str, str, str]:
    a, b = operands(rng)
    cin = rng.choice(("cin", "cin", "cin", "ci", "carry_in", "c_in"))
    total = among(rng, ("sum", "sum", "sum", "s", "S"), (a, b))
    cout = {"cin": "cout", "ci": "co", "carry_in": "carry_out", "c_in": "c_out"}[cin]
    return a, b, cin, total, cout


@family
def half_adder(rng: Random) -> Design:
    """A half adder."""
    a, b, _, total, _ = _adder_names(rng)
    carry = among(rng, ("carry", "carry", "cout", "c", "co"))
    style = rng.randrange(4)
    body = (
        f"assign {total} = {a} ^ {b};\nassign {carry} = {a} & {b};",
        f"assign {{{carry}, {total}}} = {a} + {b};",
        f"xor x1({total}, {a}, {b});\nand a1({carry}, {a}, {b});",
        procedure(rng, f"{total} = {a} ^ {b};\n{carry} = {a} & {b};"),
    )[style]
    reference = f"assign {total} = {a} != {b};\nassign {carry} = {a} && {b};"
    title = choose(
        rng,
        "half adder",
        "half adder",
        "1-bit half adder",
        "half-adder circuit",
        "half adder for two bits",
        "combinational half adder",
    )
    sentence = choose(
        rng,
        f"{total} is the XOR of {a} and {b}, {carry} is their AND.",
        f"It adds the bits {a} and {b}: {total} is the sum bit and {carry} the carry.",
        f"{total} = {a} ^ {b}, {carry} = {a} & {b}",
        f"{{{carry}, {total}}} = {a} + {b}",
        f"Add {a} and {b}, giving {total} and the carry {carry}.",
    )
    ports = (
        Port(a, "input"),
        Port(b, "input"),
        Port(total, "output", reg=style == 3),
        Port(carry, "output", reg=style == 3),
    )
    name = names.module(rng, "half_adder", "half_adder", "ha", "halfadder", "half_add")
    return Design(
        name, ports, title, (sentence,), remark(rng, "sum and carry", "half adder") + body, reference, sparse=True
    )


@family
def full_adder(rng: Random) -> Design:
    """A full adder, maybe of two half adders."""
    a, b, cin, total, cout = _adder_names(rng)
    style = rng.randrange(5)
    helpers = ""
    if style == 4:
        helpers = "module half_adder (input a, input b, output s, output c);\n    assign s = a ^ b;\n    assign c = a & b;\nendmodule"
        body = (
            f"wire s1, c1, c2;\nhalf_adder ha1 (.a({a}), .b({b}), .s(s1), .c(c1));\n"
            f"half_adder ha2 (.a(s1), .b({cin}), .s({total}), .c(c2));\nassign {cout} = c1 | c2;"
        )
    else:
        majority = f"({a} & {b}) | ({a} & {cin}) | ({b} & {cin})"
        propagate = f"({a} & {b}) | ({cin} & ({a} ^ {b}))"
        body = (
            f"assign {total} = {a} ^ {b} ^ {cin};\nassign {cout} = {majority};",
            f"assign {total} = {a} ^ {b} ^ {cin};\nassign {cout} = {propagate};",
            f"assign {{{cout}, {total}}} = {a} + {b} + {cin};",
            procedure(
                rng,
                rng.choice(
                    (f"{{{cout}, {total}}} = {a} + {b} + {cin};", f"{total} = {a} ^ {b} ^ {cin};\n{cout} = {majority};")
                ),
            ),
        )[style]
    reference = f"logic [1:0] n;\nalways @* begin\n    n = 2'd0 + {a} + {b} + {cin};\n    {total} = n[0];\n    {cout} = n[1];\nend"
    two = "using two half adders" if helpers else ""
    title = choose(
        rng,
        "full adder",
        "full adder",
        "1-bit full adder",
        "one bit full adder",
        "full-adder cell",
        "single bit full adder with carry in and carry out",
    )
    if helpers:
        title += choose(rng, f" {two}", " made of two half adders", " built from two half_adder instances")
    sentence = choose(
        rng,
        f"{total} is the XOR of {a}, {b} and {cin}; {cout} is their majority.",
        f"It adds {a}, {b} and the carry {cin}, giving the sum bit {total} and the carry {cout}.",
        f"{{{cout}, {total}}} = {a} + {b} + {cin}",
        f"{total} = {a} ^ {b} ^ {cin}; {cout} is 1 when at least two inputs are 1",
        f"Add three bits {a}, {b}, {cin}: {total} is the low bit of the result and {cout} the high bit.",
    )
    reg = style == 3
    ports = (
        Port(a, "input"),
        Port(b, "input"),
        Port(cin, "input"),
        Port(total, "output", reg=reg),
        Port(cout, "output", reg=reg),
    )
    name = names.module(rng, "full_adder", "full_adder", "fa", "fulladder", "adder1")
    return Design(
        name,
        ports,
        title,
        (sentence,),
        remark(rng, "add three bits", "full adder") + body,
        reference,
        sparse=True,
        helpers=helpers,
        reference_helpers="module unused (); endmodule" if helpers else "",
    )


@family
def adder(rng: Random) -> Design:
    """An n-bit adder with optional carry in and carry out."""
    parameterised = rng.random() < 0.15
    size = rng.choice((2, 3, 4, 4, 8, 8, 8, 16, 16, 32, 64))
    parameter = rng.choice(("WIDTH", "N", "W"))
    width: int | str = parameter if parameterised else size
    a, b, cin, total, cout = _adder_names(rng)
    with_in = rng.random() < 0.6
    with_out = with_in or rng.random() < 0.6
    value = f"{a} + {b}" + (f" + {cin}" if with_in else "")
    target = f"{{{cout}, {total}}}" if with_out else total
    reg = rng.random() < 0.15
    body = procedure(rng, f"{target} = {value};") if reg else f"assign {target} = {value};"
    top = parameter if parameterised else str(size)
    assigns = f"    {{{cout}, {total}}} = r;" if with_out else f"    {total} = r;"
    reference = f"logic [{top}:0] r;\nalways @* begin\n    r = {{1'b0, {a}}} - ~{{1'b0, {b}}}{' - !' + cin if with_in else ' - 1'};\n{assigns}\nend"
    extras = {
        (True, True): (
            "",
            "",
            " with carry in and carry out",
            " with carry-in and carry-out",
            f" with {cin} and {cout}",
        ),
        (False, True): (" with carry out", " with a carry output", f" with {cout} but without carry in"),
        (False, False): (" without carry", " without carries", ", no carry in or out"),
    }[with_in, with_out]
    title = f"{bits(rng, width)} {rng.choice(('adder', 'adder', 'binary adder', 'unsigned adder'))}{rng.choice(extras)}"
    out_text = f"{{{cout}, {total}}}" if with_out else total
    formula = f"{a} + {b}" + (f" + {cin}" if with_in else "")
    carries = f" plus the carry in {cin}" if with_in else ""
    sentence = choose(
        rng,
        f"{out_text} is {formula}.",
        f"{total} is the sum of {a} and {b}{carries}"
        + (f"; {cout} is the carry out of the top bit." if with_out else ", modulo the width."),
        f"{out_text} = {formula}",
        f"It adds {a} and {b}{carries} into {total}"
        + (f" and reports the carry on {cout}." if with_out else " and drops the carry."),
        f"Add {a} to {b}{carries}; the result goes to {total}"
        + (f" and its carry to {cout}" if with_out else ", wrapping around"),
    )
    behaviour = [sentence, *([default_note(rng, parameter, size)] if parameterised else [])]
    ports = [Port(a, "input", width), Port(b, "input", width)]
    if with_in:
        ports.append(Port(cin, "input", note="carry in"))
    ports.append(Port(total, "output", width, reg=reg))
    if with_out:
        ports.append(Port(cout, "output", reg=reg, note="carry out"))
    name = names.module(rng, "adder", f"adder{size}", f"add{size}", f"adder_{size}bit", f"adder{size}bit", "add")
    return Design(
        name,
        tuple(ports),
        title,
        tuple(behaviour),
        remark(rng, "add", "sum with carry" if with_out else "sum") + body,
        reference,
        {parameter: size} if parameterised else {},
        sparse=with_out and not parameterised,
    )


@family
def ripple_carry_adder(rng: Random) -> Design:
    """An adder of full-adder instances."""
    size = rng.choice((2, 3, 4, 4, 4, 4, 8, 8, 16, 32))
    a, b, cin, total, cout = _adder_names(rng)
    with_in = rng.random() < 0.75
    cell = rng.choice(("full_adder", "full_adder", "fa"))
    first = cin if with_in else "1'b0"
    equations = "assign sum = a ^ b ^ cin;\n    assign cout = (a & b) | (cin & (a ^ b));"
    if rng.random() < 0.4:
        equations = "assign {cout, sum} = a + b + cin;"
    helpers = f"module {cell} (input a, input b, input cin, output sum, output cout);\n    {equations}\nendmodule"
    if size <= 4 and rng.random() < 0.75:
        wires = ", ".join(f"c{i}" for i in range(1, size))
        lines = [f"wire {wires};"]
        for i in range(size):
            before = first if i == 0 else f"c{i}"
            after = cout if i == size - 1 else f"c{i + 1}"
            lines.append(
                f"{cell} fa{i} (.a({a}[{i}]), .b({b}[{i}]), .cin({before}), .sum({total}[{i}]), .cout({after}));"
            )
        body = "\n".join(lines)
    else:
        body = (
            f"wire [{size}:0] c;\nassign c[0] = {first};\nassign {cout} = c[{size}];\ngenvar i;\ngenerate\n"
            f"    for (i = 0; i < {size}; i = i + 1) begin : stage\n"
            f"        {cell} fa (.a({a}[i]), .b({b}[i]), .cin(c[i]), .sum({total}[i]), .cout(c[i+1]));\n    end\nendgenerate"
        )
    reference = f"assign {{{cout}, {total}}} = {a} + {b}{f' + {cin}' if with_in else ''};"
    title = f"{bits(rng, size)} " + choose(
        rng,
        "ripple carry adder",
        "ripple-carry adder",
        "ripple carry adder made of full adders",
        "ripple adder",
        "carry ripple adder",
    )
    if not with_in:
        title += choose(rng, " without carry in", ", no carry input")
    start = f"{cin} is the carry into the lowest" if with_in else "the lowest has no carry in"
    sentence = choose(
        rng,
        f"{size} instances of {cell} add {a} and {b} bit by bit; {start}, {total} is the sum and {cout} the last carry.",
        f"The carry ripples through {number(rng, size)} {cell} stages from bit 0 up; {start}. {total} is the sum, {cout} the carry out.",
        f"{{{cout}, {total}}} = {a} + {b}{f' + {cin}' if with_in else ''}, as a chain of {cell} instances",
        f"Chain {size} {cell} modules to add {a} and {b}; {start} and {cout} leaves the highest, the sum is {total}.",
    )
    ports = (
        Port(a, "input", size),
        Port(b, "input", size),
        *((Port(cin, "input"),) if with_in else ()),
        Port(total, "output", size),
        Port(cout, "output"),
    )
    name = names.module(
        rng, "ripple_carry_adder", f"rca{size}", "ripple_adder", "rca", f"ripple_carry_adder_{size}", f"adder{size}"
    )
    return Design(
        name,
        ports,
        title,
        (sentence,),
        body,
        reference,
        sparse=True,
        helpers=helpers,
        reference_helpers="module unused (); endmodule",
    )


@family
def subtractor(rng: Random) -> Design:
    """A subtractor with optional borrow out."""
    size = rng.choice((1, 4, 4, 8, 8, 8, 16, 32))
    a, b = operands(rng)
    out = among(rng, ("diff", "diff", "difference", "d", "result"), (a, b))
    borrow = among(rng, ("borrow", "bout", "borrow_out"), (a, b, out)) if size == 1 or rng.random() < 0.55 else None
    enters = "bin" if borrow and rng.random() < 0.35 else None
    value = f"{a} - {b}" + (f" - {enters}" if enters else "")
    body = f"assign {f'{{{borrow}, {out}}}' if borrow else out} = {value};"
    reg = False
    if borrow and not enters and rng.random() < 0.4:
        body = f"assign {out} = {value};\nassign {borrow} = {a} < {b};"
    elif rng.random() < 0.15:
        body, reg = procedure(rng, body.removeprefix("assign ")), True
    takes = f" + {enters}" if enters else ""
    reference = f"assign {out} = {a} + ~{b} + 1'b1{f' - {enters}' if enters else ''};"
    if borrow:
        reference += f"\nassign {borrow} = {{1'b0, {a}}} < {{1'b0, {b}}}{takes};"
    if size == 1:
        title = (
            choose(rng, "full subtractor", "1-bit full subtractor")
            if enters
            else choose(rng, "half subtractor", "1-bit half subtractor")
        )
    else:
        title = f"{bits(rng, size)} subtractor"
        title += (
            choose(rng, " with borrow in and borrow out", " with borrow input and output")
            if enters
            else choose(rng, " with borrow out", " with a borrow output", " with borrow")
            if borrow
            else ""
        )
    minus = f", less the borrow {enters}" if enters else ""
    behaviour = [
        choose(
            rng,
            f"{out} is {value}.",
            f"{out} = {value}",
            f"It subtracts {b} from {a}{minus}; the difference is {out}.",
            f"The difference of {a} and {b}{minus} appears at {out}: {value}.",
            f"Compute {value} and drive {out} with it.",
        )
    ]
    if borrow:
        need = f"{b} + {enters}" if enters else b
        behaviour.append(
            choose(
                rng,
                f"{borrow} is 1 when {a} < {need} (unsigned).",
                f"{borrow} is high if {a} is less than {need}.",
                f"{borrow} tells that the unsigned {a} is smaller than {need}.",
                f"{borrow} = ({a} < {need})",
            )
        )
    ports = [
        Port(a, "input", size),
        Port(b, "input", size),
        *([Port(enters, "input", note="borrow in")] if enters else []),
        Port(out, "output", size, reg=reg),
    ]
    if borrow:
        ports.append(Port(borrow, "output", reg=reg, note="borrow out"))
    name = names.module(rng, "subtractor", f"sub{size}", "sub", f"subtractor{size}", "subtract")
    return Design(name, tuple(ports), title, tuple(behaviour), remark(rng, "subtract", "difference") + body, reference)


@family
def adder_subtractor(rng: Random) -> Design:
    """Adds or subtracts as a mode input says."""
    size = rng.choice((4, 4, 8, 8, 16, 32))
    a, b = operands(rng)
    mode, high_subtracts = rng.choice(
        (("sub", True), ("sub", True), ("mode", True), ("m", True), ("op", True), ("add", False), ("add_n_sub", False))
    )
    out = among(rng, ("result", "sum", "y", "s", "out"), (a, b))
    style = rng.randrange(3)
    plus, minus = f"{a} + {b}", f"{a} - {b}"
    first, second = (minus, plus) if high_subtracts else (plus, minus)
    if style == 0:
        body = f"assign {out} = {mode} ? {first} : {second};"
    elif style == 1:
        body = procedure(rng, chain([(mode, f"{out} = {first};")], f"{out} = {second};"))
    else:
        body = procedure(rng, case(mode, [("1'b0", f"{out} = {second};"), ("1'b1", f"{out} = {first};")]))
    inverted = mode if high_subtracts else f"!{mode}"
    reference = f"assign {out} = {a} + ({b} ^ {{{size}{{{inverted}}}}}) + ({inverted});"
    title = f"{bits(rng, size)} " + choose(
        rng,
        "adder-subtractor",
        "adder/subtractor",
        "add/sub unit",
        "adder and subtractor",
        "add-subtract unit",
        "adder subtractor",
    )
    s, p = (1, 0) if high_subtracts else (0, 1)
    sentence = choose(
        rng,
        f"{out} is {plus} when {mode} is {p} and {minus} when {mode} is {s}.",
        f"{mode} = {s} subtracts {b} from {a}, {mode} = {p} adds them; the result is {out}.",
        f"{out} = {mode} ? {first} : {second}",
        f"With {mode} {'high' if high_subtracts else 'low'} it computes {minus}, otherwise {plus}, at {out}.",
        f"It adds if {mode} = {p} and subtracts ({minus}) if {mode} = {s}; {out} holds the result.",
    )
    ports = [
        Port(a, "input", size),
        Port(b, "input", size),
        Port(mode, "input"),
        Port(out, "output", size, reg=style > 0),
    ]
    if rng.random() < 0.2:
        ports.insert(0, ports.pop(2))
    name = names.module(rng, "addsub", "add_sub", f"addsub{size}", "adder_subtractor", "add_subtract")
    return Design(name, tuple(ports), title, (sentence,), body, reference)
