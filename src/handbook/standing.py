"""How a manuscript stands to the editions that are kept: in order, against one base, proved."""

from collections.abc import Iterator
from pathlib import Path

from handbook.book.findings import Finding
from handbook.book.model import Book
from handbook.book.places import Place
from handbook.cache.memory import Memory
from handbook.comparison import base_of, contrast
from handbook.editions.reasoning import FILE, Notes
from handbook.keeping import prove_kept
from handbook.manuscript.fields import in_counting_order
from handbook.manuscript.read import SETTINGS
from handbook.manuscript.records import Kept, kept_editions, read_kept, read_notes

PLACE = Place(SETTINGS)


def last_kept(project: Path) -> tuple[Kept | None, tuple[Finding, ...]]:
    """Return the edition that no other follows, and findings; None when none is kept."""
    kept = [read_kept(project, name) for name in kept_editions(project)]
    found = tuple(finding for _, some in kept for finding in some)
    there = [one for one, _ in kept if one is not None]
    followed = {one.record.follows for one in there}
    ends = [one for one in there if one.record.edition not in followed]
    ends.sort(key=lambda one: in_counting_order(one.record.edition))
    return (ends[-1] if ends else None), found


def disorder(book: Book, last: Kept | None) -> Iterator[Finding]:
    """Yield what speaks against the id and the date of an edition that is to follow the last."""
    own = book.settings.edition
    if last is None:
        return
    before = last.record
    if in_counting_order(own.id) <= in_counting_order(before.edition):
        yield Finding("HB913", PLACE, f"{own.id} does not come after {before.edition}")
    if own.date and before.date and own.date < before.date:
        message = f"{own.date} is before {before.date}, the date of edition {before.edition}"
        yield Finding("HB913", PLACE, message)


def standing(project: Path, book: Book, memory: Memory | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with the editions that are kept, and with a manuscript that follows.

    One that was released is not judged again.
    """
    notes, found = read_notes(project)
    found = (*prove_kept(project), *found, *_two_bases(book, notes))
    if book.settings.edition.id in kept_editions(project):
        return found
    last, _ = last_kept(project)
    found = (*found, *disorder(book, last))
    if last is None and not notes.base:
        return found
    _, more = contrast(project, base_of(project, book.settings, notes), "", memory)
    return (*found, *more)


def _two_bases(book: Book, notes: Notes) -> Iterator[Finding]:
    """Yield a finding if the reasons are against another edition than the one superseded."""
    own = book.settings.edition.supersedes
    if notes.base and own and notes.base != own:
        message = f"the reasons are against edition {notes.base}, and edition {own} is superseded"
        yield Finding("HB911", Place(FILE), message)
