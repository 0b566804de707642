"""Compositions drawn from a small IR of behaviours, rendered as modules and told in English in very many ways.

`draw` gives a pair for a seed, the same for ever for the same code. How fast it is on one core:

    python -m verimentor_trainer.behaviour
"""

from verimentor_trainer.behaviour.pairs import draw, draw_behaviour

__all__ = ["draw", "draw_behaviour"]
