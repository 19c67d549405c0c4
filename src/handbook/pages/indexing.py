"""What the index lists: entries in the order of the alphabet, and the pages they lead to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from handbook.book.model import Book, Locator, Term
from handbook.pages.listing import initials, sorting


@dataclass(frozen=True, slots=True)
class IndexPage:
    """A page that an entry leads to."""

    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A line of the index."""

    name: str
    letter: str = ""
    """Set where a letter of the alphabet begins."""
    pages: tuple[IndexPage, ...] = ()
    below: tuple["IndexEntry", ...] = ()
    see: str = ""
    """Name of the entry that has the pages."""
    see_also: tuple[str, ...] = ()


def index_entries(book: Book, labels: Mapping[str, str]) -> tuple[IndexEntry, ...]:
    """Return the entries of the index, each page once; without labels, as yet without pages.

    What is marked by an abbreviation of the glossary stands under the term, with a line that
    leads there; `see` of the glossary leads from entry to entry.
    """
    terms = {term.abbr: term for term in book.terms if term.abbr}
    spelt = {term.term.casefold(): _full(term) for term in book.terms if term.abbr}
    found: dict[str, list[Locator]] = {}
    for one in book.locators:
        term = terms.get(one.entry)
        name = _full(term) if term else spelt.get(one.entry.casefold(), one.entry)
        found.setdefault(name, []).append(one)
    also = _see_also(book, found)
    entries = [_entry(name, some, labels, also.get(name, ())) for name, some in found.items()]
    entries += [
        IndexEntry(short, see=_full(term))
        for short, term in terms.items()
        if _full(term) in found and short.casefold() != term.term.casefold()
    ]
    entries.sort(key=lambda entry: (sorting(entry.name), entry.name))
    letters = initials(sorting(entry.name) for entry in entries)
    return tuple(
        replace(entry, letter=letter) for entry, letter in zip(entries, letters, strict=True)
    )


def _full(term: Term) -> str:
    return f"{term.term} ({term.abbr})" if term.abbr and term.abbr != term.term else term.term


def _see_also(book: Book, found: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Return what the glossary sends a reader on to, among the entries there are."""
    names = {term.id: _full(term) for term in book.terms}
    return {
        names[term.id]: tuple(sorted(names[one] for one in term.see if names.get(one) in found))
        for term in book.terms
    }


def _entry(
    name: str, some: Iterable[Locator], labels: Mapping[str, str], also: tuple[str, ...]
) -> IndexEntry:
    below: dict[str, list[Locator]] = {}
    for one in some:
        below.setdefault(one.sub, []).append(one)
    own = below.pop("", [])
    subs = (IndexEntry(sub, pages=_pages(below[sub], labels)) for sub in sorted(below, key=sorting))
    return IndexEntry(name, pages=_pages(own, labels), below=tuple(subs), see_also=also)


def _pages(some: Iterable[Locator], labels: Mapping[str, str]) -> tuple[IndexPage, ...]:
    pages: dict[str, IndexPage] = {}
    for one in some:
        if label := labels.get(one.anchor):
            pages.setdefault(label, IndexPage(label, one.anchor))
    return tuple(pages.values())
