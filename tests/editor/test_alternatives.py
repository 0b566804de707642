"""Which generation a place in a document belongs to."""

import pytest

from verimentor.editor.alternatives import Memory
from verimentor.generate import Candidate, Generated

AND = "module top (input a, b, output y);\n  assign y = a & b;\nendmodule\n"
OR = AND.replace("&", "|")


@pytest.fixture
def memory() -> Memory:
    memory = Memory()
    memory.keep(Generated(AND, (), (Candidate(AND, -0.1, 9, (), 2), Candidate(OR, -0.2, 9, (), 1)), 0.1), None)
    return memory


@pytest.mark.parametrize("shown", [AND, OR])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_module_of_a_generation_is_found_in_its_document(memory: Memory, shown: str, newline: str) -> None:
    text = ("// a gate\n" + shown + "\n// more\n").replace("\n", newline)
    found = memory.at(text, text.index("assign"))
    assert found is not None
    kept, module, span = found
    assert kept.generated.module == AND and module == shown.strip()
    assert text[span.start : span.end].replace("\r\n", "\n") == shown.strip()
    assert memory.at(text, len(text)) is None and memory.at(text, 0) is None


def test_a_module_that_was_edited_is_the_users_own(memory: Memory) -> None:
    assert memory.at(AND.replace("y = ", "y = ~"), 40) is None


def test_a_generation_is_known_by_any_of_its_modules_or_as_the_last(memory: Memory) -> None:
    assert memory.of(OR) is memory.of(AND) is memory.of("") is not None
    assert memory.of("module other; endmodule") is None and Memory().of("") is None


async def test_the_other_behaviours_are_found_once(memory: Memory) -> None:
    kept = memory.of("")
    assert kept is not None and kept.votes == 2
    (other,) = await kept.alternatives()
    assert (other.module, other.votes) == (OR, 1)
    assert await kept.alternatives() is await kept.alternatives()
