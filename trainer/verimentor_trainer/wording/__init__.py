"""How people say it: requests, port lists, widths, resets; shared by every family."""

from verimentor_trainer.wording.description import describe
from verimentor_trainer.wording.phrases import article, bits, choose, number, reset_sentence
from verimentor_trainer.wording.phrasing import Phrasing, generator, phrase

__all__ = ["Phrasing", "article", "bits", "choose", "describe", "generator", "number", "phrase", "reset_sentence"]
