"""Join fragments into one PDF and settle everything that crosses them.

Links and bookmarks, page labels, named destinations, one structure tree, one copy of each
typeface, the edition mark, revision bars, boxes and metadata. Nothing is laid out here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from handbook.binding.bars import BarStyle
from handbook.binding.embedding import embed
from handbook.binding.fonts import merge
from handbook.binding.forms import hang
from handbook.binding.joining import (
    Piece,
    add_pages,
    crop,
    decorate,
    make_stamps,
    uses,
    write_labels,
)
from handbook.binding.metadata import Metadata, write_metadata
from handbook.binding.saving import as_bytes
from handbook.book.fragments import Fragment
from handbook.setting.announcements import hush
from handbook.setting.objects import Node

TOP_MARGIN = 8.0
"""Points left above the target of a link when a reader jumps to it."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The structure tree as it grows."""

    document: Node
    parents: list[Node | int]
    """Flat number tree: key, value, key, value."""
    ids: dict[bytes, Node]
    """Elements that others refer to."""

    @property
    def key(self) -> int:
        """Next free key of the parent tree."""
        return len(self.parents) // 2


def link(
    pieces: Sequence[Piece],
    mark: Fragment,
    metadata: Metadata,
    files: Mapping[str, bytes],
    leads: Mapping[str, str] = MappingProxyType({}),
    bars: BarStyle | None = None,
) -> bytes:
    """Link the pieces, in order, into the download PDF.

    `mark` has two pages, for versos and rectos, and is drawn on the pages of marked pieces;
    `files` are the font files by SHA-256, `leads` says in words what stands at an anchor, `bars`
    how revision bars are drawn: without it no change is marked, to the eye or the ear. The bytes
    depend on the arguments alone.
    """
    with Pdf.new() as pdf:
        fonts = embed(pdf, merge(uses(pieces, mark), files))
        stamps = make_stamps(pdf, mark, fonts)
        tree = _begin_tree(pdf)
        for piece in pieces:
            _append(pdf, piece, fonts, stamps, tree, bars)
        pdf.Root.StructTreeRoot.ParentTree = pdf.make_indirect(Dictionary(Nums=tree.parents))
        pdf.Root.StructTreeRoot.ParentTreeNextKey = tree.key
        _name_elements(pdf, tree)
        write_labels(pdf, ((p.folios, p.fragment.pages) for p in pieces))
        _name_destinations(pdf, pieces)
        _describe_links(pdf, leads)
        _bookmark(pdf, pieces)
        hang(pdf)
        write_metadata(pdf, metadata)
        return as_bytes(pdf)


def _begin_tree(pdf: Pdf) -> Tree:
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
    document.K = Array()
    root.K = Array([document])
    pdf.Root.StructTreeRoot = root
    return Tree(document, [], {})


def _append(
    pdf: Pdf,
    piece: Piece,
    fonts: Mapping[str, Node],
    stamps: tuple[Node, Node],
    tree: Tree,
    bars: BarStyle | None,
) -> None:
    with Pdf.open(BytesIO(piece.fragment.pdf)) as source:
        pages = add_pages(pdf, source, piece.fragment, fonts)
        if "/StructTreeRoot" in source.Root:
            if not bars:
                hush(source.Root.StructTreeRoot)
            _graft(pdf, piece, source.Root.StructTreeRoot, pages, tree)
    for number, page in enumerate(pages):
        crop(page)
        decorate(pdf, page, piece, number, stamps, bars)


def _graft(pdf: Pdf, piece: Piece, source: Node, pages: Sequence[Node], tree: Tree) -> None:
    """Hang the structure tree of a fragment into the book's, under keys of its own."""
    offset = tree.key
    copied = pdf.copy_foreign(source)
    part = copied.K[0]
    if piece.joins:
        before = tree.document.K[-1]
        for element in part.K:
            element.P = before
            before.K.append(element)
    else:
        part.S = Name.Part
        part.T = String(piece.title)
        part.P = tree.document
        tree.document.K.append(part)
    numbers = copied.ParentTree.Nums
    for index in range(0, len(numbers), 2):
        tree.parents.extend([offset + int(numbers[index]), numbers[index + 1]])
    names = copied.IDTree.Names
    for index in range(0, len(names), 2):
        tree.ids[bytes(names[index])] = names[index + 1]
    for page in pages:
        page.StructParents = offset + int(page.StructParents)
        for annotation in page.get("/Annots", Array()):
            annotation.StructParent = offset + int(annotation.StructParent)


def _name_elements(pdf: Pdf, tree: Tree) -> None:
    """Write the tree of ids, in the order of their bytes (ISO 32000-1, 7.9.6)."""
    names = [one for name in sorted(tree.ids) for one in (String(name), tree.ids[name])]
    if names:
        pdf.Root.StructTreeRoot.IDTree = pdf.make_indirect(Dictionary(Names=Array(names)))


def _name_destinations(pdf: Pdf, pieces: Sequence[Piece]) -> None:
    destinations: dict[bytes, Array] = {}
    for anchor_id, target in _destinations(pdf, pieces).items():
        destinations[anchor_id.encode()] = target
    names: list[object] = []
    for key in sorted(destinations):
        names += [String(key.decode()), destinations[key]]
    pdf.Root.Names = Dictionary(Dests=pdf.make_indirect(Dictionary(Names=Array(names))))


def _destinations(pdf: Pdf, pieces: Sequence[Piece]) -> dict[str, Array]:
    found: dict[str, Array] = {}
    first = 0
    for piece in pieces:
        for anchor in piece.fragment.anchors:
            page = pdf.pages[first + anchor.page].obj
            top = min(piece.fragment.height, piece.fragment.height - anchor.y + TOP_MARGIN)
            found.setdefault(anchor.id, Array([page, Name.XYZ, 0, round(top, 2), 0]))
        first += piece.fragment.pages
    return found


def _describe_links(pdf: Pdf, leads: Mapping[str, str]) -> None:
    """Say of each link into the book what it leads to; where nobody knows, what it reads stays."""
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", Array()):
            words = leads.get(str(annotation.get("/Dest", "")))
            if words:
                annotation.Contents = String(words)


def _bookmark(pdf: Pdf, pieces: Sequence[Piece]) -> None:
    """Write the outline, parts closed."""
    stack: list[pikepdf.OutlineItem] = []
    with pdf.open_outline() as outline:
        for piece in pieces:
            if not piece.joins:
                stack = []
            for bookmark in piece.outline:
                item = pikepdf.OutlineItem(bookmark.title)
                item.action = Dictionary(S=Name.GoTo, D=String(bookmark.anchor))
                del stack[bookmark.level - 1 :]
                (stack[-1].children if stack else outline.root).append(item)
                item.is_closed = True
                stack.append(item)
