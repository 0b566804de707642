"""Clocked arithmetic on words: accumulators, extremes, moving sums and delay lines."""

from random import Random

from verimentor_trainer.families.clocking import Sheet
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.wording import bits, number

_DATA = ("d", "din", "data", "in", "x", "data_in", "sample")
_VALID = ("en", "valid", "enable", "in_valid", "ce", "strobe")


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
                (
                    f"{taps[0]} is {d} one clock later, and each further tap up to {taps[-1]} is "
                    "one clock later than the one before."
                ),
                f"{d} moves through the registers {', '.join(taps[:-1])} and {taps[-1]}, one step {sheet.at_edge()}.",
                f"{d} -> {' -> '.join(taps)}, one register each",
            )
        ]
        effect = ("clears all taps", "sets every tap to 0")
    behaviour += sheet.resets(*effect)
    return sheet.design(title, behaviour, body, reference, ("delay_line", "tapped_delay", "tap_line", "delay_taps"))
