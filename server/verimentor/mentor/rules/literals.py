"""Numbers that Verilog cannot read."""

import re
from collections.abc import Iterator

from verimentor.mentor.rules.rule import SYNTAX, Edit, Repair, Site, answers, repair
from verimentor.verilog.problem import line_span
from verimentor.verilog.source import in_comment_or_string

_ALPHABET = {"b": "01xz?_", "o": "01234567xz?_", "d": "0123456789_", "h": "0123456789abcdefxz?_"}
_BITS = {"b": 1, "o": 3, "h": 4}
_BAD = SYNTAX + "|^(bad-|undeclared-identifier|literal|digit|size)"
_BASED = re.compile(r"(?P<size>\d[\d_]*)?[ \t]*'(?P<sign>[sS]?)(?P<base>[bodhBODH])[ \t]*(?P<digits>[\w?]+)")
_LOOKALIKE = str.maketrans("OoQlI", "00011")


@answers(_BAD)
def bad_digit(site: Site) -> Iterator[Repair]:
    """`4'b10012` -> `4'b1001`, `8'hXYZ` -> `8'hXZ`, `8'd1F` -> `8'h1F`, where the width leaves one reading."""
    for found in _on_line(site, _BASED):
        base, digits = found["base"].lower(), found["digits"]
        alphabet = _ALPHABET[base]
        if all(digit in alphabet for digit in digits.lower()):
            continue
        size = int(found["size"].replace("_", "")) if found["size"] else None
        for reading in _readings(base, digits, size):
            start = found.start("base")
            yield repair(
                f"write {found[0][: start - found.start()]}{reading} for {found[0]}",
                Edit(start, found.end(), reading if found["base"].islower() else reading[0].upper() + reading[1:]),
            )


@answers(_BAD)
def missing_base(site: Site) -> Iterator[Repair]:
    """`8'FF` -> `8'hFF`, `8'12` -> `8'd12`."""
    for found in _on_line(site, re.compile(r"\b(?P<size>\d+)'(?P<digits>[0-9a-fA-F][0-9a-fA-F_]*)\b")):
        digits, size = found["digits"].replace("_", ""), int(found["size"])
        if found["digits"][0] in "bdBD" and found["digits"][1:2].isdigit():
            continue  # 4'b1001 and 8'd12 have theirs
        only_bits = set(digits) <= {"0", "1"} and len(digits) == size
        base = "b" if only_bits else "d" if digits.isdigit() else "h"
        at = found.start("digits")
        yield repair(f"write {found['size']}'{base}{found['digits']} for {found[0]}", Edit(at, at, base))


@answers(_BAD + "|^(unknown-directive|undefined-macro|macro-)")
def missing_tick(site: Site) -> Iterator[Repair]:
    """`8b1010` and `8’hFF` get the apostrophe Verilog knows."""
    for found in _on_line(site, re.compile(r"\b(\d+)(?P<tick>[`´‘’\"]?)(?P<rest>s?[bodhBODH][0-9a-fA-F_xXzZ?]+)\b")):
        if found["tick"] == '"':
            continue
        base = found["rest"].lower().lstrip("s")[0]
        if all(digit in _ALPHABET[base] for digit in found["rest"].lower().lstrip("s")[1:]):
            edit = Edit(found.start("tick"), found.end("tick"), "'")
            yield repair(f"write {found[1]}'{found['rest']} for {found[0]}", edit)


@answers(_BAD)
def c_literal(site: Site) -> Iterator[Repair]:
    """`0xFF` -> `8'hFF` and `0b1010` -> `4'b1010`, as wide as they are written."""
    for found in _on_line(site, re.compile(r"\b0(?P<base>[xXbB])(?P<digits>[0-9a-fA-F_]+)\b")):
        base = "h" if found["base"] in "xX" else "b"
        digits = found["digits"].replace("_", "")
        if digits and all(digit in _ALPHABET[base] for digit in digits.lower()):
            literal = f"{len(digits) * _BITS[base]}'{base}{found['digits']}"
            yield repair(f"write {literal} for {found[0]}", Edit(found.start(), found.end(), literal))


def _readings(base: str, digits: str, size: int | None) -> Iterator[str]:
    """What was meant: letters that look like digits, one digit too many, or another base."""
    alike = digits.translate(_LOOKALIKE)
    if all(digit in _ALPHABET[base] for digit in alike.lower()) and _fits(base, alike, size):
        yield base + alike
        return
    kept = "".join(digit for digit in digits if digit.lower() in _ALPHABET[base])
    if size and base in _BITS and kept and len(kept.replace("_", "")) * _BITS[base] == size:
        yield base + kept
        return
    for other in ("d", "h"):
        if all(digit in _ALPHABET[other] for digit in digits.lower()) and _fits(other, digits, size):
            yield other + digits
            return


def _fits(base: str, digits: str, size: int | None) -> bool:
    plain = digits.replace("_", "").lower()
    if size is None or not plain or set(plain) & set("xz?"):
        return bool(plain)
    return int(plain, {"b": 2, "o": 8, "d": 10, "h": 16}[base]).bit_length() <= size


def _on_line(site: Site, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    span = line_span(site.text, site.line)
    for found in pattern.finditer(site.text, span.start, span.end):
        if not in_comment_or_string(site.text, found.start() + 1):
            yield found
