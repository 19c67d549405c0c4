"""Book to units: one HTML document for the cover, each chapter, each list of the back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handbook import estimate
from handbook.findings import Finding
from handbook.listing import (
    Entry,
    bookmarks,
    depths,
    headwords,
    list_entries,
    part_entries,
)
from handbook.looks import TemplateFault, Templates, colours, find_templates, measures, words
from handbook.model import Asset, Book, Checklist, Folios, Image, Part, Rich, Unit
from handbook.pages import Filler, rough_date, written_date
from handbook.references import plain, title_html
from handbook.tabs import Tab, place_tabs
from handbook.walk import Spot, change_checklist, change_part, change_term

__all__ = ["Templates", "find_templates", "make_marks", "make_units"]

BOOK = "book:"
"""Begins the ids of generated matter; no author can write one."""
FONTS = "art/fonts/"
KINDS = (("duty", "duties"), ("qualification", "qualifications"))
"""Kinds of checklist in printing order, and the words for the part of each."""
ANNEXES = {"chapter": "chapter", "appendix": "annex"}


def make_units(
    book: Book, labels: Mapping[str, str], templates: Templates
) -> tuple[tuple[Unit, ...], tuple[Finding, ...]]:
    """Return the units of a resolved book in printing order, and what is wrong with templates.

    `labels` has the page label of each anchor id; only late units print them, and no other
    unit depends on them.
    """
    try:
        make_marks(book, templates)
        desk = _open(book, templates)
        return tuple(_unit(desk, plan) for plan in _plans(desk, labels)), ()
    except TemplateFault as fault:
        return (), (fault.finding,)


def make_marks(book: Book, templates: Templates) -> Unit:
    """Return what stands at the foot of each page: first of a verso, then of a recto.

    Raise `TemplateFault`, which `make_units` meets first and returns as a finding.
    """
    desk = _open(book, templates)
    settings = book.settings
    short = desk.size["mark"] == "short-title" and settings.short_title
    name = short or settings.title
    edition = settings.edition.id if _issued(book) else ""
    text = " · ".join(filter(None, (f"{name} {edition}".strip(), settings.handling)))
    html = desk.filler.fill("mark.html", title=text)
    style = desk.filler.fill("style/mark.css", text=text)
    return Unit("mark", text, html, style, desk.fonts, marked=False, tagged=False)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all units of a book are made with."""

    book: Book
    size: Mapping[str, Any]
    words: Mapping[str, str]
    filler: Filler
    style: str
    fonts: tuple[Asset, ...]
    contents: tuple[Entry, ...]
    """Every entry of the contents; those of level 1 are the parts."""
    tabs: Mapping[str, Tab]
    """By the anchor of the part."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one unit is made of."""

    name: str
    title: str
    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    folios: Folios = field(default_factory=Folios)
    outline: tuple[Entry, ...] = ()
    head: bool = True
    """Whether there are running heads."""
    tabs: tuple[Tab, ...] = ()
    """On every page; those of the whole book on the first page of the contents alone."""
    level: bool = False
    """Whether the first page has its lines level with the tabs of the book."""
    picture: str = ""
    """SVG that fills the first page."""
    refs: tuple[str, ...] = ()
    """Anchors of the unit whose pages it prints."""
    texts: tuple[Part | Checklist, ...] = ()
    """Where its pictures are."""
    source: str = ""
    late: bool = False
    marked: bool = True


def _open(book: Book, templates: Templates) -> _Desk:
    size = measures(templates, book.settings.page)
    said = words(templates, dict(book.settings.words))
    filler = Filler(
        templates,
        book=book,
        words=said,
        sizes=size,
        s=size,
        c=colours(templates),
        issued=_issued(book),
        lists_by_id={one.id: one for one in book.checklists},
    )
    filler.add_filters(
        date=lambda date: written_date(date, said),
        rough_date=lambda text: rough_date(text, said),
        wholes=lambda one: estimate.wholes(one, size),
        fills_spread=lambda one: estimate.fills_spread(one, size),
    )
    parts = tuple(_parts(book, said))
    tabs = place_tabs([(tab, kind) for _, tab, kind in parts if tab], size)
    anchors = [entries[0].anchor for entries, tab, _ in parts if tab]
    return _Desk(
        book,
        size,
        said,
        filler,
        filler.fill("style/book.css"),
        tuple(asset for asset in book.assets if asset.name.startswith(FONTS)),
        tuple(entry for entries, _, _ in parts for entry in entries),
        dict(zip(anchors, tabs, strict=True)),
    )


def _issued(book: Book) -> bool:
    """Tell whether the book is an edition, not just a folder of texts."""
    return book.settings.edition.date is not None or book.settings.edition.id != "draft"


def _parts(book: Book, said: Mapping[str, str]) -> Iterator[tuple[tuple[Entry, ...], str, str]]:
    """Yield what the contents list, in printing order: entries, label and kind of the tab."""
    for part in book.parts:
        if part.role == "chapter":
            yield tuple(part_entries(part)), part.label, "chapter"
    for kind, key in KINDS:
        lists = _lists(book, kind)
        if lists:
            letter = said[f"{key}_tab"]
            head = Entry(1, letter, (said[key],), BOOK + key, said[f"{key}_purpose"])
            yield tuple(list_entries(lists, head)), letter, kind
    for part in book.parts:
        if part.role == "appendix":
            yield tuple(part_entries(part)), part.label, "annex"
    for key, some in (("glossary", book.terms), ("sources", book.sources)):
        if some:
            yield (Entry(1, "", (said[key],), BOOK + key),), said[f"{key}_tab"], "annex"


def _lists(book: Book, kind: str) -> tuple[Checklist, ...]:
    return tuple(one for one in book.checklists if one.kind == kind)


def _plans(desk: _Desk, labels: Mapping[str, str]) -> Iterator[_Plan]:
    """Yield the plan of each unit in printing order."""
    yield _cover(desk)
    yield _title(desk)
    for part in desk.book.parts:
        if part.role == "front":
            yield _part(desk, part)
    if desk.contents:
        yield _contents(desk, labels)
    if desk.book.checklists:
        yield _all_lists(desk, labels)
    for part in desk.book.parts:
        if part.role == "chapter":
            yield _part(desk, part)
    for kind, key in KINDS:
        if _lists(desk.book, kind):
            yield _list_part(desk, kind, key)
    for part in desk.book.parts:
        if part.role == "appendix":
            yield _part(desk, part)
    yield from _back(desk)


def _unit(desk: _Desk, plan: _Plan) -> Unit:
    html = desk.filler.fill(plan.template, title=plan.title, **plan.values)
    one = () if plan.level else plan.tabs
    return Unit(
        name=plan.name,
        title=plan.title,
        html=html,
        style=desk.style
        + desk.filler.fill(
            "style/unit.css",
            head=plan.head,
            level=plan.tabs[0].height + desk.size["tab"]["gap"] if plan.level else 0,
            prefix=plan.folios.prefix,
            style=plan.folios.style,
            refs=plan.refs,
            verso=_tabs(desk, one, "left"),
            recto=_tabs(desk, one, "right"),
            first=plan.picture or _tabs(desk, plan.tabs if plan.level else (), "right"),
        ),
        assets=_assets(desk, plan),
        folios=plan.folios,
        outline=bookmarks(plan.outline),
        source=plan.source,
        late=plan.late,
        marked=plan.marked,
    )


def _tabs(desk: _Desk, tabs: Sequence[Tab], side: str) -> str:
    return desk.filler.fill("art/tabs.svg", tabs=tabs, side=side) if tabs else ""


def _tab(desk: _Desk, anchor: str) -> tuple[Tab, ...]:
    return (desk.tabs[anchor],) if anchor in desk.tabs else ()


def _assets(desk: _Desk, plan: _Plan) -> tuple[Asset, ...]:
    """Return the pictures that a unit shows, and the typefaces of the book."""
    shown: set[str] = set()

    def note(rich: Rich, _: Spot) -> Rich:
        shown.update(piece.source for piece in rich if isinstance(piece, Image))
        return rich

    for text in plan.texts:
        if isinstance(text, Part):
            change_part(text, note)
        else:
            change_checklist(text, note)
    if plan.template == "glossary.html":
        for term in desk.book.terms:
            change_term(term, note)
    pictures = tuple(asset for asset in desk.book.assets if asset.name in shown)
    return (*pictures, *desk.fonts)


def _folios(desk: _Desk, prefix: str) -> Folios:
    """Return how the pages of a part are counted: by part, or on through the book."""
    if desk.book.settings.numbering.pages == "continuous":
        return Folios(group="body")
    return Folios(f"{prefix}-") if prefix else Folios(group="unnumbered")


FRONT = Folios(style="r", group="front")


def _cover(desk: _Desk) -> _Plan:
    title = desk.book.settings.title
    folios = Folios(desk.words["cover"], "")
    values = {"anchor": BOOK + "cover"}
    picture = desk.filler.fill("art/cover.svg")
    return _Plan(
        "cover", title, "cover.html", values, folios, head=False, picture=picture, marked=False
    )


def _title(desk: _Desk) -> _Plan:
    title = desk.book.settings.title
    facts = tuple(_facts(desk))
    name = desk.words["about_book"]
    anchors = {"anchor": BOOK + "title", "anchor_of_facts": BOOK + "edition"}
    outline = (Entry(1, "", (name,), BOOK + "edition"),) if facts else ()
    values = {**anchors, "facts": facts}
    return _Plan("title", title, "title.html", values, FRONT, outline, head=False)


def _facts(desk: _Desk) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of the edition block: name, what is in bold, text."""
    settings, said = desk.book.settings, desk.words
    edition = settings.edition

    def day(date: Any) -> str:
        return written_date(date, said) if date else ""

    replaced = " ".join(filter(None, (edition.supersedes, edition.supersedes_action)))
    rows = (
        (said["edition_date"], "", day(edition.date)),
        (said["superseded"], "", replaced if edition.supersedes else ""),
        (said["review_by"], day(edition.review_by), said["review_text"]),
        (said["verified"], day(edition.verified), said["verified_text"]),
        (said["handling"], "", settings.handling),
        (said["corrections"], "", settings.corrections),
        (said["current"], "", settings.address),
    )
    wanted = (
        bool(strong or name not in (said["review_by"], said["verified"]))
        for name, strong, _ in rows
    )
    kept = [row for row, want in zip(rows, wanted, strict=True) if want and row[2]]
    if kept or settings.legal:
        yield said["title"], "", settings.title
        yield from kept


def _part(desk: _Desk, part: Part) -> _Plan:
    lists = tuple(one for one in desk.book.checklists if one.id in part.checklists)
    full = part.role == "chapter" and bool(part.purpose or lists)
    levels = depths(part)
    seconds = tuple(s for s, level in zip(part.sections, levels, strict=True) if level == 2)
    front = part.role == "front"
    shown = {block.checklist for block in part.all_blocks() if block.checklist}
    number = part.label.zfill(2) if part.label.isdigit() else part.label
    entries = tuple(part_entries(part))
    return _Plan(
        name=f"{part.role}-{number or part.id}",
        title=plain(title_html(part.title)),
        template="chapter.html",
        values={"part": part, "lists": lists, "full": full, "sections": seconds, "depths": levels},
        folios=FRONT if front else _folios(desk, part.label),
        outline=entries[:1] if front else entries,
        tabs=_tab(desk, part.id),
        refs=tuple(section.id for section in seconds) if full else (),
        texts=(part, *(one for one in desk.book.checklists if one.id in shown)),
        source=part.place.path,
    )


def _list_part(desk: _Desk, kind: str, key: str) -> _Plan:
    lists = _lists(desk.book, kind)
    anchor, name, letter = BOOK + key, desk.words[key], desk.words[f"{key}_tab"]
    values = {
        "anchor": anchor,
        "name": name,
        "letter": letter,
        "kind": kind,
        "purpose": desk.words[f"{key}_purpose"],
        "lists": lists,
    }
    return _Plan(
        name=key,
        title=name,
        template="lists.html",
        values=values,
        folios=_folios(desk, letter),
        outline=tuple(list_entries(lists, Entry(1, letter, (name,), anchor))),
        tabs=_tab(desk, anchor),
        refs=tuple(one.id for one in lists),
        texts=lists,
        source=lists[0].place.path,
    )


def _contents(desk: _Desk, labels: Mapping[str, str]) -> _Plan:
    depth = desk.book.settings.contents_depth
    title, anchor = desk.words["contents"], BOOK + "contents"
    entries = tuple(entry for entry in desk.contents if entry.level <= depth)
    slots = tuple(
        (entry, desk.tabs[entry.anchor]) for entry in desk.contents if entry.anchor in desk.tabs
    )
    level = estimate.is_level(entries, len(slots), desk.size)
    values = {
        "anchor": anchor,
        "labels": labels,
        "slots": slots if level else (),
        "contents": entries if depth > 1 or not level else (),
    }
    return _Plan(
        "contents",
        title,
        "contents.html",
        values,
        FRONT,
        (Entry(1, "", (title,), anchor),),
        tabs=tuple(tab for _, tab in slots) if level else (),
        level=level,
        late=True,
    )


def _all_lists(desk: _Desk, labels: Mapping[str, str]) -> _Plan:
    title, anchor = desk.words["checklists"], BOOK + "checklists"
    lists = tuple(one for kind, _ in KINDS for one in _lists(desk.book, kind))
    values = {"anchor": anchor, "labels": labels, "lists": lists}
    outline = (Entry(1, "", (title,), anchor),)
    return _Plan("checklists", title, "checklists.html", values, FRONT, outline, late=True)


def _back(desk: _Desk) -> Iterator[_Plan]:
    """Yield glossary, sources and colophon."""
    book, said = desk.book, desk.words
    makers = (
        ("glossary", bool(book.terms), {"entries": headwords(book)}),
        ("sources", bool(book.sources), {"sources": book.sources}),
    )
    for key, wanted, values in makers:
        anchor = BOOK + key
        plan = _Plan(
            name=key,
            title=said[key],
            template=f"{key}.html",
            values={"anchor": anchor, **values},
            folios=_folios(desk, said[key]),
            outline=(Entry(1, "", (said[key],), anchor),),
            tabs=_tab(desk, anchor),
        )
        if wanted:
            yield plan
    anchor, name = BOOK + "colophon", said["colophon"]
    outline = (Entry(1, "", (name,), anchor),)
    folios = (
        Folios(group="body") if book.settings.numbering.pages == "continuous" else Folios(name, "")
    )
    yield _Plan("colophon", name, "colophon.html", {"anchor": anchor}, folios, outline, head=False)
