"""A model of paper: print, turn, fold, nest, cut, stack, read. It knows no formula.

A leaf has two faces, its front seen from above and its back as it is seen when the leaf is turned
like that of a book. A face holds a page and the direction of its head: 0 up, 180 down. A pile is
leaves from the top down, and a table of piles is what lies on the desk.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Face(NamedTuple):
    """What is printed on one side of a piece of paper."""

    page: int
    head: int = 0


class Leaf(NamedTuple):
    """A piece of paper, one page wide and high."""

    front: Face
    back: Face


Pile = list[Leaf]
Table = list[list[Pile]]
"""Piles that hang together in rows and columns, as they lie, seen from above."""


def turned(face: Face) -> Face:
    return Face(face.page, (face.head + 180) % 360)


def printed(front: Sequence[Sequence[Face]], back: Sequence[Sequence[Face]], leaf: bool) -> Table:
    """Print both sides of a sheet; the printer turns it like a leaf, or head to foot."""
    table: Table = []
    for r, row in enumerate(front):
        table.append([])
        for c, face in enumerate(row):
            behind = back[r][-1 - c] if leaf else turned(back[-1 - r][c])
            table[-1].append([Leaf(face, behind)])
    return table


def over_sideways(pile: Pile) -> Pile:
    """Turn a pile over about an upright edge."""
    return [Leaf(leaf.back, leaf.front) for leaf in reversed(pile)]


def over_headlong(pile: Pile) -> Pile:
    """Turn a pile over about a level edge."""
    return [Leaf(turned(leaf.back), turned(leaf.front)) for leaf in reversed(pile)]


def fold_left_behind(table: Table) -> Table:
    return [[row[1] + over_sideways(row[0])] for row in table]


def fold_right_behind(table: Table) -> Table:
    return [[row[0] + over_sideways(row[1])] for row in table]


def fold_top_behind(table: Table) -> Table:
    top, bottom = table
    return [[below + over_headlong(above) for above, below in zip(top, bottom, strict=True)]]


def nest(folded: Iterable[Pile]) -> Pile:
    """Lay each folded sheet between the halves of the one before it."""
    whole: Pile = []
    for sheet in folded:
        middle = len(whole) // 2
        whole[middle:middle] = sheet
    return whole


def read(book: Pile) -> list[Face]:
    """Turn the leaves, and say what is seen on each page."""
    return [face for leaf in book for face in (leaf.front, leaf.back)]


def bound(
    sheets: Sequence[Table], sizes: Sequence[int], rows: int = 1, right: bool = False
) -> Pile:
    """Make signatures of so many folded sheets out of the printed ones, and lay them together.

    Sheets of two rows are cut across, and the lower pile goes under the upper one; what is left
    over must be blank.
    """
    fold = fold_right_behind if right else fold_left_behind
    printed_sheets = iter(sheets)
    book: Pile = []
    for size in sizes:
        taken = [next(printed_sheets) for _ in range(-(-size // rows))]
        pieces = [[sheet[row]] for row in range(rows) for sheet in taken]
        for waste in pieces[size:]:
            assert not any(face.page for pile in waste[0] for face in read(pile)), "waste is blank"
        book += nest(fold(piece)[0][0] for piece in pieces[:size])
    assert next(printed_sheets, None) is None, "no sheet is left over"
    return book


def stacked(sheets: Sequence[Table]) -> Pile:
    """Cut the pile of sheets to piles of leaves, and lay the first on the second, and so on."""
    rows, columns = len(sheets[0]), len(sheets[0][0])
    return [
        leaf
        for r in range(rows)
        for c in range(columns)
        for sheet in sheets
        for leaf in sheet[r][c]
    ]
