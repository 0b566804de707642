"""What changed between two texts, for a terminal and for an editor."""

from difflib import SequenceMatcher, unified_diff
from itertools import pairwise

from verimentor.mentor.rules.rule import Edit
from verimentor.verilog.problem import line_starts


def as_diff(old: str, new: str, path: str) -> str:
    """A unified diff; empty where nothing changed."""
    rows = unified_diff(_lines(old), _lines(new), f"a/{path}", f"b/{path}")
    out = []
    for row in rows:
        whole = row.endswith(("\n", "\r"))
        out.append(row.rstrip("\r\n") + "\n" + ("" if whole else "\\ No newline at end of file\n"))
    return "".join(out)


def as_edits(old: str, new: str) -> tuple[Edit, ...]:
    """The smallest edits of whole lines that lead from `old` to `new`, in order of place."""
    before, after = _lines(old), _lines(new)
    starts = (*line_starts(old), len(old))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return tuple(
        Edit(starts[i1], starts[i2] if i2 < len(before) else len(old), "".join(after[j1:j2]))
        for kind, i1, i2, j1, j2 in matcher.get_opcodes()
        if kind != "equal"
    )


def _lines(text: str) -> list[str]:
    """Lines with their breaks, split where editors split them."""
    starts = (*line_starts(text), len(text))
    lines = [text[a:b] for a, b in pairwise(starts)]
    return lines[:-1] if lines and not lines[-1] else lines
