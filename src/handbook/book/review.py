"""Who is to look at what again, and by when: of all in a book that grows old."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handbook.book.intervals import held_until
from handbook.book.model import Book, Part
from handbook.book.places import Place
from handbook.book.references import in_words

SETTINGS = Place("content/handbook.toml")
FACTS = ("fact", "row")
"""Kinds of review that are of one value alone."""


@dataclass(frozen=True, slots=True)
class Review:
    """A thing that is to be looked at again."""

    id: str
    """As the record of the edition has it: `arrival`, `D2`, `source-vcdr`, `tab-regimes:cfe`."""
    kind: str
    """`edition`, `part`, `section`, `list`, `source`, `fact` or `row`."""
    what: str
    """In words."""
    owner: str
    """Empty when nobody keeps it."""
    until: dt.date | None
    """Last day on which it may be relied on; None when it is for ever."""
    place: Place
    own: bool = True
    """Whether the day is its own, and not that of the edition."""


def reviews(book: Book) -> Iterator[Review]:
    """Yield all that is to be looked at again, in the order of the book.

    A part or a list without an owner or a day has those of the book. A section is one of them
    where it has either itself, a source or a fact without a day when it was verified long ago
    (rules E-10 to E-12).
    """
    settings = book.settings
    nobody = settings.owner or settings.publisher
    edition = settings.edition
    yield Review(edition.id, "edition", settings.title, nobody, edition.review_by, SETTINGS)
    for part in book.parts:
        yield from _of_part(part, nobody, edition.review_by)
    for one in book.checklists:
        title, own = in_words(one.title) or one.id, one.review_by is not None
        until = one.review_by or edition.review_by
        yield Review(one.id, "list", title, one.owner or nobody, until, one.place, own)
    yield from _of_data(book, nobody)


def _of_part(part: Part, owner: str, until: dt.date | None) -> Iterator[Review]:
    own, owner, until = part.review_by is not None, part.owner or owner, part.review_by or until
    yield Review(part.id, "part", in_words(part.title) or part.id, owner, until, part.place, own)
    above: list[tuple[int, str, dt.date | None]] = [(1, owner, until)]
    for section in part.sections:
        while len(above) > 1 and above[-1][0] >= section.level:
            above.pop()
        _, owner, until = above[-1]
        owner, until = section.owner or owner, section.review_by or until
        above.append((section.level, owner, until))
        if section.owner or section.review_by:
            title, own = in_words(section.title) or section.id, section.review_by is not None
            yield Review(section.id, "section", title, owner, until, section.place, own)


def _of_data(book: Book, nobody: str) -> Iterator[Review]:
    """Yield sources, facts and rows: their own day, or so long after they were verified."""
    hold = book.settings.edition.facts_hold
    for source in book.sources:
        checked = held_until(source.checked, hold) if source.checked else None
        until, owner = source.review_by or checked, source.owner or nobody
        yield Review(f"source-{source.id}", "source", source.short, owner, until, source.place)
    for fact in book.facts:
        until, owner = fact.review_by or held_until(fact.as_of, hold), fact.owner or nobody
        yield Review(
            f"fact-{fact.id}", "fact", f"{fact.id}: {fact.value}", owner, until, fact.place
        )
    for table in book.tables:
        for row in table.rows:
            until, owner = row.review_by or held_until(row.as_of, hold), table.owner or nobody
            what = next(filter(None, map(in_words, row.cells)), row.id)
            name = f"{table.id or table.name}:{row.id}"
            yield Review(name, "row", what, owner, until, row.place)


def overdue(some: Iterable[Review], day: dt.date) -> tuple[Review, ...]:
    """Return what was to be looked at before a day, the longest overdue first."""
    late = [one for one in some if one.until is not None and one.until < day]
    return tuple(sorted(late, key=lambda one: (one.until or day, one.place)))
