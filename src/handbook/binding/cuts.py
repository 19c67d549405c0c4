"""Measure cards where they came to stand on their sheets: backs, marks, type, edges."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from handbook.binding.facts import Facts
from handbook.binding.matrices import Box
from handbook.binding.sides import Sheet, Side

LEAST_TYPE: Mapping[str, float] = MappingProxyType({"card": 9, "emergency": 12})
"""Smallest type on a card, in points, by its kind."""
SAFE_EDGE = 3.0
"""Millimetres from the cut of a card that stay without ink (rule P-04)."""
PAPER_EDGE = 5.0
"""Millimetres from the edge of the paper where many printers do not print."""
NEAR = 0.1
"""Millimetres by which two measures may differ and be the same."""


def prints_at_the_edge(facts: Facts) -> Iterator[str]:
    """Find what comes near the edge of the paper, where many printers do not print."""
    for number, sheet in enumerate(facts.sheets, 1):
        for left, lower, right, upper in (*(side.box for side in sheet.sides), *sheet.marks):
            if min(left, lower, sheet.width - right, sheet.height - upper) < PAPER_EDGE - NEAR:
                yield f"page {number} has something within {PAPER_EDGE:g} mm of the paper’s edge"
                break


def stray_backs(facts: Facts) -> Iterator[str]:
    """Find backs that do not fall behind their fronts when the sheet is turned."""
    if not facts.duplex:
        yield "printers are not told how to turn the sheets"
    if len(facts.sheets) % 2:
        yield "the last sheet has no back"
    for front, back in zip(facts.sheets[::2], facts.sheets[1::2], strict=False):
        backs = {side.number: side for side in back.sides}
        for side in front.sides:
            other = backs.pop(side.number + 1, None)
            if other is None or not _is_behind(front, side, other, facts.duplex):
                yield f"the back of card {_card(side)} does not fall behind its front"
        yield from (f"card {_card(side)} has no front" for side in backs.values())


def _is_behind(sheet: Sheet, front: Side, back: Side, edge: str) -> bool:
    left, lower, right, upper = front.box
    leaf = (sheet.width <= sheet.height) == (edge == "long")
    wanted = (
        (sheet.width - right, lower, sheet.width - left, upper)
        if leaf
        else (left, sheet.height - upper, right, sheet.height - lower)
    )
    near = all(abs(one - other) < NEAR for one, other in zip(wanted, back.box, strict=True))
    return near and back.turned != leaf


def missing_cuts(facts: Facts) -> Iterator[str]:
    """Find cards with an edge that has no marks, or with a mark on them."""
    for sheet in facts.sheets:
        upright = {x for x, _, to_x, _ in sheet.marks if x == to_x}
        level = {y for _, y, _, to_y in sheet.marks if y == to_y}
        for side in sheet.sides:
            left, lower, right, upper = side.box
            edges = (left, upright), (right, upright), (lower, level), (upper, level)
            if not all(any(abs(edge - mark) < NEAR for mark in of) for edge, of in edges):
                yield f"card {_card(side)} has no marks to cut by"
            if any(_meet(mark, side.box) for mark in sheet.marks):
                yield f"a mark to cut by lies on card {_card(side)}"


def _meet(one: Box, other: Box) -> bool:
    return all(one[k] <= other[k + 2] and other[k] <= one[k + 2] for k in (0, 1))


def small_type(facts: Facts) -> Iterator[str]:
    """Find cards whose smallest type is too small."""
    for side in (side for sheet in facts.sheets for side in sheet.sides):
        least = LEAST_TYPE[side.kind]
        if 0 < side.least < least:
            yield f"card {_card(side)} has type of {side.least:g} pt, where {least:g} pt is least"


def near_ink(facts: Facts) -> Iterator[str]:
    """Find cards with ink so near to the cut that it may be lost."""
    for side in (side for sheet in facts.sheets for side in sheet.sides):
        if side.clear < SAFE_EDGE:
            yield f"ink comes within {side.clear:g} mm of the cut of card {_card(side)}"


def _card(side: Side) -> int:
    return (side.number + 1) // 2


CARD_CHECKS = prints_at_the_edge, stray_backs, missing_cuts, small_type, near_ink
"""What is checked of a file of cards."""
