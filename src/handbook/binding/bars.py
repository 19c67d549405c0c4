"""Draw revision bars: beside what changed, in the outer margin, out of the flow (rule E-04)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

from handbook.binding.artifacts import lay_under
from handbook.binding.matrices import MM, POINT
from handbook.book.fragments import Bar
from handbook.setting.objects import Node

FORM = "/RevisionBars"
"""Name of the form with the bars of a page, among its resources."""
CHANGES = "/XXChanges"
"""Key of that form: for each bar, in the order they are drawn, kind and id of what it marks.
The prefix is the one for private keys (ISO 32000-1, annex E)."""
REMOVED = "removed"
"""Kind of a change that has a short bar, at the lower edge of what stands before the gap."""


@dataclass(frozen=True, slots=True)
class BarStyle:
    """How bars are drawn; lengths in points."""

    width: float
    off: float
    """From the trim to the bar."""
    short: float
    """Height of the bar that says that something is gone."""
    join: float
    """Room between two bars that are drawn as one."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A bar as it is drawn; lengths in points from the top trim edge."""

    top: float
    bottom: float
    changes: tuple[tuple[str, str], ...]
    """Kind and id of each change that it marks, downwards."""


def bar_style(size: Mapping[str, Any]) -> BarStyle:
    """Return how bars are drawn on the measures of a page, its margins those of the binding.

    They keep their room from the text; where a margin is narrow they give of it to thumb tabs.
    """
    bar = size["bar"]
    beside, nearest = (size["outer"] - bar[room] - bar["width"] * MM for room in ("clear", "least"))
    off = max(beside, min(size["tab"]["width"] + bar["tab"], nearest))
    return BarStyle(bar["width"], off * POINT, bar["short"] * POINT, bar["join"] * POINT)


def strokes(bars: Iterable[Bar], style: BarStyle) -> tuple[Stroke, ...]:
    """Return the bars of a page as they are drawn: those that touch or overlap are one."""
    drawn: list[Stroke] = []
    for stroke in sorted((_stroke(bar, style) for bar in bars), key=lambda one: one.top):
        last = drawn[-1] if drawn else None
        if last and stroke.top <= last.bottom + style.join:
            bottom = max(last.bottom, stroke.bottom)
            drawn[-1] = Stroke(last.top, bottom, (*last.changes, *stroke.changes))
        else:
            drawn.append(stroke)
    return tuple(drawn)


def _stroke(bar: Bar, style: BarStyle) -> Stroke:
    top = bar.bottom - style.short if bar.kind == REMOVED else bar.top
    return Stroke(top, bar.bottom, ((bar.kind, bar.id),))


def draw_bars(pdf: Pdf, page: Node, bars: Iterable[Bar], style: BarStyle, recto: bool) -> None:
    """Draw the bars of a page, if it has some: at the right of a recto, at the left of a verso."""
    drawn = strokes(bars, style)
    if not drawn:
        return
    left, _, right, upper = (float(edge) for edge in page.TrimBox)
    x = right - style.off - style.width if recto else left + style.off
    rows = (
        f"{x:.3f} {upper - one.bottom:.3f} {style.width:g} {one.bottom - one.top:.3f} re f\n"
        for one in drawn
    )
    form = pdf.make_stream(f"0 g\n{''.join(rows)}".encode())
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = page.TrimBox
    form.Resources = Dictionary()
    form[CHANGES] = Array(
        Array([String(text) for change in one.changes for text in change]) for one in drawn
    )
    lay_under(pdf, page, FORM, form, "/Type /Layout")
