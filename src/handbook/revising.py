"""A book with what changed since the edition that it follows."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from handbook.book.findings import Finding
from handbook.book.model import Book
from handbook.book.revision import Issue
from handbook.comparison import Comparison, follow
from handbook.editions.changes import Change, echoes
from handbook.editions.marking import Difference, mark
from handbook.editions.record import Record
from handbook.manuscript.records import read_kept


def revised(
    project: Path, whole: Book, read: Book, resolved: Book
) -> tuple[Book, tuple[Finding, ...]]:
    """Return a resolved book with its changes marked, and findings; as it is if it follows none.

    `whole` is the manuscript as it was read, by which the reasons are judged; `read` is what the
    variant at hand has of it, compared with what that had before, and `resolved` the same
    numbered and woven.
    """
    found, findings = follow(project, read)
    variant = read.settings.variant.name if read.settings.variant else ""
    if read.chosen:
        of_whole, findings = follow(project, whole)
        found = _explained(found, of_whole, variant) if found and of_whole else found
        found = _printed(found, resolved) if found else found
    if found is None or found.draft is None:
        return resolved, findings
    notes = found.notes
    difference = Difference(
        found.old,
        found.new,
        found.changes,
        found.draft,
        variant,
        notes.carries,
        notes.splits,
    )
    issues = (*reversed(tuple(_issues(project, found.old))),)
    return mark(resolved, difference, issues), findings


def _printed(found: Comparison, resolved: Book) -> Comparison:
    """Return the changes without those of terms and sources that the variant does not print.

    Both editions have them all: what a variant never printed is not removed from it.
    """
    printed = {f"term-{one.id}" for one in resolved.terms}
    printed |= {f"source-{one.id}" for one in resolved.sources}

    def shows(one: Change) -> bool:
        return one.kind not in ("term", "source") or one.new_spot is None or one.id in printed

    changes = tuple(filter(shows, found.changes.changes))
    return replace(found, changes=replace(found.changes, changes=changes))


def _explained(found: Comparison, of_whole: Comparison, variant: str) -> Comparison:
    """Return the changes in a variant with reasons given for the whole, and for its values."""
    reasons = {one.id: one.reason for one in of_whole.changes.changes}
    values = echoes(of_whole.changes, of_whole.new, variant)
    changes = tuple(
        replace(
            one, reason=one.reason or reasons.get(one.id) or reasons.get(values.get(one.id, ""))
        )
        for one in found.changes.changes
    )
    return replace(found, changes=replace(found.changes, changes=changes))


def _issues(project: Path, last: Record) -> Iterator[Issue]:
    """Yield the editions that are kept, from the last one back."""
    record: Record | None = last
    met: set[str] = set()
    while record is not None and record.edition not in met:
        met.add(record.edition)
        yield Issue(record.edition, record.date)
        kept = read_kept(project, record.follows)[0] if record.follows else None
        record = kept.record if kept else None
