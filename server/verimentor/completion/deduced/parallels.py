"""The rest of a line that is begun like one above, with other names."""

import re

from verimentor.completion.deduced.exchange import (
    exchange_of,
    exchanged,
    exchanges_names,
    first_name,
    names_are_known,
    pieces_of,
)
from verimentor.completion.deduced.lines import Line, lines_above, lines_below
from verimentor.completion.deduced.site import Site

_LOOKED_BACK = 12  # lines
_LOOKED_AHEAD = 8
_TYPED = re.compile(r"\w*\Z")


def parallels(here: Site) -> list[str]:
    """As the nearest such line of the block goes on, with the names exchanged; what two lines share is shared on."""
    line = here.line.lstrip()
    typed = _TYPED.search(line)
    assert typed is not None
    begun = line[: typed.start()]
    if not begun.strip() or line.startswith((".", ",")) or here.after.partition("\n")[0].strip():
        return []
    above = lines_above(here, _LOOKED_BACK)
    said = {line.code for line in above} | lines_below(here, _LOOKED_AHEAD)
    shared = ""
    for template in reversed(above):
        if template.indentation < len(here.line) - len(line):
            break
        found = _continued(template, begun, len(here.line) - len(line))
        if found is None:
            continue
        before, now = found
        if before == now and not shared:
            shared = now
            continue
        if shared and not (before == now == shared and _equally_wide(template.code, begun, here)):
            break
        fits = now.startswith(typed[0]) and now != typed[0] and begun + now not in said
        return [now[len(typed[0]) :]] if fits and names_are_known(now, here) else []
    return []


def _continued(template: Line, begun: str, indentation: int) -> tuple[str, str] | None:
    """How a line goes on behind what is like the beginning, and the same with the names exchanged."""
    pieces, n_begun = pieces_of(template.code), len(pieces_of(begun))
    if template.indentation != indentation or len(pieces) <= n_begun:
        return None
    end = pieces[n_begun].start()
    exchange = exchange_of(template.code[:end], begun)
    if exchange is None or not exchanges_names(exchange):
        return None
    rest = template.code[end:]
    return rest, exchanged(rest, exchange)


def _equally_wide(one: str, two: str, here: Site) -> bool:
    """Whether two statements set names of one width, as far as that is known."""
    first, second = here.declared.get(first_name(one)), here.declared.get(first_name(two))
    return first is None or second is None or first.range == second.range
