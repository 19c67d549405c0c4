"""The cover for the press: back, spine and front, as one unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handbook.book.fragments import Unit
from handbook.book.model import Book
from handbook.book.references import in_words
from handbook.pages.barcode import make_barcode
from handbook.pages.desk import Desk, is_issued, open_desk
from handbook.pages.estimate import MM
from handbook.pages.looks import Templates
from handbook.pages.scheme import Scheme, make_scheme
from handbook.pages.tabs import Tab

LETTER = 0.52
"""Width of a letter in a title, in parts of its size."""
MOST = 3
"""Parts that share the height of one tab."""
SMALLER = 0.7
"""Of the size that a spine has room for: what a long title may be set in."""
LEAST = 6.0
"""Points of the smallest type on a spine."""
BOX = 5.2, 27.5
"""Height of a barcode's white box in mm: of the line above the bars, and of the rest at 100 %."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a cover is cut from."""

    kind: str
    """`spine` and `fold` for one sheet, `leaves` for two."""
    spine: float = 0.0
    """Width in mm."""
    type: float = 0.0
    """Size of its type in points; 0 for none."""
    holes: float = 0.0
    """Strip along the bound edge that is punched, in mm."""
    inside: bool = False
    """Whether the inside is printed too: ruled for notes."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of the book on the back of its cover; lengths in mm from the top trim."""

    title: str
    label: str
    kind: str
    """`chapter`, `duty`, `qualification` or `annex`."""
    top: float
    height: float


def make_wrap(book: Book, templates: Templates, sheet: Sheet) -> Unit:
    """Return the cover: the outside, and behind it the inside if it is printed.

    One sheet is a page or two. Of two leaves the pages are front, its inside, inside of the
    back, back. Raise `TemplateFault`.
    """
    desk = open_desk(book, templates, book.settings.page)
    press = book.settings.press
    barcode = make_barcode(press.isbn, press.price_code) if press.isbn else None
    scale = desk.size["wrap"]["barcode"]
    values = {
        "sheet": sheet,
        "across": 2 * desk.size["width"] + sheet.spine,
        "slots": _slots(make_scheme(book, desk.size, desk.words)),
        "rows": int(
            (desk.size["height"] - desk.size["top"] - desk.size["bottom"]) / desk.size["write_in"]
        ),
        "lettering": lettering(desk, sheet.type),
        "barcode": barcode,
        "box": (0.33 * scale * barcode.width, BOX[0] + scale * BOX[1]) if barcode else (0, 0),
    }
    art = desk.fill("art/wrap.svg", **values)
    bars = desk.fill("art/barcode.svg", **values) if barcode else ""
    return Unit(
        name="wrap",
        title=book.settings.title,
        html=desk.fill("wrap.html", title=book.settings.title, **values),
        style=desk.fill("style/wrap.css", art=art, bars=bars, **values),
        assets=desk.fonts,
        marked=False,
        tagged=False,
    )


def _slots(scheme: Scheme) -> tuple[Slot, ...]:
    """Return the parts with their tabs; parts whose tabs stand at one height share it.

    There are none where they would have to share with too many.
    """
    short = {part.id: part.short_title for part in scheme.book.parts if part.short_title}
    named = (entry for entry in scheme.contents if entry.anchor in scheme.tabs and entry.level == 1)
    levels: dict[float, list[tuple[str, Tab]]] = {}
    for entry in named:
        tab = scheme.tabs[entry.anchor]
        title = short.get(entry.anchor) or in_words(entry.title)
        levels.setdefault(tab.top, []).append((title, tab))
    shares = max((len(level) for level in levels.values()), default=0)
    if shares > MOST:
        return ()
    return tuple(slot for level in levels.values() for slot in _shared(level, shares))


def _shared(level: Sequence[tuple[str, Tab]], shares: int) -> Iterator[Slot]:
    height = level[0][1].height / shares
    for place, (title, tab) in enumerate(level):
        top = round(tab.top + place * height, 3)
        yield Slot(title, tab.label, tab.kind, top, round(height, 3))


def lettering(desk: Desk, most: float) -> tuple[str, float]:
    """Return the title for the spine and its size in points, `most` or less.

    A title too long for the spine is set smaller; one that would be much smaller gives way to the
    short one.
    """
    settings, wrap = desk.book.settings, desk.size["wrap"]
    room = desk.size["height"] - wrap["spine_top"] - wrap["spine_foot"]
    beside = len(settings.edition.id) + 2 if is_issued(desk.book) else 0
    titles = [title for title in (settings.title, settings.short_title) if title]
    sizes = [min(most, room / (LETTER * MM * (len(title) + beside))) for title in titles]
    which = 0 if sizes[0] >= SMALLER * most else -1
    return titles[which], round(max(sizes[which], min(most, LEAST)), 2)
