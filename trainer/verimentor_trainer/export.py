"""The trained student as a GGUF that llama.cpp runs, with its catalog entry.

Tensors are those of the official converter (Llama's q and k rows permuted for ggml's rotary layout); the FIM token
ids and the prompt version, which it omits, are written too. Writes `verimentor-student-f16.gguf`, one file for each
quant of the recipe (`verimentor-student-Q6_K.gguf`), the shipped one of them again as `verimentor-student.gguf`, and
`catalog.json`.
"""

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch

from verimentor.errors import VerimentorError
from verimentor.student.catalog import entry
from verimentor.student.prompt import END, FIM_MIDDLE, FIM_PREFIX, FIM_SUFFIX, PAD, PROMPT_VERSION, SPECIAL_TOKENS
from verimentor_trainer import checkpoint, quantization
from verimentor_trainer.manifest import write_json, write_manifest
from verimentor_trainer.recipe import Recipe

NAME = "verimentor-student"
LICENCE = "Apache-2.0"


def run(recipe: Recipe, out: Path) -> None:
    """Export what the last training stage of the run left, in f16 and in the recipe's quants."""
    shipped = recipe.export.shipped
    quants = quantization.checked((*recipe.export.quants, shipped))
    folder = checkpoint.before("export", recipe, out)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    tokenizer = tokenizer_of(folder)
    write_gguf(gguf_of(out, "f16"), load_weights(folder), config, tokenizer, recipe, gguf.GGMLQuantizationType.F16)
    files: dict[str, dict[str, Any]] = {"f16": {"size": gguf_of(out, "f16").stat().st_size, "fallbacks": 0}}
    for quant in quants:
        path = gguf_of(out, quant)
        quantization.quantize(gguf_of(out, "f16"), path, quant)
        files[quant] = {"size": path.stat().st_size, "fallbacks": quantization.fallbacks(path, quant)}
        print(f"export: {path.name} ({files[quant]['size'] / 1e6:.1f} MB)", flush=True)
        if files[quant]["fallbacks"]:
            print(f"export: {files[quant]['fallbacks']} matrices of it fell back to larger formats (not n x 256)")
    target = out / f"{NAME}.gguf"
    _copy(gguf_of(out, shipped), target)
    trained = time.strftime("%Y-%m-%d", time.gmtime())
    catalog_entry = {**entry(target, name=NAME, licence=LICENCE, trained=trained), "quant": shipped}
    write_json(out / "catalog.json", {"version": 1, "models": [catalog_entry]})
    print(f"export: {target} is {shipped}")
    inputs = [out / "tokenizer.json", folder / "config.json", *folder.glob("*.safetensors")]
    results = {"shipped": catalog_entry, "files": files}
    write_manifest(out, "export", settings=asdict(recipe), inputs=inputs, results=results)


def gguf_of(out: Path, quant: str) -> Path:
    """Where a run keeps its GGUF in `quant`, or in "f16"."""
    return out / f"{NAME}-{quant}.gguf"


def tokenizer_of(folder: Path) -> dict[str, Any]:
    """The tokenizer of a checkpoint of ours.

    Raises:
        VerimentorError: it has another one; llama.cpp's own converter exports such a model.
    """
    path = checkpoint.tokenizer_file(folder)
    tokenizer: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path else {"model": {}}
    vocabulary = tokenizer["model"].get("vocab")
    if not isinstance(vocabulary, dict) or any(vocabulary.get(token) != i for i, token in enumerate(SPECIAL_TOKENS)):
        raise VerimentorError(
            f"{folder} has a tokenizer that is not ours; export it with llama.cpp's convert_hf_to_gguf.py."
        )
    return tokenizer


def load_weights(folder: Path) -> dict[str, torch.Tensor]:
    """The state dict that `save_pretrained` wrote."""
    from safetensors.torch import load_file

    weights: dict[str, torch.Tensor] = {}
    for path in sorted(folder.glob("*.safetensors")):
        weights |= load_file(path)
    return weights


def write_gguf(
    path: Path,
    weights: dict[str, torch.Tensor],
    config: dict[str, Any],
    tokenizer: dict[str, Any],
    recipe: Recipe,
    kind: gguf.GGMLQuantizationType,
) -> None:
    """Write one GGUF whole or not at all; matrices in `kind`, vectors in f32."""
    partial = path.with_name(path.name + ".partial")
    writer = gguf.GGUFWriter(partial, "llama")
    writer.add_name(NAME)
    writer.add_license(LICENCE)
    writer.add_file_type(
        gguf.LlamaFileType.MOSTLY_Q8_0 if kind == gguf.GGMLQuantizationType.Q8_0 else gguf.LlamaFileType.MOSTLY_F16
    )
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_dimension_count(config["hidden_size"] // config["num_attention_heads"])
    writer.add_rope_freq_base(_rope_base(config))
    writer.add_vocab_size(config["vocab_size"])
    _add_tokenizer(writer, tokenizer)
    writer.add_uint32("verimentor.prompt_version", PROMPT_VERSION)
    for name, values in tensors(weights, config):
        if values.ndim == 2:
            writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
        else:
            writer.add_tensor(name, values.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    partial.replace(path)


def tensors(weights: dict[str, torch.Tensor], config: dict[str, Any]) -> Iterator[tuple[str, "np.ndarray[Any, Any]"]]:
    """Every tensor under llama.cpp's name; tied embeddings are written once."""
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config["num_hidden_layers"])
    for name, tensor in weights.items():
        if name == "lm_head.weight" and config.get("tie_word_embeddings"):
            continue
        values = tensor.to(torch.float32).numpy()
        if name.endswith("q_proj.weight"):
            values = _permuted(values, config["num_attention_heads"])
        elif name.endswith("k_proj.weight"):
            values = _permuted(values, config["num_key_value_heads"])
        mapped = names.get_name(name, try_suffixes=(".weight",))
        assert mapped, f"llama.cpp has no tensor for {name}"
        yield mapped, values


def _copy(source: Path, target: Path) -> None:
    partial = target.with_name(target.name + ".partial")
    shutil.copyfile(source, partial)
    partial.replace(target)


def _permuted(values: "np.ndarray[Any, Any]", heads: int) -> "np.ndarray[Any, Any]":
    """Rows of q or k from transformers' half-split rotary order to ggml's interleaved one."""
    rows = values.shape[0]
    return values.reshape(heads, 2, rows // heads // 2, *values.shape[1:]).swapaxes(1, 2).reshape(values.shape)


def _rope_base(config: dict[str, Any]) -> float:
    return float((config.get("rope_parameters") or config).get("rope_theta", 10_000.0))


def _add_tokenizer(writer: gguf.GGUFWriter, tokenizer: dict[str, Any]) -> None:
    vocabulary = tokenizer["model"]["vocab"]
    merges = tokenizer["model"]["merges"]
    ordered = sorted(vocabulary, key=vocabulary.__getitem__)
    special = set(SPECIAL_TOKENS)
    kinds = [gguf.TokenType.CONTROL if token in special else gguf.TokenType.NORMAL for token in ordered]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(ordered)
    writer.add_token_types(kinds)
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in merges])
    writer.add_eos_token_id(vocabulary[END])
    writer.add_pad_token_id(vocabulary[PAD])
    writer.add_add_bos_token(False)
    writer.add_uint32("tokenizer.ggml.fim_pre_token_id", vocabulary[FIM_PREFIX])
    writer.add_uint32("tokenizer.ggml.fim_suf_token_id", vocabulary[FIM_SUFFIX])
    writer.add_uint32("tokenizer.ggml.fim_mid_token_id", vocabulary[FIM_MIDDLE])
