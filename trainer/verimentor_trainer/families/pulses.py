"""Edge detectors, synchronisers, debouncers and what counts events."""

from random import Random

from verimentor_trainer.families.clocking import Sheet, bump
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.wording import bits, number

_SIGNAL = ("in", "sig", "signal", "din", "a", "d", "x", "level", "data_in", "button")
_PULSE = ("pulse", "out", "edge_out", "tick", "detect", "p", "strobe", "y")
_COUNTER = ("count", "cnt", "counter", "timer", "c", "ticks")


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
            (
                f"{line}\nif ({signal} && {'&' if size > 1 else ''}{history}) {out} <= 1'b1;\nelse if (!{signal} && "
                f"{'!(|' + history + ')' if size > 1 else '!' + history}) {out} <= 1'b0;"
            ),
        )
        reference = (
            f"logic [{need - 1}:0] w, h;\nassign w = {{h[{need - 2}:0], {signal}}};\n"
            + sheet.remember("h", "'0", "w")
            + "\n"
            + sheet.remember(out, "1'b0", f"w == {(1 << need) - 1} ? 1'b1 : w == 0 ? 1'b0 : {out}")
        )
        rule = (
            sheet.choose(
                (
                    f"{out} becomes 1 after {need} samples of {signal} in a row were 1, "
                    f"and 0 after {need} in a row were 0."
                ),
                (
                    f"{out} goes high at the clock edge that sees {signal} high for the "
                    f"{need}{'nd' if need == 2 else 'rd' if need == 3 else 'th'} time running, and goes low likewise."
                ),
                (
                    f"The last {need} samples of {signal} (the present one and {need - 1} stored) must all be equal "
                    f"for {out} to take their value; otherwise {out} holds."
                ),
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
                (
                    f"A counter counts the clocks in a row in which {signal} differs from {out}; with the "
                    f"{need}{'nd' if need == 2 else 'rd' if need == 3 else 'th'} one {out} takes the "
                    f"value of {signal} and the counter is cleared."
                ),
                (
                    f"{out} changes to {signal} once they differ at {need} clock edges in a row; an edge "
                    "where they are equal restarts the count."
                ),
                (
                    f"While {signal} equals {out} the counter is 0. Else it counts up, and at {need - 1} "
                    f"{out} becomes {signal} and the counter 0."
                ),
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
            (
                f"{signal} is sampled with {sheet.clock}; {does} each time it was {int(falling)} at the "
                f"last clock edge and is {int(not falling)} now."
            ),
            (
                f"{does} at the clock edge that first sees {signal} {'low' if falling else 'high'} "
                f"after it was {'high' if falling else 'low'}."
            ),
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
