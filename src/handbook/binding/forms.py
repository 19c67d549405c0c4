"""Hang the widgets of all fragments into one form, and give it a typeface to write with."""

from collections.abc import Iterator
from functools import cache

import uharfbuzz
from pikepdf import Array, Dictionary, Name, Pdf, String

from handbook.binding.fonts import DROPPED_TABLES
from handbook.setting.objects import Node
from handbook.setting.typefaces import font_files
from handbook.setting.widgets import APPEARANCE

TYPEFACE = "SourceSansPro-Regular"
"""What a reader's own entries are set in."""
_FIRST, _LAST = 32, 255
_OF_THE_FIELD = ("/FT", "/T", "/TU", "/V", "/Ff", "/DA", "/Q", "/MaxLen")
"""Keys that belong to a field and not to one of its widgets (ISO 32000-1, tables 220 to 229)."""


def hang(pdf: Pdf) -> None:
    """Make a form of what fragments prepared as widgets, if there is anything.

    A name such as `D2.7.done` becomes three fields, one inside the other, because a partial name
    holds no period (ISO 32000-1, 12.7.3.2). Widgets of one name are one field: a list that is
    shown twice is ticked once.
    """
    fields: dict[str, list[Node]] = {}
    for widget in _widgets(pdf):
        fields.setdefault(str(widget.T), []).append(widget)
    if not fields:
        return
    roots = Array()
    nodes: dict[str, Node] = {}
    for name, widgets in fields.items():
        field = _field(pdf, widgets)
        parent, _, last = name.rpartition(".")
        field.T = String(last)
        _add(pdf, nodes, roots, parent, field)
    pdf.Root.AcroForm = Dictionary(
        Fields=roots,
        DR=Dictionary(Font=Dictionary(Text=_typeface(pdf))),
        DA=String(APPEARANCE),
    )


def _widgets(pdf: Pdf) -> Iterator[Node]:
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", Array()):
            if "/FT" in annotation:
                annotation.Subtype = Name.Widget
                yield annotation


def _field(pdf: Pdf, widgets: list[Node]) -> Node:
    """Return the field of some widgets: the widget itself, or one above them all."""
    first, *others = widgets
    if not others:
        return first
    field = pdf.make_indirect(Dictionary(Kids=Array(widgets)))
    for key in _OF_THE_FIELD:
        if key in first:
            field[key] = first[key]
    for widget in widgets:
        widget.Parent = field
        for key in _OF_THE_FIELD:
            if key in widget:
                del widget[key]
    return field


def _add(pdf: Pdf, nodes: dict[str, Node], roots: Array, name: str, field: Node) -> None:
    """Hang a field under the node of a name, which is made if it is not there yet."""
    if not name:
        roots.append(field)
        return
    if name not in nodes:
        above, _, last = name.rpartition(".")
        nodes[name] = pdf.make_indirect(Dictionary(T=String(last), Kids=Array()))
        _add(pdf, nodes, roots, above, nodes[name])
    field.Parent = nodes[name]
    nodes[name].Kids.append(field)


def _typeface(pdf: Pdf) -> Node:
    """Return the font of the form: the Latin letters of Windows, in the typeface of the lists."""
    data, widths, box, ascent, descent = _letters()
    name = Name(f"/FORMAA+{TYPEFACE}")
    file = pdf.make_stream(data)
    file.Length1 = len(data)
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=name, Flags=32, FontBBox=list(box), ItalicAngle=0,
        Ascent=ascent, Descent=descent, CapHeight=ascent, StemV=80, FontFile2=file,
    )  # fmt: skip
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.TrueType, BaseFont=name, Encoding=Name.WinAnsiEncoding,
            FirstChar=_FIRST, LastChar=_LAST, Widths=list(widths),
            FontDescriptor=pdf.make_indirect(descriptor),
        )
    )  # fmt: skip


def letter_width(letter: str) -> int:
    """Return the advance of a letter in the typeface of the form, in thousandths of an em."""
    return _letters()[1][max(0, letter.encode("cp1252", "replace")[0] - _FIRST)]


@cache
def _letters() -> tuple[bytes, tuple[int, ...], tuple[int, int, int, int], int, int]:
    """Return font file, widths in thousandths of an em, box, ascent and descent."""
    path = next(path for path in font_files() if path.stem == TYPEFACE)
    face = uharfbuzz.Face(path.read_bytes())
    codes = [bytes([code]).decode("cp1252", "replace") for code in range(_FIRST, _LAST + 1)]
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update({ord(code) for code in codes if code != "\ufffd"})
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in DROPPED_TABLES)
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
    font = uharfbuzz.Font(face)
    scale = 1000 / face.upem
    glyphs = [font.get_nominal_glyph(ord(code)) or 0 for code in codes]
    widths = tuple(round(font.get_glyph_h_advance(glyph) * scale) for glyph in glyphs)
    extents = font.get_font_extents("ltr")
    ascent, descent = round(extents.ascender * scale), round(extents.descender * scale)
    data = bytes(uharfbuzz.subset(face, wanted).blob.data)
    return data, widths, (0, descent, max(widths), ascent), ascent, descent
