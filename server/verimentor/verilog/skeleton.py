"""Begins a testbench for a person to read and to go on from: named stimuli, recorded answers, tasks that compare.

Other than `self_checking`, which packs everything into tables, it spells everything out. What it expects was recorded,
so it notices changes and vouches for nothing; its first lines say so. It ends with the same line, `Mismatches: M in N
samples`.
"""

import re
import shutil
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from verimentor.errors import ToolMissing
from verimentor.verilog import icarus, sandbox
from verimentor.verilog.characterisation import Recording
from verimentor.verilog.difference import number
from verimentor.verilog.interface import Interface, Pin

_WIDTH = 100  # of a line
_PLAIN = re.compile(r"[A-Za-z_]\w*\Z")


def write(recording: Recording, source: str, beside: Sequence[str] = ()) -> str:
    """The testbench NAME_tb of a module in the file `source`; `beside` is what Icarus needs further to compile it."""
    interface = recording.interface
    names = _Names(interface)
    bench = f"{names.bench}.v"
    needed = " ".join([source, *beside])
    lines = [
        f"// Testbench of {interface.name}, begun from its ports.",
        "//",
        "// CHARACTERISATION: the expected values were recorded from the module as it stood when this file was made.",
        "// They notice when its behaviour changes; they do not say that it was right. Read them, correct what is",
        "// wrong, then add cases of your own. An x in an expected value is not compared.",
        "//",
        f"//   iverilog -g2012 -s {names.bench} -o {names.bench} {bench} {needed} && vvp -n {names.bench}",
        "",
        "`timescale 1ns/1ps",
        "",
        f"module {names.bench};",
        *_declarations(interface),
        f"    integer {names.samples} = 0;",
        f"    integer {names.mismatches} = 0;",
        "",
        *_instance(interface),
        "",
        *_tasks(recording, names),
        "    initial begin",
        f'        // $dumpfile("{names.bench}.vcd"); $dumpvars(0, {names.bench});',
        *_body(recording, names),
        "",
        f'        $display("Mismatches: %0d in %0d samples", {names.mismatches}, {names.samples});',
        "        $finish;",
        "    end",
        "endmodule",
    ]
    return "\n".join(lines) + "\n"


def bench_name(module: str) -> str:
    """The name of a module's testbench, and of its file without the suffix."""
    return f"{re.sub(r'[^A-Za-z0-9_]', '_', module)}_tb"


class _Names:
    """Names of the testbench's own things, none of them a port's."""

    def __init__(self, interface: Interface) -> None:
        taken = {pin.name for pin in interface.pins} | {interface.name}

        def free(name: str) -> str:
            while name in taken:
                name += "_"
            taken.add(name)
            return name

        self.bench = free(bench_name(interface.name))
        self.tick, self.settle, self.compare = free("tick"), free("settle"), free("compare")
        self.samples, self.mismatches, self.same = free("samples"), free("mismatches"), free("same")
        self.expected = {
            pin.name: free(f"{pin.name}_expected" if _PLAIN.match(pin.name) else f"expected_{index}")
            for index, pin in enumerate(interface.observed)
        }


def rehearse(bench: str, module: str, design: str) -> str:
    """Run a testbench on its design in the sandbox and return its verdict, or why there is none.

    Raises:
        ToolMissing: Icarus is not installed.
    """
    iverilog, vvp = icarus.find_iverilog(), shutil.which("vvp")
    if iverilog is None or vvp is None:
        raise ToolMissing("iverilog", icarus.ADVICE)
    with tempfile.TemporaryDirectory(prefix="verimentor-") as name:
        folder = Path(name)
        (folder / "bench.v").write_text(bench, encoding="utf-8", errors="replace")
        (folder / "design.v").write_text(design, encoding="utf-8", errors="replace")
        compiled = sandbox.run(
            [iverilog, icarus.EDITION, "-s", bench_name(module), "-o", "bench.vvp", "bench.v", "design.v"],
            folder=folder,
        )
        if not (folder / "bench.vvp").exists():
            return f"does not compile: {(compiled.stderr.splitlines() or ['no reason given'])[0]}"
        ran = sandbox.run([vvp, "-n", "bench.vvp"], folder=folder)
    verdicts = re.findall(r"^Mismatches: \d+ in \d+ samples$", ran.stdout, re.MULTILINE)
    return verdicts[-1] if verdicts else f"the simulation {ran.ending}"


def _declarations(interface: Interface) -> Iterator[str]:
    def declared(kind: str, pin: Pin) -> str:
        return f"    {kind} {_range(pin)}{_name(pin)};"

    for pin in interface.driven:
        yield declared("reg", pin)
    for pin in interface.observed:
        yield declared("wire", pin)


def _instance(interface: Interface) -> list[str]:
    ports = [f"        .{_name(pin)}({_name(pin)})" for pin in interface.pins]
    name = interface.name if _PLAIN.match(interface.name) else f"\\{interface.name.removeprefix(chr(92))} "
    instance = next(each for each in ("dut", "dut_", "dut__") if each not in {pin.name for pin in interface.pins})
    return [f"    {name} {instance} (", *(f"{port}," for port in ports[:-1]), ports[-1], "    );"]


def _tasks(recording: Recording, names: _Names) -> Iterator[str]:
    interface = recording.interface
    arguments = ", ".join(f"input {_range(pin)}{names.expected[pin.name]}" for pin in interface.observed)
    rise = " ".join(f"{clock} = 1'b1;" for clock in interface.clocks)
    fall = rise.replace("1'b1", "1'b0")
    handed = ", ".join(names.expected.values())
    if interface.clocks:
        yield "    // One cycle: inputs are set while the clock is low, outputs are compared after its rising edge."
        if len(interface.clocks) > 1:
            yield "    // All clocks tick together; write tasks of your own for those that must not."
        yield from _wrapped(f"task {names.tick}({arguments});", 4)
        yield "        begin"
        yield f"            #50 {rise}"
        yield f"            #40 {names.compare}({handed});"
        yield f"            #9 {fall}"
        yield "            #1;  // so that a falling edge meets the inputs as they were"
        yield from ("        end", "    endtask", "")
    if not all(section.clocked for section in recording.sections):
        edge = " before the edge" if interface.clocks else ""
        yield f"    // Inputs were set; the outputs are compared once they have settled{edge}."
        yield from _wrapped(f"task {names.settle}({arguments});", 4)
        yield "        begin"
        yield f"            #50 {names.compare}({handed});"
        if interface.clocks:
            yield f"            {rise}"
            yield f"            #49 {fall}"
            yield "            #1;"
        yield from ("        end", "    endtask", "")
    yield from _wrapped(f"task {names.compare}({arguments});", 4)
    yield f"        reg {names.same};"
    yield "        begin"
    yield f"            {names.same} = 1'b1;"
    for pin in interface.observed:
        found, expected = _name(pin), names.expected[pin.name]
        yield f"            if ({expected} !== ({expected} ^ {found} ^ {expected})) begin  // x where x is expected"
        yield f"                {names.same} = 1'b0;"
        shown = pin.name.replace("\\", "\\\\").replace("%", "%%").replace('"', '\\"')
        yield f'                $display("%0t ns: {shown} is %h, expected %h", $time, {found}, {expected});'
        yield "            end"
    yield f"            {names.samples} = {names.samples} + 1;"
    yield f"            if (!{names.same}) {names.mismatches} = {names.mismatches} + 1;"
    yield from ("        end", "    endtask", "")


def _body(recording: Recording, names: _Names) -> Iterator[str]:
    """The sections: what changes at the inputs, by name, then the outputs that followed."""
    interface = recording.interface
    order = ", ".join(_name(pin).strip() for pin in interface.observed)
    answers = iter(recording.answers)
    last: dict[str, int] = {}
    started = False
    yield "        #1;  // by then every always block waits for its inputs, also @*"
    for section in recording.sections:
        task = names.tick if section.clocked else names.settle
        yield ""
        yield f"        // {section.title}. Recorded: {order}"
        for row in section.rows:
            values = {
                pin.name: value
                for pin, value in zip(interface.driven, row, strict=True)
                if pin.name not in interface.clocks
            }
            changed = [
                f"{_name(pin)} = {_literal(f'{values[pin.name]:0{pin.width}b}')};"
                for pin in interface.driven
                if pin.name in values and last.get(pin.name) != values[pin.name]
            ]
            last = values
            if not started:
                changed += [f"{_name(pin)} = 1'b0;" for pin in interface.driven if pin.name in interface.clocks]
                started = True
            if changed:
                yield from _wrapped(" ".join(changed), 8)
            yield from _wrapped(f"{task}({', '.join(_expected(interface, next(answers)))});", 8)


def _expected(interface: Interface, answer: str) -> Iterator[str]:
    at = 0
    for pin in interface.observed:
        bits = answer[at : at + pin.width]
        at += pin.width
        yield _literal(bits)


def _literal(bits: str) -> str:
    return number(bits) if len(bits) > 1 else f"1'b{bits}"


def _range(pin: Pin) -> str:
    return f"[{pin.width - 1}:0] " if pin.width > 1 else ""


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 8), break_long_words=False
    )


def _name(pin: Pin) -> str:
    return pin.name if _PLAIN.match(pin.name) else f"\\{pin.name.removeprefix(chr(92))} "
