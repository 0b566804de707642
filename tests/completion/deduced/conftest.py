from collections.abc import Callable

import pytest

from verimentor.complete import Scene
from verimentor.completion.deduced import Site
from verimentor.verilog.source import outline


@pytest.fixture
def here() -> Callable[..., Site]:
    """The surroundings of the cursor `^` in a text, with what slang says of it; `others` is the project's code."""

    def at(marked: str, others: str = "") -> Site:
        offset = marked.index("^")
        text = marked.replace("^", "")
        modules = {module.name: module for module in outline(others).modules}
        scene = Scene.of(text, "a.v", None)
        return Site(text, offset, modules, scene.errors, scene.reading)

    return at
