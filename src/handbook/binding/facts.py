"""Read a PDF back: what is really in it, as plain facts."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from handbook.binding.fields import annotations, fields_of
from handbook.binding.margins import PrintedBar, read_bars
from handbook.binding.matrices import MM
from handbook.binding.metadata import ISSUE, ISSUE_PROPERTIES
from handbook.binding.reading import Letters, Reading, printed_folio, read_aloud, typefaces_of
from handbook.binding.sides import Sheet, sheets_of
from handbook.binding.tree import Mark, Tags, read_tags
from handbook.book.form import Field
from handbook.setting.objects import Node
from handbook.setting.pagination import letters, roman

_NUMERALS: dict[str, Callable[[int], str]] = {"/D": str, "/r": roman, "/A": letters}

_DIRECT = (0, 0)
"""Object number of what stands inside another object."""


@dataclass(frozen=True, slots=True)
class Font:
    """A typeface in the file."""

    name: str
    embedded: bool
    subset: bool
    unicode: bool
    """Whether its glyphs say what text they stand for."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the outline."""

    title: str
    level: int
    page: int
    """From 1; 0 when it leads nowhere."""
    open: bool = False
    """Whether what is below it is shown at once."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where the links lead."""

    internal: int = 0
    external: int = 0
    dead: tuple[str, ...] = ()
    """Names of destinations that do not exist."""
    silent: int = 0
    """Links without a description."""
    terse: int = 0
    """Links into the book that are described by a number alone."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read in a PDF."""

    pages: int
    labels: tuple[str, ...]
    folios: tuple[str, ...]
    """What each page prints for its number; empty where it prints none."""
    sizes: tuple[tuple[float, float], ...]
    """Different page sizes, width and height in mm."""
    title: str
    language: str
    version: str
    shows_title: bool
    shows_bookmarks: bool
    says: dict[str, str]
    """What the file says of itself: publisher, date, keywords, licence, identifier."""
    claims_ua: bool
    fonts: tuple[Font, ...]
    bookmarks: tuple[Bookmark, ...]
    links: Links
    fields: tuple[Field, ...]
    tags: Tags
    inks: tuple[str, ...]
    """Colour operators' spaces: `grey`, `rgb`, `cmyk`."""
    javascript: bool
    encrypted: bool
    bytes: int
    product: str = "download"
    """What the file says it is."""
    duplex: str = ""
    """Edge about which it wants its sheets turned: `long`, `short`."""
    sheets: tuple[Sheet, ...] = ()
    """Of a file of cards."""
    bars: tuple[PrintedBar, ...] = ()
    """Revision bars, page by page, downwards."""
    reading: Reading | None = None
    """What another library makes of the text; it takes a while, and is asked for."""


@lru_cache(maxsize=1)  # a watch proves a book, then shows it
def read_facts(data: bytes, thorough: bool = False) -> Facts:
    """Return the facts of a PDF; raise `pikepdf.PdfError` for what is none.

    When it is to be `thorough`, another library reads the text too.
    """
    with Pdf.open(BytesIO(data)) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        streams = {page.obj.objgen: _stream(page) for page in pdf.pages}
        inks, marks = _contents(pdf, streams)
        labels = _labels(pdf)
        product = _product(pdf)
        return Facts(
            pages=len(pdf.pages),
            labels=labels,
            folios=tuple(_folios(pdf, streams, labels)),
            sizes=_sizes(pdf),
            title=_title(pdf),
            language=str(pdf.Root.get("/Lang", "")),
            version=pdf.pdf_version,
            shows_title=bool(
                pdf.Root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle")
            ),
            shows_bookmarks=bool(pdf.Root.get("/PageMode") == Name.UseOutlines),
            says=_says(pdf),
            claims_ua=_claims_ua(pdf),
            fonts=_fonts(pdf),
            bookmarks=tuple(_bookmarks(pdf, pages)),
            links=_links(pdf),
            fields=fields_of(pdf),
            tags=read_tags(pdf, marks, pages),
            inks=inks,
            javascript=_has_javascript(pdf),
            encrypted=pdf.is_encrypted,
            bytes=len(data),
            product=product,
            duplex=_duplex(pdf),
            sheets=sheets_of(pdf, data) if product == "cards" else (),
            bars=read_bars(pdf, data, labels),
            reading=read_aloud(pdf, data, streams) if thorough else None,
        )


def read_pdf(data: bytes) -> Facts | None:
    """Return all facts of a file, or nothing when it is no PDF that can be read."""
    try:
        return read_facts(data, thorough=True)
    except (pikepdf.PdfError, ValueError, KeyError, AttributeError, TypeError, IndexError):
        return None


def _title(pdf: Pdf) -> str:
    # Without `with`, which would write the metadata anew.
    return str(pdf.open_metadata().get("dc:title", "")) or str(pdf.docinfo.get("/Title", ""))


def _product(pdf: Pdf) -> str:
    (*kinds,) = pdf.open_metadata().get("dc:type", ())
    return "".join(kinds) or "download"


def _duplex(pdf: Pdf) -> str:
    wanted = str(pdf.Root.get("/ViewerPreferences", Dictionary()).get("/Duplex", ""))
    return {"/DuplexFlipLongEdge": "long", "/DuplexFlipShortEdge": "short"}.get(wanted, "")


def _says(pdf: Pdf) -> dict[str, str]:
    xmp = pdf.open_metadata()
    found = {name: xmp.get(key, "") for name, key in _SAID.items()}
    return {
        name: value if isinstance(value, str) else ", ".join(sorted(map(str, value)))
        for name, value in found.items()
        if value
    }


_SAID = {
    "author": "dc:creator",
    "publisher": "dc:publisher",
    "subject": "dc:description",
    "keywords": "pdf:Keywords",
    "licence": "dc:rights",
    "identifier": "dc:identifier",
    "date": "xmp:CreateDate",
    "producer": "pdf:Producer",
    **{name: f"{{{ISSUE}}}{name}" for name in ISSUE_PROPERTIES},
}
"""Properties of XMP by the names they are shown under."""


def _claims_ua(pdf: Pdf) -> bool:
    return pdf.open_metadata().get("pdfuaid:part") == "1"


def _labels(pdf: Pdf) -> tuple[str, ...]:
    """Return the label of every page (ISO 32000-1, 12.4.2)."""
    if "/PageLabels" not in pdf.Root:
        return tuple(str(number) for number in range(1, len(pdf.pages) + 1))
    ranges = {int(start): label for start, label in pikepdf.NumberTree(pdf.Root.PageLabels).items()}
    labels: list[str] = []
    prefix, numeral, number = "", None, 1
    for page in range(len(pdf.pages)):
        if page in ranges:
            prefix = str(ranges[page].get("/P", ""))
            numeral = _NUMERALS.get(str(ranges[page].get("/S", "")))
            number = int(ranges[page].get("/St", 1))
        labels.append(prefix + (numeral(number) if numeral else ""))
        number += 1
    return tuple(labels)


def _sizes(pdf: Pdf) -> tuple[tuple[float, float], ...]:
    boxes = (page.obj.get("/TrimBox", page.mediabox) for page in pdf.pages)
    edges = ([float(edge) for edge in box] for box in boxes)
    return tuple(
        sorted({(round((e[2] - e[0]) * MM, 2), round((e[3] - e[1]) * MM, 2)) for e in edges})
    )


def _fonts(pdf: Pdf) -> tuple[Font, ...]:
    found = {font.objgen: font for font in _font_objects(pdf)}
    return tuple(sorted((_font(font) for font in found.values()), key=lambda font: font.name))


def _font_objects(pdf: Pdf) -> Iterator[Node]:
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        for holder in _resources(page.obj.get("/Resources", Dictionary()), seen):
            fonts = holder.get("/Font", Dictionary())
            if fonts.objgen not in seen:
                seen.update({fonts.objgen} - {_DIRECT})
                yield from fonts.values()


def _resources(resources: Node, seen: set[tuple[int, int]]) -> Iterator[Node]:
    yield resources
    for form in resources.get("/XObject", Dictionary()).values():
        if form.objgen not in seen and "/Resources" in form:
            seen.add(form.objgen)
            yield from _resources(form.Resources, seen)


def _font(font: Node) -> Font:
    name = str(font.get("/BaseFont", ""))[1:]
    bottom = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    descriptor = bottom.get("/FontDescriptor", Dictionary())
    embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    readable = "/ToUnicode" in font or font.get("/Encoding") == Name.WinAnsiEncoding
    return Font(name, embedded, name[6:7] == "+", readable)


def _bookmarks(pdf: Pdf, pages: dict[tuple[int, int], int]) -> Iterator[Bookmark]:
    names = _destinations(pdf)
    with pdf.open_outline() as outline:
        stack = [(item, 1) for item in reversed(outline.root)]
        while stack:
            item, level = stack.pop()
            target = item.destination or (item.action or Dictionary()).get("/D")
            shown = bool(item.children) and item.is_closed is False
            yield Bookmark(item.title, level, _page_of(target, names, pages), shown)
            stack += [(child, level + 1) for child in reversed(item.children)]


def _page_of(destination: object, names: dict[str, Node], pages: dict[tuple[int, int], int]) -> int:
    target = destination if isinstance(destination, Array) else names.get(str(destination))
    return pages.get(target[0].objgen, 0) if target is not None and len(target) else 0


def _destinations(pdf: Pdf) -> dict[str, Node]:
    names = pdf.Root.get("/Names", Dictionary()).get("/Dests")
    return {} if names is None else {str(k): v for k, v in pikepdf.NameTree(names).items()}


def _links(pdf: Pdf) -> Links:
    names = _destinations(pdf)
    internal, external, silent, terse, dead = 0, 0, 0, 0, set()
    for _, link in annotations(pdf, Name.Link):
        action = link.get("/A", Dictionary())
        target = link.get("/Dest", action.get("/D"))
        if target is None:
            external += 1
        else:
            internal += 1
            if not isinstance(target, Array) and str(target) not in names:
                dead.add(str(target))
        says = str(link.get("/Contents", ""))
        silent += not says
        terse += target is not None and _BARE.fullmatch(says) is not None
    return Links(internal, external, tuple(sorted(dead)), silent, terse)


_BARE = re.compile(r"[A-Z]{0,3}-?\d[\d.-]*")


def _folios(
    pdf: Pdf, streams: Mapping[tuple[int, int], bytes], labels: tuple[str, ...]
) -> Iterator[str]:
    known: dict[tuple[int, int], Letters] = {}
    for page, label in zip(pdf.pages, labels, strict=True):
        yield printed_folio(streams[page.obj.objgen], label, typefaces_of(page.obj, known))


_INKS = {"g": "grey", "G": "grey", "rg": "rgb", "RG": "rgb", "k": "cmyk", "K": "cmyk"}


def _contents(
    pdf: Pdf, streams: Mapping[tuple[int, int], bytes]
) -> tuple[tuple[str, ...], set[Mark]]:
    """Return the inks of all pages, and their pieces of marked content."""
    inks: set[str] = set()
    marks: set[Mark] = set()
    for page in pdf.pages:
        operators, numbers = _scanned(streams[page.obj.objgen]) or _parsed(page)
        inks.update(_INKS[operator] for operator in operators)
        marks.update((page.obj.objgen, number) for number in numbers)
    return tuple(sorted(inks)), marks


def _stream(page: pikepdf.Page) -> bytes:
    contents = page.obj.get("/Contents", Array())
    streams = contents if isinstance(contents, Array) else [contents]
    return b"\n".join(stream.read_bytes() for stream in streams)


_MARK = re.compile(rb"/MCID\s+(\d+)[^<>]*>>\s*BDC\b")


def _scanned(content: bytes) -> tuple[set[str], set[int]] | None:
    """Return the ink operators and the numbers of marked content, if words alone tell them.

    Our own pages can be read so, many times faster than by parsing.
    """
    numbers = _MARK.findall(content)
    words = set(content.split())
    # In strings, comments and pictures in line anything may stand.
    unclear = b"(" in content or b"%" in content or b"BI" in words
    if unclear or len(numbers) != content.count(b"/MCID"):
        return None
    return {ink for ink in _INKS if ink.encode() in words}, set(map(int, numbers))


def _parsed(page: pikepdf.Page) -> tuple[set[str], set[int]]:
    """Return the same of any page."""
    operators: set[str] = set()
    numbers: set[int] = set()
    for instruction in pikepdf.parse_content_stream(page, f"BDC {' '.join(_INKS)}"):
        operator = str(instruction.operator)
        if operator in _INKS:
            operators.add(operator)
            continue
        properties = instruction.operands[-1]
        if isinstance(properties, Dictionary) and "/MCID" in properties:
            numbers.add(int(properties.MCID))
    return operators, numbers


def _has_javascript(pdf: Pdf) -> bool:
    names = pdf.Root.get("/Names", Dictionary())
    action = pdf.Root.get("/OpenAction")
    opens = isinstance(action, Dictionary) and action.get("/S") == Name.JavaScript
    return "/JavaScript" in names or opens or "/AA" in pdf.Root
