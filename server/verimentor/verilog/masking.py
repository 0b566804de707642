"""Text without its comments and strings."""

import re

_MASKED = re.compile(r'//[^\n]*|/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\\n])*"?', re.DOTALL)


def mask(text: str) -> str:
    """The text with blanks for comments and strings, of the same length."""
    return _MASKED.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
