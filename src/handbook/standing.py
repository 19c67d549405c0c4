"""How a manuscript stands to the editions that are kept: in order, against one base, proved."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from handbook.book.findings import Finding
from handbook.book.model import Book
from handbook.book.places import Place
from handbook.cache.memory import Memory
from handbook.comparison import follow
from handbook.keeping import prove_kept
from handbook.manuscript.fields import in_counting_order
from handbook.manuscript.read import SETTINGS, read_book
from handbook.manuscript.records import Kept, kept_editions, read_kept

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


def uncommitted(project: Path) -> Iterator[Finding]:
    """Yield a note if version control knows of changes that nobody has committed."""
    git = shutil.which("git")
    if git is None:
        return
    command = [git, "-C", str(project), "status", "--porcelain", "--", "content", "templates"]
    env = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}  # a look changes nothing
    run = subprocess.run(command, capture_output=True, env=env, check=False)
    if count := len(run.stdout.splitlines()):
        files = "a file is" if count == 1 else f"{count} files are"
        yield Finding("HB924", Place("content"), f"{files} not committed")


def standing(project: Path, memory: Memory | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with the editions that are kept, and with a manuscript that follows.

    One that was released is not judged again.
    """
    book, _ = read_book(project, memory)
    proved = prove_kept(project)
    if book.settings.edition.id in kept_editions(project):
        return proved
    last, _ = last_kept(project)
    _, found = follow(project, book)
    return (*proved, *disorder(book, last), *found)
