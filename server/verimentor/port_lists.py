"""Port lists in prose, bullets and tables, read item by item; what is not understood to the end is no list."""

import re
from dataclasses import dataclass

from verimentor.verilog.interface import Pin, describe
from verimentor.verilog.keywords import SYSTEM_VERILOG

_SMALL = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
"""
_NUMBERS = dict(zip(_SMALL.split(), range(1, 17), strict=True))
_NUMBERS |= {"single": 1, "twenty": 20, "twenty-four": 24, "thirty-two": 32, "sixty-four": 64}
_NUMBER = rf"(?:\d+|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
WIDTH = rf"(?i:({_NUMBER})[\s-]*bits?(?:[\s-]+wide)?\b|(\d+)b\b)"
_RANGE = r"\[\s*(\d+)\s*:\s*0\s*\]"


@dataclass
class Item:
    """One entry of a list while it is being read; what is None was not said."""

    name: str
    direction: str | None
    width: int | None = None
    signed: bool = False
    ranged: bool = False  # whether its width was written as [7:0]
    prefixed: bool = False  # whether its width stood before the name, where it may be meant for what follows, too
    suffixed: bool = False  # the same for what comes before, as in "x, y (8 bits)"
    apart: bool = False  # whether it has a word for its direction of its own, so that widths before it are not meant
    open: bool = False  # whether a neighbour's width may be meant for it, too


_MARKER = re.compile(r"(?i)\b(in|out)puts?\b|(?m:^[ \t]*(?:- )?)(in|out)(?=[:\s])|(?<=[,;.(\s])(in|out):")
_BEFORE = re.compile(rf"{WIDTH}(?:[ \t]+(?:(signed)|unsigned|registered))*[ \t]+$")  # "10-bit signed" inputs
_MENTION = re.compile(r"(\w+) (?:in|out)puts?\b[^.\n]{0,10}$")
_OPENING = re.compile(
    r"(?i)[ \t]*(?:ports?|pins?|signals?)?[ \t]*(?:\b(?:are|is|shall be|called|named)\b(?:[ \t]*:)?"
    r"|:\s*(?:- )?|=)?[ \t]*"
)
_TOKEN = re.compile(
    rf"[ \t]*(?:(?P<range>{_RANGE})|(?P<width>{WIDTH})|(?P<note>\([^()\n]*\))|(?P<arrow>->|=>|→)"
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


def is_name(word: str) -> bool:
    """Whether a word may name a port or a module."""
    return "-" not in word and word.lower() not in _NOT_A_NAME and word not in SYSTEM_VERILOG


def is_control(name: str) -> bool:
    """Whether a name alone tells a clock, a reset or an enable."""
    roles = describe("", [Pin("clk", "input"), Pin(name, "input")])  # without a clock nothing is a reset
    return bool(roles.enables or roles.resets) or len(roles.clocks) > 1


def value_of(number: str) -> int:
    """The value of a number in digits or words."""
    return _NUMBERS[number.lower()] if number.lower() in _NUMBERS else int(number)


def _width(text: str) -> int | None:
    found = re.search(WIDTH, text)
    return value_of(found[1] or found[2]) if found else None


def _is_signed(text: str) -> bool:
    return re.search(r"(?i)(?<!un)signed|two's[\s-]complement", text) is not None


def table(text: str) -> list[Item] | None:
    """The ports of a table with the columns name, direction and width, if every row can be read."""
    begin = r"(?im)^[ \t]*\|[ \t]*(\w+)[ \t]*\|[ \t]*(in|out)(?:put)?[ \t]*\|"
    rows = re.findall(rf"{begin}[ \t]*(?:(\d+)|\[(\d+):0\])([^|\n]*)\|", text)
    items = [
        Item(name, f"{side.lower()}put", int(width) if width else int(high) + 1, _is_signed(note))
        for name, side, width, high, note in rows
    ]
    return (items or None) if len(items) == len(re.findall(begin, text)) else []


def listed(text: str, name: str) -> list[Item] | None:
    """The ports of all lists; None where one holds what is not understood, or a port twice in different ways."""
    items: dict[str, Item] = {}
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
    if any(is_name(word) and word not in items and (word not in _NOUNS or word == "line") for word in mentions):
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
        self.items: list[Item] = []
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

    def _pass_note(self, item: Item) -> bool:
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
        return None if last and not is_control(item.name) else True

    def _finish(self) -> bool:
        """Settle directions and doubtful widths; a single name without a direction is prose."""
        if len(self.items) == 1 and self.items[0].direction is None:
            self.items.clear()
        for index, item in enumerate(self.items):
            # Names before the first "output" of a list are inputs, as in "clk, rst, output q".
            item.direction = item.direction or "input"
            before, after = self.items[:index][-1:], self.items[index + 1 :][:1]
            if item.width is None:
                leading = [other for other in before if other.direction == item.direction and not item.apart]
                item.open = any(other.prefixed or other.open for other in leading)
                item.open = item.open or any(other.suffixed for other in after if other.direction == item.direction)
        return True

    def _item(self) -> Item | None:
        width, signed, article = None, False, False
        counted, apart = False, False
        while True:
            kind, word = self._peek()
            lower = word.lower()
            if kind == "width":
                width = _width(word)
            elif kind == "range":
                width = int(re.findall(r"\d+", word)[0]) + 1
            elif kind == "word" and re.fullmatch("(?:in|out)puts?", lower):
                self.direction = lower.removesuffix("s")
                apart = not lower.endswith("s")
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
            elif kind == "word" and (is_name(word) or (word in _NAMES_TOO and self._ends_item())) and not counted:
                self._take()
                grouped = width is None and self.group_width is not None and not article
                if article:
                    self.group_width = None
                signed = signed or (grouped and self.group_signed)
                prefixed = width is not None and not article
                width = self.group_width if grouped else width
                return Item(word, self.direction, width, signed, prefixed=prefixed, apart=apart)
            else:
                return None
            self._take()

    def _suffixes(self, item: Item) -> bool:
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
                and (found := re.compile(rf"\s*(?:{lower})\s+{WIDTH}(\s+each)?").match(self.text, self.position))
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
                if direction == "output" and others and not is_control(others[-1].name):
                    return False
                for other in others:
                    other.direction = "input"
                item.direction = direction
            elif kind == "separator" and (
                found := re.compile(
                    rf"\s*,\s*(?:(un)?signed\s+|(un)?signed,\s*)?{WIDTH}(\s+each)?(?=\s*(?:[,.;\n)]|and\b|$"
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
            if item.width is not None or item.direction != last.direction or is_control(item.name):
                break
            item.width, item.signed = width, item.signed or last.signed

    def _next_is_name(self) -> bool:
        match = _TOKEN.match(self.text, self.position)
        after = _TOKEN.match(self.text, match.end()) if match else None
        return bool(after and after["word"] and is_name(after["word"]))

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
