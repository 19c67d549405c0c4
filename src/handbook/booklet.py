"""The booklet: the book on sheets for a desk printer, to fold and staple or to cut for a binder."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from handbook.binding.bundle import product
from handbook.binding.facts import read_facts
from handbook.binding.joining import Piece, count_pages, join, with_blanks
from handbook.binding.proof import prove
from handbook.book.findings import Exit, Finding, has_errors, in_order
from handbook.book.fragments import Folios, Fragment, Unit
from handbook.book.places import Place
from handbook.layout import Layout, lay_out
from handbook.pages import guide
from handbook.pages.looks import TemplateFault, bound, measures, presswork
from handbook.pages.units import make_blank
from handbook.press.desk import Run, draw
from handbook.press.deskmarks import Marks, Punch, mark_leaves, mark_signature
from handbook.press.deskwork import (
    SETTINGS,
    Desk,
    Tray,
    fill_tray,
    find_punch,
    idle,
    judge_signatures,
    read_desk,
    shifts,
)
from handbook.press.formes import Forme
from handbook.press.imposition import Grid, Size, turns_like_a_leaf
from handbook.press.signatures import SIDES, Sheet, Side, fold, head_to_foot, leaves, share_out
from handbook.products import Draft, Made, describe, file_name, fonts
from handbook.setting.pagination import label
from handbook.setting.workshop import Bench

DRAWN = 8
"""Sheets that the guide draws."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is printed, once the paper is chosen and the pages are counted."""

    draft: Draft
    desk: Desk
    tray: Tray
    punch: Punch | None
    labels: tuple[str, ...]
    """Of each page."""
    sizes: tuple[int, ...]
    """Sheets of each signature; none for loose leaves."""

    @property
    def plan(self) -> tuple[Sheet, ...]:
        """The sheets, as if the printer turned them like leaves."""
        grid = self.tray.forme.grid
        if self.sizes:
            return fold(len(self.labels), self.sizes, grid.rows)
        return leaves(len(self.labels), grid.rows, grid.columns)

    @property
    def blanks(self) -> int:
        """Blank pages at the end of the last sheet."""
        room = SIDES * sum(self.sizes) or 2 * len(self.plan) * self.tray.forme.grid.room
        return room - len(self.labels)


def make_booklet(bench: Bench, draft: Draft) -> Made:
    """Lay the pages of the book on sheets, with a guide before them, and prove them."""
    try:
        desk = read_desk(presswork(draft.templates))
        wanted, size = draft.book.settings.booklet, _page(draft)
        page = Size(size["width"], size["height"])
        tray, findings = fill_tray(wanted, page, size["bleed"], desk)
        if tray is None:
            return Made(Exit.FINDINGS, findings)
        punch, more = find_punch(wanted, tray.forme, size["inner"], desk)
        findings = in_order((*findings, *more, *idle(wanted)))
        if has_errors(findings):
            return Made(Exit.FINDINGS, findings)
        layout = lay_out(bench, draft)
        if layout.mark is None:
            return Made(layout.status, in_order((*findings, *layout.findings)))
        return _judged(bench, draft, layout, Job(draft, desk, tray, punch, (), ()), findings)
    except TemplateFault as fault:
        return Made(Exit.FINDINGS, (fault.finding,))


def _page(draft: Draft) -> dict[str, float]:
    settings = draft.book.settings
    return dict(bound(measures(draft.templates, settings.page), settings.binding))


def _judged(
    bench: Bench, draft: Draft, layout: Layout, job: Job, findings: tuple[Finding, ...]
) -> Made:
    """Count the pages, share them out and see whether hands can fold them."""
    blank, failed = _set(bench, make_blank(draft.book, draft.templates))
    if blank is None:
        return Made(Exit.ENGINE, failed)
    pieces = with_blanks(layout.pieces, blank, 1)
    wanted, pages = draft.book.settings.booklet, count_pages(pieces)
    sizes = share_out(pages, wanted.sheets) if job.tray.forme.folds else ()
    job = replace(job, labels=_labels(pieces), sizes=sizes)
    findings = in_order((*findings, *layout.findings, *_remarks(job)))
    if has_errors(findings):
        return Made(Exit.FINDINGS, findings)
    return _printed(bench, layout, job, pieces, findings)


def _labels(pieces: Sequence[Piece]) -> tuple[str, ...]:
    return tuple(
        label(piece.folios, page) for piece in pieces for page in range(piece.fragment.pages)
    )


def _remarks(job: Job) -> tuple[Finding, ...]:
    judged = judge_signatures(job.sizes, job.desk.limits) if job.sizes else ()
    if not job.blanks:
        return tuple(judged)
    message = f"{len(job.labels)} pages leave {job.blanks} blank on {len(job.plan)} sheets"
    return (*judged, Finding("HB833", SETTINGS, message))


def _set(bench: Bench, unit: Unit) -> tuple[Fragment | None, tuple[Finding, ...]]:
    fragments, failures = bench.fragments([unit])
    return fragments.get(unit.name), tuple(
        Finding("HB502", Place(""), failure.message) for failure in failures
    )


def _printed(
    bench: Bench,
    layout: Layout,
    job: Job,
    pieces: Sequence[Piece],
    findings: tuple[Finding, ...],
) -> Made:
    """Draw the guide and the sheets, and prove what came of it."""
    book = job.draft.book
    unit = guide.make_guide(book, job.draft.templates, _guide(job))
    before, failed = _set(bench, unit)
    if before is None or layout.mark is None:
        return Made(Exit.ENGINE, failed)
    said = describe(book)
    metadata = replace(said, title=f"{said.title}: {unit.title}", product="booklet")
    first = Piece(unit.title, before, Folios(), marked=False)
    with join((first, *pieces), layout.mark, fonts(book), layout.bars) as source:
        runs = _guide_run(job), _run(job)
        data = draw(source, runs, job.desk.sizes, book.settings.booklet.duplex, metadata)
    name = file_name(book, "booklet")
    facts = read_facts(data)
    faults = prove(facts, name)
    if faults:
        return Made(Exit.PROOF, (*findings, *faults))
    item = product("booklet", name, data, facts.pages)
    return Made(Exit.FINE, findings, (item,), {name: data}, layout.total + 2)


def _run(job: Job) -> Run:
    """Return the sheets of the book as they are printed."""
    draft, plan = job.draft, job.plan
    wanted, limits = draft.book.settings.booklet, job.desk.limits
    numbers = [sheet.signature + 1 if len(job.sizes) > 1 else 0 for sheet in plan]
    return Run(
        job.tray.forme,
        tuple(_for_the_printer(sheet, job) for sheet in plan),
        tuple(_marks(sheet, job) for sheet in plan),
        before=2,
        shifts=shifts(job.sizes, wanted.trimmed, limits) if job.sizes else (),
        slugs=tuple(guide.make_slugs(draft.book, draft.templates, numbers, job.tray.forme.scale)),
    )


def _guide_run(job: Job) -> Run:
    sheet = job.tray.forme.grid.sheet
    (one,) = leaves(2, 1, 1)
    return Run(Forme(Grid(sheet, sheet, 1, 1)), (_for_the_printer(one, job),), (Marks(()),))


def _for_the_printer(sheet: Sheet, job: Job) -> Sheet:
    edge = job.draft.book.settings.booklet.duplex
    return sheet if turns_like_a_leaf(job.tray.forme.grid.sheet, edge) else head_to_foot(sheet)


def _marks(sheet: Sheet, job: Job) -> Marks:
    forme, sizes = job.tray.forme, job.desk.sizes
    if job.sizes:
        return mark_signature(sheet, forme, sizes, gathered=len(job.sizes) > 1)
    return mark_leaves(sheet, forme, sizes, job.punch)


def _guide(job: Job) -> guide.Guide:
    """Return what the guide says of a job."""
    grid, wanted, plan = job.tray.forme.grid, job.draft.book.settings.booklet, job.plan
    first = [sheet for sheet in plan if sheet.signature == 0][:DRAWN]
    ends = accumulate(SIDES * size for size in job.sizes)
    signatures = tuple(
        guide.Signature(
            size, job.labels[end - SIDES * size], job.labels[min(end, len(job.labels)) - 1]
        )
        for size, end in zip(job.sizes, ends, strict=True)
    )
    return guide.Guide(
        job.tray.paper, grid.sheet.width, grid.sheet.height, wanted.duplex,
        len(plan), len(job.labels), job.blanks, job.tray.forme.scale, grid.rows, grid.columns,
        signatures, tuple((_said(one.front, job), _said(one.back, job)) for one in first),
        wanted.trimmed, wanted.holes if job.punch else "",
    )  # fmt: skip


def _said(side: Side, job: Job) -> guide.Side:
    return tuple(
        tuple(job.labels[cell.page - 1].strip() if cell.page else "" for cell in row)
        for row in side
    )
