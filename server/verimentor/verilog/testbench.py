"""Testbenches in Verilog that apply stimuli to a module, and the traces read back from what they print.

A step sets all inputs at once, waits, and prints the outputs. A design in the same simulation knows neither the names
in the testbench nor the nonce that marks its lines; only one that finds the simulator's own files could forge them.
"""

import re
import secrets
from dataclasses import dataclass
from functools import cached_property

from verimentor.verilog.interface import Interface, Pin
from verimentor.verilog.stimuli import EXHAUSTIVE_BITS, Step, Stimuli

_STEP_NS = 100  # leaves room for small delays written into a design


@dataclass(frozen=True)
class Bench:
    """A testbench in Verilog, the stimuli file it reads, and what is needed to read its trace.

    The text holds no `$finish`: `duration_ns` says when it is done.
    """

    interface: Interface
    stimuli: Stimuli
    stimuli_name: str
    module: str
    text: str
    nonce: str

    @property
    def duration_ns(self) -> int:
        """Simulated time until the last line is printed."""
        return (len(self.stimuli.steps) + 1) * _STEP_NS


@dataclass(frozen=True)
class Trace:
    """What the outputs were after each sampled step: strings of 0, 1, x, z, first observed pin first."""

    interface: Interface
    stimuli: Stimuli
    rows: tuple[str, ...]

    @property
    def all_unknown(self) -> bool:
        """Whether no output bit was ever 0 or 1."""
        return not any("0" in row or "1" in row for row in self.rows)

    @property
    def constant(self) -> bool:
        """Whether no output bit was ever both 0 and 1; before its first clock edge it may be unknown."""
        distinct = set(self.rows)
        return not any({"0", "1"} <= set(bits) for bits in zip(*distinct, strict=True))

    @cached_property
    def idle_inputs(self) -> tuple[str, ...]:
        """Inputs that never make a difference; known of combinational modules tried with every vector, else empty."""
        driven = self.interface.driven
        if self.interface.clocks or sum(pin.width for pin in driven) > EXHAUSTIVE_BITS:
            return ()
        rows = {self.step(index).values: row for index, row in enumerate(self.rows)}
        idle = []
        for place, pin in enumerate(driven):
            outcomes: dict[tuple[int, ...], set[str]] = {}
            for values, row in rows.items():
                outcomes.setdefault(values[:place] + values[place + 1 :], set()).add(row)
            if all(len(found) == 1 for found in outcomes.values()):
                idle.append(pin.name)
        return tuple(idle)

    def step(self, index: int) -> Step:
        """Return the step that led to a row."""
        return self.stimuli.steps[self.stimuli.sampled[index]]

    def values(self, row: str) -> dict[str, str]:
        """Split a row into the bits of each observed pin."""
        result: dict[str, str] = {}
        at = 0
        for pin in self.interface.observed:
            result[pin.name] = row[at : at + pin.width]
            at += pin.width
        return result


def build(interface: Interface, stimuli: Stimuli, *, module: str | None = None, stimuli_name: str = "") -> Bench:
    """Write the testbench that applies the stimuli to a module with this interface.

    Names in it are random, so that a design can neither refer to it nor forge its lines; the nonce occurs in no name,
    because `%m` would reveal it. `module` is the name to instantiate where it is not the interface's; the stimuli go
    into the file `stimuli_name`, whose name is random where none is given.
    """
    mark, nonce = secrets.token_hex(6), secrets.token_hex(12)
    count, width = len(stimuli.steps), sum(pin.width for pin in interface.driven)
    connections, declarations = [], []
    at = width
    for pin in interface.driven:
        at -= pin.width
        bits = f"vector[{at + pin.width - 1}:{at}]"
        if pin.direction == "inout":
            # Driven every other step, so that the module gets to answer in between.
            declarations.append(f"  assign {_wire(pin, mark)} = step % 2 ? {bits} : {pin.width}'bz;")
        else:
            connections.append(f".{_escape(pin.name)}({bits})")
    for pin in interface.observed:
        declarations.insert(0, f"  wire [{pin.width - 1}:0] {_wire(pin, mark)};")
        connections.append(f".{_escape(pin.name)}({_wire(pin, mark)})")
    observed = ", ".join(_wire(pin, mark) for pin in interface.observed)
    stimuli_name = stimuli_name or f"stimuli_{mark}.hex"
    lines = [
        "`timescale 1ns/1ps",
        f"module bench_{mark};",
        f"  reg [{width}:0] steps [0:{count - 1}];",
        f"  reg [{width}:0] vector;",
        "  integer step;",
        *declarations,
        f"  {_escape(module or interface.name)} dut_{mark} ({', '.join(connections)});",
        "  initial begin",
        f'    $readmemh("{stimuli_name}", steps);',
        "    step = 0;",
        "    #1;",  # by then every always block waits for its inputs, also @*
        f"    for (step = 0; step < {count}; step = step + 1) begin",
        "      vector = steps[step];",
        f"      #{_STEP_NS};",
        f'      if (vector[{width}]) $display("\\n{nonce} %0d %b;", step, {{{observed}}});',
        "    end",
        "  end",
        "endmodule",
    ]
    return Bench(interface, stimuli, stimuli_name, f"bench_{mark}", "\n".join(lines) + "\n", nonce)


def read_trace(bench: Bench, output: str) -> Trace | None:
    """Find the testbench's lines in what the simulation printed; None where some are missing or come twice."""
    found = re.findall(rf"{bench.nonce} (\d+) ([01xzXZ]+);", output)
    if tuple(int(index) for index, _ in found) != bench.stimuli.sampled:
        return None
    return Trace(bench.interface, bench.stimuli, tuple(row.lower() for _, row in found))


def output_bytes(bench: Bench) -> int:
    """Return how much the testbench itself prints, at most."""
    width = sum(pin.width for pin in bench.interface.observed)
    return len(bench.stimuli.steps) * (width + len(bench.nonce) + 12)


def _wire(pin: Pin, mark: str) -> str:
    return f"\\{pin.name}_{mark} "


def _escape(name: str) -> str:
    return f"\\{name.removeprefix(chr(92))} "
