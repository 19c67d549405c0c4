"""Page numbers: where units start, and what is printed at their feet."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from handbook.book.fragments import Anchor, Bookmark, Folios, Fragment, Unit
from handbook.setting.pagination import label, labels, letters, next_odd, place, roman

GROUPED = Folios("", "r", group="front")


def unit(name: str, folios: Folios) -> Unit:
    return Unit(name, name, "", "", folios=folios)


def fragment(pages: int, *anchors: Anchor) -> Fragment:
    return Fragment(b"", pages, 420, 595, anchors)


def test_units_of_a_group_are_counted_on_and_open_on_right_hand_pages() -> None:
    units = [unit("title", GROUPED), unit("preface", GROUPED), unit("contents", GROUPED)]
    placed = place(units, {"title": fragment(2), "preface": fragment(1), "contents": fragment(4)})
    assert [item.folios.start for item in placed] == [1, 3, 5]


def test_units_open_on_the_side_they_want() -> None:
    head = unit("head", GROUPED)
    spread, short = replace(head, opens="spread", guess=2), replace(head, opens="spread")
    some = [head, spread, spread, short, spread, short, head]
    units = [replace(one, name=str(number)) for number, one in enumerate(some)]
    assert [item.folios.start for item in place(units, {})] == [1, 2, 4, 6, 8, 10, 11]
    longer = place(units, {"1": fragment(3)})
    assert [item.folios.start for item in longer] == [1, 2, 6, 8, 10, 12, 13]


@given(st.lists(st.tuples(st.sampled_from(("right", "left", "spread")), st.integers(1, 5))))
def test_no_two_units_of_a_group_share_a_page(some: list[tuple[str, int]]) -> None:
    units = [
        replace(unit(str(number), GROUPED), opens=side, guess=pages)
        for number, (side, pages) in enumerate(some)
    ]
    free = 1
    for placed in place(units, {}):
        start = placed.folios.start
        assert free <= start <= free + 1
        assert placed.opens != "right" or start % 2 == 1
        left = placed.opens == "left" or (placed.opens == "spread" and placed.guess % 2 == 0)
        assert not left or start % 2 == 0
        assert left or placed.opens == "right" or start == free
        free = start + placed.guess


def test_a_unit_without_a_group_starts_at_one() -> None:
    units = [unit("one", Folios("1-")), unit("two", Folios("2-"))]
    assert [u.folios.start for u in place(units, {"one": fragment(9)})] == [1, 1]


def test_labels_say_what_is_printed() -> None:
    units = place(
        [unit("title", GROUPED), unit("contents", GROUPED), unit("five", Folios("5-"))],
        {"title": fragment(2)},
    )
    found = labels(
        units,
        {
            "contents": fragment(2, Anchor("list", 1, 0, 0)),
            "five": fragment(3, Anchor("names", 2, 0, 0)),
        },
    )
    assert found == {"list": "iv", "names": "5-3"}


def test_what_was_not_set_is_taken_to_begin_on_its_first_page() -> None:
    lists = replace(unit("lists", Folios("D-")), outline=(Bookmark("Lists", "lists", 1),))
    assert labels(place([lists], {}), {}) == {"lists": "D-1"}
    assert labels(place([replace(lists, guess=2)], {}), {}) == {}
    set_on = {"lists": fragment(2, Anchor("lists", 1, 0, 0))}
    assert labels(place([lists], set_on), set_on) == {"lists": "D-2"}


def test_a_prefix_can_stand_alone() -> None:
    assert label(Folios("Cover", ""), 0) == "Cover"


def test_letters_go_on_after_z() -> None:
    assert [letters(number) for number in (1, 26, 27, 52, 53)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_roman_numerals_of_a_preface() -> None:
    assert [roman(n) for n in (1, 4, 9, 14, 40, 1994)] == ["i", "iv", "ix", "xiv", "xl", "mcmxciv"]


@given(st.integers(1, 3998))
def test_no_two_numbers_share_a_roman_numeral(number: int) -> None:
    assert roman(number) != roman(number + 1)


@given(st.integers(0, 10_000))
def test_the_next_odd_number_is_odd_and_at_most_one_away(number: int) -> None:
    assert next_odd(number) % 2 == 1
    assert 0 <= next_odd(number) - number <= 1
