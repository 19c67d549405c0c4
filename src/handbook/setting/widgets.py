"""Turn links to `field:KIND/NAME` into the widgets of a form, just where they are printed.

The templates draw every box that is ticked and every cell that is written in, as a link with a
title: so the engine itself gives its rectangle and its place in the order of reading.
"""

from typing import Any

from pikepdf import Dictionary, Name, Pdf, String

SCHEME = "field:"
"""Scheme of links that stand for a field; the rest is kind, a slash, the full name."""
ON = Name.Yes
"""State of a ticked box."""
TEXT_SIZE = 10.0
"""Points of what is filled in."""
APPEARANCE = f"/Text {TEXT_SIZE:g} Tf 0 g"
"""How text is set in a field: typeface among the form's resources, points, ink."""

_PRINTED = 4
"""Annotation flag: shown in print too (ISO 32000-1, 12.5.3)."""
_MULTILINE = 1 << 12
"""Field flag: text of many lines (ISO 32000-1, 12.7.4.3)."""

Node = Any
"""An object of a PDF: pikepdf gives all kinds one type, which no checker can follow."""


def make_widget(pdf: Pdf, annotation: Node, address: str, label: str) -> None:
    """Make a link annotation all that a widget is, but for its kind.

    It becomes a widget when the linker hangs it into the form of the book; until then its full
    name stays in `T`, periods and all. `label` is what a reader is told of the field: the id
    and the text of the item.
    """
    kind, _, name = address.removeprefix(SCHEME).partition("/")
    for key in ("/A", "/Dest", "/Contents", "/Border", "/BS", "/H"):
        if key in annotation:
            del annotation[key]
    annotation.F = _PRINTED
    annotation.T = String(name)
    annotation.TU = String(label)
    left, bottom, right, top = (float(edge) for edge in annotation.Rect)
    width, height = right - left, top - bottom
    if kind == "tick":
        annotation.FT = Name.Btn
        annotation.V = annotation.AS = Name.Off
        annotation.MK = Dictionary(CA=String("4"))
        off = _form(pdf, width, height, b"")
        annotation.AP = Dictionary(
            N=Dictionary(Off=off, Yes=_form(pdf, width, height, _tick(width, height)))
        )
        return
    annotation.FT = Name.Tx
    annotation.DA = String(APPEARANCE)
    annotation.AP = Dictionary(N=_form(pdf, width, height, b"/Tx BMC EMC"))
    if kind == "lines":
        annotation.Ff = _MULTILINE


def _form(pdf: Pdf, width: float, height: float, content: bytes) -> Node:
    """Return an appearance; equal ones are one object."""
    form = pdf.make_stream(content)
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = [0, 0, round(width, 3), round(height, 3)]
    form.Resources = Dictionary()
    return form


def _tick(width: float, height: float) -> bytes:
    """Return a tick that fills most of a box, drawn and not written."""
    points = ((0.2, 0.52), (0.42, 0.26), (0.82, 0.78))
    (a, b), *rest = ((x * width, y * height) for x, y in points)
    lines = " ".join(f"{x:.2f} {y:.2f} l" for x, y in rest)
    return f"q 0 G {0.12 * width:.2f} w 1 J 1 j {a:.2f} {b:.2f} m {lines} S Q".encode()
