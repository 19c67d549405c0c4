"""The record of a book as one variant shows it."""

import re
from collections.abc import Mapping
from dataclasses import replace

from handbook.book.settings import Variant
from handbook.editions.draft import NOTHING, VARIANT, loose_sum
from handbook.editions.record import Entry, Record
from handbook.editions.rules import Rules
from handbook.variants.condition import holds, parse
from handbook.variants.filling import MARK

CONDITION, VALUE = "condition", "value"
"""Field with the condition of an entry; kind of an entry that is a value."""
_VALUE = re.compile(r"\[\[value:([^\[\]]*)\]\]")


def select_record(record: Record, variant: Variant | None, rules: Rules) -> Record:
    """Return a record with what is meant for a variant, and its values in the texts.

    What a variant says is taken from the record, as it was then; of one that the record does not
    know, and in a record of a book that had none, from the variant itself.
    """
    given = _given(record, variant)
    values = _values(record, variant.name if variant else "")
    gone: set[str] = set()
    shown: list[Entry] = []
    for entry in record.entries:
        condition = entry.field(CONDITION)
        is_shown = not condition or holds(parse(condition, None), given)
        if entry.parent in gone or entry.kind == VALUE or not is_shown:
            gone.add(entry.id)
        else:
            shown.append(_filled(entry, values, rules))
    return replace(record, entries=tuple(shown))


def hidden(record: Record, variant: Variant | None, rules: Rules) -> frozenset[tuple[str, str]]:
    """Return kind and text of what a record has and a variant does not show."""
    shown = {entry.id for entry in select_record(record, variant, rules).entries}
    values = _values(record, variant.name if variant else "")
    rest = (one for one in record.entries if one.id not in shown and one.kind != VALUE)
    return frozenset((one.kind, _filled(one, values, rules).text) for one in rest)


def _given(record: Record, variant: Variant | None) -> Mapping[str, str]:
    """Return what a variant says, by the axis."""
    if variant is None:
        return {}
    said = "".join(entry.field(f"{VARIANT}{variant.name}") for entry in record.entries[:1])
    if not said:
        return dict(variant.given)
    pairs = (one.partition("=") for one in said.split(", ") if one != NOTHING)
    return {axis: value for axis, _, value in pairs}


def _values(record: Record, variant: str) -> Mapping[str, str]:
    """Return the values of a variant, by their names."""
    some = (entry for entry in record.entries if entry.kind == VALUE)
    every = {entry.id.removeprefix(f"{VALUE}-"): entry.text for entry in some}
    own = ((name.partition(":"), text) for name, text in every.items())
    return every | {name: text for (name, _, whose), text in own if whose == variant}


def _filled(entry: Entry, values: Mapping[str, str], rules: Rules) -> Entry:
    """Return an entry with its values in it, without what is said of variants."""

    def put(found: re.Match[str]) -> str:
        return values.get(found[1].strip(), found[0])

    text = _VALUE.sub(put, entry.text)
    text = MARK.sub(put, text) if entry.kind == "book" else text
    fields = tuple(
        (name, MARK.sub(put, _VALUE.sub(put, said)))
        for name, said in entry.fields
        if name != CONDITION and not name.startswith(VARIANT)
    )
    if (text, fields) == (entry.text, entry.fields):
        return entry
    form = loose_sum(entry.kind, text, fields, rules)
    return replace(entry, text=text, fields=fields, loose=form)
