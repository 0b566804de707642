"""Counters of every kind."""

from random import Random

from verimentor_trainer.families.clocking import Sheet, bump
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.wording import bits, number

_COUNT = ("count", "q", "cnt", "counter", "value", "count_out", "out", "cnt_o")
_ENABLE = ("en", "enable", "ena", "ce", "count_en", "inc")
_NAMES = ("counter", "cnt", "count_unit", "ctr")


def _enabled(sheet: Sheet, enable: str) -> str:
    """A clause that makes counting depend on the enable, "" without one."""
    if not enable:
        return ""
    return sheet.choose(
        f" when {enable} is high",
        f" if {enable} = 1",
        f" while {enable} is 1",
        f", {enable} permitting",
        f" only if {enable} is set",
    )


def _maybe_enable(sheet: Sheet, probability: float) -> str:
    return sheet.input(*_ENABLE, note="count enable") if sheet.chance(probability) else ""


@family
def up_or_down_counter(rng: Random) -> Design:
    """A binary counter in one direction, with optional enable."""
    sheet = Sheet(rng, plain=0.4, negedge=0.08)
    width = rng.choice((2, 3, 4, 4, 4, 5, 6, 8, 8, 8, 10, 12, 16, 16, 24, 32))
    parameter = sheet.choose("WIDTH", "N", "W") if sheet.chance(0.12) else ""
    down = sheet.chance(0.35)
    enable = _maybe_enable(sheet, 0.5)
    q = sheet.output(*_COUNT, width=parameter or width)
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
    when = _enabled(sheet, enable)
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
    names = (*_NAMES, f"{way}_counter", f"counter{width}", f"{way}counter")
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
        enable, down = _maybe_enable(sheet, 0.4), ""
    q = sheet.output(*_COUNT, width=width)
    plus, minus = bump(rng, q), bump(rng, q, "-")
    tail = sheet.choose(" with enable", " with count enable") if enable else ""
    if pair:
        body = sheet.block(
            f"{q} <= {sheet.literal(width, 0)};", [(f"{up} && !{down}", plus), (f"{down} && !{up}", minus)]
        )
        reference = sheet.remember(q, "'0", f"{q} + {up} - {down}")
        rule = sheet.choose(
            f"{q} goes up by one {sheet.at_edge()} when only {up} is high and down by one when only {down} is high; otherwise it holds.",
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
        when = _enabled(sheet, enable)
        rule = sheet.choose(
            f"{q} counts {ways[0]} if {up} is 1 and {ways[1]} if it is 0, {sheet.at_edge()}{when}.",
            f"When {up} is high {q} counts {ways[0]}, when it is low {q} counts {ways[1]}{when}.",
            f"{up} = 1: {q} {'+' if high_up else '-'} 1, {up} = 0: {q} {'-' if high_up else '+'} 1, {sheet.at_edge()}{when}",
            f"The direction is given by {up}: 1 means {ways[0]}, 0 means {ways[1]}. It counts by one {sheet.at_edge()}{when}.",
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
    enable = _maybe_enable(sheet, 0.4)
    down = not sheet.plain and sheet.chance(0.15)
    q = sheet.output(*_COUNT, width=width)
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
        reference += f"\nalways_comb if ({q} {'>' if down else '<'} {last}) {terminal} = 0; else {terminal} = {enable if gated else 1};"
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
    when = _enabled(sheet, enable)
    behaviour = [
        sheet.choose(
            f"{q} counts {way}from {first} to {last} and then starts again at {first}, one step {sheet.at_edge()}{when}.",
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
    names = (f"mod{modulus}_counter", f"mod{modulus}", *_NAMES, f"counter_mod{modulus}")
    return sheet.design(title + tail, behaviour, body, reference, names)


@family
def loadable_counter(rng: Random) -> Design:
    """A counter with load, optional clear and enable, in drawn priority."""
    sheet = Sheet(rng, reset=0.7)
    width = rng.choice((4, 4, 4, 8, 8, 8, 12, 16, 32))
    down = sheet.chance(0.3)
    clear = sheet.input("clear", "clr", "sclr", "zero") if sheet.chance(0.4) or not sheet.reset else ""
    load = sheet.input("load", "ld", "load_en", "pl", "set")
    enable = _maybe_enable(sheet, 0.65)
    data = sheet.input("d", "data", "din", "load_value", "data_in", "in", width=width)
    q = sheet.output(*_COUNT, width=width)
    sign = "-" if down else "+"
    arms = [(load, f"{q} <= {data};")]
    if clear:
        arms.insert(rng.choice((0, 0, 1)), (clear, f"{q} <= {sheet.literal(width, 0)};"))
    body = sheet.block(f"{q} <= {sheet.literal(width, 0)};", [*arms, (enable, bump(rng, q, sign))])
    values = {load: data, clear: "'0"}
    inner = "".join(f"if ({name}) n = {values[name]}; " for name, _ in reversed(arms))
    reference = f"logic [{width - 1}:0] n;\nalways_comb begin n = {q} {sign} {width}'({enable or 1}); {inner}end\n{sheet.remember(q, chr(39) + '0', 'n')}"
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
        title, behaviour, body, reference, (*_NAMES, "load_counter", "loadable_counter", "preset_counter")
    )


@family
def saturating_counter(rng: Random) -> Design:
    """A counter that stops at its ends."""
    sheet = Sheet(rng)
    width = rng.choice((2, 2, 3, 4, 4, 8, 8))
    both = sheet.chance(0.6)
    up = sheet.input("up", "inc", "taken", "increment", "add")
    down = sheet.input("down", "dec", "decrement", "sub") if both else ""
    q = sheet.output(*_COUNT, width=width)
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
        move = f"{{{up}, {down}}} == 2'b10 ? ({q} == {maximum} ? {q} : {q} + 1) : {{{up}, {down}}} == 2'b01 ? ({q} == 0 ? {q} : {q} - 1) : {q}"
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
            f"{up} without {down} adds one to {q} {sheet.at_edge()}, {down} without {up} takes one off; both or none hold it.",
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


@family
def two_digit_bcd_counter(rng: Random) -> Design:
    """Ones and tens digits, to 99 or to a drawn limit."""
    sheet = Sheet(rng, plain=0.25)
    limit = 99 if sheet.plain else rng.choice((99, 99, 59, 59, 23, 11, 49, 29))
    enable = _maybe_enable(sheet, 0.5)
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
    when = _enabled(sheet, enable)
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
    enable = "" if sheet.plain else _maybe_enable(sheet, 0.35)
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
    when = _enabled(sheet, enable)
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
    enable = _maybe_enable(sheet, 0.4)
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
    when = _enabled(sheet, enable)
    behaviour = [
        sheet.choose(
            f"{q} steps to the next Gray code {sheet.at_edge()}{when}; only one bit changes at a time.",
            f"{q} counts in Gray code {sheet.at_edge()}{when}.",
            f"A binary counter goes up by one {sheet.at_edge()}{when} and {q} is its Gray code, binary ^ (binary >> 1).",
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
    enable = _maybe_enable(sheet, 0.4)
    limit = sheet.input("limit", "max", "top", "period", "last", "max_count", width=width)
    q = sheet.output(*_COUNT, width=width)
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
    when = _enabled(sheet, enable)
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
    return sheet.design(title, behaviour, body, reference, (*_NAMES, "limit_counter", "wrap_counter", "prog_counter"))


@family
def step_counter(rng: Random) -> Design:
    """A counter that goes by more than one, fixed or from a port."""
    sheet = Sheet(rng)
    width = rng.choice((4, 6, 8, 8, 8, 12, 16))
    enable = _maybe_enable(sheet, 0.45)
    fixed = 0 if sheet.chance(0.45) else rng.choice((2, 2, 3, 4, 5, 7))
    step = (
        "" if fixed else sheet.input("step", "inc", "delta", "increment", "amount", width=rng.choice((2, 3, 4, width)))
    )
    q = sheet.output(*_COUNT, width=width)
    down = sheet.chance(0.25)
    start = 0 if sheet.chance(0.7) else rng.randrange(1, min(16, 1 << width))
    sign, amount = "-" if down else "+", step or sheet.literal(width, fixed)
    body = sheet.block(f"{q} <= {sheet.literal(width, start)};", [(enable, f"{q} <= {q} {sign} {amount};")])
    reference = f"logic [{width - 1}:0] k;\nassign k = {f'{enable} ? ' if enable else ''}{step or fixed}{' : 0' if enable else ''};\n"
    reference += sheet.remember(q, f"{width}'d{start}", f"{q} {sign} k")
    when = _enabled(sheet, enable)
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
            f"Every step {'takes ' + str(by) + ' from' if down else 'adds ' + str(by) + ' to'} {q} ({sheet.rising} edge of {sheet.clock}){when}; it wraps around.",
        ),
        *sheet.resets(
            *((f"sets {q} to {start}", f"loads {start} into {q}") if start else (f"clears {q}", f"sets {q} to 0"))
        ),
    ]
    return sheet.design(
        title, behaviour, body, reference, (*_NAMES, "step_counter", "skip_counter", f"count_by_{fixed or 'n'}")
    )
