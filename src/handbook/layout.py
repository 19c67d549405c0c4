"""The book laid out: set once, and shared by every product that is made of its pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from handbook.binding.bars import BarStyle, bar_style
from handbook.binding.collating import body_of, collate, in_leaves, moved, pieces
from handbook.binding.joining import Piece
from handbook.binding.layout import judge
from handbook.book.findings import Exit, Finding, in_order
from handbook.book.fragments import Fragment, Unit
from handbook.book.model import Book
from handbook.book.places import Place
from handbook.book.references import make_index
from handbook.editions.packet import Page
from handbook.effective import Before, with_page_list
from handbook.pages.changes import unexplained
from handbook.pages.looks import Templates, bound, measures, presswork
from handbook.pages.units import make_blank, make_marks, make_units
from handbook.press.bindings import bindings
from handbook.products import Draft, complaints
from handbook.setting.typeset import Typeset, typeset
from handbook.setting.workshop import Bench


@dataclass(frozen=True, slots=True)
class Layout:
    """The pages of a book, or why there are none."""

    status: Exit
    findings: tuple[Finding, ...]
    units: tuple[Unit, ...] = ()
    """In printing order."""
    pieces: tuple[Piece, ...] = ()
    """Of each unit, in the same order."""
    mark: Fragment | None = None
    """Edition mark: a page for versos, a page for rectos."""
    bars: BarStyle | None = None
    """How revision bars are drawn; without it there are none, as in a complete revision."""
    total: int = 0
    """Units that were set, the edition mark among them."""
    pages: tuple[Page, ...] = ()
    """Of the bound book, each with the edition in which it came to be as it is."""


def lay_out(bench: Bench, draft: Draft) -> Layout:
    """Set a book, from the cache where nothing has changed, and judge its pages.

    There are pieces and a mark if the status is `FINE`. Products of one draft share its layout.
    """
    if "layout" not in draft.shared:
        draft.shared["layout"] = _laid_out(bench, draft)
    found: Layout = draft.shared["layout"]
    return found


def _laid_out(bench: Bench, draft: Draft) -> Layout:
    before, book = _before(draft), draft.book
    result, broken = _typeset(bench, book, draft.templates)
    if broken:
        return Layout(Exit.FINDINGS, broken)
    whole = before.is_whole(result, book.settings.changes.complete_revision)
    if whole and book.revision:
        book = replace(book, revision=replace(book.revision, whole=True))
        result, _ = _typeset(bench, book, draft.templates)
    if not result.failures and (before.pages or book.settings.changes.effective_pages):
        result = with_page_list(bench, book, draft.templates, result, before)
    findings = in_order(complaints(result))
    if result.failures:
        return Layout(Exit.ENGINE, findings)
    bars = unexplained(result.units, book)
    findings = in_order((*findings, *bars, *_judged(draft, result)))
    *printed, marked = pieces(result)
    pages = before.dated(collate(body_of(printed), before.padded))
    if book.settings.changes.moved_pages and before.pages:
        printed = [moved(piece, pages, before.edition) for piece in printed]
    return Layout(
        Exit.FINE,
        findings,
        result.units[:-1],
        tuple(printed),
        marked.fragment,
        None if whole else _bars(draft),
        len(result.units),
        pages,
    )


def _typeset(bench: Bench, book: Book, templates: Templates) -> tuple[Typeset, tuple[Finding, ...]]:
    """Set all units of a book and its mark; return what is wrong with the templates."""
    units, broken = make_units(book, {}, templates)
    if broken:
        return Typeset(), broken
    mark = make_marks(book, templates)

    def labelled(labels: Mapping[str, str]) -> tuple[Unit, ...]:
        late, _ = make_units(book, labels, templates, late_alone=True)
        by_name = {unit.name: unit for unit in late}
        return (*(by_name.get(unit.name, unit) for unit in units), mark)

    return typeset(labelled, bench), ()


def _bars(draft: Draft) -> BarStyle:
    settings = draft.book.settings
    return bar_style(bound(measures(draft.templates, settings.page), settings.binding))


def _before(draft: Draft) -> Before:
    """Return what the pages are held against: those of the edition before, as they are bound."""
    settings = draft.book.settings
    held = bindings(presswork(draft.templates)).get(settings.binding)
    return Before(settings.edition.id, draft.pages_before, held.padded if held else in_leaves)


def set_blank(bench: Bench, draft: Draft) -> tuple[Fragment | None, tuple[Finding, ...]]:
    """Return the page of print that says it was left blank, or why there is none."""
    unit = make_blank(draft.book, draft.templates)
    fragments, failures = bench.fragments([unit])
    faults = (Finding("HB502", Place(unit.name), one.message) for one in failures)
    return fragments.get(unit.name), tuple(faults)


def _judged(draft: Draft, result: Typeset) -> Iterator[Finding]:
    """Yield what is wrong with the pages, by the limits of their size."""

    @cache
    def places() -> dict[str, Place]:
        return _places(draft.book)

    limits = measures(draft.templates, draft.book.settings.page)["limits"]
    for unit in result.units:
        yield from judge(unit, result.fragments[unit.name], limits, lambda near: places().get(near))


def _places(book: Book) -> dict[str, Place]:
    """Return where each id, each numbered section and each numbered paragraph was written."""
    sections = {section.number: section.place for part in book.parts for section in part.sections}
    paragraphs = {
        block.number: block.place
        for part in book.parts
        for block in part.all_blocks()
        if block.kind == "paragraph"
    }
    named = {one: target.place for one, target in make_index(book).targets.items()}
    return {**sections, **paragraphs, **named}
