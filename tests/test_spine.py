"""Paper, bindings and the spine: the numbers of the trade, and what is refused."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.book.findings import Finding
from handbook.book.settings import Press, Settings
from handbook.manuscript.settings import BINDINGS, PAGE_SIZES
from handbook.pages.looks import (
    TemplateFault,
    Templates,
    bound,
    find_templates,
    measures,
    presswork,
)
from handbook.press.bindings import Binding, bindings, find_binding, judge, punched, takes
from handbook.press.specification import Specification, specify
from handbook.press.spine import allowance, spine_type, spine_width
from handbook.press.stocks import caliper, find_stock

TEMPLATES = find_templates(Path("nowhere"))
TABLE = presswork(TEMPLATES)
BOUND = bindings(TABLE)
OFFSET_80 = 0.0976
SILK_BOARD = 0.279
INCH = 25.4

leaves = st.floats(0.05, 0.35)
counts = st.integers(1, 800)


def findings_of(key: str, pages: int, leaf: float = OFFSET_80) -> tuple[Finding, ...]:
    return tuple(judge(BOUND[key], BOUND, pages, leaf, SILK_BOARD))


def with_own(text: str) -> Templates:
    return replace(TEMPLATES, own_tables={"press.toml": text})


# ---- Paper ----


@pytest.mark.parametrize(
    ("grammage", "bulk", "mm"), [(80, 1.22, 0.0976), (90, 0.9, 0.081), (80, 1.25, 0.1)]
)
def test_a_leaf_is_as_thick_as_its_weight_and_bulk_make_it(
    grammage: float, bulk: float, mm: float
) -> None:
    assert caliper(grammage, bulk) == pytest.approx(mm)


def test_every_paper_of_the_table_has_a_thickness_a_name_and_a_source() -> None:
    for key in TABLE["stock"]:
        stock, found = find_stock(TABLE, key)
        assert stock and found == ()
        assert stock.name and stock.source and stock.grammage > 0
        assert 0.6 <= stock.caliper * 1000 / stock.grammage <= 2  # bulk, cm³/g


def test_what_the_printer_measured_goes_before_the_table() -> None:
    stock, found = find_stock(TABLE, "offset-80", 0.103)
    assert (stock and stock.caliper, found) == (0.103, ())
    assert stock and stock.source == "content/handbook.toml"


def test_a_paper_that_the_table_lacks_is_taken_with_its_caliper() -> None:
    stock, found = find_stock(TABLE, "Printer's own 90", 0.12)
    assert stock and (stock.name, stock.grammage, stock.caliper) == ("Printer's own 90", 0, 0.12)
    assert found == ()


def test_an_unknown_paper_is_an_error_that_names_the_nearest() -> None:
    stock, (found,) = find_stock(TABLE, "ofset-80")
    assert (stock, found.code, found.hint) == (None, "HB840", 'did you mean "offset-80"?')


@pytest.mark.parametrize(
    "row",
    [
        "grammage = 80",
        "caliper = 0",
        "caliper = 7",
        "caliper = -0.1",
        "caliper = nan",
        'bulk = "x"',
    ],
)
def test_a_leaf_without_thickness_is_refused(row: str) -> None:
    table = presswork(with_own(f"[stock.mine]\n{row}\n"))
    stock, (found,) = find_stock(table, "mine")
    assert (stock, found.code) == (None, "HB841")


def test_a_paper_that_is_no_table_is_refused() -> None:
    stock, (found,) = find_stock(presswork(with_own("[stock]\nmine = 5\n")), "mine")
    assert (stock, found.code) == (None, "HB841")


# ---- Spine ----


@pytest.mark.parametrize(
    ("pages", "leaf", "added", "mm"),
    [
        (128, 0.0039 * INCH, 0, 6.34),  # Patterson Printing, 50 lb offset
        (100, 2 * 0.002252 * INCH, 0, 5.72),  # KDP, white paper
        (170, OFFSET_80, 2 * 0.28, 8.86),
        (64, 0.081, 0, 2.59),
    ],
)
def test_a_spine_is_half_the_pages_times_the_leaf_and_what_is_added(
    pages: int, leaf: float, added: float, mm: float
) -> None:
    assert spine_width(pages, leaf, added) == mm


def test_pages_are_whole_leaves() -> None:
    with pytest.raises(ValueError, match="whole leaves"):
        spine_width(171, OFFSET_80, 0)


@given(pages=counts.map(lambda n: 2 * n), leaf=leaves, added=st.floats(0, 3))
def test_a_spine_grows_with_the_book(pages: int, leaf: float, added: float) -> None:
    width = spine_width(pages, leaf, added)
    assert spine_width(pages + 2, leaf, added) - width == pytest.approx(leaf, abs=0.0101)
    assert width >= added - 0.01


def test_the_cover_is_added_twice_unless_the_printer_says_what() -> None:
    assert allowance(-1, 0.28) == 0.56
    assert allowance(0.5, 0.28) == 0.5
    assert allowance(0, 0.28) == 0


@pytest.mark.parametrize(
    ("width", "clear", "points"),
    [
        (5.29, 1.6, 0),
        (5.3, 1.6, 6),
        (6.0, 1.6, 6.61),
        (8.9, 1.6, 13.46),
        (20, 1.6, 16),
        (6, 2.4, 0),
    ],
)
def test_type_stands_on_a_spine_only_where_there_is_room(
    width: float, clear: float, points: float
) -> None:
    assert spine_type(width, clear, 16) == pytest.approx(points, abs=0.01)


@given(width=st.floats(0, 60), clear=st.sampled_from((1.6, 2.4)))
def test_type_on_a_spine_never_reaches_a_fold(width: float, clear: float) -> None:
    size = spine_type(width, clear, 16) * INCH / 72
    assert size == 0 or size <= width - 2 * clear + 0.02


# ---- Bindings ----


def test_every_binding_of_the_settings_but_the_screen_is_in_the_table() -> None:
    assert {*BOUND, "screen"} == set(BINDINGS)


def test_a_book_for_the_screen_has_no_press() -> None:
    found, (why,) = find_binding(TABLE, "screen")
    assert (found, why.code) == (None, "HB847")


@given(key=st.sampled_from(sorted(BOUND)), pages=counts)
def test_padding_adds_the_fewest_blank_pages(key: str, pages: int) -> None:
    binding = BOUND[key]
    padded = binding.padded(pages)
    assert padded % binding.multiple == 0
    assert pages <= padded
    assert padded - pages < binding.multiple or padded == binding.least


@pytest.mark.parametrize(
    ("grammage", "bulk", "good", "most", "block"),
    [
        (70, 1.22, 92, 140, 72),
        (80, 1.22, 80, 120, 62),
        (120, 1.22, 52, 80, 42),
        (90, 0.90, 96, 148, 76),
        (115, 0.80, 84, 128, 66),
    ],
)
def test_the_limits_are_those_that_print_shops_publish(
    grammage: float, bulk: float, good: int, most: int, block: int
) -> None:
    """Of a booklet without a cover of its own, and of a block that is glued."""
    leaf, saddle, perfect = caliper(grammage, bulk), BOUND["saddle"], BOUND["perfect"]
    fours = range(4, 400, 4)
    assert max(n for n in fours if saddle.thickness(n, leaf) <= saddle.thick) == good
    assert max(n for n in fours if saddle.thickness(n, leaf) <= saddle.too_thick) == most
    assert min(n for n in fours if n % 2 == 0 and perfect.thickness(n, leaf) >= 3) in (
        block,
        block + 2,
    )


def test_four_hundred_pages_are_not_stitched_and_the_finding_names_what_holds_them() -> None:
    (found,) = findings_of("saddle", 400)
    assert found.code == "HB842"
    assert found.hint == 'binding = "thick", "wire" or "ring"'


def test_a_few_leaves_are_not_glued() -> None:
    (found,) = findings_of("perfect", 40)
    assert (found.code, found.hint) == ("HB843", 'binding = "saddle", "wire" or "ring"')


@pytest.mark.parametrize(
    ("key", "pages"),
    [("saddle", 88), ("perfect", 70), ("perfect", 300), ("wire", 16), ("wire", 530)],
)
def test_near_a_limit_the_printer_is_asked(key: str, pages: int) -> None:
    assert [found.code for found in findings_of(key, pages)] == ["HB844"]


def test_a_thick_book_is_told_of_the_wider_margin() -> None:
    (found,) = findings_of("perfect", 300)
    assert found.hint.startswith('ask the printer; binding = "thick"')


@pytest.mark.parametrize(
    ("key", "pages"), [("saddle", 40), ("perfect", 140), ("thick", 300), ("wire", 140), ("ring", 4)]
)
def test_what_a_binding_takes_is_not_remarked_on(key: str, pages: int) -> None:
    assert findings_of(key, pages) == ()


@given(key=st.sampled_from(sorted(BOUND)), pages=counts, leaf=leaves)
def test_a_binding_that_is_named_takes_the_book(key: str, pages: int, leaf: float) -> None:
    padded = BOUND[key].padded(pages)
    for found in judge(BOUND[key], BOUND, padded, leaf, SILK_BOARD):
        named = [one for one in BOUND if f'"{one}"' in found.hint]
        assert key not in named
        for one in named:
            assert takes(BOUND[one], BOUND[one].padded(padded), leaf, SILK_BOARD)
            assert not list(judge(BOUND[one], BOUND, BOUND[one].padded(padded), leaf, SILK_BOARD))


def inner(size: str, key: str) -> float:
    return float(bound(measures(TEMPLATES, size), key)["inner"])


@pytest.mark.parametrize("size", PAGE_SIZES)
@pytest.mark.parametrize("binding", BOUND.values(), ids=list(BOUND))
def test_holes_go_through_no_text_but_on_the_smallest_page(size: str, binding: Binding) -> None:
    found = [one.code for one in punched(binding, inner(size, binding.key))]
    assert found == (["HB849"] if (size, binding.key) == ("A6", "ring") else [])


@pytest.mark.parametrize(
    "text", ["[binding.saddle]\nmultiple = 0\n", "[binding.mine]\nname = 'Sewn'\n"]
)
def test_a_binding_that_cannot_be_is_a_fault_of_the_templates(text: str) -> None:
    with pytest.raises(TemplateFault, match="lacks a value"):
        bindings(presswork(with_own(text)))


# ---- All of it for one book ----


def specified(pages: int, **press: object) -> tuple[Specification | None, list[str]]:
    settings = Settings(binding=str(press.pop("binding", "perfect")), press=Press(**press))  # type: ignore[arg-type]
    made, found = specify(settings, TEMPLATES, pages)
    return made, [one.code for one in found]


def test_a_book_is_specified_from_its_pages() -> None:
    made, found = specified(169, cover_stock="board-250")
    assert made and (made.pages, made.allowance, made.spine) == (170, 0.56, 8.86)
    assert made.type == pytest.approx(13.4, abs=0.05)
    assert found == []


def test_a_narrow_spine_is_noted_and_left_empty() -> None:
    made, found = specified(84, spine_allowance=0.5)
    assert made and (made.spine, made.type) == (4.6, 0)
    assert found == ["HB845"]


def test_a_stitched_book_has_no_spine() -> None:
    made, found = specified(37, binding="saddle")
    assert made and (made.pages, made.spine, made.type) == (40, 0, 0)
    assert found == []


@pytest.mark.parametrize(
    ("pages", "press", "codes"),
    [
        (140, {"binding": "screen"}, ["HB847"]),
        (140, {"stock": "x", "cover_stock": "y"}, ["HB840", "HB840"]),
        (400, {"binding": "saddle"}, ["HB842"]),
        (40, {}, ["HB843", "HB845"]),
    ],
)
def test_what_cannot_be_made_is_said(
    pages: int, press: dict[str, object], codes: list[str]
) -> None:
    assert specified(pages, **press)[1] == codes


def test_the_document_has_each_paper_with_its_limits() -> None:
    text = (Path(__file__).parent.parent / "docs" / "press.md").read_text(encoding="utf-8")
    saddle, perfect = BOUND["saddle"], BOUND["perfect"]
    for key in TABLE["stock"]:
        stock, _ = find_stock(TABLE, key)
        assert stock
        row = f"| `{key}` | {stock.name} | {stock.grammage:g} | {stock.caliper:.3f} |"
        leaf, fours, twos = stock.caliper, range(4, 400, 4), range(2, 400, 2)
        if stock.grammage <= 150:
            most = max(
                n for n in fours if saddle.thickness(n, leaf, SILK_BOARD) <= saddle.too_thick
            )
            least = min(n for n in twos if perfect.thickness(n, leaf) >= perfect.too_thin)
            row += f" {most} | {least} |"
        assert row in text
