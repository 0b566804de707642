"""Answers that are remembered."""

from dataclasses import replace

from verimentor.completion.cache import Cache, Question
from verimentor.student.prompt import FillPrompt
from verimentor.student.runtime import Completion, Finish, Sampling


def question(prefix: str, suffix: str = "", context: str = "", max_tokens: int = 64) -> Question:
    return Question(FillPrompt(prefix, suffix, context), Sampling(max_tokens))


def answer(text: str) -> Completion:
    return Completion(text, 1, 0, 1, -0.5, Finish.END, 0.05)


def test_the_same_question_has_the_same_answer() -> None:
    cache = Cache()
    cache.put(question("assign y = "), answer("a;"))
    assert cache.get(question("assign y = ")) == answer("a;")


def test_all_that_the_student_sees_counts() -> None:
    cache, asked = Cache(), question("assign y = ", "endmodule", "module a;")
    cache.put(asked, answer("a;"))
    for other in (
        question("assign y =", "endmodule", "module a;"),
        question("assign y = ", "", "module a;"),
        question("assign y = ", "endmodule"),
        question("assign y = ", "endmodule", "module a;", 40),
        replace(asked, lead="\n"),
    ):
        assert cache.get(other) is None


def test_an_empty_answer_is_one() -> None:
    cache = Cache()
    cache.put(question("end"), answer(""))
    assert cache.get(question("end")) == answer("")


def test_what_nobody_asked_for_the_longest_goes() -> None:
    cache = Cache(size=2)
    cache.put(question("a"), answer("1"))
    cache.put(question("b"), answer("2"))
    cache.get(question("a"))
    cache.put(question("c"), answer("3"))
    assert [cache.get(question(name)) is not None for name in "abc"] == [True, False, True]
