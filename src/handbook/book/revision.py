"""What an edition shows of its changes against the one before, as plain values."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

ADDED, REVISED, REMOVED, MOVED = "added", "revised", "removed", "moved"
"""What became of a thing; the last one has no bar."""
SAME, CHANGED, NEW, DIVIDED = "same", "changed", "new", "divided"
"""What became of an item that may be signed, beside `MOVED` and `REMOVED`."""
CARRIES, AGAIN, TO_SIGN, KEPT = "carries", "again", "to-sign", "kept"
"""What becomes of a signature: it holds; it is given again; there was none; it stays on record."""

EDITION_BLOCK = "book:edition"
"""Anchor of what a book says of itself."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A change that a bar in the margin shows."""

    anchor: str
    """Id of the element that it stands beside."""
    change: str
    """`added`, `revised`, or `removed` where something behind the element is gone."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A numbered thing of the edition before that says for one edition that it is gone."""

    anchor: str
    id: str
    after: str = ""
    """Id of the item that it stands behind."""
    before: str = ""
    """Id of the item that it stands before, when there is none to stand behind."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A thing that a line of the summary explains."""

    anchor: str
    """Id of the element; empty for what left nothing behind."""
    name: str
    """Number or name as it is printed; empty for what has none."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the summary of changes: what became of some things in one place, and why."""

    verdict: str
    """`added`, `revised`, `removed`, `moved`."""
    number: str
    """Of the section or list; empty for one that has none."""
    title: str
    anchor: str
    """Of the section or list; empty when it is there no more."""
    things: tuple[Touched, ...]
    before: str = ""
    """Where it stood, of what moved."""
    reason: str = ""
    owner: str = ""
    reference: str = ""
    """What the reason rests on, by its name."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A line of the transfer table: an item, and what becomes of the signature for it."""

    item: str
    verdict: str
    """`same`, `changed`, `moved`, `new`, `removed` or `divided`."""
    signature: str
    """`carries`, `again`, `to-sign` or `kept`."""
    text: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """The transfer table of a qualification."""

    list: str
    title: str
    rows: tuple[Signature, ...]
    """In the order of the new edition, removed items last."""
    reopened: bool = False
    """Whether what it needs has changed, so that the final signature is given again."""

    def count(self, signature: str) -> int:
        """Return how many items have a signature of a kind."""
        return sum(row.signature == signature for row in self.rows)

    @property
    def touched(self) -> bool:
        """Whether anything in it is not as it was."""
        return self.reopened or any(row.verdict != SAME for row in self.rows)

    @property
    def required(self) -> int:
        """Items of the new edition: those that carry, those to be signed again, and new ones."""
        return sum(row.signature != KEPT for row in self.rows)


@dataclass(frozen=True, slots=True)
class Issue:
    """An edition as the record of changes names it."""

    edition: str
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """What changed since the edition that a book follows, as its pages show it."""

    base: str
    """Id of that edition."""
    date: dt.date | None = None
    """Of that edition."""
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    corrections: int = 0
    """Things in which only spelling, punctuation and the like differ."""
    checked: int = 0
    """Things that were looked at again and stand as they were."""
    deleted: tuple[Deleted, ...] = ()
    """Items of lists."""
    transfers: tuple[Transfer, ...] = ()
    """Of each qualification that was touched."""
    issues: tuple[Issue, ...] = ()
    """Editions that were kept, the first one first."""
    whole: bool = False
    """Whether so much changed that bars say nothing: a complete revision has none."""

    def explained(self) -> Iterator[str]:
        """Yield the anchors of what the lines of meaning explain."""
        for line in self.lines:
            if line.verdict != MOVED:
                yield from (thing.anchor for thing in line.things if thing.anchor)
