"""`verimentor-train STAGE|all --recipe NAME|PATH --out DIR`: the pipeline, stage by stage."""

import argparse
import sys
from pathlib import Path

from verimentor.errors import VerimentorError

STAGES = ("collect", "dedup", "tokenizer", "pretrain", "export", "measure")


def run(arguments: list[str] | None = None) -> int:
    """Run one stage or all of them; stages whose output stands are skipped by `all`."""
    parser = argparse.ArgumentParser(prog="verimentor-train", description=__doc__)
    parser.add_argument("stage", choices=[*STAGES, "all"])
    parser.add_argument("--recipe", default="student-first", help="a name in trainer/recipes or a path")
    parser.add_argument("--out", type=Path, required=True, help="the run's folder; a second run goes on in it")
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
            _stage(stage, recipe, options.out, options.mirrors)
    except VerimentorError as problem:
        print(f"verimentor-train: {problem}", file=sys.stderr)
        return 1
    return 0


def _stage(stage: str, recipe: "object", out: Path, mirrors: Path | None) -> None:
    import importlib

    module = importlib.import_module(f"verimentor_trainer.{stage}")
    if stage == "collect":
        module.run(recipe, out, mirrors=mirrors)
    else:
        module.run(recipe, out)


if __name__ == "__main__":
    raise SystemExit(run())
