"""Phrasings, some of which training never uses, and the speaker who picks among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Ways to say one thing, as templates; `unseen` ones are kept for measuring and never trained on."""

    usual: tuple[str, ...]
    unseen: tuple[str, ...] = ()


class Speaker:
    """One author: what they prefer stays the same through a description."""

    def __init__(self, rng: Random, *, unseen: bool = False) -> None:
        self.rng = rng
        self.unseen = unseen
        self.level = rng.randrange(6)  # how they say that a signal is high
        self.numbers = rng.choices(("decimal", "word", "hex", "sized", "binary"), (60, 14, 10, 8, 8))[0]
        self.mood = "is"  # or "shall", "should", "must", "will"
        self.events: Mapping[str, str] = {}  # what signals mean, for authors who tell a story

    def say(self, phrases: Phrases, **slots: object) -> str:
        """One of the phrases, its slots filled."""
        pool = phrases.unseen if self.unseen and phrases.unseen else phrases.usual
        return pool[int(self.rng.random() * len(pool))].format(**slots)

    def verb(self, phrases: Phrases, **slots: object) -> str:
        """A verb phrase for a subject in the singular, in the author's mood."""
        if self.mood == "is":
            return self.say(phrases, s="s", es="es", ies="ies", **{"is": "is"}, has="has", **slots)
        said = self.say(phrases, s="", es="", ies="y", **{"is": "be"}, has="have", **slots)
        return f"{self.mood} {said}"

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.rng.random() < probability

    def choose(self, *options: str) -> str:
        """One of the options; for what is too small to be held out."""
        return options[int(self.rng.random() * len(options))]

    def number(self, value: int, width: int = 0) -> str:
        """A number as this author writes numbers."""
        if value < 0 or (width == 1):
            return str(value)
        style = self.numbers if self.rng.random() < 0.8 else "decimal"
        if style == "word" and value < len(_WORDS):
            return _WORDS[value]
        if style == "hex" and value > 9 and width > 3:
            return self.choose(
                f"0x{value:X}",
                f"0x{value:02x}",
                f"hex {value:X}",
                f"{value:X}h" if value < 10 or f"{value:X}"[0].isdigit() else f"0{value:X}h",
            )
        if style == "sized" and width > 1:
            return f"{width}'d{value}" if self.rng.random() < 0.6 or width > 8 else f"{width}'b{value:0{width}b}"
        if style == "binary" and 1 < width < 9 and value > 1:
            return self.choose(
                f"{value:0{width}b} (binary)",
                f"binary {value:0{width}b}",
                f"0b{value:0{width}b}",
                f"{width}'b{value:0{width}b}",
            )
        return str(value)

    def count(self, value: int) -> str:
        """A small count in words or digits."""
        return _WORDS[value] if value < len(_WORDS) and self.rng.random() < 0.6 else str(value)


def listing(items: Sequence[str], last: str = "and") -> str:
    """The items as prose: "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"


def capital(text: str) -> str:
    """The text with its first letter in upper case, for the start of a sentence that starts with no name."""
    return text[:1].upper() + text[1:]
