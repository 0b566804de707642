"""Clocked arithmetic on streams: accumulators, extremes, feedback registers, serial arithmetic and checks."""

from random import Random

from verimentor_trainer.families.clocking import Sheet
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.wording import bits, number

_DATA = ("d", "din", "data", "in", "x", "data_in", "sample")
_VALID = ("en", "valid", "enable", "in_valid", "ce", "strobe")
_BIT = ("din", "d", "bit_in", "in", "x", "serial_in", "data")

# Maximal-length taps, numbered from 1.
_TAPS = {
    3: (3, 2),
    4: (4, 3),
    5: (5, 3),
    6: (6, 5),
    7: (7, 6),
    8: (8, 6, 5, 4),
    9: (9, 5),
    10: (10, 7),
    12: (12, 6, 4, 1),
    15: (15, 14),
    16: (16, 15, 13, 4),
}


@family
def accumulator(rng: Random) -> Design:
    """A running sum, wrapping or saturating, with enable and clear."""
    sheet = Sheet(rng, plain=0.2)
    width = rng.choice((4, 8, 8, 8, 12, 16))
    total = rng.choice((width, width + 4, 2 * width, 16, 32))
    total = max(total, width)
    saturate = not sheet.plain and sheet.chance(0.3)
    clear = sheet.input("clear", "clr", "flush", "zero") if not sheet.plain and sheet.chance(0.45) else ""
    enable = sheet.input(*_VALID) if not sheet.plain and sheet.chance(0.6) else ""
    d = sheet.input(*_DATA, width=width)
    q = sheet.output("acc", "sum", "total", "q", "accum", "acc_out", width=total)
    zero = sheet.literal(total, 0)
    if saturate:
        full = sheet.name("next", "full_sum", "wide", "t")
        ones = f"{{{total}{{1'b1}}}}"
        if sheet.chance(0.5):
            load = f"{q} <= {full}[{total}] ? {ones} : {full}[{total - 1}:0];"
        else:
            load = f"if ({full}[{total}]) {q} <= {ones};\nelse {q} <= {full}[{total - 1}:0];"
        body = f"wire [{total}:0] {full} = {q} + {d};\n\n"
    else:
        body, load = "", f"{q} <= {q} + {d};"
    body += sheet.block(f"{q} <= {zero};", [*([(clear, f"{q} <= {zero};")] if clear else []), (enable, load)])
    step = f"({total}'({d}) > ~{q}) ? '1 : {q} + {d}" if saturate else f"{q} - (~{total}'({d})) - 1'b1"
    reference = sheet.remember(
        q, "'0", (f"{clear} ? '0 : " if clear else "") + (f"{enable} ? ({step}) : {q}" if enable else step)
    )
    size = bits(rng, total)
    title = sheet.choose(f"{size} accumulator", f"{size} running sum", f"accumulator with {size} sum")
    if total != width or sheet.chance(0.2):
        title = sheet.choose(
            f"{size} accumulator for {width}-bit data", f"accumulator adding {width}-bit numbers into {total} bits"
        )
    if saturate:
        title = f"saturating {title}" if sheet.chance(0.7) else f"{title} with saturation"
    if clear and sheet.chance(0.5):
        title += sheet.choose(", with clear", ", clearable")
    when = (
        sheet.choose(f" when {enable} is high", f" if {enable} = 1", f" in cycles with {enable} set") if enable else ""
    )
    behaviour = [
        sheet.choose(
            f"{d} is added to {q} {sheet.at_edge()}{when}.",
            f"{q} = {q} + {d} {sheet.at_edge()}{when}",
            f"{q} adds up the values of {d}, one {sheet.at_edge()}{when}.",
        )
    ]
    if saturate:
        behaviour.append(
            sheet.choose(
                f"Instead of overflowing {q} saturates at all ones.",
                f"If the sum does not fit in {total} bits {q} becomes {(1 << total) - 1}.",
                f"It is unsigned and sticks at the maximum of {total} bits.",
            )
        )
    if clear:
        behaviour.append(
            sheet.choose(
                f"{clear} synchronously clears {q} and has priority.",
                f"{clear} = 1 sets {q} to 0 at the clock edge instead.",
                f"With {clear} high {q} becomes 0, whatever else.",
            )
        )
    behaviour += sheet.resets(f"clears {q}", f"sets {q} to 0", "clears the sum")
    return sheet.design(title, behaviour, body, reference, ("accumulator", "accum", "running_sum", "acc_unit"))


@family
def multiply_accumulate(rng: Random) -> Design:
    """A multiply-accumulate unit."""
    sheet = Sheet(rng, plain=0.2)
    width = rng.choice((4, 8, 8, 8, 16))
    total = rng.choice((2 * width, 2 * width + 4, 2 * width + 8, 4 * width))
    clear = sheet.input("clear", "clr", "start", "first") if not sheet.plain and sheet.chance(0.5) else ""
    restart = bool(clear) and (clear in ("start", "first") or sheet.chance(0.3))
    enable = sheet.input("en", "enable", "valid", "ce") if not sheet.plain and sheet.chance(0.5) else ""
    a, b = (
        sheet.input("a", "x", "coef", "A", "in_a", width=width),
        sheet.input("b", "y", "B", "in_b", "weight", width=width),
    )
    q = sheet.output("acc", "mac_out", "sum", "result", "q", "out", width=total)
    product = sheet.name("prod", "product", "p", "m")
    named = sheet.chance(0.45)
    if named:
        body, term = f"wire [{2 * width - 1}:0] {product} = {a} * {b};\n\n", product
    else:
        body, term = "", f"{a} * {b}"
    zero = sheet.literal(total, 0)
    body += sheet.block(
        f"{q} <= {zero};",
        [*([(clear, f"{q} <= {term if restart else zero};")] if clear else []), (enable, f"{q} <= {q} + {term};")],
    )
    reference = f"logic [{total - 1}:0] w;\nassign w = {total}'({b}) * {total}'({a});\n"
    reference += sheet.remember(
        q,
        "'0",
        (f"{clear} ? {'w' if restart else chr(39) + '0'} : " if clear else "")
        + (f"{enable} ? w + {q} : {q}" if enable else f"w + {q}"),
    )
    size = bits(rng, width)
    title = sheet.choose(
        f"{size} multiply-accumulate unit",
        f"{size} MAC unit",
        f"{size} multiplier-accumulator",
        f"{size} MAC with {total}-bit accumulator",
    )
    when = sheet.choose(f" when {enable} is high", f" if {enable} = 1") if enable else ""
    behaviour = [
        sheet.choose(
            f"The product {a} * {b} is added to {q} {sheet.at_edge()}{when}.",
            f"{q} = {q} + {a} * {b} {sheet.at_edge()}{when}",
            f"{q} accumulates the unsigned products of {a} and {b}, one {sheet.at_edge()}{when}.",
        )
    ]
    if clear:
        effect = f"loads {q} with the product {a} * {b} alone" if restart else f"clears {q}"
        behaviour.append(
            sheet.choose(
                f"{clear} = 1 {effect} at the clock edge and has priority.",
                f"With {clear} high the edge {effect} instead.",
                f"{clear} comes first: it {effect}.",
            )
        )
    behaviour += sheet.resets(f"clears {q}", f"sets {q} to 0", "clears the accumulator")
    return sheet.design(title, behaviour, body, reference, ("mac", "mac_unit", "mult_acc", f"mac{width}"))


@family
def running_extreme(rng: Random) -> Design:
    """The largest or smallest value seen so far."""
    sheet = Sheet(rng, plain=0.2)
    width = rng.choice((4, 8, 8, 8, 10, 16, 32))
    largest = sheet.chance(0.6)
    clear = sheet.input("clear", "restart", "clr", "new_frame") if sheet.chance(0.35) and not sheet.plain else ""
    enable = sheet.input(*_VALID) if sheet.chance(0.5) and not sheet.plain else ""
    d = sheet.input(*_DATA, width=width)
    q = sheet.output(
        *(
            ("max", "maximum", "peak", "q", "max_out", "largest")
            if largest
            else ("min", "minimum", "q", "min_out", "smallest", "low")
        ),
        width=width,
    )
    start = sheet.literal(width, 0) if largest else f"{{{width}{{1'b1}}}}"
    compare = f"{d} > {q}" if largest else f"{d} < {q}"
    if sheet.chance(0.3):
        compare = f"{q} < {d}" if largest else f"{q} > {d}"
    body = sheet.block(
        f"{q} <= {start};",
        [
            *([(clear, f"{q} <= {start};")] if clear else []),
            (f"{enable} && {compare}" if enable else compare, f"{q} <= {d};"),
        ],
    )
    empty = "'0" if largest else "'1"
    best = f"({q} >= {d}) ? {q} : {d}" if largest else f"({q} <= {d}) ? {q} : {d}"
    reference = sheet.remember(
        q, empty, (f"{clear} ? {empty} : " if clear else "") + (f"!{enable} ? {q} : " if enable else "") + best
    )
    what, other = ("maximum", "largest") if largest else ("minimum", "smallest")
    size = bits(rng, width)
    title = sheet.choose(
        f"running {what} of {width}-bit samples" if width != 8 else f"running {what} of 8-bit samples",
        f"{size} {what} tracker",
        f"{size} running {what}",
        f"{size} {'peak' if largest else 'minimum'} detector",
    )
    when = sheet.choose(f" when {enable} is high", f", counting only samples with {enable} = 1") if enable else ""
    behaviour = [
        sheet.choose(
            f"{q} keeps the {other} value of {d} seen so far, compared unsigned {sheet.at_edge()}{when}.",
            f"If {d} is {'greater' if largest else 'less'} than {q}, {q} takes {d} {sheet.at_edge()}{when} (unsigned).",
            f"{q} = {what[:3]}({q}, {d}) {sheet.at_edge()}{when}, unsigned",
        )
    ]
    begins = "0" if largest else "all ones"
    if clear:
        behaviour.append(
            sheet.choose(
                f"{clear} high sets {q} to {begins} at the clock edge, with priority.",
                f"{clear} = 1 synchronously restarts with {q} at {begins}.",
            )
        )
    behaviour += sheet.resets(f"sets {q} to {begins}", f"starts over with {q} at {begins}")
    names = (
        ("running_max", "max_tracker", "peak_detector", "max_hold")
        if largest
        else ("running_min", "min_tracker", "min_detector", "min_hold")
    )
    return sheet.design(title, behaviour, body, reference, names)


@family
def moving_sum(rng: Random) -> Design:
    """The sum, or average, of the last 2 or 4 samples."""
    sheet = Sheet(rng)
    width = rng.choice((4, 8, 8, 8, 12, 16))
    count = rng.choice((2, 4, 4))
    log = count.bit_length() - 1
    average = sheet.chance(0.4)
    enable = sheet.input(*_VALID) if sheet.chance(0.4) else ""
    d = sheet.input(*_DATA, width=width)
    out = (
        sheet.output("avg", "average", "mean", "y", "out", width=width, reg=False)
        if average
        else sheet.output("sum", "total", "y", "out", "result", width=width + log, reg=False)
    )
    stem = sheet.choose("s", "r", "tap", "h", "d_")
    taps = [f"{stem}{i}" for i in range(count)]
    body = f"reg [{width - 1}:0] {', '.join(taps)};\n"
    total = sheet.name("total", "acc", "full")
    expression = " + ".join(taps)
    if average:
        body += f"wire [{width + log - 1}:0] {total} = {expression};\n"
    moves = "\n".join(f"{a} <= {b};" for a, b in zip(taps, [d, *taps[:-1]], strict=True))
    body += (
        "\n" + sheet.block("\n".join(f"{t} <= {sheet.literal(width, 0)};" for t in taps), [(enable, moves)]) + "\n\n"
    )
    body += f"assign {out} = {total}[{width + log - 1}:{log}];" if average else f"assign {out} = {expression};"
    reference = f"logic [{width - 1}:0] m [0:{count - 1}];\nlogic [{width + 7}:0] t;\n"
    reference += "\n".join(
        sheet.remember(f"m[{i}]", "'0", (f"!{enable} ? m[{i}] : " if enable else "") + (d if i == 0 else f"m[{i - 1}]"))
        for i in range(count)
    )
    reference += (
        "\nassign t = "
        + " + ".join(f"{width + 8}'(m[{i}])" for i in reversed(range(count)))
        + f";\nassign {out} = t {f'/ {count}' if average else ''};"
    )
    n = number(rng, count)
    what = "average" if average else "sum"
    title = sheet.choose(
        f"moving {what} of the last {n} samples",
        f"{n}-sample moving {what}",
        f"sliding {what} over {n} {width}-bit samples",
        f"{count}-tap moving {what}",
        f"{bits(rng, width)} {'boxcar filter' if average else 'moving sum'} over {n} samples",
    )
    when = sheet.choose(f" when {enable} is high", f" if {enable} = 1") if enable else ""
    behaviour = [
        sheet.choose(
            f"{d} is stored {sheet.at_edge()}{when}; the last {n} samples are kept in registers.",
            f"A row of {n} registers takes in {d} {sheet.at_edge()}{when}.",
            f"{d} shifts through {n} registers, one step {sheet.at_edge()}{when}.",
        ),
        sheet.choose(
            f"{out} is the sum of the {n} stored values",
            f"{out} = sum of the {n} registers",
            f"{out} is the combinational sum of all {n} registers",
        )
        + (f" divided by {count}, rounded down." if average else " in full width." if sheet.chance(0.5) else "."),
        *sheet.resets("clears all samples", "sets the stored samples to 0"),
    ]
    return sheet.design(
        title, behaviour, body, reference, (f"moving_{what}", f"mov_{what[:3]}{count}", "sliding_window", "boxcar")
    )


@family
def tapped_delay_line(rng: Random) -> Design:
    """A delay line that shows every stage, or a chosen one."""
    sheet = Sheet(rng)
    width = rng.choice((1, 4, 8, 8, 16))
    chosen = sheet.chance(0.45)
    depth = 4 if chosen else rng.choice((2, 3, 3, 4))
    select = sheet.input("sel", "tap", "delay", "select", width=2) if chosen else ""
    d = sheet.input("d", "din", "in", "x", "data_in", width=width)
    if chosen:
        out = sheet.output("q", "out", "dout", "y", "delayed", width=width, reg=True)
        stem = sheet.choose("t", "r", "stage", "tap_")
        taps = [f"{stem}{i + 1}" for i in range(depth)]
        body = f"reg {f'[{width - 1}:0] ' if width > 1 else ''}{', '.join(taps)};\n\n"
    else:
        stem = sheet.choose("tap", "q", "d_", "delay", "y")
        taps = [sheet.output(f"{stem}{i + 1}", width=width) for i in range(depth)]
        body = ""
    body += sheet.block(
        "\n".join(f"{t} <= {sheet.literal(width, 0)};" for t in taps),
        "\n".join(f"{a} <= {b};" for a, b in zip(taps, [d, *taps[:-1]], strict=True)),
    )
    if chosen:
        body += (
            f"\n\nalways @(*) begin\n    case ({select})\n"
            + "\n".join(f"        2'd{i}: {out} = {t};" for i, t in enumerate(taps[:-1]))
            + f"\n        default: {out} = {taps[-1]};\n    endcase\nend"
        )
    total = width * depth
    reference = (
        f"logic [{total - 1}:0] h;\n{sheet.remember('h', chr(39) + '0', f'{{h[{total - width - 1}:0], {d}}}')}\n"
    )
    reference += (
        f"assign {out} = h[{select} * {width} +: {width}];"
        if chosen
        else "\n".join(f"assign {t} = h[{i * width + width - 1}:{i * width}];" for i, t in enumerate(taps))
    )
    size, n = bits(rng, width), number(rng, depth)
    if chosen:
        title = sheet.choose(
            f"{size} delay line with selectable delay of 1 to 4 cycles",
            f"{size} programmable delay of one to four clocks",
            f"{size} variable delay line",
        )
        behaviour = [
            sheet.choose(
                f"{out} is {d} delayed by {select} + 1 clock cycles.",
                f"{select} = 0, 1, 2, 3 selects a delay of 1, 2, 3 or 4 clocks from {d} to {out}.",
                f"{d} passes through four registers; {select} chooses which one drives {out}, 0 being the first.",
            ),
            sheet.choose(
                f"The choice by {select} is combinational.", f"{out} itself is not registered: {select} acts at once."
            ),
        ]
        effect = ("clears the four registers", "sets all stages to 0")
    else:
        title = sheet.choose(
            f"{size} delay line with {n} taps",
            f"{size} tapped delay line with {n} taps",
            f"{n}-tap {size} delay line",
            f"{n} {size} registers in a row, all visible",
        )
        behaviour = [
            sheet.choose(
                f"{taps[0]} is {d} one clock later, and each further tap up to {taps[-1]} is one clock later than the one before.",
                f"{d} moves through the registers {', '.join(taps[:-1])} and {taps[-1]}, one step {sheet.at_edge()}.",
                f"{d} -> {' -> '.join(taps)}, one register each",
            )
        ]
        effect = ("clears all taps", "sets every tap to 0")
    behaviour += sheet.resets(*effect)
    return sheet.design(title, behaviour, body, reference, ("delay_line", "tapped_delay", "tap_line", "delay_taps"))


@family
def feedback_shift_register(rng: Random) -> Design:
    """An LFSR with its taps in words or as a formula."""
    sheet = Sheet(rng)
    width = rng.choice(list(_TAPS))
    taps = _TAPS[width]
    galois = sheet.chance(0.35)
    enable = sheet.input("en", "enable", "step", "ce") if sheet.chance(0.4) else ""
    q = sheet.output("q", "lfsr", "out", "state", "rnd", "random", width=width)
    seed = rng.choice((1, 1, (1 << width) - 1, rng.randrange(1, 1 << width)))
    seed_text = (
        f"{width}'b{seed:0{width}b}"
        if width < 9 and sheet.chance(0.3)
        else f"{width}'h{seed:X}"
        if sheet.chance(0.5)
        else f"{width}'d{seed}"
    )
    picked = [t - 1 for t in taps]
    if galois:
        mask = sum(1 << i for i in picked)
        mask_text = f"{width}'h{mask:X}"
        following = f"({q} >> 1) ^ ({q}[0] ? {mask_text} : {width}'d0)"
        if sheet.chance(0.4):
            steps = f"if ({q}[0]) {q} <= ({q} >> 1) ^ {mask_text};\nelse {q} <= {q} >> 1;"
        else:
            steps = f"{q} <= {following};"
        body = sheet.block(f"{q} <= {seed_text};", [(enable, steps)])
        bitwise = ", ".join(
            (f"{q}[{i + 1}]" if i + 1 < width else "1'b0") + (f" ^ {q}[0]" if i in picked else "")
            for i in reversed(range(width))
        )
        moved = f"{{{bitwise}}}"
        rule = (
            f"Each step shifts {q} right by one, and if the bit shifted out was 1 the result is XORed with {mask_text}.",
            f"{q} <= ({q} >> 1) ^ ({q}[0] ? {mask_text} : 0)",
            f"{q} moves right one place with 0 coming in; when the old {q}[0] is 1, {mask_text} is XORed in.",
        )
    else:
        feedback = " ^ ".join(f"{q}[{i}]" for i in picked)
        if sheet.chance(0.45):
            wire = sheet.name("fb", "feedback", "new_bit", "nxt")
            body = f"wire {wire} = {feedback};\n\n" + sheet.block(
                f"{q} <= {seed_text};", [(enable, f"{q} <= {{{q}[{width - 2}:0], {wire}}};")]
            )
        else:
            body = sheet.block(f"{q} <= {seed_text};", [(enable, f"{q} <= {{{q}[{width - 2}:0], {feedback}}};")])
        mask = sum(1 << i for i in picked)
        moved = f"({q} << 1) | {width}'(^({q} & {width}'d{mask}))"
        listed = ", ".join(str(i) for i in picked[:-1]) + f" and {picked[-1]}"
        rule = (
            f"{q} shifts left by one and bit 0 becomes {feedback}.",
            f"Each step shifts {q} left; the new LSB is the XOR of bits {listed}.",
            f"{q} <= {{{q}[{width - 2}:0], {feedback}}}",
            f"feedback = {feedback}, shifted into the LSB of {q}",
        )
    reference = sheet.remember(q, f"{width}'d{seed}", f"!{enable} ? {q} : ({moved})" if enable else moved)
    size = bits(rng, width)
    kind = "Galois " if galois else sheet.choose("", "", "Fibonacci ")
    title = sheet.choose(
        f"{size} {kind}LFSR",
        f"{size} {kind}linear feedback shift register",
        f"{size} {kind}LFSR random number generator",
    )
    when = (
        sheet.choose(
            f"It steps {sheet.at_edge()} when {enable} is high.",
            f"One step {sheet.at_edge()} if {enable} = 1, else hold.",
        )
        if enable
        else sheet.choose(f"It steps {sheet.at_edge()}.", f"One step {sheet.at_edge()}.")
    )
    behaviour = [
        sheet.choose(*rule),
        when,
        *sheet.resets(f"sets {q} to {seed_text}", f"loads the seed {seed_text} into {q}", f"seeds {q} with {seed}"),
    ]
    return sheet.design(title, behaviour, body, reference, ("lfsr", f"lfsr{width}", "prng", "lfsr_gen"))


@family
def serial_crc(rng: Random) -> Design:
    """A CRC register that takes one bit a clock."""
    sheet = Sheet(rng)
    width, poly = rng.choice(
        (
            (3, 0x3),
            (4, 0x3),
            (5, 0x5),
            (5, 0x15),
            (6, 0x3),
            (7, 0x9),
            (8, 0x7),
            (8, 0x31),
            (8, 0x1D),
            (16, 0x1021),
            (16, 0x8005),
        )
    )
    clear = sheet.input("init", "clear", "start", "clr") if sheet.chance(0.35) else ""
    enable = sheet.input("en", "valid", "enable", "bit_valid") if sheet.chance(0.55) else ""
    d = sheet.input(*_BIT)
    q = sheet.output("crc", "crc_out", "q", "crc_reg", width=width)
    start = rng.choice((0, 0, (1 << width) - 1))
    first = (
        sheet.literal(width, start)
        if not start
        else f"{{{width}{{1'b1}}}}"
        if sheet.chance(0.5)
        else f"{width}'h{start:X}"
    )
    feedback = sheet.name("fb", "feedback", "inv", "f")
    poly_text = f"{width}'h{poly:0{(width + 3) // 4}X}"
    style = rng.randrange(3) if width <= 8 else rng.randrange(2)
    if style == 0:
        step = f"{q} <= {{{q}[{width - 2}:0], 1'b0}} ^ ({feedback} ? {poly_text} : {width}'d0);"
    elif style == 1:
        step = f"{q} <= ({q} << 1) ^ ({{{width}{{{feedback}}}}} & {poly_text});"
    else:
        pieces = [
            (f"{q}[{i - 1}] ^ {feedback}" if poly >> i & 1 else f"{q}[{i - 1}]") if i else feedback
            for i in reversed(range(width))
        ]
        step = f"{q} <= {{{', '.join(pieces)}}};"
    body = f"wire {feedback} = {q}[{width - 1}] ^ {d};\n\n" + sheet.block(
        f"{q} <= {first};", [*([(clear, f"{q} <= {first};")] if clear else []), (enable, step)]
    )
    reference = (
        f"logic [{width - 1}:0] n;\nalways_comb begin\n    n = {q} << 1;\n    if (({q} >> {width - 1}) != {d}) n = n ^ {width}'d{poly};\n"
        + (f"    if (!{enable}) n = {q};\n" if enable else "")
        + (f"    if ({clear}) n = {width}'d{start};\n" if clear else "")
        + f"end\n{sheet.remember(q, f'{width}{chr(39)}d{start}', 'n')}"
    )
    terms = " + ".join(
        [f"x^{width}", *(f"x^{i}" if i > 1 else "x" if i else "1" for i in reversed(range(width)) if poly >> i & 1)]
    )
    title = sheet.choose(
        f"serial CRC-{width}",
        f"bit-serial CRC-{width} generator",
        f"CRC{width} calculator, one bit per clock",
        f"serial CRC-{width} with polynomial {terms}",
    )
    when = sheet.choose(f" when {enable} is high", f" if {enable} = 1") if enable else ""
    starts = "all ones" if start else "0"
    behaviour = [
        sheet.choose(
            f"The polynomial is {terms} ({poly_text} without the top term).",
            f"polynomial {poly_text} ({terms})",
            f"It uses {terms}, that is {poly_text}.",
        ),
        sheet.choose(
            f"{sheet.at_edge()}{when}: {q} shifts left by one with 0 coming in and, if the old {q}[{width - 1}] XOR {d} is 1, is XORed with {poly_text}.",
            f"feedback = {q}[{width - 1}] ^ {d}; {q} = ({q} << 1) ^ (feedback ? {poly_text} : 0), {sheet.at_edge()}{when}",
            f"One bit of {d}, most significant first, is taken {sheet.at_edge()}{when}: the feedback {q}[{width - 1}] ^ {d} decides whether {poly_text} is XORed into {q} shifted left.",
        ),
    ]
    if clear:
        behaviour.append(
            sheet.choose(
                f"{clear} synchronously sets {q} to {starts} and has priority.",
                f"{clear} = 1 starts anew with {q} at {starts} at the clock edge, whatever else.",
            )
        )
    behaviour += sheet.resets(f"sets {q} to {starts}", f"initialises {q} to {starts}")
    return sheet.design(title, behaviour, body, reference, ("crc", f"crc{width}", "crc_serial", f"crc{width}_serial"))


@family
def serial_parity(rng: Random) -> Design:
    """Parity of the bits since the last clear."""
    sheet = Sheet(rng)
    odd = sheet.chance(0.35)
    clear = sheet.input("clear", "start", "clr", "init") if sheet.chance(0.55) else ""
    enable = sheet.input("en", "valid", "bit_valid", "enable") if sheet.chance(0.5) else ""
    d = sheet.input(*_BIT)
    q = sheet.output("parity", "par", "p", "q", "parity_out")
    start = int(odd)
    toggles = sheet.chance(0.4)
    step = f"{q} <= ~{q};" if toggles else f"{q} <= {q} ^ {d};"
    condition = (f"{enable} && {d}" if enable else d) if toggles else enable
    body = sheet.block(f"{q} <= 1'b{start};", [*([(clear, f"{q} <= 1'b{start};")] if clear else []), (condition, step)])
    reference = sheet.remember(
        q, str(start), (f"{clear} ? 1'b{start} : " if clear else "") + f"{q} != ({d}{f' & {enable}' if enable else ''})"
    )
    title = sheet.choose(
        "serial parity generator", "parity of a bit stream", "bit-serial parity calculator", "running parity"
    )
    title = f"{'odd' if odd else 'even'} {title}" if sheet.chance(0.5) and title[0] != "r" else title
    when = sheet.choose(f" when {enable} is high", f" if {enable} = 1") if enable else ""
    behaviour = [
        sheet.choose(
            f"{q} toggles {sheet.at_edge()} if {d} is 1" + (f" and {enable} is 1." if enable else ", else it holds."),
            f"{q} = {q} ^ {d} {sheet.at_edge()}{when}",
            f"Starting from {start}, {q} is XORed with {d} {sheet.at_edge()}{when}.",
        )
    ]
    if clear:
        behaviour.append(
            sheet.choose(
                f"{clear} synchronously sets {q} to {start} and has priority; the bit at that edge is not counted.",
                f"{clear} = 1 sets {q} to {start} at the clock edge instead.",
                f"With {clear} high {q} becomes {start}, whatever {d} is.",
            )
        )
    behaviour += sheet.resets(f"sets {q} to {start}", f"makes {q} {start}")
    return sheet.design(
        title, behaviour, body, reference, ("serial_parity", "parity_gen", "parity_stream", "running_parity")
    )


@family
def serial_adder(rng: Random) -> Design:
    """Bit-serial addition or subtraction, least significant bits first."""
    sheet = Sheet(rng)
    subtract = sheet.chance(0.3)
    registered = sheet.chance(0.3)
    clear = sheet.input("clear", "start", "first", "clr") if sheet.chance(0.45) else ""
    a, b = sheet.input("a", "x", "a_in", "A"), sheet.input("b", "y", "b_in", "B")
    out = sheet.output(*(("diff", "d", "out", "result") if subtract else ("sum", "s", "out", "z")), reg=registered)
    carry = sheet.name(*(("borrow", "br", "bw") if subtract else ("carry", "c", "cy")))
    word = "borrow" if subtract else "carry"
    following = (
        f"(~{a} & {b}) | (~({a} ^ {b}) & {carry})"
        if subtract
        else sheet.choose(f"({a} & {b}) | ({a} & {carry}) | ({b} & {carry})", f"({a} & {b}) | (({a} ^ {b}) & {carry})")
    )
    total = f"{a} ^ {b} ^ {carry}"
    lines, resets = [f"{carry} <= {following};"], [f"{carry} <= 1'b0;"]
    if registered:
        lines.append(f"{out} <= {total};")
        resets.append(f"{out} <= 1'b0;")
    arms = ([(clear, "\n".join(resets))] if clear else []) + [("", "\n".join(lines))]
    body = (
        f"reg {carry};\n\n"
        + sheet.block("\n".join(resets), arms)
        + ("" if registered else f"\n\nassign {out} = {total};")
    )
    reference = f"logic k;\nlogic [1:0] t;\nassign t = 2'({a}) {'-' if subtract else '+'} 2'({b}) {'-' if subtract else '+'} 2'(k);\n"
    gate = f"{clear} ? 1'b0 : " if clear else ""
    reference += (
        sheet.remember("k", "1'b0", f"{gate}t[1]")
        + "\n"
        + (sheet.remember(out, "1'b0", f"{gate}t[0]") if registered else f"assign {out} = t[0];")
    )
    title = (
        sheet.choose("serial subtractor", "bit-serial subtractor", "serial subtractor, LSB first")
        if subtract
        else sheet.choose(
            "serial adder", "bit-serial adder", "serial adder, LSB first", "bit serial full adder with carry register"
        )
    )
    if registered:
        title += sheet.choose(" with registered output", " (registered)")
    sign = "-" if subtract else "+"
    behaviour = [
        sheet.choose(
            f"{a} and {b} come in one bit per clock, least significant first, and {out} gives the bits of {a} {sign} {b}.",
            f"LSB first: {out} = {a} ^ {b} ^ {word}",
            f"Each clock one bit of {a} {sign} {b} is formed with the {word} kept from the bit before; {out} is that bit, {a} ^ {b} ^ {word}.",
        ),
        sheet.choose(
            f"The {word} is kept in a flip-flop updated {sheet.at_edge()}.",
            f"A flip-flop holds the {word} for the next bit.",
            f"The {word} of each bit is stored {sheet.at_edge()} for the next one.",
        ),
        sheet.choose(f"{out} is registered too.", f"{out} comes from a register, one clock later.")
        if registered
        else sheet.choose(f"{out} is combinational.", f"{out} itself is not registered."),
    ]
    both = f"the {word} and {out}" if registered else f"the {word}"
    if clear:
        behaviour.append(
            sheet.choose(
                f"{clear} high at the clock edge clears {both} instead.",
                f"{clear} = 1 synchronously sets {both} to 0, with priority.",
            )
        )
    behaviour += sheet.resets(f"clears {both}", f"sets {both} to 0")
    return sheet.design(
        title,
        behaviour,
        body,
        reference,
        ("serial_sub", "bit_serial_sub") if subtract else ("serial_adder", "bit_serial_adder", "ser_add"),
    )


@family
def serial_comparator(rng: Random) -> Design:
    """Two bit streams compared, either end first."""
    sheet = Sheet(rng)
    msb_first = sheet.chance(0.5)
    clear = sheet.input("start", "clear", "init", "clr")
    a, b = sheet.input("a", "x", "a_in", "A"), sheet.input("b", "y", "b_in", "B")
    greater, less = sheet.output("gt", "a_gt_b", "greater", "g"), sheet.output("lt", "a_lt_b", "less", "l")
    equal = sheet.output("eq", "equal", "same", reg=False) if sheet.chance(0.4) else ""
    zero = f"{greater} <= 1'b0;\n{less} <= 1'b0;"
    lines = f"{greater} <= {a} & ~{b};\n{less} <= ~{a} & {b};"
    condition = (
        sheet.choose(f"!{greater} && !{less}", f"!({greater} || {less})")
        if msb_first
        else sheet.choose(f"{a} != {b}", f"{a} ^ {b}")
    )
    body = sheet.block(zero, [(clear, zero), (condition, lines)])
    reference = "logic [1:0] r;\n"
    update = f"r != 0 ? r : {{{a} > {b}, {a} < {b}}}" if msb_first else f"{a} == {b} ? r : {{{a} > {b}, {a} < {b}}}"
    reference += sheet.remember("r", "2'b00", f"{clear} ? 2'b00 : ({update})") + f"\nassign {{{greater}, {less}}} = r;"
    if equal:
        body += f"\n\nassign {equal} = ~({greater} | {less});"
        reference += f"\nassign {equal} = r == 0;"
    order = "most" if msb_first else "least"
    title = sheet.choose(
        f"serial comparator, {order} significant bit first",
        f"bit-serial magnitude comparator, {order[0].upper()}SB first",
        f"{order[0].upper()}SB-first serial comparator",
    )
    behaviour = [
        sheet.choose(
            f"{a} and {b} are two unsigned numbers that arrive one bit per clock, {order} significant bit first.",
            f"One bit of {a} and {b} is taken {sheet.at_edge()}, {order} significant bits first.",
        ),
        sheet.choose(
            f"The first pair of bits that differ decides: {greater} is set if {a} is 1 there, {less} if {b} is; after that nothing changes.",
            f"While {greater} and {less} are both 0, {a} = 1 with {b} = 0 sets {greater} and {a} = 0 with {b} = 1 sets {less}; once one is set both hold.",
        )
        if msb_first
        else sheet.choose(
            f"Each pair of bits that differ decides anew: {greater} = 1 and {less} = 0 if {a} is 1, the reverse if {b} is 1; equal bits change nothing.",
            f"When {a} and {b} differ, {greater} becomes {a} & ~{b} and {less} becomes ~{a} & {b}; when they are equal both hold.",
        ),
        sheet.choose(
            f"{clear} = 1 clears both results at the clock edge, with priority.",
            f"{clear} synchronously sets {greater} and {less} to 0 and beats the comparison.",
        ),
    ]
    if equal:
        behaviour.append(
            sheet.choose(
                f"{equal} is high while both are 0.",
                f"{equal} = ~({greater} | {less})",
                f"{equal} is 1 if neither {greater} nor {less} is.",
            )
        )
    behaviour += sheet.resets(f"clears {greater} and {less}", f"sets {greater} and {less} to 0")
    return sheet.design(
        title, behaviour, body, reference, ("serial_compare", "serial_comparator", "bit_compare", "ser_cmp")
    )
