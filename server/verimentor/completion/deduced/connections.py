"""What is connected to a port, and the ports of an instance that are still to be connected."""

import re
from collections import Counter
from collections.abc import Iterator

from verimentor.completion.deduced.site import Site
from verimentor.verilog.instantiation import INSTANCE, open_parenthesis

_PORT = re.compile(r"\.\s*(?P<port>[A-Za-z_]\w*)\s*\(\s*(?P<typed>\w*)\Z")
_CONNECTION = re.compile(r"\.\s*([A-Za-z_]\w*)\s*\(\s*([^()]*?)\s*\)")
_CONNECTED = re.compile(r"\.\s*([A-Za-z_]\w*)")
_AFFIX = re.compile(r"\A(?:[iorw]|in|out|u)_|_(?:[iorwq]|in|out|reg|wire|s)\Z")
_ALIGNED = re.compile(r"\.\s*\w+(\s*)\(")
_NO_SIGNALS = ("parameter", "genvar", "function", "task", "type")
_INSTANCE_AFFIX = re.compile(r"\A(?:u|i|inst)_|_(?:inst|i|u|[0-9]+)\Z")


def connections(here: Site) -> list[str]:
    """The signal for a port in whose parentheses the cursor stands, or all ports that are left at a blank line."""
    found = _PORT.search(here.line)
    opening = open_parenthesis(here.before[: found.start() - len(here.line)] if found else here.before)
    instance = INSTANCE.search(here.before[:opening]) if opening is not None else None
    if instance is None or opening is None:
        return []
    if found is not None:
        typed = found["typed"]
        signals = _signals(here, found["port"], instance["name"])
        closed = here.after.lstrip(" \t").startswith(")")
        closing = "" if closed else ")," if here.after.lstrip().startswith(".") else ")"
        return [name[len(typed) :] + closing for name in signals if name.startswith(typed) and name != typed]
    return _all_ports(here, instance, here.before[opening + 1 :]) if here.blank else []


def _signals(here: Site, port: str, instance: str) -> list[str]:
    """Names and expressions that a port may be connected to, the likeliest first."""
    return list(dict.fromkeys(_candidates(here, port, instance)))


def _candidates(here: Site, port: str, instance: str) -> Iterator[str]:
    declared = [name for name, what in here.declared.items() if what.kind not in _NO_SIGNALS]
    known = set(declared)
    elsewhere = Counter(
        signal for name, signal in _CONNECTION.findall(here.before + here.after) if name == port and signal
    )
    shared = [signal for signal, count in elsewhere.most_common() if count > 1]
    yield from shared[:1]
    if port in known:
        yield port
    short = _INSTANCE_AFFIX.sub("", instance)
    for name in (f"{instance}_{port}", f"{port}_{instance}", f"{short}_{port}", f"{port}_{short}"):
        if name in known:
            yield name
    if len(elsewhere) == 1:
        yield from elsewhere
    bare = _bare(port)
    alike = [name for name in declared if _bare(name) == bare]
    if len(alike) == 1:
        yield from alike
    longer = [name for name in declared if name.endswith(f"_{port}") or name.startswith(f"{port}_")]
    if len(longer) == 1:
        yield from longer


def _bare(name: str) -> str:
    """A name without what says its direction."""
    return _AFFIX.sub("", _AFFIX.sub("", name.lower()))


def _all_ports(here: Site, instance: "re.Match[str]", said: str) -> list[str]:
    module = here.known_modules.get(instance["module"])
    if module is None or (said.strip() and not said.rstrip().endswith(",")):
        return []
    done = {*_CONNECTED.findall(said), *_CONNECTED.findall(here.after.partition(";")[0])}
    left = [port.name for port in module.ports if port.name and port.name not in done]
    if not left:
        return []
    signals = {name: next(iter(_signals(here, name, instance["name"])), "") for name in left}
    if not signals[left[0]] or sum(map(bool, signals.values())) * 2 < len(left):
        return []  # a list of gaps helps nobody
    aligned = _ALIGNED.search(said)
    width = max(map(len, left)) + 1 if aligned is not None and aligned[1] else 0
    lines = [f".{name:{width}}({signal})" for name, signal in signals.items()]
    ending = "," if here.after.lstrip().startswith(".") else ""
    return [f",\n{here.line}".join(lines) + ending]
