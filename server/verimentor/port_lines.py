"""A line that tells a port, such as "d[3:0]: 4-bit operand" or "output reg q - the flag".

The whole line has to be read. One without a width is one bit, unless its words speak of a value: then the width was
left open.
"""

import re
from dataclasses import dataclass

from verimentor.port_lists import WIDTH, Item, is_control, value_of
from verimentor.verilog.keywords import SYSTEM_VERILOG


@dataclass
class Line:
    """What is said of a port, on one line or several that were joined; `direction` is that of the heading above."""

    direction: str | None
    text: str
    indent: int = 0


def is_line(line: Line) -> bool:
    """Whether a line has the form of those that tell a port."""
    found = _LINE.fullmatch(line.text)
    return found is not None and bool(_directions(found, line.direction))


def read(line: Line) -> list[Item]:
    """The ports of a line, their width None where none is said; no ports where that or anything else is open."""
    found = _LINE.fullmatch(line.text)
    if not found or len(directions := _directions(found, line.direction)) != 1:
        return []
    names = re.split(r"\s*(?:,|\band\b)\s*", found["names"])
    if len(names) == 2 and names[1] in ("clock", "reset") and is_control(names[0]):
        names.pop()  # "clk, clock" is one port
    remark, note = found["remark"] or "", found["note"] or ""
    widths = _widths_of_port(found)
    if widths is None or len(widths) > 1 or 0 in widths or any(name in SYSTEM_VERILOG for name in names):
        return []
    if not widths and _is_value(f"{remark} {note}"):
        return []
    width = next(iter(widths), None)
    signed = "signed" in f"{found['kinds']} {found['signs']}".split() or bool(_SIGNED.search(remark or note))
    return [Item(name, next(iter(directions)), width, signed and (width or 1) > 1) for name in names]


def settle(ports: list[list[Item]], text: str, lines: list[Line]) -> list[Item]:
    """Make one bit of what has no width; nothing is left where a line or a name makes anything doubtful.

    Whoever writes the widths of some ports means one bit where there is none.
    """
    items = [item for read in ports for item in read]
    if not all(ports):
        return []
    if len(items) > len(ports) and any(_REMARKED.match(line.text) for line in lines):
        return []  # where "rst, active low" is one port, "q, alarm" may be one, too
    stated = bool(_ONE_BIT.search(text)) or any((item.width or 1) > 1 for item in items)
    for read, line in zip(ports, lines, strict=True):
        for item in read:
            single = stated or _SINGLE.search(line.text) or re.search(_ITS_BIT.format(item.name), text)
            if item.width is None and not single and _VALUE_NAME.match(item.name):
                return []
            item.width = item.width or 1
    return items


_RANGE = r"\[[^\]]*\]"
_LINE = re.compile(
    rf"""(?:(?P<direction>input|output|in(?=\s+[\w[])|out(?=\s+[\w[]))s?\b[\s:]*)?
    (?P<kinds>(?:(?:reg|wire|logic|signed|unsigned)\b\s*)*)
    (?:(?P<prefix>{WIDTH})\s+)?(?P<signs>(?:(?:signed|unsigned)\s+)?)(?:(?P<before>{_RANGE})\s*)?
    (?P<names>[A-Za-z]\w*(?:\s*(?:,|\band\b)\s*(?!{WIDTH})[A-Za-z]\w*\b(?![\w -]+\w))*)\s*(?P<after>{_RANGE})?\s*
    (?:\((?P<remark>[^()]*)\)\s*)?
    (?:(?::|,?\s-+\s|[–—]|,(?=\s*{WIDTH}|\s*(?:a?synchronous|active)\b))\s*(?P<note>.*)|[;,.])?""",
    re.VERBOSE,
)
_OWN = re.compile(  # a width that is the port's own: at the beginning, or named as its width
    rf"(?i)^\W*(?:(?:an?|the|input|output|reg|wire|logic|signed|unsigned)[\s,]+)*{WIDTH}(?!\s+\w+'s\b)"
    rf"|\b(?:of size|of width|width of|width:?|size of|is|are)\s+{WIDTH}"
    rf"|{WIDTH}(?<=wide)|\(\s*{WIDTH}[^()]*\)"
)
_PART = (
    r"(?i)\b(?:upper|lower|high|low|higher|least|most|first|last|top|bottom|each|every|by|next|per)(?:est|most)?[\s-]+"
)
_SYMBOLIC = re.compile(
    r"\b(?:[NMKWDBnmkwd]|WIDTH|SIZE|size|width|\w+_WIDTH|[Mm]ulti(?:ple)?)[\s-]+[Bb]its?\b|\bsize\"|\[[A-Za-z]"
    r"|\d\s*[x×*]\s*\d|(?i:\bconfigurable|\bvariable[\s-]width|\barbitrary)"
)
_SIGNED = re.compile(rf"(?i)^\W*(?:an?\s+|the\s+|{WIDTH}\W*)*signed\b(?! or)|two's[\s-]complement")
_REMARKED = re.compile(rf"\w+(?:\s*{_RANGE})?\s*,\s*(?:clock$|reset$|a?synchronous\b|active\b|{WIDTH})")
# What needs more than one bit, and the words after which a value is only what the signal is about.
_VALUE = re.compile(
    r"(?i)\b(?:vectors?|bus|words?|data|values?|numbers?|counts?|address|operands?|arrays?|integers?|codes?|bytes?"
    r"|nibbles?|sum|difference|products?|dividend|divisor|quotient|remainder|results?|index|indices|digits?|bits|amount"
    r"|size|pixels?|opcodes?|instructions?|state|position|level|samples?|multiplicand|multiplier|pattern|mode|select"
    r"|selects|selection|selector|requests|grants|hours?|minutes?|seconds?|time|length|phase|rate|duty|threshold"
    r"|limit|contents?|counter|one-hot|temperature|degrees|angle|reading|segments)\b"
)
_ABOUT = re.compile(
    r"(?i)\b(?:indicat\w*|to|for|that|which|when|whenever|if|whether|used|enabl\w*|high|low|active|valid|asserted|set"
    r"|flag|strobe|pulse|clock|reset|on|from|with|controls?|controlling)\b"
)
_HOLDS = re.compile(
    r"(?i)\b(?:represent|carr|hold|contain|provid|specif|stor|read|output|shift)\w*\s+(?:the|a|an|by|in)\b.*"
)
_SINGLE = re.compile(
    r"(?i)\b(?:serial|single|flag|one at a time|bit ?stream|(?:clock|reset) signal"
    r"|indicat\w+ (?:when|if|whether|that|an?|the (?:presence|completion)))\b"
)
_VALUE_NAME = re.compile(
    r"(?i)^(?:\w+_)?(?:data|[rw]data|din|dout|data_?in|data_?out|addr|address|count|[a-z]?cnt|sum|value|val|bus|code"
    r"|op|opcode|mode|state|sel|select|digit|result|total|level|number|num|byte|word|nibble|temp|product|quotient"
    r"|remainder|index|idx|[a-fi-z]|speed|duty|pos|pattern|min|max|in|out|input|output|hours|minutes|seconds|tens|ones"
    r"|score)_?\d?$"
)
_ITS_BIT = r"(?i:\b(?:one|1|single)[\s-]bit)\s+(?:\w+\s+){{0,2}}[\"“]?{0}\b"  # "a single-bit input A"
_ONE_BIT = re.compile(
    r"(?i)\b(?:ports|signals|inputs|outputs|pins|others?|rest)\b[^.\n]{0,20}\b(?:one|1|a single|single)[\s-]+bit\b"
    r"|\b(?:one|1|single)[\s-]+bit\s+(?:wide\s+)?unless"
)


def _directions(found: re.Match[str], above: str | None) -> set[str]:
    """The directions that a line or the heading above it gives."""
    said = [found["direction"], *re.findall(r"^\W*(input|output)\b", found["remark"] or "")[:1], above]
    if not any(said):
        said += re.findall(r"(?i)^\W*(?:\S+[\s-]bit\w*\W+)?(input|output)\b", found["note"] or "")[:1]
    return {f"{word.lower().removesuffix('put')}put" for word in said if word}


def _widths_of_port(found: re.Match[str]) -> set[int] | None:
    """The widths that a line gives its ports; None where one is not a number, or may be that of something else."""
    remark, note = found["remark"] or "", found["note"] or ""
    ranges = [text for text in (found["before"], found["after"], *re.findall(_RANGE, remark)) if text]
    spans = [re.fullmatch(r"\[\s*(\d+)\s*:\s*([01])\s*\]", text) for text in ranges]
    if _SYMBOLIC.search(f"{remark}; {note}") or None in spans or len(spans) > 1:
        return None
    widths = (
        {int(span[1]) - int(span[2]) + 1 for span in spans if span} | _widths(found["prefix"] or "") | _widths(remark)
    )
    if own := _OWN.match(note):
        return widths | _widths(own[0])
    if widths or not (told := _widths(re.sub(_PART + WIDTH, " ", note))):
        return widths
    return told & {width for own in _OWN.finditer(note) for width in _widths(own[0])} or None


def _widths(text: str) -> set[int]:
    return {value_of(first or second) for first, second in re.findall(WIDTH, text)}


def _is_value(note: str) -> bool:
    """Whether the words of a line without a width speak of something wider than a bit."""
    if _SINGLE.search(note):
        return False
    if (held := _HOLDS.search(note)) and _VALUE.search(held[0]):
        return True
    return bool(_VALUE.search(_ABOUT.split(note, maxsplit=1)[0]))
