"""Join fragments into one PDF: pages with their fonts, mark and revision bars, the page labels.

The linker makes the download of this; for print the pages keep their bleed, and lose what paper
cannot do: tags, links, fields.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Pdf, String

from handbook.binding.artifacts import lay_under
from handbook.binding.bars import BarStyle, draw_bars, draw_page_bar
from handbook.binding.embedding import embed, lend_fonts
from handbook.binding.fonts import merge
from handbook.book.fragments import Bookmark, Folios, FontUse, Fragment
from handbook.setting.objects import Node


@dataclass(frozen=True, slots=True)
class Piece:
    """A fragment in its place in the book."""

    title: str
    fragment: Fragment
    folios: Folios
    """With the number that its first page carries."""
    outline: tuple[Bookmark, ...] = ()
    marked: bool = True
    """Whether it has the edition mark, and bars where it was revised; a cover has neither."""
    joins: bool = False
    """Whether it goes on with the part that the piece before it began."""
    source: str = ""
    """File of the manuscript that it comes from, or its name."""
    unit: str = ""
    """Name of what was set; empty for a blank page."""
    moved: frozenset[int] = frozenset()
    """Pages, from 0, whose numbers have a bar: they only begin or end elsewhere."""


def with_blanks(pieces: Sequence[Piece], blank: Fragment, multiple: int = 2) -> tuple[Piece, ...]:
    """Return the pieces with blank pages where print has them and the download a gap (rule D-04).

    Odd folios are rectos: a piece that would come to stand on the wrong side has a blank before
    it. Blanks at the end bring the book to a multiple of so many pages (rule P-05).
    """
    printed: list[Piece] = []
    for piece in pieces:
        if (count_pages(printed) + 1 - piece.folios.start) % 2:
            printed.append(_behind(printed[-1], blank) if printed else _before(piece, blank))
        printed.append(piece)
    for _ in range(-count_pages(printed) % multiple):
        printed.append(_behind(printed[-1], blank))
    return tuple(printed)


def count_pages(pieces: Iterable[Piece]) -> int:
    """Return the number of pages of some pieces."""
    return sum(piece.fragment.pages for piece in pieces)


def _before(piece: Piece, blank: Fragment) -> Piece:
    folios = replace(piece.folios, start=piece.folios.start - 1)
    return Piece("", blank, folios, marked=False)


def _behind(piece: Piece, blank: Fragment) -> Piece:
    """Return a blank page that is labelled as the next page of a piece would be."""
    folios = piece.folios
    if not folios.style:
        folios = replace(folios, prefix=f"{folios.prefix} ", style="D")
    folios = replace(folios, start=folios.start + piece.fragment.pages)
    return Piece("", blank, folios, marked=False)


def join(
    pieces: Sequence[Piece],
    mark: Fragment,
    files: Mapping[str, bytes],
    bars: BarStyle | None = None,
) -> Pdf:
    """Return the pages of the pieces for print: with their bleed, without links, fields and tags.

    `mark` has two pages, for versos and rectos, and is drawn on the pages of marked pieces;
    `files` are the font files by SHA-256; `bars` says how revision bars are drawn, if they are.
    Every page has its label. The caller closes the PDF.
    """
    pdf = Pdf.new()
    fonts = embed(pdf, merge(uses(pieces, mark), files))
    stamps = make_stamps(pdf, mark, fonts)
    for piece in pieces:
        with Pdf.open(BytesIO(piece.fragment.pdf)) as source:
            pages = add_pages(pdf, source, piece.fragment, fonts)
        for number, page in enumerate(pages):
            _strip(page)
            decorate(pdf, page, piece, number, stamps, bars)
    write_labels(pdf, ((piece.folios, piece.fragment.pages) for piece in pieces))
    return pdf


def add_pages(pdf: Pdf, source: Pdf, fragment: Fragment, fonts: Mapping[str, Node]) -> list[Node]:
    """Add the pages of a fragment, opened as `source`, with the fonts they show; return them."""
    first = len(pdf.pages)
    pdf.add_pages_from(source)
    pages = [pdf.pages[number].obj for number in range(first, len(pdf.pages))]
    lend_fonts(pages[0].Resources, fragment, fonts)
    return pages


def uses(pieces: Iterable[Piece], mark: Fragment) -> list[FontUse]:
    """Return what the pieces and the edition mark need of typefaces."""
    return [use for part in (*(piece.fragment for piece in pieces), mark) for use in part.fonts]


def make_stamps(pdf: Pdf, mark: Fragment, fonts: Mapping[str, Node]) -> tuple[Node, Node]:
    """Return the verso and the recto mark as forms that pages can draw."""
    with Pdf.open(BytesIO(mark.pdf)) as source:
        forms = [pdf.copy_foreign(page.as_form_xobject()) for page in source.pages]
    for form in forms:
        lend_fonts(form.Resources, mark, fonts)
    verso, recto = forms
    return verso, recto


def decorate(
    pdf: Pdf,
    page: Node,
    piece: Piece,
    number: int,
    stamps: tuple[Node, Node],
    bars: BarStyle | None,
) -> None:
    """Draw the edition mark and the revision bars of the page of a piece, by its number from 0."""
    if not piece.marked:
        return
    recto = (piece.folios.start + number) % 2
    lay_under(pdf, page, "/EditionMark", stamps[recto], "/Type /Pagination /Subtype /Footer")
    if bars:
        changed = (bar for bar in piece.fragment.bars if bar.page == number)
        draw_bars(pdf, page, changed, bars, bool(recto))
        if number in piece.moved:
            draw_page_bar(pdf, page, bars, bool(recto))


def write_labels(pdf: Pdf, folios: Iterable[tuple[Folios, int]]) -> None:
    """Write the page labels, what is printed at the foot (ISO 32000-1, 12.4.2).

    Each row of folios goes with the number of its pages.
    """
    numbers: list[object] = []
    page = 0
    for row, pages in folios:
        label = Dictionary()
        if row.style:
            label.S = Name(f"/{row.style}")
            label.St = row.start
        if row.prefix:
            label.P = String(row.prefix)
        numbers += [page, label]
        page += pages
    pdf.Root.PageLabels = Dictionary(Nums=Array(numbers))


def crop(page: Node) -> None:
    """Crop a page to its trim."""
    trim = page.TrimBox
    page.MediaBox = trim
    for box in ("/BleedBox", "/CropBox", "/ArtBox"):
        if box in page:
            del page[box]


_FOR_READERS = ("/Annots", "/StructParents", "/Tabs")


def _strip(page: Node) -> None:
    """Take from a page what paper cannot do."""
    for key in _FOR_READERS:
        if key in page:
            del page[key]
