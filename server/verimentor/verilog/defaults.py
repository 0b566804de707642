"""What an error owes to the default values of parameters, with which no instance may ever stand."""

import re

# `parameter type req_t = logic`: a place holder for a structure.
_TYPE_DEFAULT = re.compile(
    r"(?P<name>\bparameter\s+type\s+\w+)(?P<default>\s*=\s*(?:logic|bit|reg|int|byte)\b(?:\s*\[[^\][]*\])*)(?=\s*[,)/])"
)
# Wrong for one value and right for another: a width of 0, a depth of -1, an $error for an impossible choice.
OF_VALUES = frozenset({
    "ErrorTask", "FatalTask", "MaxGenerateStepsExceeded", "ReplicationZeroOutsideConcat", "StaticAssert",
    "ValueExceedsMaxBitWidth", "ValueMustBePositive", "ValueMustNotBeUnknown", "ValueOutOfRange",
})  # fmt: skip


def without_types(text: str) -> str:
    """The text without the default types of its parameters, every other letter where it was."""
    if "type" not in text:
        return text
    return _TYPE_DEFAULT.sub(lambda found: found["name"] + re.sub(r"[^\r\n]", " ", found["default"]), text)
