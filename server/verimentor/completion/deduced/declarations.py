"""Declarations of names that the module uses and nothing declares yet."""

import re
from collections.abc import Iterator

from verimentor.completion.deduced.columns import written_like
from verimentor.completion.deduced.site import Site

_MOST = 8  # more names than that come from an include that was not found
_INSTANCE = re.compile(
    r"\b([A-Za-z_]\w*)\s*(?:#\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*)?[A-Za-z_]\w*\s*(?:\[[^\]]*\]\s*)?\((?=\s*\.)"
)
# What the standard declares by itself, as one bit, unless `default_nettype none` stands above.
_IMPLICIT = re.compile(r"\.\s*\w+\s*\(\s*([A-Za-z_]\w*)\s*\)|\bassign\s+([A-Za-z_]\w*)\s*=")
_DEPTH = re.compile(
    r"\b(?:(begin|case[xz]?|function|task|fork)|(end|endcase|endfunction|endtask|join(?:_any|_none)?))\b"
)
_NEIGHBOURS = 6  # lines whose columns count
_NAME = re.compile(r"[A-Za-z_]\w*")
_NUMBER = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")
_STATEMENT_ENDS = re.compile(r"(?:;|\bend\w*(?:\s*:\s*\w+)?)\s*\Z")


def declarations(here: Site) -> list[str]:
    """All missing declarations, at a blank line between the items of a module; then the first one alone."""
    if not here.blank or not _between_items(here.before):
        return []
    names = list(_undeclared(here))
    if not names or len(names) > _MOST:
        return []
    lines = [line for name in names if (line := _declaration(here, name))]
    counters = [name for name in names if re.search(rf"\bfor\s*\(\s*{name}\s*=", here.after)]
    choices = [f"\n{here.line}".join(lines), *lines[:1]] if lines else []
    return choices + [f"{kind} {name};" for name in counters[:1] for kind in ("genvar", "integer")]


def _between_items(before: str) -> bool:
    body = before.partition(";")[2].rstrip()
    if ";" not in before or (body and not _STATEMENT_ENDS.search(body)):
        return False
    depth = sum(bool(opens) - bool(closes) for opens, closes in _DEPTH.findall(body))
    return depth == 0 and body.count("(") == body.count(")")


def _undeclared(here: Site) -> Iterator[str]:
    implicit = [
        name
        for names in _IMPLICIT.findall(here.before + here.after)
        if (name := names[0] or names[1]) not in here.declared and here.module is not None
    ]
    yield from dict.fromkeys([*here.undeclared, *implicit])


def _declaration(here: Site, name: str) -> str:
    """A line that declares a name; "" where its value is for the user to say."""
    body, word = f"{here.before}\n{here.after}", rf"(?<![\w.]){re.escape(name)}"
    if name.isupper() or re.search(rf"{word}\s*(?::(?!:)|\()|\bfor\s*\(\s*{name}\b", body):
        return ""  # a constant, a label or state, a function, a counter
    range_ = _range(here, body, name, word)
    if range_ is None:
        return ""
    stored = _stored(body, word)
    kinds = [what.type.split()[0] for what in here.declared.values() if what.kind in ("net", "variable") and what.type]
    logic, wires = kinds.count("logic"), kinds.count("wire")
    kind = "logic" if logic and (stored or logic > wires) else "reg" if stored else "wire"
    return written_like(_around(here), kind, _SPACE.sub("", range_), name)


def _stored(body: str, word: str) -> bool:
    """Whether procedures assign the name."""
    for found in re.finditer(rf"{word}\s*(?:\[[^\]]*\]\s*)*<?=(?!=)", body):
        begun = max(body.rfind(word, 0, found.start()) for word in (";", "begin"))
        statement = body[begun + 1 : found.start()]
        inside = statement.count("(") > statement.count(")")  # a comparison
        if not inside and not re.search(r"\b(?:assign|wire|parameter|localparam)\b", statement):
            return True
    return False


def _around(here: Site) -> list[str]:
    """The lines next to the cursor, the nearest first."""
    above, below = here.above.rstrip("\n").split("\n")[-_NEIGHBOURS:], here.after.split("\n")[1 : _NEIGHBOURS + 1]
    return [*reversed(above), *below]


def _range(here: Site, body: str, name: str, word: str) -> str | None:
    """The range that an instance's port, a sized literal, another signal or an index suggests.

    "" for one bit; None where all that is known is a port whose width parameters say.
    """
    parametric = False
    for found in re.finditer(rf"\.\s*(\w+)\s*\(\s*{word}\s*\)", body):
        instances = _INSTANCE.findall(body[: found.start() + 1])
        module = here.known_modules.get(instances[-1]) if instances else None
        port = next((port for port in module.ports if port.name == found[1]), None) if module is not None else None
        if port is not None:
            parameters = {each.name for each in module.parameters} if module is not None else set()
            if not parameters & set(_NAME.findall(port.range)):
                return port.range
            parametric = True
    if sized := re.search(rf"{word}\s*(?:<=|=|==|!=)\s*(\d+)'", body):
        return f"[{int(sized[1]) - 1}:0]" if int(sized[1]) > 1 else ""
    for pattern in (
        rf"{word}\s*<?=\s*([A-Za-z_]\w*)\s*(?:[-+&|^;]|<<|>>)",
        rf"(?<![\w.])([A-Za-z_]\w*)\s*<?=\s*{word}\s*[-+&|^;]",
        rf"{word}\s*<?=\s*[^;?]*\?\s*([A-Za-z_]\w*)\s*:",
    ):
        for found in re.finditer(pattern, body):
            other = here.declared.get(found[1])
            if other is not None and other.kind != "parameter" and other.range and found[1] != name:
                return other.range
    indices = [int(high) for high in re.findall(rf"{word}\s*\[\s*(\d+)\s*(?::\s*\d+\s*)?\]", body)]
    if indices:
        return f"[{max(indices)}:0]" if max(indices) > 0 else ""
    alike = [what for other, what in here.declared.items() if _NUMBER.sub("", other) == _NUMBER.sub("", name)]
    if alike:
        return alike[0].range
    return None if parametric else ""
