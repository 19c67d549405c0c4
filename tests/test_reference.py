"""Linked fragments and one document of the engine agree: text, positions, links, page by page."""

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from conftest import MakeProject
from handbook import download, layout, make
from handbook.binding import collating, linker
from handbook.book.fragments import Unit
from handbook.request import Request
from handbook.setting.typeset import Typeset
from handbook.setting.workshop import open_bench

pytestmark = pytest.mark.pdf

ROOT = Path(__file__).parent.parent
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)"[^>]*>(.*?)</word>')
CLOSE = 0.02
"""Points by which a position may differ: two writers round alike, but not in the same place."""

SMALL = {
    "content/handbook.toml": 'title = "Small"\n[numbering]\nparagraphs = true\n',
    "content/chapters/1.md": "---\npurpose: To be compared.\n---\n# One\n\n## A {#a}\n\n"
    + "See [](#b), [](#D1.1) and [out](https://example.org/).\n\n" * 30
    + "| x | y |\n|---|---|\n| 1 | office |\n",
    "content/chapters/2.md": "# Two\n\n## B {#b}\n\nBack to [](#a).\n\n- one\n- `two`\n",
    "content/checklists/D1.md": "---\nid: D1\nkind: duty\nowner: A\ntrigger: B\n---\n# List\n\n"
    "- [ ] **D1.1** Do it\n    A | now | note | [](#a)\n",
}

Word = tuple[float, float, str]


def test_a_small_book_is_the_same_set_whole(make_project: MakeProject, tmp_path: Path) -> None:
    compare(make_project(SMALL), tmp_path)


@pytest.mark.slow
def test_the_real_book_is_the_same_set_whole(make_project: MakeProject, tmp_path: Path) -> None:
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in (ROOT / "content").rglob("*")
        if path.is_file()
    }
    compare(make_project(files), tmp_path)


def compare(project: Path, folder: Path) -> None:
    """Compare the book as the program links it with the engine's own joining of its pages."""
    ours, theirs = folder / "linked.pdf", folder / "whole.pdf"
    linked, units = _linked(project)
    ours.write_bytes(linked)
    theirs.write_bytes(_whole(units))
    ours_words, their_words = list(_words(ours, 0)), list(_words(theirs, _bleed(theirs)))
    assert len(ours_words) == len(their_words) > 5
    for number, (mine, other) in enumerate(zip(ours_words, their_words, strict=True), 1):
        assert [word for *_, word in mine] == [word for *_, word in other], f"page {number}"
        for (x1, y1, word), (x2, y2, _) in zip(mine, other, strict=True):
            assert (x1, y1) == pytest.approx((x2, y2), abs=CLOSE), f"{word} on page {number}"
    assert list(_links(ours)) == list(_links(theirs))


def _linked(project: Path) -> tuple[bytes, tuple[Unit, ...]]:
    """Return the linked book without edition marks, which are no part of any unit."""
    results: list[Typeset] = []
    calls: list[tuple[Any, ...]] = []
    join = linker.link
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            layout, "pieces", _heard(collating.pieces, lambda result: results.append(result))
        )
        patch.setattr(download, "link", _heard(join, lambda *given: calls.append(given)))
        request = Request(project, project / "build", jobs=1)
        with open_bench(project, lambda name: None) as bench:
            report = make.make_at(bench, request)
    assert not report.status, report.findings
    ((some, *others),) = calls
    *units, _ = results[0].units
    return join([replace(piece, marked=False) for piece in some], *others), tuple(units)


def _heard(function: Callable[..., Any], ear: Callable[..., None]) -> Callable[..., Any]:
    def heard(*given: Any) -> Any:
        ear(*given)
        return function(*given)

    return heard


def _whole(units: tuple[Unit, ...]) -> bytes:
    """Return all units as one document, joined and written by the engine alone."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from handbook.setting import compiler

    documents = []
    for unit in units:
        fetcher = compiler._Assets(unit.assets)  # the very same pictures
        configuration = FontConfiguration()
        text = unit.style + unit.own_style + compiler._first_folio(unit)  # the very same style
        style = weasyprint.CSS(
            string=text, base_url="asset:", url_fetcher=fetcher, font_config=configuration
        )
        html = weasyprint.HTML(string=unit.html, base_url="asset:", url_fetcher=fetcher)
        documents.append(html.render(font_config=configuration, stylesheets=[style]))
    pages = [page for document in documents for page in document.pages]
    data: bytes = documents[0].copy(pages).write_pdf()
    return data


def _words(path: Path, bleed: float) -> Iterator[list[Word]]:
    """Yield the words of each page with their places from the trim."""
    run = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], capture_output=True, encoding="utf-8", check=True
    )
    for page in run.stdout.split("<page ")[1:]:
        found = [(float(x) - bleed, float(y) - bleed, word) for x, y, word in WORD.findall(page)]
        yield sorted(found, key=lambda word: (round(word[1], 1), round(word[0], 1), word[2]))


def _bleed(path: Path) -> float:
    with pikepdf.open(path) as pdf:
        return -float(pdf.pages[0].mediabox[0])


def _links(path: Path) -> Iterator[tuple[int, tuple[float, ...], str]]:
    """Yield page, place and target of each link, and of each field, which began as one."""
    with pikepdf.open(BytesIO(path.read_bytes())) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            found = []
            for note in page.get("/Annots", pikepdf.Array()):
                edges = [round(float(edge), 1) for edge in note.Rect]
                place = (*sorted(edges[::2]), *sorted(edges[1::2]))
                found.append((number, place, _target(note)))
            yield from sorted(found)


def _target(note: Any) -> str:
    """Return where an annotation leads, in the words of the pages; a field to itself."""
    if note.Subtype == "/Widget":
        return "field"
    address = str(note.A.URI) if "/A" in note else f"handbook:{note.Dest}"
    return address.partition(":")[0] if address.startswith("field:") else address
