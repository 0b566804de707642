"""Codes on lines and in blocks: check bits, transitions, balance, pins shared by lamps."""

from random import Random

from verimentor_trainer.families.clocking import Sheet
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.families.draft import Draft
from verimentor_trainer.families.style import case, procedure
from verimentor_trainer.wording import bits


@family
def hamming_encoder(rng: Random) -> Design:
    """Three check bits for four data bits, in one of two orders."""
    draft = Draft(rng)
    interleaved, odd = rng.random() < 0.5, rng.random() < 0.2
    d = draft.input("d", "data", "nibble", "x", width=4)
    code = draft.output("code", "word", "c", "out", width=7, reg=False)
    covers = ((0, 1, 3), (0, 2, 3), (1, 2, 3))
    tilde = "~" if odd else ""
    checks = [f"{tilde}({' ^ '.join(f'{d}[{i}]' for i in cover)})" for cover in covers]
    order = (
        "{d[3], d[2], d[1], p[2], d[0], p[1], p[0]}" if interleaved else "{p[2], p[1], p[0], d[3], d[2], d[1], d[0]}"
    )
    order = order.replace("d[", f"{d}[")
    if draft.chance(0.5):
        wires = "\n".join(f"wire p{i} = {check};" for i, check in enumerate(checks))
        body = f"{wires}\nassign {code} = {order.replace('p[2]', 'p2').replace('p[1]', 'p1').replace('p[0]', 'p0')};"
    else:
        for i, check in enumerate(checks):
            order = order.replace(f"p[{i}]", check)
        body = f"assign {code} = {order};"
    masks = ("4'b1011", "4'b1101", "4'b1110")
    parities = [f"^({d} & {mask}) ^ 1'b{int(odd)}" for mask in masks]
    places = ((2, 4, 5, 6), (0, 1, 3)) if interleaved else ((0, 1, 2, 3), (4, 5, 6))
    reference = "\n".join(
        [
            *(f"assign {code}[{place}] = {d}[{i}];" for i, place in enumerate(places[0])),
            *(f"assign {code}[{place}] = {parity};" for place, parity in zip(places[1], parities, strict=True)),
        ]
    )
    title = draft.choose("Hamming (7,4) encoder", "encoder for the (7,4) Hamming code", "4-to-7 bit Hamming encoder")
    spoken = [f"{d}[{a}], {d}[{b}] and {d}[{c}]" for a, b, c in covers]
    listed = "; ".join(f"p{i} from {what}" for i, what in enumerate(spoken))
    sentences = (
        draft.choose(
            f"Three {'odd' if odd else 'even'} parity bits are made: {listed}.",
            f"The check bits p0, p1, p2 give {'odd' if odd else 'even'} parity together with the data bits they cover: {listed}.",
        ),
        f"{code} = "
        + (f"{{{d}[3], {d}[2], {d}[1], p2, {d}[0], p1, p0}}" if interleaved else f"{{p2, p1, p0, {d}}}")
        + draft.choose(".", ", leftmost bit highest.", " from bit 6 down to bit 0."),
    )
    return draft.design(title, sentences, body, reference, ("hamming_enc", "hamming74", "ham_encoder", "ecc_encode"))


@family
def block_parity(rng: Random) -> Design:
    """The parities of rows and columns of a small block of bits."""
    draft = Draft(rng)
    side, odd = rng.choice((2, 3, 4, 4)), rng.random() < 0.25
    block = draft.input("block", "bits_in", "grid", "data", width=side * side)
    looped = draft.chance(0.4)
    rows = draft.output("rows", "row_par", "rp", "row_parity", width=side, reg=looped)
    cols = draft.output("cols", "col_par", "cp", "col_parity", width=side, reg=looped)
    mark = "~^" if odd else "^"
    row = [[f"{block}[{r * side + c}]" for c in range(side)] for r in range(side)]
    if looped:
        inverted = "~" if odd else ""
        body = "integer r, c;\n" + procedure(
            rng,
            f"""{rows} = {inverted}{side}'b0;
{cols} = {inverted}{side}'b0;
for (r = 0; r < {side}; r = r + 1)
    for (c = 0; c < {side}; c = c + 1) begin
        {rows}[r] = {rows}[r] ^ {block}[r*{side} + c];
        {cols}[c] = {cols}[c] ^ {block}[r*{side} + c];
    end""",
        )
    else:
        body = "\n".join(
            [
                *(f"assign {rows}[{r}] = {mark}{block}[{r * side + side - 1}:{r * side}];" for r in range(side)),
                *(
                    f"assign {cols}[{c}] = {mark}{{{', '.join(row[r][c] for r in reversed(range(side)))}}};"
                    for c in range(side)
                ),
            ]
        )
    constant = "1'b1" if odd else "1'b0"
    reference = "\n".join(
        [f"assign {rows}[{r}] = {constant} ^ {' ^ '.join(row[r])};" for r in range(side)]
        + [f"assign {cols}[{c}] = {constant} ^ {' ^ '.join(line[c] for line in row)};" for c in range(side)]
    )
    kind = "odd" if odd else "even"
    title = draft.choose(
        f"{kind} row and column parity of a {side} by {side} block",
        f"two-dimensional {kind} parity generator, {side}x{side} bits",
    )
    meaning = (
        "the XNOR of" if odd and side == 2 else "1 when there is an even number of ones among" if odd else "the XOR of"
    )
    sentences = (
        draft.choose(
            f"{block} holds {side} rows of {side} bits, row 0 in the lowest bits: row r, column c is bit {side}*r + c.",
            f"Bit {side}*r + c of {block} is the one in row r and column c.",
        ),
        draft.choose(
            f"{rows}[r] is {meaning} the bits in row r, {cols}[c] {meaning} those in column c.",
            f"Every row r has its parity bit in {rows}[r] and every column c in {cols}[c]: {meaning} its bits.",
        ),
    )
    return draft.design(title, sentences, body, reference, ("block_parity", "parity2d", "row_col_parity", "crosscheck"))


@family
def nrzi_line_code(rng: Random) -> Design:
    """NRZI: one value of a bit is a transition of the line, the other is none."""
    sheet = Sheet(rng)
    mark, encode = rng.randrange(2), rng.random() < 0.6
    start = rng.randrange(2)
    bit = sheet.input(*(("bit_in", "d", "tx", "data") if encode else ("line", "rx", "nrzi", "level")))
    strobe = sheet.input("valid", "strobe", "bit_en", "tick") if sheet.chance(0.6) else ""
    when = sheet.choose(f" at a clock edge with {strobe} high", f" when {strobe} is 1") if strobe else ""
    where = "" if when.startswith(" at") else f" {sheet.at_edge()}"
    if encode:
        out = sheet.output("line", "nrzi", "tx_line", "level", "q")
        test = bit if mark else f"!{bit}"
        condition = f"{strobe} && {test}" if strobe else test
        body = sheet.block(f"{out} <= 1'b{start};", [(condition, f"{out} <= ~{out};")])
        reference = sheet.remember(out, f"1'b{start}", f"{out} ^ ({strobe or 1} & ({bit} == {mark}))")
        sentences = [
            sheet.choose(
                f"A {mark} at {bit} toggles {out}, a {1 - mark} leaves it{where}{when}.",
                f"{out} changes its level{where} for each {mark} on {bit}{when} and keeps it for each {1 - mark}.",
            ),
            *([f"Without {strobe} nothing happens."] if strobe else []),
            *sheet.resets(f"sets {out} to {start}", f"makes the line {'high' if start else 'low'}"),
        ]
    else:
        out = sheet.output("bit_out", "data", "d", "q")
        last = sheet.name("last", "prev", "old")
        same = "==" if mark == 0 else "!="
        step = f"{out} <= ({bit} {same} {last});\n{last} <= {bit};"
        body = f"reg {last};\n" + sheet.block(f"{out} <= 1'b0;\n{last} <= 1'b{start};", [(strobe, step)])
        condition = sheet.reset.condition if sheet.reset else "1'b0"
        keep = strobe or "1'b1"
        reference = f"""reg was;
always @({sheet.events}) {{{out}, was}} <= {condition} ? {{1'b0, 1'b{start}}} : {keep} ? {{({bit} ^ was) ^ 1'b{1 - mark}, {bit}}} : {{{out}, was}};"""
        sentences = [
            sheet.choose(
                f"{out} becomes {mark} if {bit} differs from its level at the sample before, else {1 - mark}{where}{when}.",
                f"The line {bit} is sampled{where}{when}; a change since the sample before means {mark} at {out}, no change means {1 - mark}.",
            ),
            *([f"{out} and the remembered level hold while {strobe} is low."] if strobe else []),
            *sheet.resets(f"clears {out} and remembers a level of {start}"),
        ]
    way = "encoder" if encode else "decoder"
    title = sheet.choose(f"NRZI {way}", f"NRZI line {way}, transition on {mark}", f"non-return-to-zero inverted {way}")
    return sheet.design(title, sentences, body, reference, (f"nrzi_{way}", "nrzi", "line_code", f"nrzi_{way[:3]}"))


@family
def running_disparity(rng: Random) -> Design:
    """By how much the ones of a stream outnumber the zeros, saturating."""
    sheet = Sheet(rng)
    width = rng.choice((4, 4, 5, 6, 8))
    limit = (1 << (width - 1)) - 1
    bit = sheet.input("bit_in", "d", "din", "stream", "x")
    valid = sheet.input("valid", "en", "strobe", "vld")
    balance = sheet.output("balance", "disparity", "rd", "diff", width=width)
    negative = sheet.output("negative", "minus", "more_zeros", "below", reg=False) if sheet.chance(0.5) else ""
    most, least = f"{width}'b{limit:0{width}b}", f"{width}'b1{1:0{width - 1}b}"
    body = sheet.block(
        f"{balance} <= 0;",
        [
            (f"{valid} && {bit} && {balance} != {most}", f"{balance} <= {balance} + 1'b1;"),
            (f"{valid} && !{bit} && {balance} != {least}", f"{balance} <= {balance} - 1'b1;"),
        ],
    )
    reference = f"""wire signed [{width}:0] now = $signed({balance});
wire signed [{width}:0] moved = !{valid} ? now : {bit} ? now + 1 : now - 1;
wire signed [{width}:0] kept = moved > {limit} ? {limit} : moved < -{limit} ? -{limit} : moved;
{sheet.remember(balance, "'0", f"kept[{width - 1}:0]")}"""
    if negative:
        body += f"\n\nassign {negative} = {balance}[{width - 1}];"
        reference += f"\nassign {negative} = now < 0;"
    title = sheet.choose(
        f"{bits(rng, width)} running disparity counter",
        "balance meter for a bit stream",
        "counter of ones minus zeros in a stream",
    )
    sentences = [
        sheet.choose(
            f"With {valid} high, {balance} goes up by one for a 1 on {bit} and down by one for a 0, {sheet.at_edge()}.",
            f"{sheet.at_edge()}: if {valid} then {balance} += 1 for {bit} = 1, {balance} -= 1 for {bit} = 0",
        ),
        sheet.choose(
            f"It is a two's complement number that stops at {limit} and at -{limit}.",
            f"{balance} is signed and saturates at +{limit} and -{limit}.",
        ),
        *([f"{negative} is 1 while {balance} is below zero."] if negative else []),
        *sheet.resets(f"clears {balance}", f"sets {balance} to 0"),
    ]
    return sheet.design(title, sentences, body, reference, ("disparity", "balance_meter", "run_disp", "bit_balance"))


@family
def charlieplex_driver(rng: Random) -> Design:
    """Six lamps at three pins: for each lamp one pin high, one low, one floating."""
    draft = Draft(rng)
    lamps = [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)]
    if draft.chance(0.6):
        rng.shuffle(lamps)
    number = draft.input("lamp", "index", "n", "led", width=3)
    procedural = draft.chance(0.65)
    level = draft.output("level", "pin", "high", "value", width=3, reg=procedural)
    drive = draft.output("drive", "oe", "enable", "dir", width=3, reg=procedural)
    rows = [(1 << up, 1 << up | 1 << down) for up, down in lamps]
    if procedural:
        arms = [
            (f"3'd{i}", f"{{{level}, {drive}}} = {{3'b{high:03b}, 3'b{both:03b}}};")
            for i, (high, both) in enumerate(rows)
        ]
        body = procedure(rng, case(number, arms, f"{{{level}, {drive}}} = 6'b0;"))
    else:
        picks = [" : ".join(f"{number} == {i} ? 3'b{row[k]:03b}" for i, row in enumerate(rows)) for k in (0, 1)]
        body = f"assign {level} = {picks[0]} : 3'b000;\nassign {drive} = {picks[1]} : 3'b000;"
    reference = "\n".join(
        f"assign {port}[{pin}] = "
        + " | ".join(f"({number} == {i})" for i, row in enumerate(rows) if row[k] >> pin & 1)
        + ";"
        for k, port in ((0, level), (1, drive))
        for pin in range(3)
    )
    title = draft.choose(
        "charlieplexing driver for six lamps at three pins",
        "charlieplex decoder, 3 pins and 6 LEDs",
        "driver of six LEDs between three pins",
    )
    listed = draft.choose(
        "; ".join(f"{number} = {i}: pin {up} high, pin {down} low" for i, (up, down) in enumerate(lamps)) + ".",
        "\n".join(f"{i}: pin {up} -> pin {down}" for i, (up, down) in enumerate(lamps)),
        ", ".join(f"lamp {i} from pin {up} to pin {down}" for i, (up, down) in enumerate(lamps)) + ".",
    )
    sentences = (
        f"A lamp lights when one pin is driven high, another one is driven low and the third is left floating; {number} chooses the lamp.",
        ("The high pin is named before the low one:\n" if "->" in listed or "from" in listed else "") + listed,
        draft.choose(
            f"{drive} has a 1 for both pins that are driven, {level} only for the high one.",
            f"{level} is one-hot (the pin that is high); {drive} marks the two driven pins.",
        ),
        f"{number} = 6 and 7 drive no pin: both outputs are 0.",
    )
    return draft.design(title, sentences, body, reference, ("charlieplex", "led_pins", "six_lamps", "cplex_driver"))
