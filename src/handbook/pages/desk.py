"""Where the templates of a book are filled: what every template knows, and its style sheets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from handbook.book.model import Asset, Book, Checklist, Image, Part, Rich, Term
from handbook.book.walk import Spot, change_checklist, change_part, change_term
from handbook.manuscript.art import FONTS
from handbook.pages.changes import attributes
from handbook.pages.filling import fill
from handbook.pages.looks import Table, Templates, bound, colours, measures, words


@dataclass(frozen=True, slots=True)
class Desk:
    """Templates at hand for a book, on pages of one size."""

    book: Book
    templates: Templates
    size: Table
    words: Mapping[str, str]
    values: Mapping[str, object]
    """What every template knows."""
    fonts: tuple[Asset, ...]
    styles: dict[tuple[str, bool], str] = field(default_factory=dict)
    """Style sheets that were filled before."""

    def fill(self, name: str, /, **values: object) -> str:
        """Return a template filled; raise `TemplateFault`."""
        return fill(self.templates, name, {**self.values, **values})

    def style(self, template: str, shows_lists: bool) -> str:
        """Return the style sheets of a template; raise `TemplateFault`."""
        key = template, shows_lists
        if key not in self.styles:
            self.styles[key] = self.fill(
                "style/book.css", template=template, shows_lists=shows_lists
            )
        return self.styles[key]


def open_desk(book: Book, templates: Templates, page: str) -> Desk:
    """Return a desk for pages of a size, by its name; raise `TemplateFault`."""
    size = bound(measures(templates, page), book.settings.binding)
    said = words(templates, dict(book.settings.words))
    values = {
        "book": book,
        "words": said,
        "s": size,
        "c": colours(templates),
        "issued": is_issued(book),
        "lists_by_id": {one.id: one for one in book.checklists},
        **attributes(book),
    }
    fonts = tuple(asset for asset in book.assets if asset.name.startswith(FONTS))
    return Desk(book, templates, size, said, values, fonts)


def is_issued(book: Book) -> bool:
    """Tell whether the book is an edition, not just a folder of texts."""
    return book.settings.edition.date is not None or book.settings.edition.id != "draft"


def pictures(book: Book, texts: Iterable[Part | Checklist | Term]) -> tuple[Asset, ...]:
    """Return the pictures that some texts show."""
    shown: set[str] = set()

    def note(rich: Rich, spot: Spot) -> Rich:
        shown.update(piece.source for piece in rich if isinstance(piece, Image))
        return rich

    for text in texts:
        if isinstance(text, Part):
            change_part(text, note)
        elif isinstance(text, Checklist):
            change_checklist(text, note)
        else:
            change_term(text, note)
    return tuple(asset for asset in book.assets if asset.name in shown)
