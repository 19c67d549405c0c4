"""Put an edition into `content/editions/` in one step, prove what lies there, take one back."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from handbook.binding.bundle import sums_text
from handbook.book.findings import Finding
from handbook.book.places import Place
from handbook.manuscript.digest import EDITIONS
from handbook.manuscript.folder import Folder
from handbook.manuscript.records import RECORD, kept_editions, read_kept

SUMS = "SHA256SUMS"
LOCK = ".lock"
PART = ".part-"
"""Begins the name of a folder that is being written."""


class Busy(Exception):  # noqa: N818  # no fault of the program
    """Another release is under way in the same folder."""


def keep(project: Path, edition: str, files: Mapping[str, bytes]) -> None:
    """Write an edition's folder with these files and their sums, whole or not at all.

    Everything is on the disk before the folder gets its name. Raise `FileExistsError` when
    there is such an edition, `Busy` when another release is under way, `OSError` when the disk
    refuses.
    """
    home = project / EDITIONS
    home.mkdir(parents=True, exist_ok=True)
    with _locked(home):
        for part in home.glob(f"{PART}*"):
            shutil.rmtree(part, ignore_errors=True)
        if (home / edition).exists():
            raise FileExistsError(edition)
        fresh = home / f"{PART}{edition}"
        fresh.mkdir()
        for name, data in {**files, SUMS: sums_text(files).encode()}.items():
            _write(fresh / name, data)
        _settle(fresh)
        fresh.rename(home / edition)
        _settle(home)


def take_back(project: Path, edition: str) -> None:
    """Remove an edition's folder in one step; raise as `keep` does."""
    home = project / EDITIONS
    with _locked(home):
        (home / edition).rename(home / f"{PART}{edition}")
        _settle(home)
        shutil.rmtree(home / f"{PART}{edition}")


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Hold the lock of a folder, which the system drops when the process ends."""
    import fcntl

    with (home / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        yield


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o444)


def _settle(folder: Path) -> None:
    """Bring the names of a folder to the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def prove_kept(project: Path) -> tuple[Finding, ...]:
    """Return what is wrong with the editions that a project keeps: files, sums, their chain."""
    found: list[Finding] = []
    sums: dict[str, str] = {}
    follows: dict[str, tuple[str, str]] = {}
    for edition in kept_editions(project):
        found.extend(_changed(project, edition))
        kept, faults = read_kept(project, edition)
        found.extend(faults)
        if kept is not None:
            sums[edition] = hashlib.sha256(kept.data).hexdigest()
            follows[edition] = kept.record.follows, kept.record.follows_sum
    for edition, (before, total) in follows.items():
        if before and sums.get(before) != total:
            message = f"it follows edition {before}, which is not there as it was"
            found.append(Finding("HB914", Place(f"{EDITIONS}{edition}/{RECORD}"), message))
    return tuple(found)


def _changed(project: Path, edition: str) -> Iterator[Finding]:
    """Yield a finding for each file of an edition that is not as its sum says."""
    path = f"{EDITIONS}{edition}"
    folder = Folder(project.resolve())
    there = {name.removeprefix(f"{path}/") for name in folder.files(path)}
    files = {name: folder.data(f"{path}/{name}") or b"" for name in there - {SUMS}}
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
