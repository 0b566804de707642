"""How the connections of an instance are laid out: blanks inside of the parentheses, columns, short names."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_EXPRESSION = r"(?:[^()]|\((?:[^()]|\([^()]*\))*\))*?"
_CONNECTION = re.compile(
    r"(?<![\w)\]])\.(?P<name>[A-Za-z_]\w*)(?:\s*(?=[,)\n])|"
    rf"(?P<gap>[ \t]*)\((?P<lead>[ \t]*)(?P<signal>{_EXPRESSION})(?P<tail>[ \t]*)\))"
)


@dataclass(frozen=True)
class Connection:
    """A port and what is connected to it, with the blanks around; `is_short` is `.clk` alone."""

    port: str
    signal: str
    gap: str = ""  # before the parenthesis
    lead: str = ""  # inside of it
    tail: str = ""
    is_short: bool = False


@dataclass(frozen=True)
class Layout:
    """How connections are written; a width of 0 means no column."""

    port_width: int = 0
    gap: str = ""
    lead: str = ""
    value_width: int = 0  # between the parentheses
    is_short: bool = False

    def write(self, port: str, signal: str) -> str:
        """A connection."""
        if self.is_short and port == signal:
            return f".{port}"
        name = port.ljust(self.port_width) if self.port_width else port + self.gap
        return f".{name}({self.lead}{signal}{self.closing(signal)}"

    def closing(self, signal: str) -> str:
        """What stands behind a signal."""
        n_left = self.value_width - len(self.lead) - len(signal)
        return " " * max(n_left, len(self.lead)) + ")"


def connections_in(code: str) -> list[Connection]:
    """All connections of a text."""
    return [
        Connection(
            found["name"],
            found["name"] if found["gap"] is None else found["signal"].strip(),
            found["gap"] or "",
            found["lead"] or "",
            found["tail"] or "",
            found["gap"] is None,
        )
        for found in _CONNECTION.finditer(code)
    ]


def layout_of(mine: Sequence[Connection], others: Sequence[Connection], left: Sequence[tuple[str, str]]) -> Layout:
    """As the connections of this instance are written, else in columns of their own as those of others are.

    `left` are ports and signals still to be written.
    """
    whole = [each for each in mine if not each.is_short]
    model = whole or [each for each in others if not each.is_short]
    # `.clk(clk)` in the same list says nothing: slang takes both, and people write both.
    is_short = any(each.is_short for each in mine) or (not mine and any(each.is_short for each in others))
    if not model:
        return Layout(is_short=is_short)
    lead = Counter(each.lead for each in model).most_common(1)[0][0]
    gap = Counter(each.gap for each in model).most_common(1)[0][0]
    ports = {len(each.port) + len(each.gap) for each in model if each.signal}
    values = {len(each.lead) + len(each.signal) + len(each.tail) for each in model if each.signal}
    if whole:
        # Those of one length say nothing, but where more blanks stand than a habit would have.
        in_columns = len(ports) == 1 and (len({len(each.port) for each in whole}) > 1 or len(gap) > 1)
        padded = len(values) == 1 and (len({len(each.signal) for each in whole}) > 1 or whole[0].tail > lead)
        return Layout(max(ports) if in_columns else 0, gap, lead, max(values) if padded else 0, is_short)
    narrow = min((each.gap for each in model), key=len)
    in_columns, padded = len({each.gap for each in model}) > 1, len({each.tail for each in model}) > 1
    port_width = max((len(port) for port, _ in left), default=0) + len(narrow) if in_columns else 0
    value_width = max((len(signal) for _, signal in left), default=0) + 2 * len(lead) if padded else 0
    return Layout(port_width, gap, lead, value_width, is_short)
