"""Measure the pages of a unit while the engine still has its boxes: pages to sights.

Nothing is judged here: what is too much depends on limits that are no part of the setting.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any

from handbook.book.fragments import Sight
from handbook.setting.objects import POINTS
from handbook.setting.survey import Ground, Line, Page, Passed, over

Boxes = Any
"""Whatever the engine gives: it has no types."""

NOTED = 1.0
"""Pixels by which a text runs out of its place before that is noted."""
MEASURE = 18.0
"""Ems of the measure from which a line can be called loose; a narrower one cannot help it."""
WORDS = 48
"""Letters of a line that are quoted."""
BREAKS = ("page", "left", "right", "recto", "verso", "always")
"""What a style sheet says where a page is to end."""
BLANK = re.compile(r"[._…\u200b]+")
"""A place in a line to write in."""
SPLITS = {"stage": "split", "list": "parted"}
"""What it is called when something goes on overleaf."""
LINES = 3
"""Lines below a heading from which on it stands well."""


def sights(pages: Sequence[Page]) -> tuple[Sight, ...]:
    """Return what was measured on the pages of a document that the engine has laid out."""
    single = (
        sight
        for number, page in enumerate(pages)
        for measure in (_nearest, _overflows, _loosest)
        for sight in measure(number, page)
    )
    return (*single, *_types(pages), *_contrasts(pages), *_ends(pages), *_splits(pages))


def _sight(kind: str, page: int, line: Line, amount: float, detail: str = "") -> Sight:
    text = line.text
    return Sight(
        kind,
        page,
        round(line.box.position_x * POINTS, 1),
        round(line.box.position_y * POINTS, 1),
        round(amount, 3),
        text if len(text) <= WORDS else text[:WORDS].rsplit(" ", 1)[0] + "…",
        line.near,
        detail,
    )


def _nearest(number: int, page: Page) -> Iterator[Sight]:
    """Yield the line that comes nearest to the trim."""
    width, height = page.box.margin_width(), page.box.margin_height()

    def clear(line: Line) -> float:
        box = line.box
        right, foot = box.position_x + box.margin_width(), box.position_y + box.margin_height()
        return float(min(box.position_x, box.position_y, width - right, height - foot))

    if page.lines:
        line = min(page.lines, key=clear)
        yield _sight("edge", number, line, clear(line) * POINTS)


def _overflows(number: int, page: Page) -> Iterator[Sight]:
    """Yield lines and pictures that run out of their cell, their box or the block of text."""
    block = page.box
    left, right = block.content_box_x(), block.content_box_x() + block.width
    foot = block.content_box_y() + block.height
    for line in page.lines:
        if line.scene.role == "running":
            continue
        box, holder = line.box, line.holder
        start, end = box.position_x, box.position_x + box.margin_width()
        inside = holder.content_box_x()
        beyond = max(
            inside - start,
            end - inside - holder.width - (holder.padding_right or 0),
            left - start,
            end - right,
            box.position_y + box.margin_height() - foot if line.scene.flows else 0,
        )
        if beyond > NOTED:
            yield _sight("overflow", number, line, beyond * POINTS, line.scene.role)


def _loosest(number: int, page: Page) -> Iterator[Sight]:
    """Yield the line with the largest share of its measure empty, as the next word does not fit.

    What is spread between the words of a justified line counts as what it would be at the end.
    """
    found = [
        (share, line)
        for line, after in pairwise(page.lines)
        if line.holder is after.holder and line.pieces and after.pieces
        if (share := _slack(line, after))
    ]
    if found:
        share, line = max(found, key=lambda one: one[0])
        yield _sight("loose", number, line, share)


def _slack(line: Line, after: Line) -> float:
    measure = line.holder.width
    if line.scene.role in ("running", "heading") or not _is_broad(line, measure):
        return 0.0
    last, word = line.text.split(" ")[-1], after.text.split(" ", 1)[0]
    if "/" in last + word or "address" in _classes(line.pieces[-1].box):
        return 0.0  # an address breaks where it can
    if BLANK.fullmatch(last) or BLANK.fullmatch(word):
        return 0.0  # what is written in by hand is as long as it is
    stretched = sum(
        piece.box.justification_spacing * piece.box.text.count(" ") for piece in line.pieces
    )
    free = float(measure - line.box.width + stretched)
    wide = after.box.width * len(word) / max(len(after.text), 1)
    return free / measure if free < 1.2 * wide else 0.0  # else the line was ended on purpose


def _is_broad(line: Line, measure: float) -> bool:
    return bool(measure >= MEASURE * line.pieces[0].box.style["font_size"])


def _types(pages: Sequence[Page]) -> Iterator[Sight]:
    """Yield the first line of each role in each size of type that is smaller than one before."""
    least: dict[str, float] = {}
    found: dict[str, Sight] = {}
    for number, line in _all(pages):
        for role, size in _sizes(line):
            if size < least.get(role, 1e9) - 0.01:
                least[role] = size
                found[role] = _sight("type", number, line, size * POINTS, role)
    yield from found.values()


def _sizes(line: Line) -> Iterator[tuple[str, float]]:
    """Yield role and size in pixels of every text of a line, or of a drawing."""
    for piece in line.pieces:
        if piece.scene.role != "raised" and piece.box.text.strip():
            yield piece.scene.role, piece.box.style["font_size"]
    drawing = getattr(getattr(line.box, "replacement", None), "_svg", None)
    if drawing is not None and (view := drawing.get_viewbox()):
        scale = line.box.width / view[2]
        texts = (node for node in _nodes(drawing.tree) if node.tag in ("text", "tspan"))
        for node in texts:
            if (node.text or "").strip() and (size := _number(node.get("font-size", ""))):
                yield "drawing", size * scale


def _nodes(node: Boxes) -> Iterator[Boxes]:
    yield node
    for child in node:
        yield from _nodes(child)


def _number(text: str) -> float:
    try:
        return float(text.removesuffix("px"))
    except ValueError:
        return 0.0


def _all(pages: Iterable[Page]) -> Iterator[tuple[int, Line]]:
    return ((number, line) for number, page in enumerate(pages) for line in page.lines)


def _contrasts(pages: Sequence[Page]) -> Iterator[Sight]:
    """Yield the line of least contrast of the checklists and of other text."""
    seen: set[tuple[int, Ground, bool]] = set()
    least: dict[str, Sight] = {}
    for number, line in _all(pages):
        for box, scene in line.pieces:
            key = id(box.style), scene.ground, scene.listed
            if key in seen or not box.text.strip():
                continue
            seen.add(key)
            ratio = contrast(over(box.style["color"], scene.ground), scene.ground)
            kind = "list" if scene.listed else "text"
            if kind not in least or ratio < least[kind].amount:
                least[kind] = _sight("contrast", number, line, ratio, kind)
    yield from least.values()


def contrast(one: Ground, other: Ground) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    lights = (_luminance(one), _luminance(other))
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def _luminance(colour: Ground) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ends(pages: Sequence[Page]) -> Iterator[Sight]:
    """Yield how each page ends: how full it is, and what is parted from what follows."""
    for number, (page, after) in enumerate(zip(pages, (*pages[1:], None), strict=True)):
        if not page.lines or page.box.page_type.blank:
            continue
        flow = [line for line in page.lines if line.scene.flows]
        if after is None:
            yield _fill("end", number, page)
        elif flow and not _is_forced(page.box, after.box):
            yield _fill("fill", number, page)
            yield from _stranded(number, flow)
            yield from _parted(number, page, after)


def _fill(kind: str, number: int, page: Page) -> Sight:
    box = page.box
    share = (page.foot - box.content_box_y()) / box.height
    notes = sum(one.margin_height() for one in box.children if one.element_tag == "@footnote")
    return _sight(kind, number, page.lines[0], max(share, 0.0) + notes / box.height)


def _is_forced(page: Boxes, after: Boxes) -> bool:
    ends = (box.style["break_after"] for box in _chain(page, -1))
    begins = (box.style["break_before"] for box in _chain(after, 0))
    return any(wanted in BREAKS for wanted in chain(ends, begins))


def _chain(page: Boxes, end: int) -> Iterator[Boxes]:
    """Yield the boxes that are the first, or the last, of a page and of each other.

    The outermost is left out: it says on which side the unit begins.
    """
    box = page.children[0]
    while inner := [one for one in getattr(box, "children", ()) if one.is_in_normal_flow()]:
        box = inner[end]
        yield box


def _stranded(number: int, flow: Sequence[Line]) -> Iterator[Sight]:
    """Yield the last heading below other text, with the number of lines that follow it there."""
    headings = [place for place, line in enumerate(flow) if line.scene.role == "heading"]
    last = headings[-1] if headings else 0
    below = {round(line.box.position_y) for line in flow[last + 1 :]}
    if len(headings) < last + 1 and last and len(below) < LINES:
        yield _sight("stranded", number, flow[last], len(below))


def _parted(number: int, page: Page, after: Page) -> Iterator[Sight]:
    """Yield a warning that is parted from what follows it, or a note from what stands before."""
    above, below = _blocks(page.box), _blocks(after.box)
    if not above or not below or above[-1].element is below[0].element:
        return
    last, first = _classes(above[-1]), _classes(below[0])
    turns = page.box.page_type.side == "right"
    if {"caution", "warning"} & last and not _is_heading(below[0]):
        yield from _one("guard", number, page, above[-1], turns)
    elif "note" in first:
        yield from _one("box", number + 1, after, below[0], turns)


def _is_heading(box: Boxes) -> bool:
    return box.element_tag in ("h1", "h2", "h3", "h4", "h5", "h6")


def _blocks(page: Boxes) -> list[Boxes]:
    """Return the blocks of the text on a page, or those of the list that fills it."""
    box = page.children[0]
    while True:
        blocks = [one for one in getattr(box, "children", ()) if one.is_in_normal_flow()]
        if len(blocks) != 1 or not (
            blocks[0].element_tag == "body" or "list" in _classes(blocks[0])
        ):
            return blocks
        box = blocks[0]


def _classes(box: Boxes) -> set[str]:
    return set(box.element.get("class", "").split()) if box.element is not None else set()


def _one(kind: str, number: int, page: Page, box: Boxes, turns: bool) -> Iterator[Sight]:
    inside = {id(one) for one in box.descendants()}
    for line in page.lines:
        if id(line.box) in inside:
            yield _sight(kind, number, line, float(turns))
            return


def _splits(pages: Sequence[Page]) -> Iterator[Sight]:
    """Yield checklists and stages that go on overleaf, with the leaves that are turned."""
    turned: dict[Passed, int] = {}
    last: dict[Passed, Sight] = {}
    for number, (page, after) in enumerate(pairwise(pages), 1):
        turns = page.box.page_type.side == "right"
        for one in page.passed.keys() & after.passed.keys() if after.lines else ():
            turned[one] = turned.get(one, 0) + turns
            line = after.lines[0]._replace(near=after.passed[one])
            last[one] = _sight(SPLITS[one[0]], number, line, turned[one])
    yield from last.values()
