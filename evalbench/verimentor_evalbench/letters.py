"""Failure letters: one letter says how a sample ended, as VerilogEval v2's `sv-iv-analyze` reads it from a log."""

import re

MEANINGS = {
    ".": "passed",
    "S": "syntax error",
    "e": "an enum without the cast it needs",
    "0": "a literal of no bits",
    "n": "an always block without sensitivities",
    "w": "a procedural write to a wire",
    "m": "an unknown module",
    "c": "no `clk` to bind",
    "p": "another name that cannot be bound",
    "C": "any other complaint of the compiler",
    "T": "time-out",
    "r": "mismatch, and the code resets asynchronously",
    "R": "mismatch, or no verdict",
    "F": "passed upstream and refused by us: the verdict may be forged",
}

PASSED, FORGED, COMPLAINT, TIME_OUT = ".", "F", "C", "T"
COUNTED = re.compile(r"^Mismatches: (\d+) in (\d+) samples$", re.MULTILINE)

# In upstream's order: the first line of the log that holds one of these decides.
_DECISIVE = (
    ("syntax error", "S"),
    ("error: This assignment requires an explicit cast", "e"),
    ("error: Sized numeric constant must have a size greater than zero", "0"),
    ("warning: always_comb process has no sensitivities", "n"),
    ("found no sensitivities so it will never trigger", "n"),
    ("is declared here as wire", "w"),
    ("Unknown module type", "m"),
    ("Unable to bind wire/reg/memory `clk'", "c"),
    ("TIMEOUT", TIME_OUT),
)
_UNBOUND = "Unable to bind wire/reg"
_RESETS = ("posedge reset", "negedge reset", "posedge r)")


def letter_of(log: str, design: str) -> str:
    """The letter for what compiler and simulation said, and the design they said it of."""
    for line in log.split("\n"):
        for sign, letter in _DECISIVE:
            if sign in line:
                return letter
    if _UNBOUND in log:
        return "p"
    if "error" in log:
        return COMPLAINT
    counts = COUNTED.findall(log)
    if counts and any(int(mismatches) == 0 for mismatches, _ in counts):
        return PASSED
    return mismatch_letter(design)


def mismatch_letter(design: str) -> str:
    """The letter for a design that compiles and does the wrong thing."""
    return "r" if any(sign in design for sign in _RESETS) else "R"
