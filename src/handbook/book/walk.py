"""Visit every rich text of a book in reading order, and put another in its place."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from enum import Enum, auto

from handbook.book.model import (
    Block,
    Book,
    Checklist,
    Conditions,
    Hole,
    Item,
    Part,
    Rich,
    Section,
    Stage,
    Term,
    ValueRef,
)


class Spot(Enum):
    """What a rich text is, as far as it matters for what may stand in it."""

    HEADING = auto()
    """Title of a part, section, list or stage: it is printed again elsewhere."""
    CAPTION = auto()
    """Title of a box; caption of a figure or table."""
    TEXT = auto()
    """Running matter."""
    ENTRY = auto()
    """Item of a checklist, entry of the glossary, quotation: it stands on its own."""
    POINTER = auto()
    """What an item or a list rests on: a reference there is a number, for want of room."""


ABSENT = "absent"
"""Kind of a block that stands for a section which a variant leaves out."""
VERBATIM = ("code", "law", "quote", "specimen")
"""Kinds of block that hold the words of others."""


def join(parts: Iterable[str | Hole]) -> Rich:
    """Return parts as rich text: neighbouring strings are one, none is empty."""
    runs: list[list[str] | Hole] = []
    for part in parts:
        if not isinstance(part, str):
            runs.append(part)
        elif runs and isinstance(runs[-1], list):
            runs[-1].append(part)
        else:
            runs.append([part])
    rich = ("".join(run) if isinstance(run, list) else run for run in runs)
    return tuple(part for part in rich if part != "")


Change = Callable[[Rich, Spot], Rich]


def change_part(part: Part, change: Change) -> Part:
    """Return the part with every rich text changed; footnotes come last."""
    return replace(
        part,
        title=change(part.title, Spot.HEADING),
        blocks=tuple(change_block(block, change) for block in part.blocks),
        sections=tuple(_change_section(section, change) for section in part.sections),
        notes=tuple((label, change(text, Spot.TEXT)) for label, text in part.notes),
    )


def _change_section(section: Section, change: Change) -> Section:
    return replace(
        section,
        title=change(section.title, Spot.HEADING),
        blocks=tuple(change_block(block, change) for block in section.blocks),
    )


def change_block(block: Block, change: Change) -> Block:
    """Return the block with its title and its body changed."""
    spot = Spot.ENTRY if block.kind in VERBATIM else Spot.TEXT
    return replace(block, title=change(block.title, Spot.CAPTION), body=change(block.body, spot))


def change_checklist(checklist: Checklist, change: Change) -> Checklist:
    """Return the list with every rich text changed."""
    return replace(
        checklist,
        title=change(checklist.title, Spot.HEADING),
        read_first=change(checklist.read_first, Spot.POINTER),
        blocks=tuple(change_block(block, change) for block in checklist.blocks),
        stages=tuple(_change_stage(stage, change) for stage in checklist.stages),
    )


def _change_stage(stage: Stage, change: Change) -> Stage:
    return replace(
        stage,
        title=change(stage.title, Spot.HEADING),
        warnings=tuple(change_block(block, change) for block in stage.warnings),
        items=tuple(_change_item(item, change) for item in stage.items),
        pause=change(stage.pause, Spot.ENTRY),
    )


def _change_item(item: Item, change: Change) -> Item:
    return replace(
        item,
        text=change(item.text, Spot.ENTRY),
        standard=change(item.standard, Spot.ENTRY),
        reference=change(item.reference, Spot.POINTER),
    )


def with_conditions(part: Part) -> Iterator[tuple[Conditions, Block]]:
    """Yield the blocks of a part with all conditions that hold for each, outer ones first."""
    for block in part.blocks:
        yield (*part.applies, *block.applies), block
    above: list[tuple[int, Conditions]] = [(1, part.applies)]
    for section in part.sections:
        while above[-1][0] >= section.level > 1:
            above.pop()
        above.append((section.level, (*above[-1][1], *section.applies)))
        for block in section.blocks:
            yield (*above[-1][1], *block.applies), block


def with_those_above(items: Iterable[Item]) -> Iterator[tuple[Item, Conditions]]:
    """Yield items with their conditions and those of the items that they stand below."""
    above: list[tuple[int, Conditions]] = [(0, ())]
    for item in items:
        while above[-1][0] >= item.level > 0:
            above.pop()
        above.append((item.level, (*above[-1][1], *item.applies)))
        yield item, above[-1][1]


def as_typed(book: Book) -> Book:
    """Return a book that keeps no values with what looks like one as it was typed."""

    def typed(text: Rich, _: Spot) -> Rich:
        if not any(isinstance(piece, ValueRef) for piece in text):
            return text
        pieces = ((one.plain if isinstance(one, ValueRef) else (one,)) for one in text)
        return join(one for some in pieces for one in some)

    return replace(
        book,
        parts=tuple(change_part(one, typed) for one in book.parts),
        checklists=tuple(change_checklist(one, typed) for one in book.checklists),
        terms=tuple(change_term(one, typed) for one in book.terms),
    )


def change_term(term: Term, change: Change) -> Term:
    """Return the glossary entry with its text changed."""
    return replace(term, text=change(term.text, Spot.ENTRY))


def change_blocks(book: Book, change: Callable[[Block], tuple[Block, ...]]) -> Book:
    """Return the book with other blocks for each of its own, in reading order."""

    def changed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(one for block in blocks for one in change(block))

    def part(one: Part) -> Part:
        blocks = changed(one.blocks)
        sections = (replace(each, blocks=changed(each.blocks)) for each in one.sections)
        return replace(one, blocks=blocks, sections=tuple(sections))

    def checklist(one: Checklist) -> Checklist:
        blocks = changed(one.blocks)
        stages = (replace(each, warnings=changed(each.warnings)) for each in one.stages)
        return replace(one, blocks=blocks, stages=tuple(stages))

    parts = tuple(map(part, book.parts))
    return replace(book, parts=parts, checklists=tuple(map(checklist, book.checklists)))
