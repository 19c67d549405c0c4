"""What stands at the trim: texts, with their distance from it, and bleed that is empty."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import pypdfium2
from PIL.Image import Image, Resampling, Transpose

from handbook.binding.glance import texts_of
from handbook.binding.matrices import MM, Box, overlap

FINENESS = 4.0
"""Dots in a millimetre, of the picture in which ink is looked for."""
INK = 8
"""Darkness from which on a dot counts as ink, of 255."""
NEAR = 1.0
"""Millimetres inside the trim in which ink must go on into the bleed."""
LONG = 5.0
"""Millimetres along the trim over which it must be."""
SIDES = ("left", "foot", "right", "head")

Beside = tuple[float, float, float, float]
"""Distance to the left, lower, right and upper trim in mm; below 0 beyond it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A text, by its distance from the trim."""

    text: str
    box: Box
    """In mm from the lower left corner of the trim."""
    beside: Beside


@dataclass(frozen=True, slots=True)
class Edges:
    """What stands at the trim of a page."""

    lines: tuple[Line, ...] = ()
    text: str = ""
    """All that the page says."""
    label: str = ""
    """What the file calls the page."""
    empty: tuple[tuple[str, float, float], ...] = ()
    """Bleed without ink where ink touches the trim: side, from and to along it, in mm."""


def edges_of(
    data: bytes, boxes: Sequence[tuple[Box, Box] | None], rastered: Sequence[bool]
) -> tuple[Edges, ...]:
    """Return what stands at the trim of each page.

    `boxes` are trim and bleed in points, nothing for a page without a trim; a raster is made of
    the pages for which `rastered` says so.
    """
    with pypdfium2.PdfDocument(data) as pdf:
        return tuple(
            _edges(page, label, pair, raster)
            for page, label, pair, raster in zip(pdf, _labels(pdf), boxes, rastered, strict=True)
        )


def read_texts(data: bytes) -> dict[str, str] | None:
    """Return what each page of a PDF says, by its label; nothing when it cannot be read."""
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            return {label: _text(page) for label, page in zip(_labels(pdf), pdf, strict=True)}
    except pypdfium2.PdfiumError:
        return None


def _labels(pdf: pypdfium2.PdfDocument) -> list[str]:
    """Return the labels of the pages, or their numbers where they have none of their own."""
    labels = [pdf.get_page_label(index) for index in range(len(pdf))]
    own = all(labels) and len(set(labels)) == len(labels)
    return labels if own else [str(number) for number in range(1, len(pdf) + 1)]


def _text(page: pypdfium2.PdfPage) -> str:
    return " ".join(page.get_textpage().get_text_bounded().split())


def _edges(
    page: pypdfium2.PdfPage, label: str, boxes: tuple[Box, Box] | None, raster: bool
) -> Edges:
    text = _text(page)
    if boxes is None:
        return Edges(text=text, label=label)
    lines = tuple(_lines(page, *boxes))
    return Edges(lines, text, label, tuple(_empty(page, *boxes)) if raster else ())


def _lines(page: pypdfium2.PdfPage, trim: Box, bleed: Box) -> Iterator[Line]:
    """Yield the texts that are in the trim or reach into it."""
    for box, _, text in texts_of(page):
        if overlap(box, trim):
            x, y, to_x, to_y = box
            beside = x - trim[0], y - trim[1], trim[2] - to_x, trim[3] - to_y
            place = x - trim[0], y - trim[1], to_x - trim[0], to_y - trim[1]
            yield Line(text, _mm(place), _mm(beside))


def _mm(box: Box) -> Box:
    left, lower, right, upper = box
    return left * MM, lower * MM, right * MM, upper * MM


def _empty(page: pypdfium2.PdfPage, trim: Box, bleed: Box) -> Iterator[tuple[str, float, float]]:
    """Yield where ink touches the trim and the bleed beside it is not full."""
    image = page.render(
        scale=FINENESS * MM, grayscale=True, may_draw_forms=False, draw_annots=False
    ).to_pil()
    left, _, _, upper = page.get_cropbox()

    def dots(box: Box) -> tuple[float, float, float, float]:
        x, y, to_x, to_y = _mm((box[0] - left, upper - box[3], box[2] - left, upper - box[1]))
        return x * FINENESS, y * FINENESS, to_x * FINENESS, to_y * FINENESS

    for side, (inner, outer) in zip(SIDES, _strips(image, dots(trim), dots(bleed)), strict=True):
        yield from ((side, start, end) for start, end in _bare(inner, outer))


def _strips(image: Image, trim: Box, bleed: Box) -> Iterator[tuple[Image, Image]]:
    """Yield of each side what lies just within the trim, and the bleed beside it.

    Both are turned so that the trim runs from left to right, and their rows lie along it.
    """
    ink = image.convert("L").point(lambda light: 255 if 255 - light >= INK else 0)
    left, head, right, foot = map(round, trim)
    out_left, out_head, out_right, out_foot = map(round, bleed)
    near = round(NEAR * FINENESS)
    for box, beyond, turned in (
        ((left, head, left + near, foot), (out_left, head, left, foot), True),
        ((left, foot - near, right, foot), (left, foot, right, out_foot), False),
        ((right - near, head, right, foot), (right, head, out_right, foot), True),
        ((left, head, right, head + near), (left, out_head, right, head), False),
    ):
        yield _strip(ink, box, turned), _strip(ink, beyond, turned)


def _strip(ink: Image, box: tuple[int, int, int, int], turned: bool) -> Image:
    strip = ink.crop(box)
    return strip.transpose(Transpose.ROTATE_270) if turned else strip


def _bare(inner: Image, outer: Image) -> Iterator[tuple[float, float]]:
    """Yield the stretches along the trim, in mm, with ink within and not all the way out."""
    touched, full = _shares(inner), bytes(inner.width)
    if outer.height > 2:  # the dots at both ends may be half on the page
        full = _shares(outer.crop((0, 1, outer.width, outer.height - 1)))
    bare = [one > 0 and other < 255 for one, other in zip(touched, full, strict=True)]
    start = 0
    for state, run in groupby(bare):
        length = len(list(run))
        if state and length >= LONG * FINENESS:
            yield start / FINENESS, (start + length) / FINENESS
        start += length


def _shares(strip: Image) -> bytes:
    """Return of each column how much of it is ink: 0 none, 255 all."""
    return strip.resize((strip.width, 1), Resampling.BOX).tobytes()
