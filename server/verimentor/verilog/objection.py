"""What cannot be right any more in a text that is being written, however it goes on: asked at its boundaries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from verimentor.verilog.boundary import Boundary
from verimentor.verilog.dialect import foreign
from verimentor.verilog.keywords import SYSTEM_VERILOG
from verimentor.verilog.problem import Problem, Severity
from verimentor.verilog.slang import Reading

# slang only warns of these, Icarus 11 refuses them (`redefinition` also stands for redefinition-different-type). It
# takes the last two, but an input driven from inside breaks whatever instantiates the module, and two drivers of one
# name no synthesis tool accepts; small models write both for ever.
_GRAVE = (
    "redefinition", "range-select-reversed", "cannot-index-scalar", "unsized-in-concat", "mixed-var-assigns",
    "multiple-cont-assigns",
    "multiple-drivers", "input-port-coercion",
)  # fmt: skip
_DOUBTFUL = ("index-oob", "range-oob")  # compiles and gives x, but for a bit that is assigned in the module itself
_ASSIGNED = re.compile(r"\bassign\b[^;=]*\Z")
# What the rest of the body may still set right: ports that are declared in it, the delay that an `always` waits for.
_UNFINISHED = frozenset({"missing-port-iodeclaration", "always-without-timing-control"})
_UNDECLARED = frozenset({"undeclared-identifier", "typo-identifier"})
# A net assigned in a procedure: another name may do, or another kind of block.
_OF_THE_BLOCK = frozenset({"assign-to-net", "bad-procedural-assign"})
_UNDRIVEN = "undriven-port"
_PATH = "generated.v"
_STRICT = "`default_nettype none\n"  # the left side of `assign` must be declared, too
_NAME = re.compile(r"(?<![\w$`'.\\])[A-Za-z_]\w*")
_HIDDEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_MODULE_NAME = re.compile(r"\bmodule\s+(\w+)")


@dataclass(frozen=True)
class Objection:
    """What is wrong at `start`.

    Where a name is not declared, `names` are those that could stand in its place; `of_block` says that rather the block
    around it should not be there, `doubtful` that compilers take it.
    """

    start: int
    message: str
    names: frozenset[str] | None = None
    of_block: bool = False
    doubtful: bool = False


@dataclass(frozen=True)
class Opinion:
    """What is to say of a text up to a boundary: decisive objections in order of place.

    `undriven` are outputs that nobody drives, looked for at the end of a module.
    """

    objections: tuple[Objection, ...]
    undriven: tuple[str, ...]


def opinion(text: str, at: Boundary, others: Mapping[str, str] | None = None) -> Opinion:
    """Read `text` up to its boundary, with what is open closed; 0.3 ms for 20 lines.

    `others` (path to text) define modules it may instantiate. Every beginning of a correct module at a boundary has no
    objection, functions and tasks that are declared further down counted in, other names not.
    """
    whole = _STRICT + text[: at.end] + at.closing
    reading = Reading(whole, _PATH, others or {}, {}, (), lambda _: None)
    wanted = (*_GRAVE, *_DOUBTFUL, _UNDRIVEN) if at.whole else (*_GRAVE, *_DOUBTFUL)
    problems = reading.problems(only=wanted)
    decisive = [problem for problem in problems if _is_decisive(problem, whole, at)]
    unknown = {_spelling(whole, problem) for problem in decisive if problem.code in _UNDECLARED}
    objections = []
    for problem in decisive:
        start = max(0, min(_start(whole, problem) - len(_STRICT), at.end))
        names = names_in(text[:start]) - unknown if problem.code in _UNDECLARED else None
        of_block, doubtful = problem.code in _OF_THE_BLOCK, _is_doubtful(problem, whole)
        objections.append(Objection(start, problem.message, names, of_block, doubtful))
    objections += [Objection(*found) for found in foreign(text, at)]
    objections.sort(key=lambda objection: objection.start)
    undriven = tuple(_spelling(whole, problem) for problem in problems if problem.code == _UNDRIVEN)
    return Opinion(tuple(objections), undriven)


def _is_decisive(problem: Problem, text: str, at: Boundary) -> bool:
    if problem.code.startswith(_GRAVE + _DOUBTFUL):
        return "`include" not in text  # widths and names that a missing header declares look wrong
    if problem.severity is not Severity.ERROR:
        return False
    if at.whole:
        return True
    is_call = problem.code in _UNDECLARED and text[problem.span.end :].lstrip().startswith("(")
    return problem.code not in _UNFINISHED and not is_call


def _is_doubtful(problem: Problem, text: str) -> bool:
    refused = problem.code == "index-oob" and _ASSIGNED.search(text, 0, problem.span.start)
    return problem.code in _DOUBTFUL and not refused


def names_in(text: str) -> frozenset[str]:
    """The names that stand in a text so far; nearly all of them are declared there."""
    code = _HIDDEN.sub(" ", text)
    return frozenset(_NAME.findall(code)) - SYSTEM_VERILOG - frozenset(_MODULE_NAME.findall(code))


def _start(text: str, problem: Problem) -> int:
    """Where the trouble begins: where something is missing, with what stands there instead."""
    if problem.code != "expected-token":
        return problem.span.start
    end = problem.span.end
    return end + len(text[end:]) - len(text[end:].lstrip())


def _spelling(text: str, problem: Problem) -> str:
    return text[problem.span.start : problem.span.end]
