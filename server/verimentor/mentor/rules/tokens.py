"""The words of a Verilog text with their places, however broken the text is.

A parser cannot say what a broken text means; rules look at its words and its lines instead. Comments, white space and
the contents of whole-line directives are left out, so that no rule ever touches them.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import overload

from verimentor.verilog.keywords import SYSTEM_VERILOG, VERILOG
from verimentor.verilog.problem import Span, line_of, line_span, line_starts

_TOKEN = re.compile(
    r"""
      (?P<skip>     //[^\r\n]* | /\*.*?(?:\*/|\Z)
                  | `(?:define|include|timescale|default_nettype|undef|line|pragma)\b(?:\\\r?\n|(?!//)[^\r\n])*
                  | `(?:ifdef|ifndef|elsif)[ \t]+\w+ | `(?:else|endif|resetall|celldefine|endcelldefine)\b )
    | (?P<string>   "(?:\\.|[^"\\\r\n])*"? )
    | (?P<macro>    `[A-Za-z_]\w* )
    | (?P<number>   (?:\d[\d_]*[ \t]*)? '[sS]?[bBoOdDhH][ \t]*[\w?]+ | '[01xXzZ](?!\w) | \d[\w.]* )
    | (?P<name>     [A-Za-z_$][\w$]* | \\[^\s]+ )
    | (?P<symbol>   <<<=|>>>=|<<<|>>>|===|!==|==\?|!=\?|<<=|>>=|\*\*|->>|->|==|!=|<=|>=|&&|\|\||<<|>>|\+\+|--|\+:|-:
                  | \+=|-=|\*=|/=|%=|&=|\|=|\^=|~&|~\||~\^|\^~|::|[^\s\w] )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the text."""

    kind: str  # "name", "keyword", "number", "string", "macro" or "symbol"
    text: str
    start: int
    end: int


class Tokens(Sequence[Token]):
    """All tokens of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = tuple(_scan(text))

    @overload
    def __getitem__(self, index: int) -> Token: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Token, ...]: ...
    def __getitem__(self, index: int | slice) -> Token | tuple[Token, ...]:
        return self._tokens[index]

    def __len__(self) -> int:
        return len(self._tokens)

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self._tokens]

    @cached_property
    def _ends(self) -> list[int]:
        return [token.end for token in self._tokens]

    def first_from(self, offset: int) -> int:
        """The index of the first token that ends behind `offset`; the length where there is none."""
        return bisect_right(self._ends, offset)

    def text_at(self, index: int) -> str:
        """The token's text; empty outside the text, so that rules may look around freely."""
        return self._tokens[index].text if 0 <= index < len(self._tokens) else ""

    def kind_at(self, index: int) -> str:
        """The token's kind; empty outside the text."""
        return self._tokens[index].kind if 0 <= index < len(self._tokens) else ""

    def on_line(self, line: int) -> range:
        """The indexes of the tokens that start on a 0-based line."""
        span = line_span(self.text, line)
        return range(bisect_left(self._starts, span.start), bisect_left(self._starts, max(span.end, span.start)))

    def line(self, index: int) -> int:
        """The 0-based line a token starts on."""
        return line_of(self.text, self._tokens[index].start)

    def starts_line(self, index: int) -> bool:
        """Whether the token is the first of its line."""
        return index == 0 or self.line(index - 1) != self.line(index)

    def indent(self, index: int) -> int:
        """Columns before the first token of the token's line, a tab counting to the next multiple of 8."""
        start = line_starts(self.text)[self.line(index)]
        first = self._tokens[bisect_left(self._starts, start)]
        return len(self.text[start : first.start].expandtabs(8))

    def indent_text(self, index: int) -> str:
        """The white space that starts the token's line."""
        start = line_starts(self.text)[self.line(index)]
        found = re.compile(r"[ \t]*").match(self.text, start)
        return found[0] if found else ""

    def matching(self, index: int) -> int | None:
        """The index of the bracket that closes the one at `index`."""
        depth = 0
        for at in range(index, len(self._tokens)):
            text = self._tokens[at].text
            depth += (text in _OPEN) - (text in _CLOSE)
            if depth == 0:
                return at
        return None

    def statement(self, index: int) -> range:
        """The tokens of the statement or declaration around `index`: between two `;` or block words."""
        first, last = index, index
        while first > 0 and self._tokens[first - 1].text not in _BORDER:
            first -= 1
        while last + 1 < len(self._tokens) and self._tokens[last].text != ";":
            last += 1
        return range(first, last + 1)

    def module_around(self, index: int) -> range:
        """The tokens from the `module` before `index` to the next `endmodule` or `module`."""
        if not self._tokens:
            return range(0)
        first = min(index, len(self._tokens) - 1)
        while first > 0 and self._tokens[first].text != "module":
            first -= 1
        last = first + 1
        while last < len(self._tokens) and self._tokens[last].text not in ("endmodule", "module"):
            last += 1
        return range(first, last)

    def span(self, indexes: range) -> Span:
        """The text from the first to the last of these tokens."""
        return Span(self._tokens[indexes[0]].start, self._tokens[indexes[-1]].end)


_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_BORDER = frozenset(
    {";", "begin", "end", "endcase", "endfunction", "endtask", "endmodule", "generate", "endgenerate", "fork", "join"}
)


@lru_cache(maxsize=8)
def tokenize(text: str) -> Tokens:
    """The tokens of a text."""
    return Tokens(text)


def _scan(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "symbol"
        if kind == "skip":
            continue
        word = found[0]
        if kind == "name" and word in SYSTEM_VERILOG:
            kind = "keyword" if word in VERILOG or word not in _COMMON_NAMES else "name"
        yield Token(kind, word, found.start(), found.end())


# SystemVerilog words that plain Verilog code often uses as names.
_COMMON_NAMES = frozenset({"bit", "byte", "do", "final", "global", "expect", "let", "local", "priority", "matches"})
