"""Functions as an engineer jots them down: networks of gates, primes, sampled waveforms, maps with don't-cares."""

from random import Random

from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.draft import Draft
from verimentor_trainer.families.style import among, case, listing, procedure, remark
from verimentor_trainer.families.tables import variables
from verimentor_trainer.wording import choose, names, number

_LETTERS = (("a", "b", "c", "d"), ("w", "x", "y", "z"), ("A", "B", "C", "D"), ("p", "q", "r", "s"))


def _variables(draft: Draft, count: int) -> list[str]:
    return [draft.input(name) for name in draft.rng.choice(_LETTERS)[:count]]


@family
def primed_expression(rng: Random) -> Design:
    """A sum of products or product of sums in algebraic notation, a prime for the complement."""
    draft = Draft(rng)
    inputs = _variables(draft, rng.choice((3, 3, 4)))
    sums = draft.chance(0.3)
    terms: list[tuple[tuple[str, bool], ...]] = []
    while len(terms) < rng.choice((2, 3, 3)):
        chosen = sorted(rng.sample(inputs, rng.choice((1, 2, 2, 3))), key=inputs.index)
        term = tuple((name, rng.random() < 0.6) for name in chosen)
        if not any(set(term) <= set(other) or set(other) <= set(term) for other in terms):
            terms.append(term)
        elif len(inputs) == 3 and len(terms) == 2:
            break
    procedural = draft.chance(0.2)
    out = draft.output("f", "F", "out", "g", "result", reg=procedural)
    inner, outer = (" | ", " & ") if sums else (" & ", " | ")
    coded = [inner.join(name if true else f"~{name}" for name, true in term) for term in terms]
    formula = outer.join(f"({text})" if len(term) > 1 else text for text, term in zip(coded, terms, strict=True))
    body = procedure(rng, f"{out} = {formula};") if procedural else f"assign {out} = {formula};"
    # A product is 1 where all its literals are; of a sum the complement is such a product.
    tests = [" && ".join(f"{name} == {int(true != sums)}" for name, true in term) for term in terms]
    reference = f"assign {out} = ({' || '.join(f'({test})' for test in tests)}) ? 1'b{int(not sums)} : 1'b{int(sums)};"
    mark = draft.choose("'", "'", "/", "!")
    literal = [
        [name if true else f"{mark}{name}" if mark in "/!" else f"{name}{mark}" for name, true in t] for t in terms
    ]
    plus = draft.choose(" + ", "+")
    if sums:
        written = "".join(f"({plus.join(names)})" if len(names) > 1 else f"({names[0]})" for names in literal)
    else:
        dot = draft.choose("", "", " ", "*") if all(len(name) == 1 for name in inputs) else "*"
        written = plus.join(dot.join(names) for names in literal)
    explain = {
        "'": "a prime means NOT",
        "/": "a slash before a variable means its complement",
        "!": "an exclamation mark means NOT",
    }[mark]
    kind = "product of sums" if sums else "sum of products"
    title = draft.choose(
        f"{kind} of {number(rng, len(inputs))} variables",
        f"circuit for a Boolean expression of {listing(inputs)}",
        f"two-level logic of {listing(inputs)}",
        f"{'OR-AND' if sums else 'AND-OR'} network",
    )
    sentence = draft.choose(
        f"{out} = {written}, where + is OR, products are AND and {explain}.",
        f"In algebraic notation {out}({', '.join(inputs)}) = {written} ({explain}, + means OR).",
        f"Implement {out} = {written}; + stands for OR, side by side for AND, and {explain}.",
    )
    return draft.design(title, (sentence,), body, reference, ("expr", "bool_expr", "two_level", "sop_net", "logic_net"))


@family
def sampled_waveform(rng: Random) -> Design:
    """A combinational function read off samples of its inputs and output over time."""
    draft = Draft(rng)
    count = rng.choice((2, 2, 3, 3))
    inputs = _variables(draft, count)
    rows = 1 << count
    values = [rng.randrange(2) for _ in range(rows)]
    if len(set(values)) == 1:
        values[rng.randrange(rows)] ^= 1
    styled = rng.randrange(3)
    out = draft.output("q", "out", "f", "wave", reg=styled == 1)
    ones = [row for row in range(rows) if values[row]]
    packed = f"{{{', '.join(inputs)}}}"
    if styled == 1:
        hits = ", ".join(f"{count}'b{row:0{count}b}" for row in ones)
        body = procedure(rng, case(packed, [(hits, f"{out} = 1'b1;")], f"{out} = 1'b0;"))
    elif styled == 2:
        body = f"wire [{rows - 1}:0] table_of_q = {rows}'b{''.join(str(v) for v in reversed(values))};\nassign {out} = table_of_q[{packed}];"
    else:
        products = [
            " & ".join(name if row >> (count - 1 - i) & 1 else f"~{name}" for i, name in enumerate(inputs))
            for row in ones
        ]
        body = f"assign {out} = {' | '.join(f'({text})' for text in products)};"
    reference = (
        "always_comb begin\n"
        + f"    {out} = 0;\n"
        + "\n".join(f"    if ({packed} == {row}) {out} = 1;" for row in ones)
        + "\nend"
    )
    order = list(range(rows)) + [rng.randrange(rows) for _ in range(rng.randrange(4))]
    rng.shuffle(order)
    step = rng.choice((5, 10, 10, 20))
    unit = draft.choose("ns", " ns", "")
    if draft.chance(0.5):
        lines = [" ".join(["time", *inputs, out])]
        for i, row in enumerate(order):
            lines.append(" ".join([f"{i * step}{unit}", *f"{row:0{count}b}", str(values[row])]))
        shown = "\n".join(lines)
    else:
        shown = "\n".join(
            f"{name}: {' '.join(str(row >> (count - 1 - i) & 1) for row in order)}" for i, name in enumerate(inputs)
        )
        shown += f"\n{out}: {' '.join(str(values[row]) for row in order)}"
    title = draft.choose(
        "circuit with these waveforms",
        "combinational circuit read off a waveform",
        f"logic that gives the waveform of {out}",
    )
    lead = draft.choose(
        f"The circuit is combinational. Samples of {listing([*inputs, out])} over time:\n",
        "No clock, no memory; this is what a simulation showed:\n",
        "From left to right or top to bottom the values at successive times, the function is combinational:\n",
    )
    return draft.design(
        title, (lead + shown,), body, reference, ("waveform", "from_wave", "read_off", "circuit", "wave_fn")
    )


@family
def karnaugh_with_dont_cares(rng: Random) -> Design:
    """A map of four variables in which some places may be anything."""
    draft = Draft(rng)
    inputs = _variables(draft, 4)
    places = list(range(16))
    rng.shuffle(places)
    ones, free = sorted(places[: rng.randint(3, 8)]), sorted(places[12 : rng.randint(13, 16)])
    ones = [place for place in ones if place not in free]
    procedural = draft.chance(0.5)
    out = draft.output("f", "out", "g", "F", reg=procedural)
    packed = f"{{{', '.join(inputs)}}}"
    taken = {place for place in free if rng.random() < 0.4}  # don't-cares that this module makes 1
    chosen = sorted({*ones, *taken})
    if procedural:
        hits = ", ".join(f"4'd{place}" for place in chosen)
        body = procedure(rng, case(packed, [(hits, f"{out} = 1'b1;")], f"{out} = 1'b0;"))
    else:
        products = [
            " & ".join(name if place >> (3 - i) & 1 else f"~{name}" for i, name in enumerate(inputs))
            for place in chosen
        ]
        body = f"assign {out} = " + "\n    | ".join(f"({text})" for text in products) + ";"
    digits = "".join("x" if place in free else str(int(place in ones)) for place in reversed(range(16)))
    reference = f"wire [15:0] t = 16'b{digits};\nassign {out} = t[{packed}];"
    if draft.chance(0.6):
        mark = draft.choose("x", "d", "-", "X")
        gray = (0, 1, 3, 2)
        lines = [f"{inputs[0]}{inputs[1]}\\{inputs[2]}{inputs[3]} 00 01 11 10"]
        for row in gray:
            cells = [mark if row * 4 + c in free else str(int(row * 4 + c in ones)) for c in gray]
            lines.append(f"{row:02b} " + " ".join(cells))
        sentence = f"Karnaugh map of {out}, {mark} marks places where either value will do:\n" + "\n".join(lines)
    else:
        sentence = draft.choose(
            f"{out}({','.join(inputs)}) = sum m({','.join(map(str, ones))}) + d({','.join(map(str, free))}), {inputs[0]} being the most significant; d lists the don't-cares.",
            f"With {inputs[0]} as the most significant bit, {out} is 1 for {listing([*map(str, ones)])}, does not matter for {listing([*map(str, free)])} and is 0 otherwise.",
        )
    title = draft.choose(
        "function of four variables with don't-cares",
        "Karnaugh map with don't-cares",
        "incompletely specified function of four variables",
    )
    return draft.design(title, (sentence,), body, reference, ("kmap_dc", "with_dc", "four_var", "free_places"))


@family
def formula_network(rng: Random) -> Design:
    """A network of two or three levels of gates given by a formula or gate by gate."""
    inputs = variables(rng, rng.choice((3, 3, 4, 4)))
    out = among(rng, ("y", "f", "out", "z"), inputs)
    symbols = {"and": "&", "or": "|", "xor": "^"}
    spoken = {"and": "AND", "or": "OR", "xor": "XOR"}
    pool = list(inputs)
    rng.shuffle(pool)
    lower: list[tuple[str, list[str], bool]] = []
    while pool:
        take = 2 if len(pool) in (2, 4) else 3 if len(pool) == 3 and rng.random() < 0.4 else min(2, len(pool))
        lower.append((rng.choice(list(symbols)), pool[:take], rng.random() < 0.25))
        pool = pool[take:]
    top, inverted = rng.choice(list(symbols)), rng.random() < 0.35
    if len(lower) == 1:
        extra = rng.choice(inputs)
        lower.append(("and", [extra], rng.random() < 0.6))

    def inner(op: str, args: list[str], negated: bool) -> str:
        if len(args) == 1:
            return f"~{args[0]}" if negated else args[0]
        return f"{'~' if negated else ''}({f' {symbols[op]} '.join(args)})"

    terms = [inner(*gate) for gate in lower]
    joined = f" {symbols[top]} ".join(terms)
    formula = f"~({joined})" if inverted else joined
    wired = rng.random() < 0.3
    if wired:
        nets = [f"w{i + 1}" for i in range(len(terms))]
        body = f"wire {', '.join(nets)};\n" + "\n".join(f"assign {n} = {t};" for n, t in zip(nets, terms, strict=True))
        top_text = f" {symbols[top]} ".join(nets)
        body += f"\nassign {out} = {f'~({top_text})' if inverted else top_text};"
    else:
        body = f"assign {out} = {formula};"
    reference_terms = []
    for op, args, negated in lower:
        text = {"and": f"&{{{', '.join(args)}}}", "or": f"|{{{', '.join(args)}}}", "xor": f"^{{{', '.join(args)}}}"}[op]
        reference_terms.append(f"{'!' if negated else ''}({text})")
    reference = f"assign {out} = {'!' if inverted else ''}({symbols[top]}{{{', '.join(reference_terms)}}});"

    def words(op: str, args: list[str], negated: bool) -> str:
        if len(args) == 1:
            return f"not {args[0]}" if negated else args[0]
        return f"({f' {op} '.join(args)})" if not negated else f"not ({f' {op} '.join(args)})"

    prose = f" {top} ".join(words(*g) for g in lower)
    prose = f"not ({prose})" if inverted else prose
    upper_prose = f" {spoken[top]} ".join(
        words(*g).replace(" and ", " AND ").replace(" or ", " OR ").replace(" xor ", " XOR ").replace("not", "NOT")
        for g in lower
    )
    upper_prose = f"NOT ({upper_prose})" if inverted else upper_prose

    def gate_name(op: str, negated: bool) -> str:
        return {"and": "NAND", "or": "NOR", "xor": "XNOR"}[op] if negated else spoken[op]

    parts = [
        f"a {gate_name(op, n)} gate of {listing(args)}".replace("a AND", "an AND")
        .replace("a OR", "an OR")
        .replace("a XOR", "an XOR")
        .replace("a XNOR", "an XNOR")
        if len(args) > 1
        else (f"the inverse of {args[0]}" if n else args[0])
        for op, args, n in lower
    ]
    by_gates = f"{out} comes from {'an' if gate_name(top, inverted)[0] in 'AOX' else 'a'} {gate_name(top, inverted)} gate fed by {listing(parts)}."
    title = choose(
        rng,
        "gate network",
        "small logic circuit",
        f"combinational circuit of {number(rng, len(inputs))} inputs",
        "logic function",
        "combinational logic block",
        f"two-level gate circuit of {listing(inputs)}",
        f"Boolean expression of {listing(inputs)}",
    )
    sentence = choose(
        rng,
        f"{out} = {formula}",
        f"{out} = {prose}",
        f"{out} is {upper_prose}.",
        f"The output {out} is {formula}.",
        by_gates,
        f"It computes {formula} and drives {out} with it.",
    )
    name = names.module(rng, "gates", "logic_net", "comb_logic", "circuit", "gate_net", "func")
    return Design(
        name,
        (*(Port(i, "input") for i in inputs), Port(out, "output")),
        title,
        (sentence,),
        remark(rng, "two levels of gates") + body,
        reference,
    )
