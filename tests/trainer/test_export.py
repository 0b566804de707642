"""The files a student becomes: every quant loads, says what it is, and none is ever half written."""

import json
from dataclasses import replace
from pathlib import Path

import gguf
import pytest

from verimentor.errors import VerimentorError
from verimentor.student.catalog import Catalog
from verimentor.student.header import read_header
from verimentor.student.prompt import FIM_MIDDLE, FIM_PREFIX, FIM_SUFFIX, SPECIAL_TOKENS
from verimentor_trainer import export, quantization
from verimentor_trainer.recipe import ExportRecipe, Recipe


@pytest.fixture(scope="module")
def exported(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exported")
    (out / "student").symlink_to(tiny / "student")
    (out / "tokenizer.json").symlink_to(tiny / "tokenizer.json")
    export.run(replace(Recipe(), export=ExportRecipe(("Q8_0", "Q4_K_M"), "Q4_K_M")), out)
    return out


@pytest.mark.parametrize("name", ["-f16", "-Q8_0", "-Q4_K_M", ""])
def test_every_file_keeps_our_own_keys(exported: Path, name: str) -> None:
    values = read_header(exported / f"verimentor-student{name}.gguf")
    assert values["verimentor.prompt_version"] == 1
    for key, token in (("pre", FIM_PREFIX), ("suf", FIM_SUFFIX), ("mid", FIM_MIDDLE)):
        assert values[f"tokenizer.ggml.fim_{key}_token_id"] == SPECIAL_TOKENS.index(token)


def test_the_shipped_quant_is_the_recipes(exported: Path) -> None:
    shipped = exported / "verimentor-student.gguf"
    assert shipped.read_bytes() == (exported / "verimentor-student-Q4_K_M.gguf").read_bytes()
    assert read_header(shipped)["general.file_type"] == gguf.LlamaFileType.MOSTLY_Q4_K_M
    listed = json.loads((exported / "catalog.json").read_text())["models"][0]
    assert (listed["file"], listed["quant"], listed["size"]) == (shipped.name, "Q4_K_M", shipped.stat().st_size)
    model = Catalog(exported, exported / "none").get("verimentor-student")
    assert Catalog(exported, exported / "none").verify(model).ok
    assert not list(exported.glob("*.partial"))


def test_matrices_that_fall_back_are_counted(exported: Path) -> None:
    files = json.loads((exported / "export.manifest.json").read_text())["results"]["files"]
    # 15 matrices, all but the feed-forward's way down (64 wide) are 32 wide; none divides into 256.
    assert {name: each["fallbacks"] for name, each in files.items()} == {"f16": 0, "Q8_0": 0, "Q4_K_M": 15}


def test_an_unknown_quant_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(VerimentorError, match="no quant Q9; there are Q8_0"):
        export.run(replace(Recipe(), export=ExportRecipe(("Q8_0",), "Q9")), tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_llama_cpp_cannot_read_leaves_no_file(tmp_path: Path) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF nonsense")
    with pytest.raises(VerimentorError, match=r"could not make small\.gguf"):
        quantization.quantize(tmp_path / "broken.gguf", tmp_path / "small.gguf", "Q8_0")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.gguf"]
