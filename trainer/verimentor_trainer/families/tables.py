"""Functions given by tables: rows, minterms, Karnaugh maps."""

from random import Random

from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.style import among, case, listing, procedure, remark
from verimentor_trainer.wording import choose, names, number


def variables(rng: Random, count: int) -> list[str]:
    """Names of the variables, the most significant first."""
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
    inputs = variables(rng, count)
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
    inputs = variables(rng, count)
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
    inputs = variables(rng, rng.choice((3, 4, 4)))
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
