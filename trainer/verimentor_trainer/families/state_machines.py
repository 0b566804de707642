"""State machines given by their transitions, and sequence detectors."""

from dataclasses import dataclass
from random import Random

from verimentor_trainer.families.design import Design, Port, Reset, clocked, family
from verimentor_trainer.wording import choose, names, number

_STATE_NAMES = (
    ("A", "B", "C", "D", "E"),
    ("S0", "S1", "S2", "S3", "S4"),
    ("IDLE", "START", "RUN", "WAIT", "STOP"),
    ("IDLE", "LOAD", "WORK", "CHECK", "FINISH"),
    ("OFF", "ARMED", "ON", "HOLD", "ALARM"),
    ("P", "Q", "R", "S", "T"),
    ("ZERO", "ONE", "TWO", "THREE", "FOUR"),
    ("ST0", "ST1", "ST2", "ST3", "ST4"),
    ("RED", "GREEN", "BLUE", "WHITE", "BLACK"),
)
_INPUTS = ("x", "in", "w", "go", "din", "a", "in_bit", "key", "data", "u")
_OUTPUTS = ("z", "out", "y", "f", "led", "result", "busy", "dout", "o", "hit")


@dataclass(frozen=True)
class _Table:
    """Transitions and outputs for one input bit; rows by state number."""

    states: tuple[str, ...]
    following: tuple[tuple[int, int], ...]
    outputs: tuple[tuple[int, int], ...]  # by state and input; equal for a Moore machine

    @classmethod
    def draw(cls, rng: Random, count: int, *, mealy: bool) -> "_Table":
        """A table whose states are all reachable and whose output is not constant."""
        listed = rng.choice(_STATE_NAMES)[:count]
        while True:
            following = tuple((rng.randrange(count), rng.randrange(count)) for _ in listed)
            if mealy:
                outputs = tuple((rng.randrange(2), rng.randrange(2)) for _ in listed)
            else:
                outputs = tuple((bit, bit) for bit in (rng.randrange(2) for _ in listed))
            reached = {0}
            for _ in listed:
                reached |= {target for state in reached for target in following[state]}
            if len(reached) == count and len({bit for row in outputs for bit in row}) == 2:
                return cls(listed, following, outputs)

    @property
    def width(self) -> int:
        """Bits of the binary encoding."""
        return max(1, (len(self.states) - 1).bit_length())

    def encoding(self, *, one_hot: bool) -> str:
        """The localparam line."""
        count = len(self.states)
        values = [f"{count}'b{1 << i:0{count}b}" if one_hot else f"{self.width}'d{i}" for i in range(count)]
        return "localparam " + ", ".join(f"{n} = {v}" for n, v in zip(self.states, values, strict=True)) + ";"

    def target(self, state: int, signal: str) -> str:
        """The expression of the state after `state`."""
        low, high = (self.states[target] for target in self.following[state])
        return low if low == high else f"{signal} ? {high} : {low}"

    def constant(self, *, outputs: bool = False) -> str:
        """All next states (three bits each) or outputs as one number, indexed by {state, input}."""
        values = [value for row in (self.outputs if outputs else self.following) for value in row]
        size = 1 if outputs else 3
        return f"{len(values) * size}'d{sum(value << (size * i) for i, value in enumerate(values))}"


def _moore_text(rng: Random, table: _Table, x: str, z: str) -> str:
    style = rng.randrange(6)
    lines = []
    for i, state in enumerate(table.states):
        low, high = (table.states[target] for target in table.following[i])
        bit = table.outputs[i][0]
        lines.append(
            {
                0: f"{state} ({z}={bit}) --{x}=0--> {low}\n{state} ({z}={bit}) --{x}=1--> {high}",
                1: f"{state}: {x}=0 -> {low}, {x}=1 -> {high}, {z}={bit}",
                2: f"{state} | {low} | {high} | {bit}",
                3: f"{state}, 0 -> {low}\n{state}, 1 -> {high}",
                4: f"From {state} go to {low} if {x} is 0, to {high} if {x} is 1; in {state} {z} is {bit}.",
                5: f"{state} (output {bit}): on 0 {low}, on 1 {high}",
            }[style]
        )
    if style == 4:
        return " ".join(lines)
    lead = {
        2: f"state | next if {x}=0 | next if {x}=1 | {z}",
        3: choose(rng, f"Transitions (state, {x} -> next):", f"State, {x} -> next state:"),
    }.get(style) or choose(rng, "Transitions:", "State table:", "The transitions are:", "States and transitions:")
    if style == 3:
        ones = [state for state, row in zip(table.states, table.outputs, strict=True) if row[0]]
        lines.append(f"{z} is 1 in {' and '.join(ones)} only.")
    return "\n".join([lead, *lines])


def _mealy_text(rng: Random, table: _Table, x: str, z: str) -> str:
    style = rng.randrange(5)
    lines = []
    for i, state in enumerate(table.states):
        for bit in (0, 1):
            target, out = table.states[table.following[i][bit]], table.outputs[i][bit]
            lines.append(
                {
                    0: f"{state} --{x}={bit}/{z}={out}--> {target}",
                    1: f"{state}, {bit} -> {target}, {out}",
                    2: f"in {state} with {x}={bit}: {z}={out}, next {target}",
                    3: f"{state} | {bit} | {target} | {out}",
                    4: f"{state} -> {target} when {x} = {bit}, {z} = {out}",
                }[style]
            )
    lead = {
        1: f"state, {x} -> next state, {z}",
        3: f"state | {x} | next | {z}",
    }.get(style) or choose(rng, "Transitions:", "State table:", "The transitions and outputs:", "It works like this:")
    return "\n".join([lead, *lines])


@family
def moore_table(rng: Random) -> Design:
    """A Moore machine of three to five states from its transitions."""
    return _machine(rng, mealy=False)


@family
def mealy_table(rng: Random) -> Design:
    """A Mealy machine of two to four states from its transitions."""
    return _machine(rng, mealy=True)


def _machine(rng: Random, *, mealy: bool) -> Design:
    table = _Table.draw(rng, rng.choice((2, 3, 3, 4) if mealy else (3, 3, 4, 4, 5)), mealy=mealy)
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    x = names.fresh(rng, used, *_INPUTS)
    z = names.fresh(rng, used, *_OUTPUTS)
    state = names.fresh(rng, used, "state", "state", "current", "present", "cs")
    following = names.fresh(rng, used, "next_state", "next", "ns", "nxt")
    one_hot = rng.random() < 0.3
    count = len(table.states)
    kind, encoding = "Mealy" if mealy else "Moore", choose(rng, "one-hot", "one hot") if one_hot else "binary"
    title = choose(
        rng,
        f"{kind} state machine with {number(rng, count)} states",
        f"{number(rng, count)}-state {kind} machine",
        f"{count} state {kind} FSM",
        f"{kind} FSM with states {', '.join(table.states)}",
        f"{kind.lower()} machine with input {x} and output {z}",
        f"finite state machine ({kind}) with {count} states",
    )
    sentences = [
        reset.says(
            rng, f"{choose(rng, 'puts the machine in', 'returns the FSM to', 'sets the state to')} {table.states[0]}"
        ),
        (_mealy_text if mealy else _moore_text)(rng, table, x, z),
    ]
    if rng.random() < 0.5 or one_hot:
        sentences.insert(
            0,
            choose(
                rng, f"The states are encoded {encoding}.", f"Use {encoding} encoding.", f"{encoding} state encoding"
            ),
        )
    if mealy and rng.random() < 0.5:
        sentences.insert(
            0,
            choose(rng, f"{z} depends on the state and on {x} at once.", f"{z} is combinational in the state and {x}"),
        )
    return Design(
        names.module(rng, "fsm", f"{kind.lower()}_fsm", "state_machine", f"fsm{count}", "controller", kind.lower()),
        (Port(clock, "input"), reset.port, Port(x, "input"), Port(z, "output", reg=(style := rng.randrange(3)) == 1)),
        title,
        tuple(sentences),
        _machine_body(rng, table, clock, reset, (x, z, state, following), one_hot=one_hot, style=style, mealy=mealy),
        f"reg [2:0] r;\nassign {z} = {table.constant(outputs=True)} >> {{r, {x}}};\n"
        f"always @({reset.events(clock)})\n    if ({reset.condition}) r <= 0;\n    else r <= {table.constant()} >> (3 * {{r, {x}}});",
    )


def _machine_body(
    rng: Random, table: _Table, clock: str, reset: Reset, signals: tuple[str, str, str, str],
    *, one_hot: bool, style: int, mealy: bool,
) -> str:  # fmt: skip
    """Style 0: next state in a block of its own; 1: also the output there; 2: a single clocked block."""
    x, z, state, following = signals
    width = len(table.states) if one_hot else table.width
    packed = f"[{width - 1}:0] " if width > 1 else ""
    target = f"{state} <=" if style == 2 else f"{following} ="
    rows = [f"    {name}: {target} {table.target(i, x)};" for i, name in enumerate(table.states)]
    rows.append(f"    default: {target} {table.states[0]};")
    case = "\n".join([f"case ({state})", *rows, "endcase"])
    terms = []
    for name, (low, high) in zip(table.states, table.outputs, strict=True):
        if low or high:
            term = f"({state} == {name})"
            terms.append(term if low and high else f"({term} && {x})" if high else f"({term} && !{x})")
    output = " || ".join(terms)
    lines = [
        table.encoding(one_hot=one_hot),
        f"reg {packed}{state};" if style == 2 else f"reg {packed}{state}, {following};",
    ]
    register = clocked(
        clock, reset, f"{state} <= {table.states[0]};", case if style == 2 else f"{state} <= {following};"
    )
    logic = "always @(*) begin\n" + "\n".join("    " + line for line in case.split("\n")) + "\nend"
    if style == 2:
        return "\n".join([*lines, register, f"assign {z} = {output};"])
    if style == 0:
        blocks = [register, logic] if rng.random() < 0.5 else [logic, register]
        return "\n".join([*lines, *blocks, f"assign {z} = {output};"])
    rows = [f"    {name}: {z} = {_output(row, x)};" for name, row in zip(table.states, table.outputs, strict=True)]
    decode = "\n".join(
        [
            "always @(*) begin",
            f"    case ({state})",
            *("    " + r for r in [*rows, f"    default: {z} = 0;"]),
            "    endcase",
            "end",
        ]
    )
    return "\n".join([*lines, register, logic, decode])


def _output(row: tuple[int, int], signal: str) -> str:
    return {(0, 0): "0", (1, 1): "1", (0, 1): signal, (1, 0): f"!{signal}"}[row]


@family
def next_state_logic(rng: Random) -> Design:
    """Only the combinational next-state logic of a table; state numbers are given."""
    table = _Table.draw(rng, rng.choice((3, 4, 4)), mealy=False)
    used: list[str] = []
    state = names.fresh(rng, used, "state", "current_state", "y", "cs", "present_state")
    following = names.fresh(rng, used, "next_state", "next", "ns", "Y_next", "nxt")
    x = names.fresh(rng, used, *_INPUTS)
    with_output = rng.random() < 0.5
    z = names.fresh(rng, used, *_OUTPUTS)
    codes = [f"{i:02b}" for i in range(len(table.states))]
    title = choose(
        rng,
        "next-state logic block of a state machine",
        f"combinational next state block for {number(rng, len(codes))} states",
        f"next state decoder for a {len(codes)}-state FSM",
        f"state transition block from {state} and {x} to {following}",
    )
    assigned = ", ".join(f"{n} = {c}" for n, c in zip(table.states, codes, strict=True))
    sentences = [
        choose(rng, f"The state codes are {assigned}.", f"States: {assigned}", f"Encoding: {assigned}."),
        choose(
            rng,
            "There are no flip-flops.",
            f"Combinational only: {following} from {state} and {x}.",
            f"Just {following}, no register.",
        ),
        _moore_rows(rng, table, x),
    ]
    ones = " or ".join(n for n, row in zip(table.states, table.outputs, strict=True) if row[0])
    if with_output:
        sentences.insert(
            2,
            choose(
                rng,
                f"{z} is 1 in state {ones}.",
                f"The output {z} is high only in {ones}.",
                f"{z} = 1 when the state is {ones}",
            ),
        )
    if len(codes) == 3:
        sentences.insert(
            1,
            choose(
                rng,
                f"Unused codes go to {table.states[0]}.",
                f"From any other code the next state is {table.states[0]}.",
            ),
        )
    literal = [f"2'b{c}" for c in codes]
    symbolic = rng.random() < 0.5
    label = list(table.states) if symbolic else literal
    rows = [f"        {label[i]}: {following} = {_pick(label, table.following[i], x)};" for i in range(len(codes))]
    rows.append(f"        default: {following} = {label[0]};")
    body = "\n".join(["always @(*) begin", f"    case ({state})", *rows, "    endcase", "end"])
    if symbolic:
        body = table.encoding(one_hot=False) + "\n" + body
    ports = [Port(state, "input", 2), Port(x, "input"), Port(following, "output", 2, reg=True)]
    high = [f"{state} == {label[i]}" for i, row in enumerate(table.outputs) if row[0]]
    reference = f"assign {following} = {state} < {len(codes)} ? {table.constant()} >> (3 * {{1'b0, {state}, {x}}}) : 0;"
    if with_output:
        ports.append(Port(z, "output"))
        body += f"\nassign {z} = {' || '.join(f'({h})' for h in high) if len(high) > 1 else f'({high[0]})'};"
        mask = sum(row[0] << i for i, row in enumerate(table.outputs))
        reference += f"\nassign {z} = 4'd{mask} >> {state};"
    name = names.module(rng, "next_state_logic", "next_logic", "fsm_comb", "transition")
    return Design(name, tuple(ports), title, tuple(sentences), body, reference)


def _moore_rows(rng: Random, table: _Table, x: str) -> str:
    arrow = rng.randrange(3)
    lines = []
    for i, state in enumerate(table.states):
        low, high = (table.states[target] for target in table.following[i])
        if arrow == 0:
            lines += [f"{state} --{x}=0--> {low}", f"{state} --{x}=1--> {high}"]
        else:
            lines.append(
                f"{state}: {low} if {x}=0, {high} if {x}=1"
                if arrow == 1
                else f"{state}: {x}=0 -> {low}, {x}=1 -> {high}"
            )
    return "\n".join([choose(rng, "Transitions:", "State table:", "Next states:"), *lines])


def _pick(labels: list[str], row: tuple[int, int], x: str) -> str:
    low, high = (labels[target] for target in row)
    return low if low == high else f"{x} ? {high} : {low}"


@family
def one_hot_equations(rng: Random) -> Design:
    """Next-state equations of a one-hot machine, by inspection."""
    table = _Table.draw(rng, rng.choice((3, 4, 4, 5)), mealy=False)
    used: list[str] = []
    state = names.fresh(rng, used, "state", "s", "current_state", "cs")
    following = names.fresh(rng, used, "next_state", "next", "ns", "d")
    x = names.fresh(rng, used, *_INPUTS)
    z = names.fresh(rng, used, *_OUTPUTS)
    count = len(table.states)
    listed = ", ".join(f"{n} = {state}[{i}]" for i, n in enumerate(table.states))
    title = choose(
        rng, "one-hot next state logic block", "next-state decoder of a one-hot FSM", f"one hot next-state block for {count} states",
        f"one-hot state transition block with output {z}",
    )  # fmt: skip
    ones = " or ".join(n for n, row in zip(table.states, table.outputs, strict=True) if row[0])
    sentences = (
        choose(rng, f"One bit a state: {listed}.", f"The state bits are {listed}.", f"States: {listed} (one hot)."),
        choose(
            rng,
            f"Each bit of {following} is the OR of the transitions into that state, without looking at the other bits of {state}.",
            f"Write {following} by inspection: every bit is an or of the transitions into it.",
            f"{following}[i] ors together all transitions that enter state i.",
        ),
        choose(rng, f"{z} is 1 in {ones}.", f"{z} is high when the state is {ones}.", f"{z} = 1 for {ones}"),
        _moore_rows(rng, table, x),
    )
    lines = []
    for target in range(count):
        terms = []
        for i, (low, high) in enumerate(table.following):
            if target in (low, high):
                term = f"{state}[{i}]"
                terms.append(term if low == high else f"({term} & {x})" if target == high else f"({term} & ~{x})")
        lines.append(f"assign {following}[{target}] = {' | '.join(terms) or f'1{chr(39)}b0'};")
    lines.append(f"assign {z} = {' | '.join(f'{state}[{i}]' for i, row in enumerate(table.outputs) if row[0])};")
    mask = sum(row[0] << i for i, row in enumerate(table.outputs))
    steps = "\n".join(
        f"    if ({state}[{i}]) {following}[{x} ? {high} : {low}] = 1'b1;"
        for i, (low, high) in enumerate(table.following)
    )
    reference = f"always @* begin\n    {following} = 0;\n{steps}\nend\nassign {z} = |({state} & {count}'d{mask});"
    ports = (Port(state, "input", count), Port(x, "input"), Port(following, "output", count), Port(z, "output"))
    name = names.module(rng, "one_hot_logic", "onehot_next", "fsm_onehot", "onehot_fsm_comb")
    return Design(name, ports, title, sentences, "\n".join(lines), reference)


def _advance(pattern: str, seen: int, bit: str) -> int:
    """How many leading pattern bits are seen after one more bit (the whole pattern counts)."""
    text = pattern[:seen] + bit
    return next(n for n in range(min(len(text), len(pattern)), -1, -1) if text.endswith(pattern[:n]))


@family
def sequence_detector(rng: Random) -> Design:
    """A detector of three to five serial bits: Moore or Mealy, overlapping or not."""
    pattern = "".join(rng.choice("01") for _ in range(rng.choice((3, 3, 4, 4, 5))))
    size, mealy, overlapping = len(pattern), rng.random() < 0.5, rng.random() < 0.65
    clock, reset = names.clock(rng), Reset.draw(rng)
    used = [clock, reset.name]
    x = names.fresh(rng, used, "x", "in", "din", "data_in", "serial_in", "bit_in", "d", "w")
    z = names.fresh(rng, used, "detected", "found", "match", "z", "out", "det", "hit", "y")
    state = names.fresh(rng, used, "state", "state", "st")
    kind, how = "Mealy" if mealy else "Moore", "overlapping" if overlapping else "non-overlapping"
    title = choose(
        rng, f"{pattern} sequence detector", f"sequence detector for {pattern}", f"{kind} detector of the bit sequence {pattern}",
        f"{how} {pattern} detector", f"{how} sequence detector for {pattern} ({kind})", f"FSM that detects {pattern} on {x}",
    )  # fmt: skip
    sentences = [
        choose(rng, f"The bits arrive on {x}, one a clock, first bit first: {pattern}.", f"It looks for {pattern} in the serial input {x}.",
               f"{x} is sampled at every rising edge of {clock}; the pattern is {pattern}, leftmost bit first."),
        choose(rng, f"{z} is high in the same cycle as the last bit (Mealy).", f"Mealy: {z} goes to 1 combinationally while the last bit is on {x}.",
               f"Mealy output {z}, high together with the last bit of the pattern.") if mealy else
        choose(rng, f"{z} is high for one cycle after the clock edge that takes the last bit (Moore).", f"Moore: {z} is 1 in the cycle after the last bit.",
               f"Moore output {z}, a function of the state only, high right after the complete pattern."),
        choose(rng, "Overlapping matches count.", "Overlaps are allowed.", "The end of a match may be the start of the next (overlapping).") if overlapping else
        choose(rng, "Matches do not overlap.", "Non-overlapping: after a match it starts afresh.", "A bit belongs to one match only, no overlap."),
        reset.says(rng, choose(rng, "forgets all bits seen", "returns to the initial state", "starts the search afresh")),
    ]  # fmt: skip
    name = names.module(
        rng,
        "seq_detector",
        f"seq_{pattern}",
        f"detect_{pattern}",
        f"{kind.lower()}_{pattern}",
        "sequence_detector",
        "pattern_fsm",
    )
    count = size if mealy else size + 1
    width = (count - 1).bit_length()
    rows = []
    for seen in range(count):
        goes = []
        for bit in "01":
            target = _advance(pattern, seen if overlapping or seen < size else 0, bit)
            if mealy and target == size:
                target = max((n for n in range(size) if pattern.endswith(pattern[:n])), default=0) if overlapping else 0
            goes.append(f"S{target}")
        rows.append(f"S{seen}: {{}} {goes[0] if goes[0] == goes[1] else f'{x} ? {goes[1]} : {goes[0]}'};")
    last = f"({state} == S{size - 1}) && {'' if pattern[-1] == '1' else '!'}{x}" if mealy else f"({state} == S{size})"
    encoding = "localparam " + ", ".join(f"S{i} = {width}'d{i}" for i in range(count)) + ";"
    if overlapping and pattern[0] == "1" and rng.random() < 0.2:
        kept = size - 1 if mealy else size
        body = f"reg [{kept - 1}:0] history;\n" + clocked(
            clock, reset, "history <= 0;", f"history <= {{history[{kept - 2}:0], {x}}};"
        )
        body += f"\nassign {z} = ({f'{{history, {x}}}' if mealy else 'history'} == {size}'b{pattern});"
    elif rng.random() < 0.5:
        case = "\n".join(
            [
                f"case ({state})",
                *("    " + row.format(f"{state} <=") for row in rows),
                f"    default: {state} <= S0;",
                "endcase",
            ]
        )
        body = f"{encoding}\nreg [{width - 1}:0] {state};\n{clocked(clock, reset, f'{state} <= S0;', case)}\nassign {z} = {last};"
    else:
        listed = "\n".join("        " + row.format("next =") for row in [*rows, "default: {} S0;"])
        body = f"{encoding}\nreg [{width - 1}:0] {state}, next;\nalways @(*) begin\n    case ({state})\n{listed}\n    endcase\nend\n"
        body += clocked(clock, reset, f"{state} <= S0;", f"{state} <= next;") + f"\nassign {z} = {last};"
    forget = "" if overlapping else "if (now) taken <= 0; else "
    reference = f"""reg [{size - 1}:0] past;
reg [2:0] taken;
reg was_hit;
wire [{size - 1}:0] window = {{past[{size - 2}:0], {x}}};
wire now = (window == {size}'b{pattern}) && (taken >= {size - 1});
always @({reset.events(clock)})
    if ({reset.condition}) begin past <= 0; taken <= 0; was_hit <= 0; end
    else begin past <= window; was_hit <= now; {forget}if (taken < {size}) taken <= taken + 1; end
assign {z} = {"now" if mealy else "was_hit"};"""
    return Design(
        name,
        (Port(clock, "input"), reset.port, Port(x, "input", note="serial input"), Port(z, "output")),
        title,
        tuple(sentences),
        body,
        reference,
    )
