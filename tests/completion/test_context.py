"""What the student hears of other files that are open."""

from verimentor.completion.context import CHUNK_LINES, Neighbours, most_similar
from verimentor.completion.trim import Place

HERE = Place("module fifo;\n  wire full = count == DEPTH;\n  wire empty = ", "\nendmodule\n")
LIKE = "module stack;\n  wire full = count == LIMIT;\n  wire empty = count == 0;\nendmodule\n"
UNLIKE = "module blinker;\n  reg led;\nendmodule\n"


def test_the_most_similar_file_is_heard_of() -> None:
    assert most_similar(HERE, [UNLIKE, LIKE]) == LIKE.rstrip()


def test_nothing_is_better_than_anything() -> None:
    assert most_similar(Place("", ""), [UNLIKE]) == ""
    assert most_similar(HERE, []) == ""


def test_what_stands_here_already_is_left_out() -> None:
    assert most_similar(HERE, [HERE.prefix, UNLIKE]) == UNLIKE.rstrip()


def test_only_as_much_as_the_prompt_holds() -> None:
    filler = "\n".join(f"  reg other_{number};" for number in range(100))
    assert most_similar(HERE, [f"{filler}\n{LIKE}{filler}"]).count("\n") < CHUNK_LINES


def test_the_file_itself_and_files_of_long_ago_do_not_count() -> None:
    files = Neighbours()
    files.note("like.v", LIKE)
    assert files.like(HERE, "fifo.v") == LIKE.rstrip() and files.like(HERE, "like.v") == ""
    for number in range(20):
        files.note(f"{number}.v", UNLIKE)
    assert files.like(HERE, "fifo.v") == UNLIKE.rstrip()
