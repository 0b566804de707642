"""GGUF files of fewer bits, made from the f16 one by llama.cpp's own quantiser; every key of the file survives.

A program of its own, since torch and llama.cpp bring two OpenMP runtimes that do not live together:

    python -m verimentor_trainer.quantization F16.gguf OUT.gguf Q6_K
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import gguf

from verimentor.errors import VerimentorError

QUANTS = ("Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M")  # below four bits a model this small stops making sense
_BLOCK = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType.Q4_K][0]  # weights that share a scale in any K-quant


def checked(names: Sequence[str]) -> tuple[str, ...]:
    """Names of quants, each once.

    Raises:
        VerimentorError: there is no such quant.
    """
    if unknown := [name for name in names if name not in QUANTS]:
        raise VerimentorError(f"There is no quant {', '.join(unknown)}; there are {', '.join(QUANTS)}.")
    return tuple(dict.fromkeys(names))


def quantize(source: Path, target: Path, quant: str) -> None:
    """Write `target` in a quant, whole or not at all.

    Raises:
        VerimentorError: llama.cpp could not.
    """
    partial = target.with_name(target.name + ".partial")
    command = [sys.executable, "-m", __name__, str(source), str(partial), quant]
    finished = subprocess.run(command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL)
    if finished.returncode:
        partial.unlink(missing_ok=True)
        said = (finished.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise VerimentorError(f"llama.cpp could not make {target.name}: {said}. Is the disk full?")
    partial.replace(target)


def fallbacks(path: Path, quant: str) -> int:
    """How many matrices of a file are in another format than asked, since their rows do not divide into blocks."""
    if "_K" not in quant:
        return 0
    return sum(len(t.shape) == 2 and int(t.shape[0]) % _BLOCK != 0 for t in gguf.GGUFReader(path).tensors)


def main() -> int:
    """Quantise one file in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("quant", choices=QUANTS)
    options = parser.parse_args()
    import llama_cpp

    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.ftype = int(gguf.LlamaFileType[f"MOSTLY_{options.quant}"])
    parameters.nthread = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0  # 0: all
    failed: int = llama_cpp.llama_model_quantize(os.fsencode(options.source), os.fsencode(options.target), parameters)
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
