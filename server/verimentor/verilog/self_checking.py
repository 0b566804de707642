"""Writes a testbench that stands alone: stimuli and expected outputs inside, a count of mismatches at the end.

Other than `testbench`, which marks its lines with a nonce and is read by us, this one is for files that others run and
keep: frozen problems and users' own testbenches. It ends with the line `Mismatches: M in N samples`.
"""

import textwrap
from collections.abc import Sequence

from verimentor.verilog.interface import Pin
from verimentor.verilog.stimuli import Step
from verimentor.verilog.testbench import Trace

NAME = "testbench"
_STEP_NS = 100  # as `testbench`: leaves room for small delays written into a design
_ROW = 16  # steps packed into one word of the testbench's memories
_SAMPLES = 400  # more rows of an exhaustive run add text and hardly ever a difference


def write(trace: Trace, *, samples: int = _SAMPLES) -> str:
    """The testbench for modules that shall behave as the trace says; its unknown bits are don't-cares.

    Of a combinational module at most `samples` steps are kept, evenly spread.

    Raises:
        ValueError: the module has an inout, for which a table of inputs and outputs is not enough.
    """
    interface = trace.interface
    if any(pin.direction == "inout" for pin in interface.pins):
        raise ValueError(f"module {interface.name} has an inout; write its testbench by hand")
    steps = _rows(trace)
    if not interface.clocks and len(steps) > samples:
        steps = [steps[index * len(steps) // samples] for index in range(samples)]
    driven, observed = interface.driven, interface.observed
    n_in, n_out = sum(pin.width for pin in driven), sum(pin.width for pin in observed)
    connections = [f".{pin.name}({_slice('vector', at, pin)})" for at, pin in _places(driven)]
    connections += [f".{pin.name}({_slice('found', at, pin)})" for at, pin in _places(observed)]
    lines = [
        "`timescale 1ns/1ps",
        f"module {NAME};",
        f"    localparam STEPS = {len(steps)};",
        f"    // Inputs of each step: {_order(driven)}; {_ROW} steps a word, the first one highest.",
        f"    reg [{_ROW * n_in - 1}:0] inputs [0:{(len(steps) - 1) // _ROW}];",
        f"    // Outputs after it: {_order(observed)}; x is not compared.",
        f"    reg [{_ROW * n_out - 1}:0] expectations [0:{(len(steps) - 1) // _ROW}];",
        f"    reg [{n_in - 1}:0] vector;",
        f"    reg [{n_out - 1}:0] expected;",
        f"    wire [{n_out - 1}:0] found;",
        "    integer step, mismatches, samples;",
        "",
        f"    {interface.name} dut ({', '.join(connections)});",
        "",
        "    initial begin",
        *_words("inputs", [_input_bits(driven, step) for step, _ in steps], n_in),
        *_words("expectations", [row or "x" * n_out for _, row in steps], n_out),
        "        mismatches = 0;",
        "        samples = 0;",
        "        #1;",  # by then every always block waits for its inputs, also @*
        "        for (step = 0; step < STEPS; step = step + 1) begin",
        f"            vector = inputs[step / {_ROW}][({_ROW - 1} - step % {_ROW}) * {n_in} +: {n_in}];",
        f"            expected = expectations[step / {_ROW}][({_ROW - 1} - step % {_ROW}) * {n_out} +: {n_out}];",
        f"            #{_STEP_NS};",
        f"            if (expected !== {{{n_out}{{1'bx}}}}) begin",
        "                samples = samples + 1;",
        "                if (expected !== (expected ^ found ^ expected)) begin",
        "                    mismatches = mismatches + 1;",
        "                    if (mismatches <= 5)",
        '                        $display("step %0d: inputs %b, outputs %b, expected %b", step, vector, found,',
        "                                 expected);",
        "                end",
        "            end",
        "        end",
        '        $display("Mismatches: %0d in %0d samples", mismatches, samples);',
        "        $finish;",
        "    end",
        "endmodule",
    ]
    return "\n".join(lines) + "\n"


def _rows(trace: Trace) -> list[tuple[Step, str]]:
    """Every step with the outputs after it, "" where they are not sampled."""
    rows = dict(zip(trace.stimuli.sampled, trace.rows, strict=True))
    return [(step, rows.get(index, "")) for index, step in enumerate(trace.stimuli.steps)]


def _input_bits(driven: Sequence[Pin], step: Step) -> str:
    return "".join(f"{value:0{pin.width}b}" for pin, value in zip(driven, step.values, strict=True))


def _words(memory: str, rows: Sequence[str], width: int) -> list[str]:
    """Assignments that fill a memory with `_ROW` rows a word; one long constant would be copied at every step."""
    members = [f"{width}'h{int(row, 2):x}" if set(row) <= {"0", "1"} else f"{width}'b{row}" for row in rows]
    members += [f"{width}'h0"] * (-len(rows) % _ROW)
    text = [
        f"{memory}[{at // _ROW}] = {{{', '.join(members[at : at + _ROW])}}};" for at in range(0, len(members), _ROW)
    ]
    return [
        line for word in text for line in textwrap.wrap(word, 112, initial_indent=" " * 8, subsequent_indent=" " * 12)
    ]


def _places(pins: Sequence[Pin]) -> list[tuple[int, Pin]]:
    """Each pin with its lowest bit in the packed vector, the first pin highest."""
    at = sum(pin.width for pin in pins)
    places = []
    for pin in pins:
        at -= pin.width
        places.append((at, pin))
    return places


def _slice(vector: str, at: int, pin: Pin) -> str:
    return f"{vector}[{at}]" if pin.width == 1 else f"{vector}[{at + pin.width - 1}:{at}]"


def _order(pins: Sequence[Pin]) -> str:
    return ", ".join(f"{pin.name}[{pin.width - 1}:0]" if pin.width > 1 else pin.name for pin in pins)
