"""`verimentor-train STAGE|all --recipe NAME|PATH --out DIR`: the pipeline, stage by stage."""

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from verimentor.errors import VerimentorError

if TYPE_CHECKING:
    from verimentor_trainer.recipe import Recipe

STAGES = ("collect", "dedup", "decontaminate", "tokenizer", "pretrain", "export", "measure")
ASIDE = {
    "families": "pairs",
    "hold-out": "hold_out",
    "data-card": "data_card",
}  # commands that are no step of `all`, and their files


def run(arguments: list[str] | None = None) -> int:
    """Run one stage or all of them; stages whose output stands are skipped by `all`."""
    parser = argparse.ArgumentParser(prog="verimentor-train", description=__doc__)
    parser.add_argument("stage", choices=[*STAGES, "all", *ASIDE])
    parser.add_argument("--recipe", default="student-first", help="a name in trainer/recipes or a path")
    parser.add_argument("--out", type=Path, required=True, help="the run's folder; a second run goes on in it")
    parser.add_argument("--count", type=int, default=1000, help="`families`: how many pairs")
    parser.add_argument("--seed", type=int, default=1, help="`families`: which draws")
    parser.add_argument("--verify", action="store_true", help="`families`: simulate each against its reference")
    parser.add_argument(
        "--benchmarks",
        type=Path,
        nargs="+",
        default=[],
        metavar="PATH",
        help="`decontaminate`: checkouts or bare mirrors of the benchmarks nothing may be learnt from",
    )
    parser.add_argument("--until", choices=STAGES, default=STAGES[-1], help="with `all`: the last stage to run")
    parser.add_argument(
        "--mirrors", type=Path, help="a folder of bare mirrors OWNER+NAME/repo to read instead of cloning"
    )
    options = parser.parse_args(arguments)
    try:
        # Only once the arguments are good: torch and transformers take seconds to load.
        from verimentor_trainer import recipe as recipes

        recipe = recipes.load(options.recipe)
        options.out.mkdir(parents=True, exist_ok=True)
        last = STAGES.index(options.until)
        for stage in STAGES[: last + 1] if options.stage == "all" else (options.stage,):
            if options.stage == "all" and (options.out / f"{stage}.manifest.json").exists():
                print(f"{stage}: done before, skipped")
                continue
            _run(stage, recipe, options)
    except VerimentorError as problem:
        print(f"verimentor-train: {problem}", file=sys.stderr)
        return 1
    return 0


def _run(stage: str, recipe: "Recipe", options: argparse.Namespace) -> None:
    module = import_module(f"verimentor_trainer.{ASIDE.get(stage, stage)}")
    extra: dict[str, dict[str, object]] = {
        "collect": {"mirrors": options.mirrors},
        "decontaminate": {"benchmarks": options.benchmarks},
        "data-card": {"count": options.count, "seed": options.seed, "benchmarks": options.benchmarks},
        "families": {"count": options.count, "seed": options.seed, "verify": options.verify},
    }
    module.run(recipe, options.out, **extra.get(stage, {}))


if __name__ == "__main__":
    raise SystemExit(run())
