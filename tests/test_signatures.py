"""Plans of signatures and leaves: the model of paper reads them; and every vector by hand."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

import paper
from handbook.press.signatures import (
    POLICIES,
    Cell,
    Sheet,
    Side,
    creep,
    fold,
    from_right,
    head_to_foot,
    leaves,
    pad,
    share_out,
)

PAGES = range(4, 161)


def faces(side: Side) -> list[list[paper.Face]]:
    return [[paper.Face(cell.page, 180 * cell.turned) for cell in row] for row in side]


def on_paper(sheets: Sequence[Sheet], leaf: bool) -> list[paper.Table]:
    return [paper.printed(faces(one.front), faces(one.back), leaf) for one in sheets]


def pages_of(book: paper.Pile) -> list[int]:
    """Return what is read, page by page: a page on its head with a minus."""
    return [-face.page if face.head else face.page for face in paper.read(book)]


def dressed(sheets: Sequence[Sheet], leaf: bool, right: bool = False) -> list[Sheet]:
    """Return the sheets made over for a printer and a binding."""
    bound = [from_right(one) for one in sheets] if right else list(sheets)
    return bound if leaf else [head_to_foot(one) for one in bound]


def folded(
    pages: int, sizes: Sequence[int], rows: int, leaf: bool, right: bool, keep_last: bool = False
) -> list[int]:
    sheets = dressed(fold(pages, sizes, rows, keep_last), leaf, right)
    return pages_of(paper.bound(on_paper(sheets, leaf), sizes, rows, right))


@pytest.mark.slow
@pytest.mark.parametrize("right", [False, True], ids=["left", "right"])
@pytest.mark.parametrize("leaf", [True, False], ids=["leaf", "calendar"])
@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("most", [0, 1, 3, 8])
def test_signatures_read_in_order_with_every_head_up(
    most: int, rows: int, leaf: bool, right: bool
) -> None:
    for pages in PAGES:
        sizes = share_out(pages, most)
        blanks = -pages % 4
        assert folded(pages, sizes, rows, leaf, right) == [*range(1, pages + 1), *[0] * blanks]
        kept = [*range(1, pages), *[0] * blanks, pages]
        assert folded(pages, sizes, rows, leaf, right, keep_last=True) == kept


@given(
    pages=st.sampled_from(PAGES),
    most=st.integers(0, 40),
    policy=st.sampled_from(sorted(POLICIES)),
    rows=st.sampled_from((1, 2)),
    leaf=st.booleans(),
    right=st.booleans(),
)
def test_sheets_may_be_shared_out_in_any_way(
    pages: int, most: int, policy: str, rows: int, leaf: bool, right: bool
) -> None:
    sizes = share_out(pages, most, policy)
    assert max(sizes) <= (most or ceil(pages / 4))
    assert len(sizes) == (ceil(ceil(pages / 4) / most) if most else 1)
    if policy != "pad":
        assert sum(sizes) == ceil(pages / 4)
    if policy == "balanced":
        assert max(sizes) - min(sizes) <= 1
    read = folded(pages, sizes, rows, leaf, right)
    assert read == [*range(1, pages + 1), *[0] * (4 * sum(sizes) - pages)]


@pytest.mark.slow
@pytest.mark.parametrize("leaf", [True, False], ids=["leaf", "calendar"])
@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (1, 2), (2, 1), (2, 2), (2, 4), (3, 3)])
def test_leaves_are_in_order_when_they_are_cut_and_stacked(
    rows: int, columns: int, leaf: bool
) -> None:
    for pages in PAGES:
        sheets = leaves(pages, rows, columns)
        room = 2 * rows * columns
        assert len(sheets) == ceil(pages / room)
        read = pages_of(paper.stacked(on_paper(dressed(sheets, leaf), leaf)))
        assert read == [*range(1, pages + 1), *[0] * (len(sheets) * room - pages)]


def test_the_model_knows_a_sheet_that_is_folded_twice() -> None:
    front = faces(side("5↓ 4↓ / 8 1"))
    back = faces(side("3↓ 6↓ / 2 7"))
    once = paper.fold_top_behind(paper.printed(front, back, leaf=True))
    assert pages_of(paper.fold_left_behind(once)[0][0]) == [*range(1, 9)]


WRONG = {
    "backs changed over": lambda one: replace(one, back=(one.back[0][::-1],)),
    "fronts changed over": lambda one: replace(one, front=(one.front[0][::-1],)),
    "turned the other way": head_to_foot,
    "bound on the other side": from_right,
    "front and back exchanged": lambda one: replace(one, front=one.back, back=one.front),
    "a page on its head": lambda one: replace(
        one, front=((one.front[0][0], replace(one.front[0][1], turned=True)),)
    ),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("layout", ["signatures", "leaves"])
def test_a_wrong_plan_does_not_come_out_right(layout: str, wrong: Callable[[Sheet], Sheet]) -> None:
    sizes = share_out(16)
    good = fold(16, sizes) if layout == "signatures" else leaves(16, 1, 2)

    def read(sheets: Sequence[Sheet]) -> list[int]:
        printed = on_paper(sheets, leaf=True)
        piled = paper.bound(printed, sizes) if layout == "signatures" else paper.stacked(printed)
        return pages_of(piled)

    in_order = list(range(1, 17))
    assert read(good) == in_order
    assert read([wrong(one) for one in good]) != in_order
    assert read(list(reversed(good))) != in_order


def side(text: str) -> Side:
    """Return a side as the tables below write it: `8 1`, rows parted by `/`, `–` for a blank."""
    return tuple(
        tuple(
            Cell(0 if word[0] == "–" else int(word.rstrip("↓")), word.endswith("↓"))
            for word in row.split()
        )
        for row in text.split("/")
    )


def written(sheets: Sequence[Sheet]) -> str:
    """Return sheets as the tables below write them; blanks have no head."""

    def word(cell: Cell) -> str:
        return f"{cell.page}{'↓' * cell.turned}" if cell.page else "–"

    def line(one: Side) -> str:
        return " / ".join(" ".join(map(word, row)) for row in one)

    return "; ".join(f"{line(one.front)} | {line(one.back)}" for one in sheets)


def depths(sheet: Sheet, back: bool = False) -> list[int]:
    """Return how deep each row lies in its signature: both cells of it do."""
    rows = [{cell.depth for cell in row} for row in (sheet.back if back else sheet.front)]
    return [depth for (depth,) in rows]


SADDLES = {
    4: "4 1 | 2 3",
    5: "– 1 | 2 –; – 3 | 4 5",
    8: "8 1 | 2 7; 6 3 | 4 5",
    10: "– 1 | 2 –; 10 3 | 4 9; 8 5 | 6 7",
    12: "12 1 | 2 11; 10 3 | 4 9; 8 5 | 6 7",
    16: "16 1 | 2 15; 14 3 | 4 13; 12 5 | 6 11; 10 7 | 8 9",
    18: "– 1 | 2 –; 18 3 | 4 17; 16 5 | 6 15; 14 7 | 8 13; 12 9 | 10 11",
    32: "32 1 | 2 31; 30 3 | 4 29; 28 5 | 6 27; 26 7 | 8 25; 24 9 | 10 23; 22 11 | 12 21;"
    " 20 13 | 14 19; 18 15 | 16 17",
}
LEAVES = {
    4: "1 3 | 4 2",
    5: "1 5 | – 2; 3 – | – 4",
    8: "1 5 | 6 2; 3 7 | 8 4",
    10: "1 7 | 8 2; 3 9 | 10 4; 5 – | – 6",
    12: "1 7 | 8 2; 3 9 | 10 4; 5 11 | 12 6",
    16: "1 9 | 10 2; 3 11 | 12 4; 5 13 | 14 6; 7 15 | 16 8",
    18: "1 11 | 12 2; 3 13 | 14 4; 5 15 | 16 6; 7 17 | 18 8; 9 – | – 10",
}
FIRST, SECOND = (
    "16 1 | 2 15; 14 3 | 4 13; 12 5 | 6 11; 10 7 | 8 9",
    "32 17 | 18 31; 30 19 | 20 29; 28 21 | 22 27; 26 23 | 24 25",
)
SHARED = {
    "pad": (
        (4, 4, 4),
        f"{FIRST}; {SECOND}; – 33 | 34 –; – 35 | 36 –; – 37 | 38 –; – 39 | 40 –",
    ),
    "short": ((4, 4, 2), f"{FIRST}; {SECOND}; 40 33 | 34 39; 38 35 | 36 37"),
    "balanced": (
        (4, 3, 3),
        f"{FIRST}; 28 17 | 18 27; 26 19 | 20 25; 24 21 | 22 23;"
        " 40 29 | 30 39; 38 31 | 32 37; 36 33 | 34 35",
    ),
}


@pytest.mark.parametrize(("pages", "sheets"), SADDLES.items())
def test_sheets_of_one_signature(pages: int, sheets: str) -> None:
    assert written(fold(pages, share_out(pages))) == sheets


@pytest.mark.parametrize(("pages", "sheets"), LEAVES.items())
def test_sheets_of_leaves(pages: int, sheets: str) -> None:
    assert written(leaves(pages, 1, 2)) == sheets


@pytest.mark.parametrize(
    ("right", "leaf", "sheets"),
    [
        (False, True, "8 1 | 2 7; 6 3 | 4 5"),
        (False, False, "8 1 | 7↓ 2↓; 6 3 | 5↓ 4↓"),
        (True, True, "1 8 | 7 2; 3 6 | 5 4"),
        (True, False, "1 8 | 2↓ 7↓; 3 6 | 4↓ 5↓"),
    ],
)
def test_eight_pages_in_all_four_ways(right: bool, leaf: bool, sheets: str) -> None:
    assert written(dressed(fold(8, share_out(8)), leaf, right)) == sheets


def test_ten_pages_with_a_back_cover() -> None:
    plan = fold(10, share_out(10), keep_last=True)
    assert written(plan) == "10 1 | 2 –; – 3 | 4 9; 8 5 | 6 7"
    assert pad(10, 12, keep_last=True) == (*range(1, 10), 0, 0, 10)


@pytest.mark.parametrize("policy", SHARED)
def test_forty_pages_in_signatures_of_four_sheets(policy: str) -> None:
    sizes, sheets = SHARED[policy]
    assert share_out(40, 4, policy) == sizes
    plan = fold(40, sizes)
    assert written(plan) == sheets
    assert [one.signature for one in plan] == [
        n for n, size in enumerate(sizes) for _ in range(size)
    ]
    assert [depths(one) for one in plan] == [[depth] for size in sizes for depth in range(size)]


@pytest.mark.parametrize(
    ("leaf", "sheets"),
    [
        (True, "16 1 / 12 5 | 2 15 / 6 11; 14 3 / 10 7 | 4 13 / 8 9"),
        (False, "16 1 / 12 5 | 11↓ 6↓ / 15↓ 2↓; 14 3 / 10 7 | 9↓ 8↓ / 13↓ 4↓"),
    ],
)
def test_sixteen_pages_two_high(leaf: bool, sheets: str) -> None:
    plan = dressed(fold(16, share_out(16), rows=2), leaf)
    assert written(plan) == sheets
    assert [depths(one) for one in plan] == [[0, 2], [1, 3]]
    assert [depths(one, back=True) for one in plan] == (
        [[0, 2], [1, 3]] if leaf else [[2, 0], [3, 1]]
    )


def test_a_row_of_waste_lies_in_no_signature() -> None:
    assert [depths(one) for one in fold(12, share_out(12), rows=2)] == [[0, 2], [1, -1]]


@pytest.mark.parametrize(
    ("calipers", "factor", "pushed"),
    [
        ([0.1] * 4, 1, [0, 0.1, 0.2, 0.3]),
        ([0.26] + [0.104] * 7, 1, [0, 0.182, 0.286, 0.390, 0.494, 0.598, 0.702, 0.806]),
        ([0.2, 0.1, 0.1], 1, [0, 0.15, 0.25]),
        ([0.1] * 16, 1.3, [0.13 * depth for depth in range(16)]),
        ([0.104] * 8, pi / 2, [0, 0.163, 0.327, 0.490, 0.653, 0.817, 0.980, 1.144]),
    ],
)
def test_sheets_are_pushed_out_by_those_outside_them(
    calipers: list[float], factor: float, pushed: list[float]
) -> None:
    assert creep(calipers, factor) == pytest.approx(pushed, abs=0.0005)
