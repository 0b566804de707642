"""Words handed on: bits set and cleared by masks, buffers before a register, grants that are held."""

from random import Random

from verimentor_trainer.families.clocking import Sheet
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.wording import bits


@family
def bit_set_clear_register(rng: Random) -> Design:
    """A register whose bits are set, cleared and toggled by masks."""
    sheet = Sheet(rng)
    width = rng.choice((4, 8, 8, 8, 16))
    toggling, clear_wins = sheet.chance(0.4), sheet.chance(0.5)
    up = sheet.input("set", "set_mask", "set_bits", "s", width=width)
    down = sheet.input("clr", "clear_mask", "clear", "c", width=width)
    flip = sheet.input("toggle", "flip", "tgl", "inv", width=width) if toggling else ""
    q = sheet.output("q", "flags", "leds", "port", width=width)
    base = f"({q} ^ {flip})" if flip else q
    following = f"({base} | {up}) & ~{down}" if clear_wins else f"({base} & ~{down}) | {up}"
    body = sheet.block(f"{q} <= {sheet.literal(width, 0)};", f"{q} <= {following};")
    steps = [f"{down}[k] ? 1'b0", f"{up}[k] ? 1'b1"] if clear_wins else [f"{up}[k] ? 1'b1", f"{down}[k] ? 1'b0"]
    if flip:
        steps.append(f"{flip}[k] ? ~{q}[k]")
    reference = f"""logic [{width - 1}:0] n;
always_comb for (int k = 0; k < {width}; k++) n[k] = {" : ".join(steps)} : {q}[k];
{sheet.remember(q, "'0", "n")}"""
    title = sheet.choose(
        f"{bits(rng, width)} register with set{', clear and toggle' if flip else ' and clear'} masks",
        f"{bits(rng, width)} output port with atomic bit {'set, clear and toggle' if flip else 'set and clear'}",
    )
    wins, loses = (down, up) if clear_wins else (up, down)
    sentences = [
        sheet.choose(
            f"{sheet.at_edge()}, every 1 in {up} sets that bit of {q} and every 1 in {down} clears it; the other bits stay.",
            f"Bits of {q} marked in {up} become 1 and those marked in {down} become 0, {sheet.at_edge()}.",
            f"{up} and {down} are masks: {q} gets ones where {up} is 1 and zeros where {down} is 1 {sheet.at_edge()}.",
        ),
        sheet.choose(
            f"Where both are 1, {wins} wins.",
            f"{wins} has priority over {loses}.",
            f"{loses} loses against {wins} for the same bit.",
        ),
        *([f"Bits marked in {flip} only are inverted."] if flip else []),
        *sheet.resets(f"clears {q}", f"sets {q} to 0"),
    ]
    return sheet.design(title, sentences, body, reference, ("bit_reg", "set_clear", "port_bits", "flag_bits"))


@family
def double_buffer(rng: Random) -> Design:
    """A value written ahead that takes effect at an update pulse."""
    sheet = Sheet(rng)
    width = rng.choice((4, 8, 8, 12, 16))
    write = sheet.input("write", "we", "load", "wr")
    data = sheet.input("data", "din", "value", "wdata", width=width)
    update = sheet.input("update", "commit", "latch", "sync")
    active = sheet.output("active", "current", "q", "out", width=width)
    shown = sheet.chance(0.5)
    pending = sheet.output("pending", "waiting", "dirty", "busy") if shown else ""
    shadow = sheet.name("shadow", "buffered", "next_value", "hold")
    steps = f"if ({write}) {shadow} <= {data};\nif ({update}) {active} <= {shadow};"
    start = f"{shadow} <= 0;\n{active} <= 0;"
    if pending:
        start += f"\n{pending} <= 1'b0;"
        steps += f"\nif ({write}) {pending} <= 1'b1;\nelse if ({update}) {pending} <= 1'b0;"
    body = f"reg [{width - 1}:0] {shadow};\n{sheet.block(start, steps)}"
    reference = f"""logic [{width - 1}:0] s;
{sheet.remember("s", "'0", f"{write} ? {data} : s")}
{sheet.remember(active, "'0", f"{update} ? s : {active}")}"""
    if pending:
        reference += f"\n{sheet.remember(pending, chr(39) + '0', f'{write} | ({pending} & ~{update})')}"
    title = sheet.choose(
        f"{bits(rng, width)} double-buffered register",
        f"{bits(rng, width)} register with a shadow copy",
        f"shadow register, {bits(rng, width)}",
    )
    sentences = [
        sheet.choose(
            f"{write} stores {data} in a hidden register {sheet.at_edge()}.",
            f"{sheet.at_edge()} with {write} high, {data} goes into a shadow register that is not visible.",
        ),
        sheet.choose(
            f"{update} copies it to {active}; if both come together the old hidden value is copied.",
            f"{active} takes the shadow value when {update} is high, the one from before a write at the same edge.",
        ),
        *(
            [
                sheet.choose(
                    f"{pending} is set by {write} and cleared by {update}; set has priority.",
                    f"{pending} goes to 1 with {write} and back to 0 with {update} alone.",
                )
            ]
            if pending
            else []
        ),
        *sheet.resets("clears everything", "sets all registers to 0"),
    ]
    return sheet.design(
        title, sentences, body, reference, ("double_buffer", "shadow_reg", "buffered_reg", "two_stage_reg")
    )


@family
def skid_buffer(rng: Random) -> Design:
    """A valid/ready stage with one spare word, so that ready is a register."""
    sheet = Sheet(rng)
    width = rng.choice((4, 8, 8, 16, 32))
    valid_in = sheet.input("in_valid", "s_valid", "up_valid")
    data_in = sheet.input("in_data", "s_data", "up_data", width=width)
    ready_in = sheet.input("out_ready", "m_ready", "down_ready")
    ready_out = sheet.output("in_ready", "s_ready", "up_ready", reg=False)
    valid_out = sheet.output("out_valid", "m_valid", "down_valid", reg=False)
    data_out = sheet.output("out_data", "m_data", "down_data", width=width, reg=False)
    full, spare = sheet.name("full", "held", "skid_valid"), sheet.name("spare", "skid", "kept")
    register = sheet.block(
        f"{full} <= 1'b0;\n{spare} <= 0;",
        [
            (f"{valid_in} && !{full} && !{ready_in}", f"{full} <= 1'b1;\n{spare} <= {data_in};"),
            (ready_in, f"{full} <= 1'b0;"),
        ],
    )
    body = f"""reg {full};
reg [{width - 1}:0] {spare};
{register}

assign {ready_out} = !{full};
assign {valid_out} = {full} || {valid_in};
assign {data_out} = {full} ? {spare} : {data_in};"""
    condition = sheet.reset.condition if sheet.reset else "1'b0"
    reference = f"""logic [{width}:0] slot;
always @({sheet.events})
    if ({condition}) slot <= 0;
    else casez ({{slot[{width}], {valid_in}, {ready_in}}})
        3'b010: slot <= {{1'b1, {data_in}}};
        3'b1?1: slot[{width}] <= 1'b0;
        default: ;
    endcase
assign {{{valid_out}, {data_out}}} = slot[{width}] ? slot : {{{valid_in}, {data_in}}};
assign {ready_out} = ~slot[{width}];"""
    title = sheet.choose(
        f"{bits(rng, width)} skid buffer",
        f"{bits(rng, width)} valid/ready skid stage",
        f"one-word skid buffer for {bits(rng, width)} data",
    )
    sentences = [
        sheet.choose(
            f"A word passes straight from {data_in} to {data_out} while the buffer is empty; {valid_out} is then {valid_in}.",
            f"As long as nothing is stored, {data_out} = {data_in} and {valid_out} = {valid_in} without a clock.",
        ),
        sheet.choose(
            f"If {valid_in} is high, nothing is stored and {ready_in} is low, the word is stored {sheet.at_edge()}.",
            f"A valid word that meets {ready_in} = 0 with the buffer empty is kept {sheet.at_edge()}.",
        ),
        sheet.choose(
            f"A stored word is what {data_out} shows, with {valid_out} = 1, until an edge with {ready_in} high frees the buffer.",
            f"Then {valid_out} is 1 and {data_out} the kept word; {ready_in} high at the edge takes it away.",
        ),
        f"{ready_out} is high exactly while nothing is stored.",
        *sheet.resets("empties the buffer", "makes the buffer empty"),
    ]
    return sheet.design(title, sentences, body, reference, ("skid", "skid_buffer", "elastic", "ready_stage"))


@family
def holding_arbiter(rng: Random) -> Design:
    """A grant that stays with its requester until the request goes away."""
    sheet = Sheet(rng)
    count = rng.choice((2, 2, 3, 4))
    req = sheet.input("req", "request", "want", "r", width=count)
    grant = sheet.output("grant", "gnt", "owner", "g", width=count)
    first = [f"{req}[{i}]" for i in range(count)]
    picked = (
        " : ".join(f"{bit} ? {count}'b{1 << i:0{count}b}" for i, bit in enumerate(first)) + f" : {count}'b{'0' * count}"
    )
    busy = sheet.output("busy", "taken", "locked", reg=False) if sheet.chance(0.4) else ""
    body = sheet.block(f"{grant} <= {count}'b{'0' * count};", [(f"({grant} & {req}) == 0", f"{grant} <= {picked};")])
    reference = f"""logic [{count - 1}:0] n;
always_comb begin
    n = '0;
    for (int k = {count - 1}; k >= 0; k--) if ({req}[k]) n = {count}'d1 << k;
    for (int k = 0; k < {count}; k++) if ({req}[k] && {grant}[k]) n = {grant};
end
{sheet.remember(grant, "'0", "n")}"""
    if busy:
        body += f"\n\nassign {busy} = |{grant};"
        reference += f"\nassign {busy} = {grant} != 0;"
    title = sheet.choose(
        f"arbiter for {count} requests that holds its grant",
        f"{count}-way arbiter with locked grants",
        f"non-preemptive priority arbiter, {count} requests",
    )
    sentences = [
        sheet.choose(
            f"{grant} is one-hot and registered ({sheet.at_edge()}); whoever holds it keeps it as long as its bit of {req} is high.",
            f"A granted requester stays granted while it requests; {grant} has one bit for each and changes {sheet.at_edge()}.",
        ),
        sheet.choose(
            f"When nobody holds it, or the holder's request is low, the lowest numbered request in {req} is granted at that edge; none gives 0.",
            f"Otherwise the lowest active bit of {req} is granted right away, or nothing if there is none.",
        ),
        *([f"{busy} is high while anything is granted."] if busy else []),
        *sheet.resets(f"clears {grant}", "takes every grant away"),
    ]
    return sheet.design(title, sentences, body, reference, ("lock_arbiter", "hold_arb", "sticky_arbiter", "bus_grant"))
