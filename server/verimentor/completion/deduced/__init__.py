"""Ghost text that the file itself decides, so that no model need be asked.

Each file here knows one kind of place, and says what must or most likely stands there in the order of how sure it is;
nothing where the file decides nothing. slang judges what comes of it like any answer of the student's.
"""

from verimentor.completion.deduced.blocks import blocks
from verimentor.completion.deduced.connections import connections
from verimentor.completion.deduced.counters import counters
from verimentor.completion.deduced.declarations import declarations
from verimentor.completion.deduced.endings import endings
from verimentor.completion.deduced.parallels import parallels
from verimentor.completion.deduced.repetitions import repetitions
from verimentor.completion.deduced.resets import resets
from verimentor.completion.deduced.sequences import sequences
from verimentor.completion.deduced.site import Site as Site
from verimentor.completion.deduced.states import states

_KINDS = (endings, connections, blocks, resets, states, counters, declarations, sequences, repetitions, parallels)


def deduce(here: Site) -> list[str]:
    """What may be inserted at a cursor, the surest first; empty where only a model can say."""
    return next((found for kind in _KINDS if (found := kind(here))), [])
