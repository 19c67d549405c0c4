"""A book with its changes marked: bars beside what changed, a line where something was deleted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape

from handbook.book.model import Block, Book, Part
from handbook.book.places import Place
from handbook.book.revision import (
    EDITION_BLOCK,
    MOVED,
    REMOVED,
    REVISED,
    Bar,
    Deleted,
    Issue,
    Revision,
    Transfer,
)
from handbook.book.wording import fill_in
from handbook.editions.anchoring import OWN, find_anchors, with_anchors
from handbook.editions.changes import Changes, with_names
from handbook.editions.draft import HEADINGS, PARTS, Draft
from handbook.editions.explaining import LISTS, NAMED_ON, Explained, explained
from handbook.editions.record import Entry, Record
from handbook.editions.summary import corrections, lines_of
from handbook.editions.telling import Namer
from handbook.editions.transfer import transfers

BACKS = {"term": "book:glossary", "source": "book:sources", "book": EDITION_BLOCK}
"""Anchors of where things are printed that stand in no section, by the keys of the summary."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two editions, and how the second one was drafted."""

    old: Record
    new: Record
    changes: Changes
    draft: Draft
    """Its entries are those of the new record, in the same order."""
    variant: str = ""
    """Name of the variant that the book at hand is."""
    carries: tuple[str, ...] = ()
    """Items that changed, and whose signatures hold."""
    splits: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Old items, and those into which each was divided."""


def mark(book: Book, found: Difference, issues: tuple[Issue, ...] = ()) -> Book:
    """Return a resolved book that shows how it differs from an edition before.

    Everything it shows comes of one list of what a reader has to know of: no bar is without its
    line in the summary, and no line of meaning without its bar, if anything is left to bear it.
    """
    some = explained(found.changes, found.old, found.new, found.variant)
    captions = {one.bearer for one in some if one.verdict == REVISED}
    wanted = {one.bearer for one in some}
    anchors = find_anchors(book, found.new, found.draft, wanted, captions)
    old = with_names(found.old, dict(found.changes.new.renamed))
    gone = tuple(one for one in some if one.verdict == REMOVED and one.change.kind in NAMED_ON)
    places = _Places(old, found.new)
    deleted = tuple(places.items(gone))
    told = {one.anchor.removeprefix(OWN) for one in deleted}
    shown = [one for one in gone if one.change.kind == "section" or one.change.id in told]
    names = {**BACKS, **anchors.names, **{one.bearer: f"{OWN}{one.bearer}" for one in shown}}
    namer, words = Namer(old, found.new), dict(book.settings.words)
    bars = tuple(_bars(some, names))
    corrected, checked = corrections(found.changes)
    revision = Revision(
        base=found.old.edition,
        date=found.old.date,
        bars=bars,
        lines=lines_of(some, namer, names, words),
        corrections=corrected,
        checked=checked,
        deleted=deleted,
        transfers=tuple(_transfers(found, namer)),
        issues=issues,
    )
    book = with_anchors(book, anchors, {bar.anchor: bar.change for bar in bars})
    lines = _section_lines(gone, places, namer, anchors.names, words)
    return replace(_with_lines(book, lines), revision=revision)


def _bars(some: Iterable[Explained], anchors: Mapping[str, str]) -> Iterator[Bar]:
    """Yield a bar for each element; what changed itself counts before what is gone behind it."""
    found: dict[str, str] = {}
    for one in some:
        anchor = anchors.get(one.bearer, "")
        if anchor and one.verdict != MOVED and found.get(anchor, REMOVED) == REMOVED:
            found[anchor] = one.verdict
    return (Bar(anchor, change) for anchor, change in found.items())


def _transfers(found: Difference, namer: Namer) -> Iterator[Transfer]:
    """Yield the tables of the qualifications that were touched, in words."""
    every = transfers(found.old, found.new, found.changes, found.carries, dict(found.splits))
    for one in every:
        if one.touched:
            rows = (replace(row, text=namer.shown(row.text, True)) for row in one.rows)
            yield replace(one, title=namer.shown(one.title, True), rows=tuple(rows))


class _Places:
    """Where in the new edition something stood that is gone."""

    def __init__(self, old: Record, new: Record) -> None:
        self.old, self.new = old.by_id(), new.by_id()
        self.order = [entry.id for entry in old.entries]

    def items(self, gone: Iterable[Explained]) -> Iterator[Deleted]:
        """Yield the deleted items of lists that have others left."""
        for one in gone:
            name = one.change.id
            if one.change.kind != "item":
                continue
            home = _holder(self.old, name, LISTS)
            row = [
                other
                for other in self.order
                if self.old[other].kind == "item" and _holder(self.old, other, LISTS) == home
            ]
            here = row.index(name)
            left = [other for other in reversed(row[:here]) if self._stays(other, home)]
            right = [other for other in row[here:] if self._stays(other, home)]
            after, before = (*left[:1], "")[0], (*right[:1], "")[0]
            if after or before:
                yield Deleted(f"{OWN}{name}", name, after, "" if after else before)

    def _stays(self, name: str, home: str) -> bool:
        return name in self.new and _holder(self.new, name, LISTS) == home

    def heading(self, name: str) -> str:
        """Return the heading behind whose text a deleted section stood."""
        part = _holder(self.old, name, PARTS)
        for other in reversed(self.order[: self.order.index(name)]):
            is_heading = self.old[other].kind in HEADINGS and other in self.new
            if is_heading and _holder(self.new, other, PARTS) == part:
                return other
        return part


def _holder(entries: Mapping[str, Entry], name: str, kinds: Iterable[str]) -> str:
    """Return the nearest thing of some kinds that a thing stands in, or is."""
    while name and entries[name].kind not in kinds:
        name = entries[name].parent
    return name


def _section_lines(
    gone: Iterable[Explained],
    places: _Places,
    namer: Namer,
    anchors: Mapping[str, str],
    words: Mapping[str, str],
) -> dict[str, list[Block]]:
    """Return the lines of deleted sections, by the anchor of the heading that they go below."""
    found: dict[str, list[Block]] = {}
    for one in gone:
        if one.change.kind == "section":
            above = anchors[places.heading(one.change.id)]
            found.setdefault(above, []).append(_section_line(one, namer, words))
    return found


def _section_line(one: Explained, namer: Namer, words: Mapping[str, str]) -> Block:
    entry = namer.old[one.change.id]
    title = " ".join(filter(None, (entry.number, namer.shown(entry.text, False))))
    text = escape(fill_in(words["deleted_section"], title=title), quote=False)
    own = f'id="{escape(OWN + entry.id)}" data-change="{REMOVED}"'
    return Block("html", (f'<p class="deleted" {own}>{text}</p>',), Place("content"))


def _with_lines(book: Book, lines: Mapping[str, list[Block]]) -> Book:
    def part(one: Part) -> Part:
        sections = (
            replace(each, blocks=(*each.blocks, *lines.get(each.id, ()))) for each in one.sections
        )
        blocks = (*one.blocks, *lines.get(one.id, ()))
        return replace(one, blocks=blocks, sections=tuple(sections))

    return replace(book, parts=tuple(map(part, book.parts))) if lines else book
