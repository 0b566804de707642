"""The interface that a description spells out: module name and ports with direction and width, or nothing.

A header that is taken from the text is not sampled, so a wrong one spoils every answer while a missing one costs
little. Therefore every word of a port list has to be understood, and the rest of the text must not contradict it: one
name, width or clock that the list does not account for, and nothing is taken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from verimentor.verilog.interface import Pin, describe
from verimentor.verilog.keywords import SYSTEM_VERILOG
from verimentor.verilog.source import parse


@dataclass(frozen=True)
class DescribedPort:
    """A port as a text tells it."""

    name: str
    direction: str  # "input" or "output"
    width: int = 1
    signed: bool = False


@dataclass(frozen=True)
class DescribedInterface:
    """A whole interface; `header` declares it, outputs of clocked modules as registers."""

    name: str
    ports: tuple[DescribedPort, ...]
    header: str


@dataclass
class _Item:
    """One entry of a list while it is being read; what is None was not said."""

    name: str
    direction: str | None
    width: int | None = None
    signed: bool = False
    ranged: bool = False  # whether its width was written as [7:0]
    prefixed: bool = False  # whether its width stood before the name, where it may be meant for what follows, too
    suffixed: bool = False  # the same for what comes before, as in "x, y (8 bits)"
    open: bool = False  # whether a neighbour's width may be meant for it, too


def interface_in(spec: str) -> DescribedInterface | None:
    """The interface that the text gives completely; None where anything about it is open."""
    written = _written_header(spec)
    if written:
        return written
    text = _plain(spec)
    if _OPEN.search(text):
        return None
    for name in _module_names(spec, text):
        items = _table(text) or _listed(text, name)
        if items and _complete(text, name, items):
            ports = tuple(DescribedPort(i.name, i.direction or "input", i.width or 1, i.signed) for i in items)
            return DescribedInterface(name, ports, _header(name, ports))
    return None


def settle_kinds(module: str, interface: DescribedInterface) -> str:
    """The module with each output a register exactly if the body assigns it in a procedure.

    The kinds in a header made from words are a guess which the body may disprove; whoever writes the header by hand
    chooses them last, too.
    """
    if interface.header != _header(interface.name, interface.ports) or not module.startswith(interface.header):
        return module  # it stood in the text as Verilog, or the answer went its own way
    body = _ASSIGN.sub(" ", _COMMENT.sub(" ", module[len(interface.header) :]))
    registers = {port.name for port in interface.ports if re.search(_PROCEDURAL.format(port.name), body)}
    return _header(interface.name, interface.ports, registers) + module[len(interface.header) :]


def _header(name: str, ports: Sequence[DescribedPort], registers: set[str] | None = None) -> str:
    if registers is None:
        clocked = bool(describe(name, [Pin(port.name, port.direction) for port in ports]).clocks)
        registers = {port.name for port in ports if port.direction == "output"} if clocked else set()
    lines = []
    for port in ports:
        words = [port.direction, "reg" if port.direction == "output" and port.name in registers else ""]
        words += ["signed" if port.signed else "", f"[{port.width - 1}:0]" if port.width > 1 else "", port.name]
        lines.append("    " + " ".join(filter(None, words)))
    return f"module {name} (\n" + ",\n".join(lines) + "\n);"


_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_ASSIGN = re.compile(r"\bassign\b[^;]*;")
# At the start of a statement, so that the comparison in `if (q <= 3)` does not count.
_PROCEDURAL = (
    r"(?:[;):]|\b(?:begin(?:\s*:\s*\w+)?|end|else))\s*(?:{0}\b\s*(?:\[[^\]\n]*\]\s*)*"
    r"|\{{[^{{}};]*\b{0}\b[^{{}};]*\}}\s*)"
    r"(?:<=|=(?!=))"
)

_HEADER = re.compile(r"\bmodule\s+\w+\s*\([^;]*\b(?:input|output)\b[^;]*\)\s*;")


def _written_header(spec: str) -> DescribedInterface | None:
    """A header that stands in the text as Verilog."""
    found = _HEADER.findall(spec)
    if len(found) != 1:
        return None
    module = next(iter(parse(f"{found[0]}\nendmodule\n").modules), None)
    if module is None or module.parameters or not module.ports:
        return None
    if any(port.width is None or port.direction not in ("input", "output") for port in module.ports):
        return None
    ports = tuple(DescribedPort(p.name, p.direction, p.width or 1, p.signed) for p in module.ports)
    return DescribedInterface(module.name, ports, found[0])


_SMALL = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
"""
_NUMBERS = dict(zip(_SMALL.split(), range(1, 17), strict=True))
_NUMBERS |= {"single": 1, "twenty": 20, "twenty-four": 24, "thirty-two": 32, "sixty-four": 64}
_NUMBER = rf"(?:\d+|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_WIDTH = rf"(?i:({_NUMBER})[\s-]*bits?(?:[\s-]+wide)?\b|(\d+)b\b)"
_RANGE = r"\[\s*(\d+)\s*:\s*0\s*\]"

# The interface depends on something, or there is more than one.
_OPEN = re.compile(
    r"(?i)\bparameters?\b|\blocalparam\b|\bgeneric\b|\bparametri[sz]|\binstan(?:ces?|tiat\w*)\b|\bsubmodules?\b"
    r"|\bmodules\b|\binouts?\b|\bbidirectional (?:bus|port|pin)|\btri-?state|\btop(?:[- ]level)?:|^\s*-?\s*top\b"
    r"|\bbuilt from\b|\bmade of\b|\bcomposed of\b|\bassembled from\b|\[[A-Z]\w*\s*-\s*1|\[\d+:[1-9]|\[0:\d"
)


def _plain(spec: str) -> str:
    """The text without comment signs and emphasis."""
    star = r"|\*(?=\s)" if "/*" in spec else ""  # elsewhere a star is a bullet
    text = re.sub(rf"(?m)^[ \t]*(?://+|/\*+|\*/{star})[ \t]?|\*/\s*$", "", spec)
    text = re.sub(r"`|\*\*", "", text)
    return re.sub(r"(?m)^[ \t]*[-*•·][ \t]+(?:\[[ x]?\][ \t]*)?", "- ", text)


# --- the module's name

_MAX_NAMES = 6  # later ones are ports or registers

_NAME = r"([A-Za-z]\w*)"
_NAMINGS = (
    rf"\b[Mm]odule\b(?:\s+(?:name|named|called|is called|is named|may be called))?\s*:?\s+{_NAME}",
    rf"\b(?:(?:module|block|unit|circuit|it|thing|one)\s+(?:is\s+|to be\s+|may be\s+)?(?:called|named)|[Cc]all it"
    rf"|[Nn]ame it|[Nn]ame:?)\s+{_NAME}",
    rf"\b{_NAME}\s+(?:module|block)\b",
    rf"\b(?:block|unit|circuit|device|component|entity)\s+{_NAME}",
    rf"(?m)^(?:- )?(?:\w+[\w ]*[.:] )?{_NAME}"
    r"(?=\s*[:(]| - |\s+(?:shall|has|takes|gets)\b|\.\s|\s+is an?\b)",
    rf"\b(?:need|want|build|write|make|do|[Dd]esign|add)\s+(?:me\s+)?{_NAME}(?=\s*[:(,]|\s+with\b)",
)


_INNER = r"\b{0} is an? (?:[\w-]+ )*(?:flag|register|counter)\b"
_NOT_A_PORT = r"(?:, internal| that is not| \(internal)"


def _module_names(spec: str, text: str) -> list[str]:
    """The one name that the text calls a module, or else the words that look like one, for the lists to decide."""
    for naming in _NAMINGS:
        found = [name for name in re.findall(naming, text) if _is_name(name) and name.lower() not in _NOT_A_MODULE]
        if naming in _NAMINGS[4:]:  # with neither "module" nor "called" near, it must look like a name
            found = [name for name in found if re.search(r"_|\d|^[A-Z]{4}", name)]
        found = [name for name in found if not re.search(_INNER.format(name) + _NOT_A_PORT, text)]
        if found:
            return found[:1] if len(set(found)) == 1 else []
    looks = re.findall(r"`([A-Za-z]\w*)`|\b([A-Za-z]+_\w+|[a-z]{2,}\d+)\b", spec)
    names = dict.fromkeys(quoted or plain for quoted, plain in looks)
    # What a register is called comes again where it is used.
    return [name for name in names if len(re.findall(rf"\b{name}\b", text)) == 1][:_MAX_NAMES]


# --- lists

_MARKER = re.compile(r"(?i)\b(in|out)puts?\b|(?m:^[ \t]*(?:- )?)(in|out)(?=[:\s])|(?<=[,;.(\s])(in|out):")
_BEFORE = re.compile(rf"{_WIDTH}(?:[ \t]+(?:(signed)|unsigned|registered))*[ \t]+$")  # "10-bit signed" inputs
_MENTION = re.compile(r"(\w+) (?:in|out)puts?\b[^.\n]{0,10}$")
_OPENING = re.compile(
    r"(?i)[ \t]*(?:ports?|pins?|signals?)?[ \t]*(?:\b(?:are|is|shall be|called|named)\b(?:[ \t]*:)?"
    r"|:\s*(?:- )?|=)?[ \t]*"
)
_TOKEN = re.compile(
    rf"[ \t]*(?:(?P<range>{_RANGE})|(?P<width>{_WIDTH})|(?P<note>\([^()\n]*\))|(?P<arrow>->|=>|→)"
    r"|(?P<separator>,\s*and\b|,|\band\b|&)|(?P<word>[A-Za-z]\w*(?:-[a-z]+)*)|(?P<line>\s*\n)|(?P<other>\S))"
)
_ADJECTIVE_WORDS = """
a an the its one two three four five six seven eight both registered combinational combinatorial unsigned signed
single-bit one-bit active-low active-high synchronous asynchronous sync async serial parallel clocked binary register
single rising-edge
"""
_NOUN_WORDS = """
clock reset enable flag strobe bus carry carry-in carry-out number numbers word value values line lines port ports pin
signal operand operands data serial select selector address latch side stage buffer pulse level signals
"""
_OTHER_WORDS = """
is are be has have was were shall must should will can may and or not with without of for from to in out on at by as
if when while where which that this these those it he they all each any no none only also then than so but like into
after before until because between same other another goes go comes here there follow follows means says shows depends
changes takes gives bit bits wide please plus module ports input inputs output outputs directly always never stay
stays ignored what whose both everything nothing low high registers counters wires flags fsm
"""
_TITLE_WORDS = """
called does name shall named below description ports clock pure behaviour behavior reset function i we you note ticket
problem exercise question interface signals pins states title acceptance values could todo fixme task goal asks wants
combines rest header code verilog comb combinational
"""
_REMARK_WORDS = """
no both all each registered combinational combinatorial unregistered purely without of which where that it when but so
exhaustive decided not the
"""
_ADJECTIVES = frozenset(_ADJECTIVE_WORDS.split())
_NOUNS = frozenset(_NOUN_WORDS.split())  # they stand before a name, or are names themselves
_NOT_A_NAME = frozenset(_OTHER_WORDS.split()) | _ADJECTIVES - {"register", "single", "serial", "parallel"}
_NAMES_TOO = frozenset(
    ("none", "a", "one", "two", "same", "other", "on", "off", "plus", "go", "stay", "follow")
)  # where no word follows
_NOT_A_MODULE = frozenset(_TITLE_WORDS.split())
_COUNTS = frozenset(("two", "three", "four", "five", "six", "seven", "eight"))
_REMARKS = frozenset(_REMARK_WORDS.split())  # after the last comma of a list: ", no clock", ", of which"
_VERBS = frozenset(("is", "are", "shall"))
# What may follow a list; another word means that it was none, or that it was not understood.
_AFTER = _VERBS | {
    "which",
    "that",
    "when",
    "where",
    "for",
    "with",
    "at",
    "from",
    "while",
    "whose",
    "if",
    "as",
    "but",
    "so",
}


def _is_name(word: str) -> bool:
    return "-" not in word and word.lower() not in _NOT_A_NAME and word not in SYSTEM_VERILOG


def _value(number: str) -> int:
    return _NUMBERS[number.lower()] if number.lower() in _NUMBERS else int(number)


def _width(text: str) -> int | None:
    found = re.search(_WIDTH, text)
    return _value(found[1] or found[2]) if found else None


def _is_signed(text: str) -> bool:
    return re.search(r"(?i)(?<!un)signed|two's[\s-]complement", text) is not None


def _table(text: str) -> list[_Item] | None:
    """The ports of a table with the columns name, direction and width."""
    row = re.compile(r"(?im)^[ \t]*\|[ \t]*(\w+)[ \t]*\|[ \t]*(in|out)(?:put)?[ \t]*\|[ \t]*(\d+)([^|\n]*)\|")
    items = [
        _Item(found[1], f"{found[2].lower()}put", int(found[3]), _is_signed(found[4])) for found in row.finditer(text)
    ]
    return items or None


def _listed(text: str, name: str) -> list[_Item] | None:
    """The ports of all lists; None where one holds what is not understood, or a port twice in different ways."""
    items: dict[str, _Item] = {}
    mentions: set[str] = set()  # "the line output is high" speaks of a port
    position = 0
    for begin, direction, width, signed in _starts(text, name):
        if begin < position:
            continue
        reading = _Reading(text, begin, direction, width, signed=signed)
        if not reading.read():
            if len(reading.items) != 1 or reading.separated:
                return None
            mentions.add(reading.items[0].name)  # "an output latch in the same domain"
            continue
        if not reading.items and (before := _MENTION.search(text, 0, begin)):
            mentions.add(before[1])
        position = reading.position
        for item in reading.items:
            known = items.setdefault(item.name, item)
            if known.direction != item.direction or (item.width or known.width) != known.width:
                return None
    if any(_is_name(word) and word not in items and (word not in _NOUNS or word == "line") for word in mentions):
        return None
    return list(items.values())


def _starts(text: str, name: str) -> list[tuple[int, str | None, int | None, bool]]:
    """Where lists begin, with the direction, width and sign said before their first item."""
    starts: list[tuple[int, str | None, int | None, bool]] = []
    for marker in _MARKER.finditer(text):
        direction = f"{(marker[1] or marker[2] or marker[3]).lower()}put"
        before = _BEFORE.search(text, 0, marker.start())
        opening = _OPENING.match(text, marker.end())
        begin = opening.end() if opening else marker.end()
        signed = bool(before and before[3])
        starts.append((begin, direction, _width(before[0]) if before else None, signed))
    named = re.compile(
        rf"\b{name}\b(?:\s+(?:module|block))?(?:\s*[:(]|,(?=\s+(?:in(?:put)?s?|ports|out(?:put)?s?|clk|clock"
        rf"|CLK)\b)|\s+(?:shall\s+)?(?:has|have|with|takes|gets|wants)\b)"
        r"(?:\s+(?:the\s+)?ports\b:?)?|(?m:^(?:Ports|Interface|Pins|Signals|I/O):)(?:\s*- )?"
    )
    starts += [(found.end(), None, None, False) for found in named.finditer(text)]
    return sorted(starts, key=lambda start: start[0])


class _Reading:
    """Reads one list from left to right."""

    def __init__(self, text: str, begin: int, direction: str | None, width: int | None, *, signed: bool) -> None:
        self.text, self.position = text, begin
        self.direction = direction
        self.group_width, self.group_signed = width, signed
        self.items: list[_Item] = []
        self.separated = False  # whether a comma came last

    def read(self) -> bool:
        """Whether everything up to the end of the list was understood."""
        while True:
            start = self.position
            item = self._item()
            if item is None:
                self.position = start
                _, word = self._peek()
                if self.items and re.match(r"(?i)\s*(?:in|out)(?:put)?\b", self.text[start:]):
                    return False  # a port with a name that is none
                remark = re.split(r"[.;\n]", self.text[start:], maxsplit=1)[0]
                is_remark = word.lower() in _REMARKS and _width(remark) in (None, 1) and not self._ends_item()
                if self.items and self.separated and not is_remark:
                    return False
                return self._finish()
            self.items.append(item)
            if not self._suffixes(item):
                return False
            kind, word = self._peek()
            if kind in ("separator", "arrow"):
                if self._in_bullet() and word == ",":
                    goes_on = self._listing_goes_on()
                    if goes_on is None or (not goes_on and not self._pass_note(item)):
                        return False
                    if not goes_on:
                        continue
                self._take()
                self.separated = True
                if kind == "arrow":
                    self.direction, self.group_width = "output", None
                continue
            if kind == "word" and word.lower() in ("input", "inputs", "output", "outputs"):
                continue
            if kind == "line" and self._next_line():
                continue
            if kind == "word" and word.lower() in _VERBS and len(self.items) > 1:
                return False
            if kind == "word" and (word.lower() not in _AFTER or (self.separated and item.width is None)):
                return False
            if kind == "other" and word not in ".;:)-?!—–":
                return False
            if word in (":", "-", "—", "–") and not self._pass_note(item):
                return False
            if word in (":", "-", "—", "–"):
                continue
            return self._finish()

    def _pass_note(self, item: _Item) -> bool:
        """Pass over what a bullet says of its port."""
        end = self.text.find("\n", self.position)
        note = self.text[self.position : end if end >= 0 else len(self.text)]
        if (width := _width(note)) is not None:
            if item.width not in (None, width):
                return False
            item.width = width
        item.signed = item.signed or _is_signed(note)
        if found := re.match(r"\W*(in|out)(?:put)?\b", note):
            item.direction = f"{found[1]}put"
        elif _MARKER.search(note):
            return False
        self.position += len(note)
        self._next_line()
        return True

    def _next_line(self) -> bool:
        """Go on with the next bullet or indented line, where there is one."""
        found = re.compile(r"\s*\n(?:[ \t]*- |[ \t]+(?=[\w\[]))").match(self.text, self.position)
        if found:
            self.position, self.separated = found.end(), False
        return found is not None

    def _in_bullet(self) -> bool:
        start = self.text.rfind("\n", 0, self.position) + 1
        return self.text.startswith("- ", start) or self.text[start : start + 1].isspace()

    def _listing_goes_on(self) -> bool | None:
        """Whether a comma in a bullet is followed by a further port, not by a remark; None where it may be either."""
        comma, separated = self.position, self.separated
        self._take()
        item = self._item()
        plain = item is not None and item.name == self.text[comma + 1 : self.position].strip()
        last = self._peek()[0] in ("line", "end")
        self.position, self.separated = comma, separated
        if item is None or not plain or item.name in _NOUNS:
            return False
        return None if last and not _is_control(item.name) else True

    def _finish(self) -> bool:
        """Settle directions and doubtful widths; a single name without a direction is prose."""
        if len(self.items) == 1 and self.items[0].direction is None:
            self.items.clear()
        for index, item in enumerate(self.items):
            # Names before the first "output" of a list are inputs, as in "clk, rst, output q".
            item.direction = item.direction or "input"
            before, after = self.items[:index][-1:], self.items[index + 1 :][:1]
            if item.width is None:
                item.open = any(other.prefixed or other.open for other in before if other.direction == item.direction)
                item.open = item.open or any(other.suffixed for other in after if other.direction == item.direction)
        return True

    def _item(self) -> _Item | None:
        width, signed, article = None, False, False
        counted = False
        while True:
            kind, word = self._peek()
            lower = word.lower()
            if kind == "width":
                width = _width(word)
            elif kind == "range":
                width = int(re.findall(r"\d+", word)[0]) + 1
            elif kind == "word" and re.fullmatch("(?:in|out)puts?", lower):
                self.direction = lower.removesuffix("s")
                self.group_width, self.group_signed = (width if lower.endswith("s") else None), signed
                self._take()
                opening = _OPENING.match(self.text, self.position)
                self.position = opening.end() if opening else self.position
                continue
            elif kind == "word" and lower in ("in", "out") and self._next_is_name():
                self.direction, self.group_width = f"{lower}put", None
            elif kind == "word" and lower in _NOUNS and self._next_is_name():
                counted = False
            elif kind == "word" and lower in _ADJECTIVES and not (word in _NAMES_TOO and self._ends_item()):
                signed = signed or lower == "signed"
                article = article or lower in ("a", "an")
                counted = counted or lower in _COUNTS or (lower == "the" and self.separated)
            elif kind == "word" and (_is_name(word) or (word in _NAMES_TOO and self._ends_item())) and not counted:
                self._take()
                grouped = width is None and self.group_width is not None and not article
                if article:
                    self.group_width = None
                signed = signed or (grouped and self.group_signed)
                prefixed = width is not None and not article
                width = self.group_width if grouped else width
                return _Item(word, self.direction, width, signed, prefixed=prefixed)
            else:
                return None
            self._take()

    def _suffixes(self, item: _Item) -> bool:
        while True:
            kind, word = self._peek()
            lower = word.lower()
            width: int | None = None
            if kind == "range":
                width, item.ranged = int(re.findall(r"\d+", word)[0]) + 1, True
            elif kind == "width":
                width = _width(word)
            elif kind == "note":
                width = _width(word)
                item.signed = item.signed or _is_signed(word)
                item.suffixed = (width or 1) > 1 and item.width is None
                if re.search(r"\beach\b", word):
                    self._share(width)
            elif kind == "word" and lower in ("signed", "unsigned"):
                item.signed = item.signed or lower == "signed"
            elif kind == "word" and lower == "each":
                self._share(item.width)
            elif (
                kind == "word"
                and lower in ("of", "with", "is", "has", "are")
                and (found := re.compile(rf"\s*(?:{lower})\s+{_WIDTH}(\s+each)?").match(self.text, self.position))
            ):
                width = _width(found[0])
                if found[3] or lower == "are":
                    self._share(width)
                self.position = found.end()
                if item.width not in (None, width):
                    return False
                item.width = width
                continue
            elif kind == "word" and lower in ("in", "out"):
                direction = f"{lower}put"
                if item.direction not in (None, direction):
                    return False
                # "clk, rst, q out" is clear, "step, dir, coil out" is not.
                others = [other for other in self.items[:-1] if other.direction is None]
                if direction == "output" and others and not _is_control(others[-1].name):
                    return False
                for other in others:
                    other.direction = "input"
                item.direction = direction
            elif kind == "separator" and (
                found := re.compile(
                    rf"\s*,\s*(?:(un)?signed\s+|(un)?signed,\s*)?{_WIDTH}(\s+each)?(?=\s*(?:[,.;\n)]|and\b|$"
                    rf"|(?:un)?signed))"
                ).match(self.text, self.position)
            ):
                width = _width(found[0])
                item.signed = item.signed or _is_signed(found[0])
                item.suffixed = (width or 1) > 1
                if found[5]:
                    self._share(width)
                self.position = found.end()
                if item.width not in (None, width):
                    return False
                item.width = width
                continue
            else:
                return True
            self._take()
            if width is not None and item.width not in (None, width):
                return False
            item.width = width if width is not None else item.width

    def _share(self, width: int | None) -> None:
        """Give a width that was said of each to the items before, back to one that has its own."""
        last = self.items[-1]
        last.width = width
        for item in reversed(self.items[:-1]):
            if item.width is not None or item.direction != last.direction or _is_control(item.name):
                break
            item.width, item.signed = width, item.signed or last.signed

    def _next_is_name(self) -> bool:
        match = _TOKEN.match(self.text, self.position)
        after = _TOKEN.match(self.text, match.end()) if match else None
        return bool(after and after["word"] and _is_name(after["word"]))

    def _ends_item(self) -> bool:
        match = _TOKEN.match(self.text, self.position)
        after = _TOKEN.match(self.text, match.end()) if match else None
        return after is None or after.lastgroup in ("separator", "arrow", "line", "range", "note") or after[0] in ".;:)"

    def _peek(self) -> tuple[str, str]:
        match = _TOKEN.match(self.text, self.position)
        return (match.lastgroup or "other", match[match.lastgroup or 0]) if match else ("end", "")

    def _take(self) -> None:
        match = _TOKEN.match(self.text, self.position)
        assert match is not None
        self.position = match.end()


# --- what else the text says

_CLOCKLESS = re.compile(
    r"(?i)\b(?:no|not|neither|without(?: an?| any)?)\s+(?:\w+ )?(?:clocks?|reset|registers?|registered)"
    r"(?: (?:or|nor|and)(?: \w+)? (?:clock|reset|register|memory))?\b|\b(?:un|non-)(?:registered|clocked)\b"
)
_CLOCKED = re.compile(
    r"(?i)\b(?:clock(?:ed)?|edges?|register(?:ed|s)?|synchronous|asynchronous|flip[\s-]?flops?|cycles?)\b"
)
_COMBINATIONAL = re.compile(r"(?i)\bcombinat|\bno (?:clock|register)")
# Names that seldom belong to a single wire, so that a missing width is rather forgotten than one bit.
_VECTOR = re.compile(
    r"(?i)^(?:\w+_)?(?:data|[rw]data|din|dout|addr|address|count|[a-z]?cnt|sum|value|val|bus|code|sel|select"
    r"|op|mode|state"
    r"|digit|result|total|level|number|num|byte|word|nibble|angle|temp|product|quotient|remainder|index|idx"
    r"|[dqnxyab]|speed"
    r"|duty|pos|pattern|min|max|hours|minutes|seconds|tens|ones|score)\d?$"
)
_FOREIGN = re.compile(r"\b(?:[A-Za-z]+_\w+|[A-Za-z]\w*(?=\[\d)|n?a?s?_?rst_?n?i?|clk|CLK|RST|ck|reset_?n)\b")
_ALL_SINGLE = re.compile(
    r"(?i)\ball (?:\w+ )?(?:are )?(?:single|one|1)[\s-]bits?\b|\bone bit each\b"
    r"|\bsingle[\s-]bit (?:ports|signals|inputs)"
)
_ONE_BIT = r"\b{0}\s*(?:\(|,|is|has)?\s*(?i:1|one|single)[\s-]bit"
# Said of a port without a width: a width after all, or a value that needs one.
_HAS_WIDTH = rf"\b{{0}}\s*\[|{_WIDTH}\s+(?:\w+\s+)?{{0}}\b|\b{{0}}\s*(?:\(|is|has|of|are|with)?\s*{_WIDTH}"
_HAS_VALUE = r"\b{0}\s*(?:==?|is|<=?|>=?|reaches|of|equals|becomes|to|at|matches)\s*(?:[2-9]|\d\d+)\b"


def _is_control(name: str) -> bool:
    """Whether a name alone tells a clock, a reset or an enable."""
    roles = describe("", [Pin("clk", "input"), Pin(name, "input")])  # without a clock nothing is a reset
    return bool(roles.enables or roles.resets) or len(roles.clocks) > 1


def _complete(text: str, name: str, items: Sequence[_Item]) -> bool:
    """Whether the rest of the text speaks of no other ports and contradicts no width."""
    names = {item.name for item in items}
    if name in names or {item.direction for item in items} != {"input", "output"}:
        return False
    if len({word.lower() for word in names}) < len(names) or set(_FOREIGN.findall(text)) - names - {name}:
        return False
    interface = describe(name, [Pin("clk", "input"), *(Pin(i.name, i.direction or "input") for i in items)])
    clocks = [name for name in interface.clocks if name in names]
    if ("clock" in names and len(set(clocks)) > 1) or ("reset" in names and len(interface.resets) > 1):
        return False  # "clk_i, clock" names one port
    said = _CLOCKLESS.sub(" ", text)
    if not interface.resets and re.search(r"(?i)\breset\b", said):
        return False
    if (
        set(interface.clocks) - names == set(interface.clocks)
        and _CLOCKED.search(said)
        and not _COMBINATIONAL.search(text)
    ):
        return False
    # A width of none of the ports: whose is it?
    loose = {_value(first or second) for first, second in re.findall(_WIDTH, text)} - {item.width for item in items}
    ranged = any(item.ranged for item in items)  # who writes [7:0] means one bit where it is missing
    for item in items:
        if item.width is not None:
            if any(int(index) >= item.width for index in re.findall(rf"\b{item.name}\[(\d+)", text)):
                return False
            continue
        single = _ALL_SINGLE.search(text) or re.search(_ONE_BIT.format(item.name), text)
        if re.search(_HAS_VALUE.format(item.name), text):
            return False
        if not single and re.search(_HAS_WIDTH.replace("{0}", item.name), text):
            return False
        doubtful = item.open or (not ranged and (loose - {1} or _VECTOR.match(item.name)))
        if doubtful and not single and not _is_control(item.name):
            return False
    return True
