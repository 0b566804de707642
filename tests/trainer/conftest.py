"""A student of random weights with our tokenizer, small enough that a stage takes a second, and pairs to tune it on."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from verimentor_trainer import pretrain, recipe, tokenizer
from verimentor_trainer.families import draw
from verimentor_trainer.manifest import write_rows

ADDER = """module add3(input [2:0] a, input [2:0] b, output [3:0] total);
  assign total = a + b;
endmodule
"""


def row(description: str, module: str) -> dict[str, object]:
    """A row of pairs.jsonl."""
    header = module.split("\n", maxsplit=1)[0]
    return {"description": description, "header": header, "module": module, "reference": module, "family": "hand"}


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's folder with `student/`, `tokenizer.json` and eight pairs."""
    out = tmp_path_factory.mktemp("tiny")
    pairs = [draw("adder", seed) for seed in range(7)]
    texts = [text for pair in pairs for text in (pair.description, pair.module)]
    tokenizer.train(iter(texts), 384).save(str(out / "tokenizer.json"))
    torch.set_num_threads(1)  # threads that wait for each other cost more than a model this small
    torch.manual_seed(0)
    shape = replace(recipe.ModelRecipe(), hidden=32, layers=2, heads=2, kv_heads=2, feed_forward=64, context=256)
    pretrain.build(shape, 384).save_pretrained(out / "student")
    rows = [{**vars(pair), "header_given": False} for pair in pairs]
    write_rows(out / "pairs.jsonl", [json.loads(json.dumps(each)) for each in rows] + [row("adds two numbers", ADDER)])
    return out


@pytest.fixture
def run_folder(tiny: Path, tmp_path: Path) -> Path:
    """A copy of the tiny run that a test may write into."""
    for name in ("tokenizer.json", "pairs.jsonl"):
        (tmp_path / name).write_bytes((tiny / name).read_bytes())
    (tmp_path / "student").mkdir()
    for path in (tiny / "student").iterdir():
        (tmp_path / "student" / path.name).write_bytes(path.read_bytes())
    return tmp_path
