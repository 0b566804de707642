"""What a design is: families of designs that emit description, module and reference together.

A family is one function, registered with `@family`, that draws a `Design` from a random generator. Files group families by kind;
every file of this folder is imported, so adding a family is adding a function. Those in `held_out` are kept for measuring.
"""

from verimentor_trainer.families.design import (
    Design,
    Pair,
    Port,
    Reset,
    clocked,
    draw,
    families,
    family,
    held_out_families,
)

__all__ = ["Design", "Pair", "Port", "Reset", "clocked", "draw", "families", "family", "held_out_families"]
