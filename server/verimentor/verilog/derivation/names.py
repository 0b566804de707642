"""Names in a module that is being written."""

import re
from collections.abc import Collection, Iterable

from verimentor.verilog.keywords import SYSTEM_VERILOG
from verimentor.verilog.module import Module


def taken_in(module: Module) -> set[str]:
    """The names that a module's header has given away, and the reserved words."""
    ports = {port.name for port in module.ports}
    return {module.name, *ports, *(parameter.name for parameter in module.parameters)} | SYSTEM_VERILOG


def is_variable(name: str, module: Module) -> bool:
    """Whether a port must be assigned in a procedure; `logic` may be, and is not."""
    kind = next(port.type for port in module.ports if port.name == name).split(" ")[0]
    return kind not in {"", "wire", "tri", "uwire", "logic"}


def fresh(name: str, taken: Collection[str]) -> str:
    """The name, or one like it where it is taken."""
    candidates = (name, *(f"{name}_{end}" for end in ("reg", "value", *map(str, range(2, 100)))))
    return next(each for each in candidates if each not in taken)


def of_states(states: Iterable[str], taken: Collection[str]) -> dict[str, str]:
    """Identifiers for states, their own names where these are some: "000" becomes S000, a taken `a` S_a."""
    given = list(states)
    plain = all(re.fullmatch(r"[A-Za-z_]\w*", state) and state not in taken for state in given)
    if plain:
        return {state: state for state in given}
    prefix = "S" if all(state.isdigit() for state in given) else "S_"
    return {state: f"{prefix}{state}" for state in given}
