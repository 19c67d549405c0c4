"""Editions as they are given out: each with its record, its files and what has become of it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath

from handbook.binding.bundle import Manifest, read_manifest
from handbook.book.findings import Finding, did_you_mean
from handbook.book.places import Place
from handbook.book.settings import Settings
from handbook.editions.record import Record
from handbook.keeping import MANIFEST, SIGNATURE, SUMS, prove_kept
from handbook.manuscript.digest import EDITIONS
from handbook.manuscript.fields import in_counting_order
from handbook.manuscript.folder import Folder
from handbook.manuscript.records import kept_editions, read_kept
from handbook.signing import SigningFault, prove_signature

SETTINGS = Place("content/handbook.toml")


@dataclass(frozen=True, slots=True)
class Issue:
    """An edition that was released."""

    record: Record
    manifest: Manifest
    manifest_data: bytes
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Its products by their names, as they were issued; none when it is withdrawn."""
    replaced: dt.date | None = None
    """Day of the edition that follows it."""
    withdrawn: str = ""
    """Why it is not to be used; empty for any other."""

    @property
    def id(self) -> str:
        """Id of the edition."""
        return self.record.edition

    @property
    def date(self) -> dt.date:
        """Day of the edition: none was ever released without."""
        return self.record.date or dt.date.min


def read_issues(
    project: Path, settings: Settings, folders: Sequence[Path]
) -> tuple[tuple[Issue, ...], tuple[Finding, ...]]:
    """Return the editions that a project keeps, the newest first, and findings.

    Products are taken from the first of `folders` that has one, in a folder of the edition's id,
    as it was issued: byte for byte as the manifest of the record says.
    """
    found = list(prove_kept(project))
    issues: list[Issue] = []
    for edition in sorted(kept_editions(project), key=in_counting_order) if not found else ():
        kept, _ = read_kept(project, edition)
        data = Folder(project.resolve()).data(f"{EDITIONS}{edition}/{MANIFEST}") or b""
        try:
            manifest = read_manifest(data.decode("utf-8"))
        except ValueError as error:
            found.append(Finding("HB624", Place(f"{EDITIONS}{edition}/{MANIFEST}"), str(error)))
            continue
        withdrawn = dict(settings.publish.withdrawn).get(edition, "")
        files, missing = ({}, ()) if withdrawn else _products(manifest, folders)
        found += [*missing, *_unsigned(project, edition, settings.publish.key)]
        if kept is not None:
            issues.append(Issue(kept.record, manifest, data, files, withdrawn=withdrawn))
    found += _unknown(settings, [issue.id for issue in issues]) if not found else ()
    return tuple(reversed(_followed(issues))), tuple(found)


def _products(
    manifest: Manifest, folders: Sequence[Path]
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Return the products of an edition by their names, and a finding when any is missing."""
    edition, files, missing = manifest.edition, dict[str, bytes](), list[str]()
    for product in manifest.products:
        if PurePosixPath(product.file).name != product.file:
            place = Place(f"{EDITIONS}{edition}/{MANIFEST}")
            return {}, (Finding("HB624", place, f"{product.file} is no name of a file"),)
        paths = [folder / edition / product.variant / product.file for folder in folders]
        data = next(_same(paths, product.sha256), None)
        if data is None:
            there = any(path.is_file() for path in paths)
            missing.append(f"{product.file} is {'not as it was issued' if there else 'not there'}")
        else:
            files[product.file] = data
    if not missing:
        return files, ()
    more = f", and {len(missing) - 1} more" if missing[1:] else ""
    others = " --variant all" if any(one.variant for one in manifest.products) else ""
    hint = f"run `handbook build --edition {edition}{others}`"
    place = Place(str(folders[0] / edition))
    return files, (Finding("HB965", place, f"{missing[0]}{more}", hint),)


def _same(paths: Sequence[Path], total: str) -> Iterator[bytes]:
    """Yield what is in those files that have a sum."""
    for path in paths:
        data = path.read_bytes() if path.is_file() else b""
        if sha256(data).hexdigest() == total:
            yield data


def _unsigned(project: Path, edition: str, key: str) -> Iterator[Finding]:
    """Yield what is wrong with the signature of an edition that has one, by the book's key."""
    folder = Folder(project.resolve())
    path = f"{EDITIONS}{edition}/{SIGNATURE}"
    if not key or path not in folder.files(f"{EDITIONS}{edition}"):
        return
    try:
        sums = folder.data(f"{EDITIONS}{edition}/{SUMS}") or b""
        prove_signature(sums, folder.data(path) or b"", key, path)
    except SigningFault as fault:
        yield fault.finding


def _unknown(settings: Settings, known: Sequence[str]) -> list[Finding]:
    """Return findings about editions that are withdrawn and were never released."""
    return [
        Finding("HB968", SETTINGS, f'no edition "{name}" was released', did_you_mean(name, known))
        for name, _ in settings.publish.withdrawn
        if name not in known
    ]


def _followed(issues: Sequence[Issue]) -> list[Issue]:
    """Return issues with the day on which another followed each; given in their order."""
    days = [*(issue.date for issue in issues[1:]), None]
    return [replace(issue, replaced=day) for issue, day in zip(issues, days, strict=False)]
