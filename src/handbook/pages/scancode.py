"""An address as a QR code (ISO/IEC 18004), drawn by the template."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4
"""Modules that stay empty around a code."""
MOST = 200
"""Characters of an address; a longer one gives a code too fine to be read off a page."""


@dataclass(frozen=True, slots=True)
class ScanCode:
    """A code as modules on a square grid."""

    side: int
    """Modules of an edge, the quiet zone on both ends among them."""
    path: str
    """What is dark, as an SVG path with a module for its unit."""


def make_scan_code(address: str) -> ScanCode | None:
    """Return the code of an address on the web, or nothing for any other text or a long one."""
    if not address.startswith(("https://", "http://")) or len(address) > MOST:
        return None
    rows = segno.make_qr(address, error="m", boost_error=False).matrix
    return ScanCode(len(rows) + 2 * QUIET, "".join(_bars(rows)))


def _bars(rows: Sequence[Sequence[int]]) -> Iterator[str]:
    """Yield each run of dark modules in a row as a bar."""
    for y, row in enumerate(rows, QUIET):
        x = QUIET
        for dark, run in groupby(row, bool):
            wide = len(tuple(run))
            if dark:
                yield f"M{x} {y}h{wide}v1h-{wide}z"
            x += wide
