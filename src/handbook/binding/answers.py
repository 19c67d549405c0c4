"""What was filled into a form: read from a PDF as values, and written into another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from handbook.binding.fields import fields_of
from handbook.binding.forms import letter_width
from handbook.binding.saving import as_bytes
from handbook.book.findings import Finding
from handbook.book.form import Field
from handbook.book.places import Place
from handbook.setting.objects import Node
from handbook.setting.widgets import ON, TEXT_SIZE

_ROOM = 2.0
"""Points between the edge of a field and its text."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form of a handbook that somebody filled in."""

    path: str
    book: str
    """Short name of the book that it is of."""
    edition: str
    fields: tuple[Field, ...]


def read_filled(data: bytes, path: str) -> tuple[Filled | None, tuple[Finding, ...]]:
    """Return the form that a file holds, or nothing and why."""
    place = Place(path)
    try:
        with Pdf.open(BytesIO(data)) as pdf:
            book, _, edition = str(pdf.open_metadata().get("dc:identifier", "")).rpartition(":")
            fields = fields_of(pdf)
    except pikepdf.PasswordError:
        return None, (Finding("HB702", place, "the file is encrypted"),)
    except (pikepdf.PdfError, ValueError, KeyError, AttributeError, TypeError, IndexError):
        return None, (Finding("HB701", place, "the file is no PDF that can be read"),)
    if not book:
        return None, (Finding("HB703", place, "the file does not say what book it is of"),)
    if not fields:
        return None, (Finding("HB704", place, "the file has no fields"),)
    return Filled(path, book, edition.partition("/")[0], fields), ()


def fill(data: bytes, values: Mapping[str, str]) -> bytes:
    """Return a PDF with values put into the fields of these full names.

    Boxes take any value but `Off` as ticked. The bytes depend on the arguments alone.
    """
    with Pdf.open(BytesIO(data)) as pdf:
        font = pdf.Root.AcroForm.DR.Font
        for name, field in _terminals(pdf.Root.AcroForm.Fields, ""):
            if name in values:
                _put(pdf, field, values[name], font)
        return as_bytes(pdf)


def _terminals(fields: Iterable[Node], above: str) -> Iterable[tuple[str, Node]]:
    for field in fields:
        name = f"{above}{field.T}"
        kids = field.get("/Kids", Array())
        if len(kids) and "/T" in kids[0]:
            yield from _terminals(kids, f"{name}.")
        else:
            yield name, field


def _put(pdf: Pdf, field: Node, value: str, font: Node) -> None:
    widgets = list(field.Kids) if "/Kids" in field else [field]
    if Name.Btn == field.FT:
        field.V = ON
        for widget in widgets:
            widget.AS = ON
        return
    field.V = String(value)
    for widget in widgets:
        form = widget.AP.N
        left, bottom, right, top = (float(edge) for edge in form.BBox)
        content = _written(value, right - left, top - bottom, "/Ff" in field)
        shown = pdf.make_stream(content)
        shown.Type, shown.Subtype, shown.BBox = Name.XObject, Name.Form, form.BBox
        shown.Resources = Dictionary(Font=font)
        widget.AP = Dictionary(N=shown)


def _written(value: str, width: float, height: float, many: bool) -> bytes:
    """Return what shows a text in a field; letters that the form cannot write become a `?`."""
    size = TEXT_SIZE
    lines = _wrapped(value, width - 2 * _ROOM, size) if many else [" ".join(value.split())]
    if not many and (long := _length(lines[0], size)) > width - 2 * _ROOM:
        size = max(4.0, size * (width - 2 * _ROOM) / long)
    first = height - _ROOM - size if many else (height - 0.7 * size) / 2
    rows = b" ".join(
        b"<%s> Tj T*" % line.encode("cp1252", "replace").hex().encode() for line in lines
    )
    return b"/Tx BMC q BT /Text %.2f Tf 0 g %.2f TL %.2f %.2f Td %s ET Q EMC" % (
        size, 1.2 * size, _ROOM, first, rows,
    )  # fmt: skip


def _wrapped(text: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and _length(longer, size) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def _length(text: str, size: float) -> float:
    return sum(map(letter_width, text)) * size / 1000
