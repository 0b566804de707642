"""What families share: names in use, ports in order, and one way to write constants throughout a design."""

from collections.abc import Mapping, Sequence
from random import Random

from verimentor_trainer.families.design import Design, Port
from verimentor_trainer.wording import choose, names


class Draft:
    """The frame of a design being drawn; `plain` draws have canonical names, so that the title may stand alone."""

    def __init__(self, rng: Random, *, plain: float = 0.0) -> None:
        self.rng = rng
        self.plain = rng.random() < plain
        self.ports: list[Port] = []
        self.used: list[str] = []
        self.number_style = rng.choices(("plain", "sized", "hex", "binary"), (30, 50, 10, 10))[0]

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

    def literal(self, width: int | str, value: int) -> str:
        """A constant of this width."""
        if isinstance(width, str) or self.number_style == "plain":
            return str(value)
        if self.number_style == "hex" and width > 3:
            return f"{width}'h{value:x}"
        return f"{width}'b{value:0{width}b}" if self.number_style == "binary" and width < 5 else f"{width}'d{value}"

    def design(
        self,
        title: str,
        behaviour: Sequence[str],
        body: str,
        reference: str,
        modules: Sequence[str],
        parameters: Mapping[str, int | str] | None = None,
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
        if self.rng.random() < 0.12:
            body = f"// {title}\n{body}"
        name = names.module(self.rng, *modules)
        if name.lower() in {used.lower() for used in self.used}:
            name += "_unit"
        return Design(name, tuple(ports), title, tuple(behaviour), body, reference, parameters or {}, self.plain)
