"""What the pages say: the folios in print, and whether another library reads what the tags do."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pikepdf import Dictionary, Name, Pdf

from handbook.binding.fields import annotations
from handbook.setting.objects import Node

_PIECE = re.compile(rb"/(\w+)\s*<<([^<>]*)>>\s*BDC\b(.*?)\bEMC\b", re.DOTALL)
_NUMBER = re.compile(rb"/MCID\s+(\d+)")
_SHOWN = re.compile(rb"/(\w+)\s+[\d.]+\s+Tf|<([0-9a-fA-F]+)>")
_ROW = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")
_FOLIO = re.compile(r"(?:[^\W\d_]+-|\d+-)?(?:\d+|[ivxlcdm]+|[A-Z])")
_OF_NO_WEIGHT = re.compile(r"[\s\u00ad\u2010\u2011\ufffe\x02-]+")
_SKIP = 200
_REACH = 4
_SHORT = 3
"""Letters that may be passed over to find the next words: at most, and for each of theirs after
the first few; what is shorter is found everywhere."""
_APART = (None, Name.Figure, Name.Note)
LEAST = 0.95
"""Share of the text that must be had in the order of reading."""
LEAST_OF_A_PAGE = 0.5
"""The same of a single page, where numbers set apart and boxes weigh more: less is disorder."""

Letters = Mapping[int, str]
"""What the glyphs of a typeface stand for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a library that knows nothing of tags extracts, against what the tags say."""

    share: float
    """Of the letters of the tags, those found in the same order."""
    pages: tuple[float, ...]
    """The share of each page; 1 for one without a text."""
    unprinted: tuple[str, ...]
    """Addresses that links lead to and that the page does not print."""


def printed_folio(content: bytes, label: str, typefaces: Mapping[str, Letters]) -> str:
    """Return the folio that a page prints outside its text: its label, or what looks like one."""
    heads = [
        _text(shown, typefaces).strip()
        for kind, what, shown in _PIECE.findall(content)
        if kind == b"Artifact" and b"Pagination" in what
    ]
    if label in heads:
        return label
    return next((head for head in heads if _FOLIO.fullmatch(head)), "")


def typefaces_of(page: Node, known: dict[tuple[int, int], Letters]) -> dict[str, Letters]:
    """Return what the glyphs of the typefaces of a page stand for, by their names on it."""
    fonts = page.get("/Resources", Dictionary()).get("/Font", Dictionary())
    found = {}
    for name, font in fonts.items():
        if font.objgen not in known:
            rows = _ROW.findall(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else ()
            known[font.objgen] = {
                int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
                for glyph, text in rows
            }
        found[name[1:]] = known[font.objgen]
    return found


def _text(content: bytes, typefaces: Mapping[str, Letters]) -> str:
    letters: Letters = {}
    text = []
    for typeface, glyphs in _SHOWN.findall(content):
        if typeface:
            letters = typefaces.get(typeface.decode(), {})
        else:
            codes = (int(glyphs[n : n + 4], 16) for n in range(0, len(glyphs), 4))
            text += [letters.get(code, "") for code in codes]
    return "".join(text)


def read_aloud(pdf: Pdf, data: bytes, streams: Mapping[tuple[int, int], bytes]) -> Reading:
    """Read a file as its tags order it, and as pdfium extracts it; compare, page by page.

    `data` is the file that `pdf` was opened from, `streams` what its pages draw.
    """
    said = _said(pdf, streams)
    with pypdfium2.PdfDocument(data) as document:
        extracted = [page.get_textpage().get_text_range() for page in document]
    total = found = 0
    shares = []
    for page, text in zip(pdf.pages, extracted, strict=True):
        letters = said.get(page.obj.objgen, "")
        same = _in_order(letters, text)
        total, found = total + len(letters), found + same
        shares.append(round(same / len(letters), 4) if letters else 1.0)
    share = round(found / total, 4) if total else 1.0
    return Reading(share, tuple(shares), tuple(_unprinted(pdf, extracted)))


def _said(pdf: Pdf, streams: Mapping[tuple[int, int], bytes]) -> dict[tuple[int, int], str]:
    """Return the letters of each page in the order of the tags, without spaces and hyphens.

    What is drawn in pictures is left out, since their words stand for it, and footnotes, which
    are told at their call and printed at the foot.
    """
    known: dict[tuple[int, int], Letters] = {}
    texts: dict[tuple[tuple[int, int], int], str] = {}
    for page in pdf.pages:
        typefaces = typefaces_of(page.obj, known)
        for _, what, shown in _PIECE.findall(streams[page.obj.objgen]):
            if mark := _NUMBER.search(what):
                texts[page.obj.objgen, int(mark[1])] = _text(shown, typefaces)
    said: dict[tuple[int, int], list[str]] = {}
    for place in _marks(pdf.Root.get("/StructTreeRoot", Dictionary())):
        said.setdefault(place[0], []).append(texts.get(place, ""))
    return {page: _bare("".join(pieces)) for page, pieces in said.items()}


def _marks(root: Node) -> Iterator[tuple[tuple[int, int], int]]:
    stack: list[Any] = list(root.get("/K", ()))
    stack.reverse()
    page: tuple[int, int] = (0, 0)
    while stack:
        one = stack.pop()
        if isinstance(one, tuple):
            yield one
        elif isinstance(one, Dictionary) and one.get("/S") not in _APART:
            page = one["/Pg"].objgen if "/Pg" in one else page
            below: list[Any] = list(one.get("/K", ()))
            kids = [(page, kid) if isinstance(kid, int) else kid for kid in below]
            stack += reversed(kids)


def _bare(text: str) -> str:
    return _OF_NO_WEIGHT.sub("", unicodedata.normalize("NFKC", text))


def _in_order(letters: str, text: str) -> int:
    """Return how many letters the lines of a text cover, one after the other."""
    place = covered = 0
    for line in text.splitlines():
        whole = _bare(line)
        for words in (whole,) if _found(letters, whole, place) >= 0 else map(_bare, line.split()):
            found = _found(letters, words, place)
            if found >= 0:
                place, covered = found + len(words), covered + len(words)
    return covered


def _found(letters: str, words: str, place: int) -> int:
    """Return where some words come next; what is short is not looked for far away."""
    reach = min(_REACH * max(len(words) - _SHORT, 0), _SKIP)
    return letters.find(words, place, place + len(words) + reach) if words else -1


def _unprinted(pdf: Pdf, extracted: list[str]) -> Iterator[str]:
    bare = [_bare(text) for text in extracted]
    for number, link in annotations(pdf, Name.Link):
        address = str(link.get("/A", Dictionary()).get("/URI", ""))
        words = _bare(re.sub(r"\A(?:mailto:|https?://)", "", address).rstrip("/"))
        around = "".join(bare[max(0, number - 2) : number + 1])  # a link may go over the page
        if words not in around:
            yield address
