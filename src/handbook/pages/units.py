"""Book to units: one HTML document for the cover, each chapter, each list of the back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handbook.book.findings import Finding
from handbook.book.fragments import Folios, Unit
from handbook.book.model import Book, Checklist
from handbook.editions.packet import Packet, Page
from handbook.pages.desk import Desk, is_issued, open_desk, pictures
from handbook.pages.legible import in_their_tongues, with_addresses, with_changes
from handbook.pages.listing import Entry, bookmarks
from handbook.pages.looks import TemplateFault, Templates, find_templates
from handbook.pages.plans import Plan, plans
from handbook.pages.scheme import BOOK, make_scheme
from handbook.pages.tabs import Tab
from handbook.pages.turning import turned

__all__ = [
    "Range",
    "Templates",
    "find_templates",
    "make_blank",
    "make_marks",
    "make_page_list",
    "make_units",
]

LIST_OF_PAGES = "effective"
"""Unit that lists the pages of the book."""


@dataclass(frozen=True, slots=True)
class Range:
    """Pages that follow each other and are of one edition."""

    first: str
    last: str
    since: str
    blank: bool = False


def make_units(
    book: Book, labels: Mapping[str, str], templates: Templates, *, late_alone: bool = False
) -> tuple[tuple[Unit, ...], tuple[Finding, ...]]:
    """Return the units of a resolved book in printing order, and what is wrong with templates.

    `labels` has the page label of each anchor id; only late units print them, and no other
    unit depends on them: with `late_alone` only those are returned.
    """
    try:
        desk = open_desk(book, templates, book.settings.page)
        _mark(desk)
        scheme = make_scheme(book, desk.size, desk.words)
        wanted = (plan for plan in plans(scheme, labels) if plan.late or not late_alone)
        return tuple(_unit(desk, plan) for plan in wanted), ()
    except TemplateFault as fault:
        return (), (fault.finding,)


def make_page_list(
    book: Book, templates: Templates, ranges: Sequence[Range] = (), pages: int = 0
) -> Unit:
    """Return the list of effective pages, with the number of all of them; raise `TemplateFault`."""
    desk = open_desk(book, templates, book.settings.page)
    title, anchor = desk.words["page_list"], BOOK + LIST_OF_PAGES
    plan = Plan(
        name=LIST_OF_PAGES,
        title=title,
        template="effective.html",
        values={"anchor": anchor, "ranges": ranges, "pages": pages},
        folios=Folios(f"{desk.words['page_list_prefix']}-"),
        outline=(Entry(1, "", (title,), anchor),),
    )
    return _unit(desk, plan)


def make_filing_sheet(
    book: Book, templates: Templates, packet: Packet, before: Sequence[Page], base: str
) -> Unit:
    """Return the sheet that says where change pages go; raise `TemplateFault`.

    `before` are the pages of the edition `base`, from which the packet leads to the book.
    """
    desk = open_desk(book, templates, book.settings.page)
    prefix = desk.words["page_list_prefix"]
    plan = Plan(
        name="filing",
        title=desk.words["filing"],
        template="filing.html",
        values={
            "packet": packet,
            "leaves": len(before) // 2,
            "base": base,
            "listed": f"{prefix}-1",
            "listed_before": any(page.label == f"{prefix}-1" for page in before),
        },
        folios=Folios(f"{desk.words['filing_prefix']}-"),
        head=False,
    )
    return _unit(desk, plan)


def make_marks(book: Book, templates: Templates) -> Unit:
    """Return what stands at the foot of each page: first of a verso, then of a recto.

    Raise `TemplateFault`, which `make_units` meets first and returns as a finding.
    """
    return _mark(open_desk(book, templates, book.settings.page))


def make_blank(book: Book, templates: Templates) -> Unit:
    """Return the page that stands in print where the download leaves a gap (rule P-05).

    It says that it is meant to be blank. Raise `TemplateFault`.
    """
    desk = open_desk(book, templates, book.settings.page)
    title = desk.words["blank"]
    html, style = desk.fill("blank.html", title=title), desk.fill("style/blank.css")
    return Unit("blank", title, html, style, desk.fonts, marked=False, tagged=False)


def _mark(desk: Desk) -> Unit:
    settings = desk.book.settings
    edition = settings.edition.id if is_issued(desk.book) else ""
    variant = settings.variant.title if settings.variant else ""
    is_long = len(settings.title) + len(variant) > desk.size["mark_letters"]
    title = settings.short_title if is_long and settings.short_title else settings.title
    named = " ".join(filter(None, (title, edition, variant)))
    text = " · ".join(filter(None, (named, settings.handling)))
    html = desk.fill("mark.html", title=text)
    style = desk.fill("style/mark.css", text=text)
    return Unit("mark", text, html, style, desk.fonts, marked=False, tagged=False, opens="left")


def _unit(desk: Desk, plan: Plan) -> Unit:
    filled = desk.fill(plan.template, title=plan.title, **plan.values)
    page = with_changes(with_addresses(filled), desk.words)
    drawings = (turned(one, desk.size) for one in pictures(desk.book, plan.texts))
    shows_lists = any(isinstance(text, Checklist) for text in plan.texts)
    return Unit(
        name=plan.name,
        title=plan.title,
        html=in_their_tongues(page, desk.book.terms),
        style=desk.style(plan.template, shows_lists),
        assets=(*drawings, *desk.fonts),
        folios=plan.folios,
        outline=bookmarks(plan.outline),
        source=plan.source,
        late=plan.late,
        marked=plan.marked,
        opens=plan.opens,
        guess=plan.guess,
        joins=plan.joins,
        own_style=_own_style(desk, plan),
    )


def _own_style(desk: Desk, plan: Plan) -> str:
    """Return what a unit adds to the style: running heads, folios, tabs, its own page labels."""
    gap = desk.size["tab"]["gap"]
    first = desk.fill(plan.picture) if plan.picture else _tabs(desk, plan.index, "right")
    return desk.fill(
        "style/unit.css",
        head=plan.head,
        begins=not plan.joins,
        level=plan.index[0].height + gap if plan.index else 0,
        prefix=plan.folios.prefix,
        style=plan.folios.style,
        refs=plan.refs,
        verso=_tabs(desk, plan.tabs, "left"),
        recto=_tabs(desk, plan.tabs, "right"),
        first=first,
        cover=bool(plan.picture),
    )


def _tabs(desk: Desk, tabs: tuple[Tab, ...], side: str) -> str:
    return desk.fill("art/tabs.svg", tabs=tabs, side=side) if tabs else ""
