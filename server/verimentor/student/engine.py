"""llama.cpp at its low level: a model, and contexts whose KV cache we keep ourselves."""

import ctypes
import os
import sys
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Waiting OpenMP threads spin by default: two of them on a loaded machine took 351 ms a token instead of 16. libgomp
# reads this once, when it is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import llama_cpp
import numpy as np
from numpy.typing import NDArray

from verimentor.errors import ModelError
from verimentor.student import memory
from verimentor.student.backends import load_backends
from verimentor.student.protocol import Ready
from verimentor.student.tokens import Vocabulary

CHUNK = 64  # tokens read at once: an interruption loses at most one chunk's work (14 ms for 10M parameters)
LOG_LEVEL_ERROR = 4  # GGML_LOG_LEVEL_ERROR, which the bindings do not name
NO_GPU = (
    "The setting model.gpu_layers has no effect: llama.cpp was built without support for a graphics card. "
    "Reinstall llama-cpp-python with it, or set it to 0."
)
MAX_CONTEXT = 4096  # tokens; a larger trained context would only cost memory, our budgets stay far below


class Flag:
    """A switch that llama.cpp looks at between any two nodes of its graph; raised, it stops the computation.

    A look costs 0.2 us and there are some hundred a token: under 2 % of a small model's time.
    """

    def __init__(self) -> None:
        self._raised = False
        self.callback = llama_cpp.ggml_abort_callback(lambda _data: self._raised)

    def raise_(self) -> None:
        """Stop the running computation soon."""
        self._raised = True

    def lower(self) -> None:
        """Let computations run."""
        self._raised = False


class Context:
    """A KV cache with numbered sequences; sequence 0 holds a prompt, whose tokens are remembered for reuse."""

    def __init__(
        self, model: Any, n_vocabulary: int, *, n_cells: int, n_sequences: int, n_outputs: int, threads: int, flag: Flag
    ) -> None:
        parameters = llama_cpp.llama_context_default_params()
        parameters.n_ctx = n_cells
        parameters.n_batch = parameters.n_ubatch = max(CHUNK, n_sequences)
        parameters.n_outputs_max = max(n_sequences, n_outputs)
        parameters.n_seq_max = n_sequences
        parameters.kv_unified = True
        parameters.n_threads = parameters.n_threads_batch = threads
        # Flash attention is slower for short batches on a CPU: 56 ms against 33.
        parameters.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self._context = llama_cpp.llama_init_from_model(model, parameters)
        if not self._context:
            raise ModelError(f"no memory for a context of {n_cells} tokens. Choose a smaller model or close programs.")
        llama_cpp.llama_set_abort_callback(self._context, flag.callback, None)
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._batch = llama_cpp.llama_batch_init(max(CHUNK, n_sequences), 0, 1)
        self._n_vocabulary = n_vocabulary
        self.n_cells = n_cells
        self.held: list[int] = []  # the tokens of sequence 0

    def close(self) -> None:
        """Give the memory back."""
        llama_cpp.llama_batch_free(self._batch)
        llama_cpp.llama_free(self._context)

    def use(self, threads: int) -> None:
        """Compute with so many threads from here on."""
        llama_cpp.llama_set_n_threads(self._context, threads, threads)

    def trim(self, n_tokens: int) -> None:
        """Forget what sequence 0 holds beyond its first `n_tokens`."""
        if n_tokens < len(self.held):
            llama_cpp.llama_memory_seq_rm(self._memory, 0, n_tokens, -1)
            del self.held[n_tokens:]

    def extend(self, tokens: Sequence[int], *, all_logits: bool = False) -> bool:
        """Append at most CHUNK tokens to sequence 0; the logits of the last, or of all, are then there.

        False: it was interrupted, and nothing is appended.
        """
        start, last = len(self.held), len(tokens) - 1
        rows = [(token, start + i, 0, all_logits or i == last) for i, token in enumerate(tokens)]
        if not self._decode(rows):
            return False
        self.held += tokens
        return True

    def fork(self, n: int) -> None:
        """Let sequences 1 to `n` begin with what sequence 0 holds; the cells are shared, not copied."""
        for sequence in range(1, n + 1):
            llama_cpp.llama_memory_seq_rm(self._memory, sequence, -1, -1)
            llama_cpp.llama_memory_seq_cp(self._memory, 0, sequence, -1, -1)

    def rewind(self, sequence: int, position: int) -> None:
        """Forget what a forked sequence holds from `position` on."""
        llama_cpp.llama_memory_seq_rm(self._memory, sequence, position, -1)

    def drop(self, sequence: int) -> None:
        """Forget a forked sequence."""
        llama_cpp.llama_memory_seq_rm(self._memory, sequence, -1, -1)

    def extend_forks(self, rows: Sequence[tuple[int, int, int]]) -> bool:
        """Append one token to each of some sequences, as (token, position, sequence). False: interrupted."""
        return self._decode([(*row, True) for row in rows])

    def logits(self, row: int = -1) -> NDArray[np.float32]:
        """The logits of a row of the last batch, -1 the last one; shape (V,), valid until the next batch."""
        pointer = llama_cpp.llama_get_logits_ith(self._context, row)
        return np.ctypeslib.as_array(pointer, shape=(self._n_vocabulary,))

    def _decode(self, rows: Sequence[tuple[int, int, int, bool]]) -> bool:
        batch = self._batch
        batch.n_tokens = len(rows)
        for i, (token, position, sequence, wanted) in enumerate(rows):
            batch.token[i] = token
            batch.pos[i] = position
            batch.n_seq_id[i] = 1
            batch.seq_id[i][0] = sequence
            batch.logits[i] = wanted
        code = llama_cpp.llama_decode(self._context, batch)
        if code == 2:  # aborted; llama.cpp has taken the batch out of the cache again
            return False
        if code:
            raise ModelError(f"llama.cpp could not compute the answer (code {code}). Try again with a shorter text.")
        return True


class Engine:
    """A loaded model."""

    def __init__(
        self, path: Path, *, threads: int, max_context: int = MAX_CONTEXT, gpu_layers: int = 0, memory_mb: int = 0
    ) -> None:
        started = time.perf_counter()
        self._complaints: deque[str] = deque(maxlen=50)
        self._log = llama_cpp.llama_log_callback(self._listen)
        llama_cpp.llama_log_set(self._log, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        load_backends()
        self.flag = Flag()
        self.threads = max(1, threads)
        self._contexts: list[Context] = []
        self._model = self._load(path, gpu_layers, memory_mb)
        try:
            self.vocabulary = Vocabulary(self._model)
        except ModelError as problem:
            raise ModelError(f"{path}: {problem}") from problem
        self.n_context: int = min(llama_cpp.llama_model_n_ctx_train(self._model), max_context)
        self.n_cells = memory.cells_within(
            memory_mb, path.stat().st_size, self._cell_bytes(), self.vocabulary.size
        )  # of all contexts together; None: as many as there are asked for
        description = ctypes.create_string_buffer(256)
        llama_cpp.llama_model_desc(self._model, description, len(description))
        self.ready = Ready(
            n_context=self.n_context,
            n_vocabulary=self.vocabulary.size,
            prompt_format=self.vocabulary.format.value,
            description=description.value.decode("utf-8", errors="replace"),
            system=llama_cpp.llama_print_system_info().decode(),
            seconds=time.perf_counter() - started,
            note=NO_GPU if gpu_layers and not llama_cpp.llama_supports_gpu_offload() else "",
        )

    def room(self) -> int:
        """How many cells another context may have."""
        if self.n_cells is None:
            return sys.maxsize
        return (self.n_cells - sum(context.n_cells for context in self._contexts)) // memory.STEP * memory.STEP

    def use(self, threads: int) -> None:
        """Compute with so many threads from here on."""
        if threads != self.threads:
            self.threads = threads
            for context in self._contexts:
                context.use(threads)

    def context(self, *, n_cells: int, n_sequences: int = 1, n_outputs: int = 1) -> Context:
        """A fresh context; `n_outputs` tokens of a batch can have their logits.

        Raises:
            ModelError: there is no memory for it.
        """
        context = Context(
            self._model,
            self.vocabulary.size,
            n_cells=n_cells,
            n_sequences=n_sequences,
            n_outputs=n_outputs,
            threads=self.threads,
            flag=self.flag,
        )
        self._contexts.append(context)
        return context

    def drop(self, context: Context) -> None:
        """Close a context, whose cells another may have."""
        self._contexts.remove(context)
        context.close()

    def _cell_bytes(self) -> int:
        """What one token takes in a KV cache: keys and values of each layer, in 16 bits."""
        model = self._model
        width = llama_cpp.llama_model_n_embd(model) // max(1, llama_cpp.llama_model_n_head(model))
        return int(4 * llama_cpp.llama_model_n_layer(model) * width * llama_cpp.llama_model_n_head_kv(model))

    def _load(self, path: Path, gpu_layers: int, memory_mb: int) -> Any:
        advice = "Choose another model (`verimentor models list`), or put the file back."
        if not path.is_file():
            raise ModelError(f"The model file {path} does not exist. {advice}")
        with path.open("rb") as file:
            if file.read(4) != b"GGUF":
                raise ModelError(f"The model file {path} is not a GGUF file. {advice}")
        memory.refuse_file(memory_mb, path.stat().st_size)
        parameters = llama_cpp.llama_model_default_params()
        parameters.load_mode = llama_cpp.LLAMA_LOAD_MODE_MMAP  # pages shared with other workers, none read twice
        parameters.n_gpu_layers = gpu_layers
        model = llama_cpp.llama_model_load_from_file(os.fsencode(path), parameters)
        if not model:
            reason = self._complaints[0] if self._complaints else "llama.cpp gave no reason"
            raise ModelError(f"The model file {path} cannot be loaded: {reason}. It may be incomplete. {advice}")
        return model

    def _listen(self, level: int, text: bytes, _data: object) -> None:
        if level == LOG_LEVEL_ERROR:
            self._complaints.append(text.decode("utf-8", errors="replace").strip())
