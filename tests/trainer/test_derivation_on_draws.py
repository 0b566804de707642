"""What is written out of a description is what its author meant: held against the references of fresh draws.

A wrong module that calls itself derived is worse than none, so that one in a thousand would be too many.
"""

from itertools import islice

from verimentor.verilog.agreement import compare_many
from verimentor.verilog.derivation import derive
from verimentor.verilog.source import parse
from verimentor_trainer import written
from verimentor_trainer.pairs import Pairs
from verimentor_trainer.recipe import load

SEED = 20_261_201  # of no shard and no hold-out
DRAWS = 1_500
FREE = "dont_cares"  # families in which two right modules may differ


def header_of(module: str) -> str:
    found = parse(module).modules[0].header_span
    return module[found.start : found.end]


def test_what_is_derived_behaves_like_the_reference() -> None:
    drawn = [
        (pair.family, pair.description, pair.module) for pair, _ in islice(Pairs(load("student-s").mix, SEED), DRAWS)
    ]
    composed = [(pair.slug, pair.description, pair.module) for f in written.folders() for pair in written.read(f)]
    pairs, names = [], []
    for name, description, module in [*drawn, *composed]:
        found = derive(description, header_of(module))
        if found and FREE not in name:
            pairs.append((module, found.text))
            names.append(name)
    assert len(pairs) > DRAWS // 50  # else nothing was tried
    wrong = [name for name, agreement in zip(names, compare_many(pairs), strict=True) if not agreement.equal]
    assert wrong == []
