"""Book to units: one HTML document for the cover, each chapter, each list of the back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from handbook.book.findings import Finding
from handbook.book.model import Asset, Book, Checklist, Image, Part, Rich, Term, Unit
from handbook.book.walk import Spot, change_checklist, change_part, change_term
from handbook.pages.filling import fill
from handbook.pages.listing import bookmarks
from handbook.pages.looks import TemplateFault, Templates, colours, find_templates, measures, words
from handbook.pages.plans import Plan, Scheme, make_scheme, plans
from handbook.pages.tabs import Tab

__all__ = ["Templates", "find_templates", "make_marks", "make_units"]

FONTS = "art/fonts/"
"""Where a manuscript keeps typefaces of its own, which any unit may use."""


def make_units(
    book: Book, labels: Mapping[str, str], templates: Templates, *, late_alone: bool = False
) -> tuple[tuple[Unit, ...], tuple[Finding, ...]]:
    """Return the units of a resolved book in printing order, and what is wrong with templates.

    `labels` has the page label of each anchor id; only late units print them, and no other
    unit depends on them: with `late_alone` only those are returned.
    """
    try:
        desk = _open(book, templates)
        _mark(desk)
        wanted = (plan for plan in plans(desk.scheme, labels) if plan.late or not late_alone)
        return tuple(_unit(desk, plan) for plan in wanted), ()
    except TemplateFault as fault:
        return (), (fault.finding,)


def make_marks(book: Book, templates: Templates) -> Unit:
    """Return what stands at the foot of each page: first of a verso, then of a recto.

    Raise `TemplateFault`, which `make_units` meets first and returns as a finding.
    """
    return _mark(_open(book, templates))


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where the templates of a book are filled."""

    templates: Templates
    scheme: Scheme
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


def _open(book: Book, templates: Templates) -> _Desk:
    size = measures(templates, book.settings.page)
    said = words(templates, dict(book.settings.words))
    values = {
        "book": book,
        "words": said,
        "s": size,
        "c": colours(templates),
        "issued": _is_issued(book),
        "lists_by_id": {one.id: one for one in book.checklists},
    }
    fonts = tuple(asset for asset in book.assets if asset.name.startswith(FONTS))
    return _Desk(templates, make_scheme(book, size, said), values, fonts)


def _is_issued(book: Book) -> bool:
    """Tell whether the book is an edition, not just a folder of texts."""
    return book.settings.edition.date is not None or book.settings.edition.id != "draft"


def _mark(desk: _Desk) -> Unit:
    settings = desk.scheme.book.settings
    is_long = len(settings.title) > desk.scheme.size["mark_letters"]
    title = settings.short_title if is_long and settings.short_title else settings.title
    edition = settings.edition.id if desk.values["issued"] else ""
    named = " ".join(filter(None, (title, edition)))
    text = " · ".join(filter(None, (named, settings.handling)))
    html = desk.fill("mark.html", title=text)
    style = desk.fill("style/mark.css", text=text)
    return Unit("mark", text, html, style, desk.fonts, marked=False, tagged=False)


def _unit(desk: _Desk, plan: Plan) -> Unit:
    shows_lists = any(isinstance(text, Checklist) for text in plan.texts)
    return Unit(
        name=plan.name,
        title=plan.title,
        html=desk.fill(plan.template, title=plan.title, **plan.values),
        style=desk.style(plan.template, shows_lists),
        assets=(*_pictures(desk.scheme.book, plan.texts), *desk.fonts),
        folios=plan.folios,
        outline=bookmarks(plan.outline),
        source=plan.source,
        late=plan.late,
        marked=plan.marked,
        own_style=_own_style(desk, plan),
    )


def _own_style(desk: _Desk, plan: Plan) -> str:
    """Return what a unit adds to the style: running heads, folios, tabs, its own page labels."""
    gap = desk.scheme.size["tab"]["gap"]
    first = desk.fill(plan.picture) if plan.picture else _tabs(desk, plan.index, "right")
    return desk.fill(
        "style/unit.css",
        head=plan.head,
        level=plan.index[0].height + gap if plan.index else 0,
        prefix=plan.folios.prefix,
        style=plan.folios.style,
        refs=plan.refs,
        verso=_tabs(desk, plan.tabs, "left"),
        recto=_tabs(desk, plan.tabs, "right"),
        first=first,
    )


def _tabs(desk: _Desk, tabs: tuple[Tab, ...], side: str) -> str:
    return desk.fill("art/tabs.svg", tabs=tabs, side=side) if tabs else ""


def _pictures(book: Book, texts: Iterable[Part | Checklist | Term]) -> tuple[Asset, ...]:
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
