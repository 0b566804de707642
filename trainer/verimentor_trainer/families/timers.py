"""Dividers, ticks, timers and PWM."""

from random import Random

from verimentor_trainer.families.clocking import Sheet, bump
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.wording import bits, number

_COUNTER = ("count", "cnt", "counter", "timer", "c", "ticks")
_ENABLE = ("en", "enable", "ena", "run")


def _vector(width: int) -> str:
    return f"[{width - 1}:0] " if width > 1 else ""


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
        body = (
            "reg "
            f"{_vector(width)}{count};\n\n"
            f"{sheet.block(f'{count} <= {sheet.literal(width, 0)};', bump(rng, count))}\n\n"
            f"assign {out} = {count}[{width - 1}];"
        )
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
    reference = (
        f"logic [{size - 1}:0] "
        f"phase;\n{sheet.remember('phase', chr(39) + '0', f'(phase + 1) % {ratio}')}\nassign {out} = phase >= {half};"
    )
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
            (
                f"{out} is a square wave with {ratio} times the period of {sheet.clock}, low for the "
                f"first {cycles} and then high for as long."
            ),
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
                (
                    f"{tick} is a register that becomes 1 at the clock edge where the counter is "
                    f"{period - 1}, and 0 at all other edges."
                ),
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
    reference = (
        f"logic [{size}:0] "
        f"p;\n{sheet.remember('p', chr(39) + '0', f'(p == {2 * period - 1}) ? 0 : p + 1')}\n"
        f"assign {out} = (p >= {period}) ^ 1'b{start};"
    )
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
        body = declaration + sheet.block(f"{count} <= {zero};", arms)
        shown = f"({compare})" if sheet.chance(0.6) else f"{compare} ? 1 : 0" if sheet.chance(0.2) else compare
        body += f"\n\nassign {out} = {shown};"
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
            (
                f"A {'free-running ' if not period else ''}counter counts {sheet.at_edge()} from "
                f"0 to {full - 1} and starts again at 0."
            ),
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
