"""`verimentor-train STAGE|all --recipe NAME|PATH --out DIR`: the pipeline, stage by stage."""

import argparse
import re
import sys
from importlib import import_module
from pathlib import Path

from verimentor.errors import VerimentorError
from verimentor_trainer import recipe as recipes
from verimentor_trainer.manifest import changed_inputs
from verimentor_trainer.recipe import STAGES, Recipe

FILES = {
    "families": "pairs",
    "hold-out": "hold_out",
    "data-card": "data_card",
    "model-card": "model_card",
}  # commands whose file has another name
# How torch, safetensors and tokenizers tell a full disk, each with an exception of its own.
_UNWRITTEN = re.compile(r"No space left|File too large|inline_container|PytorchStreamWriter")
ASIDE = ("hold-out", "data-card", "model-card")  # no step of `all`


def run(arguments: list[str] | None = None) -> int:
    """Run one stage or all of them; stages whose output stands are skipped by `all`."""
    parser = argparse.ArgumentParser(prog="verimentor-train", description=__doc__)
    parser.add_argument("stage", choices=[*STAGES, "all", *ASIDE])
    parser.add_argument("--recipe", default="student-first", help="a name in trainer/recipes or a path")
    parser.add_argument("--out", type=Path, required=True, help="the run's folder; a second run goes on in it")
    parser.add_argument("--count", type=int, help="`families`: how many pairs, the recipe's number unless given")
    parser.add_argument("--seed", type=int, help="`families`: which draws")
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
    measuring = parser.add_argument_group("measure (--gguf also memorisation)")
    measuring.add_argument("--gguf", type=Path, help="another GGUF than the run's own")
    measuring.add_argument("--quick", action="store_true", help="the greedy answers alone")
    measuring.add_argument(
        "--against", type=Path, metavar="ROWS", help="measure.rows.jsonl of a student to compare with"
    )
    measuring.add_argument("--workers", type=int, help="students side by side; as many as processors unless given")
    parser.add_argument("--card", type=Path, metavar="DIR", help="`model-card`: where it goes, the run's unless given")
    options = parser.parse_args(arguments)
    try:
        recipe = recipes.load(options.recipe)
        options.out.mkdir(parents=True, exist_ok=True)
        wanted = [stage for stage in STAGES[: STAGES.index(options.until) + 1] if stage in recipe.stages]
        for stage in wanted if options.stage == "all" else [options.stage]:
            if options.stage == "all" and (options.out / f"{stage}.manifest.json").exists():
                if not (changed := changed_inputs(options.out, stage)):
                    print(f"{stage}: done before, skipped")
                    continue
                print(f"{stage}: {', '.join(changed)} changed since, done again")
            _run(stage, recipe, options)
    except VerimentorError as problem:
        print(f"verimentor-train: {problem}", file=sys.stderr)
        return 1
    except OSError as problem:  # a full disk, a folder nobody may write: whatever was finished is whole
        print(f"verimentor-train: {problem}. Mend that and give the command again.", file=sys.stderr)
        return 1
    except Exception as problem:
        if not _UNWRITTEN.search(str(problem)):
            raise
        said = f"{options.out} cannot be written ({problem}). Is the disk full? Make room and give the command again."
        print(f"verimentor-train: {said}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("verimentor-train: stopped; the same command goes on from here.", file=sys.stderr)
        return 130
    return 0


def _run(stage: str, recipe: Recipe, options: argparse.Namespace) -> None:
    # Only now: torch and transformers take seconds to load, and most mistakes are told without them.
    module = import_module(f"verimentor_trainer.{FILES.get(stage, stage)}")
    count = options.count or recipe.families.count
    seed = recipe.families.seed if options.seed is None else options.seed
    extra: dict[str, dict[str, object]] = {
        "collect": {"mirrors": options.mirrors},
        "decontaminate": {"benchmarks": options.benchmarks},
        "data-card": {"count": count, "seed": seed, "benchmarks": options.benchmarks},
        "families": {"count": count, "seed": seed, "verify": options.verify},
        "model-card": {"card": options.card},
        "memorisation": {"gguf": options.gguf},
        "measure": {name: getattr(options, name) for name in ("gguf", "quick", "against", "workers")},
    }
    module.run(recipe, options.out, **extra.get(stage, {}))


if __name__ == "__main__":
    raise SystemExit(run())
