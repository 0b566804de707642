"""The part of llama.cpp that computes, where it comes as one library for each generation of processors."""

import ctypes
from pathlib import Path
from typing import Any

import llama_cpp


def load_backends() -> None:
    """Let llama.cpp choose among the libraries beside it; a build for one processor has just one, loaded already."""
    folder = Path(llama_cpp.__file__).parent / "lib"
    if not any(folder.glob("libggml-cpu-*")):
        return
    # Through the library that loads models: opened by its own name, ggml would be there twice, each with its list.
    library: Any = llama_cpp.llama_cpp._lib
    library.ggml_backend_load_all_from_path.argtypes = [ctypes.c_char_p]
    library.ggml_backend_load_all_from_path.restype = None
    # Without a folder it would search the current one, which may be a stranger's.
    library.ggml_backend_load_all_from_path(str(folder).encode())
