"""Declarations of the wrong kind, declared twice, or not at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from verimentor.mentor.rules.rule import SYNTAX, Edit, Repair, Site, answers, repair

_DIRECTIONS = frozenset({"input", "output", "inout"})
_TYPES = frozenset({"wire", "reg", "logic", "tri", "var", "signed", "unsigned"})
_DECLARES = _DIRECTIONS | _TYPES | {"integer", "parameter", "localparam", "genvar"}
_PROCEDURES = frozenset({"always", "initial", "always_comb", "always_ff", "always_latch", "function", "task"})


@dataclass(frozen=True)
class Declaration:
    """`output wire [7:0] a, b` with the place of one of its names."""

    words: range  # the tokens before the first name: direction, type, range
    names: tuple[int, ...]  # the tokens of all names it declares
    name: int  # the token of the name asked for
    end: int  # the token behind it all: `;`, or the `,` or `)` of a port list
    in_header: bool


@answers("^assign-to-net")
def net_to_variable(site: Site) -> Iterator[Repair]:
    """A net assigned in an `always` block is declared `reg`."""
    tokens = site.tokens
    name = site.quoted if site.problem.engine == "icarus" and site.quoted else _name_at(site)
    found = re.search(r"(?:error: )?(\w+) is not a valid l-value", site.problem.message)
    name = found[1] if found else name
    declaration = _declaration(site, name)
    if declaration is None:
        return
    words = [tokens[i].text for i in declaration.words]
    if "input" in words or "inout" in words or "reg" in words:
        return
    if len(declaration.names) > 1 and not {"output", "inout"} & set(words) and words[0] == "wire":
        names = ", ".join(tokens[i].text for i in declaration.names)
        yield repair(f"declare {names} as reg", site.replace(declaration.words[0], "reg"))
    yield repair(f"declare {name} as reg", *_with_type(site, declaration, "reg"))


@answers("^assign-to-variable")
def variable_to_net(site: Site) -> Iterator[Repair]:
    """A `reg` driven by `assign` is declared `wire`."""
    found = re.search(r"\breg (\w+)", site.problem.message)
    name = found[1] if found else site.quoted or _name_at(site)
    declaration = _declaration(site, name)
    if declaration is not None and "reg" in [site.tokens[i].text for i in declaration.words]:
        yield repair(f"declare {name} as wire", *_with_type(site, declaration, "wire"))


@answers("^(redefinition|port-decl-in-ansi|duplicate)|already (been declared|has a port)")
def declared_twice(site: Site) -> Iterator[Repair]:
    """The second declaration of a name goes: `output reg q` and later `reg q;`."""
    tokens = site.tokens
    found = re.search(r"port (\w+) already", site.problem.message)
    names = [found[1]] if found else [site.quoted] if site.quoted else []
    if not names:
        statement = tokens.statement(site.index) if site.index < len(tokens) else range(0)
        names = [tokens[i].text for i in statement if tokens[i].kind == "name"]
    for name in dict.fromkeys(names):
        declarations = [d for d in _declarations(site, name) if not d.in_header]
        if declarations and len(_declarations(site, name)) > 1:
            yield repair(f"remove the second declaration of {name}", _without(site, declarations[-1]))


@answers("^(undeclared-identifier|missing-genvar)|unknown in")
def loop_variable(site: Site) -> Iterator[Repair]:
    """`for (i = 0; ...)` needs `genvar i;` outside and `integer i;` inside an `always` block."""
    tokens, name = site.tokens, site.quoted
    loops = [
        i
        for i in tokens.module_around(site.index)
        if tokens[i].text == "for" and tokens.text_at(i + 1) == "(" and tokens.text_at(i + 2) == name
    ]
    if not loops or not name:
        return
    loop = loops[0]
    procedure = procedure_around(site, loop)
    if procedure is None:
        outer = loop - 1 if tokens.text_at(loop - 1) == "generate" else loop
        yield repair(f"declare genvar {name}", _declare(site, outer, f"genvar {name};"))
    else:
        yield repair(f"declare integer {name}", _declare(site, procedure, f"integer {name};"))


@answers("^(undeclared-identifier|typo-identifier)|unknown in")
def missing_declaration(site: Site) -> Iterator[Repair]:
    """A name that the module assigns and reads is declared, where something says how wide it is."""
    tokens, name = site.tokens, site.quoted
    shape = _shape(site, name) if name and is_signal(site, name) else None
    if shape is None:
        return
    places = [token.start for token in site.find(name)]
    uses = [tokens.first_from(place) for place in places]
    procedural = any(_is_assigned(site, use) and procedure_around(site, use) is not None for use in uses)
    modern = any(tokens[i].text == "logic" for i in tokens.module_around(site.index))
    kind = ("logic" if modern else "reg") if procedural else "wire"
    ends = [
        i
        for i in range(tokens.module_around(site.index).start, uses[0])
        if tokens[i].text == ";" and procedure_around(site, i) is None
    ]
    declared = [i for i in ends if tokens.text_at(tokens.statement(i).start) in _DECLARES]
    if ends:
        last = (declared or ends[:1])[-1]
        like = tokens.statement(last).start if declared else last + 1
        edit = site.insert_line_after(last, f"{kind}{shape} {name};", like=like)
        yield repair(f"declare {name} as {kind}", edit)


@answers("declared as input and as a reg")
def input_register(site: Site) -> Iterator[Repair]:
    """An `input reg` is an `input`."""
    found = re.search(r"Port (\w+)", site.problem.message)
    declaration = _declaration(site, found[1] if found else site.quoted)
    if declaration is None:
        return
    for index in declaration.words:
        if site.tokens[index].text == "reg":
            yield repair("an input is never reg", site.delete(range(index, index + 1)))


@answers("^(missing-port-io|port-not-declared)|no direction declaration|is not a port")
def missing_direction(site: Site) -> Iterator[Repair]:
    """A port of `module m(a, y);` without direction is an output if the module assigns it, else an input."""
    tokens = site.tokens
    found = re.search(r"[Pp]ort '?(\w+)'?|signal (\w+)", site.problem.message)
    name = (found[1] or found[2]) if found else ""
    module = tokens.module_around(site.index)
    header_end = next((i for i in module if tokens[i].text == ";"), None)
    if header_end is None or name not in [tokens[i].text for i in range(module.start, header_end)]:
        return
    uses = [i for i in range(header_end, module.stop) if tokens[i].text == name]
    assigned = [i for i in uses if _is_assigned(site, i)]
    kind = "input"
    if assigned:
        kind = "output reg" if any(procedure_around(site, i) is not None for i in assigned) else "output"
    line = site.insert_line_after(header_end, f"  {kind} {name};", like=module.start)
    yield repair(f"declare {name} as {kind}", line)


@answers("^unused-port-decl|not in the port list")
def missing_in_port_list(site: Site) -> Iterator[Repair]:
    """`module m(a); input a; output y;` lists y too."""
    tokens = site.tokens
    module = tokens.module_around(site.index)
    opening = next((i for i in module if tokens[i].text == "("), None)
    closing = tokens.matching(opening) if opening is not None else None
    if closing is None or not site.quoted or tokens.text_at(module.start) != "module":
        return
    for index in range(opening or 0, closing):
        if tokens.text_at(index) in ("(", ",") and tokens.text_at(index + 1) in (",", ")"):
            yield repair(f"add {site.quoted} to the port list", site.insert_after(index, site.quoted))
    lead = "" if tokens.text_at(closing - 1) == "(" else ", "
    yield repair(f"add {site.quoted} to the port list", site.insert_before(closing, lead + site.quoted))


@answers(SYNTAX)
def declaration_order(site: Site) -> Iterator[Repair]:
    """`reg output q` and `[7:0] wire w` put their words in Verilog's order."""
    tokens = site.tokens
    for index in site.near(0, 0):
        word, after = tokens[index].text, tokens.text_at(index + 1)
        if word in ("reg", "wire", "logic") and after in _DIRECTIONS:
            yield repair(f"write '{after} {word}'", site.replace(index, after), site.replace(index + 1, word))
        if word == "[" and tokens.text_at(index - 1) not in _DIRECTIONS | _TYPES:
            closing = tokens.matching(index)
            if closing is not None and tokens.text_at(closing + 1) in _DIRECTIONS | _TYPES:
                range_text = site.text[tokens[index].start : tokens[closing].end]
                keyword = tokens[closing + 1]
                yield repair("write the range after the type", Edit(
                    tokens[index].start, keyword.end, f"{keyword.text} {range_text}"
                ))  # fmt: skip


def is_signal(site: Site, name: str) -> bool:
    """Whether the module assigns the name in one place and has it in another."""
    tokens = site.tokens
    places = [i for i in tokens.module_around(site.index) if tokens[i].text == name and tokens.text_at(i - 1) != "."]
    return len(places) > 1 and any(_is_assigned(site, place) for place in places)


def _shape(site: Site, name: str) -> str | None:
    """The range that a literal or a signal assigned, or compared, gives a name, "" for one bit; None: nobody knows."""
    span = site.tokens.span(site.tokens.module_around(site.index))
    body, word = site.text[span.start : span.end], rf"(?<![\w.$]){re.escape(name)}(?![\w$])"
    if re.search(rf"{word}\s*\[", body):
        return None
    if sized := re.search(rf"{word}\s*(?:<=|==|!=|=)\s*(?:#\s*\d+\s*)?(\d+)\s*'", body):
        return f" [{int(sized[1]) - 1}:0]" if int(sized[1]) > 1 else ""
    for pattern in (rf"{word}\s*<?=\s*([A-Za-z_]\w*)\s*;", rf"(?<![\w.$])([A-Za-z_]\w*)\s*<?=\s*{word}\s*;"):
        for found in re.finditer(pattern, body):
            declaration = _declaration(site, found[1])
            if declaration is not None:
                words = [site.text[site.tokens[i].start : site.tokens[i].end] for i in declaration.words]
                at = words.index("[") if "[" in words else None
                if at is None:
                    return ""
                tokens = site.tokens
                return " " + site.text[tokens[declaration.words[at]].start : tokens[declaration.words[-1]].end]
    return None


def _name_at(site: Site) -> str:
    for index in range(site.index, min(site.index + 3, len(site.tokens))):
        if site.tokens[index].kind == "name":
            return site.tokens[index].text
    return ""


def _declaration(site: Site, name: str) -> Declaration | None:
    return next(iter(_declarations(site, name)), None)


def _declarations(site: Site, name: str) -> list[Declaration]:
    """The declarations of a name in the module around the problem, in order."""
    tokens = site.tokens
    module = tokens.module_around(site.index)
    header_end = next((i for i in module if tokens[i].text == ";"), module.stop)
    found: list[Declaration] = []
    index = module.start
    while index < module.stop:
        if tokens[index].text not in _DIRECTIONS | (_TYPES - {"signed", "unsigned"}):
            index += 1
            continue
        declaration, index = _read(site, index, module, name, index < header_end)
        if declaration is not None:
            found.append(declaration)
    return found


def _read(site: Site, start: int, module: range, name: str, in_header: bool) -> tuple[Declaration | None, int]:
    """The declaration that starts at a direction or type, if it declares the name, and the token behind it."""
    tokens, index = site.tokens, start
    while index < module.stop and (tokens[index].text in _DIRECTIONS | _TYPES or tokens[index].text == "["):
        if tokens[index].text == "[":
            closing = tokens.matching(index)
            if closing is None:
                return None, index + 1
            index = closing
        index += 1
    words, names = range(start, index), []
    depth = 0
    while index < module.stop:
        text = tokens[index].text
        if depth == 0 and (text == ";" or text == ")" or (text in _DIRECTIONS | _TYPES)):
            break
        if (
            depth == 0
            and tokens[index].kind == "name"
            and tokens.text_at(index - 1) in (",", *_last_words(site, words))
        ):
            names.append(index)
        depth += (text in "([{") - (text in ")]}")
        index += 1
    end = index - 1 if index < module.stop and tokens[index].text in _DIRECTIONS | _TYPES else index
    at = next((i for i in names if tokens[i].text == name), None)
    declaration = Declaration(words, tuple(names), at, end, in_header) if at is not None else None
    return declaration, max(index, start + 1)


def _last_words(site: Site, words: range) -> tuple[str, ...]:
    return (site.tokens.text_at(words[-1]),) if words else ()


def _with_type(site: Site, declaration: Declaration, kind: str) -> list[Edit]:
    """Edits that give one name of a declaration another type and leave its neighbours as they are."""
    tokens = site.tokens
    words = [tokens[i].text for i in declaration.words]
    alone = len(declaration.names) == 1
    direction = next((i for i in declaration.words if tokens[i].text in _DIRECTIONS), None)
    type_at = next((i for i in declaration.words if tokens[i].text in ("wire", "reg", "logic", "tri")), None)
    shape = " ".join(words[i] for i in range(len(words)) if words[i] in ("signed", "unsigned"))
    bracket = next((i for i in declaration.words if tokens[i].text == "["), None)
    if bracket is not None:
        shape += " " + site.text[tokens[bracket].start : tokens[declaration.words[-1]].end]
    shape = f" {shape.strip()}" if shape.strip() else ""
    if alone:
        if type_at is not None:
            if kind == "wire" and direction is not None:
                return [site.delete(range(type_at, type_at + 1))]
            return [site.replace(type_at, kind)]
        assert direction is not None
        return [site.insert_after(direction, f" {kind}")]
    name = tokens[declaration.name].text
    if declaration.in_header:
        assert direction is not None
        full = f"{tokens[direction].text}{' reg' if kind == 'reg' else ''}{shape} "
        at = declaration.names.index(declaration.name)
        edits = [] if at == 0 else [site.insert_before(declaration.name, full)]
        if at == 0:
            edits = _with_type(
                site, Declaration(declaration.words, (declaration.name,), declaration.name, 0, True), kind
            )
        if at + 1 < len(declaration.names):
            old = site.text[tokens[declaration.words[0]].start : tokens[declaration.words[-1]].end]
            edits.append(site.insert_before(declaration.names[at + 1], old + " "))
        return edits
    separate = site.insert_line_after(declaration.end, f"{kind}{shape} {name};", like=declaration.words[0])
    if direction is not None and type_at is None:
        return [separate]  # output a, b;  reg b;
    lead = f"{tokens[direction].text} " if direction is not None else ""
    separate = site.insert_line_after(declaration.end, f"{lead}{kind}{shape} {name};", like=declaration.words[0])
    return [_without(site, declaration), separate]


def _without(site: Site, declaration: Declaration) -> Edit:
    """Remove the name from its declaration, or the declaration where it is the only one."""
    tokens = site.tokens
    if len(declaration.names) == 1:
        return site.delete(range(declaration.words.start, min(declaration.end + 1, len(tokens))))
    at = declaration.names.index(declaration.name)
    if at + 1 < len(declaration.names):
        return Edit(tokens[declaration.name].start, tokens[declaration.names[at + 1]].start, "")
    return Edit(tokens[declaration.name - 1].start, tokens[declaration.end].start, "")


def _declare(site: Site, index: int, text: str) -> Edit:
    """A declaration on its own line before the token's line, or right before the token where it shares its line."""
    return (
        site.insert_line_before(index, text)
        if site.tokens.starts_line(index)
        else site.insert_before(index, text + " ")
    )


def procedure_around(site: Site, index: int) -> int | None:
    """The `always`, `initial`, ... whose statement holds the token; None between blocks."""
    tokens, depth = site.tokens, 0
    for at in range(index - 1, -1, -1):
        word = tokens[at].text
        depth += (word == "end") - (word == "begin")
        if word in _PROCEDURES:
            return at
        if word in ("module", "assign", "endmodule", "generate", "endfunction", "endtask"):
            return None
        if word == ";" and depth >= 0 and _statement_is_top(site, at):
            return None
    return None


def _statement_is_top(site: Site, semicolon: int) -> bool:
    """Whether the statement that ends here is a declaration, which no procedure starts with outside `begin`."""
    first = site.tokens.statement(semicolon).start
    return site.tokens.text_at(first) in _DIRECTIONS | _TYPES | {
        "genvar",
        "parameter",
        "localparam",
        "assign",
        "module",
    }


def _is_assigned(site: Site, index: int) -> bool:
    after = site.tokens.text_at(index + 1)
    if after == "[":
        closing = site.tokens.matching(index + 1)
        after = site.tokens.text_at(closing + 1) if closing is not None else ""
    return after in ("=", "<=") and site.tokens.text_at(index - 1) not in ("(", "==", "&&", "||")
