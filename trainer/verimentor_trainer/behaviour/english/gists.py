# ruff: noqa: E501 - tables of phrases; breaking them helps nobody
"""What registers do together, as one says it who does not care how: "led toggles every 12 clocks"."""

from verimentor_trainer.behaviour.english.conditions import fact, formula
from verimentor_trainer.behaviour.english.phrases import Phrases, Speaker
from verimentor_trainer.behaviour.model import Gist

_GISTS: dict[str, Phrases] = {
    "toggles": Phrases(
        (
            "{y} toggles every {n} clock cycles, the first time {n} clocks after reset", "{y} is a square wave, {n} clocks low and then {n} clocks high, over and over", "every {n} clock cycles {y} changes its value, starting from 0",
            "divide the clock by {twice}: {y} is low for {n} cycles, then high for {n} cycles", "{y} blinks: {n} clocks off, {n} clocks on, beginning with off", "{y} has a period of {twice} clocks with 50 % duty and starts low",
        ),
        ("let {y} be low for {n} clocks and high for the following {n}, again and again",),
    ),
    "toggles_enabled": Phrases(
        (
            "{y} toggles at every {n}th clock edge at which {c}", "count the clock edges at which {c}; every {n}th of them toggles {y}", "after each {n} clocks in which {c}, {y} changes its value", "{y} flips once for every {n} clock edges at which {c}, starting at 0",
        ),
        ("of all clock edges at which {c}, each {n}th turns {y} over",),
    ),
    "ticks": Phrases(
        (
            "{y} is high for one clock out of every {n}, the last of them", "every {n} cycles {y} is 1 for one cycle (first in the {n}th cycle after reset)", "{y} gives a one-cycle pulse every {n} clocks, the first {last} clocks after reset", "{y} is 0 for {last} cycles, then 1 for one cycle, and so on",
        ),
        ("{last} cycles of silence and one of {y} = 1 take turns",),
    ),
    "ticks_enabled": Phrases(
        (
            "{y} is high in every {n}th cycle in which {c}, and low otherwise", "of the cycles in which {c}, every {n}th has {y} = 1 (combinational)", "{y} lets through every {n}th cycle in which {c}", "count cycles in which {c}; in each {n}th of them {y} is 1 at the same time",
        ),
        ("{y} singles out each {n}th of the cycles where {c}",),
    ),
    "timeout": Phrases(
        (
            "{y} goes high when {n} clock edges in a row have passed without {k}, and low again at the next edge with it", "{y} is 1 once {k} has been missing at {n} consecutive clock edges; a clock edge with {k} makes it 0 again", "if {k} stays away for {n} clock edges, {y} goes high and stays so until {k} is back",
            "watch for {k}: {n} clock edges in a row without it make {y} high, any edge with it makes {y} low and starts the count over",
        ),
        ("{n} clock edges without {k}, one after the other, and {y} rises; {k} brings it down",),
    ),
    "one_shot": Phrases(
        (
            "when {c} at a clock edge, {y} goes high for {n} clock cycles; if it happens again meanwhile, the {n} cycles start over", "{y} is a pulse of {n} cycles that starts when {c} and is prolonged (restarted) by every further time", "retriggerable: whenever {c}, {y} stays high for the {n} cycles that follow",
            "{y} is high during the {n} clocks after any clock edge at which {c}, and low otherwise",
        ),
        ("{n} clocks of {y} = 1 follow each clock edge at which {c}, counted from the latest",),
    ),
    "one_shot_once": Phrases(
        (
            "when {c} at a clock edge while {y} is low, {y} goes high for exactly {n} clock cycles; further triggers during the pulse are ignored", "{y} is a pulse of {n} cycles that starts when {c}; while it lasts, triggers have no effect", "not retriggerable: if {c} and {y} is low, {y} is high for the next {n} cycles",
        ),
        ("only from rest does it start: {c}, then {n} clocks of {y} = 1",),
    ),
    "debounce": Phrases(
        (
            "{y} takes over the value of {x} when {x} has differed from {y} at {n} clock edges in a row", "{y} is {x} debounced: it changes at the {n}th consecutive clock edge at which {x} is different from {y}", "a change of {x} only reaches {y} if it lasts for {n} clock edges in a row; anything shorter is ignored",
            "{y} follows {x}, but only at the {n}th clock edge in a row that sees them differ",
        ),
        ("{x} must disagree with {y} {n} clock edges running before {y} gives in",),
    ),
    "lasting": Phrases(
        (
            "{y} is high when {c} at each of the last {n} clock edges", "{y} is 1 once {c} at {n} clock edges in a row, and 0 again after the first edge where that is not so", "if {c} at {n} or more consecutive clock edges, {y} is high",
        ),
        ("{y} shows that {c} at no fewer than the {n} latest clock edges",),
    ),
    "ping_pong": Phrases(
        (
            "{q} counts up from 0 to {top} and then down to 0 again, back and forth, one step {per}", "{q} goes 0, 1, ... {top}, then back {below}, ... 0 and up again, one step {per}", "{q} runs to and fro between 0 and {top}, changing by one {per} and turning round at both ends",
        ),
        ("{q} climbs to {top}, descends to 0 and so forth, a step {per}",),
    ),
    "pipeline": Phrases(
        (
            "{y} = {v}, computed in a pipeline of two stages: first {first}, then the rest, so that {y} is two clocks late", "two pipeline stages: stage 1 registers {first} and {c}, stage 2 registers {y} = {v} of the same inputs", "{y} shows {v} two clock cycles later; {first} is registered on the way, and so is {c}",
            "a two-stage pipeline with a result in each clock: {y} is {v} for the inputs of two clocks ago",
        ),
        ("two clocks after the inputs, {y} carries {v}, {first} being worked out in between",),
    ),
    "digits": Phrases(
        (
            "{low} counts from 0 to {last} and starts again at 0; each time it does, {high} goes up by one, and after {top} comes 0", "{low} and {high} form a two-digit counter: {low} runs 0 to {last}, its wrap carries into {high}, which runs 0 to {top}", "{high} advances when {low} goes from {last} to 0; {high} itself wraps after {top}, {low} counts up",
        ),
        ("when {low}, going up, is through with 0 to {last}, {high} moves on, itself from 0 to {top}",),
    ),
}  # fmt: skip
_STEPS = Phrases(("whenever {c}", "at every clock edge at which {c}", "while {c}"), ("each time {c}",))
_ONLY = Phrases(
    (
        "all this only when {c}",
        "it moves only while {c}",
        "nothing changes unless {c}",
        "clock edges count only if {c}",
    ),
    ("it takes no notice of cycles other than those where {c}",),
)


def gist_points(speaker: Speaker, gist: Gist) -> list[str]:
    """The whole in one or two sentences."""
    slots: dict[str, object] = {}
    for name, value in gist.slots.items():
        if isinstance(value, int):
            slots[name] = (
                speaker.count(value) if name in ("n", "twice", "last") and gist.kind != "digits" else str(value)
            )
            if name == "n" and "{n}th" in "".join(_GISTS[gist.kind].usual):
                slots[name] = str(value)
        elif isinstance(value, str):
            slots[name] = value
        else:
            slots[name] = fact(speaker, value) if name == "c" else formula(value)
    if gist.kind == "ping_pong":
        slots["per"] = (
            speaker.say(_STEPS, c=slots["c"])
            if "c" in slots
            else speaker.choose("each clock", "per clock", "every clock cycle")
        )
    text = speaker.say(_GISTS[gist.kind], **slots)
    for wrong, right in (("2th", "2nd"), ("3th", "3rd"), ("21th", "21st")):
        if f"1{wrong}" not in text or wrong == "21th":
            text = text.replace(wrong, right)
    points = [text]
    if gist.only is not None:
        points.append(speaker.say(_ONLY, c=fact(speaker, gist.only)))
    return points
