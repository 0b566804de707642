"""One answer while it grows, token by token."""

import codecs
from collections.abc import Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from verimentor.student.protocol import Completion, Finish, Sampling
from verimentor.student.sampling import choose
from verimentor.student.tokens import Vocabulary


class Answer:
    """The tokens chosen so far, and why no more follow; `before` is the prompt's last token.

    `owed` is what they must begin with; it is no part of the answer's text.
    """

    checked = False  # whether the last token took longer than choosing it

    def __init__(
        self,
        vocabulary: Vocabulary,
        sampling: Sampling,
        stop: Sequence[str],
        seed: str,
        before: int,
        owed: str = "",
    ) -> None:
        self._vocabulary = vocabulary
        self._sampling = sampling
        self._stop = [text.encode() for text in (*sampling.stop, *stop) if text]
        self._random = Random(seed)
        self._before = before
        self._owed = owed.encode("utf-8", errors="replace")
        self._tokens: list[int] = []
        self._bytes = bytearray()
        self._logprobs: list[float] = []  # the token that ended the answer counted in
        self.finish: Finish | None = None

    @property
    def token(self) -> int:
        """The last token."""
        return self._tokens[-1] if self._tokens else self._before

    @property
    def n_tokens(self) -> int:
        """How many there are."""
        return len(self._tokens)

    @property
    def tokens(self) -> Sequence[int]:
        """All of them."""
        return self._tokens

    @property
    def text(self) -> str:
        """What they say; a UTF-8 sequence that was not finished is left out."""
        return codecs.getincrementaldecoder("utf-8")(errors="replace").decode(bytes(self._bytes[len(self._owed) :]))

    def take(self, logits: NDArray[np.float32]) -> bool:
        """Choose the next token from `logits`, shape (V,), or set `finish`; True where tokens were taken back."""
        token, logprob = self._choose(logits)
        self._logprobs.append(logprob)
        if self._vocabulary.ends(token):
            self.finish = Finish.END
            return False
        self._tokens.append(token)
        piece = self._vocabulary.piece(token)
        self._bytes += piece
        for stop in self._stop:
            at = self._bytes.find(stop, max(0, len(self._bytes) - len(piece) - len(stop)))
            if at >= 0:
                del self._bytes[at:]
                self.finish = Finish.STOP
        if self.finish is None and self.n_tokens >= self._sampling.max_tokens:
            self.finish = Finish.LENGTH
        return False

    def completion(self, n_prompt: int, n_reused: int, seconds: float) -> Completion:
        """The answer so far."""
        return Completion(
            text=self.text,
            n_prompt_tokens=n_prompt,
            n_reused_tokens=n_reused,
            n_tokens=self.n_tokens,
            mean_logprob=sum(self._logprobs) / len(self._logprobs) if self._logprobs else 0.0,
            finish=self.finish or Finish.CANCELLED,
            seconds=seconds,
            n_spent=self.n_tokens,
        )

    def _choose(self, logits: NDArray[np.float32]) -> tuple[int, float]:
        owed = self._owed[len(self._bytes) :]
        if owed:
            allowed = self._vocabulary.continuing(owed)
            few = np.full_like(logits, -np.inf)
            few[allowed] = logits[allowed]
            logits = few
        return choose(logits, self._sampling.temperature, self._sampling.top_p, self._random)
