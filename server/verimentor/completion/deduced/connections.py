"""What is connected to a port, and the ports of an instance that are still to be connected."""

import re
from dataclasses import dataclass
from functools import cached_property

from verimentor.completion.deduced.layout import Layout, connections_in, layout_of
from verimentor.completion.deduced.signals import Instance, signals_for
from verimentor.completion.deduced.site import Site
from verimentor.verilog.instantiation import INSTANCE, open_parenthesis

_PORT = re.compile(r"\.\s*(?P<port>[A-Za-z_]\w*)\s*\((?P<lead>\s*)(?P<typed>\w*)\Z")
_LEADING = re.compile(r"\n[ \t]*,[ \t]*\.")
_TOGETHER = re.compile(r"\)([ \t]*\)[ \t]*;)")


def connections(here: Site) -> list[str]:
    """The signal for a port in whose parentheses the cursor stands, or the ports that are left at a blank line."""
    found = _PORT.search(here.line)
    if found is None and not here.blank:
        return []
    above = here.before[: found.start() - len(here.line)] if found is not None else here.before
    opening = open_parenthesis(above)
    head = INSTANCE.search(here.before[:opening]) if opening is not None else None
    if head is None or opening is None:
        return []
    writing = _List(here, head, above[opening + 1 :])
    if found is not None:
        return writing.signal(found["port"], found["lead"], found["typed"])
    return writing.left() if writing.goes_on else []


@dataclass(frozen=True)
class _List:
    """The connections of an instance that is being written; `said` stands between its parenthesis and the cursor."""

    here: Site
    head: "re.Match[str]"
    said: str

    @property
    def goes_on(self) -> bool:
        """Whether a connection may begin here."""
        return not self.said.strip() or self.said.rstrip().endswith(",") != self._commas_lead

    @cached_property
    def _commas_lead(self) -> bool:
        """Whether a comma begins a line rather than ends one."""
        code = self.said if "." in self.said else self.here.before
        return _LEADING.search(code) is not None

    @cached_property
    def instance(self) -> Instance:
        """With what is connected above and below."""
        below = connections_in(self.here.after.partition(";")[0].partition("\n")[2])
        return Instance(self.here, self.head["module"], self.head["name"], [*connections_in(self.said), *below])

    def signal(self, port: str, lead: str, typed: str) -> list[str]:
        """Goes on with what was typed; where nothing stands below, with the ports that are left."""
        signals = signals_for(self.instance, port)
        layout = self._layout([(port, signal) for signal in signals[:1]])
        closed, follows = self.here.after.lstrip(" \t").startswith(")"), self.here.after.lstrip().startswith(".")
        choices = []
        for signal in signals:
            if not signal.startswith(typed) or signal == typed:
                continue
            start = layout.lead if not (lead or typed or closed) else ""
            closing = "" if closed else layout.closing(signal) + ("," if follows else "")
            choices.append(start + signal[len(typed) :] + closing)
        if choices and not closed and not self.here.after.strip():
            if more := self._others(port):
                choices.insert(0, choices[0] + self._separator + more)
            elif self.instance.known is not None and not self._names_left(port):
                choices.insert(0, choices[0] + self._ending)
        return choices

    def left(self) -> list[str]:
        """The connections of all ports that are left, up to one that nothing is known for."""
        written = self._others("")
        lead = "," if self._commas_lead and self.said.strip() else ""
        return [lead + written + ("," if self.here.after.lstrip().startswith(".") else "")] if written else []

    def _others(self, port: str) -> str:
        names = self._names_left(port)
        known = [(name, next(iter(signals_for(self.instance, name)), "")) for name in names]
        n_known = next((i for i, (_, signal) in enumerate(known) if not signal), len(known))
        if not n_known:
            return ""
        layout = self._layout(known[:n_known])
        lines = [layout.write(name, signal) for name, signal in known[:n_known]]
        whole = n_known == len(known) and not self.here.after.strip()
        return self._separator.join(lines) + (self._ending if whole else "")

    def _names_left(self, port: str) -> list[str]:
        """The ports behind the last one that is connected; those before it were left out on purpose."""
        order = self._order
        above = [each.port for each in connections_in(self.said)] + ([port] if port else [])
        done = {*self.instance.signals, *above}
        start = order.index(above[-1]) + 1 if above and above[-1] in order else 0
        return [name for name in order[start:] if name not in done] or [name for name in order if name not in done]

    @cached_property
    def _order(self) -> list[str]:
        """As the instance before has them, else as they are declared."""
        known = self.instance.known
        declared = [port.name for port in known.ports if port.name] if known is not None else []
        twins = self.instance.twins
        return [each.port for each in twins[0].mine] if twins else declared

    def _layout(self, left: list[tuple[str, str]]) -> Layout:
        return layout_of(self.instance.mine, connections_in(self.here.before + self.here.after), left)

    @property
    def _separator(self) -> str:
        indentation = self.here.line[: len(self.here.line) - len(self.here.line.lstrip())]
        return f"\n{indentation}," if self._commas_lead else f",\n{indentation}"

    @property
    def _ending(self) -> str:
        """The end of the instance, on a line of its own unless others end elsewhere."""
        together = _TOGETHER.search(self.here.before[: self.head.start()])
        if together is not None:
            return together[1]
        line = self.here.before[: self.head.start()].rpartition("\n")[2]
        return "\n" + line[: len(line) - len(line.lstrip())] + ");"
