"""Fingerprints of pages: what a reader finds on each, so that pages of two editions compare.

They hold the text of the type area in reading order, the pictures and the names of form fields.
Heads, feet, thumb tabs, bars, colours, positions and where lines end are left out; where pages
end is not. Section 5.1 of the reference on editions.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from weasyprint.formatting_structure import boxes as kinds

from handbook.book.model import Asset
from handbook.setting.widgets import SCHEME

Boxes = Any
"""Whatever the engine gives: it has no types."""

ASSET = "asset:"
LINE_END = "\n"
_HYPHENATED = re.compile("[\N{HYPHEN}\N{SOFT HYPHEN}]\n")
"""What the engine puts where it divides a word; an author types a hyphen-minus."""
_UNSEEN = re.compile("[\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}]")
_BESIDE_SIGNS = re.compile(r"(?<=[\W_])\s+|\s+(?=[\W_])")
"""Spaces beside a sign: whether one is lost at the end of a line depends on the sign."""


@dataclass(slots=True)
class _Found:
    """What was found on a page so far."""

    texts: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    fields: dict[str, None] = field(default_factory=dict)


def prints(document: Boxes, assets: Sequence[Asset]) -> tuple[str, ...]:
    """Return the fingerprint of each page of a document that was laid out, in hexadecimal."""
    sums = {asset.name: asset.sha256 for asset in assets}
    return tuple(_fingerprint(sheet._page_box, sums) for sheet in document.pages)


def _fingerprint(page: Boxes, sums: Mapping[str, str]) -> str:
    found = _Found()
    for box in page.children:
        if not isinstance(box, kinds.MarginBox):
            _visit(box, found, sums)
    parts = plain("".join(found.texts)), " ".join(found.pictures), " ".join(found.fields)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def plain(text: str) -> str:
    """Return lines of text as one, the same wherever they were ended."""
    joined = _UNSEEN.sub("", _HYPHENATED.sub("", text))
    return _BESIDE_SIGNS.sub("", " ".join(joined.split()))


def _visit(box: Boxes, found: _Found, sums: Mapping[str, str]) -> None:
    box = getattr(box, "_box", box)  # what the engine puts for an absolute box
    address = box.element.get("href", "") if box.element is not None else ""
    if address.startswith(SCHEME):
        found.fields[address.removeprefix(SCHEME)] = None
    if isinstance(box, kinds.TextBox):
        found.texts.append(box.text)
    elif isinstance(box, kinds.ReplacedBox):
        found.pictures.append(_drawn(box.element, sums))
    for child in getattr(box, "children", ()):
        _visit(child, found, sums)
    if isinstance(box, kinds.LineBox):
        found.texts.append(LINE_END)


def _drawn(element: Boxes, sums: Mapping[str, str]) -> str:
    """Return the hash of a picture: of its file, or of the drawing in the text."""
    source = element.get("src", "")
    if known := sums.get(unquote(source.removeprefix(ASSET))):
        return known
    return hashlib.sha256("\0".join((source, *_nodes(element))).encode()).hexdigest()


def _nodes(element: Boxes) -> Iterator[str]:
    for node in element.iter():
        yield f"{node.tag} {sorted(node.attrib.items())} {node.text or ''}"
