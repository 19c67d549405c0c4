"""Colours of the screen to inks: by the table of inks, as black, or through a profile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Screen = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""
Ink = tuple[float, ...]
"""Cyan, magenta, yellow and black, 0 to 1; or how light a grey is, in a mask."""

BLACK: Ink = (0, 0, 0, 1)
WEIGHTS = 0.3, 0.59, 0.11
"""Of red, green and blue in a grey (ISO 32000-1, 10.3.3)."""


class Lights:
    """What becomes of each colour in a soft mask: a grey, for masks are light and no ink."""

    def ink(self, colour: Screen) -> Ink:
        """Return how light a colour is."""
        return (round(sum(w * one for w, one in zip(WEIGHTS, colour, strict=True)) / 255, 4),)


@dataclass(frozen=True, slots=True)
class Palette:
    """What becomes of each colour. A colour of the table is its ink, and grey is black ink."""

    table: Mapping[Screen, Ink]
    convert: Callable[[Screen], Ink] | None = None
    """For what the table lacks; without it such a colour is refused."""

    def ink(self, colour: Screen) -> Ink | None:
        """Return the ink of a colour; None when it is refused."""
        if colour in self.table:
            return self.table[colour]
        if len(set(colour)) == 1:
            return 0, 0, 0, round(1 - colour[0] / 255, 4)
        return self.convert(colour) if self.convert else None


def screen(*components: float) -> Screen:
    """Return a colour of a PDF, its components from 0 to 1: one for grey, three for RGB."""
    red, green, blue = components if len(components) > 1 else components * 3
    return _byte(red), _byte(green), _byte(blue)


def _byte(component: float) -> int:
    return min(255, max(0, round(component * 255)))


def named(colour: Screen) -> str:
    """Return a colour as style sheets write it."""
    return "#" + "".join(f"{one:02x}" for one in colour)
