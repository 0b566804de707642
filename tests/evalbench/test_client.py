"""The small editor: positions, and what an answer says."""

from pathlib import Path
from typing import Any

import pytest

from verimentor_evalbench.client import Answer, Document, ghost_in


class Sent:
    """Keeps what would be sent."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, Any]] = []

    def notify(self, method: str, params: Any) -> None:
        self.messages.append((method, params))


def test_positions_count_utf_16_units() -> None:
    sent = Sent()
    document = Document(sent, Path("/m.v"), "module m;\r\n// 🙂é\r\nendmodule\n")  # type: ignore[arg-type]
    document.insert(document.text.index("é") + 1, "!")
    assert document.text == "module m;\r\n// 🙂é!\r\nendmodule\n"
    (_, opened), (_, changed) = sent.messages
    assert opened["textDocument"]["uri"] == "file:///m.v"
    assert changed["contentChanges"][0]["range"]["start"] == {"line": 1, "character": 6}
    assert changed["textDocument"]["version"] == 2


@pytest.mark.parametrize(
    ("result", "ghost"),
    [
        (None, ""),
        ([], ""),
        ({"items": []}, ""),
        ({"items": [{"insertText": "q;"}]}, "q;"),
        ([{"insertText": "q;"}], "q;"),
    ],
)
def test_ghost_in_any_form_of_answer(result: Any, ghost: str) -> None:
    assert ghost_in(Answer(result, 1.0)) == ghost
