"""How a question becomes tokens: the versioned prompt format shared by trainer and runtime.

Version 1 of our own format, `<|x|>` being one token each:

    ghost text   [<|context|>CONTEXT] <|fim_suffix|>SUFFIX<|fim_prefix|>PREFIX<|fim_middle|>MIDDLE<|end|>
    module       [<|context|>CONTEXT] <|spec|>SPEC<|module|>HEADER BODY<|end|>

The suffix stands first (SPM), so that its share of the KV cache stays valid while the user types at the end of the prefix.
A known header is simply the beginning of the answer. Other families' models are asked in their own FIM order and chat template.
"""

from dataclasses import dataclass
from typing import TypeAlias

PROMPT_VERSION = 1

PAD = "<|pad|>"
END = "<|end|>"
CONTEXT = "<|context|>"
SPEC = "<|spec|>"
MODULE = "<|module|>"
FIM_PREFIX = "<|fim_prefix|>"
FIM_SUFFIX = "<|fim_suffix|>"
FIM_MIDDLE = "<|fim_middle|>"

# The order fixes the token ids 0-7 of our own tokenizer.
SPECIAL_TOKENS = (PAD, END, CONTEXT, SPEC, MODULE, FIM_PREFIX, FIM_SUFFIX, FIM_MIDDLE)


@dataclass(frozen=True)
class Special:
    """A special token in a prompt, by its text in our format; text from a user can never become one."""

    token: str


Piece: TypeAlias = Special | str


@dataclass(frozen=True)
class FillPrompt:
    """Ghost text: what stands before and after the cursor, and headers of other modules worth knowing."""

    prefix: str
    suffix: str = ""
    context: str = ""


@dataclass(frozen=True)
class ModulePrompt:
    """A module from a description; `header` is emitted as given, and the answer goes on after it."""

    spec: str
    header: str = ""
    context: str = ""


Prompt: TypeAlias = FillPrompt | ModulePrompt


def pieces(prompt: Prompt) -> list[Piece]:
    """The prompt in our own format (version 1), up to where the model continues."""
    start: list[Piece] = [Special(CONTEXT), prompt.context] if prompt.context else []
    if isinstance(prompt, FillPrompt):
        return [
            *start,
            Special(FIM_SUFFIX),
            prompt.suffix,
            Special(FIM_PREFIX),
            prompt.prefix,
            Special(FIM_MIDDLE),
        ]
    return [*start, Special(SPEC), prompt.spec.strip(), Special(MODULE), prompt.header]
