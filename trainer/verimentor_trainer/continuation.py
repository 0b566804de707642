"""A student that stands as a GGUF of `export`, read back so that a further run begins with what it knows.

The inverse of `export`: Llama's q and k rows return to transformers' half-split rotary order. The optimisers' state
is not in a GGUF; the warm-up of the new run rebuilds it.
"""

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch

from verimentor.errors import VerimentorError
from verimentor.student.catalog import SHIPPED_FOLDER
from verimentor.student.prompt import SPECIAL_TOKENS
from verimentor_trainer.recipe import ModelRecipe

SHIPPED = "shipped"  # the student that lies in the server's package


def find(start: str) -> Path:
    """The GGUF a recipe means: a path, or "shipped".

    Raises:
        VerimentorError: there is no such file.
    """
    path = SHIPPED_FOLDER / "verimentor-student.gguf" if start == SHIPPED else Path(start)
    if not path.is_file():
        raise VerimentorError(
            f"There is no GGUF {path} to start from; set [model] start_from to a path or '{SHIPPED}'."
        )
    return path


def vocabulary(path: Path) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """The tokens by id and the merges of the GGUF's tokenizer.

    Raises:
        VerimentorError: the GGUF is not one of ours.
    """
    reader = gguf.GGUFReader(path)
    tokens = _strings(reader, "tokenizer.ggml.tokens")
    if tuple(tokens[: len(SPECIAL_TOKENS)]) != tuple(SPECIAL_TOKENS):
        raise VerimentorError(f"{path} was not exported by this project: its first tokens are not ours.")
    merges = [(left, right) for left, _, right in (m.partition(" ") for m in _strings(reader, "tokenizer.ggml.merges"))]
    return {token: index for index, token in enumerate(tokens)}, merges


def weights(path: Path, recipe: ModelRecipe) -> dict[str, torch.Tensor]:
    """The state dict, dequantised to f32.

    Raises:
        VerimentorError: the GGUF has another shape than the recipe.
    """
    reader = gguf.GGUFReader(path)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, recipe.layers)
    own = {names.get_name(name): name for name in _parameter_names(recipe)}
    found: dict[str, torch.Tensor] = {}
    for tensor in reader.tensors:
        mapped, _, suffix = tensor.name.rpartition(".")
        if mapped not in own:
            raise VerimentorError(
                f"{path} has a tensor {tensor.name} that the recipe's {recipe.layers} layers have not."
            )
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        name = own[mapped]
        if name.endswith("q_proj"):
            values = _unpermuted(values, recipe.heads)
        elif name.endswith("k_proj"):
            values = _unpermuted(values, recipe.kv_heads)
        found[f"{name}.{suffix}"] = torch.from_numpy(np.ascontiguousarray(values))
    if missing := {f"{name}.weight" for name in own.values()} - set(found):
        raise VerimentorError(f"{path} lacks {', '.join(sorted(missing)[:3])}: it has fewer layers than the recipe.")
    found["lm_head.weight"] = found["model.embed_tokens.weight"]
    return found


def _parameter_names(recipe: ModelRecipe) -> list[str]:
    attention = [f"self_attn.{letter}_proj" for letter in "qkvo"]
    parts = [*attention, "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj", "input_layernorm", "post_attention_layernorm"]
    layers = [f"model.layers.{layer}.{part}" for layer in range(recipe.layers) for part in parts]
    return ["model.embed_tokens", "model.norm", *layers]


def _strings(reader: gguf.GGUFReader, key: str) -> list[str]:
    field: Any = reader.fields.get(key)
    return [bytes(field.parts[index]).decode("utf-8") for index in field.data] if field else []


def _unpermuted(values: "np.ndarray[Any, Any]", heads: int) -> "np.ndarray[Any, Any]":
    """Rows of q or k from ggml's interleaved rotary order back to transformers' half-split one."""
    rows = values.shape[0]
    return values.reshape(heads, rows // heads // 2, 2, *values.shape[1:]).swapaxes(1, 2).reshape(values.shape)
