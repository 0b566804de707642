"""Multiplexers, demultiplexers and decoders."""

from random import Random

from verimentor_trainer.families.design import Design, Port, family
from verimentor_trainer.families.style import among, case, chain, default_note, listing, procedure, remark
from verimentor_trainer.wording import bits, choose, names, number


def _inputs(rng: Random, count: int) -> list[str]:
    letters = "abcdefgh"[:count]
    stems = ("d", "in", "i", "data", "x", "din")
    if count <= 4 and rng.random() < 0.45:
        return list(letters)
    stem = rng.choice(stems)
    return [f"{stem}{i}" for i in range(count)]


@family
def multiplexer(rng: Random) -> Design:
    """An n-to-1 multiplexer with separate inputs, any width, with or without enable."""
    count = rng.choice((2, 2, 2, 2, 3, 4, 4, 4, 5, 6, 8))
    parameterised = rng.random() < 0.12
    size = rng.choice((1, 1, 1, 2, 4, 8, 8, 16, 32))
    if parameterised:
        size = rng.choice((8, 16, 32))
    width: int | str = "WIDTH" if parameterised else size
    inputs = _inputs(rng, count)
    out = among(rng, ("y", "out", "out", "f", "z", "q", "dout", "mux_out", "o"), inputs)
    select = among(rng, ("sel", "sel", "sel", "s", "select", "S"), (*inputs, out))
    enable = among(rng, ("en", "enable", "en"), (*inputs, out, select)) if rng.random() < 0.22 else None
    bits_of_select = (count - 1).bit_length()
    zero = "0" if parameterised or rng.random() < 0.3 else f"{size}'b0" if rng.random() < 0.5 else f"{size}'d0"
    complete = count == 1 << bits_of_select
    labels = [
        f"{bits_of_select}'{choose_base}"
        for choose_base in (
            [f"b{i:0{bits_of_select}b}" for i in range(count)]
            if rng.random() < 0.6
            else [f"d{i}" for i in range(count)]
        )
    ]
    style = rng.randrange(4)
    reg = style in (1, 2)
    if style == 1:
        statements = case(
            select,
            [(label, f"{out} = {i};") for label, i in zip(labels, inputs, strict=True)],
            f"{out} = {zero};" if not complete else rng.choice(("", f"{out} = {zero};")),
        )
        if enable:
            statements = (
                f"{out} = {zero};\nif ({enable}) begin\n"
                + "\n".join("    " + line for line in statements.split("\n"))
                + "\nend"
            )
        body = procedure(rng, statements)
    elif style == 2:
        if count == 2:
            arms = [(select, f"{out} = {inputs[1]};")]
            last = f"{out} = {inputs[0]};"
        else:
            end = count - 1 if complete else count
            arms = [(f"{select} == {labels[i]}", f"{out} = {inputs[i]};") for i in range(end)]
            last = f"{out} = {inputs[-1]};" if complete else f"{out} = {zero};"
        if enable:
            arms = [(f"!{enable}", f"{out} = {zero};"), *arms]
        body = procedure(rng, chain(arms, last))
    else:
        if count == 2:
            value = f"{select} ? {inputs[1]} : {inputs[0]}"
        else:
            end = count - 1 if complete else count
            value = (
                " : ".join(f"({select} == {labels[i]}) ? {inputs[i]}" for i in range(end))
                + f" : {inputs[-1] if complete else zero}"
            )
        if enable:
            value = f"{enable} ? ({value}) : {zero}"
        body = f"assign {out} = {value};"
    body = remark(rng, f"choose by {select}", "multiplexer", f"{count}:1 mux") + body
    listed = [f"{i} & {{{width}{{{f'{enable} & ' if enable else ''}{select} == {n}}}}}" for n, i in enumerate(inputs)]
    reference = f"assign {out} = " + " | ".join(f"({term})" for term in listed) + ";"
    wide = f"{bits(rng, width)} " if size > 1 or parameterised else ""
    n = number(rng, count)
    title = wide + choose(
        rng,
        f"{n} to 1 mux",
        f"{count}-to-1 multiplexer",
        f"{count}:1 mux",
        f"{count}:1 multiplexer",
        f"{n}-input multiplexer",
        f"{count}x1 mux",
        f"{n} to one multiplexer",
        f"{count}-to-1 mux",
        f"mux with {n} inputs",
    )
    mapping = choose(
        rng,
        ", ".join(f"{i} when {select} is {k}" for k, i in enumerate(inputs)),
        ", ".join(f"{i} for {select} = {k}" for k, i in enumerate(inputs)),
    )
    sentence = choose(
        rng,
        f"{out} is {mapping}.",
        f"{select} chooses which of {listing(inputs)} drives {out}: {select} = 0 selects {inputs[0]}, {select} = {count - 1} selects {inputs[-1]}.",
        f"The output {out} equals {mapping}.",
        f"{select} picks among {listing(inputs)} in this order, starting at 0, and {out} gets the chosen one.",
        f"{out} = {select} ? {inputs[1]} : {inputs[0]}" if count == 2 else f"{out} follows {mapping}",
    )
    behaviour = [sentence]
    if not complete:
        behaviour.append(
            choose(
                rng,
                f"For any other {select} {out} is 0.",
                f"Unused values of {select} give 0.",
                f"{out} is zero when {select} is {count} or more.",
            )
        )
    if parameterised:
        behaviour.append(default_note(rng, "WIDTH", size))
    if enable:
        title += choose(rng, " with enable", " with an enable input", f" with enable {enable}")
        behaviour.append(
            choose(
                rng,
                f"When {enable} is low {out} is 0.",
                f"{out} is forced to zero unless {enable} is 1.",
                f"{enable} = 0 makes {out} all zeros.",
            )
        )
    ports = [*(Port(i, "input", width) for i in inputs), Port(select, "input", bits_of_select, note="select")]
    if rng.random() < 0.2:
        ports = [ports[-1], *ports[:-1]]
    if enable:
        ports.append(Port(enable, "input", note="output enable"))
    ports.append(Port(out, "output", width, reg=reg))
    name = names.module(
        rng, f"mux{count}", f"mux{count}to1", f"mux_{count}to1", "mux", "multiplexer", f"mux{count}_1", f"mux{count}x1"
    )
    return Design(
        name,
        tuple(ports),
        title,
        tuple(behaviour),
        body,
        reference,
        {"WIDTH": size} if parameterised else {},
        sparse=complete and not enable and not parameterised,
    )


@family
def vector_multiplexer(rng: Random) -> Design:
    """A multiplexer that picks one bit, or one word, of a single vector."""
    count = rng.choice((2, 4, 4, 8, 8, 16, 32))
    size = rng.choice((1, 1, 1, 2, 4, 8)) if count <= 8 else 1
    data = names.pick(rng, "data_in")
    out = among(rng, ("y", "out", "f", "dout", "z", "bit_out"), (data,))
    select = among(rng, ("sel", "s", "select", "index", "idx"), (data, out))
    lines = count.bit_length() - 1
    if size == 1:
        body = rng.choice(
            (
                f"assign {out} = {data}[{select}];",
                f"assign {out} = {data}[{select}];",
                f"assign {out} = {data} >> {select};",
            )
        )
        reg = False
        if count <= 8 and rng.random() < 0.3:
            arms = [(f"{lines}'d{i}", f"{out} = {data}[{i}];") for i in range(count - 1)]
            body, reg = procedure(rng, case(select, arms, f"{out} = {data}[{count - 1}];")), True
        title = choose(
            rng,
            f"{count}-to-1 multiplexer on a {bits(rng, count)} vector",
            f"{count}:1 mux with a vector input",
            f"bit selector for a {bits(rng, count)} vector",
            f"{count} to 1 single bit mux with packed inputs",
            f"one bit out of {count} selector",
        )
        sentence = choose(
            rng,
            f"{out} is bit {select} of {data}.",
            f"{out} = {data}[{select}]",
            f"{select} is the index of the bit of {data} that appears at {out}.",
            f"The bit of {data} numbered {select} is copied to {out}; bit 0 is the least significant.",
            f"Select bit number {select} from {data} and drive {out} with it.",
        )
    else:
        reg = rng.random() < 0.3
        body = f"assign {out} = {data}[{select}*{size} +: {size}];"
        if reg:
            arms = [(f"{lines}'d{i}", f"{out} = {data}[{i * size + size - 1}:{i * size}];") for i in range(count - 1)]
            body = procedure(rng, case(select, arms, f"{out} = {data}[{count * size - 1}:{(count - 1) * size}];"))
        title = choose(
            rng,
            f"{count}-to-1 {bits(rng, size)} multiplexer with packed inputs",
            f"{count}:1 mux of {bits(rng, size)} words packed in one vector",
            f"word selector: one of {number(rng, count)} {bits(rng, size)} words",
        )
        sentence = choose(
            rng,
            f"{data} holds {number(rng, count)} words of {size} bits, word 0 in the lowest bits; {out} is word number {select}.",
            f"{out} = {data}[{select}*{size} +: {size}]",
            f"{select} = 0 gives {data}[{size - 1}:0], {select} = 1 gives {data}[{2 * size - 1}:{size}] and so on, at {out}.",
            f"The {size}-bit slice of {data} starting at bit {size} times {select} goes to {out}.",
        )
    reference = f"integer i;\nalways @* begin\n    {out} = 0;\n    for (i = 0; i < {count}; i = i + 1) if ({select} == i) {out} = {data}[i*{size} +: {size}];\nend"
    ports = (Port(data, "input", count * size), Port(select, "input", lines), Port(out, "output", size, reg=reg))
    name = names.module(
        rng,
        f"mux{count}",
        "bit_select",
        "selector",
        f"mux{count}_vec",
        "pick_bit" if size == 1 else "pick_word",
        "vector_mux",
    )
    return Design(name, ports, title, (sentence,), body, reference)


@family
def onehot_multiplexer(rng: Random) -> Design:
    """An AND-OR multiplexer whose select has a bit for each input."""
    count = rng.choice((2, 3, 3, 4, 4, 5))
    width = rng.choice((1, 4, 8, 8, 16))
    inputs = _inputs(rng, count)
    out = among(rng, ("y", "out", "dout", "z"), inputs)
    select = among(rng, ("sel", "onehot", "sel_oh", "select", "grant"), (*inputs, out))

    def mask(i: int) -> str:
        return f"{select}[{i}]" if width == 1 else f"{{{width}{{{select}[{i}]}}}}"

    body = f"assign {out} = " + " | ".join(f"({mask(i)} & {x})" for i, x in enumerate(inputs)) + ";"
    reg = rng.random() < 0.3
    if reg:
        body = procedure(
            rng, "\n".join([f"{out} = 0;", *(f"if ({select}[{i}]) {out} = {out} | {x};" for i, x in enumerate(inputs))])
        )
    reference = (
        f"assign {out} = " + " | ".join(f"({select}[{i}] ? {x} : {width}'d0)" for i, x in enumerate(inputs)) + ";"
    )
    wide = f"{bits(rng, width)} " if width > 1 else ""
    title = choose(
        rng,
        f"{wide}{count}:1 one-hot mux",
        f"{wide}{count}-to-1 multiplexer with one-hot select",
        f"one hot select {wide}mux with {number(rng, count)} inputs",
        f"{wide}AND-OR multiplexer with {number(rng, count)} inputs",
    )
    behaviour = (
        choose(
            rng,
            f"Bit i of {select} selects input number i of {listing(inputs)}; {out} is the OR of all selected inputs, 0 if none is.",
            f"{out} is the bitwise OR of those inputs among {listing(inputs)} whose bit of {select} is set (bit 0 for {inputs[0]}), zero for {select} = 0.",
            f"{select} is one-hot: {', '.join(f'{select}[{i}] passes {x}' for i, x in enumerate(inputs))}. {out} ORs everything that is passed.",
            f"Each of {listing(inputs)} is masked by its bit of {select} ({select}[0] for {inputs[0]}) and the results are ORed into {out}.",
        ),
    )
    ports = (
        *(Port(i, "input", width) for i in inputs),
        Port(select, "input", count, note="one-hot select"),
        Port(out, "output", width, reg=reg),
    )
    name = names.module(rng, "onehot_mux", f"mux{count}_onehot", "mux_oh", "and_or_mux")
    return Design(name, ports, title, behaviour, body, reference)


@family
def demultiplexer(rng: Random) -> Design:
    """A one-bit or wide input routed to one of several outputs."""
    lines = rng.choice((1, 2, 2, 2, 3, 3))
    count = 1 << lines
    separate = count <= 4 and rng.random() < 0.45
    width = rng.choice((1, 1, 4, 8)) if separate else 1
    data = among(rng, ("in", "d", "din", "data", "data_in", "i", "x"))
    stem = among(rng, ("y", "out", "o", "dout", "q"), (data,))
    select = among(rng, ("sel", "s", "select", "addr"), (data, stem))
    zero = f"{width}'d0" if width > 1 else "1'b0"
    if separate:
        outs = [f"{stem}{i}" for i in range(count)]
        reg = rng.random() < 0.3
        if reg:
            clear = "\n".join(f"{o} = {zero};" for o in outs)
            body = procedure(
                rng, clear + "\n" + case(select, [(f"{lines}'d{i}", f"{o} = {data};") for i, o in enumerate(outs)])
            )
        else:
            body = "\n".join(f"assign {o} = ({select} == {lines}'d{i}) ? {data} : {zero};" for i, o in enumerate(outs))
        reference = "\n".join(f"assign {o} = {data} & {{{width}{{{select} == {i}}}}};" for i, o in enumerate(outs))
        what = listing(outs)
        outputs = tuple(Port(o, "output", width, reg=reg) for o in outs)
        sentence = choose(
            rng,
            f"{data} is passed to the output among {what} whose number is {select}; the others are 0.",
            "; ".join(f"{o} = {data} when {select} is {i}, else 0" for i, o in enumerate(outs)),
            f"{select} chooses which of {what} gets {data}, the rest stay at zero.",
            f"Route {data} to one of {what} according to {select} (0 for {outs[0]}), with zeros on every unselected output.",
        )
    else:
        reg = rng.random() < 0.5
        if reg:
            clear = rng.choice(("0", f"{count}'b0", f"{count}'d0"))
            body = procedure(rng, f"{stem} = {clear};\n{stem}[{select}] = {data};")
        else:
            body = rng.choice(
                (
                    f"assign {stem} = {data} ? ({count}'d1 << {select}) : {count}'d0;",
                    f"assign {stem} = {{{count - 1}'d0, {data}}} << {select};",
                )
            )
        reference = "\n".join(f"assign {stem}[{i}] = {data} && {select} == {i};" for i in range(count))
        outputs = (Port(stem, "output", count, reg=reg),)
        sentence = choose(
            rng,
            f"Bit {select} of {stem} equals {data}, all other bits are 0.",
            f"{data} is routed to {stem}[{select}]; the other outputs are zero.",
            f"{stem}[{select}] = {data}, everything else 0",
            f"{select} decides which bit of {stem} carries {data} and the remaining bits are low.",
        )
    n = number(rng, count)
    wide = f"{bits(rng, width)} " if width > 1 else ""
    title = wide + choose(
        rng,
        f"1 to {count} demux",
        f"1-to-{count} demultiplexer",
        f"1:{count} demux",
        f"one to {n} demultiplexer",
        f"demultiplexer with {n} outputs",
        f"1:{count} demultiplexer",
    )
    ports = (Port(data, "input", width), Port(select, "input", lines), *outputs)
    name = names.module(rng, f"demux{count}", f"demux1to{count}", f"demux_1to{count}", "demux", "demultiplexer")
    return Design(
        name, ports, title, (sentence,), remark(rng, "route the input", "demux") + body, reference, sparse=True
    )


@family
def decoder(rng: Random) -> Design:
    """An n-to-2^n decoder, maybe with enable, maybe with active-low outputs."""
    lines = rng.choice((1, 2, 2, 2, 3, 3, 3, 4, 5))
    count = 1 << lines
    address = among(rng, ("in", "a", "sel", "addr", "w", "x", "code", "binary", "A"))
    out = among(rng, ("out", "y", "d", "onehot", "dec", "q", "Y"), (address,))
    enable = among(rng, ("en", "enable", "e", "EN"), (address, out)) if rng.random() < 0.45 else None
    low = rng.random() < 0.2
    none = f"{{{count}{{1'b1}}}}" if low else rng.choice((f"{count}'b0", f"{count}'d0"))
    hot = (
        f"{'~' if low else ''}({count}'d1 << {address})"
        if low
        else rng.choice((f"{count}'d1 << {address}", f"{count}'b1 << {address}"))
    )
    style = rng.randrange(3) if count <= 8 else rng.choice((0, 2))
    reg = style != 0
    if style == 0:
        body = f"assign {out} = {f'{enable} ? ({hot}) : {none}' if enable else hot};"
    elif style == 1:
        ones = (1 << count) - 1
        rows = [
            (f"{lines}'b{i:0{lines}b}", f"{out} = {count}'b{(ones ^ (1 << i)) if low else 1 << i:0{count}b};")
            for i in range(count)
        ]
        if enable:
            rows = [(f"{lines + 1}'b1{i:0{lines}b}", row[1]) for i, row in enumerate(rows)]
            body = procedure(rng, case(f"{{{enable}, {address}}}", rows, f"{out} = {none};"))
        else:
            body = procedure(rng, case(address, rows[:-1], rows[-1][1]) if rng.random() < 0.3 else case(address, rows))
    else:
        act = f"{out}[{address}] = 1'b{0 if low else 1};"
        body = procedure(rng, f"{out} = {none};\n{f'if ({enable}) ' if enable else ''}{act}")
    reference = "\n".join(
        f"assign {out}[{i}] = {'!' if low else ''}({f'{enable} && ' if enable else ''}{address} == {i});"
        for i in range(count)
    )
    n = number(rng, count)
    with_enable = choose(rng, " with enable", " with an enable input", f" with enable {enable}") if enable else ""
    level, other = ("low", "high") if low else ("high", "low")
    title = choose(
        rng,
        f"{lines} to {count} decoder",
        f"{lines}-to-{count} decoder",
        f"{lines}:{count} decoder",
        f"{lines}x{count} decoder",
        f"{bits(rng, lines)} binary decoder",
        f"{number(rng, lines)} to {n} line decoder",
        f"binary to one-hot decoder with {n} outputs" if not low else f"{lines} to {count} decoder",
    )
    title += (
        choose(rng, " with active-low outputs", " with active low outputs")
        + (f" and enable {enable}" if enable else "")
        if low
        else with_enable
    )
    behaviour = [
        choose(
            rng,
            f"Bit {address} of {out} is {level} and all others are {other}.",
            f"Only {out}[{address}] is {0 if low else 1}; the other outputs are {1 if low else 0}.",
            f"{out} has exactly one {level} bit, the one whose number is {address}.",
            f"The value of {address} decides which bit of {out} goes {level}, the rest being {other}.",
            f"{out}[i] is {0 if low else 1} exactly when {address} equals i",
        )
    ]
    if enable:
        behaviour.append(
            choose(
                rng,
                f"With {enable} low all outputs are {other}.",
                f"If {enable} = 0, every bit of {out} is {1 if low else 0}.",
                f"{enable} must be high for any output to go {level}; otherwise all are {other}.",
            )
        )
    inputs = [Port(address, "input", lines)]
    if enable:
        inputs.insert(rng.randrange(2), Port(enable, "input", note="enable"))
    name = names.module(
        rng,
        f"decoder{lines}to{count}",
        f"dec{lines}x{count}",
        "decoder",
        f"decoder_{lines}_{count}",
        f"dec{lines}to{count}",
    )
    return Design(
        name,
        (*inputs, Port(out, "output", count, reg=reg)),
        title,
        tuple(behaviour),
        remark(rng, "one-hot decode", f"{lines} to {count} decoder") + body,
        reference,
        sparse=True,
    )
