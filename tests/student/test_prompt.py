import pytest

from verimentor.student.prompt import (
    CONTEXT,
    FIM_MIDDLE,
    FIM_PREFIX,
    FIM_SUFFIX,
    MODULE,
    SPEC,
    FillPrompt,
    Markup,
    ModulePrompt,
    PromptFormat,
    Special,
    ask,
    pieces,
)


def test_fill_puts_the_suffix_first():
    expected = [Special(FIM_SUFFIX), "after", Special(FIM_PREFIX), "before", Special(FIM_MIDDLE)]
    assert pieces(FillPrompt("before", "after")) == expected
    assert pieces(FillPrompt("before", "after", "module a;")) == [Special(CONTEXT), "module a;", *expected]


def test_module_goes_on_after_its_header():
    prompt = ModulePrompt(" xor ", header="module m;\n")
    assert pieces(prompt) == [Special(SPEC), "xor", Special(MODULE), "module m;\n"]
    assert list(ask(prompt, PromptFormat.VERIMENTOR).pieces) == pieces(prompt)


@pytest.mark.parametrize("how", [PromptFormat.FIM, PromptFormat.FIM_CHAT])
def test_other_families_read_prefix_suffix_middle(how):
    question = ask(FillPrompt("before", "after", "module a;"), how)
    assert question.pieces == (
        Special(FIM_PREFIX),
        "module a;\n\nbefore",
        Special(FIM_SUFFIX),
        "after",
        Special(FIM_MIDDLE),
    )


def test_a_model_without_fim_sees_the_prefix_alone():
    assert ask(FillPrompt("before", "after"), PromptFormat.PLAIN).pieces == ("before",)


def test_chat_models_are_asked_in_their_template_and_begin_with_the_header():
    question = ask(ModulePrompt("xor", "module m;\n", "module a;"), PromptFormat.CHAT, ("<user>", "<assistant>"))
    opening, message, closing, answer = question.pieces
    assert (opening, closing, answer) == (Markup("<user>"), Markup("<assistant>"), "```verilog\nmodule m;\n")
    assert isinstance(message, str)
    assert "xor" in message and "module a;" in message
    assert question.stop == ("```",)


@pytest.mark.parametrize("how", [PromptFormat.PLAIN, PromptFormat.FIM, PromptFormat.CHAT])
def test_without_a_known_template_the_description_is_a_comment(how):
    assert ask(ModulePrompt("a\nb", "module m;\n"), how).pieces == ("// a\n// b\nmodule m;\n",)


def test_format_is_read_from_what_the_model_has():
    assert PromptFormat.of(own=True, fim=True, chat=False) is PromptFormat.VERIMENTOR
    assert PromptFormat.of(own=False, fim=True, chat=True) is PromptFormat.FIM_CHAT
    assert PromptFormat.of(own=False, fim=False, chat=False) is PromptFormat.PLAIN
