"""The statements of a reset: what a clocked block assigns later on, set to zero or to the first state."""

import re
from collections import Counter

from verimentor.completion.deduced.site import Declared, Site
from verimentor.completion.deduced.states import states_of

_CLOCKED = re.compile(r"\balways(?:_ff)?\s*@\s*\([^)]*\b(?:pos|neg)edge\b[^)]*\)")
_NEXT_BLOCK = re.compile(r"\b(?:always\w*|assign|initial|endmodule|generate|endgenerate|function|task)\b")
_RESET = re.compile(
    r"\bif\s*\(\s*[!~]?\s*(?:\w*_|[a-z]?)(?:rst|reset|clr|arst)\w*\s*(?:==\s*[\w']+\s*)?\)\s*(?:begin\b(?:\s*:\s*\w+)?)?"
    r"(?P<said>(?:\s*[\w.]+(?:\s*\[[^\]]*\])?\s*<=[^;]*;)*)\s*\Z",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(r"(?<![\w.<>=!(])(?P<name>[A-Za-z_]\w*(?:\.\w+)*)\s*(?P<part>(?:\[[^\]]*\]\s*)*)<=(?!=)[^;]*;")
_TARGET = re.compile(r"^\s*(?P<name>[A-Za-z_]\w*)\s*<=\s*\Z")
_LABEL = r"\bcase[xz]?\s*\(\s*{}\s*\)\s*([A-Za-z_]\w*)\s*:"
_SIZE = re.compile(r"\[\s*(\d+)\s*:\s*(\d+)\s*\]\Z")
_PARAMETRIC = re.compile(r"\[\s*(.+?)\s*-\s*1\s*:\s*0\s*\]\Z")
_ZEROS = re.compile(r"<=\s*(?P<zero>'0|0|\d+'[bdhBDH]0+|\{[^;{}]*\{\s*1'b0\s*\}\s*\})\s*;")
_BASES = (r"(?<!\b1)'([bdhBDH])", r"'([bdhBDH])")  # that of a single bit says less
_LEAVES_RESET = re.compile(r"\b(?:end|else|if|case[xz]?)\b")
_OPERATOR = re.compile(r"(?P<name>[\w.]+(?:\s*\[[^\]]*\])?)(?P<gap>\s*)<=(?P<space>\s*)(?=\S)")
_RESET_VALUE = re.compile(r"\w*(?:reset|rst)_?val(?:ue)?\w*", re.IGNORECASE)
_MOST_IDLE = 6  # more registers than that belong to several blocks


def resets(here: Site) -> list[str]:
    """Assignments for what the clocked block around a blank line assigns below and its reset does not set yet."""
    target = _TARGET.match(here.line)
    above = here.above
    clocked = list(_CLOCKED.finditer(above))
    reset = _RESET.search(above, clocked[-1].end()) if clocked and (here.blank or target is not None) else None
    if reset is None:
        return []
    if target is not None:
        return [_start_of(target["name"], here) + here.semicolon] if target["name"] in here.declared else []
    rest = _LEAVES_RESET.split(here.after, maxsplit=1)[0]
    done = {found["name"] for found in _ASSIGNED.finditer(reset["said"] + rest)}
    end = _NEXT_BLOCK.search(here.after)
    below = here.after[: end.start() if end else len(here.after)]
    assigned = dict.fromkeys(found["name"] for found in _ASSIGNED.finditer(below))
    idle = [] if assigned or done else _idle(here)
    left = [name for name in [*assigned, *idle] if name not in done and not _is_memory(name, here)]
    if not left:
        return []
    zeros = [_assignment(name, here, reset["said"]) for name in left]
    separator = f"\n{here.line}"
    return [separator.join(zeros), *([zeros[0]] if len(zeros) > 1 else [])]


def _assignment(name: str, here: Site, said: str) -> str:
    """A register set to its first value, with the blanks that the assignments above have."""
    above = list(_OPERATOR.finditer(said))
    gap = above[-1]["gap"] if above else " "
    columns = {len(found["name"]) + len(found["gap"]) for found in above}
    if len(columns) == 1 and len({len(found["name"]) for found in above}) > 1:
        gap = " " * max(1, columns.pop() - len(name))
    return f"{name}{gap}<={above[-1]['space'] if above else ' '}{_start_of(name, here)};"


def _is_memory(name: str, here: Site) -> bool:
    return name in here.declared and here.declared[name].is_array


def _idle(here: Site) -> list[str]:
    """Registers that nothing assigns yet, where the block ends with its reset: it is written from top to bottom."""
    code = here.before + here.after
    assigned = set(re.findall(r"(?<![\w.])([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)*<?=(?!=)", code))
    registers = [name for name, what in here.declared.items() if what.type.split()[-1:] == ["reg"]]
    idle = [name for name in registers if name not in assigned]
    return idle if len(idle) <= _MOST_IDLE else []


def _start_of(name: str, here: Site) -> str:
    """The value a register has after a reset."""
    first = re.search(_LABEL.format(re.escape(name)), here.before + here.after)
    if first is not None and first[1] != "default":
        return first[1]
    if constants := states_of(here, name):
        return constants[0]
    parameters = [each for each, what in here.declared.items() if what.kind == "parameter"]
    if values := [each for each in parameters if _RESET_VALUE.fullmatch(each)]:
        return values[0] if len(values) == 1 else "0"
    own = re.search(rf"(?<![\w.]){re.escape(name)}\s*{_ZEROS.pattern}", here.before + here.after)
    if own is not None:
        return own["zero"]
    zeros = [found["zero"] for found in _ZEROS.finditer(here.code)]
    plain = Counter(zero if zero in ("0", "'0") else "" for zero in zeros)
    if plain and (usual := plain.most_common(1)[0][0]):
        return usual
    bases = [Counter(base for zero in zeros for base in re.findall(sized, zero)) for sized in _BASES]
    base = next((found.most_common(1)[0][0] for found in bases if found), "d")
    return _zero(here.declared.get(name), base)


def _zero(declared: Declared | None, base: str) -> str:
    """Zero in the width of a name: `1'b0`, `8'd0`, `{WIDTH{1'b0}}`."""
    if declared is None or declared.type in ("integer", "int"):
        return "0"
    if not declared.range:
        return "1'b0"
    if size := _SIZE.match(declared.range):
        n_bits = abs(int(size[1]) - int(size[2])) + 1
        return f"{n_bits}'{base}0"
    if parametric := _PARAMETRIC.match(declared.range):
        width = parametric[1]
        return f"{{{width}{{1'b0}}}}" if width.isidentifier() else f"{{({width}){{1'b0}}}}"
    return "0"
