"""Whether a description speaks of a circuit at all; where it does not, what comes of it is an invention."""

import re

# Names with an underscore, operators, digits, beginnings of words: rather too often than too seldom, so that where
# nothing of it stands there is surely no design.
_HARDWARE = re.compile(
    r"""(?i)\w_\w|[&|^~<>=]|\d|\b(?:
    adder|alu|arbit|arithm|assert|async|bcd|binary|bit|bool|buffer|bus|byte|cache|carry|channel|circuit|clk
    |clock|code|combinat|compar|comput|control|converter|count|crc|cycle|data|debounc|decod|decrement|delay|demux|detect
    |digit|display|divid|edge|enable|encod|fifo|filter|flag|flip|flop|frequency|fsm|full\b|gate|generat|gray|half
    |hex|high|increment|input|interface|invert|inverse|karnaugh|latch|led\b|level|lfsr|light|logic|low\b|lock|majority
    |mask|max|mealy|memory|min|modul|moore|multipl|mux|nand|negat|nor\b|number|odd|one[- ]hot|operat|output
    |parity|pattern|pipelin|pixel|popcount|port|posedge|priority|product|pulse|pwm|queue|ram\b|random|rate|register|reg\b
    |reset|reverse|ring|rom\b|rotat|rst|rx\b|sampl|select|sequence|serial|shift|sign|spi\b|stack|state|stop|sum|swap
    |switch|sync|table|tick|timer|toggle|transmit|truth|tx\b|uart|unsigned|valid|vector|wire|word|xnor|xor|zero)""",
    re.VERBOSE,
)


def speaks_of_hardware(description: str) -> bool:
    """Whether any number, name or word in it could belong to a digital design; only English words are known."""
    return _HARDWARE.search(description) is not None
