"""What is asked of a press file, by those who ordered it and by the trade."""

from collections.abc import Mapping
from dataclasses import dataclass

GLUE = 6.0
"""Millimetres at the spine of the first and last page that a binder glues to the cover."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a press file. The limits are those of trade practice (GWG 2015).

    Lengths in mm; type and lines in points.
    """

    path: str = ""
    """Name of the file, for findings."""
    trim: tuple[float, float] | None = None
    """Width and height; nothing where any will do."""
    bleed: float = 3.0
    multiple: int = 1
    """Pages come in this number: what the binding takes."""
    holes: float = 0.0
    """Strip along the spine that is punched."""
    glue: float = 0.0
    """Strip along the spine of the first and the last page that is glued."""
    spots: frozenset[str] = frozenset()
    """Inks that are printed beside the four."""
    ink_limit: int = 300
    """Total area coverage, in hundredths of one ink."""
    rich: int = 280
    """The same of solid black with other inks under it."""
    text: Mapping[str, str] | None = None
    """Text of pages by their labels, as another product of the same pages has it."""
    type_of_inks: float = 8.0
    """Least type in more than one ink."""
    line: float = 0.25
    """Least weight of a solid line in one ink."""
    tint_line: float = 0.5
    """Least weight of a tinted or reversed line, or one of several inks."""
    dots: tuple[float, float] = (225.0, 150.0)
    """Dots an inch of a picture: fewer are doubtful, and too few."""
    line_art: tuple[float, float] = (800.0, 550.0)
    """The same of a picture in black and white, one bit a dot."""
    safe: tuple[float, float] = (5.0, 3.0)
    """From the trim to a text: less is doubtful, and too little."""
