"""What changed between two editions, as a value that turns the one into the other."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from handbook.editions.difference import Run, difference
from handbook.editions.record import (
    Entry,
    Fields,
    Record,
    in_reading_order,
    with_references,
)
from handbook.editions.rules import Rules
from handbook.editions.verdict import STRICT_KINDS, Verdict, judge
from handbook.editions.words import rising

UPKEEP = frozenset({"as-of", "checked", "owner", "review-by", "revised"})
"""Fields that say who looked after a thing, and when; they change nothing in it."""
PRECISE = frozenset({"standard", "critical", "type", "mode", "picture"})
"""Fields in which nothing but space, typography and the last stop is editorial."""

_FACT = re.compile(r"\[\[fact:([^\[\]]*)\]\]")
_VALUE = re.compile(r"\{\{\s*([^\s{}]+)\s*\}\}|\[\[value:([^\[\]]*)\]\]")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in an edition."""

    parent: str
    """Id of what it is in."""
    after: str = ""
    """Id of what stands before it in there; empty for the first, and for what did not move."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that was given, taken away or put otherwise."""

    name: str
    old: str
    new: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something changed, in the words of an editor."""

    text: str
    owner: str = ""
    reference: str = ""
    """Id of a source or another thing in the book, or words."""
    editorial: bool = False
    """Whether the editor says that the sense is as it was."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a thing."""

    id: str
    kind: str
    verdict: Verdict
    old_spot: Spot | None
    """None for what is new."""
    new_spot: Spot | None
    """None for what was deleted."""
    old_text: str = ""
    new_text: str = ""
    fields: tuple[FieldChange, ...] = ()
    runs: tuple[Run, ...] = ()
    """The texts word by word, when both are there and differ."""
    rules: tuple[str, ...] = ()
    """Rules by which it is editorial."""
    was: str = ""
    """Kind that it had before, when it has another one."""
    loose: str = ""
    """Of the new entry."""
    reason: Reason | None = None

    @property
    def moved(self) -> bool:
        """Whether it stands elsewhere, whatever else became of it."""
        both = self.old_spot is not None and self.new_spot is not None
        return both and self.old_spot != self.new_spot


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed from one edition to another."""

    old: Record
    """Without its entries: what it is called."""
    new: Record
    changes: tuple[Change, ...] = ()
    """In the order of the new edition; what was deleted, where it stood."""
    numbers: tuple[tuple[str, str], ...] = ()
    """Ids and printed numbers of the new edition, where these are not as before."""

    def by_id(self) -> Mapping[str, Change]:
        """The changes by the ids of what changed."""
        return {one.id: one for one in self.changes}

    def of(self, *verdicts: Verdict) -> tuple[Change, ...]:
        """Return the changes of some verdicts."""
        return tuple(one for one in self.changes if one.verdict in verdicts)


def compare(old: Record, new: Record, rules: Rules) -> Changes:
    """Return what changed between two records that have their ids in common.

    Numbers decide nothing: a book that is only numbered otherwise has no changes.
    """
    heads = replace(old, entries=()), replace(new, entries=())
    old = with_names(old, dict(new.renamed))
    before, after = old.by_id(), new.by_id()
    spots = _Spots(old, new)
    strict = _strict(old) | _strict(new)
    made = []
    for name in _order(old, new):
        one, other = before.get(name), after.get(name)
        if change := _change(one, other, spots, name in strict, rules):
            made.append(change)
    numbers = (
        (name, entry.number)
        for name, entry in after.items()
        if entry.number != (before[name].number if name in before else "")
    )
    return Changes(*heads, tuple(made), tuple(sorted(numbers)))


def with_names(record: Record, names: Mapping[str, str]) -> Record:
    """Return a record in which some things go by other ids."""
    if not names:
        return record
    entries = (
        replace(
            with_references(entry, names),
            id=names.get(entry.id, entry.id),
            parent=names.get(entry.parent, entry.parent),
        )
        for entry in record.entries
    )
    return replace(record, entries=tuple(entries))


def _strict(record: Record) -> frozenset[str]:
    """Return the ids of warnings and cautions, and of what stands in them."""
    found = set[str]()
    for entry in record.entries:
        if entry.kind in STRICT_KINDS or entry.parent in found:
            found.add(entry.id)
    return frozenset(found)


class _Spots:
    """Where things stand in two editions, and which of them moved."""

    def __init__(self, old: Record, new: Record) -> None:
        self.old, self.new = _before(old), _before(new)
        self.moved = frozenset(_moved(old, new))

    def of(self, name: str) -> tuple[Spot | None, Spot | None]:
        """Return the old spot and the new one; of what did not move, without a neighbour."""
        one, other = self.old.get(name), self.new.get(name)
        if one and other and name not in self.moved:
            return Spot(one.parent), Spot(other.parent)
        return one, other


def _before(record: Record) -> dict[str, Spot]:
    last: dict[str, str] = {}
    found = {}
    for entry in record.entries:
        found[entry.id] = Spot(entry.parent, last.get(entry.parent, ""))
        last[entry.parent] = entry.id
    return found


def _moved(old: Record, new: Record) -> Iterator[str]:
    """Yield what stands in another thing, and what is out of order among its neighbours."""
    parents = {entry.id: entry.parent for entry in old.entries}
    place = {entry.id: number for number, entry in enumerate(old.entries)}
    for parent, names in new.children().items():
        stayed = [name for name in names if parents.get(name) == parent]
        kept = rising([place[name] for name in stayed])
        yield from (name for number, name in enumerate(stayed) if number not in kept)
        yield from (name for name in names if name in parents and parents[name] != parent)


def _order(old: Record, new: Record) -> Iterator[str]:
    """Yield all ids in the order of the new edition; what is gone, where it stood."""
    there = {entry.id for entry in new.entries}
    behind: dict[str, list[str]] = {}
    last = ""
    for entry in old.entries:
        if entry.id in there:
            last = entry.id
        else:
            behind.setdefault(last, []).append(entry.id)
    yield from behind.get("", ())
    for entry in new.entries:
        yield entry.id
        yield from behind.get(entry.id, ())


def _change(
    old: Entry | None, new: Entry | None, spots: _Spots, strict: bool, rules: Rules
) -> Change | None:
    here = new or old
    assert here is not None
    one, other = spots.of(here.id)
    if old is None or new is None:
        verdict = Verdict.NEW if new else Verdict.DELETED
        return Change(
            here.id, here.kind, verdict, one, other,
            old.text if old else "", new.text if new else "",
            tuple(_fields(old.fields if old else (), new.fields if new else (), False, rules)),
            loose=new.loose if new else "",
        )  # fmt: skip
    if old.kind == new.kind and old.exact == new.exact and one == other:
        return None
    kind = "warning" if strict else new.kind
    said, why = judge(old.text, new.text, kind, rules)
    fields = tuple(_fields(old.fields, new.fields, strict, rules))
    became = Verdict.UNCHANGED if old.kind == new.kind else Verdict.CHANGED
    moved = Verdict.UNCHANGED if one == other else Verdict.MOVED
    verdict = max((said, became, moved, *(field.verdict for field in fields)))
    return Change(
        new.id, new.kind, verdict, one, other, old.text, new.text, fields,
        difference(old.text, new.text) if old.text != new.text else (),
        why if verdict <= Verdict.MOVED else (),
        old.kind if old.kind != new.kind else "",
        new.loose,
    )  # fmt: skip


def _fields(old: Fields, new: Fields, strict: bool, rules: Rules) -> Iterator[FieldChange]:
    before, after = dict(old), dict(new)
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name, ""), after.get(name, "")
        if one != other:
            yield FieldChange(name, one, other, _judge_field(name, one, other, strict, rules))


def _judge_field(name: str, old: str, new: str, strict: bool, rules: Rules) -> Verdict:
    if name in UPKEEP:
        return Verdict.EDITORIAL
    if not old or not new:
        return Verdict.CHANGED
    kind = "warning" if strict or name in PRECISE else ""
    return judge(old, new, kind, rules)[0]


def apply(old: Record, changes: Changes) -> Record:
    """Return the edition that an old one becomes by its changes: exactly the new one."""
    old = with_names(old, dict(changes.new.renamed))
    entries = {entry.id: entry for entry in old.entries}
    rows = old.children()
    for change in changes.changes:
        if change.old_spot and (change.new_spot is None or change.moved):
            rows[change.old_spot.parent].remove(change.id)
        if change.new_spot is None:
            del entries[change.id]
        else:
            entries[change.id] = _changed(entries.get(change.id), change)
    for change in changes.changes:
        if change.new_spot and (change.old_spot is None or change.moved):
            row = rows.setdefault(change.new_spot.parent, [])
            after = change.new_spot.after
            row.insert(row.index(after) + 1 if after else 0, change.id)
    numbers = dict(changes.numbers)
    there = in_reading_order(entries, rows)
    numbered = (replace(one, number=numbers.get(one.id, one.number)) for one in there)
    return replace(changes.new, entries=tuple(numbered))


def _changed(old: Entry | None, change: Change) -> Entry:
    assert change.new_spot is not None
    fields = dict(old.fields) if old else {}
    fields |= {one.name: one.new for one in change.fields}
    return Entry(
        id=change.id,
        kind=change.kind,
        parent=change.new_spot.parent,
        text=change.new_text,
        fields=tuple((name, fields[name]) for name in sorted(fields) if fields[name]),
        number=old.number if old else "",
        loose=change.loose,
    )


def echoes(changes: Changes, new: Record, variant: str = "") -> dict[str, str]:
    """Return ids of things that print a fact or a value which changed, and the id of that.

    Their own text is as it was, and yet a reader finds something else there. Of a value it is
    that of the variant, if there is one of its own.
    """
    some = changes.of(Verdict.CHANGED, Verdict.NEW)
    revised = {one.id for one in some if one.kind == "value"}
    revised |= {one.id for one in some if one.kind == "fact" and one.verdict is Verdict.CHANGED}
    known = new.by_id()
    found = {}
    for entry in new.entries if revised else ():
        said = " ".join((entry.text, *(text for _, text in entry.fields)))
        names = [f"fact-{name}" for name in _FACT.findall(said)]
        for name in ("".join(pair) for pair in _VALUE.findall(said)):
            own = f"value-{name}:{variant}"
            names.append(own if own in known else f"value-{name}")
        if shown := next((name for name in names if name in revised), ""):
            found[entry.id] = shown
    return found
