"""Answers of the student that were asked for lately, by what it was asked."""

from collections import OrderedDict
from dataclasses import dataclass

from verimentor.student.prompt import FillPrompt
from verimentor.student.runtime import Completion, Sampling

SIZE = 250  # answers; with their prompts some 2 MB, and more places than anybody goes back to


@dataclass(frozen=True)
class Question:
    """All that decides what a student answers.

    `lead` ends the prompt's prefix and begins the answer: a line break that the user has not typed yet.
    """

    prompt: FillPrompt
    sampling: Sampling
    lead: str = ""


class Cache:
    """The answers used last; nothing but another question makes one wrong, since the student draws no lots here."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._answers: OrderedDict[Question, Completion] = OrderedDict()

    def get(self, question: Question) -> Completion | None:
        """The answer to this very question, where it is remembered."""
        answer = self._answers.get(question)
        if answer is not None:
            self._answers.move_to_end(question)
        return answer

    def put(self, question: Question, answer: Completion) -> None:
        """Remember an answer, and forget the one that nobody asked for the longest."""
        self._answers[question] = answer
        self._answers.move_to_end(question)
        if len(self._answers) > self._size:
            self._answers.popitem(last=False)
