"""Say in the PDF what it is: document information, XMP, language, viewer preferences."""

import re
from dataclasses import dataclass
from importlib.resources import files

from pikepdf import Array, Dictionary, Name, Pdf, String


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of itself."""

    title: str
    language: str
    author: str = ""
    publisher: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    licence: str = ""
    """In words, with an address or without."""
    date: str = ""
    """Date of the edition, as 2026-11-22; empty for a draft."""
    producer: str = ""
    identifier: str = ""
    """Of book and edition, by which a filled form is known again."""
    product: str = "download"


def write_metadata(pdf: Pdf, metadata: Metadata) -> None:
    """Write information, XMP and the catalogue entries.

    Of the download those of PDF/UA-1 and PDF/A-2a too (ISO 14289-1, 5; ISO 19005-2, 6.2.3, 6.6.4).
    """
    root = pdf.Root
    root.Lang = String(metadata.language)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    if metadata.product == "download":
        root.MarkInfo = Dictionary(Marked=True)
        root.PageMode = Name.UseOutlines
        root.OutputIntents = Array([_screen(pdf)])
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as xmp:
        for key, value in _properties(metadata):
            if value:
                xmp[key] = value
    if metadata.product == "download":
        _describe_schema(pdf)


def _properties(metadata: Metadata) -> tuple[tuple[str, object], ...]:
    download = metadata.product == "download"
    stamp = f"{metadata.date}T00:00:00Z" if metadata.date else ""
    return (
        ("dc:title", metadata.title),
        ("dc:creator", [metadata.author] if metadata.author else []),
        ("dc:publisher", {metadata.publisher} if metadata.publisher else set()),
        ("dc:description", metadata.subject),
        ("dc:language", {metadata.language}),
        ("dc:subject", list(metadata.keywords)),
        ("pdf:Keywords", "; ".join(metadata.keywords)),
        *_rights(metadata.licence),
        ("dc:identifier", metadata.identifier),
        ("pdf:Producer", metadata.producer),
        *(("pdfuaid:part", "1"), ("pdfaid:part", "2"), ("pdfaid:conformance", "A")) * download,
        ("dc:type", set() if download else {metadata.product}),
        ("xmp:CreateDate", stamp),
        ("xmp:ModifyDate", stamp),
    )


def _rights(licence: str) -> tuple[tuple[str, object], ...]:
    """Return what is said of a licence, and where it is read."""
    address = re.search(r"https?://\S+[^\s.,;:)]", licence)
    return (
        ("dc:rights", licence),
        ("xmpRights:Marked", "True" if licence else ""),
        ("xmpRights:WebStatement", address[0] if address else ""),
    )


def _screen(pdf: Pdf) -> Dictionary:
    """Return the output intent of colours that are meant for a screen: sRGB."""
    profile = pdf.make_stream(files("pikepdf").joinpath("pdfa/data/sRGB.icc").read_bytes())
    profile.N = 3
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        RegistryName=String("http://www.color.org"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )


def _describe_schema(pdf: Pdf) -> None:
    """Put the schema of PDF/UA into the XMP: an archive must know each property by itself."""
    end = b"</rdf:RDF>"
    xmp = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(xmp.replace(end, _SCHEMA.encode() + end))


_SCHEMA = """\
<rdf:Description rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
 <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
   <pdfaProperty:name>part</pdfaProperty:name>
   <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
   <pdfaProperty:category>internal</pdfaProperty:category>
   <pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
  </rdf:li></rdf:Seq></pdfaSchema:property>
 </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
