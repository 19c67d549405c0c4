"""Matrices and boxes of a page (ISO 32000-1, 8.3.3)."""

from collections.abc import Iterable
from math import sqrt

Matrix = tuple[float, ...]
"""The six numbers of a transformation."""
Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, lower, right and upper edge."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MM = 25.4 / 72
"""Millimetres in a point."""
POINT = 72 / 25.4
"""Points in a millimetre."""


def times(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that applies one and then another (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r, a * q + b * s,
        c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def applied(matrix: Matrix, x: float, y: float) -> Point:
    """Return where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def scale(matrix: Matrix) -> float:
    """Return by how much a matrix makes lengths longer, on the average of both directions."""
    a, b, c, d, *_ = matrix
    return sqrt(abs(a * d - b * c))


def corners(box: Box) -> tuple[Point, ...]:
    """Return the four corners of a box."""
    left, lower, right, upper = box
    return (left, lower), (right, lower), (right, upper), (left, upper)


def bounds(points: Iterable[Point]) -> Box:
    """Return the box about some points; there must be one."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def overlap(one: Box, other: Box) -> Box | None:
    """Return what two boxes share; boxes that touch share an edge."""
    left, lower = max(one[0], other[0]), max(one[1], other[1])
    right, upper = min(one[2], other[2]), min(one[3], other[3])
    return (left, lower, right, upper) if left <= right and lower <= upper else None


def inside(one: Box, other: Box, slack: float = 0.0) -> bool:
    """Tell whether a box lies in another, or beyond it by no more than the slack."""
    return (
        one[0] >= other[0] - slack
        and one[1] >= other[1] - slack
        and one[2] <= other[2] + slack
        and one[3] <= other[3] + slack
    )
