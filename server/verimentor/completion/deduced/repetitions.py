"""The line that followed where the lines above were said before, of other names perhaps."""

import re
from collections.abc import Sequence

from verimentor.completion.deduced.exchange import Exchange, exchange_of, exchanged, exchanges_names, names_are_known
from verimentor.completion.deduced.lines import Line, lines_above, lines_below
from verimentor.completion.deduced.site import Site

_WORD, _BLANKS = re.compile(r"\w+"), re.compile(r"\s+")
_LOOKED_BACK = 400  # lines
_LOOKED_AHEAD = 8
_ALIKE = 4  # lines that must be alike: of what three lines foresee, a third was right on the files it was tried on
_MOST_ALIKE = 5


def repetitions(here: Site) -> list[str]:
    """The next line as it follows the lines most like those above; it may not be said of these names already."""
    if not here.blank:
        return []
    lines = lines_above(here, _LOOKED_BACK)
    if not lines or lines[-1].code.startswith((".", ",")):
        return []
    shapes = [_shape(line.code) for line in lines]
    deeper = len(here.line) - lines[-1].indentation
    below = lines_below(here, _LOOKED_AHEAD)
    most, best = _ALIKE - 1, ""
    for place in range(len(lines) - 2, _ALIKE - 2, -1):
        if lines[place + 1].indentation - lines[place].indentation != deeper:
            continue
        if shapes[place - _ALIKE + 1 : place + 1] != shapes[-_ALIKE:]:
            continue
        exchange, n_alike = _alike(lines, shapes, place)
        if n_alike <= most:
            continue
        following = exchanged(lines[place + 1].code, exchange)
        if all(text == other for (_, text), other in exchange.items()):
            is_new = place + 1 < len(lines) - n_alike  # said again, where it is no part of what it would follow
        else:
            is_new = exchanges_names(exchange) and following not in {line.code for line in lines[place + 1 :]}
        if is_new and following not in below and names_are_known(following, here):
            most, best = n_alike, following
    return [best] if best else []


def _shape(code: str) -> str:
    return _WORD.sub("x", _BLANKS.sub("", code))


def _alike(lines: Sequence[Line], shapes: Sequence[str], place: int) -> tuple[Exchange, int]:
    """What is exchanged between the lines up to a place and the last ones, and for how many of them that holds."""
    exchange: Exchange = {}
    for n_alike in range(_MOST_ALIKE):
        one, two = place - n_alike, len(lines) - 1 - n_alike
        if one < 0 or two <= place or shapes[one] != shapes[two]:
            return exchange, n_alike
        more = exchange_of(lines[one].code, lines[two].code, exchange)
        if more is None:
            return exchange, n_alike
        exchange = more
    return exchange, _MOST_ALIKE
