"""The story: from a folder of Markdown to a proved PDF in `build/`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from handbook import __version__, typefaces
from handbook.bundle import Manifest, product, write_bundle
from handbook.facts import read_facts
from handbook.findings import Exit, Finding, has_errors, in_order
from handbook.linker import Piece, link
from handbook.memory import Memory
from handbook.metadata import Metadata
from handbook.model import Book, Unit
from handbook.places import Place
from handbook.proof import prove
from handbook.read import read_book
from handbook.request import Report, Request
from handbook.resolve import resolve
from handbook.rules import check_book
from handbook.typeset import Typeset, typeset
from handbook.units import find_templates, make_marks, make_units
from handbook.versions import engine
from handbook.workshop import Bench

OWN_FONTS = "art/fonts/"
"""Where a manuscript keeps typefaces of its own."""


def check(project: Path, memory: Memory | None = None) -> tuple[Book, tuple[Finding, ...]]:
    """Read a manuscript, number it and look at it; return the book and all findings."""
    book, read = read_book(project, memory)
    book, resolved = resolve(book)
    return book, in_order((*read, *resolved, *check_book(book)))


def make_at(bench: Bench, request: Request) -> Report:
    """Make the download at a bench that stays open."""
    book, findings = check(request.project, bench.memory)
    findings = in_order((*findings, *_edition(book, request.edition)))
    if has_errors(findings):
        return Report(Exit.FINDINGS, findings)
    templates = find_templates(request.project)
    units, broken = make_units(book, {}, templates)
    if broken:
        return Report(Exit.FINDINGS, in_order((*findings, *broken)))

    mark = make_marks(book, templates)

    def labelled(labels: Mapping[str, str]) -> tuple[Unit, ...]:
        late, _ = make_units(book, labels, templates, late_alone=True)
        by_name = {unit.name: unit for unit in late}
        return (*(by_name.get(unit.name, unit) for unit in units), mark)

    result = typeset(labelled, bench)
    findings = in_order((*findings, *complaints(result)))
    if result.failures:
        return Report(Exit.ENGINE, findings)
    return _finish(request, book, findings, result)


def _edition(book: Book, wanted: str) -> Iterator[Finding]:
    """Yield a finding if the manuscript is not the edition that was asked for."""
    current = book.settings.edition.id
    if wanted and wanted != current:
        place = Place("content/handbook.toml")
        yield Finding("HB013", place, f"the manuscript is edition {current}, not {wanted}")


def _finish(request: Request, book: Book, findings: tuple[Finding, ...], result: Typeset) -> Report:
    name = file_name(book, "download")
    *pieces, mark = _pieces(result)
    data = link(pieces, mark.fragment, describe(book), _fonts(book))
    facts = read_facts(data)
    faults = prove(facts, name)
    if faults:
        return Report(Exit.PROOF, in_order((*findings, *faults)))
    item = product("download", name, data, facts.pages)
    edition = book.settings.edition.id
    folder = request.output / edition
    write_bundle(folder, Manifest(edition, "", engine(), (item,)), {name: data})
    return Report(
        Exit.FINE, findings, (item,), folder, total=len(result.units), reasons=result.reasons
    )


def _pieces(result: Typeset) -> tuple[Piece, ...]:
    return tuple(
        Piece(unit.title, result.fragments[unit.name], unit.folios, unit.outline, unit.marked)
        for unit in result.units
    )


def _fonts(book: Book) -> dict[str, bytes]:
    """Return the font files that the pages may use, by SHA-256: the packages', the book's."""
    own = {asset.sha256: asset.data for asset in book.assets if asset.name.startswith(OWN_FONTS)}
    return {**typefaces.font_data(), **own}


def file_name(book: Book, name: str) -> str:
    """Return the file name of a product: `SLUG-EDITION-PRODUCT.pdf`."""
    return f"{book.settings.slug}-{book.settings.edition.id}-{name}.pdf"


def describe(book: Book) -> Metadata:
    """Return what the PDF says of itself: the title carries the edition (rule D-03)."""
    settings = book.settings
    edition = settings.edition
    return Metadata(
        title=f"{settings.title}, edition {edition.id}" if edition.date else settings.title,
        language=settings.language,
        author=settings.author,
        publisher=settings.publisher,
        subject=settings.subtitle,
        date=edition.date.isoformat() if edition.date else "",
        producer=f"handbook {__version__}",
    )


def complaints(result: Typeset) -> Iterator[Finding]:
    """Yield what the engine said of each unit, and what it could not set."""
    sources = {unit.name: unit.source or unit.name for unit in result.units}
    for name, fragment in result.fragments.items():
        for text in fragment.warnings:
            code = "HB503" if text.startswith("no glyph") else "HB501"
            yield Finding(code, Place(sources[name]), text)
    for failure in result.failures:
        yield Finding("HB502", Place(sources.get(failure.unit, "")), failure.message)
