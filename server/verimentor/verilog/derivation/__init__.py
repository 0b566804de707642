"""A description whose table, map or diagram leaves nothing open is written out as a module; no model is asked.

The same readings that check answers (`oracle`) say here what the answer is.
"""

from verimentor.verilog.derivation.deriving import Derivation as Derivation
from verimentor.verilog.derivation.deriving import derive as derive
