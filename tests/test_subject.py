import pytest

from verimentor.subject import speaks_of_hardware
from verimentor_evalbench.problems import SETS, hold_out


@pytest.mark.parametrize("name", SETS)
def test_every_problem_speaks_of_hardware(name: str) -> None:
    silent = [problem.id for problem in hold_out(name) if not speaks_of_hardware(problem.description)]
    assert len(silent) <= 1  # headers are given there, so that a description may say very little


@pytest.mark.parametrize("text", ["Buy milk and call mum about the weekend.", "What a lovely day!", "ok, thanks"])
def test_talk_does_not(text: str) -> None:
    assert not speaks_of_hardware(text)
