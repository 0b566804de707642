"""The lines above a cursor that say something."""

from dataclasses import dataclass

from verimentor.completion.deduced.site import Site


@dataclass(frozen=True)
class Line:
    """A line without its comment."""

    indentation: int
    code: str


def lines_above(here: Site, most: int) -> list[Line]:
    """Those of the last `most` lines that hold more than blanks and comments."""
    start = here.offset - len(here.line)
    texts, codes = (text[:start].split("\n")[-most - 1 : -1] for text in (here.text, here.code))
    found = []
    for text, code in zip(texts, codes, strict=True):
        end, indentation = len(code.rstrip()), len(code) - len(code.lstrip())
        if end > indentation:
            found.append(Line(indentation, text[indentation:end]))
    return found


def lines_below(here: Site, most: int) -> set[str]:
    """The code of the next lines."""
    return {line.strip() for line in here.after.split("\n", most + 1)[1 : most + 1]}
