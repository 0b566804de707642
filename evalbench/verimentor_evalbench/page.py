"""The report as one HTML page that needs nothing else: words, tables, and plots as inline SVG."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from verimentor_evalbench import plots
from verimentor_evalbench.contents import Part, Section
from verimentor_evalbench.plots import Plot
from verimentor_evalbench.table import Table

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>TITLE</title>
<style>STYLE</style></head>
<body>
BODY</body>
</html>
"""
_CODE = re.compile(r"`([^`]+)`")
_MANY = 5  # chapters that one screen does not hold
_NUMBER = re.compile(r"[+-]?\d[^,]*\Z")  # with its interval or its unit
# Wide things scroll in a box of their own, so that a telephone shows the words at its own width.
_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fff; --line: #c8c8c8 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #181818; --line: #4a4a4a } }
* { box-sizing: border-box }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
body { max-width: 66rem; margin: 2rem auto; padding: 0 1rem }
h1, h2, h3 { line-height: 1.2; overflow-wrap: anywhere; break-after: avoid }
h2 { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem }
nav ul { columns: 18rem; padding-left: 1.2rem }
nav a { color: inherit; overflow-wrap: anywhere }
.wide { overflow-x: auto; break-inside: avoid }
table { border-collapse: collapse; margin: .8rem 0; font-size: 13px; font-variant-numeric: tabular-nums }
th, td { padding: .25rem .8rem .25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line) }
td { min-width: 5rem; max-width: 24rem }
td:first-child { min-width: 9rem; overflow-wrap: anywhere }
td.number { min-width: 3rem; white-space: nowrap }
tr.published { font-style: italic }
.wide svg { display: block; margin: .8rem 0; max-width: 100%; height: auto }
@media print {
  :root { --ink: #000; --paper: #fff } body { max-width: none; font-size: 10pt } table { font-size: 7.5pt }
  .wide { overflow: visible } .wide svg { min-width: 0 !important }
}
"""


def render(title: str, sections: Sequence[Section]) -> str:
    """The page; without plots, and saying so, where nothing can draw them."""
    parts = [f"<h1>{escape(title)}</h1>"]
    if not plots.available():
        parts.append(f"<p>{escape(plots.LACKING)}</p>")
    parts.append(_chapters(sections))
    for number, section in enumerate(sections):
        parts.append(f'<h{section.level} id="s{number}">{escape(section.title)}</h{section.level}>')
        parts += [_element(part) for part in section.parts]
    page = _PAGE.replace("TITLE", escape(title)).replace("STYLE", _STYLE)
    return page.replace("BODY", _lines(part for part in parts if part))


def _chapters(sections: Sequence[Section]) -> str:
    """Links to the chapters of a page that nobody reads from top to bottom; "" of a short one."""
    found = [(number, section.title) for number, section in enumerate(sections) if section.level == 2]
    if len(found) < _MANY:
        return ""
    links = (f'<li><a href="#s{number}">{escape(title)}</a></li>' for number, title in found)
    return f"<nav><ul>\n{_lines(links)}</ul></nav>"


def _element(part: Part) -> str:
    if isinstance(part, Plot):
        return f'<div class="wide">{plots.svg(part)}</div>' if plots.available() else ""
    return _table(part) if isinstance(part, Table) else f"<p>{_code(part)}</p>"


def _table(table: Table) -> str:
    lines = [f"<tr>{''.join(f'<th>{_code(cell)}</th>' for cell in table.header)}</tr>"]
    for row in table.rows:
        kind = ' class="published"' if row and row[0].endswith("(published)") else ""
        lines.append(f"<tr{kind}>{''.join(map(_cell, row))}</tr>")
    return f'<div class="wide"><table>\n{_lines(lines)}</table></div>'


def _cell(cell: str) -> str:
    kind = ' class="number"' if _NUMBER.match(cell) else ""
    return f"<td{kind}>{_code(cell)}</td>"


def _code(words: str) -> str:
    """Words of the Markdown, whose only markup is `code`."""
    return _CODE.sub(r"<code>\1</code>", escape(words))


def _lines(parts: Iterable[str]) -> str:
    return "".join(f"{part}\n" for part in parts)
