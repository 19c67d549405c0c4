"""The download: the whole book as one PDF, tagged, linked and fillable."""

from collections.abc import Iterator, Mapping

from handbook.binding.bundle import product
from handbook.binding.facts import read_facts
from handbook.binding.layout import judge
from handbook.binding.linker import Piece, link
from handbook.binding.proof import prove
from handbook.book.findings import Exit, Finding, has_errors, in_order
from handbook.book.fragments import Unit
from handbook.book.leads import leads
from handbook.book.model import Book
from handbook.book.places import Place
from handbook.book.references import make_index
from handbook.pages.looks import measures
from handbook.pages.units import make_marks, make_units
from handbook.products import Draft, Made, complaints, describe, file_name, fonts
from handbook.setting.typeset import Typeset, typeset
from handbook.setting.workshop import Bench


def make_download(bench: Bench, draft: Draft) -> Made:
    """Set the book, link it and prove it."""
    units, broken = make_units(draft.book, {}, draft.templates)
    if broken:
        return Made(Exit.FINDINGS, broken)
    mark = make_marks(draft.book, draft.templates)

    def labelled(labels: Mapping[str, str]) -> tuple[Unit, ...]:
        late, _ = make_units(draft.book, labels, draft.templates, late_alone=True)
        by_name = {unit.name: unit for unit in late}
        return (*(by_name.get(unit.name, unit) for unit in units), mark)

    result = typeset(labelled, bench)
    findings = in_order(complaints(result))
    if result.failures:
        return Made(Exit.ENGINE, findings)
    *pieces, mark_piece = _pieces(result)
    name = file_name(draft.book, "download")
    files, words = fonts(draft.book), leads(draft.book)
    data = link(pieces, mark_piece.fragment, describe(draft.book), files, words)
    facts = read_facts(data)
    faults = prove(facts, name)
    findings = in_order((*findings, *faults, *_layout(draft, result)))
    if has_errors(faults):
        return Made(Exit.PROOF, findings)
    item = product("download", name, data, facts.pages)
    return Made(Exit.FINE, findings, (item,), {name: data}, len(result.units))


def _pieces(result: Typeset) -> tuple[Piece, ...]:
    return tuple(
        Piece(
            unit.title,
            result.fragments[unit.name],
            unit.folios,
            unit.outline,
            unit.marked,
            unit.joins,
        )
        for unit in result.units
    )


def _layout(draft: Draft, result: Typeset) -> Iterator[Finding]:
    """Yield what is wrong with the pages, by the limits of their size."""
    places = _places(draft.book)
    limits = measures(draft.templates, draft.book.settings.page)["limits"]
    for unit in result.units:
        yield from judge(unit, result.fragments[unit.name], limits, places.get)


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
