"""Operations on one number, saturating sums and products."""

from random import Random

from verimentor_trainer.families.counting import INPUT_NAMES
from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.style import among, chain, default_note, procedure, remark
from verimentor_trainer.wording import bits, choose, names, number


@family
def unary_arithmetic(rng: Random) -> Design:
    """Increment, decrement, negation, absolute value, doubling and halving."""
    width = rng.choice((3, 4, 8, 8, 8, 16, 32))
    parameterised = rng.random() < 0.12
    kind = rng.choice(("increment", "decrement", "negate", "absolute", "absolute", "incdec"))
    if kind == "absolute":
        parameterised = False
    size: int | str = "WIDTH" if parameterised else width
    a = among(rng, INPUT_NAMES)
    y = among(rng, ("y", "out", "result", "dout", "z", "q"), (a,))
    control = among(rng, ("dec", "down", "mode", "sel"), (a, y))
    top = width - 1
    minus = rng.choice((f"~{a} + 1'b1", f"-{a}"))
    value = {
        "increment": rng.choice((f"{a} + 1'b1", f"{a} + 1")),
        "decrement": rng.choice((f"{a} - 1'b1", f"{a} - 1")),
        "negate": minus,
        "absolute": f"{a}[{top}] ? {minus} : {a}",
        "incdec": f"{control} ? {a} - 1'b1 : {a} + 1'b1",
    }[kind]
    reg = rng.random() < 0.2
    if reg and kind == "absolute":
        body = procedure(rng, chain([(f"{a}[{top}]", f"{y} = {minus};")], f"{y} = {a};"))
    elif reg and kind == "incdec":
        body = procedure(rng, chain([(control, f"{y} = {a} - 1'b1;")], f"{y} = {a} + 1'b1;"))
    else:
        body = procedure(rng, f"{y} = {value};") if reg else f"assign {y} = {value};"
    ones = f"{{{size}{{1'b1}}}}"
    reference = {
        "increment": f"assign {y} = {a} - {ones};",
        "decrement": f"assign {y} = {a} + {ones};",
        "negate": f"assign {y} = ({a} ^ {ones}) - {ones};",
        "absolute": f"wire [{top}:0] s = {{{width}{{{a}[{top}]}}}};\nassign {y} = ({a} ^ s) - s;",
        "incdec": f"assign {y} = {control} ? {a} + {ones} : {a} - {ones};",
    }[kind]
    n = bits(rng, size)
    title, sentence = {
        "increment": (
            choose(
                rng,
                f"{n} incrementer",
                f"{n} increment by one",
                f"{n} plus-one circuit",
                f"{n} combinational incrementer",
            ),
            choose(
                rng,
                f"{y} is {a} plus 1, wrapping around.",
                f"{y} = {a} + 1",
                f"Add one to {a} and output it on {y}, modulo the width.",
                f"{y} is one more than {a}; overflow is dropped.",
            ),
        ),
        "decrement": (
            choose(
                rng,
                f"{n} decrementer",
                f"{n} decrement by one",
                f"{n} minus-one circuit",
                f"{n} combinational decrementer",
            ),
            choose(
                rng,
                f"{y} is {a} minus 1, wrapping below zero.",
                f"{y} = {a} - 1",
                f"Subtract one from {a} and output it on {y}.",
                f"{y} is one less than {a}, modulo the width.",
            ),
        ),
        "negate": (
            choose(rng, f"{n} two's complement", f"{n} negation", f"{n} two's complementer", f"{n} negator"),
            choose(
                rng,
                f"{y} is the two's complement of {a}.",
                f"{y} = -{a}",
                f"{y} is minus {a}: all bits inverted plus one.",
                f"Negate {a} to get {y}.",
                f"{y} = ~{a} + 1",
            ),
        ),
        "absolute": (
            choose(
                rng,
                f"{n} absolute value",
                f"absolute value of a signed {n} number",
                f"{n} magnitude of two's complement",
                f"{n} abs unit",
            ),
            choose(
                rng,
                f"{y} is the absolute value of the two's complement number {a}.",
                f"{y} = |{a}|, {a} being signed",
                f"If {a} is negative {y} is -{a}, else {a}; {a} is two's complement.",
                f"{y} is {a} when its top bit is 0 and its two's complement otherwise.",
            ),
        ),
        "incdec": (
            choose(rng, f"{n} incrementer/decrementer", f"{n} increment or decrement unit", f"{n} plus or minus one"),
            choose(
                rng,
                f"{y} is {a} - 1 when {control} is 1 and {a} + 1 when it is 0.",
                f"{y} = {control} ? {a} - 1 : {a} + 1",
                f"{control} = 0 adds one to {a}, {control} = 1 subtracts one; the result is {y}.",
                f"With {control} low {y} is one more than {a}, with {control} high one less.",
            ),
        ),
    }[kind]
    behaviour = [sentence, *([default_note(rng, "WIDTH", width)] if parameterised else [])]
    name = names.module(
        rng,
        *{
            "increment": ("incrementer", "inc", "plus_one", f"inc{width}"),
            "decrement": ("decrementer", "dec1", "minus_one"),
            "negate": ("negate", "twos_comp", "neg", "complement2"),
            "absolute": ("abs", "abs_value", "absolute", "magnitude"),
            "incdec": ("incdec", "inc_dec", "plus_minus_one"),
        }[kind],
    )
    ports = (
        Port(a, "input", size),
        *((Port(control, "input"),) if kind == "incdec" else ()),
        Port(y, "output", size, reg=reg),
    )
    return Design(
        name,
        ports,
        title,
        tuple(behaviour),
        body,
        reference,
        {"WIDTH": width} if parameterised else {},
        sparse=kind != "incdec" and not parameterised,
    )


@family
def saturating_adder(rng: Random) -> Design:
    """Unsigned or signed saturating addition, or unsigned saturating subtraction."""
    width = rng.choice((4, 8, 8, 8, 16))
    kind = rng.choice(("add", "add", "sub", "signed"))
    a, b = rng.choice((("a", "b"), ("a", "b"), ("x", "y"), ("in_a", "in_b")))
    out = among(rng, ("sum", "result", "out", "res") if kind != "sub" else ("diff", "result", "out", "res"), (a, b))
    top = width - 1
    biggest = (1 << top) - 1
    reg = rng.random() < 0.25
    if kind == "add":
        value = f"wide[{width}] ? {{{width}{{1'b1}}}} : wide[{top}:0]"
        prepare = f"wire [{width}:0] wide = {a} + {b};\n"
        reference = f"assign {out} = {a} > ~{b} ? ~{width}'d0 : {a} + {b};"
    elif kind == "sub":
        value, prepare = f"({a} > {b}) ? {a} - {b} : {width}'d0", ""
        reference = f"wire [{width}:0] d = {{1'b0, {a}}} - {{1'b0, {b}}};\nassign {out} = d[{top}:0] & ~{{{width}{{d[{width}]}}}};"
    else:
        prepare = f"wire [{top}:0] raw = {a} + {b};\nwire overflow = ({a}[{top}] == {b}[{top}]) && (raw[{top}] != {a}[{top}]);\n"
        value = f"overflow ? ({a}[{top}] ? {width}'h{1 << top:x} : {width}'h{biggest:x}) : raw"
        reference = f"integer s;\nalways @* begin\n    s = $signed({a}) + $signed({b});\n    if (s > {biggest}) s = {biggest};\n    if (s < -{1 << top}) s = -{1 << top};\n    {out} = s;\nend"
    body = prepare + (procedure(rng, f"{out} = {value};") if reg else f"assign {out} = {value};")
    n = bits(rng, width)
    if kind == "sub":
        title = choose(
            rng,
            f"{n} saturating subtractor",
            f"{n} unsigned subtractor that stops at zero",
            f"{n} subtraction with saturation at 0",
            f"clamped {n} subtractor",
        )
        sentence = choose(
            rng,
            f"{out} is {a} - {b}, or 0 if {b} is larger.",
            f"{out} = {a} > {b} ? {a} - {b} : 0",
            f"Subtract {b} from {a}; a negative difference becomes 0 at {out}. Operands are unsigned.",
            f"{out} is the difference {a} - {b}, clamped at zero.",
        )
    elif kind == "add":
        title = choose(
            rng,
            f"{n} saturating adder",
            f"{n} unsigned saturating adder",
            f"{n} adder with saturation",
            f"clamped {n} adder (unsigned)",
        )
        sentence = choose(
            rng,
            f"{out} is {a} + {b}, limited to {2 * biggest + 1}; numbers are unsigned.",
            f"The unsigned sum of {a} and {b} goes to {out} and sticks at all ones on overflow.",
            f"{out} = min({a} + {b}, {2 * biggest + 1})",
            f"Add {a} and {b} (unsigned); if the sum does not fit {out} is all ones.",
        )
    else:
        title = choose(
            rng,
            f"{n} signed saturating adder",
            f"signed {n} adder with saturation",
            f"{n} two's complement saturating adder",
        )
        sentence = choose(
            rng,
            f"{out} is the signed sum of {a} and {b}, limited to {-(1 << top)} .. {biggest}.",
            f"Add the two's complement numbers {a} and {b}; on overflow {out} is {biggest}, on underflow {-(1 << top)}.",
            f"{out} = {a} + {b} clamped to the range from {-(1 << top)} to {biggest}, all signed",
        )
    name = names.module(
        rng,
        *(
            ("sat_sub", "saturating_sub")
            if kind == "sub"
            else ("sat_add", "saturating_adder", "sat_adder", f"sadd{width}")
        ),
    )
    return Design(
        name,
        (Port(a, "input", width), Port(b, "input", width), Port(out, "output", width, reg=reg)),
        title,
        (sentence,),
        remark(rng, "saturate", "clamp") + body,
        reference,
    )


@family
def multiplier(rng: Random) -> Design:
    """A combinational multiplier: unsigned, signed, by a constant or a square."""
    width = rng.choice((2, 3, 4, 4, 8, 8, 16))
    kind = rng.choice(("plain", "plain", "plain", "signed", "constant", "square"))
    a, b = rng.choice((("a", "b"), ("a", "b"), ("x", "y"), ("A", "B"), ("in1", "in2")))
    out = among(rng, ("product", "p", "result", "out", "prod"), (a, b))
    n = bits(rng, width)
    factor = rng.choice((3, 5, 6, 7, 9, 10))
    double = 2 * width
    ports = [Port(a, "input", width), Port(b, "input", width), Port(out, "output", double)]
    add = "\n".join(f"    if ({b}[{i}]) {out} = {out} + ({{{width}'d0, {a}}} << {i});" for i in range(width))
    reference = f"always @* begin\n    {out} = 0;\n{add}\nend"
    body = f"assign {out} = {a} * {b};"
    if kind == "plain":
        title = choose(
            rng,
            f"{n} multiplier",
            f"{n} unsigned multiplier",
            f"{width}x{width} multiplier",
            f"{n} combinational multiplier",
            f"multiplier of two {n} numbers",
        )
        if width <= 4 and rng.random() < 0.25:
            body = (
                f"assign {out} = "
                + " + ".join(
                    f"(({b}[{i}] ? {{{width}'b0, {a}}} : {double}'b0) << {i})"
                    if i
                    else f"({b}[0] ? {{{width}'b0, {a}}} : {double}'b0)"
                    for i in range(width)
                )
                + ";"
            )
            title += choose(rng, " by shift and add", " made of partial products", " adding partial products")
        sentence = choose(
            rng,
            f"{out} is the product of {a} and {b}.",
            f"{out} = {a} * {b}",
            f"Multiply the unsigned {a} by {b}; the full {double}-bit result is {out}.",
            f"{out} holds {a} times {b}.",
            f"The unsigned product {a} * {b} is put on {out}.",
        )
    elif kind == "signed":
        ports = [
            Port(a, "input", width, signed=True),
            Port(b, "input", width, signed=True),
            Port(out, "output", double, signed=True),
        ]
        title = choose(
            rng, f"{n} signed multiplier", f"signed {width}x{width} multiplier", f"two's complement {n} multiplier"
        )
        sentence = choose(
            rng,
            f"{out} is the signed product of {a} and {b}.",
            f"{out} = {a} * {b}, all two's complement",
            f"Multiply {a} by {b} as signed numbers, giving {out}.",
            f"The two's complement numbers {a} and {b} are multiplied into {out}.",
        )
        reference = f"integer i, total;\nalways @* begin\n    total = 0;\n    for (i = 0; i < {width}; i = i + 1)\n        if ({b}[i]) total = (i == {width - 1}) ? total - ({a} <<< i) : total + ({a} <<< i);\n    {out} = total;\nend"
    elif kind == "constant":
        grown = width + factor.bit_length()
        ports = [Port(a, "input", width), Port(out, "output", grown)]
        body = (
            f"assign {out} = {a} * {factor};"
            if rng.random() < 0.6
            else f"assign {out} = " + " + ".join(f"({a} << {i})" if i else a for i in range(4) if factor >> i & 1) + ";"
        )
        reference = f"wire [{grown - 1}:0] w = {a};\nassign {out} = {' + '.join(['w'] * factor)};"
        title = choose(
            rng,
            f"multiplier of {width}-bit data by {number(rng, factor)}"
            if width != 8
            else f"multiplier of a byte by {factor}",
            f"{n} multiply by {factor}",
            f"{n} times {number(rng, factor)}",
            f"constant multiplier by {factor}",
        )
        sentence = choose(
            rng,
            f"{out} is {factor} times {a}.",
            f"{out} = {factor} * {a}",
            f"Multiply {a} by {factor} and output it on {out}, without losing bits.",
            f"The input {a} times {number(rng, factor)} appears at {out}.",
        )
    else:
        ports = [Port(a, "input", width), Port(out, "output", double)]
        body = f"assign {out} = {a} * {a};"
        reference = reference.replace(f"{b}[", f"{a}[")
        title = choose(
            rng,
            f"{n} squarer",
            f"square of {width} bit data" if width != 8 else "square of a byte",
            f"{n} squaring circuit",
        )
        sentence = choose(
            rng,
            f"{out} is the square of {a}.",
            f"{out} = {a} * {a}",
            f"Multiply {a} by itself to get {out}.",
            f"{a} squared (unsigned) is driven on {out}.",
        )
    if kind in ("plain", "square") and rng.random() < 0.15 and "<<" not in body:
        ports[-1] = Port(out, "output", double, reg=True)
        body = procedure(rng, body.removeprefix("assign "))
    name = names.module(
        rng,
        *(
            ("square", "squarer")
            if kind == "square"
            else (f"times{factor}", f"mul_by_{factor}", "const_mult")
            if kind == "constant"
            else ("multiplier", "mult", f"mul{width}", f"mult{width}x{width}", "mul")
        ),
    )
    return Design(
        name, tuple(ports), title, (sentence,), remark(rng, "multiply") + body, reference, sparse=kind != "constant"
    )
