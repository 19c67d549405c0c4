"""Measure what changed on the pages of a unit, so that bars can be drawn beside it later.

Out of the flow: a bar that the engine drew as a border would break lines and pages elsewhere.
"""

from collections.abc import Container, Iterator, Sequence

from handbook.book.fragments import Bar
from handbook.setting.objects import POINTS
from handbook.setting.survey import Page

REMOVED = "removed"
"""How an element has changed from behind which something is gone."""
LEAST = 0.5
"""Points of a page that an element must take to be on it."""


def bars(pages: Sequence[Page]) -> tuple[Bar, ...]:
    """Return what changed on each page; of what is gone, only where its element ends."""
    found = []
    for number, page in enumerate(pages):
        after = pages[number + 1].changed if number + 1 < len(pages) else {}
        found += [(key, bar) for key in page.changed for bar in _bars(number, page, key, after)]
    ends = {key: bar for key, bar in found if bar.kind == REMOVED}
    kept = (bar for key, bar in found if bar.kind != REMOVED or bar is ends[key])
    return tuple(sorted(kept, key=lambda bar: (bar.page, bar.top)))


def _bars(number: int, page: Page, key: int, after: Container[int]) -> Iterator[Bar]:
    """Yield what is to be said of an element on a page."""
    extent = page.changed[key]
    # The engine stretches what goes on overleaf to the foot of the page.
    foot = min(extent.bottom, page.foot) if key in after else extent.bottom
    top, bottom = (round(edge * POINTS, 2) for edge in (extent.top, foot))
    for kind in extent.kinds.split():
        if kind == REMOVED or bottom - top >= LEAST:
            yield Bar(number, top, bottom, kind, extent.id)
