"""Counters in other codes, with a given limit or with a step."""

from random import Random

from verimentor_trainer.families.clocking import Sheet, bump
from verimentor_trainer.families.counters import COUNT, NAMES, enabled, maybe_enable
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.wording import bits, number


@family
def two_digit_bcd_counter(rng: Random) -> Design:
    """Ones and tens digits, to 99 or to a drawn limit."""
    sheet = Sheet(rng, plain=0.25)
    limit = 99 if sheet.plain else rng.choice((99, 99, 59, 59, 23, 11, 49, 29))
    enable = maybe_enable(sheet, 0.5)
    joined = sheet.chance(0.25)
    if joined:
        q = sheet.output("bcd", "q", "count", "digits", width=8)
        ones, tens = f"{q}[3:0]", f"{q}[7:4]"
    else:
        tens, ones = (
            sheet.output("tens", "digit1", "high_digit", "bcd1", width=4),
            sheet.output("ones", "digit0", "low_digit", "bcd0", width=4),
        )
    high, low = divmod(limit, 10)
    clear = f"{ones} <= 4'd0;\n{tens} <= 4'd0;"
    nine = f"if ({ones} == 4'd9) begin\n    {ones} <= 4'd0;\n    {tens} <= {tens} + 1;\nend else {ones} <= {ones} + 1;"
    if low == 9:
        roll = f"{tens} <= ({tens} == 4'd{high}) ? 4'd0 : {tens} + 4'd1;"
        step = f"if ({ones} == 4'd9) begin\n    {ones} <= 4'd0;\n    {roll}\nend else {ones} <= {ones} + 4'd1;"
    else:
        full = f"{tens} == 4'd{high} && {ones} == 4'd{low}"
        step = f"if ({full}) begin\n    {ones} <= 4'd0;\n    {tens} <= 4'd0;\nend else {nine}"
    body = sheet.block(clear, [(enable, step)])
    value = "logic [6:0] v;\n" + sheet.remember(
        "v", "'0", f"{f'!{enable} ? v : ' if enable else ''}v == {limit} ? 7'd0 : v + 7'd1"
    )
    reference = value
    reference += (
        f"\nassign {q} = {{4'(v / 10), 4'(v % 10)}};"
        if joined
        else f"\nassign {tens} = v / 10;\nassign {ones} = v % 10;"
    )
    title = sheet.choose(
        "two-digit BCD counter", "2 digit BCD counter", "two digit decimal counter", "BCD counter with two digits"
    )
    if limit != 99 or sheet.chance(0.5):
        title = sheet.choose(f"{title} from 00 to {limit}", f"{title} counting 0 to {limit}", f"BCD counter 00-{limit}")
    when = enabled(sheet, enable)
    where = (
        f"{q}[7:4] holds the tens and {q}[3:0] the ones"
        if joined
        else f"{tens} is the tens digit and {ones} the ones digit"
    )
    both = q if joined else f"{tens} and {ones}"
    behaviour = [
        sheet.choose(
            f"It counts from 00 to {limit} in decimal {sheet.at_edge()}{when}, then starts again at 00.",
            f"The count goes up by one {sheet.at_edge()}{when}; after {limit} comes 00.",
            f"decimal count 00..{limit}, wraps to 00{when}",
        ),
        sheet.choose(f"{where}.", f"Each digit is 4 bits in BCD: {where}.", f"{where} (BCD)"),
        *sheet.resets(f"clears {both}", f"sets {both} to 0"),
    ]
    return sheet.design(
        title, behaviour, body, reference, ("bcd_counter", "bcd2", "decimal_counter", "bcd_count2", f"count{limit}")
    )


@family
def ring_or_johnson_counter(rng: Random) -> Design:
    """A one-hot ring or a twisted ring."""
    sheet = Sheet(rng, plain=0.4)
    width = rng.choice((3, 4, 4, 4, 5, 6, 8, 8))
    johnson = sheet.chance(0.5)
    left = sheet.plain or sheet.chance(0.6)
    enable = "" if sheet.plain else maybe_enable(sheet, 0.35)
    q = sheet.output("q", "count", "ring", "out", "state", "onehot" if not johnson else "phase", width=width)
    invert = "~" if johnson else ""
    start = 0 if johnson else 1 if left or sheet.chance(0.5) else 1 << (width - 1)
    following = (
        f"{{{q}[{width - 2}:0], {invert}{q}[{width - 1}]}}" if left else f"{{{invert}{q}[0], {q}[{width - 1}:1]}}"
    )
    value = f"{width}'b{start:0{width}b}" if sheet.chance(0.6) else f"{width}'d{start}"
    body = sheet.block(f"{q} <= {value};", [(enable, f"{q} <= {following};")])
    moved = (
        f"({q} << 1) | {width}'({'!' if johnson else ''}{q}[{width - 1}])"
        if left
        else f"({q} >> 1) | ({width}'({'!' if johnson else ''}{q}[0]) << {width - 1})"
    )
    reference = sheet.remember(q, f"{width}'d{start}", (f"!{enable} ? {q} : " if enable else "") + f"({moved})")
    size, way = bits(rng, width), "left" if left else "right"
    when = enabled(sheet, enable)
    out, back = (f"{q}[{width - 1}]", f"{q}[0]") if left else (f"{q}[0]", f"{q}[{width - 1}]")
    if johnson:
        title = sheet.choose(
            f"{size} Johnson counter",
            f"{size} johnson counter",
            f"{size} twisted ring counter",
            f"{size} switch-tail ring counter",
            f"Johnson counter of {number(rng, width)} flip-flops",
        )
        rule = sheet.choose(
            f"{q} shifts {way} by one {sheet.at_edge()}{when} and the inverse of {out} goes into {back}.",
            f"It is a twisted ring: {sheet.at_edge()} {q} moves one place {way}, {back} getting ~{out}{when}.",
            f"{q} <= {following}{when}",
        )
    else:
        title = sheet.choose(
            f"{size} ring counter",
            f"{size} one-hot ring counter",
            f"ring counter of {number(rng, width)} bits",
            f"{size} one-hot counter",
        )
        rule = sheet.choose(
            f"{q} rotates {way} by one {sheet.at_edge()}{when}.",
            f"The single 1 in {q} moves one place {way} {sheet.at_edge()}{when} and {out} feeds back into {back}.",
            f"{q} <= {following}{when}",
            f"One-hot: {q} is rotated {way} {sheet.at_edge()}{when}.",
        )
    if not left and sheet.chance(0.5):
        title += sheet.choose(", shifting right", " to the right")
    binary = f"{start:0{width}b}"
    behaviour = [
        rule,
        *sheet.resets(
            *(
                (f"clears {q}", f"sets {q} to all zeros")
                if johnson
                else (f"sets {q} to {binary}", f"puts {binary} into {q}")
            )
        ),
    ]
    names = (
        ("johnson_counter", "johnson", "twisted_ring", f"johnson{width}")
        if johnson
        else ("ring_counter", "ring", "onehot_counter", f"ring{width}")
    )
    return sheet.design(title, behaviour, body, reference, names)


@family
def gray_counter(rng: Random) -> Design:
    """A Gray code counter over a binary one."""
    sheet = Sheet(rng, plain=0.5)
    width = rng.choice((2, 3, 3, 4, 4, 4, 5, 6, 8))
    enable = maybe_enable(sheet, 0.4)
    registered = not sheet.plain and sheet.chance(0.25)
    q = sheet.output("gray", "q", "gray_count", "count", "code", "g", width=width, reg=registered)
    binary = sheet.name("bin", "binary", "b", "cnt", "bin_count")
    zero = sheet.literal(width, 0)
    if registered:
        following = sheet.name("bin_next", "next", "n")
        step = f" + {enable}" if enable else " + 1'b1"
        body = f"reg [{width - 1}:0] {binary};\nwire [{width - 1}:0] {following} = {binary}{step};\n\n"
        body += sheet.block(
            f"{binary} <= {zero};\n{q} <= {zero};",
            f"{binary} <= {following};\n{q} <= {following} ^ ({following} >> 1);",
        )
    else:
        body = f"reg [{width - 1}:0] {binary};\n\n" + sheet.block(f"{binary} <= {zero};", [(enable, bump(rng, binary))])
        code = (
            f"{binary} ^ ({binary} >> 1)"
            if sheet.chance(0.7)
            else f"{{{binary}[{width - 1}], {binary}[{width - 1}:1] ^ {binary}[{width - 2}:0]}}"
        )
        body += f"\n\nassign {q} = {code};"
    reference = f"logic [{width - 1}:0] c;\n" + sheet.remember("c", "'0", f"c + {enable or 1}")
    reference += "\n" + "\n".join(
        f"assign {q}[{i}] = c[{i}]" + (f" != c[{i + 1}];" if i < width - 1 else ";") for i in range(width)
    )
    size = bits(rng, width)
    tail = sheet.choose(" with enable", " with count enable") if enable else ""
    title = (
        sheet.choose(
            f"{size} Gray counter",
            f"{size} gray code counter",
            f"{size} Gray code up counter",
            f"Gray counter of {width} bits",
        )
        + tail
    )
    when = enabled(sheet, enable)
    behaviour = [
        sheet.choose(
            f"{q} steps to the next Gray code {sheet.at_edge()}{when}; only one bit changes at a time.",
            f"{q} counts in Gray code {sheet.at_edge()}{when}.",
            (
                f"A binary counter goes up by one {sheet.at_edge()}{when} and {q} is its "
                "Gray code, binary ^ (binary >> 1)."
            ),
            f"{q} runs through the reflected binary (Gray) code{when}",
        ),
        *sheet.resets(f"clears {q}", f"sets {q} to 0", "clears the count"),
    ]
    return sheet.design(
        title, behaviour, body, reference, ("gray_counter", "gray", "gray_cnt", f"gray{width}", "gray_code_counter")
    )


@family
def wrapping_counter(rng: Random) -> Design:
    """A counter up to a limit given at a port."""
    sheet = Sheet(rng)
    width = rng.choice((4, 4, 8, 8, 8, 12, 16))
    enable = maybe_enable(sheet, 0.4)
    limit = sheet.input("limit", "max", "top", "period", "last", "max_count", width=width)
    q = sheet.output(*COUNT, width=width)
    wrap = sheet.output("wrap", "tick", "tc", "done", "rollover", "hit", reg=False) if sheet.chance(0.45) else ""
    compare = rng.choice(("==", ">="))
    zero = sheet.literal(width, 0)
    steps = [(f"{q} {compare} {limit}", f"{q} <= {zero};"), ("", bump(rng, q))]
    if wrap and not enable and sheet.chance(0.5):
        steps[0] = (wrap, steps[0][1])
    if enable:
        step = f"if ({steps[0][0]}) {steps[0][1]}\nelse {steps[1][1]}"
        body = sheet.block(f"{q} <= {zero};", [(enable, step)])
    else:
        body = sheet.block(f"{q} <= {zero};", steps)
    if wrap:
        line = f"assign {wrap} = ({q} {compare} {limit});"
        body = f"{line}\n\n{body}" if steps[0][0] == wrap else f"{body}\n\n{line}"
    more = f"{q} < {limit}" if compare == ">=" else f"|({q} ^ {limit})"
    reference = sheet.remember(q, "'0", (f"!{enable} ? {q} : " if enable else "") + f"({more}) ? {q} + 1 : '0")
    if wrap:
        reference += f"\nassign {wrap} = !({more});"
    when = enabled(sheet, enable)
    reached = f"{q} is equal to {limit}" if compare == "==" else f"{q} is at or above {limit}"
    title = sheet.choose(
        f"{bits(rng, width)} counter with programmable limit",
        f"{bits(rng, width)} up counter with the last value given by {limit}",
        f"{bits(rng, width)} counter with variable modulus",
        f"{bits(rng, width)} counter from 0 to {limit}",
    )
    behaviour = [
        sheet.choose(
            f"{q} counts up {sheet.at_edge()}{when}; if {reached} it goes back to 0.",
            f"{q} increments{when}, and returns to 0 at the clock after {reached}.",
            f"if {q} {compare} {limit} then {q} = 0 else {q} = {q} + 1, {sheet.at_edge()}{when}",
            f"{sheet.at_edge()}{when}, {q} becomes 0 if {q} {compare} {limit}, otherwise {q} + 1.",
        )
    ]
    if wrap:
        behaviour.append(
            sheet.choose(
                f"{wrap} is high while {reached}.",
                f"{wrap} = ({q} {compare} {limit}), combinational.",
                f"{wrap} is 1 whenever {reached}.",
            )
        )
    behaviour += sheet.resets(f"clears {q}", f"sets {q} to 0")
    return sheet.design(title, behaviour, body, reference, (*NAMES, "limit_counter", "wrap_counter", "prog_counter"))


@family
def step_counter(rng: Random) -> Design:
    """A counter that goes by more than one, fixed or from a port."""
    sheet = Sheet(rng)
    width = rng.choice((4, 6, 8, 8, 8, 12, 16))
    enable = maybe_enable(sheet, 0.45)
    fixed = 0 if sheet.chance(0.45) else rng.choice((2, 2, 3, 4, 5, 7))
    step = (
        "" if fixed else sheet.input("step", "inc", "delta", "increment", "amount", width=rng.choice((2, 3, 4, width)))
    )
    q = sheet.output(*COUNT, width=width)
    down = sheet.chance(0.25)
    start = 0 if sheet.chance(0.7) else rng.randrange(1, min(16, 1 << width))
    sign, amount = "-" if down else "+", step or sheet.literal(width, fixed)
    body = sheet.block(f"{q} <= {sheet.literal(width, start)};", [(enable, f"{q} <= {q} {sign} {amount};")])
    reference = (
        f"logic [{width - 1}:0] k;\nassign k = "
        f"{f'{enable} ? ' if enable else ''}{step or fixed}{' : 0' if enable else ''};\n"
    )
    reference += sheet.remember(q, f"{width}'d{start}", f"{q} {sign} k")
    when = enabled(sheet, enable)
    by = step or number(rng, fixed)
    verb = (
        sheet.choose("decreases", "counts down", "goes down")
        if down
        else sheet.choose("increases", "counts up", "goes up")
    )
    size, way = bits(rng, width), "down" if down else "up"
    title = sheet.choose(
        f"{size} {way} counter in steps of {by}",
        f"{size} counter {'down ' if down else ''}by {by}",
        f"{size} {way} counter with step {by}",
        f"{size} counter that {verb} by {by}",
    )
    behaviour = [
        sheet.choose(
            f"{q} {verb} by {by} {sheet.at_edge()}{when}.",
            f"{q} = {q} {sign} {by} {sheet.at_edge()}{when}, modulo 2^{width}",
            (
                f"Every step {'takes ' + str(by) + ' from' if down else 'adds ' + str(by) + ' to'} {q} "
                f"({sheet.rising} edge of {sheet.clock}){when}; it wraps around."
            ),
        ),
        *sheet.resets(
            *((f"sets {q} to {start}", f"loads {start} into {q}") if start else (f"clears {q}", f"sets {q} to 0"))
        ),
    ]
    return sheet.design(
        title, behaviour, body, reference, (*NAMES, "step_counter", "skip_counter", f"count_by_{fixed or 'n'}")
    )
