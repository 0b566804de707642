"""Gives the modules of a text other names, so that texts that share names can be compiled together."""

import re
from collections.abc import Iterable

_TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?(?:\*/|\Z)        # comments
    |"(?:\\.|[^"\\\n])*"                 # strings
    |'\s*[sS]?[bodhBODH]\s*[0-9a-fA-FxXzZ_?]+   # the tail of a sized number
    |`define\s+\w+|`\w+|\$\w+            # macro and system names
    |\\\S+|[A-Za-z_][\w$]*""",
    re.DOTALL | re.VERBOSE,
)
_DECLARED = re.compile(
    r"\b(?:module|macromodule|primitive|interface|package)\s+(?:automatic\s+|static\s+)?\\?([A-Za-z_][\w$]*)"
)
_DEFINE = re.compile(r"`define\s+([A-Za-z_]\w*)")


def rename_modules(text: str, suffix: str) -> str:
    """Append a suffix to the name of every module declared in a text, wherever it occurs as a name.

    Nets that share a module's name are renamed with it, which changes nothing but their names; ports keep theirs only
    where no module has it.
    """
    names = declared_modules(text)

    def replaced(match: re.Match[str]) -> str:
        token = match[0]
        return token + suffix if token.removeprefix("\\") in names else token

    return _TOKEN.sub(replaced, text)


def declared_modules(text: str) -> frozenset[str]:
    """Return the names of the modules, primitives, interfaces and packages a text declares, read without parsing."""
    bare = _TOKEN.sub(lambda match: " " if match[0][:1] in '/"' else match[0], text)
    return frozenset(_DECLARED.findall(bare))


def defined_macros(text: str) -> Iterable[str]:
    """Return the names a text gives to macros."""
    return dict.fromkeys(_DEFINE.findall(text))
