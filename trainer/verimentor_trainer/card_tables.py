"""The model card's tables of what was measured; each says so where nothing was."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from verimentor_evalbench.problems import SETS

_NOT_MEASURED = "{} not measured."


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table in Markdown."""
    first, *others = (f"| {' | '.join(str(cell) for cell in line)} |" for line in (head, *rows))
    return "\n".join([first, f"|{'---|' * len(head)}", *others])


def greedy(found: Mapping[str, Any] | None) -> str:
    """The likeliest answers by set."""
    if not found:
        return _NOT_MEASURED.format("Greedy answers were")
    rows = [(name, row["n"], _share(row, "compiles"), _share(row, "right")) for name, row in _in_order(found["sets"])]
    return table(("set, one greedy answer", "n", "compiles", "behaves like the reference"), rows)


def sampled(found: Mapping[str, Any] | None) -> str:
    """Sampled answers by set."""
    if not found:
        return _NOT_MEASURED.format("Sampled answers were")
    keys = [key for key in next(iter(found["sets"].values())) if key.startswith("pass@") and not key.endswith("_95")]
    keys.sort(key=lambda key: int(key.removeprefix("pass@")))
    rows = [
        (name, row["n"], f"{row['compiles']:.1%}", *(_share(row, key) for key in keys))
        for name, row in _in_order(found["sets"])
    ]
    head = f"set, {found['samples']} answers at temperature {found['temperature']:g}, seed {found['seed']}"
    return table((head, "n", "compile", *keys), rows)


def against(found: Mapping[str, Any] | None) -> str:
    """What came of comparing with another student, problem by problem."""
    if not found:
        return "It was not compared with another student problem by problem."
    rows = [
        (
            row["set"],
            "right" if row["question"] == "right" else "compiles",
            row["n"],
            f"{row['old']:.1%}",
            f"{row['new']:.1%}",
            row["both"],
            row["only_old"],
            row["only_new"],
            f"{row['low']:+.1%} to {row['high']:+.1%}",
        )
        for row in found["sets"]
    ]
    head = (
        "set, greedy",
        "",
        "n",
        "the other",
        "this one",
        "both",
        "only the other",
        "only this one",
        "difference, 95 %",
    )
    return f"Against another student on the same problems:\n\n{table(head, rows)}"


def holes(found: Mapping[str, Any] | None) -> str:
    """Ghost text in unseen repositories."""
    if not found:
        return _NOT_MEASURED.format("Ghost text was")
    alone = found["compile_alone"]
    compiles = f"{found['compiles']:.1%} of {alone} files that compile alone" if alone else "no file compiles alone"
    head = ("holes", "first line exact", "all exact", "file parses no worse than with the true text", "file compiles")
    row = (found["n"], _share(found, "first_line"), _share(found, "exact"), _share(found, "parses"), compiles)
    return table(head, [row])


def reading(found: Mapping[str, Any] | None) -> str:
    """How well it foresees unseen repositories."""
    if not found:
        return _NOT_MEASURED.format("Bits per byte of unseen repositories were")
    return (
        f"It foresees files of the held-out repositories with {found['bits_per_byte']:.3f} bits per byte "
        f"({found['files']} files, {found['bytes']:,} bytes, windows of 512 tokens that overlap by half)."
    )


def quants(found: Mapping[str, Any] | None, shipped: str) -> str:
    """Every format that `export` made, beside f16."""
    if not found:
        return _NOT_MEASURED.format("Other formats were")
    rows = [
        (
            f"**{name}** (shipped)" if name == shipped else name,
            f"{row['size'] / 1e6:.1f}",
            f"{row['bits_per_byte']:.4f}",
            f"{row['same_token']:.1%}",
            f"{row['divergence']:.2g}",
        )
        for name, row in sorted(found["files"].items(), key=lambda file: -file[1]["size"])
    ]
    head = ("format", "MB", "bits per byte", "same likeliest token as f16", "KL from f16, bits a token")
    n_tokens = next(iter(found["files"].values()))["tokens"]
    return f"{table(head, rows)}\n\nRead: {found['read']}, {n_tokens:,} tokens. `verimentor-train export` makes all."


def memorisation(found: Mapping[str, Any] | None) -> str:
    """How much of the training files it repeats."""
    if not found:
        return _NOT_MEASURED.format("Whether it can repeat training files word for word was")
    n = found["verbatim_tokens"]
    rows = [
        (
            name,
            row["n"],
            f"{row['own']:.1%}",
            f"{row['anywhere']:.1%}",
            f"{row['median_tokens']} ({row['median_characters']})",
            f"{row['longest_tokens']} ({row['longest_characters']})",
        )
        for name, row in found["continuations"].items()
    ]
    shares = f"first {n} tokens are the file's own", f"first {n} tokens stand in some training file"
    head = ("files", "n", *shares, "median run, tokens (characters)", "longest run")
    told = [
        f"Files were cut at a line; {found['prefix_tokens']} tokens before it were the prompt, and the student went on "
        "greedily, without any prompt format. A run is the longest part of what it said that stands word for word in "
        f"the {found['corpus']['files']:,} training files ({found['corpus']['bytes'] / 1e6:.1f} MB). Held-out files "
        "are the floor: what is found there is common to all Verilog.",
        table(head, rows) if rows else "No file was long enough to be continued.",
    ]
    if answers := found["answers"]:
        told.append(
            f"In its {answers['n']} greedy answers to the hold-out the longest run has {answers['longest_tokens']} "
            f"tokens ({answers['longest_characters']} characters), the median one {answers['median_tokens']}."
        )
    if longest := [row for row in found["longest"] if row["run_tokens"]]:
        listed = "; ".join(
            f"{row['run_tokens']} tokens of {row['repository']}, `{row['path']}` ({row['source']})" for row in longest
        )
        told.append(f"The longest runs of all: {listed}.")
    return "\n\n".join(told)


def _in_order(sets: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The sets as the hold-out has them, then all of them together."""
    return [(name, sets[name]) for name in (*SETS, "all") if name in sets]


def _share(row: Mapping[str, Any], key: str) -> str:
    low, high = row[f"{key}_95"]
    return f"{row[key]:.1%} ({low:.0%} to {high:.0%})"
