"""The instance that is being written at the end of a text without comments."""

import re

INSTANCE = re.compile(
    r"\b(?P<module>[A-Za-z_]\w*)\s*(?:#\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*)?(?P<name>[A-Za-z_]\w*)\s*"
    r"(?:\[[^\]]*\]\s*)?\Z"
)


def open_parenthesis(before: str) -> int | None:
    """The parenthesis around the end of a text; None where there is none or a statement has ended since."""
    depth = 0
    for index in range(len(before) - 1, -1, -1):
        letter = before[index]
        depth += (letter == ")") - (letter == "(")
        if depth < 0:
            return index
        if letter == ";" and depth == 0:
            return None
    return None
