"""Things that happen in phases: programmes with times, windows, waves around a middle, serial exchanges."""

from random import Random

from verimentor_trainer.families.clocking import Sheet
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.wording import bits, number

_PROGRAMMES = (
    ("brewing programme", ("grind", "heat", "pour")),
    ("sprinkler programme", ("front", "side", "back")),
    ("filter cleaning programme", ("drain", "rinse", "refill")),
    ("power-up sequence", ("core_on", "io_on", "analog_on")),
    ("paint line programme", ("spray", "dry", "cool")),
    ("carousel show", ("music", "lights", "turn")),
)


@family
def timed_programme(rng: Random) -> Design:
    """Phases one after another, each with its output and its number of clocks, begun by a start signal."""
    sheet = Sheet(rng)
    noun, outputs = rng.choice(_PROGRAMMES)
    times = [rng.randrange(2, 9) for _ in outputs]
    start = sheet.input("start", "go", "run", "begin_it")
    stop = sheet.input("stop", "abort", "cancel") if sheet.chance(0.4) else ""
    outs = [sheet.output(name, reg=False) for name in outputs]
    state, timer = sheet.name("state", "phase", "step"), sheet.name("timer", "cnt", "left")
    codes = ["IDLE", *(name.upper() for name in outputs)]
    rows = [
        f"    IDLE: if ({start}) begin\n        {state} <= {codes[1]};\n        {timer} <= {times[0] - 1};\n    end"
    ]
    for i in range(len(times)):
        last = i == len(times) - 1
        following = "IDLE" if last else codes[i + 2]
        reload = "" if last else f"\n        {timer} <= {times[i + 1] - 1};"
        tail = f"if ({timer} == 0) begin\n        {state} <= {following};{reload}\n    end else {timer} <= {timer} - 1;"
        rows.append(f"    {codes[i + 1]}: {tail}")
    steps = "\n".join([f"case ({state})", *rows, f"    default: {state} <= IDLE;", "endcase"])
    arms = [(stop, f"{state} <= IDLE;"), ("", steps)] if stop else steps
    register = sheet.block(f"{state} <= IDLE;\n{timer} <= 0;", arms)
    body = "\n".join(
        [
            f"localparam {', '.join(f'{code} = 2{chr(39)}d{i}' for i, code in enumerate(codes))};",
            f"reg [1:0] {state};",
            f"reg [2:0] {timer};",
            register,
            *(f"assign {out} = ({state} == {code});" for out, code in zip(outs, codes[1:], strict=True)),
        ]
    )
    condition = sheet.reset.condition if sheet.reset else "1'b0"
    total = sum(times)
    halt = f"{stop} ? 0 : " if stop else ""
    reference = f"""int at;
always @({sheet.events}) if ({condition}) at <= 0; else at <= {halt}at == 0 ? {start} : at == {total} ? 0 : at + 1;
"""
    reference += "\n".join(
        f"assign {out} = at > {sum(times[:i])} && at <= {sum(times[: i + 1])};" for i, out in enumerate(outs)
    )
    title = sheet.choose(
        f"{noun} with {number(rng, len(outs))} timed phases", f"controller of a {noun}", f"{noun} sequencer"
    )
    listed = ", then ".join(f"{out} for {time}" for out, time in zip(outs, times, strict=True))
    sentences = [
        sheet.choose(
            f"{start}, seen at rest, begins the programme {sheet.at_edge()}: {listed} clock cycles, then rest.",
            f"When idle and {start} is 1 it goes through its phases: {listed} clocks; after that it is idle again.",
            "Phases in clock cycles: "
            + "; ".join(f"{out} {time}" for out, time in zip(outs, times, strict=True))
            + f". {start} starts them from rest, and after the last it rests.",
        ),
        sheet.choose(
            "Each output is high during its own phase only, all are low at rest.",
            f"Only the output of the current phase is 1; at rest all are 0 and {start} is not looked at during the phases.",
        ),
        *(
            [
                sheet.choose(
                    f"{stop} ends it at the next clock edge, whatever the phase.",
                    f"{stop} = 1 goes back to rest at the clock edge and beats {start}.",
                )
            ]
            if stop
            else []
        ),
        *sheet.resets("returns to rest", "goes to the idle state"),
    ]
    return sheet.design(title, sentences, body, reference, ("programme", "phase_ctrl", "sequencer", "timed_steps"))


@family
def window_counter(rng: Random) -> Design:
    """Events counted in windows of a fixed number of clocks, the result kept until the next."""
    sheet = Sheet(rng)
    window, width = rng.choice((8, 10, 16, 20, 32)), rng.choice((3, 4, 4, 8))
    event = sheet.input("event_in", "hit", "pulse", "x")
    result = sheet.output("result", "rate", "freq", "total", width=width)
    fresh = sheet.output("fresh", "update", "valid", "new_value") if sheet.chance(0.5) else ""
    timer, count = sheet.name("timer", "tcnt", "slot"), sheet.name("count", "events", "n")
    size = (window - 1).bit_length()
    start = f"{timer} <= 0;\n{count} <= 0;\n{result} <= 0;" + (f"\n{fresh} <= 1'b0;" if fresh else "")
    steps = f"""if ({timer} == {window - 1}) begin
    {timer} <= 0;
    {result} <= {count} + {event};
    {count} <= 0;
end else begin
    {timer} <= {timer} + 1;
    {count} <= {count} + {event};
end"""
    if fresh:
        steps += f"\n{fresh} <= ({timer} == {window - 1});"
    body = f"reg [{size - 1}:0] {timer};\nreg [{width - 1}:0] {count};\n{sheet.block(start, steps)}"
    condition = sheet.reset.condition if sheet.reset else "1'b0"
    more = f" {fresh} <= 0;" if fresh else ""
    tail = f" {fresh} <= t == 1;" if fresh else ""
    reference = f"""int t, n;
always @({sheet.events})
    if ({condition}) begin t <= {window}; n <= 0; {result} <= 0;{more} end
    else begin
        t <= t == 1 ? {window} : t - 1;
        n <= t == 1 ? 0 : n + {event};
        if (t == 1) {result} <= n + {event};{tail}
    end"""
    title = sheet.choose(
        f"event counter with a window of {window} clocks",
        f"{bits(rng, width)} rate meter over {window} cycles",
        f"frequency counter, gate time {window} clocks, {bits(rng, width)} result",
    )
    sentences = [
        sheet.choose(
            f"Time is cut into windows of {window} clock edges, the first one right after reset; edges with {event} high are counted.",
            f"It counts the edges of {sheet.clock} at which {event} is 1, anew in every window of {window} edges.",
        ),
        sheet.choose(
            f"The last edge of a window puts the count, that edge included, into {result}, which keeps it until the next window ends.",
            f"At the last edge of the window {result} takes the number, including this edge, and counting starts from zero.",
        ),
        f"Counts have {width} bits and wrap.",
        *([f"{fresh} is 1 for one cycle after that edge."] if fresh else []),
        *sheet.resets(f"clears {result}{f' and {fresh}' if fresh else ''} and begins a window"),
    ]
    return sheet.design(title, sentences, body, reference, ("rate_meter", "window_count", "gate_counter", "freq_meter"))


@family
def centre_aligned_pwm(rng: Random) -> Design:
    """A PWM whose counter goes up and down, so that pulses lie around the middle."""
    sheet = Sheet(rng)
    top = rng.choice((7, 10, 15, 15, 20, 31))
    width = top.bit_length()
    duty = sheet.input("duty", "level", "width_in", "compare", width=width)
    out = sheet.output("pwm", "out", "gate", "pulse", reg=False)
    count, down = sheet.name("cnt", "count", "carrier"), sheet.name("down", "falling", "dir")
    steps = f"""if (!{down}) begin
    {count} <= {count} + 1;
    if ({count} == {top - 1}) {down} <= 1'b1;
end else begin
    {count} <= {count} - 1;
    if ({count} == 1) {down} <= 1'b0;
end"""
    register = sheet.block(f"{count} <= 0;\n{down} <= 1'b0;", steps)
    body = f"reg [{width - 1}:0] {count};\nreg {down};\n{register}\n\nassign {out} = ({count} < {duty});"
    reference = f"""int p;
{sheet.remember("p", "0", f"(p + 1) % {2 * top}")}
assign {out} = (p <= {top} ? p : {2 * top} - p) < {duty};"""
    title = sheet.choose(
        f"centre-aligned PWM with a peak of {top}",
        f"up-down PWM, counter from 0 to {top}",
        f"phase-correct PWM with top value {top}",
    )
    sentences = [
        sheet.choose(
            f"A counter goes from 0 up to {top} and back down to 0, one step every clock, without staying at the ends.",
            f"The carrier counts 0, 1, ..., {top}, {top - 1}, ..., 1, 0, 1 and so on, a step a clock.",
        ),
        sheet.choose(
            f"{out} is high while it is below {duty} (combinational).", f"{out} = (counter < {duty}), combinational."
        ),
        f"{duty} has {width} bits.",
        *sheet.resets("puts the counter at 0, going up", "starts at 0 upwards"),
    ]
    return sheet.design(title, sentences, body, reference, ("pwm_center", "updown_pwm", "phase_pwm", "triangle_pwm"))


@family
def spi_master(rng: Random) -> Design:
    """A word exchanged over SPI in mode 0, two clocks a bit."""
    sheet = Sheet(rng)
    width = rng.choice((4, 8, 8, 8, 16))
    start = sheet.input("start", "go", "send")
    data = sheet.input("tx_data", "din", "data", width=width)
    miso = sheet.input("miso", "sdi", "rx")
    sclk = sheet.output("sclk", "sck", "spi_clk")
    mosi = sheet.output("mosi", "sdo", "tx", reg=False)
    busy = sheet.output("busy", "active", "running")
    received = sheet.output("rx_data", "dout", "result", width=width)
    count = sheet.name("cnt", "bit_cnt", "left")
    size = (width - 1).bit_length()
    start_step = f"{busy} <= 1'b1;\n{received} <= {data};\n{count} <= {width - 1};"
    step = f"""if (!{sclk}) {sclk} <= 1'b1;
else begin
    {sclk} <= 1'b0;
    {received} <= {{{received}[{width - 2}:0], taken}};
    if ({count} == 0) {busy} <= 1'b0;
    else {count} <= {count} - 1;
end
if (!{sclk}) taken <= {miso};"""
    register = sheet.block(
        f"{sclk} <= 1'b0;\n{busy} <= 1'b0;\n{received} <= 0;\n{count} <= 0;\ntaken <= 1'b0;",
        [(busy, step), (start, start_step)],
    )
    body = f"reg [{size - 1}:0] {count};\nreg taken; // sampled at the rising edge of {sclk}\n{register}\n\nassign {mosi} = {received}[{width - 1}];"
    condition = sheet.reset.condition if sheet.reset else "1'b0"
    reference = f"""int half;
logic s;
always @({sheet.events})
    if ({condition}) begin half <= 0; {received} <= 0; s <= 0; end
    else if (half == 0) begin if ({start}) begin half <= {2 * width}; {received} <= {data}; end end
    else begin
        half <= half - 1;
        if (half % 2 == 0) s <= {miso};
        else {received} <= ({received} << 1) | s;
    end
assign {busy} = half != 0;
assign {sclk} = half % 2;
assign {mosi} = {received}[{width - 1}];"""
    title = sheet.choose(
        f"{bits(rng, width)} SPI master, mode 0", f"SPI master for {bits(rng, width)} words (CPOL = 0, CPHA = 0)"
    )
    sentences = [
        sheet.choose(
            f"At rest ({busy} low) an edge with {start} high loads {data} into the shift register {received} and sets {busy}.",
            f"{start} while {busy} is 0 takes {data} into {received}, the shift register, {sheet.at_edge()}, and {busy} goes high.",
        ),
        f"While {busy}, {sclk} toggles every clock, starting from 0.",
        sheet.choose(
            f"The edge that raises {sclk} samples {miso}; the one that lowers it shifts {received} left with that sample entering at the bottom.",
            f"{miso} is sampled when {sclk} goes up; when it goes down {received} shifts left by one and takes the sample in as its lowest bit.",
        ),
        f"{mosi} is the top bit of {received}, combinationally, so the most significant bit goes first.",
        f"With the {width}th falling edge of {sclk} {busy} goes low and {received} holds what was received.",
        *sheet.resets(f"clears {sclk}, {busy} and {received}"),
    ]
    return sheet.design(title, sentences, body, reference, ("spi_master", "spi_tx", "spi_unit", "spi_host"))
