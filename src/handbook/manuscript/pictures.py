"""Picture bytes to what they are: kind and size, or a finding that says what is wrong."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFile

from handbook.book.findings import Finding
from handbook.book.places import Place
from handbook.manuscript.drawings import inspect_svg

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS = 80_000_000
"""A page of A5 at 1200 dots per inch has 70 million."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What the bytes of a picture turned out to be."""

    kind: str
    """`png`, `jpeg`, `gif`, `webp` or `svg`."""
    width: float
    """Pixels, or user units of an SVG; 0 when an SVG does not say."""
    height: float


def inspect(data: bytes, name: str, place: Place) -> tuple[Picture | None, tuple[Finding, ...]]:
    """Return what a picture is; what is broken, too large or loads something gives a finding."""
    drawn = _is_markup(data)
    if drawn == name.lower().endswith(".svg"):
        return _drawing(data, name, place) if drawn else _bitmap(data, name, place)
    fault = "is an SVG and should be named so" if drawn else "is no SVG"
    return None, (Finding("HB402", place, f'"{name}" {fault}'),)


def _is_markup(data: bytes) -> bool:
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<"))


def _drawing(data: bytes, name: str, place: Place) -> tuple[Picture | None, tuple[Finding, ...]]:
    drawing = inspect_svg(data)
    findings = [Finding("HB405", place, f'"{name}" {fault}') for fault in drawing.loads]
    if drawing.fault:
        findings.append(Finding("HB402", place, f'"{name}" {drawing.fault}'))
    for bitmap in drawing.bitmaps:
        findings.extend(_bitmap(bitmap, f"{name}, a picture in it", place)[1])
    picture = Picture("svg", drawing.width, drawing.height)
    return None if findings else picture, tuple(findings)


def _bitmap(data: bytes, name: str, place: Place) -> tuple[Picture | None, tuple[Finding, ...]]:
    try:
        picture, fault = _decoded(data)
    except Image.DecompressionBombError:
        picture, fault = None, "is far too large"
    except Exception:  # decoders raise whatever the bytes lead them into
        picture, fault = None, "is broken or not a picture"
    return picture, (Finding("HB402", place, f'"{name}" {fault}'),) if fault else ()


@contextmanager
def _whole_pictures_alone() -> Iterator[None]:
    """Refuse pictures that break off: the engine, once loaded, has Pillow take them."""
    kept = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = kept


def _decoded(data: bytes) -> tuple[Picture | None, str]:
    """Open a bitmap and read it to its last row; also return what is wrong with it."""
    with _whole_pictures_alone(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                return None, f"is too large: {width} by {height} pixels"
            image.load()
            return Picture((image.format or "").lower(), width, height), ""
