"""The whole modules of an answer: without the talk around them, fences, and what was begun and not ended."""

import re

# In talk about a module neither a parameter list nor a port list follows the word after it.
_MODULE = re.compile(r"\bmodule\s+(?:automatic\s+|static\s+)?(\w+|\\\S+)\s*(?=[#(;]|import\b)")
_BELONGS = re.compile(r"\s*(?:`|\(\*|import\b|$)", re.MULTILINE)
_END_OF_MODULE = re.compile(r"\bendmodule\b(\s*:\s*\w+)?")
_FENCE = re.compile(r"^\s*```\w*\s*$", re.MULTILINE)
_COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def cut(text: str, header: str | None = None) -> str:
    """The whole modules of an answer, "" where it holds none; `header` is put before an answer that goes on after it.

    Talk before the first module, what follows the last `endmodule`, fences, and a module that repeats an earlier name
    are dropped; comments and directives right before the first module stay.
    """
    whole = f"{header.rstrip()}\n{text}" if header else text
    whole = _FENCE.sub("", whole)
    masked = _COMMENT_OR_STRING.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), whole)
    first = _MODULE.search(masked)
    if not first:
        return ""
    kept, names, begin = "", set(), _start(masked, first.start())
    for end in _END_OF_MODULE.finditer(masked, first.end()):
        name = _MODULE.search(masked, begin, end.end())
        if not name or name[1] in names:
            break
        names.add(name[1])
        kept, begin = kept + whole[begin : end.end()], end.end()
    return kept.strip() + "\n" if kept else ""


def _start(masked: str, module: int) -> int:
    """Where the lines before a module that belong to it begin: comments (masked), directives, attributes, imports."""
    start = masked.rfind("\n", 0, module) + 1
    if masked[start:module].strip() and not _BELONGS.match(masked[start:module]):
        return module
    while start and _BELONGS.match(masked, masked.rfind("\n", 0, start - 1) + 1, start):
        start = masked.rfind("\n", 0, start - 1) + 1
    return start
