"""Worked examples in running text: "with a=1, b=0 the output is 1", "8'b1010_0000 gives 3", "f(3, 5) = 8"."""

import re
from collections.abc import Iterator

from verimentor.verilog.oracle.equations import equations
from verimentor.verilog.oracle.expectation import Row
from verimentor.verilog.oracle.ports import Bits, Ports
from verimentor.verilog.oracle.values import NUMBER, read_value
from verimentor.verilog.oracle.wording import brought_to_one

_WORD = r"(?:high|low)"
_LABEL = r"(?:\{[^{}=]*\}|[A-Za-z_]\w*(?:\[\d+(?::\d+)?\])?)"
_IS = r"(?:==?|:=|\bis\b|\bare\b|\bbecomes\b|\bequals\b|\b(?:should|must|will|would)\s+be(?:come)?\b)"
_SETTING = rf"{_LABEL}\s*{_IS}\s*(?:{NUMBER}|{_WORD})(?![\w'.\[]\w)"
_AND = r"\s*(?:,\s*(?:and\s+)?|\band\s+|&&?\s*)"
_SETTINGS = rf"{_SETTING}(?:{_AND}{_SETTING})*"
_VERB = (
    r"(?:->|=>|→|⇒|\b(?:gives?|giving|yields?|produces?|results?\s+in|outputs?|returns?|maps?\s+to|becomes?|makes?|sets?"
    r"|(?:(?:we|you)\s+)?(?:get|expect)|(?:should|must|will|would)\s+(?:give|yield|produce|output|return|become|result\s+in))\b)"
)
_LINK = rf"\s*[,:;]?\s*(?:(?:then|so)\b\s*)?(?:{_VERB}\s*:?\s*)?"
_OUTPUT = rf"(?:the\s+)?(?:expected\s+)?(?:output|result)(?:\s+value)?\s*(?:{_IS}|:|of)\s*({NUMBER}|{_WORD})"
_FORWARD = re.compile(rf"({_SETTINGS}){_LINK}(?:({_SETTINGS})|{_OUTPUT})", re.IGNORECASE)
_BACKWARD = re.compile(rf"(?:({_SETTINGS})|{_OUTPUT})\s+(?:when|if|for|with|where)\s+({_SETTINGS})", re.IGNORECASE)
_BRIEF = re.compile(rf"({_SETTINGS})\s*[,:]?\s*{_VERB}\s*({NUMBER})(?![\w'.]\w)", re.IGNORECASE)
_PLAIN = re.compile(
    rf"(?<![\w=\[:.'])({NUMBER})\s*(?:\([^()]*\)\s*)?(?:{_VERB}|\b(is)\b)\s*({NUMBER})(?![\w'.]\w)", re.IGNORECASE
)
_CALL = re.compile(
    rf"\b(\w+)\s*\(\s*({NUMBER}(?:\s*,\s*{NUMBER})*)\s*\)\s*(?:==?|{_VERB}|\bis\b)\s*({NUMBER})(?![\w'.]\w)"
)
_PART = re.compile(rf"({_LABEL})\s*{_IS}\s*({NUMBER}|{_WORD})", re.IGNORECASE)

# What, before or behind, makes more of a phrase than it says.
_LEADS_ON = re.compile(
    r"(?:\b(?:or|and|not|unless|except|only(?:\s+if)?|bit|until|while|than)|[&|^~!+*/<>=-])\s*$", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"\s*(?:(?:or|and|unless|except|only|until|after|but|plus|minus|times|to|through|bits?|cycles?|if|when|while)\b"
    r"|[&|^+*/<>%?=-]|\.\.)",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"(?i)\b(?:not|n't|never|instead|except|unless|wrong(?:ly)?|incorrect(?:ly)?|bug(?:gy)?|broken|otherwise|else"
    r"|previous(?:ly)?|next|cycles?|edges?|after|before)\b|n't\b"
)
_EXAMPLE = re.compile(r"(?i)\b(?:examples?|e\.g\.|eg|for instance|i\.e\.|input|given)")
_BEFORE_NUMBER = re.compile(
    r"(?i)(?:^|[.;,:(\n]|\b(?:example|e\.g\.|instance|i\.e\.|inputs?|value|vector|number|word|of|for|given|and|that|so|an?|the))\s*$"
)
_SENTENCE_END = re.compile(r"(?<!e\.g)(?<!i\.e)[.!?](?=\s|$)|\n\s*\n")


def worked_examples(text: str, name: str, ports: Ports) -> list[Row]:
    """What a text says of single settings of all inputs of a module without memory; `name` is the module's."""
    if ports.interface.clocks:
        return []
    rows: list[Row] = []
    for sentence in _sentences(text):
        if not _DENIES.search(sentence):
            told = brought_to_one(sentence, ports)
            rows += _settings(told, ports)
            rows += _plain(told, ports)
            rows += _calls(told, name, ports)
            rows += equations(told, text, ports, lambda pin, value: _named(pin, value, ports))
    return list({(tuple(sorted(row.inputs.items())), tuple(sorted(row.outputs.items()))): row for row in rows}.values())


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


def _settings(sentence: str, ports: Ports) -> Iterator[Row]:
    for pattern, ins, outs, value in ((_FORWARD, 1, 2, 3), (_BACKWARD, 3, 1, 2), (_BRIEF, 1, None, 2)):
        for found in pattern.finditer(sentence):
            if not _stands_alone(sentence, found):
                continue
            inputs = _bits(found[ins], ports)
            outputs = _bits(found[outs], ports) if outs and found[outs] else _only_output(found[value], ports)
            if inputs and outputs and set(inputs) == ports.driven and ports.is_output(tuple(outputs)):
                yield Row(_said(found[0]), inputs, outputs)


def _plain(sentence: str, ports: Ports) -> Iterator[Row]:
    """Numbers alone, for the one input and the one output."""
    pins = ports.interface.driven
    if len(pins) != 1:
        return
    example = _EXAMPLE.search(sentence)
    for found in _PLAIN.finditer(sentence):
        sized = "'" in found[1] or found[1].startswith(("0x", "0b"))
        if (found[2] and not example) or not (sized or example) or not _BEFORE_NUMBER.search(sentence[: found.start()]):
            continue
        inputs, outputs = _named(pins[0].name, found[1], ports), _only_output(found[3], ports)
        follows = sentence[found.end() :]
        if inputs and outputs and (not _GOES_ON.match(follows) or re.match(rf"\s*,?\s*and\s+{NUMBER}", follows)):
            yield Row(_said(found[0]), inputs, outputs)


def _calls(sentence: str, name: str, ports: Ports) -> Iterator[Row]:
    """The module or its output written as a function of the inputs in the order of the port list."""
    outputs = [pin.name for pin in ports.interface.observed]
    for found in _CALL.finditer(sentence):
        arguments = re.split(r"\s*,\s*", found[2])
        if found[1] not in (name, *outputs) or len(outputs) != 1 or len(arguments) != len(ports.interface.driven):
            continue
        parts = [_named(pin.name, value, ports) for pin, value in zip(ports.interface.driven, arguments, strict=True)]
        result = _only_output(found[3], ports)
        if all(parts) and result and _stands_alone(sentence, found):
            yield Row(_said(found[0]), {place: bit for part in parts if part for place, bit in part.items()}, result)


def _stands_alone(sentence: str, found: re.Match[str]) -> bool:
    return not _LEADS_ON.search(sentence[: found.start()]) and not _GOES_ON.match(sentence[found.end() :])


def _bits(settings: str, ports: Ports) -> Bits | None:
    bits: dict[tuple[str, int], str] = {}
    for label, value in _PART.findall(settings):
        part = _named(label, value, ports)
        if part is None or part.keys() & bits.keys():
            return None
        bits |= part
    return bits


def _only_output(value: str, ports: Ports) -> Bits | None:
    return _named("output", value, ports)


def _named(label: str, value: str, ports: Ports) -> Bits | None:
    places = ports.places(label)
    value = re.sub(r"\s", "", value)
    bits = _number(value, len(places)) if places else None
    return dict(zip(places, bits, strict=True)) if bits else None


def _number(value: str, width: int) -> str | None:
    """A number in running text: bare digits are decimal, or binary where they are as many as bits."""
    digits = value.replace("_", "")
    if width > 1 and digits.isdigit() and len(digits) > 1 and not (len(digits) == width and not digits.strip("01")):
        if not digits.strip("01") or digits.startswith("0"):
            return None  # "10": ten or two?
        return f"{int(digits):0{width}b}" if int(digits) >> width == 0 else None
    return read_value(value, width)


def _said(text: str) -> str:
    return re.sub(r"\s+", " ", text)
