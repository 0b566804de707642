"""Names people give to signals and modules."""

from random import Random

_POOLS: dict[str, tuple[str, ...]] = {
    "clock": ("clk", "clk", "clk", "clk", "clock", "CLK", "clk_i", "i_clk", "sysclk"),
    "data_in": ("d", "din", "data_in", "data", "in", "d_in", "in_data", "x", "i_data", "value_in"),
    "data_out": ("q", "dout", "data_out", "out", "q", "y", "o_data", "result", "out_data"),
    "enable": ("en", "enable", "ena", "ce", "en_i", "i_en"),
    "load": ("load", "ld", "load_en", "wr", "set"),
    "clear": ("clear", "clr", "flush", "zero"),
    "select": ("sel", "select", "s", "sel_i", "choice"),
    "count": ("count", "cnt", "q", "counter", "value", "count_out", "cnt_o"),
    "operand_a": ("a", "in_a", "op_a", "x", "a_i", "A"),
    "operand_b": ("b", "in_b", "op_b", "y", "b_i", "B"),
    "operand_c": ("c", "in_c", "op_c", "z", "c_i", "C"),
    "result": ("y", "out", "result", "res", "z", "f", "o", "dout"),
    "sum": ("sum", "s", "total", "result"),
    "carry_in": ("cin", "carry_in", "ci", "c_in"),
    "carry_out": ("cout", "carry_out", "co", "c_out"),
    "valid": ("valid", "vld", "data_valid", "valid_out"),
    "done": ("done", "finished", "tick", "ready"),
    "state": ("state", "current_state", "st", "state_q", "ps"),
    "next_state": ("next_state", "next", "ns", "state_next", "state_d"),
    "serial_in": ("si", "serial_in", "sin", "din", "shift_in", "ser_in"),
    "serial_out": ("so", "serial_out", "sout", "dout", "shift_out"),
    "flag": ("flag", "hit", "match", "detected", "found", "det"),
    "address": ("addr", "address", "a", "adr"),
    "write_enable": ("we", "wr_en", "write_en", "wen", "write"),
    "pulse": ("pulse", "tick", "strobe", "pulse_out", "edge_out"),
}


def pick(rng: Random, role: str, *, avoid: tuple[str, ...] = ()) -> str:
    """A name for a signal of this role, none of `avoid` (compared without case)."""
    taken = {name.lower() for name in avoid}
    free = [name for name in _POOLS[role] if name.lower() not in taken]
    return rng.choice(free) if free else f"{_POOLS[role][0]}_{len(avoid)}"


def fresh(rng: Random, used: list[str], *options: str) -> str:
    """One of the options not in `used` (compared without case), which then holds it too."""
    taken = {name.lower() for name in used}
    free = [name for name in options if name.lower() not in taken]
    name = rng.choice(free) if free else f"{options[0]}_{len(used)}"
    used.append(name)
    return name


def clock(rng: Random) -> str:
    """A clock's name."""
    return pick(rng, "clock")


def reset(rng: Random, *, active_low: bool, asynchronous: bool) -> str:
    """A reset's name that does not lie about its polarity and kind."""
    pool: tuple[str, ...]
    special: tuple[str, ...]
    if active_low:
        special = ("arst_n", "aresetn") if asynchronous else ()
        pool = ("rst_n", "rst_n", "reset_n", "resetn", "nrst", "rst_ni", *special)
    else:
        special = ("arst", "areset") if asynchronous else ("srst",)
        pool = ("rst", "rst", "reset", "reset", "rst_i", *special)
    return rng.choice(pool)


def module(rng: Random, *candidates: str) -> str:
    """A module name: one of the candidates, now and then as people decorate them."""
    name = rng.choice(candidates)
    return rng.choices((name, f"my_{name}", f"{name}_top", f"{name}_mod", f"{name}1"), (80, 6, 4, 6, 4))[0]
