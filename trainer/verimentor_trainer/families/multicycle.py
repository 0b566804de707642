"""Arithmetic over many clocks and other registers with a memory of the past."""

from random import Random

from verimentor_trainer.families.design import Design, Port, Reset, clocked, family
from verimentor_trainer.wording import bits, choose, names


@family
def shift_add_multiplier(rng: Random) -> Design:
    """A multiplier of one bit a clock with start, busy and done."""
    width = rng.choice((4, 4, 8, 8, 16))
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    start, busy, done = (
        names.fresh(rng, used, "start", "go", "begin_mul"),
        names.fresh(rng, used, "busy", "active", "running"),
        names.fresh(rng, used, "done", "valid", "finished"),
    )
    a, b = rng.choice((("a", "b"), ("x", "y"), ("op_a", "op_b")))
    used += [a, b]
    p = names.fresh(rng, used, "product", "p", "result")
    title = choose(
        rng,
        f"{bits(rng, width)} sequential multiplier",
        f"{bits(rng, width)} shift-and-add multiplier with start and done",
        f"multi-cycle {width} x {width} multiplier",
        f"{bits(rng, width)} shift-add multiplier, one bit per clock",
    )
    sentences = (
        choose(rng, f"When {start} is high and {busy} is low, the unsigned operands {a} and {b} are taken at the rising edge of {clock}, {p} is cleared and {busy} goes high.", f"{start} with {busy} = 0 loads {a} and {b} (unsigned), clears {p} and sets {busy} at the clock edge; {start} is ignored while {busy}."),
        choose(rng, f"Then it takes {width} clocks, one bit of {b} each, least significant first: if the bit is 1, {a} shifted to its place is added to {p}.", f"In each of the next {width} clock cycles one bit of {b}, from the lowest up, adds the shifted {a} to {p} if it is 1."),
        choose(rng, f"With the last of these {busy} falls, and {done} is high for the one cycle after it; {p} then holds {a} * {b}.", f"After the {width}th step {busy} is 0, {p} is the product and {done} is 1 for one clock."),
        reset.says(rng, choose(rng, f"clears {busy}, {done} and {p}", f"makes it idle with {done} and {p} 0")),
    )  # fmt: skip
    n = width.bit_length()
    step = f"""{done} <= 0;
if (!{busy}) begin
    if ({start}) begin
        mcand <= {a};
        mplier <= {b};
        {p} <= 0;
        steps <= {width};
        {busy} <= 1;
    end
end else begin
    if (mplier[0]) {p} <= {p} + mcand;
    mcand <= mcand << 1;
    mplier <= mplier >> 1;
    steps <= steps - 1;
    if (steps == 1) begin
        {busy} <= 0;
        {done} <= 1;
    end
end"""
    body = f"reg [{2 * width - 1}:0] mcand;\nreg [{width - 1}:0] mplier;\nreg [{n - 1}:0] steps;\n{clocked(clock, reset, f'{busy} <= 0;{chr(10)}{done} <= 0;{chr(10)}{p} <= 0;', step)}"
    reference = f"""reg [{width - 1}:0] m, k;
integer t;
wire [{2 * width - 1}:0] kept = k & ((1 << (t + 1)) - 1);
always @({reset.events(clock)})
    if ({reset.condition}) begin {{{busy}, {done}, {p}}} <= 0; end
    else begin
        {done} <= {busy} && t == {width - 1};
        if ({busy}) begin {p} <= m * kept; t <= t + 1; {busy} <= t < {width - 1}; end
        else if ({start}) begin m <= {a}; k <= {b}; {p} <= 0; t <= 0; {busy} <= 1; end
    end"""
    ports = (Port(clock, "input"), reset.port, Port(start, "input"), Port(a, "input", width), Port(b, "input", width),
             Port(p, "output", 2 * width, reg=True), Port(busy, "output", reg=True), Port(done, "output", reg=True))  # fmt: skip
    return Design(
        names.module(rng, "seq_mult", "multiplier", "shift_add_mul", f"mul{width}"),
        ports,
        title,
        sentences,
        body,
        reference,
    )


@family
def small_divider(rng: Random) -> Design:
    """A restoring divider of one quotient bit a clock."""
    width = rng.choice((4, 4, 8, 8, 16))
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name, "left", "den"]
    start, busy, done = (
        names.fresh(rng, used, "start", "go", "begin_div"),
        names.fresh(rng, used, "busy", "active", "running"),
        names.fresh(rng, used, "done", "valid", "finished"),
    )
    a, b = rng.choice((("dividend", "divisor"), ("num", "denom"), ("a", "b")))
    q, r = rng.choice((("quotient", "remainder"), ("quot", "rem"), ("q", "r")))
    title = choose(
        rng,
        f"{bits(rng, width)} sequential divider",
        f"{bits(rng, width)} restoring divider with start and done",
        f"multi-cycle unsigned divider of {width} bits",
        f"{bits(rng, width)} divider, one bit per clock",
    )
    sentences = (
        choose(rng, f"When {start} is high and {busy} low, {a} and {b} (unsigned) are taken at the rising edge of {clock}: {q} gets {a}, {r} becomes 0 and {busy} goes high.", f"{start} while idle stores {b}, puts {a} in {q}, 0 in {r} and sets {busy} at posedge {clock}; it is ignored while {busy}."),
        choose(rng, f"Each of the next {width} clocks shifts {{{r}, {q}}} left by one and, if the {width + 1}-bit shifted {r} is at least the divisor, subtracts it and sets {q}[0].", f"Then {width} steps of restoring division follow, one a clock, in the register pair {{{r}, {q}}}: shift left, and if the shifted {r} ({width + 1} bits) >= divisor, subtract it and put 1 in {q}[0], else 0."),
        choose(rng, f"After the last step {busy} is 0, {done} is high for one cycle, and {q} and {r} hold quotient and remainder.", f"With the last step {busy} goes low and {done} is 1 for one clock; {q} = {a} / {b}, {r} = {a} % {b}."),
        reset.says(rng, choose(rng, f"clears {q}, {r}, {busy} and {done}", f"sets {busy}, {done}, {q} and {r} to 0")),
    )  # fmt: skip
    n = width.bit_length()
    step = f"""{done} <= 0;
if (!{busy}) begin
    if ({start}) begin
        {q} <= {a};
        {r} <= 0;
        den <= {b};
        left <= {width};
        {busy} <= 1;
    end
end else begin
    {r} <= fits ? shifted - den : shifted[{width - 1}:0];
    {q} <= {{{q}[{width - 2}:0], fits}};
    left <= left - 1;
    if (left == 1) begin
        {busy} <= 0;
        {done} <= 1;
    end
end"""
    clear = f"{q} <= 0;\n{r} <= 0;\n{busy} <= 0;\n{done} <= 0;"
    body = f"reg [{width - 1}:0] den;\nreg [{n - 1}:0] left;\nwire [{width}:0] shifted = {{{r}, {q}[{width - 1}]}};\nwire fits = (shifted >= den);\n{clocked(clock, reset, clear, step)}"
    reference = f"""reg [{width - 1}:0] top, low;
integer t;
wire [{width - 1}:0] head = top >> ({width - 1} - t);
wire [{2 * width - 1}:0] parts = {{{width}'d0, top}} << (t + 1);
wire [{width - 1}:0] whole = low == 0 ? {{{width}{{1'b1}}}} >> ({width - 1} - t) : head / low;
always @({reset.events(clock)})
    if ({reset.condition}) begin {{{q}, {r}, {busy}, {done}}} <= 0; end
    else begin
        {done} <= {busy} && t == {width - 1};
        if ({busy}) begin
            {q} <= parts[{width - 1}:0] | whole;
            {r} <= low == 0 ? head : head % low;
            t <= t + 1;
            {busy} <= t < {width - 1};
        end else if ({start}) begin top <= {a}; low <= {b}; {q} <= {a}; {r} <= 0; t <= 0; {busy} <= 1; end
    end"""
    ports = (Port(clock, "input"), reset.port, Port(start, "input"), Port(a, "input", width), Port(b, "input", width), Port(q, "output", width, reg=True),
             Port(r, "output", width, reg=True), Port(busy, "output", reg=True), Port(done, "output", reg=True))  # fmt: skip
    return Design(
        names.module(rng, "divider", "seq_div", "restoring_div", f"div{width}"),
        ports,
        title,
        sentences,
        body,
        reference,
    )


@family
def minmax_tracker(rng: Random) -> Design:
    """The smallest or largest sample so far, with its number."""
    width, biggest, indexed, signed = (
        rng.choice((4, 8, 8, 16)),
        rng.random() < 0.5,
        rng.random() < 0.5,
        rng.random() < 0.25,
    )
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    valid, d = (
        names.fresh(rng, used, "valid", "en", "sample", "strobe"),
        names.fresh(rng, used, "d", "din", "x", "sample_in", "data"),
    )
    best = names.fresh(
        rng, used, *(("max", "max_value", "peak", "largest") if biggest else ("min", "min_value", "lowest", "smallest"))
    )
    index, size = names.fresh(rng, used, "index", "pos", "where"), 8
    word = "maximum" if biggest else "minimum"
    start = (
        (-(1 << (width - 1)) if biggest else (1 << (width - 1)) - 1) if signed else (0 if biggest else (1 << width) - 1)
    )
    bits_of = start & ((1 << width) - 1)
    literal = f"{width}'h{bits_of:0{(width + 3) // 4}x}"
    kind = "signed" if signed else "unsigned"
    title = choose(
        rng,
        f"{bits(rng, width)} {word} tracker",
        f"running {word} of {bits(rng, width)} {kind} samples",
        f"{word} register, {width} bits {kind}",
        f"{bits(rng, width)} {kind} {word} detector",
    ) + (" with index" if indexed else "")
    comparison = ">" if biggest else "<"
    sentences = [
        choose(rng, f"When {valid} is high at a rising edge of {clock} and {d} is {'greater' if biggest else 'less'} than {best} ({kind}), {best} takes {d}.", f"posedge {clock}: if {valid} and {d} {comparison} {best} ({kind}) then {best} = {d}", f"{best} is the {word} of all {kind} samples {d} taken with {valid} = 1 at clock edges; only a strictly {'greater' if biggest else 'smaller'} one replaces it."),
        reset.says(rng, f"sets {best} to {literal}" + (f" and clears {index} and the sample count" if indexed else "")),
    ]  # fmt: skip
    step = f"if ({valid} && {d} {comparison} {best}) {best} <= {d};"
    clear = f"{best} <= {literal};"
    body = ""
    if indexed:
        sentences.insert(
            1,
            choose(
                rng,
                f"Samples are numbered from 0 (8 bits, wrapping); {index} takes the number of the sample stored in {best}.",
                f"{index} is the number of the sample that {best} came from; an 8-bit count of valid samples starts at 0.",
            ),
        )
        step = f"if ({valid}) begin\n    number <= number + 1;\n    if ({d} {comparison} {best}) begin\n        {best} <= {d};\n        {index} <= number;\n    end\nend"
        clear += f"\n{index} <= 0;\nnumber <= 0;"
        body = "reg [7:0] number;\n"
    body += clocked(clock, reset, clear, step)
    cast = (lambda e: f"({e} ^ {width}'d{1 << (width - 1)})") if signed else (lambda e: e)
    better = f"{valid} && {cast(best)} {'<' if biggest else '>'} {cast(d)}"
    if signed:
        better = f"{valid} && {{~{best}[{width - 1}], {best}[{width - 2}:0]}} {'<' if biggest else '>'} {{~{d}[{width - 1}], {d}[{width - 2}:0]}}"
    reference = f"wire better = {better};\nalways @({reset.events(clock)}) {best} <= ({reset.condition}) ? {literal} : better ? {d} : {best};"
    if indexed:
        reference += f"\ninteger n;\nalways @({reset.events(clock)}) n <= ({reset.condition}) ? 0 : n + (n < 0 ? 0 : {valid});\nalways @({reset.events(clock)}) {index} <= ({reset.condition}) ? 0 : better ? n : {index};"
    ports = [
        Port(clock, "input"),
        reset.port,
        Port(valid, "input"),
        Port(d, "input", width, signed=signed),
        Port(best, "output", width, reg=True, signed=signed),
    ]
    if indexed:
        ports.append(Port(index, "output", size, reg=True))
    return Design(
        names.module(rng, f"{word[:3]}_tracker", f"running_{word[:3]}", f"{word}_finder", f"{word[:3]}_reg"),
        tuple(ports),
        title,
        tuple(sentences),
        body,
        reference,
    )


@family
def saturating_accumulator(rng: Random) -> Design:
    """A signed accumulator that saturates at both ends."""
    width, narrow = rng.choice((8, 8, 16, 12)), rng.choice((0, 0, 4))
    input_width = width - narrow
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    en, d = names.fresh(rng, used, "en", "valid", "add", "enable"), names.fresh(rng, used, "d", "x", "din", "sample")
    acc = names.fresh(rng, used, "acc", "sum", "total", "acc_out")
    high, low = (1 << (width - 1)) - 1, 1 << (width - 1)
    title = choose(
        rng,
        f"{bits(rng, width)} signed saturating accumulator",
        f"saturating signed accumulator of {width} bits",
        f"{bits(rng, width)} accumulator with signed saturation",
    )
    sentences = (
        choose(rng, f"When {en} is high, the signed {d} ({input_width} bits) is added to the signed {acc} at the rising edge of {clock}.", f"posedge {clock} with {en} = 1: {acc} = {acc} + {d}, both signed."),
        choose(rng, f"On overflow {acc} saturates at {high} or -{low} instead of wrapping.", f"The result is limited to -{low} .. {high}.", f"A sum above {high} gives {high}, one below -{low} gives -{low}."),
        reset.says(rng, choose(rng, f"clears {acc}", f"sets {acc} to 0")),
    )  # fmt: skip
    literals = (
        (f"{width}'sd{high}", f"-{width}'sd{low}")
        if rng.random() < 0.5
        else (f"{{1'b0, {{{width - 1}{{1'b1}}}}}}", f"{{1'b1, {{{width - 1}{{1'b0}}}}}}")
    )
    if literals[1].startswith("-"):
        literals = (literals[0], f"{width}'h{low:x}")
    step = f"if ({en}) begin\n    if (next[{width}] != next[{width - 1}])\n        {acc} <= next[{width}] ? {literals[1]} : {literals[0]};\n    else\n        {acc} <= next[{width - 1}:0];\nend"
    body = f"wire signed [{width}:0] next = {acc} + {d};\n{clocked(clock, reset, f'{acc} <= 0;', step)}"
    reference = f"""integer s;
always @* begin
    s = {acc};
    s = s + $signed({d});
    if (s > {high}) s = {high};
    if (s < -{low}) s = -{low};
end
always @({reset.events(clock)}) if ({reset.condition}) {acc} <= 0; else if ({en}) {acc} <= s;"""
    ports = (
        Port(clock, "input"),
        reset.port,
        Port(en, "input"),
        Port(d, "input", input_width, signed=True),
        Port(acc, "output", width, reg=True, signed=True),
    )
    return Design(
        names.module(rng, "sat_acc", "accumulator", "sat_accumulator", "acc_sat"),
        ports,
        title,
        sentences,
        body,
        reference,
    )


@family
def predictor_counter(rng: Random) -> Design:
    """A saturating two- or three-bit up/down counter as branch predictors use."""
    width = rng.choice((2, 2, 2, 3))
    top = (1 << width) - 1
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    train, taken = (
        names.fresh(rng, used, "train", "update", "en", "valid"),
        names.fresh(rng, used, "taken", "up", "branch_taken", "outcome"),
    )
    state, predict = (
        names.fresh(rng, used, "state", "count", "counter", "cnt"),
        names.fresh(rng, used, "predict", "prediction", "predict_taken", "guess"),
    )
    value = rng.choice((0, 1, 1, top // 2 + 1))
    title = choose(
        rng,
        f"{bits(rng, width)} saturating counter branch predictor",
        f"{bits(rng, width)} branch predictor",
        f"{bits(rng, width)} saturating up/down counter with prediction",
        f"saturating {bits(rng, width)} predictor",
    )
    sentences = (
        choose(rng, f"On the rising edge of {clock} with {train} high, {state} goes up by 1 if {taken} is 1 and down by 1 if it is 0.", f"When {train}: {state} + 1 for {taken} = 1, {state} - 1 for {taken} = 0 (posedge {clock})."),
        choose(rng, f"It saturates at {top} and 0.", f"{state} stays at {top} when counting up and at 0 when counting down.", f"No wrap: limits 0 and {top}."),
        choose(rng, f"{predict} is the top bit of {state}.", f"{predict} = {state}[{width - 1}]."),
        reset.says(rng, f"sets {state} to {value}"),
    )  # fmt: skip
    style = rng.random()
    if style < 0.5:
        step = f"if ({train}) begin\n    if ({taken} && {state} != {top})\n        {state} <= {state} + 1;\n    else if (!{taken} && {state} != 0)\n        {state} <= {state} - 1;\nend"
    else:
        step = f"if ({train}) begin\n    if ({taken})\n        {state} <= ({state} == {width}'d{top}) ? {state} : {state} + 1'b1;\n    else\n        {state} <= ({state} == {width}'d0) ? {state} : {state} - 1'b1;\nend"
    body = f"{clocked(clock, reset, f'{state} <= {width}{chr(39)}d{value};', step)}\nassign {predict} = {state}[{width - 1}];"
    reference = f"wire at_end = {taken} ? &{state} : ~|{state};\nalways @({reset.events(clock)}) if ({reset.condition}) {state} <= {value}; else {state} <= {state} + (({train} && !at_end) ? ({taken} ? 1 : {top}) : 0);\nassign {predict} = {state} >= {1 << (width - 1)};"
    ports = (
        Port(clock, "input"),
        reset.port,
        Port(train, "input"),
        Port(taken, "input"),
        Port(state, "output", width, reg=True),
        Port(predict, "output"),
    )
    return Design(
        names.module(rng, "predictor", "sat_counter", "bpred", f"sat{width}"), ports, title, sentences, body, reference
    )


@family
def gray_pointer(rng: Random) -> Design:
    """A pointer that counts in binary and is shown in Gray code."""
    width = rng.choice((3, 4, 4, 5, 8))
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    en = names.fresh(rng, used, "inc", "en", "enable", "advance")
    gray, binary = (
        names.fresh(rng, used, "gray", "ptr_gray", "gray_out", "gptr"),
        names.fresh(rng, used, "bin", "ptr", "binary", "count"),
    )
    registered, shown = rng.random() < 0.5, rng.random() < 0.5
    title = choose(
        rng,
        f"{bits(rng, width)} gray code pointer",
        f"{bits(rng, width)} Gray-code pointer for an asynchronous FIFO",
        f"Gray pointer of {width} bits",
        f"{bits(rng, width)} binary counter with Gray code output",
    )
    inside = binary if shown else "an internal binary counter"
    sentences = (
        choose(rng, f"{inside[0].upper() + inside[1:] if not shown else inside} goes up by 1 at each rising edge of {clock} with {en} high and wraps around.", f"When {en} is high, {inside} increments at posedge {clock}."),
        (choose(rng, f"{gray} is a register that always holds the Gray code (n ^ (n >> 1)) of the count.", f"{gray} is registered together with the count and is its Gray code n ^ (n >> 1).") if registered else
         choose(rng, f"{gray} is the Gray code n ^ (n >> 1) of the count, combinationally.", f"{gray} = n ^ (n >> 1) for the count n.")),
        reset.says(rng, choose(rng, f"clears {'both' if shown else gray + ' and the counter'}", "starts from 0")),
    )  # fmt: skip
    declaration = "" if shown else f"reg [{width - 1}:0] {binary};\n"
    if registered:
        body = f"{declaration}wire [{width - 1}:0] next = {binary} + {en};\n{clocked(clock, reset, f'{binary} <= 0;{chr(10)}{gray} <= 0;', f'{binary} <= next;{chr(10)}{gray} <= next ^ (next >> 1);')}"
    else:
        body = f"{declaration}{clocked(clock, reset, f'{binary} <= 0;', f'if ({en}) {binary} <= {binary} + 1;')}\nassign {gray} = {binary} ^ ({binary} >> 1);"
    reference = f"reg [{width - 1}:0] n;\nalways @({reset.events(clock)}) if ({reset.condition}) n <= 0; else if ({en}) n <= n + 1;\ngenvar i;\ngenerate for (i = 0; i < {width - 1}; i = i + 1) begin : g\n    assign {gray}[i] = n[i] != n[i + 1];\nend endgenerate\nassign {gray}[{width - 1}] = n[{width - 1}];"
    ports = [Port(clock, "input"), reset.port, Port(en, "input")]
    if shown:
        ports.append(Port(binary, "output", width, reg=True))
        reference += f"\nassign {binary} = n;"
    ports.append(Port(gray, "output", width, reg=registered))
    return Design(
        names.module(rng, "gray_ptr", "gray_pointer", "gray_counter", f"gray{width}"),
        tuple(ports),
        title,
        sentences,
        body,
        reference,
    )


@family
def cellular_automaton(rng: Random) -> Design:
    """An elementary cellular automaton, one step a clock, with load."""
    width, rule, ring = (
        rng.choice((8, 8, 16, 32)),
        rng.choice((30, 90, 90, 110, 110, 150, 184, rng.randrange(1, 255))),
        rng.random() < 0.5,
    )
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    load, d, q = (
        names.fresh(rng, used, "load", "ld", "set"),
        names.fresh(rng, used, "data", "d", "seed", "init"),
        names.fresh(rng, used, "q", "cells", "state"),
    )
    title = choose(
        rng,
        f"rule {rule} cellular automaton of {width} cells",
        f"{width}-cell rule {rule} automaton",
        f"one-dimensional cellular automaton, rule {rule}, {width} cells",
        f"rule {rule} automaton with {width} cells and load",
    )
    table = ", ".join(f"{p:03b} -> {rule >> p & 1}" for p in range(7, -1, -1))
    sentences = (
        choose(rng, f"At every rising edge of {clock} each cell of {q} takes its next value from (left, itself, right): {table}.", f"New value by left neighbour, cell, right neighbour: {table}; one generation a clock ({clock})."),
        choose(rng, "The left neighbour of bit i is bit i+1, the right one bit i-1.", "Left means the next higher bit, right the next lower."),
        choose(rng, "The cells form a ring.", "The ends are neighbours of each other (ring).") if ring else choose(rng, "Beyond the ends there are zeros.", "Cells outside count as 0."),
        choose(rng, f"{load} has priority and loads {d} into {q}.", f"When {load} is high, {q} takes {d} instead."),
        reset.says(rng, choose(rng, f"clears {q}", f"sets {q} to 0")),
    )  # fmt: skip
    left = f"{{{q}[0], {q}[{width - 1}:1]}}" if ring else f"{{1'b0, {q}[{width - 1}:1]}}"
    right = f"{{{q}[{width - 2}:0], {q}[{width - 1}]}}" if ring else f"{{{q}[{width - 2}:0], 1'b0}}"
    known = {
        90: "left ^ right",
        110: f"({q} | right) & ~(left & {q} & right)",
        30: f"left ^ ({q} | right)",
        150: f"left ^ {q} ^ right",
    }
    if rule in known:
        formula = known[rule]
    else:
        terms = [
            " & ".join(n if p >> s & 1 else f"~{n}" for s, n in ((2, "left"), (1, q), (0, "right")))
            for p in range(8)
            if rule >> p & 1
        ]
        formula = " |\n    ".join(f"({t})" for t in terms)
    # "left" is the vector of left neighbours: bit i of it is bit i+1 of the cells.
    body = f"wire [{width - 1}:0] left = {left};\nwire [{width - 1}:0] right = {right};\nwire [{width - 1}:0] next = {formula};\n"
    body += clocked(clock, reset, f"{q} <= 0;", f"if ({load})\n    {q} <= {d};\nelse\n    {q} <= next;")
    padded = f"{{{q}[0], {q}, {q}[{width - 1}]}}" if ring else f"{{1'b0, {q}, 1'b0}}"
    reference = f"wire [7:0] rule = {rule};\nwire [{width + 1}:0] w = {padded};\ninteger i;\nalways @({reset.events(clock)})\n    if ({reset.condition}) {q} <= 0;\n    else for (i = 0; i < {width}; i = i + 1) {q}[i] <= {load} ? {d}[i] : rule[w[i +: 3]];"
    ports = (
        Port(clock, "input"),
        reset.port,
        Port(load, "input"),
        Port(d, "input", width),
        Port(q, "output", width, reg=True),
    )
    return Design(
        names.module(rng, f"rule{rule}", "automaton", "cell_auto", "ca"), ports, title, sentences, body, reference
    )
