"""Broken code repaired by rules, the student and the mentor the user named, shown before anything changes."""

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types

from verimentor.editor import consent, convert
from verimentor.editor.client import can
from verimentor.editor.documents import Document
from verimentor.editor.proposal import Choice, Evidence, Report, choose, propose, with_progress
from verimentor.errors import MentorError
from verimentor.mending import Fix, mend
from verimentor.verilog.problem import Span

if TYPE_CHECKING:
    from verimentor.editor.server import Server

COMMAND = "verimentor.fix"
TITLE = "Fix with mentor"


def title_for(has_mentor: bool, selection: bool) -> str:
    """What the lightbulb says."""
    return f"{'Fix selection' if selection else 'Fix'} with {'mentor' if has_mentor else 'rules and student'}"


def describe(fixed: Fix) -> str:
    """What was done, for the preview."""
    steps = [step.note for step in fixed.steps if step.accepted]
    counted = f"{fixed.errors_before} → {fixed.errors_after} errors"
    return f"{counted}: {'; '.join(steps)}" if steps else counted


def summarise(fixed: Fix) -> str:
    """The same in a line: what each link of the chain did."""
    helped = [sentence for sentence, ok in fixed.evidence if ok]
    said = "; ".join([f"{fixed.errors_before} → {fixed.errors_after} errors", *helped])
    return said.replace(" -> ", " → ")  # what a terminal is told without any such sign


def evidence_of(fixed: Fix) -> list[Evidence]:
    """Every step that was tried, what it was to mend and what compiler and checks said."""
    return [
        Evidence(f"{step.actor}: {step.note} ({step.errors_before} → {step.errors_after} errors)", step.accepted)
        for step in fixed.steps
    ]


async def run(server: "Server", document: Document, span: Span | None) -> None:
    """Repair a document, or the lines of a span of it, and propose the result; whatever goes wrong is said."""
    session = server.session
    project = await session.known_project()

    async def work(report: Report) -> Fix:
        try:
            mentor = consent.mentor_of(server)
        except MentorError as problem:
            server.say(str(problem))
            mentor = None
        try:
            return await mend(
                document.text,
                document.path,
                project,
                student=server.keeper.student,
                mentor=mentor,
                rounds=session.settings.mentor.rounds,
                span=span,
                on_progress=lambda message: report(message, None),
            )
        finally:
            if mentor is not None:
                await mentor.close()

    fixed = await with_progress(server, TITLE, work)
    if fixed is None:
        return  # the user cancelled
    notes = " ".join(fixed.notes)
    if fixed.text == document.text:
        server.say(notes or "Nothing was found that would help.", types.MessageType.Info)
        return
    preview = can(server.client_capabilities, "preview")
    if preview and server.documents.current(document):
        repaired = Choice("repaired", summarise(fixed), fixed.text)
        if await choose(server, document.uri, TITLE, [repaired], evidence_of(fixed)) is None:
            return
    if not server.documents.current(document):
        server.say("The file changed while it was being repaired; nothing was done. Ask again.")
        return
    edits = await asyncio.to_thread(convert.edits_between, document.text, fixed.text)
    applied = await propose(server, document, edits, TITLE, describe(fixed), confirm=not preview)
    if applied and fixed.errors_after:
        server.say(notes, types.MessageType.Info)


def register(server: "Server") -> None:
    """Offer the command behind the code actions."""

    @server.command(COMMAND)
    async def fix_command(uri: str, range_: types.Range | None) -> None:
        # No range: the whole document.
        document = server.documents.get(uri)
        if document is None:
            server.say("Open the file in the editor first; then it can be fixed.")
            return
        await run(server, document, convert.span_of(document.text, range_) if range_ is not None else None)
