"""Semicolons, commas and brackets that are missing or too many."""

from collections.abc import Iterator

from verimentor.mentor.rules.rule import SYNTAX, Edit, Repair, Site, answers, repair

_STATEMENT_ENDS = frozenset({")", "]", "}"})
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_PORT_WORDS = frozenset({"input", "output", "inout", "parameter", "localparam", "."})
_MAY_REPEAT = frozenset("()[]{}~!-+#") | {"end"}
_DECLARES = frozenset({"reg", "wire", "logic", "integer", "genvar", "input", "output", "inout"})
_BODY_WORDS = frozenset({"assign", "always", "initial", "localparam", "reg", "wire", "logic", "integer", "genvar"})
_HEADER_NAMES = 60  # a `(` farther from `module` than a long parameter list is no port list
_BLOCK_ENDS = frozenset(
    {"end", "endmodule", "endcase", "endfunction", "endtask", "endgenerate", "endspecify", "endprimitive", "join"}
)


@answers(SYNTAX + "|^(assignment-not-allowed|not-atype|undeclared-identifier|unknown-module)")
def repeated_word(site: Site) -> Iterator[Repair]:
    """`assign assign y`, `y = = a` and `a a` say a word twice."""
    for index in site.near(1, 0):
        word = site.tokens[index].text
        if word == site.tokens.text_at(index - 1) and word not in _MAY_REPEAT:
            start, end = site.tokens[index - 1].end, site.tokens[index].end
            yield repair(f"remove the second '{word}'", Edit(start, end, ""))


@answers(r"^expected-token: expected '[;,:=()\[\]{}]'")
def missing_token(site: Site) -> Iterator[Repair]:
    """`assign y = a` -> `assign y = a;`: slang says what is missing and where."""
    missing = site.problem.message.partition("'")[2][:1]
    for gap in site.gaps[:1]:
        if missing == ":" and site.tokens.text_at(gap) in (";", ",", ")"):
            continue
        if missing == "]" and (place := _range_end(site, gap)) is not None:
            yield repair(f"add ']' after '{site.tokens.text_at(place)}'", site.insert_after(place, "]"))
        if missing == ";" and not _may_end_statement(site, gap - 1):
            continue
        yield repair(f"add '{missing}' after '{site.tokens.text_at(gap - 1)}'", _put(site, gap, missing))


@answers(r"^(expected-token: expected ';'|expected-expression|expected-continuous|expected-declarator|syntax-error)")
def other_end(site: Site) -> Iterator[Repair]:
    """`y = a,` and `y = a:` at the end of their line end in a semicolon."""
    tokens = site.tokens
    for index in site.near(2, 0):
        if tokens[index].text not in (",", ":") or not _may_end_statement(site, index - 1):
            continue
        statement = tokens.statement(index)
        last_of_line = index + 1 == len(tokens) or tokens.starts_line(index + 1)
        assigns = any(tokens[i].text in ("=", "<=") for i in range(statement.start, index))
        if last_of_line and assigns and _depth(site, index) == 0:
            yield repair(f"write ';' for '{tokens[index].text}'", site.replace(index, ";"))


@answers("^(mixing-ordered|expression-not-callable|syntax-error)")
def missing_dot(site: Site) -> Iterator[Repair]:
    """`sub u (.a(a), b(b));` connects b by name, too."""
    tokens = site.tokens
    if site.index >= len(tokens):
        return
    statement = tokens.statement(site.index)
    places = [
        index
        for index in statement
        if tokens[index].kind == "name"
        and tokens.text_at(index + 1) == "("
        and tokens.text_at(index - 1) in ("(", ",")
        and _depth(site, index) == 1
    ]
    if places and any(tokens[index].text == "." for index in statement):
        names = ", ".join(tokens[index].text for index in places)
        yield repair(f"connect {names} by name", *(site.insert_before(index, ".") for index in places))


@answers("^expected-token: expected '}'")
def open_target(site: Site) -> Iterator[Repair]:
    """`{carry, sum <= a + b;` closes what is assigned before the operator."""
    tokens = site.tokens
    start = tokens.statement(site.index).start if site.index < len(tokens) else 0
    for index in site.near(0, 0):
        if index > start and tokens[index].text in ("<=", "=") and tokens.kind_at(index - 1) in ("name", "symbol"):
            words = [tokens[i].text for i in range(start, index)]
            if words.count("{") == words.count("}") + 1:
                yield repair(f"add '}}' after '{words[-1]}'", site.insert_after(index - 1, "}"))


@answers("^syntax-error")
def missing_semicolon(site: Site) -> Iterator[Repair]:
    """The same where only Icarus speaks: at the end of the line before, or of the line itself."""
    for gap in site.gaps:
        if _may_end_statement(site, gap - 1) and site.tokens.text_at(gap) not in (";", ",", ")"):
            yield repair(f"add ';' after '{site.tokens.text_at(gap - 1)}'", site.insert_after(gap - 1, ";"))


@answers(SYNTAX + "|^empty-")
def semicolon_after_block(site: Site) -> Iterator[Repair]:
    """`endmodule;` -> `endmodule`, and `end; else` -> `end else`."""
    for index in site.near():
        if site.tokens[index].text == ";" and site.tokens.text_at(index - 1) in _BLOCK_ENDS:
            word = site.tokens.text_at(index - 1)
            yield repair(f"remove ';' after '{word}'", Edit(site.tokens[index].start, site.tokens[index].end, ""))


@answers(SYNTAX + "|^(undeclared-identifier|mixing-ordered|unused-port-decl|port-decl-in)")
def missing_comma(site: Site) -> Iterator[Repair]:
    """`(input a input b)` and `(.a(a) .b(b))` get their comma."""
    for index in site.near():
        before, word = site.tokens.text_at(index - 1), site.tokens[index].text
        plain_end = site.tokens.kind_at(index - 1) in ("name", "number") or before in (")", "]")
        if word not in _PORT_WORDS or not plain_end or _depth(site, index) == 0:
            continue
        if word == "." and before not in (")",):
            continue
        if site.tokens.text_at(index - 2) in ("module", "#"):
            continue
        yield repair(f"add ',' after '{before}'", site.insert_after(index - 1, ","))


@answers(SYNTAX + "|^(undeclared-identifier|not-atype|implicit-not-allowed)")
def missing_list_comma(site: Site) -> Iterator[Repair]:
    """`reg [1:0] a b;` declares two names."""
    tokens = site.tokens
    for index in site.near(0, 0):
        if tokens.kind_at(index) != "name" or tokens.kind_at(index - 1) != "name":
            continue
        if tokens.text_at(tokens.statement(index).start) in _DECLARES and tokens.text_at(index + 1) in (",", ";", "["):
            yield repair(f"add ',' after '{tokens.text_at(index - 1)}'", site.insert_after(index - 1, ","))


@answers(SYNTAX + "|^(undeclared-identifier|not-atype)")
def missing_colon(site: Site) -> Iterator[Repair]:
    """`IDLE next = RUN;` in a case gets the colon of its label."""
    tokens = site.tokens
    for index in site.near(1, 0):
        label = tokens.kind_at(index) in ("name", "number") and tokens.starts_line(index)
        assigns = tokens.kind_at(index + 1) == "name" and tokens.text_at(index + 2) in ("=", "<=", "[")
        if label and (assigns or tokens.text_at(index + 1) == "begin"):
            yield repair(f"add ':' after '{tokens[index].text}'", site.insert_after(index, ":"))


@answers(SYNTAX + "|^(superfluous-comma|mixing-ordered|too-many-port|empty-)")
def surplus_comma(site: Site) -> Iterator[Repair]:
    """`(a, b,)`, `(a,, b)` and `wire a, b,;` lose a comma."""
    for index in site.near(2, 2):
        if site.tokens[index].text == "," and site.tokens.text_at(index + 1) in (")", ";", ",", "}"):
            token = site.tokens[index]
            yield repair(f"remove ',' before '{site.tokens.text_at(index + 1)}'", Edit(token.start, token.end, ""))


@answers(
    r"^(syntax-error|port-decl-in-ansi|expected-token: expected '\)'|unexpected-end-delim: unexpected '\)')|separator"
)
def semicolons_in_port_list(site: Site) -> Iterator[Repair]:
    """`module m(input a; output y);` separates ports by commas."""
    tokens = site.tokens
    module = tokens.module_around(site.index)
    opening = next((i for i in module if tokens[i].text == "("), None)
    if opening is None:
        return
    edits: list[Edit] = []
    for index in range(opening + 1, module.stop):
        word, after = tokens[index].text, tokens.text_at(index + 1)
        if word == ")" and after == ";":
            if edits:
                yield repair("separate the ports by ','", *edits)
            return
        if word == ";" and after in _PORT_WORDS:
            edits.append(site.replace(index, ","))
        elif word == ";" and after == ")":
            edits.append(Edit(tokens[index].start, tokens[index].end, ""))
        elif word == ";":
            return


@answers(SYNTAX)
def missing_hash(site: Site) -> Iterator[Repair]:
    """`module m (parameter W = 8) (input a);` gets its '#'."""
    module = site.tokens.module_around(site.index)
    if site.tokens.text_at(module.start + 2) == "(" and site.tokens.text_at(module.start + 3) == "parameter":
        yield repair("add '#' before the parameters", site.insert_before(module.start + 2, "#"))


@answers(SYNTAX + "|^(port-decl-in-ansi|undeclared-identifier)")
def unclosed_port_list(site: Site) -> Iterator[Repair]:
    """A module body that starts while the port list is open gets `);` before its first statement."""
    tokens = site.tokens
    module = site.tokens.module_around(site.index)
    opening = next((i for i in module if tokens[i].text == "(" and tokens.text_at(i - 1) != "#"), None)
    if opening is None or opening - module.start > _HEADER_NAMES:
        return
    depth = 0
    for index in range(opening, module.stop):
        word = tokens[index].text
        depth += (word in _BRACKETS) - (word in _BRACKETS.values())
        if depth == 0:
            return
        body = word in _BODY_WORDS or (word == "parameter" and depth == 1 and tokens.text_at(index - 1) != ",")
        if body and depth == 1 and tokens.starts_line(index) and tokens.text_at(index - 1) not in (",", "("):
            yield repair("close the port list", site.insert_line_after(index - 1, ");", like=module.start))
            return


@answers("^syntax-error")
def missing_bracket(site: Site) -> Iterator[Repair]:
    """`y = (a & (b | c);`: where only Icarus speaks, the brackets of the statement are counted."""
    tokens = site.tokens
    for line in (site.line, site.line - 1):
        on_line = tokens.on_line(max(line, 0))
        if not on_line:
            continue
        statement = tokens.statement(on_line.start)
        stack: list[str] = []
        for index in statement:
            word = tokens[index].text
            if word in _BRACKETS:
                stack.append(_BRACKETS[word])
            elif stack and word == stack[-1]:
                stack.pop()
            elif stack and (word in (";", "begin") or index == statement[-1]):
                yield repair(f"add '{stack[-1]}' after '{tokens.text_at(index - 1)}'", _put(site, index, stack[-1]))
                break


@answers(r"^expected-token: expected '[)\]]'|^syntax-error")
def doubled_bracket(site: Site) -> Iterator[Repair]:
    """`@((posedge clk)` opened twice."""
    for index in site.near(0, 0):
        word = site.tokens[index].text
        if word in ("(", "[") and word == site.tokens.text_at(index - 1):
            start, end = site.tokens[index - 1].end, site.tokens[index].end
            yield repair(f"remove the second '{word}'", Edit(start, end, ""))


@answers(r"^(syntax-error|expected-statement|expected-token: expected ';'|unexpected-end-delim: unexpected '[)\]}]')")
def surplus_bracket(site: Site) -> Iterator[Repair]:
    """`y = (a));` loses a bracket."""
    tokens = site.tokens
    on_line = tokens.on_line(site.line)
    if not on_line:
        return
    open_brackets: list[str] = []
    for index in tokens.statement(site.index if site.index in on_line else on_line.start):
        word = tokens[index].text
        if word in _BRACKETS:
            open_brackets.append(_BRACKETS[word])
        elif word in _BRACKETS.values():
            if open_brackets and open_brackets[-1] == word:
                open_brackets.pop()
            else:
                yield repair(f"remove a surplus '{word}'", Edit(tokens[index].start, tokens[index].end, ""))
                return


@answers(r"^(unterminated-string|expected-closing-quote)|quote")
def missing_quote(site: Site) -> Iterator[Repair]:
    """`$display("done);` gets its second quote."""
    for index in site.near(1, 0):
        token = site.tokens[index]
        if token.kind != "string" or (len(token.text) > 1 and token.text.endswith('"')):
            continue
        body = token.text.rstrip()
        inside = body.rstrip(");, ") or body
        for end in dict.fromkeys((token.start + len(inside), token.start + len(body))):
            yield repair("close the string", Edit(end, end, '"'))


@answers(r"^(unterminated-block-comment|syntax-error)")
def open_comment(site: Site) -> Iterator[Repair]:
    """`/* note` without an end gets one at the end of its line."""
    start = site.text.rfind("/*")
    if start < 0 or "*/" in site.text[start:]:
        return
    end = start + len(site.text[start:].splitlines()[0].rstrip())
    yield repair("close the comment", Edit(end, end, " */"))


def _may_end_statement(site: Site, index: int) -> bool:
    kind = site.tokens.kind_at(index)
    return kind in ("name", "number", "string", "macro") or site.tokens.text_at(index) in _STATEMENT_ENDS


def _range_end(site: Site, gap: int) -> int | None:
    """The last token of `[7:0` or `[i+1` before the gap: operands and signs in turn."""
    tokens = site.tokens
    opening = next((i for i in range(gap - 1, max(gap - 12, -1), -1) if tokens[i].text == "["), None)
    if opening is None:
        return None
    last, operand = opening, True
    for index in range(opening + 1, gap):
        is_operand = tokens[index].kind in ("name", "number", "macro")
        if is_operand != operand or not (is_operand or tokens[index].text in (":", "+", "-", "*", "+:", "-:")):
            break
        last, operand = index, not operand
    return last if last > opening and last < gap - 1 and not operand else None


def _put(site: Site, gap: int, text: str) -> Edit:
    """Behind the token before the gap; an opening bracket goes before the token after it."""
    if text in _BRACKETS and gap < len(site.tokens):
        return site.insert_before(gap, text)
    return site.insert_after(gap - 1, f" {text}" if text == "=" else text)


def _depth(site: Site, index: int) -> int:
    """How many round brackets of the same module are open before the token."""
    module = site.tokens.module_around(index)
    words = [site.tokens[i].text for i in range(module.start, index)]
    return words.count("(") - words.count(")")
