"""A form that was filled in, as values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A form field."""

    name: str
    """In full: `D2.7.done`."""
    kind: str
    """`Btn` for a box, `Tx` for a text."""
    label: str
    value: str
    """What was filled in; of a box its state, `Off` or another."""
    places: tuple[tuple[int, tuple[float, float, float, float]], ...]
    """Of each widget the page, and left, bottom, right, top in points."""

    @property
    def answered(self) -> bool:
        """Whether somebody filled it in."""
        return self.value not in ("", "Off")
