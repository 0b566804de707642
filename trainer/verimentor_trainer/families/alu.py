"""ALUs with drawn operation lists."""

from random import Random

from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.style import among, case, procedure, remark
from verimentor_trainer.wording import bits, choose, names, number


def _operations(a: str, b: str, width: int) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """By mnemonic: the expression, another one for the reference, and how people say it."""
    top = width - 1
    ones = f"{{{width}{{1'b1}}}}"
    flip = f"{width}'d{1 << top}"
    return {
        "ADD": (f"{a} + {b}", f"{a} - (~{b}) - 1'b1", (f"{a} + {b}", f"add {a} and {b}", "add", "addition")),
        "SUB": (f"{a} - {b}", f"{a} + ~{b} + 1'b1", (f"{a} - {b}", f"subtract {b} from {a}", f"subtract ({a} - {b})")),
        "AND": (f"{a} & {b}", f"~(~{a} | ~{b})", (f"{a} & {b}", f"{a} and {b}", "bitwise AND", "and")),
        "OR": (f"{a} | {b}", f"~(~{a} & ~{b})", (f"{a} | {b}", f"{a} or {b}", "bitwise OR", "or")),
        "XOR": (f"{a} ^ {b}", f"({a} & ~{b}) | (~{a} & {b})", (f"{a} ^ {b}", f"{a} xor {b}", "bitwise XOR", "xor")),
        "NOT": (f"~{a}", f"{a} ^ {ones}", (f"~{a}", f"not {a}", f"complement of {a}", f"invert {a}")),
        "NOR": (f"~({a} | {b})", f"~{a} & ~{b}", (f"~({a} | {b})", f"{a} nor {b}", "bitwise NOR", "nor")),
        "NAND": (f"~({a} & {b})", f"~{a} | ~{b}", (f"~({a} & {b})", f"{a} nand {b}", "bitwise NAND", "nand")),
        "XNOR": (
            f"~({a} ^ {b})",
            f"({a} & {b}) | (~{a} & ~{b})",
            (f"~({a} ^ {b})", f"{a} xnor {b}", "bitwise XNOR", "xnor"),
        ),
        "INC": (f"{a} + 1", f"{a} - {ones}", (f"{a} + 1", f"increment {a}", f"{a} plus one")),
        "DEC": (f"{a} - 1", f"{a} + {ones}", (f"{a} - 1", f"decrement {a}", f"{a} minus one")),
        "PASS_A": (a, f"~(~{a})", (a, f"pass {a}", f"copy of {a}", f"{a} unchanged")),
        "PASS_B": (b, f"~(~{b})", (b, f"pass {b}", f"copy of {b}", f"{b} unchanged")),
        "SHL": (
            f"{a} << 1",
            f"{{{a}[{top - 1}:0], 1'b0}}",
            (f"{a} << 1", f"shift {a} left by one", f"{a} shifted left by 1"),
        ),
        "SHR": (
            f"{a} >> 1",
            f"{{1'b0, {a}[{top}:1]}}",
            (f"{a} >> 1", f"shift {a} right by one", f"{a} logically shifted right by 1"),
        ),
        "SLT": (
            f"({a} < {b})",
            f"!({a} >= {b})",
            (f"1 if {a} < {b} else 0", f"set if {a} less than {b} (unsigned)", f"{a} < {b} (unsigned)"),
        ),
        "SLTS": (
            f"($signed({a}) < $signed({b}))",
            f"(({a} ^ {flip}) < ({b} ^ {flip}))",
            (f"set if {a} less than {b} (signed)", f"1 if {a} < {b} as signed numbers else 0"),
        ),
        "EQ": (f"({a} == {b})", f"!(|({a} ^ {b}))", (f"1 if {a} == {b} else 0", f"{a} equals {b}", f"{a} == {b}")),
        "ZERO": (f"{width}'d0", f"{a} ^ {a}", ("0", "zero", "all zeros")),
    }


_COMMON = ("ADD", "SUB", "AND", "OR", "XOR", "NOT")


def _drawn(rng: Random, count: int, known: list[str]) -> list[str]:
    if rng.random() < 0.5 and count <= 6:
        chosen = list(_COMMON[:count])
        if rng.random() < 0.5:
            rng.shuffle(chosen)
        return chosen
    chosen = rng.sample(_COMMON, min(count - 1, rng.choice((2, 3, 4))))
    chosen += rng.sample([k for k in known if k not in chosen], count - len(chosen))
    rng.shuffle(chosen)
    return chosen


def _spoken(rng: Random, op: str, codes: list[str], sayings: list[str], mnemonics: list[str], result: str) -> str:
    """The operation table in one of many forms."""
    style = rng.randrange(8)
    rows = list(zip(codes, sayings, mnemonics, strict=True))
    if style == 0:
        return (
            f"{op} selects the operation: " + ", ".join(f"{c} {s}" for c, s, _ in rows) + f"; the result is {result}."
        )
    if style == 1:
        return f"Operations by {op}:\n" + "\n".join(f"{c}: {s}" for c, s, _ in rows)
    if style == 2:
        return f"{result} depends on {op}: " + "; ".join(f"{c} = {s}" for c, s, _ in rows) + "."
    if style == 3:
        return f"{op} | {result}\n" + "\n".join(f"{c} | {s}" for c, s, _ in rows)
    if style == 4:
        return ", ".join(f"{op} = {c}: {result} = {s}" for c, s, _ in rows) + "."
    if style == 5:
        return f"The operation codes of {op} for {result} are\n" + "\n".join(f"{c} {m}: {s}" for c, s, m in rows)
    if style == 6:
        return f"{result} is " + ", ".join(f"{s} when {op} is {c}" for c, s, _ in rows) + "."
    return f"{op} codes ({result}): " + ", ".join(f"{c} -> {s}" for c, s, _ in rows)


@family
def alu(rng: Random) -> Design:
    """An ALU of four to eight operations."""
    width = rng.choice((4, 8, 8, 8, 16, 32))
    a, b = rng.choice((("a", "b"), ("a", "b"), ("a", "b"), ("A", "B"), ("op_a", "op_b"), ("x", "y"), ("in1", "in2")))
    op = among(rng, ("op", "op", "opcode", "sel", "alu_op", "func", "ctrl", "mode"), (a, b))
    result = among(rng, ("result", "result", "y", "out", "res", "alu_out", "r"), (a, b, op))
    zero = rng.choice(("zero", "zero", "z", "zero_flag")) if rng.random() < 0.35 else None
    count = rng.choice((2, 3, 4, 4, 4, 4, 5, 6, 7, 8, 8))
    lines = max(1, (count - 1).bit_length())
    table = _operations(a, b, width)
    chosen = _drawn(rng, count, list(table))
    full = count == 1 << lines
    binary_literals = rng.random() < 0.7
    literal = [f"{lines}'b{i:0{lines}b}" if binary_literals else f"{lines}'d{i}" for i in range(count)]
    constants = ""
    if rng.random() < 0.2:
        constants = "localparam " + ", ".join(f"{m} = {c}" for m, c in zip(chosen, literal, strict=True)) + ";\n\n"
        literal = chosen
    style = rng.randrange(5)
    if style == 0 and count <= 5 and not constants:
        ends = list(zip(literal, chosen, strict=True))
        last = ends.pop()[1] if full else None
        body = (
            f"assign {result} = "
            + " :\n    ".join(f"({op} == {c}) ? {table[m][0]}" for c, m in ends)
            + f" :\n    {table[last][0] if last else '0'};"
        )
        reg = False
    else:
        arms = [(c, f"{result} = {table[m][0]};") for c, m in zip(literal, chosen, strict=True)]
        nothing = rng.choice(("0", f"{width}'d0", f"{width}'b0"))
        default = f"{result} = {nothing};"
        if full and style == 1:
            default, arms = arms[-1][1], arms[:-1]
        elif full and style == 2:
            default = ""
        body, reg = constants + procedure(rng, case(op, arms, default)), True
    if zero:
        body += f"\nassign {zero} = {rng.choice((f'({result} == 0)', f'~|{result}', f'{result} == 0'))};"
    lets = "\n".join(f"wire [{width - 1}:0] r{i} = {table[m][1]};" for i, m in enumerate(chosen))
    reference = f"{lets}\nassign {result} = " + "".join(f"{op} == {i} ? r{i} : " for i in range(count)) + f"{width}'d0;"
    if zero:
        reference += f"\nassign {zero} = !(|{result});"
    in_binary = rng.random() < 0.65 and lines > 1
    codes = [f"{i:0{lines}b}" if in_binary else str(i) for i in range(count)]
    formulas = rng.random() < 0.45
    sayings = [table[m][2][0] if formulas else rng.choice(table[m][2]) for m in chosen]
    text = _spoken(rng, op, codes, sayings, chosen, result)
    behaviour = [text]
    if not full:
        behaviour.append(
            choose(
                rng,
                f"Any other {op} gives 0.",
                f"{result} is 0 for all other codes.",
                f"Unused values of {op} make {result} zero.",
                "Default: 0.",
            )
        )
    if zero:
        behaviour.append(
            choose(
                rng,
                f"{zero} is 1 when {result} is 0.",
                f"{zero} = ({result} == 0)",
                f"The flag {zero} tells that {result} is all zeros.",
                f"{zero} goes high for a zero {result}.",
            )
        )
    title = choose(
        rng,
        f"{bits(rng, width)} ALU",
        f"{bits(rng, width)} ALU with {number(rng, count)} operations",
        f"{bits(rng, width)} arithmetic logic unit",
        f"simple {bits(rng, width)} ALU",
        f"{number(rng, count)} function {bits(rng, width)} ALU",
        f"combinational {bits(rng, width)} ALU",
    )
    if zero and rng.random() < 0.5:
        title += choose(rng, " with zero flag", f" and flag {zero}")
    ports = [
        Port(a, "input", width),
        Port(b, "input", width),
        Port(op, "input", lines, note="operation"),
        Port(result, "output", width, reg=reg),
    ]
    if rng.random() < 0.2:
        ports.insert(0, ports.pop(2))
    if zero:
        ports.append(Port(zero, "output", note=f"{result} is 0"))
    name = names.module(rng, "alu", "alu", f"alu{width}", f"alu_{width}bit", "simple_alu", "alu_unit")
    return Design(
        name, tuple(ports), title, tuple(behaviour), remark(rng, "select the operation", "ALU") + body, reference
    )


@family
def logic_unit(rng: Random) -> Design:
    """Several bitwise operations at once, an output each, or one chosen."""
    width = rng.choice((1, 1, 1, 4, 8))
    a, b = rng.choice((("a", "b"), ("x", "y"), ("in1", "in2"), ("A", "B")))
    forms = {
        "and": ("&", False),
        "or": ("|", False),
        "xor": ("^", False),
        "nand": ("&", True),
        "nor": ("|", True),
        "xnor": ("^", True),
    }
    kinds = rng.sample(list(forms), rng.choice((2, 3, 3, 4, 6)))
    prefix = rng.choice(("out_{}", "y_{}", "{}_out", "{}_y", "f_{}"))
    outs = {k: prefix.format(k) for k in kinds}

    def expression(k: str) -> str:
        symbol, negated = forms[k]
        return f"~({a} {symbol} {b})" if negated else f"{a} {symbol} {b}"

    reg = rng.random() < 0.2
    lines = [f"{o} = {expression(k)};" for k, o in outs.items()]
    body = procedure(rng, "\n".join(lines)) if reg else "\n".join("assign " + line for line in lines)
    other = {
        "and": f"~(~{a} | ~{b})",
        "or": f"~(~{a} & ~{b})",
        "xor": f"({a} & ~{b}) | (~{a} & {b})",
        "nand": f"~{a} | ~{b}",
        "nor": f"~{a} & ~{b}",
        "xnor": f"({a} & {b}) | (~{a} & ~{b})",
    }
    reference = "\n".join(f"assign {o} = {other[k]};" for k, o in outs.items())
    wide = f"{bits(rng, width)} " if width > 1 else ""
    listed = ", ".join(k.upper() for k in kinds)
    title = choose(
        rng,
        f"{wide}logic gate collection",
        f"{wide}unit of {number(rng, len(kinds))} gates",
        f"{wide}{listed} of two inputs",
        f"{wide}gates {listed}",
        f"{wide}basic gates module",
    )
    bitwise = "bitwise " if width > 1 else ""
    behaviour = choose(
        rng,
        "; ".join(f"{o} is the {bitwise}{k.upper()} of {a} and {b}" for k, o in outs.items()) + ".",
        ", ".join(f"{o} = {expression(k)}" for k, o in outs.items()),
        f"From {a} and {b} compute " + ", ".join(f"{bitwise}{k} ({o})" for k, o in outs.items()) + ".",
        "\n".join(f"{o}: {a} {k} {b}" for k, o in outs.items()),
    )
    name = names.module(rng, "logic_unit", "basic_gates", "gates", "all_gates")
    ports = (
        Port(a, "input", width),
        Port(b, "input", width),
        *(Port(o, "output", width, reg=reg) for o in outs.values()),
    )
    return Design(name, ports, title, (behaviour,), body, reference)
