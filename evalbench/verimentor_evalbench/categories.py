"""What kind of circuit a problem asks for, so that scores can be told apart by it in every set alike."""

import re

from verimentor_evalbench.problem import Problem

_KARNAUGH = re.compile(r"karnaugh|\bk-?map", re.IGNORECASE)
_WAVEFORM = re.compile(r"waveform", re.IGNORECASE)
_EDGE = re.compile(r"\b(?:pos|neg)edge\b")
_STATE = re.compile(r"\b(?:state|next_state|state_next|next|cur_state|current_state)\b|\bfsm", re.IGNORECASE)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def category(problem: Problem) -> str:
    """The first that fits: how the behaviour is told where that makes it hard, else what the reference is made of."""
    if _KARNAUGH.search(problem.description):
        return "Karnaugh map"
    if _WAVEFORM.search(problem.description):
        return "read from waveforms"
    reference = _COMMENT.sub(" ", problem.reference)
    if not _EDGE.search(reference):
        return "combinational"
    named = f"{problem.id} {problem.group}"
    return "state machine" if _STATE.search(reference) or "fsm" in named else "other sequential"
