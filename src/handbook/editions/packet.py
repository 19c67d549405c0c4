"""Change pages: the leaves of a ring-bound book to take out and to put in, and where.

A leaf is issued when either side of it is not as before. Section 5 of the reference on editions
has the cases that this is tested with.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from handbook.editions.words import pairs


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a book that was set."""

    unit: str
    """Name of the chapter, appendix or front matter."""
    label: str
    """As it is printed: `iv`, `4-7`, `4-6.1`; no two pages of a book have the same."""
    content: str
    """What tells its content from any other, heads and feet aside."""
    blank: bool = False
    since: str = field(default="", compare=False)
    """Edition in which its content came to be what it is; no part of what tells pages apart."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Two pages of one unit, back to back: the first one is a right-hand page."""

    front: Page
    back: Page

    @property
    def name(self) -> str:
        """As a filer reads it: `4-5/4-6`, `4-9/(4-10 blank)`."""
        return f"{self.front.label}/{_label(self.back)}"


@dataclass(frozen=True, slots=True)
class Instruction:
    """A line of the filing sheet."""

    remove: tuple[Leaf, ...]
    insert: tuple[Leaf, ...]
    after: str = ""
    """Label of the page behind which to insert where nothing is removed; empty for the front."""

    @property
    def removed(self) -> str:
        """What to remove, in labels; empty for nothing."""
        return _span(self.remove)

    @property
    def inserted(self) -> str:
        """What to insert, in labels; empty for nothing."""
        return _span(self.insert)


@dataclass(frozen=True, slots=True)
class Packet:
    """The change pages from one edition to another."""

    instructions: tuple[Instruction, ...]
    leaves: int
    """Leaves of the finished book."""

    @property
    def removed(self) -> int:
        """Leaves to take out."""
        return sum(len(one.remove) for one in self.instructions)

    @property
    def inserted(self) -> int:
        """Leaves to put in, which are the sheets to print."""
        return sum(len(one.insert) for one in self.instructions)

    @property
    def share(self) -> float:
        """Leaves to put in over leaves of the finished book, 0 to 1."""
        return self.inserted / self.leaves if self.leaves else 0


def leaves(pages: Iterable[Page], blank_label: Mapping[str, str] | None = None) -> tuple[Leaf, ...]:
    """Return pages as leaves; an odd unit ends on a blank back.

    `blank_label` has the labels of such backs by those of their fronts, where they have any.
    """
    labels = blank_label or {}
    found: list[Leaf] = []
    for unit, group in groupby(pages, lambda page: page.unit):
        some = list(group)
        if len(some) % 2:
            front = some[-1].label
            some.append(Page(unit, labels.get(front, next_label(front)), "", blank=True))
        found.extend(map(Leaf, some[::2], some[1::2]))
    return tuple(found)


def next_label(label: str) -> str:
    """Return the label behind another: `4-8` behind `4-7`, `iv` behind `iii`.

    The numbers of Roman labels are small ones.
    """
    head = label.rstrip("0123456789")
    digits = label[len(head) :]
    if digits:
        return f"{head}{int(digits) + 1}"
    return _roman(_arabic(label) + 1)


def instruct(old: Sequence[Leaf], new: Sequence[Leaf]) -> Packet:
    """Return what makes the new book of the old one, front to back."""
    found: list[Instruction] = []
    last_left = last_right = -1
    for left, right in (*pairs(old, new), (len(old), len(new))):
        gap = old[last_left + 1 : left], new[last_right + 1 : right]
        before = new[last_right].back.label if last_right >= 0 else ""
        found.extend(_rows(*gap, before))
        last_left, last_right = left, right
    return Packet(tuple(found), len(new))


def _rows(old: Sequence[Leaf], new: Sequence[Leaf], before: str) -> Iterator[Instruction]:
    """Yield a row for each unit of a gap: what vanished where it stood, then what came there."""
    gone = [(unit, tuple(some)) for unit, some in groupby(old, _unit)]
    came = [(unit, tuple(some)) for unit, some in groupby(new, _unit)]
    for number, (unit, insert) in enumerate(came):
        awaited = {name for name, _ in came[number:]}
        place = next((n for n, (name, _) in enumerate(gone) if name in awaited), len(gone))
        yield from (Instruction(remove, ()) for _, remove in gone[:place])
        gone = gone[place:]
        remove = gone.pop(0)[1] if gone and gone[0][0] == unit else ()
        yield Instruction(remove, insert, "" if remove else before)
        before = insert[-1].back.label
    yield from (Instruction(remove, ()) for _, remove in gone)


def _unit(leaf: Leaf) -> str:
    return leaf.front.unit


def file(old: Sequence[Leaf], packet: Packet) -> tuple[Leaf, ...]:
    """Return the book that a reader has who follows the instructions, line by line.

    Raise `ValueError` for a book that they are not for.
    """
    book, here = list(old), 0
    for one in packet.instructions:
        if one.remove:
            here = book.index(one.remove[0], here)
            if tuple(book[here : here + len(one.remove)]) != one.remove:
                raise ValueError(f"{one.removed} does not stand together")
        elif one.after:
            backs = [leaf.back.label for leaf in book]
            here = backs.index(one.after, max(here - 1, 0)) + 1
        else:
            here = 0
        book[here : here + len(one.remove)] = one.insert
        here += len(one.insert)
    return tuple(book)


def effective(new: Iterable[Page], edition: str, before: Iterable[Page] = ()) -> tuple[Page, ...]:
    """Return the pages of an edition, each with that in which its content came to be what it is.

    `before` are the pages of the edition before.
    """
    known = {page.label: page for page in before}

    def since(page: Page) -> str:
        old = known.get(page.label)
        return old.since if old and old.content == page.content else edition

    return tuple(replace(page, since=since(page)) for page in new)


def _label(page: Page) -> str:
    return f"({page.label} blank)" if page.blank else page.label


def _span(some: Sequence[Leaf]) -> str:
    if not some:
        return ""
    last = some[-1]
    if len(some) == 1:
        return last.name
    return f"{some[0].front.label} to {last.name if last.back.blank else last.back.label}"


_NUMERALS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _roman(number: int) -> str:
    text = ""
    for value, letters in _NUMERALS:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _arabic(text: str) -> int:
    number, rest = 0, text.lower()
    for value, letters in _NUMERALS:
        while rest.startswith(letters):
            number, rest = number + value, rest[len(letters) :]
    return number
