"""Icarus' messages read into values: one table of forms, matched loosely since wording and quotes differ by version.

The exit code says nothing reliable (it counts errors modulo 256, and `-i` hides some), so the verdict is made here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from verimentor.verilog.problem import Severity


@dataclass(frozen=True)
class Message:
    """One thing Icarus said."""

    file: str  # the name given to iverilog; empty where the message has no place
    line: int  # 1-based, as Icarus counts; 0 where the message has no place
    severity: Severity
    code: str
    text: str
    token: str = ""  # the name it is about, as written in the source
    fatal: bool = False  # whether the code does not get past Icarus because of it


@dataclass(frozen=True)
class _Form:
    code: str
    pattern: re.Pattern[str]
    severity: Severity | None = None  # None: as Icarus says


def _form(code: str, pattern: str, severity: Severity | None = None) -> _Form:
    return _Form(code, re.compile(pattern, re.IGNORECASE), severity)


_Q = r"[`'\"‘’“”]{0,2}"  # how a name is quoted, if it is
_NAME = rf"{_Q}(?P<token>[\w$.\\]+)(?:\[[^`'\"]*(?:'s?[dhb]\w+)?[^`'\"]*\])*{_Q}"
_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

# Echoes say again what another message on the same line has said.
ECHO = "echo"

# After these, syntax errors of the same file, or of this line and the next, say nothing new.
_DERAILING_FILE = frozenset({"include-not-found", "missing-endif"})
_DERAILING_LINE = frozenset({"undefined-macro", "unterminated-string", "too-few-arguments"})
_BARE = "syntax error"

# The first form that matches gives the code; codes are slang's where the matter is the same.
_FORMS = (
    _form("syntax-error", r"^syntax error$", _ERROR),
    _form("unknown-module", rf"^Unknown module type:? {_NAME}"),
    _form("include-not-found", r"^Include file (?P<token>\S+) not found", _ERROR),
    _form("undeclared-identifier", rf"^Unable to bind \S+ {_NAME}"),
    _form("undeclared-identifier", rf"^Could not find variable {_NAME}"),
    _form("undeclared-identifier", rf"^(?:Net|Variable|Register) {_NAME} is not defined in this context"),
    _form("unknown-function", rf"^No function (?:named )?{_NAME}"),
    _form("unknown-task", rf"^Enable of unknown task {_NAME}"),
    _form("assign-to-net", rf"^{_NAME} is not a valid l-value"),
    _form("assign-to-variable", rf"^(?:reg|variable) {_NAME};? cannot be driven by"),
    _form("redefinition", rf"^(?:Array |Type identifier )?{_NAME} has already been declared"),
    _form("port-does-not-exist", rf"^port {_NAME} is not a port of"),
    _form("duplicate-port-connection", rf"^port {_NAME} already bound"),
    _form("too-many-port-connections", r"^Wrong number of ports"),
    _form("port-not-declared", rf"^Port {_NAME} .*is not declared within module"),
    _form("too-many-arguments", r"^Too many arguments"),
    _form("too-few-arguments", r"^(?:Missing argument|too few arguments)(?: for `(?P<token>\w+))?"),
    _form("multiple-drivers", rf"^(?:Unresolved|Variable) (?:\S+ )?{_NAME} cannot have multiple drivers"),
    _form("missing-genvar", rf"^genvar is missing for generate \"?loop\"? variable {_NAME}"),
    _form("not-constant", rf"^A reference to a (?:wire or reg|net or variable) \(?{_NAME}\)? is not allowed"),
    _form("array-index", rf"^Array {_NAME} needs an array index"),
    _form("array-index", rf"^Cannot assign to array {_NAME}"),
    _form("scalar-select", rf"^can ?not select part of (?:a )?scalar:? {_NAME}"),
    _form("explicit-cast", r"^This assignment requires an explicit cast"),
    _form("out-of-order", rf"^part select {_NAME}.* is out of order"),
    _form("out-of-range", rf"^(?:Part|bit) select {_NAME}.* is out of range"),
    _form("no-delay", r"^always process does not have any delay"),
    _form("superfluous-comma", r"^Superfluous comma"),
    _form("unterminated-string", r"^Missing close quote of string", _ERROR),
    _form("missing-endif", r"^This `\w+ lacks an `endif", _ERROR),
    _form("unbalanced-directive", r"^`\w+ without a matching", _WARNING),
    _form("undefined-macro", rf"^macro {_NAME} undefined"),
    _form("port-width", r"^Port \d+ \((?P<token>[\w$.]+)\) of .* expects \d+ bits"),
    _form("implicit-net", rf"^implicit definition of wire (?:logic )?{_NAME}"),
    _form("parameter-not-found", rf"^parameter {_NAME} not found in"),
    _form("scope-not-found", rf"^Scope of {_NAME} not found"),
    _form("truncated-literal", r"^(?:Numeric constant|Constant) truncated"),
    _form("no-sensitivities", r"^\w+ process has no sensitivities"),
    _form("timescale", r"timescale"),
    _form(ECHO, r"^Unable to elaborate (?:r-value|condition)"),
    _form(ECHO, r"^Failed to (?:evaluate|elaborate)"),
    _form(ECHO, r"^Cannot evaluate genvar"),
    _form(ECHO, r"^(?:Dimensions|Part select expressions|.* expressions?) must be constant"),
    _form("multiple-drivers", rf"^{_NAME} Unable to assign to unresolved wires"),
    _form(ECHO, r"^no wire/reg \S+ in module"),
    _form(ECHO, r"^Module \S+ was already declared here"),
)

# Without a severity and not on their own: they tell more of the syntax error before them.
_SYNTAX_DETAIL = re.compile(
    r"malformed|invalid (?:module|event|type|declaration|port)|syntax (?:error )?in|errors? in|I give up on",
    re.IGNORECASE,
)
_LOCATED = re.compile(r"^(?P<file>[^\s:]+):(?P<line>\d+):\s?(?P<rest>.*)$")
_CONTINUED = re.compile(r"^[^\s:]+:\d+(?::\s{2,}:?|\s{2,}:|:\s*\.\.\.:)\s*(?P<rest>.*)$")
_SEVERITY = re.compile(r"^(?P<severity>internal error|error|warning|sorry)\s*:\s*", re.IGNORECASE)
_MISSING_MODULE = re.compile(r"^\s+(?P<name>\S+) referenced \d+ times")
_NO_TOP = re.compile(r"^No top level modules", re.IGNORECASE)
_CRASH = re.compile(r"failed assertion|Segmentation fault|internal error|bad_alloc|out of memory", re.IGNORECASE)
_GAVE_UP = "Icarus broke here, which is a fault of Icarus"
_NOT_FATAL = re.compile(r"\b(?:skipped|ignored|all bits will be included)\b")
_UNLOCATED_ERROR = re.compile(r"^(?:<command line>: )?(?:error|sorry): |^iverilog: ", re.IGNORECASE)


def read(output: str) -> list[Message]:
    """The messages in order, echoes and repetitions left out."""
    found = list(_without_echoes(_read(output)))
    return list(dict.fromkeys(found))


def missing_modules(output: str) -> tuple[str, ...]:
    """Modules Icarus looked for in vain; while there are any, it keeps every other elaboration error to itself."""
    _, _, block = output.partition("These modules were missing")
    return tuple(found["name"] for line in block.splitlines() if (found := _MISSING_MODULE.match(line)))


def _read(output: str) -> Iterator[Message]:
    last: Message | None = None
    for line in output.split("\n"):
        line = line.rstrip("\r")
        continued = _CONTINUED.match(line)
        if continued and last is not None:
            detail = continued["rest"].strip()
            if detail and detail not in last.text:
                last = replace(last, text=f"{last.text} {_sentence(detail)}")
            continue
        message = _message(line)
        if message is None:
            continue
        if last is not None and _is_detail(last, message):
            if last.text == _BARE:
                detail = _SEVERITY.sub("", message.text).rstrip(".")
                detail = re.sub(r"^syntax (?:error )?", "", detail, flags=re.IGNORECASE)
                last = replace(last, text=f"{_BARE}: {detail[:1].lower()}{detail[1:]}")
            continue
        if last is not None:
            yield last
        last = message
    if last is not None:
        yield last


def _message(line: str) -> Message | None:
    located = _LOCATED.match(line)
    if located is None:
        text = line.strip()
        if _NO_TOP.search(text):
            return Message("", 0, _ERROR, "no-top-module", "no module is left that nothing instantiates", fatal=True)
        if _CRASH.search(text):
            return Message("", 0, _WARNING, "gave-up", f"{_GAVE_UP}: {text}", fatal=True)
        if _UNLOCATED_ERROR.search(text):
            return Message("", 0, _ERROR, "error", _SEVERITY.sub("", text), fatal=True)
        return None
    file, number, rest = located["file"], int(located["line"]), located["rest"].strip()
    if not rest:
        return None
    severity_word = _SEVERITY.match(rest)
    text = rest[severity_word.end() :] if severity_word else rest
    word = severity_word["severity"].lower() if severity_word else ""
    if _CRASH.search(rest):
        return Message(file, number, _WARNING, "gave-up", f"{_GAVE_UP}: {text}", fatal=True)
    if word == "sorry":
        fatal = not _NOT_FATAL.search(text)
        return Message(file, number, _WARNING, "unsupported", f"Icarus cannot do this: {text}", fatal=fatal)
    severity = _WARNING if word == "warning" else _ERROR
    for form in _FORMS:
        matched = form.pattern.search(text)
        if matched:
            severity = form.severity or severity
            token = (matched.groupdict().get("token") or "").strip("\\.")
            return Message(file, number, severity, form.code, text, token, fatal=severity is _ERROR)
    code = "syntax-error" if "syntax" in text.lower() or (not word and _SYNTAX_DETAIL.search(text)) else severity.value
    return Message(file, number, severity, code, text, fatal=severity is _ERROR)


def _is_detail(before: Message, message: Message) -> bool:
    """Whether `message` only says in which construct the syntax error before it was found."""
    return (
        before.code == "syntax-error"
        and message.file == before.file
        and (abs(message.line - before.line) <= 1 or message.text.startswith("Errors in port"))
        and message.severity is _ERROR
        and message.text != _BARE
        and _SYNTAX_DETAIL.search(message.text) is not None
    )


def _without_echoes(messages: Iterable[Message]) -> Iterator[Message]:
    """Messages that a reader cannot infer from the ones before them."""
    messages = list(messages)
    syntax_errors = {(m.file, m.line) for m in messages if m.code == "syntax-error"}
    explained = {(m.file, m.line) for m in messages if m.severity is _ERROR and m.code != ECHO}
    broken_lines: set[tuple[str, int]] = set()
    broken_files: set[str] = set()  # the preprocessor lost its way: what follows is noise
    for message in sorted(messages, key=lambda m: m.code == "syntax-error"):
        place = (message.file, message.line)
        if message.code == ECHO:
            if place not in explained:
                yield replace(message, code="error")
            continue
        if message.code == "syntax-error":
            if message.file in broken_files or place in broken_lines:
                continue
            broken_lines.add(place)
        elif message.code in _DERAILING_FILE:
            broken_files.add(message.file)
        elif message.code in _DERAILING_LINE:
            near = {place, (message.file, message.line + 1)}
            broken_lines |= near
            if near & syntax_errors:
                message = replace(message, severity=_ERROR, fatal=True)
        yield message


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
