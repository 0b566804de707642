"""Registers and flip-flops."""

from random import Random

from verimentor_trainer.families.design import Design, Port, Reset, clocked, family
from verimentor_trainer.wording import bits, choose, names


@family
def register_with_enable(rng: Random) -> Design:
    """A register with reset and optional enable."""
    width = rng.choice((1, 1, 2, 4, 8, 8, 8, 16, 32))
    clock = names.clock(rng)
    reset = Reset.draw(rng)
    d = names.pick(rng, "data_in", avoid=(clock, reset.name))
    q = names.pick(rng, "data_out", avoid=(clock, reset.name, d))
    enable = names.pick(rng, "enable", avoid=(d, q)) if rng.random() < 0.6 else None
    value = rng.choice((0, 0, 0, 1, (1 << width) - 1))
    literal = f"{width}'d{value}" if value or rng.random() < 0.6 else "0"
    load = f"if ({enable}) {q} <= {d};" if enable else f"{q} <= {d};"
    body = clocked(clock, reset, f"{q} <= {literal};", load)
    condition = f"{reset.condition} ? {literal} : " + (f"{enable} ? {d} : {q}" if enable else d)
    reference = f"always @({reset.events(clock)}) {q} <= {condition};"
    with_enable = " with enable" if enable else ""
    what = "D flip-flop" if width == 1 and rng.random() < 0.7 else "register"
    title = f"{bits(rng, width) + ' ' if width > 1 else ''}{what}{with_enable}"
    sentences = [
        choose(
            rng,
            f"On the rising edge of {clock}, {q} takes the value of {d}",
            f"{d} is stored in {q} at posedge {clock}",
        )
        + (
            choose(rng, f" when {enable} is high.", f" only if {enable} is 1.", f", {enable} permitting.")
            if enable
            else "."
        ),
        reset.says(rng, choose(rng, f"sets {q} to {value}", f"makes {q} {value}") if value else f"clears {q}"),
    ]
    ports = [Port(clock, "input"), reset.port]
    if enable:
        ports.append(Port(enable, "input", note="load enable"))
    ports += [Port(d, "input", width), Port(q, "output", width, reg=True)]
    name = names.module(rng, "dff" if what != "register" else "register", f"reg{width}", "d_reg", "data_register")
    return Design(name, tuple(ports), title, tuple(sentences), body, reference)
