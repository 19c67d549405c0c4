"""A book without what is not meant for a variant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import escape

from handbook.book.model import (
    Block,
    Book,
    Checklist,
    Conditions,
    Hole,
    Item,
    NoteRef,
    Only,
    Part,
    Rich,
    Row,
    Section,
    Stage,
)
from handbook.book.settings import Variant
from handbook.book.walk import ABSENT, Spot, change_checklist, change_part, join
from handbook.book.wording import fill_in
from handbook.variants.condition import ConditionFault, holds, parse

_HOLLOW = ("<ul></ul>", "<ol></ol>", "<tbody></tbody>")
"""What is left of a list or a table all of whose lines are left out."""

Shows = Callable[[Conditions], bool]
"""Tells whether what has these conditions is meant for the variant."""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a book is made: says of conditions whether they hold."""

    given: dict[str, str]
    axes: dict[str, tuple[str, ...]]
    known: dict[Conditions, bool] = field(default_factory=dict)

    def shows(self, conditions: Conditions) -> bool:
        """Tell whether all conditions hold; one that cannot be read hides nothing."""
        if conditions not in self.known:
            self.known[conditions] = all(map(self._holds, conditions))
        return self.known[conditions]

    def _holds(self, condition: str) -> bool:
        try:
            return holds(parse(condition, self.axes), self.given)
        except ConditionFault:  # which is a finding of its own
            return True


def reader_of(book: Book, variant: Variant) -> Reader:
    """Return the reader that a variant is meant for."""
    return Reader(dict(variant.given), dict(book.settings.variants.axes))


def leave_out(book: Book, shows: Shows, absent: str = "") -> Book:
    """Return a book with what is meant for a reader alone.

    `absent` words the line that stands for a numbered section, with `{number}` in it; without
    it none does. Lists that a chapter names as its own go with the lists.
    """
    lists = tuple(_checklist(one, shows) for one in book.checklists if shows(one.applies))
    gone = {one.id for one in book.checklists} - {one.id for one in lists}
    parts = tuple(_part(one, shows, absent, gone) for one in book.parts if shows(one.applies))
    tables = tuple(replace(one, rows=_only(one.rows, shows)) for one in book.tables)
    return replace(book, parts=parts, checklists=lists, tables=tables)


def _only(rows: tuple[Row, ...], shows: Shows) -> tuple[Row, ...]:
    return tuple(row for row in rows if shows(row.applies))


def _part(part: Part, shows: Shows, absent: str, gone: set[str]) -> Part:
    before = list(_blocks(part.blocks, shows))
    sections: list[tuple[Section, list[Block]]] = []
    deeper = 0
    for section in part.sections:
        if deeper and section.level > deeper:
            continue
        deeper = 0 if shows(section.applies) else section.level
        if not deeper:
            sections.append((section, list(_blocks(section.blocks, shows))))
        elif absent and section.number:
            (sections[-1][1] if sections else before).append(_absent(section, absent))
    shown = change_part(
        replace(
            part,
            blocks=tuple(before),
            sections=tuple(replace(one, blocks=tuple(some)) for one, some in sections),
            checklists=tuple(name for name in part.checklists if name not in gone),
        ),
        lambda rich, spot: _rich(rich, shows),
    )
    return _without_idle_notes(part, _without_hollow(shown))


def _absent(section: Section, absent: str) -> Block:
    line = escape(fill_in(absent, number=section.number))
    return Block(ABSENT, (f'<p class="{ABSENT}">{line}</p>',), section.place)


def _blocks(blocks: tuple[Block, ...], shows: Shows) -> Iterator[Block]:
    return (block for block in blocks if shows(block.applies))


def _without_hollow(part: Part) -> Part:
    def some(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(block for block in blocks if not _is_hollow(block))

    sections = tuple(replace(one, blocks=some(one.blocks)) for one in part.sections)
    return replace(part, blocks=some(part.blocks), sections=sections)


def _is_hollow(block: Block) -> bool:
    body = block.body[0] if len(block.body) == 1 else ""
    if not isinstance(body, str) or block.kind not in ("list", "table"):
        return False
    return body in _HOLLOW or (block.kind == "table" and body.endswith("<tbody></tbody></table>"))


def _without_idle_notes(before: Part, after: Part) -> Part:
    """Return a part without the footnotes that only what was left out calls."""
    idle = _calls(before) - _calls(after)
    notes = tuple((label, text) for label, text in after.notes if label not in idle)
    return replace(after, notes=notes)


def _calls(part: Part) -> set[str]:
    called: set[str] = set()

    def look(rich: Rich, _: Spot) -> Rich:
        called.update(piece.label for piece in rich if isinstance(piece, NoteRef))
        return rich

    change_part(replace(part, notes=()), look)
    return called


def _checklist(one: Checklist, shows: Shows) -> Checklist:
    stages = (_stage(stage, shows) for stage in one.stages if shows(stage.applies))
    blocks = tuple(_blocks(one.blocks, shows))
    kept = tuple(stage for stage in stages if stage.items)
    shown = replace(one, stages=kept, blocks=blocks)
    return change_checklist(shown, lambda rich, spot: _rich(rich, shows))


def _stage(stage: Stage, shows: Shows) -> Stage:
    warnings = tuple(_blocks(stage.warnings, shows))
    return replace(stage, items=tuple(_items(stage.items, shows)), warnings=warnings)


def _items(items: tuple[Item, ...], shows: Shows) -> Iterator[Item]:
    """Yield the items that are shown; those below one that is left out go with it."""
    deeper = 0
    for item in items:
        if deeper and item.level > deeper:
            continue
        deeper = 0 if shows(item.applies) else item.level
        if not deeper:
            yield item


def _rich(rich: Rich, shows: Shows) -> Rich:
    """Return a text with its conditions decided."""
    if not any(isinstance(piece, Only) for piece in rich):
        return rich
    shown = [True]
    kept: list[str | Hole] = []
    for piece in rich:
        if isinstance(piece, Only) and piece.applies:
            shown.append(shown[-1] and shows(piece.applies))
        elif isinstance(piece, Only):
            shown.pop()
        elif shown[-1]:
            kept.append(piece)
    return join(kept)
