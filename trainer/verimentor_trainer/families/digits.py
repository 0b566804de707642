"""Decimal digits and how they are shown."""

from random import Random

from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.style import among, case, listing, procedure, remark
from verimentor_trainer.wording import bits, choose, names, number

_SEGMENTS = (0x3F, 0x06, 0x5B, 0x4F, 0x66, 0x6D, 0x7D, 0x07, 0x7F, 0x6F, 0x77, 0x7C, 0x39, 0x5E, 0x79, 0x71)


@family
def seven_segment(rng: Random) -> Design:
    """A digit to seven segments, BCD or hexadecimal, common cathode or anode."""
    hexadecimal = rng.random() < 0.35
    low = rng.random() < 0.4
    first_high = rng.random() < 0.4  # segment a in bit 6
    data = among(
        rng, ("bcd", "digit", "d", "in", "bcd_in") if not hexadecimal else ("hex", "digit", "nibble", "in", "value")
    )
    out = among(rng, ("seg", "segments", "seg", "out", "hex_out"), (data,))

    def pattern(digit: int) -> int:
        code = _SEGMENTS[digit] if digit >= 0 else 0
        if first_high:
            code = int(f"{code:07b}"[::-1], 2)
        return code ^ 0x7F if low else code

    count = 16 if hexadecimal else 10
    arms = [(f"4'd{i}" if not hexadecimal else f"4'h{i:x}", f"{out} = 7'b{pattern(i):07b};") for i in range(count)]
    blank = f"{out} = 7'b{pattern(-1):07b};"
    body = procedure(rng, case(data, arms, blank))
    table = 0
    for i in range(16):
        table |= (pattern(i) if i < count else pattern(-1)) << (7 * i)
    reference = f"wire [111:0] t = 112'h{table:x};\nassign {out} = t[{data}*7 +: 7];"
    kind = "hexadecimal" if hexadecimal else "BCD"
    title = choose(
        rng,
        f"{kind} to seven segment decoder",
        f"{kind} to 7-segment decoder",
        f"{'hex' if hexadecimal else 'bcd'} to seven segment display driver",
        f"seven segment decoder for {'hex' if hexadecimal else 'decimal'} digits",
        f"7 segment decoder ({kind})",
    )
    order = (
        f"{out}[0] is segment a and {out}[6] is segment g"
        if not first_high
        else f"{out}[6] is segment a and {out}[0] is segment g"
    )
    lit = "0" if low else "1"
    behaviour = [
        choose(
            rng,
            f"{out} shows the digit {data}; {order}.",
            f"The digit in {data} is displayed on {out}, where {order}.",
            f"{data} is decoded to {out} ({order}).",
            f"Segments of {out}: {order}; they display {data}.",
        ),
        choose(
            rng,
            f"A segment is lit by {lit}.",
            f"Segments are active {'low' if low else 'high'}.",
            f"The display is common {'anode' if low else 'cathode'}: {lit} lights a segment.",
        ),
    ]
    if hexadecimal:
        behaviour.append(choose(rng, "Letters are A, b, C, d, E, F.", "10 to 15 show as A b C d E F."))
    else:
        behaviour.append(
            choose(
                rng,
                "Values above 9 are blank.",
                f"{data} > 9 switches all segments off.",
                "For 10 to 15 the display stays dark.",
            )
        )
    sketch = f"6 and 9 have tails, 7 lights a, b and c. For example 0 is {pattern(0):07b} and 1 is {pattern(1):07b}"
    if rng.random() < 0.5:
        behaviour.append(sketch)
    name = names.module(
        rng, "seven_seg", "bcd7seg" if not hexadecimal else "hex7seg", "seg7", "sevenseg_decoder", "seg_dec"
    )
    return Design(
        name,
        (Port(data, "input", 4), Port(out, "output", 7, reg=True)),
        title,
        tuple(behaviour),
        remark(rng, "segment patterns", "gfedcba" if not first_high else "abcdefg") + body,
        reference,
    )


@family
def binary_to_bcd(rng: Random) -> Design:
    """A small binary number as decimal digits."""
    width = rng.choice((4, 4, 5, 6, 7, 8))
    data = among(rng, ("bin", "binary", "in", "value", "b", "num"))
    separate = rng.random() < 0.7
    digits = 3 if width == 8 or width == 7 else 2
    outs = ["hundreds", "tens", "ones"][-digits:]
    packed = among(rng, ("bcd", "bcd_out", "dec"), (data,))
    formulas = {
        "hundreds": f"{data} / 100",
        "tens": f"({data} / 10) % 10" if digits == 3 else f"{data} / 10",
        "ones": f"{data} % 10",
    }
    if separate:
        body = "\n".join(f"assign {o} = {formulas[o]};" for o in outs)
        ports = tuple(Port(o, "output", 4) for o in outs)
        where = listing(outs)
    else:
        ports = (Port(packed, "output", 4 * digits, reg=True),)
        where = packed
        adjust = "\n".join(
            f"    if ({packed}[{4 * d + 3}:{4 * d}] >= 5) {packed}[{4 * d + 3}:{4 * d}] = {packed}[{4 * d + 3}:{4 * d}] + 3;"
            for d in range(digits)
        )
        body = "integer i;\n" + procedure(
            rng,
            f"{packed} = 0;\nfor (i = {width - 1}; i >= 0; i = i - 1) begin\n{adjust}\n    {packed} = {{{packed}[{4 * digits - 2}:0], {data}[i]}};\nend",
        )
    target = "{" + ", ".join(outs) + "}" if separate else packed
    reference = f"integer h, t, o;\nalways @* begin\n    h = 0; t = 0; o = {data};\n    while (o >= 100) begin o = o - 100; h = h + 1; end\n    while (o >= 10) begin o = o - 10; t = t + 1; end\n    {target} = {{{'h[3:0], ' if digits == 3 else ''}t[3:0], o[3:0]}};\nend"
    title = choose(
        rng,
        f"{bits(rng, width)} binary to BCD converter",
        f"binary to BCD converter for {width} bits",
        f"{bits(rng, width)} binary to decimal digits",
        f"{bits(rng, width)} bin2bcd",
        f"{bits(rng, width)} binary-to-BCD" + (" using double dabble" if not separate else " by division"),
    )
    places = "hundreds, tens and ones" if digits == 3 else "tens and ones"
    sentence = choose(
        rng,
        f"The binary number {data} is split into the decimal digits {where}"
        + ("." if separate else f": {places}, 4 bits each, ones lowest."),
        f"{where} {'are' if separate else 'holds'} the {places} digits of {data} in BCD"
        + ("." if separate else ", the ones in the lowest 4 bits."),
        f"{data} in decimal: "
        + (
            ", ".join(f"{o} = {formulas[o]}" for o in outs)
            if separate
            else f"{packed} has {number(rng, digits)} 4-bit digits, the ones at the bottom."
        ),
        f"Convert {data} to BCD on {where}"
        + ("." if separate else f" ({number(rng, digits)} digits, most significant first)."),
    )
    name = names.module(rng, "bin2bcd", "binary_to_bcd", "bcd_conv", "dec_digits")
    return Design(
        name,
        (Port(data, "input", width), *ports),
        title,
        (sentence,),
        remark(rng, "decimal digits" if separate else "double dabble") + body,
        reference,
    )
