"""Objects of a PDF as pikepdf gives them, and the units they are measured in."""

from collections.abc import Iterator
from typing import Any

from pikepdf import Array

Node = Any
"""An object of a PDF: pikepdf gives all kinds one type, which no checker can follow."""

POINTS = 0.75
"""Points in a CSS pixel."""


def elements(top: Node) -> Iterator[Node]:
    """Yield an element of a structure tree and all below it, in reading order."""
    stack = [top]
    while stack:
        element = stack.pop()
        yield element
        stack += reversed([kid for kid in element.get("/K", ()) if is_element(kid)])


def is_element(kid: Node) -> bool:
    """Tell whether what an element holds is an element too."""
    return not isinstance(kid, int) and "/S" in kid


def in_points(box: Node, page: Node) -> Array:
    """Return a box of the engine, in pixels from the head of the page, in points from its foot."""
    height = float(page.TrimBox[3])
    left, top, right, bottom = (float(value) * POINTS for value in box)
    return Array([left, height - bottom, right, height - top])
