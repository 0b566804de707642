"""What the mentor model is asked, and which part of its answer is code.

The question carries numbered lines, the compiler's messages and a note for each class of error, the form RTLFixer
("Automatically Fixing RTL Syntax Errors with Large Language Models", 2023) found to work.
"""

import re
from collections.abc import Sequence

from verimentor.mentor.endpoint import Message
from verimentor.verilog.problem import Problem, Severity, Span, line_of, line_span, line_starts

_MAX_MESSAGES = 20  # later ones are mostly echoes of the first
_CONTEXT_LINES = 60  # shown around a part that is to be corrected, so that its names are known
_MAX_GROWTH = 4  # an answer this many times longer than the question's code is not a correction of it

_SYSTEM = (
    "You correct Verilog so that it compiles. Keep what the code does, its module names, ports and comments; change "
    "only what the messages are about. Answer with the corrected code alone, complete and without line numbers, in one "
    "```verilog block."
)

_FENCED = re.compile(r"^[ \t]*```[\w+-]*[ \t]*\n(.*?)(?:^[ \t]*```|\Z)", re.DOTALL | re.MULTILINE)
_MODULES = re.compile(r"^[ \t]*module\b.*\bendmodule\b[^\n]*", re.DOTALL | re.MULTILINE)

# Notes per class of error; the first that matches a message is given once.
_NOTES = (
    (r"assign-to-net|not a valid l-value", "A name assigned in an always or initial block is declared reg (or logic)."),
    (r"assign-to-variable", "A name driven by assign is a wire; drop reg from its declaration."),
    (r"undeclared|typo|unable to bind", "Declare the name or use the declared one that was meant; parameters too."),
    (r"unknown-module", "Instantiate only modules that exist; the name may be misspelled."),
    (r"port-does-not-exist|port-", "Connect ports by the names in the header of the instantiated module."),
    (r"redefinition|already", "Declare each name once; `output reg q` needs no second `reg q;`."),
    (r"genvar", "A generate loop needs `genvar i;`; a loop in an always block needs `integer i;`."),
    (r"digit|literal|number", "A literal is size'base digits, such as 8'hFF, with digits of that base."),
    (r"expected .end|unexpected-end|expected-statement", "Every begin, case, function and module needs its end."),
    (r"not-constant|const-eval", "Outside always, if and for take constants only; choose at run time inside always."),
    (r"multiple-drivers", "Drive each name from one always block or one assign."),
    (r"syntax|expected|malformed", "Look just before the place named: a ;, comma, bracket or begin may be missing."),
)  # fmt: skip


def question(
    text: str, part: Span, problems: Sequence[Problem], *, path: str = "", complaint: str = ""
) -> list[Message]:
    """The conversation that asks for the corrected `part` of a text.

    Args:
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
    blocks.append("The compiler says:\n" + "\n".join(dict.fromkeys(lines)))
    notes = advice(errors)
    if notes:
        blocks.append("Notes:\n" + "\n".join(f"- {note}" for note in notes))
    if complaint:
        blocks.append(f"Your last answer was not accepted: {complaint} Answer differently.")
    return [{"role": "system", "content": _SYSTEM}, {"role": "user", "content": "\n\n".join(blocks)}]


def advice(problems: Sequence[Problem]) -> tuple[str, ...]:
    """One note for each class of error among the problems."""
    found = (
        next((note for pattern, note in _NOTES if re.search(pattern, f"{p.code}: {p.message}", re.I)), None)
        for p in problems
    )
    return tuple(dict.fromkeys(note for note in found if note))


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
