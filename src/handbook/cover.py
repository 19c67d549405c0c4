"""The cover for the print shop: its width from the pages of the body and the paper they are on."""

from collections.abc import Iterator
from dataclasses import dataclass

from handbook.binding.bundle import product
from handbook.binding.facts import read_facts
from handbook.binding.joining import Piece, count_pages, join
from handbook.binding.proof import prove
from handbook.body import body
from handbook.book.findings import Exit, Finding, has_errors, in_order
from handbook.book.fragments import Folios, Fragment
from handbook.book.places import Place
from handbook.layout import Layout, lay_out
from handbook.pages.looks import TemplateFault, measures
from handbook.pages.wrap import Sheet, make_wrap
from handbook.preflight.check import preflight
from handbook.preflight.wanted import Wanted
from handbook.press.specification import Specification, specify
from handbook.press.spine import folds
from handbook.pressroom import Side, open_pressroom, print_pages
from handbook.products import Draft, Made, complaints, file_name, fonts
from handbook.setting.typeset import Typeset
from handbook.setting.workshop import Bench


@dataclass(frozen=True, slots=True)
class Bound:
    """A book as it is bound."""

    pages: tuple[Piece, ...]
    """Of the body, blank ones among them."""
    specification: Specification


def make_cover(bench: Bench, draft: Draft) -> Made:
    """Set the cover for the pages that there are, print it in inks and prove it."""
    layout = lay_out(bench, draft)
    if layout.mark is None:
        return Made(layout.status, layout.findings)
    try:
        bound, findings = bind(bench, draft, layout)
        if bound is None:
            return Made(Exit.FINDINGS, in_order((*layout.findings, *findings)))
        sheet = _sheet(bound.specification, draft.book.settings.press.inside_cover)
        unit = make_wrap(draft.book, draft.templates, sheet)
        fragments, failures = bench.fragments([unit])
        said = tuple(complaints(Typeset((unit,), fragments, tuple(failures))))
        if failures:
            return Made(Exit.ENGINE, said)
        return _print(bench, draft, layout, bound, fragments[unit.name], (*findings, *said))
    except TemplateFault as fault:
        return Made(Exit.FINDINGS, in_order((*layout.findings, fault.finding)))


def bind(bench: Bench, draft: Draft, layout: Layout) -> tuple[Bound | None, tuple[Finding, ...]]:
    """Return a book as it is bound, or why it cannot be; raise `TemplateFault`."""
    pages, faults = body(bench, draft, layout)
    if not pages:
        return None, faults
    settings = draft.book.settings
    specification, found = specify(settings, draft.templates, count_pages(pages))
    findings = in_order((*faults, *found))
    if specification is None or has_errors(findings):
        return None, findings
    return Bound(pages, specification), findings


def _sheet(made: Specification, inside: bool) -> Sheet:
    return Sheet(made.binding.cover, made.spine, made.type, made.binding.holes, inside)


def _print(
    bench: Bench,
    draft: Draft,
    layout: Layout,
    bound: Bound,
    fragment: Fragment,
    findings: tuple[Finding, ...],
) -> Made:
    """Print the cover in inks, with marks where it is folded and scored."""
    room, found = open_pressroom(bench, draft)
    findings = in_order((*layout.findings, *findings, *found))
    if room is None or layout.mark is None:
        return Made(Exit.FINDINGS, findings)
    size = measures(draft.templates, draft.book.settings.page)
    where = folds(
        bound.specification.binding.cover,
        size["width"],
        bound.specification.spine,
        size["wrap"]["score"],
    )
    piece = Piece("", fragment, Folios(room.words["cover"], ""), marked=False)
    sides = [Side(room.words["cover"], Place("templates/wrap.html"))] * fragment.pages
    with join((piece,), layout.mark, fonts(draft.book)) as pdf:
        data, inked = print_pages(room, pdf, "cover", sides, where)
    if has_errors(inked):
        return Made(Exit.FINDINGS, in_order((*findings, *inked)))
    name = file_name(draft.book, "cover")
    proved = (
        *prove(read_facts(data), name),
        *_misfit(bound, fragment, size["width"], name),
        *preflight(data, Wanted(name, bleed=size["bleed"])),
    )
    findings = in_order((*findings, *inked, *proved))
    if has_errors(proved):
        return Made(Exit.PROOF, findings)
    item = product("cover", name, data, fragment.pages)
    return Made(Exit.FINE, findings, (item,), {name: data}, layout.total + 1)


def _misfit(bound: Bound, fragment: Fragment, width: float, name: str) -> Iterator[Finding]:
    """Yield a finding if the cover is not as wide as its panels and its spine (rule P-07)."""
    leaves = bound.specification.binding.cover == "leaves"
    wanted = width if leaves else 2 * width + bound.specification.spine
    found = fragment.width / 72 * 25.4
    if abs(found - wanted) > 0.05:
        says = f"the cover is {found:.2f} mm wide; the body wants {wanted:.2f} mm"
        yield Finding("HB601", Place(name), says)
