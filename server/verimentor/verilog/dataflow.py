"""Findings of our own on slang's elaborated tree: latches in plain `always` blocks and names with several drivers.

slang looks for latches in `always_comb` only, and takes several drivers in plain Verilog for intended; in designs that
are synthesised both are nearly always mistakes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pyslang import analysis, ast

_NO_EDGE = ast.EdgeKind["None_"]  # the type stubs lack it
_EXPRESSION = ast.ExpressionKind
_COUNTER_TYPES = (ast.SymbolKind.PredefinedIntegerType,)  # loop counters and other scratch variables
_SOURCE = analysis.DriverSource
# Initial blocks set a start value; of the SystemVerilog blocks slang says itself that they may not share a variable.
_NOT_DRIVING = {_SOURCE.Initial, _SOURCE.Final, _SOURCE.AlwaysComb, _SOURCE.AlwaysFF, _SOURCE.AlwaysLatch}
_WIRED = {"wand", "wor", "tri", "triand", "trior", "tri0", "tri1", "trireg", "supply0", "supply1"}


@dataclass(frozen=True)
class Finding:
    """One thing worth a warning."""

    range: Any  # slang's SourceRange
    code: str
    message: str


def findings(instances: Iterable[Any], manager: Any, options: Any) -> Iterator[Finding]:
    """Latches and names with several drivers in these instances, those below them not included."""
    for instance in instances:
        blocks, values = _members(instance.body)
        for block in blocks:
            if block.procedureKind == ast.ProceduralBlockKind.Always:
                yield from _latches(block, options)
        for value in values:
            yield from _several_drivers(value, manager)


def _members(body: Any) -> tuple[list[Any], list[Any]]:
    """The procedural blocks, and the variables and nets, of one instance."""
    blocks: list[Any] = []
    values: list[Any] = []

    def take(block: Any) -> ast.VisitAction:
        blocks.append(block)
        return ast.VisitAction.Skip

    body.visit(
        lookup_table={
            ast.SymbolKind.ProceduralBlock: take,
            ast.SymbolKind.Variable: values.append,
            ast.SymbolKind.Net: values.append,
            ast.SymbolKind.Instance: lambda _: ast.VisitAction.Skip,
            ast.SymbolKind.Subroutine: lambda _: ast.VisitAction.Skip,
        }
    )
    return blocks, values


def _latches(block: Any, options: Any) -> Iterator[Finding]:
    """Variables that a combinational block assigns on some paths and not on others."""
    body = block.body
    if body.kind != ast.StatementKind.Timed or not _is_combinational(body.timing):
        return
    assigned: dict[str, Any] = {}  # name -> where it is assigned first
    in_loops: set[str] = set()  # whether a loop reaches each element is not decided here
    loops: list[Any] = []
    flow: Any = analysis.FlowAnalysis(block, options)

    def assign(assignment: Any) -> None:
        for symbol, range_ in _targets(assignment.left):
            if symbol.type.isUnpackedArray or symbol.type.canonicalType.kind in _COUNTER_TYPES:
                continue
            assigned.setdefault(symbol.name, range_)
            if any(_holds(loop.sourceRange, range_) for loop in loops):
                in_loops.add(symbol.name)
            flow.currentState = (flow.currentState or frozenset()) | {symbol.name}

    flow.createTopState = frozenset
    flow.onStateCopy = lambda state: state
    flow.onBranchMerge = _merge
    flow.onLoopBegin = loops.append
    flow.onAssignment = assign
    try:
        flow.run(body.stmt)
    finally:
        flow.onAssignment = bool  # `assign` holds `flow`: a circle through C++ that Python cannot collect
    always = flow.currentState or frozenset()
    for name, range_ in assigned.items():
        if name not in always and name not in in_loops and not flow.bad:
            message = f"latch inferred for '{name}' because it is not assigned on all control paths"
            yield Finding(range_, "inferred-latch", message)


def _merge(one: Any, other: Any) -> Any:
    """What both paths have assigned; None is the state of a path that cannot be taken."""
    if one is None or other is None:
        return one if other is None else other
    return one & other


def _is_combinational(timing: Any) -> bool:
    if timing.kind == ast.TimingControlKind.ImplicitEvent:
        return True
    events = timing.events if timing.kind == ast.TimingControlKind.EventList else [timing]
    return all(event.kind == ast.TimingControlKind.SignalEvent and event.edge == _NO_EDGE for event in events)


def _targets(left: Any) -> Iterator[tuple[Any, Any]]:
    """The variables an assignment writes to; a part counts as the whole."""
    if left.kind == _EXPRESSION.NamedValue:
        yield left.symbol, left.sourceRange
    elif left.kind in (_EXPRESSION.ElementSelect, _EXPRESSION.RangeSelect, _EXPRESSION.MemberAccess):
        yield from _targets(left.value)
    elif left.kind == _EXPRESSION.Concatenation:
        for operand in left.operands:
            yield from _targets(operand)


def _holds(outer: Any, inner: Any) -> bool:
    start, end, place = outer.start, outer.end, inner.start
    return bool(start.buffer == place.buffer and start.offset <= place.offset < end.offset)


def _several_drivers(value: Any, manager: Any) -> Iterator[Finding]:
    """A bit written by more than one block or assignment."""
    net_type = getattr(value, "netType", None)
    if value.type.canonicalType.kind in _COUNTER_TYPES:
        return
    if net_type is not None and net_type.name in _WIRED:
        return
    drivers = [
        driver
        for driver in manager.getDrivers(value)
        if driver.source not in _NOT_DRIVING
        and driver.containingSymbol.kind in (ast.SymbolKind.ProceduralBlock, ast.SymbolKind.ContinuousAssign)
        and not driver.flags & analysis.DriverFlags.Initializer
    ]
    for index, driver in enumerate(drivers[1:], 1):
        low, high = driver.bounds
        for earlier in drivers[:index]:
            if earlier.bounds[0] <= high and low <= earlier.bounds[1] and _differ(earlier, driver):
                yield Finding(
                    driver.sourceRange, "multiple-drivers", f"'{value.name}' is driven in more than one place"
                )
                return


def _differ(one: Any, other: Any) -> bool:
    """Whether two drivers stand in different blocks; high impedance makes sharing a wire legal, so nets may."""
    if one.kind != other.kind:
        return False  # slang says so itself
    if one.kind == analysis.DriverKind.Continuous:
        return not (_may_float(one.containingSymbol) or _may_float(other.containingSymbol))
    return bool(one.containingSymbol != other.containingSymbol)


def _may_float(assignment: Any) -> bool:
    syntax = getattr(assignment, "syntax", None)
    return syntax is None or "z" in str(syntax).lower().partition("=")[2]
