"""Text as outlines: letters that need no typeface in the file, and that no search finds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from pikepdf import Dictionary, Name, Pdf

from handbook.setting.objects import Node
from handbook.setting.typefaces import font_files

TYPEFACE = "SourceSansPro-Regular"
"""What slug lines are set in."""
EM = 1000
"""Units of a letter in the size of type."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as a path, in thousandths of the size of type."""

    name: str
    """Of the glyph, fit for a resource."""
    path: str
    """Operators of a PDF, without the one that fills; empty for a space."""
    advance: float


@dataclass(slots=True)
class Lettering:
    """Lines of text in a PDF; each letter is a form that all lines share."""

    pdf: Pdf
    _forms: dict[str, Node] = field(default_factory=dict)

    def line(self, holder: Node, text: str, x: float, y: float, size: float, ink: str) -> str:
        """Return the operators that draw a line of text, in points.

        `holder` is the page or the form that draws it, and gets the letters among its resources;
        `ink` is the operator that sets the colour.
        """
        scale = f"{size / 1000:.5f}"
        drawn = [f"q {ink} {scale} 0 0 {scale} {x:.3f} {y:.3f} cm"]
        for letter in letters(text):
            if letter.path:
                add_form(holder, letter.name, self._form(letter))
                drawn.append(f"/{letter.name} Do")
            drawn.append(f"1 0 0 1 {letter.advance:g} 0 cm")
        return " ".join((*drawn, "Q"))

    def _form(self, letter: Letter) -> Node:
        if letter.name not in self._forms:
            form = self.pdf.make_stream(f"{letter.path} f".encode())
            form.Type, form.Subtype = Name.XObject, Name.Form
            form.BBox = [-EM, -EM, 2 * EM, 2 * EM]
            form.Resources = Dictionary()
            self._forms[letter.name] = form
        return self._forms[letter.name]


def add_form(holder: Node, name: str, form: Node) -> None:
    """Put a form among the resources of a page, or of another form."""
    if "/XObject" not in holder.Resources:
        holder.Resources.XObject = Dictionary()
    holder.Resources.XObject[f"/{name}"] = form


def letters(text: str) -> Iterator[Letter]:
    """Yield the letters of a text; what the typeface lacks is its sign for that."""
    characters, _ = _typeface()
    for letter in text:
        yield _letter(characters.get(ord(letter), ".notdef"))


def width(text: str) -> float:
    """Return how wide a text is, in thousandths of the size of type."""
    return sum(letter.advance for letter in letters(text))


@cache
def _typeface() -> tuple[dict[int, str], TTFont]:
    path = next(path for path in font_files() if Path(path).stem == TYPEFACE)
    font = TTFont(path, lazy=True)
    return font.getBestCmap(), font


@cache
def _letter(name: str) -> Letter:
    _, font = _typeface()
    glyphs = font.getGlyphSet()
    pen = _Pen(glyphs, EM / font["head"].unitsPerEm)
    glyphs[name].draw(pen)
    number = font.getGlyphID(name)
    return Letter(f"G{number}", " ".join(pen.path), glyphs[name].width * pen.scale)


class _Pen(BasePen):  # type: ignore[misc]  # the library has no types
    """Write a glyph as path operators of a PDF (ISO 32000-1, 8.5.2)."""

    def __init__(self, glyphs: object, scale: float) -> None:
        super().__init__(glyphs)
        self.scale = scale
        self.path: list[str] = []

    def _write(self, operator: str, *points: tuple[float, float]) -> None:
        numbers = [f"{round(value * self.scale, 1):g}" for point in points for value in point]
        self.path.append(" ".join((*numbers, operator)))

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802  # the library's name
        self._write("m", point)

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._write("l", point)

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._write("c", *points)

    def _closePath(self) -> None:  # noqa: N802
        self._write("h")
