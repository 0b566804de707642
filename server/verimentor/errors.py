"""The errors Verimentor raises; every message says what the user can do.

VerimentorError
├── ConfigError      a setting or project file is wrong
├── ModelError       a GGUF is missing, corrupt or unusable, or its worker gave up
├── MentorError      the mentor's endpoint is down, slow, refuses or answers nonsense
│   └── QuestionRefused   it does not take this question (too long, say); it may take the next
└── ToolMissing      a program we need (Icarus, bubblewrap, ...) is not installed
"""


class VerimentorError(Exception):
    """Base of all errors that are meant for the user's eyes."""


class ConfigError(VerimentorError):
    """A setting or project file cannot be used as it is."""


class ModelError(VerimentorError):
    """A student model cannot be loaded or stopped answering."""


class MentorError(VerimentorError):
    """The mentor model could not help."""


class QuestionRefused(MentorError):
    """The mentor model is there, but does not take what it was asked."""


class ToolMissing(VerimentorError):
    """An external program is not installed."""

    def __init__(self, tool: str, advice: str) -> None:
        super().__init__(f"{tool} was not found. {advice}")
        self.tool = tool
        self.advice = advice
