"""Functions listed in running text: "a, b first: 00 -> 0, 01 -> 1", "f(a, b, c) = Σm(1, 4, 6) + d(2)"."""

import re
from collections.abc import Iterable, Iterator, Sequence

from verimentor.verilog.oracle.expectation import Row
from verimentor.verilog.oracle.ports import Place, Ports
from verimentor.verilog.oracle.values import NUMBER, read_column
from verimentor.verilog.stimuli import EXHAUSTIVE_BITS

_ARROW = r"\s*(?:->|=>|→|⇒)\s*"
_ITEM = rf"(?<![\w'])({NUMBER}){_ARROW}({NUMBER})(?![\w'])"
_LIST = re.compile(rf"{_ITEM}(?:\s*(?:[,;]|\n)\s*(?:and\s+)?{_ITEM})+")
_COUNTED = re.compile(
    r"\b[Ff]or\s+(\{[^{}]*\}|[A-Za-z_]\w*)\s*=\s*0\s*(?:to|through|up to|\.\.\.?)\s*(\d{1,4})\s*,?\s*"
    rf"(?:the\s+)?(?:values?\s+of\s+)?(\{{[^{{}}]*\}}|[A-Za-z_]\w*)\s+(?:is|are|=)\s*:?\s*({NUMBER}(?:\s*,\s*(?:and\s+)?{NUMBER})+)"
)
_NEAR = 200  # characters around a list in which the order of its digits is told
_TERMS = re.compile(
    r"\b(\w+)\s*\(([^()]+)\)\s*=\s*(Σ|∑|Π|∏|[Ss]um(?:\s+of)?(?:\s+minterms)?|[Pp]roduct(?:\s+of)?(?:\s+maxterms)?)?\s*"
    r"([mM])?\s*\(([\d\s,]+)\)(?:\s*\+\s*(?:Σ|∑|sum\s*)?\s*[dD]\s*\(([\d\s,]+)\))?"
)
_SEVERAL = r"\d+(?:\s*,\s*(?:and\s+)?\d+|\s+and\s+\d+)*"
_IN_WORDS = re.compile(
    rf"(?i)(?:\bwith\s+(?P<highest>\w+)\s+as\s+(?:the\s+)?(?:most\s+significant|highest)\s+bit\s*,\s*)?"
    rf"\b(?P<output>\w+)\s+is\s+1\s+for\s+(?:the\s+)?(?:minterms?\s+)?(?P<ones>{_SEVERAL})\s*,?"
    rf"(?:\s*(?:does\s+not|doesn't)\s+matter\s+for\s+(?P<free>{_SEVERAL})\s*,?)?"
    r"\s*(?:and\s+)?(?:is\s+)?0\s+(?:otherwise|elsewhere)"
    r"(?:\s*[;,.]\s*(?P<last>\w+)\s+is\s+the\s+(?:most\s+significant|highest)\s+(?:variable|bit|input))?"
)
_ONE_OF = re.compile(
    r"(?i)\b(?P<output>\w+)\s+is\s+(?P<level>high|low|1|0)\s+exactly\s+(?:when|if)\s+(?:the\s+number\s+)?"
    rf"\{{(?P<inputs>[^{{}}]+)\}}\s+is\s+(?:one\s+of\s+)?(?P<ones>{_SEVERAL})"
)
_LOWEST_FIRST = re.compile(r"(?i)\b(?:least[\s-]significant|lsb)\b")


def listed_rows(text: str, ports: Ports) -> list[Row]:
    """The rows of lists with arrows, where both sides say for sure which ports they mean."""
    if ports.interface.clocks:
        return []
    rows: list[Row] = []
    for found in _LIST.finditer(text):
        around = text[max(0, found.start() - _NEAR) : found.end() + _NEAR]
        if re.search(rf"{_ARROW}$", text[: found.start()]) or re.match(_ARROW, text[found.end() :]):
            continue  # a sequence, not a function
        ins = _order(around, ports, {name for name, _ in ports.driven})
        outs = _order(around, ports, {name for name, _ in ports.observed})
        items = re.findall(_ITEM, found[0])
        if not ins or not outs or not all(_explicit(value, len(ins)) for value, _ in items):
            continue
        inputs = read_column([value for value, _ in items], len(ins))
        outputs = read_column([value for _, value in items], len(outs))
        if inputs and outputs:
            rows += [
                Row(f"{item[0]} -> {item[1]}", dict(zip(ins, left, strict=True)), dict(zip(outs, right, strict=True)))
                for item, left, right in zip(items, inputs, outputs, strict=True)
            ]
    for found in _COUNTED.finditer(text):
        ins, outs, values = ports.places(found[1]), ports.places(found[3]), re.findall(NUMBER, found[4])
        if set(ins) != ports.driven or not outs or not ports.is_output(outs) or len(values) != int(found[2]) + 1:
            continue
        outputs = read_column(values, len(outs))
        if outputs and len(values) <= 1 << len(ins):
            for number, bits in enumerate(outputs):
                setting = dict(zip(ins, f"{number:0{len(ins)}b}", strict=True))
                rows.append(
                    Row(
                        f"{found[3]} = {values[number]} for {found[1]} = {number}",
                        setting,
                        dict(zip(outs, bits, strict=True)),
                    )
                )
    return rows


def minterms(text: str, module: str, ports: Ports) -> Iterator[list[Row]]:
    """The rows of functions given by the numbers of their minterms or maxterms, the first argument highest.

    Their name is that of the output, or of the `module` where that has only one.
    """
    if ports.interface.clocks or _LOWEST_FIRST.search(text):
        return
    for found in _TERMS.finditer(text):
        name, arguments, sign, letter, numbers, free = found.groups()
        output, inputs = ports.places("output" if name == module else name), ports.places(arguments)
        product = bool(sign and sign[0] in "Π∏Pp")
        if not (sign or letter) or (letter and (letter == "M") != product and sign):
            continue
        if len(output) != 1 or not ports.is_output(output) or set(inputs) != ports.driven:
            continue
        terms, open_terms = _numbers(numbers), _numbers(free or "")
        if len(inputs) > EXHAUSTIVE_BITS or max((*terms, *open_terms), default=0) >> len(inputs) or terms & open_terms:
            continue
        inside = "0" if product or letter == "M" else "1"
        outside = "1" if inside == "0" else "0"
        rows = []
        for term in range(1 << len(inputs)):
            value = "x" if term in open_terms else inside if term in terms else outside
            bits = f"{term:0{len(inputs)}b}"
            said = f"{name}({arguments}) = {value} for {bits}"
            rows.append(Row(said, dict(zip(inputs, bits, strict=True)), {output[0]: value}))
        yield rows


def terms_in_words(text: str, ports: Ports) -> Iterator[list[Row]]:
    """The same in words: "f is 1 for 1, 4 and 6 and 0 otherwise", "f is high exactly when {a, b} is one of 1, 2"."""
    if ports.interface.clocks:
        return
    in_order = [bit for pin in ports.interface.driven for bit in ports.places(pin.name)]
    for found in _IN_WORDS.finditer(text):
        highest = ports.places(found["highest"] or found["last"] or "")
        orders = [order for order in (in_order, in_order[::-1]) if highest == (order[0],)]
        if orders:
            yield from _of_terms(
                found["output"], orders[0], _numbers(found["ones"]), _numbers(found["free"] or ""), ports
            )
    for found in _ONE_OF.finditer(text):
        inputs, ones = ports.places(found["inputs"]), _numbers(found["ones"])
        if found["level"].lower() in ("low", "0"):
            ones = set(range(1 << min(len(inputs), EXHAUSTIVE_BITS))) - ones
        yield from _of_terms(found["output"], inputs, ones, set(), ports)


def _of_terms(name: str, inputs: Sequence[Place], ones: set[int], free: set[int], ports: Ports) -> Iterator[list[Row]]:
    """The rows of all settings of the inputs, the first one highest; none where the ports are not the module's."""
    output = ports.places(name)
    fits = set(inputs) == ports.driven and len(inputs) <= EXHAUSTIVE_BITS
    if len(output) != 1 or not ports.is_output(output) or not fits or ones & free:
        return
    if max((*ones, *free), default=0) >> len(inputs):
        return
    rows = []
    for term in range(1 << len(inputs)):
        value = "x" if term in free else str(int(term in ones))
        setting = dict(zip(inputs, f"{term:0{len(inputs)}b}", strict=True))
        rows.append(Row(f"{name} is {value} for {term}", setting, {output[0]: value}))
    yield rows


def _order(text: str, ports: Ports, names: set[str]) -> tuple[Place, ...]:
    """The bits of all these ports in the one order in which the text lists them; () where there is none or several."""
    if len(names) == 1:
        return ports.places(next(iter(names)))
    word = rf"(?<![\w.])(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)"
    lists = re.findall(rf"{word}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+){word})+", text)
    orders = {
        places for each in lists if set(places := ports.places(each)) == {p for p in _all(ports) if p[0] in names}
    }
    return orders.pop() if len(orders) == 1 else ()


def _all(ports: Ports) -> Iterable[Place]:
    return (*ports.driven, *ports.observed)


def _explicit(value: str, width: int) -> bool:
    """Whether a number shows that it is meant bit by bit, not as an index."""
    return "'" in value or value.startswith("0x") or (len(value) == width and not value.strip("01"))


def _numbers(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"\d{1,9}", text)}
