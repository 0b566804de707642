"""What a client can do beyond the protocol, which it says under `capabilities.experimental.verimentor`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from lsprotocol import types
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from verimentor.editor.server import Server


def can(capabilities: types.ClientCapabilities, ability: Literal["preview", "mentorConsent"]) -> bool:
    """Whether the client answers the requests of an ability."""
    return _member(_member(capabilities.experimental, "verimentor"), ability) is True


async def ask(server: "Server", method: str, params: Mapping[str, Any], wanted: str) -> Any:
    """One member of the client's answer to a request of ours; None where it gives none."""
    try:
        return _member(await server.protocol.send_request_async(method, params), wanted)
    except JsonRpcException:
        return None


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
