"""How people say it: requests, port lists, widths, resets; shared by every family."""

from verimentor_trainer.wording.description import describe
from verimentor_trainer.wording.phrases import article, bits, choose, number, reset_sentence

__all__ = ["article", "bits", "choose", "describe", "number", "reset_sentence"]
