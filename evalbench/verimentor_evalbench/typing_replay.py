"""Typing a file again: which keys, in which rhythm, and where the typist looks up."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

# 100 words a minute of five letters and a space: a fast typist, hence the hard case for whoever must keep up.
_MEDIAN_PAUSE_S = 0.12
_SPREAD = 0.35  # of the logarithm: most pauses between two letters lie within a factor of two of each other
_LOOK_S = 0.25  # how long an answer is looked at before typing goes on
_REST_SHARE = 0.5  # of the places where a word could begin, how many are rested at; new lines always are

_KEY = re.compile(r"\n[ \t]*|.", re.DOTALL)  # after Enter the editor indents by itself


@dataclass(frozen=True)
class Keystroke:
    """A key: what it types, where, and what happens then.

    After `pause_s` the next key is pressed, and supersedes whatever is asked. A typist who `rests` first waits for the
    answer.
    """

    offset: int
    text: str
    pause_s: float
    rests: bool

    @property
    def cursor(self) -> int:
        """Where the cursor stands afterwards."""
        return self.offset + len(self.text)


@dataclass(frozen=True)
class Typing:
    """A file about to be typed on: the text as it is opened, and the keys."""

    opened: str
    keys: tuple[Keystroke, ...]


def replay(text: str, n_keys: int, *, start_share: float = 0.6, seed: int = 0) -> Typing:
    """The typing of `n_keys` keys of the last part of `text`, which begins at a line at `start_share` of it.

    What stands before is there already; of what stands after only the last `endmodule` is, as while writing.
    """
    end = text.rfind("endmodule")
    end = len(text) if end < 0 else end
    start = text.rfind("\n", 0, int(end * start_share)) + 1
    keys = tuple(_keys(text[start:end].rstrip(), start, n_keys, random.Random(seed)))
    return Typing(text[:start] + "\n" + text[end:], keys)


def _keys(typed: str, start: int, n_keys: int, rng: random.Random) -> Iterator[Keystroke]:
    for number, found in enumerate(_KEY.finditer(typed)):
        if number == n_keys:
            return
        key = found.group()
        word_begins = key.startswith("\n") or (key in " (," and typed[found.end() : found.end() + 1] not in ("", " "))
        rests = word_begins and (key.startswith("\n") or rng.random() < _REST_SHARE)
        pause_s = _LOOK_S if rests else _MEDIAN_PAUSE_S * rng.lognormvariate(0, _SPREAD)
        yield Keystroke(start + found.start(), key, pause_s, rests)
