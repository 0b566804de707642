"""What of a student's answer becomes ghost text, seen from the cursor; pure text, no model and no parser.

The rules, in words a user can be told:

- On a blank line, and at the end of a line that opens a block (`begin`, `case (x)`, `(`, ...), several lines may come:
  up to a blank line, a line indented less than the first, the end of the block that was open, or what already follows.
- Anywhere else the rest of the line comes, or of the word where slang objects to more, and nothing after a finished
  statement.
- Before a closing bracket what belongs into the brackets comes; else nothing, where more than `;`, `,` and a comment
  stand right of the cursor.
- What already stands behind the cursor is not repeated, nor is a line said again and again, nor what the line above
  says (`repetition`); waiting (`#10;`, `@(posedge clk);`) may be said twice.
- Comments are the user's to write.
- Where the model has not come to the end of a block that it opened, or slang objects to a later line, the statements
  before count, and the block is closed.

Everything here counts in code points and in lines ended by a bare newline.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from verimentor.completion.repetition import asked_above, compares, holds, said_above
from verimentor.verilog.keywords import SYSTEM_VERILOG
from verimentor.verilog.masking import mask, without_comments

MAX_LINES = 16  # more is a module, and `generate` makes better ones
_FEW_LETTERS = 2  # to end a word by so few that nobody has said before is a guess that saves nothing
_STUCK = 3  # times that a line is said again in a row: nothing else will come
_LOOKED_BACK = 6000  # code points searched for the block around the cursor

_CLOSERS_ONLY = re.compile(r"[\s)\]};,]*\Z")
_OPENS = re.compile(
    r"""(?: \bbegin(?:\s*:\s*\w+)? | \bcase[xz]?\s*\(.*\) | \bfork | \bgenerate | \belse | \( | \{
    | \b(?:always|always_ff)\s*@.*[)*] | \balways_(?:comb|latch) | \binitial
    | \b(?:if|for|while|repeat)\s*\(.*\) | ^\s*module\b[^;]*; | ^\s*\)\s*; )\s*\Z""",
    re.VERBOSE,
)
# Of these, what goes on below: nobody writes more on the same line.
_OPENS_BELOW = re.compile(
    r"(?:\bbegin(?:\s*:\s*\w+)?|\bcase[xz]?\s*\(.*\)|\bfork|\bgenerate|\(|^\s*module\b[^;]*;|^\s*\)\s*;)\s*\Z"
)
_WORD_OR_BRACKET = re.compile(r"[A-Za-z_$`\\][\w$]*|[()\[\]{}]")
_OPENING = "( [ { begin case casex casez fork function task generate module interface package class specify"
_CLOSING = """
) ] } end endcase join join_any join_none endfunction endtask endgenerate endmodule endinterface endpackage endclass
endspecify
"""
_CLOSER = {
    "begin": "end", "case": "endcase", "casex": "endcase", "casez": "endcase", "fork": "join", "task": "endtask",
    "function": "endfunction", "generate": "endgenerate", "module": "endmodule",
}  # fmt: skip
_OPENERS, _CLOSERS = frozenset(_OPENING.split()), frozenset(_CLOSING.split())
_ENDS_PART = re.compile(r"(?:[;,]|\bend\w*(?:\s*:\s*\w+)?|\bjoin\w*)\s*\Z")
_TRIVIAL = re.compile(r"[\s)\]};,]*(?:end\w*|begin|else|join)?[\s)\]};,]*\Z")
_WAITS = re.compile(r"\s*(?:repeat\s*\([^;]*\)\s*)?[#@][^;]*;\s*\Z")
_DANGLING = re.compile(r"[=+\-*/%&|^<>?!~]\s*\Z")
_NOT_DANGLING = re.compile(r"(?:@\s*\*|\+\+|--)\s*\Z")
_COMPLETE_LIST = re.compile(r"[;,)}\]]\s*\Z")
_WORD = re.compile(r"\w+")
_LAST_WORD = re.compile(r"\w+\Z")
_END_OF_NAME = re.compile(r"(?P<letters>\w+)[;,)\s]*")
_ENDLESS = re.compile(r"\b[A-Za-z_]\w{39,}")  # a small model that writes so long a name is in a loop
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Place:
    """The text around a cursor."""

    prefix: str
    suffix: str

    @cached_property
    def before(self) -> str:
        """The cursor's line left of it."""
        return self.prefix[self.prefix.rfind("\n") + 1 :]

    @cached_property
    def after(self) -> str:
        """The cursor's line right of it."""
        return self.suffix.partition("\n")[0]

    @cached_property
    def next_line(self) -> str:
        """The first line below that says something, stripped."""
        below = self.suffix.partition("\n")[2].lstrip()
        return below.partition("\n")[0].rstrip()

    @cached_property
    def previous_line(self) -> str:
        """The last line above that says something, stripped."""
        return self.prefix[: len(self.prefix) - len(self.before)].rstrip().rpartition("\n")[2].strip()

    @property
    def blank(self) -> bool:
        """Whether nothing stands left of the cursor."""
        return not self.before.strip()

    @cached_property
    def opens(self) -> bool:
        """Whether the line left of the cursor opens a block and the cursor stands at its end."""
        return not self.after.strip() and bool(_OPENS.search(mask(self.before)))

    @cached_property
    def lead(self) -> str:
        """Where the line left of the cursor opens a block: the line break and indentation its inside begins with."""
        if self.after.strip() or not _OPENS_BELOW.search(mask(self.before)):
            return ""
        return self.below

    @property
    def below(self) -> str:
        """A line break, and the indentation of this line and one more."""
        return "\n" + self.before[: _indentation(self.before)] + _unit(self.prefix)

    @property
    def several(self) -> bool:
        """Whether several lines may come."""
        return not self.after.strip() and (self.blank or self.opens)

    def too_deep(self, answer: str) -> int:
        """By how many letters the cursor stands too deep for an answer that closes the block around it; else 0."""
        if not self.blank or self.after.strip() or _first_token(answer) not in _CLOSERS:
            return 0
        opener = _open_block(self.prefix)
        if opener is None or not self.before.startswith(opener[: _indentation(opener)]):
            return 0
        return len(self.before) - _indentation(opener)

    @property
    def only_closers_follow(self) -> bool:
        """Whether nothing but closing brackets, `;`, `,`, blanks and comments stands right of the cursor."""
        return bool(_CLOSERS_ONLY.match(mask(self.after)))

    @property
    def in_brackets(self) -> bool:
        """Whether a closing bracket comes next."""
        return self.after.lstrip().startswith((")", "]", "}"))

    @cached_property
    def finished(self) -> bool:
        """Whether the line left of the cursor ends a statement, so that there is nothing to complete."""
        line = mask(self.before).rstrip()
        if self.opens or not line.endswith(";"):
            return False
        return line.count("(") <= line.count(")")  # not between the semicolons of a `for`


def trim(answer: str, place: Place, *, complete: bool) -> tuple[str, ...]:
    """What may be shown of an answer, the longest first and then what is safer; empty where nothing is left.

    `complete` says that the model ended the answer itself, rather than running out of tokens.
    """
    if place.opens and not place.blank:
        answer = _without_echo(answer, place.before)
    if place.several and (place.blank or answer.lstrip(" \t").startswith("\n")):
        return _several_lines(answer, place, complete)
    line = _one_line(answer, place)
    shorter = _one_line(_without_echo(answer, place.before), place)  # the parser knows which of the two is meant
    choices = (line, shorter, _rest_of_word(line, place))
    return tuple(dict.fromkeys(each for each in choices if each.strip() and not _guesses_word(each, place)))


def enough(answer: str, place: Place) -> bool:
    """Whether nothing that may still follow a growing answer of several lines would be shown."""
    whole_lines, line_break, _ = answer.rpartition("\n")
    if not line_break or not whole_lines.strip():
        return False
    by = place.too_deep(answer)
    if by:
        place, whole_lines = Place(place.prefix[:-by], place.suffix), outdent(whole_lines, by)
    lines = _placed(whole_lines, place)
    return bool(lines) and _kept_lines(lines, place)[2]


def opens_only(answer: str) -> bool:
    """Whether an answer does no more than open a block or ask for a statement, so that it is worth asking on."""
    line = mask(answer).strip()
    return "\n" not in line and bool(_OPENS.search(line))


def outdent(answer: str, by: int) -> str:
    """The answer with all lines but the first indented by so many letters less."""
    first, *others = answer.split("\n")
    return "\n".join([first, *(line[min(by, _indentation(line)) :] for line in others)])


def _without_echo(answer: str, before: str) -> str:
    """The answer without the words it begins with that stand left of the cursor already."""
    first, rest = answer.lstrip(" \t").partition("\n")[0].rstrip(), before.rstrip()
    for end in range(len(first), 0, -1):
        whole_words = end == len(first) or not (first[end - 1].isalnum() and first[end].isalnum())
        if whole_words and re.search(r"\w", first[:end]) and re.search(rf"(?<!\w){re.escape(first[:end])}\Z", rest):
            return answer.lstrip(" \t")[end:]
    return answer


def _one_line(answer: str, place: Place) -> str:
    """The rest of the cursor's line."""
    line = answer.partition("\n")[0]
    if place.before[-1:].isspace():
        line = line.lstrip()
    line = line[: len(mask(line).rstrip())] if "//" in line or "/*" in line else line.rstrip()
    after = mask(place.after).strip()
    if after:
        line = line[: _overflow(line, after)].rstrip()
        if after[0] in ";," and line.endswith(after[0]):
            line = line[:-1]
    dangles = _DANGLING.search(line) and not _NOT_DANGLING.search(line)
    statement = place.before + line
    return "" if _repeats_itself(line) or dangles or holds(statement) or compares(statement) else line


def _rest_of_word(line: str, place: Place) -> str:
    """What the line says up to the end of the word the cursor stands in: right more often than all the rest."""
    found = _WORD.match(line) if place.before[-1:].isalnum() or place.before[-1:] == "_" else None
    return found[0] if found else ""


def _guesses_word(rest: str, place: Place) -> bool:
    """Whether a few letters end a word that neither the language nor the file knows."""
    begun, end = _LAST_WORD.search(place.before), _END_OF_NAME.fullmatch(rest)
    if begun is None or end is None or len(end["letters"]) > _FEW_LETTERS:
        return False
    word = begun[0] + end["letters"]
    return word not in SYSTEM_VERILOG and not re.search(rf"\b{word}\b", place.prefix + place.suffix)


def _overflow(line: str, after: str) -> int:
    """Where the line closes a bracket that already stands behind the cursor; its length where it does not."""
    depth = 0
    for found in re.finditer(r"[()\[\]{}]", mask(line)):
        depth += 1 if found[0] in "([{" else -1
        if depth < 0 and after.startswith(found[0]):
            return found.start()
    return len(line)


def _several_lines(answer: str, place: Place, complete: bool) -> tuple[str, ...]:
    lines = _placed(answer, place)
    if not lines or _stands_wrong(lines[0], place):
        return ()
    if place.opens and not place.blank and _first_token(lines[0]) in _CLOSERS:
        return ()  # an empty block
    trivial = _TRIVIAL.match(lines[0]) or _WAITS.match(lines[0])
    if not trivial and said_above(lines[0], without_comments(place.previous_line)):
        return ()
    kept, ends_of_blocks, ended = _kept_lines(lines, place)
    whole = complete or ended
    if not whole:
        kept.pop()  # most likely cut in the middle
    start = "\n" if place.opens and not place.blank else ""
    choices = []
    for number, (line, ends) in enumerate(zip(kept, ends_of_blocks, strict=False), start=1):
        last = whole and number == len(kept) and not ends
        if ends is not None and (last or _ENDS_PART.search(mask(line))):
            choices.append(start + "\n".join([*kept[:number], *ends]).rstrip())
    return tuple(dict.fromkeys(reversed(choices)))


def _placed(answer: str, place: Place) -> list[str]:
    """The lines of an answer as they will stand; the first one without the indentation that is there already."""
    lines = [line.rstrip() for line in without_comments(answer).split("\n")]
    fresh = not lines[0]  # it begins with a line break: the first line brings its own indentation
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    if not lines or not place.blank:
        return lines
    if not place.before:
        return lines
    if fresh:
        lines = _shift(lines, _indentation(place.before) - _indentation(lines[0]), place.before)
    lines[0] = lines[0].lstrip()
    return lines


def _shift(lines: Sequence[str], by: int, like: str) -> list[str]:
    """The lines indented by so much more, with the kind of blanks `like` is made of."""
    blank = "\t" if like.startswith("\t") else " "
    return [(line[min(-by, _indentation(line)) :] if by < 0 else blank * by + line) if line else "" for line in lines]


def _kept_lines(lines: Sequence[str], place: Place) -> tuple[list[str], list[Sequence[str] | None], bool]:
    """The lines up to where the suggestion ends, for each the lines that close the blocks open behind it, and whether
    the suggestion ends there whatever else the model says.

    None where a bracket is open, which nobody can close for the model.
    """
    kept: list[str] = []
    closings: list[Sequence[str] | None] = []
    depth = again = 0
    floor = _indentation(place.before) if place.blank and place.before else _indentation(lines[0])
    blocks = _Blocks(place)
    for line in lines[:MAX_LINES]:
        masked = mask(line)
        closes = depth + _lowest(masked) < 0  # it ends the block around the cursor
        if closes and _already_closed(line, place):
            break
        if depth <= 0 and not closes and kept and (not line or _indentation(line) < floor):
            break
        if not _TRIVIAL.match(line):
            if depth <= 0 and line.strip() == place.next_line:
                break
            allowed = 2 if _WAITS.match(line) else 1
            if [each.strip() for each in kept[-allowed:]] == [line.strip()] * allowed:
                again += 1
                if again == _STUCK:
                    break
                continue
            again = 0
            if kept and not _WAITS.match(line) and said_above(line, kept[-1]):
                continue
        if closes and asked_above(masked, _open_block(place.prefix) or ""):
            break
        line = blocks.straighten(line, first=not kept)
        kept.append(line)
        depth += _depth(masked)
        closings.append(blocks.ends(depth))
        if closes and not _OPENS_BELOW.search(masked):  # `end else begin` goes on
            break
        period = _loop(kept)
        if period:
            del kept[-period:], closings[-period:]
            break
    else:
        return kept, closings, len(lines) > MAX_LINES
    return kept, closings, True


def _already_closed(line: str, place: Place) -> bool:
    word = _first_token(line)
    return bool(word) and _first_token(place.next_line) == word


def _stands_wrong(line: str, place: Place) -> bool:
    """Whether the first line closes a block that begins at another indentation than the cursor's."""
    if not place.blank or _first_token(line) not in _CLOSERS:
        return False
    opener = _open_block(place.prefix)
    return opener is not None and place.before != "" and _indentation(opener) != _indentation(place.before)


def _open_block(prefix: str) -> str | None:
    """The line of the innermost block that is open at the end."""
    masked = mask(prefix[-_LOOKED_BACK:])
    closed = 0
    for found in reversed(list(_WORD_OR_BRACKET.finditer(masked))):
        if found[0] in _CLOSERS:
            closed += 1
        elif found[0] in _OPENERS:
            if closed == 0:
                start = masked.rfind("\n", 0, found.start()) + 1
                return masked[start:].partition("\n")[0]
            closed -= 1
    return None


def _depth(masked: str) -> int:
    """Blocks and brackets opened minus closed."""
    return sum((word in _OPENERS) - (word in _CLOSERS) for word in _WORD_OR_BRACKET.findall(masked))


def _lowest(masked: str) -> int:
    """The smallest depth on the way through."""
    depth = lowest = 0
    for word in _WORD_OR_BRACKET.findall(masked):
        depth += (word in _OPENERS) - (word in _CLOSERS)
        lowest = min(lowest, depth)
    return lowest


def _loop(kept: Sequence[str]) -> int:
    """How many lines at the end say what as many lines before them said; 0 for none."""
    for period in (2, 3, 4):
        said = [line.strip() for line in kept[-2 * period :]]
        again, before = said[period:], said[:period]
        if again == before and not all(_TRIVIAL.match(line) for line in again):
            return period
    return 0


class _Blocks:
    """Follows the blocks a suggestion opens, to indent the end of each as its beginning."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._open: list[
            tuple[str, str]
        ] = []  # the words that opened what is open, and the indentations of their lines
        self._unit = _unit(place.prefix)
        self._deeper = [0]  # how much deeper than said the lines stand, around all blocks and in each
        self._entered = True  # whether the innermost block has a line

    def straighten(self, line: str, *, first: bool) -> str:
        """The line with its indentation mended: deeper than the block's beginning, as deep where it ends the block."""
        indentation = line[: _indentation(line)]
        if first and self._place.blank and self._place.before:
            indentation = self._place.before
        elif line and not first:
            line, indentation = self._deepen(line, indentation)
        for number, word in enumerate(_WORD_OR_BRACKET.findall(mask(line))):
            if word in _OPENERS:
                self._open.append((word, indentation))
                self._deeper.append(self._deeper[-1])
                self._entered = word != "begin"  # the items of a `case` may stand below it
            elif word in _CLOSERS:
                begun = self._open.pop()[1] if self._open else self._around()
                self._deeper = self._deeper[:-1] or [0]
                self._entered = True
                if number == 0 and word.isalpha() and not first and begun is not None and _first_token(line) == word:
                    line, indentation = begun + line.lstrip(), begun
        return line

    def _deepen(self, line: str, indentation: str) -> tuple[str, str]:
        """The line and its indentation, where the first line of a block tells how deep its inside is meant."""
        if not self._entered and _first_token(line) not in _CLOSERS:
            begun = len(self._open[-1][1])
            if len(indentation) <= begun:
                self._deeper[-1] = begun + len(self._unit) - len(indentation)
            self._entered = True
        indentation += self._unit[0] * self._deeper[-1]
        return indentation + line.lstrip(), indentation

    def ends(self, n: int) -> Sequence[str] | None:
        """Lines that close the `n` innermost of what is open; None where one is a bracket."""
        inner = self._open[max(0, len(self._open) - n) :] if n > 0 else []
        if not all(word in _CLOSER for word, _ in inner):
            return None
        return [indentation + _CLOSER[word] for word, indentation in reversed(inner)]

    def _around(self) -> str | None:
        opener = _open_block(self._place.prefix)
        return None if opener is None else opener[: _indentation(opener)]


def _unit(prefix: str) -> str:
    """What one more level is indented by in this file: a tab, or the usual number of blanks."""
    lines = [line for line in prefix[-_LOOKED_BACK:].split("\n") if line.strip()]
    if any(line.startswith("\t") for line in lines):
        return "\t"
    steps = Counter(_indentation(line) - _indentation(above) for above, line in pairwise(lines))
    usual = [(times, -step) for step, times in steps.items() if 1 < step <= 8]
    return " " * -max(usual)[1] if usual else "  "


def _repeats_itself(line: str) -> bool:
    """Whether a line stammers: a group of up to four tokens, four times in a row; a list that ends may do so.

    So does a name without an end.
    """
    if _ENDLESS.search(line):
        return True
    tokens = _TOKEN.findall(line)
    list_ends = bool(_COMPLETE_LIST.search(line))
    for length in range(1, 5):
        for start in range(len(tokens) - 4 * length + 1):
            group = tokens[start : start + length]
            if "," in group and list_ends:
                continue
            if any(token.isalnum() for token in group) and tokens[start : start + 4 * length] == group * 4:
                return True
    return False


def _first_token(line: str) -> str:
    found = _WORD_OR_BRACKET.search(line)
    return found[0] if found and not line[: found.start()].strip() else ""


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
