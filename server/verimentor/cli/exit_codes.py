"""What a command says to the shell."""

from enum import IntEnum


class Exit(IntEnum):
    """The program's exit codes."""

    GOOD = 0
    PROBLEMS = 1  # errors found or left, no module, no suggestion
    USAGE = 2
    LACKING = 3  # Icarus, a model, an endpoint
