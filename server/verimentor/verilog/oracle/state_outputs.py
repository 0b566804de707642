"""What a text says of outputs by state, apart from the transitions: "z is 1 only in C and D", "busy is high in RUN"."""

import re
from collections.abc import Sequence

from verimentor.verilog.oracle.ports import Place, Ports

_SAID = (
    r"\b({output})\s+(?:(?:is|are|=|goes|(?:must|should|shall|will)\s+be)\s+)?(?P<first>only\s+)?"
    r"(?P<high>(?:1|high|asserted|set|true)\s+)?(?P<middle>only\s+)?(?:when\s+|while\s+)?"
    r"(?:(?:(?:it|the machine)\s+is\s+)?in\s+(?:the\s+)?(?:states?\s+)?|(?:the\s+)?state\s+is\s+)"
    r"(?P<states>{state}(?:(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+)(?:states?\s+)?{state})*)"
    r"(?P<last>\s+only\b|\s*,?\s*(?:and\s+|else\s+|is\s+)*(?:0|low)?\s*(?:otherwise|elsewhere|everywhere else)\b)?"
)


def outputs_by_state(spec: str, states: Sequence[str], ports: Ports) -> dict[str, dict[Place, str]]:
    """The bits that are told of each state; nothing of a pin that is spoken of twice."""
    state = rf"(?:{'|'.join(map(re.escape, sorted(states, key=len, reverse=True)))})\b"
    found: dict[str, dict[Place, str]] = {name: {} for name in states}
    for pin in ports.interface.observed:
        said = list(re.finditer(_SAID.format(output=re.escape(pin.name), state=state), spec))
        if pin.width != 1 or len(said) != 1:
            continue
        alone = any(said[0][word] for word in ("first", "middle", "last"))
        if not said[0]["high"] and not alone:
            continue
        named = set(re.findall(rf"\b{state}", said[0]["states"]))
        for name in states:
            if name in named or alone:
                found[name][pin.name, 0] = str(int(name in named))
    return found
