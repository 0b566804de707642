"""Serial links: parallel to serial and back, UART, SPI, I2C pieces."""

from random import Random

from verimentor_trainer.families.design import Design, Port, Reset, clocked, family
from verimentor_trainer.wording import bits, choose, names


@family
def parallel_to_serial(rng: Random) -> Design:
    """A shift register with parallel load and a serial output."""
    width, msb = rng.choice((4, 8, 8, 8, 16)), rng.random() < 0.5
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    load = names.fresh(rng, used, "load", "ld", "start", "load_en")
    shift = names.fresh(rng, used, "shift", "en", "shift_en", "next_bit") if rng.random() < 0.5 else ""
    d, so = (
        names.fresh(rng, used, "d", "data_in", "din", "parallel_in", "data"),
        names.fresh(rng, used, "so", "serial_out", "sout", "dout", "tx"),
    )
    r = names.fresh(rng, used, "sr", "shreg", "buffer", "shift_reg")
    first = "most significant bit first" if msb else "least significant bit first"
    short = "MSB first" if msb else "LSB first"
    title = choose(
        rng, f"{bits(rng, width)} parallel to serial converter, {short}", f"{bits(rng, width)} parallel-in serial-out shift register ({short})", f"PISO register of {width} bits, {first}",
        f"{bits(rng, width)} PISO, {short}",
    )  # fmt: skip
    when = f"When {shift} is high and {load} is low" if shift else f"When {load} is low"
    bit = width - 1 if msb else 0
    sentences = (
        choose(rng, f"{load} loads {d} into the register at the rising edge of {clock}.", f"If {load} is 1, the clock edge takes {d}.", f"At posedge {clock} with {load} high the register gets {d}"),
        choose(rng, f"{when} the register shifts {'left' if msb else 'right'} by one, a 0 moves in.", f"{load} has priority; {'with ' + shift + ' = 1' if shift else 'otherwise'} the bits move {'left' if msb else 'right'} by one and 0 is filled in.",
               f"{when}, it shifts one place {'left' if msb else 'right'} with zero fill."),
        choose(rng, f"{so} is bit {bit} of the register, {first}.", f"The serial output {so} is the register's {'most' if msb else 'least'} significant bit ({short})."),
        reset.says(rng, choose(rng, "clears the register", "sets all bits to 0")),
    )  # fmt: skip
    moved = f"{{{r}[{width - 2}:0], 1'b0}}" if msb else f"{{1'b0, {r}[{width - 1}:1]}}"
    if rng.random() < 0.4:
        moved = f"{r} {'<<' if msb else '>>'} 1"
    step = f"if ({load})\n    {r} <= {d};\nelse{f' if ({shift})' if shift else ''}\n    {r} <= {moved};"
    body = f"reg [{width - 1}:0] {r};\n{clocked(clock, reset, f'{r} <= 0;', step)}\nassign {so} = {r}[{bit}];"
    reference = f"""reg [{width - 1}:0] kept;
integer i;
always @({reset.events(clock)})
    for (i = 0; i < {width}; i = i + 1)
        kept[i] <= ({reset.condition}) ? 1'b0 : {load} ? {d}[i] : {f"!{shift} ? kept[i] : " if shift else ""}{f"(i == 0 ? 1{chr(39)}b0 : kept[i - 1])" if msb else f"(i == {width - 1} ? 1{chr(39)}b0 : kept[i + 1])"};
assign {so} = kept[{bit}];"""
    ports = [Port(clock, "input"), reset.port, Port(load, "input", note="parallel load")]
    if shift:
        ports.append(Port(shift, "input", note="shift enable"))
    ports += [Port(d, "input", width), Port(so, "output")]
    return Design(
        names.module(rng, "piso", "par2ser", "parallel_to_serial", f"piso{width}"),
        tuple(ports),
        title,
        sentences,
        body,
        reference,
    )


@family
def serializer_with_done(rng: Random) -> Design:
    """A serializer that counts its bits and reports busy and done."""
    width, msb = rng.choice((4, 8, 8, 16)), rng.random() < 0.5
    size = width.bit_length()
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    start, d = (
        names.fresh(rng, used, "start", "load", "send", "go"),
        names.fresh(rng, used, "data", "din", "data_in", "d", "word"),
    )
    so, busy = (
        names.fresh(rng, used, "sout", "serial_out", "so", "dout", "bit_out"),
        names.fresh(rng, used, "busy", "active", "valid", "sending"),
    )
    done = names.fresh(rng, used, "done", "finished", "last")
    n = names.fresh(rng, used, "cnt", "count", "left", "remaining")
    short = "MSB first" if msb else "LSB first"
    bit = width - 1 if msb else 0
    title = choose(
        rng,
        f"{bits(rng, width)} serializer with {done}",
        f"serializer for {bits(rng, width)} words, {short}",
        f"{bits(rng, width)} {short} serializer with bit counter",
        f"{bits(rng, width)} serializer with {busy} and {done}",
    )
    sentences = (
        choose(rng, f"When {start} is high and it is idle, {d} is loaded at the rising edge of {clock} and {busy} goes high.", f"{start} while {busy} is low loads {d}; then {busy} is 1 for {width} clocks.",
               f"At posedge {clock}, {start} = 1 and {busy} = 0 takes {d} and starts sending."),
        choose(rng, f"{so} gives one bit a clock, {short}, for {width} clocks, beginning in the cycle after the load.", f"Then for {width} cycles {so} carries the bits, {short}; {busy} is high meanwhile.",),
        choose(rng, f"{done} is high in the cycle of the last bit.", f"During the {width}th bit {done} is 1 as well.", f"{done} accompanies the last bit (with {busy} still high)."),
        choose(rng, f"{start} is ignored while {busy} is high; {so} is 0 when idle.", f"While {busy}, {start} has no effect. Idle: {so} = 0."),
        reset.says(rng, choose(rng, "stops it", "makes it idle", f"aborts the transfer and clears {busy}")),
    )  # fmt: skip
    moved = f"{{sr[{width - 2}:0], 1'b0}}" if msb else f"{{1'b0, sr[{width - 1}:1]}}"
    step = f"if ({busy}) begin\n    sr <= {moved};\n    {n} <= {n} - 1;\nend else if ({start}) begin\n    sr <= {d};\n    {n} <= {width};\nend"
    body = "\n".join([
        f"reg [{width - 1}:0] sr;", f"reg [{size - 1}:0] {n};", clocked(clock, reset, f"sr <= 0;\n{n} <= 0;", step),
        f"assign {busy} = ({n} != 0);", f"assign {done} = ({n} == 1);", f"assign {so} = {busy} & sr[{bit}];",
    ])  # fmt: skip
    index = f"{width - 1} - place" if msb else "place"
    reference = f"""reg running;
reg [{width - 1}:0] word_q;
integer place;
always @({reset.events(clock)})
    if ({reset.condition}) begin running <= 0; place <= 0; end
    else if (!running) begin running <= {start}; place <= 0; word_q <= {d}; end
    else begin running <= place != {width - 1}; place <= place + 1; end
assign {busy} = running;
assign {done} = running && place == {width - 1};
assign {so} = running ? word_q[{index}] : 1'b0;"""
    ports = (
        Port(clock, "input"),
        reset.port,
        Port(start, "input"),
        Port(d, "input", width),
        Port(so, "output"),
        Port(busy, "output"),
        Port(done, "output"),
    )
    return Design(
        names.module(rng, "serializer", f"ser{width}", "serial_tx", "bit_sender"),
        ports,
        title,
        sentences,
        body,
        reference,
    )


@family
def deserializer(rng: Random) -> Design:
    """Serial bits gathered into words with a done pulse."""
    width, msb = rng.choice((4, 8, 8, 16)), rng.random() < 0.5
    size = (width - 1).bit_length()
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    si, valid = (
        names.fresh(rng, used, "sin", "serial_in", "si", "bit_in", "din"),
        names.fresh(rng, used, "en", "bit_valid", "shift", "valid_in", "enable"),
    )
    word, done = (
        names.fresh(rng, used, "data", "dout", "word", "q", "data_out"),
        names.fresh(rng, used, "done", "word_valid", "ready", "full"),
    )
    n = names.fresh(rng, used, "cnt", "count", "bit_count")
    short, arrives = ("MSB first", "most significant") if msb else ("LSB first", "least significant")
    title = choose(
        rng,
        f"{bits(rng, width)} deserializer, {short}",
        f"serial to parallel converter of {width} bits ({short})",
        f"{bits(rng, width)} SIPO with {done}",
        f"{bits(rng, width)} serial-in parallel-out register with bit counter, {short}",
    )
    side = f"shifted into {word} from the {'right, older bits move left' if msb else 'left, older bits move right'}"
    sentences = (
        choose(rng, f"At each rising edge of {clock} with {valid} high, {si} is {side} ({arrives} bit first).", f"While {valid} is 1 every clock edge takes {si}, which is {side}; {short}.", f"posedge {clock}, {valid} = 1: {si} is {side} ({short})"),
        choose(rng, f"{done} is registered and high for one clock after every {width}th bit.", f"After {width} bits {done} is 1 for one clock cycle, in the cycle after the edge that takes the last bit.", f"{done} pulses for one cycle once {width} bits have been taken, then counting starts again."),
        choose(rng, f"With {valid} low {word} and the bit count hold.", f"Nothing is taken while {valid} is low, {done} is 0 then."),
        reset.says(rng, choose(rng, f"clears {word}, {done} and the bit count", f"sets {word}, {done} and the counter to 0", "clears all registers")),
    )  # fmt: skip
    moved = f"{{{word}[{width - 2}:0], {si}}}" if msb else f"{{{si}, {word}[{width - 1}:1]}}"
    style = rng.random()
    if style < 0.5:
        step = f"{done} <= 0;\nif ({valid}) begin\n    {word} <= {moved};\n    {n} <= {n} + 1;\n    if ({n} == {width - 1}) {done} <= 1;\nend"
    else:
        step = f"{done} <= {valid} && ({n} == {width - 1});\nif ({valid}) begin\n    {word} <= {moved};\n    {n} <= {n} + 1'b1;\nend"
    body = f"reg [{size - 1}:0] {n};\n{clocked(clock, reset, f'{word} <= 0;{chr(10)}{n} <= 0;{chr(10)}{done} <= 0;', step)}"
    insert = f"({word} << 1) | {si}" if msb else f"({word} >> 1) | ({width}'d0 + {si}) << {width - 1}"
    reference = f"""integer got;
always @({reset.events(clock)})
    if ({reset.condition}) begin got <= 0; {word} <= 0; {done} <= 0; end
    else if ({valid}) begin got <= (got + 1) % {width}; {done} <= (got + 1) % {width} == 0; {word} <= {insert}; end
    else {done} <= 0;"""
    ports = (
        Port(clock, "input"),
        reset.port,
        Port(valid, "input"),
        Port(si, "input"),
        Port(word, "output", width, reg=True),
        Port(done, "output", reg=True),
    )
    return Design(
        names.module(rng, "deserializer", "sipo", f"des{width}", "ser2par"), ports, title, sentences, body, reference
    )


@family
def uart_transmitter(rng: Random) -> Design:
    """A UART transmitter, 8N1, with a baud tick input."""
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    tick = names.fresh(rng, used, "tick", "baud_tick", "baud_en", "bit_tick")
    start, d = (
        names.fresh(rng, used, "start", "send", "tx_start", "wr"),
        names.fresh(rng, used, "data", "tx_data", "din", "d"),
    )
    tx, busy = (
        names.fresh(rng, used, "tx", "txd", "serial_out", "uart_tx_o"),
        names.fresh(rng, used, "busy", "tx_busy", "active"),
    )
    title = choose(
        rng,
        "UART transmitter with baud tick input",
        "8N1 UART transmitter",
        "simple UART TX, 8 data bits, no parity, 1 stop bit",
        "small UART transmitter (8N1)",
    )
    sentences = (
        choose(rng, f"When {busy} is low and {start} is high, {d} is taken at the rising edge of {clock} and {busy} goes high.", f"{start} in the idle state loads {d} and sets {busy} at the clock edge.", f"A clock edge with {start} = 1 and {busy} = 0 takes {d}; {start} is ignored while {busy}."),
        choose(rng, f"The frame is a start bit 0, eight data bits LSB first and a stop bit 1; each clock edge with {tick} high puts the next of these 10 bits on {tx}.",
               f"Then at every {tick} the next frame bit appears on {tx}: 0, the 8 data bits (least significant first), 1."),
        choose(rng, f"The {tick} after the stop bit clears {busy}.", f"{busy} falls at the first {tick} after the one that sent the stop bit.", f"{busy} goes low with the 11th {tick} after the load."),
        choose(rng, f"{tx} is registered and 1 when idle.", f"The idle level of {tx} is 1; {tx} is a register."),
        reset.says(rng, choose(rng, f"sets {tx} to 1 and clears {busy}", f"makes it idle with {tx} high")),
    )  # fmt: skip
    sr, n = choose(rng, "frame", "shreg", "sr"), choose(rng, "cnt", "count", "bit_cnt")
    step = (
        f"if (!{busy}) begin\n    if ({start}) begin\n        {sr} <= {{1'b1, {d}, 1'b0}};\n        {n} <= 0;\n        {busy} <= 1;\n    end\n"
        f"end else if ({tick}) begin\n    {tx} <= {sr}[0];\n    {sr} <= {{1'b1, {sr}[9:1]}};\n    {n} <= {n} + 1;\n    if ({n} == 10) {busy} <= 0;\nend"
    )
    body = f"reg [9:0] {sr};\nreg [3:0] {n};\n{clocked(clock, reset, f'{tx} <= 1;{chr(10)}{busy} <= 0;', step)}"
    reference = f"""reg [7:0] held;
integer sent;
always @({reset.events(clock)})
    if ({reset.condition}) begin {tx} <= 1; {busy} <= 0; sent <= 0; end
    else if ({busy} && {tick}) begin
        sent <= sent + 1;
        {tx} <= sent == 0 ? 1'b0 : sent < 9 ? held[sent - 1] : 1'b1;
        {busy} <= sent < 10;
    end else if (!{busy} && {start}) begin {busy} <= 1; sent <= 0; held <= {d}; end"""
    ports = (
        Port(clock, "input"),
        reset.port,
        Port(tick, "input", note="one pulse a bit"),
        Port(start, "input"),
        Port(d, "input", 8),
        Port(tx, "output", reg=True),
        Port(busy, "output", reg=True),
    )
    return Design(
        names.module(rng, "uart_tx", "uart_transmitter", "tx_uart", "serial_tx"),
        ports,
        title,
        sentences,
        body,
        reference,
    )


@family
def uart_receiver(rng: Random) -> Design:
    """A UART receiver that samples once a bit on a tick aligned by its surroundings."""
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    tick, rx = (
        names.fresh(rng, used, "tick", "sample", "baud_tick", "bit_tick"),
        names.fresh(rng, used, "rx", "rxd", "serial_in", "sin"),
    )
    d, valid = (
        names.fresh(rng, used, "data", "rx_data", "dout", "q"),
        names.fresh(rng, used, "valid", "done", "rx_valid", "ready"),
    )
    n = names.fresh(rng, used, "cnt", "count", "bit_cnt")
    busy = names.fresh(rng, used, "busy", "active", "receiving")
    title = choose(
        rng,
        "simple UART receiver with one sample tick per bit",
        "UART receiver, 8 data bits, sampled on a tick",
        "8N1 UART receiver with bit tick input",
        "small UART RX with sample tick",
    )
    sentences = (
        choose(rng, f"{rx} is looked at only on rising edges of {clock} with {tick} high; once a bit.", f"Everything happens at clock edges with {tick} = 1, one for each bit of {rx}.", f"{tick} marks the clock edges at which {rx} is sampled, one a bit."),
        choose(rng, f"When idle, a sampled 0 is the start bit; the next eight samples are the data bits, LSB first, shifted into {d} from the left.", f"Idle until {rx} is sampled 0 (start bit), then 8 data bits are shifted into {d} from the top (least significant first)."),
        choose(rng, f"The sample after these is the stop bit: {valid} is high for one clock after it if it is 1, and the receiver is idle again either way.",
               f"Then the stop bit is sampled; if it is 1, {valid} (a register, otherwise 0) is 1 for one clock cycle, and in both cases it goes back to idle."),
        reset.says(rng, choose(rng, f"clears {d} and {valid} and makes it idle", f"returns it to idle with {d} and {valid} 0")),
    )  # fmt: skip
    step = (
        f"{valid} <= 0;\nif ({tick}) begin\n    if (!{busy}) begin\n        {busy} <= !{rx};\n        {n} <= 0;\n    end else if ({n} < 8) begin\n"
        f"        {d} <= {{{rx}, {d}[7:1]}};\n        {n} <= {n} + 1;\n    end else begin\n        {valid} <= {rx};\n        {busy} <= 0;\n    end\nend"
    )
    clear = f"{d} <= 0;\n{valid} <= 0;\n{busy} <= 0;\n{n} <= 0;"
    body = f"reg [3:0] {n};\nreg {busy};\n{clocked(clock, reset, clear, step)}"
    reference = f"""integer st_q;
always @({reset.events(clock)})
    if ({reset.condition}) begin st_q <= 0; {d} <= 0; {valid} <= 0; end
    else begin
        {valid} <= {tick} & {rx} & (st_q == 9);
        if ({tick}) begin
            st_q <= st_q == 0 ? ({rx} ? 0 : 1) : (st_q + 1) % 10;
            if (st_q != 0 && st_q != 9) {d} <= {d} >> 1 | {{{rx}, 7'b0}};
        end
    end"""
    ports = (
        Port(clock, "input"),
        reset.port,
        Port(tick, "input"),
        Port(rx, "input"),
        Port(d, "output", 8, reg=True),
        Port(valid, "output", reg=True),
    )
    return Design(
        names.module(rng, "uart_rx", "uart_receiver", "rx_uart", "serial_rx"), ports, title, sentences, body, reference
    )


@family
def spi_slave_shift(rng: Random) -> Design:
    """The shift register of an SPI slave, clocked by the SPI clock edge strobe."""
    width = rng.choice((8, 8, 16))
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    cs, rise = (
        names.fresh(rng, used, "cs_n", "ss_n", "csn"),
        names.fresh(rng, used, "sck_rise", "sclk_rise", "sck_edge", "shift"),
    )
    mosi, miso = rng.choice((("mosi", "miso"), ("sdi", "sdo")))
    load, reply, word = rng.choice(
        (("load", "tx_data", "rx_data"), ("ld", "din", "dout"), ("wr", "data_in", "data_out"))
    )
    title = choose(
        rng,
        f"{bits(rng, width)} SPI slave shift register",
        f"SPI slave shifter of {width} bits",
        f"{bits(rng, width)} shift register for an SPI slave, MSB first",
        f"SPI slave data path, {width} bits",
    )
    sentences = (
        choose(rng, f"On the rising edge of {clock}, {load} copies {reply} into {word}.", f"{load} = 1 loads {word} with {reply} at posedge {clock}.", f"If {load} is high, {word} takes {reply} at the clock edge."),
        choose(rng, f"Otherwise, when {cs} is low and {rise} is high, {word} shifts left and {mosi} enters at bit 0.", f"Without {load}, a clock edge with {cs} = 0 and {rise} = 1 moves {word} left by one, {mosi} coming in on the right.",
               f"{load} has priority; else {word} = {{{word}[{width - 2}:0], {mosi}}} if {rise} and not {cs}."),
        choose(rng, f"{miso} is the top bit of {word} while {cs} is low, else 0.", f"{miso} = {word}[{width - 1}] if {cs} is 0, and 0 when not selected."),
        reset.says(rng, choose(rng, f"clears {word}", f"sets {word} to 0")),
    )  # fmt: skip
    step = f"if ({load})\n    {word} <= {reply};\nelse if (!{cs} && {rise})\n    {word} <= {{{word}[{width - 2}:0], {mosi}}};"
    body = f"{clocked(clock, reset, f'{word} <= 0;', step)}\nassign {miso} = " + choose(
        rng, f"!{cs} & {word}[{width - 1}];", f"{cs} ? 1'b0 : {word}[{width - 1}];"
    )
    reference = f"always @({reset.events(clock)}) {word} <= ({reset.condition}) ? 0 : {load} ? {reply} : ({rise} > {cs}) ? ({word} << 1) + {mosi} : {word};\nassign {miso} = {{{cs}, {word}[{width - 1}]}} == 2'b01;"
    ports = (Port(clock, "input"), reset.port, Port(cs, "input", note="chip select, active low"), Port(rise, "input", note="one pulse per SPI clock"), Port(mosi, "input"),
             Port(load, "input"), Port(reply, "input", width), Port(word, "output", width, reg=True), Port(miso, "output"))  # fmt: skip
    return Design(
        names.module(rng, "spi_slave", "spi_shift", "spi_slave_shift", "spi_data"),
        ports,
        title,
        sentences,
        body,
        reference,
    )


@family
def i2c_start_stop(rng: Random) -> Design:
    """Detection of I2C start and stop conditions from sampled lines."""
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    scl, sda = rng.choice((("scl", "sda"), ("scl_i", "sda_i"), ("SCL", "SDA"), ("i2c_scl", "i2c_sda")))
    start, stop = rng.choice(
        (("start", "stop"), ("start_det", "stop_det"), ("is_start", "is_stop"), ("start_cond", "stop_cond"))
    )
    old = names.fresh(rng, used, "sda_d", "sda_q", "last_sda", "sda_prev")
    registered = rng.random() < 0.4
    title = choose(
        rng,
        "I2C start and stop detector",
        "I2C start/stop condition detector",
        f"detector of I2C bus conditions with outputs {start} and {stop}",
        "start/stop detection for an I2C bus",
    )
    sentences = (
        choose(rng, f"{sda} is remembered from one rising edge of {clock} to the next.", f"A register keeps {sda} of the previous clock.", f"The last value of {sda} is stored at every posedge {clock}."),
        choose(rng, f"{start}: {scl} is high now and {sda} has fallen (was 1, is 0); {stop}: {scl} is high and {sda} has risen.",
               f"{start} is 1 when {sda} is 0, was 1 and {scl} is 1; {stop} when {sda} is 1, was 0 and {scl} is 1."),
        choose(rng, f"{start} and {stop} are registered, so they come one clock later.", "Both outputs are registers, set at the clock edge.") if registered else choose(rng, "Both outputs are combinational.", f"{start} and {stop} are not registered."),
        reset.says(rng, f"sets the stored {sda} to 1" + (f" and clears {start} and {stop}" if registered else "")),
    )  # fmt: skip
    rows = [(start, f"{scl} & {old} & ~{sda}"), (stop, f"{scl} & ~{old} & {sda}")]
    load, clear = f"{old} <= {sda};", f"{old} <= 1'b1;"
    if registered:
        load += "".join(f"\n{n} <= {e};" for n, e in rows)
        clear += f"\n{start} <= 1'b0;\n{stop} <= 1'b0;"
    body = f"reg {old};\n{clocked(clock, reset, clear, load)}"
    if not registered:
        body += "".join(f"\nassign {n} = {e};" for n, e in rows)
    now = f"{{{scl}, earlier, {sda}}}"
    reference = (
        f"reg earlier;\nalways @({reset.events(clock)}) if ({reset.condition}) earlier <= 1; else earlier <= {sda};\n"
    )
    if registered:
        reference += f"always @({reset.events(clock)}) if ({reset.condition}) {{{start}, {stop}}} <= 0; else {{{start}, {stop}}} <= {{{now} == 3'b110, {now} == 3'b101}};"
    else:
        reference += f"assign {{{start}, {stop}}} = {{{now} == 6, {now} == 5}};"
    ports = (
        Port(clock, "input"),
        reset.port,
        Port(scl, "input"),
        Port(sda, "input"),
        Port(start, "output", reg=registered),
        Port(stop, "output", reg=registered),
    )
    return Design(
        names.module(rng, "i2c_detect", "i2c_start_stop", "start_stop_det", "i2c_cond"),
        ports,
        title,
        sentences,
        body,
        reference,
    )
