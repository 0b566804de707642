# ruff: noqa: E501 - tables of phrases; breaking them helps nobody
"""What registers do, in words: as a verb with the register as subject, as a command, with the cause as subject, as a formula."""

from dataclasses import dataclass

from verimentor_trainer.behaviour.english.conditions import formula
from verimentor_trainer.behaviour.english.phrases import Phrases, Speaker
from verimentor_trainer.behaviour.expressions import Constant, Expression, Signal
from verimentor_trainer.behaviour.model import Operation


@dataclass(frozen=True, slots=True)
class Words:
    """The forms of one kind of operation; {q} is the register, {d} what comes in."""

    verb: Phrases  # "counts up by one"; the subject is the register
    command: Phrases  # "increment q"
    agent: Phrases  # "increments q"; the subject is the cause
    gerund: Phrases  # "counting up"
    brief: Phrases  # "count up"


_WORDS: dict[str, Words] = {
    "clear": Words(
        Phrases(("{is} cleared", "go{es} to 0", "become{s} 0", "return{s} to zero", "{is} set to 0", "{is} zeroed", "{is} cleared to 0", "drop{s} to 0", "{is} made 0", "start{s} over at 0"), ("{is} wiped to zero", "{is} forced back to 0")),
        Phrases(("clear {q}", "zero {q}", "set {q} to 0", "make {q} 0", "put 0 into {q}", "bring {q} back to 0"), ("wipe {q} to zero",)),
        Phrases(("clear{s} {q}", "set{s} {q} to 0", "zero{es} {q}", "force{s} {q} to 0", "empt{ies} {q} to 0", "make{s} {q} 0", "bring{s} {q} back to 0"), ("wipe{s} {q} to zero",)),
        Phrases(("clearing",)),
        Phrases(("clear", "zero", "to 0", "{q} = 0"), ("wipe",)),
    ),
    "low": Words(
        Phrases(("go{es} low", "go{es} to 0", "{is} cleared", "turn{s} off", "become{s} 0", "return{s} to 0", "drop{s}"), ("fall{s} back to 0",)),
        Phrases(("clear {q}", "turn {q} off", "set {q} to 0", "drive {q} low"), ("take {q} down to 0",)),
        Phrases(("clear{s} {q}", "turn{s} {q} off", "set{s} {q} to 0", "switch{es} {q} off", "make{s} {q} 0", "drop{s} {q}"), ("take{s} {q} down to 0",)),
        Phrases(("clearing",)),
        Phrases(("clear", "off", "{q} = 0", "{q} off"), ("{q} down",)),
    ),
    "high": Words(
        Phrases(("go{es} high", "go{es} to 1", "{is} set", "turn{s} on", "become{s} 1", "{is} set to 1", "come{s} on"), ("rise{s} to 1",)),
        Phrases(("set {q}", "turn {q} on", "set {q} to 1", "drive {q} high"), ("take {q} up to 1",)),
        Phrases(("set{s} {q}", "turn{s} {q} on", "set{s} {q} to 1", "switch{es} {q} on", "make{s} {q} 1", "raise{s} {q}"), ("take{s} {q} up to 1",)),
        Phrases(("setting",)),
        Phrases(("set", "on", "{q} = 1", "{q} on"), ("{q} up",)),
    ),
    "preset": Words(
        Phrases(("{is} set to {d}", "become{s} {d}", "take{s} the value {d}", "{is} preset to {d}", "go{es} to {d}", "start{s} again from {d}", "jump{s} to {d}", "{is} forced to {d}"), ("receive{s} the fixed value {d}",)),
        Phrases(("set {q} to {d}", "preset {q} to {d}", "put {d} into {q}", "make {q} {d}", "force {q} to {d}"), ("give {q} the fixed value {d}",)),
        Phrases(("set{s} {q} to {d}", "preset{s} {q} to {d}", "put{s} {d} into {q}", "make{s} {q} {d}", "force{s} {q} to {d}"), ("give{s} {q} the fixed value {d}",)),
        Phrases(("presetting",)),
        Phrases(("{q} = {d}", "set to {d}", "preset to {d}", "-> {d}"), ("fixed value {d}",)),
    ),
    "load": Words(
        Phrases(("take{s} {d}", "take{s} the value of {d}", "{is} loaded with {d}", "become{s} {d}", "capture{s} {d}", "store{s} {d}", "pick{s} up {d}", "load{s} {d}", "{is} set to {d}", "get{s} {d}", "{is} replaced by {d}", "accept{s} {d}"), ("adopt{s} the value on {d}", "{is} overwritten with {d}")),
        Phrases(("load {d} into {q}", "copy {d} to {q}", "put {d} into {q}", "set {q} to {d}", "store {d} in {q}", "load {q} with {d}", "latch {d} into {q}", "move {d} to {q}"), ("transfer {d} to {q}",)),
        Phrases(("load{s} {d} into {q}", "cop{ies} {d} to {q}", "put{s} {d} into {q}", "set{s} {q} to {d}", "store{s} {d} in {q}", "load{s} {q} with {d}", "write{s} {d} to {q}", "make{s} {q} equal to {d}"), ("transfer{s} {d} to {q}",)),
        Phrases(("loading",)),
        Phrases(("load {d}", "{q} = {d}", "take {d}", "{d} into {q}", "load"), ("fetch {d}",)),
    ),
    "up": Words(
        Phrases(("count{s} up by one{end}", "increment{s}{end}", "go{es} up by one{end}", "increase{s} by 1{end}", "{is} incremented{end}", "count{s} up{end}", "advance{s} by one{end}", "step{s} up by one{end}", "{has} 1 added{end}"), ("move{s} one higher{end}", "gain{s} one{end}")),
        Phrases(("increment {q}{end}", "add 1 to {q}{end}", "count {q} up by one{end}", "increase {q} by one{end}", "bump {q} by one{end}", "step {q} up{end}"), ("raise {q} by one{end}",)),
        Phrases(("increment{s} {q}{end}", "add{s} 1 to {q}{end}", "count{s} {q} up{end}", "increase{s} {q} by one{end}", "advance{s} {q} by one{end}", "bump{s} {q} by one{end}", "step{s} {q} up by one{end}"), ("raise{s} {q} by one{end}",)),
        Phrases(("counting up",), ("climbing",)),
        Phrases(("{q} + 1{end}", "count up{end}", "increment{end}", "+1{end}", "inc {q}{end}"), ("one up{end}",)),
    ),
    "upn": Words(
        Phrases(("go{es} up by {n}{end}", "increase{s} by {n}{end}", "{is} increased by {n}{end}", "count{s} up in steps of {n}{end}", "{has} {n} added{end}", "advance{s} by {n}{end}"), ("gain{s} {n}{end}",)),
        Phrases(("add {n} to {q}{end}", "increase {q} by {n}{end}", "step {q} up by {n}{end}"), ("raise {q} by {n}{end}",)),
        Phrases(("add{s} {n} to {q}{end}", "increase{s} {q} by {n}{end}", "step{s} {q} up by {n}{end}", "advance{s} {q} by {n}{end}"), ("raise{s} {q} by {n}{end}",)),
        Phrases(("counting up",), ("climbing",)),
        Phrases(("{q} + {n}{end}", "+{n}{end}", "count up by {n}{end}"), ("{n} up{end}",)),
    ),
    "down": Words(
        Phrases(("count{s} down by one{end}", "decrement{s}{end}", "go{es} down by one{end}", "decrease{s} by 1{end}", "{is} decremented{end}", "count{s} down{end}", "step{s} down by one{end}", "{has} 1 subtracted{end}"), ("move{s} one lower{end}", "lose{s} one{end}")),
        Phrases(("decrement {q}{end}", "subtract 1 from {q}{end}", "count {q} down by one{end}", "decrease {q} by one{end}", "take one off {q}{end}"), ("lower {q} by one{end}",)),
        Phrases(("decrement{s} {q}{end}", "take{s} 1 from {q}{end}", "count{s} {q} down{end}", "decrease{s} {q} by one{end}", "subtract{s} one from {q}{end}", "step{s} {q} down by one{end}"), ("lower{s} {q} by one{end}",)),
        Phrases(("counting down",), ("descending",)),
        Phrases(("{q} - 1{end}", "count down{end}", "decrement{end}", "-1{end}", "dec {q}{end}"), ("one down{end}",)),
    ),
    "downn": Words(
        Phrases(("go{es} down by {n}{end}", "decrease{s} by {n}{end}", "{is} decreased by {n}{end}", "count{s} down in steps of {n}{end}", "{has} {n} subtracted{end}"), ("lose{s} {n}{end}",)),
        Phrases(("subtract {n} from {q}{end}", "decrease {q} by {n}{end}", "step {q} down by {n}{end}"), ("lower {q} by {n}{end}",)),
        Phrases(("subtract{s} {n} from {q}{end}", "decrease{s} {q} by {n}{end}", "take{s} {n} off {q}{end}"), ("lower{s} {q} by {n}{end}",)),
        Phrases(("counting down",), ("descending",)),
        Phrases(("{q} - {n}{end}", "-{n}{end}", "count down by {n}{end}"), ("{n} down{end}",)),
    ),
    "left": Words(
        Phrases(("shift{s} left by one with {d} entering at bit 0", "shift{s} one place to the left, {d} coming in at the bottom", "{is} shifted left by one bit, with {d} as the new bit 0", "move{s} one bit to the left and take{s} {d} as its lowest bit", "shift{s} left, {d} filling the LSB"), ("shift{s} towards the MSB while {d} comes in at the LSB",)),
        Phrases(("shift {q} left by one, {d} into bit 0", "shift {q} one bit left and put {d} into its LSB", "move {q} one place left with {d} coming in at bit 0"), ("push {d} into {q} from the right",)),
        Phrases(("shift{s} {q} left by one bit with {d} as the new LSB", "shift{s} {d} into {q} from the right (bit 0), everything else moving left", "move{s} {q} one place left, {d} going to bit 0"), ("push{es} {d} into {q} at bit 0 towards the MSB",)),
        Phrases(("shifting left",)),
        Phrases(("shift left, {d} in", "{q} = {{{low}, {d}}}", "shift left by one with {d} into the LSB", "<< 1 with {d}"), ("left shift taking {d}",)),
    ),
    "right": Words(
        Phrases(("shift{s} right by one with {d} entering at the top", "shift{s} one place to the right, {d} coming in at the MSB", "{is} shifted right by one bit, with {d} as the new MSB", "move{s} one bit to the right and take{s} {d} as its highest bit", "shift{s} right, {d} filling the MSB"), ("shift{s} towards the LSB while {d} comes in at the MSB",)),
        Phrases(("shift {q} right by one, {d} into the MSB", "shift {q} one bit right and put {d} into its top bit", "move {q} one place right with {d} coming in at the top"), ("push {d} into {q} from the left",)),
        Phrases(("shift{s} {q} right by one bit with {d} as the new MSB", "shift{s} {d} into {q} from the left (MSB), everything else moving right", "move{s} {q} one place right, {d} going to the top bit"), ("push{es} {d} into {q} at the MSB towards the LSB",)),
        Phrases(("shifting right",)),
        Phrases(("shift right, {d} in", "{q} = {{{d}, {up}}}", "shift right by one with {d} into the MSB", ">> 1 with {d}"), ("right shift taking {d}",)),
    ),
    "rotate_left": Words(
        Phrases(("rotate{s} left by one", "{is} rotated left by one bit", "rotate{s} one place to the left, the MSB going to bit 0", "shift{s} left by one with its MSB coming back at bit 0"), ("circulate{s} one bit leftwards",)),
        Phrases(("rotate {q} left by one", "rotate {q} one bit to the left"), ("circulate {q} one bit leftwards",)),
        Phrases(("rotate{s} {q} left by one", "rotate{s} {q} one bit to the left", "turn{s} {q} round by one bit to the left"), ("circulate{s} {q} one bit leftwards",)),
        Phrases(("rotating left",)),
        Phrases(("rotate left", "rotl by 1", "{q} = {{{low}, {q}[{w1}]}}"), ("circulate left",)),
    ),
    "rotate_right": Words(
        Phrases(("rotate{s} right by one", "{is} rotated right by one bit", "rotate{s} one place to the right, bit 0 going to the MSB", "shift{s} right by one with bit 0 coming back at the top"), ("circulate{s} one bit rightwards",)),
        Phrases(("rotate {q} right by one", "rotate {q} one bit to the right"), ("circulate {q} one bit rightwards",)),
        Phrases(("rotate{s} {q} right by one", "rotate{s} {q} one bit to the right", "turn{s} {q} round by one bit to the right"), ("circulate{s} {q} one bit rightwards",)),
        Phrases(("rotating right",)),
        Phrases(("rotate right", "rotr by 1", "{q} = {{{q}[0], {up}}}"), ("circulate right",)),
    ),
    "add": Words(
        Phrases(("{has} {d} added to it", "increase{s} by {d}", "grow{s} by {d}", "accumulate{s} {d}", "{is} increased by {d}", "become{s} {q} + {d}", "go{es} up by {d}"), ("take{s} on {d} in addition",)),
        Phrases(("add {d} to {q}", "increase {q} by {d}", "accumulate {d} in {q}", "add {d} onto {q}"), ("sum {d} into {q}",)),
        Phrases(("add{s} {d} to {q}", "increase{s} {q} by {d}", "accumulate{s} {d} in {q}", "put{s} {q} + {d} into {q}"), ("sum{s} {d} into {q}",)),
        Phrases(("adding",)),
        Phrases(("{q} + {d}", "add {d}", "{q} += {d}", "+{d}"), ("plus {d}",)),
    ),
    "subtract": Words(
        Phrases(("{has} {d} subtracted from it", "decrease{s} by {d}", "go{es} down by {d}", "{is} reduced by {d}", "become{s} {q} - {d}", "shrink{s} by {d}"), ("give{s} up {d}",)),
        Phrases(("subtract {d} from {q}", "decrease {q} by {d}", "take {d} off {q}", "reduce {q} by {d}"), ("deduct {d} from {q}",)),
        Phrases(("subtract{s} {d} from {q}", "decrease{s} {q} by {d}", "take{s} {d} off {q}", "reduce{s} {q} by {d}"), ("deduct{s} {d} from {q}",)),
        Phrases(("subtracting",)),
        Phrases(("{q} - {d}", "subtract {d}", "{q} -= {d}", "-{d}"), ("minus {d}",)),
    ),
    "toggle": Words(
        Phrases(("toggle{s}", "change{s} its value", "flip{s}", "invert{s}", "{is} toggled", "become{s} its own complement", "change{s} to the other value"), ("swap{s} to the opposite level",)),
        Phrases(("toggle {q}", "flip {q}", "invert {q}"), ("swap {q} to the opposite level",)),
        Phrases(("toggle{s} {q}", "flip{s} {q}", "invert{s} {q}", "change{s} {q} over"), ("swap{s} {q} to the opposite level",)),
        Phrases(("toggling",)),
        Phrases(("toggle", "flip {q}", "{q} = ~{q}", "toggle {q}"), ("other level",)),
    ),
    "invert": Words(
        Phrases(("{is} inverted bit by bit", "{is} complemented", "flip{s} all its bits", "invert{s} every bit", "become{s} its bitwise complement", "{has} all bits inverted"), ("turn{s} each 0 into 1 and each 1 into 0",)),
        Phrases(("invert all bits of {q}", "complement {q}", "flip every bit of {q}"), ("turn over each bit of {q}",)),
        Phrases(("invert{s} all bits of {q}", "complement{s} {q}", "flip{s} every bit of {q}"), ("turn{s} over each bit of {q}",)),
        Phrases(("inverting",)),
        Phrases(("invert", "{q} = ~{q}", "complement {q}", "flip all bits"), ("bits turned over",)),
    ),
    "exclusive": Words(
        Phrases(("{is} XORed with {d}", "become{s} {q} XOR {d}", "{is} combined with {d} by XOR", "{has} the bits flipped where {d} is 1"), ("take{s} its own exclusive or with {d}",)),
        Phrases(("XOR {d} into {q}", "replace {q} by {q} ^ {d}"), ("mix {d} into {q} with an exclusive or",)),
        Phrases(("XOR{s} {d} into {q}", "replace{s} {q} by {q} ^ {d}", "flip{s} the bits of {q} that are 1 in {d}"), ("mix{es} {d} into {q} with an exclusive or",)),
        Phrases(("XORing",)),
        Phrases(("{q} ^ {d}", "{q} = {q} xor {d}", "xor with {d}"), ("exclusive or with {d}",)),
    ),
    "set_bit": Words(
        Phrases(("{has} the bit with number {d} set", "{has} bit {d} set to 1", "get{s} a 1 at position {d}"), ("receive{s} a one in place {d}",)),
        Phrases(("set bit number {d} of {q}", "set {q}[{d}]", "set {q}[{d}] to 1"), ("place a one at position {d} of {q}",)),
        Phrases(("set{s} bit number {d} of {q}", "set{s} {q}[{d}]", "make{s} {q}[{d}] 1", "set{s} the bit of {q} that {d} points to"), ("place{s} a one at position {d} of {q}",)),
        Phrases(("setting a bit",)),
        Phrases(("{q}[{d}] = 1", "set bit {d}", "set {q}[{d}]"), ("a one at {d}",)),
    ),
    "clear_bit": Words(
        Phrases(("{has} the bit with number {d} cleared", "{has} bit {d} cleared to 0", "get{s} a 0 at position {d}"), ("receive{s} a zero in place {d}",)),
        Phrases(("clear bit number {d} of {q}", "clear {q}[{d}]", "set {q}[{d}] to 0"), ("place a zero at position {d} of {q}",)),
        Phrases(("clear{s} bit number {d} of {q}", "clear{s} {q}[{d}]", "make{s} {q}[{d}] 0", "clear{s} the bit of {q} that {d} points to"), ("place{s} a zero at position {d} of {q}",)),
        Phrases(("clearing a bit",)),
        Phrases(("{q}[{d}] = 0", "clear bit {d}", "clear {q}[{d}]"), ("a zero at {d}",)),
    ),
    "hold": Words(
        Phrases(("hold{s} its value", "keep{s} its value", "stay{s} as it is", "{is} left alone", "remain{s} unchanged", "{is} frozen"), ("stand{s} still",)),
        Phrases(("hold {q}", "keep {q} as it is", "leave {q} alone", "do not change {q}"), ("let {q} stand still",)),
        Phrases(("hold{s} {q}", "freeze{s} {q}", "keep{s} {q} as it is", "stop{s} any change of {q}", "leave{s} {q} unchanged"), ("make{s} {q} stand still",)),
        Phrases(("holding",)),
        Phrases(("hold", "keep", "no change", "{q} stays"), ("stand still",)),
    ),
}  # fmt: skip

_SATURATED = Phrases(
    (", stopping at {top}", " but not beyond {top}", " (saturating at {top})", ", and stays at {top} once there", " unless it is already {top}", " as long as it is not {top}", " and sticks at {top}", " up to {top} at most"),
    (" with {top} as the ceiling", ", never passing {top}"),
)  # fmt: skip
_FLOORED = Phrases(
    (", stopping at 0", " but not below 0", " (saturating at 0)", ", and stays at 0 once there", " unless it is already 0", " as long as it is not 0", " and never goes below zero"),
    (" with 0 as the floor", ", never passing 0"),
)  # fmt: skip
_WRAPPED = Phrases(
    (" (after {top} comes {first})", ", wrapping from {top} to {first}", " and goes from {top} back to {first}", ", starting again at {first} after {top}", "; {top} is followed by {first}", ", and from {top} it returns to {first}"),
    (", with {first} as the successor of {top}",),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Telling:
    """An operation on a register, ready to be said."""

    words: Words
    slots: dict[str, object]
    kind: str

    def verb(self, speaker: Speaker) -> str:
        """E.g. "counts up by one", for the register as subject."""
        return speaker.verb(self.words.verb, **self.slots)

    def command(self, speaker: Speaker) -> str:
        """E.g. "increment q"."""
        return speaker.say(self.words.command, **self.slots)

    def agent(self, speaker: Speaker) -> str:
        """E.g. "increments q", for the cause as subject."""
        return speaker.verb(self.words.agent, **self.slots)

    def gerund(self, speaker: Speaker) -> str:
        """E.g. "counting up"."""
        return speaker.say(self.words.gerund, **self.slots)

    def brief(self, speaker: Speaker) -> str:
        """E.g. "count up"."""
        return speaker.say(self.words.brief, **self.slots)


def tell(speaker: Speaker, operation: Operation, target: Signal) -> Telling:
    """The operation with its words and what goes into them."""
    kind = operation.kind
    if target.width == 1 and kind in ("clear", "preset"):
        kind = "low" if kind == "clear" or operation.source == Constant(0, 1) else "high"
    elif kind in ("up", "down") and operation.step > 1:
        kind += "n"
    slots: dict[str, object] = {
        "q": target.name,
        "d": source_words(speaker, operation.source),
        "n": speaker.count(operation.step),
        "end": ending(speaker, operation, target),
        "w1": target.width - 1,
        "low": f"{target.name}[{target.width - 2}:0]" if target.width > 2 else f"{target.name}[0]",
        "up": f"{target.name}[{target.width - 1}:1]" if target.width > 2 else f"{target.name}[1]",
    }
    return Telling(_WORDS[kind], slots, kind)


def source_words(speaker: Speaker, source: Expression | None) -> str:
    """What comes in: a name, a number or a formula."""
    if source is None:
        return ""
    if isinstance(source, Constant):
        if source.width == 1:
            return speaker.choose(f"a {source.number}", ("zero", "one")[source.number], f"{source.number}")
        if source.number == (1 << source.width) - 1 and speaker.chance(0.5):
            return speaker.choose("all ones", "its maximum", f"{source.number}")
        return speaker.number(source.number, source.width)
    return formula(source)


def ending(speaker: Speaker, operation: Operation, target: Signal) -> str:
    """What happens at the end of the range, "" where it wraps by its width."""
    top = speaker.number(operation.limit, target.width)
    if operation.ending == "saturate":
        if operation.kind == "down":
            return speaker.say(_FLOORED)
        return speaker.say(_SATURATED, top=top)
    if operation.ending == "modulo":
        return speaker.say(_WRAPPED, top=top, first=speaker.number(operation.restart, target.width))
    return ""


def assignment(operation: Operation, target: Signal) -> str:
    """What the register becomes, as a formula."""
    q, source = target.name, "" if operation.source is None else formula(operation.source)
    match operation.kind:
        case "clear":
            return "0"
        case "load" | "preset":
            return source
        case "up" | "down":
            sign = "+" if operation.kind == "up" else "-"
            moved = f"{q} {sign} {operation.step}"
            if operation.ending == "saturate":
                return f"min({moved}, {operation.limit})" if operation.kind == "up" else f"max({moved}, 0)"
            if operation.ending == "modulo":
                return f"({q} == {operation.limit} ? {operation.restart} : {moved})"
            return moved
        case "left":
            return f"{{{q}[{target.width - 2}:0], {_bit(operation.source)}}}"
        case "right":
            return f"{{{_bit(operation.source)}, {q}[{target.width - 1}:1]}}"
        case "rotate_left":
            return f"{{{q}[{target.width - 2}:0], {q}[{target.width - 1}]}}"
        case "rotate_right":
            return f"{{{q}[0], {q}[{target.width - 1}:1]}}"
        case "add":
            return f"{q} + {source}"
        case "subtract":
            return f"{q} - {source}"
        case "exclusive":
            return f"{q} ^ {source}"
        case "toggle" | "invert":
            return f"~{q}"
        case "set_bit":
            return f"{q} with bit {source} set"
        case "clear_bit":
            return f"{q} with bit {source} cleared"
    return q


def _bit(source: Expression | None) -> str:
    return f"1'b{source.number}" if isinstance(source, Constant) else formula(source) if source else ""
