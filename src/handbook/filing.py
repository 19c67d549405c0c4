"""Change pages: the leaves that differ from those of the edition before, ready to be filed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pikepdf import Pdf

from handbook.binding.bundle import product
from handbook.binding.collating import body_of
from handbook.binding.facts import read_facts
from handbook.binding.joining import Piece, crop, join, with_blanks, write_labels
from handbook.binding.metadata import write_metadata
from handbook.binding.proof import prove
from handbook.binding.saving import as_bytes
from handbook.body import body
from handbook.book.findings import Exit, Finding, has_errors, in_order
from handbook.book.places import Place
from handbook.editions.packet import Packet, instruct, leaves
from handbook.layout import Layout, lay_out, set_blank
from handbook.manuscript.digest import EDITIONS
from handbook.manuscript.records import PAGES
from handbook.pages.looks import TemplateFault, measures
from handbook.pages.units import make_filing_sheet
from handbook.preflight.check import preflight
from handbook.preflight.wanted import Wanted
from handbook.press.bindings import SCREEN
from handbook.pressroom import Side, open_pressroom, print_pages
from handbook.products import Draft, Made, complaints, describe, file_name, fonts
from handbook.setting.pagination import label
from handbook.setting.typeset import Typeset
from handbook.setting.versions import engine
from handbook.setting.workshop import Bench

NAME = "changes"
SETTINGS = Place("content/handbook.toml")


@dataclass(frozen=True, slots=True)
class Sheaf:
    """What is printed: pieces, and the labels of those of their pages that are."""

    pieces: tuple[Piece, ...]
    labels: frozenset[str]

    def pages(self) -> Iterator[tuple[Piece, int]]:
        """Yield every page of the pieces: its piece, its number in that from 0."""
        return ((one, number) for one in self.pieces for number in range(one.fragment.pages))

    def has(self, piece: Piece, number: int) -> bool:
        """Tell whether a page of a piece is printed."""
        return label(piece.folios, number) in self.labels

    def sides(self) -> tuple[Side, ...]:
        """Return the pages that are printed."""
        return tuple(
            Side(label(piece.folios, number), Place(piece.source))
            for piece, number in self.pages()
            if self.has(piece, number)
        )


def make_changes(bench: Bench, draft: Draft) -> Made:
    """Print the leaves that are not in the edition before, and a sheet that says how to file them.

    Whoever files them in a copy of that edition has the pages of this one.
    """
    if not draft.pages_before:
        says = "no edition before this one was kept with its pages"
        return Made(Exit.FINDINGS, (Finding("HB936", SETTINGS, says),))
    layout = lay_out(bench, draft)
    if layout.mark is None:
        return Made(layout.status, layout.findings)
    packet = instruct(leaves(draft.pages_before), leaves(layout.pages))
    findings = in_order((*layout.findings, *_remarks(draft, packet)))
    if not packet.instructions:
        return Made(Exit.FINE, findings)
    try:
        return _printed(bench, draft, layout, packet, findings)
    except TemplateFault as fault:
        return Made(Exit.FINDINGS, (fault.finding,))


def _remarks(draft: Draft, packet: Packet) -> Iterator[Finding]:
    """Yield what an editor should know before the leaves are given out."""
    edition, then, now = draft.base, draft.before.engine if draft.before else {}, engine()
    if other := [name for name in now if then.get(name) != now[name]]:
        says = f"edition {edition} was laid out with other versions of {', '.join(other)}"
        yield Finding("HB938", Place(f"{EDITIONS}{edition}/{PAGES}"), says)
    if not packet.instructions:
        yield Finding("HB937", SETTINGS, f"every page is as in edition {edition}")
    elif 100 * packet.share > draft.book.settings.changes.complete_revision:
        says = f"{packet.inserted} of {packet.leaves} leaves differ from edition {edition}"
        yield Finding("HB939", SETTINGS, says)


def _printed(
    bench: Bench, draft: Draft, layout: Layout, packet: Packet, findings: tuple[Finding, ...]
) -> Made:
    """Set the filing sheet, print it with the leaves, and prove them."""
    sheaf, heard = _sheaf(bench, draft, layout, packet)
    findings = in_order((*findings, *heard))
    if sheaf is None or layout.mark is None:
        return Made(Exit.FINDINGS, findings)
    with join(sheaf.pieces, layout.mark, fonts(draft.book), layout.bars) as pdf:
        _pick(pdf, sheaf)
        dress = _plain if draft.book.settings.binding == SCREEN else _inked
        data, dressed = dress(bench, draft, pdf, sheaf)
    findings = in_order((*findings, *dressed))
    if has_errors(dressed):
        return Made(Exit.FINDINGS, findings)
    name = file_name(draft.book, NAME)
    faults = (*prove(read_facts(data), name), *_checked(draft, name, data))
    findings = in_order((*findings, *faults))
    if has_errors(faults):
        return Made(Exit.PROOF, findings)
    item = product(NAME, name, data, len(sheaf.sides()))
    return Made(Exit.FINE, findings, (item,), {name: data}, layout.total + 1)


def _sheaf(
    bench: Bench, draft: Draft, layout: Layout, packet: Packet
) -> tuple[Sheaf | None, tuple[Finding, ...]]:
    """Return the filing sheet and, in the order of the book, what holds the leaves."""
    unit = make_filing_sheet(draft.book, draft.templates, packet, draft.pages_before, draft.base)
    fragments, failures = bench.fragments([unit])
    heard = tuple(complaints(Typeset((unit,), fragments, tuple(failures))))
    blank, faults = set_blank(bench, draft)
    bound, more = _bound(bench, draft, layout)
    if failures or blank is None or not bound:
        return None, (*heard, *faults, *more)
    first = Piece(unit.title, fragments[unit.name], unit.folios, source=unit.name)
    sheet = Sheaf(with_blanks([first], blank), frozenset())
    issued = [leaf for one in packet.instructions for leaf in one.insert]
    labels = frozenset(page.label for leaf in issued for page in (leaf.front, leaf.back))
    book = Sheaf(bound, labels)
    kept = tuple(dict.fromkeys(piece for piece, page in book.pages() if book.has(piece, page)))
    own = (label(piece.folios, page) for piece, page in sheet.pages())
    return Sheaf((*sheet.pieces, *kept), labels.union(own)), heard


def _bound(
    bench: Bench, draft: Draft, layout: Layout
) -> tuple[tuple[Piece, ...], tuple[Finding, ...]]:
    """Return the book as it is bound; one for the screen alone, as if it were in a ring binder."""
    if draft.book.settings.binding != SCREEN:
        return body(bench, draft, layout)
    blank, faults = set_blank(bench, draft)
    return (with_blanks(body_of(layout.pieces), blank) if blank else ()), faults


def _pick(pdf: Pdf, sheaf: Sheaf) -> None:
    """Leave the pages that are printed, each with its own label."""
    pages = tuple(sheaf.pages())
    for place in reversed(range(len(pages))):
        if not sheaf.has(*pages[place]):
            del pdf.pages[place]
    rows = (
        (replace(piece.folios, start=piece.folios.start + number), 1)
        for piece, number in pages
        if sheaf.has(piece, number)
    )
    write_labels(pdf, rows)


def _inked(bench: Bench, draft: Draft, pdf: Pdf, sheaf: Sheaf) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the pages as the book is printed: in inks, with bleed and marks."""
    room, found = open_pressroom(bench, draft)
    if room is None:
        return b"", found
    data, faults = print_pages(room, pdf, NAME, sheaf.sides())
    return data, (*found, *faults)


def _plain(bench: Bench, draft: Draft, pdf: Pdf, sheaf: Sheaf) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the pages for the printer of an office."""
    for page in pdf.pages:
        crop(page.obj)
    said = describe(draft.book)
    write_metadata(pdf, replace(said, product=NAME))
    return as_bytes(pdf), ()


def _checked(draft: Draft, name: str, data: bytes) -> tuple[Finding, ...]:
    """Return what a print shop would send back; pages for an office go to none."""
    if draft.book.settings.binding == SCREEN:
        return ()
    size = measures(draft.templates, draft.book.settings.page)
    wanted = Wanted(name, (size["width"], size["height"]), size["bleed"], multiple=2)
    return preflight(data, wanted)
