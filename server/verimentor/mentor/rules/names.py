"""Names that are nearly right: nets, ports, modules, macros, keywords; and keywords used as names."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from verimentor.mentor.rules.declarations import is_signal
from verimentor.mentor.rules.rule import SYNTAX, Edit, Repair, Site, answers, repair
from verimentor.verilog.keywords import SYSTEM_VERILOG
from verimentor.verilog.nearness import nearest
from verimentor.verilog.problem import line_span
from verimentor.verilog.source import Source, outline

# Names that mean the same to everybody; a reset is never taken for one of the other polarity.
_SAME_THING = (
    {"clk", "clock", "ck", "clk_i", "i_clk", "clk_in", "sysclk", "sys_clk"},
    {"rst", "reset", "rst_i", "i_rst", "arst", "srst", "areset"},
    {"rst_n", "reset_n", "rstn", "resetn", "nrst", "nreset", "rst_ni", "arst_n", "aresetn", "rst_b"},
)
# Where a misspelled keyword costs the most; short words are near too many names.
_KEYWORDS = (
    "module", "endmodule", "input", "output", "inout", "wire", "reg", "logic", "assign", "always", "initial", "begin",
    "end", "case", "casez", "casex", "endcase", "default", "posedge", "negedge", "parameter", "localparam", "integer",
    "function", "endfunction", "task", "endtask", "generate", "endgenerate", "genvar", "else", "signed", "always_comb",
    "always_ff",
)  # fmt: skip
_SHORT = {"param": "parameter", "localparameter": "localparam", "func": "function", "int": "integer"}
_NAME_BEFORE = frozenset(
    {"input", "output", "inout", "wire", "reg", "logic", "integer", "signed", "]", ",", "parameter", "localparam"}
)
_OPERANDS = re.compile(r"[=<>!~^&|+\-*/%?:,;)\]}]+$|<=$")


@answers("^(undeclared-identifier|typo-identifier)|unknown in|undeclared|not declared")
def near_net(site: Site) -> Iterator[Repair]:
    """`dat_in` is `data_in` where that is the only declared name near enough; `clock` is `clk`."""
    wrong = site.quoted
    module = _outline(site.text).module_at(site.problem.span.start)
    if module is None or not wrong:
        return
    declared = {item.name for group in (module.ports, module.parameters, module.symbols) for item in group}
    if wrong in declared:
        return
    right = nearest(wrong, declared) or _synonym(wrong, declared)
    if right is not None and not (_are_siblings(wrong, right) and is_signal(site, wrong)):
        yield _rename(site, wrong, right)


@answers("^(undeclared-identifier|typo-identifier|unknown-directive|undefined-macro)|" + SYNTAX)
def macro_name(site: Site) -> Iterator[Repair]:
    """`W` is `` `W `` where only the macro exists, and a misspelled macro gets its name."""
    macros = set(re.findall(r"^[ \t]*`define[ \t]+([A-Za-z_]\w*)", site.text, re.MULTILINE))
    if not macros:
        return
    if site.quoted in macros:
        edits = [Edit(token.start, token.start, "`") for token in site.find(site.quoted)]
        if edits:
            yield repair(f"write `{site.quoted} for {site.quoted}", *edits)
    for index in site.near(0, 0):
        token = site.tokens[index]
        if token.kind == "macro" and token.text[1:] not in macros:
            right = nearest(token.text[1:], macros)
            if right is not None:
                yield repair(f"write `{right} for {token.text}", site.replace(index, f"`{right}"))


@answers("^(port-does-not-exist|param-does-not-exist|parameter-not-found)")
def near_port(site: Site) -> Iterator[Repair]:
    """`.dta(x)` is `.data(x)` where that is the only free port near enough."""
    wrong = site.quoted
    source = _outline(site.text)
    around = source.module_at(site.problem.span.start)
    line = line_span(site.text, site.line)
    for instance in around.instances if around else ():
        ports = _ports(site, source, instance.module)
        if wrong not in instance.connected or not instance.span.overlaps(line):
            continue
        taken = set(instance.connected)
        free = ports - taken
        right = nearest(wrong, free)
        if right is None and len(free) == 1 and len(taken) == len(ports):
            right = next(iter(free))  # every other port is connected
        connection = re.compile(rf"\.\s*({re.escape(wrong)})\b")
        found = connection.search(site.text, instance.span.start, instance.span.end)
        if right is not None and found is not None:
            yield repair(f"connect port {right} instead of {wrong}", Edit(found.start(1), found.end(1), right))


@answers("^unknown-module")
def near_module(site: Site) -> Iterator[Repair]:
    """`addr u(...)` instantiates `adder` where that is the only module near enough."""
    source = _outline(site.text)
    around = source.module_at(site.problem.span.start)
    names = {module.name for module in source.modules} | set(site.known)
    names -= {around.name if around else ""}
    found = re.search(r"module(?: type)?:?\s+[`'\"]*([\w$]+)", site.problem.message)
    wrong = found[1] if found else ""
    right = nearest(wrong, names)
    if right is not None and site.find(wrong):
        yield _rename(site, wrong, right)


@answers(SYNTAX + "|^(typo-keyword|undeclared|unknown-module|not-allowed)")
def near_keyword(site: Site) -> Iterator[Repair]:
    """`posegde`, `begn`, `asign`, `endmodul`: a name on the line that is declared nowhere and is nearly a keyword."""
    tokens = site.tokens
    lines = [site.line, site.line - 1] if site.problem.engine == "icarus" else [site.line]
    seen: set[str] = set()
    for index in (index for line in lines if line >= 0 for index in tokens.on_line(line)):
        token = tokens[index]
        if token.kind != "name" or token.text in seen or tokens.text_at(index - 1) in (".", "`"):
            continue
        seen.add(token.text)
        right = _SHORT.get(token.text) or nearest(token.text, _KEYWORDS) or _same_letters(token.text)
        if right is not None:
            yield repair(f"write '{right}' for '{token.text}'", site.replace(index, right))


@answers(SYNTAX + "|^reg-after")
def keyword_as_name(site: Site) -> Iterator[Repair]:
    """A port or net called `case` or `reg` is renamed everywhere in its module."""
    tokens = site.tokens
    module = tokens.module_around(site.index)
    for index in site.near(0, 0):
        word = tokens[index].text
        declares = tokens.text_at(index - 1) in _NAME_BEFORE and tokens.text_at(index + 1) in (",", ";", ")", "=")
        if word not in SYSTEM_VERILOG or not declares:
            continue
        taken = {token.text for token in tokens}
        name = next(name for tail in ("_sig", "_sig2", "_sig3", "_signal") if (name := word + tail) not in taken)
        places = [i for i in module if tokens[i].text == word and (i == index or _is_operand(site, i))]
        yield repair(f"rename '{word}', a keyword, to '{name}'", *(site.replace(i, name) for i in places))


def _are_siblings(one: str, other: str) -> bool:
    """Whether two names differ in their last part alone, as `count_q` and `count_d`: a design has both."""
    parts, others = one.split("_"), other.split("_")
    n_same = next(
        (n for n, (a, b) in enumerate(zip(parts, others, strict=False)) if a != b), len(min(parts, others, key=len))
    )
    return n_same > 0 and n_same >= max(len(parts), len(others)) - 1


def _same_letters(wrong: str) -> str | None:
    """The keyword whose letters these are, in another order: `being`."""
    return next((word for word in _KEYWORDS if sorted(word) == sorted(wrong.lower()) and word != wrong), None)


def _synonym(wrong: str, names: Iterable[str]) -> str | None:
    """The only clock for a clock, the only reset of the same polarity for a reset."""
    for group in _SAME_THING:
        if wrong.lower() in group:
            found = [name for name in names if name.lower() in group]
            return found[0] if len(found) == 1 else None
    return None


def _ports(site: Site, source: Source, name: str) -> set[str]:
    module = source.module(name)
    return set(site.known.get(name, ())) if module is None else {port.name for port in module.ports}


def _rename(site: Site, wrong: str, right: str) -> Repair:
    """Everywhere in the module, but not where `.wrong` names a port of another module."""
    tokens = site.tokens
    places = [
        index
        for index in tokens.module_around(site.index)
        if tokens[index].text == wrong and tokens.text_at(index - 1) != "."
    ]
    return repair(f"write '{right}' for '{wrong}'", *(site.replace(index, right) for index in places))


def _is_operand(site: Site, index: int) -> bool:
    before, after = site.tokens.text_at(index - 1), site.tokens.text_at(index + 1)
    named = before == "assign" or before == "(" or (bool(_OPERANDS.match(before)) and before not in (";", ")", ":"))
    return (named or before in _NAME_BEFORE) and bool(_OPERANDS.match(after))


@lru_cache(maxsize=8)
def _outline(text: str) -> Source:
    return outline(text)
