"""The main job against the real server over stdio: diagnostics, ghost text, a module from a description, a fix.

Run it with `make demo`. It drives `verimentor serve --stdio` just as an editor does and changes no file of yours;
pictures of what the generated modules do go into `.cache/demo`.
"""

import asyncio
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from rich.console import Console
from rich.markup import escape
from rich.syntax import Syntax

EXAMPLES = Path(__file__).resolve().parent
PICTURES = EXAMPLES.parent / ".cache" / "demo"
CYCLES = 12  # of a waveform: what fits into a terminal
TIMEOUT_S = 60  # a cold start on two busy cores takes ten

SPECS = (
    "Design a verilog module that implements a three input xor",
    "Design a module that implements 32 bit shift register",
    # Its diagram says all: the machine is written out, and every transition is checked.
    "module toggle: inputs clk, rst, t; output q. A T flip-flop; a synchronous reset leads to OFF.\n\n"
    "   OFF (0) --0--> OFF\n   OFF (0) --1--> ON\n   ON  (1) --0--> ON\n   ON  (1) --1--> OFF",
)


@dataclass(frozen=True)
class Place:
    """Where somebody is typing: a file, the text before the cursor's line, and what is left of the line."""

    file: str
    after: str  # the cursor stands behind this text, and what follows it is kept
    typed: str  # what has just been typed there


PLACES = (
    Place("rtl/baud_generator.v", "    reg [15:0] count;\n", "\n    always @(posedge clk"),
    Place("rtl/fifo.v", "    wire do_write = wr_en && !full;\n", "    wire do_"),
    Place("rtl/uart_tx.v", "                    tx <= shift[0];\n", "                    shift <= "),
)

console = Console(highlight=False, soft_wrap=True)


class Editor:
    """The little of an editor that the demo needs."""

    def __init__(self) -> None:
        self.client = LanguageClient("demo", "1")
        self.texts: dict[str, str] = {}
        self.diagnostics: dict[str, list[types.Diagnostic]] = {}
        self._published = asyncio.Event()
        self._status: dict[str, Any] = {}
        self._offered: list[types.ApplyWorkspaceEditParams] = []

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.diagnostics[params.uri] = list(params.diagnostics)
            self._published.set()

        @self.client.feature(types.WORKSPACE_APPLY_EDIT)
        def apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
            self._offered.append(params)
            return types.ApplyWorkspaceEditResult(applied=True)

        @self.client.feature(types.WINDOW_SHOW_MESSAGE)
        def message(params: types.ShowMessageParams) -> None:
            console.print(f"  [yellow]{escape(params.message)}[/]")

        @self.client.feature(types.WINDOW_LOG_MESSAGE)
        def log(params: types.LogMessageParams) -> None:
            pass

        @self.client.feature("verimentor/status")
        def status(params: Any) -> None:
            pass

    async def start(self) -> None:
        """Start the server and open the example folder."""
        await self.client.start_io(sys.executable, "-m", "verimentor.cli.main", "serve", "--stdio")
        folder = types.WorkspaceFolder(EXAMPLES.as_uri(), EXAMPLES.name)
        edits = types.WorkspaceEditClientCapabilities(document_changes=True)
        capabilities = types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities(workspace_edit=edits))
        await self.client.initialize_async(
            types.InitializeParams(capabilities, root_uri=folder.uri, workspace_folders=[folder])
        )
        self.client.initialized(types.InitializedParams())

    def open(self, path: Path, text: str) -> str:
        """Show a text under a file's name; the file itself stays as it is."""
        uri = path.as_uri()
        self._published.clear()
        self.texts[uri] = text
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "verilog", 1, text))
        )
        return uri

    def close(self, uri: str) -> None:
        """Close a document."""
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    async def problems(self, uri: str) -> list[types.Diagnostic]:
        """The diagnostics of a document, once both engines have spoken."""
        deadline = time.monotonic() + TIMEOUT_S
        while not any("icarus" in (d.source or "").lower() for d in self.diagnostics.get(uri, [])):
            self._published.clear()
            try:
                # Icarus follows slang within a moment; where it has nothing to add, there is no second message.
                wait_s = 1.5 if self.diagnostics.get(uri) else deadline - time.monotonic()
                await asyncio.wait_for(self._published.wait(), wait_s)
            except TimeoutError:
                break
        return self.diagnostics.get(uri, [])

    async def ghost(self, uri: str, line: int, character: int) -> tuple[str | None, float]:
        """The ghost text at a place and the milliseconds it took."""
        started = time.monotonic()
        answer = await self.client.text_document_inline_completion_async(
            types.InlineCompletionParams(
                context=types.InlineCompletionContext(types.InlineCompletionTriggerKind.Invoked),
                text_document=types.TextDocumentIdentifier(uri),
                position=types.Position(line, character),
            )
        )
        items = answer.items if isinstance(answer, types.InlineCompletionList) else answer or []
        text = items[0].insert_text if items else None
        return (text if isinstance(text, str) or text is None else text.value), 1000 * (time.monotonic() - started)

    async def request(self, method: str, **params: Any) -> Any:
        """One of our own requests."""
        return await self.client.protocol.send_request_async(method, params)

    async def fixed(self, uri: str) -> tuple[str, str]:
        """What "Fix with mentor" offers for a document: the text and its description."""
        await self.client.workspace_execute_command_async(types.ExecuteCommandParams("verimentor.fix", [uri, None]))
        offered = self._offered[-1]
        changes = offered.edit.document_changes or []
        edits = [edit for change in changes if isinstance(change, types.TextDocumentEdit) for edit in change.edits]
        annotations = list((offered.edit.change_annotations or {}).values())
        description = annotations[0].description if annotations else None
        return _applied(self.texts[uri], edits), description or offered.label or ""

    async def stop(self) -> None:
        """End the server."""
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()


def _applied(text: str, edits: list[Any]) -> str:
    """The text after the edits; the examples are ASCII, so that code points and UTF-16 units are the same."""
    lines = text.splitlines(keepends=True)

    def offset(position: types.Position) -> int:
        return sum(map(len, lines[: position.line])) + position.character

    for edit in sorted(edits, key=lambda e: offset(e.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


def _title(text: str) -> None:
    console.print(f"\n[bold cyan]── {text}[/]")


def _verilog(text: str) -> None:
    code = text.rstrip("\n")
    if console.is_terminal:
        console.print(Syntax(code, "verilog", theme="ansi_dark", padding=(0, 4)))
    else:
        console.print("\n".join(f"    {line}" for line in code.splitlines()), markup=False)


async def show_diagnostics(editor: Editor) -> str:
    """Open the broken example and print what both engines say; returns its document."""
    path = EXAMPLES / "broken_counter.v"
    _title(f"Diagnostics of {path.name}")
    uri = editor.open(path, path.read_text(encoding="utf-8"))
    lines = editor.texts[uri].splitlines()
    for found in await editor.problems(uri):
        place = found.range.start
        console.print(f"  {place.line + 1}:{place.character + 1} [red]{escape(found.message)}[/] ({found.source})")
        console.print(f"      {lines[place.line].strip()}", style="dim", markup=False)
    return uri


async def show_ghost_text(editor: Editor) -> int:
    """Type at three places and print what is offered; returns how many places got something."""
    _title("Ghost text from the local model, shown only if slang finds no new error")
    shown = 0
    for place in PLACES:
        path = EXAMPLES / place.file
        text = path.read_text(encoding="utf-8")
        before = text[: text.index(place.after) + len(place.after)] + place.typed
        # As while writing: of what follows only the end of the module is there.
        uri = editor.open(path, before + "\nendmodule\n")
        line, character = before.count("\n"), len(place.typed.rsplit("\n", 1)[-1])
        ghost, milliseconds = await editor.ghost(uri, line, character)
        typed = escape(place.typed.strip("\n"))
        console.print(f"  {place.file}:{line + 1} ({milliseconds:.0f} ms)", style="dim")
        console.print(f"  {typed}[green]{escape(ghost) if ghost else '[dim](nothing offered)[/]'}[/]\n")
        shown += ghost is not None
        editor.close(uri)
    return shown


async def show_generation(editor: Editor) -> bool:
    """Generate the modules and show what they do; returns whether all compile and run."""
    good = True
    for picture in PICTURES.glob("*.svg"):
        picture.unlink()
    for spec in SPECS:
        _title(f"“{spec}”")
        started = time.monotonic()
        with console.status("asking the student, compiling, simulating"):
            made = await editor.request("verimentor/generate", spec=spec)
        _verilog(made.module)
        mark = "[green]✓[/]" if made.ok else "[red]✗[/]"
        console.print(f"  {mark} {escape(made.evidence)} ({time.monotonic() - started:.1f} s)")
        good = good and made.ok and await show_waveform(editor, made.module)
    return good


async def show_waveform(editor: Editor, module: str) -> bool:
    """Print what a module does under generated stimuli and draw it into a file; returns whether there is a picture."""
    shown = await editor.request("verimentor/waveform", text=module, cycles=CYCLES)
    if not shown.ok:
        console.print(f"  [yellow]no waveform: {escape(shown.message)}[/]")
        return False
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"waveform_{1 + len(list(PICTURES.glob('*.svg')))}.svg"
    path.write_text(shown.svg, encoding="utf-8")
    console.print()
    for line in shown.text.splitlines():
        console.print(f"    {line}", markup=False)
    console.print(f"  (drawn in {path.relative_to(EXAMPLES.parent)})", style="dim")
    return True


async def show_fix(editor: Editor, uri: str) -> bool:
    """Repair the broken example by the rules; returns whether no error is left."""
    _title("broken_counter.v before and after the fix by the rules")
    _verilog(editor.texts[uri])
    text, description = await editor.fixed(uri)
    console.print(f"\n  [green]{escape(description)}[/]\n")
    _verilog(text)
    return "→ 0" in description


async def main() -> int:
    """Run the four parts; 0 when every one of them worked."""
    editor = Editor()
    started = time.monotonic()
    with console.status("starting the server"):
        await editor.start()
    try:
        uri = await show_diagnostics(editor)
        console.print(f"  (from start to diagnostics: {time.monotonic() - started:.1f} s)", style="dim")
        with console.status("loading the model"):
            while (status := await editor.request("verimentor/status")).state not in ("ready", "failed", "none"):
                if time.monotonic() - started > TIMEOUT_S:
                    break
                await asyncio.sleep(0.1)
        if status.state != "ready":
            console.print(f"[red]The model is not ready: {status.state}. Run `make doctor`.[/]")
            return 3
        shown = await show_ghost_text(editor)
        generated = await show_generation(editor)
        repaired = await show_fix(editor, uri)
    finally:
        await editor.stop()
    console.print()
    return 0 if shown and generated and repaired else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
