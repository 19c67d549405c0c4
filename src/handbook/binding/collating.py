"""What was set, in its place in the book; and the pages of the book as it is bound."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from handbook.binding.joining import Piece, count_pages, with_blanks
from handbook.book.fragments import Fragment
from handbook.editions.packet import Page
from handbook.setting.pagination import label
from handbook.setting.typeset import Typeset

COVER = "cover"
"""Unit that is no page of the body: it is printed on a sheet of its own."""
BLANK = Fragment(b"", 1, 0, 0)
"""Stands for the page that is left blank, which has no text to be known by."""


def pieces(result: Typeset) -> tuple[Piece, ...]:
    """Return what was set as pieces, in printing order."""
    return tuple(
        Piece(
            unit.title,
            result.fragments[unit.name],
            unit.folios,
            unit.outline,
            unit.marked,
            unit.joins,
            unit.source or unit.name,
            unit.name,
        )
        for unit in result.units
    )


def body_of(some: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces without the cover."""
    return tuple(piece for piece in some if piece.unit != COVER)


def in_leaves(pages: int) -> int:
    """Return the pages of some leaves that hold so many."""
    return pages + pages % 2


def collate(some: Sequence[Piece], padded: Callable[[int], int] = in_leaves) -> tuple[Page, ...]:
    """Return the pages of a body as it is bound; what is counted on, as the front, is one unit.

    `padded` gives the pages of a bound book for those that it has without blanks at its end.
    """
    wanted = padded(count_pages(with_blanks(some, BLANK, 1)))
    return tuple(_pages(with_blanks(some, BLANK, wanted)))


def moved(piece: Piece, pages: Sequence[Page], edition: str) -> Piece:
    """Return a piece that knows its pages which are of an edition, but without a change of sense.

    What is not of the manuscript has none: contents and lists are made anew each time.
    """
    if piece.source == piece.unit:
        return piece
    fresh = {page.label for page in pages if page.since == edition}
    barred = {bar.page for bar in piece.fragment.bars}
    numbers = range(piece.fragment.pages)
    some = (one for one in numbers if label(piece.folios, one) in fresh and one not in barred)
    return replace(piece, moved=frozenset(some))


def _pages(some: Sequence[Piece]) -> Iterator[Page]:
    unit = ""
    for piece in some:
        blank = piece.fragment is BLANK
        if not blank and not piece.joins:
            unit = piece.folios.group or piece.unit
        for number in range(piece.fragment.pages):
            content = "" if blank else piece.fragment.prints[number]
            yield Page(unit, label(piece.folios, number), content, blank)
