"""begin, end and their kin that are missing or too many; found by what the indentation shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from verimentor.mentor.rules.rule import SYNTAX, Edit, Repair, Site, answers, repair
from verimentor.mentor.rules.tokens import Tokens
from verimentor.verilog.problem import line_of, line_span

_CLOSER = {
    "module": "endmodule", "macromodule": "endmodule", "begin": "end", "case": "endcase", "casex": "endcase",
    "casez": "endcase", "function": "endfunction", "task": "endtask", "generate": "endgenerate", "fork": "join",
    "specify": "endspecify", "primitive": "endprimitive", "table": "endtable", "package": "endpackage",
    "interface": "endinterface", "class": "endclass",
}  # fmt: skip
_CLOSERS = frozenset(_CLOSER.values())
_HEADS = frozenset(
    {"always", "initial", "always_ff", "always_comb", "always_latch", "if", "else", "for", "while", "repeat", "forever"}
)


@dataclass(frozen=True)
class Unclosed:
    """A block without an end, and the token before which its end belongs."""

    opener: int
    before: int


@answers(r"^(syntax-error|expected-token: expected '(end|join)|unexpected-end-delim|expected-member)")
def missing_end(site: Site) -> Iterator[Repair]:
    """A block without `end`, `endcase`, `endmodule`, ... gets one where the indentation ends it."""
    tokens = site.tokens
    for unclosed in _unclosed(tokens):
        closer = _CLOSER[tokens[unclosed.opener].text]
        note = f"add '{closer}' for the '{tokens[unclosed.opener].text}' of line {tokens.line(unclosed.opener) + 1}"
        for place in dict.fromkeys((_dedent(tokens, unclosed), unclosed.before)):
            yield repair(note, site.insert_line_after(place - 1, closer, like=unclosed.opener))
        yield from (repair(note, edit) for edit in _behind_directives(site, unclosed.before, closer))


@answers(r"^(syntax-error|unexpected-end-delim: unexpected '(end|join)|expected-member|expected-statement)")
def surplus_end(site: Site) -> Iterator[Repair]:
    """An `end` without a `begin` opens the block it closes, or goes."""
    tokens = site.tokens
    for index in _surplus(tokens):
        word = tokens[index].text
        head = head_before(tokens, index, tokens.indent(index))
        if word == "end" and head is not None and tokens.starts_line(index):
            yield repair(f"add 'begin' on line {tokens.line(head) + 1}", site.insert_after(head, " begin"))
        yield repair(f"remove a surplus '{word}'", site.delete(range(index, index + 1)))


@answers(SYNTAX + "|^(undeclared-identifier|const-eval|missing-genvar)")
def missing_begin_end(site: Site) -> Iterator[Repair]:
    """Several indented statements under one `always` or `if` become a block."""
    tokens = site.tokens
    on_line = tokens.on_line(site.line)
    if not on_line:
        return
    first = on_line.start
    indent = tokens.indent(first)
    word = tokens[first].text
    head = head_before(tokens, first, indent if word in ("else", "end", *_CLOSERS) else indent - 1)
    if head is None:
        return
    last = _body_end(tokens, head)
    if last is None:
        return
    start_line, end_line = tokens.line(head) + 1, tokens.line(last) + 1
    opening, closing = site.insert_after(head, " begin"), site.insert_line_after(last, "end", like=head)
    yield repair(f"make lines {start_line + 1} to {end_line} one block", opening, closing)
    yield repair(f"add 'begin' on line {start_line}", opening)


@answers(SYNTAX + "|^(const-eval|undeclared-identifier)")
def braces(site: Site) -> Iterator[Repair]:
    """C's `{ ... }` around statements become `begin ... end`."""
    tokens = site.tokens
    edits: list[Edit] = []
    for index in tokens.module_around(site.index):
        if tokens[index].text != "{" or tokens.text_at(index - 1) not in _BEFORE_BLOCK:
            continue
        closing = tokens.matching(index)
        if closing is None or not any(tokens[i].text == ";" for i in range(index, closing)):
            continue
        edits.append(_word(site, index, "begin"))
        edits.append(_word(site, closing, "end"))
    if edits:
        yield repair("write 'begin' and 'end' for '{' and '}'", *edits)


def _behind_directives(site: Site, before: int, closer: str) -> Iterator[Edit]:
    """The closer behind the last `endif between the token `before` and the one in front of it."""
    start = site.tokens[before - 1].end if before else 0
    end = site.tokens[before].start if before < len(site.tokens) else len(site.text)
    found = site.text.rfind("`endif", start, end)
    if found >= 0:
        place = line_span(site.text, line_of(site.text, found)).end
        yield Edit(place, place, f"{site.newline}{closer}")


_BEFORE_BLOCK = frozenset({")", "else", "*", "initial", ":", "forever", "always_comb", "always_latch", "{", ";", "}"})


def _word(site: Site, index: int, word: str) -> Edit:
    """A word in the place of a symbol, with the spaces that keep it apart."""
    start, end = site.tokens[index].start, site.tokens[index].end
    left = "" if site.text[start - 1 : start].isspace() else " "
    right = "" if end == len(site.text) or site.text[end].isspace() or site.text[end] == ";" else " "
    return Edit(start, end, left + word + right)


def _unclosed(tokens: Tokens) -> list[Unclosed]:
    """Blocks without an end, the likeliest first."""
    return [Unclosed(opener, before) for opener, before in _match(tokens)[0]]


def _surplus(tokens: Tokens) -> list[int]:
    """Ends without a block."""
    return _match(tokens)[1]


def _match(tokens: Tokens) -> tuple[list[tuple[int, int]], list[int]]:
    stack: list[int] = []
    unclosed: list[tuple[int, int]] = []
    surplus: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind != "keyword":
            continue
        word = token.text
        if word in ("module", "macromodule"):
            unclosed += [(opener, index) for opener in reversed(stack)]
            stack = [index]
        elif word in _CLOSER:
            stack.append(index)
        elif word in _CLOSERS:
            at = _last(tokens, stack, word)
            if at is None:
                surplus.append(index)
                continue
            if word == "end" and _lacks_begin(tokens, stack[at], index):
                surplus.append(index)
                continue
            fits = _by_indent(tokens, stack, index, word)
            at = fits if fits is not None else at
            unclosed += [(opener, index) for opener in reversed(stack[at + 1 :])]
            del stack[at:]
    unclosed += [(opener, len(tokens)) for opener in reversed(stack)]
    return unclosed, surplus


def _lacks_begin(tokens: Tokens, opener: int, index: int) -> bool:
    """Whether an `end` is indented like an `if` without `begin` rather than like the block it would close."""
    if not tokens.starts_line(index) or tokens.indent(opener) >= tokens.indent(index):
        return False
    head = head_before(tokens, index, tokens.indent(index))
    return head is not None and head > opener and tokens.indent(head) == tokens.indent(index)


def _last(tokens: Tokens, stack: list[int], closer: str) -> int | None:
    """The innermost open block this word can close; nothing reaches out of a module."""
    for at in range(len(stack) - 1, -1, -1):
        if _CLOSER[tokens[stack[at]].text] == closer:
            return at
        if tokens[stack[at]].text == "module":
            return None
    return None


def _by_indent(tokens: Tokens, stack: list[int], index: int, closer: str) -> int | None:
    """The open block whose line is indented like this end, where it starts its line."""
    if not tokens.starts_line(index):
        return None
    indent = tokens.indent(index)
    innermost = _last(tokens, stack, closer)
    if innermost is None or tokens.indent(stack[innermost]) <= indent:
        return innermost
    for at in range(innermost, -1, -1):
        opener = stack[at]
        if _CLOSER[tokens[opener].text] == closer and tokens.indent(opener) == indent:
            return at
        if tokens[opener].text == "module":
            break
    return innermost


def _dedent(tokens: Tokens, unclosed: Unclosed) -> int:
    """The first token behind the opener that starts a line and is indented no deeper than the opener's line."""
    indent = tokens.indent(unclosed.opener)
    opener_line = tokens.line(unclosed.opener)
    for index in range(unclosed.opener + 1, unclosed.before):
        if tokens.line(index) > opener_line and tokens.starts_line(index) and tokens.indent(index) <= indent:
            return index
    return unclosed.before


def head_before(tokens: Tokens, index: int, indent: int) -> int | None:
    """The last token of the nearest line above that opens a statement without `begin`, indented by at most `indent`."""
    for line in range(tokens.line(index) - 1, -1, -1):
        on_line = tokens.on_line(line)
        if not on_line or tokens.indent(on_line.start) > indent:
            continue
        words = {tokens[i].text for i in on_line}
        ends_open = tokens.text_at(on_line[-1]) not in ("begin", ";", "end", ",", "(")
        starts = tokens[on_line.start].text
        is_head = starts in _HEADS or (starts == "end" and "else" in words) or tokens.text_at(on_line[-1]) == ":"
        return on_line[-1] if is_head and ends_open and "begin" not in words else None
    return None


def _body_end(tokens: Tokens, head: int) -> int | None:
    """The last token of the deeper indented lines behind a head."""
    indent, last = tokens.indent(head), None
    for index in range(head + 1, len(tokens)):
        if tokens.starts_line(index) and tokens.indent(index) <= indent:
            break
        last = index
    return last
