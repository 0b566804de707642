"""The interface that a description spells out: module name and ports with direction and width, or nothing.

A header that is taken from the text is not sampled, so a wrong one spoils every answer while a missing one costs
little. Therefore every word of a port list has to be understood, and the rest of the text must not contradict it: one
name, width or clock that the list does not account for, and nothing is taken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from verimentor.parameters_in_words import DescribedParameter, Resolved, resolve
from verimentor.port_lists import WIDTH, Item, is_control, is_name, listed, table, value_of
from verimentor.port_sections import sectioned
from verimentor.verilog.interface import Pin, describe
from verimentor.verilog.keywords import SYSTEM_VERILOG
from verimentor.verilog.source import parse
from verimentor.verilog.truncation import truncates


@dataclass(frozen=True)
class DescribedPort:
    """A port as a text tells it."""

    name: str
    direction: str  # "input" or "output"
    width: int = 1  # with the parameters' defaults
    signed: bool = False
    range: str = ""  # "WIDTH-1:0", where the width depends on parameters; "4:1", where the text counts from one


@dataclass(frozen=True)
class DescribedInterface:
    """A whole interface; `header` declares it, in our words outputs of clocked modules as registers."""

    name: str
    ports: tuple[DescribedPort, ...]
    header: str
    parameters: tuple[DescribedParameter, ...] = ()

    @property
    def ours(self) -> bool:
        """Whether the header is in our words, so that the kinds of its outputs may be settled by the body."""
        return self.header == _header(self.name, self.ports, self.parameters)


def interface_in(spec: str) -> DescribedInterface | None:
    """The interface that the text gives completely; None where anything about it is open."""
    written = _written_header(spec)
    if written:
        return written
    text = _plain(spec)
    own = _QUOTED.sub(" ", text.replace("\uff1a", ":"))
    resolved = resolve(own)
    if resolved is None:
        return None
    if resolved.parameters:
        text = resolved.text
    found = _listed(spec, text, resolved)
    return _interface(*found, resolved) if found else None


def interface_of(name: str, ports: tuple[DescribedPort, ...]) -> DescribedInterface:
    """The interface with these ports, whoever told of them."""
    return DescribedInterface(name, ports, _header(name, ports))


def name_in(spec: str) -> str | None:
    """The name that the text calls the module in so many words; None where there is none, or several."""
    called = _called(_plain(spec), _NAMINGS[:2])
    return called[0] if called else None


def _listed(spec: str, text: str, resolved: Resolved) -> tuple[str, Sequence[Item]] | None:
    """The name and the ports of a text in words."""
    names_in = resolved.text if resolved.parameters else spec
    if (items := sectioned(resolved.text)) is not None:
        name = _name_of_sections(names_in, resolved.text, items)
        return (name, items) if name else None
    if _OPEN.search(text) or _HEADER.search(spec):
        return None  # a quoted header is another module's
    for name in _module_names(names_in, text):
        items = rows if (rows := table(text)) is not None else listed(text, name)
        if items and _complete(text, name, items):
            return name, items
    return None


def settle_kinds(module: str, interface: DescribedInterface) -> str:
    """The module with each output a register exactly if the body assigns it in a procedure.

    The kinds in a header made from words are a guess which the body may disprove; whoever writes the header by hand
    chooses them last, too.
    """
    words = (interface.name, interface.ports, interface.parameters)
    if not interface.ours or not module.startswith(interface.header):
        return module  # it stood in the text as Verilog, or the answer went its own way
    body = _ASSIGN.sub(" ", _COMMENT.sub(" ", module[len(interface.header) :]))
    registers = {port.name for port in interface.ports if re.search(_PROCEDURAL.format(port.name), body)}
    return _header(*words, registers) + module[len(interface.header) :]


def _interface(name: str, items: Sequence[Item], resolved: Resolved) -> DescribedInterface | None:
    """The interface that declares the items; None where a width cannot be counted with the parameters' defaults."""
    ports = [DescribedPort(i.name, i.direction or "input", i.width or 1, i.signed, _range(i, resolved)) for i in items]
    header = _header(name, ports, resolved.parameters)
    settings = {parameter.name for parameter in resolved.parameters}
    if settings & {name, *(port.name for port in ports)} or settings & SYSTEM_VERILOG:
        return None
    if resolved.parameters:
        widths = {port.name: port.width for port in parse(f"{header}\nendmodule\n").modules[0].ports}
        if not all(widths.get(port.name) for port in ports) or len(widths) < len(ports):
            return None
        ports = [replace(port, width=widths[port.name] or 1) for port in ports]
    return DescribedInterface(name, tuple(ports), header, resolved.parameters)


def _range(item: Item, resolved: Resolved) -> str:
    width = item.width or 1
    return f"{width}:1" if _counts_from_one(resolved.text, item) else resolved.ranges.get(width, "")


def _header(
    name: str,
    ports: Sequence[DescribedPort],
    parameters: Sequence[DescribedParameter] = (),
    registers: set[str] | None = None,
) -> str:
    if registers is None:
        clocked = bool(describe(name, [Pin(port.name, port.direction) for port in ports]).clocks)
        registers = {port.name for port in ports if port.direction == "output"} if clocked else set()
    lines = []
    for port in ports:
        words = [port.direction, "reg" if port.direction == "output" and port.name in registers else ""]
        bits = f"[{port.range}]" if port.range else f"[{port.width - 1}:0]" if port.width > 1 else ""
        words += ["signed" if port.signed else "", bits, port.name]
        lines.append("    " + " ".join(filter(None, words)))
    settings = ",\n".join(f"    parameter {parameter.name} = {parameter.default}" for parameter in parameters)
    opening = f"module {name} #(\n{settings}\n) (\n" if parameters else f"module {name} (\n"
    return opening + ",\n".join(lines) + "\n);"


_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_ASSIGN = re.compile(r"\bassign\b[^;]*;")
# At the start of a statement, so that the comparison in `if (q <= 3)` does not count.
_PROCEDURAL = (
    r"(?:[;):]|\b(?:begin(?:\s*:\s*\w+)?|end|else))\s*(?:{0}\b\s*(?:\[[^\]\n]*\]\s*)*"
    r"|\{{[^{{}};]*\b{0}\b[^{{}};]*\}}\s*)"
    r"(?:<=|=(?!=))"
)

_HEADER = re.compile(r"\bmodule\s+(\w+)\s*(?:#\s*\((?:[^()]|\([^()]*\))*\)\s*)?\([^;]*\b(?:input|output)\b[^;]*\)\s*;")
# Said before a module that is there already, and anywhere of one that is not the one to write.
_GIVEN = re.compile(
    r"(?i)\b(?:consider|existing|helper|suppose|assume|you (?:have|may use|can use)|provided|(?:is|are|been) given"
    r"|given (?:an? |the )?(?:\w+ )?modules?|broken|faulty|incorrect)\b[^`]{0,200}$"
)
_ANOTHER = (
    r"(?i)\b(?:bugs?|buggy|fix(?:es)?|submodules?)\b"
    r"|\b(?:instantiat\w*|instances? of)\b[^.\n]{{0,40}}\b(?:it|this|that|them|following|below|{0})\b"
)
# What is mended takes the place of what was wrong.
_MEND = re.compile(r"(?i)\b(?:fix(?:es|ed)?|mends?|mended|repairs?|repaired|corrects?|corrected)\b")
_MORE_THAN_IT = re.compile(
    r"(?i)\binstan(?:ces?|tiat\w*)\b|\bsubmodules?\b|\bwrapper\b|\btest ?bench|\btests?\b|\bports?\b"
)


def _written_header(spec: str) -> DescribedInterface | None:
    """A header that stands in the text as Verilog, of the module that is asked for."""
    found = list(_HEADER.finditer(spec))
    if len(found) != 1:
        return None
    name, header = found[0][1], found[0][0]
    around = spec.replace(header, " ")
    if _is_mended(spec, found[0].start(), around, name):
        return _interface_written(header)
    if (
        _names_asked(_plain(around)) - {name}
        or _GIVEN.search(spec[: found[0].start()])
        or re.search(_ANOTHER.format(name), around)
    ):
        return None
    body = _COMMENT.sub(" ", spec[found[0].end() :]).partition("endmodule")
    if body[1] and re.search(r"\b(?:assign|always\w*|initial)\b", body[0]):
        return None  # a whole module, which the text is about
    return _interface_written(header)


def _is_mended(spec: str, start: int, around: str, name: str) -> bool:
    """Whether the module that stands whole in the text is to be mended, and nothing about its ports seems wrong."""
    module, ends, _ = spec[start:].partition("endmodule")
    if not ends or not _MEND.search(around) or _MORE_THAN_IT.search(around) or _names_asked(_plain(around)) - {name}:
        return False
    return not truncates(f"{module}{ends}\n")


def _interface_written(header: str) -> DescribedInterface | None:
    module = next(iter(parse(f"{header}\nendmodule\n").modules), None)
    if module is None or not module.ports or not all(parameter.default for parameter in module.parameters):
        return None
    if any(port.width is None or port.direction not in ("input", "output") for port in module.ports):
        return None
    ports = tuple(DescribedPort(p.name, p.direction, p.width or 1, p.signed) for p in module.ports)
    return DescribedInterface(module.name, ports, header)


# Modules that stand in the text, whose ports are not those of the list.
_QUOTED = re.compile(r"\bmodule\s+\w+\s*(?:#\s*)?\([^;]*\)\s*;(?:.*?\bendmodule\b)?", re.DOTALL)
# Widths or directions are not those in the list.
_UNSETTLED = re.compile(
    r"(?i)\bparam(?:eter)?s?\b|\blocalparam\b|\bgenerics?\b|\bparametri[sz]|\bparameteri[sz]|\bconfigurable\b"
    r"|\binouts?\b|\bbidirectional (?:bus|port|pin)|\btri-?state|`define\b"
)
_ASKED = (
    r"(?i)(?:\bmodule\s+name\b\s*(?:is\b)?\s*[:=]?\s*|\b(?:implement|write|design|create|build)\s+(?:an?|the)\s+"
    r"(?:\w+\s+)?module\s+(?:named|called)\s+)([A-Za-z]\w*)",
    r"(?im)\bmodule,?\s+(?:named|called|is\s+(?:named|called))\s+([A-Za-z]\w*)"
    r"|^(?:#+\s*|- )?module\s*:\s*([A-Za-z]\w*)\s*$",
)
_OUTRIGHT = r"(?i)\bmodule\s+name\s*[:=]\s*([A-Za-z]\w*)"


def _names_asked(text: str) -> set[str]:
    """What the text calls the module it asks for, where it says so outright."""
    for naming in _ASKED:
        if found := re.findall(naming, text):
            return {name for names in found for name in ([names] if isinstance(names, str) else names) if name}
    return set()


def _name_of_sections(spec: str, text: str, items: Sequence[Item]) -> str | None:
    """The module's name where a list with a line a port and the text around it leave nothing open."""
    if _UNSETTLED.search(text) or not _distinct(items, text) or any(_contradicts(text, item) for item in items):
        return None
    others = _OPEN.search(text)  # where other modules are spoken of, a name may be theirs unless it is asked for
    names = set(re.findall(_ASKED[0], text)) if others else _names_asked(text) or set(_called(text) or ())
    if not names and not others:
        names = {name for name in _module_names(spec, text) if _complete(text, name, items)}
    elif _misses_control(text, items):
        return None
    outright = set(re.findall(_OUTRIGHT, text))  # there, "fsm" is a name and no kind of circuit
    if len(names) != 1 or not all(map(is_name, names - outright)) or names & {item.name for item in items}:
        return None
    return names.pop()


def _distinct(items: Sequence[Item], text: str) -> bool:
    """Whether there are inputs and outputs, or no inputs are spoken of, and no name comes twice."""
    directions = {item.direction for item in items}
    if directions == {"output"}:
        complete = not _SPEAKS_OF_INPUTS.search(_ALL_SORTS.sub(" ", text))
    else:
        complete = directions == {"input", "output"}
    return complete and len({item.name.lower() for item in items}) == len(items)


def _contradicts(text: str, item: Item) -> bool:
    """Whether the text elsewhere gives a port another width, or a value or an index that does not fit it."""
    width = item.width or 1
    # Who speaks of the neighbours of all cells means no bit of the port.
    beyond = f"{item.name}[-1]" in text or _counts_from_one(text, item)
    if any(int(index) >= width + beyond for index in re.findall(rf"\b{item.name}\[(\d+)", text)):
        return True
    said = re.findall(rf"\b{item.name}\s+(?:is|has|are)\s+(?:an?\s+)?{WIDTH}", text)
    if any(value_of(first or second) != width for first, second in said):
        return True
    return width == 1 and re.search(rf"\b{item.name}\s*(?:==?|reaches|equals)\s*(?:[2-9]|\d\d+)\b", text) is not None


def _counts_from_one(text: str, item: Item) -> bool:
    """Whether the text names a port's bits from 1 up to its width, as x[4:1] or x[1] to x[4], and none of them 0."""
    ranged = re.search(rf"\b{item.name}\s*\[\d+\s*:\s*(\d)|\[\d+\s*:\s*(\d)\s*\]\s*{item.name}\b", text)
    if ranged and item.width and item.width > 1:
        return "1" in ranged.groups()
    indices = {int(index) for index in re.findall(rf"\b{item.name}\[(\d+)\]", text)}
    return len(indices) > 1 and min(indices) > 0 and max(indices) == item.width


_ALL_SORTS = re.compile(r"(?i)\b(?:inputs?|in) (?:and|or|/) ?outputs?(?: ports?)?\b")
_SPEAKS_OF_INPUTS = re.compile(r"(?i)\binputs?\b|\bcl(?:oc)?k|\breset\b|\bedges?\b|\bin:")


def _misses_control(text: str, items: Sequence[Item]) -> bool:
    """Whether the text speaks of a clock or reset by a name, or of a reset, that is not in the list."""
    names = {item.name.lower() for item in items}
    known = {name.replace("rst", "reset") for name in names}  # a table's header may be shorter
    if {word.lower().replace("rst", "reset") for word in _CONTROL.findall(text)} - known:
        return True
    resets = describe("", [Pin("clk", "input"), *(Pin(name, "input") for name in names)]).resets
    return (
        not resets
        and re.search(r"(?i)\breset\s+(?:signal|input|line|pin|port)\b", _CLOCKLESS.sub(" ", text)) is not None
    )


# The interface depends on something, or there is more than one.
_OPEN = re.compile(
    r"(?i)\bparameters?\b|\blocalparam\b|\bgeneric\b|\bparametri[sz]|\binstan(?:ces?|tiat\w*)\b|\bsubmodules?\b"
    r"|\bmodules\b|\binouts?\b|\bbidirectional (?:bus|port|pin)|\btri-?state|\btop(?:[- ]level)?:|^\s*-?\s*top\b"
    r"|\bbuilt from\b|\bmade of\b|\bcomposed of\b|\bassembled from\b|\[[A-Z]\w*\s*-\s*1|\[\d+:[1-9]|\[0:\d"
)


def _plain(spec: str) -> str:
    """The text without comment signs and emphasis."""
    star = r"|\*(?=\s)" if "/*" in spec else ""  # elsewhere a star is a bullet
    text = re.sub(rf"(?m)^[ \t]*(?://+|/\*+|\*/{star})[ \t]?|\*/\s*$", "", spec)
    text = re.sub(r"`|\*\*", "", text)
    return re.sub(r"(?m)^[ \t]*[-*•·][ \t]+(?:\[[ x]?\][ \t]*)?", "- ", text)


# --- the module's name

_TITLE_WORDS = """
called does name shall named below description ports clock pure behaviour behavior reset function i we you note ticket
problem exercise question interface signals pins states title acceptance values could todo fixme task goal asks wants
combines rest header code verilog comb combinational
"""
_NOT_A_MODULE = frozenset(_TITLE_WORDS.split())
_MAX_NAMES = 6  # later ones are ports or registers

_NAME = r"([A-Za-z]\w*)"
_NAMINGS = (
    rf"\b[Mm]odule\b(?:\s+(?:name|named|called|is called|is named|may be called))?\s*:?\s+{_NAME}",
    rf"\b(?:(?:module|block|unit|circuit|it|thing|one)\s+(?:is\s+|to be\s+|may be\s+)?(?:called|named)|[Cc]all it"
    rf"|[Nn]ame it|[Nn]ame:?)\s+{_NAME}",
    rf"\b{_NAME}\s+(?:module|block)\b",
    rf"\b(?:block|unit|circuit|device|component|entity)\s+{_NAME}",
    rf"(?m)^(?:- )?(?:\w+[\w ]*[.:] )?{_NAME}"
    r"(?=\s*[:(]| - |\s+(?:shall|has|takes|gets)\b|\.\s|\s+is an?\b)",
    rf"\b(?:need|want|build|write|make|do|[Dd]esign|add)\s+(?:me\s+)?{_NAME}(?=\s*[:(,]|\s+with\b)",
)


_INNER = r"\b{0} is an? (?:[\w-]+ )*(?:flag|register|counter)\b"
_NOT_A_PORT = r"(?:, internal| that is not| \(internal)"


def _called(text: str, namings: Sequence[str] = ()) -> list[str] | None:
    """The one name that the text calls a module, none where there are several; None where it calls nothing so."""
    for naming in namings or _NAMINGS:
        found = [name for name in re.findall(naming, text) if is_name(name) and name.lower() not in _NOT_A_MODULE]
        if naming in _NAMINGS[4:]:  # with neither "module" nor "called" near, it must look like a name
            found = [name for name in found if re.search(r"_|\d|^[A-Z]{4}", name)]
        found = [name for name in found if not re.search(_INNER.format(name) + _NOT_A_PORT, text)]
        if found:
            return found[:1] if len(set(found)) == 1 else []
    return None


def _module_names(spec: str, text: str) -> list[str]:
    """The name of `_called`, or else the words that look like one, for the lists to decide."""
    called = _called(text)
    if called is not None:
        return called
    looks = re.findall(r"`([A-Za-z]\w*)`|\b([A-Za-z]+_\w+|[a-z]{2,}\d+)\b", spec)
    names = dict.fromkeys(quoted or plain for quoted, plain in looks)
    # What a register is called comes again where it is used.
    return [name for name in names if len(re.findall(rf"\b{name}\b", text)) == 1][:_MAX_NAMES]


# --- what else the text says

_CLOCKLESS = re.compile(
    r"(?i)\b(?:no|not|neither|without(?: an?| any)?)\s+(?:\w+ )?(?:clocks?|reset|registers?|registered)"
    r"(?: (?:or|nor|and)(?: \w+)? (?:clock|reset|register|memory))?\b|\b(?:un|non-)(?:registered|clocked)\b"
)
_CLOCKED = re.compile(
    r"(?i)\b(?:clock(?:ed)?|edges?|register(?:ed|s)?|synchronous|asynchronous|flip[\s-]?flops?|cycles?)\b"
)
_COMBINATIONAL = re.compile(r"(?i)\bcombinat|\bno (?:clock|register)")
# Names that seldom belong to a single wire, so that a missing width is rather forgotten than one bit.
_VECTOR = re.compile(
    r"(?i)^(?:\w+_)?(?:data|[rw]data|din|dout|addr|address|count|[a-z]?cnt|sum|value|val|bus|code|sel|select"
    r"|op|mode|state"
    r"|digit|result|total|level|number|num|byte|word|nibble|angle|temp|product|quotient|remainder|index|idx"
    r"|[dqnxyab]|speed"
    r"|duty|pos|pattern|min|max|hours|minutes|seconds|tens|ones|score)\d?$"
)
_FOREIGN = re.compile(r"\b(?:[A-Za-z]+_\w+|[A-Za-z]\w*(?=\[\d)|n?a?s?_?rst_?n?i?|clk|CLK|RST|ck|reset_?n)\b")
_CONTROL = re.compile(r"(?i)\b(?:n?a?s?_?rst_?n?i?|clk|reset_?n)\b")
_ALL_SINGLE = re.compile(
    r"(?i)\ball (?:\w+ )?(?:are )?(?:single|one|1)[\s-]bits?\b|\bone bit each\b"
    r"|\bsingle[\s-]bit (?:ports|signals|inputs)"
)
_ONE_BIT = r"\b{0}\s*(?:\(|,|is|has)?\s*(?i:1|one|single)[\s-]bit"
# Said of a port without a width: a width after all, or a value that needs one.
_HAS_WIDTH = rf"\b{{0}}\s*\[|{WIDTH}\s+(?:\w+\s+)?{{0}}\b|\b{{0}}\s*(?:\(|is|has|of|are|with)?\s*{WIDTH}"
_HAS_VALUE = r"\b{0}\s*(?:==?|is|<=?|>=?|reaches|of|equals|becomes|to|at|matches)\s*(?:[2-9]|\d\d+)\b"


def _complete(text: str, name: str, items: Sequence[Item]) -> bool:
    """Whether the rest of the text speaks of no other ports and contradicts no width."""
    names = {item.name for item in items}
    if name in names or {item.direction for item in items} != {"input", "output"}:
        return False
    if len({word.lower() for word in names}) < len(names) or set(_FOREIGN.findall(text)) - names - {name}:
        return False
    interface = describe(name, [Pin("clk", "input"), *(Pin(i.name, i.direction or "input") for i in items)])
    clocks = [name for name in interface.clocks if name in names]
    if ("clock" in names and len(set(clocks)) > 1) or ("reset" in names and len(interface.resets) > 1):
        return False  # "clk_i, clock" names one port
    said = _CLOCKLESS.sub(" ", text)
    if not interface.resets and re.search(r"(?i)\breset\b", said):
        return False
    if (
        set(interface.clocks) - names == set(interface.clocks)
        and _CLOCKED.search(said)
        and not _COMBINATIONAL.search(text)
    ):
        return False
    # A width of none of the ports: whose is it?
    loose = {value_of(first or second) for first, second in re.findall(WIDTH, text)} - {item.width for item in items}
    ranged = any(item.ranged for item in items)  # who writes [7:0] means one bit where it is missing
    for item in items:
        if item.width is not None:
            if _contradicts(text, item):
                return False
            continue
        single = _ALL_SINGLE.search(text) or re.search(_ONE_BIT.format(item.name), text)
        if re.search(_HAS_VALUE.format(item.name), text):
            return False
        if not single and re.search(_HAS_WIDTH.replace("{0}", item.name), text):
            return False
        doubtful = item.open or (not ranged and (loose - {1} or _VECTOR.match(item.name)))
        if doubtful and not single and not is_control(item.name):
            return False
    return True
