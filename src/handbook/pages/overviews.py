"""What the overviews show: lists by phase and by owner, the year, the qualifications."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from handbook.book.intervals import Span, parse_span
from handbook.book.model import Book, Checklist, Item
from handbook.book.wording import fill_in

LEAST = 2
"""Lists, or qualifications, from which on an overview of them says more than they do."""
GRID = 80
"""Days from which on a duty has its place among the months."""
_BESIDE = re.compile(r"[,;]")
"""Ends the name of an owner; what follows is said beside it: `Deputy, with the assistant`."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lists that belong to one phase, or that one person answers for."""

    name: str
    lists: tuple[Checklist, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """An item that comes back."""

    item: Item
    who: str
    """Who does it; where the item does not say, who answers for the list."""
    months: tuple[int, ...]
    """In which it falls, as far as it says so: 1 to 12."""


@dataclass(frozen=True, slots=True)
class Round:
    """The duties that come back after the same time."""

    name: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Overviews:
    """What there is to show; empty where there is nothing."""

    phases: tuple[Group, ...]
    owners: tuple[Group, ...]
    routine: tuple[Round, ...]
    """By the day, the week, the month."""
    year: tuple[Round, ...]
    """By the quarter and what is longer."""
    qualifications: tuple[Checklist, ...]
    needed: tuple[str, ...]
    """Ids of qualifications that come before another."""

    def shown(self) -> tuple[str, ...]:
        """Return the names of those that show something, in printing order."""
        names = ("phases", "owners", "routine", "year", "qualifications")
        return tuple(name for name in names if getattr(self, name))


def make_overviews(book: Book, words: Mapping[str, str]) -> Overviews:
    """Return the overviews of the lists of a resolved book."""
    tests = tuple(one for one in book.checklists if one.kind == "qualification")
    tests = tests if len(tests) >= LEAST else ()
    needed = {name for one in tests for name in one.prerequisites}
    rounds = tuple(_rounds(book, words))
    return Overviews(
        phases=_gathered((one.phase or one.group, one) for one in book.checklists),
        owners=_gathered((_owner(one), one) for one in book.checklists),
        routine=tuple(some for span, some in rounds if span.days < GRID),
        year=tuple(some for span, some in rounds if span.days >= GRID),
        qualifications=tests,
        needed=tuple(one.id for one in tests if one.id in needed),
    )


def _owner(one: Checklist) -> str:
    return _BESIDE.split(one.owner)[0]


def _gathered(named: Iterable[tuple[str, Checklist]]) -> tuple[Group, ...]:
    """Return lists in groups of one name, in the order in which names first appear."""
    groups: dict[str, list[Checklist]] = {}
    for name, one in named:
        if name:
            groups.setdefault(name, []).append(one)
    enough = sum(map(len, groups.values())) >= LEAST
    return tuple(Group(name, tuple(some)) for name, some in groups.items()) if enough else ()


def _rounds(book: Book, words: Mapping[str, str]) -> Iterator[tuple[Span, Round]]:
    """Yield what comes back, the shortest span of time first."""
    names = [name.casefold() for name in words["months"].split()]
    found = [
        (parse_span(item.every), Duty(item, item.who or _owner(one), _months(item, names)))
        for one in book.checklists
        for item in one.items()
        if item.every
    ]
    found.sort(key=lambda row: row[0].days)
    for span, rows in groupby(found, key=lambda row: row[0]):
        duties = sorted((duty for _, duty in rows), key=lambda duty: duty.months or (13,))
        yield span, Round(_named(span, words), tuple(duties))


def _months(item: Item, names: Sequence[str]) -> tuple[int, ...]:
    """Return the months in which an item falls, from those that it names."""
    said = re.findall(r"\w+", item.when.casefold())
    named = {names.index(word) for word in said if word in names}
    span = parse_span(item.every)
    step = span.number if span.unit == "m" and 12 % span.number == 0 else 12
    return tuple(sorted({(one + k) % 12 + 1 for one in named for k in range(0, 12, step)}))


def _named(span: Span, words: Mapping[str, str]) -> str:
    """Return what a span is called, as in `Every quarter`."""
    unit = words["units"].split()["dwmy".index(span.unit)]
    usual = words.get(f"every_{span.number}{span.unit}")
    return usual or fill_in(words["every_other"], number=span.number, unit=unit)
