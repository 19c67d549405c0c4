"""Embed typefaces once, and lend them to every page that shows them."""

from collections.abc import Iterable, Mapping

from pikepdf import Array, Dictionary, Name, Pdf, String

from handbook.binding.fonts import Face, to_unicode, widths
from handbook.book.fragments import Fragment
from handbook.setting.objects import Node


def embed(pdf: Pdf, faces: Iterable[Face]) -> dict[str, Node]:
    """Embed the typefaces; return them by resource name."""
    return {f"/{face.use.tag}": _embedded(pdf, face) for face in faces}


def lend_fonts(resources: Node, fragment: Fragment, fonts: Mapping[str, Node]) -> None:
    """Fill the font dictionary, which all pages of a fragment share."""
    for use in fragment.fonts:
        resources.Font[f"/{use.tag}"] = fonts[f"/{use.tag}"]


def _embedded(pdf: Pdf, face: Face) -> Node:
    use = face.use
    name = Name(f"/{use.tag}+{use.name}")
    opentype = face.data[:4] == b"OTTO"
    file = pdf.make_stream(face.data)
    if opentype:
        file.Subtype = Name.OpenType
    else:
        file.Length1 = len(face.data)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        FontFamily=String(use.family),
        Flags=use.flags,
        FontBBox=[0, use.descent, round(max(w for _, w, _ in use.glyphs)), use.ascent],
        ItalicAngle=0,
        Ascent=use.ascent,
        Descent=use.descent,
        CapHeight=use.ascent,
        StemV=80,
    )
    descriptor["/FontFile3" if opentype else "/FontFile2"] = file
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0 if opentype else Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        W=Array(widths(use)),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    if not opentype:
        font.CIDToGIDMap = Name.Identity
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            ToUnicode=pdf.make_stream(to_unicode(use)),
            DescendantFonts=[pdf.make_indirect(font)],
        )
    )
