"""The report in a real browser: everything is drawn, no words lie over each other, nothing is wider than the screen."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from verimentor_evalbench import page, plots
from verimentor_evalbench.contents import COLOURS, Section, contents
from verimentor_evalbench.judged import Run
from verimentor_evalbench.material import Material
from verimentor_evalbench.plots import Plot, Series

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
TIMEOUT_S = 120  # it starts in two seconds; a loaded machine is slow

# Says of each drawing its size and which of its words overlap, and how wide the page is; where a reader can see it.
LOOKING = """<script>
const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
const drawings = [...document.querySelectorAll('svg')].map(svg => {
  const words = [...svg.querySelectorAll('text')].filter(each => each.textContent.trim());
  const boxes = words.map(each => each.getBoundingClientRect()), frame = svg.getBoundingClientRect();
  const pairs = [];
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b, j) => {
    if (overlap(a, b)) pairs.push([words[i].textContent, words[i + 1 + j].textContent]);
  }));
  const outside = words.filter((each, i) => boxes[i].left < frame.left - 1 || boxes[i].right > frame.right + 1);
  return {width: frame.width, height: frame.height, words: words.length, pairs,
          outside: outside.map(each => each.textContent)};
});
const seen = {drawings, page: document.documentElement.scrollWidth, screen: window.innerWidth};
document.body.dataset.seen = JSON.stringify(seen);
</script>"""

needs_browser = pytest.mark.skipif(BROWSER is None, reason="no chromium is installed")


def seen_in_browser(text: str, folder: Path, width: int) -> tuple[dict[str, Any], bytes]:
    """What the page says of itself when it is shown, and a picture of it."""
    assert BROWSER is not None
    path, picture = folder / "page.html", folder / "page.png"
    path.write_text(text.replace("</body>", f"{LOOKING}</body>"), "utf-8")
    command = [BROWSER, *FLAGS, f"--user-data-dir={folder / 'browser'}", f"--window-size={width},2000"]
    shown = [f"--screenshot={picture}", "--dump-dom", path.as_uri()]
    done = subprocess.run([*command, *shown], capture_output=True, text=True, timeout=TIMEOUT_S)
    found = re.search(r'data-seen="([^"]*)"', done.stdout)
    assert found, done.stderr
    return json.loads(unescape(found[1])), picture.read_bytes()


def run_of(name: str, model: str, letters: str, **settings: Any) -> Run:
    """A judged run of twelve problems."""
    drawing = {"samples": len(letters), "temperature": 0.5, "top_p": 0.95, "seed": 0, "max_tokens": 512}
    said = {"problems": "verilog-eval-v1-human", "n_problems": 12, "model": {"name": model, "sha256": "ab" * 32}}
    said |= {"prompt_version": 1, "strategy": "direct", "drawing": drawing, "commit": "c0ffee", "icarus": "11.0"}
    kinds = ("combinational", "Karnaugh map", "read from waveforms", "state machine")
    verdicts = {}
    for number in range(12):
        turned = letters[number % len(letters) :] + letters[: number % len(letters)]
        row = {"task_id": f"p{number}", "group": f"family {number % 3}", "category": kinds[number % 4]}
        verdicts[f"p{number}"] = [
            {**row, "sample": place, "letter": letter, "upstream": letter in ".F", "strict": letter == "."}
            | {"compiled": letter not in "SCmwp"}
            for place, letter in enumerate(turned)
        ]
    return Run(name, said | settings, verdicts, [])


def sections() -> list[Section]:
    every_letter = "".join(COLOURS)
    runs = [
        run_of("one", "verimentor-9m", every_letter),
        run_of("two", "a-model-with-a-long-name-7B-Q4_K_M", "..RSSSSSSS"),
    ]
    bins = [
        {"low": low / 5, "high": (low + 1) / 5, "right": right, "n": 40, "confidence": (low + 0.5) / 5}
        for low, right in enumerate((0, 3, 12, 25, 40))
    ]
    drawn = [
        Plot("reliability", plots.reliability, (bins,)),
        Plot("latency", plots.distribution, ({"ghost text": [30.0, 41, 90], "model": [20.0, 30]},), {"label": "ms"}),
        Plot("rounds", plots.lines, ({"simulation": [(0, 0.1), (1, 0.2)]},), {"across": "round", "up": "pass@1, %"}),
        Plot("extremes", plots.dots, (["none", "all"], [Series("right", [0.0, 1.0], [(0.0, 0.2), (0.9, 1.0)])])),
    ]
    return [*contents(Material(runs)), Section("Other plots", drawn)]


@needs_browser
@pytest.mark.parametrize("width", [1100, 500])
def test_the_page_is_readable(width: int, tmp_path: Path) -> None:
    seen, picture = seen_in_browser(page.render("Measured", sections()), tmp_path, width)
    assert len(seen["drawings"]) == 8  # pass@k, endings, kinds of circuit, groups, and the four above
    for drawing in seen["drawings"]:
        assert drawing["height"] > 100 and drawing["words"] > 4
        assert not drawing["pairs"], drawing["pairs"]
        assert not drawing["outside"], drawing["outside"]
    assert seen["page"] <= seen["screen"]  # wide things scroll in boxes of their own
    assert picture.startswith(b"\x89PNG") and len(picture) > 20_000  # a blank page is a tenth of it


@needs_browser
def test_words_over_words_are_seen(tmp_path: Path) -> None:
    twice = '<svg width="300" height="50"><text x="5" y="20">one</text><text x="9" y="20">other</text></svg>'
    seen, _ = seen_in_browser(f"<!doctype html><body>{twice}<p style='width:3000px'>.</p></body>", tmp_path, 600)
    assert seen["drawings"][0]["pairs"] == [["one", "other"]] and seen["page"] > seen["screen"]
