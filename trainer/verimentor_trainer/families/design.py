"""One drawn design, and how it becomes a pair of description and module.

A family decides behaviour, names and its particular words; how people ask, list ports and lay out headers is decided here and
in `wording/`, the same for every family.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random

from verimentor_trainer import wording
from verimentor_trainer.wording import Phrasing, names

INDENT = "    "  # what families write; the drawn style may change it


@dataclass(frozen=True)
class Port:
    """One port; `width` is a number of bits or the text of a parameter expression such as "WIDTH"."""

    name: str
    direction: str  # "input" or "output"
    width: int | str = 1
    reg: bool = False  # assigned in a procedure of the body
    signed: bool = False
    note: str = ""  # what it is for, as one would comment it; may be shown or not

    @property
    def range(self) -> str:
        """The packed range, "" for one bit."""
        if isinstance(self.width, str):
            return f"[{self.width}-1:0]"
        return f"[{self.width - 1}:0]" if self.width > 1 else ""


@dataclass(frozen=True)
class Design:
    """A behaviour with its words and two implementations.

    `title` is a noun phrase without article ("4-bit up counter with enable"); together with `behaviour`, whole sentences that
    name the ports, it must say everything: whoever reads only these can write the module. `body` and `reference` are what
    stands between header and endmodule, written differently; in the reference every output is a variable (`output logic`).
    `sparse` is True when title and port list alone determine the behaviour, so that the sentences may be left out.
    """

    name: str
    ports: tuple[Port, ...]
    title: str
    behaviour: tuple[str, ...]
    body: str
    reference: str
    parameters: Mapping[str, int | str] = field(default_factory=dict)  # a text is derived from the ones before
    sparse: bool = False
    helpers: str = ""  # whole modules that the body instantiates, defined after it
    reference_helpers: str = ""


@dataclass(frozen=True)
class Pair:
    """A training pair; `reference` is a whole module of the same name and ports."""

    family: str
    description: str
    header: str
    module: str
    reference: str


Family = Callable[[Random], Design]
_FAMILIES: dict[str, Family] = {}
_PACKAGE = "verimentor_trainer.families"
_HELD_OUT = f"{_PACKAGE}.held_out"  # the families of this sub-package are kept for measuring


def family(function: Family) -> Family:
    """Register a family under its function's name."""
    if function.__name__ in _FAMILIES:
        raise ValueError(f"two families are called {function.__name__}")
    _FAMILIES[function.__name__] = function
    return function


def families() -> Mapping[str, Family]:
    """Every family that training draws, by name, in a stable order."""
    return _registered(held_out=False)


def held_out_families() -> Mapping[str, Family]:
    """The families that only measuring draws, by name, in a stable order."""
    return _registered(held_out=True)


@cache
def _registered(*, held_out: bool) -> Mapping[str, Family]:
    for package in (_PACKAGE, _HELD_OUT):
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
            importlib.import_module(f"{package}.{module.name}")
    chosen = {name: f for name, f in _FAMILIES.items() if f.__module__.startswith(f"{_HELD_OUT}.") == held_out}
    return dict(sorted(chosen.items()))


def draw(name: str, seed: int, *, phrasing: Phrasing = "training") -> Pair:
    """The pair that family `name` gives for `seed`; the same for ever for the same code."""
    rng = wording.generator(f"{name}:{seed}", phrasing)
    design = (families().get(name) or held_out_families()[name])(rng)
    header, module, reference = write(design, rng)
    description = wording.describe(rng, design.title, design.behaviour, design.ports, design.name, sparse=design.sparse)
    return Pair(name, description, header, module, reference)


def write(design: Design, rng: Random) -> tuple[str, str, str]:
    """Header, module and reference of a design, the first two in a drawn layout."""
    header = _header(design, rng)
    module = f"{header}\n{_laid_out(design.body, rng)}\nendmodule\n"
    if design.helpers:
        module += "\n" + design.helpers.strip("\n") + "\n"
    reference = f"{_reference_header(design)}\n{design.reference.strip(chr(10))}\nendmodule\n"
    if helpers := design.reference_helpers or design.helpers:
        reference += "\n" + helpers.strip("\n") + "\n"
    return header, module, reference


@dataclass(frozen=True)
class Reset:
    """A reset as its module implements it; `draw` picks name, polarity and kind."""

    name: str
    active_low: bool
    asynchronous: bool

    @classmethod
    def draw(cls, rng: Random) -> "Reset":
        """A reset of any kind: half asynchronous, half active low, named accordingly."""
        active_low = rng.random() < 0.5
        asynchronous = rng.random() < 0.5
        return cls(names.reset(rng, active_low=active_low, asynchronous=asynchronous), active_low, asynchronous)

    @property
    def port(self) -> Port:
        """Its port."""
        return Port(self.name, "input", note=f"{self.kind} reset")

    @property
    def kind(self) -> str:
        """E.g. "asynchronous active-low"."""
        return f"{'asynchronous' if self.asynchronous else 'synchronous'} {'active-low' if self.active_low else 'active-high'}"

    @property
    def condition(self) -> str:
        """The expression that is true while it is asserted."""
        return f"!{self.name}" if self.active_low else self.name

    def events(self, clock: str, *, edge: str = "posedge") -> str:
        """The sensitivity list of a register with this reset."""
        if not self.asynchronous:
            return f"{edge} {clock}"
        return f"{edge} {clock} or {'negedge' if self.active_low else 'posedge'} {self.name}"

    def says(self, rng: Random, effect: str) -> str:
        """A sentence; `effect` as in "clears q to 0" or "sets count to 7"."""
        return wording.reset_sentence(rng, self.name, self.active_low, self.asynchronous, effect)


def clocked(clock: str, reset: Reset | None, on_reset: str, otherwise: str, *, edge: str = "posedge") -> str:
    """An always block; `on_reset` and `otherwise` are statements, one a line, indented relative to their branch."""
    if reset is None:
        return f"always @({edge} {clock}) begin\n{_indented(otherwise)}\nend"
    branches = f"if ({reset.condition}) begin\n{_indented(on_reset)}\nend else begin\n{_indented(otherwise)}\nend"
    return f"always @({reset.events(clock, edge=edge)}) begin\n{_indented(branches)}\nend"


def _indented(text: str) -> str:
    return "\n".join(INDENT + line if line.strip() else line for line in text.strip("\n").split("\n"))


def _laid_out(body: str, rng: Random) -> str:
    """The body indented by one level in the drawn style: 4 or 2 spaces, or a tab."""
    unit = rng.choices((INDENT, "  ", "\t"), (6, 3, 1))[0]
    lines = _indented(body).split("\n")
    return "\n".join(unit * ((len(line) - len(line.lstrip(" "))) // 4) + line.lstrip(" ") for line in lines)


def _declaration(port: Port, kind: str = "") -> str:
    parts = [port.direction, kind, "signed" if port.signed else "", port.range, port.name]
    return " ".join(part for part in parts if part)


def _parameter_list(design: Design, layout: str = "plain") -> str:
    """The list with its "#": each with the keyword, the keyword once, or a line each."""
    if not design.parameters:
        return ""
    listed = [f"{name} = {value}" for name, value in design.parameters.items()]
    if layout == "once":
        return f" #(parameter {', '.join(listed)})"
    if layout == "lines":
        inner = ",\n".join(f"{INDENT}parameter {text}" for text in listed)
        return f" #(\n{inner}\n)"
    return f" #({', '.join(f'parameter {text}' for text in listed)})"


def _header(design: Design, rng: Random) -> str:
    """The module's header in one of the layouts people use."""
    systemverilog = rng.random() < 0.06
    explicit_wire = rng.random() < 0.15
    declarations = []
    for port in design.ports:
        kind = "reg" if port.reg else ""
        if systemverilog:
            kind = "logic"
        elif explicit_wire and not port.reg:
            kind = "wire"
        declarations.append(_declaration(port, kind))
    parameters = _parameter_list(design, rng.choice(("plain", "once", "lines"))) if design.parameters else ""
    start = f"module {design.name}{parameters}"
    layout = rng.random()
    if layout < 0.25 and sum(map(len, declarations)) < 90:
        return f"{start}({', '.join(declarations)});"
    unit = rng.choice((INDENT, INDENT, "  "))
    if layout < 0.35:  # ports of one kind share a line, as in many textbooks
        return _grouped_header(start, design.ports, systemverilog, unit)
    if rng.random() < 0.12 and any(port.note for port in design.ports):
        last = len(declarations) - 1
        lines = [
            f"{unit}{text}{'' if i == last else ','}" + (f" // {port.note}" if port.note else "")
            for i, (text, port) in enumerate(zip(declarations, design.ports, strict=True))
        ]
        return f"{start} (\n" + "\n".join(lines) + "\n);"
    return f"{start}{rng.choice((' (', '('))}\n" + ",\n".join(unit + text for text in declarations) + "\n);"


def _grouped_header(start: str, ports: tuple[Port, ...], systemverilog: bool, unit: str) -> str:
    groups: list[tuple[str, list[str]]] = []
    for port in ports:
        lead = _declaration(port, "logic" if systemverilog else "reg" if port.reg else "")[: -len(port.name)]
        if groups and groups[-1][0] == lead:
            groups[-1][1].append(port.name)
        else:
            groups.append((lead, [port.name]))
    return f"{start} (\n" + ",\n".join(f"{unit}{lead}{', '.join(members)}" for lead, members in groups) + "\n);"


def _reference_header(design: Design) -> str:
    listed = ", ".join(_declaration(port, "logic" if port.direction == "output" else "") for port in design.ports)
    return f"module {design.name}{_parameter_list(design)} ({listed});"
