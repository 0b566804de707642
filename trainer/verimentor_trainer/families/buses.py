"""Register blocks on a bus, pipeline stages with valid and ready, ports and selectors."""

from random import Random

from verimentor_trainer.families.design import Design, Port, Reset, clocked, family
from verimentor_trainer.wording import bits, choose, names, number


@family
def bus_registers(rng: Random) -> Design:
    """A write decoder with two to four registers at consecutive addresses and combinational reads."""
    count, width = rng.choice((2, 3, 3, 4)), rng.choice((8, 8, 16, 32))
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    we, address = (
        names.fresh(rng, used, "we", "wr_en", "write", "wen"),
        names.fresh(rng, used, "addr", "address", "adr"),
    )
    d = names.fresh(rng, used, "wdata", "din", "data_in", "write_data")
    q = names.fresh(rng, used, "rdata", "dout", "read_data") if rng.random() < 0.6 else ""
    registers = rng.sample(("ctrl", "mode", "period", "duty", "limit", "offset", "config0", "gain", "mask"), count)
    listed = ", ".join(f"{i} -> {n}" for i, n in enumerate(registers))
    title = choose(
        rng,
        f"register block with {number(rng, count)} registers",
        f"bus slave with the registers {', '.join(registers)}",
        f"address decoder with {number(rng, count)} {bits(rng, width)} registers",
        f"{number(rng, count)} memory-mapped {bits(rng, width)} registers",
    )
    sentences = [
        choose(rng, f"Address map: {listed}.", f"The addresses are {listed}.", "Addresses: " + "; ".join(f"{n} at {i}" for i, n in enumerate(registers)) + "."),
        choose(rng, f"When {we} is high, the register at {address} takes {d} on the rising edge of {clock}.", f"A clock edge with {we} = 1 writes {d} to the addressed register.", f"posedge {clock}, {we}: register[{address}] = {d}"),
        choose(rng, "Every register is an output; the others keep their values.", "Each register is visible on the output of the same name."),
        reset.says(rng, choose(rng, "clears all registers", "sets every register to 0")),
    ]  # fmt: skip
    if count == 3:
        sentences.insert(
            2, choose(rng, "Writes to address 3 do nothing.", "Address 3 is not used; writing there has no effect.")
        )
    if q:
        zero = " (0 at address 3)" if count == 3 else ""
        sentences.append(
            choose(
                rng,
                f"{q} is the register at {address}, combinationally{zero}.",
                f"{q} reads the addressed register without a clock{zero}.",
            )
        )
    size = 1 if count == 2 else 2
    rows = [f"        {size}'d{i}: {n} <= {d};" for i, n in enumerate(registers)]
    if count == 3:
        rows.append("        default: ;")
    if rng.random() < 0.6:
        step = "\n".join([f"if ({we}) begin", f"    case ({address})", *rows, "    endcase", "end"])
    else:
        step = "\n".join(f"if ({we} && {address} == {i}) {n} <= {d};" for i, n in enumerate(registers))
    body = clocked(clock, reset, "\n".join(f"{n} <= 0;" for n in registers), step)
    flat = f"{{{', '.join(reversed(registers))}}}"
    reference = "\n".join(
        f"always @({reset.events(clock)}) if ({reset.condition}) {n} <= 0; else {n} <= ({we} & ({address} == {i})) ? {d} : {n};"
        for i, n in enumerate(registers)
    )
    if q:
        reads = [f"    {size}'d{i}: {q} = {n};" for i, n in enumerate(registers)]
        if count == 3:
            reads.append(f"    default: {q} = 0;")
        body += (
            "\nalways @(*) begin\n    case ("
            + address
            + ")\n"
            + "\n".join("    " + r for r in reads)
            + "\n    endcase\nend"
        )
        reference += f"\nassign {q} = {flat} >> ({width} * {address});"
    ports = [Port(clock, "input"), reset.port, Port(we, "input", note="write enable"), Port(address, "input", size), Port(d, "input", width),
             *(Port(n, "output", width, reg=True) for n in registers)]  # fmt: skip
    if q:
        ports.append(Port(q, "output", width, reg=True))
    return Design(
        names.module(rng, "regs", "register_block", "bus_slave", "csr"),
        tuple(ports),
        title,
        tuple(sentences),
        body,
        reference,
    )


@family
def interrupt_register(rng: Random) -> Design:
    """Pending interrupts that are set by events, cleared by writing ones, and masked."""
    width = rng.choice((2, 4, 8, 8, 16))
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    event, mask = (
        names.fresh(rng, used, "irq_in", "event_in", "src", "sources"),
        names.fresh(rng, used, "mask", "enable", "irq_mask", "ie"),
    )
    clear, pending = names.fresh(rng, used, "clear", "ack", "clr"), names.fresh(rng, used, "pending", "status", "flags")
    irq = names.fresh(rng, used, "irq", "interrupt", "int_out")
    set_wins = rng.random() < 0.6
    title = choose(
        rng,
        f"interrupt controller with {number(rng, width)} sources",
        f"{bits(rng, width)} interrupt pending register with mask",
        f"interrupt mask and pending logic for {width} lines",
        f"{number(rng, width)}-source interrupt register",
    )
    sentences = (
        choose(rng, f"At the rising edge of {clock} each 1 in {event} sets the same bit of {pending}, each 1 in {clear} clears it.", f"{pending} (registered): bits of {event} set, bits of {clear} clear, at every clock edge."),
        choose(rng, "Setting wins over clearing.", f"A bit in both {event} and {clear} is set.", f"{event} has priority over {clear}.") if set_wins else choose(rng, "Clearing wins over setting.", f"A bit in both {event} and {clear} is cleared.", f"{clear} has priority over {event}."),
        choose(rng, f"{irq} is high when any pending bit has its {mask} bit set (combinational).", f"{irq} = OR of all bits of {pending} & {mask}.", f"{irq} is 1 if {pending} and {mask} have a common 1."),
        reset.says(rng, f"clears {pending}"),
    )  # fmt: skip
    value = f"({pending} & ~{clear}) | {event}" if set_wins else f"({pending} | {event}) & ~{clear}"
    body = (
        f"{clocked(clock, reset, f'{pending} <= 0;', f'{pending} <= {value};')}\nassign {irq} = |({pending} & {mask});"
    )
    bit = (
        f"{event}[i] ? 1'b1 : {clear}[i] ? 1'b0 : {pending}[i]"
        if set_wins
        else f"{clear}[i] ? 1'b0 : {event}[i] ? 1'b1 : {pending}[i]"
    )
    reference = f"integer i;\nalways @({reset.events(clock)})\n    for (i = 0; i < {width}; i = i + 1) {pending}[i] <= ({reset.condition}) ? 1'b0 : {bit};\nassign {irq} = ({pending} & {mask}) != 0;"
    ports = (
        Port(clock, "input"),
        reset.port,
        Port(event, "input", width),
        Port(mask, "input", width),
        Port(clear, "input", width),
        Port(pending, "output", width, reg=True),
        Port(irq, "output"),
    )
    return Design(
        names.module(rng, "irq_ctrl", "interrupt_reg", "intc", "irq_pending"), ports, title, sentences, body, reference
    )


@family
def pipeline_stage(rng: Random) -> Design:
    """A register slice: valid and ready on both sides, or valid alone."""
    width, handshake = rng.choice((1, 8, 8, 16, 32)), rng.random() < 0.65
    clock, reset = names.clock(rng), Reset.draw(rng)
    v_in, r_in, d_in, v_out, r_out, d_out = rng.choice((
        ("in_valid", "in_ready", "in_data", "out_valid", "out_ready", "out_data"), ("s_valid", "s_ready", "s_data", "m_valid", "m_ready", "m_data"),
        ("valid_i", "ready_o", "data_i", "valid_o", "ready_i", "data_o"), ("up_valid", "up_ready", "up_data", "down_valid", "down_ready", "down_data"),
    ))  # fmt: skip
    parameterised = rng.random() < 0.15 and width > 1
    w: int | str = "WIDTH" if parameterised else width
    wide = f"{bits(rng, w)} " if width > 1 else ""
    gated = f"if ({v_in}) {d_out} <= {d_in};"
    if handshake:
        title = choose(
            rng,
            f"{wide}valid/ready register slice",
            f"{wide}pipeline register with valid and ready",
            f"{wide}valid-ready pipeline stage",
            f"one-entry {wide}valid/ready buffer",
        )
        sentences = [
            choose(rng, f"{r_in} is high when the stage is empty or its word leaves: {r_in} = !{v_out} || {r_out}, combinational.", f"{r_in} = {r_out} or not {v_out}."),
            choose(rng, f"At a rising edge of {clock} with {r_in} high, {v_out} takes {v_in}, and {d_out} takes {d_in} if {v_in} is high.", f"When {r_in} is 1 at posedge {clock}: {v_out} = {v_in} and, if {v_in} is 1, {d_out} = {d_in}."),
            choose(rng, "Otherwise both hold.", f"With {r_in} low, {v_out} and {d_out} keep their values."),
        ]  # fmt: skip
        step = f"if ({r_in}) begin\n    {v_out} <= {v_in};\n    {gated}\nend"
    else:
        title = choose(
            rng,
            f"{wide}pipeline register with valid",
            f"{wide}pipeline stage with a valid bit",
            f"{wide}register stage with valid flag",
        )
        sentences = [
            choose(rng, f"At every rising edge of {clock}, {v_out} takes {v_in}.", f"{v_out} is {v_in} delayed by one clock.", f"{v_out} = {v_in} one cycle later ({clock})."),
            choose(rng, f"{d_out} takes {d_in} only when {v_in} is high, else it holds.", f"{d_in} is stored in {d_out} at clock edges with {v_in} = 1 only."),
        ]  # fmt: skip
        step = f"{v_out} <= {v_in};\n{gated}"
    sentences.append(reset.says(rng, choose(rng, f"clears {v_out} and {d_out}", f"sets {v_out} and {d_out} to 0")))
    body = clocked(clock, reset, f"{v_out} <= 0;\n{d_out} <= 0;", step)
    take = f"({v_in} && (!{v_out} || {r_out}))" if handshake else v_in
    reference = f"always @({reset.events(clock)})\n    if ({reset.condition}) begin {v_out} <= 0; {d_out} <= 0; end\n    else begin {v_out} <= {take}{f' || ({v_out} && !{r_out})' if handshake else ''}; {d_out} <= {take} ? {d_in} : {d_out}; end"
    ports = [Port(clock, "input"), reset.port, Port(v_in, "input"), Port(d_in, "input", w)]
    if handshake:
        body = f"assign {r_in} = !{v_out} || {r_out};\n{body}"
        reference += f"\nassign {r_in} = ~({v_out} & ~{r_out});"
        ports += [
            Port(r_in, "output"),
            Port(v_out, "output", reg=True),
            Port(d_out, "output", w, reg=True),
            Port(r_out, "input"),
        ]
    else:
        ports += [Port(v_out, "output", reg=True), Port(d_out, "output", w, reg=True)]
    name = (
        names.module(rng, "register_slice", "pipe_stage", "pipe_reg", "stage")
        if handshake
        else names.module(rng, "pipe_stage", "valid_reg", "stage")
    )
    return Design(
        name, tuple(ports), title, tuple(sentences), body, reference, {"WIDTH": width} if parameterised else {}
    )


@family
def gpio_port(rng: Random) -> Design:
    """A GPIO port: output register, direction register and synchronised inputs."""
    width = rng.choice((4, 8, 8, 16))
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    we_out, we_dir = rng.choice((("we_out", "we_dir"), ("wr_data", "wr_dir"), ("out_we", "dir_we")))
    d, pins = names.fresh(rng, used, "wdata", "din", "bus_in"), names.fresh(rng, used, "pins_in", "gpio_in", "pad_in")
    out, oe = rng.choice((("gpio_out", "gpio_oe"), ("pins_out", "pins_oe"), ("pad_out", "pad_oe")))
    rd = names.fresh(rng, used, "rdata", "dout", "bus_out")
    title = choose(
        rng,
        f"{bits(rng, width)} GPIO port",
        f"GPIO port with {width} pins",
        f"{bits(rng, width)} general purpose I/O port",
        f"GPIO block, {width} pins with direction",
    )
    sentences = (
        choose(rng, f"At the rising edge of {clock}, {we_out} loads {out} and {we_dir} loads {oe} from {d}.", f"{we_out} = 1 writes {d} to {out}, {we_dir} = 1 writes it to {oe}, on posedge {clock}; both may be high."),
        choose(rng, f"{oe} is the direction, 1 means output.", f"A 1 in {oe} makes the pin an output."),
        choose(rng, f"{rd} is combinational: for every bit {out} where {oe} is 1, otherwise {pins}.", f"Reading: each bit of {rd} is {out} for outputs ({oe} = 1) and {pins} for inputs, without a clock."),
        reset.says(rng, choose(rng, f"clears {out} and {oe}", f"sets {out} and {oe} to 0")),
    )  # fmt: skip
    step = f"if ({we_out}) {out} <= {d};\nif ({we_dir}) {oe} <= {d};"
    body = f"{clocked(clock, reset, f'{out} <= 0;{chr(10)}{oe} <= 0;', step)}\nassign {rd} = ({out} & {oe}) | ({pins} & ~{oe});"
    reference = f"""integer i;
always @({reset.events(clock)}) {out} <= ({reset.condition}) ? 0 : {we_out} ? {d} : {out};
always @({reset.events(clock)}) {oe} <= ({reset.condition}) ? 0 : {we_dir} ? {d} : {oe};
always @* for (i = 0; i < {width}; i = i + 1) {rd}[i] = {oe}[i] ? {out}[i] : {pins}[i];"""
    ports = (Port(clock, "input"), reset.port, Port(we_out, "input"), Port(we_dir, "input"), Port(d, "input", width), Port(pins, "input", width),
             Port(out, "output", width, reg=True), Port(oe, "output", width, reg=True), Port(rd, "output", width))  # fmt: skip
    return Design(
        names.module(rng, "gpio", "gpio_port", f"gpio{width}", "io_port"), ports, title, sentences, body, reference
    )


@family
def pwm_bank(rng: Random) -> Design:
    """Two or three PWM channels on one counter."""
    width, channels = rng.choice((4, 6, 8, 8)), rng.choice((1, 2, 2, 3))
    clock, reset = names.clock(rng), Reset.draw(rng)
    count = choose(rng, "cnt", "count", "counter", "ramp")
    duties = [f"duty{i}" for i in range(channels)] if channels > 1 else [choose(rng, "duty", "level", "compare")]
    outs = [f"pwm{i}" for i in range(channels)] if channels > 1 else [choose(rng, "pwm", "pwm_out", "out")]
    many = channels > 1
    title = (
        choose(
            rng,
            f"{bits(rng, width)} PWM with {number(rng, channels)} channels",
            f"{number(rng, channels)}-channel {bits(rng, width)} PWM",
        )
        if many
        else choose(rng, f"{bits(rng, width)} PWM generator", f"pulse width modulator with {bits(rng, width)} duty")
    )
    pairs = list(zip(outs, duties, strict=True))
    sentences = (
        choose(rng, f"A {width}-bit counter runs freely, one step up per rising edge of {clock}, and wraps around.", f"An internal counter of {width} bits increments at every posedge {clock} and wraps."),
        choose(rng, *(" and ".join(f"{o} is high while the counter is less than {t}" for o, t in pairs) + ".", "; ".join(f"{o} = counter < {t}" for o, t in pairs) + " (combinational).")),
        reset.says(rng, choose(rng, "clears the counter", "sets the counter to 0")),
    )  # fmt: skip
    body = (
        f"reg [{width - 1}:0] {count};\n{clocked(clock, reset, f'{count} <= 0;', f'{count} <= {count} + 1;')}\n"
        + "\n".join(f"assign {o} = ({count} < {t});" for o, t in pairs)
    )
    reference = (
        f"integer n;\nalways @({reset.events(clock)}) n <= ({reset.condition}) ? 0 : (n + 1) % {1 << width};\n"
        + "\n".join(f"assign {o} = {t} > n;" for o, t in pairs)
    )
    ports = (
        Port(clock, "input"),
        reset.port,
        *(Port(t, "input", width) for t in duties),
        *(Port(o, "output") for o in outs),
    )
    return Design(
        names.module(rng, "pwm_bank", f"pwm_{channels}ch", "pwm_gen", "pwm_unit"),
        ports,
        title,
        sentences,
        body,
        reference,
    )


@family
def one_hot_bus_mux(rng: Random) -> Design:
    """A bus multiplexer with one select line per source, AND-OR."""
    count, width = rng.choice((2, 3, 3, 4)), rng.choice((4, 8, 8, 8, 16, 32))
    inputs = rng.choice(
        (
            [f"d{i}" for i in range(count)],
            [f"in{i}" for i in range(count)],
            [f"src{i}" for i in range(count)],
            list("abcd")[:count],
        )
    )
    sel, y = choose(rng, "sel", "oe", "enable", "select"), choose(rng, "y", "bus", "out", "dout")
    title = choose(
        rng,
        f"{bits(rng, width)} one-hot bus mux with {number(rng, count)} sources",
        f"{bits(rng, width)} bus multiplexer, AND-OR, {number(rng, count)} inputs",
        f"{number(rng, count)}-source {bits(rng, width)} bus without tri-states",
    )
    pairs = ", ".join(f"{sel}[{i}] for {n}" for i, n in enumerate(inputs))
    sentences = (
        choose(rng, f"Each source has its select bit: {pairs}.", f"The select bits are {pairs}."),
        choose(rng, f"{y} is the bitwise OR of all sources whose select bit is 1, and 0 if none is.", f"{y} ors together the selected sources; nothing selected gives 0.", f"Sources that are not selected count as 0; {y} is the OR of all."),
    )  # fmt: skip
    style = rng.randrange(2)
    terms = [
        f"({{{width}{{{sel}[{i}]}}}} & {n})" if style else f"({sel}[{i}] ? {n} : {width}'d0)"
        for i, n in enumerate(inputs)
    ]
    joined = " |\n    ".join(terms) if count > 2 else " | ".join(terms)
    steps = "\n".join(f"    if ({sel}[{i}]) {y} = {y} | {n};" for i, n in enumerate(inputs))
    reference = f"always @* begin\n    {y} = 0;\n{steps}\nend"
    ports = (*(Port(n, "input", width) for n in inputs), Port(sel, "input", count), Port(y, "output", width))
    return Design(
        names.module(rng, "bus_mux", "onehot_mux", "and_or_mux", "bus_select"),
        ports,
        title,
        sentences,
        f"assign {y} = {joined};",
        reference,
    )


@family
def tmr_voter(rng: Random) -> Design:
    """Three copies of a word, majority per bit, combinational or registered, with an error flag."""
    width, registered, flagged = rng.choice((1, 4, 8, 8, 16)), rng.random() < 0.5, rng.random() < 0.5
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    a, b, c = rng.choice((("a", "b", "c"), ("in0", "in1", "in2"), ("copy_a", "copy_b", "copy_c"), ("x", "y", "z")))
    q, error = (
        names.fresh(rng, used, "voted", "q", "out", "result"),
        names.fresh(rng, used, "error", "mismatch", "fault"),
    )
    wide = f"{bits(rng, width)} " if width > 1 else ""
    title = choose(
        rng,
        f"{wide}TMR voter",
        f"{wide}majority voter for three copies",
        f"{wide}triple redundancy voter",
        f"{'registered ' if registered else ''}{wide}2-of-3 voter",
    )
    every = "each bit of " if width > 1 else ""
    sentences = [
        choose(rng, f"{every}{q} is 1 when at least two of {a}, {b} and {c} are 1{' there' if width > 1 else ''}.", f"{q} is the {'bitwise ' if width > 1 else ''}majority of {a}, {b}, {c}."),
        choose(rng, f"The outputs are registered at the rising edge of {clock}." if flagged else f"{q} is registered at the rising edge of {clock}.", f"It is updated at posedge {clock}.") if registered else choose(rng, "Purely combinational.", "No clock, combinational."),
    ]  # fmt: skip
    if flagged:
        sentences.insert(
            1,
            choose(
                rng,
                f"{error} is high when the three are not all equal.",
                f"{error} = 1 if {a}, {b} and {c} differ in any way.",
            ),
        )
    rows = [(q, f"({a} & {b}) | ({a} & {c}) | ({b} & {c})")] + (
        [(error, f"({a} != {b}) || ({b} != {c})")] if flagged else []
    )
    if registered:
        sentences.append(reset.says(rng, f"clears {q} and {error}" if flagged else f"clears {q}"))
        body = clocked(
            clock, reset, "\n".join(f"{n} <= 0;" for n, _ in rows), "\n".join(f"{n} <= {e};" for n, e in rows)
        )
    else:
        body = "\n".join(f"assign {n} = {e};" for n, e in rows)
    other = [(q, f"(({a} ^ {b}) & {c}) | (~({a} ^ {b}) & {a})")] + (
        [(error, f"|(({a} ^ {b}) | ({a} ^ {c}))")] if flagged else []
    )
    if registered:
        reference = "\n".join(
            f"always @({reset.events(clock)}) if ({reset.condition}) {n} <= 0; else {n} <= {e};" for n, e in other
        )
    else:
        reference = "\n".join(f"assign {n} = {e};" for n, e in other)
    ports = ([Port(clock, "input"), reset.port] if registered else []) + [
        *(Port(n, "input", width) for n in (a, b, c)),
        Port(q, "output", width, reg=registered),
    ]
    if flagged:
        ports.append(Port(error, "output", reg=registered))
    return Design(
        names.module(rng, "tmr_voter", "voter", "majority3", "tmr"),
        tuple(ports),
        title,
        tuple(sentences),
        body,
        reference,
    )
