"""Ways of getting answers to one problem: what a model is asked, and what of its answers is stored.

| strategy | what is stored |
|---|---|
| `direct` | raw samples: the description, and the header where the benchmark gives it |
| `locked` | the same, after the header that the description spells out where the benchmark gives none |
| `guided` | the same, with slang reading along while they are drawn |
| `voted` | the one module that the server would offer |
| `mentored` | what a mentor makes of another run's samples |

A new one is a function from a problem, a model and a drawing to rows, and a line in `STRATEGIES`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeAlias

from verimentor.cutting import cut
from verimentor.errors import ModelError, ToolMissing, VerimentorError
from verimentor.generate import Request
from verimentor.generate import generate as generate_checked
from verimentor.ports_in_words import interface_in, settle_kinds
from verimentor.retake import retake
from verimentor.student.prompt import ChatPrompt, ModulePrompt
from verimentor.student.runtime import Completion, Sampling, Student
from verimentor_evalbench.problem import Problem
from verimentor_evalbench.samples import design_of

Row = dict[str, Any]
Asked: TypeAlias = ModulePrompt | ChatPrompt


@dataclass(frozen=True)
class Drawing:
    """How answers are drawn; VerilogEval's protocols are one greedy sample, and 20 with temperature and top_p 0.95."""

    samples: int = 20
    temperature: float = 0.5  # as the server's own generation; fixed beforehand, never the best of several
    top_p: float = 0.95
    seed: int = 0
    max_tokens: int = 512

    @property
    def sampling(self) -> Sampling:
        """The same for one request."""
        return Sampling(self.max_tokens, self.temperature, self.top_p, self.seed)


class Answering(Protocol):
    """A model that can be asked: a `Student`, or one behind a URL (`served`)."""

    @property
    def pid(self) -> int | None:
        """The process that computes; None where it is not ours."""

    async def start(self) -> object:
        """Make sure that it answers."""

    async def sample(self, prompt: Asked, sampling: Sampling, n: int) -> list[Completion]:
        """`n` answers."""

    async def close(self) -> None:
        """Let it go."""


Strategy = Callable[[Problem, Answering, Drawing], Awaitable[list[Row]]]


def asking(prompt_of: Callable[[Problem], Asked]) -> Strategy:
    """Raw samples of a prompt of one's own."""

    async def ask(problem: Problem, model: Answering, drawing: Drawing) -> list[Row]:
        return list(map(_row, await model.sample(prompt_of(problem), drawing.sampling, drawing.samples)))

    return ask


def plain_prompt(problem: Problem) -> ModulePrompt:
    """The description, and the header where the benchmark gives it."""
    return _prompt(problem.description, problem.header)


async def locked(problem: Problem, model: Answering, drawing: Drawing, *, guided: bool = False) -> list[Row]:
    """Raw samples that go on after the description's own interface, where it leaves nothing about it open.

    The column `interface` says where the header came from: "given", "described", or "" for none.
    """
    sampling = replace(drawing.sampling, guided=guided)
    described = None if problem.header else interface_in(problem.description)
    prompt = _prompt(problem.description, described.header if described else problem.header)
    rows = []
    if described:
        sampling = replace(sampling, kinds_open=described.ours)
    for answer in await model.sample(prompt, sampling, drawing.samples):
        text = answer.text
        if described:
            text = settle_kinds(cut(text, described.header), described) or f"{described.header}\n{text}"
        origin = "given" if problem.header else "described" if described else ""
        row = _row(answer) | {"completion": text, "interface": origin}
        if guided:
            assert isinstance(model, Student)
            row |= await _confirmed(problem, text, answer, prompt, sampling, model)
        rows.append(row)
    return rows


async def _confirmed(
    problem: Problem, text: str, answer: Completion, prompt: ModulePrompt, sampling: Sampling, student: Student
) -> Row:
    """The columns that guiding adds or changes: what Icarus does not take is said anew, as the server does it."""
    design = design_of(problem, text)
    taken = await retake(design, prompt, sampling, student)
    changed = {"completion": taken.text} if taken.text != design else {}
    return changed | {
        "n_spent": answer.n_spent + taken.n_spent,
        "retries": answer.retries,
        "retakes": len(taken.reasons),
    }


async def guided(problem: Problem, model: Answering, drawing: Drawing) -> list[Row]:
    """As `locked`, with slang reading along, and said anew where Icarus does not take it.

    `n_spent` counts the tokens taken back as well, `retries` how often slang objected, `retakes` how often Icarus did.
    """
    if not isinstance(model, Student):
        raise VerimentorError("Guided decoding wants a local model. Name one with --model.")
    return await locked(problem, model, drawing, guided=True)


async def voted(problem: Problem, model: Answering, drawing: Drawing) -> list[Row]:
    """The one module that the server would offer: written out, or sampled, chosen by vote, mended by rules."""
    if not isinstance(model, Student):
        raise VerimentorError("The server's own generation wants a local model. Name one with --model.")
    request = Request(
        problem.description,
        problem.header or None,
        samples=drawing.samples,
        seed=drawing.seed,
        temperature=drawing.temperature,
        max_tokens=drawing.max_tokens,
    )
    try:
        generated = await generate_checked(request, model)
    except (ModelError, ToolMissing):
        raise
    except VerimentorError as refusal:  # a header the server does not take: no answer, and why
        return [{"completion": "", "n_tokens": 0, "finish": str(refusal)}]
    return [
        {
            "completion": generated.module,
            "n_tokens": sum(candidate.n_tokens for candidate in generated.candidates),
            "finish": generated.evidence,
        }
    ]


def mentoring(answers: Mapping[str, Sequence[str]]) -> Strategy:
    """What a mentor makes of a student's answers, as "Generative AI based RTL Code Generator" chains the two.

    The mentor sees description and answer, no compiler's words, and corrects "logically and functionally"; what it
    says is what counts. The paper gives no prompt: `_CORRECT` is ours. It is asked greedily, so equal answers to a
    problem are corrected once.
    """

    async def correct(problem: Problem, model: Answering, drawing: Drawing) -> list[Row]:
        corrected: dict[str, Row] = {}
        rows = []
        for completion in answers[problem.id]:
            design = design_of(problem, completion)
            if design not in corrected:
                message = _CORRECT.format(description=problem.description.strip(), design=design.strip())
                (answer,) = await model.sample(ChatPrompt(message), Sampling(drawing.max_tokens), 1)
                corrected[design] = _row(answer)
            rows.append(corrected[design])
        return rows

    return correct


_CORRECT = """A student was asked for this Verilog module:

{description}

The student's answer:

```verilog
{design}
```

Correct it logically and functionally. Keep the names of the module and its ports as they were asked for. Answer with \
the whole corrected module in one ```verilog block and nothing else."""

direct = asking(plain_prompt)

# `mentored` is made by `mentoring`, since it needs another run's samples.
STRATEGIES: dict[str, Strategy] = {"direct": direct, "locked": locked, "guided": guided, "voted": voted}


def _prompt(description: str, header: str) -> ModulePrompt:
    # The header ends with its line break: in training, the break after `);` is one token with it.
    return ModulePrompt(description, f"{header}\n" if header else "")


def _row(answer: Completion) -> Row:
    return {
        "completion": answer.text,
        "n_prompt_tokens": answer.n_prompt_tokens,
        "n_tokens": answer.n_tokens,
        "mean_logprob": round(answer.mean_logprob, 4),
        "finish": str(answer.finish),
    }
