"""Look at the text of a PDF from anywhere: what a cut takes, and what is too small to read."""

from collections.abc import Iterator, Sequence
from math import sqrt

import pypdfium2
from pypdfium2 import PdfMatrix, PdfTextObj
from pypdfium2.raw import (
    FPDF_PAGEOBJ_TEXT,
    FPDF_TEXTRENDERMODE_INVISIBLE,
    FPDFTextObj_GetTextRenderMode,
)

from handbook.binding.matrices import MM, Box
from handbook.book.findings import Finding
from handbook.book.places import Place

LEAST_TYPE = 5.5
"""Points of type that nobody reads below; signs above the line are that small."""
CUT = 0.3
"""Millimetres beyond the trim from which a text is cut: boxes of glyphs are rounded."""
DEPTH = 5
"""Forms within forms in which text is looked for."""

Seen = tuple[float, float, str]
"""Points of a text beyond the trim, points of its type, how it begins."""


def glance(data: bytes, labels: Sequence[str], path: str) -> Iterator[Finding]:
    """Yield the worst of each page of a PDF: text that the trim cuts, type that is too small."""
    with pypdfium2.PdfDocument(data) as pdf:
        for label, page in zip(labels, pdf, strict=False):
            seen = tuple(_seen(page))
            beyond, _, text = max(seen, default=(0.0, 0.0, ""))
            if beyond * MM > CUT:
                says = f"page {label}: “{text}” runs {beyond * MM:.1f} mm over the trim"
                yield Finding("HB605", Place(path), says)
            _, size, text = min(seen, key=lambda one: one[1], default=(0.0, LEAST_TYPE, ""))
            if size < LEAST_TYPE - 0.01:
                says = f"page {label}: “{text}” is set in {size:.2f} pt, less than {LEAST_TYPE:g}"
                yield Finding("HB609", Place(path), says)


def _seen(page: pypdfium2.PdfPage) -> Iterator[Seen]:
    left, lower, right, upper = page.get_trimbox()
    for (x, y, to_x, to_y), size, text in texts_of(page):
        yield max(left - x, lower - y, to_x - right, to_y - upper), size, text


def texts_of(page: pypdfium2.PdfPage) -> Iterator[tuple[Box, float, str]]:
    """Yield the texts of a page that can be seen: box and size in points, and what they say."""
    words = page.get_textpage()
    for one in page.get_objects([FPDF_PAGEOBJ_TEXT], DEPTH, textpage=words):
        shown = FPDFTextObj_GetTextRenderMode(one) != FPDF_TEXTRENDERMODE_INVISIBLE
        text = " ".join(one.extract().split()) if shown else ""
        if text:
            forms = _forms(one)
            yield forms.on_rect(*one.get_bounds()), _size(one, forms), text


def _forms(text: PdfTextObj) -> PdfMatrix:
    """Return the matrix from the form that holds a text, through those around it, to the page."""
    matrix = PdfMatrix()
    holder = text.container
    while holder:
        matrix = matrix.multiply(holder.get_matrix())
        holder = holder.container
    return matrix


def _size(text: PdfTextObj, forms: PdfMatrix) -> float:
    a, b, c, d, *_ = text.get_matrix().multiply(forms).get()
    return float(text.get_font_size() * sqrt(abs(a * d - b * c)))
