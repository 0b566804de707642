"""Columns of declarations: kind, range and name where the lines around have them."""

import re
from collections.abc import Sequence

_DECLARATION = re.compile(
    r"^(?P<indentation>[ \t]*)(?P<kind>(?:reg|wire|logic)(?:[ \t]+signed)?)(?P<gap>[ \t]*)"
    r"(?:(?P<range>\[[^\]]*\])(?P<space>[ \t]*))?(?P<name>[A-Za-z_]\w*)[^;]*;"
)
_COLON = re.compile(r"\s*:\s*")


def written_like(around: Sequence[str], kind: str, range_: str, name: str) -> str:
    """A declaration in the columns of the lines around, the nearest first; `range_` without blanks."""
    like = [found for line in around if (found := _DECLARATION.match(line))]
    ranged = [found for found in like if found["range"]]
    if range_ and ranged:
        range_ = _spaced(range_, [found["range"] for found in ranged])
    head = kind + " "
    gaps = {found.start("range") - found.start("kind") for found in ranged}
    if range_ and len(gaps) == 1 and (ranged[0]["gap"] != " " or len({found["kind"] for found in ranged}) > 1):
        head = kind.ljust(gaps.pop())
    head += f"{range_} " if range_ else ""
    names = {found.start("name") - found.start("kind") for found in like}
    if len(names) == 1 and (len({found["range"] for found in like}) > 1 or _is_wide(like[0])):
        head = head.rstrip().ljust(names.pop())
    return f"{head if head.endswith(' ') else head + ' '}{name};"


def _is_wide(found: "re.Match[str]") -> bool:
    """Whether more blanks stand before the name than one."""
    return (found["space"] if found["range"] else found["gap"]) not in (None, "", " ")


def _spaced(range_: str, others: Sequence[str]) -> str:
    """A range with the blanks that others have, filled up to their length where they are of one length."""
    if " : " in others[0]:
        range_ = _COLON.sub(" : ", range_)
    padded = [other for other in others if other.startswith("[ ")]
    if padded and len({len(other) for other in others}) == 1:
        return "[" + range_[1:].rjust(len(others[0]) - 1)
    return range_
