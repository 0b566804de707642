"""Language features that come and go with the settings, so that another language server can take their place.

A client that registers features dynamically hears of each when it is switched on or off. The others are told once, at
the start, and a feature switched off later answers them with nothing.
"""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from verimentor.config import FeatureSettings
from verimentor.verilog.formatting import find_formatter

if TYPE_CHECKING:
    from verimentor.editor.server import Server


@dataclass(frozen=True)
class Switch:
    """A switch of the settings, and the request it allows."""

    setting: str
    method: str  # registered under this name
    of_client: str  # the capability below `textDocument`
    of_server: str


SWITCHES = (
    Switch("hover", types.TEXT_DOCUMENT_HOVER, "hover", "hover_provider"),
    Switch("outline", types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, "document_symbol", "document_symbol_provider"),
    Switch("keyword_completion", types.TEXT_DOCUMENT_COMPLETION, "completion", "completion_provider"),
    Switch("highlighting", "textDocument/semanticTokens", "semantic_tokens", "semantic_tokens_provider"),
    Switch("folding", types.TEXT_DOCUMENT_FOLDING_RANGE, "folding_range", "folding_range_provider"),
    Switch("formatting", types.TEXT_DOCUMENT_FORMATTING, "formatting", "document_formatting_provider"),
    Switch(
        "formatting", types.TEXT_DOCUMENT_RANGE_FORMATTING, "range_formatting", "document_range_formatting_provider"
    ),
    Switch("code_actions", types.TEXT_DOCUMENT_CODE_ACTION, "code_action", "code_action_provider"),
)


def is_on(switch: Switch, wishes: FeatureSettings) -> bool:
    """Whether a feature is to be offered, and can be."""
    return bool(getattr(wishes, switch.setting)) and (switch.setting != "formatting" or find_formatter() is not None)


class Switchboard:
    """What one client was told of the features."""

    def __init__(self) -> None:
        self._dynamic: dict[Switch, Any] = {}  # switches the client hears of, with their options
        self._registered: set[Switch] = set()
        self._changing = asyncio.Lock()

    def advertise(
        self, able: types.ServerCapabilities, client: types.ClientCapabilities, wishes: FeatureSettings
    ) -> None:
        """Take out of the server's capabilities what is off, and what will be registered instead."""
        for switch in SWITCHES:
            wanted = getattr(client.text_document, switch.of_client, None)
            dynamic = bool(getattr(wanted, "dynamic_registration", False))
            if dynamic:
                self._dynamic[switch] = getattr(able, switch.of_server)
            if dynamic or not is_on(switch, wishes):
                setattr(able, switch.of_server, None)

    async def follow(self, server: "Server") -> None:
        """Register and unregister what the settings have switched on and off."""
        async with self._changing:
            wishes = server.session.settings.features
            wanted = {switch for switch in self._dynamic if is_on(switch, wishes)}
            coming = [
                types.Registration(f"verimentor-{switch.of_client}", switch.method, _options(self._dynamic[switch]))
                for switch in sorted(wanted - self._registered, key=SWITCHES.index)
            ]
            going = [
                types.Unregistration(f"verimentor-{switch.of_client}", switch.method)
                for switch in sorted(self._registered - wanted, key=SWITCHES.index)
            ]
            self._registered = wanted
            try:
                if coming:
                    await server.client_register_capability_async(types.RegistrationParams(coming))
                if going:
                    await server.client_unregister_capability_async(types.UnregistrationParams(going))
            except JsonRpcException as problem:
                server.tell(f"The editor did not take the change of Verimentor's features: {problem}")


def _options(options: Any) -> Any:
    return None if options is True else options
