"""Why things changed: the reasons of editors put to the changes, and what is left without one."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from handbook.book.findings import Finding, did_you_mean
from handbook.book.model import Book
from handbook.book.places import Place
from handbook.editions.changes import Change, Changes, Reason
from handbook.editions.difference import SAME
from handbook.editions.draft import HEADINGS
from handbook.editions.record import Entry, Record
from handbook.editions.rules import Rules
from handbook.editions.verdict import STRICT_KINDS, Verdict

FILE = "content/changes.toml"
EDITORIAL = "editorial"
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"[0-9]")
_HOMES = HEADINGS | {"book", "duty", "qualification"}


@dataclass(frozen=True, slots=True)
class Note:
    """A reason, and what it is the reason of."""

    ids: tuple[str, ...]
    """Ids of things in either edition; a section stands for all that is in it."""
    reason: Reason
    place: Place
    sure: bool = False
    """Whether a correction may touch a number or a ban."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """Why an edition goes out although something in it is overdue for review."""

    ids: tuple[str, ...]
    """As `handbook review` names them."""
    reason: str
    owner: str
    """Who answers for it."""
    until: dt.date
    """Last day on which it holds."""
    place: Place


@dataclass(frozen=True, slots=True)
class Notes:
    """What editors say of the changes since an edition."""

    base: str = ""
    """Id of the edition that the changes are against; empty when it is not said."""
    notes: tuple[Note, ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    """Old and new ids of what is one thing."""
    not_same: tuple[tuple[str, str], ...] = ()
    """Old and new ids of what is not, however alike."""
    carries: tuple[str, ...] = ()
    """Items that changed, and whose signatures hold."""
    splits: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Old items, and those into which each was divided."""
    waivers: tuple[Waiver, ...] = ()


def noted(book: Book, names: Mapping[str, str]) -> tuple[Note, ...]:
    """Return what is noted in a book of the changes in its own edition, not in others.

    `names` has the permanent ids of what the manuscript calls otherwise.
    """
    edition = book.settings.edition.id
    said = [
        *(note for part in book.parts for note in part.changes),
        *(note for one in book.checklists for note in one.changes),
    ]
    return tuple(
        Note(
            tuple(names.get(name, name) for name in note.ids or (note.home,)),
            Reason(note.text, note.owner, note.reference, note.kind == EDITORIAL),
            note.place,
            note.sure,
        )
        for note in said
        if note.edition in ("", edition)
    )


def about(notes: Notes, entries: Iterable[Entry]) -> Notes:
    """Return the notes of what is there alone: a variant has not everything."""
    there = {entry.id for entry in entries}
    some = (
        replace(one, ids=tuple(name for name in one.ids if name in there)) for one in notes.notes
    )
    return replace(notes, notes=tuple(one for one in some if one.ids))


def reasoned(
    changes: Changes, notes: Notes, old: Record, new: Record, rules: Rules
) -> tuple[Changes, tuple[Finding, ...]]:
    """Return the changes with their reasons, and findings about notes and changes that lack some.

    Of two notes that cover a change the nearer one counts, then the first.
    """
    above = {entry.id: entry.parent for entry in (*old.entries, *new.entries)}
    entries = {**old.by_id(), **new.by_id()}
    found: list[Finding] = []
    used: set[int] = set()
    by_id: dict[str, int] = {}
    for number, note in enumerate(notes.notes):
        for name in note.ids:
            if name not in above:
                hint = did_you_mean(name, above)
                found.append(Finding("HB906", note.place, f'nothing is named "{name}"', hint))
            first = by_id.setdefault(name, number)
            if first != number:
                used.add(number)
                where = notes.notes[first].place
                found.append(Finding("HB925", note.place, f"{name} has one at {where}"))
    made = []
    for change in changes.changes:
        number = _nearest(change.id, above, by_id)
        if number < 0:
            made.append(change)
            continue
        used.add(number)
        found.extend(_too_bold(change, notes.notes[number], above, entries, rules))
        made.append(_with(change, notes.notes[number].reason))
    found.extend(_idle(notes, used, above))
    found.extend(_without(made, above, entries))
    return replace(changes, changes=tuple(made)), tuple(found)


def _nearest(name: str, above: Mapping[str, str], by_id: Mapping[str, int]) -> int:
    while name and name not in by_id:
        name = above.get(name, "")
    return by_id.get(name, -1)


def _with(change: Change, reason: Reason) -> Change:
    corrected = reason.editorial and change.verdict is Verdict.CHANGED
    verdict = Verdict.EDITORIAL if corrected else change.verdict
    return replace(change, reason=reason, verdict=verdict)


def _idle(notes: Notes, used: set[int], above: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each note whose things are there, and did not change."""
    for number, note in enumerate(notes.notes):
        if number not in used and all(name in above for name in note.ids):
            yield Finding("HB907", note.place, f"{', '.join(note.ids)} did not change")


def _without(
    changes: Iterable[Change], above: Mapping[str, str], entries: Mapping[str, Entry]
) -> Iterator[Finding]:
    """Yield a finding for each section with changes of meaning that have no reason."""
    lacking: dict[str, list[str]] = {}
    for change in changes:
        if change.reason is None and is_of_meaning(change):
            lacking.setdefault(_home(change.id, above, entries), []).append(change.id)
    for home, names in lacking.items():
        title = entries[home].text if home in entries else home
        count = "a change" if len(names) == 1 else f"{len(names)} changes"
        message = f'"{title}" ({home}) has {count} without a reason, in {names[0]}'
        yield Finding("HB908", Place(FILE), message)


def is_of_meaning(change: Change) -> bool:
    """Tell whether a reader has to know of a change: it is marked, and in the summary."""
    return change.verdict in (Verdict.CHANGED, Verdict.NEW, Verdict.DELETED)


def _home(name: str, above: Mapping[str, str], entries: Mapping[str, Entry]) -> str:
    while name in entries and entries[name].kind not in _HOMES:
        name = above.get(name, "")
    return name


def _too_bold(
    change: Change,
    note: Note,
    above: Mapping[str, str],
    entries: Mapping[str, Entry],
    rules: Rules,
) -> Iterator[Finding]:
    """Yield a finding for a correction, as a note has it, that touches what sense hangs on."""
    if not note.reason.editorial or note.sure or not is_of_meaning(change):
        return
    touched = " ".join(run.text for run in change.runs if run.kind != SAME)
    if change.verdict is not Verdict.CHANGED:
        what = "is no correction: something was added or taken out"
    elif _in_warning(change.id, above, entries):
        what = "stands in a warning"
    elif _DIGIT.search(touched):
        what = "touches a number"
    elif any(word.casefold() in rules.guards for word in _WORD.findall(touched)):
        what = "touches a duty or a ban"
    else:
        return
    message = f"the change of {change.id} {what}"
    yield Finding("HB909", note.place, message, "say `sure = true` if the sense is as it was")


def _in_warning(name: str, above: Mapping[str, str], entries: Mapping[str, Entry]) -> bool:
    while name in entries:
        if entries[name].kind in STRICT_KINDS:
            return True
        name = above.get(name, "")
    return False
