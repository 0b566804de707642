"""The ways in which people write the settings of an example, brought to one: "a = 3, b = 5 gives sum = 8"."""

import re

from verimentor.verilog.oracle.ports import Ports
from verimentor.verilog.oracle.values import NUMBER

EXAMPLE = re.compile(r"(?i)\b(?:examples?|e\.g\.|eg|for instance|i\.e\.)")

_NAME = r"[A-Za-z_]\w*(?:\[\d+(?::\d+)?\])?"
_SIZED = r"(?:\d+\s?'\s?[sS]?[bdohBDOH]|0[xX]|0b)"
_TUPLES = re.compile(rf"[({{]\s*({_NAME}(?:\s*,\s*{_NAME})+)\s*[)}}]\s*(?:==?|is|are)\s*[({{]\s*([^(){{}}]+?)\s*[)}}]")
_OF = re.compile(rf"(?i)\b(?:an?\s+|the\s+)?(input|output)\s+(?:value\s+|word\s+)?of\s+(?={NUMBER})")
_COLON = r"(?i)\b({0}|inputs?|outputs?)(\[\d+(?::\d+)?\])?\s*:\s*(?={1})"
_ACTOR = re.compile(
    r"(?i)\b(?:the|this)\s+(?:module|circuit|block|design|function)\s+(?=(?:outputs?|gives?|returns?|produces?|yields?)\b)"
    r"|\bit\s+(?=(?:outputs?|gives?|returns?|produces?|yields?)\b)"
)
_TOGETHER = (
    r"(?i)\b({0}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){0})+)\s+(?:are|become|stay)\s+(?:both\s+|all\s+)?({1}|high|low)\b"
)


def brought_to_one(sentence: str, ports: Ports) -> str:
    """The sentence with its settings written as `name = value`."""
    names = "|".join(re.escape(pin.name) for pin in ports.interface.pins)
    sentence = _TUPLES.sub(_pairs, sentence)
    sentence = _OF.sub(r"\1 = ", sentence)
    value = NUMBER if EXAMPLE.search(sentence) else _SIZED  # elsewhere it may be a width
    sentence = re.sub(_COLON.format(names, value), r"\1\2 = ", sentence)
    sentence = _ACTOR.sub("", sentence)
    sentence = re.sub(rf"\b[Tt]he\s+(?=(?:{names})\b)", "", sentence)
    return re.sub(_TOGETHER.format(f"(?:{names})", NUMBER), _each, sentence)


def _pairs(found: re.Match[str]) -> str:
    names, values = (re.split(r"\s*,\s*", text) for text in found.groups())
    if len(names) != len(values):
        return found[0]
    return ", ".join(f"{name} = {value}" for name, value in zip(names, values, strict=True))


def _each(found: re.Match[str]) -> str:
    return ", ".join(f"{name} is {found[2]}" for name in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", found[1]))
