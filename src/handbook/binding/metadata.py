"""Say in the PDF what it is: document information, XMP, language, viewer preferences."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

from pikepdf import Array, Dictionary, Name, Pdf, String
from pikepdf.models.metadata import PdfMetadata

ISSUE = "urn:handbook:issue:1#"
"""Namespace of what ties a file to its manifest; other properties get another number."""

PdfMetadata.register_xml_namespace(ISSUE, "issue")


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
    edition: str = ""
    manuscript: str = ""
    """SHA-256 of the files that the book was made from."""
    identity: str = ""
    """Of the manifest that the file is listed in."""


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
        for name, value in _issue(metadata):
            xmp[f"{{{ISSUE}}}{name}"] = value
    for name, value in _issue(metadata):
        pdf.docinfo[f"/{name.title()}"] = String(value)
    if metadata.product == "download":
        _describe_schemas(pdf)


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


def _issue(metadata: Metadata) -> Iterator[tuple[str, str]]:
    """Yield what ties a file to its manifest."""
    for name in ISSUE_PROPERTIES:
        if value := getattr(metadata, name):
            yield name, value


def _describe_schemas(pdf: Pdf) -> None:
    """Put schemas into the XMP: an archive must know each property by itself.

    (ISO 19005-2, 6.6.2.3)
    """
    schemas = "".join(_schema(*schema) for schema in _SCHEMAS)
    end = b"</rdf:RDF>"
    xmp = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(xmp.replace(end, _SCHEMA_BAG.format(schemas).encode() + end))


def _schema(name: str, uri: str, prefix: str, properties: Mapping[str, tuple[str, str]]) -> str:
    rows = "".join(
        _PROPERTY.format(name=key, kind=kind, words=words)
        for key, (kind, words) in properties.items()
    )
    return _SCHEMA.format(name=name, uri=uri, prefix=prefix, properties=rows)


ISSUE_PROPERTIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "edition": ("Text", "Edition of the book"),
        "manuscript": ("Text", "SHA-256 of the files that the book was made from"),
        "identity": ("Text", "Identity of the manifest that lists the file"),
    }
)
"""Properties of our own: name, kind of value, what it is."""

_SCHEMAS = (
    (
        "PDF/UA identification",
        "http://www.aiim.org/pdfua/ns/id/",
        "pdfuaid",
        {"part": ("Integer", "Part of ISO 14289 that the file conforms to")},
    ),
    ("Issue of a handbook", ISSUE, "issue", ISSUE_PROPERTIES),
)

_SCHEMA_BAG = """\
<rdf:Description rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
 <pdfaExtension:schemas><rdf:Bag>
{} </rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_SCHEMA = """\
 <rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>{name}</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>{uri}</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq>
{properties}  </rdf:Seq></pdfaSchema:property>
 </rdf:li>
"""
_PROPERTY = """\
   <rdf:li rdf:parseType="Resource">
    <pdfaProperty:name>{name}</pdfaProperty:name>
    <pdfaProperty:valueType>{kind}</pdfaProperty:valueType>
    <pdfaProperty:category>internal</pdfaProperty:category>
    <pdfaProperty:description>{words}</pdfaProperty:description>
   </rdf:li>
"""
