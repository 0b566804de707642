"""What chat models write around code."""

import re
from collections.abc import Iterator

from verimentor.mentor.rules.rule import SYNTAX, Edit, Repair, Site, answers, repair
from verimentor.verilog.source import in_comment_or_string

_ANY = SYNTAX + "|^(macro-|unknown-directive|undefined-macro|undeclared-identifier|not-allowed|unknown-module)"
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[\w+-]*[ \t]*(?:\r\n|\n|\r|\Z)", re.MULTILINE)
_CODE_START = re.compile(
    r"^[ \t]*(?:module|macromodule|package|interface|primitive|class|`\w|//|/\*|\(\*)", re.MULTILINE
)
_CODE_LIKE = re.compile(r";[ \t]*$|^[ \t]*#(?:define|include|if|endif|undef)|\bassign\b.*=", re.MULTILINE)
_CODE_END = re.compile(r"\b(?:endmodule|endpackage|endinterface|endprimitive|endclass)\b[^\r\n]*(?:\r\n|\n|\r|\Z)")


@answers(_ANY)
def markdown_fence(site: Site) -> Iterator[Repair]:
    """Lines of three backticks go, and the talk around them."""
    fences = [found for found in _FENCE.finditer(site.text) if not in_comment_or_string(site.text, found.start() + 1)]
    if not fences:
        return
    first, last = fences[0], fences[-1]
    if len(fences) > 1 and (site.text[: first.start()].strip() or site.text[last.end() :].strip()):
        edits = [Edit(0, first.end(), ""), Edit(last.start(), len(site.text), "")]
        edits += [Edit(found.start(), found.end(), "") for found in fences[1:-1]]
        yield repair("keep the code between the markdown fences", *edits)
    yield repair("remove the markdown fences", *(Edit(found.start(), found.end(), "") for found in fences))


@answers(_ANY)
def chat_text(site: Site) -> Iterator[Repair]:
    """Sentences before the first module and behind the last one go."""
    starts = [found.start() for found in _CODE_START.finditer(site.text)]
    ends = [f.end() for f in _CODE_END.finditer(site.text) if not in_comment_or_string(site.text, f.start() + 1)]
    before = Edit(0, starts[0], "") if starts and _is_talk(site.text[: starts[0]]) else None
    after = None
    if ends:
        tail = site.text[ends[-1] :]
        kept = _CODE_START.search(tail)
        if kept is None and _is_talk(tail):
            after = Edit(ends[-1], len(site.text), "")
    edits = [edit for edit in (before, after) if edit is not None]
    if edits:
        yield repair("remove the text around the code", *edits)
    if len(edits) > 1:
        yield from (repair("remove the text around the code", edit) for edit in edits)


def _is_talk(text: str) -> bool:
    """Whether this is text in sentences and no code."""
    return len(re.findall(r"[A-Za-z]{2,}", text)) >= 2 and not _CODE_LIKE.search(text)
