"""A file that a print shop takes as it is, made by hand, so that tests can break it."""

from io import BytesIO

import fontTools.ttLib
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, Stream, String

from handbook.setting.typefaces import font_data

POINT = 72 / 25.4
TRIM, BLEED, SLUG = (148.0, 210.0), 3.0, 12.0
"""Of a page, in mm."""
BLACK, TEXT = "0 0 0 1 k 0 0 0 1 K", "BT /F 10 Tf 1 0 0 1 {x} {y} Tm (handbook) Tj ET"
DATE, XMP_DATE = "D:20261122000000Z", "2026-11-22T00:00:00Z"


def mm(*lengths: float) -> str:
    """Return lengths from the lower left corner of the trim as operands."""
    return " ".join(f"{(length + SLUG) * POINT:.3f}" for length in lengths)


def size(*lengths: float) -> str:
    """Return lengths as operands."""
    return " ".join(f"{length * POINT:.3f}" for length in lengths)


def text(x: float = 30, y: float = 100, points: float = 10) -> str:
    """Return the operators of a word that overprints."""
    return f"/On gs {BLACK} BT /F {points} Tf 1 0 0 1 {mm(x, y)} Tm (handbook) Tj ET /Off gs\n"


def box(x: float, y: float, width: float, height: float) -> str:
    """Return the operators of a rectangle, to be painted."""
    return f"{mm(x, y)} {size(width, height)} re\n"


def tab() -> str:
    """Return the operators of a thumb tab at the right, that goes on into the bleed."""
    return f"0.8 0.4 0.6 0.4 k {box(TRIM[0] - 7, 100, 7 + BLEED, 11)} f\n"


def marks() -> str:
    """Return the operators of crop marks, on every plate and beyond the bleed."""
    return f"/All CS 1 SCN 0.25 w {mm(-10, 0)} m {mm(-5, 0)} l S\n"


def good(pages: int = 4) -> Pdf:
    """Return a file of some pages that nothing is wrong with."""
    pdf = Pdf.new()
    font = pdf.make_indirect(_font(pdf))
    picture = pdf.make_indirect(grey_picture(pdf))
    for number in range(pages):
        width, height = (length + 2 * SLUG for length in TRIM)
        pdf.add_blank_page(page_size=(width * POINT, height * POINT))
        page = pdf.pages[-1].obj
        page.TrimBox, page.BleedBox = _grown(0), _grown(BLEED)
        page.Resources = Dictionary(
            Font=Dictionary(F=font),
            XObject=Dictionary(P=picture),
            ColorSpace=Dictionary(All=separation("All", 1, 1, 1, 1)),
            ExtGState=Dictionary(
                On=Dictionary(Type=Name.ExtGState, OP=True, op=True, OPM=1),
                Off=Dictionary(Type=Name.ExtGState, OP=False, op=False, OPM=0),
            ),
        )
        content = [f"{BLACK}\n", text(30, 100 + number), tab(), marks()]
        content.append(f"q {size(20)} 0 0 {size(20)} {mm(40, 40)} cm /P Do Q\n")
        content.append(f"0 0 0 1 K 0.25 w {mm(20, 30)} m {mm(100, 30)} l S\n")
        page.Contents = pdf.make_stream("".join(content).encode())
    _finish(pdf)
    return pdf


def add(pdf: Pdf, content: str, page: int = 0) -> None:
    """Paint something more on a page."""
    obj = pdf.pages[page].obj
    obj.Contents = pdf.make_stream(obj.Contents.read_bytes() + f"\n{content}\n".encode())


def saved(pdf: Pdf, encryption: Encryption | None = None) -> bytes:
    """Return a file as bytes."""
    out = BytesIO()
    if encryption is None:
        pdf.save(out, deterministic_id=True, force_version="1.6")
    else:
        pdf.save(out, min_version="1.6", encryption=encryption)
    return out.getvalue()


def separation(name: str, *cmyk: float) -> Array:
    """Return a spot colour and what stands for it."""
    tint = Dictionary(
        FunctionType=2, N=1, Domain=Array([0, 1]), C0=Array([0, 0, 0, 0]), C1=Array(list(cmyk))
    )
    return Array([Name.Separation, Name(f"/{name}"), Name.DeviceCMYK, tint])


def grey_picture(
    pdf: Pdf, side: int = 240, space: Name = Name.DeviceGray, bits: int = 8, **more: object
) -> Stream:
    """Return a picture of so many dots a side; on 20 mm, 240 are 305 dots an inch."""
    components = {"/DeviceRGB": 3, "/DeviceCMYK": 4}.get(str(space), 1)
    row = bytes((side + 7) // 8) if bits == 1 else bytes(range(100, 100 + components)) * side
    return Stream(
        pdf, row * side, Type=Name.XObject, Subtype=Name.Image, Width=side, Height=side,
        BitsPerComponent=bits, ColorSpace=space, **more,
    )  # fmt: skip


def profile(kind: bytes = b"prtrCMYK") -> bytes:
    """Return the header of a profile, which says what it is."""
    return bytes(12) + kind + bytes(16) + b"acsp" + bytes(88)


def _grown(by: float) -> Array:
    low, width, height = (SLUG - by) * POINT, TRIM[0] + SLUG + by, TRIM[1] + SLUG + by
    return Array([low, low, width * POINT, height * POINT])


def _font(pdf: Pdf) -> Dictionary:
    data = next(iter(font_data().values()))
    face = fontTools.ttLib.TTFont(BytesIO(data))
    name = Name("/ABCDEF+Test")
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=name, Flags=32, FontBBox=Array([0, -300, 1000, 1000]),
        ItalicAngle=0, Ascent=900, Descent=-300, CapHeight=700, StemV=80,
        FontFile2=pdf.make_stream(data),
    )  # fmt: skip
    cmap, advances = face.getBestCmap(), face["hmtx"]
    scale = 1000 / face["head"].unitsPerEm
    widths = [round(advances[cmap[code]][0] * scale) for code in range(32, 127)]
    return Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=name, Encoding=Name.WinAnsiEncoding,
        FirstChar=32, LastChar=126, Widths=Array(widths),
        FontDescriptor=pdf.make_indirect(descriptor),
    )  # fmt: skip


def _finish(pdf: Pdf) -> None:
    icc = pdf.make_stream(profile(), N=4)
    pdf.Root.OutputIntents = Array([
        Dictionary(
            Type=Name.OutputIntent, S=Name.GTS_PDFX, RegistryName=String("http://www.color.org"),
            OutputConditionIdentifier=String("FOGRA39"), DestOutputProfile=icc,
        )
    ])  # fmt: skip
    with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp["{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"] = "PDF/X-4"
        xmp["dc:title"] = "Handbook"
        xmp["xmp:CreateDate"] = xmp["xmp:ModifyDate"] = XMP_DATE
        xmp["pdf:Trapped"] = "False"
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String("Handbook"), CreationDate=String(DATE), ModDate=String(DATE),
            Trapped=Name("/False"),
        )
    )  # fmt: skip
