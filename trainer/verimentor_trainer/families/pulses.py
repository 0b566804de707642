"""Edges, pulses, ticks and time: detectors, synchronisers, dividers, timers, PWM."""

from random import Random

from verimentor_trainer.families.clocking import Sheet, bump
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.wording import bits, number

_SIGNAL = ("in", "sig", "signal", "din", "a", "d", "x", "level", "data_in", "button")
_PULSE = ("pulse", "out", "edge_out", "tick", "detect", "p", "strobe", "y")
_COUNTER = ("count", "cnt", "counter", "timer", "c", "ticks")
_ENABLE = ("en", "enable", "ena", "run")


def _vector(width: int) -> str:
    return f"[{width - 1}:0] " if width > 1 else ""


@family
def edge_detector(rng: Random) -> Design:
    """A pulse at rising, falling or both edges, combinational or registered, one bit or a vector."""
    sheet = Sheet(rng, reset=0.85, plain=0.35)
    kind = rng.choice(("rising", "rising", "falling", "both"))
    width = 1 if sheet.plain or sheet.chance(0.75) else rng.choice((2, 4, 8))
    registered = not sheet.plain and sheet.chance(0.4)
    signal = sheet.input(*_SIGNAL, width=width)
    pulse = sheet.output(*_PULSE, width=width, reg=registered)
    previous = sheet.name("prev", f"{signal}_d", "last", "delayed", f"{signal}_prev", "old", f"{signal}_q")
    expression = {
        "rising": f"{signal} & ~{previous}",
        "falling": f"~{signal} & {previous}",
        "both": f"{signal} ^ {previous}",
    }[kind]
    declaration = f"reg {_vector(width)}{previous};"
    zero = sheet.literal(width, 0)
    if registered:
        body = f"{declaration}\n\n" + sheet.block(
            f"{previous} <= {zero};\n{pulse} <= {zero};", f"{previous} <= {signal};\n{pulse} <= {expression};"
        )
    else:
        body = (
            f"{declaration}\n\n"
            + sheet.block(f"{previous} <= {zero};", f"{previous} <= {signal};")
            + f"\n\nassign {pulse} = {expression};"
        )
    hit = {"rising": "2'b10", "falling": "2'b01", "both": ""}[kind]
    reference = f"logic {_vector(width)}h;\n" + sheet.remember("h", "'0", signal)
    term = [f"{{{signal}{f'[{i}]' if width > 1 else ''}, h{f'[{i}]' if width > 1 else ''}}}" for i in range(width)]
    together = "{" + ", ".join(f"{t} == {hit}" if hit else f"^{t}" for t in reversed(term)) + "}"
    reference += "\n" + (sheet.remember(pulse, "'0", together) if registered else f"assign {pulse} = {together};")
    what = {
        "rising": ("rising", "positive", "rising"),
        "falling": ("falling", "negative", "falling"),
        "both": ("rising and falling", "dual", "both"),
    }[kind]
    title = sheet.choose(
        f"{what[0]} edge detector", f"{what[1]} edge detector", f"{kind if kind != 'both' else 'any'}-edge detector"
    )
    if width > 1:
        title = f"{bits(rng, width)} {title}"
    if registered and sheet.chance(0.6):
        title += sheet.choose(" with registered output", ", registered output")
    change = {
        "rising": sheet.choose("goes from 0 to 1", "rises", "changes from low to high"),
        "falling": sheet.choose("goes from 1 to 0", "falls", "changes from high to low"),
        "both": sheet.choose("changes", "rises or falls", "toggles"),
    }[kind]
    each = f"A bit of {pulse}" if width > 1 else pulse
    whose = f"the same bit of {signal}" if width > 1 else signal
    timing = (
        sheet.choose(
            f"{pulse} is registered: it comes from a flip-flop, one clock after the comparison.",
            f"{pulse} is a register that takes {expression} at the clock edge.",
            f"The comparison with the last sample is registered in {pulse}.",
        )
        if registered
        else sheet.choose(
            f"{pulse} is combinational: {expression}, where {previous} is {signal} one clock earlier.",
            f"{signal} is compared directly with its value at the last clock edge; {pulse} is not registered.",
            f"Only the previous value of {signal} is stored; {pulse} is combinational.",
        )
    )
    behaviour = [
        sheet.choose(
            f"{each} is high for one clock cycle when {whose} {change}.",
            f"{each} gives a one-cycle pulse whenever {whose} {change}.",
            f"one clock wide pulse on {pulse} each time {whose} {change}",
        ),
        timing,
        *sheet.resets(
            "clears the stored value" + (f" and {pulse}" if registered else ""),
            "clears all flip-flops",
            "sets every register to 0",
        ),
    ]
    names = {
        "rising": ("rising_edge", "posedge_detect", "edge_detect", "rise_detect"),
        "falling": ("falling_edge", "negedge_detect", "fall_detect"),
        "both": ("edge_detector", "any_edge", "both_edges"),
    }[kind]
    return sheet.design(title, behaviour, body, reference, names)


@family
def synchronizer(rng: Random) -> Design:
    """Two or more flip-flops in a row for an asynchronous input."""
    sheet = Sheet(rng, reset=0.75, plain=0.5)
    width = 1 if sheet.plain or sheet.chance(0.75) else rng.choice((2, 4, 8))
    depth = 2 if sheet.plain or sheet.chance(0.6) else rng.choice((3, 3, 4))
    start = 0 if sheet.plain or width > 1 or sheet.chance(0.8) else 1
    signal = sheet.input(
        "async_in", "d", "in", "din", "async_sig", "data_in", "a", width=width, note="asynchronous input"
    )
    q = sheet.output("sync_out", "q", "out", "dout", "sync", "data_out", width=width)
    stem = sheet.choose("meta", "ff", "stage", "s", "sync_ff", "r")
    stages = [stem if depth == 2 and stem == "meta" else f"{stem}{i + 1}" for i in range(depth - 1)] + [q]
    value = sheet.literal(width, start)
    moves = "\n".join(f"{a} <= {b};" for a, b in zip(stages, [signal, *stages[:-1]], strict=True))
    if width == 1 and sheet.chance(0.35):
        body = sheet.block(
            f"{{{', '.join(reversed(stages))}}} <= {depth}'b{str(start) * depth};",
            f"{{{', '.join(reversed(stages))}}} <= {{{', '.join([*reversed(stages[:-1]), signal])}}};",
        )
    else:
        body = sheet.block("\n".join(f"{s} <= {value};" for s in stages), moves)
    body = f"reg {_vector(width)}{', '.join(stages[:-1])};\n\n{body}"
    reference = f"logic {_vector(width)}m [0:{depth - 1}];\n" + "\n".join(
        sheet.remember(f"m[{i}]", f"{width}'d{start}", signal if i == 0 else f"m[{i - 1}]") for i in range(depth)
    )
    reference += f"\nassign {q} = m[{depth - 1}];"
    n = number(rng, depth)
    size = f"{bits(rng, width)} " if width > 1 else ""
    title = sheet.choose(
        f"{n}-stage {size}synchronizer",
        f"{size}{n} flip-flop synchronizer",
        f"{n} flop {size}synchroniser",
        f"{size}{n}-stage synchroniser for an asynchronous input",
    )
    effect = (
        ("clears all stages", "sets the flip-flops to 0", f"clears every stage up to {q}")
        if not start
        else ("sets all stages to 1", "sets the flip-flops to 1")
    )
    behaviour = [
        sheet.choose(
            f"{signal} passes through {n} flip-flops clocked by {sheet.clock} and comes out at {q}.",
            f"{q} follows {signal} after {n} {sheet.clock} edges.",
            f"{signal} -> {n} registers -> {q}",
            f"The asynchronous {signal} is sampled {sheet.at_edge()}; the last of {n} stages is {q}.",
        ),
        *sheet.resets(*effect),
    ]
    return sheet.design(
        title,
        behaviour,
        body,
        reference,
        ("sync", "synchronizer", f"sync{depth}", "sync_ff", "cdc_sync", "two_ff_sync" if depth == 2 else "multi_sync"),
    )


@family
def clock_divider(rng: Random) -> Design:
    """A square wave of the clock divided by an even number, or by powers of two from a counter."""
    sheet = Sheet(rng, plain=0.3)
    power = sheet.chance(0.35)
    ratio = rng.choice((2, 4, 8, 16, 32)) if power else rng.choice((2, 4, 6, 8, 10, 10, 12, 16, 20, 50, 100, 1000))
    half = ratio // 2
    by_counter = power and ratio > 2 and sheet.chance(0.7)
    out = sheet.output("clk_out", "clk_div", "slow_clk", "out", "q", "div_clk", "clk_o", "div_out", reg=not by_counter)
    count = sheet.name(*_COUNTER, "div")
    if by_counter:
        width = ratio.bit_length() - 1
        body = f"reg {_vector(width)}{count};\n\n{sheet.block(f'{count} <= {sheet.literal(width, 0)};', bump(rng, count))}\n\nassign {out} = {count}[{width - 1}];"
    elif half == 1:
        body = sheet.block(f"{out} <= {sheet.literal(1, 0)};", f"{out} <= {rng.choice('~!')}{out};")
    else:
        width = (half - 1).bit_length()
        last, zero = sheet.literal(width, half - 1), sheet.literal(width, 0)
        body = f"reg {_vector(width)}{count};\n\n" + sheet.block(
            f"{count} <= {zero};\n{out} <= 1'b0;",
            [(f"{count} == {last}", f"{count} <= {zero};\n{out} <= ~{out};"), ("", bump(rng, count))],
        )
    size = ratio.bit_length() + 1
    reference = f"logic [{size - 1}:0] phase;\n{sheet.remember('phase', chr(39) + '0', f'(phase + 1) % {ratio}')}\nassign {out} = phase >= {half};"
    title = sheet.choose(
        f"clock divider by {ratio}",
        f"divide-by-{ratio} clock divider",
        f"divide by {number(rng, ratio)} circuit",
        f"frequency divider by {ratio}",
        f"clock divided by {ratio}",
    )
    cycles = f"{number(rng, half)} {sheet.clock} {'cycle' if half == 1 else 'cycles'}"
    behaviour = [
        sheet.choose(
            f"{out} toggles every {cycles}, so its frequency is that of {sheet.clock} divided by {ratio}."
            if half > 1
            else f"{out} toggles {sheet.at_edge()}, so its frequency is half of that of {sheet.clock}.",
            f"{out} is a square wave with {ratio} times the period of {sheet.clock}, low for the first {cycles} and then high for as long.",
            f"{sheet.clock} divided by {ratio}, 50% duty cycle, on {out}; it starts with the low half",
        ),
        *sheet.resets(
            f"clears {out} and the counter" if ratio > 2 else f"clears {out}", f"restarts the division with {out} at 0"
        ),
    ]
    return sheet.design(
        title,
        behaviour,
        body,
        reference,
        ("clk_div", "clock_divider", f"div{ratio}", "freq_div", f"clk_div{ratio}", "divider"),
    )


@family
def tick_generator(rng: Random) -> Design:
    """A pulse of one cycle every N cycles, combinational or registered."""
    sheet = Sheet(rng)
    period = rng.choice((3, 4, 5, 6, 8, 10, 10, 12, 16, 20, 25, 50, 64, 100, 125, 200, 250, 434, 500, 868, 1000))
    width = (period - 1).bit_length()
    enable = sheet.input(*_ENABLE) if sheet.chance(0.25) else ""
    registered = not enable and sheet.chance(0.5)
    tick = sheet.output("tick", "pulse", "strobe", "en_out", "tick_out", "ce_out", reg=registered)
    count = sheet.name(*_COUNTER)
    last, zero = sheet.literal(width, period - 1), sheet.literal(width, 0)
    declaration = f"reg {_vector(width)}{count};\n\n"
    if registered:
        body = declaration + sheet.block(
            f"{count} <= {zero};\n{tick} <= 1'b0;",
            [
                (f"{count} == {last}", f"{count} <= {zero};\n{tick} <= 1'b1;"),
                ("", f"{count} <= {count} + 1;\n{tick} <= 1'b0;"),
            ],
        )
    else:
        step = f"if ({count} == {last}) {count} <= {zero};\nelse {bump(rng, count)}" if enable else ""
        arms = [(enable, step)] if enable else [(f"{count} == {last}", f"{count} <= {zero};"), ("", bump(rng, count))]
        body = (
            declaration
            + sheet.block(f"{count} <= {zero};", arms)
            + f"\n\nassign {tick} = {f'{enable} && ' if enable else ''}({count} == {last});"
        )
    reference = f"logic [{width}:0] left;\n" + sheet.remember(
        "left", str(period), (f"!{enable} ? left : " if enable else "") + f"left == 1 ? {period} : left - 1"
    )
    reference += "\n" + (
        sheet.remember(tick, "1'b0", "left == 1")
        if registered
        else f"assign {tick} = left == 1{f' && {enable}' if enable else ''};"
    )
    cycles = f"{period} {'enabled ' if enable else ''}clock cycles"
    title = sheet.choose(
        f"tick generator with a period of {period} cycles",
        f"pulse every {period} clock cycles",
        f"one-cycle tick every {period} clocks",
        f"divide-by-{period} tick generator",
        f"prescaler that ticks every {period} cycles",
    )
    behaviour = [
        sheet.choose(
            f"A counter runs from 0 to {period - 1} and wraps"
            + (f", stepping while {enable} is high." if enable else "."),
            f"An internal counter counts 0 to {period - 1} and starts again"
            + (f"; it moves only if {enable} = 1." if enable else ", one step a clock."),
            f"{cycles} per period, counted from 0",
        )
    ]
    if registered:
        behaviour.append(
            sheet.choose(
                f"{tick} is a register that becomes 1 at the clock edge where the counter is {period - 1}, and 0 at all other edges.",
                f"{tick} is registered: it is set for one cycle as the counter wraps from {period - 1} to 0.",
            )
        )
    else:
        also = f" and {enable} is high" if enable else ""
        behaviour.append(
            sheet.choose(
                f"{tick} is high while the counter is {period - 1}{also}.",
                f"{tick} = 1 in the last cycle of the period, when the counter is {period - 1}{also} (combinational).",
            )
        )
    behaviour += sheet.resets(
        "clears the counter" + (f" and {tick}" if registered else ""),
        "sets the counter to 0" + (f" and {tick} too" if registered else ""),
    )
    return sheet.design(
        title, behaviour, body, reference, ("tick_gen", "tick_generator", "prescaler", "pulse_gen", f"tick{period}")
    )


@family
def periodic_toggle(rng: Random) -> Design:
    """An output that toggles every N cycles, or at each enable."""
    sheet = Sheet(rng)
    period = rng.choice((3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 50, 100, 500))
    width = (period - 1).bit_length()
    out = sheet.output("led", "out", "blink", "q", "toggle", "wave", "y")
    count = sheet.name(*_COUNTER)
    start = int(sheet.chance(0.2))
    last, zero = sheet.literal(width, period - 1), sheet.literal(width, 0)
    body = f"reg [{width - 1}:0] {count};\n\n" + sheet.block(
        f"{count} <= {zero};\n{out} <= 1'b{start};",
        [(f"{count} == {last}", f"{count} <= {zero};\n{out} <= {rng.choice('~!')}{out};"), ("", bump(rng, count))],
    )
    size = (2 * period).bit_length()
    reference = f"logic [{size}:0] p;\n{sheet.remember('p', chr(39) + '0', f'(p == {2 * period - 1}) ? 0 : p + 1')}\nassign {out} = (p >= {period}) ^ 1'b{start};"
    title = sheet.choose(
        f"output toggling every {period} clock cycles",
        f"toggle every {period} cycles",
        f"LED blinker toggling every {period} clocks",
        f"blinker with a half period of {period} cycles",
        f"square wave generator that toggles every {period} clocks",
    )
    behaviour = [
        sheet.choose(
            f"{out} is inverted every {period} cycles of {sheet.clock}.",
            f"A counter runs from 0 to {period - 1}; when it wraps, {out} toggles.",
            f"{out} toggles once in {period} clock cycles, counted from 0 to {period - 1}.",
            f"every {period} clocks: {out} = ~{out}",
        ),
        *sheet.resets(f"clears the counter and sets {out} to {start}", f"makes {out} {start} and restarts the count"),
    ]
    return sheet.design(title, behaviour, body, reference, ("blinker", "blink", "toggler", "led_blink", "square_wave"))


@family
def one_shot_timer(rng: Random) -> Design:
    """A down counter started by a pulse: fixed or given length, with busy and done."""
    sheet = Sheet(rng)
    fixed = sheet.chance(0.55)
    width = rng.choice((4, 8, 8, 12, 16))
    length = rng.choice((3, 4, 5, 8, 10, 12, 16, 20, 50, 100, 200))
    if fixed:
        width = length.bit_length()
    start = sheet.input("start", "go", "trigger", "trig", "load", note="starts the timer")
    amount = (
        str(sheet.literal(width, length))
        if fixed
        else sheet.input("delay", "cycles", "period", "duration", "value", width=width)
    )
    retrigger = sheet.chance(0.5)
    busy = sheet.output("busy", "running", "active", "pulse", "out", reg=False, note="high while running")
    done = (
        sheet.output("done", "expired", "finish", "timeout", reg=True, note="one-cycle pulse at the end")
        if sheet.chance(0.5)
        else ""
    )
    count = sheet.name("count", "cnt", "timer", "remaining", "left", "counter")
    zero = sheet.literal(width, 0)
    running = f"{count} != {zero}" if sheet.chance(0.6) else f"{count} > 0"
    begin, run = (
        (f"{start}", f"{count} <= {amount};"),
        (running, f"{count} <= {count} - {rng.choice(('1', '''1'b1'''))};"),
    )
    body = f"reg {_vector(width)}{count};\n\nassign {busy} = ({running});\n\n"
    steps = [begin, run] if retrigger else [run, begin]
    if done:
        lines = "\n".join(f"{'else ' if i else ''}if ({c}) {s}" for i, (c, s) in enumerate(steps))
        condition = f"{count} == 1 && !{start}" if retrigger else f"{count} == 1"
        body += sheet.block(f"{count} <= {zero};\n{done} <= 1'b0;", f"{done} <= ({condition});\n{lines}")
    else:
        body += sheet.block(f"{count} <= {zero};", steps)
    given = length if fixed else amount
    choice = f"{start} ? {given} : {busy} ? t - 1 : t" if retrigger else f"{busy} ? t - 1 : {start} ? {given} : t"
    reference = f"logic {_vector(width)}t;\nassign {busy} = |t;\n" + sheet.remember("t", "'0", choice)
    if done:
        reference += "\n" + sheet.remember(done, "1'b0", f"t == 1{f' && !{start}' if retrigger else ''}")
    long = f"{length} clock cycles" if fixed else f"{amount} clock cycles"
    title = sheet.choose(
        f"timer of {length} cycles" if fixed else "timer with programmable length",
        f"{length}-cycle one-shot" if fixed and length not in (8, 11, 18) else f"one-shot of {long}",
        f"pulse stretcher to {length} cycles" if fixed else "programmable pulse generator",
        f"monostable with {long} of output",
    )
    again = (
        sheet.choose(
            f"A new {start} while it runs restarts it at full length.",
            f"It is retriggerable: {start} always reloads it.",
            f"{start} has priority and restarts the time even while {busy}.",
        )
        if retrigger
        else sheet.choose(
            f"{start} is ignored while {busy} is high.",
            f"It is not retriggerable: {start} counts only when {busy} is 0.",
            f"While {busy} is 1, {start} has no effect.",
        )
    )
    behaviour = [
        sheet.choose(
            f"When {start} is high at the clock edge, {busy} goes high for {long}.",
            f"{start} = 1 makes {busy} high for the next {long}.",
            f"{start} loads a down counter with {given}; it counts down to 0 and {busy} is high while it is not 0.",
        ),
        again,
    ]
    if done:
        unless = f" unless {start} is high then" if retrigger else ""
        behaviour.append(
            sheet.choose(
                f"{done} is registered and high for the one cycle right after {busy} falls"
                + (" by running out." if retrigger else "."),
                f"{done} is a register set for one cycle at the edge where the count goes from 1 to 0{unless}.",
            )
        )
    behaviour += sheet.resets(f"stops it: the count{f' and {done}' if done else ''} becomes 0", "clears all registers")
    return sheet.design(
        title, behaviour, body, reference, ("timer", "one_shot", "oneshot", "pulse_stretch", "delay_timer")
    )


@family
def pwm_generator(rng: Random) -> Design:
    """A free counter compared with a duty value."""
    sheet = Sheet(rng, plain=0.3)
    width = rng.choice((4, 4, 5, 6, 8, 8, 8, 8, 10, 12, 16))
    period = 0 if sheet.plain or sheet.chance(0.65) else rng.randrange((1 << width) // 2, (1 << width) - 1)
    duty = sheet.input("duty", "level", "compare", "duty_cycle", "value", "threshold", width=width)
    registered = not sheet.plain and sheet.chance(0.3)
    out = sheet.output("pwm", "pwm_out", "out", "q", "pwm_o", reg=registered)
    count = sheet.name("count", "cnt", "counter", "ramp", "c")
    zero = sheet.literal(width, 0)
    compare = f"{count} < {duty}" if sheet.chance(0.75) else f"{duty} > {count}"
    arms = (
        [(f"{count} == {sheet.literal(width, period - 1)}", f"{count} <= {zero};"), ("", bump(rng, count))]
        if period
        else [("", bump(rng, count))]
    )
    declaration = f"reg [{width - 1}:0] {count};\n\n"
    if registered and not period:
        body = declaration + sheet.block(
            f"{count} <= {zero};\n{out} <= 1'b0;", f"{count} <= {count} + 1'b1;\n{out} <= ({compare});"
        )
    elif registered:
        body = (
            declaration
            + sheet.block(f"{count} <= {zero};", arms)
            + "\n\n"
            + sheet.block(f"{out} <= 1'b0;", f"{out} <= ({compare});")
        )
    else:
        body = (
            declaration
            + sheet.block(f"{count} <= {zero};", arms)
            + f"\n\nassign {out} = {'(' + compare + ')' if sheet.chance(0.6) else compare + ' ? 1 : 0' if sheet.chance(0.2) else compare};"
        )
    full = period or 1 << width
    reference = f"logic [{width}:0] c;\n{sheet.remember('c', chr(39) + '0', f'(c + 1) % {full}')}\n"
    test = f"!(c >= {{1'b0, {duty}}})"
    reference += sheet.remember(out, "1'b0", test) if registered else f"assign {out} = {test};"
    title = sheet.choose(
        f"{bits(rng, width)} PWM generator",
        f"{bits(rng, width)} pulse width modulator",
        f"PWM with {bits(rng, width)} duty cycle",
        f"{bits(rng, width)} PWM",
    )
    if period:
        title += sheet.choose(f" with a period of {period} cycles", f", period {period} clocks")
    behaviour = [
        sheet.choose(
            f"A counter runs from 0 to {full - 1} and wraps, one step per clock.",
            f"The period is {full} clock cycles, counted from 0.",
            f"A {'free-running ' if not period else ''}counter counts {sheet.at_edge()} from 0 to {full - 1} and starts again at 0.",
        ),
        (
            sheet.choose(
                f"{out} is registered: at each clock it becomes (counter < {duty}).",
                f"The result of counter < {duty} is stored in the register {out}.",
            )
            if registered
            else sheet.choose(
                f"{out} is high while the counter is less than {duty}.",
                f"{out} = (counter < {duty}), combinational",
                f"{out} is 1 for the first {duty} cycles of the period and 0 for the rest.",
            )
        ),
        *sheet.resets(
            "clears the counter" + (f" and {out}" if registered else ""),
            "sets the counter to 0" + (f" and {out} low" if registered else ""),
        ),
    ]
    return sheet.design(
        title, behaviour, body, reference, ("pwm", "pwm_gen", "pwm_generator", f"pwm{width}", "pulse_width_mod")
    )


@family
def watchdog_timer(rng: Random) -> Design:
    """A counter that must be cleared in time, sticky or not."""
    sheet = Sheet(rng)
    limit = rng.choice((7, 10, 15, 16, 20, 31, 32, 50, 63, 100, 200, 255, 500, 1000))
    width = limit.bit_length()
    kick = sheet.input("kick", "feed", "clear", "wdt_clr", "pet", "service", note="restarts the timer")
    enable = sheet.input(*_ENABLE) if sheet.chance(0.4) else ""
    timeout = sheet.output("timeout", "expired", "wdt_out", "bark", "alarm", "wdt_rst", reg=False)
    count = sheet.name(*_COUNTER)
    zero, top = sheet.literal(width, 0), sheet.literal(width, limit)
    guard = f"{enable} && {count} != {top}" if enable else f"{count} != {top}"
    if sheet.chance(0.3):
        guard = f"{enable} && !{timeout}" if enable else f"!{timeout}"
    body = f"reg [{width - 1}:0] {count};\n\nassign {timeout} = ({count} == {top});\n\n" + sheet.block(
        f"{count} <= {zero};", [(kick, f"{count} <= {zero};"), (guard, bump(rng, count))]
    )
    reference = f"logic [{width - 1}:0] left;\n" + sheet.remember(
        "left", str(limit), f"{kick} ? {limit} : (left > 0{f' && {enable}' if enable else ''}) ? left - 1 : left"
    )
    reference += f"\nassign {timeout} = left == 0;"
    title = sheet.choose(
        f"watchdog timer of {limit} cycles",
        "watchdog timer",
        f"watchdog that expires after {limit} clocks",
        f"watchdog counter with timeout after {limit} cycles",
    )
    when = f" while {enable} is high" if enable else ""
    behaviour = [
        sheet.choose(
            f"A counter goes up by one every clock{when}, and {kick} = 1 sets it back to 0.",
            f"{kick} high clears the counter; otherwise it counts up{when}.",
            f"The counter increments {sheet.at_edge()}{when} unless {kick} is high, which clears it.",
        ),
        sheet.choose(
            f"When it reaches {limit} it stops and {timeout} is high until {kick} or reset.",
            f"At {limit} it stays, and {timeout} is 1 as long as the count is {limit}.",
            f"{timeout} = (count == {limit}); the count does not go beyond {limit}.",
        ),
        *sheet.resets("clears the counter", "sets the count to 0"),
    ]
    return sheet.design(title, behaviour, body, reference, ("watchdog", "wdt", "watchdog_timer", "wdog"))


@family
def debouncer(rng: Random) -> Design:
    """An output that follows its input after N equal samples in a row."""
    sheet = Sheet(rng)
    need = rng.choice((2, 3, 4, 4, 5, 8))
    shifted = sheet.chance(0.55)
    signal = sheet.input("btn", "button", "in", "noisy", "key", "din", "raw", "sw")
    out = sheet.output("out", "clean", "q", "stable", "btn_out", "debounced", "dout")
    if shifted:
        history = sheet.name("hist", "samples", "shift", "history", "sr")
        size = need - 1
        line = (
            f"{history} <= {signal};"
            if size == 1
            else f"{history} <= {{{history}[{size - 2}:0], {signal}}};"
            if size > 2
            else f"{history} <= {{{history}[0], {signal}}};"
        )
        body = f"reg {_vector(size)}{history};\n\n" + sheet.block(
            f"{history} <= 0;\n{out} <= 1'b0;",
            f"{line}\nif ({signal} && {'&' if size > 1 else ''}{history}) {out} <= 1'b1;\nelse if (!{signal} && {'!(|' + history + ')' if size > 1 else '!' + history}) {out} <= 1'b0;",
        )
        reference = (
            f"logic [{need - 1}:0] w, h;\nassign w = {{h[{need - 2}:0], {signal}}};\n"
            + sheet.remember("h", "'0", "w")
            + "\n"
            + sheet.remember(out, "1'b0", f"w == {(1 << need) - 1} ? 1'b1 : w == 0 ? 1'b0 : {out}")
        )
        rule = (
            sheet.choose(
                f"{out} becomes 1 after {need} samples of {signal} in a row were 1, and 0 after {need} in a row were 0.",
                f"{out} goes high at the clock edge that sees {signal} high for the {need}{'nd' if need == 2 else 'rd' if need == 3 else 'th'} time running, and goes low likewise.",
                f"The last {need} samples of {signal} (the present one and {need - 1} stored) must all be equal for {out} to take their value; otherwise {out} holds.",
            ),
        )
        effect = ("clears the samples and " + out, f"sets {out} and the stored samples to 0")
    else:
        width = need.bit_length() - (1 if need & (need - 1) == 0 else 0)
        count = sheet.name(*_COUNTER)
        zero = sheet.literal(width, 0)
        last = sheet.literal(width, need - 1)
        body = f"reg {_vector(width)}{count};\n\n" + sheet.block(
            f"{count} <= {zero};\n{out} <= 1'b0;",
            [
                (f"{signal} == {out}", f"{count} <= {zero};"),
                (f"{count} == {last}", f"{out} <= {signal};\n{count} <= {zero};"),
                ("", bump(rng, count)),
            ],
        )
        reference = f"logic [{need - 2}:0] d;\nlogic full;\nassign full = &d;\n"
        reference += (
            sheet.remember("d", "'0", f"{signal} == {out} || full ? '0 : (d << 1) | 1'b1")
            + "\n"
            + sheet.remember(out, "1'b0", f"{signal} != {out} && full ? {signal} : {out}")
        )
        rule = (
            sheet.choose(
                f"A counter counts the clocks in a row in which {signal} differs from {out}; with the {need}{'nd' if need == 2 else 'rd' if need == 3 else 'th'} one {out} takes the value of {signal} and the counter is cleared.",
                f"{out} changes to {signal} once they differ at {need} clock edges in a row; an edge where they are equal restarts the count.",
                f"While {signal} equals {out} the counter is 0. Else it counts up, and at {need - 1} {out} becomes {signal} and the counter 0.",
            ),
        )
        effect = (f"clears {out} and the counter", f"sets {out} and the count to 0")
    title = sheet.choose(
        f"debouncer with {number(rng, need)} samples",
        f"button debouncer needing {need} equal samples",
        f"{need}-sample debounce circuit" if need != 8 else "eight-sample debounce circuit",
        "switch debouncer",
        f"glitch filter of {need} cycles",
    )
    return sheet.design(
        title,
        [*rule, *sheet.resets(*effect)],
        body,
        reference,
        ("debounce", "debouncer", "btn_filter", "glitch_filter"),
    )


@family
def toggle_on_event(rng: Random) -> Design:
    """An event counter or flag fed by rising edges."""
    sheet = Sheet(rng)
    width = rng.choice((4, 8, 8, 16))
    flips = sheet.chance(0.3)
    falling = sheet.chance(0.2)
    signal = sheet.input("event_in", "sig", "in", "trigger", "btn", "pulse_in", "a", "din")
    clear = sheet.input("clear", "clr", "zero") if not flips and sheet.chance(0.35) else ""
    q = (
        sheet.output("state", "led", "toggle", "q", "out")
        if flips
        else sheet.output("count", "events", "cnt", "q", "edges", width=width)
    )
    previous = sheet.name("prev", f"{signal}_d", "last", f"{signal}_q")
    edge = f"!{signal} && {previous}" if falling else f"{signal} && !{previous}"
    action = f"{q} <= ~{q};" if flips else bump(rng, q)
    value = sheet.literal(1 if flips else width, 0)
    lines = f"if ({clear}) {q} <= {value};\nelse if ({edge}) {action}" if clear else f"if ({edge}) {action}"
    body = f"reg {previous};\n\n" + sheet.block(
        f"{previous} <= 1'b0;\n{q} <= {value};", f"{previous} <= {signal};\n{lines}"
    )
    hit = f"(h & ~{signal})" if falling else f"({signal} & ~h)"
    change = f"{q} ^ {hit}" if flips else f"{f'{clear} ? 0 : ' if clear else ''}{q} + {hit}"
    reference = f"logic h;\n{sheet.remember('h', chr(39) + '0', signal)}\n{sheet.remember(q, chr(39) + '0', change)}"
    way = "falling" if falling else "rising"
    title = (
        sheet.choose(
            f"toggle at each {way} edge of {signal}",
            f"push-on push-off switch on the {way} edge",
            f"{way} edge triggered toggle, synchronous to {sheet.clock}",
        )
        if flips
        else sheet.choose(
            f"{bits(rng, width)} event counter for {way} edges",
            f"{bits(rng, width)} counter of {way} edges",
            f"{bits(rng, width)} edge counter",
        )
    )
    does = (
        sheet.choose(f"{q} toggles", f"{q} is inverted")
        if flips
        else sheet.choose(f"{q} goes up by one", f"{q} increments", f"1 is added to {q}")
    )
    behaviour = [
        sheet.choose(
            f"{signal} is sampled with {sheet.clock}; {does} each time it was {int(falling)} at the last clock edge and is {int(not falling)} now.",
            f"{does} at the clock edge that first sees {signal} {'low' if falling else 'high'} after it was {'high' if falling else 'low'}.",
            f"On each {way} edge of {signal}, as sampled by {sheet.clock}, {does}.",
        )
    ]
    if clear:
        behaviour.append(
            sheet.choose(
                f"{clear} synchronously clears {q} and has priority.",
                f"With {clear} high {q} becomes 0 instead.",
                f"{clear} beats counting and sets {q} to 0.",
            )
        )
    behaviour += sheet.resets(f"clears {q} and the stored sample", f"sets {q} and the last sample of {signal} to 0")
    return sheet.design(
        title,
        behaviour,
        body,
        reference,
        ("event_counter", "edge_counter", "count_edges")
        if not flips
        else ("toggle_switch", "push_toggle", "toggle_ff"),
    )
