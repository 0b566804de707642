"""Small phrases: numbers, widths, articles, resets."""

import re
from random import Random

from verimentor_trainer.wording.phrasing import phrase

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def choose(rng: Random, *options: str) -> str:
    """One of the options."""
    return rng.choice(options)


def number(rng: Random, value: int) -> str:
    """A number in digits, small ones half of the time in words."""
    return _NUMBERS[value] if value < len(_NUMBERS) and rng.random() < 0.5 else str(value)


def bits(rng: Random, width: int | str) -> str:
    """A width as an adjective: "8-bit", "8 bit", "eight-bit", "single-bit", "WIDTH-bit"."""
    if width == 1:
        return phrase(rng, ("1-bit", "single-bit", "one-bit", "1 bit"), ("one-bit-wide", "1b"))
    if isinstance(width, str):
        return f"{width}-bit"
    return phrase(
        rng,
        (f"{width}-bit", f"{width}-bit", f"{width}-bit", f"{width} bit", f"{width} bit", f"{number(rng, width)}-bit"),
        (f"{width}-bit-wide", f"{width}b", f"{width}-wide"),
    )


def article(phrase: str) -> str:
    """The phrase with "a" or "an" before it."""
    first = phrase.lstrip().lower()
    vowel = re.match(r"(8|11|18)\b|8\d*-|[aeio]|un(?!i)|u(?!n|s|t|a)|x[no]r|xor|fsm|lfsr|nrzi|rs\b|sr\b|mux\b", first)
    consonant = re.match(r"one|eu|mux", first)
    return f"{'an' if vowel and not consonant else 'a'} {phrase}"


def reset_sentence(rng: Random, name: str, active_low: bool, asynchronous: bool, effect: str) -> str:
    """What the reset does, with its polarity and kind, in one of many voices; `effect` as in "clears q to 0"."""
    kind = rng.choice(("asynchronous", "async") if asynchronous else ("synchronous", "sync"))
    polarity = rng.choice(("active-low", "active low") if active_low else ("active-high", "active high"))
    level = "low" if active_low else "high"
    bit = "0" if active_low else "1"
    at_once = "immediately" if asynchronous else "on the clock edge"
    options = [
        f"{article(f'{kind} {polarity} reset')} {name} {effect}.",
        f"The {kind} reset {name} is {polarity} and {effect}.",
        f"When {name} is {level}, it {effect} {at_once}.",
        f"{name} is {article(f'{polarity} {kind} reset')} that {effect}.",
        f"{kind} reset {name} ({polarity}) {effect}",
        f"if {name} = {bit} ({kind}) it {effect}.",
        f"Reset: {name}, {kind}, {polarity}; {effect}.",
    ]
    if not asynchronous:
        options.append(f"On a rising clock edge with {name} {level}, the reset {effect}.")
    return phrase(rng, options, _unseen_resets(name, active_low, asynchronous, effect))


def _unseen_resets(name: str, active_low: bool, asynchronous: bool, effect: str) -> tuple[str, ...]:
    polarity = "active-low" if active_low else "active-high"
    pull = f"pulling {name} {'low' if active_low else 'high'}"
    waits = "does not wait for the clock" if asynchronous else "takes effect at a rising clock edge only"
    manner = "Asynchronously" if asynchronous else "Synchronously"
    whenever = "regardless of the clock" if asynchronous else "at the next rising clock edge"
    return (
        f"As for resetting: {pull} {effect}, {whenever}.",
        f"To reset, {name} is driven to {0 if active_low else 1}, which {effect}; this {waits}.",
        f"The reset input is {name}. It is {polarity}, it {waits}, and it {effect}.",
        f"Reset by {name} ({polarity}, {whenever}): it {effect}.",
        f"{pull[:1].upper()}{pull[1:]} overrides the rest and {effect} {whenever}.",
        f"{manner} and with priority, a {int(not active_low)} on {name} {effect}.",
    )
