"""The references of the real benchmarks, where VERILOG_EVAL and RTLLM name copies; and those of the hold-out.

What fails does so because of the tool: casts and statements that Icarus lacks, or a testbench that prints TIMEOUT.
"""

import os
from functools import cache
from pathlib import Path

import pytest

from verimentor.verilog import icarus
from verimentor_evalbench import problems, score
from verimentor_evalbench.problem import Problem

FAILING_11 = {
    "verilog-eval-v1-machine": set[str](),
    "verilog-eval-v1-human": {"review2015_fsm", "review2015_fancytimer"},
    "verilog-eval-v2-spec-to-rtl": {
        "Prob082_lfsr32",
        "Prob099_m2014_q6c",
        "Prob141_count_clock",
        "Prob151_review2015_fsm",
        "Prob156_review2015_fancytimer",
    },
    "verilog-eval-v2-code-complete": {
        "Prob082_lfsr32",
        "Prob141_count_clock",
        "Prob151_review2015_fsm",
        "Prob156_review2015_fancytimer",
    },
    "rtllm-2.0": {"radix2_div", "clkgenerator", "ring_counter", "asyn_fifo"},
    "rtllm-1.1": {"radix2_div", "div_16bit", "asyn_fifo"},
}
VERSION = icarus.version() or ""


@cache
def sets_of(variable: str) -> dict[str, list[Problem]]:
    return problems.load_sets(Path(os.environ[variable]))


@pytest.mark.skipif(not VERSION.startswith("11."), reason="what fails is listed for Icarus 11")
@pytest.mark.parametrize("name", FAILING_11)
def test_references_of_the_real_benchmark(name: str) -> None:
    variable = "RTLLM" if name.startswith("rtllm") else "VERILOG_EVAL"
    if variable not in os.environ:
        pytest.skip(f"{variable} names no copy of the benchmark")
    found = sets_of(variable)[name]
    verdicts = score.score([(problem, problem.reference) for problem in found])
    assert {p.id for p, verdict in zip(found, verdicts, strict=True) if not verdict.upstream} == FAILING_11[name]
    assert all(verdict.strict == verdict.upstream for verdict in verdicts)


@pytest.mark.parametrize("name", problems.SETS)
def test_references_of_the_hold_out(name: str) -> None:
    found = problems.hold_out(name)
    verdicts = score.score([(problem, problem.reference) for problem in found])
    assert found and not [(p.id, v.reason) for p, v in zip(found, verdicts, strict=True) if not v.strict]
