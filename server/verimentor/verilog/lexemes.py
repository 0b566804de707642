"""The lexemes of a text, by themselves: nothing is parsed, so a broken text has them as well."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_LEXEME = re.compile(
    r"""(?P<comment>//[^\r\n]*|/\*.*?(?:\*/|\Z))
    |(?P<string>"(?:\\.|[^"\\\r\n])*"?)
    |(?P<directive>`[A-Za-z_][\w$]*)
    |`[`"\\]+                               # pastes and quotes in the body of a macro: no string begins
    |(?P<system>\$[A-Za-z_][\w$]*)
    |(?P<escaped>\\\S+)
    |(?P<number>(?:\d[\d_]*[ \t]*)?'[sS]?[bBoOdDhH][ \t]*[\da-fA-FxXzZ?_]+|'[01xXzZ](?!\w)
        |\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?(?:[munpf]?s\b)?)
    |(?P<name>[A-Za-z_][\w$]*)
    |(?P<mark>[()\[\]{}.;:,#@=])""",
    re.VERBOSE | re.DOTALL,
)


class Lexeme(NamedTuple):
    """One piece of a text; `kind` is comment, string, directive, system, escaped, number, name or mark."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The code point behind it."""
        return self.start + len(self.text)


def lexemes(text: str) -> Iterator[Lexeme]:
    """The lexemes in order, without white space and most operators."""
    for found in _LEXEME.finditer(text):
        if found.lastgroup is not None:
            yield Lexeme(found.lastgroup, found[0], found.start())
