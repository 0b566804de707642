"""Comparators, extremes and bounds."""

from random import Random

from verimentor_trainer.families.arithmetic import operands
from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.style import among, chain, procedure, remark
from verimentor_trainer.wording import bits, choose, names, number


@family
def comparator(rng: Random) -> Design:
    """Equality or magnitude, unsigned or signed, with any set of outputs."""
    size = rng.choice((1, 2, 4, 4, 8, 8, 8, 16, 32))
    a, b = operands(rng)
    signed = size > 1 and rng.random() < 0.3
    scheme = rng.choice(
        (
            {"gt": "gt", "eq": "eq", "lt": "lt"},
            {"gt": "greater", "eq": "equal", "lt": "less"},
            {"gt": "a_gt_b", "eq": "a_eq_b", "lt": "a_lt_b"},
            {"gt": "G", "eq": "E", "lt": "L"},
        )
    )
    scheme = dict(
        scheme, ne=scheme["eq"].replace("eq", "ne") if "eq" in scheme["eq"][:6] else "differ", ge="ge", le="le"
    )
    scheme["ne"] = "ne"
    kinds = rng.choice(
        (
            ("gt", "eq", "lt"),
            ("gt", "eq", "lt"),
            ("gt", "eq", "lt"),
            ("lt", "eq", "gt"),
            ("eq",),
            ("eq",),
            ("gt",),
            ("lt",),
            ("eq", "ne"),
            ("ge",),
            ("le",),
            ("gt", "lt"),
        )
    )
    operators = {"gt": ">", "eq": "==", "lt": "<", "ne": "!=", "ge": ">=", "le": "<="}
    outs = {k: scheme[k] for k in kinds}
    reg = rng.random() < 0.25
    if reg and kinds in (("gt", "eq", "lt"), ("lt", "eq", "gt")) and rng.random() < 0.5:
        clear = "\n".join(f"{o} = 1'b0;" for o in outs.values())
        body = procedure(
            rng,
            f"{clear}\n"
            + chain(
                [(f"{a} > {b}", f"{outs['gt']} = 1'b1;"), (f"{a} == {b}", f"{outs['eq']} = 1'b1;")],
                f"{outs['lt']} = 1'b1;",
            ),
        )
    elif reg:
        body = procedure(rng, "\n".join(f"{o} = ({a} {operators[k]} {b});" for k, o in outs.items()))
    else:
        body = "\n".join(
            f"assign {o} = {rng.choice((f'({a} {operators[k]} {b})', f'{a} {operators[k]} {b}'))};"
            for k, o in outs.items()
        )
    xa, xb = (f"({c} ^ {size}'d{1 << (size - 1)})" if signed else c for c in (a, b))
    wide = f"wire [{size}:0] d__ = {{1'b0, {xa}}} - {{1'b0, {xb}}};\n"
    tests = {
        "gt": f"!d__[{size}] && d__ != 0",
        "eq": "d__ == 0",
        "lt": f"d__[{size}]",
        "ne": "d__ != 0",
        "ge": f"!d__[{size}]",
        "le": f"d__[{size}] || d__ == 0",
    }
    reference = wide.replace("d__", "delta") + "\n".join(
        f"assign {o} = {tests[k].replace('d__', 'delta')};" for k, o in outs.items()
    )
    kind = "signed " if signed else rng.choice(("", "", "unsigned ")) if kinds not in (("eq",), ("eq", "ne")) else ""
    if kinds == ("eq",):
        title = choose(
            rng,
            f"{bits(rng, size)} equality comparator",
            f"{bits(rng, size)} equality checker",
            f"equality comparator for two {bits(rng, size)} values",
            f"{bits(rng, size)} identity comparator",
        )
        signed_note = False
    else:
        title = choose(
            rng,
            f"{bits(rng, size)} {kind}comparator",
            f"{kind}{bits(rng, size)} magnitude comparator",
            f"{kind}comparator for two {bits(rng, size)} numbers",
            f"{kind}compare unit of {number(rng, size)} bits",
        )
        signed_note = signed
    words = {
        "gt": "greater than",
        "eq": "equal to",
        "lt": "less than",
        "ne": "different from",
        "ge": "greater than or equal to",
        "le": "less than or equal to",
    }
    behaviour = [
        choose(
            rng,
            "; ".join(f"{o} is 1 when {a} is {words[k]} {b}" for k, o in outs.items()) + ".",
            ", ".join(f"{o} = ({a} {operators[k]} {b})" for k, o in outs.items()),
            ", ".join(f"{o} is high if {a} {operators[k]} {b}" for k, o in outs.items()) + ".",
            f"Compare {a} with {b}: " + ", ".join(f"{o} for {a} {operators[k]} {b}" for k, o in outs.items()) + ".",
            " ".join(f"{o} tells whether {a} is {words[k]} {b}." for k, o in outs.items()),
        )
    ]
    if signed_note:
        behaviour.append(
            choose(
                rng,
                "The numbers are signed (two's complement).",
                f"{a} and {b} are two's complement.",
                "Comparison is signed.",
            )
        )
    ports = (
        Port(a, "input", size, signed=signed),
        Port(b, "input", size, signed=signed),
        *(Port(o, "output", reg=reg) for o in outs.values()),
    )
    name = names.module(
        rng,
        "comparator",
        f"cmp{size}",
        "compare",
        f"comparator{size}",
        "cmp",
        *(("equality", "eq_check") if kinds == ("eq",) else ()),
    )
    return Design(name, ports, title, tuple(behaviour), remark(rng, "compare") + body, reference)


@family
def minimum_maximum(rng: Random) -> Design:
    """The larger, the smaller or both of two numbers, or of three."""
    size = rng.choice((4, 8, 8, 8, 16, 32))
    a, b = rng.choice((("a", "b"), ("a", "b"), ("x", "y"), ("in_a", "in_b"), ("A", "B")))
    signed = rng.random() < 0.3
    what = rng.choice(("max", "min", "both"))
    outs = ["min", "max"] if what == "both" else [among(rng, (what, "y", "out", "result", "z"), (a, b))]
    if what == "both":
        outs = rng.choice((["min", "max"], ["lo", "hi"], ["smaller", "larger"], ["min_out", "max_out"]))
    larger, smaller = f"({a} > {b}) ? {a} : {b}", f"({a} < {b}) ? {a} : {b}"
    reg = rng.random() < 0.35
    if what == "both":
        body = f"assign {outs[0]} = {smaller};\nassign {outs[1]} = {larger};"
        if reg:
            body = procedure(
                rng,
                f"if ({a} > {b}) begin\n    {outs[0]} = {b};\n    {outs[1]} = {a};\nend else begin\n    {outs[0]} = {a};\n    {outs[1]} = {b};\nend",
            )
    else:
        sign = ">" if what == "max" else "<"
        body = (
            procedure(rng, chain([(f"{a} {sign} {b}", f"{outs[0]} = {a};")], f"{outs[0]} = {b};"))
            if reg
            else f"assign {outs[0]} = {larger if what == 'max' else smaller};"
        )
    flip = f" ^ {size}'d{1 << (size - 1)}" if signed else ""
    below = f"wire below = ({a}{flip}) < ({b}{flip});\n"
    low, high = (
        f"({{{size}{{below}}}} & {a}) | (~{{{size}{{below}}}} & {b})",
        f"({{{size}{{below}}}} & {b}) | (~{{{size}{{below}}}} & {a})",
    )
    reference = below + (
        f"assign {outs[0]} = {low};\nassign {outs[1]} = {high};"
        if what == "both"
        else f"assign {outs[0]} = {high if what == 'max' else low};"
    )
    kind = "signed" if signed else "unsigned"
    noun = {"max": ("maximum", "larger", "max"), "min": ("minimum", "smaller", "min")}
    if what == "both":
        title = choose(
            rng,
            f"{kind} {bits(rng, size)} min/max unit",
            f"sorter of two {kind} {bits(rng, size)} numbers",
            f"{bits(rng, size)} {kind} minimum and maximum",
            f"compare and swap of two {kind} {bits(rng, size)} values",
        )
        sentence = choose(
            rng,
            f"{outs[0]} is the smaller and {outs[1]} the larger of {a} and {b}.",
            f"{outs[0]} = min({a}, {b}), {outs[1]} = max({a}, {b})",
            f"The inputs {a} and {b} are sorted: the lower one goes to {outs[0]}, the higher one to {outs[1]}.",
            f"{outs[1]} gets the maximum of {a} and {b}, {outs[0]} the minimum.",
        )
    else:
        long, word, short = noun[what]
        title = choose(
            rng,
            f"{long} of two {kind} {bits(rng, size)} numbers",
            f"{bits(rng, size)} {kind} {long}",
            f"{kind} {bits(rng, size)} {short} function",
            f"{kind} {bits(rng, size)} {long} selector",
        )
        sentence = choose(
            rng,
            f"{outs[0]} is the {word} of {a} and {b}.",
            f"{outs[0]} = {short}({a}, {b})",
            f"The {word} one of {a} and {b} is passed to {outs[0]}.",
            f"{outs[0]} equals the {long} of {a} and {b}.",
            f"Compare {a} and {b} and output the {word} on {outs[0]}.",
        )
    behaviour = [
        sentence,
        *(
            [choose(rng, "Numbers are signed.", f"{a} and {b} are two's complement.", "The comparison is signed.")]
            if signed
            else []
        ),
    ]
    ports = (
        Port(a, "input", size, signed=signed),
        Port(b, "input", size, signed=signed),
        *(Port(o, "output", size, reg=reg, signed=signed and len(outs) == 1 and rng.random() < 0.5) for o in outs),
    )
    name = names.module(
        rng,
        *{
            "max": ("max2", "maximum", "max_unit"),
            "min": ("min2", "minimum", "min_unit"),
            "both": ("minmax", "min_max", "sort2"),
        }[what],
    )
    return Design(name, ports, title, tuple(behaviour), body, reference)


@family
def range_check(rng: Random) -> Design:
    """Whether a number lies within bounds, constant or given by ports; one or three outputs."""
    width = rng.choice((4, 8, 8, 8, 10, 16))
    a = among(rng, ("x", "value", "in", "data", "v", "temp", "d"))
    ported = rng.random() < 0.4
    low_name, high_name = rng.choice((("lo", "hi"), ("low", "high"), ("min", "max"), ("lower", "upper")))
    lo, hi = sorted(rng.sample(range(1, (1 << width) - 1), 2))
    if rng.random() < 0.4 and width >= 8:
        lo, hi = lo // 10 * 10 or 10, hi // 10 * 10 + 10
        hi = min(hi, (1 << width) - 2)
        lo = min(lo, hi - 1)
    low, high = (low_name, high_name) if ported else (str(lo), str(hi))
    lit_lo, lit_hi = (
        (low, high) if ported else ((low, high) if rng.random() < 0.4 else (f"{width}'d{lo}", f"{width}'d{hi}"))
    )
    three = rng.random() < 0.3
    strict = rng.random() < 0.15
    bounds = [Port(low_name, "input", width), Port(high_name, "input", width)] if ported else []
    above, below = (">", "<") if strict else (">=", "<=")
    if three:
        outs = rng.choice((("below", "between", "above"), ("too_low", "ok", "too_high"), ("under", "in_range", "over")))
        n_above, n_below = ("<=", ">=") if strict else ("<", ">")
        body = f"assign {outs[0]} = {a} {n_above} {lit_lo};\nassign {outs[1]} = ({a} {above} {lit_lo}) && ({a} {below} {lit_hi});\nassign {outs[2]} = {a} {n_below} {lit_hi};"
        reference = f"assign {outs[0]} = !({a} {above} {low});\nassign {outs[2]} = !({a} {below} {high});\nassign {outs[1]} = !({outs[0]} || {outs[2]});"
        if not ported and rng.random() < 0.3:
            body = f"assign {outs[0]} = ({a} {n_above} {lit_lo});\nassign {outs[2]} = ({a} {n_below} {lit_hi});\nassign {outs[1]} = ~{outs[0]} & ~{outs[2]};"
        reg = False
        incl = "exclusive" if strict else "inclusive"
        sentence = choose(
            rng,
            f"{outs[1]} is 1 when {a} is between {low} and {high} ({incl}), {outs[0]} when {a} {n_above} {low} and {outs[2]} when {a} {n_below} {high}.",
            f"{outs[0]} = {a} {n_above} {low}, {outs[2]} = {a} {n_below} {high}, {outs[1]} = {a} {above} {low} and {a} {below} {high}",
            f"{a} is compared with {low} and {high}: {outs[0]} for {a} {n_above} {low}, {outs[2]} for {a} {n_below} {high}, {outs[1]} for everything between, bounds {'excluded' if strict else 'included'}.",
        )
        outputs = tuple(Port(o, "output") for o in outs)
    else:
        out = among(rng, ("in_range", "ok", "in_bounds", "y", "hit", "valid"), (a,))
        inverted = rng.random() < 0.15
        test = f"({a} {above} {lit_lo}) && ({a} {below} {lit_hi})"
        if inverted:
            out = among(rng, ("out_of_range", "error", "outside", "alarm"), (a,))
            test = f"({a} {'<=' if strict else '<'} {lit_lo}) || ({a} {'>=' if strict else '>'} {lit_hi})"
        reg = rng.random() < 0.3
        body = f"assign {out} = {test};"
        if reg:
            body = procedure(rng, rng.choice((f"{out} = {test};", chain([(test, f"{out} = 1'b1;")], f"{out} = 1'b0;"))))
        reference = (
            f"assign {out} = {a} {above} {low} ? {'!' if inverted else ''}({a} {below} {high}) : 1'b{int(inverted)};"
        )
        words = f"{a} {above} {low} and {a} {below} {high}"
        side = "outside" if inverted else "within"
        incl = "excluded" if strict else "included"
        neg = "0" if inverted else "1"
        sentence = choose(
            rng,
            f"{out} is {neg} when {words}, else {1 - int(neg)}.",
            f"{out} is 1 if {a} is {side} {low} .. {high}, the bounds {incl} in the range.",
            f"{out} goes {'low' if inverted else 'high'} exactly when {low} {below} {a} {below} {high}.",
            f"{out} = {test.replace(lit_lo, low).replace(lit_hi, high)}",
        )
        outputs = (Port(out, "output", reg=reg),)
    title = choose(
        rng,
        f"{bits(rng, width)} range check",
        f"range checker for {bits(rng, width)} numbers",
        f"{bits(rng, width)} window comparator",
        f"{bits(rng, width)} bounds check",
        f"range detector from {low} to {high}",
    )
    name = names.module(rng, "range_check", "in_range_check", "window_cmp", "bounds", "limit_check")
    return Design(
        name,
        (Port(a, "input", width), *bounds, *outputs),
        title,
        (sentence,),
        remark(rng, "unsigned comparison") + body,
        reference,
    )
