"""Where something was written: the ground floor, which everything may stand on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file of the manuscript."""

    path: str
    """Path from the project's folder, with forward slashes."""
    line: int = 0
    """Line number from 1, or 0 for the file as a whole; of a PDF, the page."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path
