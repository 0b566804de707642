"""Numbers from one format to another: narrower, rounded, with a sign bit, in decimal codes."""

from collections.abc import Callable
from random import Random

from verimentor_trainer.families.design import Design, family
from verimentor_trainer.families.draft import Draft
from verimentor_trainer.families.style import case, procedure
from verimentor_trainer.wording import bits


@family
def narrowing_saturation(rng: Random) -> Design:
    """A number cut to fewer bits, its extremes instead of a wrap."""
    draft = Draft(rng)
    wide = rng.choice((8, 10, 12, 16, 16))
    narrow = rng.choice([n for n in (4, 6, 8, 12) if n < wide])
    signed = draft.chance(0.6)
    a = draft.input("a", "in", "wide", "x", "din", width=wide)
    flagged = draft.chance(0.4)
    styled = draft.chance(0.4)
    y = draft.output("y", "out", "narrow", "sat", "dout", width=narrow, reg=styled)
    flag = draft.output("clipped", "ovf", "saturated", "limit", reg=False) if flagged else ""
    if signed:
        most, least = (1 << (narrow - 1)) - 1, 1 << (narrow - 1)
        fits = f"(&{a}[{wide - 1}:{narrow - 1}]) || !(|{a}[{wide - 1}:{narrow - 1}])"
        extreme = f"{a}[{wide - 1}] ? {narrow}'h{least:x} : {narrow}'h{most:x}"
        arms = f"if ({fits}) {y} = {a}[{narrow - 1}:0];\nelse if ({a}[{wide - 1}]) {y} = {narrow}'h{least:x};\nelse {y} = {narrow}'h{most:x};"
        reference = f"""wire signed [{wide - 1}:0] v = {a};
assign {y} = v > {most} ? {most} : v < -{least} ? -{least} : v;"""
        limits = f"{most} and {-least}"
    else:
        most = (1 << narrow) - 1
        fits = f"{a}[{wide - 1}:{narrow}] == 0"
        extreme = f"{{{narrow}{{1'b1}}}}"
        arms = f"if ({fits}) {y} = {a}[{narrow - 1}:0];\nelse {y} = {extreme};"
        reference = f"assign {y} = {a} > {most} ? {most} : {a};"
        limits = f"{most}"
    body = procedure(rng, arms) if styled else f"assign {y} = ({fits}) ? {a}[{narrow - 1}:0] : ({extreme});"
    if flag:
        body += f"\nassign {flag} = !({fits});"
        reference += f"\nassign {flag} = {f'v > {most} || v < -{least}' if signed else f'{a} > {most}'};"
    kind = "signed" if signed else "unsigned"
    title = draft.choose(
        f"{kind} saturation from {wide} to {narrow} bits",
        f"{wide}-bit to {narrow}-bit saturating narrower ({kind})",
        f"{kind} clipper, {wide} bits in and {narrow} out",
    )
    sentences = [
        draft.choose(
            f"{y} is {a} if it fits in {narrow} {kind} bits, otherwise the nearest of what does ({limits}).",
            f"{a} ({kind}{', twos complement' if signed else ''}) is limited to {narrow} bits: beyond {limits} {y} stays at the limit.",
            f"Values of {a} that {narrow} bits cannot hold are replaced at {y} by {limits}{', whichever is on their side' if signed else ''}; {kind}.",
        )
    ]
    if flag:
        sentences.append(draft.choose(f"{flag} tells that it did not fit.", f"{flag} = 1 when the value was clipped."))
    return draft.design(title, sentences, body, reference, ("saturate", "clip", "narrow_sat", "limiter", "sat_cut"))


@family
def rounding_shift(rng: Random) -> Design:
    """An unsigned number divided by a power of two, to the nearest or cut."""
    draft = Draft(rng)
    width, drop = rng.choice((8, 8, 12, 16)), rng.choice((1, 2, 3, 4))
    up = draft.chance(0.3)
    a = draft.input("a", "x", "in", "value", "din", width=width)
    size = width - drop + 1
    y = draft.output("y", "rounded", "out", "q", width=size, reg=False)
    half = (1 << drop) - 1 if up else 1 << (drop - 1)
    if draft.chance(0.5):
        body = f"wire [{width}:0] sum = {{1'b0, {a}}} + {half};\nassign {y} = sum[{width}:{drop}];"
    elif up:
        body = f"assign {y} = {a}[{width - 1}:{drop}] + (|{a}[{drop - 1}:0]);"
    else:
        body = f"assign {y} = {a}[{width - 1}:{drop}] + {a}[{drop - 1}];"
    factor = 1 << drop
    reference = f"""wire [{width - 1}:0] rest = {a} % {factor};
assign {y} = {a} / {factor} + ({"rest != 0" if up else f"2 * rest >= {factor}"});"""
    title = draft.choose(
        f"division by {factor} with rounding {'up' if up else 'to the nearest'}, {bits(rng, width)}",
        f"{bits(rng, width)} right shift by {drop} that rounds {'up' if up else 'to nearest'}",
        f"rounding shifter for {bits(rng, width)} numbers",
    )
    sentence = draft.choose(
        f"{y} = {a} / {factor}, rounded {'up to the next whole number' if up else 'to the nearest, halves up'} (unsigned).",
        f"The lowest {drop} bits of the unsigned {a} are dropped; "
        + (
            f"if any of them is 1, one is added to {y}."
            if up
            else f"the highest dropped bit is added to what goes to {y}."
        ),
    )
    return draft.design(
        title,
        (sentence, f"{y} has {size} bits, so nothing overflows."),
        body,
        reference,
        ("round_shift", "rounder", "div_round", "scale_down"),
    )


@family
def absolute_difference(rng: Random) -> Design:
    """The distance of two numbers, unsigned or signed, with the order as an option."""
    draft = Draft(rng, plain=0.25)
    width = rng.choice((4, 8, 8, 8, 12, 16))
    signed = not draft.plain and draft.chance(0.3)
    a, b = draft.input("a", "x", "p", "in1", width=width), draft.input("b", "y", "q", "in2", width=width)
    styled = rng.randrange(3)
    out = draft.output("diff", "distance", "d", "absdiff", width=width, reg=styled == 1)
    less = (
        draft.output("swapped", "a_less", "negative", "lt", reg=False) if not draft.plain and draft.chance(0.3) else ""
    )
    lt = f"$signed({a}) < $signed({b})" if signed else f"{a} < {b}"
    if styled == 1:
        body = procedure(rng, f"if ({lt}) {out} = {b} - {a};\nelse {out} = {a} - {b};")
    elif styled == 2 and not signed:
        body = f"wire [{width}:0] gap = {{1'b0, {a}}} - {{1'b0, {b}}};\nassign {out} = gap[{width}] ? -gap[{width - 1}:0] : gap[{width - 1}:0];"
    else:
        body = f"assign {out} = ({lt}) ? {b} - {a} : {a} - {b};"
    wide = [f"$signed({name})" if signed else f"$signed({{2'b00, {name}}})" for name in (a, b)]
    reference = f"wire signed [{width + 1}:0] g = {wide[0]} - {wide[1]};\nassign {out} = g < 0 ? -g : g;"
    if less:
        body += f"\nassign {less} = {lt};"
        reference += f"\nassign {less} = g < 0;"
    kind = "signed" if signed else "unsigned"
    title = draft.choose(
        f"absolute difference of two {bits(rng, width)} {kind} numbers",
        f"{bits(rng, width)} absolute difference unit ({kind})",
    )
    sentences = [
        draft.choose(
            f"{out} = |{a} - {b}|{f', {width} bits, both operands signed' if signed else ''}.",
            f"The smaller of {a} and {b} is subtracted from the larger ({kind} comparison); the result is {out}.",
            f"{out} tells how far apart {a} and {b} are{' as signed numbers, as an unsigned result' if signed else ''}.",
        )
    ]
    if less:
        sentences.append(f"{less} is 1 when {a} is the smaller one.")
    return draft.design(title, sentences, body, reference, ("abs_diff", "absdiff", "distance_unit", "gap"))


@family
def sign_magnitude(rng: Random) -> Design:
    """Two's complement to sign and magnitude, or back."""
    draft = Draft(rng)
    width, forward = rng.choice((4, 8, 8, 12, 16)), rng.random() < 0.55
    top = width - 1
    procedural = draft.chance(0.4)
    if forward:
        a = draft.input("a", "x", "in", "value", width=width)
        sign = draft.output("sign", "neg", "s", "minus", reg=False)
        magnitude = draft.output("mag", "magnitude", "abs_value", "m", width=width, reg=procedural)
        body = f"assign {sign} = {a}[{top}];\n"
        body += (
            procedure(rng, f"if ({a}[{top}]) {magnitude} = ~{a} + 1;\nelse {magnitude} = {a};")
            if procedural
            else f"assign {magnitude} = {a}[{top}] ? -{a} : {a};"
        )
        reference = f"assign {sign} = $signed({a}) < 0;\nassign {magnitude} = ({a} ^ {{{width}{{{sign}}}}}) + {sign};"
        sentences = (
            draft.choose(
                f"{a} is in two's complement.", f"The input {a} is a two's complement number of {width} bits."
            ),
            draft.choose(
                f"{sign} is 1 if it is negative and {magnitude} is its absolute value, {width} bits.",
                f"{magnitude} ({width} bits) gives its size without the sign, {sign} its sign (1 = negative).",
            ),
        )
        title = f"{bits(rng, width)} two's complement to sign-magnitude converter"
    else:
        sign = draft.input("sign", "neg", "s", "minus")
        magnitude = draft.input("mag", "magnitude", "abs_value", "m", width=width - 1)
        a = draft.output("y", "value", "out", "result", width=width, reg=procedural)
        wide = f"{{1'b0, {magnitude}}}"
        body = (
            procedure(rng, f"if ({sign}) {a} = ~{wide} + 1;\nelse {a} = {wide};")
            if procedural
            else f"assign {a} = {sign} ? -{wide} : {wide};"
        )
        reference = f"assign {a} = ({wide} ^ {{{width}{{{sign}}}}}) + {sign};"
        sentences = (
            draft.choose(
                f"{a} is {magnitude} in two's complement, negated if {sign} is 1.",
                f"With {sign} = 0 {a} equals {magnitude}, with {sign} = 1 it is -{magnitude} in two's complement.",
            ),
            f"{magnitude} has {width - 1} bits and {a} {width}.",
        )
        title = f"sign-magnitude to {bits(rng, width)} two's complement converter"
    return draft.design(
        title,
        sentences,
        body,
        reference,
        ("sign_mag", "sm_convert", "signmag", "to_sign_mag" if forward else "from_sign_mag"),
    )


_DECIMAL = {
    "excess-3": [digit + 3 for digit in range(10)],
    "2421": [0, 1, 2, 3, 4, 11, 12, 13, 14, 15],
    "5421": [0, 1, 2, 3, 4, 8, 9, 10, 11, 12],
    "84-2-1": [0, 7, 6, 5, 4, 11, 10, 9, 8, 15],
}


@family
def decimal_code(rng: Random) -> Design:
    """A BCD digit in another decimal code, or back; what is no digit gives a stated value."""
    draft = Draft(rng)
    kind = rng.choice(tuple(_DECIMAL))
    codes, forward = _DECIMAL[kind], rng.random() < 0.6
    pairs = list(enumerate(codes)) if forward else [(code, digit) for digit, code in enumerate(codes)]
    other = rng.choice((0, 0, 15))
    a = draft.input("bcd" if forward else "code", "digit" if forward else "in_code", "a", "in", width=4)
    styled = rng.random() < 0.7
    y = draft.output("code" if forward else "bcd", "out", "y", "q", width=4, reg=styled)
    if styled:
        arms = [
            (draft.literal(4, i) if draft.number_style != "plain" else f"4'd{i}", f"{y} = {draft.literal(4, o)};")
            for i, o in pairs
        ]
        body = procedure(rng, case(a, arms, f"{y} = {draft.literal(4, other)};"))
    elif kind == "excess-3":
        inside, formula = (f"{a} < 10", f"{a} + 4'd3") if forward else (f"{a} >= 3 && {a} <= 12", f"{a} - 4'd3")
        body = f"assign {y} = ({inside}) ? {formula} : 4'd{other};"
    else:
        body = f"assign {y} = " + "\n    ".join(f"{a} == 4'd{i} ? 4'd{o} :" for i, o in pairs) + f" 4'd{other};"
    table = [other] * 16
    for i, o in pairs:
        table[i] = o
    reference = f"wire [63:0] t = 64'h{''.join(f'{v:x}' for v in reversed(table))};\nassign {y} = t[{a}*4 +: 4];"
    title = draft.choose(
        f"{'BCD to ' + kind if forward else kind + ' to BCD'} converter",
        f"code converter from {'BCD to ' + kind if forward else kind + ' to BCD'}",
    )
    listed = draft.choose(
        ", ".join(f"{i:04b} -> {o:04b}" for i, o in pairs) + ".",
        "\n".join(f"{i:04b} | {o:04b}" for i, o in pairs),
    )
    if kind == "excess-3" and draft.chance(0.6):
        rule = f"{y} = {a} {'+ 3 for the ten digits' if forward else '- 3 for the codes 3 to 12'}."
    else:
        rule = f"{a} to {y}:\n{listed}" if "\n" in listed else f"{a} to {y}: {listed}"
    sentences = (
        rule,
        draft.choose(f"Every other value of {a} gives {other:04b}.", f"Anything else makes {y} {other}."),
    )
    return draft.design(title, sentences, body, reference, ("code_conv", "decimal_code", "bcd_code", "recode"))


@family
def decimal_digit_operation(rng: Random) -> Design:
    """One step of decimal arithmetic on a digit: complement, next, previous, double."""
    draft = Draft(rng)
    kind = rng.choice(("complement", "next", "previous", "double"))
    digit = draft.input("digit", "d", "bcd", "a", width=4)
    styled = draft.chance(0.4)
    out = draft.output("y", "result", "out", "q", width=4, reg=styled)
    carried = kind != "complement"
    carry = (
        draft.output("carry", "co", "borrow" if kind == "previous" else "overflow", "c_out", reg=False)
        if carried
        else ""
    )
    rules: dict[str, tuple[Callable[[int], int], str, str]] = {
        "complement": (lambda v: 9 - v, f"4'd9 - {digit}", ""),
        "next": (lambda v: (v + 1) % 10, f"({digit} == 4'd9) ? 4'd0 : {digit} + 4'd1", f"{digit} == 4'd9"),
        "previous": (lambda v: (v + 9) % 10, f"({digit} == 4'd0) ? 4'd9 : {digit} - 4'd1", f"{digit} == 4'd0"),
        "double": (
            lambda v: v * 2 % 10,
            f"({digit} > 4'd4) ? ({digit} << 1) - 4'd10 : {digit} << 1",
            f"{digit} > 4'd4",
        ),
    }
    value, formula, test = rules[kind]
    if styled:
        body = procedure(
            rng, case(digit, [(f"4'd{i}", f"{out} = 4'd{value(i)};") for i in range(10)], f"{out} = 4'd0;")
        )
    else:
        body = f"assign {out} = {formula};"
    if carry:
        body += f"\nassign {carry} = ({test});"
    table = "".join(f"{value(i):x}" for i in reversed(range(10)))
    reference = f"wire [63:0] t = 64'hxxxxxx{table};\nassign {out} = t[{digit}*4 +: 4];"
    spoken = {
        "complement": ("nine's complement of a decimal digit", f"{out} = 9 - {digit}."),
        "next": (
            "decimal digit incrementer",
            draft.choose(
                f"{out} is the digit after {digit}, 0 after 9; {carry} is 1 for 9.",
                f"{out} = {digit} + 1 in decimal, with {carry} for the carry at 9.",
            ),
        ),
        "previous": (
            "decimal digit decrementer",
            draft.choose(
                f"{out} is the digit before {digit}, 9 before 0; {carry} is 1 for 0.",
                f"{out} = {digit} - 1 in decimal; at 0 it is 9 and {carry} is set.",
            ),
        ),
        "double": (
            "decimal digit doubler",
            draft.choose(
                f"{out} is the units digit of 2 * {digit} and {carry} the tens.",
                f"Twice {digit} as a decimal number: {carry} gives the tens, {out} the units.",
            ),
        ),
    }
    if carry:
        ones = [i for i in range(10) if {"next": i == 9, "previous": i == 0, "double": i > 4}[kind]]
        reference += f"\nassign {carry} = {digit} > 9 ? 1'bx : {' || '.join(f'{digit} == {i}' for i in ones)};"
    title, sentence = spoken[kind]
    return draft.design(
        title,
        (f"{digit} is a BCD digit, 0 to 9; other values do not occur.", sentence),
        body,
        reference,
        ("digit_op", "bcd_digit", f"digit_{kind}", "dec_step"),
    )
