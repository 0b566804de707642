"""Letters as upstream's analysis gives them: line by line, the first decisive line wins."""

import pytest

from verimentor_evalbench.letters import letter_of

QUIET, RESET = "module m; endmodule", "always @(posedge clk, posedge reset)"


@pytest.mark.parametrize(
    ("log", "design", "letter"),
    [
        ("Mismatches: 0 in 20 samples", QUIET, "."),
        ("Mismatches: 3 in 20 samples", QUIET, "R"),
        ("Mismatches: 3 in 20 samples", RESET, "r"),
        ("Mismatches: 0 in 20 samples", RESET, "."),
        ("", QUIET, "R"),
        ("a.sv:3: syntax error\nI give up.", QUIET, "S"),
        ("a.sv:3: error: something\na.sv:4: syntax error", QUIET, "S"),
        ("a.sv:3: error: This assignment requires an explicit cast.", QUIET, "e"),
        ("a.sv:3: error: Sized numeric constant must have a size greater than zero.", QUIET, "0"),
        ("a.sv:3: warning: always_comb process has no sensitivities.", QUIET, "n"),
        ("a.sv:3: warning: @* found no sensitivities so it will never trigger.", QUIET, "n"),
        ("a.sv:3: error: q is not a valid l-value\na.sv:1:      : q is declared here as wire.", QUIET, "w"),
        ("a.sv:3: error: Unknown module type: x", QUIET, "m"),
        ("a.sv:3: error: Unable to bind wire/reg/memory `clk' in `m'", QUIET, "c"),
        ("a.sv:3: error: Unable to bind wire/reg/memory `d' in `m'", QUIET, "p"),
        ("a.sv:3: error: Unable to bind wire/reg `d'\na.sv:4: error: Unknown module type: x", QUIET, "m"),
        ("a.sv:3: error: port x is not a port of u.", QUIET, "C"),
        ("TIMEOUT\nMismatches: 0 in 20 samples", QUIET, "T"),
        ("Mismatches: 0 in 20 samples and more", QUIET, "R"),
    ],
)
def test_letter(log: str, design: str, letter: str) -> None:
    assert letter_of(log, design) == letter
