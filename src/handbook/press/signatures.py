"""Signatures: which page stands in which cell, so that sheets read in order when folded or cut.

A plan is a tuple of sheets in the order in which they are printed. It is made for sheets that turn
like the leaf of a book, and for a book bound on its left; `head_to_foot` and `from_right` make it
over. Pages count from 1. Nothing here knows of PDF, of paper or of type.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import ceil
from types import MappingProxyType

SIDES = 4
"""Pages on a sheet that is folded once."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a side: a page, or nothing."""

    page: int = 0
    """From 1; 0 for a blank."""
    turned: bool = False
    """Whether it stands on its head."""
    depth: int = 0
    """Sheets of its signature that lie outside it; below 0 for waste."""


Side = tuple[tuple[Cell, ...], ...]
"""Rows of cells from the top, as the printer's file shows them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper, to be printed on both sides."""

    front: Side
    back: Side
    signature: int = 0
    """To which the sheet belongs, from 0."""


def pad(pages: int, length: int, keep_last: bool = False) -> tuple[int, ...]:
    """Return so many places: the pages, and 0 for each blank after them.

    When the last page is kept it stays last, and the blanks come before it: it is a back cover.
    """
    kept = range(pages, pages + 1) if keep_last else range(0)
    return (*range(1, pages + 1 - len(kept)), *(0,) * (length - pages), *kept)


def saddle(places: Sequence[int]) -> tuple[Sheet, ...]:
    """Return the sheets of one signature, the outermost first: folded once, one in the other.

    Of N places, a multiple of 4, sheet k holds N−2k and 2k+1 outside, 2k+2 and N−2k−1 inside, so
    that each pair adds up to N+1.
    """
    return tuple(
        Sheet(_spread(last, first, depth), _spread(second, third, depth))
        for depth, (first, second, third, last) in enumerate(_nested(places))
    )


def _spread(left: int, right: int, depth: int) -> Side:
    return ((Cell(left, depth=depth), Cell(right, depth=depth)),)


def _nested(places: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the places of each folded sheet as they are read, the outermost sheet first."""
    for outer in range(0, len(places) // 2, 2):
        inner = len(places) - outer
        yield places[outer], places[outer + 1], places[inner - 2], places[inner - 1]


def _whole(sheets: int, most: int) -> tuple[int, ...]:
    return (most,) * ceil(sheets / most)


def _short(sheets: int, most: int) -> tuple[int, ...]:
    rest = sheets % most
    return (most,) * (sheets // most) + (rest,) * bool(rest)


def _balanced(sheets: int, most: int) -> tuple[int, ...]:
    many = ceil(sheets / most)
    size, longer = divmod(sheets, many)
    return (size + 1,) * longer + (size,) * (many - longer)


POLICIES: Mapping[str, Callable[[int, int], tuple[int, ...]]] = MappingProxyType(
    {"balanced": _balanced, "short": _short, "pad": _whole}
)
"""How sheets are shared out: alike, the last signature shorter, or filled up with blanks."""


def share_out(pages: int, most: int = 0, policy: str = "balanced") -> tuple[int, ...]:
    """Return how many folded sheets each signature has; with `most` 0 there is one signature."""
    sheets = ceil(pages / SIDES)
    return POLICIES[policy](sheets, most or sheets)


def fold(
    pages: int, sizes: Sequence[int], rows: int = 1, keep_last: bool = False
) -> tuple[Sheet, ...]:
    """Return the sheets of all signatures, in order, for so many pages.

    `sizes` are the folded sheets of each signature, as `share_out` gives them. With two `rows` a
    sheet is cut across before it is folded: the lower pile goes under the upper one.
    """
    places = pad(pages, SIDES * sum(sizes), keep_last)
    ends = accumulate((SIDES * size for size in sizes), initial=0)
    signatures = (saddle(places[start:end]) for start, end in pairwise(ends))
    return tuple(
        replace(sheet, signature=number)
        for number, sheets in enumerate(signatures)
        for sheet in (_two_high(sheets) if rows == 2 else sheets)
    )


def _two_high(sheets: Sequence[Sheet]) -> Iterator[Sheet]:
    """Yield the sheets of a signature two by two: the outer half above, the inner half below."""
    half = ceil(len(sheets) / 2)
    waste = Sheet(_spread(0, 0, -1), _spread(0, 0, -1))
    for upper, lower in zip(sheets[:half], (*sheets[half:], waste), strict=False):
        yield Sheet(upper.front + lower.front, upper.back + lower.back)


def leaves(pages: int, rows: int, columns: int) -> tuple[Sheet, ...]:
    """Return the sheets of loose leaves that are cut and stacked.

    Of n sheets, cell x of sheet k holds leaf x·n+k, cells counted row by row: when the pile of
    each cell is laid on that of the next, all leaves are in order. A leaf has two pages.
    """
    sheets = ceil(pages / (2 * rows * columns))
    places = iter(pad(pages, 2 * sheets * rows * columns))
    piles = [[(next(places), next(places)) for _ in range(sheets)] for _ in range(rows * columns)]
    return tuple(_cut(sheet, columns) for sheet in zip(*piles, strict=True))


def _cut(cells: Sequence[tuple[int, int]], columns: int) -> Sheet:
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    front = tuple(tuple(Cell(recto) for recto, _ in row) for row in rows)
    back = tuple(tuple(Cell(verso) for _, verso in reversed(row)) for row in rows)
    return Sheet(front, back)


def head_to_foot(sheet: Sheet) -> Sheet:
    """Return a sheet whose printer turns it like a wall calendar: its back stands on its head."""
    return replace(sheet, back=upside_down(sheet.back))


def upside_down(side: Side) -> Side:
    """Return a side turned by half a circle, its cells with it."""
    return tuple(
        tuple(replace(cell, turned=not cell.turned) for cell in reversed(row))
        for row in reversed(side)
    )


def from_right(sheet: Sheet) -> Sheet:
    """Return a sheet of a book that is bound on its right: left and right change places."""
    return replace(sheet, front=_mirrored(sheet.front), back=_mirrored(sheet.back))


def _mirrored(side: Side) -> Side:
    return tuple(row[::-1] for row in side)


def creep(calipers: Sequence[float], factor: float) -> tuple[float, ...]:
    """Return how far each sheet of a signature is pushed out by those outside it, in mm.

    `calipers` are the thicknesses of the sheets in mm, the outermost first. Half of the outermost
    sheet, all between and half of the sheet itself lie between two folds; the `factor` is 1 for a
    fold that is pressed flat, π/2 for a round one.
    """
    steps = ((outer + inner) / 2 for outer, inner in pairwise(calipers))
    return tuple(factor * pushed for pushed in accumulate(steps, initial=0.0))
