"""Give parts, sections, paragraphs, figures and tables their numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from handbook.book.model import Block, Book, Part, Section
from handbook.book.settings import Numbering

COUNTED = ("figure", "table")
"""Kinds of block that are counted through a part, when they have a caption or an id."""


def number(book: Book) -> Book:
    """Return the book with the numbers that are printed and referred to, unless it has them."""
    if book.numbered:
        return book
    labels = {"chapter": map(str, count(1)), "appendix": map(letters, count(1))}
    how = book.settings.numbering
    return replace(book, parts=tuple(_part(part, labels, how) for part in book.parts))


def letters(ordinal: int) -> str:
    """Return the label of an appendix, counted from 1: A to Z, AA, AB and so on."""
    rest, last = divmod(ordinal - 1, 26)
    return (letters(rest) if rest else "") + chr(ord("A") + last)


def _part(part: Part, labels: Mapping[str, Iterator[str]], how: Numbering) -> Part:
    """Number a part; one without a label has nothing to begin its numbers with."""
    if part.role not in labels or not part.numbered:
        return part
    label = next(labels[part.role])
    tally = {kind: count(1) for kind in COUNTED}
    before = count(1) if how.paragraphs and not how.sections else None
    blocks = tuple(_block(block, label, tally, label, before) for block in part.blocks)
    sections = tuple(_sections(part.sections, label, tally, how, before))
    return replace(part, label=label, blocks=blocks, sections=sections)


def _sections(
    sections: tuple[Section, ...],
    label: str,
    tally: Mapping[str, Iterator[int]],
    how: Numbering,
    paragraphs: Iterator[int] | None,
) -> Iterator[Section]:
    """Yield the sections numbered; paragraphs count on until the next section of level 2.

    One that the contents leave out has no number, and neither have its paragraphs.
    """
    seconds, thirds, above = count(1), count(1), label
    for section in sections:
        number = ""
        if section.level == 2 and not section.listed:
            above, paragraphs = label, None
        elif how.sections and section.level == 2:
            number = above = f"{label}.{next(seconds)}"
            thirds = count(1)
            paragraphs = count(1) if how.paragraphs else None
        elif how.sections and not how.paragraphs and section.level == 3 and above != label:
            number = f"{above}.{next(thirds)}"
        blocks = tuple(_block(block, label, tally, above, paragraphs) for block in section.blocks)
        yield replace(section, number=number, blocks=blocks)


def _block(
    block: Block,
    label: str,
    tally: Mapping[str, Iterator[int]],
    above: str,
    paragraphs: Iterator[int] | None,
) -> Block:
    if block.kind == "paragraph" and paragraphs is not None:
        return replace(block, number=f"{above}.{next(paragraphs)}")
    if block.kind in tally and (block.title or block.id):
        return replace(block, number=f"{label}.{next(tally[block.kind])}")
    return block
