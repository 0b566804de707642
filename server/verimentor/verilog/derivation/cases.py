"""A case over the bits of some inputs that gives every output a value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from verimentor.verilog.derivation.names import fresh, is_variable, taken_in
from verimentor.verilog.module import Module
from verimentor.verilog.oracle.ports import Place, Ports

UNLISTED = "the outputs are 0 for inputs that the table does not list"


@dataclass(frozen=True)
class Case:
    """One row: the bits of the selector, "x" where any, None for all others; an expression by output."""

    label: str | None
    values: Mapping[str, str]


def write_case(selector: Sequence[Place], cases: Sequence[Case], module: Module, ports: Ports) -> str:
    """The body; outputs are 0 where no case applies, and go through registers of their own where they are none."""
    taken = taken_in(module)
    targets = {name: name if is_variable(name, module) else fresh(f"{name}_value", taken) for name in cases[0].values}
    widths = {pin.name: pin.width for pin in ports.interface.observed}
    nets = {name: target for name, target in targets.items() if name != target}
    declared = [f"  reg {f'[{widths[name] - 1}:0] ' if widths[name] > 1 else ''}{nets[name]};" for name in nets]
    joined = [f"  assign {name} = {target};" for name, target in nets.items()]
    if cases[-1].label is not None:
        cases = [*cases, Case(None, {name: f"{widths[name]}'d0" for name in targets})]
    wild = any(case.label and "x" in case.label for case in cases)
    lines = [*declared, "", "  always @(*)", f"    {'casez' if wild else 'case'} ({_selector(selector, ports)})"]
    for case in cases:
        label = "default" if case.label is None else f"{len(selector)}'b{case.label.replace('x', '?')}"
        lines.append(f"      {label}: {_assignments(case, targets)}")
    lines += ["    endcase", "", *joined]
    return "\n".join(lines).strip("\n")


def _selector(places: Sequence[Place], ports: Ports) -> str:
    words = list(_words(places, ports))
    return words[0] if len(words) == 1 else f"{{{', '.join(words)}}}"


def _words(places: Sequence[Place], ports: Ports) -> Iterator[str]:
    """The bits in their order, whole ports by their names."""
    at = 0
    while at < len(places):
        whole = ports.places(places[at][0])
        if tuple(places[at : at + len(whole)]) == whole:
            yield places[at][0]
            at += len(whole)
        else:
            yield ports.name_of(places[at])
            at += 1


def _assignments(case: Case, targets: Mapping[str, str]) -> str:
    parts = [f"{targets[name]} = {value};" for name, value in case.values.items()]
    return parts[0] if len(parts) == 1 else f"begin {' '.join(parts)} end"
