"""Lists to carry: a unit of card sides for each, and what is printed round them on a sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from handbook.book.fragments import Unit
from handbook.book.model import Book, Checklist
from handbook.book.references import plain, title_html
from handbook.pages.desk import Desk, is_issued, open_desk, pictures
from handbook.pages.estimate import MM
from handbook.pages.looks import Table, Templates

LETTER = 0.47
"""Width of a letter in a line of text, in parts of its size."""
WORD = 5
"""Letters that a line falls short of its measure, since words are not split."""


@dataclass(frozen=True, slots=True)
class Run:
    """How a list runs over the sides of its cards, as far as it is known."""

    last: int
    """Side on which it ends, from 1; 0 before it was set."""
    wholes: tuple[bool, ...]
    """Of each stage, whether it stays on one side: it does unless it was seen not to fit."""

    @property
    def cards(self) -> int:
        """How many cards the list takes."""
        return (self.last + 1) // 2


def carried(book: Book) -> tuple[Checklist, ...]:
    """Return the lists that are marked for carrying."""
    return tuple(one for one in book.checklists if one.carry)


def make_cards(book: Book, labels: Mapping[str, str], templates: Templates) -> tuple[Unit, ...]:
    """Return a unit for each list to carry.

    `labels` has the side on which each anchor fell when the lists were last set; without them
    a list does not know how many cards it takes. Raise `TemplateFault`.
    """
    desk = open_desk(book, templates, book.settings.cards.size)
    return tuple(_unit(desk, one, run_of(one, labels)) for one in carried(book))


def make_margins(book: Book, templates: Templates, size: tuple[float, float], pages: int) -> Unit:
    """Return what stands in the margins of the sheets: what they are, how they are printed.

    `size` is that of a sheet as it lies, in millimetres. Raise `TemplateFault`.
    """
    desk = open_desk(book, templates, book.settings.cards.sheet)
    title = desk.words["cards"]
    edge = book.settings.cards.duplex
    html = desk.fill("sheet.html", title=title, name=_name(book), pages=pages, edge=edge)
    style = desk.fill("style/sheet.css", width=size[0], height=size[1])
    return Unit("sheets", title, html, style, desk.fonts, marked=False, tagged=False)


def run_of(one: Checklist, labels: Mapping[str, str]) -> Run:
    """Return how a list runs over its sides, by the labels of its anchors."""
    ends = [(f"{one.id}:{number}", f"{one.id}:{number}:end") for number in range(len(one.stages))]
    wholes = tuple(labels.get(start) == labels.get(end) for start, end in ends)
    return Run(int(labels.get(ends[-1][1], "0")), wholes)


def _unit(desk: Desk, one: Checklist, run: Run) -> Unit:
    foot, bottom = _foot(desk, one.carry)
    values = {
        "list": one,
        "cards": run.cards,
        "last": run.last,
        "sides": 2 * run.cards,
        "blank": run.last % 2 == 1,
        "wholes": run.wholes,
        "lines": _lines(desk.size, one.carry, bottom),
        "longest": max(len(item.id) for item in one.items()),
        "foot": foot,
        "bottom": bottom,
    }
    title = plain(title_html(one.title))
    return Unit(
        name=f"card-{one.id}",
        title=title,
        html=desk.fill("card.html", title=title, **values),
        style=desk.fill("style/card.css", **values),
        assets=(*pictures(desk.book, (one,)), *desk.fonts),
        source=one.place.path,
        marked=False,
        tagged=False,
    )


def _foot(desk: Desk, kind: str) -> tuple[str, float]:
    """Return handling and edition, and the height that they take, in millimetres.

    They stand on one line, or each on lines of its own: neither may be cut off.
    """
    said = tuple(filter(None, (desk.book.settings.handling, _name(desk.book))))
    card = desk.size["card"]
    size, leading = card[kind]["small"]
    letters = (desk.size["width"] - 2 * card["margin"] - card["sign"]) / (LETTER * size * MM)
    line = " · ".join(said)
    if len(line) <= letters:
        return line, card["foot"]
    rows = sum(ceil(len(text) / (letters - WORD)) for text in said)
    return "\n".join(said), card["foot"] + (rows - 1) * leading * MM


def _lines(size: Table, kind: str, bottom: float) -> int:
    """Return how many lines for notes a side holds below their title."""
    card = size["card"]
    title = card[kind]["stage"][1] * MM
    height = size["height"] - 2 * card["margin"] - card["head"] - bottom - title
    return max(0, int(height / card["line"]))


def _name(book: Book) -> str:
    settings = book.settings
    edition = settings.edition.id if is_issued(book) else ""
    return " ".join(filter(None, (settings.short_title or settings.title, edition)))
