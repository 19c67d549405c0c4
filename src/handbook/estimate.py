"""How high a checklist will be, judged before it is set, to place it well on its pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from handbook.listing import Entry
from handbook.model import Checklist, Item, Rich, Stage
from handbook.references import plain

MM = 0.3528
"""Millimetres in a point."""
EMPTY = 0.4
"""Part of its page that may stay empty under the head of a list."""
QUIET = 1.12
"""How many more characters stand on a line of the small type."""


def fills_spread(checklist: Checklist, size: Mapping[str, Any]) -> bool:
    """Tell whether a list needs two pages, which should then face each other."""
    return _fold(checklist, size)[1] == 2


def wholes(checklist: Checklist, size: Mapping[str, Any]) -> tuple[bool, ...]:
    """Tell of each stage of a list whether it should stay on one page.

    It should if it fits; but the first stage may begin under the head of the list where much
    of that page would stay empty.
    """
    return _fold(checklist, size)[0]


def _fold(checklist: Checklist, size: Mapping[str, Any]) -> tuple[tuple[bool, ...], int]:
    """Return which stages stay whole, and the number of pages."""
    page = page_height(size)
    used, pages, whole = size["list"]["id_height"] + 22, 1, []
    for number, stage in enumerate(checklist.stages):
        needed = height(stage, size)
        fits = used + needed <= page
        split = not fits and (needed > page or (not number and page - used > EMPTY * page))
        whole.append(not split)
        if split:
            pages += int((used + needed) // page)
            used = (used + needed) % page
        else:
            pages, used = (pages, used + needed) if fits else (pages + 1, needed)
    tail = size["list"]["reasons"] + size["list"]["sign"] * (1 + len(checklist.sign_off)) + 14
    return tuple(whole), pages + (used + tail > page)


def is_level(entries: Sequence[Entry], tabs: int, size: Mapping[str, Any]) -> bool:
    """Tell whether the contents open with a page whose lines are level with the thumb tabs.

    They do when all tabs stand in one cascade, and the entries would not fit on one page.
    """
    if not 0 < tabs <= size["tab"]["most"]:
        return False
    deepest = max(entry.level for entry in entries)
    part = size["type"]["contents_part"][1] + 2 * size["quarter"]
    section = size["type"]["contents_section"][1]
    lines = sum(part if entry.level == 1 else section for entry in entries) * MM
    title = size["type"]["page_title"][1] * MM + 6
    return deepest == 1 or lines + title > page_height(size)


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
