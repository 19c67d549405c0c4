"""Objects of a PDF as pikepdf gives them, and the units they are measured in."""

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name

Node = Any
"""An object of a PDF: pikepdf gives all kinds one type, which no checker can follow."""

POINTS = 0.75
"""Points in a CSS pixel."""


def elements(top: Node) -> Iterator[Node]:
    """Yield an element of a structure tree and all below it, in reading order."""
    yield top
    for kid in top.get("/K", Array()):
        if is_element(kid):
            yield from elements(kid)


def is_element(kid: Node) -> bool:
    """Tell whether what an element holds is an element too."""
    return isinstance(kid, Dictionary) and bool(kid.get("/Type") == Name.StructElem)


def in_points(box: Node, page: Node) -> Array:
    """Return a box of the engine, in pixels from the head of the page, in points from its foot."""
    height = float(page.TrimBox[3])
    left, top, right, bottom = (float(value) * POINTS for value in box)
    return Array([left, height - bottom, right, height - top])
