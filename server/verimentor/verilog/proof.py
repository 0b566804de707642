"""Asks yosys' SAT solver whether two modules are equivalent: proved for ever, for a number of cycles, or refuted.

Both modules get the same inputs. Where all flip-flops wait for one edge of one clock, a step of the solver is a clock
cycle; else flip-flops and latches become logic that samples, a step is any change of the inputs, and edges and
asynchronous resets are told apart. Bits the reference leaves unknown are don't-cares, as in `agreement`. A
counterexample comes back as stimuli, and counts once Icarus has confirmed it: yosys and Icarus do not agree on every
unknown bit.

An unbounded proof is an induction: outputs (and registers of one name) that agree in some steps agree in the next, from
any state; a search from the reset on shows that they agree to begin with.
"""

import json
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from verimentor.verilog import yosys
from verimentor.verilog.interface import Interface
from verimentor.verilog.sandbox import Limits
from verimentor.verilog.stimuli import Step, Stimuli

SECONDS = 15.0  # all questions together: what a user waits for; counters and small state machines end in two
# Cycles that searches from the reset cover. The first refutes nearly all mutants of our tests in half a second, the
# last is out of reach for a FIFO of eight words, which the one before manages in four.
_DEPTHS = (4, 10, 20)
_INDUCTION_STEPS = 4  # never more than the first search covers; longer ones hardly ever close, and take long
_RESET_CYCLES = 2  # as in `stimuli`

_SYNCHRONOUS = frozenset({"$dff", "$dffe", "$sdff", "$sdffe", "$sdffce"})
_STATEFUL = re.compile(r"\$(?:[as]*(?:l?dff|ff|dlatch)\w*|sr|mem\w*)\Z")
# A statement that waits, other than an assignment that arrives a little later, as in `q <= #1 d`.
DELAYED = re.compile(r"(?:\balways|\binitial|\bforever|\belse|\bbegin(?:\s*:\s*\w+)?|[;)])\s*#\s*[\d.(]|\bwait\s*\(")


class Status(StrEnum):
    """How far a proof came."""

    PROVED = "proved"
    BOUNDED = "bounded"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Proof:
    """What the solver found.

    `depth` is the number of clock cycles after the reset (without a clock: of changes of the inputs) that a bounded
    proof covers, `reason` why it came no further.
    """

    status: Status
    depth: int = 0
    reason: str = ""
    counterexample: Stimuli | None = None


def prove(a: str, b: str, interface: Interface, other: str, *, seconds: float = SECONDS) -> Proof:
    """Prove module `other` of text b equivalent to the module that `interface` describes, of text a; blocks.

    Raises:
        ToolMissing: yosys is not installed.
    """
    names = (interface.name, other, *(pin.name for pin in interface.pins))
    if not all(map(yosys.is_plain, names)):
        return Proof(Status.UNDECIDED, reason="it has names that yosys' scripts cannot hold")
    if any(pin.direction == "inout" for pin in interface.pins):
        return Proof(Status.UNDECIDED, reason="it has an inout")
    if DELAYED.search(a) or DELAYED.search(b):
        return Proof(Status.UNDECIDED, reason="it waits for delays, which yosys leaves out")
    pair = _Pair(a, b, interface, other, time.monotonic() + seconds)
    depth = 0
    if not pair.netlist:
        return Proof(Status.UNDECIDED, reason=pair.complaint)
    for cycles in (1,) if pair.stateless else _DEPTHS:
        said = pair.search(cycles)
        if "model found: FAIL!" in said and "no model found" not in said:
            return Proof(Status.REFUTED, counterexample=pair.counterexample(said))
        if "no model found: SUCCESS!" not in said:
            break
        if pair.stateless or (not depth and (pair.closes(exposed=True) or pair.closes(exposed=False))):
            return Proof(Status.PROVED)
        depth = cycles
    reason = "no induction over it closes" if depth == _DEPTHS[-1] else pair.complaint or "the time was over"
    return Proof(Status.BOUNDED if depth else Status.UNDECIDED, depth, reason)


class _Pair:
    """Two modules before the solver, and the time left for questions about them."""

    def __init__(self, a: str, b: str, interface: Interface, other: str, deadline: float) -> None:
        self.complaint = ""  # yosys' last one
        self._interface = interface
        self._deadline = deadline
        script = [*_read("a.v", interface.name, "gold"), *_read("b.v", other, "gate")]
        script += ["design -copy-from gold gold", "design -copy-from gate gate"]
        files = self._run([*script, "write_rtlil pair.il", "write_json pair.json"], {"a.v": a, "b.v": b})
        self.netlist = files.get("pair.il", "")
        self._cells = files.get("pair.json", "")

    def search(self, cycles: int) -> str:
        """Look for a difference in the first cycles after the reset."""
        prefix = self._prefix
        steps = len(prefix) + (cycles if self._steps_are_cycles else 2 * cycles)
        settings = [
            f"-set-at {step} in_{name} {value}"
            for step, values in enumerate(prefix, start=1)
            for name, value in values.items()
        ]
        if len(self._interface.clocks) == 1 and not self._steps_are_cycles:
            # One clock simply ticks; several take turns as the solver likes.
            clock = self._interface.clocks[0]
            settings += [f"-set-at {step} in_{clock} {(step + 1) % 2}" for step in range(len(prefix) + 1, steps + 1)]
        return self._ask(f"-seq {steps} -prove-skip {len(prefix)} -set-init-undef -show-inputs {' '.join(settings)}")

    def closes(self, *, exposed: bool) -> bool:
        """Whether what agrees for a few steps agrees in the next: outputs alone, or with registers of one name."""
        said = self._ask(f"-tempinduct -tempinduct-inductonly -maxsteps {_INDUCTION_STEPS}", exposed=exposed)
        return "Induction step proven: SUCCESS!" in said

    def counterexample(self, said: str) -> Stimuli:
        """The solver's inputs as stimuli."""
        table: dict[int, dict[str, int]] = {}
        for step, name, bits in re.findall(r"^\s+(\d+) \\in_(\S+)\s.*?([01]+)\s*$", said, re.MULTILINE):
            table.setdefault(int(step), {})[name] = int(bits, 2)
        steps: list[Step] = []
        last: dict[str, int] = {}
        for number, shown in sorted(table.items()):
            sampled = number > len(self._prefix)
            values = {**last, **shown}
            if self._steps_are_cycles:
                phases = [values | dict.fromkeys(self._interface.clocks, level) for level in (0, 1, 0)]
                cycle = number - 1
            else:
                # Where a clock moves together with other inputs, its edge sees those as they were: it moves first.
                edge = {**last, **{name: values[name] for name in self._interface.clocks if name in values}}
                phases = [edge, values] if last and edge not in (last, values) else [values]
                cycle = (number - 1) // 2 if self._interface.clocks else number - 1
            driven = self._interface.driven
            steps += [Step(cycle, tuple(each.get(pin.name, 0) for pin in driven), sampled) for each in phases]
            last = values
        return Stimuli(self._interface.driven, tuple(steps))

    @property
    def stateless(self) -> bool:
        """Whether both modules are free of flip-flops and latches, so that one step says all."""
        return not self._edges

    @cached_property
    def _edges(self) -> frozenset[str]:
        """What the state of both modules waits for: edges of the only clock ("0" falling, "1" rising), or else "?"."""
        clocks = self._interface.clocks
        edges = set()
        for module in json.loads(self._cells)["modules"].values():
            clock = module["ports"][clocks[0]]["bits"] if len(clocks) == 1 else None
            for cell in module["cells"].values():
                if cell["type"] in _SYNCHRONOUS and cell["connections"]["CLK"] == clock:
                    edges.add(cell["parameters"]["CLK_POLARITY"][-1:])
                elif _STATEFUL.match(cell["type"]):
                    edges.add("?")
        return frozenset(edges)

    @property
    def _steps_are_cycles(self) -> bool:
        return self._edges in ({"0"}, {"1"})

    @cached_property
    def _prefix(self) -> Sequence[dict[str, int]]:
        """What is set before anything is compared: two cycles under reset where there is one."""
        resets = {reset.name: int(not reset.active_low) for reset in self._interface.resets}
        clocks = self._interface.clocks
        if self._steps_are_cycles:
            return [resets] * _RESET_CYCLES if resets else []
        levels = (0, 1) * _RESET_CYCLES if resets else (0,)
        return [dict.fromkeys(clocks, level) | resets for level in levels] if clocks else []

    def _ask(self, question: str, *, exposed: bool = False) -> str:
        """What `sat` said."""
        script = ["read_rtlil pair.il"]
        if exposed:
            script += ["expose -dff -shared gold gate"]
        script += ["miter -equiv -flatten -ignore_gold_x gold gate miter", "hierarchy -top miter"]
        if not self._steps_are_cycles:
            script += ["clk2fflogic"]
        seconds = max(1, int(self._deadline - time.monotonic()))
        script += [
            "opt -full",
            f"tee -q -o said.txt sat -timeout {seconds} -set-def-inputs -prove trigger 0 {question} miter",
        ]
        return self._run(script, {"pair.il": self.netlist}).get("said.txt", "")

    def _run(self, script: Sequence[str], texts: dict[str, str]) -> dict[str, str]:
        left = self._deadline - time.monotonic()
        if left <= 0:
            self.complaint = "the time was over"
            return {}
        report = yosys.run(
            script,
            texts,
            results=["said.txt", "pair.il", "pair.json"],
            limits=Limits(wall_s=left + 2, cpu_s=int(left) + 2),  # the solver's own clock ends it first
        )
        self.complaint = "the time was over" if report.timed_out else report.error or ""
        return dict(report.files)


def _read(file: str, top: str, name: str) -> Iterator[str]:
    yield f"read_verilog -sv {file}"
    yield f"prep -flatten -top {top}"
    yield from ("memory_map", "setundef -undriven -undef", "opt -full")
    yield f"rename -top {name}"
    yield f"design -stash {name}"
