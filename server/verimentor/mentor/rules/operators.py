"""Operators of other languages, or in the wrong place."""

import re
from collections.abc import Iterator

from verimentor.mentor.rules.declarations import procedure_around
from verimentor.mentor.rules.rule import SYNTAX, Edit, Repair, Site, answers, repair

_CONDITIONS = frozenset({"if", "while"})
# What people write for `=` or `<=` in an assignment; C and VHDL have them.
_ASSIGNMENTS = frozenset({"==", "===", "=>", ":=", "=<", "<=", "="})
_WORDS = {"and": ("&", "&&"), "or": ("|", "||"), "not": ("~", "!"), "xor": ("^", "^"), "mod": ("%", "%")}


@answers(SYNTAX)
def assignment_operator(site: Site) -> Iterator[Repair]:
    """`assign y == a`, `y => a`, `y := a`, `y =< a` get the operator of their place."""
    tokens = site.tokens
    for start in _statements_near(site):
        statement = tokens.statement(start)
        continuous = tokens[statement.start].text == "assign"
        at = next((i for i in statement if _operator(site, i)[0] and _is_target(site, statement, i)), None)
        if at is None:
            continue
        written, width = _operator(site, at)
        span = Edit(tokens[at].start, tokens[at + width - 1].end, "")
        stray = next((i for i in range(statement.start, at) if tokens[i].text == "assign"), None)
        if stray is not None and written == "<=" and procedure_around(site, stray) is not None:
            gone = Edit(tokens[stray].start, tokens[stray + 1].start, "")
            yield repair("remove 'assign' in a procedure", gone)
        clocked = written in ("=>", "=<", "<=") or _is_clocked(site, at)
        for wanted in ("=",) if continuous else ("<=", "=") if clocked else ("=", "<="):
            if wanted != written:
                yield repair(f"write '{wanted}' for '{written}'", Edit(span.start, span.end, wanted))


@answers(SYNTAX + "|^not-atype")
def missing_assignment_operator(site: Site) -> Iterator[Repair]:
    """`count count + 1;` and `assign y a;` lack their operator."""
    tokens = site.tokens
    for start in _statements_near(site):
        at = start + (tokens.text_at(start) == "assign")
        while tokens.text_at(at) in ("else", ")", ":"):
            at += 1
        for first in dict.fromkeys((at, *site.near(0, 0)[:1])):
            end = _target_end(site, first)
            continuous = tokens.text_at(first - 1) == "assign"
            follows = end is not None and (
                tokens.kind_at(end + 1) in ("name", "number")
                or tokens.text_at(end + 1) in ("~", "!", "{")
                or (continuous and tokens.text_at(end + 1) == "(")
            )
            if end is None or not follows or (tokens.text_at(end + 2) == "(" and tokens.text_at(end + 1) != "("):
                continue
            for sign in ("=",) if continuous else ("<=", "=") if _is_clocked(site, first) else ("=", "<="):
                yield repair(f"add '{sign}' after '{tokens.text_at(end)}'", site.insert_after(end, f" {sign}"))


@answers(SYNTAX + "|^assignment-requires")
def assignment_in_condition(site: Site) -> Iterator[Repair]:
    """`if (a = 1)` compares."""
    for index in site.near(0, 0):
        if site.tokens[index].text != "=":
            continue
        opening = _opening(site, index)
        if opening is None or site.tokens.matching(opening) is None:
            continue
        if site.tokens.text_at(opening - 1) in _CONDITIONS:
            yield repair("write '==' for '=' in the condition", site.replace(index, "=="))


@answers(SYNTAX)
def unequal(site: Site) -> Iterator[Repair]:
    """`a <> b` is `a != b`, `a =! b` and `a >< b` too."""
    for index in site.near(0, 0):
        token, following = site.tokens[index], site.tokens.text_at(index + 1)
        pair = token.text + following
        if pair in ("<>", "=!", "/==") and site.tokens[index + 1].start == token.end:
            yield repair(f"write '!=' for '{pair}'", Edit(token.start, site.tokens[index + 1].end, "!="))


@answers(SYNTAX + "|^(undeclared|invalid-n-gate)")
def word_operator(site: Site) -> Iterator[Repair]:
    """`a and b` -> `a & b`; `&&` in a condition."""
    tokens = site.tokens
    for start in _statements_near(site):
        edits = []
        for index in tokens.statement(start):
            word = tokens[index].text
            operand_after = tokens.kind_at(index + 1) in ("name", "number") or tokens.text_at(index + 1) in (
                "(",
                "~",
                "!",
                "not",
            )
            before = tokens.kind_at(index - 1) in ("name", "number") or tokens.text_at(index - 1) in (")", "]")
            negation = word == "not" and tokens.text_at(index - 1) in (
                "=",
                "<=",
                "(",
                "and",
                "or",
                "xor",
                "&",
                "|",
                "?",
                ":",
            )
            if word not in _WORDS or not operand_after or not (negation or (before and word != "not")):
                continue
            opening = _opening(site, index)
            if opening is not None and tokens.text_at(opening - 1) == "@":
                continue  # always @(posedge a or posedge b)
            logical = opening is not None and tokens.text_at(opening - 1) in _CONDITIONS
            edits.append(site.replace(index, _WORDS[word][logical]))
        if edits:
            yield repair("write Verilog's operators for the words", *edits)


@answers(SYNTAX + "|^packed-dims|dimension|range")
def range_separator(site: Site) -> Iterator[Repair]:
    """`[7-0]`, `[7..0]` and `[70]` are `[7:0]`."""
    tokens = site.tokens
    for index in site.near(0, 0):
        if tokens.text_at(index - 1) != "[":
            continue
        closing = next((i for i in range(index, min(index + 6, len(tokens))) if tokens[i].text == "]"), None)
        if closing is None:
            continue
        start, end = tokens[index].start, tokens[closing].start
        short = re.fullmatch(r"(\d{1,3})0", site.text[start:end].strip())
        if short:
            yield repair(f"write [{short[1]}:0]", Edit(start, end, f"{short[1]}:0"))
        for separator in ("-", "..", ";", ","):
            left, found, right = site.text[start:end].partition(separator)
            if found and left.strip().isdigit() and right.strip().isdigit():
                fixed = f"{left.strip()}:{right.strip()}"
                yield repair(f"write [{fixed}]", Edit(start, end, fixed))


def _statements_near(site: Site) -> Iterator[int]:
    """The first token of every statement that touches the problem's line."""
    seen: set[int] = set()
    for index in site.near(0, 0):
        start = site.tokens.statement(index).start
        if start not in seen:
            seen.add(start)
            yield start


def _operator(site: Site, index: int) -> tuple[str, int]:
    """The assignment-like operator at a token and how many tokens it takes; empty where there is none."""
    token, following = site.tokens[index], site.tokens.text_at(index + 1)
    pair = token.text + following
    if pair in ("=>", "=<", ":=") and site.tokens[index + 1].start == token.end:
        return pair, 2
    return (token.text, 1) if token.text in _ASSIGNMENTS else ("", 0)


def _is_target(site: Site, statement: range, index: int) -> bool:
    """Whether only a left side stands before the operator: no open bracket, and a name or `]` or `}` right before."""
    words = [site.tokens[i].text for i in range(statement.start, index)]
    closed = words.count("(") == words.count(")") and words.count("[") == words.count("]")
    return closed and (site.tokens.kind_at(index - 1) == "name" or site.tokens.text_at(index - 1) in ("]", "}"))


def _target_end(site: Site, index: int) -> int | None:
    """The last token of the name with selects, or of the `{...}`, that starts at a token."""
    tokens = site.tokens
    if tokens.text_at(index) == "{":
        return tokens.matching(index)
    if tokens.kind_at(index) != "name":
        return None
    while tokens.text_at(index + 1) == "[":
        closing = tokens.matching(index + 1)
        if closing is None:
            return None
        index = closing
    return index


def _is_clocked(site: Site, index: int) -> bool:
    """Whether the `always` before the token waits for an edge."""
    words = [site.tokens[i].text for i in range(site.tokens.module_around(index).start, index)]
    starts = [at for at, word in enumerate(words) if word.startswith("always")]
    return bool(starts) and bool({"posedge", "negedge"} & set(words[starts[-1] :]))


def _opening(site: Site, index: int) -> int | None:
    """The round bracket that is open at a token."""
    depth = 0
    for at in range(index - 1, max(-1, index - 200), -1):
        word = site.tokens[at].text
        depth += (word == ")") - (word == "(")
        if depth < 0:
            return at
        if word == ";":
            return None
    return None
