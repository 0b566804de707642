"""Whether two modules are equivalent, by simulation, and by yosys where it is installed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from verimentor.verilog import yosys
from verimentor.verilog.agreement import REFERENCE, Agreement, compare_many, compare_simulations, interfaces
from verimentor.verilog.interface import Interface
from verimentor.verilog.proof import DELAYED, SECONDS, Proof, Status, prove
from verimentor.verilog.simulation import Job, join, simulate_all
from verimentor.verilog.source import outline
from verimentor.verilog.stimuli import Stimuli


@dataclass(frozen=True)
class Equivalence:
    """What simulation and solver found; `proof` is None where none was tried, and `unproved` says why.

    Where the solver found a difference and Icarus confirmed it, `agreement` is about the solver's stimuli. `by_default`
    says that the modules have parameters, which kept their defaults.
    """

    agreement: Agreement
    proof: Proof | None = None
    unproved: str = ""
    by_default: bool = False

    @property
    def cycles(self) -> int:
        """How many cycles, or vectors of a module without a clock, both were simulated for."""
        stimuli = self.agreement.stimuli
        return stimuli.steps[-1].cycle + 1 if stimuli else 0

    @property
    def sentence(self) -> str:
        """The verdict in one line."""
        agreement, proof = self.agreement, self.proof
        if agreement.error:
            return f"cannot be compared: {agreement.error}"
        if not agreement.equal:
            difference = agreement.difference
            where = f"differ at cycle {difference.cycle}" if difference else f"differ: {agreement.first_difference}"
            return f"{where}, found by yosys and confirmed by simulation" if proof else where
        defaults = " with the parameters' defaults" if self.by_default else ""
        simulated = f"equal{defaults} in {self.cycles} cycles of simulation"
        if proof is None:
            return f"{simulated}; not proved: {self.unproved}"
        if proof.status is Status.PROVED:
            return f"{simulated}, proved equal by yosys"
        if proof.status is Status.BOUNDED:
            return (
                f"{simulated}, and by yosys for every input over {proof.depth} cycles; no proof beyond: {proof.reason}"
            )
        return f"{simulated}; not proved: {proof.reason}"


def examine(
    a: str,
    b: str,
    top: str | None = None,
    *,
    others_a: Mapping[str, str] | None = None,
    others_b: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> Equivalence:
    """Compare module b with module a, the reference; `seconds` bounds the proof, 0 asks for none.

    Raises:
        ToolMissing: Icarus is not installed.
    """
    a, b = join(a, others_a), join(b, others_b)
    agreement = compare_many([(a, b)], top)[0]
    found = interfaces(a, b, top)
    if not agreement.equal or isinstance(found, Agreement):
        return Equivalence(agreement)
    reference, other = found
    by_default = any(
        not parameter.local
        for text, name in ((a, reference.name), (b, other.name))
        for module in outline(text).modules
        if module.name == name
        for parameter in module.parameters
    )
    if not reference.driven and any(map(DELAYED.search, (a, b))):
        error = "it has no inputs and lives by its delays; what it does between two looks is not seen"
        return Equivalence(Agreement(False, error=REFERENCE + error))
    if seconds <= 0:
        return Equivalence(agreement, unproved="it was not asked for", by_default=by_default)
    if yosys.find_yosys() is None:
        return Equivalence(agreement, unproved="yosys is not installed", by_default=by_default)
    proof = prove(a, b, reference, other.name, seconds=seconds)
    if proof.counterexample is None:
        return Equivalence(agreement, proof, by_default=by_default)
    confirmed = _replay(a, b, reference, other, proof.counterexample)
    if confirmed.difference is not None:
        return Equivalence(confirmed, proof)
    doubt = (
        "yosys knows a difference that Icarus does not show, in bits that are unknown or in what each takes it to mean"
    )
    return Equivalence(agreement, Proof(Status.UNDECIDED, reason=doubt), by_default=by_default)


def _replay(a: str, b: str, reference: Interface, other: Interface, stimuli: Stimuli) -> Agreement:
    first, second = simulate_all([Job(a, reference, stimuli), Job(b, replace(reference, name=other.name), stimuli)])
    return compare_simulations(first, second)
