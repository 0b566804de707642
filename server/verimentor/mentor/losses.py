"""What of the user's code a rewriting would throw away."""

import re

from verimentor.mentor.rules.tokens import tokenize
from verimentor.verilog.keywords import SYSTEM_VERILOG
from verimentor.verilog.source import outline

_MIN_KEPT = 0.5  # what comes back with less than half of the words deletes instead of correcting
_DRIVEN = re.compile(r"\b([A-Za-z_]\w*)\s*(?:\[[^\]\n]*\]\s*)*(?:<=|=(?!=))")


def loss(old: str, new: str) -> str:
    """Why `new` is no correction of `old` but a part of it; empty where it keeps what matters."""
    if len(tokenize(new)) < _MIN_KEPT * len(tokenize(old)):
        return "It leaves out more than half of the code."
    if len(_comments(new)) < _MIN_KEPT * len(_comments(old)):
        return "It leaves out the comments."
    kept = {module.name: module for module in outline(new).modules}
    for module in outline(old).modules:
        if module.name and module.name not in kept:
            return f"It leaves out or renames module {module.name}."
        ports = {port.name for port in module.ports if port.name and port.name not in SYSTEM_VERILOG}
        missing = ports - {port.name for port in kept[module.name].ports} if module.name else set()
        if missing:
            return f"It leaves out port {min(missing)} of module {module.name}."
    return ""


def loss_of_lines(old: str, new: str) -> str:
    """The same for a few lines, which must also go on driving what they drove."""
    missing = set(_DRIVEN.findall(old)) - set(re.findall(r"[A-Za-z_]\w*", new)) - SYSTEM_VERILOG
    return f"It does not drive {min(missing)} any more." if missing else loss(old, new)


def _comments(text: str) -> str:
    return "".join(re.findall(r"//[^\r\n]*|/\*.*?\*/", text, re.DOTALL))
