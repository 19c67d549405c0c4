"""The manuscript read, numbered and judged: for one of its variants, or for all of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from handbook.book.editorial import edit
from handbook.book.findings import Finding, did_you_mean, in_order
from handbook.book.model import Book
from handbook.book.places import Place
from handbook.book.resolve import resolve
from handbook.book.rules import check_book
from handbook.cache.memory import Memory
from handbook.keeping import altered
from handbook.manuscript.read import read_book
from handbook.variants.choosing import everything, in_variant
from handbook.variants.rules import conditions_hold, lists_stay_whole

SETTINGS = Place("content/handbook.toml")
IDLE = frozenset({"HB111", "HB112", "HB116"})
"""Codes of what nothing uses."""
OF_ALL = IDLE | {"HB333"}
"""Codes of what counts only when it is found in every variant."""


def check(
    project: Path, memory: Memory | None = None, variant: str = ""
) -> tuple[Book, tuple[Finding, ...]]:
    """Read a manuscript, number it and look at it; return the book and all findings.

    The book is that of a variant, the default one without a name.
    """
    found = look(project, memory, variant)
    return found.printed, found.findings


@dataclass(frozen=True, slots=True)
class Looked:
    """A manuscript that was looked at."""

    whole: Book
    """As it was read."""
    read: Book
    """What a variant has of it."""
    printed: Book
    """The same, numbered and woven."""
    findings: tuple[Finding, ...]


def look(project: Path, memory: Memory | None = None, variant: str = "") -> Looked:
    """Return the book of a variant as it was read, and as it is printed, and all findings."""
    whole, read = read_book(project, memory)
    if unknown := unknown_variant(whole, variant):
        return Looked(whole, whole, whole, in_order((*read, unknown)))
    book, printed, found = _judged(whole, variant)
    if whole.settings.variants.all:
        found = tuple(one for one in found if one.code not in OF_ALL)
    changed = altered(project, book.settings.edition.id)
    return Looked(whole, book, printed, in_order((*read, *found, *changed)))


def check_all(
    project: Path, memory: Memory | None = None, variant: str = ""
) -> tuple[Book, tuple[Finding, ...]]:
    """Return a book, and findings of all variants, with names where not all have them.

    With `variant` only that one is looked at.
    """
    whole, read = read_book(project, memory)
    names = tuple(one.name for one in whole.settings.variants.all)
    if variant or not names:
        return check(project, memory, variant)
    found = {name: _judged(whole, name)[2] for name in names}
    changed = altered(project, whole.settings.edition.id)
    return whole, in_order((*read, *_together(found), *changed))


def unknown_variant(book: Book, name: str) -> Finding | None:
    """Return a finding when there is no variant of a name."""
    variants = book.settings.variants
    if not name or variants.named(name):
        return None
    known = [one.name for one in variants.all]
    message = f'there is no variant "{name}"'
    return Finding("HB950", SETTINGS, message, did_you_mean(name, known) or ", ".join(known))


def _judged(whole: Book, name: str) -> tuple[Book, Book, tuple[Finding, ...]]:
    """Return the book of a variant, and that as it is printed, and what is wrong with it."""
    variant = whole.settings.variants.named(name)
    book, missing = in_variant(whole, variant)
    printed, resolved = resolve(book)
    resolved = _without_sources_of_values(whole, resolved)
    wrong = (*missing, *conditions_hold(whole))
    if variant is None:
        idle = everything(whole)[1] if whole.values else ()
        return book, printed, (*wrong, *idle, *resolved, *check_book(printed), *edit(book))
    printed, resolved = _without_idle(printed, resolved, whole)
    wrong = (*wrong, *lists_stay_whole(whole, book))
    return book, printed, (*wrong, *resolved, *check_book(printed, whole), *edit(book))


def _without_sources_of_values(whole: Book, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return findings but for those of sources that nothing cites, and values rest on."""
    rests = {value.source for value in whole.values}
    places = {source.place for source in whole.sources if source.id in rests}
    return tuple(one for one in found if one.code not in IDLE or one.place not in places)


def _without_idle(
    printed: Book, found: tuple[Finding, ...], whole: Book
) -> tuple[Book, tuple[Finding, ...]]:
    """Return a book without the terms and sources that only other variants use."""
    entire, unasked = everything(whole)
    found = (*found, *unasked)
    everywhere = _without_sources_of_values(whole, resolve(entire)[1])
    idle_everywhere = {one.place for one in everywhere if one.code in IDLE}
    idle = {one.place for one in found if one.code in IDLE} - idle_everywhere
    terms = tuple(one for one in printed.terms if one.place not in idle)
    known = {one.id for one in terms}
    book = replace(
        printed,
        terms=tuple(replace(one, see=tuple(n for n in one.see if n in known)) for one in terms),
        sources=tuple(one for one in printed.sources if one.place not in idle),
    )
    return book, tuple(one for one in found if one.code not in IDLE or one.place not in idle)


def _together(found: Mapping[str, tuple[Finding, ...]]) -> Iterator[Finding]:
    """Yield each finding once, with the variants that have it unless all do."""
    for one in dict.fromkeys(finding for some in found.values() for finding in some):
        names = [name for name, some in found.items() if one in some]
        if len(names) == len(found):
            yield one
        elif one.code not in OF_ALL:
            yield replace(one, message=f"{one.message} (in {', '.join(names)})")
