"""Number the pages: where each unit starts, and the label of every anchor."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from handbook.book.fragments import Folios, Fragment, Unit

Fragments = Mapping[str, Fragment]
"""Fragments by the name of their unit."""


def place(units: Sequence[Unit], fragments: Fragments) -> tuple[Unit, ...]:
    """Give each unit the number of its first page, from the page counts known so far.

    A right-hand page has an odd number, a left-hand page an even one: where print has a blank
    page between units, the download leaves a gap in the labels (rule D-04).
    """
    following: dict[str, int] = {}
    placed = []
    for unit in units:
        free = following.get(unit.folios.group, 1) if unit.folios.group else 1
        pages = fragments[unit.name].pages if unit.name in fragments else unit.guess
        start = OPENINGS[unit.opens](free, pages)
        placed.append(replace(unit, folios=replace(unit.folios, start=start)))
        following[unit.folios.group] = start + pages
    return tuple(placed)


def next_odd(number: int) -> int:
    """Return the number itself when odd, else the next one."""
    return number | 1


def next_even(number: int) -> int:
    """Return the number itself when even, else the next one."""
    return number + number % 2


SPREAD = 2
"""Pages that are seen at once."""

OPENINGS: Mapping[str, Callable[[int, int], int]] = MappingProxyType(
    {
        "right": lambda free, pages: next_odd(free),
        "left": lambda free, pages: next_even(free),
        "spread": lambda free, pages: free if pages % SPREAD else next_even(free),
    }
)
"""First page that a unit opens on, by the side it wants: from the first free page, and its pages.

A spread lies open before its reader; what does not fill its openings begins where there is room.
"""


def labels(units: Iterable[Unit], fragments: Fragments) -> dict[str, str]:
    """Return the page label of every anchor of the units that have been set.

    What a unit that has not begins with is taken to stand on its first page.
    """
    return {
        anchor: label(unit.folios, page)
        for unit in units
        for anchor, page in _anchors(unit, fragments.get(unit.name))
    }


def _anchors(unit: Unit, fragment: Fragment | None) -> Iterator[tuple[str, int]]:
    if fragment:
        yield from ((anchor.id, anchor.page) for anchor in fragment.anchors)
    elif unit.guess == 1:
        yield from ((mark.anchor, 0) for mark in unit.outline)


def label(folios: Folios, page: int) -> str:
    """Return the label of a page, counted from 0 in its unit: `5-3`, `iv`, `A-1`."""
    number = folios.start + page
    return folios.prefix + _STYLES[folios.style](number)


def roman(number: int) -> str:
    """Return a number from 1 to 3999 in lower-case roman numerals."""
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def letters(number: int) -> str:
    """Return A to Z, then AA to ZZ, as PDF counts pages in letters (ISO 32000-1, 12.4.2)."""
    return chr(65 + (number - 1) % 26) * ((number - 1) // 26 + 1)


_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip

_STYLES: Mapping[str, Callable[[int], str]] = {
    "D": str,
    "r": roman,
    "A": letters,
    "": lambda number: "",
}
