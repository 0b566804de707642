"""Combinational modules whose sizes are parameters, with widths derived by $clog2."""

from random import Random

from verimentor_trainer.families.design import Design, family
from verimentor_trainer.families.draft import Draft
from verimentor_trainer.families.style import default_note, procedure


def derived(draft: Draft, size: str, *, name: str = "") -> tuple[str, dict[str, int | str]]:
    """The width that counts to the parameter `size`, as an expression or now and then as a parameter of its own."""
    expression = f"$clog2({size})"
    if not draft.chance(0.3):
        return expression, {}
    name = name or draft.choose("AW", "BITS", "LOG", "SW")
    return name, {name: expression}


def width_note(port: str, lines: str, size: str) -> str:
    """The sentence about a port of a derived width."""
    given = "" if lines.startswith("$") else f", which is the derived parameter {lines}"
    return f"{port} has $clog2({size}) bits{given}."


@family
def parameterised_multiplexer(rng: Random) -> Design:
    """A multiplexer of N words in one vector."""
    draft = Draft(rng)
    count, size = draft.choose("N", "INPUTS", "NUM", "PORTS"), draft.choose("W", "WIDTH", "DATA_W")
    values = {count: rng.choice((2, 4, 4, 8)), size: rng.choice((1, 4, 8, 8, 16))}
    lines, more = derived(draft, count)
    data = draft.input("din", "data", "in", "d", "words", width=f"{count}*{size}")
    select = draft.input("sel", "select", "s", "index", width=lines)
    looped = draft.chance(0.3)
    out = draft.output("y", "out", "dout", "q", width=size, reg=looped)
    if looped:
        body = "integer i;\n" + procedure(
            rng,
            f"""{out} = {{{size}{{1'b0}}}};
for (i = 0; i < {count}; i = i + 1)
    if ({select} == i) {out} = {data}[i*{size} +: {size}];""",
        )
    else:
        body = f"assign {out} = {data}[{select}*{size} +: {size}];"
    reference = f"wire [{count}*{size}-1:0] moved = {data} >> ({select} * {size});\nassign {out} = moved[{size}-1:0];"
    title = draft.choose(
        f"parameterised multiplexer of {count} words of {size} bits",
        f"{count}-to-1 multiplexer, {size} bits wide, both parameters",
        f"generic mux with parameters {count} and {size}",
    )
    behaviour = (
        draft.choose(
            f"{data} packs {count} words of {size} bits, word 0 in the lowest bits; {out} is the word numbered {select}.",
            f"{out} = word {select} of {data}, where word k occupies the bits from k*{size} upwards.",
            f"{select} chooses one of the {count} words in {data} (the least significant is number 0) for {out}.",
        ),
        default_note(rng, count, values[count], "the number of words"),
        default_note(rng, size, values[size], "the width of a word"),
        width_note(select, lines, count),
    )
    return draft.design(
        title, behaviour, body, reference, ("mux_n", "param_mux", "mux_generic", "word_mux"), {**values, **more}
    )


@family
def parameterised_decoder(rng: Random) -> Design:
    """A decoder with as many outputs as a parameter says."""
    draft = Draft(rng)
    count = draft.choose("N", "OUTPUTS", "LINES")
    value = rng.choice((4, 8, 8, 16))
    lines, more = derived(draft, count)
    select = draft.input("sel", "addr", "a", "code", width=lines)
    enable = draft.input("en", "enable", "ena") if draft.chance(0.6) else ""
    styled = rng.randrange(3)
    out = draft.output("y", "out", "onehot", "line", width=count, reg=styled > 0)
    if styled == 0:
        bit = enable or "1'b1"
        body = f"assign {out} = {{{{({count}-1){{1'b0}}}}, {bit}}} << {select};"
    elif styled == 1:
        test = f"{enable} && ({select} == i)" if enable else f"({select} == i)"
        body = "integer i;\n" + procedure(rng, f"for (i = 0; i < {count}; i = i + 1)\n    {out}[i] = {test};")
    else:
        statement = f"if ({enable}) {out}[{select}] = 1'b1;" if enable else f"{out}[{select}] = 1'b1;"
        body = procedure(rng, f"{out} = {{{count}{{1'b0}}}};\n{statement}")
    reference = f"always_comb begin {out} = 0; for (int k = 0; k < {count}; k++) if (k == {select}) {out}[k] = {enable or 1}; end"
    title = draft.choose(
        f"parameterised decoder with {count} outputs",
        f"generic one-hot decoder, {count} lines",
        f"binary to one-hot decoder with the parameter {count}",
    )
    behaviour = [
        draft.choose(
            f"Of the {count} bits of {out} only the one numbered {select} is 1.",
            f"{out}[{select}] is set and all other bits of {out} are 0.",
            f"{select} in binary becomes {out} in one-hot.",
        ),
        default_note(rng, count, value, "the number of outputs"),
        width_note(select, lines, count),
    ]
    if enable:
        behaviour.insert(
            1, draft.choose(f"With {enable} low {out} is all zeros.", f"{out} is 0 unless {enable} is high.")
        )
    return draft.design(
        title,
        behaviour,
        body,
        reference,
        ("decoder_n", "param_decoder", "onehot_n", "bin2onehot"),
        {count: value, **more},
    )


@family
def parameterised_priority_encoder(rng: Random) -> Design:
    """The number of the first request of N."""
    draft = Draft(rng)
    count, lowest = draft.choose("N", "WIDTH", "REQS"), rng.random() < 0.6
    value = rng.choice((4, 8, 8, 16))
    lines, more = derived(draft, count)
    req = draft.input("req", "in", "d", "request", "bits", width=count)
    index = draft.output("index", "pos", "num", "y", "code", width=lines)
    valid = draft.output("valid", "any", "found", "vld", reg=False)
    order = f"for (i = {count} - 1; i >= 0; i = i - 1)" if lowest else f"for (i = 0; i < {count}; i = i + 1)"
    body = f"integer i;\nassign {valid} = |{req};\n" + procedure(
        rng, f"{index} = 0;\n{order}\n    if ({req}[i]) {index} = i;"
    )
    reference = f"""always_comb begin
    {valid} = 0;
    {index} = '0;
    for (int k = 0; k < {count}; k++) begin
        if (!{valid} && {req}[{"k" if lowest else f"{count} - 1 - k"}]) begin
            {valid} = 1;
            {index} = {"k" if lowest else f"{count} - 1 - k"};
        end
    end
end"""
    first = "lowest" if lowest else "highest"
    title = draft.choose(
        f"parameterised priority encoder of {count} bits",
        f"{count}-bit priority encoder, {first} bit first, {count} being a parameter",
        f"generic {first}-first priority encoder",
    )
    behaviour = (
        draft.choose(
            f"{index} is the number of the {first} bit of {req} that is 1.",
            f"The {first} set bit of {req} wins and its number appears at {index}.",
        ),
        draft.choose(f"Without any, {valid} and {index} are 0.", f"{valid} = |{req}; {index} is 0 if {req} is 0."),
        default_note(rng, count, value, f"the width of {req}"),
        width_note(index, lines, count),
    )
    return draft.design(
        title, behaviour, body, reference, ("prio_enc", "param_encoder", "first_one", "pri_n"), {count: value, **more}
    )


@family
def parameterised_population_count(rng: Random) -> Design:
    """The number of ones in a vector of any width."""
    draft = Draft(rng)
    size = draft.choose("WIDTH", "N", "W")
    value = rng.choice((4, 6, 8, 8, 12, 16))
    data = draft.input("data", "in", "x", "vec", "d", width=size)
    out = draft.output("ones", "count", "pop", "total", width=f"$clog2({size}+1)")
    body = "integer i;\n" + procedure(
        rng,
        draft.choose(
            f"{out} = 0;\nfor (i = 0; i < {size}; i = i + 1)\n    {out} = {out} + {data}[i];",
            f"{out} = 0;\nfor (i = 0; i < {size}; i = i + 1)\n    if ({data}[i]) {out} = {out} + 1;",
        ),
    )
    reference = f"""logic [{size}-1:0] left;
always_comb begin
    left = {data};
    {out} = 0;
    for (int k = 0; k < {size}; k++) if (left != 0) begin
        left = left & (left - 1'b1);
        {out} = {out} + 1'b1;
    end
end"""
    title = draft.choose(
        f"parameterised population count of {size} bits",
        f"generic ones counter with the parameter {size}",
        f"counter of ones in a vector of {size} bits",
    )
    behaviour = (
        draft.choose(
            f"{out} is the number of ones in {data}.",
            f"It counts how many of the {size} bits of {data} are set; the result is {out}.",
            f"Combinationally, {out} = the number of 1 bits in {data}",
        ),
        default_note(rng, size, value, f"the width of {data}"),
        f"{out} is as wide as the number {size} needs: $clog2({size}+1) bits.",
    )
    return draft.design(
        title, behaviour, body, reference, ("popcount", "ones_count", "bit_count", "param_pop"), {size: value}
    )


@family
def parameterised_mask(rng: Random) -> Design:
    """A vector with a given number of ones, at its low or its high end."""
    draft = Draft(rng)
    size, low = draft.choose("WIDTH", "N", "LANES"), rng.random() < 0.7
    value = rng.choice((4, 8, 8, 16))
    count = draft.input("n", "count", "len", "length", width=f"$clog2({size}+1)")
    looped = draft.chance(0.6)
    out = draft.output("mask", "ones", "m", "keep", width=size, reg=looped)
    place = "i" if low else f"{size} - 1 - i"
    if looped:
        body = "integer i;\n" + procedure(
            rng, f"for (i = 0; i < {size}; i = i + 1)\n    {out}[{place}] = (i < {count});"
        )
    elif low:
        body = f"assign {out} = ~({{{size}{{1'b1}}}} << {count});"
    else:
        body = f"assign {out} = ~({{{size}{{1'b1}}}} >> {count});"
    reference = f"""always_comb begin
    {out} = 0;
    for (int k = 0; k < {size}; k++) if (k < {count}) {out} = {f"({out} << 1) | 1'b1" if low else f"{{1'b1, {out}[{size}-1:1]}}"};
end"""
    end = "low" if low else "high"
    title = draft.choose(
        f"parameterised mask generator of {size} bits",
        f"generator of a mask with {count} ones at the {end} end, {size} bits",
    )
    behaviour = (
        draft.choose(
            f"The {count} {'lowest' if low else 'highest'} bits of {out} are 1, the others 0.",
            f"{out} has {count} ones at its {end} end and zeros elsewhere.",
        ),
        default_note(rng, size, value, f"the width of {out}"),
        f"{count} has $clog2({size}+1) bits; values above {size} give all ones.",
    )
    return draft.design(
        title, behaviour, body, reference, ("mask_gen", "ones_mask", "keep_mask", "param_mask"), {size: value}
    )
