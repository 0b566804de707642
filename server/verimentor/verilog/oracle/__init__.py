"""What a description promises in tables, maps, diagrams, waveforms and examples becomes checks that a module must pass.

`read_oracles` is pure: text and ports -> rows of inputs and expected outputs; `judge` tries modules on them in Icarus.
"""

from verimentor.verilog.oracle.judging import NOTHING as NOTHING
from verimentor.verilog.oracle.judging import Held as Held
from verimentor.verilog.oracle.judging import judge as judge
from verimentor.verilog.oracle.judging import try_rows as try_rows
from verimentor.verilog.oracle.reading import Reading as Reading
from verimentor.verilog.oracle.reading import read_oracles as read_oracles
