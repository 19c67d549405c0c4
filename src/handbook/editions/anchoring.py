"""Where the things of a record stand on the pages of the book: the ids of their elements."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import count

from handbook.book.model import Block, Book, Rich
from handbook.book.walk import change_blocks
from handbook.book.weave import NOTE
from handbook.editions.draft import Draft
from handbook.editions.matter import elements, with_attributes
from handbook.editions.record import Record

OWN = "change:"
"""Begins the anchors of what has no id in the book."""
CAPTION = ":caption"
"""Ends the anchor of the caption of a table."""
WRAPPED = frozenset(
    {"note", "caution", "warning", "example", "law", "specimen", "figure", "table", "checklist"}
)
"""Kinds of block whose outer element is that of a template."""
WHOLE = -1
"""Stands for the outer element of a block."""
_ID = re.compile(r'\sid="([^"]*)"')
_OUTER = re.compile(r"\s*(<[a-z][a-z0-9]*[^>]*>)")


@dataclass(frozen=True, slots=True)
class Anchors:
    """The elements of a book that show some things."""

    names: Mapping[str, str]
    """Ids of the elements, by the permanent ids of what they show."""
    inside: Mapping[int, Mapping[int, str]]
    """The same by block and element, of what stands in a block."""


def find_anchors(
    book: Book, new: Record, draft: Draft, wanted: Collection[str], captions: Collection[str] = ()
) -> Anchors:
    """Return where things stand in a resolved book; what has no element is not there.

    Of what stands in blocks only the `wanted` is looked for; of tables among the `captions` it is
    that of the caption, if they have one. The record is that of the draft, in the same order.
    """
    blocks: list[Block] = []

    def note(block: Block) -> tuple[Block]:
        blocks.append(block)
        return (block,)

    change_blocks(book, note)
    names: dict[str, str] = {}
    inside: dict[int, dict[int, str]] = {}
    for place, entry in enumerate(new.entries):
        if place not in draft.spots:
            names[entry.id] = draft.anchors.get(place, "")
        elif entry.id in wanted:
            number, element = draft.spots[place]
            block = blocks[number]
            element, own = _element(block, element)
            anchor = inside.setdefault(number, {}).setdefault(element, own or f"{OWN}{entry.id}")
            is_caption = entry.id in captions and entry.kind == "table" and block.title
            names[entry.id] = f"{anchor}{CAPTION}" if is_caption else anchor
    return Anchors({name: anchor for name, anchor in names.items() if anchor}, inside)


def _element(block: Block, element: int) -> tuple[int, str]:
    """Return the element that shows a piece, and the id that it has."""
    tags = elements(block.body)
    outer = _OUTER.match(str(block.body[0])) if block.body else None
    is_first = element == 0 and outer is not None and tags[:1] == (outer[1],)
    if element >= len(tags) or element == WHOLE or (is_first and block.kind not in WRAPPED):
        return WHOLE, block.id
    own = _ID.search(tags[element])
    return element, own[1] if own else ""


def with_anchors(book: Book, anchors: Anchors, changes: Mapping[str, str]) -> Book:
    """Return the book with the ids in its blocks, and what changed by these in `data-change`.

    Blocks with an outer element of their own get both there; templates see to all others.
    """
    numbers = count()
    notes = {anchor: change for anchor, change in changes.items() if anchor.startswith(NOTE)}

    def change(block: Block) -> tuple[Block]:
        here = anchors.inside.get(next(numbers), {})
        block = _with_inside(block, here, changes)
        if WHOLE in here:
            block = _with_outer(block, here[WHOLE], changes)
        return (_with_notes(block, notes) if notes else block,)

    return change_blocks(book, change)


def _said(change: str) -> str:
    return f' data-change="{change}"' if change else ""


def _with_inside(block: Block, here: Mapping[int, str], changes: Mapping[str, str]) -> Block:
    tags = elements(block.body) if here else ()
    said = {
        element: ("" if _ID.search(tags[element]) else f' id="{escape(anchor)}"')
        + _said(changes.get(anchor, ""))
        for element, anchor in here.items()
        if element != WHOLE
    }
    return replace(block, body=with_attributes(block.body, said)) if said else block


def _with_outer(block: Block, anchor: str, changes: Mapping[str, str]) -> Block:
    said = _said(changes.get(anchor, ""))
    if not said or block.kind in WRAPPED:
        return replace(block, id=anchor)
    first = str(block.body[0]) if block.body else ""
    outer = _OUTER.match(first)
    if outer is None:
        return replace(block, id=anchor, body=(f"<div{said}>", *block.body, "</div>"))
    end = outer.end() - 1
    return replace(block, id=anchor, body=(f"{first[:end]}{said}{first[end:]}", *block.body[1:]))


def _with_notes(block: Block, notes: Mapping[str, str]) -> Block:
    def put(rich: Rich) -> Rich:
        for anchor, change in notes.items():
            own = f'id="{escape(anchor)}"'
            rich = tuple(
                one.replace(own, own + _said(change)) if isinstance(one, str) else one
                for one in rich
            )
        return rich

    return replace(block, title=put(block.title), body=put(block.body))
