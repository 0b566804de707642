"""A line about one state: "In A, go to B if x=1, otherwise stay", "A: x -> B, !x -> A", "A: x ? B : A  z=0"."""

import re

from verimentor.verilog.oracle.arrows import STATE, Arrow, said

_FROM = re.compile(rf"\s*(?:[Ii]n|[Ff]rom)?\s*(?:[Ss]tate\s+)?({STATE})\s*(?:\(([^()]*)\))?\s*[:,]\s*")
_GO = (
    rf"(?:(?:goes|go|moves?|transitions?|switch(?:es)?|jumps?|advances?|changes?|returns?|->|→)\s*(?:back\s+)?(?:to\s+)?"
    rf"(?:state\s+)?(?P<next>{STATE})|(?:stays?|remains?|holds?|loops?)(?:\s+(?:in|at)\s+(?:state\s+)?(?P<same>{STATE})"
    rf"|\s+here|\s+put)?)"
)
_IF = r"(?:if|when|on|for|while)\s+"
_CONDITION_FIRST = re.compile(
    rf"(?:(?:{_IF})?(?P<label>[^;]+?)\s*[,:]?\s*(?:then\s+)?(?:\bit\s+)?{_GO})", re.IGNORECASE
)
_BARE = re.compile(rf"(?:on|for|with)\s+(?P<label>[^\s,;]+(?:\s*=\s*\d+)?)\s*[,:]?\s+(?P<next>{STATE})", re.IGNORECASE)
_BARE_FIRST = re.compile(rf"(?P<next>{STATE})\s+{_IF}(?P<label>.+)", re.IGNORECASE)
_GO_FIRST = re.compile(rf"(?:\bit\s+)?{_GO}(?:\s+{_IF}(?P<label>.+))?", re.IGNORECASE)
_CHOICE = re.compile(rf"(?P<label>[^?]+?)\s*\?\s*(?P<next>{STATE})\s*:\s*(?P<rest>{STATE})")
_SHOWN = re.compile(r"(?:\s{2,}|\s*[,;]\s*outputs?:?\s+)((?:\w+\s*=\s*[01xX-]+[\s,]*)+)$")
_CLAUSES = re.compile(
    r"\s*(?:;|,\s*(?=(?:and\s+)?(?:\w+\s+)?(?:if|when|on|else|otherwise)\b|[^,]+?(?:->|→))|\.\s+"
    r"|,?\s+(?=(?:else|otherwise)\b))\s*(?:and\s+)?"
)


def told(line: str) -> list[Arrow]:
    """The arrows that a line about one state tells in words."""
    begin = _FROM.match(line)
    if not begin:
        return []
    rest = line[begin.end() :].strip(" .;")
    aside = _SHOWN.search(rest) if not begin[2] else None
    shown = re.sub(r"[\s,]+(?=\w+\s*=)", ", ", aside[1].strip(" ,")) if aside else begin[2] or ""
    rest = rest[: aside.start()] if aside else rest
    if choice := _CHOICE.fullmatch(rest):
        ways = ((choice["label"], choice["next"]), ("otherwise", choice["rest"]))
        return [Arrow(f"{begin[1]}: {said(rest)}", begin[1], shown, label, following) for label, following in ways]
    found = []
    for clause in _CLAUSES.split(rest):
        patterns = (_GO_FIRST, _CONDITION_FIRST, _BARE, _BARE_FIRST)
        told = next((match for pattern in patterns if (match := pattern.fullmatch(clause))), None)
        if not told:
            return []
        following = told["next"] or told["same"] or begin[1]
        if not told["next"] and following != begin[1]:
            return []
        label = told["label"] or "always"
        words = f"{begin[1]}: {said(clause)}"
        found.append(Arrow(words, begin[1], shown, label, following))
    return found
