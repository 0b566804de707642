"""Bits of a vector counted: ones, and zeros at an end."""

from random import Random

from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.style import among, chain, procedure, remark
from verimentor_trainer.wording import bits, choose, names

INPUT_NAMES = ("a", "in", "x", "data", "d", "din", "value")


@family
def population_count(rng: Random) -> Design:
    """The number of ones, or of zeros, in a vector."""
    width = rng.choice((3, 4, 4, 5, 8, 8, 8, 16, 16, 32))
    zeros = rng.random() < 0.15
    a = among(rng, INPUT_NAMES)
    y = among(
        rng,
        ("count", "ones", "cnt", "out", "popcount", "y") if not zeros else ("count", "zeros", "cnt", "out", "y"),
        (a,),
    )
    size = width.bit_length()
    reg = False
    mark = "!" if zeros else ""
    if width <= 8 and rng.random() < 0.5:
        body = f"assign {y} = {' + '.join(f'{mark}{a}[{i}]' for i in range(width))};"
    else:
        reg = True
        start = rng.choice(("0", f"{size}'d0"))
        step = (
            f"if (!{a}[i]) {y} = {y} + 1;"
            if zeros
            else rng.choice((f"{y} = {y} + {a}[i];", f"if ({a}[i]) {y} = {y} + 1;", f"{y} = {y} + {a}[i];"))
        )
        body = "integer i;\n" + procedure(rng, f"{y} = {start};\nfor (i = 0; i < {width}; i = i + 1)\n    {step}")
    reference = f"logic [{width - 1}:0] v;\nalways @* begin\n    v = {'~' if zeros else ''}{a};\n    {y} = 0;\n    while (v != 0) begin\n        v = v & (v - 1'b1);\n        {y} = {y} + 1'b1;\n    end\nend"
    what = "zeros" if zeros else "ones"
    title = choose(
        rng,
        f"{bits(rng, width)} {what} counter (combinational)",
        f"counter of {what} in a vector of {width} bits",
        f"{bits(rng, width)} count of {what}",
        *(
            (
                f"{bits(rng, width)} population count",
                f"{bits(rng, width)} popcount",
                f"population counter for {width} bits",
                f"{bits(rng, width)} bit counter, combinational",
            )
            if not zeros
            else (f"number of zeros in {width} bits",)
        ),
    )
    bit = 0 if zeros else 1
    sentence = choose(
        rng,
        f"{y} is the number of {what} in {a}.",
        f"{y} counts the bits of {a} that are {bit}.",
        f"Count how many bits of {a} are {bit} and output the number on {y}.",
        f"{y} = number of {what} in {a}",
        f"The output {y} tells how many of the {width} bits of {a} are {'clear' if zeros else 'set'}.",
    )
    name = names.module(
        rng,
        "popcount" if not zeros else "zero_count",
        "count_ones" if not zeros else "count_zeros",
        "ones_counter" if not zeros else "zeros_counter",
        "bit_count",
    )
    return Design(
        name,
        (Port(a, "input", width), Port(y, "output", size, reg=reg)),
        title,
        (sentence,),
        remark(rng, f"count the {what}") + body,
        reference,
        sparse=True,
    )


@family
def leading_zeros(rng: Random) -> Design:
    """Leading or trailing zeros; the width if there is no one."""
    width = rng.choice((4, 8, 8, 8, 16, 32))
    leading = rng.random() < 0.65
    a = among(rng, INPUT_NAMES)
    y = among(rng, ("count", "lz" if leading else "tz", "n", "out", "zeros", "y"), (a,))
    size = width.bit_length()
    order = range(width - 1, -1, -1) if leading else range(width)
    if width <= 8 and rng.random() < 0.45:
        if rng.random() < 0.5:
            patterns = [
                (
                    f"{width}'b"
                    + ("0" * n + "1" + "?" * (width - n - 1) if leading else "?" * (width - n - 1) + "1" + "0" * n)
                )
                for n in range(width)
            ]
            arms = "\n".join(f"    {p}: {y} = {size}'d{n};" for n, p in enumerate(patterns))
            body = procedure(rng, f"casez ({a})\n{arms}\n    default: {y} = {size}'d{width};\nendcase")
        else:
            body = procedure(
                rng,
                chain([(f"{a}[{i}]", f"{y} = {size}'d{n};") for n, i in enumerate(order)], f"{y} = {size}'d{width};"),
            )
    elif leading:
        body = "integer i;\n" + procedure(
            rng, f"{y} = {width};\nfor (i = 0; i < {width}; i = i + 1)\n    if ({a}[i]) {y} = {width - 1} - i;"
        )
    else:
        body = "integer i;\n" + procedure(
            rng, f"{y} = {width};\nfor (i = {width - 1}; i >= 0; i = i - 1)\n    if ({a}[i]) {y} = i;"
        )
    reference = f"logic [{width}:0] v;\nalways @* begin\n    {y} = 0;\n    v = {'{' + a + ', 1' + chr(39) + 'b1}' if leading else '{1' + chr(39) + 'b1, ' + a + '}'};\n    while (!v[{width if leading else 0}]) begin\n        v = v {'<<' if leading else '>>'} 1;\n        {y} = {y} + 1'b1;\n    end\nend"
    word = "leading" if leading else "trailing"
    start = "most significant" if leading else "least significant"
    title = choose(
        rng,
        f"{bits(rng, width)} {word} zero counter",
        f"{word} zero count of {bits(rng, width)} data",
        f"{bits(rng, width)} {word} zeros detector",
        f"count {word} zeros, {width} bits",
        f"{bits(rng, width)} {'clz' if leading else 'ctz'}",
    )
    behaviour = (
        choose(
            rng,
            f"{y} is the number of zeros in {a} before the first 1, seen from the {start} bit.",
            f"{y} counts the {word} zeros of {a}.",
            f"Count the zeros of {a} from bit {width - 1 if leading else 0} {'down' if leading else 'up'} to the first one and put the number on {y}.",
            f"{y} = number of {word} zeros in {a}",
        ),
        choose(rng, f"For {a} = 0 it is {width}.", f"If {a} is all zeros {y} is {width}.", f"{a} = 0 gives {width}."),
    )
    name = names.module(
        rng,
        *(
            ("lzc", "clz", "leading_zeros", f"lzc{width}", "lead_zero_count")
            if leading
            else ("tzc", "ctz", "trailing_zeros", f"ctz{width}")
        ),
    )
    return Design(
        name,
        (Port(a, "input", width), Port(y, "output", size, reg=True)),
        title,
        behaviour,
        remark(rng, f"{word} zeros") + body,
        reference,
    )
