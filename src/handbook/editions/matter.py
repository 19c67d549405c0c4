"""A block as plain texts: paragraphs, bullets, rows, each on its own, in reading order."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from types import MappingProxyType
from typing import Any

from handbook.book.model import (
    Abbr,
    Block,
    Cite,
    Conditions,
    FactRef,
    Image,
    Mark,
    NoteRef,
    Only,
    Ref,
    Rich,
    ValueRef,
)
from handbook.book.references import plain

CELL = " | "
"""Stands between the cells of a row."""
ROWS = ("head", "row")
"""Kinds of piece that go with the table that they stand in."""
_BOXES = frozenset({"note", "caution", "warning", "example", "law", "specimen", "quote"})
_WHOLES = _BOXES | {"table", "figure", "data"}
"""Kinds of block that hold others."""
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "p": "paragraph", "li": "bullet", "table": "table", "tr": "row", "pre": "code",
        "dt": "headword", "dd": "definition",
    }
)  # fmt: skip
"""What the elements are of which texts are made."""
_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>|([^<]+)")
_SPACED = frozenset({"br", "div", "hr", "ul", "ol", "dl", "blockquote"})


@dataclass(slots=True)
class Piece:
    """A text of a block."""

    kind: str
    above: int
    """Place of the piece that it stands in among those of the block; -1 for none."""
    words: list[str] = field(default_factory=list)
    pictures: list[Image] = field(default_factory=list)
    element: int = -1
    """Which of the elements that make texts it is, in the order of the block's HTML; -1 for what
    stands in none of its own, as the block itself."""
    applies: Conditions = ()
    """Conditions of its own: for which variants it is meant."""
    around: Conditions = ()
    """These, and those of what it stands in in the block."""

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join("".join(self.words).split())


Name = Callable[[str], str]
"""Returns the id that a target as an author wrote it stands for."""


def wording(rich: Rich, name: Name) -> str:
    """Return a rich text as plain words on one line, marks for what is numbered."""
    return plain("".join(_said(piece, name) for piece in rich))


def pieces(block: Block, name: Name) -> tuple[Piece, ...]:
    """Return a block as its texts; one that holds others comes first."""
    reader = _Reader(name)
    if block.kind in _WHOLES or (block.id and block.kind == "list"):
        reader.open(block.kind, [wording(block.title, name)])
    if block.checklist:
        reader.open("list-here", [f"[[ref:{block.checklist}]]"])
    for piece in block.body:
        reader.take(piece)
    return tuple(reader.pieces)


def _said(piece: object, name: Name) -> str:
    return piece if isinstance(piece, str) else _HOLES[type(piece)](piece, name)


def _ref(ref: Ref, name: Name) -> str:
    own = plain(ref.text)
    mark = f"[[ref:{name(ref.target)}]]"
    return _raw(f"{own} {mark}" if own else mark)


def _cite(cite: Cite, _: Name) -> str:
    return _raw(f"[[ref:source-{cite.source}]]" + (f", {cite.locator}" if cite.locator else ""))


def _raw(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


_HOLES: Mapping[type, Callable[[Any, Name], str]] = MappingProxyType(
    {
        Ref: _ref,
        Cite: _cite,
        Abbr: lambda hole, _: _raw(hole.short),
        FactRef: lambda hole, _: f"[[fact:{hole.fact}]]",
        NoteRef: lambda hole, _: "[[note:]]",
        Image: lambda hole, _: f"[{_raw(hole.alt)}]" if hole.alt else "",
        Mark: lambda hole, _: "",
        ValueRef: lambda hole, _: f"[[value:{_raw(hole.name)}]]",
    }
)


class _Reader:
    """Reads the HTML of a block, which is our own, tag by tag."""

    def __init__(self, name: Name) -> None:
        self.name = name
        self.pieces: list[Piece] = []
        self.stack: list[int] = []
        self.is_head = False
        self.elements = 0
        self.conditions: list[Conditions] = [()]

    def open(self, kind: str, said: list[str] | None = None, element: int = -1) -> None:
        """Begin a text inside the one that is open."""
        above = self.stack[-1] if self.stack else -1
        around = self.conditions[-1]
        own = around[len(self.pieces[above].around) if above >= 0 else 0 :]
        piece = Piece(kind, above, said or [], element=element, applies=own, around=around)
        self.pieces.append(piece)
        self.stack.append(len(self.pieces) - 1)

    def take(self, piece: object) -> None:
        """Take in a piece of a rich text."""
        if isinstance(piece, Only) and piece.applies:
            self.conditions.append((*self.conditions[-1], *piece.applies))
        elif isinstance(piece, Only):
            self.conditions.pop()
        elif isinstance(piece, Image):
            self._here().pictures.append(piece)
        elif isinstance(piece, str):
            for closing, tag, text in _TOKEN.findall(piece):
                if text:
                    self._say(unescape(text))
                else:
                    (self._close if closing else self._open)(tag)
        else:
            self._say(unescape(_said(piece, self.name)))

    def _say(self, text: str) -> None:
        if text.strip() or self.stack:
            self._here().words.append(text)

    def _here(self) -> Piece:
        if not self.stack or self.pieces[self.stack[-1]].kind in _BOXES:
            self.open("paragraph")
        return self.pieces[self.stack[-1]]

    def _open(self, tag: str) -> None:
        top = self.pieces[self.stack[-1]] if self.stack else None
        if tag == "thead":
            self.is_head = True
        elif tag in ("td", "th") and top and top.words:
            top.words.append(CELL)
        elif tag in _SPACED and top and top.kind not in _WHOLES:
            top.words.append(" ")
        if tag not in _KINDS:
            return
        if top and self._continues(tag, top):
            self.stack.append(self.stack[-1])
        else:
            kind = "head" if tag == "tr" and self.is_head else _KINDS[tag]
            self.open(kind, element=self.elements)
        self.elements += 1

    def _continues(self, tag: str, top: Piece) -> bool:
        """Tell whether an element is one with what it stands in."""
        last = self.stack[-1] == len(self.pieces) - 1
        if tag == "p":
            return last and top.kind in ("bullet", "definition") and not top.text
        return tag == "table" and last and top.kind == "table"

    def _close(self, tag: str) -> None:
        if tag == "thead":
            self.is_head = False
        if tag in _KINDS and self.stack:
            self.stack.pop()


def elements(body: Rich) -> tuple[str, ...]:
    """Return the opening tags of the elements that make texts, as `Piece.element` counts them."""
    tokens = (found for one in body if isinstance(one, str) for found in _TOKEN.finditer(one))
    return tuple(one[0] for one in tokens if not one[1] and one[2] in _KINDS)


def with_attributes(body: Rich, said: Mapping[int, str]) -> Rich:
    """Return HTML with attributes put into some of its elements, by their places in `elements`."""
    count = -1

    def opened(tag: re.Match[str]) -> str:
        nonlocal count
        if tag[1] or tag[2] not in _KINDS:
            return tag[0]
        count += 1
        end = tag.end(2) - tag.start()
        return f"{tag[0][:end]}{said.get(count, '')}{tag[0][end:]}"

    return tuple(_TOKEN.sub(opened, one) if isinstance(one, str) else one for one in body)


def is_said(piece: Piece) -> bool:
    """Tell whether a piece says or shows anything, or holds what does."""
    return bool(piece.text or piece.pictures or piece.kind in _WHOLES or piece.kind == "list")


def kept(some: tuple[Piece, ...]) -> Iterator[tuple[int, Piece]]:
    """Yield the pieces that say something, with their places."""
    return ((place, piece) for place, piece in enumerate(some) if is_said(piece))
