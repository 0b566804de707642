"""Texts for the simulator, which sees no files: headers stand where they were included, the project's macros before."""

import re
from pathlib import Path

from verimentor.verilog.includes import Included, gather
from verimentor.verilog.project import Project

_INCLUDE = re.compile(  # or a comment, which stays as it is
    r'//[^\r\n]*|/\*.*?\*/|`include[ \t]*(?:"([^"\r\n]*)"|<([^>\r\n]*)>)', re.DOTALL
)


def standalone(text: str, path: Path | str, project: Project | None) -> tuple[str, dict[str, str]]:
    """The text and, by their paths, the texts of the project it needs; none of them includes another file."""
    if project is None:
        return text, {}
    others = project.others_for(path, text)
    whole = {str(path): text, **others}
    for each, content in whole.items():
        gathered = gather(content, each, project.include_dirs_for(each, content), project.read)
        macros = "".join(f"`define {name} {body}\n" for name, body in project.defines_for(each, content).items())
        whole[each] = macros + _unfolded(gathered.text, gathered)
    first, *rest = whole.items()
    return first[1], dict(rest)


def _unfolded(text: str, gathered: Included) -> str:
    """The text with its headers in it; one that includes itself was left out when they were gathered."""

    def header(found: re.Match[str]) -> str:
        content = gathered.files.get(found[1] or found[2] or "")
        return found[0] if content is None else f"\n{_unfolded(content, gathered)}\n"

    return _INCLUDE.sub(header, text)
