# ruff: noqa: E501 - tables of phrases; breaking them helps nobody
"""What registers do, sentence by sentence, with an order of precedence wherever two of their rules may apply at once."""

from collections.abc import Sequence
from itertools import combinations, pairwise
from math import inf

from verimentor_trainer.behaviour.english.conditions import conjuncts, fact, formula, short
from verimentor_trainer.behaviour.english.lookups import lookup_text
from verimentor_trainer.behaviour.english.operations import Telling, assignment, tell
from verimentor_trainer.behaviour.english.phrases import Phrases, Speaker, listing
from verimentor_trainer.behaviour.expressions import Binary, Constant, Expression, Lookup, Signal, Unary, negation
from verimentor_trainer.behaviour.model import Behaviour, Register, Rule
from verimentor_trainer.wording import article, bits

_WHEN = Phrases(
    ("when", "if", "whenever", "while", "as long as", "in every cycle in which", "at clock edges where"),
    ("provided that", "in the event that"),
)
_IF = Phrases(("if", "when", "if"), ("in case",))
_EVERY = Phrases(
    (
        "on every clock",
        "every clock cycle",
        "each cycle",
        "at every clock edge",
        "with each clock",
        "in each clock cycle",
    ),
    ("with every tick of the clock",),
)
_ALWAYS = Phrases(
    ("{q} {v} {every}", "{every} {q} {v}", "{q} {v} {every}, unconditionally"),
    ("without any condition, {q} {v} {every}",),
)
_RULE_FIRST = Phrases(
    (
        "{when} {c}, {q} {v}",
        "{when} {c}, {q} {v}",
        "{when} {c} then {q} {v}",
        "{every}, if {c}, {q} {v}",
        "a clock edge at which {c}: {q} {v}",
    ),
    ("once {c} at a clock edge, {q} {v}",),
)
_RULE_LAST = Phrases(
    (
        "{q} {v} {when} {c}",
        "{q} {v} {when} {c}",
        "{q} {v} {every} {if} {c}",
        "{q} {v} only {if} {c}",
        "the register {q} {v} {when} {c}",
    ),
    ("as for {q}, it {v} where {c}",),
)
_RULE_COMMAND = Phrases(
    ("{when} {c}, {command}", "{command} {when} {c}", "if {c}: {command}"), ("do this where {c}: {command}",)
)
_RULE_AGENT = Phrases(
    (
        "{x} {agent}",
        "{x} {agent}",
        "a 1 on {x} {agent}",
        "{x} high {agent}",
        "{x} = 1 {agent}",
        "a high {x} {agent}",
        "a clock with {x} high {agent}",
    ),
    ("the job of {x}: it {agent}", "with {x} active the clock {agent}"),
)
_HOLDS = Phrases(
    (
        "otherwise it holds",
        "otherwise {q} keeps its value",
        "in all other cycles {q} stays as it is",
        "else it keeps its value",
        "otherwise nothing changes",
        "without that {q} does not change",
        "otherwise hold",
    ),
    ("at all other times {q} rests",),
)
_UNLESS = Phrases(
    (
        "{q} {hold} unless {c}; then it {v}",
        "{q} {hold} until a clock edge at which {c}, where it {v}",
    ),
    ("{q} {hold}, except that it {v} where {c}",),
)
_HOLDING = Phrases(("hold{s} its value", "keep{s} its value", "stay{s} as it is", "remain{s} unchanged"), ("rest{s}",))

_ELSE = Phrases(("otherwise", "else", "otherwise", "failing that"), ("in the absence of that",))
_BEATS = Phrases(
    ("{a} beats {b}", "{a} wins over {b}", "{a} has priority over {b}", "{a} takes precedence over {b}", "{a} overrides {b}", "{a} goes before {b}", "if both apply, {a} wins", "{b} loses to {a}", "when they coincide, {a} counts and not {b}", "{a} comes first, then {b}"),
    ("{b} must give way to {a}", "in a conflict it is {a}, not {b}, that counts"),
)  # fmt: skip
_ORDERS = Phrases(
    (
        "priority from highest to lowest: {commas}", "priority: {commas}, highest first", "{chain}", "in order of priority: {thens}", "{first} has the highest priority, then {rest}", "the first of these that applies counts: {commas}",
        "{beats}", "precedence: {greater}", "{first} overrides the others; after it come {rest}, in this order",
    ),
    ("should several apply, go by this order: {commas}", "the pecking order is {thens}"),
)  # fmt: skip
_FIRST_WINS = Phrases(
    (
        "the first that applies wins",
        "checked in this order",
        "highest priority first",
        "first match wins",
        "in this order of priority",
        "earlier lines win over later ones",
    ),
    ("read from the top and stop at the first that holds",),
)


_TELLS = Phrases(
    (
        "{q} is a register: at each clock edge it becomes 1 if {c}, else 0", "{q} is high in the cycle after a clock edge at which {c}, and low otherwise", "{q} says one clock later whether {c}",
        "each clock, {q} becomes 1 when {c} and 0 when not", "{q} is registered and goes high for the cycle that follows one in which {c}", "whenever {c} at a clock edge, {q} is 1 for the next cycle, otherwise 0",
    ),
    ("what {q} shows, a clock late, is whether {c}", "with a delay of one clock {q} reports that {c}"),
)  # fmt: skip
_LARGEST = Phrases(
    ("{q} keeps the largest {d} so far", "{q} remembers the highest value that {d} has had", "{q} is the running maximum of {d}", "{q} follows {d} upwards only: it takes {d} when {d} is greater than {q}", "the biggest {d} seen so far is kept in {q}", "{q} holds the peak of {d}"),
    ("no {d} ever seen was above {q}: that is how {q} is kept",),
)  # fmt: skip
_SMALLEST = Phrases(
    ("{q} keeps the smallest {d} so far", "{q} remembers the lowest value that {d} has had", "{q} is the running minimum of {d}", "{q} follows {d} downwards only: it takes {d} when {d} is less than {q}", "the smallest {d} seen so far is kept in {q}", "{q} holds the lowest {d}"),
    ("no {d} ever seen was below {q}: that is how {q} is kept",),
)  # fmt: skip
_DELAYED = Phrases(
    (
        "{y} is {x} delayed by {n} clock cycles", "{y} repeats {x} {n} clocks later", "{x} passes through {n} flip-flops in a row before it reaches {y}", "{y} shows what {x} was {n} clock edges ago", "{x} reaches {y} after {n} clocks",
        "a chain of {n} registers leads from {x} to {y}", "{y} lags {x} by {n} cycles",
    ),
    ("{n} clocks pass until a value of {x} is seen on {y}",),
)  # fmt: skip
_INSIDE = Phrases(
    ("inside there is {a} {q}", "{q} is {a} that is not an output", "use {a} called {q} internally", "keep {a} {q} inside", "there is {a} {q} (internal)", "{q} is {a}, internal"),
    ("hidden inside sits {a} {q}",),
)  # fmt: skip


def register_points(speaker: Speaker, register: Register) -> list[str]:
    """What the register does, as sentences without full stops, each to stand alone in their order."""
    rules = register.rules
    target = register.signal
    first = rules[0].operation
    if register.role == "pulse":
        assert first.source is not None
        return [speaker.say(_TELLS, q=target.name, c=fact(speaker, first.source))]
    if isinstance(rules[-1].operation.source, Lookup):
        return _function(speaker, register, rules[-1].operation.source)
    if register.role in ("max", "min") and speaker.mood == "is" and speaker.chance(0.6):
        return _extreme(speaker, register)
    told = [tell(speaker, rule.operation, target) for rule in rules]
    if len(rules) == 1:
        return _single(speaker, target, rules[0], told[0])
    if all(exclude_each_other(a.condition, b.condition) for a, b in combinations(rules, 2)) and speaker.chance(0.7):
        return [
            _rule(speaker, target, r.condition, telling) for r, telling in zip(rules, told, strict=True) if r.condition
        ]
    strategy = speaker.rng.random()
    names = rule_names(rules)
    if strategy < 0.07 and all(isinstance(rule.condition, Signal | None) for rule in rules):
        return [_table(speaker, target, rules, told)]
    if strategy < 0.36 or names is None:
        return _chained(speaker, target, rules, told)
    if strategy < 0.78 or (
        len(rules) > 2 and not all(_simple(rule.condition) for rule in rules[:-1] if rule.condition)
    ):
        return _ranked(speaker, target, rules, told, names)
    return _excluding(speaker, target, rules, told)


def _single(speaker: Speaker, target: Signal, rule: Rule, told: Telling) -> list[str]:
    q = target.name
    if rule.condition is None:
        every = speaker.say(_EVERY)
        if told.slots["end"]:
            return [f"{every} {q} {told.verb(speaker)}"]
        return [speaker.say(_ALWAYS, q=q, v=told.verb(speaker), every=every)]
    if speaker.chance(0.1) and rule.operation.kind != "hold":
        return [
            speaker.say(
                _UNLESS, q=q, v=told.verb(speaker), c=fact(speaker, rule.condition), hold=speaker.verb(_HOLDING)
            )
        ]
    text = _rule(speaker, target, rule.condition, told)
    if speaker.chance(0.3):
        text += speaker.choose(", ", "; ") + speaker.say(_HOLDS, q=q)
    return [text]


def _rule(speaker: Speaker, target: Signal, condition: Expression, told: Telling) -> str:
    """One rule with a condition, as a sentence."""
    when, every = speaker.say(_WHEN), speaker.say(_EVERY)
    style = speaker.rng.random()
    if isinstance(condition, Signal) and style < 0.35:
        return speaker.say(_RULE_AGENT, x=condition.name, agent=told.agent(speaker), q=target.name)
    c = fact(speaker, condition)
    slots = {"q": target.name, "c": c, "when": when, "if": speaker.say(_IF), "every": every}
    if speaker.mood == "is" and style > 0.88:
        return speaker.say(_RULE_COMMAND, command=told.command(speaker), **slots)
    if style > 0.62 or told.slots["end"]:
        return speaker.say(_RULE_FIRST, v=told.verb(speaker), **slots)
    return speaker.say(_RULE_LAST, v=told.verb(speaker), **slots)


def _chained(speaker: Speaker, target: Signal, rules: Sequence[Rule], told: Sequence[Telling]) -> list[str]:
    """If this, that; otherwise ..."""
    q, parts = target.name, []
    separate = speaker.chance(0.35)
    join, other, first = speaker.choose("; ", "; ", ", "), speaker.say(_ELSE), speaker.say(_IF)
    commands = speaker.mood == "is" and speaker.chance(0.3)
    for i, (rule, telling) in enumerate(zip(rules, told, strict=True)):
        does = (
            telling.command(speaker)
            if commands
            else f"{q if i == 0 or speaker.chance(0.25) else 'it'} {telling.verb(speaker)}"
        )
        if i == 0 and rule.condition is not None:
            parts.append(f"{first} {fact(speaker, rule.condition)}, {does}")
        elif rule.condition is None:
            parts.append(f"{other} {does}" if not separate else f"{other}, {does}")
        else:
            parts.append(f"{other}{',' if separate else ''} {first} {fact(speaker, rule.condition)}, {does}")
    if rules[-1].condition is not None and speaker.chance(0.5):
        parts.append(speaker.say(_HOLDS, q=q))
    return parts if separate else [join.join(parts)]


def _table(speaker: Speaker, target: Signal, rules: Sequence[Rule], told: Sequence[Telling]) -> str:
    """A truth table of the inputs and what becomes of the register, x for what does not matter."""
    names = [rule.condition.name for rule in rules if isinstance(rule.condition, Signal)]
    formulas, dash = speaker.chance(0.6), speaker.choose("x", "x", "-", "X")
    rows = []
    for i, (rule, telling) in enumerate(zip(rules, told, strict=True)):
        levels = ["0"] * i + (["1"] if rule.condition else [])
        does = f"{assignment(rule.operation, target)}" if formulas else telling.brief(speaker)
        rows.append([*levels, *[dash] * (len(names) - len(levels)), does])
    if rules[-1].condition:
        rows.append([*["0"] * len(names), target.name if formulas else speaker.choose("hold", "no change", "keep")])
    head = [
        *names,
        speaker.choose(
            f"next {target.name}", f"{target.name} (next)", target.name, f"{target.name} after the clock edge"
        ),
    ]
    if speaker.chance(0.75):
        return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])
    return "\n".join("  ".join(row) for row in [head, *rows])


def _ranked(
    speaker: Speaker, target: Signal, rules: Sequence[Rule], told: Sequence[Telling], names: Sequence[str]
) -> list[str]:
    """Each rule alone, in any order, and a sentence about precedence."""
    points = [
        _rule(speaker, target, rule.condition, telling)
        for rule, telling in zip(rules, told, strict=True)
        if rule.condition is not None
    ]
    ranked = [name for name, rule in zip(names, rules, strict=True) if rule.condition is not None]
    if speaker.chance(0.45):
        speaker.rng.shuffle(points)
    if rules[-1].condition is None:
        points.append(
            f"{speaker.choose('with none of these', 'otherwise', 'in all other cycles', 'without any of them', 'the rest of the time')} {target.name} {told[-1].verb(speaker)}"
        )
    if len(ranked) > 1:
        order = precedence(speaker, ranked)
        if speaker.chance(0.25) and all(isinstance(rule.condition, Signal | None) for rule in rules):
            points.insert(0, order)
        elif rules[-1].condition is None and speaker.chance(0.5):
            points.insert(len(points) - 1, order)
        else:
            points.append(order)
    return points


def _excluding(speaker: Speaker, target: Signal, rules: Sequence[Rule], told: Sequence[Telling]) -> list[str]:
    """Each rule with what must not be the case."""
    points = []
    before: list[Expression] = []
    for rule, telling in zip(rules, told, strict=True):
        q = target.name
        if not before:
            assert rule.condition is not None
            points.append(_rule(speaker, target, rule.condition, telling))
        else:
            plain = all(isinstance(c, Signal) for c in before)
            if plain and len(before) == 1:
                off = speaker.choose(f"{fact(speaker, Unary('!', before[0]))}", f"not {before[0].name}")  # type: ignore[union-attr]
                off = off if speaker.chance(0.5) or rule.condition is None else fact(speaker, Unary("!", before[0]))
                unless = fact(speaker, before[0])
            elif plain:
                listed = [c.name for c in before]  # type: ignore[union-attr]
                off = speaker.choose(
                    f"neither {listing(listed, 'nor')} is high"
                    if len(listed) == 2
                    else f"none of {listing(listed)} is high",
                    f"{listing(listed)} are all 0",
                )
                unless = f"{listing(listed, 'or')} is high"
            else:
                off = (
                    " and ".join(fact(speaker, negation(c)) for c in before)
                    if all(_simple(c) for c in before)
                    else "none of the above applies"
                )
                unless = " or ".join(fact(speaker, c) for c in before)
            if off.startswith("not "):
                off = fact(speaker, Unary("!", before[0]))
            verb = telling.verb(speaker)
            if rule.condition is None:
                points.append(
                    speaker.choose(
                        f"while {off}, {q} {verb}",
                        f"{q} {verb} as long as {off}" if not telling.slots["end"] else f"as long as {off}, {q} {verb}",
                        f"unless {unless}, {q} {verb}",
                    )
                )
            else:
                c = fact(speaker, rule.condition)
                points.append(
                    speaker.choose(
                        f"when {c} and {off}, {q} {verb}",
                        f"if {c}, {q} {verb}, unless {unless}",
                        f"{q} {verb} if {c} and {off}" if not telling.slots["end"] else f"if {c} and {off}, {q} {verb}",
                        f"with {off}, {q} {verb} when {c}"
                        if not telling.slots["end"]
                        and " is " not in off
                        and " are " not in off
                        and len(before) == 1
                        and "=" in off
                        else f"as long as {off}, {q} {verb} when {c}"
                        if not telling.slots["end"]
                        else f"as long as {off}, if {c} {q} {verb}",
                    )
                )
        if rule.condition is not None:
            before.append(rule.condition)
    return points


def _simple(condition: Expression) -> bool:
    """Whether its opposite can be said as simply."""
    if isinstance(condition, Unary):
        return isinstance(condition.operand, Signal)
    return isinstance(condition, Signal) or (isinstance(condition, Binary) and condition.operator not in ("&&", "||"))


def exclude_each_other(first: Expression | None, second: Expression | None) -> bool:
    """Whether two conditions are never true together, as far as one sees at a glance."""
    if first is None or second is None:
        return False
    for a in conjuncts(first):
        for b in conjuncts(second):
            if negation(a) == b or a == negation(b):
                return True
            if isinstance(a, Binary) and isinstance(b, Binary) and a.left == b.left:
                if a.right == b.right and {a.operator, b.operator} in ({"==", "!="}, {"<", ">="}, {">", "<="}):
                    return True
                if isinstance(a.right, Constant) and isinstance(b.right, Constant) and not a.right.signed:
                    low, high = _span(a.operator, a.right.number)
                    other_low, other_high = _span(b.operator, b.right.number)
                    if high < other_low or other_high < low:
                        return True
    return False


def _span(operator: str, number: int) -> tuple[float, float]:
    """The unsigned values that pass the comparison, from lowest to highest."""
    spans = {
        "==": (number, number),
        "<": (0, number - 1),
        "<=": (0, number),
        ">": (number + 1, inf),
        ">=": (number, inf),
    }
    return spans.get(operator, (0, inf))


def rule_names(rules: Sequence[Rule]) -> list[str] | None:
    """A short name for each rule, by its input or by what it does; None where two would be the same."""
    names = []
    for rule in rules:
        condition = rule.condition
        if isinstance(condition, Signal):
            names.append(condition.name)
        elif condition is None:
            names.append("")
        else:
            kind = rule.operation.kind
            names.append(
                {
                    "clear": "clearing",
                    "load": "loading",
                    "up": "counting up",
                    "down": "counting down",
                    "left": "shifting",
                    "right": "shifting",
                    "add": "adding",
                    "subtract": "subtracting",
                    "toggle": "toggling",
                    "invert": "inverting",
                    "hold": "holding",
                    "preset": "setting",
                    "exclusive": "XORing",
                    "rotate_left": "rotating",
                    "rotate_right": "rotating",
                    "set_bit": "setting a bit",
                    "clear_bit": "clearing a bit",
                }[kind]
            )
    return names if len(set(names)) == len(names) else None


def precedence(speaker: Speaker, names: Sequence[str]) -> str:
    """Which of the rules counts where several apply."""
    if len(names) == 2:
        return speaker.say(_BEATS, a=names[0], b=names[1])
    return (
        speaker.say(
            _ORDERS,
            commas=", ".join(names),
            chain=", ".join(f"{a} beats {b}" for a, b in pairwise(names)),
            thens=", then ".join(names),
            first=names[0],
            rest=listing(names[1:]) if len(names) < 3 else " and then ".join(names[1:]),
            last=names[-1],
            beats=f"{names[0]} beats {names[1]}, which beats {names[2]}"
            + (f", which beats {names[3]}" if len(names) > 3 else ""),
            greater=" > ".join(names),
        )
        if len(names) < 5
        else f"priority: {', '.join(names)}"
    )


def formula_points(speaker: Speaker, register: Register) -> list[str]:
    """The register's rules as formulas, one a line, the first that applies counting."""
    q = register.signal.name
    if isinstance(lookup := register.rules[-1].operation.source, Lookup):
        return _function(speaker, register, lookup)
    arrow = speaker.choose(" = ", " <= ", " := ", " <- ")
    rules = register.rules
    if speaker.rng.random() < 0.3 and len(rules) > 1:  # one formula
        parts = [
            f"{assignment(r.operation, register.signal)} if {formula(r.condition)}"
            for r in rules
            if r.condition is not None
        ]
        last = assignment(rules[-1].operation, register.signal) if rules[-1].condition is None else q
        return [
            f"{speaker.choose(f'next {q}', q, f'{q}(next)', f'{q}+')}{arrow if arrow != ' <= ' else ' = '}{', else '.join([*parts, last])}"
        ]
    lines = []
    for rule in rules:
        right = assignment(rule.operation, register.signal)
        if rule.condition is None:
            every = ("each clock: ", "every clock: ", "on the clock: ", "at each clock edge ")
            lines.append(
                f"{speaker.choose(*(('else: ', 'otherwise ', 'else ') if len(rules) > 1 else every))}{q}{arrow}{right}"
            )
        else:
            lines.append(f"{short(speaker, rule.condition)}: {q}{arrow}{right}")
    given = [rule.condition for rule in rules if rule.condition is not None]
    if not all(exclude_each_other(a, b) for a, b in combinations(given, 2)):
        order = speaker.say(_FIRST_WINS)
        if rules[-1].condition is None or speaker.chance(0.5):
            lines.insert(0, order)
        else:
            lines.append(order)
    return lines


def _function(speaker: Speaker, register: Register, lookup: Lookup) -> list[str]:
    """A register that does what a code says, after what comes before that."""
    q, last = register.signal, register.rules[-1]
    points = []
    when = ""
    if len(register.rules) > 1:
        first = register.rules[0]
        assert first.condition is not None
        points.append(_rule(speaker, q, first.condition, tell(speaker, first.operation, q)))
        when = f"while {fact(speaker, negation(first.condition))}"
    if last.condition is not None:
        when = f"{when}, when {fact(speaker, last.condition)}" if when else f"when {fact(speaker, last.condition)}"
    points.append(lookup_text(speaker, lookup, q.name, registered=when or speaker.say(_EVERY)))
    return points


def _extreme(speaker: Speaker, register: Register) -> list[str]:
    """A running maximum or minimum, with what clears it first."""
    q, rule = register.signal, register.rules[-1]
    assert rule.condition is not None and rule.operation.source is not None
    text = speaker.say(_LARGEST if register.role == "max" else _SMALLEST, q=q.name, d=formula(rule.operation.source))
    if len(given := conjuncts(rule.condition)) > 1:
        c = fact(speaker, given[0])
        text = speaker.choose(
            f"{text}, looking only at cycles in which {c}",
            f"{text}; only cycles where {c} count",
            f"{text} (updated only when {c})",
        )
    if len(register.rules) > 1:
        clear = register.rules[0]
        assert clear.condition is not None
        told = tell(speaker, clear.operation, q)
        name = rule_names(register.rules)
        cause = speaker.choose(
            f"when {fact(speaker, clear.condition)}, {q.name} {told.verb(speaker)} instead",
            f"{name[0] if name else ''} {told.agent(speaker)} and has priority",
        )
        return [text, cause]
    return [text]


def delay_point(speaker: Speaker, source: str, output: str, length: int) -> str:
    """A chain of registers, as one."""
    return speaker.say(_DELAYED, x=source, y=output, n=speaker.count(length))


def inside(speaker: Speaker, register: Register) -> str:
    """That there is an internal register, and how wide it is."""
    kinds = {rule.operation.kind for rule in register.rules}
    noun = "counter" if kinds & {"up", "down"} else "shift register" if kinds & {"left", "right"} else "register"
    width = register.signal.width
    size = f"{bits(speaker.rng, width)} " if width > 1 else "one-bit "
    return speaker.say(
        _INSIDE,
        q=register.signal.name,
        a=article(size + (noun if width > 1 else speaker.choose("register", "flag", "flip-flop"))),
    )


def remembered(speaker: Speaker, behaviour: Behaviour) -> str:
    """How edges of inputs are seen, "" where there are none."""
    names = [
        r.rules[0].operation.source.name
        for r in behaviour.registers
        if r.role == "before" and isinstance(r.rules[0].operation.source, Signal)
    ]
    if not names:
        return ""
    listed = listing(names)
    return speaker.choose(
        f"the previous value of {listed} counts as 0 after reset",
        f"{listed} {'is' if len(names) == 1 else 'are'} compared with the value at the previous clock edge (0 after reset)",
        f"remember {listed} in a flip-flop each clock to see that; it is 0 after reset",
        f"the register that holds the last {listed} is cleared by reset too",
    )
