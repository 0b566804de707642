"""Typing a file again gives that file again."""

from itertools import pairwise

from verimentor_evalbench.typing_replay import replay

TEXT = """module m (input wire clk, input wire [3:0] d, output reg [3:0] q);
    // a register
    wire [3:0] next = d + 4'd1;
    always @(posedge clk) begin
        q <= next;
    end
endmodule
"""


def test_the_keys_make_the_text() -> None:
    typing = replay(TEXT, 10_000, start_share=0.3)
    text = typing.opened
    for key in typing.keys:
        text = text[: key.offset] + key.text + text[key.offset :]
    assert text == TEXT
    assert len(typing.opened) < len(TEXT)


def test_each_key_stands_behind_the_one_before() -> None:
    keys = replay(TEXT, 10_000).keys
    assert all(after.offset == before.cursor for before, after in pairwise(keys))
    assert all(len(key.text) == 1 or (key.text.strip() == "" and key.text.startswith("\n")) for key in keys)


def test_the_typist_rests_only_before_a_word() -> None:
    keys = replay(TEXT, 10_000, start_share=0).keys
    assert any(key.rests for key in keys) and any(not key.rests for key in keys)
    assert all(key.text[-1] in " (," or key.text.startswith("\n") for key in keys if key.rests)
    assert all(key.rests for key in keys if key.text.startswith("\n"))


def test_the_seed_decides_and_the_number_limits() -> None:
    assert replay(TEXT, 30, seed=1) == replay(TEXT, 30, seed=1) != replay(TEXT, 30, seed=2)
    assert len(replay(TEXT, 5).keys) == 5


def test_a_text_without_a_module_is_typed_to_its_end() -> None:
    typing = replay("`define WIDTH 8\n`define DEPTH 4\n", 100)
    assert "".join(key.text for key in typing.keys) == "`define DEPTH 4"
