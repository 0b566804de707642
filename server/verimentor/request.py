"""What is asked of `generate`."""

import re
from dataclasses import dataclass, replace

from verimentor.errors import VerimentorError
from verimentor.student.prompt import ModulePrompt
from verimentor.verilog.source import parse


@dataclass(frozen=True)
class Request:
    """What is asked for.

    `context` holds headers of modules worth knowing. Without a header, ports that the spec names completely become the
    header, unless `lock` is off. Tables of the spec that leave nothing open are written out, unless `derive` is off.
    `samples` are drawn at a time, up to four times while none convinces, and slang reads along if they are `guided`;
    temperature 0 asks for one sample. `resample`: whether the student fills broken lines anew where nothing compiles;
    `mentor_rounds`: how often a mentor is asked then.
    """

    spec: str
    header: str | None = None
    context: str = ""
    samples: int = 8
    seed: int = 0
    temperature: float = 0.5
    max_tokens: int = 512
    lock: bool = True
    derive: bool = True
    guided: bool = True
    resample: bool = True
    mentor_rounds: int = 3

    @property
    def prompt(self) -> ModulePrompt:
        """The same for the student; the header ends with its line break: in training, the two are one token."""
        return ModulePrompt(self.spec, f"{self.header}\n" if self.header else "", self.context)


def checked(request: Request) -> Request:
    """The request with a sound header and at least one sample.

    Raises:
        VerimentorError: the spec is empty or the header is none.
    """
    if not re.search(r"\w", request.spec):
        raise VerimentorError("The description is empty. Say in a sentence or two what the module does.")
    header = (request.header or "").strip()
    if header:
        module = next(iter(parse(header + "\nendmodule\n").modules), None)
        if module is None or not module.name or module.header_span.end != len(header) or not header.endswith(";"):
            raise VerimentorError("The header must be a whole module header, from `module` to the `;` after its ports.")
    return replace(request, header=header or None, samples=max(1, request.samples))
