"""How high a checklist will be, judged before it is set, to place it well on its pages."""

from collections.abc import Mapping
from typing import Any

from handbook.model import Checklist, Item, Rich, Stage
from handbook.references import plain

MM = 0.3528
"""Millimetres in a point."""
QUIET = 1.12
"""How many more characters stand on a line of the small type."""


def runs_over(checklist: Checklist, size: Mapping[str, Any]) -> bool:
    """Tell whether a list needs more than one page."""
    head = size["list"]["id_height"] + 20
    tail = size["list"]["reasons"] + size["list"]["sign"] * (1 + len(checklist.sign_off)) + 18
    stages = sum(height(stage, size) for stage in checklist.stages)
    return head + stages + tail > page_height(size)


def fits(stage: Stage, size: Mapping[str, Any]) -> bool:
    """Tell whether a stage can stand on one page."""
    return height(stage, size) < page_height(size)


def page_height(size: Mapping[str, Any]) -> float:
    """Return the height of the text on a page, in millimetres."""
    return float(size["height"] - size["top"] - size["bottom"])


def height(stage: Stage, size: Mapping[str, Any]) -> float:
    """Return the height of a stage in millimetres, more or less."""
    boxes = sum(10 + _lines(block.body, 70) * 4.2 for block in stage.warnings)
    pause = 10 if stage.pause else 0
    return 10 + boxes + pause + sum(_item(item, size) for item in stage.items)


def _item(item: Item, size: Mapping[str, Any]) -> float:
    width = size["list"]["characters"]
    quiet = " · ".join(filter(None, (item.who, item.when, item.evidence, _text(item.reference))))
    text = _lines(item.text, width) * size["type"]["item"][1]
    below = -(-len(quiet) // (width * QUIET)) + _lines(item.standard, width * QUIET)
    return float(2 * size["list"]["padding"] + (text + below * size["type"]["quiet"][1]) * MM)


def _lines(text: Rich, width: float) -> int:
    return int(-(-len(_text(text)) // width))


def _text(text: Rich) -> str:
    return plain("".join(piece for piece in text if isinstance(piece, str)))
