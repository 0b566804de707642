"""A cursor in one version of a file, and what was typed there since another."""

from dataclasses import dataclass

_OPENING = {")": "(", "]": "[", "}": "{"}


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

    def without(self, n_letters: int) -> "Cursor":
        """The cursor in a text without so many letters before it."""
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
    """A suggestion on the screen, the cursor it was made for, and how many letters before that it replaces."""

    cursor: Cursor
    ghost: str
    n_replaced: int = 0

    def rest_at(self, cursor: Cursor) -> "Shown | None":
        """What is left of it for a user who typed just what it says; None where they went another way."""
        typed = cursor.typed_since(self.cursor)
        if typed is None:
            return self._inside_at(cursor)
        if not self.ghost.startswith(typed) or len(typed) == len(self.ghost):
            return None
        if self.n_replaced:  # what was typed stands behind what is to go
            return Shown(cursor, self.ghost, self.n_replaced + len(typed))
        return Shown(cursor, self.ghost[len(typed) :])

    def _inside_at(self, cursor: Cursor) -> "Shown | None":
        """What is left of it up to a bracket that the editor has closed by itself behind the cursor."""
        text, offset = cursor.text, cursor.offset
        closing = text[offset : offset + 1]
        typed = Cursor(cursor.path, text[:offset] + text[offset + 1 :], offset).typed_since(self.cursor)
        opening = _OPENING.get(closing)
        if opening is None or not typed or not self.ghost.startswith(typed) or self.n_replaced:
            return None
        rest, depth = self.ghost[len(typed) :], typed.count(opening) - typed.count(closing)
        if depth < 1:
            return None
        for place, letter in enumerate(rest):
            depth += (letter == opening) - (letter == closing)
            if letter == closing and depth == 0:
                return Shown(cursor, rest[:place]) if place else None
        return None

    @property
    def accepted(self) -> Cursor:
        """The cursor behind it once it is accepted."""
        return self.cursor.without(self.n_replaced).with_typed(self.ghost)
