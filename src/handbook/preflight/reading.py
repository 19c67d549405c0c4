"""A PDF read, as the facts of a press file. Nothing is judged here but what has no place in it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from types import MappingProxyType
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from pikepdf.models.metadata import decode_pdf_date

from handbook.binding.matrices import MM, Box, inside, overlap
from handbook.preflight.brush import ENDLESS, UNSOUND, Known, first_line
from handbook.preflight.edges import NEAR, edges_of
from handbook.preflight.plates import plates_of
from handbook.preflight.seen import Fault, Intent, PressFile, Sheet, on_the_page
from handbook.preflight.walk import walk
from handbook.setting.objects import Node

_PDFX = "{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"
_SAID: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "title": ("dc:title", "/Title"),
        "author": ("dc:creator", "/Author"),
        "date of creation": ("xmp:CreateDate", "/CreationDate"),
        "date of change": ("xmp:ModifyDate", "/ModDate"),
        "program": ("xmp:CreatorTool", "/Creator"),
        "producer": ("pdf:Producer", "/Producer"),
        "trapping": ("pdf:Trapped", "/Trapped"),
    }
)
"""What a file says of itself: in the XMP, and in the document information."""
_OF_THE_FILE: Mapping[str, str] = MappingProxyType(
    {
        "/AcroForm": "a form",
        "/OCProperties": "layers",
        "/OpenAction": "an action on opening",
        "/AA": "actions",
        "/Collection": "a portfolio of files",
        "/Perms": "permissions",
    }
)
_OF_A_PAGE: Mapping[str, str] = MappingProxyType(
    {"/AA": "actions", "/PresSteps": "steps of a presentation"}
)
_OF_A_PICTURE: Mapping[str, str] = MappingProxyType(
    {"/Alternates": "an alternate picture", "/OPI": "a picture by proxy (OPI)"}
)

LARGEST = 2000
"""Millimetres of the side of a page that a press may take; of a larger one no raster is made."""


class Unreadable(Exception):  # noqa: N818  # a fault of the file, shown as a finding
    """Why a file cannot be preflighted."""


def read_press_file(data: bytes, plates: bool) -> PressFile:
    """Read a PDF as the facts of a press file; raise `Unreadable`.

    With `plates`, Ghostscript is asked to measure the ink, where it is there.
    """
    try:
        with Pdf.open(BytesIO(data)) as pdf:
            broken = pdf.check_pdf_syntax() + pdf.get_warnings()
            if broken:
                raise Unreadable(f"it is damaged: {first_line(broken[0])}")
            if not len(pdf.pages):
                raise Unreadable("it has no pages")
            return _read(pdf, data, plates)
    except pikepdf.PasswordError:
        raise Unreadable("it needs a password") from None
    except pikepdf.PdfError as error:
        raise Unreadable(f"it is damaged: {first_line(error)}") from None
    except UNSOUND as error:
        raise Unreadable(f"something in it is not of its kind: {first_line(error)}") from None


def _read(pdf: Pdf, data: bytes, plates: bool) -> PressFile:
    sheets, why = tuple(_sheets(pdf)), ""
    if any(ENDLESS in sheet.faults for sheet in sheets):
        why = "the trim and the plates: a page has no end"
    else:
        sheets = _with_edges(data, sheets)
        sheets, why = _with_plates(data, sheets) if plates else (sheets, "")
    with pdf.open_metadata(set_pikepdf_as_editor=False) as said:
        return PressFile(
            version=pdf.pdf_version,
            identified="/ID" in pdf.trailer,
            said=_says(said, pdf.trailer.get("/Info", Dictionary())),
            standard=str(said.get(_PDFX, "")),
            intents=tuple(map(_intent, pdf.Root.get("/OutputIntents", Array()))),
            forbidden=tuple(_forbidden(pdf, sheets)),
            sheets=sheets,
            measured=why,
        )


def _says(xmp: Any, info: Node) -> dict[str, tuple[str, str]]:
    return {
        name: (_plain(xmp.get(one, "")), _plain(info.get(other, "")))
        for name, (one, other) in _SAID.items()
    }


def _plain(said: Any) -> str:
    """Return what a property says, written in one way for both."""
    if isinstance(said, list):
        return "; ".join(map(str, said))
    text = str(said).removeprefix("/")
    with suppress(ValueError):
        if text.startswith("D:"):
            return decode_pdf_date(text).isoformat()
        return dt.datetime.fromisoformat(text).isoformat()
    return text


def _intent(node: Node) -> Intent:
    profile = node.get("/DestOutputProfile")
    condition = str(node.get("/OutputConditionIdentifier", ""))
    return Intent(
        condition if node.get("/S") == Name.GTS_PDFX else "",
        str(node.get("/RegistryName", "")),
        profile.read_bytes()[:128] if isinstance(profile, Stream) else b"",
        int(profile.get("/N", 0)) if isinstance(profile, Stream) else 0,
    )


# The pages


def _sheets(pdf: Pdf) -> Iterator[Sheet]:
    known = Known()
    for number, page in enumerate(pdf.pages, 1):
        media = _points(page.mediabox)
        assert media is not None
        marks, faults = walk(page.obj, media, known)
        trim, bleed = (_points(page.obj.get(name)) for name in ("/TrimBox", "/BleedBox"))
        printed = on_the_page(marks, bleed or trim or media)
        yield Sheet(
            number, media, trim, bleed, tuple(_oddities(page, media)), marks, printed, faults
        )


def _points(box: Node) -> Box | None:
    if not isinstance(box, Array) or len(box) != 4:
        return None
    x, y, to_x, to_y = map(float, box)
    return min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)


def _oddities(page: pikepdf.Page, media: Box) -> Iterator[str]:
    rotated = int(page.rotation) % 360
    if rotated:
        yield f"/Rotate {rotated}"
    if float(page.obj.get("/UserUnit", 1)) != 1:
        yield f"/UserUnit {page.obj.UserUnit}"
    if _points(page.cropbox) != media:
        yield "a CropBox other than the MediaBox"
    if "/ArtBox" in page.obj:
        yield "an ArtBox"
    if max(media[2] - media[0], media[3] - media[1]) * MM > LARGEST:
        yield f"more than {LARGEST} mm in one direction"


def _with_edges(data: bytes, sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    boxes = [(one.trim, one.bleed or one.trim) if one.trim else None for one in sheets]
    found = edges_of(data, boxes, [_reaches_the_trim(one) for one in sheets])
    return tuple(replace(one, edges=edges) for one, edges in zip(sheets, found, strict=True))


def _reaches_the_trim(sheet: Sheet) -> bool:
    """Tell whether anything is painted so near the trim that its bleed must be looked at."""
    area = sheet.bleed or sheet.trim
    if sheet.trim is None or area is None or sheet.oddities or not inside(area, sheet.media):
        return False  # which is a finding already
    width, height = (sheet.place(sheet.trim)[side] for side in (2, 3))
    return any(
        left < NEAR or low < NEAR or right > width - NEAR or high > height - NEAR
        for left, low, right, high in (sheet.place(mark.box) for mark in sheet.printed)
    )


def _with_plates(data: bytes, sheets: Sequence[Sheet]) -> tuple[tuple[Sheet, ...], str]:
    """Return the pages with their ink, and why there is none to be told."""
    plates, why = plates_of(data, [_area(sheet) for sheet in sheets])
    if why:
        return tuple(sheets), why
    return tuple(replace(one, plates=ink) for one, ink in zip(sheets, plates, strict=True)), ""


def _area(sheet: Sheet) -> Box:
    """Return the bleed of a page, counted from the lower left corner of its media box."""
    left, lower, right, upper = sheet.bleed or sheet.trim or sheet.media
    x, y, *_ = sheet.media
    return left - x, lower - y, right - x, upper - y


# What has no place in a press file


def _forbidden(pdf: Pdf, sheets: Sequence[Sheet]) -> Iterator[Fault]:
    if pdf.is_encrypted:
        yield Fault("the file is encrypted")
    yield from (Fault(words) for key, words in _OF_THE_FILE.items() if key in pdf.Root)
    names = pdf.Root.get("/Names", Dictionary())
    if "/JavaScript" in names:
        yield Fault("scripts")
    if "/EmbeddedFiles" in names or "/AF" in pdf.Root:
        yield Fault("files attached")
    for page, sheet in zip(pdf.pages, sheets, strict=True):
        yield from (sheet.fault(words) for key, words in _OF_A_PAGE.items() if key in page.obj)
        yield from _annotations(page.obj, sheet)
    yield from (Fault(words) for words in sorted(set(_in_objects(pdf))))


def _annotations(page: Node, sheet: Sheet) -> Iterator[Fault]:
    area = sheet.bleed or sheet.trim or sheet.media
    for one in page.get("/Annots", Array()):
        box = _points(one.get("/Rect"))
        if box and overlap(box, area):
            kind = str(one.get("/Subtype", "/thing"))[1:]
            yield Fault(f"an annotation ({kind}) on the page", sheet.number, sheet.place(box))


def _in_objects(pdf: Pdf) -> Iterator[str]:
    """Yield what is hidden in the objects of a file: actions, transfer curves, proxies."""
    for one in pdf.objects:
        for node in _within(one):
            if Name.JavaScript in (node.get("/S"), node.get("/Type")):
                yield "scripts"
            for state in _dictionaries(node.get("/ExtGState")):
                yield from _of_a_state(state)
            yield from (words for key, words in _OF_A_PICTURE.items() if key in node)
        if isinstance(one, Stream):
            yield from _of_a_stream(one)


def _within(node: Node) -> Iterator[Node]:
    """Yield a dictionary, or that of a stream, and those written into it."""
    if isinstance(node, Dictionary | Stream):
        yield node
        for one in _dictionaries(node):
            if not one.is_indirect:
                yield from _within(one)


def _dictionaries(node: Node) -> Iterator[Node]:
    if isinstance(node, Dictionary | Stream):
        yield from (one for _, one in node.items() if isinstance(one, Dictionary))


def _of_a_state(state: Node) -> Iterator[str]:
    if "/TR" in state or state.get("/TR2", Name.Default) != Name.Default:
        yield "a transfer curve (/TR)"
    if "/HTP" in state:
        yield "a halftone phase (/HTP)"
    halftone = state.get("/HT")
    if isinstance(halftone, Dictionary | Stream) and "/HalftoneName" in halftone:
        yield "a halftone by name"


def _of_a_stream(stream: Node) -> Iterator[str]:
    if stream.get("/Subtype") == Name.PS or stream.get("/Subtype2") == Name.PS:
        yield "PostScript"
    if "/F" in stream:
        yield "content of another file"
    if "LZW" in str(stream.get("/Filter", "")):
        yield "LZW compression"
    if "/Ref" in stream and stream.get("/Subtype") == Name.Form:
        yield "a page of another file"
