"""Lines that the student finds improbable, marked on saving where the user wants that."""

from typing import TYPE_CHECKING

from verimentor.editor.documents import Document
from verimentor.errors import ModelError
from verimentor.unusual import unusual_lines
from verimentor.verilog.problem import Problem
from verimentor.verilog.source import is_encrypted, is_generated

if TYPE_CHECKING:
    from verimentor.editor.server import Server


async def read(server: "Server", document: Document) -> tuple[Problem, ...]:
    """The hints for a document; none where nobody asked for them, or no model can answer."""
    student = server.keeper.student
    wanted = server.session.settings.features.unusual_lines
    if not wanted or student is None or is_encrypted(document.text) or is_generated(document.text):
        return ()
    try:
        return await unusual_lines(document.text, document.path, student)
    except ModelError:
        return ()  # ghost text tells what is wrong with the model
