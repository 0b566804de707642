"""What a suggestion says that has been said just before: a small model likes to, and nobody means it."""

import re

_ASSIGNMENT = re.compile(r"\s*(?P<target>\w+(?:\s*\[[^\]]*\])*)\s*(?P<how><?=)(?!=)(?P<value>[^;]*);\s*\Z")
_HELD = re.compile(r"\s*(?P<name>\w+)\s*<?=\s*(?P=name)\s*;?\s*\Z")
_COMPARED = re.compile(r"\s*\w+(?:\s*\[[^\]]*\])*\s*<=[^()?]*<=")
_BRANCH = re.compile(r"\s*end\s+else\s+if\s*\((?P<question>.*)\)\s*begin\b")
_QUESTION = re.compile(r"\bif\s*\((?P<question>.*)\)\s*begin\b")


def said_above(line: str, above: str) -> bool:
    """Whether a line ends the one above it, too, or does away with what that assigns."""
    said = line.strip()
    if re.search(rf"(?<!\w){re.escape(said)}\Z", above.rstrip()):
        return True
    one, other = _ASSIGNMENT.match(above), _ASSIGNMENT.match(line)
    if one is None or other is None or (one["target"], one["how"]) != (other["target"], other["how"]):
        return False
    # `x = x + 1;` below `x = 0;` goes on from there; a nonblocking one does not.
    return other["how"] == "<=" or one["target"] not in other["value"]


def asked_above(line: str, opener: str) -> bool:
    """Whether a line ends a block, begun by the line `opener`, to ask the same question again."""
    again, before = _BRANCH.match(line), _QUESTION.search(opener)
    return again is not None and before is not None and "".join(again[1].split()) == "".join(before[1].split())


def holds(statement: str) -> bool:
    """Whether an assignment gives a name its own value."""
    return _HELD.match(statement) is not None


def compares(statement: str) -> bool:
    """Whether what begins as an assignment goes on with another arrow, which would be a comparison."""
    return _COMPARED.match(statement) is not None
