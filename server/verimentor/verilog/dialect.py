"""Good SystemVerilog that slang takes and Icarus 11 refuses: asked at the boundaries of a text that is being written.

Each form was tried on both. The text is looked at, not parsed: 0.05 ms for 1 kB.
"""

import re
from collections.abc import Iterator

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
}
_ARRAY = re.compile(r"\b(?:reg|logic|bit|integer|int)\b[^;=,()]*?\b([A-Za-z_]\w*)\s*\[[^\]]*\]\s*(?=[;,\[])")
_EMPTY = re.compile(r"(?:;|\bend\w*(?:\s*:\s*\w+)?)\s*(;)\s*\Z")


def foreign(text: str, end: int, depth: int) -> Iterator[tuple[int, str]]:
    """Where Icarus would stumble in `text` up to `end`, and over what.

    `depth` is how many modules and blocks are open there: in a module itself, a semicolon may not stand alone.
    """
    code = _HIDDEN.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text[:end])
    body = 0
    for header in _HEADER.finditer(code):
        body = body or header.end()
        yield from _found(_PORT, code, header.start(), header.end())
    yield from _found(_BODY, code, body, end)
    for name in dict.fromkeys(_ARRAY.findall(code)):
        whole = re.search(rf"(?:;|\b(?:begin|else)|[):])\s*({name}\s*<?=)(?!=)", code)
        if whole:
            yield whole.start(1), f"{_SAID['array']}: {name}"
    empty = _EMPTY.search(code) if depth == 1 else None
    if empty and body < end:
        yield empty.start(1), _SAID["empty"]


def _found(forms: re.Pattern[str], code: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    for found in forms.finditer(code, start, end):
        kind = found.lastgroup
        if kind is not None:
            word = f" `{found[0]}`" if kind == "word" else ""
            yield found.start(kind), _SAID[kind] + word
