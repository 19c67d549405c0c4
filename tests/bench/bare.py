"""Set a whole book as one document by the engine alone: what the program is measured against.

`python -m bench.bare PAGE PDF` sets one HTML page that `write_page` wrote, tagged, and does
nothing else: what it takes to make the page from the manuscript is not counted.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from handbook.book.fragments import Unit
from handbook.make import check
from handbook.pages.units import find_templates, make_units
from handbook.setting import typefaces

_BODY = re.compile(r"<body([^>]*)>(.*)</body>", re.DOTALL)
_SHEET = re.compile(r"^(?=/\* ---- )", re.MULTILINE)
"""Where a style sheet begins."""
_ENTRY = re.compile(r'<a href="#([^"]+)">(?:(?!</li>).)*?(<span class="page"></span>)', re.DOTALL)


def write_page(project: Path, folder: Path) -> tuple[Path, Path]:
    """Write a book as one HTML page into a folder; return it without and with page numbers.

    It is the HTML that the program makes of the units, joined, under the same style sheet.
    With page numbers the contents ask the engine for the page of every entry, as a book that
    is set in one piece has to.
    """
    book, _ = check(project)
    units, _ = make_units(book, {}, find_templates(project))
    for asset in book.assets:
        path = folder / asset.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(asset.data)
    body = "".join(map(_section, units)).replace('href="handbook:', 'href="#')
    body = body.replace('src="asset:', 'src="')
    style = _whole_style(units) + "section{break-before:page}"
    counted, rules = _with_counters(body)
    plain, numbered = folder / "bare.html", folder / "bare-pages.html"
    plain.write_text(_page(body, style), encoding="utf-8")
    numbered.write_text(_page(counted, style + rules), encoding="utf-8")
    return plain, numbered


def _whole_style(units: Iterable[Unit]) -> str:
    """Return every style sheet once, and the running heads, folios and tabs of a chapter."""
    some = tuple(units)
    sheets = dict.fromkeys(sheet for unit in some for sheet in _SHEET.split(unit.style))
    return "".join((*sheets, max(some, key=lambda unit: len(unit.html)).own_style))


def _section(unit: Unit) -> str:
    found = _BODY.search(unit.html)
    assert found is not None
    return f"<section{found[1]}>{found[2]}</section>"


def _page(body: str, style: str) -> str:
    head = f"<title>Bare</title><style>{style}</style>"
    return f'<!doctype html><html lang="en-GB"><head>{head}</head><body>{body}</body></html>'


def _with_counters(body: str) -> tuple[str, str]:
    rules: list[str] = []

    def counted(match: re.Match[str]) -> str:
        name = f"entry-{len(rules)}"
        rules.append(f'#{name}::after{{content:target-counter(url("#{match[1]}"),page)}}')
        return f'{match[0][: -len(match[2])]}<span class="page" id="{name}"></span>'

    return _ENTRY.sub(counted, body), "".join(rules)


def main() -> None:
    """Set a page that was written."""
    page, output = map(Path, sys.argv[1:])
    typefaces.prepare(output.parent / f"fonts-of-{output.stem}")
    import weasyprint

    weasyprint.HTML(filename=page).write_pdf(output, pdf_tags=True)


if __name__ == "__main__":
    main()
