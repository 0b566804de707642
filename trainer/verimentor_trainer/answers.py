"""The student's raw answers to problems, judged: does the module compile, does it behave like the reference.

The header is given, and nothing stands around the student: no choosing, no repair.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from verimentor.generate import cut
from verimentor.student.prompt import ModulePrompt
from verimentor.student.runtime import Sampling, Student
from verimentor.verilog import icarus
from verimentor.verilog.agreement import compare_many
from verimentor_evalbench.problems import Problem


async def greedy(student: Student, asked: Sequence[tuple[str, Problem]], max_tokens: int) -> list[dict[str, Any]]:
    """A row for each problem of a set: the likeliest answer and what became of it."""
    answers = []
    for _, problem in asked:
        completion = (await student.sample(_prompt(problem), Sampling(max_tokens), 1))[0]
        answers.append((problem, cut(completion.text, problem.header)))
    judged = await asyncio.to_thread(judge, answers)
    return [
        {
            "set": name,
            "id": problem.id,
            "group": problem.group,
            "description": problem.description,
            "answer": answer,
            **verdict,
        }
        for (name, problem), (_, answer), verdict in zip(asked, answers, judged, strict=True)
    ]


async def sampled(student: Student, name: str, problem: Problem, how: Sampling, n: int) -> dict[str, Any]:
    """A row for one problem: `n` answers, and which of them compile and are right."""
    completions = await student.sample(_prompt(problem), how, n)
    answers = [cut(completion.text, problem.header) for completion in completions]
    judged = await asyncio.to_thread(judge, [(problem, answer) for answer in answers])
    return {
        "set": name,
        "id": problem.id,
        "answers": answers,
        "compiles": [verdict["compiles"] for verdict in judged],
        "right": [verdict["right"] for verdict in judged],
    }


def judge(answers: Sequence[tuple[Problem, str]]) -> list[dict[str, Any]]:
    """For each answer whether it compiles, whether it is right, and why not; equal answers are judged once."""
    distinct = dict.fromkeys((problem.reference, answer) for problem, answer in answers)
    verdicts = {}
    for (reference, answer), verdict in zip(distinct, compare_many(list(distinct)), strict=True):
        compiles = verdict.equal or (bool(answer) and icarus.compile_text(answer).ok)
        verdicts[reference, answer] = {
            "compiles": compiles,
            "right": verdict.equal,
            "why": verdict.first_difference or verdict.error,
        }
    return [verdicts[problem.reference, answer] for problem, answer in answers]


def _prompt(problem: Problem) -> ModulePrompt:
    return ModulePrompt(problem.description, problem.header + "\n")
