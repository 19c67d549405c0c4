"""Revision bars stand beside what changed, move nothing, and are told to those who hear a book."""

import pickle
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selenium.webdriver import Chrome

from conformance.verapdf import validate
from conftest import MakeProject, PdfBytes, needed
from handbook.binding.bars import BarStyle, bar_style, strokes
from handbook.binding.facts import Facts, read_facts
from handbook.binding.joining import Piece, join
from handbook.binding.linker import link
from handbook.binding.margins import PrintedBar
from handbook.binding.matrices import MM
from handbook.binding.metadata import Metadata
from handbook.binding.proof import BAR_CLEAR, BAR_SAFE, prove
from handbook.binding.telling import facts_text
from handbook.book.findings import Exit
from handbook.book.fragments import Bar, Folios, Fragment, Unit
from handbook.build import build
from handbook.machine import PROFILE
from handbook.make import make_at
from handbook.manuscript.settings import PAGE_SIZES
from handbook.pages import units
from handbook.pages.legible import with_changes
from handbook.pages.looks import bound, find_templates, inks, measures, words
from handbook.press.colours import Palette
from handbook.press.inks import Inking
from handbook.request import Request
from handbook.setting import typefaces
from handbook.setting.objects import elements
from handbook.setting.workshop import freeze, open_bench, thaw
from handbook.starter import begin
from pdfjs import viewing
from test_shown import FILES, changed, keep_edition, revision

TEMPLATES = find_templates(Path("nowhere"))
A5 = measures(TEMPLATES, "A5")
USUAL = bar_style(A5)
PLAIN = BarStyle(width=1.5, off=30, short=8, join=6, foot=27, folio=12)
METADATA = Metadata("Changes", "en-GB", publisher="Office", date="2026-11-22")
STYLE = """
@page { size: 148mm 210mm; bleed: 3mm; margin: 21mm 14mm 19mm 16mm }
@page :left { margin-left: 14mm; margin-right: 16mm }
html { font: 10pt/13pt "Source Serif Pro"; bookmark-level: none }
body { margin: 0 } p, h2, ul, dl, table, figure { margin: 0 0 14pt }
.box { border: 1pt solid; padding: 5pt } td { border-top: .4pt solid }
"""
SQUARE = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
KINDS = {
    "paragraph": '<p id="a" {}>marked</p>',
    "heading": '<h2 id="a" {}>marked</h2>',
    "item": '<ul><li>before</li><li id="a" {}>marked</li><li>after</li></ul>',
    "item of blocks": '<ul><li id="a" {}><p>marked</p></li></ul>',
    "definition": '<dl><dt id="a" {}>marked</dt></dl>',
    "row": '<table><tr><th>x<td>y<tr id="a" {}><th>marked<td>y<tr><th>x<td>y</table>',
    "table": '<table id="a" {}><tr><th>marked<td>y</table>',
    "box": '<div class="box" id="a" {}><p>marked</p></div>',
    "figure": f'<figure id="a" {{}}><img alt="a square" src="{SQUARE}">'
    "<figcaption>marked</figcaption></figure>",
    "quotation": '<blockquote id="a" {}><p>marked</p></blockquote>',
    "words in a paragraph": '<p>in front <span id="a" {}>marked</span></p>',
}
LONG = "long " * 2000


@pytest.fixture(scope="module", autouse=True)
def engine(tmp_path_factory: pytest.TempPathFactory) -> None:
    typefaces.prepare(tmp_path_factory.mktemp("engine"))


def page_of(*kinds: str) -> Unit:
    """Return a unit with one of each kind of element, apart from each other, all of it changed."""
    rows = (
        re.sub('(marked|apart|id="a)', rf"\g<1>{number}", f"{KINDS[kind]}<p>apart</p>")
        for number, kind in enumerate(kinds)
    )
    changed = "".join(rows).replace("{}", 'data-change="revised"')
    return unit(with_changes(changed, words(TEMPLATES, {})))


def unit(body: str, name: str = "one", start: int = 1, lang: str = "en-GB") -> Unit:
    html = f'<html lang="{lang}"><head><title>One</title></head><body>{body}</body></html>'
    own = f"html {{ break-before: {'right' if start % 2 else 'left'} }}"
    return Unit(name, "One", html, STYLE, (), Folios("", "D", start), own_style=own)


def bare(one: Unit) -> Unit:
    """Return a unit of which nothing has changed."""
    return replace(one, html=re.sub(r' data-\w+="[^"]*"', "", one.html))


@cache
def fragment(one: Unit) -> Fragment:
    from handbook.setting.compiler import compile_unit

    return compile_unit(one, tagged=one.tagged)


MARK = unit('<p>verso</p><p style="break-before: page">recto</p>', "mark")


@cache
def linked(one: Unit, style: BarStyle | None = USUAL) -> PdfBytes:
    piece = Piece(one.title, fragment(one), one.folios)
    mark = replace(fragment(MARK), bars=())
    return PdfBytes(link([piece], mark, METADATA, typefaces.font_data(), bars=style))


@cache
def bars(one: Unit) -> tuple[PrintedBar, ...]:
    return read_facts(linked(one)).bars


def texts(data: bytes) -> list[str]:
    """Return what each page says."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def middle(data: bytes, number: int, word: str) -> float:
    """Return where a word stands on a page, in mm from its head; far away if it does not."""
    with pypdfium2.PdfDocument(data) as pdf:
        page = pdf[number - 1]
        text = page.get_textpage()
        place, _ = text.search(word, match_whole_word=True).get_next() or (None, None)
        if place is None:
            return -1.0
        _, lower, _, upper = text.get_charbox(place, loose=True)
        return float((page.get_height() - (lower + upper) / 2) * MM)


def said(data: bytes) -> list[tuple[str, str, str]]:
    """Return what is announced, in the order of reading: in what, as what, the words."""
    with pikepdf.open(BytesIO(data)) as pdf:
        every = elements(pdf.Root.StructTreeRoot.K[0])
        return [
            (str(one.P.S), str(one.S), str(one.ActualText)) for one in every if "/ActualText" in one
        ]


@pytest.mark.pdf
@pytest.mark.parametrize("kind", KINDS)
def test_a_bar_stands_beside_each_kind_of_element(kind: str) -> None:
    one = page_of(*KINDS)
    number = list(KINDS).index(kind)
    (bar,) = (bar for bar in bars(one) if f"a{number}" in bar.ids)
    assert bar.top < middle(linked(one), bar.page, f"marked{number}") < bar.bottom
    for other in (f"apart{number - 1}", f"apart{number}", "before", "after"):
        assert not bar.top < middle(linked(one), bar.page, other) < bar.bottom
    assert (bar.kinds, bar.ids, bar.label) == (("revised",), (f"a{number}",), str(bar.page))


@pytest.mark.pdf
def test_nothing_moves_for_a_bar() -> None:
    one = page_of(*KINDS)
    marked, plain = fragment(one), fragment(bare(one))
    assert plain.bars == ()
    for name in ("pages", "anchors", "sights", "fonts", "prints", "warnings"):
        assert getattr(marked, name) == getattr(plain, name)
    assert texts(linked(one)) == texts(linked(bare(one)))


@pytest.mark.pdf
def test_without_changes_no_byte_is_different() -> None:
    one = bare(page_of("paragraph", "row"))
    assert linked(one) == linked(one, None)


@pytest.mark.pdf
@pytest.mark.parametrize("start", [1, 2])
def test_what_goes_on_overleaf_has_a_bar_in_the_outer_margin_of_each_page(start: int) -> None:
    one = unit(f'<p>before</p><p id="a" data-change="added">{LONG}</p>', start=start)
    found = bars(one)
    assert [bar.label for bar in found] == [str(start + n) for n in range(fragment(one).pages)]
    assert len(found) >= 3
    assert all(bar.outer for bar in found)
    rectos = [(start + number) % 2 == 1 for number in range(len(found))]
    assert [bar.left > 74 for bar in found] == rectos
    assert found[0].top > 21 + 13 * MM
    assert found[1].top == pytest.approx(21, abs=0.1)
    assert all(bar.bottom <= 210 - 19 for bar in found)


@pytest.mark.pdf
def test_a_bar_ends_with_the_text_of_its_page() -> None:
    one = unit(f'<div data-change="added">one<p style="break-before: page">{LONG[:400]}</p></div>')
    first, _ = fragment(one).bars
    assert first.bottom - first.top == pytest.approx(13, abs=0.1)


@pytest.mark.pdf
def test_what_is_gone_has_a_short_bar_where_it_was() -> None:
    one = unit(f'<p id="a" data-change="removed">{LONG}</p><p>after</p>')
    (bar,) = bars(one)
    assert bar.page == fragment(one).pages
    assert bar.bottom - bar.top == pytest.approx(A5["bar"]["short"], abs=0.02)
    both = unit('<p id="a" data-change="revised removed">one<br>two</p>')
    assert [bar.kinds for bar in bars(both)] == [("revised", "removed")]


@pytest.mark.pdf
def test_what_touches_is_one_bar_and_what_nests_is_drawn_once() -> None:
    one = unit(
        '<ul><li id="a" data-change="added">x</li><li id="b" data-change="revised">y'
        '<ul><li id="c" data-change="added">z</li></ul></li></ul>'
    )
    (bar,) = bars(one)
    assert bar.ids == ("a", "b", "c")


@pytest.mark.pdf
def test_a_changed_footnote_has_its_bar_at_the_foot() -> None:
    note = '<span class="footnote" id="n" data-change="revised" data-before="Revised:">note</span>'
    one = unit(f"<style>.footnote {{ float: footnote }}</style><p>text{note}</p>")
    (bar,) = bars(one)
    assert bar.top > 180
    assert said(linked(one)) == [("/Note", "/Span", "Revised: ")]


_LENGTHS = st.floats(0, 500)
_SOME = st.lists(
    st.builds(
        lambda top, height, kind: Bar(0, top, top + height, kind),
        _LENGTHS,
        st.floats(1, 90),
        st.sampled_from(["added", "revised", "removed"]),
    )
)


@given(_SOME)
def test_bars_lie_apart_and_each_change_has_one(some: list[Bar]) -> None:
    drawn = strokes(some, PLAIN)
    assert all(one.bottom + PLAIN.join < other.top for one, other in pairwise(drawn))
    assert sum(len(one.changes) for one in drawn) == len(some)
    for bar in some:
        top = bar.bottom - PLAIN.short if bar.kind == "removed" else bar.top
        assert any(one.top <= top and bar.bottom <= one.bottom for one in drawn)


@pytest.mark.parametrize("size", PAGE_SIZES)
def test_on_every_page_there_is_room_between_text_and_thumb_tabs(size: str) -> None:
    table = measures(TEMPLATES, size)
    for name in table["binding"]:
        page = bound(table, name)
        style = bar_style(page)
        off, width = style.off * MM, style.width * MM
        assert 1 <= style.width <= 2
        assert page["outer"] - off - width >= BAR_CLEAR, f"{size} {name}"
        assert off > page["tab"]["width"], f"{size} {name}"
        assert off > BAR_SAFE
    line = min(leading for _, leading in (one for one in table["type"].values() if _is_type(one)))
    assert style.join * MM < line * MM, "or a line between two changes would have a bar"


def _is_type(value: Any) -> bool:
    return isinstance(value, list) and value[1] > 5


def facts(one: Unit) -> Facts:
    return read_facts(linked(one))


@pytest.mark.pdf
def test_the_proof_tells_bars_and_finds_them_in_order() -> None:
    one = page_of("paragraph")
    wanted = "bar        page 1, 21.0 to 25.6 mm: revised a0\n"
    assert facts_text(facts(one)).endswith(wanted)
    assert [fault for fault in prove(facts(one), "x.pdf") if "bar" in fault.message] == []


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("off", "width", "complaint"),
    [
        (12.1, 1.5, "mm from the text, less than 2"),
        (3.0, 1.5, "3.00 mm from the trim, less than 5"),
        (11.0, 3.0, "3.0 pt wide, not 1 to 2"),
        (132.0, 1.5, "not in the outer margin"),
    ],
)
def test_a_bar_in_a_wrong_place_is_found(off: float, width: float, complaint: str) -> None:
    style = replace(USUAL, off=off / MM, width=width)
    one = unit('<p style="text-align: right" data-change="added">at the edge</p>')
    found = prove(read_facts(linked(one, style)), "x.pdf")
    assert any(complaint in fault.message for fault in found), found


@pytest.mark.pdf
def test_a_change_survives_the_cache_and_the_way_between_processes() -> None:
    one = fragment(page_of("paragraph"))
    assert one.bars
    assert thaw(freeze(one)) == one
    assert pickle.loads(pickle.dumps(one)) == one


@pytest.mark.pdf
def test_changes_are_announced_where_a_listener_meets_them() -> None:
    one = page_of(*KINDS)
    text = "Revised: "
    assert dict(zip(KINDS, said(linked(one)), strict=True)) == {
        "paragraph": ("/P", "/Span", text),
        "heading": ("/H2", "/Span", text),
        "item": ("/LBody", "/Span", text),
        "item of blocks": ("/P", "/Span", text),
        "definition": ("/LBody", "/Span", text),
        "row": ("/TD", "/Span", text),
        "table": ("/Part", "/P", text),
        "box": ("/Div", "/P", text),
        "figure": ("/NonStruct", "/P", text),
        "quotation": ("/BlockQuote", "/P", text),
        "words in a paragraph": ("/P", "/Span", text),
    }


@pytest.mark.pdf
def test_an_announcement_is_made_once_and_on_the_page_where_it_belongs() -> None:
    body = f'<p id="a" data-change="revised removed">{LONG}</p>'
    one = unit(with_changes(body, words(TEMPLATES, {})))
    with pikepdf.open(BytesIO(linked(one))) as pdf:
        found = [e for e in elements(pdf.Root.StructTreeRoot.K[0]) if "/ActualText" in e]
        assert [str(e.ActualText) for e in found] == ["Revised: ", "Removed here. "]
        assert [e.Pg.objgen for e in found] == [pdf.pages[0].obj.objgen, pdf.pages[-1].obj.objgen]
        first, last = (e.P.K for e in found)
        assert (first[0].objgen, last[-1].objgen) == (found[0].objgen, found[1].objgen)
        for element in found:
            rows = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
            marks = rows[int(element.Pg.StructParents)]
            assert marks[int(element.K[0])].objgen == element.objgen, "readers find it by its page"


@pytest.mark.pdf
def test_what_nests_is_announced_once() -> None:
    body = (
        '<div data-change="added"><p data-change="revised">one</p>'
        '<p data-change="removed">two</p></div>'
    )
    one = unit(with_changes(body, words(TEMPLATES, {})))
    assert said(linked(one)) == [("/Div", "/P", "Added: "), ("/P", "/Span", "Removed here. ")]


@pytest.mark.pdf
def test_an_announcement_is_in_the_language_of_the_book() -> None:
    body = '<div lang="fr"><p data-change="added" data-before="Added:">Bonjour</p></div>'
    with pikepdf.open(BytesIO(linked(unit(body)))) as pdf:
        (found,) = [e for e in elements(pdf.Root.StructTreeRoot.K[0]) if "/ActualText" in e]
        assert str(found.Lang) == "en-GB"


@pytest.mark.pdf
def test_a_complete_revision_neither_shows_nor_tells_what_changed() -> None:
    one = page_of(*KINDS)
    quiet = linked(one, None)
    assert read_facts(quiet).bars == ()
    assert said(quiet) == []
    assert prove(read_facts(quiet), "x.pdf") == prove(facts(bare(one)), "x.pdf")


@pytest.mark.pdf
def test_the_press_prints_bars_in_black_alone() -> None:
    one = page_of("paragraph", "row")
    piece = Piece(one.title, fragment(one), one.folios)
    with join([piece], fragment(MARK), typefaces.font_data(), USUAL) as pdf:
        inking = Inking(pdf, Palette(inks(TEMPLATES)), lambda image: ())
        assert inking.ink_page(pdf.pages[0].obj) == ()
        form = pdf.pages[0].obj.Resources.XObject["/RevisionBars"]
        assert re.findall(rb"[\d. ]+ k\b", form.read_bytes()) == [b"0 0 0 1 k"]
        assert b" re" in form.read_bytes()


def test_the_words_for_a_listener_are_those_of_the_book() -> None:
    own = words(TEMPLATES, {"change_added": "Neu:"})
    assert with_changes('<p data-change="added">', own) == (
        '<p data-change="added" data-before="Neu:">'
    )
    assert with_changes('<p data-change="revised removed">', own) == (
        '<p data-change="revised removed" data-before="Revised:" data-behind="Removed here.">'
    )
    assert with_changes("<p>", own) == "<p>"


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, PdfBytes]:
    """Build a book with every paragraph, item and row changed: the download and the press file."""
    needed(PROFILE)
    project = tmp_path_factory.mktemp("revised")
    begin(project)

    def all_changed(html: str, said: Mapping[str, str]) -> str:
        changed = re.sub(r"<(p|li|tr)(?=[ >])", r'<\1 data-change="revised"', html)
        return with_changes(changed, said)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(units, "with_changes", all_changed)
        with open_bench(project, lambda name: None) as bench:
            asked = ("download", "press")
            report = make_at(bench, Request(project, project / "build", jobs=1, products=asked))
    assert report.status is Exit.FINE, report.findings
    return {one.name: PdfBytes((report.folder / one.file).read_bytes()) for one in report.products}


@pytest.mark.pdf
@pytest.mark.slow
def test_every_bar_of_a_download_has_its_line_and_every_line_its_bar(
    make_project: MakeProject,
) -> None:
    project = make_project(FILES)
    keep_edition(project, "1")
    book = changed(
        project,
        ("What it is.", "What it was."),
        ("First.", "First of all."),
        ("At the foot.", "At the very foot."),
        ("- [ ] **D1.3** Ring off\n", ""),
    )
    report = build(Request(project, project / "build", jobs=1))
    assert not report.status, report.findings
    (download,) = report.products
    found = read_facts(PdfBytes((report.folder / download.file).read_bytes())).bars
    marked = [one for bar in found for one in bar.ids]
    assert sorted(marked) == sorted(revision(book).explained())
    assert {"note:arrival.1", "change:D1.3"} < set(marked)


@pytest.mark.pdf
@pytest.mark.slow
def test_press_and_download_have_the_same_bars(revised: Mapping[str, PdfBytes]) -> None:
    ours, theirs = (_by_label(revised[name]) for name in ("download", "press"))
    assert len({bar.label for bar in ours}) > 5
    assert ours == theirs


def _by_label(data: bytes) -> set[PrintedBar]:
    """Return the bars of a file but for the place of their pages in it."""
    return {replace(bar, page=0) for bar in read_facts(data).bars}


@pytest.mark.pdf
@pytest.mark.slow
def test_a_revised_book_conforms(revised: Mapping[str, PdfBytes], tmp_path: Path) -> None:
    needed("java")
    (tmp_path / "book.pdf").write_bytes(revised["download"])
    assert [one.failures for one in validate([tmp_path / "book.pdf"])] == [(), ()]


@pytest.mark.pdf
@pytest.mark.slow
def test_another_reader_tells_changes_in_its_own_tree(
    revised: Mapping[str, PdfBytes], browser: Chrome, tmp_path: Path
) -> None:
    data = revised["download"]
    with viewing(data, browser, tmp_path / "site") as viewer:
        tree = viewer.ask("return (await pdf.getPage(7)).getStructTree();")
    assert "Revised:" in list(_told(tree))


def _told(tree: Any) -> Iterator[str]:
    yield tree.get("alt", "")
    for branch in tree.get("children", ()):
        yield from _told(branch)
