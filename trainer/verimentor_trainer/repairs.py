"""Repair pairs: the module of a pair with one mistake, what the compiler says to it, and the module as it was.

A mistake keeps its text from compiling, or is one wrong line that compiles and misbehaves. Drawing runs no compiler:
what Icarus says to a mistake, and on which line, stands in the table of mistakes. `confirm` asks the real one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from verimentor.verilog.agreement import equivalent
from verimentor.verilog.icarus import compile_text
from verimentor.verilog.keywords import SYSTEM_VERILOG
from verimentor.verilog.problem import Severity, line_of
from verimentor_trainer.families import Pair

WRONG_LINES = 0.3  # the share of repairs that compile: the compiler's messages are what users paste most

_COMMENT = re.compile(r"//[^\n]*")
_TOKEN = re.compile(r"\S")
_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Repair:
    """A broken module and its repair; `message` is empty where the compiler has nothing to say."""

    description: str
    mistake: str  # what was done, in words
    broken: str
    message: str  # as "line 7: syntax error"
    repaired: str


@dataclass(frozen=True)
class Edit:
    """Replace the code points from `start` to `end`; Icarus points at the line of `blamed`, in the broken text."""

    start: int
    end: int
    text: str
    message: str = ""
    blamed: int = -1


_Edits = Callable[[str, Random], Iterator[Edit]]  # from the text without its comments


class _Mistake:
    def __init__(self, name: str, *edits: _Edits) -> None:
        self.name = name
        self._edits = edits

    def edits(self, code: str, rng: Random) -> list[Edit]:
        return [edit for edits in self._edits for edit in edits(code, rng)]


def draw(pair: Pair, rng: Random) -> Repair:
    """One repair of the pair's module."""
    code = _COMMENT.sub(lambda found: " " * len(found[0]), pair.module)
    table = _WRONG_LINES if rng.random() < WRONG_LINES else _BROKEN
    for mistake in [*rng.sample(table, len(table)), *_BROKEN]:  # a module without operators may have no line to spoil
        if edits := mistake.edits(code, rng):
            return _made(pair, mistake.name, rng.choice(edits))
    raise ValueError(f"nothing to break in {pair.module}")


def question(repair: Repair) -> str:
    """The repair as a description of what is wanted: what it is to do, what was written, what is said to that."""
    said = f"The compiler says: {repair.message}" if repair.message else "It compiles, but does something else."
    return f"{repair.description}\n\nMend this module. {said}\n\n{repair.broken}"


def confirm(repair: Repair, reference: str) -> Repair | None:
    """The repair with what Icarus says, or how the outputs differ from `reference`; None if nothing is wrong after all.

    Raises:
        ToolMissing: Icarus is not installed.
    """
    errors = [p for p in compile_text(repair.broken).problems if p.severity is Severity.ERROR]
    if errors:
        first = errors[0]
        return replace(repair, message=f"line {line_of(repair.broken, first.span.start) + 1}: {first.message}")
    answer = equivalent(reference, repair.broken)
    return None if answer.equal else replace(repair, message=answer.first_difference or answer.error or "")


def _made(pair: Pair, mistake: str, edit: Edit) -> Repair:
    broken = pair.module[: edit.start] + edit.text + pair.module[edit.end :]
    message = ""
    if edit.message:
        # The parser speaks at the token that does not fit: the one blamed, or the last of a text that ends too soon.
        rest = _COMMENT.sub(lambda found: " " * len(found[0]), broken)
        found = _TOKEN.search(rest, edit.blamed)
        place = found.start() if found else len(broken.rstrip()) - 1
        message = f"line {broken.count(chr(10), 0, place) + 1}: {edit.message}"
    return Repair(pair.description, mistake, broken, message, pair.module)


_SYNTAX = "syntax error"


def _pattern(
    pattern: str, put: str | Callable[[str, Random], str], message: str = "", *, after: bool = False
) -> _Edits:
    """Edits of the first group of every match; blamed is the edit itself, or `after` the first token behind it."""
    compiled = re.compile(pattern, re.MULTILINE)

    def edits(code: str, rng: Random) -> Iterator[Edit]:
        for found in compiled.finditer(code):
            start, end = found.span(1)
            text = put if isinstance(put, str) else put(found[1], rng)
            if text != found[1]:
                yield Edit(start, end, text, message, start + len(text) if after else start)

    return edits


def _misspelt(word: str, rng: Random) -> str:
    """The word as it comes out when typed in a hurry, never another keyword."""
    place = rng.randrange(len(word) - 1)
    options = [word[:place] + word[place + 1 :], word[:place] + word[place + 1] + word[place] + word[place + 2 :]]
    options = [option for option in options if option != word and option not in SYSTEM_VERILOG]
    return rng.choice(options) if options else f"{word}{word[-1]}"


def _names(code: str) -> tuple[str, list[str]]:
    """The name of a text's only module, "" where there are more, and what it declares one a line."""
    modules = re.findall(r"\bmodule\s+(\w+)", code)
    return (modules[0] if len(modules) == 1 else ""), re.findall(
        r"^\s*(?:reg|wire)\b[^;=\n,]*?(\w+)\s*;", code, re.MULTILINE
    )


def _misspelt_uses(code: str, rng: Random) -> Iterator[Edit]:
    """A name of a continuous assignment written wrong, so that nothing of that name is there."""
    module, _ = _names(code)
    taken = set(_NAME.findall(code)) | SYSTEM_VERILOG
    for found in re.finditer(
        r"^\s*assign \w+ = (?![^;\n]*\$)[^;\n]*?(?<![\w'])([a-z]\w{2,})(?=[^\w(\[][^;\n]*;|;)", code, re.MULTILINE
    ):
        wrong = _misspelt(found[1], rng)
        if module and found[1] not in SYSTEM_VERILOG and wrong not in taken:
            yield Edit(*found.span(1), wrong, f"Unable to bind wire/reg/memory `{wrong}' in `{module}'", found.start(1))


def _missing_port(code: str, _rng: Random) -> Iterator[Edit]:
    """An input that a continuous assignment uses, without its line in the header."""
    module, _ = _names(code)
    for found in re.finditer(r"^[ \t]*input (?:wire )?(?:\[[^\]\n]*\] )?(\w+),\n", code, re.MULTILINE):
        uses = list(re.compile(rf"\b{found[1]}\b").finditer(code, found.end()))
        line_start = code.rfind("\n", 0, uses[0].start()) + 1 if len(uses) == 1 else -1
        if module and line_start > 0 and re.compile(r"\s*assign \w+ = (?![^;]*[\[{$])").match(code, line_start):
            message = f"Unable to bind wire/reg/memory `{found[1]}' in `{module}'"
            yield Edit(found.start(), found.end(), "", message, uses[0].start() - len(found[0]))


def _undeclared(code: str, _rng: Random) -> Iterator[Edit]:
    """A register that is first assigned in a procedure, without its declaration."""
    module, declared = _names(code)
    for name in declared:
        line = re.search(rf"^[ \t]*reg\b[^;=\n,\[]*(?:\[[^\]\n]*\])?\s*{name}\s*;\n", code, re.MULTILINE)
        use = line and re.compile(rf"\b{name}\b").search(code, line.end())
        if (
            module
            and line
            and use
            and re.match(rf"{name}\s*<=", code[use.start() :])
            and _is_statement(code, use.start())
        ):
            shift = len(line[0])
            message = f"Could not find variable ``{name}'' in ``{module}''"
            yield Edit(line.start(), line.end(), "", message, use.start() - shift)


def _wire_assigned(code: str, _rng: Random) -> Iterator[Edit]:
    """An output assigned in a procedure that is no register."""
    module, _ = _names(code)
    for found in re.finditer(r"\boutput (reg )(?:\[[^\]]*\] )?(\w+)(?=\s*[,)\n])(?!\s*,\s*(?!input|output)\w)", code):
        name = found[2]
        use = re.compile(rf"\b{name}(?=\s*<?=(?!=))").search(code, code.find(");", found.end()))
        if module and use and _is_statement(code, use.start()):
            message = f"{name} is not a valid l-value in {module}."
            yield Edit(*found.span(1), "", message, use.start() - len(found[1]))


def _is_statement(code: str, place: int) -> bool:
    """Whether what stands there begins a statement: after a keyword, a condition or a full line."""
    return re.search(r"(?:;|\bbegin|\belse|\)|:)\s*$", code[:place]) is not None


def _without_end(code: str, _rng: Random) -> Iterator[Edit]:
    for found in re.finditer(r"\s*\bendmodule\b\s*\Z", code):
        yield Edit(found.start(), found.end(), "\n", _SYNTAX, found.start() + 1)


_ASSIGNED = r"^\s*(?:assign )?\w+ <?= [^;\n]*"
_PORT = r"^\s+(?:input|output)\b[^\n]*"
_UNBASED = "Unbased SystemVerilog literal cannot have a size."

# What Icarus 11 says; the tests hold every row against the real one.
_BROKEN = [
    _Mistake(
        "a missing semicolon",
        _pattern(r"^\s*(?:assign )?\w+ <?= [^;\n]*(;)\s*$", "", _SYNTAX, after=True),
        _pattern(r"^\s*(?:else )?if \([^\n;]* <= [^;\n]*(;)\s*$", "", _SYNTAX, after=True),
    ),
    _Mistake(
        "a missing semicolon after a declaration",
        _pattern(r"^\s*(?:reg|wire)\b[^;=\n]*(;)\s*$", "", _SYNTAX, after=True),
    ),
    _Mistake("a missing semicolon after the port list", _pattern(r"\A[^;]*\)(;)", "", _SYNTAX, after=True)),
    _Mistake("a missing endmodule", _without_end),
    _Mistake("a missing end", _pattern(r"^\s*(end)\s*^endmodule", "", _SYNTAX, after=True)),
    _Mistake("a missing endcase", _pattern(r"\b(endcase)\b", "", _SYNTAX, after=True)),
    _Mistake(
        "a misspelt keyword",
        _pattern(r"^\s*(assign|always)\b", _misspelt, _SYNTAX),
        _pattern(r"\b(posedge|negedge)\b", _misspelt, _SYNTAX),
        _pattern(r"\b(endmodule)\s*\Z", _misspelt, _SYNTAX),
        _pattern(r"\b(begin)$", _misspelt, _SYNTAX, after=True),
        _pattern(r"^\s*(output)\b", _misspelt, _SYNTAX, after=True),
    ),
    _Mistake("'elsif', which is another language", _pattern(r"\bend (else if)\b", "elsif", _SYNTAX)),
    _Mistake(
        "a digit that the base does not have",
        _pattern(_ASSIGNED + r"'b[01]*([01])\b", "2", _SYNTAX),
        _pattern(_ASSIGNED + r"'h[0-9a-f]*([0-9a-f])\b", "g", _SYNTAX),
    ),
    _Mistake("a literal without its base", _pattern(_ASSIGNED + r"\d'([bdh])[01]\b", "", _UNBASED)),
    _Mistake(
        "a missing closing parenthesis",
        _pattern(r"^\s*(?:end )?(?:else )?if \(\w+(\)) ", "", _SYNTAX, after=True),
        _pattern(r"^\s*assign \w+ = [^;\n]*(\));$", "", _SYNTAX, after=True),
    ),
    _Mistake(
        "a missing opening parenthesis", _pattern(r"^\s*(?:end )?(?:else )?if (\()\w+\)", "", _SYNTAX, after=True)
    ),
    _Mistake("a missing brace", _pattern(r"^\s*\w+ <= [^;\n]*(\});$", "", _SYNTAX, after=True)),
    _Mistake("a missing bracket", _pattern(r"^\s*(?:reg|wire) \[[^\]\n]*(\]) \w+;$", "", _SYNTAX, after=True)),
    _Mistake("a missing comma between ports", _pattern(_PORT + r"(,)$", "", _SYNTAX, after=True)),
    _Mistake(
        "a comma after the last port",
        _pattern(_PORT + r"\w()\n\);", ",", "Superfluous comma in port declaration list."),
    ),
    _Mistake("'<=' in a continuous assignment", _pattern(r"^\s*assign \w+ (=) ", "<=", _SYNTAX)),
    _Mistake(
        "'=>' or '=<' for '<='", _pattern(r"^\s*\w+ (<=) [^\n]*;", lambda _, rng: rng.choice(("=>", "=<")), _SYNTAX)
    ),
    _Mistake("'=' for '=='", _pattern(r"\bif \(\w+ (==) \w+\)", "=", _SYNTAX)),
    _Mistake("a semicolon before else", _pattern(r"^\s*end() else\b", ";", _SYNTAX, after=True)),
    _Mistake("a misspelt name", _misspelt_uses),
    _Mistake("a register that is not declared", _undeclared),
    _Mistake("a port missing from the list", _missing_port),
    _Mistake("an assignment in a procedure to a wire", _wire_assigned),
]

_PAIRS = (("+", "-"), ("&", "|"), ("==", "!="), ("<", ">"), ("&&", "||"), ("<<", ">>"))
_FLIPPED = {"^": "&", **dict(_PAIRS), **{b: a for a, b in _PAIRS}}


def _another_number(digits: str, rng: Random) -> str:
    value = int(digits)
    return str(value + 1 if value == 0 or rng.random() < 0.5 else value - 1)


def _other_operator(code: str, _rng: Random) -> Iterator[Edit]:
    """An operator flipped in a statement; of a loop's head it could make a loop without end."""
    for line in re.finditer(r"^(?!\s*(?:for|module|parameter|input|output|genvar)\b)[^\n]+", code, re.MULTILINE):
        for found in re.finditer(r" (\+|-|&&|\|\||&|\||\^|==|!=|<<|>>|<|>) (?=[\w(~!{])", line[0]):
            start = line.start() + found.start(1)
            yield Edit(start, start + len(found[1]), _FLIPPED[found[1]])


def _other_reset(code: str, _rng: Random) -> Iterator[Edit]:
    """The first condition of a clocked procedure inverted."""
    for found in re.finditer(r"always @\((?:pos|neg)edge[^)]*\)[^;]*?\bif \((!?)(\w+)\)", code):
        yield Edit(*found.span(1), "" if found[1] else "!")


_WRONG_LINES = [
    _Mistake("a wrong operator", _other_operator),
    _Mistake("an inverted bit", _pattern(r"\b1'b([01]);", lambda text, _: str(1 - int(text)))),
    _Mistake("a wrong number", _pattern(r"== (?:\d+'d)?(\d+)\b(?!')", _another_number)),
    _Mistake("swapped branches", _pattern(r"\? (\w+ : \w+);", lambda text, _: " : ".join(text.split(" : ")[::-1]))),
    _Mistake("swapped operands", _pattern(r"= (\w+ - \w+);", lambda text, _: " - ".join(text.split(" - ")[::-1]))),
    _Mistake("an inverted reset or enable", _other_reset),
    _Mistake("an inverted value", _pattern(r"^\s*assign \w+ = (~?)\(?[a-z&|^]", lambda text, _: "" if text else "~")),
]

MISTAKES = frozenset(mistake.name for mistake in (*_BROKEN, *_WRONG_LINES))
