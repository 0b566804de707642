"""Whether a module loses bits where it assigns: a hint that a port is declared too narrow."""

import pyslang
from pyslang import ast, syntax

_LOSSES = ["none", "width-trunc"]


def truncates(text: str) -> bool:
    """Whether anything assigned in `text` is wider than what it is assigned to."""
    tree = syntax.SyntaxTree.fromText(text)
    compilation = ast.Compilation()
    compilation.addSyntaxTree(tree)
    engine = pyslang.DiagnosticEngine(tree.sourceManager)
    engine.setWarningOptions(_LOSSES)
    return any(
        str(each.code) == "DiagCode(WidthTruncate)"
        and engine.getSeverity(each.code, each.location) == pyslang.DiagnosticSeverity.Warning
        for each in compilation.getAllDiagnostics()
    )
