"""Marks on the sheets of a desk printer: where they are cut, folded, stapled, gathered, punched.

All lengths are millimetres, counted from the lower left corner of the front. Backs have no marks:
a desk printer puts them a millimetre or two beside their fronts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from handbook.press.formes import Forme
from handbook.press.imposition import Cut, Grid
from handbook.press.signatures import Sheet


@dataclass(frozen=True, slots=True)
class Measures:
    """How large the marks are; weight of their lines in points."""

    edge: float
    """Of the sheet, where a printer cannot print."""
    offset: float
    """From the pages."""
    cut: float
    fold: float
    wire: float
    cross: float
    """In a hole, from arm to arm."""
    bar: tuple[float, float]
    """Width and height."""
    first: float
    """From the head of the spine to the first bar."""
    step: float
    """From bar to bar."""
    weight: float
    type: tuple[float, float]
    """Of the slug line: size and leading, in points."""
    grey: float
    """Of what stands on a page: 0 is black."""


@dataclass(frozen=True, slots=True)
class Punch:
    """Holes along the spine."""

    spine: float
    """To their middle."""
    size: float
    at: tuple[float, ...]
    """From the middle of the height."""
    height: float
    """That a page must have."""
    zone: float
    """Strip that holds no text."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A hole to punch: its middle and its width."""

    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Marks:
    """What is printed on the front of a sheet beside its pages."""

    cuts: tuple[Cut, ...]
    folds: tuple[Cut, ...] = ()
    wires: tuple[Cut, ...] = ()
    """Staples, as they will lie on the outermost sheet of a signature."""
    bars: tuple[Cut, ...] = ()
    """On the spine of each signature, from corner to corner: together they are a staircase."""
    holes: tuple[Hole, ...] = ()


def mark_leaves(sheet: Sheet, forme: Forme, sizes: Measures, punch: Punch | None) -> Marks:
    """Return the marks of a sheet of loose leaves; holes are at the left, on rectos alone."""
    cells = [cell for row in sheet.front for cell in row]
    corners = [at for at, cell in zip(forme.grid.corners(), cells, strict=True) if cell.page]
    middle = forme.grid.card.height / 2
    holes = (
        Hole(x + punch.spine, y + middle + off, punch.size)
        for x, y in corners
        if punch
        for off in punch.at
    )
    return Marks(tuple(_cuts(forme, sizes)), holes=tuple(holes))


def mark_signature(sheet: Sheet, forme: Forme, sizes: Measures, gathered: bool) -> Marks:
    """Return the marks of a sheet that folds; signatures that are `gathered` have a bar each."""
    fold = forme.grid.left + forme.grid.card.width
    feet = [
        y
        for y, row in zip(_feet(forme.grid), sheet.front, strict=True)
        if row[0].depth == 0  # the outermost sheet
    ]
    return Marks(
        tuple(_cuts(forme, sizes)),
        tuple(_ends(forme.grid, fold, sizes, sizes.fold)),
        tuple(wire for y in feet for wire in _wires(forme.grid, fold, y, sizes.wire)),
        tuple(_bar(forme.grid, fold, y, sheet.signature, sizes) for y in feet if gathered),
    )


def _feet(grid: Grid) -> list[float]:
    """Return the lower edge of each row, from the top."""
    return [y for _, y in grid.corners()][:: grid.columns]


def _cuts(forme: Forme, sizes: Measures) -> Iterator[Cut]:
    """Yield marks for each line between pages, and round them, that is no edge of the paper.

    Where the paper leaves no room beside the pages they stand on the line itself, and the knife
    takes them away.
    """
    grid = forme.grid
    for column in range(grid.columns + 1):
        x = grid.left + column * grid.card.width
        if sizes.edge < x < grid.sheet.width - sizes.edge and not (forme.folds and column == 1):
            yield from _ends(grid, x, sizes, sizes.cut)
    lying = Grid(grid.sheet.turned, grid.card.turned, grid.rows, grid.columns)
    for row in range(grid.rows + 1):
        y = grid.bottom + row * grid.card.height
        if sizes.edge < y < grid.sheet.height - sizes.edge:
            yield from (Cut(m.y, m.x, m.to_y, m.to_x) for m in _ends(lying, y, sizes, sizes.cut))


def _ends(grid: Grid, x: float, sizes: Measures, length: float) -> Iterator[Cut]:
    """Yield marks at the foot and the head of an upright line."""
    near = max(sizes.edge, grid.bottom - sizes.offset - length)
    far, height = near + length, grid.sheet.height
    yield Cut(x, near, x, far)
    yield Cut(x, height - far, x, height - near)


def _wires(grid: Grid, fold: float, foot: float, length: float) -> Iterator[Cut]:
    for quarter in (1, 3):
        middle = foot + quarter * grid.card.height / 4
        yield Cut(fold, middle - length / 2, fold, middle + length / 2)


def _bar(grid: Grid, fold: float, foot: float, number: int, sizes: Measures) -> Cut:
    """Return the bar of a signature: one step below that of the one before, then from the head."""
    width, height = sizes.bar
    steps = int((grid.card.height - 2 * sizes.first) // sizes.step)
    top = foot + grid.card.height - sizes.first - number % steps * sizes.step
    return Cut(fold - width / 2, top - height, fold + width / 2, top)
