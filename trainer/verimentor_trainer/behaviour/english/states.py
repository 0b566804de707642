"""State machines in words: as prose, as arrows, as a table."""

from verimentor_trainer.behaviour.english.conditions import fact, short
from verimentor_trainer.behaviour.english.phrases import Phrases, Speaker, listing
from verimentor_trainer.behaviour.model import State, StateGraph

_STATES = Phrases(
    (
        "there are {n} states: {names}",
        "the states are {names}",
        "it is a state machine with the states {names}",
        "states: {names}",
        "it has {n} states, {names}",
        "{names} are its states",
    ),
    ("one of {n} states is current at any time: {names}",),
)
_STARTS = Phrases(
    (
        "it starts in {s}",
        "{s} is the reset state",
        "reset leads to {s}",
        "after reset it is in {s}",
        "the initial state is {s}",
        "begin in {s}",
    ),
    ("coming out of reset one finds it in {s}",),
)
_IN = Phrases(("in {s}", "in state {s}", "while in {s}", "from {s}", "in the {s} state"), ("being in {s},",))
_GOES = Phrases(
    ("go{es} to {t}", "move{s} to {t}", "change{s} to {t}", "enter{s} {t}", "switch{es} to {t}", "proceed{s} to {t}"),
    ("pass{es} over into {t}",),
)
_LASTS = Phrases(
    (
        "{s} lasts {n} clock cycles, then comes {t}",
        "it stays in {s} for {n} cycles and then {goes}",
        "after {n} clocks in {s} it {goes}",
        "{s} takes {n} cycles; after that it {goes}",
        "{s} is left for {t} after {n} clock cycles",
        "exactly {n} cycles are spent in {s} before it {goes}",
    ),
    ("{n} clocks long it remains in {s}, and next is {t}",),
)
_SINGLE = Phrases(
    (
        "{in_} it {goes} {when} {c}",
        "{when} {c}, {s} {becomes} {t}",
        "{when} {c} {in_}, it {goes}",
        "{s} goes over to {t} {when} {c}",
        "from {s} it {goes} {when} {c}",
        "{s} is left for {t} {when} {c}",
        "it {goes} from {s} {when} {c}",
    ),
    ("what takes it from {s} to {t}: {c}", "{s} gives way to {t} as soon as {c}"),
)
_AT_ONCE = Phrases(
    (
        "{s} lasts one cycle only, then {t} follows",
        "from {s} it always {goes} at the next clock",
        "{s} is followed by {t} unconditionally one clock later",
        "after one clock in {s} it {goes}",
    ),
    ("{s} is only passed through, {t} comes a clock later",),
)
_ONLY_IN = Phrases(
    (
        "{y} is high in {s}",
        "{y} is 1 only in {s}",
        "{y} = 1 in {s}, else 0",
        "{y} is on while in {s}",
        "the output {y} is high in {s} and low elsewhere",
        "{y} is asserted in {s} and in no other state",
        "in {s}, {y} is 1",
    ),
    ("{y} marks {s} with a 1",),
)
_ALL_BUT = Phrases(
    (
        "{y} is high in every state but {s}",
        "{y} is low only in {s}",
        "{y} is 0 in {s} and 1 in all other states",
        "{y} = 0 in {s}, otherwise 1",
    ),
    ("{s} alone makes {y} 0",),
)
_SHALL_IN = Phrases(
    ("{y} {m} be 1 in {s} and 0 otherwise", "in {s} the output {y} {m} be high, elsewhere low"),
    ("{y} {m} mark {s} with a 1",),
)
_MEALY = Phrases(
    (
        "{y} is 1 in {s} while {c} (combinational)",
        "in {s}, {y} is high as long as {c}",
        "{y} goes high at once when {c} in {s}, without waiting for the clock",
        "{y} = 1 only in {s} with {b}",
        "when {c} in {s}, {y} is 1 in that very cycle",
    ),
    ("{y} answers immediately in {s} where {c}",),
)
_ENABLED = Phrases(
    (
        "the state only changes while {x} is high",
        "{x} enables the machine: with {x} low it stays where it is",
        "nothing moves without {x}",
        "transitions happen only if {x} is 1",
        "while {x} is 0 the state is kept",
    ),
    ("{x} at 0 freezes the state",),
)
_STAYS = Phrases(
    (
        "otherwise the state stays",
        "in all other cases it stays in its state",
        "where nothing is said it stays",
        "otherwise it remains in the state",
        "if no condition applies it stays where it is",
    ),
    ("with none of that it rests in its state",),
)


def graph_points(speaker: Speaker, graph: StateGraph) -> list[str]:
    """The machine, sentence by sentence or with lists and tables on lines of their own."""
    names = [state.name for state in graph.states]
    said = [speaker.say(_STATES, n=speaker.count(len(names)), names=listing(names))] if speaker.chance(0.6) else []
    style = speaker.rng.random()
    if style < 0.16 and not graph.mealy:
        said.append(_table(speaker, graph))
        told_outputs = True
    elif style < 0.42:
        said.append(_arrows(speaker, graph))
        told_outputs = False
    else:
        said += [point for state in graph.states for point in _state_points(speaker, state)]
        told_outputs = False
    if speaker.chance(0.4):
        said.append(speaker.say(_STAYS))
    if not told_outputs:
        outputs = _output_points(speaker, graph)
        said = [*outputs, *said] if speaker.chance(0.1) else [*said, *outputs]
    said += _mealy_points(speaker, graph)
    if graph.enable is not None:
        said.append(speaker.say(_ENABLED, x=graph.enable.name))
    start = speaker.say(_STARTS, s=names[0])
    if speaker.chance(0.6):
        said.insert(1 if said and speaker.chance(0.5) and "\n" not in said[0] else len(said), start)
    return said


def _state_points(speaker: Speaker, state: State) -> list[str]:
    s = state.name
    when = speaker.choose("when", "if", "as soon as", "once")
    if len(state.exits) == 1:
        condition, target = state.exits[0]
        goes = speaker.verb(_GOES, t=target)
        if state.stay:
            return [speaker.say(_LASTS, s=s, t=target, n=speaker.count(state.stay), goes=goes)]
        if condition is None:
            return [speaker.say(_AT_ONCE, s=s, t=target, goes=goes)]
        return [
            speaker.say(
                _SINGLE,
                s=s,
                t=target,
                in_=speaker.say(_IN, s=s),
                goes=goes,
                when=when,
                c=fact(speaker, condition),
                becomes=speaker.choose("becomes", "turns into", "is followed by"),
            )
        ]
    when = speaker.choose("if", "when")
    parts = []
    for i, (condition, target) in enumerate(state.exits):
        goes = speaker.verb(_GOES, t=target) if i == 0 or speaker.chance(0.4) else f"to {target}"
        other = speaker.choose("otherwise ", "else ", "otherwise, ") if i else ""
        if condition is None:
            after = (
                f"after {speaker.count(state.stay)} cycles in {s}" if state.stay else "at the next clock" if i else ""
            )
            parts.append(
                f"{other}it {goes} {after}" if not goes.startswith("to ") else f"{other}it goes {goes} {after}"
            )
        else:
            parts.append(
                f"{other}{when} {fact(speaker, condition)} it {goes}"
                if not goes.startswith("to ")
                else f"{other}{when} {fact(speaker, condition)} {goes}"
            )
    lead = speaker.say(_IN, s=s)
    if lead.endswith(","):
        lead = lead[:-1]
    return [f"{lead}{speaker.choose(', ', ': ')}{'; '.join(part.rstrip() for part in parts)}"]


def _arrows(speaker: Speaker, graph: StateGraph) -> str:
    arrow = speaker.choose(" -> ", " => ", " --> ", " to ")
    mark = speaker.choose("", "- ", "  ", "* ")
    lines = []
    for state in graph.states:
        for i, (condition, target) in enumerate(state.exits):
            if condition is None:
                why = (
                    f"after {state.stay} cycles"
                    if state.stay
                    else speaker.choose("always", "next clock", "unconditionally")
                )
            else:
                why = short(speaker, condition)
            rank = (
                speaker.choose(" (first)", " (checked first)", " (has priority)")
                if i == 0 and len(state.exits) > 1 and condition is not None
                else ""
            )
            form = speaker.level % 3
            if form == 0:
                lines.append(f"{mark}{state.name}{arrow}{target}: {why}{rank}")
            elif form == 1:
                lines.append(f"{mark}{state.name}: {why}{rank}{arrow}{target}")
            else:
                lines.append(f"{mark}{state.name}{arrow}{target} {'when ' if condition is not None else ''}{why}{rank}")
    return speaker.choose("Transitions:", "State changes:", "State graph:", "Moves:") + "\n" + "\n".join(lines)


def _table(speaker: Speaker, graph: StateGraph) -> str:
    outputs = [signal.name for signal in graph.outputs]
    rows = []
    for state in graph.states:
        parts = []
        for condition, target in state.exits:
            if condition is None:
                parts.append(
                    f"{target} after {state.stay} cycles"
                    if state.stay
                    else f"{'else ' if len(state.exits) > 1 else ''}{target}"
                )
            else:
                parts.append(f"{target} if {short(speaker, condition)}")
        if state.exits[-1][0] is not None:
            parts.append(speaker.choose(f"else {state.name}", "else stay", f"otherwise {state.name}"))
        rows.append([state.name, ", ".join(parts), *(str(value) for value in state.outputs)])
    head = ["state", speaker.choose("next state", "next", "goes to"), *outputs]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def _output_points(speaker: Speaker, graph: StateGraph) -> list[str]:
    points = []
    moore = graph.outputs[:-1] if graph.mealy else graph.outputs
    for i, signal in enumerate(moore):
        values = [state.outputs[i] for state in graph.states]
        if signal.width > 1:
            parts = [
                f"{speaker.number(value, signal.width)} in {state.name}"
                for state, value in zip(graph.states, values, strict=True)
            ]
            points.append(f"{signal.name} {speaker.choose('is', 'shows', 'has the value')} {listing(parts)}")
            continue
        high = [state.name for state, value in zip(graph.states, values, strict=True) if value]
        low = [state.name for state, value in zip(graph.states, values, strict=True) if not value]
        if speaker.mood != "is":
            points.append(speaker.say(_SHALL_IN, y=signal.name, s=listing(high), m=speaker.mood))
        elif len(low) == 1 and len(high) > 1:
            points.append(speaker.say(_ALL_BUT, y=signal.name, s=low[0]))
        else:
            said = speaker.say(_ONLY_IN, y=signal.name, s=listing(high))
            points.append(said)
    return points


def _mealy_points(speaker: Speaker, graph: StateGraph) -> list[str]:
    if not graph.mealy:
        return []
    y = graph.outputs[-1].name
    if len(graph.mealy) == 1:
        state, condition = graph.mealy[0]
        return [speaker.say(_MEALY, y=y, s=state, c=fact(speaker, condition), b=short(speaker, condition))]
    parts = [f"in {state} when {fact(speaker, condition)}" for state, condition in graph.mealy]
    return [f"{y} is high {' and '.join(parts)}, at once and nowhere else"]
