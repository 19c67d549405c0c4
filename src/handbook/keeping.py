"""Put an edition into `content/editions/` in one step, prove what lies there, take one back."""

import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from handbook.binding.bundle import sums_text
from handbook.book.findings import Finding
from handbook.book.places import Place
from handbook.editions.archive import MOST_BYTES, unpack
from handbook.editions.record import Record
from handbook.manuscript.digest import EDITIONS, plain
from handbook.manuscript.folder import Folder
from handbook.manuscript.read import SETTINGS
from handbook.manuscript.records import RECORD, kept_editions, read_kept
from handbook.manuscript.shipped import FROZEN
from handbook.signing import ENDING

MANIFEST, SOURCES, SUMS = "manifest.json", "sources.tar", "SHA256SUMS"
SIGNATURE = f"{SUMS}{ENDING}"
FOLDERS = ("content/", "templates/", f"{FROZEN}/")
"""What an archive holds."""
LOCK = ".lock"
PART = ".part-"
"""Begins the name of a folder that is being written."""


class Busy(Exception):  # noqa: N818  # no fault of the program
    """Another release is under way in the same folder."""


def keep(
    project: Path,
    edition: str,
    files: Mapping[str, bytes],
    sign: Callable[[bytes], bytes] | None = None,
) -> None:
    """Write an edition's folder with these files and their sums, whole or not at all.

    With `sign` the sums are signed too.
    Everything is on the disk before the folder gets its name. Raise `FileExistsError` when
    there is such an edition, `Busy` when another release is under way, `OSError` when the disk
    refuses.
    """
    home = project / EDITIONS
    with locked(project):
        for part in home.glob(f"{PART}*"):
            _remove(part)
        if (home / edition).exists():
            raise FileExistsError(edition)
        fresh = home / f"{PART}{edition}"
        fresh.mkdir()
        sums = sums_text(files).encode()
        signed = {SIGNATURE: sign(sums)} if sign else {}
        for name, data in {**files, SUMS: sums, **signed}.items():
            _write(fresh / name, data)
        _settle(fresh)
        fresh.rename(home / edition)
        _settle(home)


def take_back(project: Path, edition: str) -> None:
    """Remove an edition's folder in one step; raise as `keep` does."""
    home = project / EDITIONS
    with locked(project):
        (home / edition).rename(home / f"{PART}{edition}")
        _settle(home)
        _remove(home / f"{PART}{edition}")


def manifest_name(variant: str) -> str:
    """Return the name under which the manifest of a variant is kept: empty for the default one."""
    return f"manifest-{variant}.json" if variant else MANIFEST


@contextmanager
def locked(project: Path) -> Iterator[None]:
    """Hold the lock of the editions of a project, which the system drops when the process ends.

    Who holds it may take it again. Raise `Busy` when another process holds it.
    """
    home = project / EDITIONS
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / LOCK, is_singleton=True)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Busy from error
    try:
        yield
    finally:
        lock.release()


def _remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.chmod(0o644)  # Windows removes nothing that may only be read
    shutil.rmtree(folder)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o444)


def _settle(folder: Path) -> None:
    """Bring the names of a folder to the disk, where a folder can be opened."""
    if sys.platform == "win32":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def seal(project: Path, edition: str) -> str:
    """Return the SHA-256 of the sums of an edition, by which the next one holds to all of it."""
    data = Folder(project.resolve()).data(f"{EDITIONS}{edition}/{SUMS}")
    return hashlib.sha256(data or b"").hexdigest()


def signed_line(record: Record) -> str:
    """Return the line that is signed with the sums of an edition: there is no clock."""
    return f"{record.slug} edition {record.edition} {record.date}"


def lineage(project: Path, edition: str) -> tuple[str, ...]:
    """Return an edition and those that it follows, the last one first, as far as they are kept."""
    kept = kept_editions(project)
    names: list[str] = []
    while edition in kept and edition not in names:
        names.append(edition)
        record, _ = read_kept(project, edition)
        edition = record.record.follows if record else ""
    return tuple(names)


def prove_kept(project: Path, editions: Iterable[str] | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with editions that a project keeps: files, sums, their chain.

    Without names they are all proved.
    """
    found: list[Finding] = []
    records: list[Record] = []
    for edition in _folders(project) if editions is None else editions:
        found.extend(_changed(project, edition))
        if edition not in kept_editions(project):
            continue
        kept, faults = read_kept(project, edition)
        found.extend((*faults, *_packed_wrong(project, edition)))
        if kept is not None:
            records.append(kept.record)
    found.extend(_unchained(project, records))
    return tuple(found)


def _folders(project: Path) -> tuple[str, ...]:
    """Return the names of the folders of editions, also of those whose record is gone."""
    paths = Folder(project.resolve()).files(EDITIONS.rstrip("/"))
    names = (path.removeprefix(EDITIONS).split("/") for path in paths)
    return tuple(dict.fromkeys(steps[0] for steps in names if steps[1:]))


def altered(project: Path, edition: str) -> tuple[Finding, ...]:
    """Return a finding if the manuscript goes by the id of a kept edition, and is another one."""
    if edition not in kept_editions(project):
        return ()
    folder = Folder(project.resolve())
    try:
        then = _texts(opened(project, edition))
    except ValueError:
        return ()  # which `prove_kept` tells
    now = _texts({name: folder.data(name) or b"" for name in folder.files("content")})
    other = sorted(name for name in then.keys() | now if then.get(name) != now.get(name))
    if not other:
        return ()
    more = f", and {len(other) - 1} more" if other[1:] else ""
    message = f"edition {edition} was released, and {other[0]} is not as it was{more}"
    return (Finding("HB923", Place(SETTINGS), message),)


def _texts(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a manuscript without editions and templates, with plain line ends."""
    own = (name for name in files if name.startswith("content/") and not name.startswith(EDITIONS))
    return {name: plain(files[name]) for name in own}


def _unchained(project: Path, records: Iterable[Record]) -> Iterator[Finding]:
    """Yield a finding for each record that does not follow what it says, or not alone."""
    next_of: dict[str, str] = {}
    for record in records:
        before, place = record.follows, Place(f"{EDITIONS}{record.edition}/{RECORD}")
        if before and seal(project, before) != record.follows_sum:
            message = f"it follows edition {before}, which is not there as it was"
            yield Finding("HB914", place, message)
        other = next_of.setdefault(before, record.edition)
        if other != record.edition:
            what = f"follows edition {before}" if before else "is the first one"
            yield Finding("HB918", place, f"edition {other} {what} too")


def opened(project: Path, edition: str) -> dict[str, bytes]:
    """Return the files in the archive of an edition by their paths; raise `ValueError` as `unpack`.

    They all lie in folders of a project that decide a book.
    """
    data = Folder(project.resolve()).data(f"{EDITIONS}{edition}/{SOURCES}", MOST_BYTES)
    files = unpack(data or b"")
    for name in files:
        if not name.startswith(FOLDERS):
            raise ValueError(f"{name} is no part of a manuscript")
    return files


def _packed_wrong(project: Path, edition: str) -> Iterator[Finding]:
    """Yield what is wrong with the archive of an edition; that it is gone, the sums tell."""
    path = f"{EDITIONS}{edition}/{SOURCES}"
    if path in Folder(project.resolve()).files(EDITIONS + edition):
        try:
            opened(project, edition)
        except ValueError as error:
            yield Finding("HB920", Place(path), str(error))


def _changed(project: Path, edition: str) -> Iterator[Finding]:
    """Yield a finding for each file of an edition that is not as its sum says."""
    path = f"{EDITIONS}{edition}"
    folder = Folder(project.resolve())
    there = {name.removeprefix(f"{path}/") for name in folder.files(path)}
    own = there - {SUMS, SIGNATURE}
    files = {name: folder.data(f"{path}/{name}", MOST_BYTES) or b"" for name in own}
    said = folder.data(f"{path}/{SUMS}") if SUMS in there else None
    known = _sums((said or b"").decode("utf-8", "replace"))
    for name in sorted(known.keys() | files.keys()):
        actual = hashlib.sha256(files[name]).hexdigest() if name in files else ""
        if actual != known.get(name):
            what = "is gone" if name not in files else "is not as it was released"
            yield Finding("HB914", Place(f"{path}/{name}"), f"the file {what}")


def _sums(text: str) -> dict[str, str]:
    rows = (line.partition("  ") for line in text.splitlines())
    return {name: total for total, _, name in rows}
