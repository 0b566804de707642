"""Behaviours in English, in the voices of many people."""

from verimentor_trainer.behaviour.english.phrases import Speaker
from verimentor_trainer.behaviour.english.voices import describe

__all__ = ["Speaker", "describe"]
