"""The other behaviours among the answers of a generation: kept for a while, offered where the chosen one stands."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from verimentor.alternatives import Alternative, alternatives
from verimentor.editor import convert
from verimentor.editor.documents import Document
from verimentor.editor.proposal import workspace_edit
from verimentor.generate import Generated
from verimentor.verilog.difference import Difference
from verimentor.verilog.problem import Span
from verimentor.verilog.project import Project

if TYPE_CHECKING:
    from verimentor.editor.server import Server

REQUEST = "verimentor/alternatives"

_KEPT = 8  # generations; who goes back further asks again


@dataclass
class Kept:
    """A generation, and its other behaviours once somebody has asked for them."""

    generated: Generated
    project: Project | None
    _found: tuple[Alternative, ...] | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def alternatives(self) -> tuple[Alternative, ...]:
        """The other behaviours; simulated the first time, which takes a moment.

        Raises:
            ToolMissing: Icarus is not installed.
        """
        async with self._lock:
            if self._found is None:
                self._found = await asyncio.to_thread(alternatives, self.generated, self.project)
            return self._found

    @property
    def votes(self) -> int:
        """The votes of the chosen module, 0 where a repair made it."""
        return next((each.votes for each in self.generated.candidates if each.text == self.generated.module), 0)

    @property
    def is_guess(self) -> bool:
        """Whether few answers agree."""
        return any(check.name == "agreement" and not check.passed for check in self.generated.checks)


class Memory:
    """The last generations."""

    def __init__(self) -> None:
        self._kept: deque[Kept] = deque(maxlen=_KEPT)

    def keep(self, generated: Generated, project: Project | None) -> Kept:
        """Remember a generation."""
        kept = Kept(generated, project)
        self._kept.appendleft(kept)
        return kept

    def of(self, module: str) -> Kept | None:
        """The generation that gave a module, as the chosen one or not; of no text the last one."""
        return next((kept for kept in self._kept if not module or module.strip() in _texts(kept)), None)

    def at(self, text: str, offset: int) -> tuple[Kept, str, Span] | None:
        """The generation one of whose modules stands at an offset of a text, with the module and its place."""
        plain = text.replace("\r\n", "\n")
        for kept in self._kept:
            for module in _texts(kept):
                if module and module in plain:
                    written = module.replace("\n", "\r\n") if "\r\n" in text else module
                    start = text.find(written)
                    if start >= 0 and start <= offset <= start + len(written):
                        return kept, module, Span(start, start + len(written))
        return None


async def actions_at(server: "Server", document: Document, offset: int) -> list[types.CodeAction]:
    """Swap the generated module at an offset for another behaviour of the same generation, or back."""
    found = server.memory.at(document.text, offset)
    if found is None:
        return []
    kept, shown, span = found
    choices = [(kept.generated.module, f"Back to the chosen answer ({_votes(kept.votes)})", "")]
    for other in await kept.alternatives():
        where = f"differs at cycle {other.difference.cycle}" if other.difference else other.reason
        choices.append((other.module, f"Use another answer ({_votes(other.votes)}; {where})", other.sentence))
    actions = []
    for module, title, description in choices:
        if module.strip() == shown:
            continue
        written = module.strip().replace("\n", "\r\n") if "\r\n" in document.text else module.strip()
        edits = [types.TextEdit(convert.range_of(document.text, span), written)]
        edit = workspace_edit(server.client_capabilities, document, edits, title, description)
        actions.append(types.CodeAction(title, types.CodeActionKind.RefactorRewrite, edit=edit))
    return actions


def register(server: "Server") -> None:
    """Answer clients that show the alternatives their own way."""

    @server.feature(REQUEST)
    async def alternatives_request(params: Any) -> dict[str, Any]:
        """`{module?}` -> `{module, votes, guess, alternatives: [{module, votes, sentence, difference}]}`.

        `module` is a text that `verimentor/generate` gave; without it the last one is meant. `difference` is `{cycle,
        inputs: [name], outputs: [name], rows: [{cycle, inputs, chosen, other, differing}]}`, or null.
        """
        kept = server.memory.of(str(getattr(params, "module", "") or ""))
        if kept is None:
            return {"module": "", "votes": 0, "guess": False, "alternatives": []}
        others = [
            {
                "module": other.module,
                "votes": other.votes,
                "sentence": other.sentence,
                "difference": _table(other.difference) if other.difference else None,
            }
            for other in await kept.alternatives()
        ]
        return {
            "module": kept.generated.module,
            "votes": kept.votes,
            "guess": kept.is_guess,
            "alternatives": others,
        }


def _texts(kept: Kept) -> list[str]:
    return [kept.generated.module.strip(), *(each.text.strip() for each in kept.generated.candidates if each.votes)]


def _votes(count: int) -> str:
    return f"{count} vote{'' if count == 1 else 's'}"


def _table(difference: Difference) -> dict[str, Any]:
    rows = [
        {"cycle": r.cycle, "inputs": r.inputs, "chosen": r.expected, "other": r.found, "differing": r.differing}
        for r in difference.rows
    ]
    return {"cycle": difference.cycle, "inputs": difference.inputs, "outputs": difference.outputs, "rows": rows}
