"""What else the samples of a generation do: every other behaviour with its votes, and where it first differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verimentor.generate import Candidate, Generated
from verimentor.verilog.agreement import Behaviour, behaviours
from verimentor.verilog.difference import Difference, first_difference
from verimentor.verilog.interface import Interface
from verimentor.verilog.project import Project
from verimentor.verilog.simulation import join, read_interface
from verimentor.verilog.source import parse

_PATH = "generated.v"  # where a module that is in no file yet is said to stand


@dataclass(frozen=True)
class Alternative:
    """The likeliest module of another behaviour.

    `difference` is from the chosen module, whose values are the expected ones; None where the ports differ already, or
    where the chosen one could not be simulated: `reason` says so.
    """

    module: str
    votes: int
    difference: Difference | None = None
    reason: str = ""

    @property
    def sentence(self) -> str:
        """How it differs from the chosen module, in one line."""
        return self.difference.describe("the chosen one has") if self.difference else self.reason


def alternatives(made: Generated, project: Project | None = None) -> tuple[Alternative, ...]:
    """The other behaviours among the candidates, most votes first; simulates, so call it where it may take a second.

    Raises:
        ToolMissing: Icarus is not installed.
    """
    own_behaviour = next((each.behaviour for each in made.candidates if each.text == made.module), None)
    candidates = [each for each in made.candidates if each.votes and each.text != made.module]
    others = _others([made.module, *(each.text for each in candidates)], project)
    chosen = _interface(made.module, others)
    if isinstance(chosen, str) or not candidates:
        return ()
    alike: list[Candidate] = []
    found: list[Alternative] = []
    for candidate in candidates:
        interface = _interface(candidate.text, others)
        reason = interface if isinstance(interface, str) else chosen.difference(interface)
        if reason is None:
            alike.append(candidate)
        elif own_behaviour is not None and candidate.behaviour == own_behaviour:
            pass  # the same under other names
        elif not any(each.reason == reason for each in found):
            found.append(Alternative(candidate.text, candidate.votes, reason=reason))
    texts = [join(text, others) for text in (made.module, *(each.text for each in alike))]
    groups = behaviours(texts, chosen.name if all(chosen.name == _name(each.text) for each in alike) else None)
    own = next((group for group in groups if 0 in group.members), None)
    found += [_alternative(group, own, alike) for group in groups if group is not own]
    return tuple(sorted(found, key=lambda each: (each.votes, each.difference is not None), reverse=True))


def _alternative(group: Behaviour, chosen: Behaviour | None, alike: Sequence[Candidate]) -> Alternative:
    candidate = alike[min(group.members) - 1]  # they come best first, behind the chosen module
    if chosen is None:
        return Alternative(candidate.text, candidate.votes, reason="the chosen module shows nothing in simulation")
    return Alternative(candidate.text, candidate.votes, first_difference(chosen.trace, group.trace, exact=True))


def _interface(text: str, others: Mapping[str, str]) -> Interface | str:
    name = _name(text)
    return read_interface(join(text, others), name) if name else "there is no module"


def _name(text: str) -> str | None:
    """The module asked for: the first one."""
    return next((module.name for module in parse(text).modules), None)


def _others(texts: Sequence[str], project: Project | None) -> dict[str, str]:
    if project is None:
        return {}
    return {path: content for text in texts for path, content in project.others_for(_PATH, text).items()}
