from hypothesis import given
from hypothesis import strategies as st

from verimentor.student.budget import PREFIX_TOKENS, STEP, fit, keep_head, keep_tail, shorten
from verimentor.student.prompt import FillPrompt, ModulePrompt

LINE = "    assign out[3] = a & b;  // a line of thirty\n"


def count(text: str) -> int:
    return -(-len(text) // 3)


def test_short_text_stays_whole():
    assert keep_tail("a\nb", 10, count) == "a\nb"
    assert keep_head("a\nb", 10, count) == "a\nb"
    assert keep_tail("", 10, count) == keep_head("", 10, count) == ""


@given(st.text(st.sampled_from("ab \n"), max_size=2000), st.integers(0, 300))
def test_what_is_kept_is_an_end_within_budget(text, n_tokens):
    tail, head = keep_tail(text, n_tokens, count), keep_head(text, n_tokens, count)
    assert text.endswith(tail) and text.startswith(head)
    # Counting by parts rounds up at each part, never down.
    assert count(tail) <= n_tokens and count(head) <= n_tokens


def test_the_prefix_begins_at_the_same_place_while_text_is_typed():
    text = LINE * 200
    starts = {len(text) + n - len(keep_tail(text + "x" * n, PREFIX_TOKENS, count)) for n in range(3 * STEP)}
    assert len(starts) <= 4  # one step in STEP characters
    for n in (0, 1, 50):
        tail = keep_tail(text + "x" * n, PREFIX_TOKENS, count)
        assert tail.startswith("    assign")
        assert count(tail) > PREFIX_TOKENS - 2 * STEP // 3


def test_cutting_characters_first_changes_nothing():
    for n in range(0, 400, 7):
        prompt = FillPrompt(LINE * 500 + "y" * n, LINE * 500, LINE * 50)
        assert fit(shorten(prompt), count, 900) == fit(prompt, count, 900)


def test_a_very_long_line_keeps_its_end():
    tail = keep_tail("x" * 100_000, PREFIX_TOKENS, count)
    assert 0 < count(tail) <= PREFIX_TOKENS


def test_everything_shrinks_with_a_small_context():
    prompt = fit(FillPrompt(LINE * 50, LINE * 50, LINE * 50), count, 100)
    assert count(prompt.prefix) + count(prompt.suffix) + count(prompt.context) <= 100
    assert prompt.prefix and prompt.suffix


def test_a_long_description_keeps_its_beginning_and_the_header():
    prompt = fit(ModulePrompt(LINE * 100, "module m;\n"), count, 200)
    assert prompt.header == "module m;\n"
    assert LINE * 100 != prompt.spec != ""
    assert (LINE * 100).startswith(prompt.spec)
