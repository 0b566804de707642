"""From the readings of a description to a module's text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from verimentor.verilog.derivation import formulas, operations
from verimentor.verilog.derivation.cases import UNLISTED
from verimentor.verilog.derivation.formulas import write_equations
from verimentor.verilog.derivation.functions import Missing, write_function
from verimentor.verilog.derivation.machines import SILENT, write_machine
from verimentor.verilog.derivation.one_hot import write_by_inspection
from verimentor.verilog.derivation.operations import write_operations
from verimentor.verilog.module import Module
from verimentor.verilog.oracle.expectation import Oracle, Row
from verimentor.verilog.oracle.ports import Ports
from verimentor.verilog.oracle.reading import is_disowned, read_oracles, speaks_of_parts
from verimentor.verilog.oracle.wording import EXAMPLE
from verimentor.verilog.source import parse

_OTHER_CODES = re.compile(
    r"(?i)\b(?:other|unused|invalid|illegal|undefined|unknown)\s+(?:state\s+)?(?:codes?|states?)\b"
)


@dataclass(frozen=True)
class Derivation:
    """A module that follows from a description.

    `source` names what it was read from ("state table"); `assumptions` are what the text did not say, in words.
    """

    text: str
    source: str
    assumptions: tuple[str, ...] = ()


def derive(spec: str, header: str) -> Derivation | None:
    """The module with this header, from `module` to `;`, that the description determines; None where it does not."""
    module = next(iter(parse(f"{header}\nendmodule\n").modules), None)
    ports = Ports.of(module) if module else None
    if module is None or ports is None:
        return None
    reading = read_oracles(spec, module)
    if reading.contradictions:
        return None
    written = _written(spec, module, ports, reading.oracles) if reading.oracles else None
    source = " and ".join(dict.fromkeys(oracle.source for oracle in reading.oracles))
    if written is None and not speaks_of_parts(spec) and not is_disowned(spec):
        written, source = write_operations(spec, module, ports), operations.SOURCE
        if written is None and (body := write_equations(spec, module, ports)):
            written, source = (body, ()), formulas.SOURCE
    if written is None:
        return None
    body, assumptions = written
    notes = "".join(f"  // Assumed: {each}\n" for each in assumptions)
    return Derivation(f"{header}\n{notes}{body}\nendmodule\n", source, assumptions)


def _written(
    spec: str, module: Module, ports: Ports, oracles: tuple[Oracle, ...]
) -> tuple[str, tuple[str, ...]] | None:
    if ports.interface.clocks:
        machines = [oracle.machine for oracle in oracles if oracle.machine]
        return write_machine(machines[0], spec, module, ports) if len(machines) == 1 == len(oracles) else None
    rows = [row for oracle in oracles for row in oracle.told]
    if all(oracle.source.startswith("state") for oracle in oracles):
        return _of_states(rows, spec, module, ports)
    if body := write_function(rows, spec, module, ports, missing=Missing.REFUSED):
        return body, ()
    if all(oracle.source == "truth table" for oracle in oracles) and not EXAMPLE.search(spec):
        body = write_function(rows, spec, module, ports, missing=Missing.ZERO)
        return (body, (UNLISTED,)) if body else None
    return None


def _of_states(rows: Sequence[Row], spec: str, module: Module, ports: Ports) -> tuple[str, tuple[str, ...]] | None:
    """Next-state logic without the register; codes of no state never come, unless the text says what they do."""
    if _OTHER_CODES.search(spec):
        return None
    silent = dict.fromkeys(ports.observed, "0")
    filled = [replace(row, outputs=silent | dict(row.outputs)) for row in rows]
    for told, assumptions in ((rows, ()), (filled, (SILENT,))):
        body = write_by_inspection(told, spec, module, ports)
        if body := body or write_function(told, spec, module, ports, missing=Missing.FREE):
            return body, assumptions
    return None
