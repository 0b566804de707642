import math
from random import Random

import numpy as np
import pytest

from verimentor.student.sampling import choose

LOGITS = np.log(np.array([0.5, 0.3, 0.15, 0.05], np.float32))


def draw(temperature, top_p, n=2000):
    random = Random(1)
    tokens = [choose(LOGITS, temperature, top_p, random)[0] for _ in range(n)]
    return np.bincount(tokens, minlength=4) / n


def test_greedy_takes_the_likeliest():
    token, logprob = choose(LOGITS, 0.0, 0.95, Random(0))
    assert token == 0
    assert logprob == pytest.approx(math.log(0.5), abs=1e-4)


def test_temperature_one_follows_the_probabilities():
    assert draw(1.0, 1.0) == pytest.approx([0.5, 0.3, 0.15, 0.05], abs=0.04)


def test_low_temperature_sharpens():
    assert draw(0.25, 1.0)[0] > 0.85


def test_top_p_leaves_the_tail_out():
    shares = draw(1.0, 0.7)
    assert shares[2] == shares[3] == 0
    assert shares[0] == pytest.approx(0.625, abs=0.04)


def test_a_flat_vocabulary_needs_more_than_the_top():
    random = Random(0)
    tokens = {choose(np.zeros(2000, np.float32), 1.0, 0.95, random)[0] for _ in range(800)}
    assert len(tokens) > 400


def test_the_seed_decides():
    def one(seed):
        random = Random(seed)
        return [choose(LOGITS, 1.0, 1.0, random)[0] for _ in range(30)]

    assert one(3) == one(3) != one(4)
