"""Imposition: where each card stands on its sheet, front and back, and where the knife goes.

All lengths are millimetres, all points are counted from the lower left corner of the sheet as the
printer's file shows it. Nothing here knows of PDF.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import floor

EDGES = ("long", "short")
"""Edges about which a printer can turn a sheet."""

_SLACK = 1e-6
"""Keeps a card that fits exactly from being lost to rounding."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height."""

    width: float
    height: float

    @property
    def turned(self) -> "Size":
        """The same, lying on its side."""
        return Size(self.height, self.width)


@dataclass(frozen=True, slots=True)
class Grid:
    """Cards edge to edge in the middle of a sheet, so that front and back agree."""

    sheet: Size
    card: Size
    columns: int
    rows: int

    @property
    def room(self) -> int:
        """How many cards a sheet takes."""
        return self.columns * self.rows

    @property
    def left(self) -> float:
        """Left edge of the first column."""
        return (self.sheet.width - self.columns * self.card.width) / 2

    @property
    def bottom(self) -> float:
        """Lower edge of the last row."""
        return (self.sheet.height - self.rows * self.card.height) / 2

    def corners(self) -> Iterator[tuple[float, float]]:
        """Yield the lower left corner of each cell, row by row from the top."""
        for row, column in product(range(self.rows), range(self.columns)):
            below = self.rows - 1 - row
            yield self.left + column * self.card.width, self.bottom + below * self.card.height


@dataclass(frozen=True, slots=True)
class Placement:
    """One side of a card on one side of a sheet."""

    card: int
    """From 0."""
    page: int
    """Of the printer's file, from 0: fronts are even, the back of each follows it."""
    x: float
    """Lower left corner."""
    y: float
    turned: bool = False
    """Whether it stands on its head."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A mark to cut by: a line from one point to another."""

    x: float
    y: float
    to_x: float
    to_y: float


def fit(sheet: Size, card: Size, margin: float) -> Grid:
    """Return the grid that takes more cards: of the sheet as it stands, or lying on its side."""
    return max((_grid(one, card, margin) for one in (sheet, sheet.turned)), key=lambda g: g.room)


def _grid(sheet: Size, card: Size, margin: float) -> Grid:
    columns = max(0, floor((sheet.width - 2 * margin) / card.width + _SLACK))
    rows = max(0, floor((sheet.height - 2 * margin) / card.height + _SLACK))
    return Grid(sheet, card, columns, rows)


def impose(cards: int, grid: Grid, edge: str) -> tuple[Placement, ...]:
    """Return where the sides of so many cards stand, front and back of each card together.

    The printer turns the sheets about their long or short edge; a card is turned like a leaf. The
    grid must have room.
    """
    leaf = turns_like_a_leaf(grid.sheet, edge)
    spots = tuple(grid.corners())
    fronts = (
        Placement(card, 2 * (card // grid.room), *spots[card % grid.room]) for card in range(cards)
    )
    return tuple(side for front in fronts for side in (front, _behind(front, grid, leaf)))


def _behind(front: Placement, grid: Grid, leaf: bool) -> Placement:
    """Return where the back of a card must stand to be printed behind its front."""
    if leaf:
        x = grid.sheet.width - front.x - grid.card.width
        return Placement(front.card, front.page + 1, x, front.y)
    y = grid.sheet.height - front.y - grid.card.height
    return Placement(front.card, front.page + 1, front.x, y, turned=True)


def turns_like_a_leaf(sheet: Size, edge: str) -> bool:
    """Tell whether a printer turns the sheet left to right, not head to foot."""
    upright = sheet.width <= sheet.height
    return upright == (edge == "long")


def cuts(grid: Grid, offset: float, length: float) -> tuple[Cut, ...]:
    """Return the marks at both ends of every cut, so far off the cards and so long."""
    left, bottom = grid.left, grid.bottom
    right, top = grid.sheet.width - left, grid.sheet.height - bottom
    upright = [left + column * grid.card.width for column in range(grid.columns + 1)]
    level = [bottom + row * grid.card.height for row in range(grid.rows + 1)]
    near, far = offset, offset + length
    return (
        *(Cut(x, bottom - far, x, bottom - near) for x in upright),
        *(Cut(x, top + near, x, top + far) for x in upright),
        *(Cut(left - far, y, left - near, y) for y in level),
        *(Cut(right + near, y, right + far, y) for y in level),
    )
