"""A book with what changed since the edition that it follows."""

from collections.abc import Iterator
from pathlib import Path

from handbook.book.findings import Finding
from handbook.book.model import Book
from handbook.book.revision import Issue
from handbook.comparison import Comparison, follow
from handbook.editions.adopt import record_of
from handbook.editions.draft import Draft
from handbook.editions.marking import Difference, mark
from handbook.editions.record import Record
from handbook.manuscript.reasons import editorial_rules
from handbook.manuscript.records import read_kept


def revised(
    project: Path, whole: Book, read: Book, resolved: Book
) -> tuple[Book, tuple[Finding, ...]]:
    """Return a resolved book with its changes marked, and findings; as it is if it follows none.

    What changed is found on the `whole` manuscript as it was read; `read` is what the variant at
    hand has of it, and `resolved` that numbered and woven.
    """
    found, findings = follow(project, whole)
    if found is None or found.draft is None:
        return resolved, findings
    here, draft = _of_variant(project, whole, read, found)
    notes = found.notes
    variant = read.settings.variant.name if read.settings.variant else ""
    difference = Difference(
        found.old, found.new, found.changes, here, draft, variant, notes.carries, notes.splits
    )
    issues = (*reversed(tuple(_issues(project, found.old))),)
    return mark(resolved, difference, issues), findings


def _of_variant(project: Path, whole: Book, read: Book, found: Comparison) -> tuple[Record, Draft]:
    """Return what a variant has of the new edition, by the same ids."""
    assert found.draft is not None
    if not whole.values and not whole.settings.variants.all:
        return found.new, found.draft
    made = record_of(read, editorial_rules(read.settings, project), found.new)
    assert made.draft is not None
    return made.record, made.draft


def _issues(project: Path, last: Record) -> Iterator[Issue]:
    """Yield the editions that are kept, from the last one back."""
    record: Record | None = last
    met: set[str] = set()
    while record is not None and record.edition not in met:
        met.add(record.edition)
        yield Issue(record.edition, record.date)
        kept = read_kept(project, record.follows)[0] if record.follows else None
        record = kept.record if kept else None
