"""State machines: the next label of a case, and where a state goes next."""

import re
from collections.abc import Sequence

from verimentor.completion.deduced.site import Site

_TARGET = re.compile(r"^\s*(?P<name>[A-Za-z_]\w*)\s*<?=\s*(?P<typed>\w*)\Z")
_CASE = re.compile(r"\b(?:case[xz]?\s*\(\s*(?P<of>[A-Za-z_]\w*)\s*\)|case[xz]?\b|(?P<end>endcase\b))")
_LABEL = re.compile(r"(?:^|[;:,]|\bbegin\b|\bend\b|\))\s*(?P<name>[A-Za-z_]\w*)\s*:(?!:)")
_ITEM = re.compile(r"^[ \t]*\w+(?P<begun>[ \t]*:\s*begin\b|[ \t]*:(?!:))", re.MULTILINE)
_DEFAULT = re.compile(r"\bdefault\b")
_DEPTH = re.compile(r"\b(?:(begin)|(end))\b")
_STATE = re.compile(r"(?i)state|fsm|\Ast\Z")
_WIDTH = re.compile(r"\[\s*(\d+)\s*:\s*0\s*\]\Z")
_HEAD = re.compile(r"\s*(\d+\s*'\s*[bdhBDH])")


def states(here: Site) -> list[str]:
    """What a state register is set to in an item of its case, or the label of the next item."""
    found = _open_case(here.before)
    if found is None:
        return []
    name, body = found
    labels = states_of(here, name)
    if len(labels) < 2:
        return []
    used = [label["name"] for label in _LABEL.finditer(body) if label["name"] in labels or label["name"] == "default"]
    target = _TARGET.match(here.line)
    if target is not None and target["name"].removeprefix("next_").removesuffix("_next") == name.removesuffix("_reg"):
        return _successor(labels, used, target["typed"], here.semicolon)
    level = sum(bool(opens) - bool(closes) for opens, closes in _DEPTH.findall(body))
    return _next_item(here, name, labels, used, body) if here.blank and level == 0 else []


def _open_case(before: str) -> tuple[str, str] | None:
    """What the case around the end of a text asks for, and the text of the case so far."""
    open_cases: list[re.Match[str]] = []
    for found in _CASE.finditer(before):
        if found["end"]:
            open_cases = open_cases[:-1]
        else:
            open_cases.append(found)
    if not open_cases or not open_cases[-1]["of"]:
        return None
    return open_cases[-1]["of"], before[open_cases[-1].end() :]


def states_of(here: Site, name: str) -> Sequence[str]:
    """The constants declared in a row of which the register takes one; of a "state" those of its width."""
    if here.module is None:
        return []
    code, word = here.before + here.after, re.escape(name)
    taken = set(re.findall(rf"(?<![\w.])(?:next_)?{word}(?:_next)?\s*(?:<=|==|!=|=)\s*([A-Za-z_]\w*)", code))
    taken |= set(re.findall(rf"\bcase[xz]?\s*\(\s*{word}\s*\)\s*([A-Za-z_]\w*)\s*:", code))
    if not taken and not _STATE.search(name):
        return []
    local = [(each.name, each.default) for each in here.module.parameters if each.local]
    local += [(each.name, "enum") for each in here.module.symbols if each.kind == "constant"]
    alike = [_shape(default) for _, default in local]
    width = _WIDTH.match(here.declared[name].range) if name in here.declared else None
    fitting = f"{int(width[1]) + 1}'" if width is not None else None
    start = next((i for i, (constant, _) in enumerate(local) if constant in taken), None)
    if start is None and fitting is not None and not taken & set(here.declared):
        start = next((i for i, shape in enumerate(alike) if shape.startswith(fitting)), None)
    if start is None:
        return []
    first, last = start, start
    while first > 0 and alike[first - 1] == alike[start]:
        first -= 1
    while last + 1 < len(local) and alike[last + 1] == alike[start]:
        last += 1
    return [constant for constant, _ in local[first : last + 1]]


def _shape(default: str) -> str:
    """What the values of constants that belong together begin with: `2'd`."""
    head = _HEAD.match(default)
    return head[1] if head is not None else "enum" if default == "enum" else ""


def _successor(labels: Sequence[str], used: Sequence[str], typed: str, closing: str) -> list[str]:
    """The state declared after the one of this item, the first one behind the last and in `default`."""
    at = labels.index(used[-1]) + 1 if used and used[-1] in labels else 0
    following = labels[at % len(labels)]
    return [following[len(typed) :] + closing] if following.startswith(typed) and following != typed else []


def _next_item(here: Site, name: str, labels: Sequence[str], used: Sequence[str], body: str) -> list[str]:
    """The label declared behind the last one, begun as its item is; behind the last of all `default`."""
    below = here.after.partition("endcase")[0]
    done = {*used, *(label["name"] for label in _LABEL.finditer(below))}
    start = labels.index(used[-1]) + 1 if used and used[-1] in labels else 0
    left = [label for label in labels[start:] if label not in done]
    if left:
        items = list(_ITEM.finditer(body))
        begun = items[-1]["begun"] if items else ": begin"
        if "begin" not in begun:
            return []
        return [left[0] + begun, f"{left[0]}{begun}\n{here.line}end"]  # the second where the case goes on below
    finished = "default" in done or not set(labels) <= done or _goes_without_default(here)
    return [] if finished else [f"default: {name} <= {labels[0]};"]


def _goes_without_default(here: Site) -> bool:
    """Whether the cases above have none."""
    cases = here.before.split("endcase")[:-1]
    return bool(cases) and not any(_DEFAULT.search(case) for case in cases)
