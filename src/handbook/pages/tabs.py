"""Thumb tabs: where on the fore-edge each part of the book has its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tab:
    """A thumb tab; lengths in millimetres from the top trim."""

    label: str
    kind: str
    """`chapter`, `duty`, `qualification` or `annex`."""
    top: float
    height: float


def place_tabs(marks: Sequence[tuple[str, str]], size: Mapping[str, Any]) -> tuple[Tab, ...]:
    """Give each mark, a label and a kind, its tab on the measures of a page.

    Tabs keep their height as long as they fit; more of them are lower, and too many begin
    again at the top in cascades of like length.
    """
    if not marks:
        return ()
    tab = size["tab"]
    cascades = -(-len(marks) // tab["most"])
    steps = -(-len(marks) // cascades)
    room = size["height"] - size["bottom"] - tab["first"] + tab["gap"]
    pitch = min(tab["height"] + tab["gap"], room / steps)
    return tuple(
        Tab(label, kind, round(tab["first"] + pitch * (i % steps), 3), round(pitch - tab["gap"], 3))
        for i, (label, kind) in enumerate(marks)
    )
