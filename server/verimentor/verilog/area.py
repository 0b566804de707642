"""What a design costs in gates after yosys' generic synthesis, where yosys is installed."""

import json

from verimentor.verilog import yosys
from verimentor.verilog.sandbox import Limits

_RESULT = "cells.json"


def cells(text: str, top: str, *, limits: Limits = yosys.LIMITS) -> int | None:
    """The cells of a flat design; None where yosys is not installed, cannot read it, or takes too long."""
    if yosys.find_yosys() is None or not yosys.is_plain(top):
        return None
    commands = ("read_verilog -sv design.v", f"synth -flatten -top {top}", f"tee -q -o {_RESULT} stat -json")
    report = yosys.run(commands, {"design.v": text}, results=(_RESULT,), limits=limits)
    if report.error or _RESULT not in report.files:
        return None
    try:
        return int(json.loads(report.files[_RESULT])["design"]["num_cells"])
    except (ValueError, KeyError, TypeError):
        return None
