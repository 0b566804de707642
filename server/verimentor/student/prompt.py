"""How a question becomes tokens: the versioned prompt format shared by trainer and runtime.

Version 1 of our own format, `<|x|>` being one token each:

    ghost text   [<|context|>CONTEXT] <|fim_suffix|>SUFFIX<|fim_prefix|>PREFIX<|fim_middle|>MIDDLE<|end|>
    module       [<|context|>CONTEXT] <|spec|>SPEC<|module|>HEADER BODY<|end|>

The suffix stands first (SPM), so that its share of the KV cache stays valid while the user types at the end of the
prefix. A known header is simply the beginning of the answer. Other families' models are asked in their own FIM order
and chat template.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from verimentor.errors import ModelError

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


@dataclass(frozen=True)
class ChatPrompt:
    """One message to a model that converses, instructions included: some templates know no system's turn."""

    message: str


Prompt: TypeAlias = FillPrompt | ModulePrompt
AnyPrompt: TypeAlias = Prompt | ChatPrompt


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


class PromptFormat(StrEnum):
    """How a model wants to be asked; read from its GGUF, never guessed from its name."""

    VERIMENTOR = f"verimentor-{PROMPT_VERSION}"
    FIM_CHAT = "fim+chat"
    FIM = "fim"
    CHAT = "chat"
    PLAIN = "plain"

    @classmethod
    def of(cls, *, own: bool, fim: bool, chat: bool) -> "PromptFormat":
        """The format of a model that has our own tokens, FIM tokens, a chat template."""
        if own:
            return cls.VERIMENTOR
        return {(True, True): cls.FIM_CHAT, (True, False): cls.FIM, (False, True): cls.CHAT}.get((fim, chat), cls.PLAIN)

    @property
    def has_fim(self) -> bool:
        """Whether what follows the cursor can be told to the model."""
        return self in (PromptFormat.VERIMENTOR, PromptFormat.FIM, PromptFormat.FIM_CHAT)

    @property
    def has_chat(self) -> bool:
        """Whether the model expects a conversation."""
        return self in (PromptFormat.CHAT, PromptFormat.FIM_CHAT)


@dataclass(frozen=True)
class Markup:
    """Text of a model's own chat template, the only text in which its special tokens count."""

    text: str


@dataclass(frozen=True)
class Question:
    """A prompt ready for one model: its pieces, and the strings that end this model's answer besides its end token."""

    pieces: tuple[Piece | Markup, ...]
    stop: tuple[str, ...] = ()


FENCE = "```"
INSTRUCTION = "Write one synthesizable Verilog module as described here. Answer with one code block and nothing else."


def message_of(prompt: ModulePrompt) -> str:
    """The prompt as a message to a model that converses."""
    known = f"\n\nModules it may instantiate:\n{FENCE}verilog\n{prompt.context}\n{FENCE}" if prompt.context else ""
    header = f"\n\nIt begins with:\n{FENCE}verilog\n{prompt.header}\n{FENCE}" if prompt.header else ""
    return f"{INSTRUCTION}\n\n{prompt.spec.strip()}{known}{header}"


def ask(prompt: AnyPrompt, how: PromptFormat, chat: tuple[str, str] | None = None) -> Question:
    """The prompt as a model of format `how` wants it.

    `chat` is the text of the model's template before and after a user's message, up to where the answer begins.

    Raises:
        ModelError: a conversation is asked for that the model knows no template of.
    """
    if isinstance(prompt, ChatPrompt):
        if chat is None:
            raise ModelError(
                "The model has no chat template, so nobody can converse with it. Choose an instruct model."
            )
        return Question((Markup(chat[0]), prompt.message, Markup(chat[1])))
    if how is PromptFormat.VERIMENTOR:
        return Question(tuple(pieces(prompt)))
    if isinstance(prompt, FillPrompt):
        # Qwen-Coder, DeepSeek-Coder, CodeLlama and StarCoder were all taught prefix, suffix, middle (PSM) first.
        before = f"{prompt.context}\n\n{prompt.prefix}" if prompt.context else prompt.prefix
        if not how.has_fim:
            return Question((before,))
        return Question((Special(FIM_PREFIX), before, Special(FIM_SUFFIX), prompt.suffix, Special(FIM_MIDDLE)))
    if how.has_chat and chat is not None:
        opening, closing = chat
        message = message_of(prompt)
        return Question((Markup(opening), message, Markup(closing), f"{FENCE}verilog\n{prompt.header}"), stop=(FENCE,))
    comment = "".join(f"// {line}\n" for line in prompt.spec.strip().splitlines())
    known = f"{prompt.context}\n\n" if prompt.context else ""
    return Question((f"{known}{comment}{prompt.header}",))
