"""The facts of a press file, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from handbook.binding.matrices import MM, Box, overlap
from handbook.preflight.edges import Edges
from handbook.preflight.marks import Mark
from handbook.preflight.plates import Plates


class Fault(NamedTuple):
    """What a rule has found; the table of rules gives it its code."""

    says: str
    page: int = 0
    """From 1; 0 for the file as a whole."""
    box: Box | None = None
    """In mm from the lower left corner of the trim."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a press file. Boxes in points; marks and edges only within the media box."""

    number: int
    media: Box
    trim: Box | None = None
    bleed: Box | None = None
    oddities: tuple[str, ...] = ()
    """What a page for the press has not: `/Rotate 90`."""
    marks: tuple[Mark, ...] = ()
    printed: tuple[Mark, ...] = ()
    """Those that put ink on the page or into its bleed: no printer's marks, no masks."""
    faults: tuple[str, ...] = ()
    """What is wrong with its content."""
    edges: Edges = field(default_factory=Edges)
    plates: Plates | None = None
    """Its ink; nothing where it was not measured."""

    def place(self, box: Box) -> Box:
        """Return a box in mm from the lower left corner of the trim."""
        left, lower, *_ = self.trim or self.media
        x, y, to_x, to_y = box
        return (x - left) * MM, (y - lower) * MM, (to_x - left) * MM, (to_y - lower) * MM

    def fault(self, says: str, mark: Mark | None = None) -> Fault:
        """Return a fault of this page, at a mark or of the page as a whole."""
        return Fault(says, self.number, self.place(mark.box) if mark else None)


@dataclass(frozen=True, slots=True)
class Intent:
    """A printing condition that the file was made for, with its profile."""

    condition: str
    """Its identifier in the registry."""
    registry: str
    header: bytes
    """The first 128 bytes of the profile; empty without one."""
    components: int = 0
    """Of a colour, as the file says."""


@dataclass(frozen=True, slots=True)
class PressFile:
    """What is really in a file that goes to press."""

    version: str
    identified: bool
    """Whether its trailer has an `/ID`."""
    said: Mapping[str, tuple[str, str]]
    """What it says of itself, in the XMP and in the document information: `title`, `trapped`."""
    standard: str
    """`PDF/X-4`, or what else the XMP has; empty for none."""
    intents: tuple[Intent, ...]
    forbidden: tuple[Fault, ...]
    """Things that have no place in a press file."""
    sheets: tuple[Sheet, ...]
    measured: str = ""
    """Why there are no plates; empty when there are."""


def on_the_page(marks: tuple[Mark, ...], area: Box) -> tuple[Mark, ...]:
    """Return the marks that put ink into an area of the page."""
    return tuple(
        mark
        for mark in marks
        if not mark.masked and mark.kind != "group" and _touches(mark.box, area)
    )


def _touches(box: Box, area: Box) -> bool:
    shared = overlap(box, area)
    if shared is None:
        return False
    solid = box[0] < box[2] and box[1] < box[3]
    return not solid or (shared[0] < shared[2] and shared[1] < shared[3])
