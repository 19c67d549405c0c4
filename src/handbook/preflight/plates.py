"""The ink of each page, on plates that Ghostscript makes: a program apart, with a time limit."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image, ImageMath

from handbook.binding.matrices import Box

DOTS = 72
"""Dots an inch: one a point."""
SQUARE = 11
"""Dots of the side of the square over which coverage is averaged: 15 mm² (GWG 2015)."""
PATIENCE = 60.0, 2.0
"""Seconds that Ghostscript is given: for the file, and for each page."""
NOT_THERE = "the plates: Ghostscript is not there"

_PLATE = re.compile(r"p(\d+)\((.+)\)\.tif")
_COMMAND = (
    "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=tiffsep", "-sCompression=lzw",
    f"-r{DOTS}", "-dUsePDFX3Profile", "-dOverprint=/enable", "-sOutputFile=p%d.tif", "in.pdf",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plates:
    """The ink of a page, within its bleed."""

    inks: tuple[str, ...]
    """Plates with ink on them."""
    mean: float
    """Highest coverage of a square of 15 mm², in hundredths of one ink."""
    peak: float
    """Highest coverage of a dot."""
    at: Box
    """Square with the highest coverage, in points from the lower left of the media box."""


def plates_of(data: bytes, areas: Sequence[Box]) -> tuple[tuple[Plates, ...], str]:
    """Return the ink of each page, and why there is none to be told.

    `areas` says where it is looked for on each page: its bleed, in points from the lower left
    corner of its media box.
    """
    program = shutil.which("gs") or shutil.which("gswin64c")
    if program is None:
        return (), NOT_THERE
    with TemporaryDirectory() as folder:
        Path(folder, "in.pdf").write_bytes(data)
        limit = PATIENCE[0] + PATIENCE[1] * len(areas)
        try:
            run = subprocess.run(
                [program, *_COMMAND], cwd=folder, capture_output=True, timeout=limit, check=False
            )
        except subprocess.TimeoutExpired:
            return (), f"the plates: Ghostscript took more than {limit:.0f} seconds"
        files = _files(Path(folder))
        if run.returncode or set(files) != set(range(1, len(areas) + 1)):
            return (), "the plates: Ghostscript cannot draw the file"
        return tuple(_measured(files[n], area) for n, area in enumerate(areas, 1)), ""


def _files(folder: Path) -> dict[int, dict[str, Path]]:
    """Return the plates of each page, by number and ink."""
    found: dict[int, dict[str, Path]] = {}
    for path in sorted(folder.glob("p*.tif")):
        if plate := _PLATE.fullmatch(path.name):
            found.setdefault(int(plate[1]), {})[plate[2]] = path
    return found


def _measured(files: Mapping[str, Path], area: Box) -> Plates:
    plates = dict(_inked(files, area))
    if not plates:
        return Plates((), 0.0, 0.0, area)
    total: Any = None
    for plate in plates.values():
        whole = plate.convert("I")
        total = whole if total is None else ImageMath.lambda_eval(_sum, a=total, b=whole)
    _, peak = total.getextrema()
    assert isinstance(peak, int | float)
    mean, x, y = max(_squares(list(plates.values())))
    left, upper = area[0] + x * SQUARE, area[3] + y * SQUARE
    at = left, upper - SQUARE, left + SQUARE, upper
    return Plates(tuple(plates), _percent(mean), _percent(peak), at)


def _sum(images: dict[str, Any]) -> Any:
    return images["a"] + images["b"]


def _inked(files: Mapping[str, Path], area: Box) -> Iterator[tuple[str, Image.Image]]:
    """Yield the plates that have ink in an area, full where there is most."""
    for name, path in files.items():
        with Image.open(path) as picture:
            left, lower, right, upper = map(round, area)
            high = picture.height
            plate = picture.crop((left, high - upper, right, high - lower))
        ink = plate.point(lambda light: 255 - light)
        if ink.getbbox():
            yield name, ink


def _squares(plates: Sequence[Image.Image]) -> Iterator[tuple[float, int, int]]:
    """Yield the coverage of each square, with its column and its row from the head."""
    small = [plate.reduce(SQUARE) for plate in plates]
    columns = small[0].width
    for place, values in enumerate(zip(*(one.tobytes() for one in small), strict=True)):
        yield float(sum(values)), place % columns, -(place // columns)


def _percent(ink: float) -> float:
    return round(ink / 255 * 100, 1)
