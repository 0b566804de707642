"""What a file declares, as values: modules with their parameters, ports, symbols and instances."""

from dataclasses import dataclass

from verimentor.verilog.problem import Span


@dataclass(frozen=True)
class Port:
    """One port of a module."""

    name: str
    direction: str  # "input", "output", "inout" or "ref"; "interface" for an interface port
    range: str  # "[7:0]", "[W-1:0]"; empty for one bit
    type: str  # "wire", "reg", "logic", a named type; empty where none is written
    span: Span  # of its name
    width: int | None = None  # bits with the default parameters; None where they cannot be known
    signed: bool = False
    dimensions: str = ""  # unpacked, "[0:3]"


@dataclass(frozen=True)
class Parameter:
    """One parameter or localparam of a module."""

    name: str
    default: str  # as written; empty where there is none
    span: Span  # of its name
    local: bool


@dataclass(frozen=True)
class Symbol:
    """A name declared inside a module that is neither port nor parameter."""

    name: str
    kind: str  # "net", "variable", "function", "task", "genvar", "type" or "constant"
    detail: str  # the declaration, on one line
    span: Span  # of its name


@dataclass(frozen=True)
class Instance:
    """One use of a module inside another."""

    module: str
    name: str
    span: Span  # from the instance's name to its closing parenthesis
    connected: tuple[str, ...]  # the ports connected by name


@dataclass(frozen=True)
class Module:
    """One module as written."""

    name: str
    span: Span
    header_span: Span  # from `module` to the `;` that closes the header
    name_span: Span
    parameters: tuple[Parameter, ...] = ()
    ports: tuple[Port, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    instances: tuple[Instance, ...] = ()
