"""A cursor inside a word: the word is taken back, and the answer must begin with it (token healing).

"co" is another token than the beginning of "count". Asked to go on behind it, a model stands where its training never
was, and answers "d" or "lap".
"""

import re
from dataclasses import replace

from verimentor.student.prompt import AnyPrompt, FillPrompt

_LONGEST = 64  # code points; no name in Verilog code is longer
# Words begin where most holes of the student's training begin.
# A blank behind one belongs to the token that follows.
_WORD = re.compile(rf"(?<=[\s(,.=<])[^\s(,.=<]{{1,{_LONGEST}}} ?\Z")


def take_back(prompt: AnyPrompt) -> tuple[AnyPrompt, str]:
    """The prompt without the word the cursor stands in or behind, and that word."""
    if not isinstance(prompt, FillPrompt):
        return prompt, ""
    found = _WORD.search(prompt.prefix, max(0, len(prompt.prefix) - _LONGEST - 2))
    if found is None or not prompt.prefix[: found.start()].strip():
        return prompt, ""  # something must stay to be read
    return replace(prompt, prefix=prompt.prefix[: found.start()]), found[0]
