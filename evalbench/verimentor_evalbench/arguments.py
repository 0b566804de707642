"""Numbers on the command line."""

from argparse import ArgumentTypeError


def positive(text: str) -> int:
    """A whole number of 1 at least, as argparse's `type`."""
    try:
        number = int(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no whole number") from None
    if number < 1:
        raise ArgumentTypeError(f"{number} must be 1 at least")
    return number
