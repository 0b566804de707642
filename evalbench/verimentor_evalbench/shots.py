"""VerilogEval v2's own way of asking, with 0 to 4 worked examples before the question ("shots").

The words around the question are those of the benchmark's `sv-generate`; the examples are its own files
`scripts/verilog-example-prefix_TASK_N-shot.txt`, read from the user's copy. Upstream sends a system's message and a
user's; here both are one, as upstream does for models that know no system's turn. A model that does not converse reads
all of it as a description.
"""

from collections.abc import Sequence
from pathlib import Path

from verimentor.errors import VerimentorError
from verimentor.student.prompt import ChatPrompt, ModulePrompt
from verimentor_evalbench import data, problems, verilogeval
from verimentor_evalbench.checkout import checkouts
from verimentor_evalbench.problem import Problem
from verimentor_evalbench.strategies import Asked

MOST = 4
# Prose takes more tokens than Verilog, of which our tokenizer puts three characters into one.
_CHARACTERS = 2.5

_SYSTEM = {
    "code-complete": "You only complete chats with syntax correct Verilog code. End the Verilog module code completion "
    "with 'endmodule'. Do not include module, input and output definitions.",
    "spec-to-rtl": "You are a Verilog RTL designer that only writes code using correct Verilog syntax.",
}
_IMPLEMENT = (
    "// Implement the Verilog module based on the following description. Assume that signals are positive clock/clk "
    "triggered unless otherwise stated."
)
_ENCLOSE = "Enclose your code with [BEGIN] and [DONE]. Only output the code snippet\nand do NOT output anything else."


def find(name: str, n: int) -> str:
    """The `n` examples of a set, from the user's copy; "" for none.

    Raises:
        VerimentorError: the set is no VerilogEval v2, or the copy has no such file.
    """
    task = _task(name)
    for path in data.places().values() if n else ():
        if path.exists() and name in problems.load_sets(path):
            for checkout in checkouts(path):
                if text := verilogeval.examples(checkout, task, n):
                    return text
            raise VerimentorError(f"{path} has no examples for {n} shots. Add a whole copy of the benchmark.")
    if n:
        raise VerimentorError(f"{name} was not added, so there are no examples. `verimentor-bench data add` adds it.")
    return ""


def prompt(problem: Problem, examples: str, *, converses: bool) -> Asked:
    """The question in upstream's words, after the examples; a model that does not converse goes on after the header."""
    if not problem.header:
        question = f"Question:\n{problem.description.strip()}\n\n{_ENCLOSE}\n\nAnswer:\n"
    else:
        told = "\n".join(f"// {line}" for line in problem.description.splitlines())
        question = f"{_IMPLEMENT}\n{told}\n"
    asked = f"{examples}\n{question}" if examples else question
    if not converses:
        return ModulePrompt(asked, f"{problem.header}\n" if problem.header else "")
    system = _SYSTEM["code-complete" if problem.header else "spec-to-rtl"]
    return ChatPrompt(f"{system}\n\n{asked}" + (f"\n{problem.header}\n" if problem.header else ""))


def check_room(examples: str, asked: Sequence[Problem], n_tokens: int) -> None:
    """Refuse to ask a local model what its context cannot hold: it would silently lose the question at the end.

    Raises:
        VerimentorError: some prompt is too long for `n_tokens`.
    """
    for problem in asked:
        held = prompt(problem, examples, converses=False)
        assert isinstance(held, ModulePrompt)
        if len(held.spec + held.header) > _CHARACTERS * n_tokens:
            raise VerimentorError(
                f"{problem.id} with these examples does not fit the model's context, which has {n_tokens} tokens "
                "beside the answer. Take fewer --shots or --max-tokens, or a model with a longer context."
            )


def _task(name: str) -> str:
    task = Path(name).name.removeprefix(verilogeval.PREFIX_2)
    if task not in verilogeval.TASKS_2:
        sets = ", ".join(verilogeval.PREFIX_2 + task for task in verilogeval.TASKS_2)
        raise VerimentorError(f"--shots is VerilogEval v2's: it goes with {sets}, not with {name}.")
    return task
