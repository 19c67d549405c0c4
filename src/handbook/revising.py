"""A book with what changed since the edition that it follows."""

from collections.abc import Iterator
from pathlib import Path

from handbook.book.findings import Finding
from handbook.book.model import Book
from handbook.book.revision import Issue
from handbook.comparison import follow
from handbook.editions.marking import Difference, mark
from handbook.editions.record import Record
from handbook.manuscript.records import read_kept


def revised(project: Path, read: Book, resolved: Book) -> tuple[Book, tuple[Finding, ...]]:
    """Return a resolved book with its changes marked, and findings; as it is if it follows none.

    `read` is the same book as it was read.
    """
    found, findings = follow(project, read)
    if found is None or found.draft is None:
        return resolved, findings
    notes = found.notes
    difference = Difference(
        found.old, found.new, found.changes, found.draft, notes.carries, notes.splits
    )
    issues = (*reversed(tuple(_issues(project, found.old))),)
    return mark(resolved, difference, issues), findings


def _issues(project: Path, last: Record) -> Iterator[Issue]:
    """Yield the editions that are kept, from the last one back."""
    record: Record | None = last
    met: set[str] = set()
    while record is not None and record.edition not in met:
        met.add(record.edition)
        yield Issue(record.edition, record.date)
        kept = read_kept(project, record.follows)[0] if record.follows else None
        record = kept.record if kept else None
