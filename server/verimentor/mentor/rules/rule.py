"""What a rule is: a function from the place of a problem to repairs, registered by the message it answers."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from verimentor.mentor.rules.tokens import Token, Tokens, tokenize
from verimentor.verilog.problem import Problem, line_of, line_span, line_starts

# What both engines say where the parser lost its way; Icarus never says more.
SYNTAX = r"^(syntax-error|expected-|unexpected-end-delim|expr-not-statement|misplaced-)"
QUOTED = re.compile(r"[`'\"]+([\w$\\]+)[`'\"]+")


@dataclass(frozen=True, order=True)
class Edit:
    """Replace the code points from `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Repair:
    """Edits that belong together, and what they do in words."""

    note: str
    edits: tuple[Edit, ...]

    def apply(self, text: str) -> str:
        """The text with all edits made; everything else stays as it was."""
        for edit in sorted(self.edits, reverse=True):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return text


def repair(note: str, *edits: Edit) -> Repair:
    """A repair made of these edits."""
    return Repair(note, edits)


@dataclass(frozen=True)
class Site:
    """The place of one problem, with what rules ask about it."""

    text: str
    problem: Problem
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)  # modules of other files and their ports

    @cached_property
    def tokens(self) -> Tokens:
        """The words of the text."""
        return tokenize(self.text)

    @cached_property
    def line(self) -> int:
        """The 0-based line of the problem."""
        return line_of(self.text, self.problem.span.start)

    @cached_property
    def index(self) -> int:
        """The index of the token the problem points at, or of the next one."""
        return self.tokens.first_from(self.problem.span.start)

    @cached_property
    def quoted(self) -> str:
        """The first name in quotes in the message; empty where there is none."""
        found = QUOTED.search(self.problem.message)
        return found[1] if found else ""

    @cached_property
    def gaps(self) -> tuple[int, ...]:
        """Indexes of tokens before which something may be missing, the likeliest first.

        slang names the place; Icarus names the line of the next token, so the end of the token before that line is as
        likely as the end of the line.
        """
        tokens, span = self.tokens, self.problem.span
        if self.problem.engine == "slang":
            found = [tokens.first_from(span.end), tokens.first_from(span.start)]
        else:
            on_line = tokens.on_line(self.line)
            found = [on_line.start, on_line.stop]
        return tuple(dict.fromkeys(index for index in found if 0 < index <= len(tokens)))

    def near(self, lines_before: int = 1, lines_after: int = 1) -> range:
        """The indexes of the tokens on the problem's line and its neighbours."""
        first = self.tokens.on_line(max(0, self.line - lines_before)).start
        return range(first, self.tokens.on_line(self.line + lines_after).stop)

    @cached_property
    def newline(self) -> str:
        """The line break this text uses."""
        found = re.search(r"\r\n|\n|\r", self.text)
        return found[0] if found else "\n"

    def find(self, name: str) -> list[Token]:
        """All tokens of that name or keyword in the module around the problem."""
        return [self.tokens[i] for i in self.tokens.module_around(self.index) if self.tokens[i].text == name]

    def insert_after(self, index: int, text: str) -> Edit:
        """Put text right behind the token at `index`."""
        end = self.tokens[index].end
        return Edit(end, end, text)

    def insert_before(self, index: int, text: str) -> Edit:
        """Put text right before the token at `index`."""
        start = self.tokens[index].start
        return Edit(start, start, text)

    def insert_line_before(self, index: int, text: str) -> Edit:
        """Put a line before the line of the token at `index`, indented like it."""
        start = line_starts(self.text)[self.tokens.line(index)]
        return Edit(start, start, self.tokens.indent_text(index) + text + self.newline)

    def insert_line_after(self, index: int, text: str, *, like: int | None = None) -> Edit:
        """Put a line after the line of the token at `index`, indented like that of the token `like`.

        Where another token follows on the same line, the text goes between the two.
        """
        tokens = self.tokens
        if index + 1 < len(tokens) and tokens.line(index + 1) == line_of(self.text, tokens[index].end):
            return self.insert_after(index, " " + text)
        end = line_span(self.text, line_of(self.text, tokens[index].end)).end
        indent = tokens.indent_text(index if like is None else like)
        return Edit(end, end, self.newline + indent + text)

    def replace(self, index: int, text: str) -> Edit:
        """Put text in the place of the token at `index`."""
        return Edit(self.tokens[index].start, self.tokens[index].end, text)

    def delete(self, indexes: range) -> Edit:
        """Remove these tokens, and their line where nothing else is on it."""
        span = self.tokens.span(indexes)
        start, end = span.start, span.end
        line_start = line_starts(self.text)[line_of(self.text, start)]
        found = re.compile(r"[ \t]*(?:\r\n|\n|\r|\Z)").match(self.text, end)
        if found and not self.text[line_start:start].strip():
            return Edit(line_start, found.end(), "")
        if self.text[end : end + 1] in (" ", "\t", "\r", "\n", "") or start == 0:
            start -= len(self.text[line_start:start]) - len(self.text[line_start:start].rstrip(" \t"))
        return Edit(start, end, "")


Propose = Callable[[Site], Iterator[Repair]]


@dataclass(frozen=True)
class Rule:
    """One kind of repair and the messages it answers."""

    name: str
    propose: Propose
    pattern: re.Pattern[str]

    def answers(self, problem: Problem) -> bool:
        """Whether this rule knows the problem's message."""
        return self.pattern.search(f"{problem.code}: {problem.message}") is not None


REGISTRY: dict[str, Rule] = {}


def answers(pattern: str) -> Callable[[Propose], Propose]:
    """Register a rule, named like its function, for the problems whose "code: message" the pattern finds.

    Both engines share their codes where they mean the same.
    """

    def register(propose: Propose) -> Propose:
        name = propose.__name__.replace("_", "-")
        assert name not in REGISTRY, f"two rules are called {name}"
        REGISTRY[name] = Rule(name, propose, re.compile(pattern, re.IGNORECASE))
        return propose

    return register
