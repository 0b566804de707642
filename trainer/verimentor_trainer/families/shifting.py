"""Shifts and rotations, constant and variable."""

from random import Random

from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.style import among, case, chain, procedure, remark
from verimentor_trainer.wording import bits, choose, names, number

_IN = ("a", "in", "d", "data", "din", "data_in", "x")
_OUT = ("y", "out", "q", "dout", "result", "data_out", "z")


def ends(rng: Random) -> tuple[str, str]:
    """Names of input and output."""
    a = rng.choice(_IN)
    return a, among(rng, _OUT, (a,))


@family
def barrel_shifter(rng: Random) -> Design:
    """Shift or rotate by a variable amount, one direction."""
    lines = rng.choice((2, 3, 3, 3, 4, 5))
    width = 1 << lines
    kind = rng.choice(("sll", "srl", "srl", "sra", "rol", "ror"))
    a, y = ends(rng)
    amount = among(rng, ("shamt", "amt", "sh", "n", "shift", "amount"), (a, y))
    value = {
        "sll": f"{a} << {amount}",
        "srl": f"{a} >> {amount}",
        "sra": f"$signed({a}) >>> {amount}",
        "rol": f"({a} << {amount}) | ({a} >> ({width} - {amount}))",
        "ror": f"({a} >> {amount}) | ({a} << ({width} - {amount}))",
    }[kind]
    reg = False
    if kind in ("sll", "srl", "rol", "ror") and lines <= 3 and rng.random() < 0.4:  # stages of 1, 2, 4
        stages, before = [], a
        for k in range(lines):
            step, top = 1 << k, width - 1
            moved = {
                "sll": f"{{{before}[{top - step}:0], {step}'b0}}",
                "srl": f"{{{step}'b0, {before}[{top}:{step}]}}",
                "rol": f"{{{before}[{top - step}:0], {before}[{top}:{top - step + 1}]}}",
                "ror": f"{{{before}[{step - 1}:0], {before}[{top}:{step}]}}",
            }[kind]
            after = y if k == lines - 1 else f"s{k + 1}"
            stages.append(
                f"{'assign ' if after == y else f'wire [{top}:0] '}{after} = {amount}[{k}] ? {moved} : {before};"
            )
            before = after
        body = "\n".join(stages)
    elif rng.random() < 0.2:
        body, reg = procedure(rng, f"{y} = {value};"), True
    else:
        body = f"assign {y} = {value};"
    source = {
        "sll": f"i >= {amount} ? {a}[i - {amount}] : 1'b0",
        "srl": f"i + {amount} < {width} ? {a}[i + {amount}] : 1'b0",
        "sra": f"i + {amount} < {width} ? {a}[i + {amount}] : {a}[{width - 1}]",
        "rol": f"{a}[(i + {width} - {amount}) % {width}]",
        "ror": f"{a}[(i + {amount}) % {width}]",
    }[kind]
    reference = f"integer i;\nalways @* for (i = 0; i < {width}; i = i + 1) {y}[i] = {source};"
    direction = "left" if kind in ("sll", "rol") else "right"
    noun = {
        "sll": ("logical left shifter", "left shifter", "barrel shifter to the left", "left barrel shifter"),
        "srl": (
            "logical right shifter",
            "right shifter",
            "barrel shifter to the right",
            "logical right barrel shifter",
        ),
        "sra": (
            "arithmetic right shifter",
            "arithmetic shift right unit",
            "sign-preserving right shifter",
            "arithmetic right barrel shifter",
        ),
        "rol": ("left rotator", "rotate-left unit", "barrel rotator to the left", "rotate left barrel shifter"),
        "ror": ("right rotator", "rotate-right unit", "barrel rotator to the right", "rotate right barrel shifter"),
    }[kind]
    title = f"{bits(rng, width)} {rng.choice(noun)}"
    fill = {
        "sll": "filling with zeros",
        "srl": "filling with zeros",
        "sra": "copying the sign bit into the free places",
    }
    if kind in fill:
        sentence = choose(
            rng,
            f"{y} is {a} shifted {direction} by {amount} places, {fill[kind]}.",
            f"{a} is shifted {direction} by {amount} bits, {fill[kind]}, and appears at {y}.",
            f"{y} = {a} {'<<' if kind == 'sll' else '>>>' if kind == 'sra' else '>>'} {amount}, {'arithmetic' if kind == 'sra' else 'logical'}",
            f"Shift {a} {direction} by the number {amount}, {fill[kind]}; the result is {y}.",
        )
    else:
        sentence = choose(
            rng,
            f"{y} is {a} rotated {direction} by {amount} places.",
            f"Rotate {a} {direction} by {amount} bits to get {y}; bits that leave one end enter at the other.",
            f"{a} is rotated {direction} by {amount} and appears at {y}.",
            f"{y} = rotate_{direction}({a}, {amount})",
        )
    name = names.module(
        rng,
        kind,
        "barrel_shifter",
        f"{kind}{width}",
        "shifter" if kind[0] == "s" else "rotator",
        f"shift_{direction}" if kind[0] == "s" else f"rotate_{direction}",
    )
    ports = (
        Port(a, "input", width),
        Port(amount, "input", lines, note="shift amount"),
        Port(y, "output", width, reg=reg),
    )
    return Design(name, ports, title, (sentence,), remark(rng, f"{direction} by {amount}") + body, reference)


@family
def universal_shifter(rng: Random) -> Design:
    """A shifter with a direction or a mode input."""
    lines = rng.choice((2, 3, 3, 4, 5))
    width = 1 << lines
    a, y = ends(rng)
    amount = among(rng, ("shamt", "amt", "sh", "n", "amount"), (a, y))
    values = {
        "logical left": (f"{a} << {amount}", f"{a} * (32'd1 << {amount})"),
        "logical right": (f"{a} >> {amount}", f"{a} / (32'd1 << {amount})"),
        "arithmetic right": (f"$signed({a}) >>> {amount}", f"({{{{{width}{{{a}[{width - 1}]}}}}, {a}}} >> {amount})"),
        "rotate left": (f"({a} << {amount}) | ({a} >> ({width} - {amount}))", f"({{{a}, {a}}} << {amount}) >> {width}"),
        "rotate right": (f"({a} >> {amount}) | ({a} << ({width} - {amount}))", f"{{{a}, {a}}} >> {amount}"),
    }
    if rng.random() < 0.45:
        mode = among(rng, ("dir", "left", "right", "direction"), (a, y))
        kinds = ["logical right", "logical left"] if rng.random() < 0.6 else ["rotate right", "rotate left"]
        if mode == "right" or (mode in ("dir", "direction") and rng.random() < 0.5):
            kinds.reverse()
        select = 1
        noun = (
            choose(rng, "bidirectional shifter", "left/right shifter", "shifter with direction control")
            if kinds[0].startswith("log")
            else choose(rng, "bidirectional rotator", "left/right rotator", "rotator with direction control")
        )
    else:
        mode = among(rng, ("mode", "op", "kind", "func"), (a, y))
        kinds = rng.sample(list(values), 4) if rng.random() < 0.6 else rng.sample(list(values), 3)
        select = 2
        noun = choose(rng, "shifter with several modes", "universal shifter", "shift unit", "multi-mode barrel shifter")
    full = len(kinds) == 1 << select
    style = rng.randrange(2)
    if select == 1:
        body = f"assign {y} = {mode} ? {values[kinds[1]][0]} : {values[kinds[0]][0]};"
        reg = style == 1
        if any("arith" in k for k in kinds) or reg:
            body, reg = (
                procedure(rng, chain([(mode, f"{y} = {values[kinds[1]][0]};")], f"{y} = {values[kinds[0]][0]};")),
                True,
            )
    else:
        arms = [(f"2'b{i:02b}", f"{y} = {values[k][0]};") for i, k in enumerate(kinds)]
        body, reg = (
            procedure(
                rng,
                case(
                    mode,
                    arms[:-1] if full and style else arms,
                    arms[-1][1] if full and style else "" if full else f"{y} = {a};",
                ),
            ),
            True,
        )
    lets = "\n".join(f"wire [{2 * width - 1}:0] r{i} = {values[k][1]};" for i, k in enumerate(kinds))
    picks = "".join(f"{mode} == {i} ? r{i}[{width - 1}:0] : " for i in range(len(kinds)))
    reference = f"{lets}\nassign {y} = {picks}{a};"
    title = f"{bits(rng, width)} {noun}"
    spelled = {
        "logical left": "shift left",
        "logical right": "shift right",
        "arithmetic right": "arithmetic shift right",
        "rotate left": "rotate left",
        "rotate right": "rotate right",
    }
    in_binary = select == 2 and rng.random() < 0.5
    listed = [f"{i:02b}" if in_binary else str(i) for i in range(len(kinds))]
    behaviour = [
        choose(
            rng,
            f"{y} is {a} moved by {amount} places as {mode} says: {', '.join(f'{c} {spelled[k]}' for c, k in zip(listed, kinds, strict=True))}.",
            f"{mode} chooses what happens to {a}: "
            + "; ".join(f"{mode} = {c}: {spelled[k]} by {amount}" for c, k in zip(listed, kinds, strict=True))
            + f". The result is {y}.",
            f"{y} = {a} after "
            + ", ".join(f"{spelled[k]} by {amount} when {mode} is {c}" for c, k in zip(listed, kinds, strict=True))
            + ".",
        )
    ]
    if not kinds[0].startswith("rot") or select == 2:
        behaviour.append(
            choose(
                rng,
                "Shifts fill with zeros"
                + (", the arithmetic one with the sign bit." if "arithmetic right" in kinds else "."),
                "Zeros enter at logical shifts"
                + (", the sign at the arithmetic shift." if "arithmetic right" in kinds else "."),
            )
        )
    if not full:
        behaviour.append(choose(rng, f"Any other {mode} passes {a} unchanged.", f"With {mode} = 3 {y} is {a}."))
    ports = (
        Port(a, "input", width),
        Port(amount, "input", lines),
        Port(mode, "input", select),
        Port(y, "output", width, reg=reg),
    )
    name = names.module(rng, "shifter", "shift_unit", f"shifter{width}", "barrel", "universal_shifter")
    return Design(name, ports, title, tuple(behaviour), body, reference)


@family
def fixed_shift(rng: Random) -> Design:
    """Shift or rotate by a constant."""
    width = rng.choice((4, 8, 8, 16, 32))
    by = rng.choice((1, 1, 2, 3, 4)) if width > 4 else rng.choice((1, 2))
    kind = rng.choice(("sll", "srl", "sra", "rol", "ror"))
    a, y = ends(rng)
    top = width - 1
    joined = {
        "sll": f"{{{a}[{top - by}:0], {by}'b0}}",
        "srl": f"{{{by}'b0, {a}[{top}:{by}]}}",
        "sra": f"{{{{{by}{{{a}[{top}]}}}}, {a}[{top}:{by}]}}",
        "rol": f"{{{a}[{top - by}:0], {a}[{top}:{width - by}]}}",
        "ror": f"{{{a}[{by - 1}:0], {a}[{top}:{by}]}}",
    }[kind]
    if by == 1:
        joined = (
            joined.replace(f"{a}[{top}:{top}]", f"{a}[{top}]")
            .replace(f"{a}[0:0]", f"{a}[0]")
            .replace("{1{" + f"{a}[{top}]" + "}}", f"{a}[{top}]")
        )
    operator = {"sll": f"{a} << {by}", "srl": f"{a} >> {by}", "sra": f"$signed({a}) >>> {by}"}.get(kind)
    body = f"assign {y} = {operator if operator and rng.random() < 0.5 else joined};"
    source = {
        "sll": f"i < {by} ? 1'b0 : {a}[(i - {by}) & {top}]",
        "srl": f"i > {top - by} ? 1'b0 : {a}[(i + {by}) & {top}]",
        "sra": f"i > {top - by} ? {a}[{top}] : {a}[(i + {by}) & {top}]",
        "rol": f"{a}[(i - {by}) & {top}]",
        "ror": f"{a}[(i + {by}) & {top}]",
    }[kind]
    reference = f"integer i;\nalways @* for (i = 0; i < {width}; i = i + 1) {y}[i] = {source};"
    verb = {
        "sll": "left shift",
        "srl": "right shift",
        "sra": "arithmetic right shift",
        "rol": "left rotate",
        "ror": "right rotate",
    }[kind]
    direction = "left" if "left" in verb else "right"
    places = f"{number(rng, by)} {'place' if by == 1 else 'places'}"
    title = choose(
        rng,
        f"{bits(rng, width)} {verb} by {number(rng, by)}",
        f"fixed {verb} by {by} of a {width}-bit word" if width != 8 else f"fixed {verb} by {by} of a byte",
        f"{verb} of {bits(rng, width)} data by {places}",
    )
    extra = {
        "sll": "; zeros enter on the right",
        "srl": "; zeros enter on the left",
        "sra": "; the sign bit is copied",
    }.get(kind, "; bits that fall out re-enter at the other end")
    word = "rotated" if kind[0] == "r" else "shifted"
    sentence = choose(
        rng,
        f"{y} is {a} {word} {direction} by {places}{extra}.",
        f"{a} is {word} by {places} to the {direction} and driven on {y}{extra}.",
        f"{y} = {joined}",
        f"The output {y} holds {a} {word} {direction} {places}{extra}.",
    )
    name = names.module(
        rng,
        f"{kind}{by}",
        f"shift_{direction}" if kind[0] == "s" else f"rotate_{direction}",
        f"{kind}_by_{by}",
        "fixed_shift" if kind[0] == "s" else "fixed_rotate",
    )
    return Design(name, (Port(a, "input", width), Port(y, "output", width)), title, (sentence,), body, reference)
