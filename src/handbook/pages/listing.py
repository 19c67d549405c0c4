"""What the contents, the bookmarks and the glossary list, as plain entries."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from handbook.book.fragments import Bookmark
from handbook.book.model import Book, Checklist, Part, Rich, Term
from handbook.book.references import plain, title_html


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    level: int
    """1 for a part, 2 for a section or a checklist, 3 for what is under a section."""
    number: str
    title: Rich
    anchor: str
    about: str = ""
    """What a part is for, in a line or two."""


@dataclass(frozen=True, slots=True)
class Headword:
    """A line of the glossary: a term, or an abbreviation that points to its term."""

    name: str
    letter: str
    """Set where a letter of the alphabet begins."""
    see: tuple[Term, ...]
    term: Term | None = None


_Row = tuple[str, str, tuple[Term, ...], Term | None]
"""What a headword is sorted by, itself, what to look up too, its term."""


def part_entries(part: Part) -> Iterator[Entry]:
    """Yield the entries of a part down to the third level."""
    yield Entry(1, part.label, part.title, part.id, part.purpose)
    for section, depth in zip(part.sections, depths(part), strict=True):
        if depth <= 3 and section.listed:
            yield Entry(depth, section.number, section.title, section.id)


def list_entries(lists: Sequence[Checklist], head: Entry) -> Iterator[Entry]:
    """Yield the entries of a part of checklists."""
    yield head
    for one in lists:
        yield Entry(2, one.id, one.title, one.id)


def bookmarks(entries: Sequence[Entry], depth: int = 2) -> tuple[Bookmark, ...]:
    """Return the entries as bookmarks."""
    return tuple(
        Bookmark(
            " ".join(filter(None, (one.number, plain(title_html(one.title))))),
            one.anchor,
            one.level,
        )
        for one in entries
        if one.level <= depth
    )


def depths(part: Part) -> tuple[int, ...]:
    """Return the level of the heading of each section, none of them skipped."""
    levels: list[int] = []
    for section in part.sections:
        levels.append(min(section.level, (levels[-1] if levels else 1) + 1, 6))
    return tuple(levels)


def headwords(book: Book) -> tuple[Headword, ...]:
    """Return the lines of the glossary in the order of the alphabet."""
    by_id = {term.id: term for term in book.terms}
    rows: list[_Row] = []
    for term in book.terms:
        see = tuple(by_id[one] for one in term.see if one in by_id)
        rows.append((sorting(term.term), term.term, see, term))
        if term.abbr and term.abbr != term.term:
            rows.append((sorting(term.abbr), term.abbr, (term,), None))
    rows.sort(key=lambda row: (row[0], row[1]))
    letters = initials(key for key, _, _, _ in rows)
    return tuple(
        Headword(name, letter, see, term)
        for (_, name, see, term), letter in zip(rows, letters, strict=True)
    )


def initials(keys: Iterable[str]) -> Iterator[str]:
    """Yield for each of some sorted keys the letter that begins with it, or nothing."""
    for letter, group in groupby(keys, key=lambda key: key[:1].upper()):
        yield from ("" if number else letter for number, _ in enumerate(group))


def sorting(name: str) -> str:
    """Return a name as the alphabet has it: without accents, capitals and signs."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(one for one in letters if one.isalnum() or one == " ")
    return kept.strip() or name
