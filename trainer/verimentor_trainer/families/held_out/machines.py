"""Clocked machines of unusual kinds: modulators, guards, searches, scans."""

from random import Random

from verimentor_trainer.families.clocking import Sheet
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.wording import bits


@family
def dead_time(rng: Random) -> Design:
    """Two complementary outputs that are never on together, nor right after one another."""
    sheet = Sheet(rng)
    delay = rng.choice((2, 2, 3, 3, 4, 5))
    signal = sheet.input("pwm", "in", "drive", "cmd")
    high = sheet.output("high", "hs", "gate_h", "upper", reg=False)
    low = sheet.output("low", "ls", "gate_l", "lower", reg=False)
    history = sheet.name("history", "past", "samples", "taps")
    register = sheet.block(f"{history} <= 0;", f"{history} <= {{{history}[{delay - 2}:0], {signal}}};")
    body = f"""reg [{delay - 1}:0] {history};
{register}

assign {high} = {signal} & (&{history});
assign {low} = ~{signal} & ~(|{history});"""
    condition = sheet.reset.condition if sheet.reset else "1'b0"
    reference = f"""int ones, zeros;
always @({sheet.events})
    if ({condition}) begin ones <= 0; zeros <= {delay}; end
    else begin
        ones <= {signal} ? ones + (ones < {delay}) : 0;
        zeros <= {signal} ? 0 : zeros + (zeros < {delay});
    end
assign {high} = {signal} && ones == {delay};
assign {low} = !{signal} && zeros == {delay};"""
    title = sheet.choose(
        f"dead-time generator of {delay} clocks for a half bridge",
        f"half-bridge gate driver with a dead time of {delay} cycles",
        f"complementary outputs with {delay} cycles of dead time",
    )
    edge = f"{sheet.rising} edges of {sheet.clock}"
    sentences = [
        sheet.choose(
            f"{high} is 1 only while {signal} is 1 and was 1 at the last {delay} {edge}.",
            f"{high} comes on when {signal} is high now and has been so at the {delay} latest {edge}.",
        ),
        sheet.choose(
            f"{low} is 1 only while {signal} is 0 and was 0 at the last {delay} of them.",
            f"Likewise {low} needs {signal} low, now and at the {delay} latest edges.",
        ),
        sheet.choose(
            "Turning off is immediate (combinational).", f"Both outputs go off at once when {signal} changes."
        ),
        *sheet.resets(f"makes the remembered samples of {signal} 0", f"sets the {delay} stored samples to zero"),
    ]
    return sheet.design(title, sentences, body, reference, ("dead_time", "half_bridge", "gate_guard", "deadband"))


@family
def token_bucket(rng: Random) -> Design:
    """A bucket of tokens that limits how often requests pass."""
    sheet = Sheet(rng)
    size = rng.choice((3, 4, 5, 7, 8, 10, 12, 15))
    width = size.bit_length()
    refill = sheet.input("refill", "tick", "drip", "add")
    request = sheet.input("req", "ask", "want", "packet")
    grant = sheet.output("pass", "grant", "allow", "go", reg=False)
    tokens = sheet.output("tokens", "level", "fill", "credit_left", width=width)
    full = sheet.literal(width, size)
    register = sheet.block(
        f"{tokens} <= {full};",
        [
            (f"{grant} && !{refill}", f"{tokens} <= {tokens} - 1;"),
            (f"{refill} && !{grant} && {tokens} != {full}", f"{tokens} <= {tokens} + 1;"),
        ],
    )
    body = f"""assign {grant} = {request} && ({tokens} != 0);

{register}"""
    reference = f"""assign {grant} = {tokens} > 0 ? {request} : 1'b0;
wire [{width}:0] moved = {tokens} + {refill} - {grant};
{sheet.remember(tokens, f"{width}'d{size}", f"moved > {size} ? {width}'d{size} : moved[{width - 1}:0]")}"""
    title = sheet.choose(
        f"token bucket of {size} tokens", f"rate limiter with a bucket for {size} tokens", f"{size}-token policer"
    )
    sentences = [
        sheet.choose(
            f"A request at {request} passes, {grant} = 1 in the same cycle, if there is at least one token.",
            f"{grant} is combinational: {request} is high and {tokens} is not 0.",
        ),
        sheet.choose(
            f"{sheet.at_edge()}, a passed request takes one token away and {refill} puts one in; both together change nothing.",
            f"Tokens change {sheet.at_edge()}: minus one for {grant}, plus one for {refill}, no change for both.",
        ),
        sheet.choose(
            f"The bucket holds {size} tokens at most, further ones are lost.", f"{tokens} never goes above {size}."
        ),
        *sheet.resets("fills the bucket", f"sets {tokens} to {size}"),
    ]
    return sheet.design(title, sentences, body, reference, ("token_bucket", "rate_limit", "policer", "bucket"))


@family
def sigma_delta_modulator(rng: Random) -> Design:
    """A first-order modulator: the carry of an accumulator is the output."""
    sheet = Sheet(rng)
    width = rng.choice((4, 6, 8, 8, 10, 12))
    level = sheet.input("level", "value", "sample", "din", "dac_in", width=width)
    out = sheet.output("bit_out", "dac", "out", "pdm", "q")
    total = sheet.name("acc", "sigma", "sum", "integ")
    if sheet.chance(0.5):
        register = sheet.block(f"{total} <= 0;\n{out} <= 1'b0;", f"{{{out}, {total}}} <= {total} + {level};")
        body = f"""reg [{width - 1}:0] {total};
{register}"""
    else:
        register = sheet.block(
            f"{total} <= 0;\n{out} <= 0;", f"{total} <= next[{width - 1}:0];\n{out} <= next[{width}];"
        )
        body = f"""reg [{width - 1}:0] {total};
wire [{width}:0] next = {{1'b0, {total}}} + {level};
{register}"""
    reference = f"""logic [{width}:0] both;
{sheet.remember("both", "'0", f"{{1'b0, both[{width - 1}:0]}} + {{1'b0, {level}}}")}
assign {out} = both[{width}];"""
    title = sheet.choose(
        f"first-order sigma-delta modulator, {bits(rng, width)}",
        f"{bits(rng, width)} sigma-delta DAC of first order",
        f"pulse density modulator for {bits(rng, width)} samples",
    )
    sentences = [
        sheet.choose(
            f"A {width}-bit accumulator inside adds {level} {sheet.at_edge()}.",
            f"{sheet.at_edge()}, {level} is added to a hidden sum of {width} bits.",
        ),
        sheet.choose(
            f"The carry out of that addition goes into the register {out}; the accumulator keeps the remainder.",
            f"{out} is set by the same edge if the addition overflows and cleared if not; the sum wraps.",
        ),
        *sheet.resets(f"clears the accumulator and {out}", f"sets the sum and {out} to 0"),
    ]
    return sheet.design(title, sentences, body, reference, ("sigma_delta", "sd_dac", "pdm_out", "dac1bit"))


@family
def collatz_engine(rng: Random) -> Design:
    """Halve if even, else triple and add one, until 1 is reached."""
    sheet = Sheet(rng)
    width, count = rng.choice((8, 10, 12, 16)), rng.choice((6, 8))
    load = sheet.input("load", "start", "go")
    seed = sheet.input("seed", "n_in", "first", "init", width=width)
    value = sheet.output("value", "n", "x", "current", width=width)
    steps = sheet.output("steps", "count", "iterations", width=count)
    done = sheet.output("done", "at_one", "finished", reg=False)
    half = sheet.choose(f"{value} >> 1", f"{{1'b0, {value}[{width - 1}:1]}}")
    triple = sheet.choose(f"3 * {value} + 1", f"{value} + ({value} << 1) + 1")
    register = sheet.block(
        f"{value} <= 1;\n{steps} <= 0;",
        [
            (load, f"{value} <= {seed};\n{steps} <= 0;"),
            (f"!{done}", f"{value} <= {value}[0] ? {triple} : {half};\n{steps} <= {steps} + 1;"),
        ],
    )
    body = f"""assign {done} = ({value} == 1);

{register}"""
    condition = sheet.reset.condition if sheet.reset else "1'b0"
    reference = f"""wire [{width - 1}:0] up = {value} * 2'd3 + 1'b1;
wire [{width - 1}:0] after = {value} % 2 == 0 ? {value} / 2 : up;
always @({sheet.events})
    if ({condition}) begin {value} <= 1; {steps} <= 0; end
    else begin
        {value} <= {load} ? {seed} : {value} == 1 ? 1 : after;
        {steps} <= {load} ? 0 : {steps} + ({value} != 1);
    end
assign {done} = !(|({value} ^ {width}'d1));"""
    title = sheet.choose(
        f"{bits(rng, width)} Collatz sequence engine", "3n + 1 sequence generator", f"Collatz stepper on {width} bits"
    )
    sentences = [
        sheet.choose(
            f"At a clock edge with {load} high, {value} takes {seed} and {steps}, a {count}-bit count, starts at 0.",
            f"With {load} high, {value} becomes {seed} and {steps} ({count} bits) 0 {sheet.at_edge()}.",
        ),
        sheet.choose(
            f"Otherwise {value} is halved if it is even and replaced by 3 * {value} + 1 (modulo 2^{width}) if it is odd, and {steps} grows by one.",
            f"In the other cycles an even {value} is divided by two, an odd one tripled plus one, cut to {width} bits; each such step adds 1 to {steps}.",
        ),
        f"Once {value} is 1, {done} is high and both stay.",
        *sheet.resets(f"makes {value} 1 and {steps} 0"),
    ]
    return sheet.design(title, sentences, body, reference, ("collatz", "hailstone", "three_n_plus_one", "collatz_core"))


@family
def zero_crossing(rng: Random) -> Design:
    """A pulse when the sign of a sample differs from that of the last one that was not zero."""
    sheet = Sheet(rng)
    width = rng.choice((4, 8, 8, 10, 12, 16))
    sample = sheet.input("sample", "x", "audio", "din", width=width)
    valid = sheet.input("valid", "strobe", "new_sample", "vld")
    pulse = sheet.output("crossed", "crossing", "pulse", "zc")
    sign = sheet.name("sign", "was_negative", "last_sign", "neg")
    one_way = sheet.chance(0.3)
    change = f"{sign} && !{sample}[{width - 1}]" if one_way else f"{sample}[{width - 1}] != {sign}"
    register = sheet.block(
        f"{sign} <= 1'b0;\n{pulse} <= 1'b0;",
        f"{pulse} <= counts && ({change});\nif (counts) {sign} <= {sample}[{width - 1}];",
    )
    body = f"""reg {sign};
wire counts = {valid} && ({sample} != 0);
{register}"""
    condition = sheet.reset.condition if sheet.reset else "1'b0"
    reference = f"""wire signed [{width - 1}:0] s = {sample};
int side;
always @({sheet.events})
    if ({condition}) begin side <= 1; {pulse} <= 0; end
    else begin
        {pulse} <= {valid} && ({"side < 0 && s > 0" if one_way else "(side < 0 && s > 0) || (side > 0 && s < 0)"});
        if ({valid}) side <= s > 0 ? 1 : s < 0 ? -1 : side;
    end"""
    title = sheet.choose(
        f"{'upward ' if one_way else ''}zero crossing detector for {bits(rng, width)} samples",
        f"detector of {'upward ' if one_way else ''}sign changes in a stream of {bits(rng, width)} samples",
    )
    how = "from negative to positive" if one_way else "between negative and positive, either way"
    sentences = [
        sheet.choose(
            f"{sample} is in two's complement and counts {sheet.at_edge()} with {valid} high.",
            f"Signed samples at {sample} are taken {sheet.at_edge()} while {valid} is 1.",
        ),
        sheet.choose(
            f"{pulse} is registered and high for one cycle after a sample that has changed {how}.",
            f"After an edge that takes such a sample, {pulse} is 1 if the sign went {how}, else 0.",
        ),
        sheet.choose(
            "Samples equal to zero are skipped: the sign of the last other sample is remembered.",
            "Zero has no sign and leaves the remembered one.",
        ),
        *sheet.resets(f"clears {pulse} and remembers a positive sign"),
    ]
    return sheet.design(title, sentences, body, reference, ("zero_cross", "zcd", "sign_change", "crossing_detector"))


@family
def successive_approximation(rng: Random) -> Design:
    """The register of a SAR converter: it tries one bit a clock from the top."""
    sheet = Sheet(rng)
    width = rng.choice((4, 6, 8, 8, 10, 12))
    start = sheet.input("start", "go", "convert", "soc")
    above = sheet.input("keep", "cmp", "comp", "above", note="comparator: the input is not below the trial")
    trial = sheet.output("trial", "dac", "value", "result", width=width)
    busy = sheet.output("busy", "active", "running")
    mask = sheet.name("mask", "bit_now", "probe", "try_bit")
    top = f"{width}'b1{'0' * (width - 1)}"
    register = sheet.block(
        f"{trial} <= 0;\n{mask} <= 0;\n{busy} <= 1'b0;",
        [
            (busy, f"{trial} <= settled | ({mask} >> 1);\n{mask} <= {mask} >> 1;\nif ({mask}[0]) {busy} <= 1'b0;"),
            (start, f"{trial} <= {top};\n{mask} <= {top};\n{busy} <= 1'b1;"),
        ],
    )
    body = f"""reg [{width - 1}:0] {mask};
wire [{width - 1}:0] settled = {above} ? {trial} : ({trial} & ~{mask});
{register}"""
    condition = sheet.reset.condition if sheet.reset else "1'b0"
    reference = f"""int at;
logic [{width - 1}:0] now;
always_comb begin
    now = {trial};
    if (!{above}) now[at] = 1'b0;
    if (at > 0) now[at - 1] = 1'b1;
end
always @({sheet.events})
    if ({condition}) begin {trial} <= 0; {busy} <= 0; at <= 0; end
    else if ({busy}) begin {trial} <= now; {busy} <= at != 0; at <= at - (at != 0); end
    else if ({start}) begin {trial} <= 1 << {width - 1}; {busy} <= 1; at <= {width - 1}; end"""
    title = sheet.choose(
        f"{bits(rng, width)} successive approximation register", f"SAR logic for a {bits(rng, width)} converter"
    )
    sentences = [
        sheet.choose(
            f"{start} high while {busy} is low sets {trial} to its top bit alone and {busy} to 1, {sheet.at_edge()}.",
            f"While not {busy}, {start} begins a conversion {sheet.at_edge()}: {trial} has only bit {width - 1} set, {busy} goes high.",
        ),
        sheet.choose(
            f"Every clock while {busy}: if {above} is 0 the bit on trial is cleared, if 1 it stays; at the same time the next lower bit is set and is on trial next.",
            f"Each busy clock decides one bit, the highest first: {above} = 1 keeps it, 0 clears it, and the bit below is set for the next trial.",
        ),
        f"The clock that decides bit 0 ends the conversion: {busy} goes low, and {trial} holds the result until the next {start}.",
        *sheet.resets(f"clears {trial} and {busy}"),
    ]
    return sheet.design(title, sentences, body, reference, ("sar", "sar_logic", "approx_register", "adc_sar"))


@family
def serpentine_scan(rng: Random) -> Design:
    """Coordinates that go along even rows to the right and back along odd ones."""
    sheet = Sheet(rng)
    columns, rows = rng.choice((3, 4, 4, 5, 6, 8, 8, 10)), rng.choice((2, 3, 4, 4, 6, 8))
    wide, tall = (columns - 1).bit_length(), (rows - 1).bit_length()
    step = sheet.input("step", "en", "next_pixel", "advance") if sheet.chance(0.6) else ""
    x = sheet.output("x", "col", "column", "px", width=wide)
    y = sheet.output("y", "row", "line", "py", width=tall)
    odd = f"{y}[0]" if tall > 1 else y
    end = f"({odd} ? {x} == 0 : {x} == {columns - 1})"
    finish = (
        f"{y} <= ({y} == {rows - 1}) ? 0 : {y} + 1;"
        if rows % 2 == 0
        else f"if ({y} == {rows - 1}) begin\n    {x} <= 0;\n    {y} <= 0;\nend else\n    {y} <= {y} + 1;"
    )
    move = f"if ({odd}) {x} <= {x} - 1;\nelse {x} <= {x} + 1;"
    inner = "\n".join("    " + line for line in finish.split("\n"))
    moves = "\n".join("    " + line for line in move.split("\n"))
    stepping = f"if (at_end) begin\n{inner}\nend else begin\n{moves}\nend"
    register = sheet.block(f"{x} <= 0;\n{y} <= 0;", [(step, stepping)])
    body = f"wire at_end = {end};\n{register}"
    total = columns * rows
    reference = f"""logic [{total.bit_length()}:0] place;
{sheet.remember("place", "'0", f"{step or 1} ? (place == {total - 1} ? 0 : place + 1) : place")}
assign {y} = place / {columns};
assign {x} = (place / {columns}) % 2 ? {columns - 1} - place % {columns} : place % {columns};"""
    title = sheet.choose(
        f"serpentine scan of {columns} by {rows} points",
        f"back-and-forth scanner for {columns} columns and {rows} rows",
        f"meandering address generator, {columns} columns by {rows} rows",
    )
    when = f" when {step} is high" if step else ""
    sentences = [
        sheet.choose(
            f"({x}, {y}) moves to the next point {sheet.at_edge()}{when}.",
            f"One point further {sheet.at_edge()}{when}; {x} is the column (0 to {columns - 1}) and {y} the row (0 to {rows - 1}).",
        ),
        sheet.choose(
            f"Rows with an even number are passed with {x} rising, odd ones with {x} falling; at the end of a row only {y} changes, by one.",
            f"In even rows {x} counts up to {columns - 1}, in odd rows down to 0; then {y} goes up by one while {x} stays.",
        ),
        f"After the end of row {rows - 1} the scan begins again at ({x}, {y}) = (0, 0).",
        *sheet.resets("goes back to (0, 0)", f"sets {x} and {y} to 0"),
    ]
    return sheet.design(title, sentences, body, reference, ("serpentine", "zig_scan", "meander", "boustrophedon"))


@family
def slew_limiter(rng: Random) -> Design:
    """An output that approaches its target by a limited step each clock."""
    sheet = Sheet(rng)
    width = rng.choice((6, 8, 8, 10, 12))
    most = rng.choice((2, 3, 4, 5, 8, 10))
    target = sheet.input("target", "goal", "setpoint", "wanted", width=width)
    tick = sheet.input("tick", "en", "update") if sheet.chance(0.4) else ""
    value = sheet.output("value", "level", "out", "position", width=width)
    up, down = f"{target} > {value}", f"{target} < {value}"
    rise = f"{value} <= ({target} - {value} > {most}) ? {value} + {most} : {target};"
    fall = f"{value} <= ({value} - {target} > {most}) ? {value} - {most} : {target};"
    if tick:
        up, down = f"{tick} && {up}", f"{tick} && {down}"
    body = sheet.block(f"{value} <= 0;", [(up, rise), (down, fall)])
    reference = f"""wire signed [{width + 1}:0] gap = $signed({{2'b0, {target}}}) - $signed({{2'b0, {value}}});
wire signed [{width + 1}:0] part = gap > {most} ? {most} : gap < -{most} ? -{most} : gap;
{sheet.remember(value, "'0", f"{tick or 1} ? {value} + part[{width - 1}:0] : {value}")}"""
    title = sheet.choose(
        f"slew rate limiter, {most} a clock, {bits(rng, width)}"
        if not tick
        else f"{bits(rng, width)} slew rate limiter with steps of {most}",
        f"{bits(rng, width)} value that follows its target in steps of at most {most}",
    )
    when = f" with {tick} high" if tick else ""
    sentences = [
        sheet.choose(
            f"{sheet.at_edge()}{when}, {value} moves towards {target}, by {most} or by what is left if that is less.",
            f"{value} goes to {target}{when} but changes by no more than {most} {sheet.at_edge()}.",
        ),
        sheet.choose(
            "Both are unsigned; it never overshoots.", f"When they are equal {value} stays (unsigned numbers)."
        ),
        *sheet.resets(f"clears {value}", f"sets {value} to 0"),
    ]
    return sheet.design(title, sentences, body, reference, ("slew", "slew_limit", "soft_follow", "ramp_limit"))


@family
def pseudo_lru(rng: Random) -> Design:
    """The three bits of a four-way tree that points at the way to replace."""
    sheet = Sheet(rng)
    used = sheet.input("used", "access", "hit", "touch")
    way = sheet.input("way", "index", "which", "w", width=2)
    victim = sheet.output("victim", "replace", "oldest", width=2, reg=False)
    root, left, right = (sheet.name(*o) for o in (("root", "top", "t0"), ("left", "lo", "t1"), ("right", "hi", "t2")))
    register = sheet.block(
        f"{root} <= 1'b0;\n{left} <= 1'b0;\n{right} <= 1'b0;",
        [(used, f"{root} <= ~{way}[1];\nif ({way}[1]) {right} <= ~{way}[0];\nelse {left} <= ~{way}[0];")],
    )
    body = f"""reg {root}, {left}, {right};
{register}

assign {victim} = {root} ? {{1'b1, {right}}} : {{1'b0, {left}}};"""
    condition = sheet.reset.condition if sheet.reset else "1'b0"
    reference = f"""logic [2:0] tree;
always @({sheet.events})
    if ({condition}) tree <= 3'b000;
    else if ({used}) case ({way})
        0: tree <= {{tree[2], 1'b1, 1'b1}};
        1: tree <= {{tree[2], 1'b0, 1'b1}};
        2: tree <= {{1'b1, tree[1], 1'b0}};
        3: tree <= {{1'b0, tree[1], 1'b0}};
    endcase
assign {victim}[1] = tree[0];
assign {victim}[0] = tree[0] ? tree[2] : tree[1];"""
    title = sheet.choose("tree pseudo-LRU of four ways", "pseudo-LRU replacement logic, 4 ways", "four-way PLRU tree")
    sentences = [
        sheet.choose(
            "A bit at the root says in which half the victim is (0: ways 0 and 1, 1: ways 2 and 3), and a bit for each half says which of its two ways (0: the lower number).",
            "Three bits form a tree: the root chooses between ways 0/1 (when 0) and 2/3 (when 1), and each pair has a bit of its own that chooses the lower (0) or the higher number (1).",
        ),
        sheet.choose(
            f"{victim} is the way they point at (combinational).",
            f"Following the bits from the root gives {victim}, combinationally.",
        ),
        sheet.choose(
            f"{used} with {way} {sheet.at_edge()} makes the root and the bit of that half point away from {way}; the other half's bit stays.",
            f"When {used} is high {sheet.at_edge()}, the two bits on the path to {way} are set to point to the other side.",
        ),
        *sheet.resets("clears the three bits", "sets all tree bits to 0"),
    ]
    return sheet.design(title, sentences, body, reference, ("plru", "pseudo_lru", "plru_tree", "replacer"))
