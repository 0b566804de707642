"""Writes a behaviour as a module, in one of the coding styles people have."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from verimentor_trainer.behaviour.expressions import Choice, Constant, Expression, Lookup, Notation, literal
from verimentor_trainer.behaviour.model import Behaviour, Instance, Register, Rule, StateGraph, Wire, next_value
from verimentor_trainer.families import Port

Arm = tuple[str, list[str]]  # a condition, "" for else, and statements


@dataclass(frozen=True, slots=True)
class Style:
    """How one author writes."""

    notation: Notation
    layout: str  # "each", "shared", "next" or "ternary": how registers share always blocks
    braces: bool  # begin and end around single statements too
    case: bool  # a case statement for a lookup, else conditional operators
    always: str  # "always" or "always_ff"
    combinational: str  # "always @(*)", "always @*" or "always_comb"
    reset_test: int  # which form of the reset's condition
    nested: bool  # counters that end do so in an inner if, else in a conditional operator


def draw_style(rng: Random) -> Style:
    """A style, with the habits of its author."""
    modern = rng.random() < 0.07
    return Style(
        Notation(
            rng.choices(("plain", "sized", "hex", "binary"), (25, 55, 12, 8))[0],
            "!" if rng.random() < 0.7 else "~",
            rng.random() < 0.8,
        ),
        rng.choices(("each", "shared", "next", "ternary"), (50, 32, 8, 10))[0],
        rng.random() < 0.35,
        rng.random() < 0.75,
        "always_ff" if modern else "always",
        "always_comb" if modern else rng.choice(("always @(*)", "always @(*)", "always @*")),
        rng.randrange(3),
        rng.random() < 0.5,
    )


def ports(behaviour: Behaviour, variables: frozenset[str], rng: Random) -> tuple[Port, ...]:
    """The ports, usually clock, reset, inputs, outputs."""
    about = behaviour.notes
    listed = []
    if behaviour.clock:
        listed.append(Port(behaviour.clock, "input", note="clock"))
    if behaviour.reset:
        listed.append(behaviour.reset.port)
    inputs = list(behaviour.inputs)
    if rng.random() < 0.08:
        rng.shuffle(inputs)
    listed += [Port(s.name, "input", s.width, signed=s.signed, note=about.get(s.name, "")) for s in inputs]
    outputs = [
        Port(s.name, "output", s.width, s.name in variables, s.signed, about.get(s.name, "")) for s in behaviour.outputs
    ]
    return (*outputs, *listed) if rng.random() < 0.06 else (*listed, *outputs)


def render(behaviour: Behaviour, style: Style, rng: Random) -> tuple[str, frozenset[str]]:
    """The body, and the outputs it assigns in procedures."""
    writer = _Writer(behaviour, style, rng)
    return writer.body(), frozenset(writer.variables)


class _Writer:
    def __init__(self, behaviour: Behaviour, style: Style, rng: Random) -> None:
        self.behaviour, self.style, self.rng = behaviour, style, rng
        self.ports = {signal.name for signal in (*behaviour.inputs, *behaviour.outputs)}
        self.taken = self.ports | {register.signal.name for register in behaviour.registers}
        self.variables: set[str] = {register.signal.name for register in behaviour.registers}
        self.declarations: list[str] = []
        self.blocks: list[str] = []

    def body(self) -> str:
        behaviour = self.behaviour
        for register in behaviour.registers:
            if register.signal.name not in self.ports:
                self.declare("reg", register.signal.name, register.signal.width, register.signal.signed)
        layout = self.style.layout
        if behaviour.registers:
            if layout == "shared":
                self.blocks.append(self.clocked(behaviour.registers))
            else:
                self.blocks += [self.clocked((register,)) for register in behaviour.registers]
        if behaviour.graph:
            self.machine(behaviour.graph)
        instances = [self.instance(instance) for instance in behaviour.instances]
        wires = [self.wire(wire) for wire in behaviour.wires]
        blocks = [*wires, *self.blocks] if self.rng.random() < 0.25 else [*self.blocks, *wires]
        declared = "\n".join(self.declarations)
        return "\n\n".join(_merged([*([declared] if declared else []), *instances, *blocks]))

    def declare(self, kind: str, name: str, width: int, signed: bool = False) -> None:
        span = f" [{width - 1}:0]" if width > 1 else ""
        self.declarations.append(f"{kind}{' signed' if signed else ''}{span} {name};")

    def instance(self, instance: Instance) -> str:
        """An instantiation, its ports by name."""
        sub = instance.behaviour
        outputs = {signal.name for signal in sub.outputs}
        pairs = [(port, signal.name) for port, signal in instance.connections]
        if sub.clock and sub.reset:
            pairs = [(sub.clock, self.behaviour.clock), (sub.reset.name, sub.reset.name), *pairs]
        for port, signal in instance.connections:
            if port in outputs and signal.name not in self.ports:
                self.declare("wire", signal.name, signal.width)
        listed = [f".{port}({name})" for port, name in pairs]
        if len(", ".join(listed)) < 70:
            return f"{sub.name} {instance.name} ({', '.join(listed)});"
        return f"{sub.name} {instance.name} (\n" + ",\n".join("    " + each for each in listed) + "\n);"

    def procedure(self, lines: Sequence[str]) -> str:
        """A combinational always block."""
        head = self.style.combinational
        if head == "always_comb" and any("[" in line for line in lines):
            head = "always @(*)"  # Icarus 11 warns of selects in always_comb
        return f"{head} begin\n{_indented(lines)}\nend"

    # -- registers

    def clocked(self, registers: Sequence[Register]) -> str:
        behaviour, style = self.behaviour, self.style
        edge = "negedge" if behaviour.falling else "posedge"
        reset = behaviour.reset
        events = reset.events(behaviour.clock, edge=edge) if reset else f"{edge} {behaviour.clock}"
        head = f"{style.always} @({events})"
        steps: list[str] = []
        if style.layout == "ternary":
            steps = [f"{r.signal.name} <= {self.text(r.next_value())};" for r in registers]
        elif style.layout == "next":
            return self.two_blocks(registers[0], head)
        else:
            alone = len(registers) == 1
            if alone and reset and (tight := self.chain_with_reset(registers[0])):
                return (
                    f"{head} begin\n{_indented(tight)}\nend"
                    if style.braces or self.rng.random() < 0.5
                    else f"{head}\n{_indented(tight)}"
                )
            for register in registers:
                steps += self.statements(register)
        if not reset:
            return f"{head} begin\n{_indented(steps)}\nend"
        initial = [f"{r.signal.name} <= {self.initial(r)};" for r in registers]
        lines = chain([(self.reset_condition(), initial), ("", steps)], braces=style.braces or len(registers) > 1)
        return f"{head} begin\n{_indented(lines)}\nend"

    def reset_condition(self) -> str:
        reset = self.behaviour.reset
        assert reset is not None
        if not reset.active_low:
            return reset.name
        return (f"!{reset.name}", f"~{reset.name}", f"!{reset.name}")[self.style.reset_test]

    def initial(self, register: Register) -> str:
        width = register.signal.width
        if register.initial == (1 << width) - 1 and width > 3 and self.rng.random() < 0.4:
            return f"{{{width}{{1'b1}}}}"
        return literal(register.initial, width, self.style.notation.constants)

    def chain_with_reset(self, register: Register) -> list[str]:
        """The reset as the first arm of the register's own chain."""
        initial = [f"{register.signal.name} <= {self.initial(register)};"]
        return chain([(self.reset_condition(), initial), *self.arms(register)], braces=self.style.braces)

    def statements(self, register: Register) -> list[str]:
        return chain(self.arms(register), braces=self.style.braces)

    def arms(self, register: Register, target: str = "", assign: str = "<=") -> list[Arm]:
        arms: list[Arm] = []
        rules = register.rules
        for i, rule in enumerate(rules):
            condition = "" if rule.condition is None else self.text(rule.condition)
            statements = self.step(register, rule, target or register.signal.name, assign)
            last = i == len(rules) - 1
            if (
                last
                and condition
                and len(statements) == 1
                and statements[0].startswith("if ")
                and "else" not in statements[0]
            ):
                inner, _, statement = statements[0][4:].partition(") ")
                both = (condition, inner) if self.rng.random() < 0.7 else (inner, condition)
                arms.append(
                    (
                        " && ".join(
                            f"({c})" if "|" in c or "?" in c or ("&" in c and "&&" not in c) or "^" in c else c
                            for c in both
                        ),
                        [statement],
                    )
                )
            else:
                arms.append((condition, statements))
        return arms

    def step(self, register: Register, rule: Rule, target: str, assign: str) -> list[str]:
        signal, operation = register.signal, rule.operation
        name = signal.name
        if operation.kind in ("up", "down") and operation.ending and self.style.nested:
            limit = literal(operation.limit, signal.width, self.style.notation.constants)
            sign = "+" if operation.kind == "up" else "-"
            one = "1" if self.style.notation.constants != "binary" else "1'b1"
            moved = f"{target} {assign} {name} {sign} {one};"
            if operation.ending == "saturate":
                return [f"if ({name} != {limit}) {moved}"]
            restart = literal(operation.restart, signal.width, self.style.notation.constants)
            return [f"if ({name} == {limit}) {target} {assign} {restart};", f"else {moved}"]
        if operation.kind in ("set_bit", "clear_bit") and assign == "<=":
            assert operation.source is not None
            return [f"{name}[{self.text(operation.source)}] <= 1'b{int(operation.kind == 'set_bit')};"]
        if (
            operation.kind in ("left", "right")
            and isinstance(operation.source, Constant)
            and not operation.source.number
            and self.rng.random() < 0.6
        ):
            return [f"{target} {assign} {name} {'<<' if operation.kind == 'left' else '>>'} 1;"]
        if isinstance(operation.source, Lookup) and self.style.case:
            return self.case(operation.source, target, assign)
        value = next_value(signal, operation)
        return [f"{target} {assign} {self.text(value)};"]

    def two_blocks(self, register: Register, head: str) -> str:
        name, width = register.signal.name, register.signal.width
        following = next(n for n in (f"{name}_next", f"next_{name}", f"{name}_nxt2") if n not in self.taken)
        self.declare("reg", following, width, register.signal.signed)
        inner = chain(self.arms(register, following, "="), braces=self.style.braces)
        if register.rules[0].condition is not None:
            inner.insert(0, f"{following} = {name};")
        if self.behaviour.reset:
            update = chain(
                [(self.reset_condition(), [f"{name} <= {self.initial(register)};"]), ("", [f"{name} <= {following};"])],
                braces=self.style.braces,
            )
        else:
            update = [f"{name} <= {following};"]
        return f"{self.procedure(inner)}\n\n{head} begin\n{_indented(update)}\nend"

    # -- states

    def machine(self, graph: StateGraph) -> None:
        """State register, next state and outputs, in one block or in two."""
        state, rng = graph.register, self.rng
        one_hot = rng.random() < 0.1
        n = len(graph.states)
        width = n if one_hot else state.width
        style = "binary" if one_hot else rng.choice(("sized", "sized", "binary"))
        listed = [f"{s.name} = {literal(1 << i if one_hot else i, width, style)}" for i, s in enumerate(graph.states)]
        self.declarations += _symbols(listed, rng)
        together = graph.timer is not None or rng.random() < 0.45
        following = next(n for n in ("next_state", "next", "state_next", "ns", "nxt") if n not in self.taken)
        span = f" [{width - 1}:0]" if width > 1 else ""
        self.declarations.append(f"reg{span} {state.name};" if together else f"reg{span} {state.name}, {following};")
        if graph.timer:
            self.declare("reg", graph.timer.name, graph.timer.width)
        behaviour, reset = self.behaviour, self.behaviour.reset
        edge = "negedge" if behaviour.falling else "posedge"
        assert reset is not None
        head = f"{self.style.always} @({reset.events(behaviour.clock, edge=edge)})"
        start = [f"{state.name} <= {graph.states[0].name};"]
        if graph.timer:
            start.append(f"{graph.timer.name} <= {literal(0, graph.timer.width, self.style.notation.constants)};")
        enable = self.text(graph.enable) if graph.enable is not None else ""
        if together:
            steps = self.state_case(graph, state.name, "<=")
            lines = chain([(self.reset_condition(), start), (enable, steps)], braces=self.style.braces)
            self.blocks.append(f"{head} begin\n{_indented(lines)}\nend")
        else:
            inner = [f"{following} = {state.name};", *self.state_case(graph, following, "=")]
            moved = (enable, [f"{state.name} <= {following};"])
            lines = chain([(self.reset_condition(), start), moved], braces=self.style.braces)
            blocks = [
                self.procedure(inner),
                f"{head} begin\n{_indented(lines)}\nend",
            ]
            self.blocks += blocks if rng.random() < 0.6 else blocks[::-1]
        self.machine_outputs(graph)

    def state_case(self, graph: StateGraph, target: str, assign: str) -> list[str]:
        lines = [f"case ({graph.register.name})"]
        timer = graph.timer
        zero = literal(0, timer.width, self.style.notation.constants) if timer else ""
        for each in graph.states:
            arms: list[Arm] = []
            for condition, name in each.exits:
                test = "" if condition is None else self.text(condition)
                if condition is None and each.stay and timer:
                    test = f"{timer.name} == {literal(each.stay - 1, timer.width, self.style.notation.constants)}"
                moves = [f"{target} {assign} {name};"]
                if timer:
                    moves.append(f"{timer.name} <= {zero};")
                arms.append((test, moves))
            if each.stay and timer:
                arms.append(("", [f"{timer.name} <= {timer.name} + 1;"]))
            steps = chain(arms, braces=self.style.braces)
            if len(steps) == 1:
                lines.append(f"    {each.name}: {steps[0]}")
            else:
                lines += [f"    {each.name}: begin", *("        " + s for s in steps), "    end"]
        lines.append(f"    default: {target} {assign} {graph.states[0].name};")
        return [*lines, "endcase"]

    def machine_outputs(self, graph: StateGraph) -> None:
        state = graph.register.name
        for i, signal in enumerate(graph.outputs[:-1] if graph.mealy else graph.outputs):
            values = [(each.name, each.outputs[i]) for each in graph.states]
            if signal.width > 1:
                self.variables.add(signal.name)
                style = self.style.notation.constants
                arms = [f"    {name}: {signal.name} = {literal(v, signal.width, style)};" for name, v in values[1:]]
                arms.append(f"    default: {signal.name} = {literal(values[0][1], signal.width, style)};")
                self.blocks.append(self.procedure([f"case ({state})", *arms, "endcase"]))
                continue
            high, low = [n for n, v in values if v], [n for n, v in values if not v]
            if len(low) < len(high):
                text = " && ".join(f"({state} != {name})" for name in low)
            else:
                text = " || ".join(f"({state} == {name})" for name in high)
            self.blocks.append(f"assign {signal.name} = {text};")
        if graph.mealy:
            parts = [f"(({state} == {name}) && {_wrapped(self.text(condition))})" for name, condition in graph.mealy]
            text = " || ".join(parts) if len(parts) > 1 else parts[0][1:-1]
            self.blocks.append(f"assign {graph.outputs[-1].name} = {text};")

    # -- wires

    def wire(self, wire: Wire) -> str:
        name, width = wire.signal.name, wire.signal.width
        internal = name not in self.ports
        if isinstance(wire.value, Lookup) and self.style.case:
            self.variables.add(name)
            if internal:
                self.declare("reg", name, width, wire.signal.signed)
            return self.procedure(self.case(wire.value, name))
        if isinstance(wire.value, Choice) and self.rng.random() < 0.2:
            self.variables.add(name)
            if internal:
                self.declare("reg", name, width, wire.signal.signed)
            lines = self.decide(wire.value, name)
            return self.procedure(lines)
        text = self.text(wire.value)
        if internal:
            self.declare("wire", name, width, wire.signal.signed)
        return f"assign {name} = {text};"

    def decide(self, value: Expression, name: str) -> list[str]:
        arms: list[Arm] = []
        while isinstance(value, Choice):
            arms.append((self.text(value.condition), [f"{name} = {self.text(value.then)};"]))
            value = value.otherwise
        arms.append(("", [f"{name} = {self.text(value)};"]))
        return chain(arms, braces=self.style.braces)

    def case(self, lookup: Lookup, name: str, assign: str = "=") -> list[str]:
        width = lookup.selector.width
        style = self.style.notation.constants
        lines = [f"case ({lookup.selector.name})"]
        arms = list(lookup.arms)
        otherwise = lookup.otherwise
        if otherwise is None and self.rng.random() < 0.5:
            otherwise = arms.pop()[1]
        for code, value in arms:
            label = literal(
                code, width, "binary" if style in ("sized", "binary") else "plain" if style == "plain" else "sized"
            )
            lines.append(f"    {label}: {name} {assign} {self.text(value)};")
        if otherwise is not None:
            lines.append(f"    default: {name} {assign} {self.text(otherwise)};")
        return [*lines, "endcase"]

    def text(self, expression: Expression) -> str:
        return expression.text(self.style.notation)


def chain(arms: Sequence[Arm], *, braces: bool) -> list[str]:
    """An if chain; an arm without condition is the else."""
    if len(arms) == 1 and not arms[0][0]:
        return arms[0][1]
    lines: list[str] = []
    open_end = False
    for i, (condition, statements) in enumerate(arms):
        head = ("else " if i else "") + (f"if ({condition})" if condition else "")
        head = head.rstrip()
        wrapped = braces or len(statements) > 1 or (statements[0].startswith("if ") and i < len(arms) - 1)
        if open_end:
            lines[-1] += f" {head}"
        else:
            lines.append(head)
        if wrapped:
            lines[-1] += " begin"
            lines += [*("    " + s for s in statements), "end"]
        elif len(lines[-1]) + len(statements[0]) < 62:
            lines[-1] += f" {statements[0]}"
        else:
            lines.append("    " + statements[0])
        open_end = wrapped
    return lines


def _symbols(listed: Sequence[str], rng: Random) -> list[str]:
    """State names as constants, in one declaration or in several."""
    if rng.random() < 0.5:
        return [f"localparam {', '.join(listed)};"]
    return [f"localparam {each};" for each in listed]


def _wrapped(text: str) -> str:
    return f"({text})" if " " in text else text


def _indented(lines: Sequence[str]) -> str:
    return "\n".join("    " + line if line else line for line in lines)


def _merged(blocks: Sequence[str]) -> list[str]:
    """Blocks, with runs of single assignments kept together."""
    result: list[str] = []
    for block in blocks:
        if result and block.startswith("assign") and result[-1].startswith("assign") and "\n\n" not in block:
            result[-1] += "\n" + block
        else:
            result.append(block)
    return result
