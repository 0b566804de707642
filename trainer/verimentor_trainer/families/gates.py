"""Gates of every width, from constants to parity and majority."""

from random import Random

from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.style import among, listing, procedure, remark
from verimentor_trainer.families.tables import variables
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


@family
def constant_output(rng: Random) -> Design:
    """An output that never changes."""
    width = rng.choice((1, 1, 1, 4, 8, 8, 16, 32))
    out = among(rng, ("out", "y", "zero" if rng.random() < 0.3 else "q", "o", "value", "const_out", "z"))
    value = rng.choice((0, 0, 1, (1 << width) - 1, rng.randrange(1 << width)))
    if out == "zero":
        value = 0
    literal = f"{width}'b{value}" if width == 1 else rng.choice((f"{width}'d{value}", f"{width}'h{value:x}"))
    shown = str(value)
    if width > 1 and value == (1 << width) - 1 and rng.random() < 0.5:
        literal, shown = f"{{{width}{{1'b1}}}}", "all ones"
    elif width > 1 and value > 9 and rng.random() < 0.6:
        shown = choose(rng, f"0x{value:x}", f"hex {value:X}", f"{width}'h{value:X}")
    body = f"assign {out} = {literal};"
    reference = f"assign {out} = ~{width}'d{(1 << width) - 1 - value};"
    wide = f"{width}-bit " if width > 1 else ""
    title = choose(
        rng,
        f"{wide}constant {shown}",
        f"{wide}constant driver",
        f"circuit that always outputs {shown}",
        f"{wide}constant generator",
        f"{wide}output fixed at {shown}",
        f"module with a constant {wide}output",
    )
    sentence = choose(
        rng,
        f"{out} is always {shown}.",
        f"The output {out} is tied to {shown}.",
        f"{out} = {shown}",
        f"Drive {out} with the constant {shown}.",
        f"There are no inputs; {out} stays at {shown}.",
    )
    name = names.module(
        rng, "constant", "const_value", "tie", "fixed", "const_driver", *(("zero_out", "ground") if value == 0 else ())
    )
    return Design(name, (Port(out, "output", width),), title, (sentence,), body, reference)


@family
def inverter_or_buffer(rng: Random) -> Design:
    """A wire, an inverter, or one with an enable that forces 0."""
    width = rng.choice((1, 1, 1, 4, 8, 8, 16))
    inverting = rng.random() < 0.6
    a = among(rng, ("a", "in", "x", "i", "d", "A"))
    y = among(rng, ("y", "out", "z", "o", "q", "Y"), (a,))
    word = "~" if inverting else ""
    body = f"assign {y} = {word}{a};"
    reg = rng.random() < 0.15
    if reg:
        body = procedure(rng, f"{y} = {word}{a};")
    elif width == 1 and rng.random() < 0.12:
        body = f"{'not' if inverting else 'buf'} g1({y}, {a});"
    reference = f"assign {y} = {a} ^ {{{width}{{1'b{int(inverting)}}}}};"
    wide = f"{rng.choice((f'{width}-bit', f'{width} bit'))} " if width > 1 else ""
    if inverting:
        title = wide + choose(
            rng,
            "inverter",
            "NOT gate",
            "not gate",
            "bitwise NOT",
            "bitwise inverter" if width > 1 else "logic inverter",
        )
        sentence = choose(
            rng,
            f"{y} is the complement of {a}.",
            f"{y} = ~{a}",
            f"{y} is not {a}.",
            f"The output {y} inverts {'every bit of ' if width > 1 else ''}{a}.",
            f"Invert {a} to get {y}.",
        )
    else:
        title = wide + choose(rng, "buffer", "wire", "pass-through", "feed-through module", "non-inverting buffer")
        sentence = choose(
            rng,
            f"{y} is equal to {a}.",
            f"{y} = {a}",
            f"The input {a} is passed to {y} unchanged.",
            f"Connect {a} to {y}.",
            f"{y} follows {a}.",
        )
    name = names.module(
        rng, *(("inverter", "not_gate", "inv", "invert") if inverting else ("buffer", "wire_through", "buf1", "pass"))
    )
    return Design(
        name,
        (Port(a, "input", width), Port(y, "output", width, reg=reg)),
        title,
        (sentence,),
        body,
        reference,
        sparse=True,
    )


@family
def reduction_gate(rng: Random) -> Design:
    """One gate over all bits of a vector."""
    width = rng.choice((3, 4, 4, 5, 8, 8, 16, 32))
    kind = rng.choice(("and", "or", "xor", "nand", "nor", "xnor"))
    symbol = {"and": "&", "or": "|", "xor": "^", "nand": "~&", "nor": "~|", "xnor": "~^"}[kind]
    a = among(rng, ("a", "in", "x", "data", "d", "din", "v"))
    y = among(rng, ("y", "out", "z", "f", "result"), (a,))
    reg = rng.random() < 0.15
    body = procedure(rng, f"{y} = {symbol}{a};") if reg else f"assign {y} = {symbol}{a};"
    spelled = {
        "and": f"{a} == {{{width}{{1'b1}}}}",
        "nor": f"{a} == 0",
        "or": f"{a} != 0",
        "nand": f"{a} != {{{width}{{1'b1}}}}",
    }
    if kind in spelled and not reg and rng.random() < 0.25:
        body = f"assign {y} = ({spelled[kind]});"
    joined = {"a": " & ", "o": " | ", "x": " ^ ", "n": " & " if kind == "nand" else " | "}[kind[0]]
    if kind == "xnor":
        joined = " ^ "
    bits_listed = joined.join(f"{a}[{i}]" for i in range(width))
    reference = f"assign {y} = {'!' if kind in ('nand', 'nor', 'xnor') else ''}({bits_listed});"
    upper = kind.upper() if rng.random() < 0.6 else kind
    title = choose(
        rng,
        f"{width}-bit reduction {upper}",
        f"{upper} reduction of a {width}-bit vector",
        f"{width} input {upper} gate on a vector",
        f"{upper} of all {width} bits of {a}",
        f"{width}-bit {upper} reduce",
    )
    meaning = {
        "and": f"{y} is 1 when all bits of {a} are 1.",
        "or": f"{y} is 1 when any bit of {a} is 1.",
        "xor": f"{y} is 1 when an odd number of bits of {a} is 1.",
        "nand": f"{y} is 0 only when all bits of {a} are 1.",
        "nor": f"{y} is 1 only when no bit of {a} is set.",
        "xnor": f"{y} is 1 when an even number of bits of {a} is 1.",
    }[kind]
    sentence = choose(
        rng,
        f"{y} is the {upper} of all bits of {a}.",
        meaning,
        f"{y} = {symbol}{a}",
        f"All {width} bits of {a} go through one {upper} gate to {y}.",
        f"{y} is the reduction {upper} of {a}.",
    )
    name = names.module(rng, f"reduce_{kind}", f"{kind}_reduce", f"{kind}{width}", f"{kind}_all", "reduction")
    return Design(
        name, (Port(a, "input", width), Port(y, "output", reg=reg)), title, (sentence,), body, reference, sparse=True
    )


@family
def and_or_invert(rng: Random) -> Design:
    """AOI and OAI gates such as AOI22."""
    groups = rng.choice(((2, 1), (2, 2), (2, 2), (2, 1, 1), (3, 1), (2, 2, 2), (3, 3), (3, 2)))
    kind = rng.choice(("aoi", "aoi", "oai", "ao", "oa"))
    letters = "abcdef"
    inputs, used = [], 0
    terms = []
    numbered = rng.random() < 0.4
    for g, count in enumerate(groups):
        members = [f"{letters[g]}{i + 1}" for i in range(count)] if numbered else list(letters[used : used + count])
        used += count
        inputs += members
        terms.append(members)
    out = among(rng, ("y", "out", "f", "z"), inputs)
    first, second = (" & ", " | ") if kind[0] == "a" else (" | ", " & ")
    joined = second.join(f"({first.join(m)})" if len(m) > 1 else m[0] for m in terms)
    inverted = kind.endswith("i")
    body = f"assign {out} = {f'~({joined})' if inverted else joined};"
    inner_op, outer_op = first.strip(), second.strip()
    gathered = ", ".join(inner_op + "{" + ", ".join(m) + "}" for m in terms)
    reference = f"assign {out} = {'~' if inverted else ''}{outer_op}{{{gathered}}};"
    code = f"{kind}{''.join(map(str, groups))}"
    long = {"aoi": "and-or-invert", "oai": "or-and-invert", "ao": "and-or", "oa": "or-and"}[kind]
    title = choose(
        rng,
        f"{code.upper()} gate",
        f"{long} gate with groups of {listing([str(g) for g in groups])}",
        f"{code} cell",
        f"{long.upper()} gate {code.upper()}",
        f"{code.upper()} ({long})",
    )
    low, up = ("AND", "OR") if kind[0] == "a" else ("OR", "AND")
    pieces = listing([f"({first.join(m)})" if len(m) > 1 else m[0] for m in terms])
    sentence = choose(
        rng,
        f"{out} = {f'~({joined})' if inverted else joined}",
        f"{low} the groups {pieces}, {up} them{' and invert' if inverted else ''} to get {out}.",
        f"{out} is the {'N' if inverted else ''}{up} of {pieces}.",
        f"The output {out} is {f'~({joined})' if inverted else joined}.",
    )
    name = names.module(rng, code, f"{code}_gate", long.replace("-", "_"), f"gate_{code}")
    return Design(name, (*(Port(i, "input") for i in inputs), Port(out, "output")), title, (sentence,), body, reference)


@family
def majority(rng: Random) -> Design:
    """The majority of an odd number of inputs."""
    count = rng.choice((3, 3, 3, 5))
    vector = rng.random() < 0.3
    inputs = variables(rng, 3) if count == 3 else list("abcde")
    data = among(rng, ("in", "votes", "x", "d"))
    seen = (data,) if vector else tuple(inputs)
    out = among(rng, ("y", "out", "maj", "f", "vote", "m"), seen)
    bits_used = [f"{data}[{i}]" for i in range(count)] if vector else inputs
    total = " + ".join(bits_used)
    if count == 3:
        p, q, r = bits_used
        body = (
            f"assign {out} = ({p} & {q}) | ({p} & {r}) | ({q} & {r});"
            if rng.random() < 0.75
            else f"assign {out} = ({total}) >= 2'd2;"
        )
        if "2'd2" in body:
            body = f"wire [1:0] ones = {total};\nassign {out} = ones >= 2'd2;"
    else:
        test = rng.choice(("ones >= 3", "ones > 2", "ones >= 3'd3"))
        body = f"wire [2:0] ones = {total};\nassign {out} = {test};"
    packed = data if vector else "{" + ", ".join(inputs) + "}"
    reference = f"integer i, n;\nwire [{count - 1}:0] v = {packed};\nalways @* begin\n    n = 0;\n    for (i = 0; i < {count}; i = i + 1) n = n + (v[i] ? 1 : -1);\n    {out} = n > 0;\nend"
    n = number(rng, count)
    title = choose(
        rng,
        f"{n} input majority gate",
        f"majority of {n} bits",
        f"{n}-input majority voter",
        f"{n} input majority function",
        f"{count}-bit majority circuit",
    )
    who = f"the bits of {data}" if vector else listing(inputs)
    sentence = choose(
        rng,
        f"{out} is 1 when at least {count // 2 + 1} of {who} are 1.",
        f"{out} follows the majority of {who}.",
        f"{out} is the majority vote of {who}.",
        f"{out} = 1 if {count // 2 + 1} or more of {who} are high, else 0",
    )
    ports = (Port(data, "input", count),) if vector else tuple(Port(i, "input") for i in inputs)
    name = names.module(rng, "majority", f"maj{count}", f"majority{count}", "voter", "majority_gate")
    return Design(name, (*ports, Port(out, "output")), title, (sentence,), body, reference, sparse=True)


@family
def parity(rng: Random) -> Design:
    """Parity generators and checkers, even or odd."""
    width = rng.choice((3, 4, 7, 8, 8, 8, 16, 32))
    even = rng.random() < 0.6
    checker = rng.random() < 0.4
    data = among(rng, ("data", "d", "din", "in", "data_in", "x"))
    bit = among(rng, ("parity", "p", "par", "parity_bit"), (data,))
    error = among(rng, ("error", "err", "parity_error", "bad"), (data, bit))
    sort = "even" if even else "odd"
    reg = rng.random() < 0.15
    ports: tuple[Port, ...]
    if checker:
        expression = f"^{{{data}, {bit}}}" if rng.random() < 0.5 else f"(^{data}) ^ {bit}"
        expression = expression if even else f"~({expression})"
        target, ports = error, (Port(data, "input", width), Port(bit, "input"), Port(error, "output", reg=reg))
    else:
        expression = f"^{data}" if even else rng.choice((f"~^{data}", f"~(^{data})"))
        target, ports = bit, (Port(data, "input", width), Port(bit, "output", reg=reg))
    body = procedure(rng, f"{target} = {expression};") if reg else f"assign {target} = {expression};"
    add = f" + {bit}" if checker else ""
    reference = f"integer i, n;\nalways @* begin\n    n = 0;\n    for (i = 0; i < {width}; i = i + 1) n = n + {data}[i];\n    {target} = (n{add}) % 2 == {1 if even else 0};\nend"
    wide = rng.choice((f"{width}-bit", f"{width} bit"))
    if checker:
        title = choose(
            rng,
            f"{sort} parity checker for {width} data bits",
            f"{wide} {sort} parity checker",
            f"{sort} parity check of {width} bits plus parity bit",
            f"{wide} {sort}-parity error detector",
        )
        sentence = choose(
            rng,
            f"{error} is 1 when the number of ones in {data} and {bit} together is {'odd' if even else 'even'}.",
            f"{error} goes high unless {data} together with {bit} has {sort} parity.",
            f"Check {data} with its parity bit {bit} for {sort} parity; {error} flags a violation.",
            f"{error} = {expression}",
        )
    else:
        title = choose(
            rng,
            f"{sort} parity generator for {width} bits",
            f"{wide} {sort} parity generator",
            f"{sort} parity bit of {wide} data",
            f"{wide} parity generator ({sort})",
            f"{sort} parity of an {wide} word" if width == 8 else f"{sort} parity of a {wide} word",
        )
        sentence = choose(
            rng,
            f"{bit} makes the number of ones in {data} and {bit} together {sort}.",
            f"{bit} is the {sort} parity bit of {data}: {'1 if the count of ones is odd' if even else '1 if the count of ones is even'}.",
            f"{bit} = {expression}",
            f"{bit} is 1 when {data} has an {'odd' if even else 'even'} number of ones.",
            f"The total of ones in {data} plus {bit} is always {sort}.",
        )
    name = names.module(
        rng,
        *(
            ("parity_check", "parity_checker", f"{sort}_parity_check")
            if checker
            else ("parity", "parity_gen", f"{sort}_parity", "parity_generator")
        ),
    )
    return Design(name, ports, title, (sentence,), remark(rng, f"{sort} parity") + body, reference, sparse=not checker)
