"""A behaviour drawn, rendered, lowered and told: a pair for training."""

from random import Random
from typing import Literal

from verimentor_trainer.behaviour import drawing
from verimentor_trainer.behaviour.english import Speaker, describe
from verimentor_trainer.behaviour.lowering import reference_body
from verimentor_trainer.behaviour.model import Behaviour, submodules
from verimentor_trainer.behaviour.rendering import Style, draw_style, ports, render
from verimentor_trainer.families import Design, Pair
from verimentor_trainer.families.design import write
from verimentor_trainer.wording.description import is_reserved

Draws = Literal["training", "held-out"]

_DIFFICULTIES = (1, 2, 3, 4, 5)
_WEIGHTS = (20, 28, 24, 16, 12)  # most of what people ask for is small
# Module and description together fit a student's 600 tokens at about three characters each.
_MAX_CHARACTERS = 1_800


def draw(seed: int, *, difficulty: int | None = None, shapes: Draws = "training", phrasing: Draws = "training") -> Pair:
    """The pair of this seed; "held-out" shapes and phrasings are those that training never sees."""
    return _draw(seed, difficulty, shapes, phrasing)[1]


def draw_behaviour(seed: int, *, difficulty: int | None = None, shapes: Draws = "training") -> Behaviour:
    """The behaviour behind the pair of this seed in training's phrasing."""
    return _draw(seed, difficulty, shapes, "training")[0]


def _draw(seed: int, difficulty: int | None, shapes: Draws, phrasing: Draws) -> tuple[Behaviour, Pair]:
    rng = Random(f"behaviour:{seed}")
    while True:
        behaviour = _behaviour(rng, difficulty, shapes)
        style = draw_style(rng)
        body, variables = render(behaviour, style, rng)
        listed = ports(behaviour, variables, rng)
        helpers = "".join(_submodule(sub, style, rng) for sub in submodules(behaviour))
        design = Design(behaviour.name, listed, "", (), body, reference_body(behaviour), helpers=helpers)
        header, module, reference = write(design, rng)
        description = describe(Speaker(rng, unseen=phrasing == "held-out"), behaviour, listed, header)
        if not is_reserved(description) and len(description) + len(module) <= _MAX_CHARACTERS:
            return behaviour, Pair(f"behaviour/{behaviour.kind}", description, header, module, reference)


def _submodule(behaviour: Behaviour, style: Style, rng: Random) -> str:
    body, variables = render(behaviour, style, rng)
    return write(Design(behaviour.name, ports(behaviour, variables, rng), "", (), body, ""), rng)[1]


def _behaviour(rng: Random, difficulty: int | None, shapes: Draws) -> Behaviour:
    level = difficulty or rng.choices(_DIFFICULTIES, _WEIGHTS)[0]
    while True:
        behaviour = drawing.draw_behaviour(rng, level)
        if drawing.is_held_out(behaviour.shape) == (shapes == "held-out"):
            return behaviour
