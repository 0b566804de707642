"""VerilogEval, from the user's copy of its repository: version 1 (data/*.jsonl) and version 2 (dataset_*/).

Version 1 is what the papers' tables use; it is branch `release/1.0.0`, while the main branch holds version 2.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from verimentor.errors import VerimentorError
from verimentor_evalbench.checkout import Checkout
from verimentor_evalbench.problem import HEADER, Judge, Problem, says_every_port

ADDRESS = "https://github.com/NVlabs/verilog-eval"
LAYOUT = (
    "data/VerilogEval_Human.jsonl with descriptions/VerilogDescription_Human.jsonl (VerilogEval v1), "
    "dataset_spec-to-rtl/ProbNNN_NAME_{prompt.txt,ref.sv,test.sv} (v2)"
)
_SPLITS_1 = ("machine", "human")
PREFIX_2 = "verilog-eval-v2-"  # of the names of its sets
TASKS_2 = {"spec-to-rtl": "dataset_spec-to-rtl", "code-complete": "dataset_code-complete-iccad2023"}
_PROMPT = "_prompt.txt"
_AGAIN = "Clone the benchmark again."
_EXAMPLES = "scripts/verilog-example-prefix_{}_{}-shot.txt"


def load(checkout: Checkout) -> dict[str, list[Problem]]:
    """The problems of every set that a copy holds, by the set's name."""
    sets = {f"verilog-eval-v1-{split}": _version_1(checkout, split) for split in _SPLITS_1}
    sets |= {f"{PREFIX_2}{task}": _version_2(checkout, task) for task in TASKS_2}
    return {name: problems for name, problems in sets.items() if problems}


def examples(checkout: Checkout, task: str, n: int) -> str:
    """The `n` worked examples that version 2 puts before a question; "" where the copy has none."""
    name = _EXAMPLES.format(TASKS_2[task].removeprefix("dataset_"), n)
    return checkout.read([name])[name] if name in checkout.names else ""


def _version_1(checkout: Checkout, split: str) -> list[Problem]:
    data = f"data/VerilogEval_{split.title()}.jsonl"
    descriptions = f"descriptions/VerilogDescription_{split.title()}.jsonl"
    if not {data, descriptions} <= set(checkout.names):
        return []
    texts = checkout.read([data, descriptions])
    told = _rows(checkout, descriptions, texts[descriptions], ("task_id", "detail_description"))
    described = {row["task_id"]: row["detail_description"].strip() for row in told}
    problems = []
    for row in _rows(checkout, data, texts[data], ("task_id", "prompt", "canonical_solution", "test")):
        header, reference = row["prompt"].strip(), f"{row['prompt']}\n{row['canonical_solution']}"
        if (description := described.get(row["task_id"])) is None:
            raise VerimentorError(f"{checkout.path}: {descriptions} has no {row['task_id']}. {_AGAIN}")
        problems.append(
            Problem(
                id=row["task_id"],
                group=row["task_id"],
                description=description,
                header=header,
                reference=reference,
                testbench=row["test"],
                names_ports=says_every_port(description, reference, "top_module"),
                benchmark=f"verilog-eval-v1-{split}",
                judge=Judge.VERILOG_EVAL_1,
            )
        )
    return problems


def _version_2(checkout: Checkout, task: str) -> list[Problem]:
    prefix = f"{TASKS_2[task]}/"
    ids = [
        name.removeprefix(prefix).removesuffix(_PROMPT)
        for name in checkout.names
        if name.startswith(prefix) and name.endswith(_PROMPT)
    ]
    wanted = [f"{prefix}{id}{end}" for id in ids for end in (_PROMPT, "_ref.sv", "_test.sv")]
    if missing := sorted(set(wanted) - set(checkout.names)):
        raise VerimentorError(f"{checkout.path}: {missing[0]} is missing. {_AGAIN}")
    texts = checkout.read(wanted)
    problems = []
    for id in sorted(ids):
        prompt, reference, test = (texts[f"{prefix}{id}{end}"] for end in (_PROMPT, "_ref.sv", "_test.sv"))
        asked = re.sub(r"\bRefModule\b", "TopModule", reference)
        description, header = split_header(prompt)
        problems.append(
            Problem(
                id=id,
                group=re.sub(r"^Prob\d+_", "", id),
                description=description,
                header=header,
                reference=asked,
                testbench=f"{test}\n{reference}",
                names_ports=says_every_port(description, asked, "TopModule"),
                benchmark=f"{PREFIX_2}{task}",
                module="TopModule",
                judge=Judge.VERILOG_EVAL_2,
            )
        )
    return problems


def split_header(prompt: str) -> tuple[str, str]:
    """The description and the module header that ends a prompt; "" where it ends with none."""
    found = list(HEADER.finditer(prompt))
    if found and prompt.rstrip().endswith(");"):
        return prompt[: found[-1].start()].strip(), prompt[found[-1].start() :].strip()
    return prompt.strip(), ""


def _rows(checkout: Checkout, name: str, text: str, needed: Sequence[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not all(isinstance(row[key], str) for key in needed):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            fault = f"{checkout.path}: line {number} of {name} is no row of {{{', '.join(needed)}}}"
            raise VerimentorError(f"{fault}. {_AGAIN}") from None
        yield row
