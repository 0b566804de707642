"""What the student hears of other files: the headers of modules that are used at the cursor."""

import re

from verimentor.completion.cursor import plain
from verimentor.completion.trim import Place
from verimentor.verilog.masking import mask
from verimentor.verilog.project import Project

_MAX_HEADERS = 3  # the prompt has room for about 300 characters of them
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")


def context_for(place: Place, project: Project | None) -> str:
    """Headers of the project's modules that are being instantiated at the cursor or are used in its module."""
    if project is None:
        return ""
    code = mask(place.prefix)
    start = max((found.start() for found in re.finditer(r"\bmodule\b", code)), default=0)
    begun = max(code.rfind(";", start), start)
    own = _IDENTIFIER.search(code, start + len("module"))
    modules = project.modules()
    used = [
        name
        for name in dict.fromkeys([*_IDENTIFIER.findall(code[begun:]), *sorted(set(_IDENTIFIER.findall(code[start:])))])
        if name in modules and (own is None or name != own[0])
    ]
    return "\n".join(plain(modules[name].header) for name in used[:_MAX_HEADERS])
