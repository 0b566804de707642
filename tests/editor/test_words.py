"""Completion, hover and outline on inline Verilog; `|` is the cursor."""

from pathlib import Path

import pytest
from lsprotocol import types

from verimentor.editor.completion import Word, to_items, words_at
from verimentor.editor.hover import describe, to_hover
from verimentor.editor.symbols import symbols_of
from verimentor.verilog.project import Project
from verimentor.verilog.source import outline

ADDER = "module adder #(parameter W = 8, localparam N = 2) (input [W-1:0] a, b, output [W-1:0] sum);\nendmodule\n"
TOP = "module top (input wire [7:0] x);\n  wire [7:0] total;\n  {}\nendmodule\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.set_text(tmp_path / "adder.v", ADDER)
    return project


def words(marked: str, project: Project, path: str = "top.v") -> dict[str, Word]:
    text = marked.replace("|", "", 1)
    return {word.label: word for word in words_at(outline(text, path), marked.index("|"), project.modules())}


def test_names_declared_here_and_keywords(project: Project) -> None:
    found = words(TOP.format("assign t|"), project)
    assert found["total"].detail == "wire [7:0] total"
    assert found["x"].detail == "input wire [7:0] x"
    assert "always" in found and "always_ff" not in found
    assert "adder" not in found  # not the start of a statement
    assert "always_ff" in words(TOP.format("|"), project, "top.sv")


@pytest.mark.parametrize(
    ("body", "is_offered"), [("wire sum|", False), ("wire su|m", False), ("wire sum; assign sum| = 1;", True)]
)
def test_the_word_being_typed_is_not_offered(body: str, is_offered: bool, project: Project) -> None:
    assert ("sum" in words(TOP.format(body), project)) == is_offered


def test_a_module_comes_with_its_ports(project: Project) -> None:
    found = words(TOP.format("ad|"), project)["adder"]
    assert found.snippet == (
        "adder #(.W(${1:8})) ${2:u_adder} (\n    .a(${3:a}),\n    .b(${4:b}),\n    .sum(${5:sum})\n);"
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("adder u (.|", {"a", "b", "sum"}),
        ("adder u (.a(x), .s|", {"b", "sum"}),
        ("adder #(.W(8)) u (.a(f(x)),\n .|);", {"b", "sum"}),
        ("adder #(.|", {"W"}),
        ("adder u (.a(|", None),  # an expression, not a port
        ("unknown u (.|", set()),
        ("x.|", set()),
    ],
)
def test_behind_a_dot(body: str, expected: set[str] | None, project: Project) -> None:
    found = words(TOP.format(body), project)
    if expected is None:
        assert "total" in found
    else:
        assert set(found) == expected


@pytest.mark.parametrize("body", ["// to|", '$display("to|");', "x = 8'h|", "`def|", "$dis|"])
def test_nothing_where_no_name_belongs(body: str, project: Project) -> None:
    assert words(TOP.format(body), project) == {}


def test_items_without_snippets() -> None:
    word = Word("adder", types.CompletionItemKind.Module, "", "adder ${1:u_adder} ();")
    (plain,), (rich,) = to_items([word], snippets=False), to_items([word], snippets=True)
    assert plain.insert_text is None
    assert rich.insert_text == word.snippet


@pytest.mark.parametrize(
    ("marked", "verilog"),
    [
        (TOP.format("assign tot|al = x;"), "wire [7:0] total"),
        (TOP.format("assign total = x|;"), "input wire [7:0] x"),
        (TOP.format("ad|der u (.a(x));"), ADDER.partition("\n")[0]),
        (TOP.format("adder u (.su|m(x));"), "output [W-1:0] sum"),
        (TOP.format("adder u1| (.a(x));"), "adder u1 (...)"),
        ("module t|op (input x);\nendmodule\n", "module top (input x);"),
        (TOP.format("// tot|al"), None),
        (TOP.format("assign total = 8'd1|0;"), None),
        (TOP.format("assign unknow|n = x;"), None),
        ("|", None),
    ],
)
def test_hover(marked: str, verilog: str | None, project: Project) -> None:
    text = marked.replace("|", "", 1)
    found = describe(outline(text, "top.v"), marked.index("|"), project.modules())
    assert (found.verilog if found else None) == verilog


def test_hover_as_shown() -> None:
    text = "module top (input x);\nendmodule\n"
    found = describe(outline(text, "top.v"), 18, {})
    assert found is not None
    shown = to_hover(text, found)
    assert isinstance(shown.contents, types.MarkupContent)
    assert shown.contents.value == "```verilog\ninput x\n```"
    assert shown.range == types.Range(types.Position(0, 18), types.Position(0, 19))


def test_outline() -> None:
    text = ADDER + TOP.format("function f(input i); f = i; endfunction\n  adder u1 (.a(x));")
    adder, top = symbols_of(outline(text, "top.v"))
    assert [child.name for child in adder.children or []] == ["W", "N", "a", "b", "sum"]
    assert [(child.name, child.kind) for child in top.children or []] == [
        ("x", types.SymbolKind.Interface),
        ("total", types.SymbolKind.Variable),
        ("f", types.SymbolKind.Function),
        ("u1", types.SymbolKind.Object),
    ]
    for symbol in (adder, top):
        assert symbol.range.start <= symbol.selection_range.start
        assert symbol.selection_range.end <= symbol.range.end


@pytest.mark.parametrize("text", ["", "module", "module (", "endmodule", "\0", "module m; function"])
def test_broken_texts_have_an_outline_too(text: str) -> None:
    symbols_of(outline(text, "m.v"))
