"""A recipe: every number of a training run, read from TOML once; an unknown key is an error that names it."""

import tomllib
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from verimentor.errors import ConfigError

RECIPES = Path(__file__).parent.parent / "recipes"


@dataclass(frozen=True)
class CorpusRecipe:
    """Which raw RTL is read."""

    repositories: str = "repositories.tsv"  # beside trainer/README.md
    held_out: tuple[str, ...] = ()  # repositories kept for measuring only
    max_file_bytes: int = 24_000
    near_duplicate: float = 0.85


@dataclass(frozen=True)
class TokenizerRecipe:
    """The byte-level BPE."""

    vocabulary: int = 8192


@dataclass(frozen=True)
class ModelRecipe:
    """A Llama architecture; dimensions in multiples of 256 so that K-quants apply."""

    hidden: int = 256
    layers: int = 8
    heads: int = 4
    kv_heads: int = 4
    feed_forward: int = 768
    context: int = 640
    start_from: str = ""  # a GGUF of this shape to go on from, or "shipped"; "" begins with random weights


@dataclass(frozen=True)
class MixRecipe:
    """What a training batch is made of; shares move linearly from start to end of the run."""

    raw_share_start: float = 0.45
    raw_share_end: float = 0.2
    fim_share: float = 0.6  # of raw files
    behaviour_share: float = 0.35  # of pairs: drawn from random behaviours
    written_share: float = 0.15  # of pairs: out of the written set; the rest are drawn from families
    pair_fim_share: float = 0.25  # of pairs, the rest are description -> module
    daily: tuple[str, ...] = ()  # families of the designs people ask for every day
    daily_weight: float = 1.0  # how much more of their tokens are drawn than of the others'


@dataclass(frozen=True)
class TrainRecipe:
    """The optimisation; the schedule follows the clock, so that a slow machine still ends with a full decay."""

    minutes: float = 95.0
    batch: int = 10
    muon_lr: float = 0.02
    adam_lr: float = 3e-3
    warmup_share: float = 0.01
    decay_share: float = 0.25
    checkpoint_minutes: float = 5.0
    compile: bool = True
    seed: int = 1


@dataclass(frozen=True)
class Recipe:
    """One run from raw text to GGUF."""

    name: str = ""
    corpus: CorpusRecipe = field(default_factory=CorpusRecipe)
    tokenizer: TokenizerRecipe = field(default_factory=TokenizerRecipe)
    model: ModelRecipe = field(default_factory=ModelRecipe)
    mix: MixRecipe = field(default_factory=MixRecipe)
    train: TrainRecipe = field(default_factory=TrainRecipe)


def load(name: str) -> Recipe:
    """The recipe of that name or path.

    Raises:
        ConfigError: no such recipe, not TOML, or a key nobody knows.
    """
    path = Path(name) if name.endswith(".toml") else RECIPES / f"{name}.toml"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        known = ", ".join(sorted(p.stem for p in RECIPES.glob("*.toml")))
        raise ConfigError(f"There is no recipe {path}; known recipes: {known}.") from problem
    except tomllib.TOMLDecodeError as problem:
        raise ConfigError(f"{path} is not TOML: {problem}.") from problem
    return _build(Recipe, {"name": path.stem, **values}, str(path))


_T = TypeVar("_T")


def _build(kind: type[_T], values: dict[str, Any], where: str) -> _T:
    assert is_dataclass(kind)
    known = {item.name: item for item in fields(kind)}
    for key in values:
        if key not in known:
            raise ConfigError(f"{where}: unknown key '{key}'; known here: {', '.join(known)}.")
    made: dict[str, Any] = {}
    for key, value in values.items():
        default = getattr(kind(), key)
        if is_dataclass(default):
            made[key] = _build(type(default), value, f"{where} [{key}]")
        else:
            made[key] = tuple(value) if isinstance(value, list) else type(default)(value)
    return kind(**made)
