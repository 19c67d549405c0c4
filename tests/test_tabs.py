"""Where the thumb tabs stand."""

from itertools import pairwise

import pytest

from handbook.manuscript.settings import PAGE_SIZES
from handbook.manuscript.shipped import template_folder
from handbook.pages.looks import find_templates, measures
from handbook.pages.tabs import place_tabs

TEMPLATES = find_templates(template_folder())
A5 = measures(TEMPLATES, "A5")


def marks(count: int) -> list[tuple[str, str]]:
    """Return marks of some chapters."""
    return [(str(n), "chapter") for n in range(1, count + 1)]


def test_fourteen_tabs_end_at_the_foot_of_the_text() -> None:
    tabs = place_tabs(marks(14), A5)
    assert (tabs[0].top, tabs[0].height) == (24, 11)
    assert tabs[-1].top + tabs[-1].height == A5["height"] - A5["bottom"]


def test_few_tabs_keep_their_height_and_stand_at_the_top() -> None:
    assert [tab.top for tab in place_tabs(marks(3), A5)] == [24, 36, 48]
    assert place_tabs((), A5) == ()


@pytest.mark.parametrize("size", PAGE_SIZES)
@pytest.mark.parametrize("count", [1, 14, 18, 19, 40, 108])
def test_tabs_neither_touch_nor_leave_the_text_however_many(size: str, count: int) -> None:
    measure = measures(TEMPLATES, size)
    tabs = place_tabs(marks(count), measure)
    foot = measure["height"] - measure["bottom"]
    assert len(tabs) == count
    for tab in tabs:
        assert measure["tab"]["first"] <= tab.top
        assert tab.top + tab.height <= foot + 0.01
        assert tab.height >= measure["tab"]["least"]
    for above, below in pairwise(tabs):
        assert below.top >= above.top + above.height or below.top == tabs[0].top


def test_too_many_tabs_begin_again_at_the_top() -> None:
    tops = [tab.top for tab in place_tabs(marks(20), A5)]
    assert tops[:10] == tops[10:]
