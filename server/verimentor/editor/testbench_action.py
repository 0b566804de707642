"""A testbench begun for a module: recorded, run once, and shown before its file is created."""

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from verimentor.editor import convert
from verimentor.editor.client import can
from verimentor.editor.documents import Document
from verimentor.editor.proposal import Choice, Report, choose, with_progress
from verimentor.errors import VerimentorError
from verimentor.verilog.characterisation import record
from verimentor.verilog.masking import mask
from verimentor.verilog.project import Project
from verimentor.verilog.simulation import join
from verimentor.verilog.skeleton import bench_name, rehearse, write
from verimentor.verilog.source import outline
from verimentor.verilog.standalone import standalone

if TYPE_CHECKING:
    from verimentor.editor.server import Server

COMMAND = "verimentor.generateTestbench"
TITLE = "Generate testbench for module"

_HEADER = re.compile(r"\b(?:macro)?module\s+(?:automatic\s+|static\s+)?(?P<name>[A-Za-z_][\w$]*)[^;]*;")
_ANNOTATION = "verimentor"


@dataclass(frozen=True)
class Bench:
    """A testbench and what came of running it."""

    text: str
    verdict: str


def module_at(text: str, offset: int) -> str | None:
    """The name of the module whose header, with ports, is at an offset; none without ports has anything to test."""
    for header in _HEADER.finditer(mask(text)):
        if header.start() <= offset <= header.end():
            return header["name"] if "(" in header[0] else None
    return None


def module_near(text: str, offset: int) -> str | None:
    """The name of the module around an offset, or of the only one there is."""
    source = outline(text)
    module = source.module_at(offset) or (source.modules[0] if len(source.modules) == 1 else None)
    return (module.name or None) if module is not None else None


def begin(document: Document, module: str, project: Project | None) -> Bench | str:
    """The testbench of a module as it stands now, or why there is none; simulates, so call it in a thread.

    Raises:
        ToolMissing: Icarus is not installed.
    """
    design, others = standalone(document.text, document.path, project)
    recording = record(design, module, others)
    if isinstance(recording, str):
        return recording
    text = write(recording, Path(document.path).name)
    return Bench(text, rehearse(text, module, join(design, others)))


def describe(bench: Bench) -> str:
    """Where its values come from and what became of them, for the preview."""
    return f"expected values recorded from the module as it stands; {bench.verdict}"


def edit_for(path: Path, bench: Bench, *, confirm: bool) -> types.WorkspaceEdit:
    """The edit that creates the file with the testbench; where the editor can, the user is asked first."""
    uri = convert.uri_of(path)
    place = types.OptionalVersionedTextDocumentIdentifier(uri, None)
    start = types.Range(types.Position(0, 0), types.Position(0, 0))
    create = types.CreateFile(uri, options=types.CreateFileOptions(overwrite=False, ignore_if_exists=False))
    if not confirm:
        change = types.TextDocumentEdit(place, [types.TextEdit(start, bench.text)])
        return types.WorkspaceEdit(document_changes=[create, change])
    create.annotation_id = _ANNOTATION
    change = types.TextDocumentEdit(place, [types.AnnotatedTextEdit(_ANNOTATION, start, bench.text)])
    annotation = types.ChangeAnnotation(TITLE, needs_confirmation=True, description=describe(bench))
    return types.WorkspaceEdit(document_changes=[create, change], change_annotations={_ANNOTATION: annotation})


def free_path(folder: Path, module: str) -> Path:
    """NAME_tb.v, or NAME_tb_2.v and so on where somebody has one already."""
    name = bench_name(module)
    number = 1
    while (path := folder / f"{name}{f'_{number}' if number > 1 else ''}.v").exists():
        number += 1
    return path


async def run(server: "Server", document: Document, module: str) -> None:
    """Begin a testbench beside the document and open it; whatever goes wrong is said."""
    if not document.uri.startswith("file:"):
        server.say("Save the file first: the testbench is put beside it.")
        return
    able = server.client_capabilities.workspace
    edits = able.workspace_edit if able is not None else None
    if edits is None or types.ResourceOperationKind.Create not in (edits.resource_operations or []):
        server.say(f"This editor creates no files for a server. Run: verimentor testbench {Path(document.path).name}")
        return
    project = await server.session.known_project()

    async def work(report: Report) -> Bench | str:
        report("recording what the module does", None)
        return await asyncio.to_thread(begin, document, module, project)

    try:
        bench = await with_progress(server, TITLE, work)
    except VerimentorError as problem:
        server.say(str(problem), types.MessageType.Error)
        return
    if bench is None:
        return  # the user cancelled
    if isinstance(bench, str):
        server.say(f"No testbench for {module}: {bench}.")
        return
    path = await asyncio.to_thread(free_path, Path(document.path).parent, module)
    preview = can(server.client_capabilities, "preview")
    if preview:
        written = Choice(path.name, describe(bench), bench.text)
        if await choose(server, convert.uri_of(path), TITLE, [written]) is None:
            return
    edit = edit_for(path, bench, confirm=not preview and edits.change_annotation_support is not None)
    answer = await server.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, TITLE))
    window = server.client_capabilities.window
    if answer.applied and window is not None and window.show_document is not None and window.show_document.support:
        try:
            shown = types.ShowDocumentParams(convert.uri_of(path), take_focus=True)
            await server.window_show_document_async(shown)
        except JsonRpcException:
            pass  # it is there all the same


def register(server: "Server") -> None:
    """Offer the command behind the code action."""

    @server.command(COMMAND)
    async def generate_testbench(uri: str, position: types.Position) -> None:
        document = server.documents.get(uri)
        if document is None:
            server.say("Open the file in the editor first; then a testbench can be begun for its module.")
            return
        module = module_near(document.text, convert.offset_at(document.text, position))
        if module is None:
            server.say("Put the cursor into the module that the testbench is for.")
            return
        await run(server, document, module)
