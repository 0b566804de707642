"""What is wrong with the open documents: slang while the user types, Icarus on open, on save and after a pause.

On saving, lines that the student finds unusual are marked, too, where the user wants that; they stay as long as their
text does.

Each document has one attendant: at most one check of it runs at a time, and an answer about an older version is
dropped. What Icarus said stays until it speaks again, where the text it spoke of has not changed. What is wrong in
the statement that is being typed waits for the pause: nobody wants to hear that half a word is undeclared.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from verimentor.editor import convert, unusual_lines
from verimentor.editor.documents import Document
from verimentor.verilog import icarus
from verimentor.verilog.check import check, merge
from verimentor.verilog.problem import Problem, Span
from verimentor.verilog.project import HEADER_SUFFIXES, Project
from verimentor.verilog.source import outline

if TYPE_CHECKING:
    from verimentor.editor.server import Server

_CLOSERS = re.compile(r"[\s)\]}]*")  # an editor closes brackets by itself
_UNUSED = "unused-"  # shown faded rather than underlined


def to_diagnostics(text: str, problems: Sequence[Problem]) -> list[types.Diagnostic]:
    """The problems as the editor shows them."""
    return [
        types.Diagnostic(
            convert.range_of(text, problem.span),
            problem.message,
            convert.severity_of(problem.severity),
            problem.code,
            source=problem.engine,
            tags=[types.DiagnosticTag.Unnecessary] if problem.code.startswith(_UNUSED) else None,
        )
        for problem in problems
    ]


def carry_over(problems: Sequence[Problem], old: str, new: str) -> list[Problem]:
    """The problems of an old text that lie in what is unchanged in the new one, moved to where that is now."""
    if old == new:
        return list(problems)
    head, tail = _unchanged(old, new)
    by = len(new) - len(old)
    kept = []
    for problem in problems:
        if problem.span.end <= head:
            kept.append(problem)
        elif problem.span.start >= len(old) - tail:
            kept.append(replace(problem, span=Span(problem.span.start + by, problem.span.end + by)))
    return kept


def settled(problems: Sequence[Problem], text: str, place: int) -> list[Problem]:
    """The problems without those of the statement that is being typed at `place`: what follows may mend them."""
    start = text.rfind(";", 0, place) + 1
    behind = _CLOSERS.match(text, place)
    end = behind.end() if behind is not None else place
    return [problem for problem in problems if problem.span.end < start or problem.span.start > end]


def _unchanged(old: str, new: str) -> tuple[int, int]:
    """How many letters at the beginning and at the end are the same."""
    shorter = min(len(old), len(new))
    head = _common(old, new, shorter)
    return head, _common(old[::-1], new[::-1], shorter - head)


def _common(one: str, other: str, most: int) -> int:
    """How many letters both begin with, found by halving since comparing slices is quick and a loop is not."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


@dataclass(frozen=True)
class Report:
    """What was found in one version of a document."""

    text: str
    problems: tuple[Problem, ...]
    said_by_icarus: tuple[Problem, ...] = ()
    interface: object = None  # what other files may depend on; None where nobody looked


def look(
    document: Document, project: Project | None, last: Report | None, *, use_slang: bool = True, use_icarus: bool
) -> Report:
    """Check one version of a document, given what was found in an earlier one; blocks."""
    text, path = document.text, document.path
    problems = check(text, path, project, use_slang=use_slang, use_icarus=use_icarus)
    if use_icarus:
        return Report(text, problems, tuple(problem for problem in problems if problem.engine == "icarus"))
    kept = carry_over(last.said_by_icarus, last.text, text) if last is not None else []
    if kept and not (project is not None and project.excluded(Path(path))):
        problems = tuple(merge(text, problems, kept))
    return Report(text, problems, tuple(kept))


def interface_of(document: Document) -> object:
    """What other files may depend on, to be compared with what it was before; blocks."""
    if Path(document.path).suffix in HEADER_SUFFIXES:
        return document.text
    source = outline(document.text, document.path)
    ports = [(module.name, port.name, port.direction, port.range) for module in source.modules for port in module.ports]
    parameters = [(module.name, each.name) for module in source.modules for each in module.parameters]
    return sorted(source.provides), ports, parameters


class Attendant:
    """Looks after one open document."""

    def __init__(self, server: "Server", uri: str, text: str) -> None:
        self._server = server
        self._uri = uri
        self._text = text
        self._place: int | None = None  # behind the last change; None where nothing was changed
        self._rested = text  # the last text that was opened, saved, or left alone for a pause
        self._last: Report | None = None
        self._hints = Report("", ())
        self._reading: asyncio.Task[None] | None = None
        self._timers: dict[tuple[bool, bool], asyncio.TimerHandle] = {}
        self._running = False
        self._again: bool | None = None  # a check asked for while another ran, and whether a thorough one

    def call(self, delay_s: float, *, thorough: bool, rested: bool = False) -> None:
        """Check the document once this long has passed without another call of the kind.

        A thorough check asks Icarus, too, and looks whether other documents are concerned. `rested`: the user will have
        opened or saved it, or left it alone for as long, so that nothing in it is still being typed.
        """
        timer = self._timers.pop((thorough, rested), None)
        if timer is not None:
            timer.cancel()
        loop = asyncio.get_running_loop()
        self._timers[thorough, rested] = loop.call_later(delay_s, self._begin, thorough, rested)

    def follow(self, text: str) -> None:
        """The document is this now; remember where it was changed."""
        if text != self._text:
            self._place = len(text) - _unchanged(self._text, text)[1]
            self._text = text

    def read(self, document: Document) -> None:
        """Let the student read the document as it is now, and no longer as it was before."""
        if self._reading is not None:
            self._reading.cancel()
        self._reading = asyncio.create_task(self._read(document))

    async def _read(self, document: Document) -> None:
        hints = Report(document.text, await unusual_lines.read(self._server, document))
        if hints.problems or self._hints.problems:
            self._hints = hints
            current = self._server.documents.get(self._uri)
            if current is not None and self._last is not None and self._last.text == current.text:
                self._publish(current, self._last)

    def close(self) -> None:
        """Nothing is checked from here on."""
        if self._reading is not None:
            self._reading.cancel()
        for timer in self._timers.values():
            timer.cancel()
        self._again = None

    def _begin(self, thorough: bool, rested: bool = False) -> None:
        if rested:
            self._rested = self._text
        if self._running:
            self._again = thorough or bool(self._again)
        else:
            self._running = True
            self._server.start(self._check(thorough))

    async def _check(self, thorough: bool) -> None:
        try:
            if self._last is None and thorough:
                await self._check_once(thorough=False)  # the quick half first
            await self._check_once(thorough=thorough)
        finally:
            self._running = False
            if self._again is not None:
                thorough, self._again = self._again, None
                self._begin(thorough)

    async def _check_once(self, *, thorough: bool) -> None:
        server, last = self._server, self._last
        document = server.documents.get(self._uri)
        if document is None:
            return
        self.follow(document.text)
        place = self._place
        project = await server.session.known_project()
        # Without the project Icarus would miss every module of other files; all is checked again after indexing.
        settings = server.session.settings
        use_icarus = thorough and project is not None and settings.diagnostics.icarus
        use_slang = settings.features.slang_diagnostics
        said_before = last if settings.diagnostics.icarus else None
        report = await asyncio.to_thread(
            look, document, project, said_before, use_slang=use_slang, use_icarus=use_icarus
        )
        if thorough:
            report = replace(report, interface=await asyncio.to_thread(interface_of, document))
        elif last is not None:
            report = replace(report, interface=last.interface)
        if place is not None and document.text != self._rested:  # a check that began earlier may read what came since
            report = replace(report, problems=tuple(settled(report.problems, document.text, place)))
        if not server.documents.current(document):
            return  # a later version is looked at soon
        self._last = report
        self._publish(document, report)
        if last is not None and last.interface not in (None, report.interface):
            refresh(server, but=document.uri)

    def _publish(self, document: Document, report: Report) -> None:
        hints = carry_over(self._hints.problems, self._hints.text, document.text)
        diagnostics = to_diagnostics(document.text, [*report.problems, *hints])
        self._server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(document.uri, diagnostics, document.version)
        )


_ICARUS_MISSING = f"Icarus Verilog was not found, so only slang checks your code. {icarus.ADVICE}"


async def opened(server: "Server", document: Document) -> None:
    """Check a document that was just opened."""
    attendant = server.attendants[document.uri] = Attendant(server, document.uri, document.text)
    await server.session.update(server.session.project.set_text, Path(document.path), document.text)
    attendant.call(0, thorough=True, rested=True)
    if server.session.settings.diagnostics.icarus and await asyncio.to_thread(icarus.find_iverilog) is None:
        server.tell(_ICARUS_MISSING)


async def changed(server: "Server", document: Document) -> None:
    """Check a document some time after a change."""
    wishes = server.session.settings.diagnostics
    attendant = server.attendants.get(document.uri)
    if attendant is not None:
        attendant.follow(document.text)
    if attendant is not None and wishes.on_type:
        attendant.call(wishes.debounce_ms / 1000, thorough=False)
        attendant.call(wishes.pause_ms / 1000, thorough=True, rested=True)
    await server.session.update(server.session.project.set_text, Path(document.path), document.text)


async def closed(server: "Server", document: Document) -> None:
    """A closed document is nobody's business: its problems go, and the disk counts again."""
    attendant = server.attendants.pop(document.uri, None)
    if attendant is not None:
        attendant.close()
    server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, []))
    await server.session.update(server.session.project.drop_text, Path(document.path))


def refresh(server: "Server", but: str = "") -> None:
    """Check all open documents, except `but`: something they may depend on has changed."""
    for document in server.documents:
        attendant = server.attendants.get(document.uri)
        if attendant is not None and document.uri != but:
            attendant.call(0, thorough=True)


def register(server: "Server") -> None:
    """Check on save; opening, changing and closing come through the protocol."""

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE, types.SaveOptions(include_text=False))
    async def did_save(params: types.DidSaveTextDocumentParams) -> None:
        attendant = server.attendants.get(params.text_document.uri)
        document = server.documents.get(params.text_document.uri)
        if attendant is not None and document is not None:
            attendant.call(0, thorough=True, rested=True)
            attendant.read(document)
