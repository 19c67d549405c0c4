"""What became of the items that somebody signed: the transfer table of a qualification.

Rules M-14 and E-15.
"""

from collections.abc import Collection, Iterator, Mapping

from handbook.book.revision import (
    AGAIN,
    CARRIES,
    CHANGED,
    DIVIDED,
    KEPT,
    MOVED,
    NEW,
    REMOVED,
    SAME,
    TO_SIGN,
    Signature,
    Transfer,
)
from handbook.editions.changes import Change, Changes
from handbook.editions.record import Entry, Record
from handbook.editions.verdict import Verdict

QUALIFICATION = "qualification"
_WORSE = (SAME, MOVED, CHANGED)
"""From best to worst."""


def transfers(
    old: Record,
    new: Record,
    changes: Changes,
    carries: Collection[str] = (),
    splits: Mapping[str, Collection[str]] | None = None,
) -> tuple[Transfer, ...]:
    """Return a table for each qualification of the new edition, in order.

    `carries` are ids of changed items whose signature holds as the editor says; `splits` are old
    items that became several, which carry to all when the old id is among `carries`.
    """
    found = changes.by_id()
    before, after = _items(old), _items(new)
    divided = {one: name for name, some in (splits or {}).items() for one in some}
    made = []
    for entry in new.entries:
        if entry.kind == QUALIFICATION:
            rows = [
                _row(item, before, found.get(item.id), entry.id, set(carries), divided)
                for item, home in after.values()
                if home == entry.id
            ]
            gone = [one for one, home in before.values() if home == entry.id]
            rows += [
                Signature(one.id, REMOVED, KEPT, one.text) for one in gone if one.id not in after
            ]
            made.append(Transfer(entry.id, entry.text, tuple(rows), _reopened(found.get(entry.id))))
    return tuple(made)


def _items(record: Record) -> dict[str, tuple[Entry, str]]:
    """Return each item with the list that it stands in, by id."""
    homes: dict[str, str] = {}
    found = {}
    for entry in record.entries:
        homes[entry.id] = homes.get(entry.parent) or (
            entry.id if entry.kind == QUALIFICATION else ""
        )
        if entry.kind == "item":
            found[entry.id] = entry, homes[entry.id]
    return found


def _row(
    item: Entry,
    before: Mapping[str, tuple[Entry, str]],
    change: Change | None,
    home: str,
    carries: set[str],
    divided: Mapping[str, str],
) -> Signature:
    if item.id in divided:
        holds = divided[item.id] in carries
        return Signature(item.id, DIVIDED, CARRIES if holds else AGAIN, item.text)
    if item.id not in before:
        return Signature(item.id, NEW, TO_SIGN, item.text)
    changed = change is not None and change.verdict is Verdict.CHANGED
    moved = before[item.id][1] != home or (change is not None and change.moved)
    verdict = CHANGED if changed else MOVED if moved else SAME
    signature = AGAIN if changed and item.id not in carries else CARRIES
    return Signature(item.id, verdict, signature, item.text)


def _reopened(change: Change | None) -> bool:
    return change is not None and any(one.name == "prerequisites" for one in change.fields)


def compose(first: Transfer, second: Transfer) -> Transfer:
    """Return the table over two editions from those over one each: the worse verdict counts.

    Raise `ValueError` when an id that was removed comes back.
    """
    earlier = {row.item: row for row in first.rows}
    back = [row.item for row in second.rows if row.verdict == NEW and row.item in earlier]
    if back:
        raise ValueError(f"{back[0]} was removed, and came back")
    rows = tuple(_composed(row, earlier) for row in second.rows)
    there = {row.item for row in rows}
    gone = tuple(row for row in first.rows if row.verdict == REMOVED and row.item not in there)
    kept = tuple(row for row in (*rows, *gone) if row.verdict != "")
    return Transfer(second.list, second.title, kept, first.reopened or second.reopened)


def _composed(row: Signature, earlier: Mapping[str, Signature]) -> Signature:
    was = earlier.get(row.item)
    if was is None or row.verdict == NEW:
        return row
    if was.verdict == NEW:
        gone = row.verdict == REMOVED
        return Signature(row.item, "" if gone else NEW, KEPT if gone else TO_SIGN, row.text)
    if row.verdict == REMOVED or row.verdict not in _WORSE or was.verdict not in _WORSE:
        return row
    verdict = max(row.verdict, was.verdict, key=_WORSE.index)
    signature = AGAIN if AGAIN in (row.signature, was.signature) else CARRIES
    return Signature(row.item, verdict, signature, row.text)


def totals(table: Transfer) -> Iterator[tuple[str, int]]:
    """Yield what is counted: `carries`, `again`, `to-sign`, `kept`, and all that is required."""
    yield from ((name, table.count(name)) for name in (CARRIES, AGAIN, TO_SIGN, KEPT))
    yield "required", table.required
