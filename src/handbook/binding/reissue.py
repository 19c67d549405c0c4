"""An edition built again: whether its files are those that were issued, and if not, why not."""

from collections.abc import Mapping
from dataclasses import dataclass

from handbook.binding.bundle import Manifest, Product
from handbook.book.findings import Finding
from handbook.book.places import Place
from handbook.editions.collation import moved
from handbook.editions.packet import Page


@dataclass(frozen=True, slots=True)
class Issued:
    """What the record of an edition says was issued."""

    manifest: Manifest
    pages: tuple[Page, ...] = ()
    """Of the bound book, if they were kept."""


@dataclass(frozen=True, slots=True)
class Version:
    """Something that decides pages, in another version than it was."""

    name: str
    issued: str
    """Version of then; empty for what was not there."""
    current: str


@dataclass(frozen=True, slots=True)
class Reissue:
    """What became of an edition that was built again."""

    edition: str
    files: tuple[tuple[str, bool], ...]
    """Each file that was to be built, and whether its bytes are those that were issued."""
    versions: tuple[Version, ...] = ()
    """What is not as it was; a difference of bytes is explained by it."""
    pages: tuple[str, ...] | None = None
    """Pages whose text or breaks moved, in words; None when pages cannot be compared."""

    @property
    def as_issued(self) -> bool:
        """Whether every file is."""
        return all(same for _, same in self.files)


def reissue(
    issued: Issued,
    made: tuple[Product, ...],
    names: tuple[str, ...],
    engine: Mapping[str, str],
    pages: tuple[Page, ...] = (),
) -> Reissue:
    """Return what became of the products of some names, made again with an engine."""
    then = issued.manifest
    sums = {item.file: item.sha256 for item in made if item.name in names}
    wanted = {item.file: item.sha256 for item in then.products if item.name in names}
    files = tuple(
        (file, sums.get(file) == wanted.get(file)) for file in sorted(sums.keys() | wanted)
    )
    versions = tuple(
        Version(name, then.engine.get(name, ""), engine.get(name, ""))
        for name in sorted({*then.engine, *engine})
        if then.engine.get(name) != engine.get(name)
    )
    other = tuple(moved(issued.pages, pages)) if issued.pages and pages else None
    return Reissue(then.edition, files, versions, other)


def judged(again: Reissue, place: Place) -> tuple[Finding, ...]:
    """Return a finding for files that are not as issued: explained by versions, or not at all."""
    if again.as_issued:
        return ()
    other = [file for file, same in again.files if not same]
    what = f"{len(other)} of {len(again.files)} files ({other[0]}{', …' * (len(other) > 1)})"
    if again.pages is not None:
        what += f", {len(again.pages) or 'no'} pages moved"
    if not again.versions:
        return (Finding("HB922", place, f"{what}; all versions are those of then"),)
    pairs = (f"{one.name} {one.issued or '?'}, now {one.current or '?'}" for one in again.versions)
    return (Finding("HB921", place, f"{what}; then {'; '.join(pairs)}"),)
