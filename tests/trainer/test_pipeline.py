"""The whole pipeline at its smallest, and whether what it makes runs in the server's own worker."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import LlamaForCausalLM

from verimentor.errors import ConfigError, VerimentorError
from verimentor.student.catalog import SHIPPED_FOLDER, Catalog
from verimentor.student.prompt import SPECIAL_TOKENS, ModulePrompt, Special, pieces
from verimentor.student.runtime import Sampling, Student
from verimentor_trainer import continuation, main, pretrain, recipe, tokenizer
from verimentor_trainer.families import draw, families

SHIPPED = SHIPPED_FOLDER / "verimentor-student.gguf"
TOKENIZE = """
import json, sys, llama_cpp
model = llama_cpp.Llama(sys.argv[1], vocab_only=True, verbose=False)
print(json.dumps([model.tokenize(text.encode(), add_bos=False, special=False) for text in json.load(sys.stdin)]))
"""


@pytest.fixture(scope="module")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of the smoke recipe."""
    out = tmp_path_factory.mktemp("smoke")
    assert main.run(["all", "--recipe", "smoke", "--out", str(out)]) == 0
    return out


def test_every_stage_leaves_a_manifest(smoke: Path) -> None:
    stages = [path.name.split(".")[0] for path in sorted(smoke.glob("*.manifest.json"))]
    assert stages == sorted(recipe.load("smoke").stages)
    trained = json.loads((smoke / "pretrain.manifest.json").read_text(encoding="utf-8"))["results"]
    assert trained["steps"] > 0


async def test_the_gguf_answers_as_the_trained_model_does(smoke: Path) -> None:
    prompt = ModulePrompt("an and gate", "module and2(input a, input b, output y);\n")
    student = Student(Catalog(smoke, smoke).open(smoke / "verimentor-student.gguf"))
    try:
        ready = await student.start()
        assert ready.prompt_format == "verimentor-1"
        answer = await student.complete(prompt, Sampling(max_tokens=1))
        assert len(await student.sample(prompt, Sampling(max_tokens=8, temperature=1.0), 3)) == 3
    finally:
        await student.close()
    # Swapped rotary halves or a wrong token id would show here; Q8_0 itself costs about 0.01.
    assert answer.mean_logprob == pytest.approx(likeliest(smoke, prompt), abs=0.05)


def likeliest(smoke: Path, prompt: ModulePrompt) -> float:
    """The log-probability of the next token that transformers finds likeliest."""
    ours = tokenizer.load(smoke / "tokenizer.json")
    ids: list[int] = []
    for piece in pieces(prompt):
        special = isinstance(piece, Special)
        ids += [SPECIAL_TOKENS.index(piece.token)] if special else ours.encode(piece, add_special_tokens=False).ids
    model = LlamaForCausalLM.from_pretrained(smoke / "student").eval()
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0, -1]
    return torch.log_softmax(logits.float(), -1).max().item()


# What the split treats in ways of its own: digits, contractions, runs of spaces, tabs and line ends, other scripts.
ODDITIES = """`timescale 1ns/1ps\r\n`define MAX(a, b) ((a)>(b)?(a):(b))
module \\esc+aped (input\twire [31:0]a,\n\n\n   output reg signed[7:0] b_2 ); // don't, it's 100% größer ½ 模块 ✓
\tassign x = 128'hDEAD_beef_0123 ** 2 ?~|a:^~b;   /* ****\u00a0\u2028**** */   $display("%0d\\n\\"", a<<<3);\t\t
  <|end|> <|fim_prefix|>endmodule // '{default:'x}   """
REPOSITORY = Path(__file__).parents[2]


def test_llama_cpp_cuts_text_into_the_same_tokens(smoke: Path) -> None:
    drawn = [text for name in families() for pair in [draw(name, 1)] for text in (pair.description, pair.module)]
    files = sorted(
        [*(REPOSITORY / "examples").rglob("*.v"), *(REPOSITORY / "trainer" / "written").glob("*0_*/pairs.txt")]
    )
    texts = [*drawn, *(path.read_text(encoding="utf-8") for path in files), ODDITIES, ODDITIES[::-1]]
    assert len(files) > 7
    # The smoke run's vocabulary is small, the shipped student's the one that users meet.
    for gguf, ours in (
        (smoke / "verimentor-student.gguf", tokenizer.load(smoke / "tokenizer.json")),
        (SHIPPED, tokenizer.build(*continuation.vocabulary(SHIPPED))),
    ):
        ours.encode_special_tokens = True  # a user's text never becomes a special token
        # In a process of its own: torch and llama.cpp bring two OpenMP runtimes, which do not live together.
        finished = subprocess.run(
            [sys.executable, "-c", TOKENIZE, str(gguf)],
            input=json.dumps(texts),
            capture_output=True,
            text=True,
            check=True,
        )
        for text, theirs in zip(texts, json.loads(finished.stdout), strict=True):
            assert theirs == ours.encode(text, add_special_tokens=False).ids, text


def test_a_stopped_run_goes_on_from_its_checkpoint(smoke: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["all", "--recipe", "smoke", "--out", str(smoke), "--until", "export"]) == 0
    assert capsys.readouterr().out.count("done before, skipped") == 6
    pretrain.run(recipe.load("smoke"), smoke)
    assert "minutes done before" in capsys.readouterr().out


def test_the_schedule_warms_up_stays_and_decays() -> None:
    chosen = recipe.TrainRecipe(warmup_share=0.1, decay_share=0.2)
    assert [pretrain.schedule(at, chosen) for at in (0.0, 0.05, 0.5, 1.0)] == [0.0, 0.5, 1.0, 0.0]
    assert pretrain.schedule(0.9, chosen) == pytest.approx(0.5)


def test_the_end_is_averaged_with_the_start(tmp_path: Path) -> None:
    start, end = {"w": torch.tensor([0.0, 8.0])}, {"w": torch.tensor([4.0, 4.0])}
    assert pretrain.averaged(start, end, 0.25)["w"].tolist() == [3.0, 5.0]
    model = replace(recipe.load("smoke").model, start_share=0.1)
    with pytest.raises(ConfigError, match="start_from"):
        pretrain.run(replace(recipe.load("smoke"), model=model), tmp_path)


def test_an_unknown_recipe_is_told_and_nothing_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["all", "--recipe", "nothing", "--out", str(tmp_path)]) == 1
    assert "known recipes" in capsys.readouterr().err


def test_a_run_can_go_on_from_the_exported_gguf(smoke: Path) -> None:
    gguf = smoke / "verimentor-student-f16.gguf"
    shape = recipe.load("smoke").model
    trained = LlamaForCausalLM.from_pretrained(smoke / "student").state_dict()
    found = continuation.weights(gguf, shape)
    assert set(found) == set(trained)
    assert all(torch.allclose(found[name], trained[name], atol=1e-3) for name in trained)
    again = tokenizer.build(*continuation.vocabulary(gguf))
    assert json.loads(again.to_str())["model"] == json.loads((smoke / "tokenizer.json").read_text())["model"]


def test_a_gguf_of_another_shape_is_refused(smoke: Path) -> None:
    shape = recipe.load("smoke").model
    with pytest.raises(VerimentorError, match="fewer layers"):
        continuation.weights(smoke / "verimentor-student-f16.gguf", replace(shape, layers=shape.layers + 1))
    with pytest.raises(VerimentorError, match="no GGUF"):
        continuation.find("nowhere.gguf")
