"""Clocked modules whose sizes are parameters: registers, delays, counters, ticks."""

from random import Random

from verimentor_trainer.families.clocking import Sheet
from verimentor_trainer.families.counters import enabled, maybe_enable
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.families.style import default_note


@family
def parameterised_register(rng: Random) -> Design:
    """A register with its width and reset value as parameters."""
    sheet = Sheet(rng)
    size, start = sheet.choose("WIDTH", "W", "N"), sheet.choose("RESET_VALUE", "INIT", "RST_VAL")
    values = {size: rng.choice((4, 8, 8, 16, 32)), start: rng.choice((0, 0, 1, 5))}
    enable = sheet.input("en", "we", "load", "ce") if sheet.chance(0.6) else ""
    d = sheet.input("d", "din", "data_in", "next", width=size)
    q = sheet.output("q", "dout", "data_out", "value", width=size)
    body = sheet.block(f"{q} <= {start};", [(enable, f"{q} <= {d};")])
    reference = sheet.remember(q, start, f"({d} & {{{size}{{{enable or 1}}}}}) | ({q} & ~{{{size}{{{enable or 1}}}}})")
    if not enable:
        reference = sheet.remember(q, start, d)
    title = sheet.choose(
        f"parameterised register of {size} bits",
        f"generic {size}-bit register with reset value {start}",
        f"register with the parameters {size} and {start}",
    )
    when = enabled(sheet, enable)
    behaviour = [
        sheet.choose(
            f"{q} takes {d} {sheet.at_edge()}{when}.",
            f"{d} is stored in {q} {sheet.at_edge()}{when}.",
            f"{sheet.at_edge()}{when}: {q} <= {d}",
        ),
        default_note(rng, size, values[size]),
        default_note(rng, start, values[start], "the value after reset"),
        *sheet.resets(f"sets {q} to {start}", f"loads {start} into {q}", f"makes {q} equal to {start}"),
    ]
    return sheet.design(
        title, behaviour, body, reference, ("reg_n", "param_reg", "generic_register", "holding_reg"), values
    )


@family
def parameterised_shift_register(rng: Random) -> Design:
    """A serial-in register of a parameter's length, with all bits or only the last one shown."""
    sheet = Sheet(rng)
    size, left, parallel = sheet.choose("LENGTH", "N", "DEPTH", "WIDTH"), sheet.chance(0.6), sheet.chance(0.6)
    value = rng.choice((4, 5, 8, 8, 16))
    enable = maybe_enable(sheet, 0.5)
    bit = sheet.input("si", "din", "serial_in", "d")
    q = sheet.output("q", "taps", "data", "par", width=size) if parallel else sheet.name("taps", "sr", "line", "stages")
    last = f"{q}[{size}-1]" if left else f"{q}[0]"
    shifted = f"{{{q}[{size}-2:0], {bit}}}" if left else f"{{{bit}, {q}[{size}-1:1]}}"
    body = sheet.block(f"{q} <= {{{size}{{1'b0}}}};", [(enable, f"{q} <= {shifted};")])
    move = f"({q} << 1) | {bit}" if left else f"({q} >> 1) | ({{{size}{{{bit}}}}} << ({size} - 1))"
    reference = sheet.remember(q, "'0", f"{enable} ? {move} : {q}" if enable else move)
    if not parallel:
        out = sheet.output("so", "dout", "serial_out", "q_last", reg=False)
        body = f"reg [{size}-1:0] {q};\n{body}\nassign {out} = {last};"
        reference = f"logic [{size}-1:0] {q};\n{reference}\nassign {out} = {last};"
    title = sheet.choose(
        f"parameterised shift register of {size} bits",
        f"serial-in {'parallel' if parallel else 'serial'}-out shift register, length {size}",
        f"generic shift register with the parameter {size}",
    )
    when = enabled(sheet, enable)
    if parallel:
        rule = sheet.choose(
            f"{sheet.at_edge()}{when}, {q} shifts {'left' if left else 'right'} by one and {bit} enters at the {'least' if left else 'most'} significant end.",
            f"{q} <= {shifted} {sheet.at_edge()}{when}",
        )
    else:
        rule = sheet.choose(
            f"{size} flip-flops in a row move {bit} towards {out}, one step {sheet.at_edge()}{when}.",
            f"A bit from {bit} moves on by one of {size} stages {sheet.at_edge()}{when}; {out} shows the last one.",
            f"{out} is the last of {size} stages; {sheet.at_edge()}{when}, every stage takes the one before it and the first takes {bit}.",
        )
    behaviour = [
        rule,
        default_note(rng, size, value, "the number of stages"),
        *sheet.resets("clears all stages", "sets every stage to 0"),
    ]
    return sheet.design(
        title, behaviour, body, reference, ("shift_n", "param_shift", "sreg", "shifter_n"), {size: value}
    )


@family
def parameterised_delay(rng: Random) -> Design:
    """A word delayed by a parameter's number of clocks."""
    sheet = Sheet(rng)
    size, stages = sheet.choose("WIDTH", "W"), sheet.choose("STAGES", "DELAY", "DEPTH", "N")
    values = {size: rng.choice((1, 4, 8, 8, 16)), stages: rng.choice((2, 3, 3, 4, 5))}
    d = sheet.input("d", "din", "sample", "data_in", width=size)
    out = sheet.output("q", "dout", "delayed", "data_out", width=size, reg=False)
    pipe = sheet.name("pipe", "line", "stage", "taps")
    if sheet.chance(0.5):
        body = f"reg [{size}*{stages}-1:0] {pipe};\n"
        body += sheet.block(f"{pipe} <= 0;", f"{pipe} <= {{{pipe}[{size}*({stages}-1)-1:0], {d}}};")
        body += f"\nassign {out} = {pipe}[{size}*{stages}-1 -: {size}];"
    else:
        body = f"reg [{size}-1:0] {pipe} [0:{stages}-1];\ninteger i;\n"
        body += sheet.block(
            f"for (i = 0; i < {stages}; i = i + 1)\n    {pipe}[i] <= 0;",
            f"{pipe}[0] <= {d};\nfor (i = 1; i < {stages}; i = i + 1)\n    {pipe}[i] <= {pipe}[i-1];",
        )
        body += f"\nassign {out} = {pipe}[{stages}-1];"
    entering = f"{{{d}, {{(({stages}-1)*{size}){{1'b0}}}}}}"
    reference = f"logic [{size}*{stages}-1:0] all;\n{sheet.remember('all', '0', f'(all >> {size}) | {entering}')}\n"
    reference += f"assign {out} = all[{size}-1:0];"
    title = sheet.choose(
        f"parameterised delay of {stages} clocks for words of {size} bits",
        f"delay line with parameters {size} and {stages}",
        f"pipeline of {stages} registers, {size} bits each",
    )
    behaviour = [
        sheet.choose(
            f"{out} is {d} as it was {stages} clock edges ago.",
            f"{d} passes through {stages} registers in a row, clocked by {sheet.clock}; the last one is {out}.",
            f"Every word at {d} comes out at {out} after {stages} cycles of {sheet.clock}.",
        ),
        default_note(rng, size, values[size]),
        default_note(rng, stages, values[stages], "the delay in clock cycles"),
        *sheet.resets("clears all registers", f"sets all {stages} stages to 0"),
    ]
    return sheet.design(title, behaviour, body, reference, ("delay_n", "param_delay", "delay_line", "pipe_n"), values)


@family
def parameterised_modulo_counter(rng: Random) -> Design:
    """A counter whose modulus is a parameter and its width derived from it."""
    sheet = Sheet(rng)
    modulus = sheet.choose("MODULO", "N", "MOD", "LIMIT")
    value = rng.choice((5, 6, 10, 10, 12, 24, 60, 100))
    enable = maybe_enable(sheet, 0.5)
    down = sheet.chance(0.2)
    q = sheet.output("count", "q", "cnt", "value", width=f"$clog2({modulus})")
    wrap = sheet.output("wrap", "tc", "last", "carry", reg=False) if sheet.chance(0.5) else ""
    first, last = (f"{modulus} - 1", "0") if down else ("0", f"{modulus} - 1")
    sign = "-" if down else "+"
    if sheet.chance(0.5):
        body = sheet.block(f"{q} <= {first};", [(enable, f"{q} <= ({q} == {last}) ? {first} : {q} {sign} 1;")])
    elif enable:
        body = sheet.block(
            f"{q} <= {first};", [(enable, f"if ({q} == {last}) {q} <= {first};\nelse {q} <= {q} {sign} 1'b1;")]
        )
    else:
        body = sheet.block(
            f"{q} <= {first};", [(f"{q} == {last}", f"{q} <= {first};"), ("", f"{q} <= {q} {sign} 1'b1;")]
        )
    following = f"({q} + {f'{modulus} - 1' if down else '1'}) % {modulus}"
    reference = sheet.remember(q, first, f"{enable} ? {following} : {q}" if enable else following)
    if wrap:
        body += f"\n\nassign {wrap} = ({q} == {last});"
        reference += f"\nassign {wrap} = {q} {'<' if down else '>='} {'1' if down else last};"
    way = "down " if down else ""
    title = sheet.choose(
        f"parameterised modulo-{modulus} {way}counter",
        f"{way}counter with the parameter {modulus} as its modulus",
        f"generic {way}counter of {modulus} steps",
    )
    when = enabled(sheet, enable)
    ends = (f"{modulus}-1", "0") if down else ("0", f"{modulus}-1")
    behaviour = [
        sheet.choose(
            f"{q} counts {way}from {ends[0]} to {ends[1]} and begins again, one step {sheet.at_edge()}{when}.",
            f"After {ends[1]} comes {ends[0]}; otherwise {q} {'falls' if down else 'rises'} by one {sheet.at_edge()}{when}.",
        ),
        *([f"{wrap} is high while {q} is {ends[1]}."] if wrap else []),
        default_note(rng, modulus, value, "the number of states"),
        f"{q} is $clog2({modulus}) bits wide.",
        *sheet.resets(f"sets {q} to {ends[0]}", f"makes {q} {ends[0]}"),
    ]
    return sheet.design(
        title, behaviour, body, reference, ("mod_n", "param_counter", "modulo_n", "count_to_n"), {modulus: value}
    )


@family
def parameterised_tick(rng: Random) -> Design:
    """One pulse of a clock every so many cycles, the number being a parameter."""
    sheet = Sheet(rng)
    period = sheet.choose("PERIOD", "DIV", "CYCLES", "N")
    value = rng.choice((4, 5, 8, 10, 16, 25, 50))
    enable = maybe_enable(sheet, 0.3)
    registered = sheet.chance(0.3) and not enable
    tick = sheet.output("tick", "pulse", "strobe", "ce", reg=registered)
    count = sheet.name("cnt", "count", "timer", "div")
    size = f"$clog2({period})"
    declared = f"reg [{size}-1:0] {count};\n"
    if sheet.chance(0.5):
        size = sheet.choose("W", "CW", "BITS")
        declared = f"localparam {size} = $clog2({period});\nreg [{size}-1:0] {count};\n"
    end = f"({count} == {period} - 1)"
    step = f"{count} <= {end} ? 0 : {count} + 1;"
    if registered:
        body = declared + sheet.block(f"{count} <= 0;\n{tick} <= 1'b0;", f"{step}\n{tick} <= {end};")
        reference = f"""int n;
{sheet.remember("n", "0", f"(n + 1) % {period}")}
{sheet.remember(tick, "1'b0", f"n + 1 == {period}")}"""
    else:
        body = (
            declared
            + sheet.block(f"{count} <= 0;", [(enable, step)])
            + f"\nassign {tick} = {f'{enable} && ' if enable else ''}{end};"
        )
        reference = f"""int n;
{sheet.remember("n", f"{period} - 1", f"{enable or 1} ? (n == 0 ? {period} - 1 : n - 1) : n")}
assign {tick} = {enable or 1} & (n == 0);"""
    title = sheet.choose(
        f"tick generator with the parameter {period}",
        f"parameterised pulse generator, one pulse every {period} clocks",
        f"clock enable generator dividing by {period}",
    )
    counted = f" with {enable} high" if enable else ""
    if registered:
        rule = sheet.choose(
            f"A counter runs from 0 to {period}-1 and wraps; {tick} is a register that is 1 in the cycle after the count was {period}-1.",
            f"{tick} is registered: it is 1 for one cycle after every {period} clocks, right when the counter is back at 0.",
        )
    else:
        rule = sheet.choose(
            f"A counter goes from 0 to {period}-1 and around, one step per clock{counted}; {tick} is high while it is {period}-1{f' and {enable} is high' if enable else ''}.",
            f"{tick} is combinational and marks the last of every {period} cycles{counted}; the cycles are counted from 0.",
        )
    behaviour = [
        rule,
        default_note(rng, period, value, "the number of clocks between pulses"),
        *sheet.resets(
            "clears the counter" + (f" and {tick}" if registered else ""),
            "starts the count at 0" + (f" with {tick} low" if registered else ""),
        ),
    ]
    return sheet.design(
        title, behaviour, body, reference, ("tick_n", "param_tick", "pulse_every", "clk_en_gen"), {period: value}
    )


@family
def parameterised_pwm(rng: Random) -> Design:
    """Pulse width modulation with a parameter's resolution."""
    sheet = Sheet(rng)
    size = sheet.choose("WIDTH", "BITS", "RES", "R")
    value = rng.choice((3, 4, 4, 8))
    duty = sheet.input("duty", "level", "compare", "threshold", width=size)
    count = sheet.name("cnt", "count", "ramp", "phase")
    registered = sheet.chance(0.4)
    out = sheet.output("pwm", "out", "pulse", "pwm_out", reg=registered)
    register = f"{count} <= {count} + 1;"
    if registered:
        body = f"reg [{size}-1:0] {count};\n" + sheet.block(
            f"{count} <= 0;\n{out} <= 1'b0;", f"{register}\n{out} <= ({count} < {duty});"
        )
    else:
        body = f"reg [{size}-1:0] {count};\n" + sheet.block(f"{count} <= 0;", register)
        body += f"\nassign {out} = ({count} < {duty});"
    reference = f"logic [{size}:0] left;\n" + sheet.remember(
        "left", f"1 << {size}", f"left == 1 ? (1 << {size}) : left - 1'b1"
    )
    test = f"((1 << {size}) - left) < {duty}"
    reference += (
        f"\n{sheet.remember(out, chr(49) + chr(39) + 'b0', test)}" if registered else f"\nassign {out} = {test};"
    )
    title = sheet.choose(
        f"PWM generator with {size} bits of resolution, a parameter",
        f"parameterised PWM of {size} bits",
        f"pulse width modulator, resolution given by {size}",
    )
    behaviour = [
        sheet.choose(
            f"A free-running counter of {size} bits goes up by one every clock and wraps.",
            f"Inside, a {size}-bit counter runs freely upwards.",
        ),
        sheet.choose(
            f"{out} is 1 while the counter is less than {duty}"
            + (", one clock later because it is registered." if registered else "."),
            f"{'Registered: ' if registered else ''}{out} {'<=' if registered else '='} counter < {duty}",
        ),
        default_note(rng, size, value, "the resolution in bits"),
        *sheet.resets(
            "clears the counter" + (f" and {out}" if registered else ""),
            "sets the counter" + (f" and {out}" if registered else "") + " to 0",
        ),
    ]
    return sheet.design(
        title, behaviour, body, reference, ("pwm_n", "param_pwm", "pwm_unit", "pwm_generic"), {size: value}
    )


@family
def parameterised_stable_filter(rng: Random) -> Design:
    """An input accepted after a parameter's number of equal clocks."""
    sheet = Sheet(rng)
    limit = sheet.choose("CLOCKS", "STABLE", "LIMIT", "HOLD")
    value = rng.choice((3, 4, 5, 8, 10))
    raw = sheet.input("raw", "noisy", "button", "in")
    out = sheet.output("clean", "stable", "filtered", "out")
    count = sheet.name("cnt", "count", "timer", "same")
    arms = [
        (f"{raw} == {out}", f"{count} <= 0;"),
        (f"{count} == {limit} - 1", f"{out} <= {raw};\n{count} <= 0;"),
        ("", f"{count} <= {count} + 1;"),
    ]
    body = f"reg [$clog2({limit})-1:0] {count};\n" + sheet.block(f"{out} <= 1'b0;\n{count} <= 0;", arms)
    condition = sheet.reset.condition if sheet.reset else "1'b0"
    reference = f"""int n;
wire differs = {raw} ^ {out};
wire accept = differs && n + 1 == {limit};
always @({sheet.events}) begin
    n <= {condition} ? 0 : accept ? 0 : differs ? n + 1 : 0;
    {out} <= {condition} ? 1'b0 : {out} ^ accept;
end"""
    title = sheet.choose(
        f"debouncer with the parameter {limit}",
        f"parameterised glitch filter: {limit} clocks of stability",
        f"input filter that waits for {limit} equal clocks",
    )
    behaviour = [
        sheet.choose(
            f"{out} takes over the level of {raw} at the clock edge that has seen it different from {out} for the {limit}th time in a row.",
            f"A counter counts clock edges at which {raw} differs from {out}; the {limit}th in a row makes {out} equal to {raw}.",
        ),
        sheet.choose(
            f"An edge with {raw} equal to {out} starts the counting anew.",
            "Equality at an edge puts the counter back to 0.",
        ),
        default_note(rng, limit, value, "the number of clocks it waits"),
        *sheet.resets(f"clears {out} and the counter", f"sets {out} and the count to 0"),
    ]
    return sheet.design(
        title,
        behaviour,
        body,
        reference,
        ("debounce_n", "stable_filter", "glitch_filter", "param_debounce"),
        {limit: value},
    )
