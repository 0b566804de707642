"""Flip-flops and registers with particular controls."""

from random import Random

from verimentor_trainer.families.clocking import Sheet
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.wording import bits, choose, number


@family
def d_flip_flop(rng: Random) -> Design:
    """A plain D flip-flop, either edge, with or without reset, perhaps with an inverted output."""
    sheet = Sheet(rng, reset=0.7, plain=0.6, negedge=0.5)
    if not sheet.reset and sheet.chance(0.5):
        sheet.plain = True
    d = sheet.input("d", "D", "din", "data", "in")
    q = sheet.output("q", "Q", "dout", "out", "data_out")
    inverted = (
        sheet.output("q_n", "qn", "q_bar", "qb", "nq", reg=False) if not sheet.plain and sheet.chance(0.25) else ""
    )
    start = 1 if sheet.reset and not sheet.plain and sheet.chance(0.25) else 0
    body = sheet.block(f"{q} <= {sheet.literal(1, start)};", f"{q} <= {d};")
    reference = sheet.remember(q, str(start), d)
    if inverted:
        body += f"\n\nassign {inverted} = ~{q};"
        reference += f"\nassign {inverted} = ({q} == 0);"
    kind = "negative edge " if sheet.edge == "negedge" else sheet.choose("", "", "positive edge ")
    title = sheet.choose(
        f"{kind}D flip-flop",
        f"{kind}D flip flop",
        f"{kind}D-type flip-flop",
        f"{kind}DFF",
        f"{kind}triggered D flip-flop" if kind else "D flip-flop",
    )
    if sheet.reset:
        title += sheet.choose(
            f" with {sheet.reset.kind} reset", f" with {sheet.reset.kind.split()[0]} reset", " with reset"
        )
    if inverted:
        title += (
            sheet.choose(" and inverted output", " and complementary outputs")
            if sheet.reset
            else sheet.choose(" with inverted output", " with complementary output")
        )
    behaviour = [
        sheet.choose(
            f"{q} takes {d} {sheet.at_edge()}.",
            f"{d} is copied to {q} {sheet.at_edge()}.",
            f"{q} <= {d} at the {sheet.rising} edge of {sheet.clock}",
            f"The {sheet.rising} edge of {sheet.clock} stores {d} in {q}.",
        )
    ]
    if inverted:
        behaviour.append(
            sheet.choose(
                f"{inverted} is the inverse of {q}.",
                f"{inverted} = ~{q}",
                f"{inverted} is always the complement of {q}.",
            )
        )
    behaviour += sheet.resets(f"sets {q} to {start}", f"makes {q} {start}", f"{'sets' if start else 'clears'} {q}")
    return sheet.design(title, behaviour, body, reference, ("dff", "d_ff", "d_flip_flop", "flipflop", "dflop"))


@family
def t_flip_flop(rng: Random) -> Design:
    """A toggle flip-flop."""
    sheet = Sheet(rng, plain=0.5, negedge=0.15)
    t = sheet.input("t", "T", "toggle", "en", "tgl")
    q = sheet.output("q", "Q", "out", "state")
    start = 1 if not sheet.plain and sheet.chance(0.15) else 0
    value = sheet.literal(1, start)
    style = rng.randrange(3)
    if style == 0:
        body = sheet.block(
            f"{q} <= {value};", f"{q} <= {choose(rng, f'{q} ^ {t}', f'{t} ^ {q}', f'{t} ? ~{q} : {q}')};"
        )
    else:
        body = sheet.block(f"{q} <= {value};", [(t, f"{q} <= {'~' if style == 1 else '!'}{q};")])
    reference = sheet.remember(q, str(start), f"({t} & ~{q}) | (~{t} & {q})")
    title = sheet.choose("T flip-flop", "toggle flip-flop", "T flip flop", "T-type flip-flop", "TFF")
    if sheet.reset and sheet.chance(0.5):
        title += sheet.choose(f" with {sheet.reset.kind} reset", " with reset")
    behaviour = [
        sheet.choose(
            f"{q} toggles {sheet.at_edge()} when {t} is 1 and holds when it is 0.",
            f"If {t} is high {q} is inverted {sheet.at_edge()}, otherwise it is kept.",
            f"{q} <= {q} ^ {t} {sheet.at_edge()}",
            f"{t} = 1: toggle {q}; {t} = 0: hold ({sheet.rising} edge of {sheet.clock})",
        ),
        *sheet.resets(f"sets {q} to {start}", f"makes {q} {start}"),
    ]
    return sheet.design(title, behaviour, body, reference, ("tff", "t_ff", "t_flip_flop", "toggle_ff"))


@family
def jk_flip_flop(rng: Random) -> Design:
    """A JK flip-flop, by case or by equation."""
    sheet = Sheet(rng, reset=0.9, plain=0.45, negedge=0.2)
    if not sheet.reset:
        sheet.plain = False
    upper = sheet.chance(0.15)
    j, k = sheet.input("J" if upper else "j"), sheet.input("K" if upper else "k")
    q = sheet.output("Q" if upper else "q", "q", "out", "state")
    # Without a reset the equation would never leave the unknown state in simulation.
    style = rng.randrange(3) if sheet.reset else rng.choice((0, 2))
    clear = f"{q} <= {sheet.literal(1, 0)};"
    if style == 0:
        rows = [f"2'b00: {q} <= {q};", f"2'b01: {q} <= 1'b0;", f"2'b10: {q} <= 1'b1;", f"2'b11: {q} <= ~{q};"]
        body = sheet.block(clear, f"case ({{{j}, {k}}})\n" + "\n".join("    " + row for row in rows) + "\nendcase")
    elif style == 1:
        body = sheet.block(clear, f"{q} <= ({j} & ~{q}) | (~{k} & {q});")
    else:
        body = sheet.block(clear, [(f"{j} && {k}", f"{q} <= ~{q};"), (j, f"{q} <= 1'b1;"), (k, f"{q} <= 1'b0;")])
    reference = sheet.remember(q, "1'b0", f"{q} ? !{k} : {j}")
    title = sheet.choose(
        "JK flip-flop",
        "JK flip flop",
        "J-K flip-flop",
        "JK-type flip-flop",
        f"{'negative' if sheet.edge == 'negedge' else 'positive'} edge JK flip-flop",
    )
    behaviour = [
        sheet.choose(
            f"{sheet.at_edge()}: {j}{k} = 00 holds {q}, 01 clears it, 10 sets it and 11 toggles it.",
            f"{j} alone sets {q}, {k} alone clears it, both toggle it and none leaves it, {sheet.at_edge()}.",
            f"{j} {k} | {q}\n0 0 | hold\n0 1 | 0\n1 0 | 1\n1 1 | toggle",
            f"{q} next = {j}&~{q} | ~{k}&{q}, {sheet.at_edge()}",
        ),
        *sheet.resets(f"clears {q}", f"sets {q} to 0"),
    ]
    if sheet.edge == "negedge":
        behaviour.insert(1, f"Clocked on the falling edge of {sheet.clock}.")
    return sheet.design(title, behaviour, body, reference, ("jkff", "jk_ff", "jk_flip_flop", "jk"))


@family
def sr_flip_flop(rng: Random) -> Design:
    """A clocked set/reset flag with a stated priority."""
    sheet = Sheet(rng, negedge=0.1)
    up = sheet.input("s", "set", "S", "start", "set_i")
    down = sheet.input("r", "clr", "R", "clear", "stop", "unset")
    q = sheet.output("q", "flag", "out", "Q", "busy", "state")
    winner = rng.choice(("set", "clear", "hold", "toggle"))
    one, zero = f"{q} <= 1'b1;", f"{q} <= 1'b0;"
    arms = {
        "set": [(up, one), (down, zero)],
        "clear": [(down, zero), (up, one)],
        "hold": [(f"{up} && !{down}", one), (f"{down} && !{up}", zero)],
        "toggle": [(f"{up} && {down}", f"{q} <= ~{q};"), (up, one), (down, zero)],
    }[winner]
    body = sheet.block(f"{q} <= 1'b0;", arms)
    reference = sheet.remember(
        q,
        "1'b0",
        {
            "set": f"{up} | ({q} & ~{down})",
            "clear": f"~{down} & ({up} | {q})",
            "hold": f"{up} ^ {down} ? {up} : {q}",
            "toggle": f"{q} ? !{down} : {up}",
        }[winner],
    )
    title = sheet.choose(
        "SR flip-flop",
        "set/reset flip-flop",
        "clocked SR flip flop",
        "set-clear flag",
        "flag register with set and clear",
    )
    both = {
        "set": (
            f"If both are high, {up} wins.",
            f"{up} has priority over {down}.",
            f"{up} beats {down}",
            f"set dominant: with both at 1 {q} becomes 1",
        ),
        "clear": (
            f"If both are high, {down} wins.",
            f"{down} has priority over {up}.",
            f"{down} beats {up}",
            f"clear dominant: with both at 1 {q} becomes 0",
        ),
        "hold": (
            f"If both are high, {q} holds.",
            f"Both high changes nothing in {q}.",
            f"{up} and {down} together leave {q} as it is.",
        ),
        "toggle": (
            f"If both are high, {q} toggles.",
            f"Both high inverts {q}.",
            f"{up} and {down} together toggle {q}.",
        ),
    }[winner]
    behaviour = [
        sheet.choose(
            f"{up} = 1 sets {q} to 1 and {down} = 1 sets it to 0, {sheet.at_edge()}; with neither {q} keeps its value.",
            (
                f"{sheet.choose('Synchronous set and clear', 'Set and clear')}: {up} makes {q} 1, {down} "
                f"makes it 0 {sheet.at_edge()}, else it holds."
            ),
            (
                f"{q} goes high when {up} is high and low when {down} is high ({sheet.rising} edge "
                f"of {sheet.clock}), and stays otherwise."
            ),
        ),
        sheet.choose(*both),
        *sheet.resets(f"clears {q}", f"sets {q} to 0"),
    ]
    return sheet.design(title, behaviour, body, reference, ("sr_ff", "srff", "set_clear", "flag_reg", "sr_flip_flop"))


@family
def register_with_controls(rng: Random) -> Design:
    """A register with synchronous set, clear and load in drawn priority."""
    sheet = Sheet(rng, reset=0.5, negedge=0.15)
    width = rng.choice((1, 4, 8, 8, 8, 12, 16, 32))
    kinds = ["load", "clear"] + (["set"] if sheet.chance(0.4) else [])
    rng.shuffle(kinds)
    if not sheet.reset and sheet.chance(0.3) and "set" in kinds:
        kinds.remove("set")
    pools = {
        "load": ("load", "ld", "en", "we", "wr"),
        "clear": ("clear", "clr", "zero", "flush"),
        "set": ("preset", "set", "fill", "ones"),
    }
    signals = {kind: sheet.input(*pools[kind]) for kind in sorted(kinds)}
    d = sheet.input("d", "din", "data", "data_in", "in", width=width)
    q = sheet.output("q", "dout", "data_out", "out", "value", width=width)
    ones = (1 << width) - 1
    all_ones = sheet.choose(sheet.literal(width, ones), f"{{{width}{{1'b1}}}}") if width > 1 else "1'b1"
    values = {"load": d, "clear": sheet.literal(width, 0), "set": all_ones}
    body = sheet.block(
        f"{q} <= {sheet.literal(width, 0)};", [(signals[kind], f"{q} <= {values[kind]};") for kind in kinds]
    )
    plain = {"load": d, "clear": "'0", "set": "'1"}
    inner = " ".join(f"if ({signals[kind]}) n = {plain[kind]};" for kind in reversed(kinds))
    reference = (
        f"logic [{width - 1}:0] n;\nalways_comb begin n = {q}; {inner} end\n{sheet.remember(q, chr(39) + '0', 'n')}"
    )
    told = {
        "load": sheet.choose(
            f"{signals['load']} loads {d} into {q} {sheet.at_edge()}.",
            f"With {signals['load']} high {q} takes {d} {sheet.at_edge()}.",
            f"{signals['load']} = 1: {q} <= {d}",
        ),
        "clear": sheet.choose(
            f"{signals['clear']} clears {q} synchronously.",
            f"{signals['clear']} = 1: {q} <= 0 (synchronous)",
            f"With {signals['clear']} high {q} becomes 0 at the clock edge.",
        ),
    }
    if "set" in kinds:
        told["set"] = (
            sheet.choose(
                f"{signals['set']} sets all bits of {q} to 1 synchronously.",
                f"{signals['set']} = 1 fills {q} with ones at the clock edge.",
            )
            if width > 1
            else f"{signals['set']} sets {q} to 1 synchronously."
        )
    order = [signals[kind] for kind in kinds]
    priority = sheet.choose(
        f"Priority: {', then '.join(order)}, otherwise hold.",
        " beats ".join(order) + f"; with all low {q} holds.",
        f"{order[0]} has priority over {' and '.join(order[1:])}"
        + (f", and {order[1]} over {order[2]}" if len(order) > 2 else "")
        + f". If none is high, {q} keeps its value.",
        f"Highest priority first: {', '.join(order)}. Else {q} is unchanged.",
    )
    size = bits(rng, width)
    listed = sorted(kinds, key=lambda _: rng.random())
    title = f"{size} register with {', '.join(listed[:-1])} and {listed[-1]}"
    if sheet.edge == "negedge":
        title = sheet.choose(f"negative edge {title}", f"falling-edge {title}")
    behaviour = [*(told[kind] for kind in sorted(kinds, key=lambda _: rng.random())), priority]
    if sheet.edge == "negedge":
        behaviour.append(f"All changes happen at the falling edge of {sheet.clock}.")
    behaviour += sheet.resets(f"clears {q}", f"sets {q} to 0")
    return sheet.design(
        title, behaviour, body, reference, ("register", "ctrl_reg", f"reg{width}", "load_clear_reg", "data_reg")
    )


@family
def byte_enable_register(rng: Random) -> Design:
    """A register written by bytes."""
    sheet = Sheet(rng, plain=0.2)
    lanes = rng.choice((2, 2, 4, 4, 8))
    width = 8 * lanes
    write = sheet.input("we", "wr_en", "write", "en") if not sheet.plain and sheet.chance(0.35) else ""
    enables = sheet.input("be", "byte_en", "byteena", "strb", "wstrb", "byte_enable", width=lanes)
    d = sheet.input("d", "din", "wdata", "data_in", "data", width=width)
    q = sheet.output("q", "dout", "rdata", "data_out", "value", width=width)
    loop = lanes == 8 or sheet.chance(0.25)
    if loop:
        index = sheet.name("i", "k")
        lines = (
            f"for ({index} = 0; {index} < {lanes}; {index} = {index} + 1)\n    if ({enables}[{index}]) "
            f"{q}[8*{index} +: 8] <= {d}[8*{index} +: 8];"
        )
    else:
        lines = "\n".join(
            f"if ({enables}[{i}]) {q}[{8 * i + 7}:{8 * i}] <= {d}[{8 * i + 7}:{8 * i}];" for i in range(lanes)
        )
    body = (f"integer {index};\n\n" if loop else "") + sheet.block(
        f"{q} <= {sheet.literal(width, 0)};", [(write, lines)]
    )
    mask = "{" + ", ".join(f"{{8{{{enables}[{i}]}}}}" for i in reversed(range(lanes))) + "}"
    gate = f" & {{{width}{{{write}}}}}" if write else ""
    reference = (
        f"logic [{width - 1}:0] m;\nassign m = "
        f"{mask}{gate};\n{sheet.remember(q, chr(39) + '0', f'({d} & m) | ({q} & ~m)')}"
    )
    size = bits(rng, width)
    title = sheet.choose(
        f"{size} register with byte enables",
        f"{size} register with byte write enables",
        f"{size} byte-writable register",
        f"{size} register with {number(rng, lanes)} byte enables",
    )
    if write:
        title += sheet.choose(" and write enable", " and a write strobe")
    when = sheet.choose(f" when {write} is high", f" if {write} = 1") if write else ""
    behaviour = [
        sheet.choose(
            (
                f"Byte i of {q} (bits 8i+7 to 8i) takes byte i of {d} {sheet.at_edge()}{when} "
                f"if {enables}[i] is 1; other bytes hold."
            ),
            (
                f"{enables}[i] lets byte i of {d} into {q} {sheet.at_edge()}{when}; bytes "
                "that are not enabled keep their value."
            ),
            (
                f"Each bit of {enables} enables one byte, {enables}[0] the lowest: enabled bytes of "
                f"{q} load from {d} {sheet.at_edge()}{when}."
            ),
        )
    ]
    if write and sheet.chance(0.5):
        behaviour.append(f"With {write} low nothing is written.")
    behaviour += sheet.resets(f"clears {q}", f"sets {q} to 0", "clears all bytes")
    return sheet.design(
        title, behaviour, body, reference, ("byte_reg", "be_register", f"reg{width}_be", "byte_enable_reg")
    )


@family
def registered_operation(rng: Random) -> Design:
    """A small operation or choice whose result is registered."""
    sheet = Sheet(rng, reset=0.7, plain=0.15)
    width = rng.choice((4, 8, 8, 8, 16, 16, 32))
    kind = rng.choice(("add", "add", "sub", "and", "or", "xor", "mux", "mux", "max", "min"))
    select = sheet.input("sel", "s", "select") if kind == "mux" else ""
    enable = sheet.input("en", "enable", "ce", "valid_in") if not sheet.plain and sheet.chance(0.35) else ""
    a, b = (
        sheet.input("a", "in0", "x", "A", "op_a", width=width),
        sheet.input("b", "in1", "y", "B", "op_b", width=width),
    )
    carry = kind == "add" and sheet.chance(0.5)
    size_out = width + 1 if carry else width
    names = (
        ("sum", "q", "result", "s", "out")
        if kind == "add"
        else ("diff", "q", "result", "out")
        if kind == "sub"
        else ("q", "out", "result", "dout")
    )
    q = sheet.output(*names, width=size_out)
    high = sheet.plain or sheet.chance(0.5)
    operation = {
        "add": f"{a} + {b}",
        "sub": f"{a} - {b}",
        "and": f"{a} & {b}",
        "or": f"{a} | {b}",
        "xor": f"{a} ^ {b}",
        "mux": f"{select} ? {b} : {a}" if high else f"{select} ? {a} : {b}",
        "max": f"({a} > {b}) ? {a} : {b}",
        "min": f"({a} < {b}) ? {a} : {b}",
    }[kind]
    body = sheet.block(f"{q} <= {sheet.literal(size_out, 0)};", [(enable, f"{q} <= {operation};")])
    other = {
        "add": f"{size_out}'({a}) - ~{size_out}'({b}) - 1",
        "sub": f"{a} + ~{b} + 1",
        "and": f"~(~{a} | ~{b})",
        "or": f"~(~{a} & ~{b})",
        "xor": f"({a} | {b}) & ~({a} & {b})",
        "mux": f"({{{width}{{{select}}}}} & {b if high else a}) | ({{{width}{{~{select}}}}} & {a if high else b})",
        "max": f"{a} < {b} ? {b} : {a}",
        "min": f"{a} > {b} ? {b} : {a}",
    }[kind]
    reference = (
        f"logic [{size_out - 1}:0] r;\nassign r = "
        f"{other};\n{sheet.remember(q, chr(39) + '0', f'{enable} ? r : {q}' if enable else 'r')}"
    )
    size = bits(rng, width)
    noun = {
        "add": "adder",
        "sub": "subtractor",
        "and": "bitwise AND",
        "or": "bitwise OR",
        "xor": "bitwise XOR",
        "mux": "2 to 1 multiplexer",
        "max": "maximum of two numbers",
        "min": "minimum of two numbers",
    }[kind]
    title = sheet.choose(
        f"registered {size} {noun}", f"{size} {noun} with registered output", f"{size} {noun} with output register"
    )
    if kind == "mux" and sheet.chance(0.4):
        title = sheet.choose(f"registered {size} mux", f"{size} 2-to-1 mux with output register")
    if enable:
        title += sheet.choose(" with enable", " with clock enable") if title[0] == "r" else " and enable"
    what = {
        "add": (f"the sum {a} + {b}", f"{a} + {b}"),
        "sub": (f"the difference {a} - {b}", f"{a} - {b}"),
        "and": (f"{a} AND {b}", f"the bitwise and of {a} and {b}"),
        "or": (f"{a} OR {b}", f"the bitwise or of {a} and {b}"),
        "xor": (f"{a} XOR {b}", f"the bitwise xor of {a} and {b}"),
        "mux": (f"{b if high else a} if {select} is 1 and {a if high else b} if it is 0",),
        "max": (f"the larger of {a} and {b} (unsigned)", f"max({a}, {b})"),
        "min": (f"the smaller of {a} and {b} (unsigned)", f"min({a}, {b})"),
    }[kind]
    when = sheet.choose(f" when {enable} is high", f" if {enable} = 1, else it holds") if enable else ""
    behaviour = [
        sheet.choose(
            f"{q} is a register that takes {choose(rng, *what)} {sheet.at_edge()}{when}.",
            f"The register {q} becomes {choose(rng, *what)} {sheet.at_edge()}{when}.",
        )
    ]
    if carry:
        behaviour.append(
            sheet.choose(
                f"{q} has {size_out} bits and includes the carry.",
                f"The carry is bit {width} of {q}.",
                "No carry is lost: the sum is one bit wider.",
            )
        )
    behaviour += sheet.resets(f"clears {q}", f"sets {q} to 0")
    return sheet.design(
        title, behaviour, body, reference, (f"reg_{kind}", f"{kind}_reg", f"registered_{kind}", f"{kind}_ff")
    )


@family
def sample_and_hold(rng: Random) -> Design:
    """A captured word with a valid flag that is taken away by an acknowledge."""
    sheet = Sheet(rng)
    width = rng.choice((4, 8, 8, 12, 16))
    once = sheet.chance(0.5)
    take = sheet.input("sample", "capture", "strobe", "valid_in", "trigger", "latch")
    release = sheet.input("ack", "release_i", "read", "clear", "rd")
    d = sheet.input("d", "din", "data_in", "in", "adc_data", width=width)
    q = sheet.output("q", "held", "dout", "data_out", "out", width=width)
    valid = sheet.output("valid", "full", "valid_out", "have_data", "vld")
    condition = f"{take} && !{valid}" if once else take
    body = sheet.block(
        f"{q} <= {sheet.literal(width, 0)};\n{valid} <= 1'b0;",
        [(condition, f"{q} <= {d};\n{valid} <= 1'b1;"), (release, f"{valid} <= 1'b0;")],
    )
    reference = (
        f"logic t;\nassign t = {take}{f' & ~{valid}' if once else ''};\n"
        + sheet.remember(q, "'0", f"t ? {d} : {q}")
        + "\n"
        + sheet.remember(valid, "1'b0", f"t | ({valid} & ~{release})")
    )
    title = sheet.choose(
        f"{bits(rng, width)} sample and hold register",
        f"{bits(rng, width)} capture register with valid flag",
        f"{bits(rng, width)} sample-and-hold with acknowledge",
    )
    behaviour = [
        sheet.choose(
            (
                f"If {take} is high{f' while {valid} is low' if once else ''} "
                f"{sheet.at_edge()}, {q} takes {d} and {valid} becomes 1."
            ),
            (
                f"{take} = 1{f' with {valid} = 0' if once else ''} captures {d} in {q} "
                f"and sets {valid}, {sheet.at_edge()}."
            ),
        ),
        sheet.choose(
            f"Otherwise {release} = 1 clears {valid}.",
            f"If nothing is captured, {release} high sets {valid} to 0.",
            f"{release} clears {valid} unless a capture happens at the same edge.",
        ),
        sheet.choose(
            f"{q} holds its value between captures.", f"{q} changes only by a capture.", f"Without a capture {q} stays."
        ),
        *sheet.resets(f"clears {q} and {valid}", f"sets {q} and {valid} to 0"),
    ]
    return sheet.design(title, behaviour, body, reference, ("sample_hold", "capture", "capture_reg", "holding_reg"))
