"""The parameters that a description declares, and widths that depend on them as numbers for a reader of ports.

"parameter WIDTH = 8 ... `data` is WIDTH bits wide" becomes a text without the parameter in which `data` is 70001 bits
wide; `Resolved.ranges` says that 70001 stands for `WIDTH-1:0`. As everywhere in this reading, one doubt and nothing is
taken.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class DescribedParameter:
    """A parameter as a text tells it; the default as written."""

    name: str
    default: str


@dataclass
class Resolved:
    """A text without its parameters; `ranges` are the ranges that its strange widths stand for."""

    text: str
    parameters: tuple[DescribedParameter, ...] = ()
    ranges: dict[int, str] = field(default_factory=dict)


def resolve(text: str) -> Resolved | None:
    """The text with its parameters taken out, as it was where it speaks of none; None where one of them is open."""
    if not _SPOKEN_OF.search(text):
        return Resolved(text)
    declared = [*_sections(text), *_announced(text), *_called(text)]
    known: dict[str, str] = {}
    for each in declared:
        if each is None or known.setdefault(each.name, each.default) != each.default or _STATES.search(each.said):
            return None
    if not known or len({name.lower() for name in known}) < len(known):
        return None
    rest = _without(text, [each.span for each in declared if each])
    resolved = _with_numbers(rest, known)
    return None if _OPEN.search(resolved.text) or _forgotten(known, resolved) else resolved


_FIRST_WIDTH = 70_001  # no port has as many bits

_SPOKEN_OF = re.compile(r"(?i)\bparam|\w\s*#\s*\(\s*\w+\s*=")
_VALUE = (
    r"(\d+'[bdhBDH][0-9a-fA-F_]+|\d[\d_]*)\b(?!['.]\w|-[a-z]|\s*(?:[*/+^]|<<|-\s*\d)\s*[\w(]|\s*(?:[kMG]?Hz|[kKMG]|[munp]s)\b"
    r"|\s*%)"
)
_DEFAULT = rf"\bdefault(?:s|ing|ed)?(?:\s+(?:value|to|is|of|at))*\s*[:=]?\s*{_VALUE}"
_REMARK = r"(?:(?:\s+\([^()\d]{1,40}\))?(?:,?\s+(?!(?i:param|module|and|or)\b)[a-z][a-z-]*){0,8})"
# What gives a name its value, right after it.
_GIVEN = (
    rf"(?:\s*:?=\s*{_VALUE}|\s*\(\s*=?\s*{_VALUE}(?:\s+by\s+default)?\s*\)|{_REMARK}\s*\([^()\d]*?{_DEFAULT}[^()]*\)"
    rf"|{_REMARK}[,;:]?\s+(?:[a-z]+\s+){{0,3}}?{_DEFAULT}|,?\s+(?:which\s+)?(?:is\s+)?{_VALUE}\s+by\s+default)"
)
_NAME = r"([A-Za-z]\w*)"
_UPPER = r"([A-Z][A-Z0-9_]*)"
_WORD = r"(?i:param(?:eter)?s?)"
_ANNOUNCING = re.compile(
    rf"(?P<list>#\s*\(\s*)(?!{_WORD}\b)(?={_NAME})|(?P<verilog>#\s*\(\s*)?\b(?:{_WORD}(?:\s+(?:int|integer|unsigned|named|called|is|are)\b)*\s*:?|(?i:parametri[sz](?:ed|able)"
    rf"|parameteri[sz](?:ed|able))\s+(?:by|in|with|on|over|through)(?:\s+(?:the|an?))?(?:\s+{_WORD})?\s*:?)\s+"
    rf"(?={_NAME})"
)
_ENTRY = re.compile(rf"(?!{_WORD}\b){_NAME}{_GIVEN}")
_SEPARATOR = re.compile(rf"\s*(?:,\s*(?:and\s+)?|;\s*|\band\s+|&\s*)(?:{_WORD}\s+(?:(?:int|integer)\s+)?)?")
_MORE = re.compile(rf"\s*(?:(?:,|;|and\b|&)\s*(?:and\s+)?{_UPPER}\b|or\s+\d)")
_NAMED = (
    re.compile(rf"\b{_UPPER}\s+(?:is\s+(?:an?|the)\s+(?:[a-z]+\s+)?)?parameter\b{_GIVEN}"),
    re.compile(rf"\b{_UPPER}\s*\(\s*(?:an?\s+)?parameter[,:;]?\s*(?:=\s*{_VALUE}|[^()\d]*?{_DEFAULT})[^()]*\)"),
)
# Constants that tell the states or operations apart are the author's own affair.
_STATES = re.compile(r"(?i)\b(?:states?|encod\w*|opcodes?|constants?|enumerat\w*)\b")

_SECTION = re.compile(rf"^[ \t]*(?:- |#+[ \t]*|\d+[.)][ \t]*)?{_WORD}(?:\(s\))?[ \t]*:?[ \t]*$")
_TITLE = re.compile(r"^\s*(?:#+\s*\S|(?:- |\d+[.)]\s*)?[A-Za-z][\w /()&'-]*:\s*$)")
_SECTION_LINE = re.compile(rf"\s*(?:- |\d+[.)]\s+)?(?:{_WORD}\s+)?(?:(?:int|integer)\s+)?{_NAME}\b(.*)")
_CELLS = re.compile(r"\s*\|([^|]*)\|(.*)\|\s*")


@dataclass(frozen=True)
class _Declaration:
    name: str
    default: str
    span: tuple[int, int]
    said: str  # the line or sentence it stands in


def _sections(text: str) -> Iterator[_Declaration | None]:
    """What stands under "Parameters:", a line each; a None where a line gives no value."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    number = 0
    while number < len(lines):
        heading = _SECTION.match(lines[number].rstrip("\n"))
        number += 1
        if not heading:
            continue
        begin = starts[number - 1]
        found = False
        while number < len(lines):
            line = lines[number]
            if (not line.strip() and found) or _TITLE.match(line):
                break
            number += 1
            if line.strip() and (read := _section_line(line)):
                found = True
                yield _Declaration(*read, (begin, starts[number - 1] + len(line)), line)
            elif line.strip():
                yield None
        if not found:
            yield None


def _section_line(line: str) -> tuple[str, str] | None:
    """Name and default in a line such as "WIDTH: bits of a word (default 8)"."""
    named = _SECTION_LINE.fullmatch(line.strip())
    if not named:
        return None
    first = re.match(rf"\s*(?::?=|:)\s*{_VALUE}|\s*\(\s*=?\s*{_VALUE}(?:\s+by\s+default)?\s*\)", named[2])
    values = {value for value in (first.groups() if first else ()) if value}
    values |= set(re.findall(_DEFAULT, named[2])) | set(re.findall(rf"{_VALUE}\s+by\s+default", named[2]))
    return (named[1], values.pop()) if len(values) == 1 else None


def _announced(text: str) -> Iterator[_Declaration | None]:
    """What follows the word "parameter": "parameters WIDTH = 8 and DEPTH (default 16)"."""
    end = 0
    for announcing in _ANNOUNCING.finditer(text):
        if announcing.start() < end:
            continue
        begin, position = announcing.start(), announcing.end()
        while entry := _ENTRY.match(text, position):
            if not re.match(r"\s*:?=", text[entry.end(1) :]) and not re.fullmatch(_UPPER, entry[1]):
                break  # "the parameter sets ..., default 8"
            end = entry.end()
            if (announcing["list"] or announcing["verilog"]) and (closing := re.compile(r"\s*\)").match(text, end)):
                end = closing.end()
            yield _Declaration(entry[1], _value(entry), (begin, end), _sentence(text, begin, end))
            begin = end
            if _MORE.match(text, end) and not _further(text, end):
                yield None
            position = separator.end() if (separator := _SEPARATOR.match(text, end)) else len(text)


def _further(text: str, position: int) -> bool:
    separator = _SEPARATOR.match(text, position)
    return bool(separator and _ENTRY.match(text, separator.end()))


def _called(text: str) -> Iterator[_Declaration]:
    """What precedes the word: "a WIDTH parameter (default 8)"."""
    for pattern in _NAMED:
        for found in pattern.finditer(text):
            yield _Declaration(found[1], _value(found), found.span(), _sentence(text, *found.span()))


def _value(found: re.Match[str]) -> str:
    return next(value for value in found.groups()[1:] if value)


def _sentence(text: str, begin: int, end: int) -> str:
    start = max(text.rfind(stop, 0, begin) for stop in (". ", "\n", ": ")) + 1
    stops = [at for stop in (". ", "\n", ".\n") if (at := text.find(stop, end)) >= 0]
    return text[start : min(stops, default=len(text))]


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text without the declarations and the words that lead to them."""
    kept, position = "", 0
    for begin, end in sorted(spans):
        if begin >= position:
            kept = _LEADING.sub("", kept + text[position:begin])
            kept += " " * (kept[-1:].isalnum() and text[end : end + 1].isalnum())
        position = max(position, end)
    return kept + text[position:]


_LEADING = re.compile(
    r"(?:(?:,?[ \t]+\b(?:and|with|having|has|is|uses|takes|by|in))*[ \t]+(?:(?:the|an?|one|two|three|integer|following)"
    r"[ \t]+)*|,[ \t]*)$|[ \t]+\($"
)

# --- widths

_ATOM = r"(?:\$?c?log2\s*\(\s*[\w+ -]+\)|\w+|\(\s*\w+\s*[-+*]\s*\w+\s*\))"
_EXPRESSION = rf"{_ATOM}(?:\s*(?:\*\*|<<|[-+*/])\s*{_ATOM})*"
_RANGE = re.compile(rf"(\b[A-Za-z]\w*)?(\s*)\[\s*({_EXPRESSION})\s*:\s*0\s*\]")
_BITS = re.compile(rf"(?<![\w*/+)-])({_EXPRESSION})[\s-]*bits?\b(?:[\s-]+wide\b)?")
_WIDE = re.compile(
    rf"(?i:\b(?:an?\s+)?(?:width|size)(?:\s+(?:of|is)|\s*[:=])?\s+)({_EXPRESSION})(?![\w-])|\b(\w+)\s+wide\b"
)
_CELL = re.compile(rf"(?<=\|)[ \t]*({_EXPRESSION})[ \t]*(?=\|)")
_MARK = r"7\d{4}"
_TOLD = re.compile(
    rf"\b((?:\w+(?:,\s*(?:and\s+)?|\s+and\s+))*\w+)\s+(?:is|are|has|have)\s+(?:each\s+|both\s+)?({_MARK}) bits"
)
_SUCH = re.compile(r"(?i)\b(?:(?:fully\s+)?(?:parametri[sz](?:ed|able)|parameteri[sz](?:ed|able)|parametric)\b[\s,-]*)")
_BY_PARAMETER = re.compile(
    rf"\b(?:as|by|through|via)\s+(?:an?\s+|the\s+)?{_WORD}\b(?!\s+[A-Z])"
)  # which one is told elsewhere
# What nothing is known of: another parameter, another default, a width in letters.
_OPEN = re.compile(
    r"(?i:\bparam|\bgeneric\b|\bconfigurable\b|\blocalparam\b|\bdefaults?\b(?:\s+\w+)?\s*[:=]?\s*\d)"
    r"|\[[^\]]*[^\]\d\s:][^\]]*:|\b[A-Z][A-Z0-9_]*[\s-]+bits?\b|\b[A-Z][A-Z0-9_]*\s*=\s*\d|\b\d+[A-Z]\w*[\s-]+bits?\b"
)


def _with_numbers(text: str, known: dict[str, str]) -> Resolved:
    """The text with strange numbers for widths in parameters, and with the default where else one is mentioned."""
    names = "|".join(sorted(known, key=len, reverse=True))
    marks: dict[str, int] = {}
    text = re.sub(rf"[\"'“](\b(?:{names})\b)[\"'”]", r"\1", re.sub(r"#\s*\([\s,]*\)|\(\s*[,;]?\s*\)", "", text))

    def mark(upper: str) -> str | None:
        words = set(re.findall(r"(?<![\w$])[A-Za-z]\w*", upper)) - {"log2", "clog2"}
        if not words or words - known.keys():
            return None
        upper = re.sub(r"\$?c?log2\s*\(", "$clog2(", re.sub(r"\s+", "", upper))
        return str(marks.setdefault(upper, _FIRST_WIDTH + len(marks)))

    firsts: dict[str, str] = {}

    def ranged(found: re.Match[str]) -> str:
        number = mark(found[3])
        if number is None:
            return found[0]
        if found[1] and firsts.setdefault(found[1], number) != number and not found[2]:
            return found[1]  # "q[W-2:0]" after "q[W-1:0]" is a part of it
        return f"{found[1] or ''}{found[2]}[{int(number) - 1}:0]"

    def counted(found: re.Match[str]) -> str:
        expression = next(filter(None, found.groups()))
        number = mark(f"({expression})-1" if "<<" in expression else f"{expression}-1")
        return f"{number} bits" if number else found[0]

    text = _RANGE.sub(ranged, text)
    text = _BITS.sub(lambda found: counted(found).replace(" ", "-") if "-" in found[0][-5:] else counted(found), text)
    text = _WIDE.sub(counted, text)
    text = _CELL.sub(lambda found: counted(found).replace("bits", ""), text)
    text = re.sub(rf"\|[ \t]*\[({_MARK}):0\][ \t]*\|", lambda found: f"| {int(found[1]) + 1} |", text)
    text = _BY_PARAMETER.sub("", _SUCH.sub("", text))
    text = re.sub(rf"(?:\b(?:the\s+)?{_WORD}\s+)?\b({names})\b(?:\s+{_WORD}\b)?", _default_of(known), text)
    text = _beside_names(text)
    ranges = {number: f"{upper}:0" for upper, number in marks.items()}
    return Resolved(text, tuple(DescribedParameter(*each) for each in known.items()), ranges)


def _default_of(known: dict[str, str]) -> Callable[[re.Match[str]], str]:
    def default(found: re.Match[str]) -> str:
        name: str = found[1]
        return known[name] if name.isupper() or found[0] != name else name  # "size" is a word, too

    return default


def _beside_names(text: str) -> str:
    """The text with a range at the first mention of each name that a sentence gives a width in parameters."""
    for names, width in _TOLD.findall(text):
        for name in re.split(r",\s*(?:and\s+)?|\s+and\s+", names):
            text = re.sub(rf"\b{name}\b(?!\s*\[)", f"{name}[{int(width) - 1}:0]", text, count=1)
    return text


def _forgotten(known: dict[str, str], resolved: Resolved) -> bool:
    """Whether a parameter is called a width and no width depends on it."""
    used = " ".join(resolved.ranges.values())
    return any(re.search(r"(?i)width|bits|^[NW]$", name) and not re.search(rf"\b{name}\b", used) for name in known)
