"""Small controllers told in prose: lights, locks, machines, handshakes, arbiters."""

from random import Random

from verimentor_trainer.families.design import Design, Port, Reset, clocked, family
from verimentor_trainer.wording import choose, names, number


@family
def traffic_light(rng: Random) -> Design:
    """A traffic light with drawn times for green, yellow and red."""
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    times = {"red": rng.randrange(2, 10), "green": rng.randrange(2, 10), "yellow": rng.randrange(1, 4)}
    middle = choose(rng, "yellow", "yellow", "amber")
    times[middle] = times.pop("yellow")
    order = ("red", "green", middle)
    ticked = rng.random() < 0.4
    tick = names.fresh(rng, used, "tick", "en", "sec", "step")
    state, timer = names.fresh(rng, used, "state", "light", "st"), names.fresh(rng, used, "timer", "cnt", "count")
    title = choose(
        rng,
        "traffic light controller",
        f"traffic light with {times['green']} cycles of green",
        "traffic light FSM with timer",
        f"traffic light sequencer (red, green, {middle})",
    )
    unit = f"{tick}s" if ticked else "clock cycles"
    sentences = [
        choose(rng, f"It goes round: red for {times['red']} {unit}, green for {times['green']}, {middle} for {times[middle]}, then red again.",
               f"red lasts {times['red']} {unit}, green {times['green']}, {middle} {times[middle]}; the order is red, green, {middle}.",
               f"Sequence: red ({times['red']} {unit}) -> green ({times['green']}) -> {middle} ({times[middle]}) -> red."),
        choose(rng, f"Exactly one of the outputs red, {middle} and green is high.", f"The outputs red, {middle}, green show the light, one at a time.", f"red, {middle} and green are one-hot outputs."),
        reset.says(rng, choose(rng, "starts with red from its first cycle", "starts a full red phase", "returns to the beginning of red")),
    ]  # fmt: skip
    if ticked:
        sentences.insert(
            1,
            choose(
                rng,
                f"Time passes only at rising edges of {clock} with {tick} high.",
                f"Without {tick} nothing changes.",
                f"{tick} is the enable: a clock edge with {tick} low leaves everything.",
            ),
        )
    codes = [n.upper() for n in order]
    rows = [
        f"    {c}: if ({timer} == {times[n] - 1}) begin\n        {state} <= {codes[(i + 1) % 3]};\n        {timer} <= 0;\n    end"
        for i, (c, n) in enumerate(zip(codes, order, strict=True))
    ]
    step = "\n".join([f"{timer} <= {timer} + 1;", f"case ({state})", *rows, f"    default: {state} <= RED;", "endcase"])
    if ticked:
        step = f"if ({tick}) begin\n" + "\n".join("    " + line for line in step.split("\n")) + "\nend"
    body = "\n".join([
        "localparam " + ", ".join(f"{c} = 2'd{i}" for i, c in enumerate(codes)) + ";", f"reg [1:0] {state};", f"reg [3:0] {timer};",
        clocked(clock, reset, f"{state} <= RED;\n{timer} <= 0;", step), *(f"assign {n} = ({state} == {c});" for n, c in zip(order, codes, strict=True)),
    ])  # fmt: skip
    total, first = sum(times.values()), times["red"]
    second = first + times["green"]
    reference = f"""integer t;
always @({reset.events(clock)})
    if ({reset.condition}) t <= 0;
    else {f"if ({tick}) " if ticked else ""}t <= (t + 1) % {total};
assign red = t < {first};
assign green = t >= {first} && t < {second};
assign {middle} = t >= {second};"""
    ports = [
        Port(clock, "input"),
        reset.port,
        *([Port(tick, "input")] if ticked else []),
        Port("red", "output"),
        Port(middle, "output"),
        Port("green", "output"),
    ]
    return Design(
        names.module(rng, "traffic_light", "traffic", "lights", "traffic_fsm"),
        tuple(ports),
        title,
        tuple(sentences),
        body,
        reference,
    )


@family
def vending_machine(rng: Random) -> Design:
    """A vending machine for two coins with a drawn price, with or without change."""
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    unit, big = rng.choice(((5, 10), (1, 2), (10, 20), (5, 25), (50, 100)))
    ratio = big // unit
    price = rng.randrange(max(2, ratio), 7)
    small, large = (
        rng.choice((("nickel", "dime"), ("coin5", "coin10")))
        if (unit, big) == (5, 10)
        else (f"coin{unit}", f"coin{big}")
    )
    vend = names.fresh(rng, used, "vend", "dispense", "release_item", "drink", "open")
    credit = names.fresh(rng, used, "credit", "total", "amount", "paid")
    title = choose(
        rng,
        f"vending machine controller with price {price * unit}",
        f"vending machine for coins of {unit} and {big}",
        f"coin machine that sells an item for {price * unit}",
        "vending machine FSM",
    )
    sentences = (
        choose(rng, f"At each rising edge of {clock}, {small} high adds {unit} to the credit and {large} high adds {big}.", f"{small} = 1 at a clock edge is a coin of {unit}, {large} = 1 a coin of {big}.", f"Coins: {small} is worth {unit}, {large} is worth {big}, one per clock cycle."),
        choose(rng, f"If both are high only {large} counts.", f"{large} goes before {small} when both are high.", f"With both coins at once {small} is ignored."),
        choose(rng, f"When the credit with the new coin reaches {price * unit} or more, {vend} is high for one clock after that edge and the credit returns to 0 (no change).",
               f"As soon as {price * unit} or more is paid, the registered output {vend} is 1 for one cycle and the credit is cleared; anything over is lost."),
        reset.says(rng, choose(rng, f"clears the credit and {vend}", f"sets the credit and {vend} to 0")),
    )  # fmt: skip
    width = (price + ratio).bit_length()
    next_credit = names.fresh(rng, used, "next_credit", "new_total", "paid_now")
    body = "\n".join([
        f"reg [{width - 1}:0] {credit}; // in units of {unit}" if unit > 1 and rng.random() < 0.5 else f"reg [{width - 1}:0] {credit};",
        f"wire [{width - 1}:0] {next_credit} = {large} ? {credit} + {ratio} : {small} ? {credit} + 1 : {credit};",
        clocked(clock, reset, f"{credit} <= 0;\n{vend} <= 0;", f"if ({next_credit} >= {price}) begin\n    {credit} <= 0;\n    {vend} <= 1;\nend else begin\n    {credit} <= {next_credit};\n    {vend} <= 0;\nend"),
    ])  # fmt: skip
    reference = f"""integer cents;
wire [31:0] now = cents + ({large} ? {big} : {small} ? {unit} : 0);
always @({reset.events(clock)})
    if ({reset.condition}) begin cents <= 0; {vend} <= 0; end
    else begin {vend} <= now > {price * unit - 1}; cents <= now > {price * unit - 1} ? 0 : now; end"""
    ports = (
        Port(clock, "input"),
        reset.port,
        Port(small, "input"),
        Port(large, "input"),
        Port(vend, "output", reg=True),
    )
    return Design(
        names.module(rng, "vending", "vending_machine", "coin_machine", "vend_fsm"),
        ports,
        title,
        sentences,
        body,
        reference,
    )


@family
def code_lock(rng: Random) -> Design:
    """A lock that opens after three or four drawn digits in a row."""
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    length, width = rng.choice((3, 3, 4)), rng.choice((2, 4, 4))
    code = [rng.randrange(min(10, 1 << width)) for _ in range(length)]
    digit, valid = (
        names.fresh(rng, used, "digit", "key", "code_in", "num"),
        names.fresh(rng, used, "valid", "press", "enter", "key_valid"),
    )
    unlock = names.fresh(rng, used, "unlock", "open", "unlocked", "door_open")
    state = names.fresh(rng, used, "state", "step", "st")
    listed = ", ".join(map(str, code))
    title = choose(
        rng,
        f"door lock with the code {listed}",
        f"{number(rng, length)} digit code lock",
        f"code lock that opens after {listed}",
        f"combination lock FSM ({listed})",
    )
    sentences = (
        choose(rng, f"A digit is taken at the rising edge of {clock} when {valid} is high.", f"Each clock edge with {valid} = 1 enters {digit}.", f"{digit} counts only at clock edges with {valid} high; otherwise nothing changes."),
        choose(rng, f"After {listed} in this order {unlock} goes high and stays until the reset.", f"{unlock} is 1 once the digits {listed} were entered one after the other, and remains 1 until reset."),
        choose(rng, "Any wrong digit starts the search from the first digit again (the wrong digit itself does not count).", "A wrong digit means back to the start; it is never counted as the first digit.", "On a wrong digit all progress is lost, and that digit is not used as a new first one."),
        reset.says(rng, choose(rng, "locks it", "returns it to the locked start", "forgets all digits and locks")),
    )  # fmt: skip
    bits_needed = length.bit_length()
    rows = [f"    {bits_needed}'d{i}: {state} <= ({digit} == {d}) ? {i + 1} : 0;" for i, d in enumerate(code)]
    step = "\n".join(
        [
            f"if ({valid}) begin",
            f"    case ({state})",
            *("    " + r for r in rows),
            f"        default: {state} <= {state};",
            "    endcase",
            "end",
        ]
    )
    body = f"reg [{bits_needed - 1}:0] {state};\n{clocked(clock, reset, f'{state} <= 0;', step)}\nassign {unlock} = ({state} == {length});"
    packed = sum(d << (width * i) for i, d in enumerate(code))
    reference = f"""integer good;
wire [{width * length - 1}:0] secret = {packed};
always @({reset.events(clock)})
    if ({reset.condition}) good <= 0;
    else if ({valid} && good < {length}) good <= secret[good * {width} +: {width}] == {digit} ? good + 1 : 0;
assign {unlock} = good > {length - 1};"""
    ports = (
        Port(clock, "input"),
        reset.port,
        Port(valid, "input"),
        Port(digit, "input", width),
        Port(unlock, "output"),
    )
    return Design(
        names.module(rng, "code_lock", "door_lock", "lock", "lock_fsm"), ports, title, sentences, body, reference
    )


@family
def turnstile(rng: Random) -> Design:
    """A turnstile: a coin unlocks, a push locks; a cousin with start and stop buttons."""
    clock, reset = names.clock(rng), Reset.draw(rng)
    on, off, out, noun, states = rng.choice((
        ("coin", "push", "unlocked", "turnstile", ("LOCKED", "UNLOCKED")), ("start", "stop", "running", "start/stop controller", ("STOPPED", "RUNNING")),
        ("start_btn", "stop_btn", "motor_on", "motor controller with start and stop buttons", ("IDLE", "RUN")), ("open_cmd", "close_cmd", "is_open", "gate controller", ("CLOSED", "OPENED")),
        ("go", "halt", "active", "two-button run/halt controller", ("OFF", "ON")), ("arm", "disarm", "armed", "alarm arming switch", ("SAFE", "ARMED_ST")),
    ))  # fmt: skip
    off_wins = rng.random() < 0.6 or noun == "turnstile"
    winner, loser = (off, on) if off_wins else (on, off)
    toggles = noun == "turnstile"
    title = choose(rng, noun, f"{noun} FSM", f"simple {noun}", f"two-state {noun}")
    if toggles:
        both = choose(
            rng,
            f"In the locked state only {on} counts, in the unlocked state only {off} does.",
            f"{off} is ignored while locked and {on} while unlocked.",
        )
    else:
        both = choose(
            rng, f"If both are high, {winner} wins.", f"{winner} has priority over {loser}.", f"{winner} beats {loser}."
        )
    sentences = (
        choose(rng, f"At a rising edge of {clock}, {on} sets {out} to 1 and {off} sets it to 0.", f"{on} = 1 makes {out} high at the next clock edge, {off} = 1 makes it low.", f"{out} goes on with {on} and off with {off}, at the rising edge of {clock}."),
        both, choose(rng, "Otherwise it stays as it is.", f"With neither, {out} is kept.", f"{out} holds its value when both are low."),
        reset.says(rng, choose(rng, f"clears {out}", f"sets {out} to 0", f"makes {out} low")),
    )  # fmt: skip
    low, high = states
    coded = rng.random() < 0.5 or toggles
    if toggles:
        step = f"case (state)\n    {low}: if ({on}) state <= {high};\n    {high}: if ({off}) state <= {low};\nendcase"
        reference_step = f"{out} ? !{off} : {on}"
    else:
        if coded:
            a, b = (f"if ({off})\n    state <= {low};", f"if ({on})\n    state <= {high};")
        else:
            a, b = (f"if ({off})\n    {out} <= 0;", f"if ({on})\n    {out} <= 1;")
        step = f"{a}\nelse {b}" if off_wins else f"{b}\nelse {a}"
        reference_step = f"!{off} && ({on} || {out})" if off_wins else f"{on} || ({out} && !{off})"
    body = clocked(clock, reset, f"state <= {low};" if coded else f"{out} <= 0;", step)
    if coded:
        body = f"localparam {low} = 1'b0, {high} = 1'b1;\nreg state;\n{body}\nassign {out} = (state == {high});"
    reference = f"always @({reset.events(clock)}) {out} <= ({reset.condition}) ? 1'b0 : ({reference_step});"
    ports = (
        Port(clock, "input"),
        reset.port,
        Port(on, "input"),
        Port(off, "input"),
        Port(out, "output", reg=not coded),
    )
    return Design(
        names.module(
            rng, noun.split(" ")[0].replace("/", "_").replace("-", "_"), "on_off_fsm", "latch_fsm", f"{out}_ctrl"
        ),
        ports,
        title,
        sentences,
        body,
        reference,
    )


@family
def elevator(rng: Random) -> Design:
    """An elevator that moves one floor a clock towards the wanted one."""
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    floors = rng.choice((4, 4, 8))
    width = (floors - 1).bit_length()
    want, floor = (
        names.fresh(rng, used, "target", "request", "dest", "want"),
        names.fresh(rng, used, "floor", "level", "position", "current_floor"),
    )
    up, down, door = rng.choice(
        (("up", "down", "door_open"), ("going_up", "going_down", "door"), ("move_up", "move_down", "arrived"))
    )
    title = choose(
        rng,
        f"elevator controller for {number(rng, floors)} floors",
        f"{floors}-floor elevator FSM",
        f"lift controller with {floors} floors",
        "simple elevator controller",
    )
    sentences = (
        choose(rng, f"On each rising edge of {clock}, {floor} moves one step towards {want}.", f"{floor} goes up by 1 while it is below {want} and down by 1 while above, once a clock.", f"posedge {clock}: {floor} + 1 if {want} > {floor}, {floor} - 1 if {want} < {floor}, else the same."),
        choose(rng, f"{up} is high while {want} is above {floor}, {down} while it is below, {door} when they are equal (all combinational).", f"Combinational outputs: {up} = {want} > {floor}, {down} = {want} < {floor}, {door} = {want} == {floor}."),
        reset.says(rng, choose(rng, f"sets {floor} to 0", "sends it to floor 0", f"clears {floor}")),
    )  # fmt: skip
    step = f"if ({up})\n    {floor} <= {floor} + 1;\nelse if ({down})\n    {floor} <= {floor} - 1;"
    body = f"assign {up} = ({want} > {floor});\nassign {down} = ({want} < {floor});\nassign {door} = ({want} == {floor});\n{clocked(clock, reset, f'{floor} <= 0;', step)}"
    reference = f"""wire signed [{width}:0] gap = {{1'b0, {want}}} - {{1'b0, {floor}}};
assign {door} = gap == 0;
assign {down} = gap < 0;
assign {up} = !{door} && !{down};
always @({reset.events(clock)}) if ({reset.condition}) {floor} <= 0; else {floor} <= gap == 0 ? {floor} : gap[{width}] ? {floor} - 1 : {floor} + 1;"""
    ports = (
        Port(clock, "input"),
        reset.port,
        Port(want, "input", width),
        Port(floor, "output", width, reg=True),
        Port(up, "output"),
        Port(down, "output"),
        Port(door, "output"),
    )
    return Design(
        names.module(rng, "elevator", "lift", "elevator_ctrl", "lift_fsm"), ports, title, sentences, body, reference
    )


@family
def handshake_controller(rng: Random) -> Design:
    """A request/work/acknowledge controller of three states."""
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    req, done = (
        names.fresh(rng, used, "req", "request", "start", "go"),
        names.fresh(rng, used, "done", "finished", "ready", "complete"),
    )
    busy, ack = (
        names.fresh(rng, used, "busy", "active", "run", "working"),
        names.fresh(rng, used, "ack", "acknowledge", "grant", "valid"),
    )
    four_phase = rng.random() < 0.5
    idle, work, finish = rng.choice((("IDLE", "WORK", "ACK"), ("WAIT", "RUN", "DONE"), ("S_IDLE", "S_BUSY", "S_ACK")))
    title = choose(
        rng,
        f"handshake controller with {req}, {done} and {ack}",
        f"{req}/{ack} handshake FSM",
        "three-state request controller",
        f"controller for a {req}/{ack} handshake",
    )
    leaves = (
        choose(
            rng, f"stays until {req} is low, then goes to {idle}", f"waits for {req} = 0 before it returns to {idle}"
        )
        if four_phase
        else choose(rng, f"lasts one clock cycle, then {idle}", f"goes back to {idle} after one clock")
    )
    sentences = (
        choose(rng, f"States: {idle}, {work}, {finish}; they change at the rising edge of {clock}.", f"It has the states {idle}, {work} and {finish} (rising edge of {clock})."),
        choose(rng, f"{idle} goes to {work} when {req} is high; {work} goes to {finish} when {done} is high; {finish} {leaves}.", f"{idle}: if {req} then {work}. {work}: if {done} then {finish}. {finish}: it {leaves}."),
        choose(rng, f"{busy} is high in {work} and {ack} in {finish}.", f"{busy} = 1 only in {work}, {ack} = 1 only in {finish}."),
        reset.says(rng, choose(rng, f"returns to {idle}", f"puts the machine in {idle}")),
    )  # fmt: skip
    last = f"if (!{req}) state <= {idle};" if four_phase else f"state <= {idle};"
    step = f"case (state)\n    {idle}: if ({req}) state <= {work};\n    {work}: if ({done}) state <= {finish};\n    {finish}: {last}\n    default: state <= {idle};\nendcase"
    body = f"localparam {idle} = 2'd0, {work} = 2'd1, {finish} = 2'd2;\nreg [1:0] state;\n{clocked(clock, reset, f'state <= {idle};', step)}\nassign {busy} = (state == {work});\nassign {ack} = (state == {finish});"
    stay = f"({ack} & {req})" if four_phase else "1'b0"
    reference = f"""always @({reset.events(clock)})
    if ({reset.condition}) {{{busy}, {ack}}} <= 2'b00;
    else begin
        {busy} <= {busy} ? !{done} : ({req} & !{ack});
        {ack} <= ({busy} & {done}) | {stay};
    end"""
    ports = (
        Port(clock, "input"),
        reset.port,
        Port(req, "input"),
        Port(done, "input"),
        Port(busy, "output"),
        Port(ack, "output"),
    )
    return Design(
        names.module(rng, "handshake", "req_ack", "handshake_fsm", "request_ctrl"),
        ports,
        title,
        sentences,
        body,
        reference,
    )


@family
def fixed_priority_arbiter(rng: Random) -> Design:
    """A one-hot grant to the lowest or highest request, combinational or registered."""
    count, lowest, registered = rng.choice((2, 3, 4, 4, 8)), rng.random() < 0.7, rng.random() < 0.35
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    req, grant = (
        names.fresh(rng, used, "req", "request", "r", "requests"),
        names.fresh(rng, used, "grant", "gnt", "g", "ack"),
    )
    top = 0 if lowest else count - 1
    title = choose(
        rng,
        f"{number(rng, count)}-way fixed priority arbiter",
        f"fixed-priority arbiter for {count} requests",
        f"priority arbiter with {number(rng, count)} requesters",
        f"{count} input arbiter, fixed priority",
    )
    sentences = [
        choose(rng, f"{grant} is one-hot: the {'lowest' if lowest else 'highest'} numbered bit set in {req} is granted.", f"Only the {'lowest' if lowest else 'highest'} active bit of {req} is set in {grant}; bit {top} has the highest priority.", f"{req}[{top}] has top priority, then {'upwards' if lowest else 'downwards'}; exactly one bit of {grant} is set."),
        choose(rng, f"Without a request {grant} is 0.", f"{grant} = 0 if {req} = 0."),
        choose(rng, f"{grant} is registered at the rising edge of {clock}.", f"{grant} changes one clock later, at posedge {clock}.") if registered else choose(rng, "Combinational.", f"{grant} is combinational, no clock."),
    ]  # fmt: skip
    if registered:
        sentences.append(reset.says(rng, f"clears {grant}"))
    ordered = range(count) if lowest else range(count - 1, -1, -1)
    arrow = "<=" if registered else "="
    style = rng.randrange(3)
    zero = f"{count}'b0"
    if style == 0 and lowest:
        logic, simple = f"{grant} {arrow} {req} & (~{req} + 1);", f"{req} & (~{req} + {count}'d1)"
    elif style == 1:
        parts = [f"{req}[{i}] ? {count}'b{1 << i:0{count}b} :" for i in ordered]
        simple = " ".join([*parts, zero])
        logic = f"{grant} {arrow} {simple};"
    else:
        rows = [
            f"{'else ' if i else ''}if ({req}[{n}]) {grant} {arrow} {count}'b{1 << n:0{count}b};"
            for i, n in enumerate(ordered)
        ]
        logic, simple = "\n".join([*rows, f"else {grant} {arrow} {zero};"]), ""
    if registered:
        body = clocked(clock, reset, f"{grant} <= 0;", logic)
    elif simple:
        body = f"assign {grant} = {simple};"
    else:
        body = "always @(*) begin\n" + "\n".join("    " + line for line in logic.split("\n")) + "\nend"
    reference = f"reg [{count - 1}:0] picked;\nreg [{count - 1}:0] rest;\ninteger i;\nalways @* begin\n    for (i = 0; i < {count}; i = i + 1) begin\n        rest = {req} {f'<< ({count} - i)' if lowest else '>> (i + 1)'};\n        picked[i] = {req}[i] & (rest == 0);\n    end\nend\n"
    reference += (
        f"always @({reset.events(clock)}) {grant} <= ({reset.condition}) ? 0 : picked;"
        if registered
        else f"assign {grant} = picked;"
    )
    ports = ([Port(clock, "input"), reset.port] if registered else []) + [
        Port(req, "input", count),
        Port(grant, "output", count, reg=body.startswith("always")),
    ]
    return Design(
        names.module(rng, "arbiter", "priority_arbiter", f"arb{count}", "fixed_arbiter"),
        tuple(ports),
        title,
        tuple(sentences),
        body,
        reference,
    )


@family
def round_robin_arbiter(rng: Random) -> Design:
    """A two- or three-way round robin arbiter with registered one-hot grants."""
    count = rng.choice((2, 2, 3))
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    req, grant = names.fresh(rng, used, "req", "request", "r"), names.fresh(rng, used, "grant", "gnt", "g")
    last = names.fresh(rng, used, "last", "prev", "last_grant")
    title = choose(
        rng,
        f"{number(rng, count)}-way round robin arbiter",
        f"round-robin arbiter for {count} requesters",
        f"fair arbiter with {number(rng, count)} requests",
    )
    around = f"{'0, 1' if count == 2 else '0, 1, 2'}, 0, ..."
    sentences = (
        choose(rng, f"At every rising edge of {clock} one requester is granted: {grant} is a registered one-hot vector, 0 if {req} is 0.", f"{grant} (registered, one-hot) is decided anew at each posedge {clock}; no request gives 0."),
        choose(rng, f"The search begins with the number after the last one granted and goes round ({around}), so the last granted comes last.", f"Priority goes to the requester after the last granted one, in the order {around}; the last granted has lowest priority."),
        choose(rng, "A cycle without grant does not change who was last.", "The last granted number is kept while there are no requests."),
        reset.says(rng, choose(rng, f"clears {grant} and makes requester 0 the first in line", f"sets {grant} to 0 and gives requester 0 priority")),
    )  # fmt: skip
    width = 1 if count == 2 else 2
    rows = []
    for old in range(count):
        order = [(old + 1 + i) % count for i in range(count)]
        picks = [f"{req}[{n}] ? {count}'b{1 << n:0{count}b} :" for n in order]
        rows.append(
            f"        {'default' if old == count - 1 else f'{width}{chr(39)}d{old}'}: pick = {' '.join(picks)} {count}'b{'0' * count};"
        )
    wide = f"[{width - 1}:0] " if width > 1 else ""
    index = "pick[1]" if count == 2 else "pick[2:1]"
    body = "\n".join([
        f"reg {wide}{last};", f"reg [{count - 1}:0] pick;", "always @(*) begin", f"    case ({last})", *rows, "    endcase", "end",
        clocked(clock, reset, f"{grant} <= 0;\n{last} <= {count - 1};", f"{grant} <= pick;\nif (pick != 0) {last} <= {index};"),
    ])  # fmt: skip
    reference = f"""integer first, i, chosen;
always @* begin
    chosen = -1;
    for (i = {count - 1}; i >= 0; i = i - 1) if ({req}[(first + i) % {count}]) chosen = (first + i) % {count};
end
always @({reset.events(clock)})
    if ({reset.condition}) begin {grant} <= 0; first <= 0; end
    else if (chosen < 0) {grant} <= 0;
    else begin {grant} <= 1 << chosen; first <= (chosen + 1) % {count}; end"""
    ports = (Port(clock, "input"), reset.port, Port(req, "input", count), Port(grant, "output", count, reg=True))
    return Design(
        names.module(rng, "rr_arbiter", "round_robin", "arbiter", f"rr{count}"),
        ports,
        title,
        sentences,
        body,
        reference,
    )
