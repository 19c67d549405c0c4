"""The book of one variant: what is meant for it, with its numbers, its values, its name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import escape

from handbook.book.findings import Finding
from handbook.book.model import Block, Book, Checklist, Hole, Part, Ref, Rich
from handbook.book.numbering import number
from handbook.book.places import Place
from handbook.book.references import Index, every_target, locate, make_index
from handbook.book.settings import Variant
from handbook.book.walk import Spot, change_checklist, change_part, change_term
from handbook.variants.filling import fill, filler_of
from handbook.variants.hiding import leave_out, reader_of

WORD = "not_in_variant"
"""Key of the words that stand for a section that is left out."""


def in_variant(book: Book, variant: Variant | None) -> tuple[Book, tuple[Finding, ...]]:
    """Return the book of a variant, and what it lacks; without one, the whole book.

    HB940 what is referred to is left out, HB948 so is a prerequisite, HB949 a value is missing.
    """
    if variant is None:
        return _filled(book, "") if book.values else (book, ())
    whole = book if book.settings.variants.renumber else replace(number(book), numbered=True)
    absent = dict(book.settings.words).get(WORD, "") if whole.numbered else ""
    some = leave_out(whole, reader_of(book, variant).shows, absent)
    some = replace(some, settings=replace(book.settings, variant=variant))
    some, found = _cut(whole, some)
    some, more = _filled(some, variant.name)
    return some, (*found, *more)


def everything(book: Book) -> tuple[Book, tuple[Finding, ...]]:
    """Return the book with all that is meant for any variant in it, and values that none asks for.

    HB952 a value is not used.
    """
    filler = filler_of(book, book.settings.variants.default)
    filled = fill(book, filler)
    idle = (one for one in book.values if one.name not in filler.asked)
    message = 'the value "{}" is not used'
    return filled, tuple(Finding("HB952", one.place, message.format(one.name)) for one in idle)


def _filled(book: Book, variant: str) -> tuple[Book, tuple[Finding, ...]]:
    filler = filler_of(book, variant)
    filled = replace(fill(book, filler), chosen=True)
    return filled, tuple(filler.findings)


def _cut(whole: Book, some: Book) -> tuple[Book, tuple[Finding, ...]]:
    """Return a book without its references to what is left out, and a finding for each."""
    shears = _Shears(make_index(number(whole)), _conditions(whole))
    there = {target.id for target in every_target(some)}
    shears.gone = {target.id for target in every_target(whole)} - there
    made = replace(
        some,
        parts=tuple(shears.part(part) for part in some.parts),
        checklists=tuple(shears.checklist(one) for one in some.checklists),
        terms=tuple(change_term(one, shears.at(one.place.path)) for one in some.terms),
    )
    return made, tuple(shears.findings)


def _conditions(book: Book) -> dict[str, str]:
    """Return the condition of each thing with an id that has one, for a hint."""
    named: list[tuple[str, tuple[str, ...]]] = []
    for part in book.parts:
        named.append((part.id, part.applies))
        named += [(section.id, section.applies) for section in part.sections]
        named += [(block.id, block.applies) for block in part.all_blocks()]
    for one in book.checklists:
        named.append((one.id, one.applies))
        named += [(item.id, item.applies) for item in one.items()]
    return {name: " and ".join(applies) for name, applies in named if name and applies}


@dataclass(slots=True)
class _Shears:
    """Cuts what leads nowhere."""

    index: Index
    conditions: dict[str, str]
    gone: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def part(self, part: Part) -> Part:
        """Return a part without references to what is left out."""

        def kept(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
            return tuple(block for block in blocks if self._is_there(block))

        sections = tuple(replace(one, blocks=kept(one.blocks)) for one in part.sections)
        cut = replace(part, blocks=kept(part.blocks), sections=sections)
        return change_part(cut, self.at(part.place.path))

    def checklist(self, one: Checklist) -> Checklist:
        """Return a list without references to what is left out."""
        for name in one.prerequisites:
            if name in self.gone:
                self._find("HB948", one.place, f"{name}, which {one.id} needs first,", name)
        needed = tuple(name for name in one.prerequisites if name not in self.gone)
        return change_checklist(replace(one, prerequisites=needed), self.at(one.place.path))

    def at(self, path: str) -> Callable[[Rich, Spot], Rich]:
        """Return what cuts the texts of a file."""

        def cut(rich: Rich, _: Spot) -> Rich:
            if not any(isinstance(piece, Ref) for piece in rich):
                return rich
            return tuple(self._kept(rich, path))

        return cut

    def _kept(self, rich: Rich, path: str) -> Iterator[str | Hole]:
        for piece in rich:
            if isinstance(piece, Ref) and (name := self._lost(piece, path)):
                self._find("HB940", piece.place, f'"{name}"', name)
                yield piece.text or escape(name)
            else:
                yield piece

    def _lost(self, ref: Ref, path: str) -> str:
        name = locate(ref.target, path, self.index)
        return name if name in self.gone else ""

    def _is_there(self, block: Block) -> bool:
        if block.kind != "checklist" or block.checklist not in self.gone:
            return True
        self._find("HB940", block.place, f"the list {block.checklist}", block.checklist)
        return False

    def _find(self, code: str, place: Place, what: str, name: str) -> None:
        condition = self.conditions.get(name, "")
        hint = f'write when="{condition}" here too' if condition else ""
        self.findings.append(Finding(code, place, f"{what} is left out", hint))
