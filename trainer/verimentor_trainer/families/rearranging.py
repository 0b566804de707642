"""Bits put in another order, vectors joined, cut and extended."""

from random import Random

from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.shifting import ends
from verimentor_trainer.families.style import among, listing, procedure, remark
from verimentor_trainer.wording import bits, choose, names, number


@family
def bit_reversal(rng: Random) -> Design:
    """The bits of a vector in the opposite order."""
    width = rng.choice((3, 4, 4, 5, 8, 8, 8, 16, 32, 64))
    a, y = ends(rng)
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
    a, y = ends(rng)
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
    a, y = ends(rng)
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
