"""Freeze an edition: check it, build it, record it, keep it; or take the last one back."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from handbook.binding.bundle import manifest_text, read_manifest
from handbook.book.findings import Exit, Finding, Severity, has_errors, in_order
from handbook.book.model import Book
from handbook.book.places import Place
from handbook.book.review import reviews
from handbook.build import build
from handbook.comparison import base_of, contrast
from handbook.editions.adopt import Adopted, record_of
from handbook.editions.archive import pack
from handbook.editions.collation import Collation, write_collation
from handbook.editions.reasoning import FILE, Note
from handbook.editions.record import Record, Waived, write_record
from handbook.editions.waiving import waive
from handbook.keeping import (
    MANIFEST,
    SIGNATURE,
    SOURCES,
    Busy,
    keep,
    locked,
    manifest_name,
    prove_kept,
    seal,
    signed_line,
    take_back,
)
from handbook.manuscript.digest import EDITIONS, manuscript_hash
from handbook.manuscript.folder import Folder
from handbook.manuscript.read import read_book
from handbook.manuscript.reasons import TABLE, change_rows, editorial_rules, parse_notes
from handbook.manuscript.records import (
    PAGES,
    REASONS,
    RECORD,
    Kept,
    kept_editions,
    read_notes,
)
from handbook.manuscript.shipped import FROZEN, template_folder
from handbook.pages.looks import find_templates, shipped
from handbook.request import Report, Request
from handbook.setting.versions import engine
from handbook.signing import Signer
from handbook.standing import PLACE, disorder, last_kept, uncommitted

OVERDUE = ("HB117", "HB344")
"""Findings of what is overdue, which warn from the day on which it is."""


@dataclass(frozen=True, slots=True)
class Release:
    """What came of a release."""

    status: Exit
    findings: tuple[Finding, ...]
    folder: Path = Path()
    report: Report | None = None


def release(
    request: Request,
    progress: Callable[[str], None] = lambda name: None,
    sign: Signer | None = None,
) -> Release:
    """Freeze the manuscript of a project as the edition that it says it is.

    It is refused when anything is to be mended, also by a warning; when the edition was released
    already; and when its id or its date is not after the last one's. With `sign` the sums of what
    is kept are signed. Raise `OSError` when the disk refuses.
    """
    project = request.project
    book, found = read_book(project)
    last, broken = last_kept(project)
    waived, late = _waived(project, book)
    findings = in_order((*found, *broken, *prove_kept(project), *_disorder(book, last), *late))
    if _refused(findings):
        return Release(Exit.FINDINGS, findings)
    if last is not None:
        _, more = contrast(project, last.record.edition, "")
        findings = in_order((*findings, *more))
    if _refused(findings):
        return Release(Exit.FINDINGS, findings)
    try:
        with locked(project):  # two builds would be in each other's way, too
            return _frozen(request, book, last, waived, findings, progress, sign)
    except Busy:
        busy = Finding("HB916", Place(EDITIONS), "somebody else holds the lock")
        return Release(Exit.FINDINGS, (*findings, busy))


def _frozen(
    request: Request,
    book: Book,
    last: Kept | None,
    waived: tuple[Waived, ...],
    findings: tuple[Finding, ...],
    progress: Callable[[str], None],
    sign: Signer | None,
) -> Release:
    """Build a manuscript that is in order, and keep it."""
    project = request.project
    reports = _built(request, book, progress)
    told = (one for report in reports.values() for one in report.findings)
    findings = in_order((*findings, *_but_for_days(tuple(told), book)))
    status = max(report.status for report in reports.values())
    if status is not Exit.FINE or _refused(findings):
        return Release(status or Exit.FINDINGS, findings, report=reports[""])
    findings = in_order((*findings, *uncommitted(project)))
    return _kept(project, book, last, waived, findings, reports, sign)


def _built(request: Request, book: Book, progress: Callable[[str], None]) -> Mapping[str, Report]:
    """Build the default variant as asked for, and each other one with the products it names."""
    variants = book.settings.variants
    reports = {"": build(request, progress)}
    for one in variants.all:
        if one.name != variants.default and reports[""].status is Exit.FINE:
            own = replace(request, variant=one.name, products=one.products)
            reports[one.name] = build(own, progress)
    return reports


def _refused(findings: tuple[Finding, ...]) -> bool:
    return any(one.severity is not Severity.NOTE for one in findings)


def _waived(project: Path, book: Book) -> tuple[tuple[Waived, ...], tuple[Finding, ...]]:
    """Return what is overdue and waived, and findings about what is overdue and is not."""
    notes, found = read_notes(project)
    day = book.settings.edition.date
    if day is None or has_errors(found):
        return (), found
    waived, late = waive(tuple(reviews(book)), notes.waivers, day)
    return waived, (*found, *late)


def _but_for_days(findings: tuple[Finding, ...], book: Book) -> tuple[Finding, ...]:
    """Return findings without those that say what is overdue: here it is waived or refused."""
    said = {one.place for one in reviews(book) if one.kind != "edition"}
    return tuple(one for one in findings if one.code not in OVERDUE or one.place not in said)


def _disorder(book: Book, last: Kept | None) -> Iterator[Finding]:
    """Yield what speaks against the id and the date of an edition."""
    own = book.settings.edition
    if own.date is None:
        yield Finding("HB913", PLACE, "the edition has no date")
    if last is not None and own.id == last.record.edition:
        yield Finding("HB912", PLACE, f"edition {own.id} was released")
    else:
        yield from disorder(book, last)


def _kept(
    project: Path,
    book: Book,
    last: Kept | None,
    waived: tuple[Waived, ...],
    findings: tuple[Finding, ...],
    reports: Mapping[str, Report],
    sign: Signer | None,
) -> Release:
    """Keep what was built, if the manuscript is still that of which it was built."""
    edition = book.settings.edition.id
    made = _adopted(project, book, last)
    record = replace(_chained(project, made.record, last), waived=waived)
    report = reports[""]
    manifests = _manifests({name: one for name, one in reports.items() if one.products})
    templates = find_templates(project)
    base = base_of(project, book.settings, read_notes(project)[0])
    total = manuscript_hash(project, templates.deciding(), base).encode()
    if not all(total in manifest for manifest in manifests.values()):
        moved = Finding("HB917", PLACE, "the manuscript changed while it was built")
        return Release(Exit.FINDINGS, (*findings, moved), report=report)
    try:
        archive = pack(sources(project))
        reasons = _reasons(project, made.noted if last else ())
    except ValueError as error:
        unfit = Finding("HB917", PLACE, str(error))
        return Release(Exit.FINDINGS, (*findings, unfit), report=report)
    files = {RECORD: write_record(record), **manifests, SOURCES: archive}
    pages = {name: one.pages for name, one in reports.items() if one.pages}
    if pages:
        files[PAGES] = write_collation(Collation(edition, engine(), pages))
    if reasons:
        files[REASONS] = reasons
    try:
        comment = signed_line(record)
        keep(project, edition, files, sign and (lambda data: sign(data, comment)))
    except FileExistsError:
        there = Finding("HB912", PLACE, f"edition {edition} was released")
        return Release(Exit.FINDINGS, (*findings, there), report=report)
    return Release(Exit.FINE, findings, project / EDITIONS / edition, report)


def _adopted(project: Path, book: Book, last: Kept | None) -> Adopted:
    notes, _ = read_notes(project)
    before = last.record if last else None
    rules = editorial_rules(book.settings, project)
    return record_of(book, rules, before, notes.same, notes.not_same)


def _manifests(reports: Mapping[str, Report]) -> dict[str, bytes]:
    """Return the manifests of the variants by their file names.

    That of the default one lists the products of all, those of others with the variant's name.
    """
    texts = {name: (one.folder / MANIFEST).read_text("utf-8") for name, one in reports.items()}
    read = {name: read_manifest(text) for name, text in texts.items()}
    if "" in read:
        every = (replace(p, variant=name) for name, one in read.items() for p in one.products)
        texts[""] = manifest_text(replace(read[""], products=tuple(every)))
    return {manifest_name(name): text.encode() for name, text in texts.items()}


def _chained(project: Path, record: Record, last: Kept | None) -> Record:
    """Return a record that holds to all that was kept of the last edition."""
    if last is None:
        return record
    name = last.record.edition
    return replace(record, follows=name, follows_sum=seal(project, name))


def _reasons(project: Path, noted: Iterable[Note]) -> bytes:
    """Return the file of reasons with those that are noted beside the text added to it.

    Raise `ValueError` when none can be added.
    """
    folder = Folder(project.resolve())
    text = folder.text(FILE) or "" if FILE in folder.files("content") else ""
    rows = change_rows(noted)
    if rows and has_errors(parse_notes(text + rows, FILE)[1]):
        raise ValueError(f"each reason in {FILE} begins with [[change]]")
    return (text + rows).encode()


def sources(project: Path) -> dict[str, bytes]:
    """Return the files that decide a book, by their paths: manuscript, templates, the program's."""
    folder = Folder(project.resolve())
    names = (*folder.files("content"), *folder.files("templates"))
    own = {name: folder.data(name) or b"" for name in names if not name.startswith(EDITIONS)}
    table = (template_folder() / TABLE).read_text(encoding="utf-8")
    texts = {**shipped(), TABLE: table}
    return own | {f"{FROZEN}/{name}": text.encode() for name, text in texts.items()}


def undo(project: Path, edition: str) -> tuple[Finding, ...]:
    """Take the last edition back, as long as none follows it; return why not.

    Raise `OSError` when the disk refuses.
    """
    last, found = last_kept(project)
    if found:
        return found
    what = "another follows it" if edition in kept_editions(project) else "it is not kept"
    if last is not None and last.record.edition == edition:
        what = "it was signed" if (project / EDITIONS / edition / SIGNATURE).exists() else ""
    if what:
        return (Finding("HB915", Place(EDITIONS), f"edition {edition}: {what}"),)
    try:
        take_back(project, edition)
    except Busy:
        return (Finding("HB916", Place(EDITIONS), "somebody else holds the lock"),)
    return ()
