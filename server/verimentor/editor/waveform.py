"""The picture of what a module does under generated stimuli, for clients that show it."""

import asyncio
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from verimentor.editor import convert
from verimentor.editor.testbench_action import module_near
from verimentor.errors import VerimentorError
from verimentor.verilog import waveform_svg, waveform_text
from verimentor.verilog.project import Project
from verimentor.verilog.simulation import simulate
from verimentor.verilog.standalone import standalone
from verimentor.verilog.waveform import CYCLES, waveform_of

if TYPE_CHECKING:
    from verimentor.editor.server import Server

REQUEST = "verimentor/waveform"

_MAX_CYCLES = 200  # a picture some 9,000 points wide; nobody scrolls further
_THEMES = ("auto", "light", "dark")


def draw(text: str, path: str, module: str | None, cycles: int, theme: str, project: Project | None) -> dict[str, Any]:
    """The answer to a request; simulates, so call it in a thread."""
    text, others = standalone(text, path, project)
    try:
        simulation = simulate(text, module, others)
    except VerimentorError as problem:
        return _failed(str(problem))
    if simulation.trace is None:
        return _failed(simulation.error or "it could not be simulated")
    shown = waveform_of(simulation.trace, max(1, min(cycles, _MAX_CYCLES)))
    svg = waveform_svg.draw(shown, theme if theme in _THEMES else "auto")
    return {"ok": True, "svg": svg, "text": waveform_text.write(shown), "message": ""}


def _failed(message: str) -> dict[str, Any]:
    return {"ok": False, "svg": "", "text": "", "message": message}


def register(server: "Server") -> None:
    """Offer the request."""

    @server.feature(REQUEST)
    async def waveform_request(params: Any) -> dict[str, Any]:
        """`{uri or text, module?, position?, cycles?, theme?}` -> `{ok, svg, text, message}`.

        Without `module`, the one at `position` is meant, then the one that no other uses; themes are auto, light, dark.
        """
        document = server.documents.get(str(getattr(params, "uri", "")))
        text = getattr(params, "text", None) or (document.text if document is not None else "")
        path = document.path if document is not None else "generated.v"
        module, cycles = getattr(params, "module", None), getattr(params, "cycles", None)
        position = getattr(params, "position", None)
        if not module and position is not None:
            place = types.Position(int(position.line), int(position.character))
            module = module_near(str(text), convert.offset_at(str(text), place))
        return await asyncio.to_thread(
            draw,
            str(text),
            path,
            str(module) if module else None,
            cycles if isinstance(cycles, int) else CYCLES,
            str(getattr(params, "theme", "auto")),
            server.session.indexed_project,
        )
