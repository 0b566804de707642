"""Single gates and small gate networks."""

from random import Random

from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.wording import bits, choose, names, number

_GATES = {
    "and": (" & ", False),
    "or": (" | ", False),
    "xor": (" ^ ", False),
    "nand": (" & ", True),
    "nor": (" | ", True),
    "xnor": (" ^ ", True),
}


@family
def wide_gate(rng: Random) -> Design:
    """A gate of 2 to 8 separate one-bit inputs."""
    kind = rng.choice(list(_GATES))
    operator, inverted = _GATES[kind]
    count = rng.choice((2, 2, 3, 3, 3, 4, 4, 5, 6, 8))
    style = rng.randrange(3)
    inputs = {
        0: [chr(ord("a") + i) for i in range(count)],
        1: [f"in{i + 1}" for i in range(count)],
        2: [f"x{i}" for i in range(count)],
    }[style]
    output = names.pick(rng, "result", avoid=tuple(inputs))
    joined = operator.join(inputs)
    expression = f"~({joined})" if inverted else joined
    primitive = f"{kind} g1({output}, {', '.join(inputs)});"
    body = primitive if rng.random() < 0.15 else f"assign {output} = {expression};"
    reduction = f"assign {output} = {'~' if inverted else ''}{operator.strip()}{{{', '.join(inputs)}}};"
    size = number(rng, count)
    title = choose(
        rng,
        f"{size} input {kind}",
        f"{size}-input {kind} gate",
        f"{size} input {kind.upper()} gate",
        f"{kind} gate with {size} inputs",
        f"{count}-input {kind.upper()}",
    )
    behaviour = (
        choose(
            rng,
            f"{output} is the {kind} of {', '.join(inputs[:-1])} and {inputs[-1]}.",
            f"The output {output} is the {kind.upper()} of all inputs {inputs[0]} to {inputs[-1]}.",
            f"{output} = {kind}({', '.join(inputs)})",
        ),
    )
    name = names.module(rng, f"{kind}{count}", f"{kind}_gate", f"{kind}_{count}", f"{kind}{count}_gate", f"gate_{kind}")
    ports = (*(Port(i, "input") for i in inputs), Port(output, "output"))
    return Design(name, ports, title, behaviour, body, reduction, sparse=True)


@family
def bitwise_vector(rng: Random) -> Design:
    """A two-operand bitwise gate on vectors."""
    kind = rng.choice(list(_GATES))
    operator, inverted = _GATES[kind]
    width = rng.choice((2, 3, 4, 8, 8, 16, 32))
    a = names.pick(rng, "operand_a")
    b = names.pick(rng, "operand_b", avoid=(a,))
    y = names.pick(rng, "result", avoid=(a, b))
    expression = f"~({a}{operator}{b})" if inverted else f"{a}{operator}{b}"
    procedural = rng.random() < 0.25
    body = f"always @(*) begin\n    {y} = {expression};\nend" if procedural else f"assign {y} = {expression};"
    reference = f"genvar i;\ngenerate for (i = 0; i < {width}; i = i + 1) begin : g\n    {kind} u({y}[i], {a}[i], {b}[i]);\nend endgenerate"
    title = choose(
        rng,
        f"bitwise {kind} of two {bits(rng, width)} vectors",
        f"{bits(rng, width)} bitwise {kind}",
        f"{bits(rng, width)} {kind.upper()} of two operands",
    )
    behaviour = (
        choose(
            rng,
            f"{y} is the bitwise {kind} of {a} and {b}.",
            f"Each bit of {y} is the {kind.upper()} of the same bit of {a} and {b}.",
            f"{y}[i] = {a}[i] {kind} {b}[i] for every bit",
        ),
    )
    ports = (Port(a, "input", width), Port(b, "input", width), Port(y, "output", width, reg=procedural))
    name = names.module(rng, f"{kind}_vec", f"bitwise_{kind}", f"{kind}{width}", f"vector_{kind}")
    return Design(name, ports, title, behaviour, body, reference, sparse=True)
