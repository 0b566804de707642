"""Shift registers, rotators and delay lines."""

from random import Random

from verimentor_trainer.families.clocking import Sheet
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.wording import bits, number

_SERIAL_IN = ("din", "si", "serial_in", "sin", "d", "in", "shift_in", "data_in", "ser")
_SERIAL_OUT = ("dout", "so", "serial_out", "q", "out", "sout", "data_out")
_PARALLEL_IN = ("d", "data", "din", "data_in", "p_in", "parallel_in", "load_data", "in")
_PARALLEL_OUT = ("q", "out", "dout", "data_out", "shift_reg", "sr", "p_out")
_ENABLE = ("en", "shift", "enable", "shift_en", "ena", "sh")
_LOAD = ("load", "ld", "load_en", "pl", "wr")
_NAMES = ("shift_register", "shift_reg", "shifter", "sreg")


def _shifted(value: str, width: int, bit: str, *, left: bool) -> str:
    if left:
        return f"{{{value}[{width - 2}:0], {bit}}}" if width > 2 else f"{{{value}[0], {bit}}}"
    return f"{{{bit}, {value}[{width - 1}:1]}}" if width > 2 else f"{{{bit}, {value}[1]}}"


@family
def serial_shift_register(rng: Random) -> Design:
    """A serial-in parallel-out shift register, plain or with enable, left or right."""
    sheet = Sheet(rng, plain=0.5)
    width = rng.choice((2, 3, 4, 4, 5, 6, 8, 8, 8, 12, 16, 16, 24, 32, 32, 64))
    left = sheet.plain or sheet.chance(0.55)
    enable = None if sheet.plain or sheet.chance(0.5) else sheet.input(*_ENABLE, note="shift enable")
    bit = sheet.input(*_SERIAL_IN, note="serial data")
    q = sheet.output(*_PARALLEL_OUT, width=width)
    following = _shifted(q, width, bit, left=left)
    body = sheet.block(f"{q} <= {sheet.literal(width, 0)};", [(enable or "", f"{q} <= {following};")])
    reference = sheet.remember(
        q,
        "'0",
        (f"!{enable} ? {q} : " if enable else "")
        + (f"({q} << 1) | {bit}" if left else f"({q} >> 1) | ({width}'({bit}) << {width - 1})"),
    )
    size = bits(rng, width)
    way = "left" if left else "right"
    title = sheet.choose(
        f"{size} shift register",
        f"{size} serial-in parallel-out shift register",
        f"{size} SIPO shift register",
        f"{size} shift register with serial input and parallel output",
        f"serial to parallel shift register of {width} bits",
    )
    if not left or sheet.chance(0.3):
        title = sheet.choose(
            f"{size} {way} shift register",
            f"{size} shift register that shifts {way}",
            f"{way}-shifting {size} register",
        )
    end, other = ("least", "most") if left else ("most", "least")
    when = f" {sheet.choose(f'when {enable} is high', f'if {enable} = 1', f'while {enable} is 1')}" if enable else ""
    index = 0 if left else width - 1
    move = sheet.choose(
        f"{sheet.at_edge()}{when} {q} shifts {way} by one and {bit} enters at the {end} significant bit",
        f"{q} moves one place to the {way} {sheet.at_edge()}{when}, with {bit} going into {q}[{index}]",
        f"{q} <= {following}{when}",
        (
            f"{bit} is shifted into the {end[0].upper()}SB of {q} "
            f"{sheet.at_edge()}{when}; the {other[0].upper()}SB falls out"
        ),
        f"shift {q} {way} one bit {sheet.at_edge()}{when}; {q}[{index}] gets {bit}",
    )
    move = move[:1].upper() + move[1:] if not move.startswith((q, bit)) else move
    behaviour = [move, *sheet.resets(f"clears {q}", f"sets {q} to 0", f"makes all bits of {q} 0")]
    return sheet.design(title, behaviour, body, reference, (*_NAMES, f"shift{width}", "sipo", f"shift_reg_{width}"))


@family
def serial_in_serial_out(rng: Random) -> Design:
    """A one-bit delay of several cycles through a shift register."""
    sheet = Sheet(rng, reset=0.8, plain=0.4)
    width = rng.choice((2, 3, 4, 4, 5, 8, 8, 16))
    enable = None if sheet.plain or sheet.chance(0.6) else sheet.input(*_ENABLE)
    bit = sheet.input(*_SERIAL_IN)
    out = sheet.output(*_SERIAL_OUT, reg=False)
    inner = sheet.name("shift", "sr", "stages", "regs", "chain", "r", "shift_reg")
    left = sheet.chance(0.7)
    following = _shifted(inner, width, bit, left=left)
    last = width - 1 if left else 0
    block = sheet.block(f"{inner} <= {sheet.literal(width, 0)};", [(enable or "", f"{inner} <= {following};")])
    body = f"reg [{width - 1}:0] {inner};\n{sheet.choose('', chr(10))}{block}\nassign {out} = {inner}[{last}];"
    steps = "\n".join(
        sheet.remember(f"s{i}", "1'b0", (f"!{enable} ? s{i} : " if enable else "") + (f"s{i - 1}" if i else bit))
        for i in range(width)
    )
    reference = f"logic {', '.join(f's{i}' for i in range(width))};\n{steps}\nalways @* {out} = s{width - 1};"
    size = bits(rng, width)
    title = sheet.choose(
        f"{size} serial-in serial-out shift register",
        f"{size} SISO shift register",
        f"serial in, serial out shift register with {number(rng, width)} stages",
        f"{width}-stage serial shift register",
        f"chain of {number(rng, width)} flip-flops from {bit} to {out}",
    )
    when = (
        sheet.choose(f" while {enable} is high", f" when {enable} = 1", f", only if {enable} is set") if enable else ""
    )
    cycles = f"{number(rng, width)} {'enabled ' if enable else ''}clock cycles"
    behaviour = [
        sheet.choose(
            f"{bit} is shifted in {sheet.at_edge()}{when}.",
            f"{sheet.choose('The register', 'It')} shifts one place {sheet.at_edge()}{when}, taking {bit}.",
            f"shift in {bit} {sheet.at_edge()}{when}",
        ),
        sheet.choose(
            f"{out} is the last stage, so {bit} appears on {out} after {cycles}.",
            f"{out} shows {bit} as it was {cycles} ago.",
            f"{out} = the oldest bit; delay {cycles}",
            f"What enters at {bit} leaves at {out} {cycles} later.",
        ),
        *sheet.resets("clears all stages", "sets every stage to 0", "clears the shift register"),
    ]
    return sheet.design(
        title, behaviour, body, reference, ("siso", "siso_shift", "serial_shift", "shift_chain", f"siso{width}")
    )


@family
def parallel_in_serial_out(rng: Random) -> Design:
    """A loadable shift register with a serial output."""
    sheet = Sheet(rng, reset=0.75, plain=0.25)
    width = rng.choice((4, 4, 6, 8, 8, 8, 10, 16, 32))
    load = sheet.input(*_LOAD, note="parallel load")
    enable = None if sheet.plain or sheet.chance(0.55) else sheet.input(*_ENABLE)
    data = sheet.input(*_PARALLEL_IN, width=width)
    out = sheet.output(*_SERIAL_OUT, reg=False)
    inner = sheet.name("shift_reg", "shift", "sr", "buffer", "tmp", "r", "data_r")
    msb_first = sheet.plain or sheet.chance(0.5)
    following = _shifted(inner, width, "1'b0", left=msb_first)
    shift = (enable or "", f"{inner} <= {following};")
    block = sheet.block(f"{inner} <= {sheet.literal(width, 0)};", [(load, f"{inner} <= {data};"), shift])
    last = width - 1 if msb_first else 0
    body = f"reg [{width - 1}:0] {inner};\n\n{block}\n\nassign {out} = {inner}[{last}];"
    hold = f"{enable} ? " if enable else ""
    kept = " : h" if enable else ""
    reference = f"logic [{width - 1}:0] h;\n" + sheet.remember(
        "h", "'0", f"{load} ? {data} : {hold}h {'<<' if msb_first else '>>'} 1{kept}"
    )
    reference += f"\nassign {out} = |(h & ({width}'d1 << {last}));"
    size, first = bits(rng, width), "MSB" if msb_first else "LSB"
    title = sheet.choose(
        f"{size} parallel-in serial-out shift register, {first} first",
        f"{size} PISO shift register sending the {first} first",
        f"{size} parallel to serial converter, {first} first",
        f"{first}-first {size} serializer",
    )
    if sheet.plain and msb_first and sheet.chance(0.5):
        title = sheet.choose(
            f"{size} parallel-in serial-out shift register", f"{size} PISO", f"{size} parallel to serial shift register"
        )
    end = "most" if msb_first else "least"
    way = "left" if msb_first else "right"
    when = (
        sheet.choose(f"Otherwise, if {enable} is high,", f"With {load} low and {enable} high")
        if enable
        else sheet.choose("Otherwise", f"When {load} is low")
    )
    behaviour = [
        sheet.choose(
            f"If {load} is high {sheet.at_edge()}, {data} is loaded.",
            f"{load} = 1 loads {data} in parallel {sheet.at_edge()}.",
            f"{data} is stored when {load} is 1 ({sheet.rising} edge).",
            f"load {data} {sheet.at_edge()} if {load}",
        ),
        sheet.choose(
            f"{when} the register shifts {way} by one bit, filling with 0.",
            f"{when} it shifts one place to the {way} and a 0 enters.",
            f"{when} the contents move {way} by one, zero filled.",
        ),
        sheet.choose(
            f"{out} is the {end} significant bit of the register.",
            f"{out} is always bit {last} of the shift register.",
            f"The {first} of the register drives {out}.",
            f"{out} = {first} of the register (combinational)",
        ),
        *sheet.resets("clears the register", "sets the shift register to 0", "empties the register to all zeros"),
    ]
    return sheet.design(
        title, behaviour, body, reference, ("piso", "piso_shift", "serializer", "parallel_to_serial", f"piso{width}")
    )


@family
def loadable_shift_register(rng: Random) -> Design:
    """A shift register with parallel load and parallel output, logical, arithmetic or rotating."""
    sheet = Sheet(rng, reset=0.7)
    width = rng.choice((4, 4, 5, 8, 8, 8, 16, 32))
    load = sheet.input(*_LOAD, note="parallel load")
    enable = sheet.input(*_ENABLE, note="shift or rotate enable") if sheet.chance(0.7) else None
    data = sheet.input(*_PARALLEL_IN, width=width)
    mode = rng.choice(("serial", "serial", "rotate", "rotate", "zero", "arithmetic"))
    left = mode != "arithmetic" and sheet.chance(0.5)
    serial = sheet.input("si", "sin", "serial_in", "ser", "shift_in") if mode == "serial" else ""
    q = sheet.output(*_PARALLEL_OUT, width=width)
    top = f"{q}[{width - 1}]"
    bit = {"serial": serial, "rotate": top if left else f"{q}[0]", "zero": "1'b0", "arithmetic": top}[mode]
    following = _shifted(q, width, bit, left=left)
    if mode == "zero" and sheet.chance(0.5):
        following = f"{q} << 1" if left else f"{q} >> 1"
    enable_first = enable is not None and sheet.chance(0.2)
    if enable_first:
        arms = [(str(enable), f"{q} <= {following};"), (load, f"{q} <= {data};")]
    else:
        arms = [(load, f"{q} <= {data};"), (enable or "", f"{q} <= {following};")]
    body = sheet.block(f"{q} <= {sheet.literal(width, 0)};", arms)
    moved = f"(({q} << 1) | {bit})" if left else f"(({q} >> 1) | ({width}'({bit}) << {width - 1}))"
    if enable_first:
        pick = f"{enable} ? {moved} : {load} ? {data} : {q}"
    else:
        pick = f"{load} ? {data} : " + (f"{enable} ? {moved} : {q}" if enable else moved)
    reference = sheet.remember(q, "'0", pick)
    size, way = bits(rng, width), "left" if left else "right"
    title = {
        "serial": (
            f"{size} {way} shift register with parallel load",
            f"{size} loadable shift register ({way})",
            f"{size} register with load and {way} shift",
        ),
        "rotate": (
            f"{size} {way} rotate register with load",
            f"{size} loadable rotator to the {way}",
            f"{size} circular shift register, {way}, with load",
        ),
        "zero": (
            f"{size} logical {way} shift register with load",
            f"{size} register with load and zero-filled {way} shift",
        ),
        "arithmetic": (
            f"{size} arithmetic right shift register with load",
            f"{size} loadable arithmetic shift register",
        ),
    }[mode]
    what = {
        "serial": (
            f"shifts {way} by one with {serial} as the new bit",
            f"shifts one place to the {way}, taking in {serial}",
        ),
        "rotate": (f"rotates {way} by one bit", f"is rotated one place to the {way}"),
        "zero": (f"shifts {way} by one and fills with 0", f"shifts one place to the {way}, a zero coming in"),
        "arithmetic": ("shifts right by one and keeps its sign bit", "shifts right one place, the MSB being copied"),
    }[mode]
    when = (
        sheet.choose(f"If {enable} is high", f"When {enable} = 1", f"With {enable} set")
        if enable
        else f"When {load} is low"
    )
    behaviour = [
        sheet.choose(
            f"{load} loads {data} into {q}", f"If {load} is high, {q} takes {data}", f"When {load} = 1, {q} <= {data}"
        )
        + f" {sheet.at_edge()}.",
        f"{when}, {q} {sheet.choose(*what)}.",
    ]
    if enable:
        first, second = (enable, load) if enable_first else (load, enable)
        behaviour.append(
            sheet.choose(
                f"{first} has priority over {second}; with both low {q} holds its value.",
                f"{first} beats {second}. If neither is high, {q} is kept.",
                f"If both are high, {first} wins; if none is, nothing changes.",
                f"priority: {first}, then {second}, else hold",
            )
        )
    behaviour += sheet.resets(f"clears {q}", f"sets {q} to 0", f"makes {q} zero")
    return sheet.design(
        sheet.choose(*title),
        behaviour,
        body,
        reference,
        (*_NAMES, "load_shift", "rotator" if mode == "rotate" else "shift_load"),
    )


@family
def bidirectional_shift_register(rng: Random) -> Design:
    """A shift register whose direction is an input."""
    sheet = Sheet(rng, plain=0.15)
    width = rng.choice((4, 4, 8, 8, 8, 16))
    direction = sheet.input("dir", "left", "direction", "lr", "shift_left", "mode", note="direction")
    enable = sheet.input(*_ENABLE) if not sheet.plain and sheet.chance(0.5) else None
    bit = sheet.input(*_SERIAL_IN)
    q = sheet.output(*_PARALLEL_OUT, width=width)
    high_left = sheet.plain or "left" in direction or sheet.chance(0.5)
    one, zero = (_shifted(q, width, bit, left=left) for left in (high_left, not high_left))
    if sheet.chance(0.4):
        body = sheet.block(
            f"{q} <= {sheet.literal(width, 0)};", [(enable or "", f"{q} <= {direction} ? {one} : {zero};")]
        )
    elif enable:
        body = sheet.block(f"{q} <= 0;", [(enable, f"if ({direction}) {q} <= {one};\nelse {q} <= {zero};")])
    else:
        body = sheet.block(f"{q} <= 0;", [(direction, f"{q} <= {one};"), ("", f"{q} <= {zero};")])
    up, down = f"(({q} << 1) | {bit})", f"(({q} >> 1) | ({width}'({bit}) << {width - 1}))"
    a, b = (up, down) if high_left else (down, up)
    reference = sheet.remember(q, "'0", (f"!{enable} ? {q} : " if enable else "") + f"{direction} ? {a} : {b}")
    size = bits(rng, width)
    title = sheet.choose(
        f"{size} bidirectional shift register",
        f"{size} left/right shift register",
        f"{size} shift register with selectable direction",
        f"{size} two-way shift register",
    )
    ways = ("left", "right") if high_left else ("right", "left")
    behaviour = [
        sheet.choose(
            f"{direction} = 1 shifts {q} {ways[0]}, {direction} = 0 shifts it {ways[1]}, one bit {sheet.at_edge()}.",
            (
                f"When {direction} is high {q} shifts {ways[0]}, when it is low {q} shifts {ways[1]} "
                f"({sheet.rising} edge of {sheet.clock})."
            ),
            f"The register {q} shifts one place {ways[0]} if {direction} is 1 and {ways[1]} if it is 0.",
        ),
        sheet.choose(
            f"{bit} fills the free bit: bit 0 on a left shift and bit {width - 1} on a right shift.",
            f"{bit} enters at the vacated end.",
            f"The new bit is {bit} in both directions, at the LSB going left and at the MSB going right.",
        ),
    ]
    if enable:
        behaviour.append(
            sheet.choose(
                f"Nothing moves while {enable} is low.", f"It shifts only if {enable} is 1.", f"{enable} low holds {q}."
            )
        )
    behaviour += sheet.resets(f"clears {q}", f"sets {q} to 0", f"makes {q} zero")
    return sheet.design(
        title, behaviour, body, reference, ("bidir_shift", "lr_shift", "shift_lr", "bidirectional_shift_register")
    )


@family
def universal_shift_register(rng: Random) -> Design:
    """Hold, shift both ways and load, by a two-bit mode in any coding."""
    sheet = Sheet(rng)
    width = rng.choice((4, 4, 4, 8, 8, 16))
    mode = sheet.input("mode", "s", "sel", "op", "ctrl", "m", width=2, note="operation")
    left_in = sheet.input("sl", "sin_l", "left_in", "si_left", "lsb_in", note="enters at bit 0")
    right_in = sheet.input("sr", "sin_r", "right_in", "si_right", "msb_in", note="enters at the top")
    data = sheet.input(*_PARALLEL_IN, width=width)
    q = sheet.output(*_PARALLEL_OUT[:4], width=width)
    left = _shifted(q, width, left_in, left=True)
    right = _shifted(q, width, right_in, left=False)
    operations = [
        ("hold", q, q, ("{q} holds", "keep {q}", "no change")),
        (
            "right",
            right,
            f"({q} >> 1) | ({width}'({right_in}) << {width - 1})",
            (
                "shift right, {r} into the MSB",
                "{q} shifts right with {r} entering at the top",
                "right shift taking in {r}",
            ),
        ),
        (
            "left",
            left,
            f"({q} << 1) | {left_in}",
            ("shift left, {l} into the LSB", "{q} shifts left with {l} entering at bit 0", "left shift taking in {l}"),
        ),
        ("load", data, data, ("load {d}", "{q} takes {d}", "parallel load of {d}")),
    ]
    if sheet.chance(0.5):
        rng.shuffle(operations)
    lines = [f"2'b{i:02b}: {q} <= {operation[1]};" for i, operation in enumerate(operations)]
    if sheet.chance(0.6):
        keep = next(i for i, operation in enumerate(operations) if operation[0] == "hold")
        lines = [line for i, line in enumerate(lines) if i != keep] + [f"default: {q} <= {q};"]
    inner = "\n".join("    " + line for line in lines)
    body = sheet.block(f"{q} <= {sheet.literal(width, 0)};", f"case ({mode})\n{inner}\nendcase")
    reference = sheet.remember(
        q,
        "'0",
        " : ".join(
            [
                *(f"{mode} == {i} ? ({operation[2]})" for i, operation in enumerate(operations[:3])),
                f"({operations[3][2]})",
            ]
        ),
    )
    values = {"q": q, "r": right_in, "l": left_in, "d": data}
    binary = sheet.chance(0.6)
    told = [
        (f"{i:02b}" if binary else str(i), sheet.choose(*operation[3]).format(**values))
        for i, operation in enumerate(operations)
    ]
    style = rng.randrange(3)
    if style == 0:
        table = (
            f"{mode} selects the operation {sheet.at_edge()}: "
            + "; ".join(f"{code} = {text}" for code, text in told)
            + "."
        )
    elif style == 1:
        table = "\n".join([f"{mode} | operation", *(f"{code} | {text}" for code, text in told)])
    else:
        table = "\n".join([f"Operation by {mode}, {sheet.at_edge()}:", *(f"{code}: {text}" for code, text in told)])
    size = bits(rng, width)
    title = sheet.choose(
        f"{size} universal shift register",
        f"{size} shift register with hold, load, left and right",
        f"universal {size} shift register",
    )
    behaviour = [table, *sheet.resets(f"clears {q}", f"sets {q} to 0")]
    return sheet.design(
        title, behaviour, body, reference, ("universal_shift", "usr", "univ_shift_reg", "universal_register")
    )


@family
def pipeline_delay(rng: Random) -> Design:
    """A word delayed by a few cycles through named stages."""
    sheet = Sheet(rng, reset=0.6, plain=0.3)
    width = rng.choice((1, 4, 8, 8, 8, 16, 32))
    depth = rng.choice((2, 2, 2, 3, 3, 4))
    enable = None if sheet.plain or sheet.chance(0.7) else sheet.input("en", "ce", "enable", "advance")
    data = sheet.input("d", "din", "in", "data_in", "x", "i_data", width=width)
    q = sheet.output("q", "dout", "out", "data_out", "y", "o_data", width=width)
    stem = sheet.choose("stage", "r", "p", "pipe", "dly", "stage_", "pipe_")
    stages = [f"{stem}{i + 1}" for i in range(depth - 1)] + [q]
    sources = [data, *stages[:-1]]
    clear = "\n".join(f"{s} <= 0;" for s in stages)
    move = "\n".join(f"{s} <= {d};" for s, d in zip(stages, sources, strict=True))
    vector = f"[{width - 1}:0] " if width > 1 else ""
    body = f"reg {vector}{', '.join(stages[:-1])};\n\n{sheet.block(clear, [(enable or '', move)])}"
    total = width * depth
    tail = f"{{m[{total - width - 1}:0], {data}}}"
    following = f"!{enable} ? m : {tail}" if enable else tail
    reference = (
        f"logic [{total - 1}:0] m;\n{sheet.remember('m', chr(39) + '0', following)}\n"
        f"assign {q} = m[{total - 1}:{total - width}];"
    )
    size = bits(rng, width)
    n = number(rng, depth)
    title = sheet.choose(
        f"{size} delay of {n} clock cycles",
        f"{n}-cycle delay for a {width}-bit signal" if width != 8 else f"{n}-cycle delay for an 8-bit signal",
        f"{n}-stage {size} pipeline register",
        f"{size} delay line of {n} registers",
        f"{n} {size} registers in a row",
    )
    when = sheet.choose(f" while {enable} is high", f" if {enable} = 1") if enable else ""
    cycles = f"{n} {'enabled ' if enable else ''}clock cycles"
    behaviour = [
        sheet.choose(
            f"{q} is {data} delayed by {cycles}.",
            f"{data} appears on {q} after {cycles}.",
            f"{q} shows the value {data} had {cycles} ago.",
            f"{data} passes through {n} registers to {q}, moving on {sheet.at_edge()}{when}.",
            f"{q}(t) = {data}(t-{depth})" + (f" counting only cycles with {enable} = 1" if enable else ""),
        )
    ]
    if enable:
        behaviour.append(
            sheet.choose(
                f"All stages hold while {enable} is low.",
                f"{enable} = 0 freezes the pipeline.",
                f"Stages advance only if {enable} is 1.",
            )
        )
    behaviour += sheet.resets(
        "clears all stages", f"clears every register including {q}", "sets all the registers to 0"
    )
    return sheet.design(
        title, behaviour, body, reference, (f"delay{depth}", "pipeline", "delay_line", "pipe_delay", "reg_chain")
    )
