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
PAGE_FORM = "/PageBar"
"""Name of the form with the bar beside the number of a page."""
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
    foot: float
    """From the trim to a bar beside the number of a page."""
    folio: float
    """Height of such a bar: that of the number."""


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
    short, join, foot = (one * POINT for one in (bar["short"], bar["join"], size["foot"]))
    return BarStyle(bar["width"], off * POINT, short, join, foot, size["type"]["folio"][1])


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
    upper = float(page.TrimBox[3])
    form = _form(
        pdf, page, ((upper - one.bottom, one.bottom - one.top) for one in drawn), style, recto
    )
    form[CHANGES] = Array(
        Array([String(text) for change in one.changes for text in change]) for one in drawn
    )
    lay_under(pdf, page, FORM, form, "/Type /Layout")


def draw_page_bar(pdf: Pdf, page: Node, style: BarStyle, recto: bool) -> None:
    """Draw a bar beside the number of a page, in line with those beside the text."""
    rows = [(float(page.TrimBox[1]) + style.foot, style.folio)]
    lay_under(pdf, page, PAGE_FORM, _form(pdf, page, rows, style, recto), "/Type /Layout")


def _form(
    pdf: Pdf, page: Node, rows: Iterable[tuple[float, float]], style: BarStyle, recto: bool
) -> Node:
    """Return what draws bars, given by lower edge and height, in the outer margin of a page."""
    left, _, right, _ = (float(edge) for edge in page.TrimBox)
    x = right - style.off - style.width if recto else left + style.off
    drawn = (f"{x:.3f} {y:.3f} {style.width:g} {height:.3f} re f\n" for y, height in rows)
    form = pdf.make_stream(f"0 g\n{''.join(drawn)}".encode())
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = page.TrimBox
    form.Resources = Dictionary()
    return form
