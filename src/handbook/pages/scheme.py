"""What every plan of a book draws on: its parts in printing order, how they are counted, tabs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from handbook.book.fragments import Folios
from handbook.book.model import Book, Checklist
from handbook.pages.listing import Entry, list_entries, part_entries
from handbook.pages.overviews import Overviews, make_overviews
from handbook.pages.tabs import Tab, place_tabs

BOOK = "book:"
"""Begins the ids of generated matter; no author can write one."""
KINDS = (("duty", "duties"), ("qualification", "qualifications"))
"""Kinds of checklist in printing order, and the words for the part of each."""
FRONT = Folios(style="r", group="front")
BODY = Folios(group="body")
"""For a book whose pages count on from part to part."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What every plan of a book draws on."""

    book: Book
    size: Mapping[str, Any]
    words: Mapping[str, str]
    contents: tuple[Entry, ...]
    """Every entry of the contents; those of level 1 are the parts."""
    tabs: Mapping[str, Tab]
    """By the anchor of the part."""

    def lists(self, kind: str) -> tuple[Checklist, ...]:
        """Return the checklists of a kind."""
        return tuple(one for one in self.book.checklists if one.kind == kind)

    def folios(self, prefix: str) -> Folios:
        """Return how the pages of a part are counted: by part, or on through the book."""
        if self.book.settings.numbering.pages == "continuous":
            return BODY
        return Folios(f"{prefix}-") if prefix else Folios(group="unnumbered")

    def tab(self, anchor: str) -> tuple[Tab, ...]:
        """Return the tab of a part, if it has one."""
        return (self.tabs[anchor],) if anchor in self.tabs else ()


def make_scheme(book: Book, size: Mapping[str, Any], words: Mapping[str, str]) -> Scheme:
    """Return what the plans of a book draw on."""
    parts = tuple(_parts(book, words))
    marks = [(entries[0].anchor, tab, kind) for entries, tab, kind in parts if tab]
    tabs = place_tabs([(tab, kind) for _, tab, kind in marks], size)
    return Scheme(
        book,
        size,
        words,
        tuple(entry for entries, _, _ in parts for entry in entries),
        {anchor: tab for (anchor, _, _), tab in zip(marks, tabs, strict=True)},
    )


def _parts(book: Book, words: Mapping[str, str]) -> Iterator[tuple[tuple[Entry, ...], str, str]]:
    """Yield what the contents list, in printing order: entries, label and kind of the tab."""
    yield from _parts_of(book, "chapter", "chapter")
    for kind, key in KINDS:
        lists = tuple(one for one in book.checklists if one.kind == kind)
        if lists:
            letter = words[f"{key}_tab"]
            yield tuple(list_entries(lists, list_head(key, words))), letter, kind
    if entries := overview_entries(make_overviews(book, words), words):
        yield entries, words["overviews_tab"], "annex"
    yield from _parts_of(book, "appendix", "annex", numbered=True)
    backs = (("glossary", book.terms), ("sources", book.sources), ("index", book.locators))
    for key, some in backs:
        if some:
            yield (Entry(1, "", (words[key],), BOOK + key),), words[f"{key}_tab"], "annex"
    yield from _parts_of(book, "appendix", "annex", numbered=False)


def _parts_of(
    book: Book, role: str, kind: str, *, numbered: bool | None = None
) -> Iterator[tuple[tuple[Entry, ...], str, str]]:
    for part in book.parts:
        if part.role == role and numbered in (None, part.numbered):
            yield tuple(part_entries(part)), part.label, kind


def overview_entries(some: Overviews, words: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return the entries of the overviews that have something to show, below their head."""
    shown = tuple(
        Entry(2, "", (words[f"overview_{key}"],), overview_anchor(key)) for key in some.shown()
    )
    head = Entry(1, "", (words["overviews"],), BOOK + "overviews", words["overviews_purpose"])
    return (head, *shown) if shown else ()


def overview_anchor(key: str) -> str:
    """Return the anchor of an overview."""
    return f"{BOOK}{key}-overview"


def list_head(key: str, words: Mapping[str, str]) -> Entry:
    """Return the entry of the part that a kind of list makes."""
    about = words[f"{key}_purpose"]
    return Entry(1, words[f"{key}_tab"], (words[key],), BOOK + key, about)
