"""Where the lightbulb offers a testbench, and the edit that creates it; `|` is the cursor."""

from pathlib import Path

import pytest
from lsprotocol import types

from verimentor.editor.documents import Document
from verimentor.editor.testbench_action import Bench, begin, edit_for, free_path, module_at, module_near

TEXT = """// module old (a);
module first (input a, output y);
  assign y = a;
endmodule
module second #(parameter W = 8) (
  input [W-1:0] a, // module; third (
  output [W-1:0] y
);
  assign y = a;
endmodule
module bench;
endmodule
"""


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("module old", None),
        ("module first", "first"),
        ("output y);", "first"),
        ("assign y", None),
        ("parameter W", "second"),
        ("third", "second"),
        ("module bench", None),
    ],
)
def test_the_cursor_is_in_a_header_with_ports(place: str, name: str | None) -> None:
    assert module_at(TEXT, TEXT.index(place)) == name


def test_the_module_that_is_meant() -> None:
    assert module_near(TEXT, TEXT.index("assign y")) == "first"
    assert module_near(TEXT, TEXT.rindex("assign y")) == "second"
    assert module_near(TEXT, 0) is None  # which of three?
    assert module_near("// one\nmodule one (input a);\nendmodule\n", 0) == "one"
    assert module_near("", 0) is None


def test_a_testbench_is_begun_and_run() -> None:
    bench = begin(Document("file:///m.v", "/m.v", TEXT, 1), "second", None)
    assert isinstance(bench, Bench) and "module second_tb;" in bench.text and "/m.v" not in bench.text
    assert bench.verdict.startswith("Mismatches: 0 in ")
    assert "no outputs" in str(begin(Document("file:///m.v", "/m.v", TEXT, 1), "bench", None))


@pytest.mark.parametrize("confirm", [True, False])
def test_the_file_is_created_before_it_is_filled(confirm: bool) -> None:
    edit = edit_for(Path("/x/m_tb.v"), Bench("module m_tb;", "Mismatches: 0 in 4 samples"), confirm=confirm)
    assert edit.document_changes is not None
    create, change = edit.document_changes
    assert isinstance(create, types.CreateFile) and isinstance(change, types.TextDocumentEdit)
    assert create.uri == change.text_document.uri == "file:///x/m_tb.v" and change.text_document.version is None
    assert (edit.change_annotations is not None) is confirm
    if edit.change_annotations:
        (annotation,) = edit.change_annotations.values()
        assert annotation.needs_confirmation and "Mismatches: 0" in str(annotation.description)


def test_nobodys_file_is_taken(tmp_path: Path) -> None:
    assert free_path(tmp_path, "m").name == "m_tb.v"
    (tmp_path / "m_tb.v").touch()
    (tmp_path / "m_tb_2.v").touch()
    assert free_path(tmp_path, "m").name == "m_tb_3.v"
