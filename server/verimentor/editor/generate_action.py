"""A module from a comment: found at the cursor, generated with progress, shown before it is inserted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from verimentor.alternatives import Alternative
from verimentor.editor import consent, convert
from verimentor.editor.client import can
from verimentor.editor.documents import Document
from verimentor.editor.proposal import Choice, Evidence, Report, choose, propose, with_progress
from verimentor.errors import ModelError, VerimentorError
from verimentor.generate import Generated, Request, generate
from verimentor.verilog.masking import mask
from verimentor.verilog.problem import Span

if TYPE_CHECKING:
    from verimentor.editor.server import Server

COMMAND = "verimentor.generateFromComment"
REQUEST = "verimentor/generate"
TITLE = "Generate module from comment"

_COMMENTS = re.compile(
    r"""(?P<lines>^[ \t]*//[^\n]*(?:\n[ \t]*//[^\n]*)*)|/\*(?P<block>.*?)\*/|//[^\n]*|"(?:\\.|[^"\\\n])*\"""",
    re.MULTILINE | re.DOTALL,
)
_DECORATION = re.compile(r"^[ \t]*(?:/{2,}|\*+)?[ \t]?|[ \t*/=#-]+$", re.MULTILINE)
_LEGAL = re.compile(r"(?i)copyright|licen[sc]e|SPDX|all rights reserved")
_MODULE = re.compile(r"\s*module\b[^;]*;")
_EMPTY_BODY = re.compile(r"\s*endmodule\b(?:\s*:\s*\w+)?")
_NOTHING_MORE = re.compile(r"\s*(?:\Z|(?:macro)?module\b|`)")
_MIN_WORDS = 3  # "8-bit up counter"; shorter comments are headings


@dataclass(frozen=True)
class Target:
    """What to generate, and which part of the text makes way for it (none: it is inserted there)."""

    spec: str
    header: str | None
    span: Span
    start: int  # of the comment


def find_target(text: str, offset: int) -> Target | None:
    """The description in the comment at `offset`; None where there is none, or a module with a body follows it."""
    plain = text.replace("\r", " ")  # the same length, so that offsets stay
    found = next((m for m in _COMMENTS.finditer(plain) if m.start() <= offset <= m.end()), None)
    if found is None or (found["lines"] is None and found["block"] is None):
        return None
    words = _DECORATION.sub("", found["block"] if found["lines"] is None else found[0])
    spec = "\n".join(line.rstrip() for line in words.strip().splitlines())
    if len(re.findall(r"[^\W_]+", spec)) < _MIN_WORDS or _LEGAL.search(spec):
        return None
    code = mask(plain)
    before = re.findall(r"\b(?:end)?module\b", code[: found.start()])
    if before and before[-1] == "module":
        return None  # inside of a module
    header = _MODULE.match(code, found.end())
    if header is None:
        if re.match(r"\s*(?:macro)?module\b", code[found.end() :]):
            return None  # its header is still being typed
        return Target(spec, None, Span(found.end(), found.end()), found.start())
    start = header.start() + len(header[0]) - len(header[0].lstrip())
    written = text[start : header.end()].replace("\r\n", "\n")
    body = _EMPTY_BODY.match(code, header.end())
    if body is None and not _NOTHING_MORE.match(code, header.end()):
        apart = re.match(r"[ \t]*\n[ \t]*\n", plain[found.end() :])  # another module, which this comment is not about
        return Target(spec, None, Span(found.end(), found.end()), found.start()) if apart else None
    return Target(spec, written, Span(start, (body or header).end()), found.start())


def edit_for(text: str, target: Target, module: str) -> types.TextEdit:
    """The edit that puts the module where it belongs."""
    return types.TextEdit(convert.range_of(text, target.span), _fitted(text, target, module))


def text_with(text: str, target: Target, module: str) -> str:
    """The text with the module where it belongs."""
    return text[: target.span.start] + _fitted(text, target, module) + text[target.span.end :]


def _fitted(text: str, target: Target, module: str) -> str:
    """The module with the line breaks its surroundings want."""
    module = module.strip("\n")
    if target.header is None:
        module = f"\n{module}\n" if text[target.span.end :].strip() else f"\n{module}"
    return module.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in text else module


def move(target: Target, old: str, new: str) -> Target | None:
    """The target in a text that has changed meanwhile; None where it is not there any more, or several times."""
    if old == new:
        return target
    part = old[target.start : target.span.end]
    if new.count(part) != 1:
        return None
    by = new.index(part) - target.start
    span = Span(target.span.start + by, target.span.end + by)
    return Target(target.spec, target.header, span, target.start + by)


async def make(server: "Server", spec: str, header: str | None, report: Report) -> Generated:
    """Generate with the user's settings.

    Raises:
        VerimentorError: there is no model, no such mentor, no Icarus, or the spec says nothing.
    """
    student, wishes = server.keeper.student, server.session.settings.generate
    request = Request(
        spec,
        header,
        samples=wishes.samples,
        temperature=wishes.temperature,
        max_tokens=wishes.max_tokens,
        mentor_rounds=server.session.settings.mentor.rounds,
    )
    mentor = consent.mentor_of(server)
    project = server.session.indexed_project
    try:
        generated = await generate(request, student, project, report, mentor=mentor)
    except ModelError:
        if student is not None:
            raise
        waiting = "The model is still being loaded; try again in a moment."
        raise VerimentorError(server.keeper.message or waiting) from None
    else:
        server.memory.keep(generated, project)
        return generated
    finally:
        if mentor is not None:
            await mentor.close()


async def run(server: "Server", document: Document, target: Target) -> None:
    """Generate and propose; whatever goes wrong is said."""
    preview = can(server.client_capabilities, "preview")

    async def work(report: Report) -> tuple[Generated, Sequence[Alternative]]:
        generated = await make(server, target.spec, target.header, report)
        kept = server.memory.of(generated.module) if preview and generated.ok else None
        if kept is None:
            return generated, ()
        report("comparing the answers", None)
        return generated, await kept.alternatives()

    try:
        made = await with_progress(server, TITLE, work)
    except VerimentorError as problem:
        server.say(str(problem), types.MessageType.Error)
        return
    if made is None:
        return  # the user cancelled
    generated, others = made
    if not generated.ok:
        server.say(f"No module was generated: {generated.evidence}. Say more in the comment, or give the header.")
        return
    module = generated.module
    if preview:
        found = _place(server, document, target)
        if found is None:
            return
        current, place = found
        choices = [
            Choice(label, summary, text_with(current.text, place, text))
            for label, summary, text in _labelled(generated, others)
        ]
        evidence = [Evidence(check.detail, check.passed) for check in generated.checks]
        taken = await choose(server, document.uri, TITLE, choices, evidence)
        if taken is None:
            return
        module = others[taken - 1].module if taken else module
    found = _place(server, document, target)  # looking takes time, and the user may have gone on writing
    if found is None:
        return
    current, place = found
    edit = edit_for(current.text, place, module)
    applied = await propose(server, current, [edit], TITLE, generated.evidence, confirm=not preview)
    if not preview:
        await _offer_others(server, generated, applied)


def _place(server: "Server", document: Document, target: Target) -> tuple[Document, Target] | None:
    """The document as it is now and where the module goes; None, which is said, where that is gone."""
    current = server.documents.get(document.uri)
    place = move(target, document.text, current.text) if current is not None else None
    if current is None or place is None:
        server.say("The comment changed while its module was generated; nothing was inserted. Ask again.")
        return None
    return current, place


def _labelled(generated: Generated, others: Sequence[Alternative]) -> Iterator[tuple[str, str, str]]:
    """The answers to choose from, each with what is to be said of it."""
    yield "the chosen answer", generated.evidence, generated.module
    for other in others:
        votes = f"{other.votes} vote{'' if other.votes == 1 else 's'}"
        where = f", differs at cycle {other.difference.cycle}" if other.difference else ""
        yield f"another answer: {votes}{where}", other.sentence, other.module


async def _offer_others(server: "Server", generated: Generated, applied: bool) -> None:
    """Say where the other answers are, if the one that was inserted is a guess."""
    kept = server.memory.of(generated.module)
    if not applied or kept is None or not kept.is_guess:
        return
    others = len(await kept.alternatives())
    offer = f" The lightbulb in it offers {others} other{'' if others == 1 else 's'}." if others else ""
    server.say(f"{generated.evidence}. Read the module before you rely on it.{offer}", types.MessageType.Info)


def register(server: "Server") -> None:
    """Offer the command behind the code action, and the request for clients that show the result their own way."""

    @server.command(COMMAND)
    async def generate_from_comment(uri: str, position: types.Position) -> None:
        document = server.documents.get(uri)
        target = None
        if document is not None:
            target = find_target(document.text, convert.offset_at(document.text, position))
        if document is None or target is None:
            server.say(
                "Put the cursor into a comment, outside of modules, that says in a few words what a module does."
            )
            return
        await run(server, document, target)

    @server.feature(REQUEST)
    async def generate_request(params: Any) -> dict[str, Any]:
        """`{spec, header?}` -> `{module, ok, evidence, checks: [{name, passed, detail}]}`."""
        spec, header = getattr(params, "spec", ""), getattr(params, "header", None)
        try:
            generated = await make(server, str(spec), str(header) if header else None, lambda message, share: None)
        except VerimentorError as problem:
            return {"module": "", "ok": False, "evidence": str(problem), "checks": []}
        checks = [{"name": c.name, "passed": c.passed, "detail": c.detail} for c in generated.checks]
        return {"module": generated.module, "ok": generated.ok, "evidence": generated.evidence, "checks": checks}
