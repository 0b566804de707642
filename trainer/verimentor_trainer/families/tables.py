"""Truth tables, minterm lists, constants and gate networks given by formula."""

from random import Random

from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.style import among, case, listing, procedure, remark
from verimentor_trainer.wording import choose, names, number


def _variables(rng: Random, count: int) -> list[str]:
    if rng.random() < 0.2:
        return [f"x{i}" for i in range(count, 0, -1)]
    if rng.random() < 0.1:
        return [f"in{i}" for i in range(count)]
    return list(rng.choice(("abcd", "abcd", "wxyz" if count == 4 else "xyz" if count == 3 else "pqrs", "ABCD"))[:count])


def _product(inputs: list[str], row: int) -> str:
    return " & ".join(x if row >> (len(inputs) - 1 - i) & 1 else f"~{x}" for i, x in enumerate(inputs))


def _sum_of_products(inputs: list[str], rows: list[int]) -> str:
    return " | ".join(f"({_product(inputs, r)})" for r in rows)


@family
def truth_table(rng: Random) -> Design:
    """One or two outputs given row by row."""
    count = rng.choice((2, 2, 3, 3, 3, 3, 4))
    inputs = _variables(rng, count)
    stem = among(rng, ("f", "y", "out", "z", "q"), inputs)
    outs = (
        [stem]
        if rng.random() < 0.75
        else [among(rng, ("f", "y1", "s"), inputs), among(rng, ("g", "y0", "c_out"), inputs)]
    )
    rows = 1 << count
    columns = [[rng.randrange(2) for _ in range(rows)] for _ in outs]
    for column in columns:
        column[rng.randrange(rows)] ^= 1 if len(set(column)) == 1 else 0
    packed = "{" + ", ".join(inputs) + "}"
    target = outs[0] if len(outs) == 1 else "{" + ", ".join(outs) + "}"
    values = ["".join(str(column[r]) for column in columns) for r in range(rows)]
    by_case = rng.random() < 0.65
    if by_case:
        arms = [(f"{count}'b{r:0{count}b}", f"{target} = {len(outs)}'b{values[r]};") for r in range(rows)]
        body = procedure(rng, case(packed, arms))
    else:
        body = "\n".join(
            f"assign {o} = {_sum_of_products(inputs, [r for r in range(rows) if column[r]])};"
            for o, column in zip(outs, columns, strict=True)
        )
    reference = f"wire [{count - 1}:0] row = {packed};\n" + "\n".join(
        f"wire [{rows - 1}:0] t{i} = {rows}'b{''.join(str(v) for v in reversed(column))};\nassign {o} = t{i}[row];"
        for i, (o, column) in enumerate(zip(outs, columns, strict=True))
    )
    title = choose(
        rng,
        "combinational circuit with this truth table",
        "logic function given by its truth table",
        f"truth table of {number(rng, count)} inputs",
        f"{number(rng, count)} input truth table",
        "lookup function",
        f"combinational function of {listing(inputs)}",
    )
    style = rng.randrange(5)
    if style == 0:
        table = [
            " ".join([*inputs, "|", *outs]),
            *(" ".join([*f"{r:0{count}b}", "|", *values[r]]) for r in range(rows)),
        ]
        sentence = rng.choice(("Truth table:\n", "The truth table is\n", "")) + "\n".join(table)
    elif style == 1:
        sentence = (
            f"The rows, {', '.join(inputs)} first: "
            + ", ".join(f"{r:0{count}b} -> {values[r]}" for r in range(rows))
            + "."
        )
        if len(outs) > 1:
            sentence += f" The outputs are in the order {', '.join(outs)}."
    elif style == 2:
        sentence = (
            f"{''.join(inputs) if max(map(len, inputs)) == 1 else ' '.join(inputs)} : {' '.join(outs)}\n"
            + "\n".join(f"{r:0{count}b} : {' '.join(values[r])}" for r in range(rows))
        )
    elif style == 3:
        sentence = f"For {packed} = 0 to {rows - 1} the value of {target} is {', '.join(values)}."
    else:
        sentence = "\n".join(f"{packed} = {r:0{count}b}: {target} = {values[r]}" for r in range(rows))
    name = names.module(rng, "truth_table", "logic_fn", "truth", "comb", "lut", "func", f"lut{count}")
    ports = (*(Port(i, "input") for i in inputs), *(Port(o, "output", reg=by_case) for o in outs))
    return Design(
        name,
        ports,
        title,
        (sentence,),
        remark(rng, "truth table", "one row each" if by_case else "sum of minterms") + body,
        reference,
    )


@family
def minterm_list(rng: Random) -> Design:
    """A function given by the numbers of its minterms or maxterms."""
    count = rng.choice((2, 3, 3, 3, 4, 4))
    inputs = _variables(rng, count)
    out = among(rng, ("f", "F", "y", "out", "z"), inputs)
    rows = 1 << count
    ones = sorted(rng.sample(range(rows), rng.randint(2, min(rows - 1, 7))))
    zeros = [r for r in range(rows) if r not in ones]
    by_zeros = rng.random() < 0.2 and 2 <= len(zeros) <= 8
    packed = "{" + ", ".join(inputs) + "}"
    style = rng.randrange(3)
    if style < 2:
        body = f"assign {out} = {_sum_of_products(inputs, ones)};"
    else:
        hits = ", ".join(f"{count}'d{r}" for r in ones)
        body = procedure(rng, case(packed, [(hits, f"{out} = 1'b1;")], f"{out} = 1'b0;"))
    reference = f"wire [{rows - 1}:0] t = {rows}'h{sum(1 << r for r in ones):x};\nassign {out} = t[{packed}];"
    given = ", ".join(map(str, zeros if by_zeros else ones))
    compact = given.replace(" ", "")
    title = choose(
        rng,
        f"sum of products of {number(rng, count)} variables",
        f"function {out}({', '.join(inputs)}) by minterms",
        f"{number(rng, count)} variable Boolean function",
        "Karnaugh map function",
        f"logic function of {listing(inputs)} in sum-of-products form",
        "combinational function from a minterm list",
    )
    order = f"{inputs[0]} is the most significant variable"
    if by_zeros:
        title = choose(
            rng,
            f"product of sums of {number(rng, count)} variables",
            f"{number(rng, count)} variable Boolean function",
            f"function {out}({', '.join(inputs)}) by maxterms",
        )
        sentence = choose(
            rng,
            f"{out} is 0 for the maxterms {given} and 1 otherwise; {order}.",
            f"{out}({', '.join(inputs)}) = M({compact}), a product of maxterms, {inputs[0]} first.",
            f"{out} is low exactly when the number {packed} is one of {given}.",
        )
    else:
        sentence = choose(
            rng,
            f"{out} is 1 for the minterms {given} and 0 otherwise; {order}.",
            f"{out}({', '.join(inputs)}) = m({compact}), where {inputs[0]} is the MSB.",
            f"{out}({','.join(inputs)}) = sum m({compact})",
            f"{out} is high exactly when the number {packed} is one of {given}.",
            f"Sum of minterms {compact} over {', '.join(inputs)} ({inputs[0]} first) gives {out}.",
            f"The output {out} is one when {packed} equals {given.replace(', ', ' or ')}.",
        )
    name = names.module(rng, "minterms", "sop", "kmap", "func", "logic_fn", "bool_fn")
    ports = (*(Port(i, "input") for i in inputs), Port(out, "output", reg=style == 2))
    return Design(name, ports, title, (sentence,), remark(rng, "sum of minterms") + body, reference)


@family
def karnaugh_map(rng: Random) -> Design:
    """A function of three or four variables drawn as a Karnaugh map."""
    inputs = _variables(rng, rng.choice((3, 4, 4)))
    count = len(inputs)
    out = among(rng, ("f", "F", "y", "out", "z"), inputs)
    gray = (0, 1, 3, 2)
    ones = sorted(rng.sample(range(1 << count), rng.randint(2, min(9, (1 << count) - 2))))
    high = count - 2
    row_codes = gray if high == 2 else (0, 1)
    rows = inputs[:high]
    cols = inputs[high:]
    lines = [f"{' '.join(rows)} \\ {' '.join(cols)} | 00 01 11 10"]
    lines += [f"{r:0{high}b} | " + " ".join(str(int(r * 4 + c in ones)) for c in gray) for r in row_codes]
    style = rng.randrange(3)
    packed = "{" + ", ".join(inputs) + "}"
    if style == 0:
        hits = ", ".join(f"{count}'b{r:0{count}b}" for r in ones)
        body = procedure(rng, case(packed, [(hits, f"{out} = 1'b1;")], f"{out} = 1'b0;"))
    else:
        body = f"assign {out} = {_sum_of_products(inputs, ones)};"
    reference = (
        f"wire [{(1 << count) - 1}:0] t = {1 << count}'h{sum(1 << r for r in ones):x};\nassign {out} = t[{packed}];"
    )
    title = choose(
        rng,
        f"Karnaugh map of {number(rng, count)} variables",
        "circuit for this Karnaugh map",
        f"function {out} given by a Karnaugh map",
        f"{number(rng, count)} variable K-map",
        "k-map to logic",
    )
    lead = choose(
        rng,
        f"The map of {out}; rows are {' '.join(rows)}, columns {' '.join(cols)}:\n",
        f"Karnaugh map of {out}, the rows by {', '.join(rows)} and the columns by {', '.join(cols)}:\n",
        f"K-map ({out}):\n",
    )
    name = names.module(rng, "kmap", "karnaugh", "kmap_fn", f"kmap{count}", "func")
    ports = (*(Port(i, "input") for i in inputs), Port(out, "output", reg=style == 0))
    return Design(name, ports, title, (lead + "\n".join(lines),), body, reference)


@family
def constant_output(rng: Random) -> Design:
    """An output that never changes."""
    width = rng.choice((1, 1, 1, 4, 8, 8, 16, 32))
    out = among(rng, ("out", "y", "zero" if rng.random() < 0.3 else "q", "o", "value", "const_out", "z"))
    value = rng.choice((0, 0, 1, (1 << width) - 1, rng.randrange(1 << width)))
    if out == "zero":
        value = 0
    literal = f"{width}'b{value}" if width == 1 else rng.choice((f"{width}'d{value}", f"{width}'h{value:x}"))
    shown = str(value)
    if width > 1 and value == (1 << width) - 1 and rng.random() < 0.5:
        literal, shown = f"{{{width}{{1'b1}}}}", "all ones"
    elif width > 1 and value > 9 and rng.random() < 0.6:
        shown = choose(rng, f"0x{value:x}", f"hex {value:X}", f"{width}'h{value:X}")
    body = f"assign {out} = {literal};"
    reference = f"assign {out} = ~{width}'d{(1 << width) - 1 - value};"
    wide = f"{width}-bit " if width > 1 else ""
    title = choose(
        rng,
        f"{wide}constant {shown}",
        f"{wide}constant driver",
        f"circuit that always outputs {shown}",
        f"{wide}constant generator",
        f"{wide}output fixed at {shown}",
        f"module with a constant {wide}output",
    )
    sentence = choose(
        rng,
        f"{out} is always {shown}.",
        f"The output {out} is tied to {shown}.",
        f"{out} = {shown}",
        f"Drive {out} with the constant {shown}.",
        f"There are no inputs; {out} stays at {shown}.",
    )
    name = names.module(
        rng, "constant", "const_value", "tie", "fixed", "const_driver", *(("zero_out", "ground") if value == 0 else ())
    )
    return Design(name, (Port(out, "output", width),), title, (sentence,), body, reference)


@family
def inverter_or_buffer(rng: Random) -> Design:
    """A wire, an inverter, or one with an enable that forces 0."""
    width = rng.choice((1, 1, 1, 4, 8, 8, 16))
    inverting = rng.random() < 0.6
    a = among(rng, ("a", "in", "x", "i", "d", "A"))
    y = among(rng, ("y", "out", "z", "o", "q", "Y"), (a,))
    word = "~" if inverting else ""
    body = f"assign {y} = {word}{a};"
    reg = rng.random() < 0.15
    if reg:
        body = procedure(rng, f"{y} = {word}{a};")
    elif width == 1 and rng.random() < 0.12:
        body = f"{'not' if inverting else 'buf'} g1({y}, {a});"
    reference = f"assign {y} = {a} ^ {{{width}{{1'b{int(inverting)}}}}};"
    wide = f"{rng.choice((f'{width}-bit', f'{width} bit'))} " if width > 1 else ""
    if inverting:
        title = wide + choose(
            rng,
            "inverter",
            "NOT gate",
            "not gate",
            "bitwise NOT",
            "bitwise inverter" if width > 1 else "logic inverter",
        )
        sentence = choose(
            rng,
            f"{y} is the complement of {a}.",
            f"{y} = ~{a}",
            f"{y} is not {a}.",
            f"The output {y} inverts {'every bit of ' if width > 1 else ''}{a}.",
            f"Invert {a} to get {y}.",
        )
    else:
        title = wide + choose(rng, "buffer", "wire", "pass-through", "feed-through module", "non-inverting buffer")
        sentence = choose(
            rng,
            f"{y} is equal to {a}.",
            f"{y} = {a}",
            f"The input {a} is passed to {y} unchanged.",
            f"Connect {a} to {y}.",
            f"{y} follows {a}.",
        )
    name = names.module(
        rng, *(("inverter", "not_gate", "inv", "invert") if inverting else ("buffer", "wire_through", "buf1", "pass"))
    )
    return Design(
        name,
        (Port(a, "input", width), Port(y, "output", width, reg=reg)),
        title,
        (sentence,),
        body,
        reference,
        sparse=True,
    )


@family
def reduction_gate(rng: Random) -> Design:
    """One gate over all bits of a vector."""
    width = rng.choice((3, 4, 4, 5, 8, 8, 16, 32))
    kind = rng.choice(("and", "or", "xor", "nand", "nor", "xnor"))
    symbol = {"and": "&", "or": "|", "xor": "^", "nand": "~&", "nor": "~|", "xnor": "~^"}[kind]
    a = among(rng, ("a", "in", "x", "data", "d", "din", "v"))
    y = among(rng, ("y", "out", "z", "f", "result"), (a,))
    reg = rng.random() < 0.15
    body = procedure(rng, f"{y} = {symbol}{a};") if reg else f"assign {y} = {symbol}{a};"
    spelled = {
        "and": f"{a} == {{{width}{{1'b1}}}}",
        "nor": f"{a} == 0",
        "or": f"{a} != 0",
        "nand": f"{a} != {{{width}{{1'b1}}}}",
    }
    if kind in spelled and not reg and rng.random() < 0.25:
        body = f"assign {y} = ({spelled[kind]});"
    joined = {"a": " & ", "o": " | ", "x": " ^ ", "n": " & " if kind == "nand" else " | "}[kind[0]]
    if kind == "xnor":
        joined = " ^ "
    bits_listed = joined.join(f"{a}[{i}]" for i in range(width))
    reference = f"assign {y} = {'!' if kind in ('nand', 'nor', 'xnor') else ''}({bits_listed});"
    upper = kind.upper() if rng.random() < 0.6 else kind
    title = choose(
        rng,
        f"{width}-bit reduction {upper}",
        f"{upper} reduction of a {width}-bit vector",
        f"{width} input {upper} gate on a vector",
        f"{upper} of all {width} bits of {a}",
        f"{width}-bit {upper} reduce",
    )
    meaning = {
        "and": f"{y} is 1 when all bits of {a} are 1.",
        "or": f"{y} is 1 when any bit of {a} is 1.",
        "xor": f"{y} is 1 when an odd number of bits of {a} is 1.",
        "nand": f"{y} is 0 only when all bits of {a} are 1.",
        "nor": f"{y} is 1 only when no bit of {a} is set.",
        "xnor": f"{y} is 1 when an even number of bits of {a} is 1.",
    }[kind]
    sentence = choose(
        rng,
        f"{y} is the {upper} of all bits of {a}.",
        meaning,
        f"{y} = {symbol}{a}",
        f"All {width} bits of {a} go through one {upper} gate to {y}.",
        f"{y} is the reduction {upper} of {a}.",
    )
    name = names.module(rng, f"reduce_{kind}", f"{kind}_reduce", f"{kind}{width}", f"{kind}_all", "reduction")
    return Design(
        name, (Port(a, "input", width), Port(y, "output", reg=reg)), title, (sentence,), body, reference, sparse=True
    )


@family
def formula_network(rng: Random) -> Design:
    """A network of two or three levels of gates given by a formula or gate by gate."""
    inputs = _variables(rng, rng.choice((3, 3, 4, 4)))
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


@family
def and_or_invert(rng: Random) -> Design:
    """AOI and OAI gates such as AOI22."""
    groups = rng.choice(((2, 1), (2, 2), (2, 2), (2, 1, 1), (3, 1), (2, 2, 2), (3, 3), (3, 2)))
    kind = rng.choice(("aoi", "aoi", "oai", "ao", "oa"))
    letters = "abcdef"
    inputs, used = [], 0
    terms = []
    numbered = rng.random() < 0.4
    for g, count in enumerate(groups):
        members = [f"{letters[g]}{i + 1}" for i in range(count)] if numbered else list(letters[used : used + count])
        used += count
        inputs += members
        terms.append(members)
    out = among(rng, ("y", "out", "f", "z"), inputs)
    first, second = (" & ", " | ") if kind[0] == "a" else (" | ", " & ")
    joined = second.join(f"({first.join(m)})" if len(m) > 1 else m[0] for m in terms)
    inverted = kind.endswith("i")
    body = f"assign {out} = {f'~({joined})' if inverted else joined};"
    inner_op, outer_op = first.strip(), second.strip()
    gathered = ", ".join(inner_op + "{" + ", ".join(m) + "}" for m in terms)
    reference = f"assign {out} = {'~' if inverted else ''}{outer_op}{{{gathered}}};"
    code = f"{kind}{''.join(map(str, groups))}"
    long = {"aoi": "and-or-invert", "oai": "or-and-invert", "ao": "and-or", "oa": "or-and"}[kind]
    title = choose(
        rng,
        f"{code.upper()} gate",
        f"{long} gate with groups of {listing([str(g) for g in groups])}",
        f"{code} cell",
        f"{long.upper()} gate {code.upper()}",
        f"{code.upper()} ({long})",
    )
    low, up = ("AND", "OR") if kind[0] == "a" else ("OR", "AND")
    pieces = listing([f"({first.join(m)})" if len(m) > 1 else m[0] for m in terms])
    sentence = choose(
        rng,
        f"{out} = {f'~({joined})' if inverted else joined}",
        f"{low} the groups {pieces}, {up} them{' and invert' if inverted else ''} to get {out}.",
        f"{out} is the {'N' if inverted else ''}{up} of {pieces}.",
        f"The output {out} is {f'~({joined})' if inverted else joined}.",
    )
    name = names.module(rng, code, f"{code}_gate", long.replace("-", "_"), f"gate_{code}")
    return Design(name, (*(Port(i, "input") for i in inputs), Port(out, "output")), title, (sentence,), body, reference)


@family
def majority(rng: Random) -> Design:
    """The majority of an odd number of inputs."""
    count = rng.choice((3, 3, 3, 5))
    vector = rng.random() < 0.3
    inputs = _variables(rng, 3) if count == 3 else list("abcde")
    data = among(rng, ("in", "votes", "x", "d"))
    seen = (data,) if vector else tuple(inputs)
    out = among(rng, ("y", "out", "maj", "f", "vote", "m"), seen)
    bits_used = [f"{data}[{i}]" for i in range(count)] if vector else inputs
    total = " + ".join(bits_used)
    if count == 3:
        p, q, r = bits_used
        body = (
            f"assign {out} = ({p} & {q}) | ({p} & {r}) | ({q} & {r});"
            if rng.random() < 0.75
            else f"assign {out} = ({total}) >= 2'd2;"
        )
        if "2'd2" in body:
            body = f"wire [1:0] ones = {total};\nassign {out} = ones >= 2'd2;"
    else:
        test = rng.choice(("ones >= 3", "ones > 2", "ones >= 3'd3"))
        body = f"wire [2:0] ones = {total};\nassign {out} = {test};"
    packed = data if vector else "{" + ", ".join(inputs) + "}"
    reference = f"integer i, n;\nwire [{count - 1}:0] v = {packed};\nalways @* begin\n    n = 0;\n    for (i = 0; i < {count}; i = i + 1) n = n + (v[i] ? 1 : -1);\n    {out} = n > 0;\nend"
    n = number(rng, count)
    title = choose(
        rng,
        f"{n} input majority gate",
        f"majority of {n} bits",
        f"{n}-input majority voter",
        f"{n} input majority function",
        f"{count}-bit majority circuit",
    )
    who = f"the bits of {data}" if vector else listing(inputs)
    sentence = choose(
        rng,
        f"{out} is 1 when at least {count // 2 + 1} of {who} are 1.",
        f"{out} follows the majority of {who}.",
        f"{out} is the majority vote of {who}.",
        f"{out} = 1 if {count // 2 + 1} or more of {who} are high, else 0",
    )
    ports = (Port(data, "input", count),) if vector else tuple(Port(i, "input") for i in inputs)
    name = names.module(rng, "majority", f"maj{count}", f"majority{count}", "voter", "majority_gate")
    return Design(name, (*ports, Port(out, "output")), title, (sentence,), body, reference, sparse=True)


@family
def parity(rng: Random) -> Design:
    """Parity generators and checkers, even or odd."""
    width = rng.choice((3, 4, 7, 8, 8, 8, 16, 32))
    even = rng.random() < 0.6
    checker = rng.random() < 0.4
    data = among(rng, ("data", "d", "din", "in", "data_in", "x"))
    bit = among(rng, ("parity", "p", "par", "parity_bit"), (data,))
    error = among(rng, ("error", "err", "parity_error", "bad"), (data, bit))
    sort = "even" if even else "odd"
    reg = rng.random() < 0.15
    ports: tuple[Port, ...]
    if checker:
        expression = f"^{{{data}, {bit}}}" if rng.random() < 0.5 else f"(^{data}) ^ {bit}"
        expression = expression if even else f"~({expression})"
        target, ports = error, (Port(data, "input", width), Port(bit, "input"), Port(error, "output", reg=reg))
    else:
        expression = f"^{data}" if even else rng.choice((f"~^{data}", f"~(^{data})"))
        target, ports = bit, (Port(data, "input", width), Port(bit, "output", reg=reg))
    body = procedure(rng, f"{target} = {expression};") if reg else f"assign {target} = {expression};"
    add = f" + {bit}" if checker else ""
    reference = f"integer i, n;\nalways @* begin\n    n = 0;\n    for (i = 0; i < {width}; i = i + 1) n = n + {data}[i];\n    {target} = (n{add}) % 2 == {1 if even else 0};\nend"
    wide = rng.choice((f"{width}-bit", f"{width} bit"))
    if checker:
        title = choose(
            rng,
            f"{sort} parity checker for {width} data bits",
            f"{wide} {sort} parity checker",
            f"{sort} parity check of {width} bits plus parity bit",
            f"{wide} {sort}-parity error detector",
        )
        sentence = choose(
            rng,
            f"{error} is 1 when the number of ones in {data} and {bit} together is {'odd' if even else 'even'}.",
            f"{error} goes high unless {data} together with {bit} has {sort} parity.",
            f"Check {data} with its parity bit {bit} for {sort} parity; {error} flags a violation.",
            f"{error} = {expression}",
        )
    else:
        title = choose(
            rng,
            f"{sort} parity generator for {width} bits",
            f"{wide} {sort} parity generator",
            f"{sort} parity bit of {wide} data",
            f"{wide} parity generator ({sort})",
            f"{sort} parity of an {wide} word" if width == 8 else f"{sort} parity of a {wide} word",
        )
        sentence = choose(
            rng,
            f"{bit} makes the number of ones in {data} and {bit} together {sort}.",
            f"{bit} is the {sort} parity bit of {data}: {'1 if the count of ones is odd' if even else '1 if the count of ones is even'}.",
            f"{bit} = {expression}",
            f"{bit} is 1 when {data} has an {'odd' if even else 'even'} number of ones.",
            f"The total of ones in {data} plus {bit} is always {sort}.",
        )
    name = names.module(
        rng,
        *(
            ("parity_check", "parity_checker", f"{sort}_parity_check")
            if checker
            else ("parity", "parity_gen", f"{sort}_parity", "parity_generator")
        ),
    )
    return Design(name, ports, title, (sentence,), remark(rng, f"{sort} parity") + body, reference, sparse=not checker)
