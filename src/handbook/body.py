"""The body for the print shop: the pages of the book in inks, with bleed and printer's marks."""

from collections.abc import Iterable, Iterator

from handbook.binding.bundle import product
from handbook.binding.collating import body_of
from handbook.binding.facts import read_facts
from handbook.binding.joining import Piece, count_pages, join, with_blanks
from handbook.binding.proof import prove
from handbook.book.findings import Exit, Finding, has_errors, in_order
from handbook.book.places import Place
from handbook.layout import Layout, lay_out, set_blank
from handbook.pages.looks import TemplateFault, measures, presswork
from handbook.preflight.check import preflight
from handbook.preflight.wanted import Wanted
from handbook.press.bindings import find_binding
from handbook.pressroom import Side, for_binding, open_pressroom, print_pages
from handbook.products import Draft, Made, file_name, fonts
from handbook.setting.pagination import label
from handbook.setting.workshop import Bench


def make_press(bench: Bench, draft: Draft) -> Made:
    """Set the book, print its pages in inks and prove them."""
    layout = lay_out(bench, draft)
    room, found = open_pressroom(bench, draft)
    findings = in_order((*layout.findings, *found))
    if room is None or layout.mark is None:
        return Made(layout.status or Exit.FINDINGS, findings)
    pieces, faults = body(bench, draft, layout)
    if not pieces:
        return Made(Exit.FINDINGS, in_order((*findings, *faults)))
    with join(pieces, layout.mark, fonts(draft.book), layout.bars) as pdf:
        data, inked = print_pages(room, pdf, "press", tuple(_sides(pieces)))
    findings = in_order((*findings, *faults, *inked))
    if has_errors(inked):
        return Made(Exit.FINDINGS, findings)
    name = file_name(draft.book, "press")
    proved = (*prove(read_facts(data), name), *preflight(data, _asked(draft, name)))
    if has_errors(proved):
        return Made(Exit.PROOF, in_order((*findings, *proved)))
    item = product("press", name, data, count_pages(pieces))
    return Made(Exit.FINE, in_order((*findings, *proved)), (item,), {name: data}, layout.total + 1)


def body(
    bench: Bench, draft: Draft, layout: Layout
) -> tuple[tuple[Piece, ...], tuple[Finding, ...]]:
    """Return the book as it is bound, without its cover: blank pages where print has them.

    There are no pieces if something forbids it, and findings then say what.
    """
    try:
        binding, findings = find_binding(presswork(draft.templates), draft.book.settings.binding)
        blank, faults = set_blank(bench, draft)
    except TemplateFault as fault:
        return (), (fault.finding,)
    if binding is None or blank is None:
        return (), (*findings, *faults)
    inside = body_of(layout.pieces)
    pages = count_pages(with_blanks(inside, blank, 1))
    return with_blanks(inside, blank, binding.padded(pages)), findings


def _asked(draft: Draft, name: str) -> Wanted:
    """Return what is asked of the pages of a book; its binding is one for print."""
    size = measures(draft.templates, draft.book.settings.page)
    wanted = Wanted(name, (size["width"], size["height"]), size["bleed"])
    binding, _ = find_binding(presswork(draft.templates), draft.book.settings.binding)
    return for_binding(wanted, binding) if binding else wanted


def _sides(pieces: Iterable[Piece]) -> Iterator[Side]:
    for piece in pieces:
        for number in range(piece.fragment.pages):
            name = label(piece.folios, number)
            yield Side(name, Place(piece.source))
