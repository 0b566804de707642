"""Encoders, priority, Gray and thermometer codes."""

from random import Random

from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.style import among, case, chain, procedure, remark
from verimentor_trainer.wording import bits, choose, names, number


@family
def encoder(rng: Random) -> Design:
    """A plain encoder of one-hot inputs; anything else gives 0."""
    lines = rng.choice((2, 2, 3, 3, 4))
    count = 1 << lines
    data = among(rng, ("in", "d", "onehot", "din", "x", "D"))
    out = among(rng, ("out", "y", "code", "binary", "q", "Y"), (data,))
    reg = count == 4 or rng.random() < 0.6
    if reg:
        arms = [(f"{count}'b{1 << i:0{count}b}", f"{out} = {lines}'d{i};") for i in range(count)]
        body = procedure(rng, case(data, arms, f"{out} = {lines}'d0;"))
        behaviour = [
            choose(
                rng,
                f"{out} is the number of the single bit set in {data}.",
                f"{data} is one-hot and {out} is the index of its set bit.",
                f"The one hot {data} is turned into the binary position {out}.",
                f"{out} = i when only bit i of {data} is 1",
            ),
            choose(rng, f"Any other {data} gives 0.", f"{out} is 0 if {data} is not one-hot.", f"Default: {out} = 0."),
        ]
        reference = f"integer i;\nalways @* begin\n    {out} = 0;\n    for (i = 0; i < {count}; i = i + 1) if ({data} == ({count}'d1 << i)) {out} = i;\nend"
    else:
        groups = [[f"{data}[{i}]" for i in range(count) if i >> k & 1] for k in range(lines)]
        body = "\n".join(
            f"assign {out}[{k}] = {' | '.join(reversed(g))};" for k, g in reversed(list(enumerate(groups)))
        )
        behaviour = [
            choose(
                rng,
                f"Bit k of {out} is the OR of all bits of {data} whose number has bit k set.",
                f"{data} is one-hot; build {out} from ORs: {out}[k] = OR of {data}[i] over all i with bit k set.",
                f"OR encoder: every bit of {out} ORs the bits of {data} whose index contains that bit, so a one-hot {data} gives its position.",
            ),
        ]
        reference = f"integer i;\nalways @* begin\n    {out} = 0;\n    for (i = 0; i < {count}; i = i + 1) if ({data}[i]) {out} = {out} | i;\nend"
    title = choose(
        rng,
        f"{count} to {lines} encoder",
        f"{count}-to-{lines} encoder",
        f"{count}:{lines} encoder",
        f"{count}x{lines} binary encoder",
        f"one-hot to binary encoder with {number(rng, count)} inputs",
        f"{number(rng, count)} line to {number(rng, lines)} line encoder",
    )
    name = names.module(
        rng, f"encoder{count}to{lines}", "encoder", f"enc{count}", f"encoder_{count}_{lines}", "onehot_to_bin"
    )
    ports = (Port(data, "input", count), Port(out, "output", lines, reg=reg))
    return Design(
        name, ports, title, tuple(behaviour), remark(rng, "one-hot to binary", "position of the bit") + body, reference
    )


@family
def priority_encoder(rng: Random) -> Design:
    """The lowest or highest set bit's number, with an optional valid output."""
    lines = rng.choice((2, 2, 2, 3, 3, 4))
    count = 1 << lines
    highest = rng.random() < 0.6
    data = among(rng, ("in", "req", "d", "x", "r", "requests", "din"))
    out = among(rng, ("out", "y", "index", "pos", "code", "q"), (data,))
    valid = among(rng, ("valid", "v", "any", "vld"), (data, out)) if rng.random() < 0.65 else None
    order = list(range(count - 1, -1, -1)) if highest else list(range(count))
    style = rng.randrange(4)
    tail = f"\nassign {valid} = |{data};" if valid else ""
    reg_valid = False
    if style == 0:
        body = (
            procedure(
                rng,
                chain(
                    [(f"{data}[{i}]", f"{out} = {lines}'d{i};") for i in order[:-1]], f"{out} = {lines}'d{order[-1]};"
                )
                if order[-1] == 0
                else chain([(f"{data}[{i}]", f"{out} = {lines}'d{i};") for i in order], f"{out} = {lines}'d0;"),
            )
            + tail
        )
    elif style == 1:

        def pattern(i: int) -> str:
            return "0" * (count - 1 - i) + "1" + "?" * i if highest else "?" * (count - 1 - i) + "1" + "0" * i

        arms = [(f"{count}'b{pattern(i)}", f"{out} = {lines}'d{i};") for i in order]
        body = procedure(rng, case(data, arms, f"{out} = {lines}'d0;", keyword="casez")) + tail
    elif style == 2:
        start, end, step = ("0", f"i < {count}", "i + 1") if highest else (str(count - 1), "i >= 0", "i - 1")
        body = (
            "integer i;\n"
            + procedure(rng, f"{out} = 0;\nfor (i = {start}; {end}; i = {step})\n    if ({data}[i]) {out} = i;")
            + tail
        )
        if rng.random() < 0.5:
            body = body.replace(f"{out} = i;", f"{out} = i[{lines - 1}:0];")
    else:
        shown = order[:-1] if order[-1] == 0 else order
        body = f"assign {out} = " + " : ".join(f"{data}[{i}] ? {lines}'d{i}" for i in shown) + f" : {lines}'d0;" + tail
    if valid and style in (0, 1, 2) and rng.random() < 0.35:
        body = body.removesuffix(tail).removesuffix("end") + f"    {valid} = |{data};\nend"
        reg_valid = True
    isolate = "".join(f"    if ({data}[{i}]) {out} = {i};\n" for i in reversed(order))
    reference = f"always @* begin\n    {out} = 0;\n{isolate}end" + (f"\nassign {valid} = {data} != 0;" if valid else "")
    which = "highest" if highest else "lowest"
    bit = choose(rng, *(("most significant", "highest") if highest else ("least significant", "lowest")))
    title = choose(
        rng,
        f"{count} to {lines} priority encoder",
        f"{bits(rng, count)} priority encoder",
        f"{count}-to-{lines} priority encoder",
        f"{number(rng, count)} input priority encoder",
        f"priority encoder for {number(rng, count)} requests",
        f"{count}:{lines} priority encoder",
        f"{which}-bit-first {bits(rng, count)} priority encoder",
    )
    if valid and rng.random() < 0.6:
        title += choose(rng, " with valid output", f" with {valid} flag", " with valid")
    behaviour = [
        choose(
            rng,
            f"{out} is the number of the {bit} bit of {data} that is 1.",
            f"The {bit} set bit of {data} wins and {out} is its index.",
            f"{'Higher' if highest else 'Lower'} bits of {data} have priority; {out} is the position of the first one set.",
            f"{data}[{order[0]}] has the highest priority and {data}[{order[-1]}] the lowest; {out} encodes the winner.",
            f"Find the {bit} 1 in {data} and put its index on {out}.",
        ),
        choose(
            rng, f"{out} is 0 when {data} is 0.", f"If no bit of {data} is set {out} is 0.", f"No request: {out} = 0."
        ),
    ]
    if valid:
        behaviour.append(
            choose(
                rng,
                f"{valid} is 1 when any bit of {data} is set.",
                f"{valid} = |{data}",
                f"{valid} is high unless {data} is all zeros.",
                f"{valid} tells that {data} is not 0.",
            )
        )
    ports = [Port(data, "input", count), Port(out, "output", lines, reg=style < 3)]
    if valid:
        ports.append(Port(valid, "output", reg=reg_valid, note="any input set"))
    name = names.module(
        rng, "priority_encoder", f"prienc{count}", f"pri_enc{count}", "prio_enc", f"priority_encoder{count}", "pe"
    )
    return Design(name, tuple(ports), title, tuple(behaviour), remark(rng, f"{which} bit first") + body, reference)


@family
def priority_grant(rng: Random) -> Design:
    """A fixed-priority arbiter: only the winning request's bit remains."""
    count = rng.choice((2, 3, 4, 4, 8, 8, 16))
    lowest = rng.random() < 0.7
    req = among(rng, ("req", "request", "r", "in", "reqs"))
    grant = among(rng, ("grant", "gnt", "g", "out"), (req,))
    reg = False
    if lowest and rng.random() < 0.5:
        body = rng.choice((f"assign {grant} = {req} & (~{req} + 1'b1);", f"assign {grant} = {req} & -{req};"))
    elif count <= 4:
        order = list(range(count)) if lowest else list(range(count - 1, -1, -1))
        reg = True
        body = procedure(
            rng,
            chain(
                [(f"{req}[{i}]", f"{grant} = {count}'b{1 << i:0{count}b};") for i in order],
                f"{grant} = {count}'b{0:0{count}b};",
            ),
        )
    else:
        reg = True
        start, end, step = (str(count - 1), "i >= 0", "i - 1") if lowest else ("0", f"i < {count}", "i + 1")
        inner = f"{grant} = 0;\nfor (i = {start}; {end}; i = {step})\n    if ({req}[i]) {grant} = {count}'d1 << i;"
        body = "integer i;\n" + procedure(rng, inner)
    others = [f"{req}[{i - 1}:0]" if lowest else f"{req}[{count - 1}:{i + 1}]" for i in range(count)]
    edge = 0 if lowest else count - 1
    reference = "\n".join(
        f"assign {grant}[{i}] = {req}[{i}]" + ("" if i == edge else f" && !(|{others[i]})") + ";" for i in range(count)
    )
    which = "lowest" if lowest else "highest"
    title = choose(
        rng,
        f"fixed priority arbiter for {number(rng, count)} requests",
        f"{bits(rng, count)} fixed-priority arbiter",
        f"combinational priority arbiter, {number(rng, count)} requesters",
        f"{bits(rng, count)} one-hot priority selector",
    )
    sentence = choose(
        rng,
        f"Only the {which} set bit of {req} is set in {grant}; without requests {grant} is 0.",
        f"{grant} is one-hot and marks the {which}-numbered request in {req}, or zero if there is none.",
        f"{req}[{edge}] has top priority; {grant} keeps the winning bit of {req} and clears all others.",
        f"Among the bits of {req} the {which} one wins, its bit of {grant} goes high and no other.",
    )
    name = names.module(rng, "arbiter", "fixed_arbiter", "prio_arb", f"arb{count}", "priority_arbiter")
    return Design(
        name,
        (Port(req, "input", count), Port(grant, "output", count, reg=reg)),
        title,
        (sentence,),
        remark(rng, f"{which} request wins") + body,
        reference,
    )


@family
def gray_code(rng: Random) -> Design:
    """Binary to Gray or Gray to binary."""
    width = rng.choice((3, 4, 4, 4, 5, 8, 8, 16))
    forward = rng.random() < 0.5
    a, b = (
        rng.choice((("bin", "gray"), ("binary", "gray"), ("b", "g"), ("bin_in", "gray_out")))
        if forward
        else rng.choice((("gray", "bin"), ("gray", "binary"), ("g", "b"), ("gray_in", "bin_out")))
    )
    reg = False
    top = width - 1
    if forward:
        body = rng.choice(
            (
                f"assign {b} = {a} ^ ({a} >> 1);",
                f"assign {b} = ({a} >> 1) ^ {a};",
                f"assign {b} = {{{a}[{top}], {a}[{top}:1] ^ {a}[{top - 1}:0]}};",
            )
        )
        reference = "\n".join(
            f"assign {b}[{i}] = {a}[{i}]" + (f" != {a}[{i + 1}]" if i < top else "") + ";" for i in range(width)
        )
        title = choose(
            rng,
            f"{bits(rng, width)} binary to Gray converter",
            f"binary to gray code converter, {width} bits",
            f"{bits(rng, width)} binary-to-gray encoder",
            f"{bits(rng, width)} bin2gray",
            f"converter from {bits(rng, width)} binary to Gray code",
        )
        sentence = choose(
            rng,
            f"{b} is the Gray code of {a}.",
            f"{b} = {a} ^ ({a} >> 1)",
            f"The binary number {a} is converted to Gray code at {b}.",
            f"Each bit of {b} is the XOR of the same and the next higher bit of {a}; the top bit is copied.",
            f"Convert {a} to reflected Gray code {b}.",
        )
        name = names.module(rng, "bin2gray", "binary_to_gray", "gray_enc", "b2g")
    else:
        style = rng.randrange(3)
        if style == 0:
            body = (
                "\n".join(
                    [
                        f"assign {b}[{top}] = {a}[{top}];",
                        *(f"assign {b}[{i}] = {b}[{i + 1}] ^ {a}[{i}];" for i in range(top - 1, -1, -1)),
                    ]
                )
                if width <= 5
                else f"assign {b}[{top}] = {a}[{top}];\ngenvar i;\ngenerate\n    for (i = 0; i < {top}; i = i + 1) begin : bits\n        assign {b}[i] = {b}[i+1] ^ {a}[i];\n    end\nendgenerate"
            )
        elif style == 1:
            reg = True
            body = "integer i;\n" + procedure(
                rng,
                f"{b}[{top}] = {a}[{top}];\nfor (i = {top - 1}; i >= 0; i = i - 1)\n    {b}[i] = {b}[i+1] ^ {a}[i];",
            )
        else:
            reg = True
            body = "integer i;\n" + procedure(rng, f"for (i = 0; i < {width}; i = i + 1)\n    {b}[i] = ^({a} >> i);")
        shifts = [f"({a} >> {i})" for i in range(1, width)]
        reference = f"assign {b} = {a} ^ {' ^ '.join(shifts)};"
        title = choose(
            rng,
            f"{bits(rng, width)} Gray to binary converter",
            f"gray code to binary converter, {width} bits",
            f"{bits(rng, width)} gray-to-binary decoder",
            f"{bits(rng, width)} gray2bin",
            f"converter from {bits(rng, width)} Gray code to binary",
        )
        sentence = choose(
            rng,
            f"{b} is the binary value of the Gray code {a}.",
            f"{b}[i] is the XOR of all bits of {a} from i up to the top.",
            f"The Gray coded {a} is converted to binary at {b}.",
            f"The top bit of {b} copies that of {a}; each lower bit is the next higher bit of {b} XOR the same bit of {a}.",
        )
        name = names.module(rng, "gray2bin", "gray_to_binary", "gray_dec", "g2b")
    return Design(
        name,
        (Port(a, "input", width), Port(b, "output", width, reg=reg)),
        title,
        (sentence,),
        remark(rng, "Gray code") + body,
        reference,
        sparse=True,
    )


@family
def thermometer_code(rng: Random) -> Design:
    """Binary to thermometer code or back."""
    lines = rng.choice((2, 3, 3, 3, 4))
    length = (1 << lines) - 1
    forward = rng.random() < 0.65
    reg = True
    if forward:
        a, b = rng.choice((("bin", "therm"), ("level", "bar"), ("n", "t"), ("in", "out"), ("value", "leds")))
        if rng.random() < 0.5:
            body = "integer i;\n" + procedure(rng, f"for (i = 0; i < {length}; i = i + 1)\n    {b}[i] = (i < {a});")
        elif rng.random() < 0.6 and lines <= 3:
            body = procedure(
                rng,
                case(a, [(f"{lines}'d{i}", f"{b} = {length}'b{(1 << i) - 1:0{length}b};") for i in range(length + 1)]),
            )
        else:
            reg = False
            body = f"assign {b} = ({length + 1}'d1 << {a}) - 1'b1;"
        reference = "\n".join(f"assign {b}[{i}] = {a} >= {i + 1};" for i in range(length))
        title = choose(
            rng,
            f"{bits(rng, lines)} binary to thermometer encoder",
            f"binary to thermometer code converter with {length} outputs",
            f"{bits(rng, lines)} thermometer encoder",
            f"bar graph driver for a {bits(rng, lines)} level",
            f"{bits(rng, lines)} bin-to-thermometer",
        )
        sentence = choose(
            rng,
            f"The lowest {a} bits of {b} are 1, the others 0.",
            f"{b}[i] is 1 when i < {a}.",
            f"{b} has {a} ones, filled from bit 0 upwards.",
            f"{b} is the thermometer code of {a}: as many low bits set as {a} says.",
        )
        ports = (Port(a, "input", lines), Port(b, "output", length, reg=reg))
        name = names.module(rng, "thermometer", "bin2therm", "therm_enc", "bar_graph")
    else:
        a, b = rng.choice((("therm", "bin"), ("t", "n"), ("in", "out"), ("bar", "level")))
        body = "integer i;\n" + procedure(
            rng, f"{b} = 0;\nfor (i = 0; i < {length}; i = i + 1)\n    {b} = {b} + {a}[i];"
        )
        reference = f"assign {b} = " + " + ".join(f"{lines}'d0 + {a}[{i}]" for i in range(length)) + ";"
        title = choose(
            rng,
            f"thermometer to binary decoder with {length} inputs",
            f"{bits(rng, length)} thermometer code to binary converter",
            f"thermometer decoder with {bits(rng, lines)} result",
            f"{bits(rng, length)} thermometer decoder",
        )
        sentence = choose(
            rng,
            f"{b} is the number of ones in the thermometer code {a}.",
            f"{b} counts the set bits of {a}.",
            f"The thermometer code {a} is turned into the binary number {b} by counting its ones.",
        )
        ports = (Port(a, "input", length), Port(b, "output", lines, reg=True))
        name = names.module(rng, "therm2bin", "therm_dec", "thermometer_decoder", "therm_count")
    return Design(name, ports, title, (sentence,), body, reference)
