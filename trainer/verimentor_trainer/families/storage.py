"""Memories, register files, queues and stacks."""

from random import Random

from verimentor_trainer.families.design import Design, Port, Reset, clocked, family
from verimentor_trainer.wording import bits, choose, names, number

_DATA_IN = ("din", "data_in", "wdata", "d", "write_data", "wr_data", "in")
_DATA_OUT = ("dout", "data_out", "rdata", "q", "read_data", "rd_data", "out")
_WRITE = ("we", "wr_en", "write_en", "wen", "write", "wr")


def _depth_bits(depth: int) -> int:
    return (depth - 1).bit_length()


@family
def single_port_ram(rng: Random) -> Design:
    """A RAM with one address for reading and writing; the read is clocked or combinational."""
    width, depth = rng.choice((4, 8, 8, 8, 16, 32)), rng.choice((8, 16, 16, 32, 64, 256))
    size, asynchronous = _depth_bits(depth), rng.random() < 0.4
    clock = names.clock(rng)
    used = [clock]
    we = names.fresh(rng, used, *_WRITE)
    address = names.fresh(rng, used, "addr", "address", "addr", "a", "adr")
    d, q = names.fresh(rng, used, *_DATA_IN), names.fresh(rng, used, *_DATA_OUT)
    memory = names.fresh(rng, used, "mem", "mem", "memory", "ram", "storage")
    read_first = rng.random() < 0.7
    parameterised = rng.random() < 0.15
    parameters = {"WIDTH": width, "DEPTH": depth} if parameterised else {}
    w: int | str = "WIDTH" if parameterised else width
    how = (
        choose(rng, "asynchronous read", "async read", "combinational read")
        if asynchronous
        else choose(rng, "synchronous read", "registered read", "sync read")
    )
    title = choose(
        rng, f"{depth} x {width} single-port RAM with {how}", f"{depth}x{width} RAM with {how}", f"single port RAM of {depth} words of {width} bits with {how}",
        f"{bits(rng, width)} wide, {depth} deep RAM with {how}", f"{depth} word memory, {width} bits per word, {how}",
    )  # fmt: skip
    write = choose(rng, f"At the rising edge of {clock}, {d} is written to the word at {address} if {we} is high.",
                   f"When {we} is 1 the rising clock edge stores {d} at {address}.", f"mem[{address}] = {d} on posedge {clock} when {we}.")  # fmt: skip
    if asynchronous:
        read = choose(
            rng,
            f"{q} always shows the word at {address}, without a clock.",
            f"{q} is combinational: the word at {address}.",
            f"{q} = mem[{address}] at all times",
        )
        body = (
            f"always @(posedge {clock})\n    if ({we}) {memory}[{address}] <= {d};\nassign {q} = {memory}[{address}];"
        )
    elif read_first:
        read = choose(rng, f"{q} is registered: at every rising edge it takes the word at {address}, the old one if it is being written.",
                      f"Each clock edge also reads {address} into {q}; during a write the old content is read.", f"{q} is loaded with mem[{address}] every clock (read first).")  # fmt: skip
        body = f"always @(posedge {clock}) begin\n    if ({we}) {memory}[{address}] <= {d};\n    {q} <= {memory}[{address}];\nend"
    else:
        read = choose(rng, f"If {we} is low, {q} takes the word at {address} at the clock edge; during a write {q} keeps its value.",
                      f"Reads are registered into {q} and happen only when {we} is 0; {q} holds during a write.", f"with {we} = 0: {q} = mem[{address}] at the clock edge, else {q} is kept")  # fmt: skip
        body = f"always @(posedge {clock}) begin\n    if ({we})\n        {memory}[{address}] <= {d};\n    else\n        {q} <= {memory}[{address}];\nend"
    top = "DEPTH" if parameterised else str(depth)
    array = (
        f"reg [{'WIDTH-1' if parameterised else width - 1}:0] {memory} [0:{'DEPTH-1' if parameterised else depth - 1}];"
    )
    load = (
        f"    {q} <= flat[{address} * {w} +: {w}];"
        if read_first
        else f"    if (!{we}) {q} <= flat[{address} * {w} +: {w}];"
    )
    reference = f"reg [{w} * {top} - 1:0] flat;\nalways @(posedge {clock}) begin\n    if ({we}) flat[{address} * {w} +: {w}] <= {d};\n"
    reference += "end\n" if asynchronous else f"{load}\nend\n"
    if asynchronous:
        reference += f"assign {q} = flat[{address} * {w} +: {w}];"
    ports = (Port(clock, "input"), Port(we, "input", note="write enable"), Port(address, "input", "$clog2(DEPTH)" if parameterised else size),
             Port(d, "input", w), Port(q, "output", w, reg=not asynchronous))  # fmt: skip
    name = names.module(rng, "ram", "single_port_ram", f"ram{depth}x{width}", "spram", "memory")
    return Design(name, ports, title, (write, read), f"{array}\n{body}", reference, parameters)


@family
def dual_port_ram(rng: Random) -> Design:
    """A simple dual-port RAM: one write port, one read port, one clock."""
    width, depth = rng.choice((4, 8, 8, 16, 32)), rng.choice((8, 16, 32, 64, 256))
    size, asynchronous, gated = _depth_bits(depth), rng.random() < 0.35, rng.random() < 0.3
    gated = gated and not asynchronous
    clock = names.clock(rng)
    used = [clock]
    we = names.fresh(rng, used, *_WRITE)
    waddr, raddr = rng.choice(
        (("waddr", "raddr"), ("wr_addr", "rd_addr"), ("write_addr", "read_addr"), ("addr_w", "addr_r"))
    )
    used += [waddr, raddr]
    re = names.fresh(rng, used, "re", "rd_en", "read_en", "ren") if gated else ""
    d, q = names.fresh(rng, used, *_DATA_IN), names.fresh(rng, used, *_DATA_OUT)
    memory = names.fresh(rng, used, "mem", "ram", "memory", "store")
    title = choose(
        rng, f"simple dual-port RAM, {depth} x {width}", f"{depth}x{width} dual port RAM with one write and one read port",
        f"two-port memory of {depth} {bits(rng, width)} words", f"{depth} word dual port RAM ({width} bits)",
    )  # fmt: skip
    write = choose(rng, f"When {we} is high, {d} is written to address {waddr} at the rising edge of {clock}.", f"Write port: {we}, {waddr}, {d}, at the rising clock edge.",
                   f"A clock edge with {we} = 1 stores {d} in word {waddr}.")  # fmt: skip
    if asynchronous:
        read = choose(
            rng,
            f"{q} is the word at {raddr}, read combinationally.",
            f"Asynchronous read: {q} = mem[{raddr}].",
            f"{q} follows the content of {raddr} without a clock.",
        )
    else:
        when = (
            choose(rng, f" when {re} is high (otherwise it holds)", f" if {re} is 1, else {q} keeps its value")
            if gated
            else ""
        )
        read = choose(rng, f"At the rising edge {q} takes the word at {raddr}{when}; a word being written is read with its old value.",
                      f"The read is registered: {q} = mem[{raddr}] at the clock edge{when}. A write to the same address shows one clock later.")  # fmt: skip
    load = f"{'if (' + re + ') ' if gated else ''}{q} <= {memory}[{raddr}];"
    store = f"if ({we}) {memory}[{waddr}] <= {d};"
    if asynchronous:
        body = f"always @(posedge {clock})\n    {store}\nassign {q} = {memory}[{raddr}];"
    elif rng.random() < 0.5:
        body = f"always @(posedge {clock}) begin\n    {store}\n    {load}\nend"
    else:
        body = f"always @(posedge {clock})\n    {store}\nalways @(posedge {clock})\n    {load}"
    part = f"flat[{raddr} * {width} +: {width}]"
    reference = f"reg [{width * depth - 1}:0] flat;\nalways @(posedge {clock}) if ({we}) flat[{waddr} * {width} +: {width}] <= {d};\n"
    reference += (
        f"assign {q} = {part};"
        if asynchronous
        else f"always @(posedge {clock}) {'if (' + re + ') ' if gated else ''}{q} <= {part};"
    )
    ports = [
        Port(clock, "input"),
        Port(we, "input", note="write enable"),
        Port(waddr, "input", size),
        Port(d, "input", width),
    ]
    if gated:
        ports.append(Port(re, "input", note="read enable"))
    ports += [Port(raddr, "input", size), Port(q, "output", width, reg=not asynchronous)]
    name = names.module(rng, "dual_port_ram", "sdp_ram", "dpram", "ram_1w1r", "two_port_mem")
    return Design(
        name, tuple(ports), title, (write, read), f"reg [{width - 1}:0] {memory} [0:{depth - 1}];\n{body}", reference
    )


@family
def rom_table(rng: Random) -> Design:
    """A ROM of four or eight given words."""
    depth, width = rng.choice((4, 8, 8)), rng.choice((4, 8, 8, 16))
    words = [rng.randrange(1 << width) for _ in range(depth)]
    size, registered = _depth_bits(depth), rng.random() < 0.4
    clock = names.clock(rng)
    used = [clock]
    address, q = names.fresh(rng, used, "addr", "address", "a", "index", "sel"), names.fresh(rng, used, *_DATA_OUT)
    digits = (width + 3) // 4
    literal = [f"{width}'h{word:0{digits}X}" for word in words]
    lowercase = rng.random() < 0.5
    literal = [text.lower() if lowercase else text for text in literal]
    shown = [text.split("h")[1] for text in literal]
    style = rng.randrange(4)
    listing = {
        0: "\n".join(["address: content (hex)", *(f"{i}: {word}" for i, word in enumerate(shown))]),
        1: f"The contents from address 0 up, in hex: {', '.join(shown)}.",
        2: "\n".join(["Contents:", *(f"{address} = {i} -> {text}" for i, text in enumerate(literal))]),
        3: f"Words 0 to {depth - 1} are {', '.join(literal)}.",
    }[style]
    title = choose(
        rng, f"{depth} x {width} ROM", f"ROM with {number(rng, depth)} words of {width} bits", f"{bits(rng, width)} lookup table with {depth} entries",
        f"{'synchronous' if registered else 'combinational'} ROM of {depth} {bits(rng, width)} words", f"{depth}-entry constant table",
    )  # fmt: skip
    timing = (
        choose(rng, f"{q} is registered: it takes the word at {address} on the rising edge of {clock}.", f"On every rising edge of {clock} the addressed word goes to {q}.",
               f"{q} = rom[{address}] at posedge {clock}")
        if registered else
        choose(rng, f"{q} is the word at {address}, combinationally.", f"{q} = rom[{address}], no clock", f"The output {q} shows the word that {address} selects, without a clock.")
    )  # fmt: skip
    arrow = "<=" if registered else "="
    default = f"{width}'h{0:0{digits}x}"
    rows = [f"        {size}'d{i}: {q} {arrow} {text};" for i, text in enumerate(literal)]
    rows.append(f"        default: {q} {arrow} {default};")
    if rng.random() < 0.5:
        rows[-2:] = [f"        default: {q} {arrow} {literal[-1]};"]
    body = "\n".join(
        [
            f"always @({f'posedge {clock}' if registered else '*'}) begin",
            f"    case ({address})",
            *rows,
            "    endcase",
            "end",
        ]
    )
    flat = f"{width * depth}'h{sum(word << (width * i) for i, word in enumerate(words)):x}"
    chosen = f"{flat} >> ({address} * {width})"
    reference = f"always @(posedge {clock}) {q} <= {chosen};" if registered else f"assign {q} = {chosen};"
    ports = ([Port(clock, "input")] if registered else []) + [
        Port(address, "input", size),
        Port(q, "output", width, reg=True),
    ]
    name = names.module(rng, "rom", f"rom{depth}x{width}", "lookup_table", "lut", "const_rom", "table_rom")
    return Design(name, tuple(ports), title, (timing, listing), body, reference)


@family
def register_file(rng: Random) -> Design:
    """A register file with one write port and one or two combinational read ports."""
    width, depth, reads = rng.choice((4, 8, 16, 32, 32)), rng.choice((4, 8, 16, 32)), rng.choice((1, 2, 2, 2))
    size, zero = _depth_bits(depth), rng.random() < 0.4
    clock = names.clock(rng)
    used = [clock]
    we = names.fresh(rng, used, *_WRITE)
    waddr, wdata, raddrs, rdatas = rng.choice(
        (
            ("waddr", "wdata", ("raddr1", "raddr2"), ("rdata1", "rdata2")),
            ("rd", "wd", ("rs1", "rs2"), ("rd1", "rd2")),
            ("wa", "din", ("ra", "rb"), ("qa", "qb")),
            ("write_addr", "write_data", ("read_addr_a", "read_addr_b"), ("data_a", "data_b")),
            ("a3", "wd3", ("a1", "a2"), ("rd1", "rd2")),
        )
    )
    memory = choose(rng, "regs", "rf", "mem", "registers")
    title = choose(
        rng, f"{depth} x {width} register file with {number(rng, reads)} read port{'s' if reads > 1 else ''}", f"register file of {depth} {bits(rng, width)} registers, {reads}R1W",
        f"{depth}-entry {bits(rng, width)} register file", f"{bits(rng, width)} register file with {number(rng, depth)} registers and {number(rng, reads)} read port{'s' if reads > 1 else ''}",
    )  # fmt: skip
    pairs = list(zip(raddrs[:reads], rdatas[:reads], strict=True))
    sentences = [
        choose(rng, f"When {we} is high, {wdata} is written to register {waddr} on the rising edge of {clock}.", f"Write: at posedge {clock}, if {we}, register {waddr} = {wdata}.",
               f"A rising clock edge with {we} = 1 stores {wdata} in the register numbered {waddr}."),
        choose(rng, "Reads are combinational: ", "Asynchronous read: ", "Without a clock, ") + " and ".join(choose(rng, f"{q} is register {a}", f"{q} = regs[{a}]") for a, q in pairs) + ".",
    ]  # fmt: skip
    if zero:
        sentences.append(
            choose(
                rng,
                "Register 0 always reads as 0.",
                "Register 0 is hardwired to zero when read.",
                "Reading address 0 gives zero.",
            )
        )
    lines = [f"reg [{width - 1}:0] {memory} [0:{depth - 1}];"]
    guard = f"{we} && {waddr} != 0" if zero and rng.random() < 0.5 else we
    lines.append(f"always @(posedge {clock}) begin\n    if ({guard})\n        {memory}[{waddr}] <= {wdata};\nend")
    reference = [
        f"reg [{width * depth - 1}:0] flat;",
        f"always @(posedge {clock}) if ({we}) flat[{waddr} * {width} +: {width}] <= {wdata};",
    ]
    for a, q in pairs:
        lines.append(
            f"assign {q} = ({a} == 0) ? {width}'d0 : {memory}[{a}];" if zero else f"assign {q} = {memory}[{a}];"
        )
        whole = f"flat[{a} * {width} +: {width}]"
        reference.append(f"assign {q} = {whole} & {{{width}{{|{a}}}}};" if zero else f"assign {q} = {whole};")
    ports = (Port(clock, "input"), Port(we, "input", note="write enable"), Port(waddr, "input", size), Port(wdata, "input", width),
             *(Port(a, "input", size) for a, _ in pairs), *(Port(q, "output", width) for _, q in pairs))  # fmt: skip
    name = names.module(rng, "regfile", "register_file", f"rf{depth}x{width}", "reg_file")
    return Design(name, ports, title, tuple(sentences), "\n".join(lines), "\n".join(reference))


@family
def synchronous_fifo(rng: Random) -> Design:
    """A small FIFO with full and empty, a count of words inside."""
    width, depth = rng.choice((4, 8, 8, 8, 16, 32)), rng.choice((4, 8, 8, 16))
    size = _depth_bits(depth)
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    wr, rd = rng.choice(
        (("wr_en", "rd_en"), ("push", "pop"), ("write", "read"), ("wr", "rd"), ("we", "re"), ("enq", "deq"))
    )
    used += [wr, rd]
    d, q = (
        names.fresh(rng, used, "din", "data_in", "wdata", "wr_data", "d"),
        names.fresh(rng, used, "dout", "data_out", "rdata", "rd_data", "q"),
    )
    counted, registered = rng.random() < 0.4, rng.random() < 0.4
    n = choose(rng, "count", "level", "fill", "used") if counted else choose(rng, "count", "cnt")
    title = choose(
        rng, f"synchronous FIFO, {depth} deep, {width} bits wide", f"{bits(rng, width)} FIFO of depth {depth}", f"{depth}-entry {bits(rng, width)} FIFO",
        f"{depth} x {width} synchronous FIFO with full and empty flags", f"FIFO buffer with {number(rng, depth)} words of {width} bits",
    )  # fmt: skip
    sentences = [
        choose(rng, f"{wr} stores {d} at the rising edge of {clock} unless full is high.", f"A write ({wr} = 1) when not full takes {d} at the clock edge.",
               f"If {wr} is high and full is low, {d} is pushed on posedge {clock}."),
        choose(rng, f"{rd} removes the oldest word when empty is low;", f"A read ({rd} = 1) when not empty takes the oldest word out;", f"if {rd} is high and the FIFO is not empty, the oldest word is popped;")
        + (choose(rng, f" it appears on {q} after that clock edge, and {q} holds otherwise.", f" {q} is a register loaded with that word by such a read only.") if registered else
           choose(rng, f" {q} always shows the oldest word (first-word fall-through).", f" {q} shows the oldest word combinationally.")),
        choose(rng, f"full is high with {depth} words inside, empty with none.", f"empty means no words, full means {depth} words stored.", f"full = ({n} == {depth}), empty = ({n} == 0)" if counted else f"full when {depth} words are stored, empty when there are 0"),
        reset.says(rng, choose(rng, "empties the FIFO", "makes the FIFO empty", "clears the pointers")) ,
    ]  # fmt: skip
    if registered:
        sentences.append(choose(rng, f"{q} is not reset.", f"The reset leaves {q} alone."))
    if counted:
        sentences.insert(
            3,
            choose(
                rng,
                f"{n} is the number of words stored.",
                f"{n} counts the words inside.",
                f"The output {n} tells how many words are held.",
            ),
        )
    fast = rng.random() < 0.5  # pointers one bit longer instead of a counter
    pointers = f"[{size}:0] wptr, rptr" if fast else f"[{size - 1}:0] wptr, rptr"
    wi, ri = (f"wptr[{size - 1}:0]", f"rptr[{size - 1}:0]") if fast else ("wptr", "rptr")
    lines = [f"reg [{width - 1}:0] mem [0:{depth - 1}];", f"reg {pointers};"]
    if not fast and not counted:
        lines.append(f"reg [{size}:0] {n};")
    lines += [f"wire do_wr = {wr} && !full;", f"wire do_rd = {rd} && !empty;"]
    step = "if (do_wr) wptr <= wptr + 1;\nif (do_rd) rptr <= rptr + 1;"
    clear = "wptr <= 0;\nrptr <= 0;"
    if fast:
        flags = ["assign empty = (wptr == rptr);", f"assign full = (wptr[{size}] != rptr[{size}]) && ({wi} == {ri});"]
        if counted:
            flags.append(f"assign {n} = wptr - rptr;")
    else:
        clear += f"\n{n} <= 0;"
        step += choose(
            rng,
            f"\n{n} <= {n} + do_wr - do_rd;",
            f"\nif (do_wr && !do_rd) {n} <= {n} + 1;\nelse if (do_rd && !do_wr) {n} <= {n} - 1;",
        )
        flags = [f"assign empty = ({n} == 0);", f"assign full = ({n} == {depth});"]
    lines += [
        *flags,
        f"always @(posedge {clock}) begin\n    if (do_wr) mem[{wi}] <= {d};"
        + (f"\n    if (do_rd) {q} <= mem[{ri}];" if registered else "")
        + "\nend",
    ]
    lines.append(clocked(clock, reset, clear, step))
    if not registered:
        lines.append(f"assign {q} = mem[{ri}];")
    # The reference shifts: word 0 is the oldest.
    shown = (
        f"always @(posedge {clock}) if ({rd} && !empty) {q} <= mem[start];"
        if registered
        else f"assign {q} = mem[start];"
    )
    reference = f"""reg [{width - 1}:0] mem [0:{depth - 1}];
integer held;
reg [{size - 1}:0] start;
assign empty = held < 1;
assign full = held >= {depth};
always @(posedge {clock}) if ({wr} && !full) mem[(start + held) % {depth}] <= {d};
{shown}
always @({reset.events(clock)})
    if ({reset.condition}) begin held <= 0; start <= 0; end
    else begin
        held <= held + (({wr} && !full) ? 1 : 0) - (({rd} && !empty) ? 1 : 0);
        start <= start + (({rd} && !empty) ? 1 : 0);
    end"""
    ports = [Port(clock, "input"), reset.port, Port(wr, "input", note="write"), Port(rd, "input", note="read"), Port(d, "input", width),
             Port(q, "output", width, reg=registered), Port("full", "output"), Port("empty", "output")]  # fmt: skip
    if counted:
        ports.append(Port(n, "output", size + 1, reg=not fast))
        reference += f"\nassign {n} = held;"
    name = names.module(rng, "fifo", "sync_fifo", f"fifo{depth}", "small_fifo", "queue")
    return Design(name, tuple(ports), title, tuple(sentences), "\n".join(lines), reference)


@family
def stack(rng: Random) -> Design:
    """A small last-in first-out stack with a combinational top."""
    width, depth = rng.choice((4, 8, 8, 16)), rng.choice((4, 8, 16))
    size = _depth_bits(depth)
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name, "push", "pop"]
    d, q = (
        names.fresh(rng, used, "din", "data_in", "push_data", "d"),
        names.fresh(rng, used, "top", "dout", "data_out", "q"),
    )
    title = choose(
        rng, f"{bits(rng, width)} stack of depth {depth}", f"LIFO with {number(rng, depth)} {bits(rng, width)} entries", f"{depth} x {width} stack with push and pop",
        f"last-in first-out buffer, {depth} words of {width} bits",
    )  # fmt: skip
    sentences = (
        choose(
            rng,
            f"push stores {d} on top at the rising edge of {clock} unless the stack is full.",
            f"If push is high and full is low, {d} is pushed at the clock edge.",
        ),
        choose(
            rng,
            "pop removes the top word unless empty.",
            "If pop is high, the stack is not empty and there is no push, the top word is removed.",
        ),
        choose(
            rng,
            "When push and pop are both high, pop is ignored.",
            "push has priority over pop, even when full.",
            "push wins: with push high, pop does nothing.",
        ),
        choose(
            rng,
            f"{q} shows the top word combinationally and is 0 when empty.",
            f"{q} is the word on top, or 0 if the stack is empty (no clock).",
        ),
        choose(
            rng,
            f"full is high with {depth} words, empty with none.",
            f"empty = no words inside; full = {depth} words inside",
        ),
        reset.says(rng, choose(rng, "empties the stack", "makes the stack empty", "clears the stack pointer")),
    )
    sp = choose(rng, "sp", "ptr", "depth_q")
    low = f"[{size - 1}:0]"
    lines = [
        f"reg [{width - 1}:0] mem [0:{depth - 1}];", f"reg [{size}:0] {sp};", f"wire [{size}:0] last = {sp} - 1;",
        f"assign empty = ({sp} == 0);", f"assign full = ({sp} == {depth});", f"assign {q} = empty ? {width}'d0 : mem[last{low}];",
        f"always @(posedge {clock})\n    if (push && !full) mem[{sp}{low}] <= {d};",
        clocked(clock, reset, f"{sp} <= 0;", f"if (push) begin\n    if (!full) {sp} <= {sp} + 1;\nend else if (pop && !empty) begin\n    {sp} <= last;\nend"),
    ]  # fmt: skip
    total = width * depth
    reference = f"""reg [{total - 1}:0] words;
integer held;
assign {q} = held > 0 ? words[{width - 1}:0] : 0;
assign empty = !(held > 0);
assign full = !(held < {depth});
always @({reset.events(clock)})
    if ({reset.condition}) begin held <= 0; words <= 0; end
    else case ({{push, pop}})
        2'b10, 2'b11: if (!full) begin words <= {{words[{total - width - 1}:0], {d}}}; held <= held + 1; end
        2'b01: if (!empty) begin words <= words >> {width}; held <= held - 1; end
        default: ;
    endcase"""
    ports = (Port(clock, "input"), reset.port, Port("push", "input"), Port("pop", "input"), Port(d, "input", width),
             Port(q, "output", width), Port("full", "output"), Port("empty", "output"))  # fmt: skip
    return Design(
        names.module(rng, "stack", "lifo", f"stack{depth}", "small_stack"),
        ports,
        title,
        sentences,
        "\n".join(lines),
        reference,
    )
