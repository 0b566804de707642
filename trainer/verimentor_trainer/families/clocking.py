"""What clocked families share: the clock, a reset, and the layouts of an always block."""

from collections.abc import Mapping, Sequence
from random import Random

from verimentor_trainer.families.design import Design, Port, Reset
from verimentor_trainer.families.draft import Draft
from verimentor_trainer.wording import names, phrase

Arms = Sequence[tuple[str, str]]  # condition and statements, by priority; an empty condition is the last else


class Sheet(Draft):
    """The drawn frame of a clocked design."""

    def __init__(self, rng: Random, *, reset: float = 1.0, plain: float = 0.0, negedge: float = 0.0) -> None:
        super().__init__(rng, plain=plain)
        self.clock = "clk" if self.plain else names.clock(rng)
        self.edge = "negedge" if not self.plain and rng.random() < negedge else "posedge"
        self.ports.append(Port(self.clock, "input", note="clock"))
        self.used.append(self.clock)
        self.reset: Reset | None = None
        if rng.random() < reset:
            # Where the kind may go unsaid it follows the name: rst_n is asynchronous, rst synchronous.
            self.reset = rng.choice(_PLAIN_RESETS) if self.plain else Reset.draw(rng)
            self.ports.append(self.reset.port)
            self.used.append(self.reset.name)

    @property
    def events(self) -> str:
        """The sensitivity list of the register."""
        return self.reset.events(self.clock, edge=self.edge) if self.reset else f"{self.edge} {self.clock}"

    @property
    def rising(self) -> str:
        """The adjective of the active clock edge."""
        return "rising" if self.edge == "posedge" else "falling"

    def at_edge(self) -> str:
        """E.g. "on the rising edge of clk", to stand anywhere in a sentence but at its start."""
        usual = [
            f"on the {self.rising} edge of {self.clock}",
            f"on every {self.rising} edge of {self.clock}",
            f"at {self.edge} {self.clock}",
            f"at each {self.rising} {self.clock} edge",
            f"on each {self.edge} of {self.clock}",
        ]
        if self.edge == "posedge":
            usual += ["every clock cycle", "on each clock", f"every {self.clock} cycle"]
        before, after = (0, 1) if self.edge == "posedge" else (1, 0)
        unseen = (
            f"with every {before}-to-{after} transition of {self.clock}",
            f"whenever {self.clock} goes from {before} to {after}",
            f"each time {self.clock} {'rises' if after else 'falls'}",
        )
        return phrase(self.rng, usual, unseen)

    def resets(self, *effects: str) -> tuple[str, ...]:
        """The sentence about the reset, if there is one; effects as in "clears q"."""
        if self.reset is None:
            return ()
        text = self.reset.says(self.rng, self.choose(*effects))
        return (text.replace("rising", self.rising),)

    def block(self, on_reset: str, arms: str | Arms) -> str:
        """The always block of a register, in one of the usual layouts."""
        steps: list[tuple[str, str]] = [("", arms)] if isinstance(arms, str) else list(arms)
        if self.reset:
            steps.insert(0, (self.reset.condition, on_reset))
        style = self.rng.choice(("tight", "begin", "begin", "long"))
        tree = _chain(steps, braces=style == "long")
        if style == "tight" and (steps[0][0] or "\n" not in tree):
            return f"always @({self.events})\n{_in(tree)}"
        return f"always @({self.events}) begin\n{_in(tree)}\nend"

    def remember(self, target: str, value: str, following: str) -> str:
        """A register as one conditional expression, as references have it."""
        if self.reset is None:
            return f"always @({self.events}) {target} <= {following};"
        return f"always @({self.events}) {target} <= {self.reset.condition} ? {value} : ({following});"

    def design(
        self,
        title: str,
        behaviour: Sequence[str],
        body: str,
        reference: str,
        modules: Sequence[str],
        parameters: Mapping[str, int | str] | None = None,
    ) -> Design:
        """The finished design, the sentence about the reset now and then first instead of last."""
        sentences = list(behaviour)
        if self.reset and self.rng.random() < 0.15:
            sentences.insert(0, sentences.pop())
        return super().design(title, sentences, body, reference, modules, parameters)


_PLAIN_RESETS = (
    Reset("rst", active_low=False, asynchronous=False),
    Reset("reset", active_low=False, asynchronous=False),
    Reset("rst_n", active_low=True, asynchronous=True),
)


def bump(rng: Random, target: str, operator: str = "+") -> str:
    """The statement that adds or takes one."""
    return f"{target} <= {target} {operator} {rng.choice(('1', '1', '''1'b1'''))};"


def _in(text: str) -> str:
    return "\n".join("    " + line if line.strip() else line for line in text.split("\n"))


def _chain(steps: Arms, *, braces: bool) -> str:
    if steps[0][0] == "":
        return steps[0][1]
    lines: list[str] = []
    closed = True  # the step before ended without "end"
    for i, (condition, statements) in enumerate(steps):
        head = f"if ({condition})" if condition else ""
        lead = ("" if i == 0 else "else") + (" " if i and head else "") + head
        wrapped = braces or "\n" in statements
        if not closed:
            lines[-1] += f" {lead}"
        else:
            lines.append(lead)
        if wrapped:
            lines[-1] += " begin"
            lines += [*_in(statements).split("\n"), "end"]
        elif len(lines[-1]) + len(statements) < 60:
            lines[-1] += f" {statements}"
        else:
            lines.append(f"    {statements}")
        closed = not wrapped
    return "\n".join(lines)
