"""The job ticket: what the print shop is to make, and of which files, as a page and as data."""

from collections.abc import Iterator
from dataclasses import replace

from handbook.binding.bundle import Product, product
from handbook.binding.facts import read_facts
from handbook.binding.joining import Piece, count_pages, join
from handbook.binding.metadata import write_metadata
from handbook.binding.proof import prove
from handbook.binding.saving import as_bytes
from handbook.book.findings import Exit, Finding, has_errors, in_order
from handbook.book.fragments import Folios
from handbook.book.places import Place
from handbook.book.settings import Press, Settings
from handbook.cover import Bound, bind
from handbook.exports.job import (
    BodyData,
    BookData,
    CoverData,
    FileData,
    InksData,
    JobData,
    PaperData,
    TrimData,
    job_json,
    job_schema_text,
)
from handbook.layout import Layout, lay_out
from handbook.pages.job import make_job_page
from handbook.pages.looks import Table, TemplateFault, measures
from handbook.press.specification import Specification
from handbook.press.stocks import Stock
from handbook.pressroom import Pressroom, open_pressroom
from handbook.products import Draft, Made, complaints, describe, file_name, fonts
from handbook.setting.typeset import Typeset
from handbook.setting.workshop import Bench

SETTINGS = Place("content/handbook.toml")
PRINTED = ("press", "cover")
"""Products that go to the print shop."""


def make_ticket(bench: Bench, draft: Draft, products: tuple[Product, ...]) -> Made:
    """Write the job ticket of the products that go to the print shop."""
    layout = lay_out(bench, draft)
    room, found = open_pressroom(bench, draft)
    if layout.mark is None or room is None:
        return Made(layout.status or Exit.FINDINGS, in_order((*layout.findings, *found)))
    try:
        bound, faults = bind(bench, draft, layout)
        if bound is None:
            return Made(Exit.FINDINGS, faults)
        files = tuple(one for one in products if one.name in PRINTED)
        if unlike := tuple(_unlike(bound, files)):
            return Made(Exit.PROOF, unlike)
        job = _job(draft, room, layout, bound, files)
        return _written(bench, draft, layout, job)
    except TemplateFault as fault:
        return Made(Exit.FINDINGS, (fault.finding,))


def _unlike(bound: Bound, files: tuple[Product, ...]) -> Iterator[Finding]:
    """Yield a finding if there are not the pages that the cover was made for (rule P-07)."""
    for one in files:
        if one.name == "press" and one.pages != bound.specification.pages:
            says = f"{one.pages} pages, and a cover for {bound.specification.pages}"
            yield Finding("HB601", Place(one.file), says)


def _job(
    draft: Draft, room: Pressroom, layout: Layout, bound: Bound, files: tuple[Product, ...]
) -> JobData:
    """Return the ticket as data."""
    settings, made = draft.book.settings, bound.specification
    size = measures(draft.templates, settings.page)
    set_pages = count_pages(piece for piece in bound.pages if piece in layout.pieces)
    return JobData(
        book=_book(settings),
        copies=settings.press.copies,
        trim=TrimData(settings.page, size["width"], size["height"], size["bleed"]),
        scale=100,
        binding=made.binding.key,
        side="left",
        body=BodyData(made.pages, made.pages - set_pages, made.pages // 2, _paper(made.stock)),
        cover=_cover(made, size, settings.press),
        inks=_inks(room),
        marks=settings.press.marks,
        files=tuple(FileData(f.name, f.file, f.sha256, f.bytes, f.pages) for f in files),
        passed=_lines(room.words["job_checks"]),
        unproved=_lines(room.words["job_limits"]),
        contact=settings.press.contact,
        delivery=settings.press.delivery,
    )


def _book(settings: Settings) -> BookData:
    edition = settings.edition
    date = edition.date.isoformat() if edition.date else ""
    return BookData(settings.slug, settings.title, edition.id, date, settings.press.isbn)


def _cover(made: Specification, size: Table, press: Press) -> CoverData:
    leaf, added = made.stock.caliper, made.allowance
    formula = f"{made.pages} / 2 × {leaf:g} + {added:g}" if made.spine else ""
    return CoverData(
        kind=made.binding.cover,
        width=round(2 * size["width"] + made.spine, 2),
        height=size["height"],
        spine=made.spine,
        allowance=added if made.spine else 0,
        formula=formula,
        inside=press.inside_cover,
        paper=_paper(made.cover_stock),
    )


def _inks(room: Pressroom) -> InksData:
    return InksData(
        condition=room.profile.condition,
        profile=room.profile.name,
        profile_sha256=room.profile.sha256,
        plates=tuple(room.words["plates"].split()),
        limit=room.settings.ink_limit,
        overprint=True,
    )


def _paper(stock: Stock) -> PaperData:
    return PaperData(stock.name, stock.grammage, stock.caliper, stock.source)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _written(bench: Bench, draft: Draft, layout: Layout, job: JobData) -> Made:
    """Return the ticket as a page, as JSON, and the schema of that."""
    unit = make_job_page(draft.book, draft.templates, job)
    fragments, failures = bench.fragments([unit])
    heard = tuple(complaints(Typeset((unit,), fragments, tuple(failures))))
    if failures or layout.mark is None:
        return Made(Exit.ENGINE, heard)
    said = describe(draft.book)
    metadata = replace(said, title=f"{said.title}: {unit.title}", product="job")
    piece = Piece(unit.title, fragments[unit.name], Folios(unit.title, ""), marked=False)
    with join((piece,), layout.mark, fonts(draft.book)) as pdf:
        write_metadata(pdf, metadata)
        page = as_bytes(pdf)
    name = file_name(draft.book, "job")
    proved = prove(read_facts(page), name)
    if has_errors(proved):
        return Made(Exit.PROOF, proved)
    files = {
        name: page,
        file_name(draft.book, "job", "json"): job_json(job).encode(),
        file_name(draft.book, "job", "schema.json"): job_schema_text().encode(),
    }
    pages = {name: piece.fragment.pages}
    products = tuple(product("job", file, data, pages.get(file, 0)) for file, data in files.items())
    return Made(Exit.FINE, (*heard, *proved, *_unsaid(job)), products, files, 1)


def _unsaid(job: JobData) -> Iterator[Finding]:
    """Yield a note on what the print shop will have to ask."""
    asked = {"copies": job.copies, "contact": job.contact, "delivery": job.delivery}
    if missing := [name for name, value in asked.items() if not value]:
        yield Finding("HB848", SETTINGS, f"the print shop is not told: {', '.join(missing)}")
