"""Bits picked, placed and interleaved; words compared with stored ones."""

from random import Random

from verimentor_trainer.families.design import Design, family
from verimentor_trainer.families.draft import Draft
from verimentor_trainer.families.style import listing, procedure
from verimentor_trainer.wording import bits


@family
def lowest_bit_operation(rng: Random) -> Design:
    """What programmers do with x & -x: isolate, clear, fill."""
    draft = Draft(rng)
    width, kind = rng.choice((4, 8, 8, 8, 12, 16)), rng.choice(("isolate", "clear", "below", "fill"))
    x = draft.input("x", "a", "in", "word", "d", width=width)
    looped = draft.chance(0.3)
    y = draft.output("y", "out", "z", "result", width=width, reg=looped)
    formulas = {
        "isolate": (f"{x} & -{x}", f"{x} & (~{x} + 1)"),
        "clear": (f"{x} & ({x} - 1)", f"{x} ^ ({x} & -{x})"),
        "below": (f"~{x} & ({x} - 1)", f"({x} - 1) & ~{x}"),
        "fill": (f"{x} | ({x} - 1)", f"{x} | ({x} - 1)"),
    }
    each = {
        "isolate": f"{x}[i] && !seen",
        "clear": f"{x}[i] && seen",
        "below": f"!{x}[i] && !seen",
        "fill": f"{x}[i] || !seen",
    }
    loop = f"seen = 1'b0;\nfor (i = 0; i < {width}; i = i + 1) begin\n    {y}[i] = {each[kind]};\n    if ({x}[i]) seen = 1'b1;\nend"
    body = f"integer i;\nreg seen;\n{procedure(rng, loop)}" if looped else f"assign {y} = {rng.choice(formulas[kind])};"
    lines = []
    for i in range(width):
        under = f"|{x}[{i - 1}:0]" if i > 1 else f"{x}[0]" if i else "1'b0"
        seen = f"({under})"
        value = {
            "isolate": f"{x}[{i}] & ~{seen}",
            "clear": f"{x}[{i}] & {seen}",
            "below": f"~{x}[{i}] & ~{seen}",
            "fill": f"{x}[{i}] | ~{seen}",
        }[kind]
        lines.append(f"assign {y}[{i}] = {value};")
    spoken = {
        "isolate": (
            "lowest set bit isolator",
            (
                f"{y} keeps only the lowest 1 of {x}.",
                f"All bits of {y} are 0 except the one where {x} has its rightmost 1.",
            ),
            f"{y} is 0 for {x} = 0.",
        ),
        "clear": (
            "lowest set bit remover",
            (f"{y} is {x} without its lowest 1.", f"The rightmost 1 of {x} is cleared, the rest goes to {y} as it is."),
            "0 stays 0.",
        ),
        "below": (
            "mask of the bits below the lowest 1",
            (
                f"{y} has ones exactly in the places below the lowest 1 of {x}.",
                f"Where {x} ends in zeros, {y} has ones, elsewhere zeros.",
            ),
            f"For {x} = 0 all bits of {y} are 1.",
        ),
        "fill": (
            "trailing zero filler",
            (
                f"{y} is {x} with all zeros below its lowest 1 turned into ones.",
                f"The zeros at the right end of {x} become ones in {y}; other bits are copied.",
            ),
            f"For {x} = 0 all bits of {y} are 1.",
        ),
    }
    noun, rules, zero = spoken[kind]
    title = draft.choose(f"{bits(rng, width)} {noun}", f"{noun}, {bits(rng, width)}")
    return draft.design(
        title, (rng.choice(rules), zero), body, "\n".join(lines), ("low_bit", f"bit_{kind}", "lsb_unit", "bit_trick")
    )


@family
def field_insertion(rng: Random) -> Design:
    """A field of a word replaced: fixed place, place at a port, or by mask."""
    draft = Draft(rng)
    width, kind = rng.choice((8, 8, 16, 32)), rng.choice(("fixed", "port", "mask"))
    size = rng.choice((2, 3, 4, 4, 8) if width > 8 else (2, 3, 4, 4))
    word = draft.input("word", "old", "base", "din", width=width)
    fixed_low = rng.randrange(1, width - size)
    field = draft.input("field", "value", "new_bits", "patch", width=width if kind == "mask" else size)
    lines = (width - 1).bit_length()
    place = draft.input("pos", "lsb", "offset", "where", width=lines) if kind == "port" else ""
    mask = draft.input("mask", "m", "bits_sel", "which", width=width) if kind == "mask" else ""
    styled = draft.chance(0.5)
    out = draft.output("y", "out", "patched", "result", width=width, reg=styled and kind != "mask")
    ones = f"{width}'h{(1 << size) - 1:x}"
    if kind == "mask":
        body = f"assign {out} = ({word} & ~{mask}) | ({field} & {mask});"
        reference = "\n".join(f"assign {out}[{i}] = {mask}[{i}] ? {field}[{i}] : {word}[{i}];" for i in range(width))
        rule = draft.choose(
            f"Where {mask} has a 1, {out} takes the bit of {field}, elsewhere that of {word}.",
            f"Bit by bit, {mask} chooses for {out} between {word} (0) and {field} (1).",
        )
    elif kind == "fixed":
        high = fixed_low + size - 1
        if styled:
            body = procedure(rng, f"{out} = {word};\n{out}[{high}:{fixed_low}] = {field};")
        else:
            after = f"{word}[{width - 1}:{high + 1}], " if high < width - 1 else ""
            body = f"assign {out} = {{{after}{field}, {word}[{fixed_low - 1}:0]}};"
        reference = f"assign {out} = ({word} & ~({ones} << {fixed_low})) | ({{{width}'d0 | {field}}} << {fixed_low});"
        rule = draft.choose(
            f"{out} is {word} with bits {high} down to {fixed_low} replaced by {field}.",
            f"Copy {word} to {out} but put {field} into {out}[{high}:{fixed_low}].",
            f"{field} takes the place of {word}[{high}:{fixed_low}]; all other bits pass to {out}.",
        )
    else:
        if styled:
            body = "integer i;\n" + procedure(
                rng,
                f"{out} = {word};\nfor (i = 0; i < {size}; i = i + 1)\n    if ({place} + i < {width}) {out}[{place} + i] = {field}[i];",
            )
        else:
            body = f"wire [{width - 1}:0] hole = {ones} << {place};\nwire [{width - 1}:0] moved = {field};\nassign {out} = ({word} & ~hole) | (moved << {place});"
        reference = "\n".join(
            f"assign {out}[{i}] = ({i} >= {place} && {i} < {place} + {size}) ? {field}[{i} - {place}] : {word}[{i}];"
            for i in range(width)
        )
        rule = draft.choose(
            f"{out} is {word} in which the {size} bits from bit {place} upwards are replaced by {field}; what would lie above the top bit is lost.",
            f"{field} is written over {word} with its lowest bit at position {place}; bits beyond bit {width - 1} are dropped. The result is {out}.",
        )
    title = draft.choose(
        f"bit field insertion into a {bits(rng, width)} word",
        f"field inserter for {bits(rng, width)} words",
        f"{bits(rng, width)} field replacement" if kind != "mask" else f"{bits(rng, width)} bitwise merge by mask",
    )
    return draft.design(title, (rule,), body, reference, ("field_insert", "bit_insert", "patch", "merge_bits"))


@family
def interleaving(rng: Random) -> Design:
    """Two vectors bit by bit into one, or one taken apart."""
    draft = Draft(rng)
    size, join, first_low = rng.choice((2, 4, 4, 8, 8, 16)), rng.random() < 0.6, rng.random() < 0.6
    looped = draft.chance(0.5)
    if join:
        a, b = draft.input("a", "x", "even", "p", width=size), draft.input("b", "y", "odd", "q", width=size)
        out = draft.output("out", "z", "mixed", "woven", width=2 * size, reg=looped)
        low, high = (a, b) if first_low else (b, a)
        if looped:
            loop = f"for (i = 0; i < {size}; i = i + 1) begin\n    {out}[2*i] = {low}[i];\n    {out}[2*i + 1] = {high}[i];\nend"
            body = f"integer i;\n{procedure(rng, loop)}"
        else:
            pairs = ", ".join(f"{high}[{i}], {low}[{i}]" for i in reversed(range(size)))
            body = f"assign {out} = {{{pairs}}};"
        reference = "\n".join(f"assign {out}[{i}] = {(low, high)[i % 2]}[{i // 2}];" for i in range(2 * size))
        sentence = draft.choose(
            f"The bits of {a} and {b} alternate in {out}: {low}[0] is bit 0, {high}[0] bit 1, {low}[1] bit 2 and so on.",
            f"{out}[2i] = {low}[i] and {out}[2i+1] = {high}[i].",
            f"{low} goes to the even bits of {out}, {high} to the odd ones.",
        )
        title = draft.choose(
            f"bit interleaver of two {bits(rng, size)} vectors", f"{bits(rng, 2 * size)} bit interleaving"
        )
    else:
        word = draft.input("in", "word", "d", "mixed", width=2 * size)
        a = draft.output("even", "a", "lower", "x", width=size, reg=looped)
        b = draft.output("odd", "b", "upper", "y", width=size, reg=looped)
        if looped:
            loop = f"for (i = 0; i < {size}; i = i + 1) begin\n    {a}[i] = {word}[2*i];\n    {b}[i] = {word}[2*i + 1];\nend"
            body = f"integer i;\n{procedure(rng, loop)}"
        else:
            evens = ", ".join(f"{word}[{2 * i}]" for i in reversed(range(size)))
            odds = ", ".join(f"{word}[{2 * i + 1}]" for i in reversed(range(size)))
            body = f"assign {a} = {{{evens}}};\nassign {b} = {{{odds}}};"
        reference = "\n".join(f"assign {(a, b)[i % 2]}[{i // 2}] = {word}[{i}];" for i in range(2 * size))
        sentence = draft.choose(
            f"{a} gets the even-numbered bits of {word} and {b} the odd-numbered ones, in order.",
            f"{word} is taken apart: {a}[i] = {word}[2i], {b}[i] = {word}[2i+1].",
        )
        title = draft.choose(
            f"splitter of even and odd bits, {bits(rng, 2 * size)}", f"{bits(rng, 2 * size)} deinterleaver"
        )
    return draft.design(title, (sentence,), body, reference, ("interleave", "weave", "zip_bits", "bit_mixer"))


@family
def match_lines(rng: Random) -> Design:
    """A key compared with several given words at once: which match, and the first of them."""
    draft = Draft(rng)
    count, width = rng.choice((2, 3, 4, 4)), rng.choice((4, 8, 8))
    key = draft.input("key", "tag", "addr", "id", width=width)
    words = sorted(rng.sample(range(1 << width), count)) if draft.chance(0.5) else []
    ports = (
        []
        if words
        else [
            draft.input(f"{stem}{i}", width=width)
            for stem in [draft.choose("entry", "word", "way", "tag_")]
            for i in range(count)
        ]
    )
    given = [f"{width}'h{value:x}" for value in words] or ports
    hits = draft.output("match", "hits", "lines", "eq", width=count, reg=False)
    found = draft.output("hit", "any", "found", "known", reg=False)
    if draft.chance(0.5):
        body = "\n".join(f"assign {hits}[{i}] = ({key} == {value});" for i, value in enumerate(given))
    else:
        body = f"assign {hits} = {{{', '.join(f'{key} == {value}' for value in reversed(given))}}};"
    body += f"\nassign {found} = |{hits};"
    reference = "\n".join(f"assign {hits}[{i}] = ~|({key} ^ {value});" for i, value in enumerate(given))
    reference += f"\nassign {found} = {' || '.join(f'{hits}[{i}]' for i in range(count))};"
    named = listing([f"{value:#x}" for value in words] if words else ports)
    title = draft.choose(
        f"comparison of a {bits(rng, width)} key with {count} {'fixed values' if words else 'words'}",
        f"{bits(rng, width)} address match with {count} {'constants' if words else 'entries'}",
        f"match lines for {count} {bits(rng, width)} {'constants' if words else 'words'}",
    )
    sentences = (
        draft.choose(
            f"Bit i of {hits} is 1 when {key} equals the i-th of {named}, counted from 0.",
            f"{key} is compared with {named} at the same time; {hits} has one bit for each, the first in bit 0.",
        ),
        draft.choose(f"{found} is 1 if any of them matches.", f"{found} = OR of the bits of {hits}."),
    )
    return draft.design(title, sentences, body, reference, ("match_lines", "cam_row", "key_match", "addr_match"))
