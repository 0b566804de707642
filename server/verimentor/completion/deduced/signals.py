"""Which signal a port of an instance is connected to, as names and the module's other instances have it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from verimentor.completion.deduced.layout import Connection, connections_in
from verimentor.completion.deduced.site import Site
from verimentor.verilog.module import Module, Port

_AFFIX = re.compile(r"\A(?:[iorw]|in|out|u)_|_(?:[iorwq]|in|out|reg|wire|s)\Z")
_INSTANCE_AFFIX = re.compile(r"\A(?:u|i|inst)_|_(?:inst|i|u|[0-9]+)\Z")
_NO_SIGNALS = ("parameter", "genvar", "function", "task", "type")
_WORD = re.compile(r"(?<![\w'])[A-Za-z_]\w*")
_SIGNAL = re.compile(r"[A-Za-z_]\w*(?:\[\d+\])?\Z")
_WORD_OR_INDEX = re.compile(r"(?<![\w'])[A-Za-z_]\w*|(?<=\[)\d+(?=\])")
_PART = re.compile(r"[A-Za-z]+|\d+|_")
_SIZE = re.compile(r"\[\s*\d+\s*:\s*\d+\s*\]\Z")


@dataclass(frozen=True)
class Instance:
    """An instance that is being written, with its connections so far, in order, and those already below."""

    here: Site
    module: str
    name: str
    mine: Sequence[Connection] = ()

    @cached_property
    def known(self) -> Module | None:
        """What the project knows of its module."""
        return self.here.known_modules.get(self.module)

    def port(self, name: str) -> Port | None:
        """A port as its module declares it."""
        return next((each for each in self.known.ports if each.name == name), None) if self.known is not None else None

    @cached_property
    def twins(self) -> Sequence["Instance"]:
        """The other instances of the module, the one before first."""
        code = self.here.before + self.here.after
        head = rf"\b{re.escape(self.module)}\s*(?:#\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*)?([A-Za-z_]\w*)\s*\("
        found = [
            (abs(each.start() - len(self.here.before)), Instance(self.here, self.module, each[1], connections))
            for each in re.finditer(head, code)
            if each[1] != self.name and (connections := connections_in(code[each.end() : code.find(";", each.end())]))
        ]
        return [each for _, each in sorted(found, key=lambda pair: pair[0])]

    @cached_property
    def signals(self) -> Mapping[str, str]:
        """What is connected to each port already."""
        return {each.port: each.signal for each in self.mine}

    @cached_property
    def declared(self) -> Sequence[str]:
        """Names that a port can be connected to."""
        return [name for name, what in self.here.declared.items() if what.kind not in _NO_SIGNALS]

    @cached_property
    def elsewhere(self) -> Mapping[str, Counter[str]]:
        """What each port's name is connected to in other instances of whatever module."""
        found: dict[str, Counter[str]] = {}
        for each in [*connections_in(self.here.before), *connections_in(self.here.after)]:
            if each.signal:
                found.setdefault(each.port, Counter())[each.signal] += 1
        return found


def signals_for(instance: Instance, port: str) -> list[str]:
    """Names and expressions that a port may be connected to, the likeliest first."""
    found = (signal for source in _SOURCES for signal in source(instance, port))
    return [signal for signal in dict.fromkeys(found) if _fits(instance, port, signal)]


def _fits(instance: Instance, port: str, signal: str) -> bool:
    """Whether direction, width and the other connections allow it."""
    formal = instance.port(port)
    actual = instance.here.declared.get(signal)
    if formal is None or actual is None:
        return True
    if formal.direction == "output" and (actual.kind in ("input", "parameter") or _driven(instance, signal)):
        return False
    sized = _SIZE.match(formal.range) and _SIZE.match(actual.range)
    return not sized or formal.range.split() == actual.range.split()


def _driven(instance: Instance, signal: str) -> bool:
    """Whether another output of the instance is connected to it."""
    ports = [instance.port(name) for name, connected in instance.signals.items() if connected == signal]
    return any(port is not None and port.direction == "output" for port in ports)


def _as_in_twin(instance: Instance, port: str) -> Iterator[str]:
    """As another instance of the module has it, with those words exchanged that are exchanged there already."""
    for twin in instance.twins[:2]:
        signal = twin.signals.get(port)
        if not signal:
            continue
        exchanged = _exchanges(instance, twin)
        if not exchanged:
            continue
        mine = _exchange(signal, exchanged)
        if all(word in instance.here.declared for word in _WORD.findall(mine)):
            yield mine


def _exchanges(instance: Instance, twin: Instance) -> dict[str, str]:
    """The parts of names that stand here where others stand there."""
    pairs = [(twin.signals[each.port], each.signal) for each in instance.mine if each.port in twin.signals]
    found: dict[str, set[str]] = {}
    for there, mine in [(twin.name, instance.name), *pairs]:
        one, two = _PART.findall(there), _PART.findall(mine)
        if len(one) != len(two) or not (_SIGNAL.match(there) and _SIGNAL.match(mine)):
            continue
        for a, b in zip(one, two, strict=True):
            found.setdefault(a, set()).add(b)
    return {a: min(b) for a, b in found.items() if len(b) == 1 and b != {a}}


def _exchange(signal: str, exchanged: Mapping[str, str]) -> str:
    def exchange(found: "re.Match[str]") -> str:
        return "".join(exchanged.get(part, part) for part in _PART.findall(found[0]))

    return _WORD_OR_INDEX.sub(exchange, signal)


def _by_habit(instance: Instance, port: str) -> Iterator[str]:
    """With what the connections before put around the names of their ports."""
    for each in reversed(instance.mine):
        if each.signal == each.port or each.port not in each.signal:
            continue
        name = each.signal.replace(each.port, port, 1)
        if name in instance.declared:
            yield name
            return


def _same(instance: Instance, port: str) -> Iterator[str]:
    if port in instance.declared:
        yield port


def _named_after_instance(instance: Instance, port: str) -> Iterator[str]:
    short = _INSTANCE_AFFIX.sub("", instance.name)
    names = (f"{instance.name}_{port}", f"{port}_{instance.name}", f"{short}_{port}", f"{port}_{short}")
    yield from (name for name in names if name in instance.declared)


def _as_elsewhere(instance: Instance, port: str) -> Iterator[str]:
    """What other ports of that name are connected to, as they are to a clock; an output would drive it twice."""
    formal = instance.port(port)
    found = instance.elsewhere.get(port, Counter())
    if formal is None or formal.direction != "output":
        usual = found.most_common(1)
        yield from (signal for signal, n in usual if (n > 1 or len(found) == 1) and "\n" not in signal)


def _alike(instance: Instance, port: str) -> Iterator[str]:
    """The only name that differs in its direction alone."""
    alike = [name for name in instance.declared if _bare(name) == _bare(port)]
    if len(alike) == 1:
        yield from alike


def _longer(instance: Instance, port: str) -> Iterator[str]:
    """The only name with something before it or behind."""
    longer = [name for name in instance.declared if name.endswith(f"_{port}") or name.startswith(f"{port}_")]
    if len(longer) == 1:
        yield from longer


def _bare(name: str) -> str:
    """A name without what says its direction."""
    return _AFFIX.sub("", _AFFIX.sub("", name.lower()))


_SOURCES = (_as_in_twin, _by_habit, _same, _named_after_instance, _as_elsewhere, _alike, _longer)
