"""What clocked families share: the clock, a reset, names in use, ports in order, and the layouts of an always block."""

from collections.abc import Sequence
from random import Random

from verimentor_trainer.families.design import Design, Port, Reset
from verimentor_trainer.wording import choose, names

Arms = Sequence[tuple[str, str]]  # condition and statements, by priority; an empty condition is the last else


class Sheet:
    """The drawn frame of a clocked design; `plain` draws have canonical names, so that the title may stand alone."""

    def __init__(self, rng: Random, *, reset: float = 1.0, plain: float = 0.0, negedge: float = 0.0) -> None:
        self.rng = rng
        self.plain = rng.random() < plain
        self.clock = "clk" if self.plain else names.clock(rng)
        self.edge = "negedge" if not self.plain and rng.random() < negedge else "posedge"
        self.ports = [Port(self.clock, "input", note="clock")]
        self.used = [self.clock]
        self.number_style = rng.choices(("plain", "sized", "hex", "binary"), (30, 50, 10, 10))[0]
        self.reset: Reset | None = None
        if rng.random() < reset:
            # Where the kind may go unsaid it follows the name: rst_n is asynchronous, rst synchronous.
            self.reset = rng.choice(_PLAIN_RESETS) if self.plain else Reset.draw(rng)
            self.ports.append(self.reset.port)
            self.used.append(self.reset.name)

    def name(self, *options: str) -> str:
        """A name not in use; in plain draws nearly always the first option."""
        if self.plain and options[0].lower() not in {n.lower() for n in self.used} and self.rng.random() < 0.8:
            self.used.append(options[0])
            return options[0]
        return names.fresh(self.rng, self.used, *options)

    def input(self, *options: str, width: int | str = 1, note: str = "") -> str:
        """The name of a new input."""
        self.ports.append(Port(name := self.name(*options), "input", width, note=note))
        return name

    def output(self, *options: str, width: int | str = 1, reg: bool = True, note: str = "") -> str:
        """The name of a new output."""
        self.ports.append(Port(name := self.name(*options), "output", width, reg=reg, note=note))
        return name

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.rng.random() < probability

    def choose(self, *options: str) -> str:
        """One of the options."""
        return choose(self.rng, *options)

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
        options = (
            f"on the {self.rising} edge of {self.clock}",
            f"on every {self.rising} edge of {self.clock}",
            f"at {self.edge} {self.clock}",
            f"at each {self.rising} {self.clock} edge",
            f"on each {self.edge} of {self.clock}",
        )
        more = ("every clock cycle", "on each clock", f"every {self.clock} cycle") if self.edge == "posedge" else ()
        return self.choose(*options, *more)

    def resets(self, *effects: str) -> tuple[str, ...]:
        """The sentence about the reset, if there is one; effects as in "clears q"."""
        if self.reset is None:
            return ()
        text = self.reset.says(self.rng, self.choose(*effects))
        return (text.replace("rising", self.rising),)

    def literal(self, width: int | str, value: int) -> str:
        """A constant of this width."""
        if isinstance(width, str) or self.number_style == "plain":
            return str(value)
        if self.number_style == "hex" and width > 3:
            return f"{width}'h{value:x}"
        return f"{width}'b{value:0{width}b}" if self.number_style == "binary" and width < 5 else f"{width}'d{value}"

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
        parameters: dict[str, int] | None = None,
    ) -> Design:
        """The finished design, its ports now and then in an order of their own."""
        inputs = [port for port in self.ports if port.direction == "input"]
        outputs = [port for port in self.ports if port.direction == "output"]
        order = self.rng.random()
        if order < 0.08:
            ports = outputs + inputs
        elif order < 0.16 and not self.plain:
            self.rng.shuffle(inputs)
            ports = inputs + outputs
        else:
            ports = inputs + outputs
        sentences = list(behaviour)
        if self.reset and self.rng.random() < 0.15:  # the last sentence is the one about the reset
            sentences.insert(0, sentences.pop())
        if self.rng.random() < 0.12:
            body = f"// {title}\n{body}"
        name = names.module(self.rng, *modules)
        if name.lower() in {used.lower() for used in self.used}:
            name += "_unit"
        sparse = self.plain
        return Design(name, tuple(ports), title, tuple(sentences), body, reference, parameters or {}, sparse)


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
