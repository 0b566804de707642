"""Text without its comments and strings."""

import re

_MASKED = re.compile(r'//[^\n]*|/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\\n])*"?', re.DOTALL)


def mask(text: str) -> str:
    """The text with blanks for comments and strings, of the same length."""
    return _MASKED.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


_COMMENT_OR_STRING = re.compile(r'(?P<comment>[ \t]*(?://[^\n]*|/\*.*?(?:\*/|\Z)))|"(?:\\.|[^"\\\n])*"?', re.DOTALL)


def without_comments(text: str) -> str:
    """The text without its comments, and without the lines that hold nothing else."""
    lines = text.split("\n")
    left = _COMMENT_OR_STRING.sub(lambda found: _line_breaks(found[0]) if found["comment"] else found[0], text)
    return "\n".join(new for new, old in zip(left.split("\n"), lines, strict=True) if new.strip() or not old.strip())


def _line_breaks(text: str) -> str:
    return "\n" * text.count("\n")
