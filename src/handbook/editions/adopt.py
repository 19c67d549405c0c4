"""Permanent ids for a draft: an author's, or inherited from the edition before, or born now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from handbook.book.findings import Finding
from handbook.book.model import Book
from handbook.book.places import Place
from handbook.editions.draft import HEADINGS, PARTS, UNNAMED, Draft, draft_of, loose_sum
from handbook.editions.grove import Grove
from handbook.editions.match import Ids, Match, match
from handbook.editions.reasoning import Note, noted
from handbook.editions.record import Entry, Record, Retired, with_references
from handbook.editions.rules import Rules

BIRTH_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Pair:
    """How a thing was found to be one of the edition before."""

    id: str
    step: str
    """`id`, `pin`, `part`, `section`, `title`, `text`, `key`, `place`, `order`, `vote`,
    `elsewhere`."""
    score: float


@dataclass(frozen=True, slots=True)
class Adopted:
    """A record with permanent ids, and where they come from."""

    record: Record
    pairs: tuple[Pair, ...] = ()
    findings: tuple[Finding, ...] = ()
    draft: Draft | None = None
    """What it was made of: its entries in the same order."""
    noted: tuple[Note, ...] = ()
    """Why things changed, as it is noted in the book."""


def record_of(
    book: Book,
    rules: Rules,
    before: Record | None = None,
    same: Ids = (),
    not_same: Ids = (),
) -> Adopted:
    """Return a book, as it was read, as a record; ids are inherited from the edition before."""
    draft = draft_of(book, rules)
    edition = book.settings.edition
    blank = Record(
        edition.id, edition.date, book.settings.slug, book.settings.title, book.settings.language
    )
    made = adopt(draft, blank, before or Record(""), same, not_same)
    both = zip(draft.entries, made.record.entries, strict=True)
    names = {draft.wishes.get(one.id, one.id): other.id for one, other in both}
    return replace(made, noted=noted(book, names))


def adopt(
    draft: Draft, blank: Record, before: Record, same: Ids = (), not_same: Ids = ()
) -> Adopted:
    """Return a draft as a record: what is matched takes the old id, the rest a new one."""
    old, new = Grove(before.entries), Grove(draft.entries)
    found = match(old, new, draft.wishes, same, not_same)
    names = _names(draft, old, new, found, before.retired)
    entries = tuple(_named(draft, names))
    there = {entry.id for entry in entries}
    given = _given(draft, old, found)
    lost = (entry.id for entry in before.entries if entry.id not in there | given.keys())
    gone = dict.fromkeys(lost, blank.edition)
    gone |= {one.id: one.edition for one in before.retired}
    record = replace(
        blank,
        entries=entries,
        retired=tuple(Retired(name, gone[name]) for name in sorted(gone)),
        renamed=tuple(sorted(given.items())),
    )
    told = (Pair(names[draft.entries[place].id], *found.why[place]) for place in sorted(found.why))
    return Adopted(record, tuple(told), tuple(_findings(draft, before, found, new)), draft)


def _given(draft: Draft, old: Grove, found: Match) -> dict[str, str]:
    """Return the born ids in place of which an author gave one now, and those."""
    both = ((old.entries[left].id, draft.entries[right].id) for right, left in found.pairs.items())
    return {one: other for one, other in both if one != other and not other.startswith(UNNAMED)}


def _names(
    draft: Draft, old: Grove, new: Grove, found: Match, retired: Iterable[Retired]
) -> dict[str, str]:
    """Return the permanent id of each entry by its id in the draft."""
    taken = {*old.at, *draft.taken, *(one.id for one in retired)}
    names: dict[str, str] = {}
    for place, entry in enumerate(draft.entries):
        if not entry.id.startswith(UNNAMED):
            names[entry.id] = entry.id
        elif place in found.pairs:
            names[entry.id] = old.entries[found.pairs[place]].id
        elif entry.kind in HEADINGS:
            names[entry.id] = _free(_heading(entry, draft, names, new, place), taken)
    renamed = _renamed(draft, names)
    for place, entry in enumerate(draft.entries):
        if entry.id not in names:
            home = names[new.entries[_home(new, place)].id]
            exact = _worded(entry, renamed, draft.rules).exact
            names[entry.id] = _free(f"{home}~{exact[:BIRTH_DIGITS]}", taken)
    return names


def _heading(entry: Entry, draft: Draft, names: Mapping[str, str], new: Grove, place: int) -> str:
    """Return the born id of a part, or of a section to which no author gave one."""
    wish = draft.wishes[entry.id]
    if entry.kind in PARTS:
        return wish
    part = new.entries[new.part(place)].id
    slug = wish.removeprefix(f"{draft.wishes.get(part, part)}--")
    return f"{names[part]}~{slug}"


def _home(new: Grove, place: int) -> int:
    """Return the nearest part, section or list that an entry stands in."""
    place = new.above[place]
    while new.is_loose(place):
        place = new.above[place]
    return place


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    taken.add(free)
    return free


def _renamed(draft: Draft, names: Mapping[str, str]) -> dict[str, str]:
    """Return what references call things to what these are called for ever."""
    wishes = draft.wishes.items()
    return {wish: names[name] for name, wish in wishes if wish != names[name]}


def _named(draft: Draft, names: Mapping[str, str]) -> Iterator[Entry]:
    renamed = _renamed(draft, names)
    for entry in draft.entries:
        worded = _worded(entry, renamed, draft.rules)
        yield replace(worded, id=names[entry.id], parent=names.get(entry.parent, ""))


def _worded(entry: Entry, renamed: Mapping[str, str], rules: Rules) -> Entry:
    """Return an entry with its references by permanent ids."""
    worded = with_references(entry, renamed)
    if worded == entry:
        return entry
    return replace(worded, loose=loose_sum(entry.kind, worded.text, worded.fields, rules))


def _findings(draft: Draft, before: Record, found: Match, new: Grove) -> Iterator[Finding]:
    retired = {one.id: one.edition for one in before.retired}
    for entry in draft.entries:
        if entry.id in retired:
            message = f"{entry.id} was retired in edition {retired[entry.id]}"
            yield Finding("HB904", Place("content"), message)
    kinds = {entry.id: entry.kind for entry in before.entries}
    for place in found.clashes:
        entry = draft.entries[place]
        message = f"{entry.id} stood for a {kinds[entry.id]}, and now for a {entry.kind}"
        yield Finding("HB905", Place("content"), message)
