"""What the pages show of the changes since the edition before: bars, and rows of the summary."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import groupby

from markupsafe import Markup

from handbook.book.findings import Finding
from handbook.book.fragments import Unit
from handbook.book.model import Book
from handbook.book.places import Place
from handbook.book.revision import ADDED, MOVED, REMOVED, REVISED, Deleted, Line, Revision
from handbook.book.wording import fill_in
from handbook.editions.anchoring import OWN

VERBS = {
    ADDED: "verdict_new",
    REVISED: "verdict_changed",
    REMOVED: "verdict_deleted",
    MOVED: "verdict_moved",
}
"""Words for what became of a thing."""
_TAG = re.compile(r"<[a-z][^>]*\sdata-change=[^>]*>")
_ID = re.compile(r'\sid="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads to a thing."""

    name: str
    anchor: str
    """Empty for what is there no more."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What became of some things, in a word."""

    verb: str
    things: tuple[Link, ...]
    before: str
    """Where they stood."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the summary as it is printed: all that was done in a place for one reason."""

    deeds: tuple[Deed, ...]
    reason: str
    sources: str
    """Who says so, and on what it rests."""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows about a section or a list."""

    home: Link
    again: Link
    """What stands for it in all rows but the first: its number."""
    rows: tuple[Row, ...]


def summary(
    revision: Revision, labels: Mapping[str, str], words: Mapping[str, str]
) -> tuple[Group, ...]:
    """Return the rows of a summary; what has no name of its own goes by the label of its page."""
    groups = groupby(revision.lines, lambda line: (line.number, line.title, line.anchor))
    made = []
    for (number, title, anchor), lines in groups:
        named = "\N{NO-BREAK SPACE}".join(filter(None, (number, title)))
        reasons: dict[tuple[str, str], list[Deed]] = {}
        for line in lines:
            key = line.reason, ", ".join(filter(None, (line.owner, line.reference)))
            things = tuple(_links(line, labels, words))
            deed = Deed(words[VERBS[line.verdict]], things, line.before)
            reasons.setdefault(key, []).append(deed)
        rows = (Row(tuple(deeds), *key) for key, deeds in reasons.items())
        made.append(Group(Link(named, anchor), Link(number or named, anchor), tuple(rows)))
    return tuple(made)


def _links(line: Line, labels: Mapping[str, str], words: Mapping[str, str]) -> Iterator[Link]:
    """Yield the names of what a line explains, each once."""
    met: set[str] = set()
    for thing in line.things:
        label = labels.get(thing.anchor, "")
        name = thing.name or (fill_in(words["changed_page"], page=label) if label else "")
        is_old = line.verdict == REMOVED and thing.name and not thing.name[0].isalpha()
        name = fill_in(words["formerly"], name=name) if is_old else name
        if name and name not in met:
            met.add(name)
            yield Link(name, thing.anchor)


def attributes(book: Book) -> dict[str, object]:
    """Return what templates ask of changes.

    `changed` gives the attribute of an element by its id, `marked` the id as well, nothing for
    what did not change; `deleted_after` and `deleted_before` are deleted items by their neighbour.
    """
    revision = book.revision
    bars = {one.anchor: one.change for one in revision.bars} if revision else {}
    deleted = revision.deleted if revision else ()

    def changed(anchor: str) -> Markup:
        return Markup(f' data-change="{bars[anchor]}"') if anchor in bars else Markup("")

    def marked(anchor: str) -> Markup:
        own = Markup(' id="{}"').format(anchor)
        return own + changed(anchor) if anchor in bars else Markup("")

    return {
        "changed": changed,
        "marked": marked,
        "deleted_after": _by(deleted, lambda one: one.after),
        "deleted_before": _by(deleted, lambda one: one.before),
    }


def _by(some: Iterable[Deleted], key: Callable[[Deleted], str]) -> dict[str, list[Deleted]]:
    found: dict[str, list[Deleted]] = {}
    for one in some:
        if key(one):
            found.setdefault(key(one), []).append(one)
    return found


def unexplained(units: Iterable[Unit], book: Book) -> Iterator[Finding]:
    """Yield a finding for each bar that no line of the summary explains, and the other way round.

    A list that is shown in a chapter has its bars, and its ids stand with the list itself.
    """
    if book.revision is None or book.revision.whole:
        return
    tags = (tag for unit in units for tag in _TAG.findall(unit.html))
    shown = {unescape(own[1]) for tag in tags if (own := _ID.search(tag))}
    said = set(book.revision.explained())
    for anchor in sorted(shown ^ said):
        what = "has a bar and no line" if anchor in shown else "has a line and no bar"
        yield Finding("HB930", Place("content"), f"{anchor.removeprefix(OWN)} {what}")
