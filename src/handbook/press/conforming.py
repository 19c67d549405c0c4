"""Make a PDF one for the press: PDF/X-4 (ISO 15930-7), with its printing condition in it."""

import hashlib
from dataclasses import replace

from pikepdf import Array, Dictionary, Name, Pdf, String

from handbook.binding.metadata import Metadata, write_metadata
from handbook.binding.saving import as_bytes
from handbook.press.profiles import REGISTRY, Profile
from handbook.setting.objects import Node

VERSION = "1.6"
UNDATED = "1970-01-01"
"""Stands where a date must and the edition has none."""

_OF_PAGES = ("/Annots", "/StructParents", "/Tabs", "/CropBox", "/ArtBox", "/AA", "/Thumb")
_OF_THE_FILE = (
    "/AcroForm", "/Outlines", "/StructTreeRoot", "/MarkInfo", "/OCProperties", "/Names", "/Dests",
    "/OpenAction", "/AA", "/ViewerPreferences", "/PageMode", "/Threads", "/PieceInfo",
)  # fmt: skip


def conform(pdf: Pdf, metadata: Metadata, profile: Profile) -> bytes:
    """Return a PDF of inked pages as PDF/X-4; the bytes depend on the arguments alone.

    Every page has a TrimBox; its content must have been re-inked. Links, fields, bookmarks, tags
    and layers are taken out.
    """
    metadata = replace(metadata, date=metadata.date or UNDATED)
    write_metadata(pdf, metadata)
    _take_out(pdf)
    for page in pdf.pages:
        _nest(page.obj)
    pdf.Root.OutputIntents = Array([_intent(pdf, profile)])
    _identify(pdf, metadata)
    return as_bytes(pdf, VERSION)


def _take_out(pdf: Pdf) -> None:
    """Take out what paper cannot do."""
    for page in pdf.pages:
        for key in _OF_PAGES:
            if key in page.obj:
                del page.obj[key]
    for key in _OF_THE_FILE:
        if key in pdf.Root:
            del pdf.Root[key]


def _nest(page: Node) -> None:
    """Round the boxes of a page outwards, each to lie in the next."""
    if "/BleedBox" not in page:
        page.BleedBox = page.TrimBox
    inner = page.TrimBox
    for key in ("/BleedBox", "/MediaBox"):
        box = [float(one) for one in page[key]]
        least = [float(one) for one in inner]
        box = [*map(min, box[:2], least[:2]), *map(max, box[2:], least[2:])]
        page[key] = inner = Array([round(one, 4) for one in box])


def _intent(pdf: Pdf, profile: Profile) -> Dictionary:
    """Return the output intent: the condition by its name in the registry, and its profile."""
    data = pdf.make_stream(profile.data)
    data.N = 4
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(profile.condition),
        OutputCondition=String(profile.name),
        RegistryName=String(REGISTRY),
        Info=String(profile.name),
        DestOutputProfile=data,
    )


def _identify(pdf: Pdf, metadata: Metadata) -> None:
    """Write what PDF/X-4 wants in the XMP and the information of the document."""
    said = f"{metadata.identifier}:{metadata.product}"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp["pdfxid:GTS_PDFXVersion"] = "PDF/X-4"
        xmp["pdf:Trapped"] = "False"
        xmp["xmp:MetadataDate"] = xmp["xmp:ModifyDate"]
        xmp["xmpMM:DocumentID"] = _number(said)
        xmp["xmpMM:InstanceID"] = _number(f"{said}:{metadata.date}:{metadata.producer}")
        xmp["xmpMM:RenditionClass"] = "default"
        xmp["xmpMM:VersionID"] = "1"
    pdf.docinfo.Trapped = Name("/False")


def _number(text: str) -> str:
    """Return a number that is a text's own, in the form of a UUID (RFC 9562, version 8)."""
    digits = list(hashlib.sha256(text.encode()).hexdigest()[:32])
    digits[12], digits[16] = "8", "a"
    plain = "".join(digits)
    return f"uuid:{plain[:8]}-{plain[8:12]}-{plain[12:16]}-{plain[16:20]}-{plain[20:]}"
