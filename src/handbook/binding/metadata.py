"""Say in the PDF what it is: document information, XMP, language, viewer preferences."""

from dataclasses import dataclass

from pikepdf import Dictionary, Name, Pdf, String


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of itself."""

    title: str
    language: str
    author: str = ""
    publisher: str = ""
    subject: str = ""
    date: str = ""
    """Date of the edition, as 2026-11-22; empty for a draft."""
    producer: str = ""
    identifier: str = ""
    """Of book and edition, by which a filled form is known again."""
    product: str = "download"


def write_metadata(pdf: Pdf, metadata: Metadata) -> None:
    """Write information, XMP and the catalogue entries; of the download, those of PDF/UA-1 too."""
    root = pdf.Root
    root.Lang = String(metadata.language)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    if metadata.product == "download":
        root.MarkInfo = Dictionary(Marked=True)
        root.PageMode = Name.UseOutlines
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as xmp:
        for key, value in _properties(metadata):
            if value:
                xmp[key] = value


def _properties(metadata: Metadata) -> tuple[tuple[str, object], ...]:
    stamp = f"{metadata.date}T00:00:00Z" if metadata.date else ""
    return (
        ("dc:title", metadata.title),
        ("dc:creator", [metadata.author] if metadata.author else []),
        ("dc:publisher", {metadata.publisher} if metadata.publisher else set()),
        ("dc:description", metadata.subject),
        ("dc:language", {metadata.language}),
        ("dc:identifier", metadata.identifier),
        ("pdf:Producer", metadata.producer),
        ("pdfuaid:part", "1" if metadata.product == "download" else ""),
        ("dc:type", set() if metadata.product == "download" else {metadata.product}),
        ("xmp:CreateDate", stamp),
        ("xmp:ModifyDate", stamp),
    )
