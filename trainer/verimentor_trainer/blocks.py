"""Blocks under comments: a part of a pair's module with the comment an engineer would put above it.

From them ghost text learns to answer a comment inside a module: an assignment, a procedure, a case statement or an
instance. The comment is made from the syntax tree, so that it is true.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import pyslang
from pyslang.syntax import SyntaxTree

from verimentor_trainer.families import Pair

LONGEST_COMMENT = 200  # characters; what takes more is told by its outline only
_WIDEST_LINE = 110

_NUMBER = re.compile(r"(\d+)?\s*'[sS]?([bBoOdDhH])\s*([\da-fA-F_]+)")
_BASES = {"b": 2, "o": 8, "d": 10, "h": 16}
_RESET = re.compile(r"[!~]?(?:a|s|n|i_|sys_)?(?:rst|reset)(?:_?n|_?ni|_?i|)", re.IGNORECASE)
_LINE_START = re.compile(r"(?:\A|\n)([ \t]*)\Z")

# A comment that does not begin with a name may begin with a capital.
_OPENING = re.compile(r"(?:next|drive|register|select|instantiate|raise|update|high on|output|decode|logic of)\b")

# The operators between two operands, as they are read aloud.
_SPOKEN = {
    "==": ("is", "equals", "is equal to"),
    "!=": ("is not", "differs from"),
    "<": ("is below", "is less than"),
    ">": ("is above", "is greater than"),
    ">=": ("is at least", "has reached"),
    "&&": ("and",),
    "||": ("or",),
    "&": ("and", "AND"),
    "|": ("or", "OR"),
    "^": ("xor", "XOR"),
    "+": ("plus", "+"),
    "-": ("minus", "-"),
    "*": ("times", "*"),
}
_TRUTHS = frozenset(("==", "!=", "<", ">", ">=", "<=", "&&", "||"))


@dataclass(frozen=True)
class Block:
    """A module cut in four; the parts in a row are the module with the comment in its place."""

    prefix: str  # up to the line of the comment
    comment: str  # whole lines, and the indentation of the block
    block: str
    suffix: str


def draw(pair: Pair, rng: Random) -> Block | None:
    """A block of the pair's module with a comment; None if the module has none that could be commented."""
    module = pair.module
    sources = pyslang.SourceManager()  # of its own: the common one would keep every text; it must outlive the tree
    tree = SyntaxTree.fromText(module, sources, "module")
    found = [node for node in _nodes(tree.root) if _stands_alone(module, node)]
    return _commented(module, rng.choice(found), rng) if found else None


def _nodes(node: Any) -> Iterator[Any]:
    match node.kind.name:
        case "CompilationUnit" | "ModuleDeclaration":
            for member in node.members:
                yield from _nodes(member)
        case "ContinuousAssign" if len(node.assignments) == 1:
            yield node
        case "HierarchyInstantiation" if len(node.instances) == 1:
            yield node
        case "AlwaysBlock" | "AlwaysFFBlock" | "AlwaysCombBlock":
            yield node
            yield from _cases(node.statement)


def _cases(statement: Any) -> Iterator[Any]:
    match statement.kind.name:
        case "CaseStatement":
            yield statement
        case "TimingControlStatement":
            yield from _cases(statement.statement)
        case "ConditionalStatement":
            for part in (statement.statement, *([statement.elseClause.clause] if statement.elseClause else [])):
                yield from _cases(part)
        case "SequentialBlockStatement":
            for part in statement.items:
                yield from _cases(part)


def _stands_alone(module: str, node: Any) -> bool:
    start, end = _extent(node)
    before = _LINE_START.search(module, 0, start)
    if before is None or not re.match(r"[ \t]*(?:\n|\Z)", module[end:]):
        return False
    return not module[: before.start()].rpartition("\n")[2].lstrip().startswith("//")  # it has its comment already


def _extent(node: Any) -> tuple[int, int]:
    return node.sourceRange.start.offset, node.sourceRange.end.offset


def _commented(module: str, node: Any, rng: Random) -> Block:
    start, end = _extent(node)
    indentation = module[module.rfind("\n", 0, start) + 1 : start]
    lines = [f"{indentation}// {line}\n" for line in _Comment(rng).on(node)]
    line_start = start - len(indentation)
    return Block(module[:line_start], "".join(lines) + indentation, module[start:end], module[end:])


class _Comment:
    """The words of one comment; the author's habits hold throughout."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._formula = rng.random() < 0.3  # rather "q == 3" than "q is 3"
        self._arrow = rng.random() < 0.3  # "load: takes d" rather than "takes d when load"
        self._capital = rng.random() < 0.3
        self._stop = rng.random() < 0.15
        self._subject = ""  # the one name that is assigned

    def on(self, node: Any) -> list[str]:
        """The lines of the comment on a node."""
        match node.kind.name:
            case "ContinuousAssign":
                lines = [self._assignment(node.assignments[0])]
            case "HierarchyInstantiation":
                lines = [self._instance(node)]
            case "CaseStatement":
                lines = self._case(node)
            case _:
                lines = self._procedure(node)
        if self._capital and _OPENING.match(lines[0]):
            lines[0] = lines[0][:1].upper() + lines[0][1:]
        if self._stop and len(lines) == 1:
            lines[0] += "."
        return lines

    def _assignment(self, assignment: Any) -> str:
        target, value = _text(assignment.left), assignment.right
        words, formula = self._words(value), _text(value)
        if self._rng.random() < 0.15:
            return f"{target} = {formula}"
        if _is_truth(value):
            return self._choose(
                f"{target} is high when {words}",
                f"{target}: {words}",
                f"{target} if {words}",
                f"raise {target} while {words}",
                f"{target} tells whether {words}",
                f"high on {target} as long as {words}",
            )
        return self._choose(
            f"{target} is {words}",
            f"{target}: {words}",
            f"drive {target} with {words}",
            f"{target} gets {words}",
            f"output {words} at {target}",
        )

    def _instance(self, node: Any) -> str:
        instance = node.instances[0]
        label, kind = instance.decl.name.valueText, node.type.valueText
        links = [text for text in map(_text, instance.connections) if text != ","]
        named = [found.groups() for link in links if (found := re.match(r"\.(\w+)\((.*)\)$", link))]
        if named and len(named) == len(links):
            listed = ", ".join(signal if port == signal else f"{signal} to {port}" for port, signal in named)
        else:
            listed = ", ".join(links)
        return self._choose(
            f"{label}: {kind} with {listed}",
            f"instantiate {kind} as {label}: {listed}",
            f"{kind} {label} on {listed}",
            f"{kind} instance, {listed}",
        )

    def _case(self, node: Any) -> list[str]:
        subject, targets = self._words(node.expr), _targets(node)
        self._subject = targets[0] if len(targets) == 1 else ""
        listed = [f"{label} -> {what}" for label, what in self._labels(node)]
        lead = self._choose(
            f"{_prose(targets)} by {subject}",
            f"select {_prose(targets)} with {subject}",
            f"{_prose(targets)} depends on {subject}",
            f"decode {subject} into {_prose(targets)}",
        )
        return self._lines(f"next {subject}" if subject in targets else lead, listed)

    def _labels(self, node: Any) -> Iterator[tuple[str, str]]:
        for item in node.items:
            if item.kind.name == "DefaultCaseItem":
                label = "else"
            else:
                label = ", ".join(self._words(e) for e in item.expressions if _text(e) != ",")
            clause = _only(item.clause)
            only_value = self._subject and clause.kind.name == "ExpressionStatement" and hasattr(clause.expr, "right")
            yield label, self._words(clause.expr.right) if only_value else self._effect(clause)

    def _procedure(self, node: Any) -> list[str]:
        statement, clocked = node.statement, False
        if statement.kind.name == "TimingControlStatement":
            clocked = "edge " in _text(statement.timingControl)
            statement = statement.statement
        if (statement := _only(statement)).kind.name == "CaseStatement":
            return self._case(statement)
        targets = _targets(statement)
        self._subject = targets[0] if len(targets) == 1 else ""
        arms = self._arms(statement, ())
        simple = [words[0] for words, _ in arms if len(words) == 1 and re.fullmatch(r"(?:not |!)?\w+", words[0])]
        ranked = [words for words in simple if not _RESET.fullmatch(words.replace("not ", "!"))]
        if clocked and len(ranked) >= 2 and self._rng.random() < 0.3:
            return [f"next {_prose(targets)}: {' beats '.join(ranked)}"]
        lead = self._choose(
            _prose(targets),
            f"next {_prose(targets)}" if clocked else f"{_prose(targets)}, combinational",
            f"register {_prose(targets)}" if clocked else f"logic of {_prose(targets)}",
            f"update {_prose(targets)}",
        )
        last = len(arms) - 1
        return self._lines(lead, [self._arm(*arm, otherwise=i == last > 0) for i, arm in enumerate(arms)])

    def _arms(self, statement: Any, given: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
        """What happens under which conditions, the first that holds deciding."""
        statement = _only(statement)
        if statement.kind.name != "ConditionalStatement":
            return [(given, self._effect(statement))]
        condition = (*given, self._words(statement.predicate))
        arms = self._arms(statement.statement, condition)
        if statement.elseClause:
            if arms[-1][0] != condition:  # the inner condition has no else, so that the outer one holds it
                arms.append((condition, "hold"))
            arms += self._arms(statement.elseClause.clause, given)
        return arms

    def _arm(self, conditions: tuple[str, ...], what: str, *, otherwise: bool) -> str:
        if not conditions:
            return f"else {what}" if otherwise else what
        words = " and ".join(conditions)
        if len(conditions) == 1 and _RESET.fullmatch(words.replace("not ", "!")):
            return self._choose(f"{words}: {what}", f"in reset {what}", f"reset: {what}")
        return f"{words}: {what}" if self._arrow else f"{what} when {words}"

    def _effect(self, statement: Any) -> str:
        """What a statement does, in a few words."""
        statement = _only(statement)
        match statement.kind.name:
            case "SequentialBlockStatement":
                return ", ".join(filter(None, (self._effect(item) for item in statement.items)))
            case "ConditionalStatement":
                arms = self._arms(statement, ())
                last = len(arms) - 1
                return ", ".join(self._arm(*arm, otherwise=i == last > 0) for i, arm in enumerate(arms))
            case "CaseStatement":
                return f"{_prose(_targets(statement))} by {self._words(statement.expr)}"
            case "ForLoopStatement":
                return f"{self._effect(statement.statement)} for every {_text(statement.initializers[0]).split()[0]}"
            case "ExpressionStatement" if hasattr(statement.expr, "right"):
                return self._change(statement.expr)
        return ""

    def _change(self, assignment: Any) -> str:
        """An assignment; the target goes without saying where it is the only one."""
        target, text = _text(assignment.left), _text(assignment.right)
        name, shown = re.escape(target), "" if target == self._subject else f" {target}"
        if re.fullmatch(r"\d*'?[bdh]?0+|'0|\{\w+\{1'b0\}\}", text):
            return self._choose(f"clear{shown}", f"{shown} to 0".strip(), f"{shown} = 0" if shown else "0").strip()
        if re.fullmatch(rf"{name} \+ (?:\d*'[bdh])?0*1", text):
            return self._choose(f"count{shown} up", f"increment{shown}", f"{shown} plus one".strip())
        if re.fullmatch(rf"{name} - (?:\d*'[bdh])?0*1", text):
            return self._choose(f"count{shown} down", f"decrement{shown}", f"{shown} minus one".strip())
        if re.fullmatch(rf"[~!]{name}", text):
            return self._choose(f"toggle{shown}", f"invert{shown}")
        if found := re.fullmatch(rf"\{{{name}\[[^\]]*:0\], ([\w\[\]']+)\}}", text):
            return self._choose(f"shift{shown} left, {found[1]} in", f"shift {found[1]} in from below")
        if found := re.fullmatch(rf"\{{([\w\[\]']+), {name}\[[^\]]*:1\]\}}", text):
            return self._choose(f"shift{shown} right, {found[1]} in", f"shift {found[1]} in from above")
        words = self._words(assignment.right)
        if re.fullmatch(r"[A-Za-z_]\w*", text):
            return self._choose(f"{shown} takes {words}".strip(), f"load {words}" + (f" into{shown}" if shown else ""))
        return self._choose(f"{target} = {words}", f"{shown} becomes {words}".strip())

    def _words(self, node: Any) -> str:
        """An expression read aloud, or as a formula where reading it aloud would be ambiguous."""
        text = _text(node)
        operators = re.findall(r"&&|\|\||[&|^+*-]|<<|>>", text)
        if self._formula or ("?" in text and operators) or len(set(operators)) > 1 or len(operators) > 2:
            return text[1:-1] if node.kind.name == "ParenthesizedExpression" else text
        return self._aloud(node)

    def _aloud(self, node: Any) -> str:
        text = _text(node)
        kind = node.kind.name
        if kind == "ParenthesizedExpression":
            return self._aloud(node.expression)
        if kind == "ConditionalPredicate":
            return self._aloud(node.conditions[0].expr)
        if kind == "ConditionalExpression":
            return f"{self._aloud(node.left)} if {self._aloud(node.predicate)}, else {self._aloud(node.right)}"
        if kind in ("UnaryLogicalNotExpression", "UnaryBitwiseNotExpression"):
            inverted = node.operand.kind.name == "ParenthesizedExpression"  # "not a and b" could be read in two ways
            return text if inverted else f"not {self._aloud(node.operand)}"
        if kind in ("UnaryBitwiseAndExpression", "UnaryBitwiseOrExpression", "UnaryBitwiseXorExpression"):
            of = {"And": "all bits of", "Or": "any bit of", "Xor": "the parity of"}[kind[12:-10]]
            return f"{of} {self._aloud(node.operand)}"
        if found := _NUMBER.fullmatch(text):
            value = int(found[3].replace("_", ""), _BASES[found[2].lower()])
            return str(value) if found[2] in "dD" or value < 10 else text
        spoken = _SPOKEN.get(node.operatorToken.valueText) if hasattr(node, "operatorToken") else None
        if spoken and hasattr(node, "left"):
            return f"{self._aloud(node.left)} {self._choose(*spoken)} {self._aloud(node.right)}"
        return text

    def _lines(self, lead: str, parts: list[str]) -> list[str]:
        """The parts behind the lead on one line, or a line each, or only the lead where they are too many."""
        parts = [part for part in parts if part]
        whole = f"{lead}: {'; '.join(parts)}" if parts else lead
        if len(whole) <= _WIDEST_LINE and self._rng.random() < 0.8:
            return [whole]
        if len(whole) > LONGEST_COMMENT or any(len(part) > _WIDEST_LINE for part in parts):
            return [lead if " " in lead else f"logic of {lead}"]
        return [lead, *(f"  {part}" for part in parts)]

    def _choose(self, *options: str) -> str:
        return self._rng.choice(options)


def _text(node: Any) -> str:
    """The source of a node on one line, without comments."""
    return " ".join(re.sub(r"//[^\n]*", "", str(node)).split())


def _only(statement: Any) -> Any:
    """The one statement of a block of one."""
    while statement.kind.name == "SequentialBlockStatement" and len(statement.items) == 1:
        statement = statement.items[0]
    return statement


def _targets(node: Any) -> list[str]:
    """The names assigned in a statement, in order."""
    found = re.findall(r"(?:^|;|\bbegin|\belse|\)|:)\s*(\w+|\{[\w, ]+\})\s*(?:\[[^\]]*\]\s*)*<?=(?!=)", _text(node))
    return list(dict.fromkeys(name for name in found if name != "i"))


def _prose(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:]))) or "this"


def _is_truth(node: Any) -> bool:
    while node.kind.name == "ParenthesizedExpression":
        node = node.expression
    if hasattr(node, "operatorToken") and hasattr(node, "left"):
        return node.operatorToken.valueText in _TRUTHS
    return bool(node.kind.name == "UnaryLogicalNotExpression")
