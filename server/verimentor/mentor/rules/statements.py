"""Statements whose opening words are missing, misspelled or another language's."""

from collections.abc import Iterator

from verimentor.mentor.rules.blocks import head_before
from verimentor.mentor.rules.declarations import procedure_around
from verimentor.mentor.rules.rule import SYNTAX, Edit, Repair, Site, answers, repair

_CASE_LINES = 20  # how far above an item its `case` is looked for
_BEFORE_ALWAYS = frozenset({";", "end", "endcase", "endfunction", "endtask", "endgenerate"})
_ELSE_IF = frozenset({"elseif", "elsif", "elif"})


@answers(SYNTAX + "|^not-allowed")
def missing_assign(site: Site) -> Iterator[Repair]:
    """`y = a;` between the blocks of a module is `assign y = a;`."""
    tokens = site.tokens
    on_line = tokens.on_line(site.line)
    if not on_line:
        return
    first = tokens.statement(site.index if site.index in on_line else on_line.start).start
    if tokens.kind_at(first) != "name" and tokens.text_at(first) != "{":
        return
    if head_before(tokens, first, tokens.indent(first) - 1) is not None:
        return  # indented under an `always` or `if`: what is missing is begin and end
    for index in tokens.statement(first):
        word = tokens[index].text
        if word in ("=", "<="):
            edits = [site.insert_before(first, "assign ")]
            if word == "<=":
                edits.append(site.replace(index, "="))
            yield repair(f"add 'assign' before '{tokens[first].text}'", *edits)
            return
        if word == "(":
            return


@answers(SYNTAX + "|^(assignment-requires|const-eval|not-constant)|bind parameter")
def missing_always(site: Site) -> Iterator[Repair]:
    """A `case` or `if` that assigns between the blocks of a module goes under `always @(*)`."""
    tokens = site.tokens
    for line in range(site.line, max(-1, site.line - _CASE_LINES), -1):
        on_line = tokens.on_line(line)
        word = tokens.text_at(on_line.start) if on_line else ""
        if word in ("always", "initial", "module", "endmodule", "generate", "function", "task"):
            return
        if word in ("case", "casez", "casex", "if") and "assign" not in [
            tokens[i].text for i in range(on_line.start, min(on_line.start + 60, len(tokens)))
        ]:
            if procedure_around(site, on_line.start) is not None:
                return
            yield repair(f"put line {line + 1} under 'always @(*)'", site.insert_before(on_line.start, "always @(*) "))


@answers(SYNTAX + "|^undeclared")
def event_control(site: Site) -> Iterator[Repair]:
    """`always @posedge clk`, `always (posedge clk)` and `always posedge clk` become `always @(posedge clk)`."""
    tokens = site.tokens
    for index in site.near():
        if tokens[index].text == "@" and tokens.text_at(index + 1) == "(" and tokens.text_at(index + 2) == ")":
            yield repair("write '@(*)'", site.insert_after(index + 1, "*"))
        if tokens[index].text == "@" and tokens.starts_line(index) and tokens.text_at(index - 1) in _BEFORE_ALWAYS:
            yield repair("add 'always' before '@'", site.insert_before(index, "always "))
        if tokens[index].text not in ("always", "always_ff", "always_latch"):
            continue
        at = index + 1
        has_at = tokens.text_at(at) == "@"
        at += has_at
        bracketed = tokens.text_at(at) == "("
        if has_at and (bracketed or tokens.text_at(at) == "*"):
            continue
        if bracketed:
            yield repair("add '@' after 'always'", site.insert_before(at, "@"))
            continue
        end = _event_list_end(site, at)
        if end is not None:
            opening = site.insert_before(at, "(" if has_at else "@(")
            yield repair("write the events as '@(...)'", opening, site.insert_after(end, ")"))


@answers(SYNTAX + "|^(undeclared|typo)")
def else_if(site: Site) -> Iterator[Repair]:
    """`elseif`, `elsif` and `elif` are `else if`."""
    tokens = site.tokens
    found = [i for i in tokens.module_around(site.index) if tokens[i].text in _ELSE_IF and tokens.text_at(i + 1) == "("]
    if found:
        yield repair(f"write 'else if' for '{tokens[found[0]].text}'", *(site.replace(i, "else if") for i in found))


@answers(SYNTAX + "|^undeclared")
def switch(site: Site) -> Iterator[Repair]:
    """C's `switch` is `case`; its braces, `case` labels and `break` go."""
    tokens = site.tokens
    edits: list[Edit] = []
    for index in tokens.module_around(site.index):
        if tokens[index].text != "switch" or tokens.text_at(index + 1) != "(":
            continue
        selector_end = tokens.matching(index + 1)
        if selector_end is None:
            continue
        edits.append(site.replace(index, "case"))
        closing = tokens.matching(selector_end + 1) if tokens.text_at(selector_end + 1) == "{" else None
        if closing is None:
            continue
        brace = tokens[selector_end + 1]
        edits += [Edit(tokens[selector_end].end, brace.end, ""), site.replace(closing, "endcase")]
        for at in range(selector_end + 2, closing):
            if tokens[at].text == "case":
                edits.append(Edit(tokens[at].start, tokens[at + 1].start, ""))
            elif tokens[at].text == "break" and tokens.text_at(at + 1) == ";":
                edits.append(site.delete(range(at, at + 2)))
    if edits:
        yield repair("write 'case' for 'switch'", *edits)


@answers("^(instance-name|syntax-error)")
def instance_name(site: Site) -> Iterator[Repair]:
    """`adder (.a(a));` gets an instance name."""
    tokens = site.tokens
    on_line = tokens.on_line(site.line)
    if not on_line:
        return
    first = tokens.statement(on_line.start).start
    opening = first + 1
    if tokens.kind_at(first) != "name":
        return
    if tokens.text_at(opening) == "#" and tokens.text_at(opening + 1) == "(":
        closing = tokens.matching(opening + 1)
        opening = len(tokens) if closing is None else closing + 1
    if tokens.text_at(opening) != "(":
        return
    taken = {token.text for token in tokens}
    base = f"u_{tokens[first].text.lstrip(chr(92))}"
    name = next(name for n in range(len(taken) + 2) if (name := f"{base}{n or ''}") not in taken)
    yield repair(f"name the instance {name}", site.insert_before(opening, f"{name} "))


@answers(SYNTAX + "|^(undeclared|unknown-directive)")
def foreign_comment(site: Site) -> Iterator[Repair]:
    """`# note` and `-- note` are comments elsewhere; `#define` is a directive in C."""
    tokens = site.tokens
    for index in tokens.on_line(site.line):
        token, after = tokens[index], tokens.text_at(index + 1)
        if (
            token.text == "#"
            and after in ("define", "include", "ifdef", "ifndef", "endif", "undef")
            and tokens.starts_line(index)
        ):
            yield repair(f"write `{after} for #{after}", site.replace(index, "`"))
        elif token.text in ("#", "--") and (
            tokens.starts_line(index) or tokens.text_at(index - 1) in (";", "begin", "end", ",", ")", "endmodule")
        ):
            if token.text == "#" and (tokens.kind_at(index + 1) == "number" or after == "("):
                continue  # a delay or parameters
            yield repair("write '//' before the comment", site.replace(index, "//"))
            return


def _event_list_end(site: Site, index: int) -> int | None:
    """The last token of `posedge clk or negedge rst`; None where this is no such list."""
    tokens, last = site.tokens, None
    while True:
        if tokens.text_at(index) in ("posedge", "negedge"):
            index += 1
        elif last is None:
            return None
        if tokens.kind_at(index) != "name":
            return last
        last = index
        if tokens.text_at(index + 1) not in ("or", ","):
            return last
        index += 2
