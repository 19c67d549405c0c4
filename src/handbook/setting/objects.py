"""Objects of a PDF as pikepdf gives them, and the units they are measured in."""

from typing import Any

Node = Any
"""An object of a PDF: pikepdf gives all kinds one type, which no checker can follow."""

POINTS = 0.75
"""Points in a CSS pixel."""
