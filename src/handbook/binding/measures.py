"""Measure the lists of a download where they came to stand: boxes and rooms."""

from collections.abc import Iterator
from itertools import chain, combinations, groupby

from handbook.binding.facts import Facts
from handbook.binding.matrices import MM
from handbook.book.form import Field

LEAST_BOX = 4.0
"""Millimetres of the side of a box (rule C-13)."""
LEAST_ROOM = 7.0
"""Millimetres of the height of a cell that is written in (rule C-14)."""
TARGET = 24 * 25.4 / 96
"""Millimetres from middle to middle of boxes (rule D-07; WCAG 2.2, 2.5.8)."""

_ROUND = 0.05
"""Millimetres by which a measure may be short: positions are rounded."""


def small_boxes(facts: Facts) -> Iterator[str]:
    """Find boxes that are too small to tick."""
    for field in _boxes(facts):
        width, height = _size(field)
        if min(width, height) < LEAST_BOX - _ROUND:
            yield f"the box {field.name} is {width:.1f} by {height:.1f} mm, less than {LEAST_BOX:g}"


def crowded_boxes(facts: Facts) -> Iterator[str]:
    """Find boxes so near to each other that a finger hits both."""
    pages = groupby(sorted(_placed(facts)), lambda box: box[0])
    for one, other in chain.from_iterable(combinations(boxes, 2) for _, boxes in pages):
        apart = max(abs(one[1] - other[1]), abs(one[2] - other[2]))
        if apart < TARGET - _ROUND:
            yield f"the boxes {one[3]} and {other[3]} are {apart:.1f} mm apart, less than {TARGET}"


def low_rooms(facts: Facts) -> Iterator[str]:
    """Find cells too low to write in."""
    for field in facts.fields:
        _, height = _size(field)
        if field.kind == "Tx" and height < LEAST_ROOM - _ROUND:
            yield f"the cell {field.name} is {height:.1f} mm high, less than {LEAST_ROOM:g}"


def _boxes(facts: Facts) -> Iterator[Field]:
    return (field for field in facts.fields if field.kind == "Btn")


def _size(field: Field) -> tuple[float, float]:
    """Return width and height in millimetres, of the smallest place of a field."""
    edges = (rect for _, rect in field.places)
    return min(((e[2] - e[0]) * MM, (e[3] - e[1]) * MM) for e in edges)


def _placed(facts: Facts) -> Iterator[tuple[int, float, float, str]]:
    """Yield page, middle in millimetres and name of each box."""
    for field in _boxes(facts):
        for page, (left, bottom, right, top) in field.places:
            yield page, (left + right) / 2 * MM, (bottom + top) / 2 * MM, field.name
