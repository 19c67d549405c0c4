"""The cards: lists to carry, front and back, side by side on sheets that are cut by hand."""

from collections.abc import Iterator
from dataclasses import replace

from handbook.binding.bundle import product
from handbook.binding.facts import read_facts
from handbook.binding.proof import prove
from handbook.book.findings import Exit, Finding, has_errors, in_order
from handbook.book.fragments import Fragment, Unit
from handbook.book.model import Checklist
from handbook.book.places import Place
from handbook.pages.cards import carried, make_cards, make_margins
from handbook.pages.looks import FOLDER, Table, TemplateFault, measures
from handbook.press.imposition import Grid, Size, cuts, fit, impose
from handbook.press.sheets import Deck, Layout, draw
from handbook.products import Draft, Made, complaints, describe, file_name, fonts
from handbook.setting.typeset import Typeset, typeset
from handbook.setting.workshop import Bench


def make_card_sheets(bench: Bench, draft: Draft) -> Made:
    """Set the lists that are carried, lay them on sheets and prove them."""
    if not carried(draft.book):
        return _refused("HB811", Place("content/checklists"), "no list is marked for carrying")
    try:
        grid = _grid(draft)
        if not grid.room:
            return _too_large(draft, grid)
        result = typeset(lambda labels: make_cards(draft.book, labels, draft.templates), bench)
        findings = in_order(complaints(result))
        if result.failures:
            return Made(Exit.ENGINE, findings)
        findings = in_order((*findings, *_misfits(draft, result)))
        if has_errors(findings):
            return Made(Exit.FINDINGS, findings)
        return _printed(bench, draft, result, findings)
    except TemplateFault as fault:
        return Made(Exit.FINDINGS, (fault.finding,))


def _refused(code: str, place: Place, message: str) -> Made:
    return Made(Exit.FINDINGS, (Finding(code, place, message),))


def _grid(draft: Draft) -> Grid:
    """Return how cards stand on a sheet: as many as it takes."""
    wanted = draft.book.settings.cards
    card, sheet = (measures(draft.templates, name) for name in (wanted.size, wanted.sheet))
    cut = card["cut"]
    return fit(_size(sheet), _size(card), cut["edge"] + cut["offset"] + cut["length"])


def _size(table: Table) -> Size:
    return Size(table["width"], table["height"])


def _too_large(draft: Draft, grid: Grid) -> Made:
    names, card, sheet = draft.book.settings.cards, grid.card, grid.sheet
    message = (
        f"a card {names.size}, {card.width:g} × {card.height:g} mm, does not fit on {names.sheet},"
        f" {sheet.width:g} × {sheet.height:g} mm, with marks to cut by"
    )
    return _refused("HB814", Place(f"{FOLDER}/sizes.toml"), message)


def _misfits(draft: Draft, result: Typeset) -> Iterator[Finding]:
    """Yield what does not fit: items on a side, lists on as many cards as one carries."""
    most = measures(draft.templates, draft.book.settings.cards.size)["card"]["most"]
    for unit, one in zip(result.units, carried(draft.book), strict=True):
        fragment = result.fragments[unit.name]
        yield from _too_long(one, fragment)
        cards = fragment.pages // 2
        if cards > most:
            message = f"{one.id} takes {cards} cards, more than {most}"
            yield Finding("HB812", one.place, message)


def _too_long(one: Checklist, fragment: Fragment) -> Iterator[Finding]:
    sides = {anchor.id: anchor.page for anchor in fragment.anchors}
    for item in one.items():
        if sides[item.id] != sides[f"{item.id}:end"]:
            yield Finding("HB813", item.place, f"{item.id} does not fit on one side of a card")


def _printed(bench: Bench, draft: Draft, result: Typeset, findings: tuple[Finding, ...]) -> Made:
    """Lay the sides on sheets, and prove what came of it."""
    book = draft.book
    lists = zip(carried(book), result.units, strict=True)
    decks = [Deck(one.carry, result.fragments[unit.name]) for one, unit in lists]
    layout = _layout(draft, sum(deck.fragment.pages for deck in decks) // 2)
    margins = _margins(draft, layout)
    fragments, failures = bench.fragments([margins])
    if failures:
        return Made(Exit.ENGINE, (Finding("HB502", Place(""), failures[0].message),))
    said = describe(book)
    metadata = replace(said, title=f"{said.title}: {margins.title}", product="cards")
    data = draw(decks, fragments[margins.name], layout, metadata, fonts(book))
    name = file_name(book, "cards")
    facts = read_facts(data)
    faults = prove(facts, name)
    if faults:
        return Made(Exit.PROOF, (*findings, *faults))
    item = product("cards", name, data, facts.pages)
    return Made(Exit.FINE, findings, (item,), {name: data}, len(result.units) + 1)


def _layout(draft: Draft, cards: int) -> Layout:
    edge = draft.book.settings.cards.duplex
    grid = _grid(draft)
    cut = measures(draft.templates, draft.book.settings.cards.size)["cut"]
    marks = cuts(grid, cut["offset"], cut["length"])
    return Layout(grid, impose(cards, grid, edge), marks, cut["weight"], edge)


def _margins(draft: Draft, layout: Layout) -> Unit:
    pages = layout.placements[-1].page + 1
    sheet = layout.grid.sheet
    return make_margins(draft.book, draft.templates, (sheet.width, sheet.height), pages)
