"""What is kept of earlier editions in `content/editions/`, and what editors say of changes."""

import re
from dataclasses import dataclass
from pathlib import Path

from handbook.book.findings import Finding
from handbook.book.places import Place
from handbook.editions.collation import Collation, CollationFault, read_collation
from handbook.editions.reasoning import FILE, Notes
from handbook.editions.record import MOST_BYTES, Record, RecordFault, read_record
from handbook.manuscript.digest import EDITIONS
from handbook.manuscript.fields import in_counting_order
from handbook.manuscript.folder import Folder
from handbook.manuscript.reasons import parse_notes

RECORD, REASONS, PAGES = "edition.json", "changes.toml", "pages.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as it lies in the project."""

    record: Record
    data: bytes


def kept_editions(project: Path) -> tuple[str, ...]:
    """Return the ids of the editions that a project keeps, in counting order."""
    names = Folder(project.resolve()).files(EDITIONS.rstrip("/"))
    own = (name.removeprefix(EDITIONS) for name in names if name.endswith(f"/{RECORD}"))
    ids = (name.partition("/")[0] for name in own if name.count("/") == 1)
    return tuple(sorted(ids, key=in_counting_order))


def read_kept(project: Path, edition: str) -> tuple[Kept | None, tuple[Finding, ...]]:
    """Return the record of an edition; None, and what is wrong, when it cannot be had."""
    path = f"{EDITIONS}{edition}/{RECORD}"
    if not _NAME.fullmatch(edition) or edition not in kept_editions(project):
        message = f'there is no edition "{edition}"' if edition else "no edition was released yet"
        return None, (Finding("HB910", Place(EDITIONS), message),)
    folder = Folder(project.resolve())
    data = folder.data(path, MOST_BYTES)
    if data is None:
        return None, tuple(folder.findings)
    try:
        record = read_record(data)
    except RecordFault as fault:
        return None, (Finding(fault.code, Place(path), str(fault)),)
    if record.edition != edition:
        message = f"it is the record of edition {record.edition}"
        return None, (Finding("HB902", Place(path), message),)
    return Kept(record, data), ()


def read_pages(project: Path, edition: str) -> tuple[Collation | None, tuple[Finding, ...]]:
    """Return the pages of an edition; None when it kept none, or is not there.

    What is wrong with those that it kept is a finding.
    """
    path = f"{EDITIONS}{edition}/{PAGES}"
    folder = Folder(project.resolve())
    if not _NAME.fullmatch(edition) or path not in folder.files(EDITIONS.rstrip("/")):
        return None, ()
    try:
        collation = read_collation(folder.data(path, MOST_BYTES) or b"")
    except CollationFault as fault:
        return None, (Finding("HB935", Place(path), str(fault)),)
    if collation.edition != edition:
        message = f"they are the pages of edition {collation.edition}"
        return None, (Finding("HB935", Place(path), message),)
    return collation, ()


def read_notes(project: Path, edition: str = "") -> tuple[Notes, tuple[Finding, ...]]:
    """Return what `content/changes.toml` says, or that of an edition; nothing without a file."""
    folder = Folder(project.resolve())
    path = f"{EDITIONS}{edition}/{REASONS}" if edition else FILE
    if path not in folder.files("content"):
        return Notes(), ()
    notes, found = parse_notes(folder.text(path) or "", path)
    return notes, (*folder.findings, *found)
