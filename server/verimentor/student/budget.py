"""What of a prompt is kept, so that a cold answer takes a bounded time and a warm one finds its prefix in the cache.

The prefix keeps its tail, but its beginning moves in steps: were it to slide with each keystroke, no token of the
prefix would stay where the KV cache has it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from verimentor.student.prompt import AnyPrompt, ChatPrompt, FillPrompt, ModulePrompt

# 512 tokens take 110 ms cold at the 4,600 tokens/s of a 10M model on one thread, and leave room for the answer in the
# 640 tokens the shipped student was trained on; its trainer cuts its documents to these same budgets.
PREFIX_TOKENS = 288
SUFFIX_TOKENS = 96
CONTEXT_TOKENS = 128

STEP = 192  # characters, about 64 tokens of Verilog: the prefix is read anew once in so much typing

# Far above the token budgets (16 characters a token): only saves sending and reading what is cut off anyway.
PREFIX_CHARACTERS = 32 * STEP
SUFFIX_CHARACTERS = 2048
CONTEXT_CHARACTERS = 4096

Count = Callable[[str], int]


@dataclass(frozen=True)
class Budget:
    """How many tokens each part may take."""

    prefix: int = PREFIX_TOKENS
    suffix: int = SUFFIX_TOKENS
    context: int = CONTEXT_TOKENS
    spec: int = 4 * PREFIX_TOKENS

    @classmethod
    def within(cls, n_tokens: int) -> "Budget":
        """The usual budget, made smaller in proportion where a context of `n_tokens` has no room for it."""
        share = min(1.0, max(n_tokens, 0) / (PREFIX_TOKENS + SUFFIX_TOKENS + CONTEXT_TOKENS))
        prefix, suffix, context = (int(share * n) for n in (PREFIX_TOKENS, SUFFIX_TOKENS, CONTEXT_TOKENS))
        return cls(prefix, suffix, context, spec=max(n_tokens, 0))


def shorten(prompt: AnyPrompt) -> AnyPrompt:
    """The prompt without what no budget could keep; counts characters only."""
    if isinstance(prompt, ChatPrompt):
        return prompt  # a question cut in two asks something else; one too long is refused
    if isinstance(prompt, ModulePrompt):
        return replace(prompt, context=prompt.context[:CONTEXT_CHARACTERS])
    # A multiple of STEP is cut away, so that `keep_tail` finds the same steps afterwards.
    start = max(0, (len(prompt.prefix) - PREFIX_CHARACTERS) // STEP * STEP)
    return FillPrompt(prompt.prefix[start:], prompt.suffix[:SUFFIX_CHARACTERS], prompt.context[:CONTEXT_CHARACTERS])


def fit(prompt: AnyPrompt, count: Count, n_tokens: int) -> AnyPrompt:
    """The prompt cut to its budget and to a context that has `n_tokens` left for it; `count` counts tokens."""
    if isinstance(prompt, ChatPrompt):
        return prompt
    budget = Budget.within(n_tokens)
    context = keep_head(prompt.context, budget.context, count)
    if isinstance(prompt, FillPrompt):
        prefix = keep_tail(prompt.prefix, budget.prefix, count)
        return FillPrompt(prefix, keep_head(prompt.suffix, budget.suffix, count), context)
    spare = budget.spec - count(prompt.header) - count(context)
    return replace(prompt, spec=keep_head(prompt.spec, spare, count), context=context)


def keep_tail(text: str, n_tokens: int, count: Count) -> str:
    """The end of `text` in about `n_tokens` at most, beginning at a step that stays put while text is added."""
    start, total = len(text), 0
    for step in range((len(text) - 1) // STEP, -1, -1):
        begin = _step_start(text, step)
        if begin >= start:
            continue
        total += count(text[begin:start])
        if total > n_tokens:
            break
        start = begin
    if start == len(text):  # not even the last step fits: nothing stable is to be had
        start = max(0, len(text) - n_tokens)
        while start < len(text) and count(text[start:]) > n_tokens:
            start += (len(text) - start + 1) // 2
    return text[start:]


def keep_head(text: str, n_tokens: int, count: Count) -> str:
    """The beginning of `text` in at most about `n_tokens`, in whole lines where one fits."""
    end = total = 0
    while end < len(text):
        newline = text.find("\n", end)
        line_end = len(text) if newline < 0 else newline + 1
        total += count(text[end:line_end])
        if total > n_tokens:
            break
        end = line_end
    if end == 0 and text:
        end = len(text)
        while end and count(text[:end]) > n_tokens:
            end //= 2
    return text[:end]


def _step_start(text: str, step: int) -> int:
    """The first line start at or after a multiple of STEP, or the multiple itself in a very long line."""
    start = step * STEP
    if start == 0:
        return 0
    newline = text.find("\n", start - 1, start + STEP - 1)
    return start if newline < 0 else newline + 1
