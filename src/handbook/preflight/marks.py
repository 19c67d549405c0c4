"""What a page paints, as values: text, lines, areas, pictures, each with its ink and its place."""

from dataclasses import dataclass, field
from typing import Any

from handbook.binding.matrices import Box

PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
"""Plates of DeviceCMYK, in the order of its components."""
REGISTRATION = "All"
"""Plate that stands for every plate: printer's marks are painted on it."""
FULL = 0.999
"""Share of an ink from which it counts as solid: operators are rounded."""
TRACE = 0.0005
"""Share of an ink from which it is there."""


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space."""

    family: str
    """As the PDF has it: `DeviceCMYK`, `Separation`, `ICCBased`."""
    plates: tuple[str, ...] = ()
    """What its components print on; empty for those that have to be converted first."""
    base: "Space | None" = None
    """What it rests on: the alternate, the base, the colours of an uncoloured pattern."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour as it is asked for."""

    space: Space
    values: tuple[float, ...] = ()
    pattern: Any = field(default=None, compare=False)
    """What is painted instead of one colour."""

    @property
    def amounts(self) -> dict[str, float]:
        """Plates that print, and how much of each: 0 to 1; empty where nobody can know."""
        values = self.values
        if self.space.family == "DeviceGray":
            values = tuple(1 - value for value in values)
        pairs = zip(self.space.plates, values, strict=False)
        return {plate: value for plate, value in pairs if value > TRACE}

    @property
    def known(self) -> bool:
        """Whether its plates can be told from the operators alone."""
        return bool(self.space.plates) and len(self.values) == len(self.space.plates)

    @property
    def black(self) -> bool:
        """Whether it is solid black on the black plate alone."""
        amounts = self.amounts
        return set(amounts) == {"Black"} and amounts["Black"] >= FULL

    @property
    def white(self) -> bool:
        """Whether it leaves the paper as it is."""
        return self.known and not self.amounts

    @property
    def registration(self) -> bool:
        """Whether it prints on every plate there is."""
        return REGISTRATION in self.space.plates

    def __str__(self) -> str:
        values = " ".join(f"{value:g}" for value in self.values)
        return f"{self.space.family} {values}".rstrip()


@dataclass(frozen=True, slots=True)
class Font:
    """A typeface as a page uses it."""

    name: str
    kind: str
    """As the PDF has it: `Type0`, `TrueType`, `Type3`."""
    embedded: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that is painted. Its box is in points, in the space of the page."""

    kind: str
    """`text`, `line`, `area`, `picture`, `shading`, `group`."""
    box: Box
    """Of a text, the point where it begins."""
    ink: Ink
    size: float = 0.0
    """Type, weight of a line, least side of an area, in points; dots an inch of a picture."""
    overprints: bool = False
    keeps: bool = False
    """Whether what overprints keeps the plates that it has no ink for (OPM 1)."""
    sheer: bool = False
    """Whether what is below shows through: transparency."""
    masked: bool = False
    """Whether it is part of a soft mask, and itself not seen."""
    font: Font | None = None
    bits: int = 8
    """Bits of a component of a picture."""
