"""What stands on sheets of cards: the sides, their type, the marks; read from the pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
import pypdfium2
from pikepdf import Dictionary, Pdf
from PIL.Image import Image

from handbook.binding.matrices import IDENTITY, MM, Box, Matrix, applied, scale, times
from handbook.setting.objects import Node

FINENESS = 4.0
"""Dots in a millimetre, of the picture in which ink is looked for."""
INK = 64
"""Darkness from which on a dot counts as ink, of 255."""

_NAME = re.compile(r"/([a-z]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a card."""

    number: int
    """From 1: fronts are odd, the back of each follows it."""
    kind: str
    """`card` or `emergency`."""
    box: Box
    """In mm from the lower left corner of the sheet."""
    turned: bool
    """Whether it stands on its head."""
    least: float
    """Size of its smallest type, in points; 0 without a text."""
    clear: float
    """Millimetres from the cut to the ink that comes nearest."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of a sheet of paper."""

    width: float
    height: float
    sides: tuple[Side, ...]
    marks: tuple[Box, ...]
    """From one end to the other."""


def sheets_of(pdf: Pdf, data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a file of cards; `data` is the file that `pdf` was opened from."""
    with pypdfium2.PdfDocument(data) as pictures:
        return tuple(_sheet(page, pictures[number]) for number, page in enumerate(pdf.pages))


def _sheet(page: pikepdf.Page, picture: Node) -> Sheet:
    width, height = (float(length) * MM for length in page.mediabox[2:])
    ink = _ink(picture)
    sides = tuple(_sides(page, ink))
    return Sheet(round(width, 2), round(height, 2), sides, tuple(_marks(page)))


def _sides(page: pikepdf.Page, ink: Image) -> Iterator[Side]:
    forms = page.obj.Resources.get("/XObject", Dictionary())
    for operator, operands, matrix in steps(page, "Do"):
        found = _NAME.fullmatch(str(operands[0])) if operator == "Do" else None
        if found:
            form = forms[found[0]]
            box = _box(form, matrix)
            least = min(_type(form, matrix), default=0.0)
            yield Side(int(found[2]), found[1], box, matrix[0] < 0, least, _clear(ink, box))


def _marks(page: pikepdf.Page) -> Iterator[Box]:
    """Yield the lines that a page draws itself, from one end to the other."""
    start = 0.0, 0.0
    for operator, operands, matrix in steps(page, "m l"):
        point = _moved(matrix, *map(float, operands))
        if operator == "l":
            yield *start, *point
        start = point


def _type(form: Node, matrix: Matrix) -> Iterator[float]:
    """Yield the sizes of the type that a form shows, in points on the page."""
    size, line = 0.0, IDENTITY
    for operator, operands, current in steps(form, "Tf Tm BT Tj TJ ' \"", matrix):
        match operator:
            case "BT":
                line = IDENTITY
            case "Tf":
                size = float(operands[1])
            case "Tm":
                line = tuple(map(float, operands))
            case _:
                yield round(size * scale(times(line, current)), 2)


def steps(
    content: Node, wanted: str, matrix: Matrix = IDENTITY
) -> Iterator[tuple[str, list[Node], Matrix]]:
    """Yield some operators of a page or form, with what they work on and the matrix they meet."""
    stack = []
    for step in pikepdf.parse_content_stream(content, f"q Q cm {wanted}"):
        operands = list(step.operands)
        match str(step.operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop()
            case "cm":
                matrix = times(tuple(map(float, operands)), matrix)
            case name:
                yield name, operands, matrix


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a point comes to lie, in mm."""
    x, y = applied(matrix, x, y)
    return round(x * MM, 2), round(y * MM, 2)


def _box(form: Node, matrix: Matrix) -> Box:
    left, lower, right, upper = map(float, form.BBox)
    (x, y), (to_x, to_y) = _moved(matrix, left, lower), _moved(matrix, right, upper)
    return min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)


def _ink(page: Node) -> Image:
    """Return a page as a picture in black and white, ink white."""
    grey = page.render(scale=FINENESS * MM, grayscale=True).to_pil().convert("L")
    ink: Image = grey.point(lambda light: 255 if 255 - light >= INK else 0)
    return ink


def _clear(ink: Image, box: Box) -> float:
    """Return how far the ink in a box stays from its edges; of an empty one, half its width."""
    left, lower, right, upper = (length * FINENESS for length in box)
    area = ink.crop(
        (round(left), round(ink.height - upper), round(right), round(ink.height - lower))
    )
    found = area.getbbox()
    if found is None:
        return round((box[2] - box[0]) / 2, 2)
    x, y, to_x, to_y = found
    return round(min(x, y, area.width - to_x, area.height - to_y) / FINENESS, 2)
