"""The written pairs in other clothes: names, layout and small slips of writing vary, the behaviour does not.

1,500 pairs are read many times over in training. Without this the student learns their names by heart; with it, it has
to copy them from the description.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from random import Random

from verimentor.verilog.keywords import SYSTEM_VERILOG
from verimentor_trainer.families import Pair
from verimentor_trainer.written import WrittenPair

_WORD = re.compile(r"(?<![\w'`$\\])[A-Za-z_]\w*")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
# Names that mean the same to everybody; a reset keeps its polarity.
_SYNONYMS = (
    ("clk", "clock", "clk_i", "i_clk", "CLK", "sys_clk"),
    ("rst", "reset_i", "rst_i", "i_rst", "RST", "srst"),
    ("rst_n", "resetn", "reset_n", "rst_ni", "nrst", "RST_N"),
)
_SHORT = (
    ("data", "dat"),
    ("count", "cnt"),
    ("enable", "en"),
    ("valid", "vld"),
    ("ready", "rdy"),
    ("address", "addr"),
    ("button", "btn"),
    ("request", "req"),
    ("sample", "smp"),
    ("level", "lvl"),
)


class Variations:
    """Draws varied pairs; knows which names are also words of English, since those cannot be renamed in prose."""

    def __init__(self, pairs: Sequence[WrittenPair]) -> None:
        self._pairs = pairs

    def draw(self, rng: Random) -> tuple[Pair, bool]:
        """A pair in a drawn variation, and whether its description leans on the header."""
        pair = rng.choice(self._pairs)
        description, module = pair.description, pair.module
        if rng.random() < 0.7:
            names = self._renaming(pair, rng)
            description, module = _renamed(description, names), _renamed(module, names)
        module = _relaid(module, rng)
        header = module[: module.index(";", _end_of_ports(module)) + 1]
        return Pair(
            f"written/{pair.folder}", _slips(description, rng), header, module, pair.check
        ), not pair.names_ports

    @cached_property
    def _english(self) -> frozenset[str]:
        """Words that descriptions use without meaning a name of their module."""
        return frozenset(
            word
            for pair in self._pairs
            for own in [_identifiers(pair.module)]
            for word in re.findall(r"\b[a-z]+\b", pair.description.lower())
            if word not in own
        )

    def _renaming(self, pair: WrittenPair, rng: Random) -> dict[str, str]:
        """New names for some of the module's identifiers, none of them taken."""
        own = _identifiers(pair.module)
        taken = {name.lower() for name in own} | {word.lower() for word in _WORD.findall(pair.description)}
        names: dict[str, str] = {}
        for name in own:
            options = [n for n in _options(name) if n.lower() not in taken and n not in SYSTEM_VERILOG]
            if name in self._english or not options or rng.random() < 0.5:
                continue
            names[name] = rng.choice(options)
            taken.add(names[name].lower())
        return names


def _identifiers(module: str) -> dict[str, None]:
    """The names a module's code uses, in order."""
    code = _COMMENT.sub(" ", module)
    return dict.fromkeys(word for word in _WORD.findall(code) if word not in SYSTEM_VERILOG)


def _options(name: str) -> Iterator[str]:
    for group in _SYNONYMS:
        if name in group:
            yield from group
            return
    for long, short in _SHORT:
        parts = name.split("_")
        if long in parts or short in parts:
            yield "_".join(short if part == long else long if part == short else part for part in parts)
    head, _, tail = name.partition("_")
    if head and tail and "_" not in tail and not tail[0].isdigit():
        yield f"{tail}_{head}"
        if name.islower():
            yield head + tail.capitalize()
    if name.islower() and len(name) > 1:
        yield f"{name}_s" if len(name) < 6 else f"{name}_x"
        yield f"{name}1" if not name[-1].isdigit() else f"{name}b"
        yield f"my_{name}"
        yield name.upper()


def _renamed(text: str, names: dict[str, str]) -> str:
    return _WORD.sub(lambda found: names.get(found[0], found[0]), text)


def _relaid(module: str, rng: Random) -> str:
    """Another indentation, and now and then without its comments or with the header in one line."""
    lines = module.split("\n")
    units = [len(line) - len(line.lstrip(" ")) for line in lines if line.startswith(" ")]
    if units and "\t" not in module and (old := min(units)) in (2, 4):
        unit = rng.choice(("  ", "    ", " " * old, " " * old, "\t"))
        lines = [unit * ((len(line) - len(line.lstrip(" "))) // old) + line.lstrip(" ") for line in lines]
    text = "\n".join(lines)
    if rng.random() < 0.4:
        text = re.sub(r"[ \t]*//[^\n]*", "", text)
        text = re.sub(r"\n\s*\n(\s*\n)+", "\n\n", text)
    end = _end_of_ports(text)
    if rng.random() < 0.2 and end < 160 and "//" not in text[:end]:
        text = re.sub(r"\(\s+", "(", re.sub(r"\s+", " ", text[:end])).replace(" )", ")") + text[end:]
    return text


def _end_of_ports(module: str) -> int:
    """Where the `;` of the port list stands, comments in it notwithstanding."""
    code = _COMMENT.sub(lambda found: " " * len(found[0]), module)
    return code.index(";", code.index("module"))


def _slips(description: str, rng: Random) -> str:
    """What happens to a text typed in a hurry: no capitals, no full stop at the end, British or American spelling."""
    if rng.random() < 0.12:
        description = re.sub(r"(^|[.\n] )([A-Z])(?=[a-z]+ )", lambda m: m[1] + m[2].lower(), description)
    if rng.random() < 0.15:
        description = description.rstrip(".")
    if rng.random() < 0.1:
        description = description.replace("synchronis", "synchroniz").replace("initialis", "initializ")
    if rng.random() < 0.1:
        description = re.sub(r"\bactive low\b", "active-low", re.sub(r"\bactive high\b", "active-high", description))
    return description
