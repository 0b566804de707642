"""The tuning stages one after the other, as `all` runs them, up to a GGUF that the server answers from."""

import asyncio
import json
from pathlib import Path

import pytest
import torch

from verimentor.student.catalog import Catalog
from verimentor.student.prompt import ModulePrompt
from verimentor.student.runtime import Sampling, Student
from verimentor_trainer import checkpoint, instruct, main

RECIPE = """
stages = ["families", "instruct", "iterate", "prefer", "export"]

[families]
count = 4

[mix]
behaviour_share = 0.0
written_share = 0.0

[instruct]
lr = 0.01
warmup_share = 0.0
batch = 4
max_tokens = 1024

[iterate]
references = 2
candidates = 2
rounds = 1
max_new_tokens = 8
validation_problems = 1
max_tokens = 1024
sampler = "runtime"

[prefer]
references = 2
candidates = 2
max_new_tokens = 8
max_tokens = 1024
"""


def test_all_runs_the_recipes_stages_and_exports_the_last(run_folder: Path, tmp_path: Path) -> None:
    (run_folder / "pairs.jsonl").unlink()
    path = tmp_path / "tuned.toml"
    path.write_text(RECIPE, encoding="utf-8")
    assert main.run(["all", "--recipe", str(path), "--out", str(run_folder)]) == 0
    manifests = {file.name.split(".")[0] for file in run_folder.glob("*.manifest.json")}
    assert manifests == {"families", "instruct", "iterate", "prefer", "export"}
    inputs = json.loads((run_folder / "export.manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert "prefer/model/model.safetensors" in inputs
    prompt = ModulePrompt("an inverter", "module inverter(input a, output y);\n")
    found = asyncio.run(answered(run_folder, prompt))
    # The GGUF is the last stage's model, not the one `pretrain` left.
    assert found == pytest.approx(likeliest(run_folder / "prefer" / "model", prompt), abs=0.01)
    assert found != pytest.approx(likeliest(run_folder / "student", prompt), abs=0.02)
    assert not list(run_folder.rglob("*.partial"))


async def answered(folder: Path, prompt: ModulePrompt) -> float:
    student = Student(Catalog(folder, folder).open(folder / "verimentor-student-f16.gguf"))
    try:
        return (await student.complete(prompt, Sampling(max_tokens=1))).mean_logprob
    finally:
        await student.close()


@pytest.mark.parametrize(
    ("failure", "code", "said"),
    [(OSError(28, "No space left on device"), 1, "No space left"), (KeyboardInterrupt(), 130, "goes on")],
)
def test_a_full_disk_and_a_stop_are_told_in_a_sentence(
    failure: BaseException,
    code: int,
    said: str,
    run_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def failing(*_: object) -> None:
        raise failure

    monkeypatch.setattr(instruct.tuning, "train", failing)
    assert main.run(["instruct", "--recipe", "smoke", "--out", str(run_folder)]) == code
    assert said in capsys.readouterr().err
    assert not (run_folder / "instruct.manifest.json").exists()


def likeliest(folder: Path, prompt: ModulePrompt) -> float:
    loaded = checkpoint.load(folder)
    with torch.no_grad():
        logits = loaded.model(torch.tensor([loaded.ask(prompt)])).logits[0, -1]
    return torch.log_softmax(logits.float(), -1).max().item()
