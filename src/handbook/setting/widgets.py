"""Turn links to `field:KIND/NAME` into the widgets of a form, just where they are printed.

The templates draw every box that is ticked and every cell that is written in, as a link with a
title: so the engine itself gives its rectangle and its place in the order of reading.
"""

from functools import partial

from pikepdf import Dictionary, Name, Pdf, String

from handbook.setting.objects import Node

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


Looks = dict[tuple[float, float, bytes], Node]
"""Appearances by width, height and content: equal ones are one object of the PDF."""


def make_widget(pdf: Pdf, looks: Looks, annotation: Node, address: str, label: str) -> None:
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
    left, right = sorted(float(annotation.Rect[edge]) for edge in (0, 2))
    bottom, top = sorted(float(annotation.Rect[edge]) for edge in (1, 3))
    annotation.Rect = [left, bottom, right, top]
    width, height = round(right - left, 2), round(top - bottom, 2)
    look = partial(_look, pdf, looks, width, height)
    if kind == "tick":
        annotation.FT = Name.Btn
        annotation.V = annotation.AS = Name.Off
        annotation.MK = Dictionary(CA=String("4"))
        annotation.AP = Dictionary(N=Dictionary(Off=look(b""), Yes=look(_tick(width, height))))
        return
    annotation.FT = Name.Tx
    annotation.DA = String(APPEARANCE)
    annotation.AP = Dictionary(N=look(b"/Tx BMC EMC"))
    if kind == "lines":
        annotation.Ff = _MULTILINE


def _look(pdf: Pdf, looks: Looks, width: float, height: float, content: bytes) -> Node:
    """Return an appearance (ISO 32000-1, 12.5.5)."""
    key = width, height, content
    if key not in looks:
        form = pdf.make_stream(content)
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = [0, 0, width, height]
        form.Resources = Dictionary()
        looks[key] = form
    return looks[key]


def _tick(width: float, height: float) -> bytes:
    """Return a tick that fills most of a box, drawn and not written."""
    points = ((0.2, 0.52), (0.42, 0.26), (0.82, 0.78))
    (a, b), *rest = ((x * width, y * height) for x, y in points)
    lines = " ".join(f"{x:.2f} {y:.2f} l" for x, y in rest)
    return f"q 0 G {0.12 * width:.2f} w 1 J 1 j {a:.2f} {b:.2f} m {lines} S Q".encode()
