"""What the mentor model is asked, and which part of its answer is code.

The question carries numbered lines, the compiler's messages, a note for each class of error (the form RTLFixer found
to work) and the checks that fail.
"""

import re
from collections.abc import Sequence

from verimentor.mentor.chain import Outcome
from verimentor.mentor.endpoint import Message
from verimentor.mentor.error_classes import notes
from verimentor.verilog.problem import Problem, Severity, Span, line_of, line_span, line_starts

_MAX_MESSAGES = 20  # later ones are mostly echoes of the first
_MAX_CHECKS = 12  # failing checks shown; the first ones tell where it goes wrong
_MAX_SPEC = 6_000  # code points of a description: a page and a half
_CONTEXT_LINES = 60  # shown around a part that is to be corrected, so that its names are known
_MAX_GROWTH = 4  # an answer this many times longer than the question's code is not a correction of it

_SYSTEM = (
    "You correct Verilog so that it compiles and does what it should. Keep its module names, ports, comments; change "
    "only what the messages and failing checks are about. Answer with the corrected code alone, complete and without "
    "line numbers, in one ```verilog block."
)

_FENCED = re.compile(r"^[ \t]*```[\w+-]*[ \t]*\n(.*?)(?:^[ \t]*```|\Z)", re.DOTALL | re.MULTILINE)
_MODULES = re.compile(r"^[ \t]*module\b.*\bendmodule\b[^\n]*", re.DOTALL | re.MULTILINE)


def question(
    text: str,
    part: Span,
    problems: Sequence[Problem],
    failing: Sequence[Outcome] = (),
    *,
    path: str = "",
    spec: str = "",
    complaint: str = "",
) -> list[Message]:
    """The conversation that asks for the corrected `part` of a text.

    Args:
        failing: the checks that do not hold.
        spec: what the code should do, where somebody said it.
        path: only its suffix matters, for the language.
        complaint: why the answer before was not accepted; empty the first time.
    """
    first, last = line_of(text, part.start), line_of(text, max(part.start, part.end - 1))
    whole = first == 0 and last >= len(line_starts(text)) - 2
    language = "SystemVerilog" if path.lower().endswith((".sv", ".svh")) else "Verilog"
    blocks = []
    if not whole:
        shown = (max(0, first - _CONTEXT_LINES), min(len(line_starts(text)) - 1, last + _CONTEXT_LINES))
        before, after = _numbered(text, shown[0], first - 1), _numbered(text, last + 1, shown[1])
        if before:
            blocks.append(f"Before it stands, for your information:\n```\n{before}\n```")
        blocks.append(
            f"Correct lines {first + 1} to {last + 1} of a {language} file and answer with these lines alone:"
        )
        blocks.append(f"```\n{_numbered(text, first, last)}\n```")
        if after:
            blocks.append(f"Behind it stands, for your information:\n```\n{after}\n```")
    else:
        blocks.append(f"Correct this {language} file:\n```\n{_numbered(text, first, last)}\n```")
    errors = [problem for problem in problems if problem.severity is Severity.ERROR][:_MAX_MESSAGES]
    lines = [f"line {line_of(text, p.span.start) + 1}: {p.message}" for p in errors]
    if spec.strip():
        blocks.append(f"What it should do:\n{spec.strip()[:_MAX_SPEC]}")
    if lines:
        blocks.append("The compiler says:\n" + "\n".join(dict.fromkeys(lines)))
    if found := notes(errors):
        blocks.append("Notes:\n" + "\n".join(f"- {note}" for note in found))
    if failing:
        rows = [f"- {each.name}: {each.detail}" if each.detail else f"- {each.name}" for each in failing[:_MAX_CHECKS]]
        blocks.append("It compiles, but these checks fail:\n" + "\n".join(rows))
    if complaint:
        blocks.append(f"Your last answer was not accepted: {complaint} Answer differently.")
    return [{"role": "system", "content": _SYSTEM}, {"role": "user", "content": "\n\n".join(blocks)}]


def extract(answer: str, old: str, newline: str = "\n") -> str | None:
    """The code of an answer, ended like the part it replaces, its lines by `newline`; None where it is no code."""
    answer = re.sub(r"<think>.*?(?:</think>|\Z)", "", answer.replace("\r\n", "\n"), flags=re.DOTALL)
    fenced = _FENCED.findall(answer)
    wants_module = re.search(r"\bmodule\b", old) is not None
    starts_with_module = old.lstrip().startswith("module")
    if not fenced and not starts_with_module:
        return None  # talk and a few lines of code look alike
    code = max(fenced, key=lambda block: (wants_module and "endmodule" in block, len(block)), default=answer)
    code = _without_line_numbers(code)
    if starts_with_module:
        found = _MODULES.search(code)
        code = found[0] if found else ""
    if not code.strip() or len(code) > _MAX_GROWTH * len(old) + 2000:
        return None
    lead = old[: len(old) - len(old.lstrip("\r\n"))]
    tail = old[len(old.rstrip()) :]
    return lead + newline.join(code.strip("\n").rstrip().split("\n")) + tail


def line_break(text: str) -> str:
    """The line break a text uses."""
    found = re.search(r"\r\n|\n|\r", text)
    return found[0] if found else "\n"


def _numbered(text: str, first: int, last: int) -> str:
    rows = []
    for line in range(first, last + 1):
        span = line_span(text, line)
        rows.append(f"{line + 1:4}| {text[span.start : span.end]}")
    return "\n".join(rows)


def _without_line_numbers(code: str) -> str:
    """Models sometimes repeat the numbers they were shown."""
    lines = code.split("\n")
    if all(re.match(r"\s*\d+\| ?", line) for line in lines if line.strip()):
        return "\n".join(re.sub(r"^\s*\d+\| ?", "", line) for line in lines)
    return code
