"""Feedback registers, and checks and arithmetic one bit at a time."""

from random import Random

from verimentor_trainer.families.clocking import Sheet
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.wording import bits

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
        rule: tuple[str, ...] = (
            (
                f"Each step shifts {q} right by one, and if the bit shifted out was 1 the "
                f"result is XORed with {mask_text}."
            ),
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
        (
            f"logic [{width - 1}:0] n;\nalways_comb begin\n    n = {q} << 1;\n    if (({q} >> "
            f"{width - 1}) != {d}) n = n ^ {width}'d{poly};\n"
        )
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
            (
                f"{sheet.at_edge()}{when}: {q} shifts left by one with 0 coming in and, if the old "
                f"{q}[{width - 1}] XOR {d} is 1, is XORed with {poly_text}."
            ),
            (
                f"feedback = {q}[{width - 1}] ^ {d}; {q} = ({q} << 1) ^ (feedback ? "
                f"{poly_text} : 0), {sheet.at_edge()}{when}"
            ),
            (
                f"One bit of {d}, most significant first, is taken {sheet.at_edge()}{when}: the feedback "
                f"{q}[{width - 1}] ^ {d} decides whether {poly_text} is XORed into {q} shifted left."
            ),
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
    reference = (
        f"logic k;\nlogic [1:0] t;\nassign t = 2'({a}) {'-' if subtract else '+'} "
        f"2'({b}) {'-' if subtract else '+'} 2'(k);\n"
    )
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
            (
                f"{a} and {b} come in one bit per clock, least significant first, and "
                f"{out} gives the bits of {a} {sign} {b}."
            ),
            f"LSB first: {out} = {a} ^ {b} ^ {word}",
            (
                f"Each clock one bit of {a} {sign} {b} is formed with the {word} kept from the bit "
                f"before; {out} is that bit, {a} ^ {b} ^ {word}."
            ),
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
            (
                f"The first pair of bits that differ decides: {greater} is set if {a} is 1 there, "
                f"{less} if {b} is; after that nothing changes."
            ),
            (
                f"While {greater} and {less} are both 0, {a} = 1 with {b} = 0 sets {greater} and {a} = 0 with "
                f"{b} = 1 sets {less}; once one is set both hold."
            ),
        )
        if msb_first
        else sheet.choose(
            (
                f"Each pair of bits that differ decides anew: {greater} = 1 and {less} = 0 if {a} is 1, the "
                f"reverse if {b} is 1; equal bits change nothing."
            ),
            (
                f"When {a} and {b} differ, {greater} becomes {a} & ~{b} and {less} becomes ~{a} "
                f"& {b}; when they are equal both hold."
            ),
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
