"""Cards on sheets: printed, turned, cut and read, on a model of paper that knows no formula."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.press.imposition import EDGES, Grid, Placement, Size, cuts, fit, impose

A4, LETTER = Size(210, 297), Size(215.9, 279.4)
A7, ID_1, A6 = Size(74, 105), Size(85.6, 53.98), Size(105, 148)
QUARTER = Size(107.95, 139.7)
MARGIN = 10.0

jobs = given(
    cards=st.integers(1, 40),
    sheet=st.sampled_from((A4, LETTER)),
    card=st.sampled_from((A7, ID_1)),
    edge=st.sampled_from(EDGES),
)


def on_paper(one: Placement, grid: Grid, edge: str) -> tuple[tuple[float, ...], int]:
    """Return where a side lies on the paper, as its front shows it, and where its head points.

    The printer turns the paper about an upright edge, left to right, or about a level one, head
    to foot; what is printed then lies behind.
    """
    low = one.x, one.y
    high = one.x + grid.card.width, one.y + grid.card.height
    head = -1 if one.turned else 1
    if one.page % 2 == 0:
        return (*low, *high), head
    long_is_upright = grid.sheet.height >= grid.sheet.width
    if (edge == "long") == long_is_upright:
        return (grid.sheet.width - high[0], low[1], grid.sheet.width - low[0], high[1]), head
    return (low[0], grid.sheet.height - high[1], high[0], grid.sheet.height - low[1]), -head


@jobs
def test_each_back_lies_behind_its_front_and_heads_up(
    cards: int, sheet: Size, card: Size, edge: str
) -> None:
    grid = fit(sheet, card, MARGIN)
    placed = impose(cards, grid, edge)
    for front, back in zip(placed[::2], placed[1::2], strict=True):
        assert (front.card, front.page % 2) == (back.card, 0)
        assert back.page == front.page + 1
        assert not front.turned
        before, up = on_paper(front, grid, edge)
        behind, head = on_paper(back, grid, edge)
        assert behind == pytest.approx(before)
        assert (up, head) == (1, 1)


@jobs
def test_each_card_is_printed_once_and_none_on_another(
    cards: int, sheet: Size, card: Size, edge: str
) -> None:
    grid = fit(sheet, card, MARGIN)
    placed = impose(cards, grid, edge)
    assert [one.card for one in placed] == [number for number in range(cards) for _ in "ab"]
    assert max(one.page for one in placed) == 2 * -(-cards // grid.room) - 1
    for one, other in product(placed, placed):
        if one != other and one.page == other.page:
            apart = max(
                abs(one.x - other.x) / grid.card.width, abs(one.y - other.y) / grid.card.height
            )
            assert apart >= 1 - 1e-9
    for one in placed:
        assert MARGIN - 1e-6 <= one.x <= grid.sheet.width - MARGIN - grid.card.width + 1e-6
        assert MARGIN - 1e-6 <= one.y <= grid.sheet.height - MARGIN - grid.card.height + 1e-6


@pytest.mark.parametrize(
    ("sheet", "card", "margin", "columns", "rows", "turned"),
    [
        (A4, A7, 0, 4, 2, True),
        (A4, A7, 5, 2, 2, False),
        (A4, A7, 10, 2, 2, False),
        (LETTER, A7, 10, 2, 2, False),
        (A4, ID_1, 5, 2, 5, False),
        (A4, ID_1, 10, 2, 5, False),
        (LETTER, ID_1, 10, 3, 3, True),
        (A4, A6, 0, 2, 2, False),
        (LETTER, QUARTER, 0, 2, 2, False),
        (A4, Size(300, 300), 0, 0, 0, False),
    ],
)
def test_a_sheet_takes_as_many_cards_as_it_can(
    sheet: Size, card: Size, margin: float, columns: int, rows: int, turned: bool
) -> None:
    grid = fit(sheet, card, margin)
    assert (grid.columns, grid.rows) == (columns, rows)
    assert grid.sheet == (sheet.turned if turned else sheet)


def shown(placed: tuple[Placement, ...], grid: Grid) -> list[str]:
    """Return pages as rows of cards, counted from 1; one on its head has an arrow."""
    spots = list(grid.corners())
    assert spots == sorted(spots, key=lambda spot: (-spot[1], spot[0])), "as a page is read"
    pages = [["–"] * grid.room for _ in range(placed[-1].page + 1)]
    for one in placed:
        spot = spots.index((one.x, one.y))
        pages[one.page][spot] = f"{one.card + 1}{'↓' if one.turned else ''}"
    starts = range(0, grid.room, grid.columns)
    return [" / ".join(" ".join(page[s : s + grid.columns]) for s in starts) for page in pages]


@pytest.mark.parametrize(
    ("edge", "pages"),
    [
        ("long", ["1 2 / 3 4", "2 1 / 4 3", "5 – / – –", "– 5 / – –"]),
        ("short", ["1 2 / 3 4", "3↓ 4↓ / 1↓ 2↓", "5 – / – –", "– – / 5↓ –"]),
    ],
)
def test_five_cards_on_sheets_of_four(edge: str, pages: list[str]) -> None:
    grid = fit(A4, A7, MARGIN)
    assert shown(impose(5, grid, edge), grid) == pages


@pytest.mark.parametrize("sheet", [A4, LETTER])
@pytest.mark.parametrize("card", [A7, ID_1])
def test_marks_stand_off_the_cards_and_off_the_edge_of_the_paper(sheet: Size, card: Size) -> None:
    grid = fit(sheet, card, MARGIN)
    marks = cuts(grid, 2, 3)
    assert len(marks) == 2 * (grid.columns + grid.rows + 2)
    right, top = grid.sheet.width - grid.left, grid.sheet.height - grid.bottom
    for mark in marks:
        assert mark.to_x - mark.x + mark.to_y - mark.y == pytest.approx(3)
        assert min(mark.x, mark.y) >= 5 - 1e-6
        assert mark.to_x <= grid.sheet.width - 5 + 1e-6
        assert mark.to_y <= grid.sheet.height - 5 + 1e-6
        outside = (
            grid.left - mark.to_x, mark.x - right, grid.bottom - mark.to_y, mark.y - top
        )  # fmt: skip
        assert max(outside) == pytest.approx(2)
