"""Fragments become one PDF: set for real, linked, and read back."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handbook.binding.facts import Facts, read_facts
from handbook.binding.joining import Piece
from handbook.binding.linker import link
from handbook.binding.metadata import Metadata
from handbook.binding.proof import prove
from handbook.book.fragments import Bookmark, Folios, Fragment, Unit
from handbook.book.model import Asset
from handbook.setting import typefaces

pytestmark = pytest.mark.pdf

STYLE = """
@page { size: 148mm 210mm; bleed: 3mm; margin: 20mm;
  @top-left { content: "running head" } }
html { font-family: "Source Serif Pro"; bookmark-level: none }
body { margin: 0 }
h1, h2, th { font-family: "Source Sans Pro" }
code { font-family: monospace }
"""
SQUARE = Asset(
    "art/square.svg",
    b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'>"
    b"<rect width='10' height='10'/></svg>",
    "digest",
)
METADATA = Metadata("Two chapters", "en-GB", publisher="Office", date="2026-11-22")


def chapter(number: int, other: int) -> Unit:
    html = f"""<!doctype html><html lang="en-GB"><head><title>Chapter</title></head><body>
    <h1 id="c{number}">Chapter {number}: office ﬁles</h1>
    <p>See <a href="handbook:s{other}">section {other}</a> or
    <a href="https://example.org/">else<b style="display: inline-block">where</b></a>.</p>
    <img src="asset:art/square.svg" alt="a square"><img src="asset:art/square.svg" alt="">
    <ul><li><p>one</p><p>more</p></li><li>two</li></ul>
    <table><thead><tr><th>Head</th></tr></thead><tbody><tr><td>cell</td></tr></tbody></table>
    <h2 id="s{number}">Section</h2><p>Only here: {"αβγ"[number]} <code>{"xyz"[number]}</code></p>
    {"<p>Line.</p>" * 60}<p>{"All one paragraph. " * 400}</p></body></html>"""
    return Unit(
        f"chapter-{number}",
        f"Chapter {number}",
        html,
        STYLE,
        (SQUARE,),
        Folios(f"{number}-"),
        (Bookmark(f"Chapter {number}", f"c{number}", 1), Bookmark("Section", f"s{number}", 2)),
        own_style=f'@page {{ @bottom-left {{ content: "{number}-" counter(page) }} }}',
    )


MARK = Unit(
    "mark",
    "",
    '<html lang="en"><body><p>verso mark</p><p style="break-before: page">recto mark</p>',
    "@page { size: 148mm 210mm; bleed: 3mm; margin: 20mm } p { margin-top: 165mm }",
    tagged=False,
)


@pytest.fixture(scope="module", autouse=True)
def engine(tmp_path_factory: pytest.TempPathFactory) -> None:
    typefaces.prepare(tmp_path_factory.mktemp("engine"))


@cache
def fragment(unit: Unit) -> Fragment:
    from handbook.setting.compiler import compile_unit

    return compile_unit(unit, tagged=unit.tagged)


@cache
def linked() -> bytes:
    units = [chapter(1, 2), chapter(2, 1)]
    pieces = [Piece(unit.title, fragment(unit), unit.folios, unit.outline) for unit in units]
    return link(pieces, fragment(MARK), METADATA, typefaces.font_data())


@cache
def facts() -> Facts:
    return read_facts(linked())


def test_the_proof_finds_nothing_wrong() -> None:
    assert prove(facts(), "x.pdf") == ()


def test_the_engine_had_nothing_to_say() -> None:
    assert fragment(chapter(1, 2)).warnings == ()


def test_pages_carry_the_labels_of_their_chapters() -> None:
    pages = fragment(chapter(1, 2)).pages
    assert pages >= 2
    assert facts().labels == tuple(f"{c}-{n}" for c in (1, 2) for n in range(1, pages + 1))


def test_links_cross_fragments_and_say_what_they_read() -> None:
    assert facts().links.internal == 2
    assert facts().links.dead == ()
    with pikepdf.open(BytesIO(linked())) as pdf:
        says = [str(link.Contents) for link in pdf.pages[0].Annots]
    assert says == ["section 2", "elsewhere", "elsewhere"], "one for the block inside the link"


def test_the_outline_leads_to_both_chapters() -> None:
    marks = [(mark.title, mark.level, mark.page) for mark in facts().bookmarks]
    second = fragment(chapter(1, 2)).pages + 1
    assert marks[0] == ("Chapter 1", 1, 1)
    assert marks[2] == ("Chapter 2", 1, second)
    assert [level for _, level, _ in marks] == [1, 2, 1, 2]


def test_each_typeface_is_embedded_once_for_all_fragments() -> None:
    names = [font.name.partition("+")[2] for font in facts().fonts]
    assert len(names) == len(set(names))
    assert {"Source-Serif-Pro", "Source-Sans-Pro-Bold", "IBM-Plex-Mono"} <= set(names)


def test_glyphs_of_every_fragment_survive_the_merging(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(linked())
    text = subprocess.run(
        ["pdftotext", "x.pdf", "-"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
    ).stdout
    for expected in ("Only here: β y", "Only here: γ z", "office ﬁles", "verso mark"):
        assert expected in text.replace("ﬃ", "ffi")


def test_there_is_one_tree_with_a_part_for_each_fragment() -> None:
    assert facts().tags.parts == ("Chapter 1", "Chapter 2")
    assert facts().tags.headings == (("H1", "H2"), ("H1", "H2"))
    assert facts().tags.orphans == 0


def test_the_tree_reads_well() -> None:
    counts = facts().tags.counts
    assert counts["Figure"] == 2, "the picture without words is an artifact"
    assert counts["LI"] == counts["LBody"] == counts["Lbl"] == 4


def test_head_cells_say_what_they_head() -> None:
    with pikepdf.open(BytesIO(linked())) as pdf:
        scopes = [str(e.A.Scope) for e in _walk(pdf.Root.StructTreeRoot.K[0]) if e.S == "/TH"]
    assert scopes == ["/Column", "/Column"]


def test_pictures_have_their_box_where_they_are_drawn() -> None:
    with pikepdf.open(BytesIO(linked())) as pdf:
        figure = next(e for e in _walk(pdf.Root.StructTreeRoot.K[0]) if e.S == "/Figure")
        left, bottom, right, top = (float(edge) for edge in figure.A.BBox)
    assert left == pytest.approx(20 / 25.4 * 72, abs=0.1)
    assert (right - left, top - bottom) == pytest.approx((7.5, 7.5))
    assert 300 < bottom < 595


def test_every_page_refers_to_its_own_row_of_the_parent_tree() -> None:
    with pikepdf.open(BytesIO(linked())) as pdf:
        tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        keys = [int(page.StructParents) for page in pdf.pages]
        assert len(set(keys)) == len(keys)
        for page, key in zip(pdf.pages, keys, strict=True):
            row: Any = tree[key]
            for element in row:
                assert element is None or element.Pg.objgen == page.objgen
            for annotation in page.get("/Annots", []):
                assert tree[int(annotation.StructParent)].S == "/Link"


def test_lines_hang_on_their_paragraph_and_know_it() -> None:
    with pikepdf.open(BytesIO(linked())) as pdf:
        tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        elements = [e for e in _walk(pdf.Root.StructTreeRoot.K[0]) if "/Pg" in e]
        assert {str(e.S) for e in elements} >= {"/P", "/H1", "/LBody", "/TD"}
        for element in elements:
            numbers = [kid for kid in element.K if isinstance(kid, int)]
            row: Any = tree[int(element.Pg.StructParents)]
            assert all(row[number].objgen == element.objgen for number in numbers)
    assert facts().tags.counts["Span"] < facts().tags.counts["P"]  # the engine: one for every line


def test_pages_are_cropped_to_their_trim() -> None:
    assert facts().sizes == ((148.0, 210.0),)
    with pikepdf.open(BytesIO(linked())) as pdf:
        assert {tuple(round(float(e)) for e in page.mediabox) for page in pdf.pages} == {
            (0, 0, 420, 595)
        }


def test_another_library_finds_the_file_in_order(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(linked())
    run = subprocess.run(
        ["qpdf", "--check", "x.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_same_fragments_give_the_same_bytes() -> None:
    first = linked()
    linked.cache_clear()
    assert linked() == first


def test_setting_a_unit_twice_gives_the_same_fragment() -> None:
    from handbook.setting.compiler import compile_unit

    assert compile_unit(chapter(1, 2)) == fragment(chapter(1, 2))


def test_a_link_to_nowhere_is_found_by_the_proof() -> None:
    unit = chapter(1, 7)
    piece = Piece(unit.title, fragment(unit), unit.folios, unit.outline)
    data = link([piece], fragment(MARK), METADATA, typefaces.font_data())
    messages = [finding.message for finding in prove(read_facts(data), "x.pdf")]
    assert messages == ["a link leads to “s7”, which is nowhere in the book"]


def test_two_pages_of_one_label_are_found_by_the_proof() -> None:
    unit = chapter(1, 1)
    piece = Piece(unit.title, fragment(unit), unit.folios, unit.outline)
    twin = replace(piece, outline=())
    data = link([piece, twin], fragment(MARK), METADATA, typefaces.font_data())
    messages = [finding.message for finding in prove(read_facts(data), "x.pdf")]
    assert "two pages are labelled 1-1" in messages


def _walk(element: Any) -> Iterator[Any]:
    yield element
    for kid in element.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _walk(kid)
