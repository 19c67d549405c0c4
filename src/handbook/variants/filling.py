"""Values of a variant put where the text names them.

Nothing is evaluated: a name is looked up among the values of the book and of the variant, and
what stands there is printed as plain text, whatever signs are in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import escape
from typing import TypeVar

from handbook.book.findings import Finding, did_you_mean
from handbook.book.model import (
    Book,
    Checklist,
    Hole,
    Image,
    Item,
    Mark,
    Part,
    Ref,
    Rich,
    Stage,
    Value,
    ValueRef,
)
from handbook.book.places import Place
from handbook.book.walk import Spot, change_checklist, change_part, change_term, join

SETTINGS = Place("content/handbook.toml")
MARK = re.compile(r"\{\{([^{}]*)\}\}")
"""`{{ post.capital }}`."""
_NAME = re.compile(r"[\w-]+(\.[\w-]+)*", re.ASCII)
_ASIDE = re.compile(rf"(<code\b.*?</code>|<[^>]*>)|{MARK.pattern}", re.DOTALL)
_PART = ("short_title", "purpose", "owner")
_CHECKLIST = ("owner", "trigger", "phase", "group", "valid", "sign_off")
_ITEM = ("who", "when", "evidence", "words")
_SETTINGS = ("title", "short_title", "subtitle", "corrections", "address", "legal")

T = TypeVar("T")


@dataclass(slots=True)
class Filler:
    """The values of a variant, what was asked of them, and what is missing."""

    values: dict[str, Value]
    asked: set[str] = field(default_factory=set)
    """Names that were looked up."""
    findings: list[Finding] = field(default_factory=list)

    def look_up(self, name: str, place: Place) -> str | None:
        """Return a value by its name; None, and a finding, when there is none."""
        self.asked.add(name)
        value = self.values.get(name)
        if value is not None:
            return value.text
        if _NAME.fullmatch(name):
            message, hint = f'no value is called "{name}"', did_you_mean(name, self.values)
        else:
            message, hint = f'"{name}" is no name of a value', "write a name alone, as post.capital"
        self.findings.append(Finding("HB949", place, message, hint))
        return None

    def line(self, text: str, place: Place) -> str:
        """Return a line of plain text with its values in it."""

        def put(found: re.Match[str]) -> str:
            value = self.look_up(found[1].strip(), place)
            return found[0] if value is None else value

        return MARK.sub(put, text) if "{{" in text else text

    def html(self, text: str, place: Place) -> str:
        """Return HTML with its values in it; tags and code are let be."""

        def put(found: re.Match[str]) -> str:
            if found[1] is not None:
                return found[0]
            value = self.look_up(found[2].strip(), place)
            return found[0] if value is None else escape(value, quote=False)

        return _ASIDE.sub(put, text) if "{{" in text else text

    def rich(self, rich: Rich, _: Spot = Spot.TEXT) -> Rich:
        """Return a rich text with its values in it, as text that holds no mark-up."""
        if all(isinstance(piece, str) for piece in rich):
            return rich
        return join(one for piece in rich for one in self._piece(piece))

    def _piece(self, piece: str | Hole) -> Iterator[str | Hole]:
        if isinstance(piece, ValueRef):
            value = self.look_up(piece.name, piece.place)
            yield from piece.plain if value is None else (escape(value, quote=False),)
        elif isinstance(piece, Ref):
            yield replace(piece, text=self.html(piece.text, piece.place))
        elif isinstance(piece, Image):
            yield replace(piece, alt=self.line(piece.alt, piece.place))
        elif isinstance(piece, Mark):
            entry, sub = (self.line(text, piece.place) for text in (piece.entry, piece.sub))
            yield replace(piece, entry=entry, sub=sub)
        else:
            yield piece

    def lines(self, thing: T, names: tuple[str, ...], place: Place) -> T:
        """Return a thing with its fields of plain text filled."""
        changed: dict[str, object] = {}
        for name in names:
            said = getattr(thing, name)
            new = (
                self.line(said, place)
                if isinstance(said, str)
                else tuple(self.line(one, place) for one in said)
            )
            if new != said:
                changed[name] = new
        return replace(thing, **changed) if changed else thing  # type: ignore[type-var]


def filler_of(book: Book, variant: str = "") -> Filler:
    """Return what fills the book of a variant: its own values, over those of the book."""
    values = {one.name: one for one in book.values if not one.variant}
    values |= {one.name: one for one in book.values if variant and one.variant == variant}
    return Filler(values)


def fill(book: Book, filler: Filler) -> Book:
    """Return a book with its values in it."""
    settings = filler.lines(book.settings, _SETTINGS, SETTINGS)
    return replace(
        book,
        settings=settings,
        parts=tuple(_part(one, filler) for one in book.parts),
        checklists=tuple(_checklist(one, filler) for one in book.checklists),
        terms=tuple(change_term(one, filler.rich) for one in book.terms),
        values=tuple(filler.values.values()),
    )


def _part(part: Part, filler: Filler) -> Part:
    return change_part(filler.lines(part, _PART, part.place), filler.rich)


def _checklist(one: Checklist, filler: Filler) -> Checklist:
    def item(some: Item) -> Item:
        return filler.lines(some, _ITEM, some.place)

    def stage(some: Stage) -> Stage:
        return replace(some, items=tuple(map(item, some.items)))

    filled = filler.lines(one, _CHECKLIST, one.place)
    return change_checklist(replace(filled, stages=tuple(map(stage, filled.stages))), filler.rich)
