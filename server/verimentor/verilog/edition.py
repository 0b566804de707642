"""Plain Verilog that uses as names what later editions made keywords: `task expect`, `reg checker`, `integer do`."""

import re
from collections.abc import Iterable

from verimentor.verilog.keywords import SYSTEM_VERILOG, VERILOG
from verimentor.verilog.masking import mask

PLAIN_WORDS = '`begin_keywords "1364-2005"\n'
# Nobody calls a signal so; where one of them stands, the text speaks SystemVerilog.
_NEVER_NAMES = """
always_comb always_ff always_latch assert assume cover endinterface endpackage enum logic property restrict typedef
"""


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$`.\\])(?:{'|'.join(sorted(words))})(?![\w$])")


_SURE = _any_of(_NEVER_NAMES.split())
_LATER = _any_of(SYSTEM_VERILOG - VERILOG)


def may_be_plain(text: str, path: str) -> bool:
    """Whether a text that cannot be read as SystemVerilog is worth reading with the words of 1364-2005."""
    if not path.lower().endswith((".v", ".vh")) or _LATER.search(text) is None:
        return False
    code = mask(text)
    return _LATER.search(code) is not None and _SURE.search(code) is None
