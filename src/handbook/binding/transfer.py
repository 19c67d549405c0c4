"""Carry a filled form over to another edition: what was signed, item by item, and what is new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handbook.book.form import Field

DONE = "done"
"""Part of the name that every item has: the box that is ticked."""
SAME, CHANGED, NEW, DELETED = "same", "changed", "new", "deleted"


@dataclass(frozen=True, slots=True)
class Carried:
    """A row of the transfer table (rule M-14)."""

    item: str
    verdict: str
    """`same`, `changed` (the signature is to be renewed), `new` or `deleted`."""
    answers: Mapping[str, str]
    """What stood in the old form, by the part of the name: `done`, `date`, `initials`."""
    text: str
    """Of the item, in the new edition or, when it is deleted, in the old one."""


def transfer(old: Sequence[Field], new: Sequence[Field]) -> tuple[Carried, ...]:
    """Compare two forms item by item, in the order of the new one, deleted items last.

    An item is the same when its id and its text are.
    """
    before, after = _texts(old), _texts(new)
    answers = _answers(old)
    order = (*after, *(item for item in before if item not in after))
    texts = before | after
    return tuple(
        Carried(item, _verdict(item, before, after), answers.get(item, {}), texts[item])
        for item in order
    )


def carried_values(
    table: Sequence[Carried], old: Sequence[Field], new: Sequence[Field]
) -> dict[str, str]:
    """Return what goes into the new form, by full name.

    Items keep their answers when they are the same. What belongs to a list as a whole is kept
    when its wording is, but a sign-off only when every item of the list is the same.
    """
    verdicts = {row.item: row.verdict for row in table}
    touched = {item.partition(".")[0] for item, verdict in verdicts.items() if verdict != SAME}
    known = {field.name: field.label for field in new}
    values = {}
    for field in old:
        item = field.name.rpartition(".")[0]
        same = verdicts[item] == SAME if item in verdicts else known.get(field.name) == field.label
        signed = ".signed." in field.name and field.name.partition(".")[0] in touched
        if field.answered and same and not signed and field.name in known:
            values[field.name] = field.value
    return values


def _verdict(item: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    if item not in after:
        return DELETED
    if item not in before:
        return NEW
    return SAME if before[item] == after[item] else CHANGED


def _texts(fields: Sequence[Field]) -> dict[str, str]:
    """Return the text of each item by its id."""
    names = ((field.name.rpartition("."), field.label) for field in fields)
    return {item: text.removeprefix(f"{item} ") for (item, _, part), text in names if part == DONE}


def _answers(fields: Sequence[Field]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for field in fields:
        if field.answered:
            item, _, part = field.name.rpartition(".")
            found.setdefault(item, {})[part] = field.value
    return found
