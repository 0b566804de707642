"""When the student is asked: how long a keystroke waits for the next one, learnt from the typist and the model."""

from collections import deque
from statistics import median

LONGEST_PAUSE_S = 1.0  # between two keys; who stops for longer thinks, and says nothing about the pace of typing
# The pause of a fast typist. An answer under way is kept while its words are typed: to wait longer loses more than it
# saves, and with a slow model nothing would be asked before the typist stops.
LONGEST_DELAY_S = 0.12
_REMEMBERED = 9  # pauses and answers, some two words of typing: the pace of this line, not of the morning


class Schedule:
    """Knows the recent pace of the typist and of the model.

    An answer that comes before the next key is asked for at once. By as much as the model is slower than that, one
    waits to see whether the next key comes, which would end the decoding in vain; never more than `LONGEST_DELAY_S`.
    """

    def __init__(self) -> None:
        self._pauses: deque[float] = deque(maxlen=_REMEMBERED)
        self._answers: deque[float] = deque(maxlen=_REMEMBERED)
        self._last_key_s: float | None = None

    def typed(self, now_s: float) -> None:
        """A key was pressed; `now_s` is any clock that does not go back."""
        last, self._last_key_s = self._last_key_s, now_s
        if last is not None and now_s - last <= LONGEST_PAUSE_S:
            self._pauses.append(now_s - last)

    def answered(self, seconds: float) -> None:
        """The model took so long for an answer."""
        self._answers.append(seconds)

    def delay_s(self, floor_s: float) -> float:
        """How long to wait for another key before asking; at least `floor_s`, the user's own wish."""
        if not self._pauses or not self._answers:
            return floor_s
        late_s = floor_s + median(self._answers) - median(self._pauses)
        return max(floor_s, min(floor_s + late_s, LONGEST_DELAY_S))
