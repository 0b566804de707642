"""A recipe: every number of a training run, read from TOML once; an unknown key is an error that names it."""

import tomllib
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from verimentor.errors import ConfigError

RECIPES = Path(__file__).parent.parent / "recipes"

# In the order they run; `all` runs those the recipe names.
STAGES = (
    "collect",
    "dedup",
    "decontaminate",
    "tokenizer",
    "pretrain",
    "dapt",
    "families",
    "describe",
    "instruct",
    "iterate",
    "prefer",
    "export",
    "measure",
    "memorisation",
)


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
    start_share: float = 0.0  # of the start's weights in the average that is kept at the end (WiSE-FT)


@dataclass(frozen=True)
class MixRecipe:
    """What a training batch is made of; shares move linearly from start to end of the run."""

    raw_share_start: float = 0.45
    raw_share_end: float = 0.2
    fim_share: float = 0.6  # of raw files
    behaviour_share: float = 0.35  # of pairs: drawn from random behaviours
    written_share: float = 0.15  # of pairs: out of the written set; the rest are drawn from families
    header_share: float = 0.4  # of drawn pairs: the header stands in the prompt
    pair_fim_share: float = 0.25  # of pairs, the rest are description -> module
    block_share: float = 0.4  # of these holes: a block under a comment that says what it does
    daily: tuple[str, ...] = ()  # families of the designs people ask for every day
    daily_weight: float = 1.0  # how much more of their tokens are drawn than of the others'


@dataclass(frozen=True)
class TrainRecipe:
    """The optimisation; the schedule follows the clock, so that a slow machine still ends with a full decay."""

    minutes: float = 95.0
    step_tokens: int = 7680  # with padding, between two updates
    batch_tokens: int = 1920  # worked on at once by one process; several make a step, so that its lengths are mixed
    processes: int = 0  # that read batches; 0 is one a core, and one with a GPU
    muon_lr: float = 0.02
    adam_lr: float = 3e-3
    warmup_share: float = 0.01
    decay_share: float = 0.25
    checkpoint_minutes: float = 5.0
    compile: bool = True
    seed: int = 1


@dataclass(frozen=True)
class FamiliesRecipe:
    """The shard of pairs that the tuning stages read."""

    count: int = 1000
    seed: int = 1
    # Of pairs, asked as a broken module to mend. None for our student, which the server lets mend by filling holes, and
    # whose context two modules would fill; for larger models that converse.
    repair_share: float = 0.0


@dataclass(frozen=True)
class TuningRecipe:
    """What every stage that goes on from a checkpoint takes; the defaults are those of a tiny model on a CPU."""

    start_from: str = ""  # a checkpoint folder of transformers; "" takes what the stage before left
    lr: float = 2e-4
    schedule: str = "cosine"
    warmup_share: float = 0.03
    epochs: float = 1.0
    batch: int = 8  # per device
    accumulate: int = 1  # batches a step
    max_tokens: int = 640  # longer examples are left out, never cut
    bf16: bool = False
    gradient_checkpointing: bool = False
    attention: str = "sdpa"
    deepspeed: str = ""  # a ZeRO configuration in recipes/, for `accelerate launch`
    save_steps: int = 200
    seed: int = 1


@dataclass(frozen=True)
class DaptRecipe(TuningRecipe):
    """Continued pretraining on raw RTL; `max_tokens` is the length of a packed row."""

    tokens: float = 1e6  # read in all, files come round again where they are fewer
    fim_rate: float = 0.5  # of files
    spm_rate: float = 0.5  # of those: suffix first; the others prefix first
    fim_tokens: tuple[str, ...] = ()  # prefix, suffix, middle where the checkpoint is not ours


@dataclass(frozen=True)
class DescribeRecipe:
    """Descriptions for single-module files."""

    limit: int = 0  # files described, 0 for all
    teacher: str = ""  # an OpenAI-compatible URL or a GGUF; "" takes header comments and the parse tree
    teacher_model: str = ""
    student: str = ""  # the same for self-distillation; "" leaves the teacher's words
    student_model: str = ""
    max_answer_tokens: int = 400
    temperature: float = 0.0
    attempts: int = 2  # at an answer that is nonsense
    concurrent: int = 8
    timeout_s: float = 300.0  # for one answer; a large model on a CPU takes minutes
    retries: int = 6  # where it is busy (429, 503) or does not answer: half a minute in all, each wait twice the last
    requests_per_minute: float = 0.0  # 0: as fast as it answers
    price_per_million_tokens: float = 0.0
    max_cost: float = 0.0  # in the price's currency, for teacher and student each, over all runs in a folder; 0: none
    min_words: int = 8
    max_module_characters: int = 8000


@dataclass(frozen=True)
class InstructRecipe(TuningRecipe):
    """Supervised tuning on pairs."""

    give_header: bool = True  # always, not only where a description leans on it


@dataclass(frozen=True)
class SamplingRecipe(TuningRecipe):
    """What the stages share that learn from the model's own answers."""

    references: int = 1000  # pairs asked about
    score: str = "simulation"  # or "paper"
    sampler: str = "transformers"  # or "runtime": as a GGUF in llama.cpp, faster on a CPU
    top_p: float = 0.95
    temperature: float = 0.5
    max_new_tokens: int = 512
    prompts_at_once: int = 16
    give_header: bool = True


@dataclass(frozen=True)
class IterateRecipe(SamplingRecipe):
    """ITERTL; alpha, beta, K and the sampling are the paper's."""

    candidates: int = 4  # K, the reference among them
    alpha: float = 0.3
    beta: float = 0.2
    softmax: bool = False  # Eq. 13 instead of Eq. 2
    compared: tuple[str, ...] = ()  # further scores to run the rounds with, for the plot; the best round of all stays
    rounds: int = 7
    patience: int = 2  # rounds without a better pass@1 before it stops; 0 never stops
    validation: str = "draws"  # or a set of the frozen hold-out, which is then no hold-out any more
    validation_problems: int = 100


@dataclass(frozen=True)
class PreferRecipe(SamplingRecipe):
    """DPO or GRPO with the same score."""

    method: str = "dpo"  # or "grpo"
    candidates: int = 4
    margin: float = 0.2  # of the score between chosen and rejected, as ITERTL's beta
    kl: float = 0.1  # beta of DPO and of GRPO


@dataclass(frozen=True)
class ExportRecipe:
    """The files the trained student becomes, besides the one in f16."""

    quants: tuple[str, ...] = ("Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M")
    shipped: str = "Q8_0"  # nothing is lost that can be measured, and it decodes as fast as smaller ones


@dataclass(frozen=True)
class MeasureRecipe:
    """What is asked of the exported student."""

    parts: tuple[str, ...] = ("greedy", "sampled", "holes", "reading", "quants")
    problems: int = 0  # of each set of the hold-out, the first ones; 0 for all
    max_tokens: int = 512  # of an answer, as the server's
    samples: int = 10  # a problem
    temperature: float = 0.5  # of the samples, as the server's
    holes: int = 300  # three points of standard error at 50 %
    reading_bytes: int = 200_000  # of unseen files, for bits per byte; 0 for all
    quant_bytes: int = 20_000  # some 6,000 tokens, each with every file that `export` made
    seed: int = 1


@dataclass(frozen=True)
class MemorisationRecipe:
    """How the student is tried for what it knows by heart."""

    prefixes: int = 300  # of training files, and of held-out ones: an interval of one point below 1 %
    prefix_tokens: int = 64  # a longer one brings out more; the student's context is 640
    tokens: int = 100  # of a continuation
    verbatim_tokens: int = 50  # from here on it counts as repeated; Carlini et al. 2023
    seed: int = 1


@dataclass(frozen=True)
class Recipe:
    """One run from raw text to GGUF."""

    name: str = ""
    stages: tuple[str, ...] = (
        "collect",
        "dedup",
        "decontaminate",
        "tokenizer",
        "pretrain",
        "export",
        "measure",
        "memorisation",
    )
    corpus: CorpusRecipe = field(default_factory=CorpusRecipe)
    tokenizer: TokenizerRecipe = field(default_factory=TokenizerRecipe)
    model: ModelRecipe = field(default_factory=ModelRecipe)
    mix: MixRecipe = field(default_factory=MixRecipe)
    train: TrainRecipe = field(default_factory=TrainRecipe)
    dapt: DaptRecipe = field(default_factory=DaptRecipe)
    families: FamiliesRecipe = field(default_factory=FamiliesRecipe)
    describe: DescribeRecipe = field(default_factory=DescribeRecipe)
    instruct: InstructRecipe = field(default_factory=InstructRecipe)
    iterate: IterateRecipe = field(default_factory=IterateRecipe)
    prefer: PreferRecipe = field(default_factory=PreferRecipe)
    export: ExportRecipe = field(default_factory=ExportRecipe)
    measure: MeasureRecipe = field(default_factory=MeasureRecipe)
    memorisation: MemorisationRecipe = field(default_factory=MemorisationRecipe)


def load(name: str) -> Recipe:
    """The recipe of that name or path.

    Raises:
        ConfigError: no such recipe, not TOML, or a key or stage nobody knows.
    """
    path = Path(name) if name.endswith(".toml") else RECIPES / f"{name}.toml"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        known = ", ".join(sorted(p.stem for p in RECIPES.glob("*.toml")))
        raise ConfigError(f"There is no recipe {path}; known recipes: {known}.") from problem
    except tomllib.TOMLDecodeError as problem:
        raise ConfigError(f"{path} is not TOML: {problem}.") from problem
    recipe = _build(Recipe, {"name": path.stem, **values}, str(path))
    for stage in recipe.stages:
        if stage not in STAGES:
            raise ConfigError(f"{path}: there is no stage '{stage}'; there are {', '.join(STAGES)}.")
    return recipe


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
        if is_dataclass(default) and isinstance(value, dict):
            made[key] = _build(type(default), value, f"{where} [{key}]")
        elif isinstance(default, tuple) and isinstance(value, list):
            made[key] = tuple(value)
        elif isinstance(default, float) and type(value) is int:
            made[key] = float(value)
        elif type(value) is type(default):
            made[key] = value
        elif type(default) is int and isinstance(value, float) and value.is_integer():  # 1e6
            made[key] = int(value)
        else:
            wanted = "a section" if is_dataclass(default) else f"a value like {default!r}"
            raise ConfigError(f"{where}: '{key}' is {value!r}, but wants {wanted}.")
    return kind(**made)
