"""Feedback registers that take many bits a step, or feed back into many stages."""

from random import Random

from verimentor_trainer.families.clocking import Sheet
from verimentor_trainer.families.counters import enabled, maybe_enable
from verimentor_trainer.families.design import Design, family
from verimentor_trainer.families.draft import Draft
from verimentor_trainer.families.style import procedure
from verimentor_trainer.wording import bits


@family
def galois_shift_register(rng: Random) -> Design:
    """An LFSR of Galois form: the bit that leaves is added to several stages."""
    sheet = Sheet(rng)
    width = rng.choice((4, 5, 6, 8, 8, 16))
    mask = rng.randrange(1 << (width - 1), 1 << width) | 1
    start = rng.choice((1, 1, (1 << width) - 1))
    enable = maybe_enable(sheet, 0.4)
    q = sheet.output("q", "lfsr", "state", "rnd", width=width)
    hexed = f"{width}'h{mask:x}"
    right = f"{{1'b0, {q}[{width - 1}:1]}}"
    step = sheet.choose(f"{right} ^ ({{{width}{{{q}[0]}}}} & {hexed})", f"({q} >> 1) ^ ({q}[0] ? {hexed} : {width}'h0)")
    if sheet.chance(0.3):
        arms = f"if ({q}[0]) {q} <= ({q} >> 1) ^ {hexed};\nelse {q} <= {q} >> 1;"
    else:
        arms = f"{q} <= {step};"
    body = sheet.block(f"{q} <= {width}'h{start:x};", [(enable, arms)])
    lines = []
    for i in range(width):
        source = f"{q}[{i + 1}]" if i < width - 1 else ""
        taken = f"{q}[0]" if mask >> i & 1 else ""
        lines.append(f"assign n[{i}] = {' ^ '.join(part for part in (source, taken) if part) or chr(39) + '0'};")
    reference = f"wire [{width - 1}:0] n;\n" + "\n".join(lines) + "\n"
    reference += sheet.remember(q, f"{width}'h{start:x}", f"{enable} ? n : {q}" if enable else "n")
    title = sheet.choose(
        f"{bits(rng, width)} Galois LFSR",
        f"{bits(rng, width)} LFSR of Galois form, shifting right",
        f"Galois linear feedback shift register, {bits(rng, width)}",
    )
    when = enabled(sheet, enable)
    ones = [str(i) for i in range(width) if mask >> i & 1]
    sentences = [
        sheet.choose(
            f"{q} shifts right by one with a 0 entering at the top {sheet.at_edge()}{when}; if the bit that leaves is 1, the result is XORed with 0x{mask:x}.",
            f"{sheet.at_edge()}{when}: {q} <= ({q} >> 1) ^ ({q}[0] ? 0x{mask:X} : 0)",
            f"A right shift {sheet.at_edge()}{when}, and {q}[0] is XORed into bits {', '.join(ones)} of the shifted value (bit {width - 1} would be 0).",
        ),
        *sheet.resets(f"sets {q} to {start}" if start == 1 else f"sets all bits of {q}", f"loads {q} with {start}"),
    ]
    return sheet.design(title, sentences, body, reference, ("galois", "lfsr_galois", "prng", f"lfsr{width}"))


@family
def parallel_crc(rng: Random) -> Design:
    """The next value of a CRC for a nibble or a byte, without a clock."""
    draft = Draft(rng)
    width, size = rng.choice((4, 5, 8, 8, 16)), rng.choice((2, 4, 4, 8))
    poly = rng.randrange(1 << width) | 1
    crc = draft.input("crc", "crc_in", "old", "state", width=width)
    data = draft.input("data", "d", "din", "bits_in", width=size)
    out = draft.output("next_crc", "crc_out", "crc_next", "y", width=width)
    hexed = f"{width}'h{poly:x}"
    loop = draft.choose(
        f"""    if ({out}[{width - 1}] ^ {data}[i]) {out} = ({out} << 1) ^ {hexed};
    else {out} = {out} << 1;""",
        f"    {out} = {{{out}[{width - 2}:0], 1'b0}} ^ ({{{width}{{{out}[{width - 1}] ^ {data}[i]}}}} & {hexed});",
    )
    body = "integer i;\n" + procedure(
        rng, f"{out} = {crc};\nfor (i = {size - 1}; i >= 0; i = i - 1) begin\n{loop}\nend"
    )
    # Every bit of the result is a XOR of bits of both, found by running the recurrence on sets of names.
    state: list[set[str]] = [{f"{crc}[{i}]"} for i in range(width)]
    for i in reversed(range(size)):
        feedback = state[width - 1] ^ {f"{data}[{i}]"}
        state = [(state[k - 1] if k else set()) ^ (feedback if poly >> k & 1 else set()) for k in range(width)]
    reference = "\n".join(
        f"assign {out}[{k}] = {' ^ '.join(sorted(names)) or chr(39) + '0'};" for k, names in enumerate(state)
    )
    title = draft.choose(
        f"{bits(rng, width)} CRC over {size} bits at once",
        f"parallel CRC-{width} step for {size} bits",
        f"combinational CRC-{width} update, {size} bits of data",
    )
    sentences = (
        draft.choose(
            f"{out} is the CRC {crc} after the bits of {data}, the highest first.",
            f"Starting from {crc}, the bits of {data} are taken from {size - 1} down to 0; the outcome is {out}.",
        ),
        draft.choose(
            f"For each bit: XOR it with the top bit of the CRC, shift the CRC left by one, and if that XOR was 1 XOR the CRC with 0x{poly:x}.",
            f"Polynomial 0x{poly:X} (without its highest term), left shifting: the feedback of a step is the CRC's top bit XOR the data bit.",
        ),
        draft.choose("There is no clock.", "Purely combinational."),
    )
    return draft.design(title, sentences, body, reference, ("crc_step", "crc_par", f"crc{width}", "crc_update"))
