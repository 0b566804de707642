"""A cursor in one version of a file, and what was typed there since another."""

from dataclasses import dataclass


def plain(text: str) -> str:
    """The text with the newlines that the student knows."""
    return text.replace("\r\n", "\n")


@dataclass(frozen=True)
class Cursor:
    """Where ghost text is asked for; `offset` counts code points."""

    path: str
    text: str
    offset: int

    @property
    def line(self) -> int:
        """The number of its line, from 1."""
        return self.text.count("\n", 0, self.offset) + 1

    def back(self, n_letters: int) -> "Cursor":
        """The cursor before so many letters were typed."""
        start = self.offset - n_letters
        return Cursor(self.path, self.text[:start] + self.text[self.offset :], start)

    def with_typed(self, letters: str) -> "Cursor":
        """The cursor behind letters typed here."""
        text = self.text[: self.offset] + letters + self.text[self.offset :]
        return Cursor(self.path, text, self.offset + len(letters))

    def typed_since(self, earlier: "Cursor") -> str | None:
        """What was typed where the earlier cursor stood; None where anything else has changed."""
        n_letters = self.offset - earlier.offset
        if n_letters < 0 or self.path != earlier.path or len(self.text) - len(earlier.text) != n_letters:
            return None
        same = self.text.startswith(earlier.text[: earlier.offset]) and self.text.endswith(
            earlier.text[earlier.offset :]
        )
        return self.text[earlier.offset : self.offset] if same else None


@dataclass(frozen=True)
class Shown:
    """A suggestion on the screen, and the cursor it was made for."""

    cursor: Cursor
    ghost: str

    def rest_at(self, cursor: Cursor) -> str | None:
        """What is left of it for a user who typed just what it says; None where they went another way."""
        typed = cursor.typed_since(self.cursor)
        if typed is None or not self.ghost.startswith(typed) or len(typed) == len(self.ghost):
            return None
        return self.ghost[len(typed) :]
