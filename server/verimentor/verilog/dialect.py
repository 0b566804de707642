"""Good SystemVerilog that slang takes and Icarus 11 refuses: asked at the boundaries of a text that is being written.

Each form was tried on both. The text is looked at, not parsed: 0.05 ms for 1 kB.
"""

import re
from collections.abc import Iterator

from verimentor.verilog.boundary import Boundary
from verimentor.verilog.keywords import SYSTEM_VERILOG

_HIDDEN = re.compile(r'//[^\n]*|/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_HEADER = re.compile(r"\bmodule\b[^;]*;")
_PORT = re.compile(
    r"""(?P<bare>,\s*(?:\[|(?:wire|reg|logic)\b)) | (?P<comma>,\s*\)) | (?P<variable>\binput\s+reg\b)
    | \binput\b[^,();]*?(?P<preset>=)""",
    re.VERBOSE,
)
_BODY = re.compile(
    r"""(?P<pattern>'\{) | (?P<stream>\{\s*(?:<<|>>)) | (?P<select>[)}]\s*\[)
    | \b(?:function|task|module|program)\s+automatic\b | (?P<automatic>\bautomatic\b)
    | (?P<word>\b(?:inside|break|continue|let|import|clocking|sequence|property|covergroup|class)\b)""",
    re.VERBOSE,
)
_SAID = {
    "bare": "a port with a type or a range of its own needs a direction, too",
    "comma": "a comma after the last port",
    "variable": "an input cannot be a reg",
    "preset": "an input cannot have a value",
    "pattern": "Icarus does not take an assignment pattern: '{",
    "stream": "Icarus does not take a streaming concatenation",
    "select": "only names can be indexed, not expressions",
    "automatic": "Icarus does not take an automatic variable in a block",
    "word": "Icarus does not take",
    "array": "an array is assigned word by word",
    "empty": "a semicolon without an item before it",
    "unnamed": "an instance needs a name",
    "loose": "an assignment in a module begins with assign, or stands in a block",
    "label": "Icarus does not take a label before a statement",
    "nets": "nets declared together have all a value, or none",
}
_ARRAY = re.compile(r"\b(?:reg|logic|bit|integer|int)\b[^;=,()]*?\b([A-Za-z_]\w*)\s*\[[^\]]*\]\s*(?=[;,\[])")
_BEFORE = r"(?:;|\b(?:end(?:case|function|task|generate|specify)?|join)\b(?:\s*:\s*\w+)?)"
_LAST_ITEM = re.compile(
    rf"""{_BEFORE}\s*(?: (?P<empty>;) | (?P<name>[A-Za-z_]\w*)\s*(?:
        (?:\#\s*\((?:[^();]|\([^();]*\))*\)\s*)? (?P<unnamed>\()[^;]*;
        | (?P<loose>(?:\[[^\]]*\]\s*)*<?=)[^;]*; ))\s*\Z""",
    re.VERBOSE,
)
_LAST_LABEL = re.compile(
    rf"(?:{_BEFORE}|\bbegin\b(?:\s*:\s*\w+)?)\s*(?P<label>(?P<name>[A-Za-z_]\w*)\s*:)(?![:=])(?:(?:(?!\bbegin\b)[^;:?])*;|\s*begin)\s*\Z"
)
_MARK = re.compile(r"[(){}\[\],;]")
_NETS = re.compile(r"(?:;|\b(?:begin|end|generate)\b)\s*(?:wire|tri|wand|wor)\b(?P<nets>[^;]*);")


ITEMS = frozenset({"assign", "always", "wire", "reg", "endmodule"})  # any other keyword may begin one, too


def foreign(text: str, at: Boundary) -> Iterator[tuple[int, str, frozenset[str] | None]]:
    """Where Icarus would stumble in `text` up to a boundary, over what, and which words could stand there instead."""
    end = at.end
    code = _HIDDEN.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text[:end])
    body = 0
    for header in _HEADER.finditer(code):
        body = body or header.end()
        yield from _found(_PORT, code, header.start(), header.end())
    yield from _found(_BODY, code, body, end)
    for name in dict.fromkeys(_ARRAY.findall(code)):
        whole = re.search(rf"(?:;|\b(?:begin|else)|[):])\s*({name}\s*<?=)(?!=)", code)
        if whole:
            yield whole.start(1), f"{_SAID['array']}: {name}", None
    if body:
        yield from _unlike_nets(code, body)
        yield from _last(code, body, at)


def _last(code: str, body: int, at: Boundary) -> Iterator[tuple[int, str, frozenset[str] | None]]:
    """What is wrong with the last statement alone, by where it stands: in the module itself, or in a block."""
    blocks = at.openers[: -1 if at.word == "begin" else None]
    form = _LAST_ITEM if len(blocks) == 1 else _LAST_LABEL if blocks and code.startswith("begin", blocks[-1]) else None
    found = form.search(code, body - 1) if form else None
    if found and found["name"] not in SYSTEM_VERILOG:
        kind = found.lastgroup
        assert kind is not None
        if kind == "loose":
            yield found.start("name"), _SAID[kind], ITEMS
        else:
            yield found.start(kind), _SAID[kind], None


def _unlike_nets(code: str, body: int) -> Iterator[tuple[int, str, frozenset[str] | None]]:
    """The net that has a value where the one before has none, or the other way round."""
    for found in _NETS.finditer(code, body - 1):
        depth, start, valued = 0, found.start("nets"), []
        for mark in _MARK.finditer(code, start, found.end()):
            depth += (mark[0] in "([{") - (mark[0] in ")]}")
            if depth == 0 and mark[0] in ",;":
                valued.append("=" in code[start : mark.start()])
                if valued[-1] != valued[0]:
                    yield start, _SAID["nets"], None
                    break
                start = mark.end()


def _found(forms: re.Pattern[str], code: str, start: int, end: int) -> Iterator[tuple[int, str, frozenset[str] | None]]:
    for found in forms.finditer(code, start, end):
        kind = found.lastgroup
        if kind is not None:
            word = f" `{found[0]}`" if kind == "word" else ""
            yield found.start(kind), _SAID[kind] + word, None
