"""A state machine behind one clock: a register, the next state in a case, the outputs from the state."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from verimentor.verilog.derivation.expressions import expression, selection
from verimentor.verilog.derivation.names import fresh, is_variable, of_states, taken_in
from verimentor.verilog.interface import Reset
from verimentor.verilog.module import Module
from verimentor.verilog.oracle.machines import Machine
from verimentor.verilog.oracle.next_state import told_codes
from verimentor.verilog.oracle.ports import Place, Ports
from verimentor.verilog.oracle.reading import reset_in

_ONE_HOT = re.compile(r"(?i)\bone[\s-]?hot\b")
_FALLING = re.compile(r"(?i)\bneg(?:ative)?[\s-]?edge\b|\bfalling[\s-]edge\b")
_ASYNCHRONOUS = re.compile(
    r"(?i)\basync(?:hronous(?:ly)?)?\b|\bimmediately\b|\bat any time\b|\bwithout (?:waiting for )?(?:a|the) clock\b"
    r"|\b(?:regardless|independent(?:ly)?) of the clock\b"
)
_SYNCHRONOUS = re.compile(r"(?i)\bsync(?:hronous(?:ly)?)?\b")

SILENT = "an output that is not told of a state is 0 there"

_ALWAYS, _NEVER = "1'b1", "1'b0"


def write_machine(machine: Machine, spec: str, module: Module, ports: Ports) -> tuple[str, tuple[str, ...]] | None:
    """The body and what had to be assumed; None where the way from a state is open."""
    states = tuple(dict.fromkeys(state for state, _ in machine.shown))
    n_settings = 1 << len(machine.inputs)
    if any(sum(start == state for start, _ in machine.next) < n_settings for state in states):
        return None
    if any(following not in states for following, _ in machine.next.values()):
        return None
    assumptions = []
    if machine.opening:
        machine = replace(machine, start=states[0])
        assumptions.append(f"it begins in {states[0]}, the first state of the text")
    if not all(place in machine.shows(*key) for key in machine.next for place in ports.observed):
        assumptions.append(SILENT)
    reset = reset_in(spec, ports)
    if reset is not None:
        asynchronous, synchronous = bool(_ASYNCHRONOUS.search(spec)), bool(_SYNCHRONOUS.search(spec))
        if asynchronous and synchronous:
            return None
        reset = replace(reset, asynchronous=asynchronous or reset.name.lower().startswith("a"))
        if not (reset.asynchronous or synchronous):
            assumptions.append(f"{reset.name} is synchronous")
    (clock,) = ports.interface.clocks
    edge = f"{'neg' if _FALLING.search(spec) else 'pos'}edge {clock}"
    taken = taken_in(module)
    names = of_states(states, taken)
    taken |= set(names.values())
    writer = _Writer(machine, module, ports, names, fresh("state", taken), fresh("next_state", taken))
    body = [*writer.declared(_codes(states, spec), reset), "", *writer.register(edge, reset), "", *writer.transitions()]
    return "\n".join([*body, "", *writer.outputs()]), tuple(assumptions)


def _codes(states: Sequence[str], spec: str) -> dict[str, str]:
    """The states' codes as the text tells them, one bit each where it asks for that, or else counted."""
    n_bits = max(1, (len(states) - 1).bit_length())
    coded = all(re.fullmatch(r"[01]+", state) or re.search(rf"\b{state}\s*(?:=|:)\s*\d+'", spec) for state in states)
    for width in range(n_bits, len(states) + 1) if coded else ():
        if codes := told_codes(states, spec, width):
            return {state: f"{width}'b{code}" for state, code in codes.items()}
    if _ONE_HOT.search(spec):
        return {state: f"{len(states)}'b{1 << number:0{len(states)}b}" for number, state in enumerate(states)}
    return {state: f"{n_bits}'d{number}" for number, state in enumerate(states)}


@dataclass(frozen=True)
class _Writer:
    """The parts of the module's body."""

    machine: Machine
    module: Module
    ports: Ports
    names: dict[str, str]  # by state
    state: str  # the register's name
    next: str

    def declared(self, codes: dict[str, str], reset: Reset | None) -> Iterator[str]:
        """The states' names and the registers; without a reset, the state is set when the power is switched on."""
        width = int(codes[self.machine.start].partition("'")[0])
        vector = f"[{width - 1}:0] " if width > 1 else ""
        for state, name in self.names.items():
            yield f"  localparam {vector}{name} = {codes[state]};"
        yield ""
        yield f"  reg {vector}{self.state}{'' if reset else f' = {self._start}'};"
        yield f"  reg {vector}{self.next};"

    def register(self, edge: str, reset: Reset | None) -> Iterator[str]:
        """The state follows the next one."""
        if reset is None:
            yield f"  always @({edge})"
            yield f"    {self.state} <= {self.next};"
            return
        or_reset = f" or {'neg' if reset.active_low else 'pos'}edge {reset.name}" if reset.asynchronous else ""
        yield f"  always @({edge}{or_reset})"
        yield f"    if ({'!' if reset.active_low else ''}{reset.name})"
        yield f"      {self.state} <= {self._start};"
        yield "    else"
        yield f"      {self.state} <= {self.next};"

    def transitions(self) -> Iterator[str]:
        """The next state by state and inputs."""
        inputs = self._inputs
        yield "  always @(*)"
        yield f"    case ({self.state})"
        for state, name in self.names.items():
            following = {key[1]: self.names[there] for key, (there, _) in self.machine.next.items() if key[0] == state}
            yield f"      {name}: {self.next} = {selection(following, inputs)};"
        yield f"      default: {self.next} = {self._start};"
        yield "    endcase"

    def outputs(self) -> Iterator[str]:
        """Each output bit as the states, and in a Mealy machine the inputs, in which it is set."""
        for place in self.ports.observed:
            by_condition: dict[str, list[str]] = {}
            for state, name in self.names.items():
                by_condition.setdefault(self._condition(state, place), []).append(f"{self.state} == {name}")
            by_condition.pop(_NEVER, None)
            parts = [" || ".join(by_condition.pop(_ALWAYS, []))]
            for condition, states in by_condition.items():
                parts.append(f"({' || '.join(states)}) && {f'({condition})' if ' ' in condition else condition}")
            parts = [part for part in parts if part]
            written = " || ".join(f"({part})" if "&&" in part and len(parts) > 1 else part for part in parts)
            opening = "always @(*) " if is_variable(place[0], self.module) else "assign "
            yield f"  {opening}{self.ports.name_of(place)} = {written or _NEVER};"

    def _condition(self, state: str, place: Place) -> str:
        """When an output bit is set in a state."""
        machine = self.machine
        bits = {key[1]: machine.shows(*key).get(place, "0") for key in machine.next if key[0] == state}
        if not machine.mealy:
            return _ALWAYS if "1" in bits.values() else _NEVER
        values = {int("".join(map(str, vector)) or "0", 2): bit for vector, bit in bits.items()}
        return expression(values, self._inputs)

    @property
    def _start(self) -> str:
        return self.names[self.machine.start]

    @property
    def _inputs(self) -> list[str]:
        return [self.ports.name_of(place) for place in self.machine.inputs]
