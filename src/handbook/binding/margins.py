"""Read revision bars back from a finished PDF: where they stand, and what they mark."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pikepdf
import pypdfium2
from pikepdf import Dictionary, Pdf

from handbook.binding.bars import CHANGES, FORM
from handbook.binding.matrices import MM, Box
from handbook.setting.objects import Node

_RECTANGLE = re.compile(rb"(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+re\b")


@dataclass(frozen=True, slots=True)
class PrintedBar:
    """A revision bar on a page; lengths in mm, from the upper left corner of the trim."""

    page: int
    """From 1."""
    label: str
    left: float
    top: float
    right: float
    bottom: float
    kinds: tuple[str, ...]
    """How each thing changed that it marks: `added`, `revised`, `removed`."""
    ids: tuple[str, ...]
    """Of each of them."""
    outer: bool
    """Whether it stands in the half of the page that is turned."""
    edge: float
    """From the outer trim edge."""
    clear: float
    """From the text, towards the spine."""


class _Margin(NamedTuple):
    """A page that has bars."""

    number: int
    label: str
    page: pikepdf.Page
    form: Node
    """What draws them."""
    texts: tuple[Box, ...]
    recto: bool


def read_bars(pdf: Pdf, data: bytes, labels: Sequence[str]) -> tuple[PrintedBar, ...]:
    """Return the bars of all pages; `data` is the file that `pdf` was opened from."""
    forms = {number: form for number, page in enumerate(pdf.pages) if (form := _form(page.obj))}
    if not forms:
        return ()
    rectos = tuple(_rectos(pdf))
    with pypdfium2.PdfDocument(data) as document:
        margins = (
            _Margin(
                number + 1,
                labels[number],
                pdf.pages[number],
                form,
                tuple(_texts(document[number])),
                rectos[number],
            )
            for number, form in forms.items()
        )
        return tuple(bar for margin in margins for bar in _bars(margin))


def _form(page: Node) -> Node | None:
    return page.get("/Resources", Dictionary()).get("/XObject", Dictionary()).get(FORM)


def _rectos(pdf: Pdf) -> Iterator[bool]:
    """Yield of each page whether its number is odd, as those of right-hand pages are."""
    labels = pdf.Root.get("/PageLabels")
    starts = dict(pikepdf.NumberTree(labels).items()) if labels is not None else {}
    folio = 1
    for number in range(len(pdf.pages)):
        folio = int(starts[number].get("/St", 1)) if number in starts else folio
        yield folio % 2 == 1
        folio += 1


def _texts(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """Yield the boxes of the texts of a page; what they say is not asked for, which is faster."""
    text = page.get_textpage()
    yield from (text.get_rect(number) for number in range(text.count_rects()))


def _bars(margin: _Margin) -> Iterator[PrintedBar]:
    left, _, right, upper = (float(edge) for edge in margin.page.trimbox)
    for drawn, marks in zip(_drawn(margin.form), margin.form[CHANGES], strict=True):
        x, y, to_x, to_y = drawn
        words = [str(one) for one in marks]
        yield PrintedBar(
            page=margin.number,
            label=margin.label,
            left=_mm(x - left),
            top=_mm(upper - to_y),
            right=_mm(to_x - left),
            bottom=_mm(upper - y),
            kinds=tuple(words[::2]),
            ids=tuple(words[1::2]),
            outer=(right - to_x < x - left) == margin.recto,
            edge=_mm(right - to_x if margin.recto else x - left),
            clear=_mm(min(_room(drawn, margin), default=right - left)),
        )


def _room(bar: Box, margin: _Margin) -> Iterator[float]:
    """Yield how far from a bar the texts are that begin on its side towards the spine."""
    for left, _, right, _ in margin.texts:
        if margin.recto and left < bar[0]:
            yield bar[0] - right
        elif not margin.recto and right > bar[2]:
            yield left - bar[2]


def _mm(points: float) -> float:
    return round(points * MM, 2)


def _drawn(form: Node) -> Iterator[Box]:
    for row in _RECTANGLE.findall(form.read_bytes()):
        x, y, width, height = map(float, row)
        yield x, y, x + width, y + height
