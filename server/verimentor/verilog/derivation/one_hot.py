"""Next-state and output logic of one-hot coded states by inspection: each bit is the OR of the arrows that lead to it.

Unlike a table of all codes, this answers as people expect it also where several states are set, or none.
"""

import re
from collections.abc import Sequence

from verimentor.verilog.derivation.expressions import expression
from verimentor.verilog.derivation.minimisation import MAX_BITS
from verimentor.verilog.derivation.names import is_variable
from verimentor.verilog.module import Module
from verimentor.verilog.oracle.expectation import Row
from verimentor.verilog.oracle.ports import Place, Ports

_ONE_HOT = re.compile(r"(?i)\bone[\s-]?hot\b")


def write_by_inspection(rows: Sequence[Row], spec: str, module: Module, ports: Ports) -> str | None:
    """The body; None where the states are not one-hot, or a row leaves open what shows."""
    state = _state(rows, module, ports) if _ONE_HOT.search(spec) else ()
    others = sorted(ports.driven - set(state))
    if not state or len(others) > MAX_BITS:
        return None
    lines = []
    for target in ports.observed:
        name = target[0]
        told = [row for row in rows if target in row.outputs]
        terms = _terms(told, target, state, others, ports)
        if not told or terms is None:
            return None
        opening = "always @(*) " if is_variable(name, module) else "assign "
        lines.append(f"  {opening}{ports.name_of(target)} = {terms};")
    return "\n".join(lines)


def _state(rows: Sequence[Row], module: Module, ports: Ports) -> tuple[Place, ...]:
    """The bits of the input of which every row sets just one."""
    for port in module.ports:
        places = ports.places(port.name)
        codes = [sorted(row.inputs.get(place, "x") for place in places) for row in rows]
        if port.direction == "input" and all(code == ["0"] * (len(places) - 1) + ["1"] for code in codes):
            return places
    return ()


def _terms(
    rows: Sequence[Row], target: Place, state: Sequence[Place], others: Sequence[Place], ports: Ports
) -> str | None:
    """The states in which an output bit is set, each under its condition on the other inputs."""
    names = [ports.name_of(place) for place in others]
    by_condition: dict[str, list[str]] = {}
    for place in sorted(state, key=lambda each: each[1]):
        values: dict[int, str] = {}
        for row in rows:
            if row.inputs[place] == "1":
                for setting in range(1 << len(others)):
                    bits = f"{setting:0{len(others)}b}" if others else ""
                    if all(row.inputs.get(other, "x") in ("x", bit) for other, bit in zip(others, bits, strict=True)):
                        if {values.get(setting), row.outputs[target]} == {"0", "1"}:
                            return None
                        values[setting] = row.outputs[target]
        if len(values) < 1 << len(others):
            return None
        condition = expression(values, names)
        if condition != "1'b0":
            by_condition.setdefault("" if condition == "1'b1" else condition, []).append(ports.name_of(place))
    parts = []
    for condition, states in by_condition.items():
        either = " | ".join(states)
        if not condition:
            parts.append(either)
        else:
            parts.append(f"{_bracketed(either)} & {_bracketed(condition)}")
    if len(parts) == 1:
        return parts[0]
    return " | ".join(f"({part})" if "&" in part else part for part in parts) or "1'b0"


def _bracketed(text: str) -> str:
    return f"({text})" if " " in text else text
