"""What units a book has, and what each of them shows: the imposition of its matter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from handbook.book.fragments import Folios
from handbook.book.model import Checklist, Part, Term
from handbook.book.references import plain, title_html
from handbook.book.wording import fill_in, written_date
from handbook.pages.changes import summary
from handbook.pages.estimate import fold, is_level
from handbook.pages.indexing import index_entries
from handbook.pages.listing import (
    Entry,
    depths,
    headwords,
    list_entries,
    part_entries,
    sorting,
)
from handbook.pages.overviews import make_overviews
from handbook.pages.scancode import make_scan_code
from handbook.pages.scheme import (
    BODY,
    BOOK,
    FRONT,
    KINDS,
    Scheme,
    list_head,
    overview_anchor,
    overview_entries,
)
from handbook.pages.tabs import Tab


@dataclass(frozen=True, slots=True)
class Plan:
    """What one unit is made of."""

    name: str
    title: str
    template: str
    values: Mapping[str, object]
    folios: Folios
    outline: tuple[Entry, ...] = ()
    head: bool = True
    """Whether there are running heads."""
    tabs: tuple[Tab, ...] = ()
    """On every page."""
    index: tuple[Tab, ...] = ()
    """Tabs of the whole book, on the first page, whose lines stand level with them."""
    picture: str = ""
    """Drawing that fills the first page: path of its template."""
    refs: tuple[str, ...] = ()
    """Anchors of the unit whose pages it prints."""
    texts: tuple[Part | Checklist | Term, ...] = ()
    """Where its pictures are."""
    source: str = ""
    late: bool = False
    marked: bool = True
    opens: str = "right"
    guess: int = 1
    """Pages that it is thought to have."""
    joins: bool = False
    """Whether it goes on with the part that the plan before it began."""


def plans(scheme: Scheme, labels: Mapping[str, str]) -> Iterator[Plan]:
    """Yield the plan of each unit in printing order; late ones print the page labels given."""
    yield _cover(scheme)
    yield _title(scheme)
    yield from _changes(scheme, labels)
    yield from _chapters(scheme, "front")
    if scheme.contents:
        yield _contents(scheme, labels)
    if scheme.book.checklists:
        yield _all_lists(scheme, labels)
    yield from _chapters(scheme, "chapter")
    for kind, key in KINDS:
        yield from _lists(scheme, kind, key, labels)
    yield from _overviews(scheme, labels)
    yield from _chapters(scheme, "appendix", numbered=True)
    if scheme.book.terms:
        yield _back(scheme, "glossary", headwords(scheme.book), scheme.book.terms)
    if scheme.book.sources:
        works = sorted(scheme.book.sources, key=lambda source: sorting(source.short))
        yield _back(scheme, "sources", tuple(works))
    if scheme.book.locators:
        index = index_entries(scheme.book, labels)
        yield replace(_back(scheme, "index", index), late=True)
    yield from _chapters(scheme, "appendix", numbered=False)
    yield _colophon(scheme)


def _cover(scheme: Scheme) -> Plan:
    return Plan(
        "cover",
        scheme.book.settings.title,
        "cover.html",
        {"anchor": BOOK + "cover"},
        Folios(scheme.words["cover"], ""),
        head=False,
        picture="art/cover.svg",
        marked=False,
    )


def _title(scheme: Scheme) -> Plan:
    facts = tuple(_facts(scheme))
    anchor = BOOK + "edition"
    code = make_scan_code(scheme.book.settings.address)
    values = {"anchor": BOOK + "title", "anchor_of_facts": anchor, "facts": facts, "code": code}
    outline = (Entry(1, "", (scheme.words["about_book"],), anchor),) if facts else ()
    title = scheme.book.settings.title
    return Plan("title", title, "title.html", values, FRONT, outline, head=False)


def _facts(scheme: Scheme) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of the edition block: key of the name, what is in bold, text."""
    settings, words = scheme.book.settings, scheme.words
    edition = settings.edition
    before = f"{fill_in(words['edition'], edition=edition.supersedes)}."
    replaced = f"{before} {edition.supersedes_action}".strip()
    dates = {
        key: written_date(date, words) if date else ""
        for key, date in (
            ("edition_date", edition.date),
            ("review_by", edition.review_by),
            ("verified", edition.verified),
        )
    }
    variant = settings.variant.title if settings.variant else ""
    rows = (
        ("variant", "", variant),
        ("edition_date", "", dates["edition_date"]),
        ("superseded", "", replaced if edition.supersedes else ""),
        ("review_by", dates["review_by"], words["review_text"] if dates["review_by"] else ""),
        ("verified", dates["verified"], words["verified_text"] if dates["verified"] else ""),
        ("handling", "", settings.handling),
        ("corrections", "", settings.corrections),
        ("current", "", settings.address),
        ("licence", "", settings.licence),
        ("isbn", "", settings.press.isbn),
    )
    said = [row for row in rows if row[2]]
    if said or settings.legal:
        yield "title", "", settings.title
        yield from said


def _changes(scheme: Scheme, labels: Mapping[str, str]) -> Iterator[Plan]:
    """Yield the plan of the summary of changes, and that of the record to write them in."""
    revision = scheme.book.revision
    if revision:
        values = {"groups": summary(revision, labels, scheme.words), "revision": revision}
        yield replace(_front(scheme, "changes", "changes.html", values), late=True)
    if revision or scheme.book.settings.changes.record:
        yield _front(scheme, "change_record", "record.html", {})


def _front(scheme: Scheme, key: str, template: str, values: Mapping[str, object]) -> Plan:
    """Return the plan of generated matter in front of the book."""
    name, anchor = scheme.words[key], BOOK + key.replace("_", "-")
    outline = (Entry(1, "", (name,), anchor),)
    return Plan(key.replace("_", "-"), name, template, {"anchor": anchor, **values}, FRONT, outline)


def _contents(scheme: Scheme, labels: Mapping[str, str]) -> Plan:
    depth = scheme.book.settings.contents_depth
    title, anchor = scheme.words["contents"], BOOK + "contents"
    entries = tuple(entry for entry in scheme.contents if entry.level <= depth)
    slots = tuple(
        (entry, scheme.tabs[entry.anchor]) for entry in entries if entry.anchor in scheme.tabs
    )
    level = is_level(entries, len(slots), scheme.size)
    values = {
        "anchor": anchor,
        "labels": labels,
        "slots": slots if level else (),
        "contents": entries if depth > 1 or not level else (),
    }
    return Plan(
        "contents",
        title,
        "contents.html",
        values,
        FRONT,
        (Entry(1, "", (title,), anchor),),
        index=tuple(tab for _, tab in slots) if level else (),
        late=True,
    )


def _all_lists(scheme: Scheme, labels: Mapping[str, str]) -> Plan:
    title, anchor = scheme.words["checklists"], BOOK + "checklists"
    lists = tuple(one for kind, _ in KINDS for one in scheme.lists(kind))
    values = {"anchor": anchor, "labels": labels, "lists": lists}
    outline = (Entry(1, "", (title,), anchor),)
    return Plan("checklists", title, "checklists.html", values, FRONT, outline, late=True)


def _chapters(scheme: Scheme, role: str, *, numbered: bool | None = None) -> Iterator[Plan]:
    """Yield the plan of each part of a role: a chapter, an appendix, a piece of the front.

    What has no number among the appendices stands at the very end, where it is found at once.
    """
    for part in scheme.book.parts:
        if part.role == role and numbered in (None, part.numbered):
            yield _chapter(scheme, part)


def _chapter(scheme: Scheme, part: Part) -> Plan:
    lists = tuple(one for one in scheme.book.checklists if one.id in part.checklists)
    full = part.role == "chapter" and bool(part.purpose or lists)
    levels = depths(part)
    pairs = zip(part.sections, levels, strict=True)
    seconds = tuple(section for section, level in pairs if level == 2 and section.listed)
    cited = tuple(source for source in scheme.book.sources if source.id in part.cited)
    shown = {block.checklist for block in part.all_blocks() if block.checklist}
    entries = tuple(part_entries(part))
    front = part.role == "front"
    number = part.label.zfill(2) if part.label.isdigit() else part.label
    unnumbered = part.short_title if part.role == "appendix" else ""
    return Plan(
        name=f"{part.role}-{number or part.id}",
        title=plain(title_html(part.title)),
        template="chapter.html",
        values={
            "part": part,
            "lists": lists,
            "full": full,
            "sections": seconds,
            "depths": levels,
            "cited": cited,
        },
        folios=FRONT if front else scheme.folios(part.label or unnumbered),
        outline=entries[:1] if front else entries,
        tabs=scheme.tab(part.id),
        refs=tuple(section.id for section in seconds) if full else (),
        texts=(part, *(one for one in scheme.book.checklists if one.id in shown)),
        source=part.place.path,
    )


def _lists(scheme: Scheme, kind: str, key: str, labels: Mapping[str, str]) -> Iterator[Plan]:
    """Yield the plan of what opens the part of a kind of list, and of each list in it."""
    lists = scheme.lists(kind)
    if not lists:
        return
    head = list_head(key, scheme.words)
    name = scheme.words[key]
    head_entry, *entries = list_entries(lists, head)
    folios = scheme.folios(head.number)
    if folios != BODY:
        folios = replace(folios, group=key)
    tabs = scheme.tab(head.anchor)
    yield Plan(
        name=key,
        title=name,
        template="lists.html",
        values={"head": head, "name": name, "kind": kind, "lists": lists, "labels": labels},
        folios=folios,
        outline=(head_entry,),
        tabs=tabs,
        late=True,
    )
    for one, entry in zip(lists, entries, strict=True):
        yield Plan(
            name=f"list-{one.id}",
            title=one.id,
            template="list.html",
            values={"list": one},
            folios=folios,
            outline=(entry,),
            tabs=tabs,
            texts=(one,),
            source=one.place.path,
            opens="spread",
            guess=fold(one, scheme.size, scheme.book.revision).pages,
            joins=True,
        )


def _overviews(scheme: Scheme, labels: Mapping[str, str]) -> Iterator[Plan]:
    """Yield the plan of each overview, the first with the head of them all.

    Each hangs on a wall by itself; one of two pages fills an opening.
    """
    some = make_overviews(scheme.book, scheme.words)
    entries = overview_entries(some, scheme.words)
    name, anchor = scheme.words["overviews"], BOOK + "overviews"
    folios = scheme.folios(name)
    if folios != BODY:
        folios = replace(folios, group="overviews")
    for number, key in enumerate(some.shown()):
        late = key in ("phases", "owners")
        yield Plan(
            name=f"overview-{key}",
            title=scheme.words[f"overview_{key}"] if number else name,
            template="overview.html",
            values={
                "key": key,
                "some": some,
                "anchor": overview_anchor(key),
                "head": "" if number else anchor,
                "labels": labels if late else {},
            },
            folios=folios,
            outline=(entries[number + 1],) if number else entries[:2],
            tabs=scheme.tab(anchor),
            late=late,
            opens="spread" if number else "right",
            joins=number > 0,
        )


def _back(
    scheme: Scheme, key: str, entries: tuple[object, ...], texts: tuple[Term, ...] = ()
) -> Plan:
    """Return the plan of the glossary, of the sources or of the index."""
    name, anchor = scheme.words[key], BOOK + key
    return Plan(
        name=key,
        title=name,
        template=f"{key}.html",
        values={"anchor": anchor, "entries": entries},
        folios=scheme.folios(name),
        outline=(Entry(1, "", (name,), anchor),),
        tabs=scheme.tab(anchor),
        texts=texts,
    )


def _colophon(scheme: Scheme) -> Plan:
    name, anchor = scheme.words["colophon"], BOOK + "colophon"
    continuous = scheme.book.settings.numbering.pages == "continuous"
    return Plan(
        name="colophon",
        title=name,
        template="colophon.html",
        values={"anchor": anchor},
        folios=BODY if continuous else Folios(name, ""),
        outline=(Entry(1, "", (name,), anchor),),
        head=False,
    )
