"""Reads what can be checked out of a description: its tables, maps, waveforms and worked examples.

A wrong oracle is worse than none, so every reading must be the only one: all inputs named, all values readable in one
way, nothing in the text that makes the table another module's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from verimentor.verilog.interface import Reset
from verimentor.verilog.module import Module
from verimentor.verilog.oracle.diagrams import state_diagrams
from verimentor.verilog.oracle.examples import worked_examples
from verimentor.verilog.oracle.expectation import Oracle, Row, combinational, contradiction
from verimentor.verilog.oracle.grids import Grid, Line, grids, lines_of
from verimentor.verilog.oracle.karnaugh import karnaugh_maps
from verimentor.verilog.oracle.listings import listed_rows, minterms, terms_in_words
from verimentor.verilog.oracle.lookups import lookups
from verimentor.verilog.oracle.machines import StateTable, machine
from verimentor.verilog.oracle.next_state import next_state_logic
from verimentor.verilog.oracle.ports import Ports
from verimentor.verilog.oracle.states import state_table
from verimentor.verilog.oracle.tables import truth_table
from verimentor.verilog.oracle.walk import walk
from verimentor.verilog.oracle.waveforms import waveform

# The table may be that of a part.
_PARTS = re.compile(
    r"(?i)\bsub-?(?:module|circuit|block)s?\b|(?<!for )\binstan(?:ces?|tiat\w+)\b|(?-i:\b[Mm]odules? [A-Z]\b)"
)
# Said right before a table that shall not hold.
_WRONG = re.compile(
    r"(?i)\b(?:wrong|incorrect|bug(?:gy)?|broken|faulty|so far|currently|isn't|aren't"
    r"|(?:is|are|must|shall|should|does|do) not)\b"
)
# The text is about something with memory, whatever its ports are called.
_EDGES = re.compile(r"(?i)\b(?:pos|neg)edge\b|\b(?:rising|falling|positive|negative|clock)[\s-]edge|\bclock cycles?\b")


@dataclass(frozen=True)
class Reading:
    """The oracles of a description, and in words where it contradicts itself; contradictory tables are no oracles."""

    oracles: tuple[Oracle, ...] = ()
    contradictions: tuple[str, ...] = ()


def read_oracles(spec: str, module: Module) -> Reading:
    """What the description promises of a module with these ports."""
    ports = Ports.of(module)
    if ports is None or not ports.driven or not ports.observed or speaks_of_parts(spec):
        return Reading()
    found: list[Oracle] = []
    said: list[str] = []
    for result, source in _all(spec, module.name, ports):
        if isinstance(result, str):
            said.append(f"the {source} contradicts itself: {result}")
        elif result is not None:
            found.append(result)
    doubtful: set[int] = set()
    for (i, first), (j, second) in combinations(enumerate(found), 2):
        if difference := contradiction(first, second):
            said.append(difference)
            doubtful |= {i, j}
    return Reading(tuple(each for index, each in enumerate(found) if index not in doubtful), tuple(said))


def speaks_of_parts(spec: str) -> bool:
    """Whether the text tells of modules inside, whose figures these may be."""
    return bool(_PARTS.search(spec))


def is_disowned(text: str) -> bool:
    """Whether a text says that what it shows shall not hold."""
    return bool(_WRONG.search(text))


def _all(spec: str, name: str, ports: Ports) -> Iterator[tuple[Oracle | str | None, str]]:
    lines = lines_of(spec)
    taken: set[int] = set()
    reset = reset_in(spec, ports)
    memoryless = not _EDGES.search(spec)
    if memoryless:
        for first, last, rows in karnaugh_maps(lines, ports):
            taken |= set(range(first, last + 1))
            yield combinational(rows, ports, "cells", "Karnaugh map"), "Karnaugh map"
    for first, last, table in state_diagrams(lines, ports):
        if not is_disowned(_title(lines, first)):
            taken |= set(range(first, last + 1))
            yield _of_states(table, spec, ports, reset, "state diagram"), "state diagram"
    for grid in grids(lines):
        if grid.first in taken or grid.last in taken:
            continue
        span = set(range(grid.first, grid.last + 1))
        if taken & span or is_disowned(_title(lines, grid.first)):
            continue
        for result, source in _of_grid(grid, spec, ports, reset, memoryless):
            taken |= span
            yield result, source
    if memoryless:
        for first, last, rows in lookups([line for line in lines if line.number not in taken], ports):
            taken |= set(range(first, last + 1))
            yield combinational(rows, ports, "rows", "list"), "list"
        text = "\n".join("" if line.number in taken else line.text for line in lines)
        for rows in (*minterms(text, name, ports), *terms_in_words(text, ports)):
            yield combinational(rows, ports, "terms", "list of terms"), "list of terms"
        listed = listed_rows(text, ports)
        yield combinational(listed, ports, "rows", "list"), "list"
        told = {(*row.inputs.items(), *row.outputs.items()) for row in listed}
        examples = worked_examples(text, name, ports)
        examples = [row for row in examples if (*row.inputs.items(), *row.outputs.items()) not in told]
        yield combinational(examples, ports, "examples", "text"), "text"


def _of_grid(
    grid: Grid, spec: str, ports: Ports, reset: Reset | None, memoryless: bool
) -> Iterator[tuple[Oracle | str | None, str]]:
    """What a grid is; nothing where it is none of the tables known."""
    if shown := waveform(grid, ports, reset):
        yield shown, "waveform"
    elif memoryless and (rows := truth_table(grid, ports)):
        yield combinational(rows, ports, "rows", "truth table"), "truth table"
    elif table := state_table(grid, ports, spec):
        yield _of_states(table, spec, ports, reset, "state table"), "state table"


def _of_states(table: StateTable, spec: str, ports: Ports, reset: Reset | None, source: str) -> Oracle | str | None:
    interface = ports.interface
    if not interface.clocks:
        rows: list[Row] | None = next_state_logic(table, spec, ports)
        return combinational(rows, ports, "transitions", source) if rows else None
    if len(interface.clocks) > 1 or len(interface.resets) > 1:
        return None
    found = machine(table, spec, ports)
    return found if found is None or isinstance(found, str) else walk(found, reset, ports, source)


def reset_in(spec: str, ports: Ports) -> Reset | None:
    """The reset with the level that the text names, or else its name suggests; None where there is none."""
    if not ports.interface.resets:
        return None
    reset = ports.interface.resets[0]
    levels = {level.lower() for level in re.findall(r"(?i)\bactive[\s-]+(low|high)\b", spec)}
    return replace(reset, active_low=levels == {"low"}) if len(levels) == 1 else reset


def _title(lines: list[Line], first: int) -> str:
    """The last line with words before a table's first."""
    return next((line.text for line in reversed(lines) if line.number < first and line.text.strip()), "")
