# ruff: noqa: E501 - tables of phrases; breaking them helps nobody
"""What registers do, sentence by sentence, with an order of precedence wherever two of their rules may apply at once."""

from collections.abc import Sequence
from itertools import pairwise

from verimentor_trainer.behaviour.english.conditions import fact, formula, short
from verimentor_trainer.behaviour.english.operations import Telling, assignment, tell
from verimentor_trainer.behaviour.english.phrases import Phrases, Speaker, listing
from verimentor_trainer.behaviour.expressions import Expression, Signal, Unary, negation
from verimentor_trainer.behaviour.model import Behaviour, Register, Rule

_WHEN = Phrases(
    ("when", "if", "whenever", "while", "as long as", "in every cycle in which", "at clock edges where"),
    ("provided that", "in the event that"),
)
_IF = Phrases(("if", "when", "if"), ("should it be that",))
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
        "{q} {v} {every} {when} {c}",
        "{q} {v} only {if} {c}",
        "the register {q} {v} {when} {c}",
    ),
    ("what makes that {q} {v}: {c}",),
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
        "unless {c}, {q} {hold}; if so, it {v}",
        "{q} {hold} until a clock edge at which {c}, where it {v}",
    ),
    ("{q} {hold}, except that it {v} where {c}",),
)
_HOLDING = Phrases(("hold{s} its value", "keep{s} its value", "stay{s} as it is", "do{es} not change"), ("rest{s}",))

_ELSE = Phrases(("otherwise", "else", "otherwise", "failing that"), ("in the absence of that",))
_BEATS = Phrases(
    ("{a} beats {b}", "{a} wins over {b}", "{a} has priority over {b}", "{a} takes precedence over {b}", "{a} overrides {b}", "{a} goes before {b}", "if both apply, {a} wins", "{b} loses to {a}", "when they coincide, {a} counts and not {b}", "{a} comes first, then {b}"),
    ("{b} must give way to {a}", "in a conflict it is {a}, not {b}, that counts"),
)  # fmt: skip
_ORDERS = Phrases(
    (
        "priority from highest to lowest: {commas}", "priority: {commas}, highest first", "{chain}", "in order of priority: {thens}", "{first} has the highest priority, then {rest}", "the first of these that applies counts: {commas}",
        "{beats}", "precedence: {greater}", "{last} loses to all others, and {first} beats everything", "{first} overrides the others; after it come {rest}, in this order",
    ),
    ("should several apply, go by this order: {commas}", "the pecking order is {thens}"),
)  # fmt: skip
_FIRST_WINS = Phrases(
    (
        "The first that applies wins.",
        "Checked in this order.",
        "Highest priority first.",
        "First match wins.",
        "In this order of priority.",
        "Earlier lines win over later ones.",
    ),
    ("Read from the top and stop at the first that holds.",),
)


def register_points(speaker: Speaker, register: Register) -> list[str]:
    """What the register does, as sentences without full stops, each to stand alone in their order."""
    rules = register.rules
    target = register.signal
    told = [tell(speaker, rule.operation, target) for rule in rules]
    if len(rules) == 1:
        return _single(speaker, target, rules[0], told[0])
    strategy = speaker.rng.random()
    names = rule_names(rules)
    if strategy < 0.36 or names is None:
        return _chained(speaker, target, rules, told)
    if strategy < 0.78:
        return _ranked(speaker, target, rules, told, names)
    return _excluding(speaker, target, rules, told)


def _single(speaker: Speaker, target: Signal, rule: Rule, told: Telling) -> list[str]:
    q = target.name
    if rule.condition is None:
        return [speaker.say(_ALWAYS, q=q, v=told.verb(speaker), every=speaker.say(_EVERY))]
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
        if speaker.chance(0.25):
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
    return isinstance(condition, Signal) or (isinstance(condition, Unary) and isinstance(condition.operand, Signal))


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
            lines.append(
                f"{speaker.choose('else: ', 'otherwise ', 'else ') if len(rules) > 1 else ''}{q}{arrow}{right}"
            )
        else:
            lines.append(f"{short(speaker, rule.condition)}: {q}{arrow}{right}")
    return lines


def first_wins(speaker: Speaker) -> str:
    """That rules are given by priority."""
    return speaker.say(_FIRST_WINS)


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
