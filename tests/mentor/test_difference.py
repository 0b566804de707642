from hypothesis import given
from hypothesis import strategies as st

from verimentor.mentor.difference import as_diff, as_edits
from verimentor.mentor.rules.rule import Repair

TEXTS = st.lists(st.sampled_from(["a", "b", "é", "\n", "\r\n", "\r", "\x0c", ";"]), max_size=20).map("".join)


@given(TEXTS, TEXTS)
def test_edits_lead_from_old_to_new(old: str, new: str) -> None:
    assert Repair("", as_edits(old, new)).apply(old) == new


def test_a_diff_of_one_line() -> None:
    old, new = "a\r\nb\nc", "a\r\nB\nc"
    assert as_diff(old, new, "m.v") == (
        "--- a/m.v\n+++ b/m.v\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n\\ No newline at end of file\n"
    )
    assert as_diff(old, old, "m.v") == ""
    assert [(edit.start, edit.end, edit.text) for edit in as_edits(old, new)] == [(3, 5, "B\n")]
