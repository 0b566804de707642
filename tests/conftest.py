"""Real models for tests: a GGUF small enough to be made for each run, and llama.cpp's own server.

The small one is a real llama.cpp model with random weights and our prompt format.
"""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import gguf
import numpy as np
import pytest

from verimentor.config import ModelSettings
from verimentor.student.catalog import Catalog
from verimentor.student.prompt import FIM_MIDDLE, FIM_PREFIX, FIM_SUFFIX, PROMPT_VERSION, SPECIAL_TOKENS

WORDS = ["module", "endmodule", "input", "output", "assign", "always", "posedge", "begin", "end", "case", "default"]
WORDS += ["wire", "reg", "logic", "clk", "rst", "state", "count", "data", "if", "else", "parameter", "localparam"]
N_CONTEXT, N_LAYERS, N_HEADS, N_KV_HEADS = 1024, 2, 4, 2


def byte_letters() -> dict[int, str]:
    """GPT-2's printable letter for each byte."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {byte: chr(byte) for byte in plain}
    for byte in range(256):
        letters.setdefault(byte, chr(256 + len(letters) - len(plain)))
    return letters


def vocabulary(special: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Tokens and merges of a byte-level BPE that knows a few words, with and without a space before."""
    letters = byte_letters()
    space = letters[ord(" ")]
    tokens, merges = [*special, *(letters[byte] for byte in range(256))], [f"{space} {space}"]
    tokens.append(space + space)
    for word in (*WORDS, *(space + word for word in WORDS)):
        for i in range(1, len(word)):
            if (merge := f"{word[:i]} {word[i]}") not in merges:
                merges.append(merge)
                tokens.append(word[: i + 1])
    return tokens, merges


def write_gguf(
    path: Path,
    *,
    seed: int = 0,
    dimension: int = 64,
    version: int | None = PROMPT_VERSION,
    special: tuple[str, ...] = SPECIAL_TOKENS,
    fim: tuple[str, str, str] | None = (FIM_PREFIX, FIM_SUFFIX, FIM_MIDDLE),
    end: str = SPECIAL_TOKENS[1],
    chat_template: str | None = None,
) -> Path:
    """Write a Llama with random weights."""
    random = np.random.default_rng(seed)
    tokens, merges = vocabulary(special)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(path.stem)
    writer.add_context_length(N_CONTEXT)
    writer.add_embedding_length(dimension)
    writer.add_block_count(N_LAYERS)
    writer.add_feed_forward_length(2 * dimension)
    writer.add_head_count(N_HEADS)
    writer.add_head_count_kv(N_KV_HEADS)
    writer.add_rope_dimension_count(dimension // N_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    kinds = [gguf.TokenType.CONTROL] * len(special) + [gguf.TokenType.NORMAL] * (len(tokens) - len(special))
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(special.index(end))
    writer.add_add_bos_token(False)
    if fim:
        for key, token in zip(("pre", "suf", "mid"), fim, strict=True):
            writer.add_uint32(f"tokenizer.ggml.fim_{key}_token_id", special.index(token))
    if version is not None:
        writer.add_uint32("verimentor.prompt_version", version)
    if chat_template:
        writer.add_chat_template(chat_template)

    def add(name: str, *shape: int, scale: float = 1.0) -> None:
        writer.add_tensor(name, (random.standard_normal(shape) * scale).astype(np.float32))

    kv = dimension * N_KV_HEADS // N_HEADS
    add("token_embd.weight", len(tokens), dimension)
    add("output.weight", len(tokens), dimension, scale=0.3)
    writer.add_tensor("output_norm.weight", np.ones(dimension, np.float32))
    for layer in range(N_LAYERS):
        for norm in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{norm}.weight", np.ones(dimension, np.float32))
        for name, rows, columns in (
            ("attn_q", dimension, dimension),
            ("attn_k", kv, dimension),
            ("attn_v", kv, dimension),
            ("attn_output", dimension, dimension),
            ("ffn_gate", 2 * dimension, dimension),
            ("ffn_up", 2 * dimension, dimension),
            ("ffn_down", dimension, 2 * dimension),
        ):
            add(f"blk.{layer}.{name}.weight", rows, columns, scale=columns**-0.5)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


@pytest.fixture(scope="session")
def make_gguf() -> Callable[..., Path]:
    """`write_gguf`, for variants."""
    return write_gguf


@pytest.fixture(scope="session")
def tiny_gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model in our own format; shared by all tests, so do not write to it."""
    return write_gguf(tmp_path_factory.mktemp("models") / "tiny.gguf")


@pytest.fixture(scope="session")
def llama_server() -> Iterator[str]:
    """The address of llama.cpp's own server with the shipped student: a real endpoint with weak words."""
    if not all(map(find_spec, ("fastapi", "uvicorn", "sse_starlette", "starlette_context", "pydantic_settings"))):
        pytest.skip("what llama_cpp.server needs is not installed: pip install 'llama-cpp-python[server]'")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    model = Catalog().selected(ModelSettings()).path
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(model), "--port", str(port), "--n_threads", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/v1"
    try:
        _wait_for(f"{url}/models", process)
        yield url
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120  # on a busy machine
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5)
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("llama_cpp.server does not answer")
