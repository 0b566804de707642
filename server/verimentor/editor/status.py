"""How things are: for the editor's status bar, and for whoever wonders why nothing is suggested."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from verimentor.config import MentorSettings
from verimentor.verilog import icarus

if TYPE_CHECKING:
    from verimentor.editor.server import Server

METHOD = "verimentor/status"
RESTART = "verimentor.restartModel"


def describe(server: "Server") -> dict[str, Any]:
    """The status as it is sent.

    `state` is "off", "loading", "ready" or "failed"; `message` says what is wrong with the model; `model` is its name
    and `workerPid` the process it runs in; `lastMilliseconds` is how long the last ghost text took;
    `tokensPerSecond` is how fast the model last answered, reading included, null before it has; `whyNoSuggestion`
    is why there was none the last time, "" where there was one; `mentor` is the host or the local model that may be
    asked, "" for none, and `mentorIsRemote` tells which; `icarus` is whether it was found.
    """
    keeper, session = server.keeper, server.session
    model, student = keeper.model, keeper.student
    last, rate = session.last_milliseconds, server.ghosts.tokens_per_second
    return {
        "state": keeper.state.value,
        "message": keeper.message,
        "model": model.name if model is not None else "",
        "modelPath": str(model.path) if model is not None else "",
        "workerPid": student.pid if student is not None else None,
        "lastMilliseconds": round(last, 1) if last is not None else None,
        "tokensPerSecond": round(rate, 1) if rate is not None else None,
        "whyNoSuggestion": session.last_refusal,
        "completionEnabled": session.settings.completion.enabled,
        "mentor": _mentor(session.settings.mentor),
        "mentorIsRemote": bool(session.settings.mentor.url),
        "icarus": icarus.find_iverilog() is not None,
        "root": str(session.root) if isinstance(session.root, Path) else "",
    }


def _mentor(settings: MentorSettings) -> str:
    host = urlsplit(settings.url).netloc.rpartition("@")[2]
    return host if settings.url else Path(settings.model).name


def changed(server: "Server") -> None:
    """Send the status where it is another than the one sent last."""
    if server.initialized:
        now = describe(server)
        if now != server.last_status:
            server.last_status = now
            server.protocol.notify(METHOD, now)


def register(server: "Server") -> None:
    """Answer questions about the status, and restart the model on request."""

    @server.feature(METHOD)
    async def status(*_: object) -> dict[str, Any]:
        return describe(server)

    @server.command(RESTART)
    async def restart_model(*_: object) -> None:
        server.session.told.clear()
        await server.keeper.restart()
