"""How a booklet is printed and folded, or leaves are cut: a sheet that is printed before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handbook.book.fragments import Unit
from handbook.book.model import Book
from handbook.book.wording import fill_in
from handbook.pages.desk import is_issued, open_desk
from handbook.pages.looks import Templates, words

Side = tuple[tuple[str, ...], ...]
"""Labels of the pages on a side, in rows from the top; empty for a blank."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What is folded together."""

    sheets: int
    first: str
    """Label of its first page."""
    last: str


@dataclass(frozen=True, slots=True)
class Guide:
    """What there is to print, as its printer must know it."""

    paper: str
    width: float
    """Of a sheet as it lies, in mm."""
    height: float
    edge: str
    """About which the printer turns a sheet: `long`, `short`."""
    sheets: int
    pages: int
    blanks: int
    scale: float
    rows: int
    columns: int
    signatures: tuple[Signature, ...]
    """None for loose leaves."""
    sides: tuple[tuple[Side, Side], ...]
    """Fronts and backs of the first sheets, as they are seen when turned like a leaf."""
    trimmed: bool = False
    holes: str = ""


def make_guide(book: Book, templates: Templates, guide: Guide) -> Unit:
    """Return the guide: its front says what to do, its back shows whether the printer turns right.

    Raise `TemplateFault`.
    """
    desk = open_desk(book, templates, book.settings.page)
    title = desk.words["guide_fold" if guide.signatures else "guide_cut"]
    html = desk.fill("guide.html", title=title, name=_name(book), guide=guide)
    style = desk.fill("style/guide.css", guide=guide)
    return Unit("guide", title, html, style, desk.fonts, marked=False, tagged=False)


def make_slugs(
    book: Book, templates: Templates, numbers: Sequence[int], scale: float
) -> Iterator[str]:
    """Yield what is printed beside the pages of each sheet; raise `TemplateFault`.

    `numbers` are the signatures that the sheets belong to, from 1; 0 where there are none.
    """
    said = words(templates, dict(book.settings.words))
    for sheet, number in enumerate(numbers, 1):
        parts = (
            _name(book),
            fill_in(said["slug_signature"], number=number) if number else "",
            fill_in(said["slug_sheet"], sheet=sheet, sheets=len(numbers)),
            f"{100 * scale:.1f}\N{NO-BREAK SPACE}%" if scale < 1 else "",
        )
        yield " · ".join(filter(None, parts))


def _name(book: Book) -> str:
    settings = book.settings
    edition = settings.edition.id if is_issued(book) else ""
    return " ".join(filter(None, (settings.short_title or settings.title, edition)))
