"""Binary and modulo counters."""

from random import Random

from verimentor_trainer.families.clocking import Sheet, bump
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.wording import bits, phrase

COUNT = ("count", "q", "cnt", "counter", "value", "count_out", "out", "cnt_o")
_ENABLE = ("en", "enable", "ena", "ce", "count_en", "inc")
NAMES = ("counter", "cnt", "count_unit", "ctr")


def enabled(sheet: Sheet, enable: str) -> str:
    """A clause that makes counting depend on the enable, "" without one."""
    if not enable:
        return ""
    return phrase(
        sheet.rng,
        (
            f" when {enable} is high",
            f" if {enable} = 1",
            f" while {enable} is 1",
            f", {enable} permitting",
            f" only if {enable} is set",
        ),
        (f" provided that {enable} is asserted", f" on condition that {enable} reads 1", f", gated by a high {enable}"),
    )


def maybe_enable(sheet: Sheet, probability: float) -> str:
    """The name of a count enable, "" when the draw has none."""
    return sheet.input(*_ENABLE, note="count enable") if sheet.chance(probability) else ""


@family
def up_or_down_counter(rng: Random) -> Design:
    """A binary counter in one direction, with optional enable."""
    sheet = Sheet(rng, plain=0.4, negedge=0.08)
    width = rng.choice((2, 3, 4, 4, 4, 5, 6, 8, 8, 8, 10, 12, 16, 16, 24, 32))
    parameter = sheet.choose("WIDTH", "N", "W") if sheet.chance(0.12) else ""
    down = sheet.chance(0.35)
    enable = maybe_enable(sheet, 0.5)
    q = sheet.output(*COUNT, width=parameter or width)
    start = 0 if not down or sheet.chance(0.5) or parameter or sheet.plain else (1 << width) - 1
    value = sheet.literal(parameter or width, start)
    body = sheet.block(f"{q} <= {value};", [(enable, bump(rng, q, "-" if down else "+"))])
    reference = sheet.remember(q, value, f"{q} {'-' if down else '+'} {enable or 1}")
    size, way = bits(rng, parameter or width), "down" if down else "up"
    tail = sheet.choose(" with enable", " with count enable", " with an enable input") if enable else ""
    title = (
        sheet.choose(
            f"{size} {way} counter",
            f"{size} binary {way} counter",
            f"{way} counter, {size}" if not tail else f"{size} {way} counter",
        )
        + tail
    )
    if not down and sheet.chance(0.3):
        title = sheet.choose(f"{size} counter", f"{size} binary counter") + tail
    verb = (
        sheet.choose("decrements", "counts down", "goes down by one")
        if down
        else sheet.choose("increments", "counts up", "goes up by one")
    )
    when = enabled(sheet, enable)
    behaviour = [
        sheet.choose(
            f"{q} {verb} {sheet.at_edge()}{when} and wraps around.",
            f"{q} {verb} by 1 {sheet.at_edge()}{when}." if "by" not in verb else f"{q} {verb} {sheet.at_edge()}{when}.",
            f"{q} = {q} {'-' if down else '+'} 1 {sheet.at_edge()}{when}",
            f"The counter {q} {verb} {sheet.at_edge()}{when}" + (f"; {enable} low holds it." if enable else "."),
        ),
        *sheet.resets(
            *(
                (f"clears {q}", f"sets {q} to 0", "clears the count")
                if not start
                else (f"sets {q} to {start}", f"sets all bits of {q} to 1")
            )
        ),
    ]
    names = (*NAMES, f"{way}_counter", f"counter{width}", f"{way}counter")
    return sheet.design(title, behaviour, body, reference, names, {parameter: width} if parameter else None)


@family
def up_down_counter(rng: Random) -> Design:
    """A counter whose direction is an input, or which has one enable for each way."""
    sheet = Sheet(rng, plain=0.3)
    width = rng.choice((3, 4, 4, 4, 6, 8, 8, 8, 16))
    pair = not sheet.plain and sheet.chance(0.3)
    if pair:
        up, down = sheet.input("up", "inc", "count_up"), sheet.input("down", "dec", "count_down")
        enable, high_up = "", True
    else:
        high_up = sheet.plain or sheet.chance(0.75)
        up = sheet.input(
            *(
                ("up_down", "up", "updown", "dir", "up_dn")
                if high_up
                else ("down", "dir", "dn", "count_down", "down_up")
            ),
            note="direction",
        )
        enable, down = maybe_enable(sheet, 0.4), ""
    q = sheet.output(*COUNT, width=width)
    plus, minus = bump(rng, q), bump(rng, q, "-")
    tail = sheet.choose(" with enable", " with count enable") if enable else ""
    if pair:
        body = sheet.block(
            f"{q} <= {sheet.literal(width, 0)};", [(f"{up} && !{down}", plus), (f"{down} && !{up}", minus)]
        )
        reference = sheet.remember(q, "'0", f"{q} + {up} - {down}")
        rule = sheet.choose(
            (
                f"{q} goes up by one {sheet.at_edge()} when only {up} is high and down by one when "
                f"only {down} is high; otherwise it holds."
            ),
            f"{up} alone increments {q}, {down} alone decrements it; both or none leave it as it is.",
            f"{sheet.at_edge()}: {up}=1 {down}=0 -> {q}+1; {up}=0 {down}=1 -> {q}-1; else hold",
        )
    else:
        a, b = (plus, minus) if high_up else (minus, plus)
        if sheet.chance(0.3):
            one = sheet.choose("1", "1'b1")
            signs = ("+", "-") if high_up else ("-", "+")
            body = sheet.block(f"{q} <= 0;", [(enable, f"{q} <= {up} ? {q} {signs[0]} {one} : {q} {signs[1]} {one};")])
        elif enable:
            body = sheet.block(f"{q} <= {sheet.literal(width, 0)};", [(enable, f"if ({up}) {a}\nelse {b}")])
        else:
            body = sheet.block(f"{q} <= {sheet.literal(width, 0)};", [(up, a), ("", b)])
        step = f"({up} ? {width}'d1 : -{width}'d1)" if high_up else f"({up} ? -{width}'d1 : {width}'d1)"
        reference = sheet.remember(q, "'0", f"{q} + " + (f"({enable} ? {step} : {width}'d0)" if enable else step))
        ways = ("up", "down") if high_up else ("down", "up")
        when = enabled(sheet, enable)
        rule = sheet.choose(
            f"{q} counts {ways[0]} if {up} is 1 and {ways[1]} if it is 0, {sheet.at_edge()}{when}.",
            f"When {up} is high {q} counts {ways[0]}, when it is low {q} counts {ways[1]}{when}.",
            (
                f"{up} = 1: {q} {'+' if high_up else '-'} 1, {up} = 0: {q} "
                f"{'-' if high_up else '+'} 1, {sheet.at_edge()}{when}"
            ),
            (
                f"The direction is given by {up}: 1 means {ways[0]}, 0 means {ways[1]}. It "
                f"counts by one {sheet.at_edge()}{when}."
            ),
        )
    size = bits(rng, width)
    title = (
        sheet.choose(
            f"{size} up/down counter",
            f"{size} up-down counter",
            f"{size} bidirectional counter",
            f"{size} counter that counts up or down",
        )
        + tail
    )
    behaviour = [rule, *sheet.resets(f"clears {q}", f"sets {q} to 0", "clears the count to zero")]
    return sheet.design(
        title,
        behaviour,
        body,
        reference,
        ("updown_counter", "up_down_counter", "ud_counter", "updown", "bidir_counter"),
    )


@family
def modulo_counter(rng: Random) -> Design:
    """A counter from 0 to N - 1, with optional enable and terminal count."""
    sheet = Sheet(rng, plain=0.4)
    modulus = rng.choice((3, 5, 6, 6, 7, 9, 10, 10, 10, 11, 12, 12, 13, 20, 24, 25, 50, 60, 60, 100, 200, 365, 1000))
    width = (modulus - 1).bit_length()
    enable = maybe_enable(sheet, 0.4)
    down = not sheet.plain and sheet.chance(0.15)
    q = sheet.output(*COUNT, width=width)
    terminal = (
        sheet.output("tc", "carry", "last", "wrap", "tick", "rco", "done", reg=False)
        if not sheet.plain and sheet.chance(0.4)
        else ""
    )
    first, last = (modulus - 1, 0) if down else (0, modulus - 1)
    top, zero = sheet.literal(width, last), sheet.literal(width, first)
    step = bump(rng, q, "-" if down else "+")
    if sheet.chance(0.25):
        amount = sheet.choose("1", "1'b1")
        body = sheet.block(
            f"{q} <= {zero};", [(enable, f"{q} <= ({q} == {top}) ? {zero} : {q} {'-' if down else '+'} {amount};")]
        )
    elif enable:
        body = sheet.block(f"{q} <= {zero};", [(enable, f"if ({q} == {top}) {q} <= {zero};\nelse {step}")])
    else:
        body = sheet.block(f"{q} <= {zero};", [(f"{q} == {top}", f"{q} <= {zero};"), ("", step)])
    gated = bool(terminal and enable and sheet.chance(0.4))
    if terminal:
        body += f"\n\nassign {terminal} = " + (f"{enable} && ({q} == {top});" if gated else f"({q} == {top});")
    next_value = f"({q} + {modulus - 1 if down else 1}) % {modulus}"
    reference = sheet.remember(q, f"{width}'d{first}", f"{enable} ? {next_value} : {q}" if enable else next_value)
    if terminal:
        reference += (
            f"\nalways_comb if ({q} {'>' if down else '<'} {last}) {terminal} = 0; else "
            f"{terminal} = {enable if gated else 1};"
        )
    way = "down " if down else ""
    tail = sheet.choose(" with enable", " with an enable") if enable else ""
    title = sheet.choose(
        f"mod-{modulus} {way}counter",
        f"modulo {modulus} {way}counter",
        f"modulo-{modulus} {way}counter",
        f"{way}counter modulo {modulus}",
        f"{way}counter from {first} to {last}",
        f"{width}-bit {way}counter that wraps after {last}" if width != 8 else f"{way}counter that wraps after {last}",
    )
    if modulus == 10 and not down and sheet.chance(0.4):
        title = sheet.choose("decade counter", "BCD counter", "one digit BCD counter", "4-bit decade counter")
    when = enabled(sheet, enable)
    behaviour = [
        sheet.choose(
            (
                f"{q} counts {way}from {first} to {last} and then starts again at "
                f"{first}, one step {sheet.at_edge()}{when}."
            ),
            f"{q} {'decrements' if down else 'increments'} {sheet.at_edge()}{when}; after {last} comes {first}.",
            f"{q} runs {first}, {first - 1 if down else 1}, ..., {last} and back to {first}{when}.",
            f"if {q} is {last} the next value is {first}, else {q} {'-' if down else '+'} 1{when}",
        )
    ]
    if terminal:
        condition = f"{q} is {last} and {enable} is high" if gated else f"{q} is {last}"
        behaviour.append(
            sheet.choose(
                f"{terminal} is high while {condition}.",
                f"{terminal} = 1 exactly when {condition} (combinational).",
                f"The output {terminal} is asserted as long as {condition}.",
            )
        )
    behaviour += sheet.resets(
        *((f"sets {q} to {first}", f"makes {q} {first}") if first else (f"clears {q}", f"sets {q} to 0"))
    )
    names = (f"mod{modulus}_counter", f"mod{modulus}", *NAMES, f"counter_mod{modulus}")
    return sheet.design(title + tail, behaviour, body, reference, names)


@family
def loadable_counter(rng: Random) -> Design:
    """A counter with load, optional clear and enable, in drawn priority."""
    sheet = Sheet(rng, reset=0.7)
    width = rng.choice((4, 4, 4, 8, 8, 8, 12, 16, 32))
    down = sheet.chance(0.3)
    clear = sheet.input("clear", "clr", "sclr", "zero") if sheet.chance(0.4) or not sheet.reset else ""
    load = sheet.input("load", "ld", "load_en", "pl", "set")
    enable = maybe_enable(sheet, 0.65)
    data = sheet.input("d", "data", "din", "load_value", "data_in", "in", width=width)
    q = sheet.output(*COUNT, width=width)
    sign = "-" if down else "+"
    arms = [(load, f"{q} <= {data};")]
    if clear:
        arms.insert(rng.choice((0, 0, 1)), (clear, f"{q} <= {sheet.literal(width, 0)};"))
    body = sheet.block(f"{q} <= {sheet.literal(width, 0)};", [*arms, (enable, bump(rng, q, sign))])
    values = {load: data, clear: "'0"}
    inner = "".join(f"if ({name}) n = {values[name]}; " for name, _ in reversed(arms))
    reference = (
        f"logic [{width - 1}:0] n;\nalways_comb begin n = {q} {sign} {width}'({enable or 1}); "
        f"{inner}end\n{sheet.remember(q, chr(39) + '0', 'n')}"
    )
    order = [name for name, _ in arms] + ([enable] if enable else [])
    verb = "decrements" if down else "increments"
    way = "down" if down else "up"
    behaviour = [
        sheet.choose(
            f"{load} loads {data} into {q}", f"If {load} is high {q} takes {data}", f"{load} = 1: {q} <= {data}"
        )
        + f" {sheet.at_edge()}."
    ]
    if clear:
        behaviour.append(
            sheet.choose(
                f"{clear} is a synchronous clear.",
                f"{clear} = 1 clears {q} synchronously.",
                f"With {clear} high {q} becomes 0 at the clock edge.",
            )
        )
    behaviour.append(
        sheet.choose(
            f"{enable} high {verb} {q} by one.",
            f"When {enable} is 1, {q} counts {way}.",
            f"It counts {way} by 1 while {enable} is set.",
        )
        if enable
        else sheet.choose(f"Otherwise {q} {verb} by one every clock.", f"In all other cycles {q} counts {way} by 1.")
    )
    if len(order) > 1:
        behaviour.append(
            sheet.choose(
                f"Priority: {', then '.join(order)}" + (", otherwise hold." if enable else "."),
                " beats ".join(order) + ".",
                f"If several are high, {order[0]} wins" + (f", then {order[1]}." if len(order) > 2 else "."),
                f"Highest priority first: {', '.join(order)}.",
            )
        )
    behaviour += sheet.resets(f"clears {q}", f"sets {q} to 0")
    features = [*(["clear"] if clear else []), "load", *(["enable"] if enable else [])]
    rng.shuffle(features)
    title = f"{bits(rng, width)} {sheet.choose('', 'binary ')}{way} counter with {' and '.join(features)}"
    if sheet.chance(0.3):
        title = sheet.choose(
            f"loadable {bits(rng, width)} {way} counter", f"{bits(rng, width)} presettable {way} counter"
        )
    return sheet.design(
        title, behaviour, body, reference, (*NAMES, "load_counter", "loadable_counter", "preset_counter")
    )


@family
def saturating_counter(rng: Random) -> Design:
    """A counter that stops at its ends."""
    sheet = Sheet(rng)
    width = rng.choice((2, 2, 3, 4, 4, 8, 8))
    both = sheet.chance(0.6)
    up = sheet.input("up", "inc", "taken", "increment", "add")
    down = sheet.input("down", "dec", "decrement", "sub") if both else ""
    q = sheet.output(*COUNT, width=width)
    maximum = (1 << width) - 1 if width < 4 or sheet.chance(0.4) else rng.randrange((1 << width) // 2, (1 << width) - 1)
    top = sheet.literal(width, maximum)
    zero = sheet.literal(width, 0)
    limit = f"{q} != {top}" if sheet.chance(0.5) else f"{q} < {top}"
    floor = f"{q} != {zero}" if sheet.chance(0.5) else f"{q} > {zero}"
    if both:
        body = sheet.block(
            f"{q} <= {zero};",
            [(f"{up} && !{down} && {limit}", bump(rng, q)), (f"{down} && !{up} && {floor}", bump(rng, q, "-"))],
        )
        move = (
            f"{{{up}, {down}}} == 2'b10 ? ({q} == {maximum} ? {q} : {q} + 1) : {{{up}, {down}}} == "
            f"2'b01 ? ({q} == 0 ? {q} : {q} - 1) : {q}"
        )
    else:
        body = sheet.block(
            f"{q} <= {zero};", [(f"{up} && {limit}" if sheet.chance(0.6) else f"{limit} && {up}", bump(rng, q))]
        )
        move = f"{q} == {maximum} ? {q} : {q} + {up}"
    reference = sheet.remember(q, "'0", move)
    size = bits(rng, width)
    title = sheet.choose(
        f"{size} saturating counter",
        f"saturating {size} {'up/down ' if both else 'up '}counter",
        f"{size} counter that does not wrap",
        f"{size} counter that stops at {maximum}",
    )
    if both:
        rule = sheet.choose(
            (
                f"{up} without {down} adds one to {q} {sheet.at_edge()}, {down} without {up} "
                "takes one off; both or none hold it."
            ),
            f"{q} increments when {up} = 1 and {down} = 0, decrements when {up} = 0 and {down} = 1, and else holds.",
            f"{{{up}, {down}}}: 10 -> {q} + 1, 01 -> {q} - 1, 00 and 11 -> hold",
        )
        ends = sheet.choose(
            f"{q} saturates at {maximum} and at 0.",
            f"It never goes above {maximum} or below 0.",
            f"At {maximum} it stays there going up, at 0 going down.",
        )
    else:
        rule = sheet.choose(
            f"{q} counts up by one {sheet.at_edge()} while {up} is high.",
            f"{q} increments {sheet.at_edge()} if {up} = 1.",
            f"{up} adds one to {q}.",
        )
        ends = sheet.choose(
            f"At {maximum} it stops and stays.",
            f"{q} saturates at {maximum}.",
            f"The count does not wrap: it holds at {maximum}.",
            f"no counting beyond {maximum}",
        )
    behaviour = [rule, ends, *sheet.resets(f"clears {q}", f"sets {q} to 0")]
    return sheet.design(
        title, behaviour, body, reference, ("sat_counter", "saturating_counter", "sat_count", "clamp_counter")
    )
