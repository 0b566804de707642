"""Shifters, rotators and rearrangements of bits."""

from random import Random

from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.style import among, case, chain, listing, procedure, remark
from verimentor_trainer.wording import bits, choose, names, number

_IN = ("a", "in", "d", "data", "din", "data_in", "x")
_OUT = ("y", "out", "q", "dout", "result", "data_out", "z")


def _ends(rng: Random) -> tuple[str, str]:
    a = rng.choice(_IN)
    return a, among(rng, _OUT, (a,))


@family
def barrel_shifter(rng: Random) -> Design:
    """Shift or rotate by a variable amount, one direction."""
    lines = rng.choice((2, 3, 3, 3, 4, 5))
    width = 1 << lines
    kind = rng.choice(("sll", "srl", "srl", "sra", "rol", "ror"))
    a, y = _ends(rng)
    amount = among(rng, ("shamt", "amt", "sh", "n", "shift", "amount"), (a, y))
    value = {
        "sll": f"{a} << {amount}",
        "srl": f"{a} >> {amount}",
        "sra": f"$signed({a}) >>> {amount}",
        "rol": f"({a} << {amount}) | ({a} >> ({width} - {amount}))",
        "ror": f"({a} >> {amount}) | ({a} << ({width} - {amount}))",
    }[kind]
    reg = False
    if kind in ("sll", "srl", "rol", "ror") and lines <= 3 and rng.random() < 0.4:  # stages of 1, 2, 4
        stages, before = [], a
        for k in range(lines):
            step, top = 1 << k, width - 1
            moved = {
                "sll": f"{{{before}[{top - step}:0], {step}'b0}}",
                "srl": f"{{{step}'b0, {before}[{top}:{step}]}}",
                "rol": f"{{{before}[{top - step}:0], {before}[{top}:{top - step + 1}]}}",
                "ror": f"{{{before}[{step - 1}:0], {before}[{top}:{step}]}}",
            }[kind]
            after = y if k == lines - 1 else f"s{k + 1}"
            stages.append(
                f"{'assign ' if after == y else f'wire [{top}:0] '}{after} = {amount}[{k}] ? {moved} : {before};"
            )
            before = after
        body = "\n".join(stages)
    elif rng.random() < 0.2:
        body, reg = procedure(rng, f"{y} = {value};"), True
    else:
        body = f"assign {y} = {value};"
    source = {
        "sll": f"i >= {amount} ? {a}[i - {amount}] : 1'b0",
        "srl": f"i + {amount} < {width} ? {a}[i + {amount}] : 1'b0",
        "sra": f"i + {amount} < {width} ? {a}[i + {amount}] : {a}[{width - 1}]",
        "rol": f"{a}[(i + {width} - {amount}) % {width}]",
        "ror": f"{a}[(i + {amount}) % {width}]",
    }[kind]
    reference = f"integer i;\nalways @* for (i = 0; i < {width}; i = i + 1) {y}[i] = {source};"
    direction = "left" if kind in ("sll", "rol") else "right"
    noun = {
        "sll": ("logical left shifter", "left shifter", "barrel shifter to the left", "left barrel shifter"),
        "srl": (
            "logical right shifter",
            "right shifter",
            "barrel shifter to the right",
            "logical right barrel shifter",
        ),
        "sra": (
            "arithmetic right shifter",
            "arithmetic shift right unit",
            "sign-preserving right shifter",
            "arithmetic right barrel shifter",
        ),
        "rol": ("left rotator", "rotate-left unit", "barrel rotator to the left", "rotate left barrel shifter"),
        "ror": ("right rotator", "rotate-right unit", "barrel rotator to the right", "rotate right barrel shifter"),
    }[kind]
    title = f"{bits(rng, width)} {rng.choice(noun)}"
    fill = {
        "sll": "filling with zeros",
        "srl": "filling with zeros",
        "sra": "copying the sign bit into the free places",
    }
    if kind in fill:
        sentence = choose(
            rng,
            f"{y} is {a} shifted {direction} by {amount} places, {fill[kind]}.",
            f"{a} is shifted {direction} by {amount} bits, {fill[kind]}, and appears at {y}.",
            f"{y} = {a} {'<<' if kind == 'sll' else '>>>' if kind == 'sra' else '>>'} {amount}, {'arithmetic' if kind == 'sra' else 'logical'}",
            f"Shift {a} {direction} by the number {amount}, {fill[kind]}; the result is {y}.",
        )
    else:
        sentence = choose(
            rng,
            f"{y} is {a} rotated {direction} by {amount} places.",
            f"Rotate {a} {direction} by {amount} bits to get {y}; bits that leave one end enter at the other.",
            f"{a} is rotated {direction} by {amount} and appears at {y}.",
            f"{y} = rotate_{direction}({a}, {amount})",
        )
    name = names.module(
        rng,
        kind,
        "barrel_shifter",
        f"{kind}{width}",
        "shifter" if kind[0] == "s" else "rotator",
        f"shift_{direction}" if kind[0] == "s" else f"rotate_{direction}",
    )
    ports = (
        Port(a, "input", width),
        Port(amount, "input", lines, note="shift amount"),
        Port(y, "output", width, reg=reg),
    )
    return Design(name, ports, title, (sentence,), remark(rng, f"{direction} by {amount}") + body, reference)


@family
def universal_shifter(rng: Random) -> Design:
    """A shifter with a direction or a mode input."""
    lines = rng.choice((2, 3, 3, 4, 5))
    width = 1 << lines
    a, y = _ends(rng)
    amount = among(rng, ("shamt", "amt", "sh", "n", "amount"), (a, y))
    values = {
        "logical left": (f"{a} << {amount}", f"{a} * (32'd1 << {amount})"),
        "logical right": (f"{a} >> {amount}", f"{a} / (32'd1 << {amount})"),
        "arithmetic right": (f"$signed({a}) >>> {amount}", f"({{{{{width}{{{a}[{width - 1}]}}}}, {a}}} >> {amount})"),
        "rotate left": (f"({a} << {amount}) | ({a} >> ({width} - {amount}))", f"({{{a}, {a}}} << {amount}) >> {width}"),
        "rotate right": (f"({a} >> {amount}) | ({a} << ({width} - {amount}))", f"{{{a}, {a}}} >> {amount}"),
    }
    if rng.random() < 0.45:
        mode = among(rng, ("dir", "left", "right", "direction"), (a, y))
        kinds = ["logical right", "logical left"] if rng.random() < 0.6 else ["rotate right", "rotate left"]
        if mode == "right" or (mode in ("dir", "direction") and rng.random() < 0.5):
            kinds.reverse()
        select = 1
        noun = (
            choose(rng, "bidirectional shifter", "left/right shifter", "shifter with direction control")
            if kinds[0].startswith("log")
            else choose(rng, "bidirectional rotator", "left/right rotator", "rotator with direction control")
        )
    else:
        mode = among(rng, ("mode", "op", "kind", "func"), (a, y))
        kinds = rng.sample(list(values), 4) if rng.random() < 0.6 else rng.sample(list(values), 3)
        select = 2
        noun = choose(rng, "shifter with several modes", "universal shifter", "shift unit", "multi-mode barrel shifter")
    full = len(kinds) == 1 << select
    style = rng.randrange(2)
    if select == 1:
        body = f"assign {y} = {mode} ? {values[kinds[1]][0]} : {values[kinds[0]][0]};"
        reg = style == 1
        if any("arith" in k for k in kinds) or reg:
            body, reg = (
                procedure(rng, chain([(mode, f"{y} = {values[kinds[1]][0]};")], f"{y} = {values[kinds[0]][0]};")),
                True,
            )
    else:
        arms = [(f"2'b{i:02b}", f"{y} = {values[k][0]};") for i, k in enumerate(kinds)]
        body, reg = (
            procedure(
                rng,
                case(
                    mode,
                    arms[:-1] if full and style else arms,
                    arms[-1][1] if full and style else "" if full else f"{y} = {a};",
                ),
            ),
            True,
        )
    lets = "\n".join(f"wire [{2 * width - 1}:0] r{i} = {values[k][1]};" for i, k in enumerate(kinds))
    picks = "".join(f"{mode} == {i} ? r{i}[{width - 1}:0] : " for i in range(len(kinds)))
    reference = f"{lets}\nassign {y} = {picks}{a};"
    title = f"{bits(rng, width)} {noun}"
    spelled = {
        "logical left": "shift left",
        "logical right": "shift right",
        "arithmetic right": "arithmetic shift right",
        "rotate left": "rotate left",
        "rotate right": "rotate right",
    }
    in_binary = select == 2 and rng.random() < 0.5
    listed = [f"{i:02b}" if in_binary else str(i) for i in range(len(kinds))]
    behaviour = [
        choose(
            rng,
            f"{y} is {a} moved by {amount} places as {mode} says: {', '.join(f'{c} {spelled[k]}' for c, k in zip(listed, kinds, strict=True))}.",
            f"{mode} chooses what happens to {a}: "
            + "; ".join(f"{mode} = {c}: {spelled[k]} by {amount}" for c, k in zip(listed, kinds, strict=True))
            + f". The result is {y}.",
            f"{y} = {a} after "
            + ", ".join(f"{spelled[k]} by {amount} when {mode} is {c}" for c, k in zip(listed, kinds, strict=True))
            + ".",
        )
    ]
    if not kinds[0].startswith("rot") or select == 2:
        behaviour.append(
            choose(
                rng,
                "Shifts fill with zeros"
                + (", the arithmetic one with the sign bit." if "arithmetic right" in kinds else "."),
                "Zeros enter at logical shifts"
                + (", the sign at the arithmetic shift." if "arithmetic right" in kinds else "."),
            )
        )
    if not full:
        behaviour.append(choose(rng, f"Any other {mode} passes {a} unchanged.", f"With {mode} = 3 {y} is {a}."))
    ports = (
        Port(a, "input", width),
        Port(amount, "input", lines),
        Port(mode, "input", select),
        Port(y, "output", width, reg=reg),
    )
    name = names.module(rng, "shifter", "shift_unit", f"shifter{width}", "barrel", "universal_shifter")
    return Design(name, ports, title, tuple(behaviour), body, reference)


@family
def fixed_shift(rng: Random) -> Design:
    """Shift or rotate by a constant."""
    width = rng.choice((4, 8, 8, 16, 32))
    by = rng.choice((1, 1, 2, 3, 4)) if width > 4 else rng.choice((1, 2))
    kind = rng.choice(("sll", "srl", "sra", "rol", "ror"))
    a, y = _ends(rng)
    top = width - 1
    joined = {
        "sll": f"{{{a}[{top - by}:0], {by}'b0}}",
        "srl": f"{{{by}'b0, {a}[{top}:{by}]}}",
        "sra": f"{{{{{by}{{{a}[{top}]}}}}, {a}[{top}:{by}]}}",
        "rol": f"{{{a}[{top - by}:0], {a}[{top}:{width - by}]}}",
        "ror": f"{{{a}[{by - 1}:0], {a}[{top}:{by}]}}",
    }[kind]
    if by == 1:
        joined = (
            joined.replace(f"{a}[{top}:{top}]", f"{a}[{top}]")
            .replace(f"{a}[0:0]", f"{a}[0]")
            .replace("{1{" + f"{a}[{top}]" + "}}", f"{a}[{top}]")
        )
    operator = {"sll": f"{a} << {by}", "srl": f"{a} >> {by}", "sra": f"$signed({a}) >>> {by}"}.get(kind)
    body = f"assign {y} = {operator if operator and rng.random() < 0.5 else joined};"
    source = {
        "sll": f"i < {by} ? 1'b0 : {a}[(i - {by}) & {top}]",
        "srl": f"i > {top - by} ? 1'b0 : {a}[(i + {by}) & {top}]",
        "sra": f"i > {top - by} ? {a}[{top}] : {a}[(i + {by}) & {top}]",
        "rol": f"{a}[(i - {by}) & {top}]",
        "ror": f"{a}[(i + {by}) & {top}]",
    }[kind]
    reference = f"integer i;\nalways @* for (i = 0; i < {width}; i = i + 1) {y}[i] = {source};"
    verb = {
        "sll": "left shift",
        "srl": "right shift",
        "sra": "arithmetic right shift",
        "rol": "left rotate",
        "ror": "right rotate",
    }[kind]
    direction = "left" if "left" in verb else "right"
    places = f"{number(rng, by)} {'place' if by == 1 else 'places'}"
    title = choose(
        rng,
        f"{bits(rng, width)} {verb} by {number(rng, by)}",
        f"fixed {verb} by {by} of a {width}-bit word" if width != 8 else f"fixed {verb} by {by} of a byte",
        f"{verb} of {bits(rng, width)} data by {places}",
    )
    extra = {
        "sll": "; zeros enter on the right",
        "srl": "; zeros enter on the left",
        "sra": "; the sign bit is copied",
    }.get(kind, "; bits that fall out re-enter at the other end")
    word = "rotated" if kind[0] == "r" else "shifted"
    sentence = choose(
        rng,
        f"{y} is {a} {word} {direction} by {places}{extra}.",
        f"{a} is {word} by {places} to the {direction} and driven on {y}{extra}.",
        f"{y} = {joined}",
        f"The output {y} holds {a} {word} {direction} {places}{extra}.",
    )
    name = names.module(
        rng,
        f"{kind}{by}",
        f"shift_{direction}" if kind[0] == "s" else f"rotate_{direction}",
        f"{kind}_by_{by}",
        "fixed_shift" if kind[0] == "s" else "fixed_rotate",
    )
    return Design(name, (Port(a, "input", width), Port(y, "output", width)), title, (sentence,), body, reference)


@family
def bit_reversal(rng: Random) -> Design:
    """The bits of a vector in the opposite order."""
    width = rng.choice((3, 4, 4, 5, 8, 8, 8, 16, 32, 64))
    a, y = _ends(rng)
    reg = False
    if width <= 8 and rng.random() < 0.6:
        body = f"assign {y} = {{{', '.join(f'{a}[{i}]' for i in range(width))}}};"
    elif rng.random() < 0.5:
        body = f"genvar i;\ngenerate\n    for (i = 0; i < {width}; i = i + 1) begin : rev\n        assign {y}[i] = {a}[{width - 1}-i];\n    end\nendgenerate"
    else:
        reg = True
        body = "integer i;\n" + procedure(rng, f"for (i = 0; i < {width}; i = i + 1)\n    {y}[i] = {a}[{width - 1}-i];")
    reference = "\n".join(f"assign {y}[{width - 1 - i}] = {a}[{i}];" for i in range(width))
    title = choose(
        rng,
        f"{bits(rng, width)} bit reversal",
        f"bit reverser for {width} bits",
        f"{bits(rng, width)} bit order reverser",
        f"module that reverses the bits of a {width}-bit vector" if width != 8 else "bit reversal of a byte",
        f"{bits(rng, width)} vector reversal",
    )
    sentence = choose(
        rng,
        f"{y} is {a} with its bits in reverse order.",
        f"{y}[i] = {a}[{width - 1} - i]",
        f"Bit 0 of {a} becomes bit {width - 1} of {y} and so on.",
        f"The bits of {a} are mirrored at {y}: the lowest becomes the highest.",
        f"Reverse the bit order of {a} and output it on {y}.",
    )
    name = names.module(rng, "bit_reverse", "reverse", f"rev{width}", "mirror", "reverse_bits", "bitrev")
    return Design(
        name,
        (Port(a, "input", width), Port(y, "output", width, reg=reg)),
        title,
        (sentence,),
        remark(rng, "mirror the vector") + body,
        reference,
        sparse=True,
    )


@family
def byte_swap(rng: Random) -> Design:
    """The bytes of a word in the opposite order, or its halves or nibbles exchanged."""
    width, unit = rng.choice(((32, 8), (32, 8), (32, 8), (16, 8), (16, 8), (64, 8), (8, 4), (32, 16), (16, 4), (24, 8)))
    a, y = _ends(rng)
    count = width // unit
    body = f"assign {y} = {{{', '.join(f'{a}[{i * unit + unit - 1}:{i * unit}]' for i in range(count))}}};"
    reference = f"integer i;\nalways @* for (i = 0; i < {width}; i = i + 1) {y}[i] = {a}[({count - 1} - i / {unit}) * {unit} + i % {unit}];"
    piece = {8: "byte", 4: "nibble", 16: "halfword"}[unit]
    if unit == 8:
        title = choose(
            rng,
            f"{bits(rng, width)} byte swap",
            f"byte order reverser for {width}-bit words",
            f"{bits(rng, width)} endianness converter",
            f"{bits(rng, width)} endian swap",
            f"byte swapper for {bits(rng, width)} data",
        )
    else:
        title = choose(
            rng,
            f"{bits(rng, width)} {piece} swap",
            f"{piece} order reverser for {width} bits",
            f"{piece} swapper for {bits(rng, width)} data",
        )
    sentence = choose(
        rng,
        f"{y} holds the {piece}s of {a} in reverse order.",
        f"The {piece}s of {a} are reversed: the lowest {piece} becomes the highest of {y}.",
        f"{y} = {{{', '.join(f'{a}[{i * unit + unit - 1}:{i * unit}]' for i in range(count))}}}",
        f"Reverse the order of the {number(rng, count)} {piece}s of {a}, keeping the bits inside each, and put it on {y}.",
        f"{a}[{unit - 1}:0] moves to {y}[{width - 1}:{width - unit}] and so on, {piece} by {piece}.",
    )
    name = names.module(
        rng,
        f"{piece}_swap",
        "bswap" if unit == 8 else f"swap_{piece}s",
        f"swap{width}",
        "endian_swap" if unit == 8 else "swap",
    )
    return Design(
        name,
        (Port(a, "input", width), Port(y, "output", width)),
        title,
        (sentence,),
        remark(rng, f"reverse the {piece}s") + body,
        reference,
        sparse=True,
    )


@family
def extension(rng: Random) -> Design:
    """Sign or zero extension, fixed or by a control."""
    small, large = rng.choice(
        ((4, 8), (8, 16), (8, 16), (8, 32), (16, 32), (16, 32), (12, 32), (5, 8), (6, 16), (20, 32))
    )
    kind = rng.choice(("sign", "sign", "zero", "either"))
    a, y = _ends(rng)
    a = "imm" if rng.random() < 0.2 else a
    extra = large - small
    signed_value, zero_value = f"{{{{{extra}{{{a}[{small - 1}]}}}}, {a}}}", f"{{{extra}'b0, {a}}}"
    control = among(rng, ("sign_ext", "is_signed", "sext", "sgn"), (a, y))
    if kind == "either":
        body = rng.choice(
            (
                f"assign {y} = {control} ? {signed_value} : {zero_value};",
                f"assign {y} = {{{{{extra}{{{control} & {a}[{small - 1}]}}}}, {a}}};",
            )
        )
        reference = (
            f"assign {y} = {a} - (({control} && {a}[{small - 1}]) ? {large + 1}'d{1 << small} : {large + 1}'d0);"
        )
        title = choose(
            rng,
            f"sign or zero extender from {small} to {large} bits",
            f"{small} to {large} bit extension with selectable sign",
            f"{small}-to-{large}-bit sign/zero extension",
        )
        sentence = choose(
            rng,
            f"{y} is {a} sign extended when {control} is 1 and zero extended when it is 0.",
            f"{control} = 1 copies the top bit of {a} into the upper {extra} bits of {y}; {control} = 0 fills them with zeros.",
            f"The low {small} bits of {y} are {a}, the upper ones the sign bit if {control} is high, else 0.",
        )
    elif kind == "sign":
        body = f"assign {y} = {signed_value};" if rng.random() < 0.8 else f"assign {y} = $signed({a});"
        reference = f"assign {y} = {a}[{small - 1}] ? {a} | ({{{large}{{1'b1}}}} << {small}) : {a};"
        title = choose(
            rng,
            f"sign extension from {small} to {large} bits",
            f"{small} to {large} bit sign extender",
            f"{small}-bit to {large}-bit sign extension",
            f"sign extend unit {small} to {large}",
            f"sign extender, {small} bits in and {large} bits out",
        )
        sentence = choose(
            rng,
            f"{y} is {a} sign extended to {large} bits.",
            f"The sign bit of {a} is copied into the upper {extra} bits of {y}.",
            f"{y} = {signed_value}",
            f"Extend the two's complement {a} to {large} bits on {y}.",
        )
    else:
        body = f"assign {y} = {rng.choice((zero_value, zero_value, a))};"
        reference = f"assign {y} = {a} & {large}'d{(1 << small) - 1};"
        title = choose(
            rng,
            f"zero extension from {small} to {large} bits",
            f"{small} to {large} bit zero extender",
            f"zero extend unit {small} to {large}",
            f"{small}-bit to {large}-bit zero extension",
        )
        sentence = choose(
            rng,
            f"{y} is {a} zero extended to {large} bits.",
            f"The upper {extra} bits of {y} are 0, the lower {small} are {a}.",
            f"{y} = {zero_value}",
            f"Pad {a} with zeros on the left to get {y}.",
        )
    ports = (
        Port(a, "input", small),
        *((Port(control, "input"),) if kind == "either" else ()),
        Port(y, "output", large),
    )
    name = names.module(
        rng,
        *{
            "sign": ("sign_extend", "sext", "signext", "sign_extender"),
            "zero": ("zero_extend", "zext", "zero_ext"),
            "either": ("extend", "extender", "ext_unit"),
        }[kind],
    )
    return Design(
        name,
        ports,
        title,
        (sentence,),
        remark(rng, f"{small} to {large} bits") + body,
        reference,
        sparse=kind != "either",
    )


@family
def concatenation(rng: Random) -> Design:
    """Vectors joined in a given order."""
    count = rng.choice((2, 2, 3, 3, 4))
    inputs = list("abcd"[:count]) if rng.random() < 0.6 else [f"in{i}" for i in range(count)]
    if count == 2 and rng.random() < 0.4:
        inputs = ["hi", "lo"]
    widths = (
        [rng.choice((1, 2, 3, 4, 4, 8, 8))] * count
        if rng.random() < 0.5
        else [rng.choice((1, 2, 3, 4, 5, 8)) for _ in inputs]
    )
    out = among(rng, ("y", "out", "word", "q", "joined"), inputs)
    order = list(inputs)
    if inputs[0] != "hi" and rng.random() < 0.4:
        rng.shuffle(order)
    total = sum(widths)
    size = dict(zip(inputs, widths, strict=True))
    body = f"assign {out} = {{{', '.join(order)}}};"
    low, lines = 0, []
    for x in reversed(order):
        lines.append(f"assign {out}[{f'{low + size[x] - 1}:' if size[x] > 1 else ''}{low}] = {x};")
        low += size[x]
    reference = "\n".join(lines)
    if rng.random() < 0.2:
        body, reference = "\n".join(reversed(lines)), body
    title = choose(
        rng,
        f"concatenation of {listing(inputs)}",
        f"concatenation of {number(rng, count)} vectors into {total} bits",
        f"bit packer, {number(rng, count)} inputs to one {total}-bit vector",
        f"{total}-bit concatenator",
        f"joiner of {number(rng, count)} fields",
    )
    sentence = choose(
        rng,
        f"{out} is {listing(order)} side by side, {order[0]} in the most significant bits.",
        f"{out} = {{{', '.join(order)}}}",
        f"From the top down {out} consists of {listing(order)}.",
        f"Join {listing(order)} into {out}, {order[0]} leftmost and {order[-1]} in the lowest bits.",
        f"{out} concatenates {listing(order)} in this order, MSB first.",
    )
    name = names.module(rng, "concat", "joiner", "pack", "combine", "concatenate")
    return Design(
        name,
        (*(Port(x, "input", size[x]) for x in inputs), Port(out, "output", total)),
        title,
        (sentence,),
        body,
        reference,
    )


@family
def slicing(rng: Random) -> Design:
    """A vector split into halves, bytes or named fields."""
    a = among(rng, ("in", "word", "data", "instr", "x", "d"))
    scheme = rng.randrange(3)
    if scheme == 0:
        width = rng.choice((8, 16, 16, 32, 64))
        outs = rng.choice((["hi", "lo"], ["upper", "lower"], ["high", "low"], ["out_hi", "out_lo"]))
        sizes = [width // 2] * 2
        title = choose(
            rng,
            f"splitter of a {width}-bit word into two halves" if width != 8 else "splitter of a byte into two nibbles",
            f"{bits(rng, width)} upper and lower half splitter",
            f"{bits(rng, width)} vector split in halves",
        )
    elif scheme == 1:
        count = rng.choice((2, 4, 4))
        width, unit = (8 * count, 8) if rng.random() < 0.7 else (4 * count, 4)
        outs = [f"{'b' if unit == 8 else 'n'}{i}" for i in range(count - 1, -1, -1)]
        sizes = [unit] * count
        what = "bytes" if unit == 8 else "nibbles"
        title = choose(
            rng,
            f"{bits(rng, width)} word split into {what}",
            f"splitter of {bits(rng, width)} data into {number(rng, count)} {what}",
            f"{what} of a vector of {width} bits",
        )
    else:
        outs = rng.sample(("opcode", "rd", "rs", "imm", "tag", "index", "kind", "length"), rng.choice((2, 3, 3, 4)))
        sizes = [rng.choice((1, 2, 3, 4, 4, 5, 6, 8)) for _ in outs]
        width = sum(sizes)
        title = choose(
            rng,
            f"field extractor for a word of {width} bits",
            f"decoder of instruction fields, {width} bits",
            f"splitter of {bits(rng, width)} words into {listing(outs)}",
            f"{bits(rng, width)} field splitter",
        )
    low, slices = width, []
    for size in sizes:
        low -= size
        slices.append(f"{a}[{low + size - 1}:{low}]" if size > 1 else f"{a}[{low}]")
    together = f"assign {{{', '.join(outs)}}} = {a};"
    apart = "\n".join(f"assign {o} = {s};" for o, s in zip(outs, slices, strict=True))
    body, reference = (apart, together) if rng.random() < 0.75 else (together, apart)
    sentence = choose(
        rng,
        "; ".join(f"{o} is {s}" for o, s in zip(outs, slices, strict=True)) + ".",
        ", ".join(f"{o} = {s}" for o, s in zip(outs, slices, strict=True)),
        f"From the most significant bit down {a} holds "
        + listing([f"{o} ({n} bit{'s' if n > 1 else ''})" for o, n in zip(outs, sizes, strict=True)])
        + ", each driven on the output of that name.",
        f"{{{', '.join(outs)}}} = {a}",
        f"{a} is cut into {listing(outs)} from the top down, " + listing([str(n) for n in sizes]) + " bits wide.",
    )
    name = names.module(rng, "split", "slicer", "fields", "splitter", "unpack")
    return Design(
        name,
        (Port(a, "input", width), *(Port(o, "output", n) for o, n in zip(outs, sizes, strict=True))),
        title,
        (sentence,),
        remark(rng, "cut the fields") + body,
        reference,
    )
