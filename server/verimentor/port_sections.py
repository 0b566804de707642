"""Port lists with a line a port: under headings such as "Input ports:", or lines such as "- input d (8 bits)"."""

import re

from verimentor.port_lines import Line, is_line, read, settle
from verimentor.port_lists import WIDTH, Item


def sectioned(text: str) -> list[Item] | None:
    """The ports of the one list with a line a port.

    None at all where anything about them is open; None where there is no such list, or a line is of another form.
    """
    lists = [*_under_headings(text.expandtabs(4)), *_with_directions(text.expandtabs(4))]
    if len(lists) != 1:
        return [] if lists else None
    lines = lists[0]
    if any(_SEVERAL.match(line.text) for line in lines):
        return []
    if not all(map(is_line, lines)):
        return None
    return settle([read(line) for line in lines], text, lines) if lines else []


_BULLET = re.compile(r"^(?:- |\d+[.)]\s+)")
_HEADING = re.compile(
    r"(?i)^\s*(?:- |#+\s*|\d+[.)]\s*)?(?:the )?(?:(input|output|in(?=:)|out(?=:))s?(?:\s+(?:ports?|pins?|signals?))?"
    r"|ports|pins|interface|i/os?|port (?:list|description)s?|signals)(?:\(s\))?\s*(?:(?:are|is)\s*)?:?\s*$"
)
_TITLE = re.compile(r"^\s*(?:- |#+\s*|\d+[.)]\s*)?[A-Za-z][\w /()&'-]*:\s*$")
_DIRECTED = re.compile(r"(?i)^\s*(- )?(?:(?:input|output|inout)s?\b|(?<=- )(?:in|out)\s+(?=[\w\[]))(?!\s*:)")
_SEVERAL = re.compile(r"(?i)(?:input|output)\b.*,\s*(?:input|output)\b")  # not a line a port
_TITLE_WORDS = """
note notes implementation operation behavior behaviour function functionality description features reset requirements
details example examples timing module purpose states state logic overview constraints hint goal task where remarks
specification todo warning important
"""
_TITLES = frozenset(_TITLE_WORDS.split())


def _under_headings(text: str) -> list[list[Line]]:
    """The list under headings, all of them together; an empty one where they are in disorder."""
    lines = text.split("\n")
    found: list[Line] = []
    headings: set[str] = set()
    position = 0
    while position < len(lines):
        heading = _HEADING.match(lines[position])
        position += 1
        if not heading:
            continue
        direction = f"{heading[1].lower().removesuffix('put')}put" if heading[1] else None
        entries, after = _section(lines, position, direction)
        if not entries and direction is None:
            continue  # "Interface:" above "Inputs:", or a word of the text
        title = direction or "ports"
        if title in headings or not entries:
            return [[]]
        headings.add(title)
        found += entries
        position = after
    if "ports" in headings and len(headings) > 1:
        return [[]]
    return [found] if found else []


def _section(lines: list[str], position: int, direction: str | None) -> tuple[list[Line], int]:
    """The entries from a line on, and where they end."""
    entries: list[Line] = []
    blank = False
    while position < len(lines):
        line = lines[position]
        if not line.strip():
            blank = True
        elif _HEADING.match(line) or _TITLE.match(line):
            break
        else:
            indent = len(line) - len(line.lstrip())
            if entries and blank and not _resembles(line):
                break
            if entries and blank and indent != entries[-1].indent:
                return [], position  # a further port, perhaps
            if entries and not blank and indent > entries[-1].indent:
                entries[-1].text += " " + line.strip()
            else:
                entries.append(Line(direction, _BULLET.sub("", line.strip()), indent))
            blank = False
        position += 1
    return entries, position


def _resembles(line: str) -> bool:
    """Whether a line after an empty one looks like a further port."""
    entry = _BULLET.sub("", line.strip())
    word = re.match(r"\w*", entry)
    if not is_line(Line("input", entry)) or (word and word[0].lower() in _TITLES):
        return False
    return line[:1].isspace() or entry[:1].islower() or re.search(WIDTH, entry) is not None


def _with_directions(text: str) -> list[list[Line]]:
    """The runs of lines that begin with a direction; prose that happens to do so is none."""
    runs: list[list[Line]] = []
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
            entry = Line(None, _BULLET.sub("", line.strip()), indent)
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
        run for run, bullets in zip(runs, bulleted, strict=True) if bullets or (len(run) > 1 and all(map(is_line, run)))
    ]
