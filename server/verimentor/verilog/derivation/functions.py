"""A module without memory from the rows of its tables: an expression for each output, or a case of all rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import product

from verimentor.verilog.derivation.cases import Case, write_case
from verimentor.verilog.derivation.expressions import expression
from verimentor.verilog.derivation.minimisation import MAX_BITS
from verimentor.verilog.derivation.names import is_variable
from verimentor.verilog.module import Module
from verimentor.verilog.oracle.expectation import Row
from verimentor.verilog.oracle.ports import Place, Ports
from verimentor.verilog.stimuli import EXHAUSTIVE_BITS

_MOST_EXPRESSIONS = 4  # outputs; of more, the table itself is easier to read
_LONGEST = 100  # characters, the same
_MOST_ROWS = 256

# Asked for in so many words.
_OF_PRODUCTS = re.compile(r"(?i)\bsum[\s-]+of[\s-]+products?\b|\bSOP\b")
_OF_SUMS = re.compile(r"(?i)\bproducts?[\s-]+of[\s-]+sums?\b|\bPOS\b")

_Function = dict[int, str]  # "0", "1" or "x" by setting of all inputs, the first port's highest bit highest


class Missing(Enum):
    """What becomes of settings of the inputs that no row tells of."""

    REFUSED = auto()
    FREE = auto()  # they never come
    ZERO = auto()


def write_function(rows: Sequence[Row], spec: str, module: Module, ports: Ports, *, missing: Missing) -> str | None:
    """The body; None where two rows differ, a row is silent on an output, or settings are missing and refused."""
    inputs = [place for port in module.ports if port.direction == "input" for place in ports.places(port.name)]
    if not 0 < len(inputs) <= EXHAUSTIVE_BITS:
        return None
    functions = _functions(rows, inputs, ports)
    if functions is None or not all(functions.values()):
        return None
    told = {setting for values in functions.values() for setting in values}
    if any(len(values) < len(told) for values in functions.values()):
        return None
    everything = range(1 << len(inputs))
    if missing is Missing.REFUSED and len(told) < len(everything):
        return None
    if missing is Missing.ZERO:
        functions = {place: dict.fromkeys(everything, "0") | values for place, values in functions.items()}
    return _expressions(functions, inputs, module, ports, spec) or _case(rows, inputs, module, ports)


def _functions(rows: Sequence[Row], inputs: Sequence[Place], ports: Ports) -> dict[Place, _Function] | None:
    """What the rows say of each output bit; None where two say different things."""
    functions: dict[Place, _Function] = {place: {} for place in ports.observed}
    for row in rows:
        settings = list(_settings(row, inputs))
        for place, bit in row.outputs.items():
            of_place = functions[place]
            for setting in settings:
                known = of_place.get(setting, "x")
                if {known, bit} == {"0", "1"}:
                    return None
                of_place[setting] = bit if known == "x" else known
    return functions


def _settings(row: Row, inputs: Sequence[Place]) -> Iterator[int]:
    """The settings of the inputs that a row stands for."""
    for bits in product(*("01" if row.inputs.get(place, "x") == "x" else row.inputs[place] for place in inputs)):
        yield int("".join(bits), 2)


def _expressions(
    functions: Mapping[Place, _Function], inputs: Sequence[Place], module: Module, ports: Ports, spec: str
) -> str | None:
    if len(inputs) > MAX_BITS or len(functions) > _MOST_EXPRESSIONS:
        return None
    names = [ports.name_of(place) for place in inputs]
    products = True if _OF_PRODUCTS.search(spec) else False if _OF_SUMS.search(spec) else None
    lines = []
    for place, values in functions.items():
        written = expression(values, names, products=products)
        variable = is_variable(place[0], module)
        if len(written) > _LONGEST or (variable and written.startswith("1'b")):
            return None  # `always @(*)` never runs where nothing is read
        target = ports.name_of(place)
        lines.append(f"  {'always @(*) ' if variable else 'assign '}{target} = {written};")
    return "\n".join(lines)


def _case(rows: Sequence[Row], inputs: Sequence[Place], module: Module, ports: Ports) -> str | None:
    """The rows as they stand, each with all that any row says of the same inputs."""
    merged: dict[str, dict[Place, str]] = {}
    for row in rows:
        label = "".join(row.inputs.get(place, "x") for place in inputs)
        said = merged.setdefault(label, {})
        said |= {place: bit for place, bit in row.outputs.items() if said.get(place, "x") == "x"}
    overlapping = any("x" in label for label in merged) and len({*map(frozenset, map(dict.keys, merged.values()))}) > 1
    if len(merged) > _MOST_ROWS or overlapping:
        return None  # a row that stands first would hide what a later one adds
    outputs = {port.name: ports.places(port.name) for port in module.ports if port.direction == "output"}
    cases = []
    for label, said in merged.items():
        bits = {
            name: "".join(said.get(place, "x").replace("x", "0") for place in places)
            for name, places in outputs.items()
        }
        cases.append(Case(label, {name: f"{len(word)}'b{word}" for name, word in bits.items()}))
    return write_case(inputs, cases, module, ports)
