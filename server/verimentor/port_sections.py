"""Port lists with a line a port: under headings such as "Input ports:", or lines such as "- input d (8 bits)".

Each line of such a list has to be read to its end. A line without a width is one bit, unless its words speak of a
value: then the width was left open, and the whole is no list.
"""

import re
from dataclasses import dataclass, field

from verimentor.port_lists import WIDTH, Item, value_of
from verimentor.verilog.keywords import SYSTEM_VERILOG


def sectioned(text: str) -> list[Item] | None:
    """The ports of the one list with a line a port; None where there is none, or more than one, or something is open."""
    lists = [*_under_headings(text.expandtabs(4)), *_with_directions(text.expandtabs(4))]
    if len(lists) != 1:
        return None
    entries = [_read(entry) for entry in lists[0]]
    items = [item for read in entries if read for item in read]
    if not items or None in entries:
        return None
    return _settle(items, text, [entry.text for entry in lists[0]])


@dataclass
class _Entry:
    """The lines of one port, joined; `direction` is that of the heading above."""

    direction: str | None
    text: str
    indent: int = 0


@dataclass
class _List:
    """The sections of one list while they are gathered."""

    entries: list[_Entry] = field(default_factory=list)
    headings: set[str] = field(default_factory=set)


# --- where a list is

_HEADING = re.compile(
    r"(?i)^\s*(?:- |#+\s*|\d+[.)]\s*)?(?:the )?(?:(input|output)s?(?:\s+(?:ports?|pins?|signals?))?|ports|pins"
    r"|interface|i/os?|port (?:list|description)s?|signals)(?:\(s\))?\s*(?:(?:are|is)\s*)?:?\s*$"
)
_TITLE = re.compile(r"^\s*(?:- |#+\s*|\d+[.)]\s*)?[A-Za-z][\w /()&'-]*:\s*$")
_DIRECTED = re.compile(r"(?i)^\s*(- )?(?:input|output|inout)s?\b(?!\s*:)")
_TITLE_WORDS = frozenset(
    """note notes implementation operation behavior behaviour function functionality description features reset
    requirements details example examples timing module purpose states state logic overview constraints hint goal task
    where remarks specification todo warning important""".split()
)


def _under_headings(text: str) -> list[list[_Entry]]:
    """The list under headings, all of them together; an unreadable one is a list of one entry that no port is in."""
    lines = text.split("\n")
    found = _List()
    position = 0
    while position < len(lines):
        heading = _HEADING.match(lines[position])
        position += 1
        if not heading:
            continue
        title = (heading[1] or "ports").lower()
        entries, after = _section(lines, position, heading[1] and title)
        if not entries and title == "ports":
            continue  # "Interface:" above "Inputs:", or a word of the text
        if title in found.headings or not entries:
            return [[_Entry(None, "")]]
        found.headings.add(title)
        found.entries += entries
        position = after
    if not found.entries:
        return []
    return [found.entries] if "ports" not in found.headings or len(found.headings) == 1 else [[_Entry(None, "")]]


def _section(lines: list[str], position: int, direction: str | None) -> tuple[list[_Entry], int]:
    """The entries from a line on, and where they end."""
    entries: list[_Entry] = []
    blank = False
    while position < len(lines):
        line = lines[position]
        if not line.strip():
            blank = True
        elif _HEADING.match(line) or _TITLE.match(line):
            break
        else:
            indent = len(line) - len(line.lstrip())
            if entries and blank and not _resembles(line, entries[-1], indent):
                break
            if entries and not blank and indent > entries[-1].indent:
                entries[-1].text += " " + line.strip()
            else:
                entries.append(_Entry(direction, line.strip().removeprefix("- "), indent))
            blank = False
        position += 1
    return entries, position


def _resembles(line: str, entry: _Entry, indent: int) -> bool:
    """Whether a line after an empty one goes on with the list."""
    word = re.match(r"\W*(\w+)", line)
    if word and word[1].lower() in _TITLE_WORDS:
        return False
    return indent == entry.indent and bool(_ENTRY.fullmatch(line.strip().removeprefix("- ")))


def _with_directions(text: str) -> list[list[_Entry]]:
    """The runs of lines that begin with a direction; prose that happens to do so is none."""
    runs: list[list[_Entry]] = []
    bulleted: list[bool] = []
    goes_on = False
    under = False  # a heading's section is read there
    for line in text.split("\n"):
        if _HEADING.match(line):
            under, goes_on = True, False
            continue
        if not line.strip():
            continue
        directed = _DIRECTED.match(line)
        if under:
            under = bool(directed) or line[:1].isspace() or line.startswith("- ")
            if under:
                continue
        indent = len(line) - len(line.lstrip())
        if directed:
            entry = _Entry(None, line.strip().removeprefix("- "), indent)
            if goes_on:
                runs[-1].append(entry)
            else:
                runs.append([entry])
                bulleted.append(bool(directed[1]))
            goes_on = True
        elif goes_on and indent > runs[-1][-1].indent + 1:
            runs[-1][-1].text += " " + line.strip()
        else:
            goes_on = False
    return [
        run
        for run, bullets in zip(runs, bulleted, strict=True)
        if bullets or (len(run) > 1 and all(_ENTRY.fullmatch(entry.text) for entry in run))
    ]


# --- what a line says

_RANGE = r"\[[^\]]*\]"
_ENTRY = re.compile(
    rf"""(?:(?P<direction>input|output)s?\b[\s:]*)?(?P<kinds>(?:(?:reg|wire|logic|signed|unsigned)\b\s*)*)
    (?:(?P<prefix>{WIDTH})\s+)?(?P<signs>(?:(?:signed|unsigned)\s+)?)(?:(?P<before>{_RANGE})\s*)?
    (?P<names>[A-Za-z]\w*(?:\s*(?:,|\band\b)\s*[A-Za-z]\w*)*)\s*(?P<after>{_RANGE})?\s*
    (?:\((?P<remark>[^()]*)\)\s*)?(?:(?::|,?\s-+\s|[–—])\s*(?P<note>.*)|[;,.])?""",
    re.VERBOSE,
)
_OWN = re.compile(  # a width that is the port's own: at the beginning, or named as its width
    rf"(?i)^\W*(?:(?:an?|the|input|output|reg|wire|logic|signed|unsigned)[\s,]+)*{WIDTH}"
    rf"|\b(?:of size|of width|width of|width:?|size of|is|are)\s+{WIDTH}"
    rf"|{WIDTH}(?<=wide)|\(\s*{WIDTH}[^()]*\)"
)
_PART = r"(?i)\b(?:upper|lower|high|low|higher|least|most|first|last|top|bottom|each|every|by|next|per)(?:est|most)?[\s-]+"
_SYMBOLIC = re.compile(
    r"\b(?:[NMKWDBnmkwd]|WIDTH|SIZE|size|width|\w+_WIDTH|[Mm]ulti(?:ple)?)[\s-]+[Bb]its?\b|\bsize\"|\[[A-Za-z]"
    r"|(?i:\bconfigurable|\bvariable[\s-]width|\barbitrary)"
)
_SIGNED = re.compile(rf"(?i)^\W*(?:an?\s+|the\s+|{WIDTH}\W*)*signed\b(?! or)|two's[\s-]complement")
# What needs more than one bit, and the words after which a value is only what the signal is about.
_VALUE = re.compile(
    r"(?i)\b(?:vectors?|bus|words?|data|values?|numbers?|counts?|address|operands?|arrays?|integers?|codes?|bytes?"
    r"|nibbles?|sum|difference|products?|dividend|divisor|quotient|remainder|results?|index|indices|digits?|bits|amount"
    r"|size|pixels?|opcodes?|instructions?|state|position|level|samples?|multiplicand|multiplier|pattern|mode|select"
    r"|selects|selection|selector|requests|grants|hours?|minutes?|seconds?|time|length|phase|rate|duty|threshold"
    r"|limit|contents?|counter)\b"
)
_ABOUT = re.compile(
    r"(?i)\b(?:indicat\w*|to|for|that|which|when|whenever|if|whether|used|enabl\w*|signal(?:s|ing|ling)?(?= when| that"
    r"| whether)|high|low|active|valid|asserted|set|flag|strobe|pulse|clock|reset|on|from|with|controls?|controlling"
    r"|of the (?:enable|clock))\b"
)
_HOLDS = re.compile(r"(?i)\b(?:represent|carr|hold|contain|provid|specif|stor|read|output|shift)\w*\s+(?:the|a|an|by|in)\b.*")
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


def _read(entry: _Entry) -> list[Item] | None:
    """The ports of one line; None where something in it is not understood. A width that is open stays None."""
    found = _ENTRY.fullmatch(entry.text)
    if not found:
        return None
    remark, note = found["remark"] or "", found["note"] or ""
    names = re.split(r"\s*(?:,|\band\b)\s*", found["names"])
    said = [found["direction"]] + re.findall(r"^\W*(input|output)\b", remark)[:1]
    if entry.direction is None and not any(said):
        said += re.findall(r"(?i)^\W*(?:\S+[\s-]bit\w*\W+)?(input|output)\b", note)[:1]
    directions = {direction.lower() for direction in [*said, entry.direction] if direction}
    if len(directions) != 1 or any(not _is_port(name) for name in names):
        return None
    if _SYMBOLIC.search(f"{remark}; {note}"):
        return None
    ranges = [r for r in (found["before"], found["after"], *re.findall(_RANGE, remark)) if r]
    spans = [re.fullmatch(r"\[\s*(\d+)\s*:\s*0\s*\]", r) for r in ranges]
    widths = {int(span[1]) + 1 for span in spans if span}
    if None in spans or len(spans) > 1:
        return None
    if found["prefix"]:
        widths |= _widths(found["prefix"])
    if remarked := _widths(remark):
        widths |= remarked
    if own := _OWN.match(note):
        widths |= _widths(own[0])
    elif not widths:
        told = _widths(re.sub(_PART + WIDTH, " ", note))
        if told and not _OWN.search(note):
            return None  # the width of something else, perhaps
        widths = told
    if len(widths) > 1 or 0 in widths:
        return None
    signed = "signed" in (found["kinds"] + found["signs"]).split() or bool(_SIGNED.search(remark or note))
    width = next(iter(widths), None)
    if width is None and _is_value(f"{remark} {note}", names):
        return None
    return [Item(name, next(iter(directions)), width, signed and (width or 1) > 1) for name in names]


def _widths(text: str) -> set[int]:
    return {value_of(first or second) for first, second in re.findall(WIDTH, text)}


def _is_port(name: str) -> bool:
    return name not in SYSTEM_VERILOG and name.lower() not in _TITLE_WORDS - {"reset", "state"}


def _is_value(note: str, names: list[str]) -> bool:
    """Whether the words of a line without a width speak of something wider than a bit."""
    if _SINGLE.search(note):
        return False
    if (held := _HOLDS.search(note)) and _VALUE.search(held[0]):
        return True
    return bool(_VALUE.search(_ABOUT.split(note, maxsplit=1)[0])) or (len(names) > 1 and "state" in note)


_ONE_BIT = re.compile(
    r"(?i)\b(?:ports|signals|inputs|outputs|pins|others?|rest)\b[^.\n]{0,20}\b(?:one|1|a single|single)[\s-]+bit\b"
    r"|\b(?:one|1|single)[\s-]+bit\s+(?:wide\s+)?unless"
)


def _settle(items: list[Item], text: str, lines: list[str]) -> list[Item] | None:
    """Make what has no width one bit, unless a name leaves that in doubt.

    Whoever writes the widths of some ports means one bit where there is none.
    """
    stated = bool(_ONE_BIT.search(text)) or any((item.width or 1) > 1 for item in items)
    for item in items:
        if item.width is None and not stated and _VALUE_NAME.match(item.name):
            line = next(line for line in lines if re.search(rf"\b{item.name}\b", line))
            if not _SINGLE.search(line):
                return None
        item.width = item.width or 1
    return items
