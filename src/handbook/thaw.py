"""Build a kept edition again from its archive, and say whether it is what was issued."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from handbook.binding.bundle import Manifest, read_manifest
from handbook.binding.reissue import Issued, reissue
from handbook.book.findings import Exit, Finding, Severity, has_errors
from handbook.book.places import Place
from handbook.build import Progress, build
from handbook.keeping import MANIFEST, SOURCES, lineage, manifest_name, opened, prove_kept
from handbook.manuscript.digest import EDITIONS
from handbook.manuscript.folder import Folder
from handbook.manuscript.records import kept_editions, read_pages
from handbook.request import ALL, PRODUCTS, Report, Request
from handbook.setting.versions import engine

OWN = ("HB921", "HB922")
"""Findings about the edition itself; all others are about its manuscript."""


def build_edition(request: Request, progress: Progress = lambda name: None) -> Report:
    """Build the edition that is asked for: from its archive when it is kept.

    Without products, a kept edition is built as it was issued, and any other as its download.
    What cannot be proved, and what comes out otherwise for no known reason, is not handed over.
    Raise `OSError` when the disk refuses.
    """
    if request.edition not in kept_editions(request.project):
        return build(replace(request, products=request.products or PRODUCTS[:1]), progress)
    older = lineage(request.project, request.edition)
    found = prove_kept(request.project, older)
    issued, more = _issued(request)
    if issued is None or has_errors((*found, *more)):
        return Report(Exit.FINDINGS, (*found, *more))
    names = tuple(dict.fromkeys(item.name for item in issued.manifest.products))
    wrong = tuple(_not_issued(request, names))
    if wrong:
        return Report(Exit.FINDINGS, wrong)
    asked = request.products if request.products and ALL not in request.products else names
    with TemporaryDirectory(prefix="handbook-") as place:
        root = Path(place).resolve()
        _lay_out(request, older, root)
        again = replace(
            request, project=root, workshop=request.project, products=asked, issued=issued
        )
        report = build(again, progress)
    judged = report.again
    if report.products and judged is None:  # it stood already
        judged = reissue(issued, report.products, asked, engine(), report.pages)
    findings = tuple(_seen(report, f"{EDITIONS}{request.edition}/{SOURCES}"))
    return replace(report, findings=findings, again=judged)


def _issued(request: Request) -> tuple[Issued | None, tuple[Finding, ...]]:
    """Return what was issued of an edition, and what is wrong with what is said of it."""
    manifest, found = _manifest(request, "")
    if manifest is None:
        return None, found
    apart = request.variant if request.variant != manifest.variant else ""
    if apart:
        manifest, found = _manifest(request, apart)
    if manifest is None:
        return None, found
    pages, more = read_pages(request.project, request.edition)
    then = pages.variants.get(apart, ()) if pages else ()
    return Issued(manifest, then), more


def _manifest(request: Request, variant: str) -> tuple[Manifest | None, tuple[Finding, ...]]:
    """Return what a kept edition says was issued of a variant; None, and why, for none."""
    path = f"{EDITIONS}{request.edition}/{manifest_name(variant)}"
    folder = Folder(request.project.resolve())
    if variant and path not in folder.files(EDITIONS.rstrip("/")):
        message = f"edition {request.edition} was not issued for {variant}"
        return None, (Finding("HB950", Place(EDITIONS + request.edition), message),)
    text = folder.text(path)
    if text is None:
        return None, tuple(folder.findings)
    try:
        manifest = read_manifest(text)
        own = tuple(item for item in manifest.products if not item.variant)
        return replace(manifest, products=own), ()
    except ValueError as error:
        return None, (Finding("HB624", Place(path), str(error)),)


def _not_issued(request: Request, names: tuple[str, ...]) -> Iterator[Finding]:
    place = Place(f"{EDITIONS}{request.edition}/{MANIFEST}")
    for name in request.products:
        if name not in (*names, ALL):
            message = f'"{name}" is none of {", ".join(names)}'
            yield Finding("HB926", place, message)


def _lay_out(request: Request, older: tuple[str, ...], root: Path) -> None:
    """Write the archive into an empty folder, with the editions before it as they are kept."""
    kept = request.project / EDITIONS
    for name, content in opened(request.project, older[0]).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for edition in older[1:]:
        shutil.copytree(kept / edition, root / EDITIONS / edition)


def _seen(report: Report, archive: str) -> Iterator[Finding]:
    """Yield what is to be told: of the manuscript no notes, and its files are in the archive."""
    for one in report.findings:
        if one.code in OWN:
            yield one
        elif one.severity is not Severity.NOTE:
            yield replace(one, place=replace(one.place, path=f"{archive}/{one.place.path}"))
