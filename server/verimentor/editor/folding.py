"""Lines that can be folded."""

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types

from verimentor.verilog.folding import Fold, folds

if TYPE_CHECKING:
    from verimentor.editor.server import Server

_KINDS = {"comment": types.FoldingRangeKind.Comment, "region": types.FoldingRangeKind.Region}


def to_range(fold: Fold) -> types.FoldingRange:
    """A fold as the editor takes it."""
    return types.FoldingRange(fold.first, fold.last, kind=_KINDS.get(fold.kind))


def register(server: "Server") -> None:
    """Offer folding."""

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    async def folding(params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        document = server.documents.get(params.text_document.uri)
        if document is None or not server.session.settings.features.folding:
            return []
        return [to_range(fold) for fold in await asyncio.to_thread(folds, document.text)]
