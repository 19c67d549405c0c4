"""How high things will be, judged before they are set, to place them well on their pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handbook.book.model import Block, Checklist, Item, Stage
from handbook.book.references import in_words
from handbook.book.revision import Revision
from handbook.pages.listing import Entry

MM = 0.3528
"""Millimetres in a point."""
EMPTY = 0.4
"""Part of its page that may stay empty under the head of a list."""
QUIET = 1.22
"""How many more characters stand on a line of the small type."""
BOX = 60
"""Characters on a line of a box."""


@dataclass(frozen=True, slots=True)
class Fold:
    """How a checklist is laid on its pages."""

    wholes: tuple[bool, ...]
    """Of each stage, whether it should stay on one page."""
    pages: int
    tight: bool = False
    """Whether its rows close up, which saves a page."""


def fold(checklist: Checklist, size: Mapping[str, Any], revision: Revision | None = None) -> Fold:
    """Return how a list is best laid on its pages.

    A stage stays whole if it fits on a page; but the first one may begin under the head of the
    list where much of that page would stay empty. Deleted items take a line each.
    """
    gone = [one.after or one.before for one in revision.deleted] if revision else []
    loose = _fold(checklist, size, size["list"]["padding"], gone, tight=False)
    tight = _fold(checklist, size, size["list"]["tight"], gone, tight=True)
    return tight if tight.pages < loose.pages else loose


def _fold(
    checklist: Checklist,
    size: Mapping[str, Any],
    padding: float,
    gone: Sequence[str],
    *,
    tight: bool,
) -> Fold:
    page = page_height(size)
    used = size["list"]["id_height"] + 22 + _boxes(checklist.blocks)
    pages, wholes = 1, []
    for number, stage in enumerate(checklist.stages):
        lines = sum(gone.count(item.id) for item in stage.items)
        needed = _stage(stage, checklist.kind, size, padding)
        needed += lines * (size["type"]["item"][1] * MM + 2 * padding)
        fits = used + needed <= page
        split = not fits and (needed > page or (not number and page - used > EMPTY * page))
        wholes.append(not split)
        if split:
            pages += int((used + needed) // page)
            used = (used + needed) % page
        else:
            pages, used = (pages, used + needed) if fits else (pages + 1, needed)
    return Fold(tuple(wholes), pages + (used + _tail(checklist, size, tight=tight) > page), tight)


def _tail(checklist: Checklist, size: Mapping[str, Any], *, tight: bool) -> float:
    """Return the height of what is signed at the end."""
    signers = max(1, len(checklist.sign_off))
    if checklist.kind == "qualification":
        return float(24 + 10 * signers)
    reasons = size["list"]["tight_reasons" if tight else "reasons"]
    return float(reasons + size["list"]["sign"] * signers + 21)


def _stage(stage: Stage, kind: str, size: Mapping[str, Any], padding: float) -> float:
    duty = kind == "duty"
    width = size["list"]["characters" if duty else "task_characters"]
    rows = sum(_text_height(item, size, width, duty) + 2 * padding for item in stage.items)
    return 10 + _boxes(stage.warnings) + (13 if stage.pause else 0) + rows


def _text_height(item: Item, size: Mapping[str, Any], width: float, duty: bool) -> float:
    reference = in_words(item.reference).partition("\u00a0")[0] if duty else ""
    quiet = " · ".join(filter(None, (item.who, item.when, item.evidence, reference)))
    small = _lines(quiet, width * QUIET) + _lines(in_words(item.standard), width * QUIET)
    large = _lines(in_words(item.text), width)
    return float((large * size["type"]["item"][1] + small * size["type"]["quiet"][1]) * MM)


def _boxes(blocks: Sequence[Block]) -> float:
    return sum(14 + _lines(in_words(block.body), BOX) * 4.2 for block in blocks)


def _lines(text: str, width: float) -> int:
    return int(-(-len(text) // width))


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
