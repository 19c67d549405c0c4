"""Formes: where the cells of a plan and their marks lie on the paper of a desk printer.

All lengths are millimetres, all points are counted from the lower left corner of the sheet as the
printer's file shows it. Nothing here knows of PDF.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from handbook.press.imposition import Grid, Size, fit
from handbook.press.signatures import Side


@dataclass(frozen=True, slots=True)
class Forme:
    """How pages lie on a side of a sheet, edge to edge, in the middle."""

    grid: Grid
    """Its cells are pages as they are printed, smaller by the scale."""
    folds: bool = False
    """Whether sheets are folded between their two columns."""
    scale: float = 1.0
    bleed: float = 0.0
    """Round the outermost pages, as printed."""

    @property
    def pages(self) -> tuple[float, float, float, float]:
        """Left, lower, right and upper edge of all pages together."""
        left, lower = self.grid.left, self.grid.bottom
        return left, lower, self.grid.sheet.width - left, self.grid.sheet.height - lower


@dataclass(frozen=True, slots=True)
class Placed:
    """A page on a side of a sheet."""

    page: int
    """From 1."""
    x: float
    """Lower left corner of its trim as it lies."""
    y: float
    turned: bool
    clip: tuple[float, float, float, float]
    """What is shown of it: left, lower, right, upper."""


def set_forme(paper: Size, page: Size, folds: bool, spare: float) -> Forme:
    """Return the forme that puts most pages on paper, upright or lying; its grid may have no room.

    A sheet that folds has two pages side by side, once or twice; pages may be larger than the
    paper by what is to `spare`.
    """
    if not folds:
        return Forme(fit(paper, page, -spare / 2))
    spreads = fit(paper, Size(2 * page.width, page.height), -spare / 2)
    columns, rows = (2, min(2, spreads.rows)) if spreads.room else (0, 0)
    return Forme(Grid(spreads.sheet, page, columns, rows), folds)


def scale_for(paper: Size, page: Size, folds: bool) -> float:
    """Return the factor by which pages must shrink to fit: at most 1."""
    width = page.width * (2 if folds else 1)
    sheets = paper, paper.turned
    return min(1, max(min(one.width / width, one.height / page.height) for one in sheets))


def best_paper(papers: Mapping[str, Size], page: Size, folds: bool, spare: float) -> str:
    """Return the paper of which the pages leave least over, the first on a tie; or nothing."""
    formes = {name: set_forme(paper, page, folds, spare) for name, paper in papers.items()}
    used = {name: round(_used(forme.grid), 3) for name, forme in formes.items()}
    best = max(used, key=lambda name: used[name])
    return best if used[best] else ""


def _used(grid: Grid) -> float:
    cells = grid.room * grid.card.width * grid.card.height
    return cells / (grid.sheet.width * grid.sheet.height)


def shrunk(page: Size, scale: float) -> Size:
    """Return a page as it is printed at a scale."""
    return Size(page.width * scale, page.height * scale)


def place(side: Side, forme: Forme, shifts: Sequence[float] = ()) -> Iterator[Placed]:
    """Yield where each page of a side stands.

    `shifts` are mm by depth in the signature, towards the fold: left pages go right, right pages
    left. A page shows its bleed on the paper round all pages, and never on its neighbour.
    """
    cells = [
        (row, column, cell) for row, line in enumerate(side) for column, cell in enumerate(line)
    ]
    for (row, column, cell), (x, y) in zip(cells, forme.grid.corners(), strict=True):
        if not cell.page:
            continue
        shift = shifts[cell.depth] if shifts else 0.0
        moved = x + shift if column == 0 else x - shift
        yield Placed(cell.page, moved, y, cell.turned, _clip(forme, row, column))


def _clip(forme: Forme, row: int, column: int) -> tuple[float, float, float, float]:
    grid, bleed = forme.grid, forme.bleed
    left = grid.left + column * grid.card.width
    lower = grid.bottom + (grid.rows - 1 - row) * grid.card.height
    return (
        left - bleed * (column == 0),
        lower - bleed * (row == grid.rows - 1),
        left + grid.card.width + bleed * (column == grid.columns - 1),
        lower + grid.card.height + bleed * (row == 0),
    )
