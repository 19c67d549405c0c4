"""The book as it is printed: plain typing set with printers' signs, and lines that end well.

What is checked, exported and kept in the ledger is the book as its authors typed it; only pages
are made of this one.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from handbook.book.galley import Room, change_html
from handbook.book.model import Book, Checklist, Image, Item, Part, Rich, Source, Stage, Term
from handbook.book.revision import Revision
from handbook.book.signs import Quotes, quotes_of, set_signs
from handbook.book.ties import Ties, keep_whole, make_ties, tie, tie_last
from handbook.book.tongue import speaks
from handbook.book.walk import Spot, change_checklist, change_part, change_term

_ROOMS: Mapping[Spot, Room] = {
    Spot.HEADING: Room.TITLE,
    Spot.CAPTION: Room.LINE,
    Spot.TEXT: Room.LINE,
    Spot.ENTRY: Room.COLUMN,
    Spot.POINTER: Room.CELL,
}
_PICTURE = re.compile(r"<img ([0-9]+)>")

T = TypeVar("T")

_SETTINGS = ("title", "short_title", "subtitle", "publisher", "handling", "corrections", "legal")
_PART = ("short_title", "owner")
_CHECKLIST = ("owner", "trigger", "phase", "group", "sign_off", "valid")
_ITEM = ("who", "when", "evidence")
_SOURCE = ("short", "publisher")
_WORK = ("title", "note")
_LOCATOR = ("entry", "sub")
_LINE = ("title", "before", "reason", "owner", "reference")
"""Fields that are printed and hold no markup."""


def compose(book: Book) -> Book:
    """Return a resolved book with every text of it set; setting it again changes nothing."""
    setter = _setter(book.settings.language, book.settings.words)
    words = tuple((key, setter.signs(text)) for key, text in book.settings.words)
    settings = _with_lines(book.settings, _SETTINGS, setter.line)
    return replace(
        book,
        settings=replace(settings, words=words),
        parts=tuple(setter.part(part) for part in book.parts),
        checklists=tuple(setter.checklist(one) for one in book.checklists),
        terms=tuple(setter.term(term) for term in book.terms),
        sources=tuple(map(setter.source, book.sources)),
        locators=tuple(_with_lines(one, _LOCATOR, setter.signs) for one in book.locators),
        revision=setter.revision(book.revision) if book.revision else None,
    )


def _with_lines(value: T, names: tuple[str, ...], change: Callable[[str], str]) -> T:
    """Return a value with some of its fields changed, texts or tuples of texts."""
    given = {name: getattr(value, name) for name in names}
    changed = {
        name: change(text) if isinstance(text, str) else tuple(map(change, text))
        for name, text in given.items()
    }
    return replace(value, **changed)  # type: ignore[type-var]  # all are dataclasses


@lru_cache(4)
def _setter(language: str, words: tuple[tuple[str, str], ...]) -> "_Setter":
    said = dict(words)
    return _Setter(quotes_of(language), make_ties(language, said, speaks(language, said)))


@dataclass(frozen=True, slots=True, eq=False)
class _Setter:
    """Sets the texts of one language."""

    quotes: Quotes | None
    ties: Ties

    def signs(self, text: str) -> str:
        """Return a line of plain text with printers' signs."""
        return set_signs(text, self.quotes, self.ties.counted)

    def line(self, text: str) -> str:
        """Return a line of plain text, which may come to stand anywhere."""
        return tie(self.signs(text), self.ties, Room.CELL)

    def text(self, text: str) -> str:
        """Return plain text that goes on over lines."""
        return tie(self.signs(text), self.ties, Room.LINE)

    def run(self, text: str, room: Room) -> str:
        """Return a run of rich text."""
        text = tie_last(tie(self.signs(text), self.ties, room), room)
        return keep_whole(text) if room is Room.LINE else text

    def rich(self, rich: Rich, spot: Spot) -> Rich:
        """Return a rich text, and the words that stand for its pictures."""
        return _set(self, rich, spot) if rich else rich

    def part(self, part: Part) -> Part:
        """Return a part of the book."""
        purpose = tie_last(tie(self.signs(part.purpose), self.ties, Room.LINE), Room.LINE)
        changed = change_part(replace(part, purpose=purpose), self.rich)
        return _with_lines(changed, _PART, self.line)

    def checklist(self, checklist: Checklist) -> Checklist:
        """Return a list with all that its items say."""
        changed = _with_lines(change_checklist(checklist, self.rich), _CHECKLIST, self.line)
        return replace(changed, stages=tuple(map(self._stage, changed.stages)))

    def _stage(self, stage: Stage) -> Stage:
        def item(one: Item) -> Item:
            return _with_lines(one, _ITEM, self.line)

        return replace(stage, items=tuple(map(item, stage.items)))

    def source(self, source: Source) -> Source:
        """Return an entry of the list of sources."""
        return _with_lines(_with_lines(source, _SOURCE, self.line), _WORK, self.text)

    def revision(self, revision: Revision) -> Revision:
        """Return what a book says of its changes."""
        lines = (
            replace(
                _with_lines(one, _LINE, self.line),
                things=tuple(_with_lines(thing, ("name",), self.line) for thing in one.things),
            )
            for one in revision.lines
        )
        tables = (
            replace(
                _with_lines(one, ("title",), self.line),
                rows=tuple(_with_lines(row, ("text",), self.line) for row in one.rows),
            )
            for one in revision.transfers
        )
        return replace(revision, lines=tuple(lines), transfers=tuple(tables))

    def term(self, term: Term) -> Term:
        """Return an entry of the glossary."""
        return _with_lines(change_term(term, self.rich), ("term",), self.line)


@lru_cache(1 << 14)
def _set(setter: _Setter, rich: Rich, spot: Spot) -> Rich:
    pictures = [piece for piece in rich if isinstance(piece, Image)]
    numbers = iter(range(len(pictures)))
    html = "".join(piece if isinstance(piece, str) else f"<img {next(numbers)}>" for piece in rich)
    pieces: list[Any] = list(_PICTURE.split(change_html(html, _ROOMS[spot], setter.run)))
    pieces[1::2] = [replace(one, alt=setter.signs(one.alt)) for one in pictures]
    return tuple(piece for piece in pieces if piece)
