"""What is overdue for review when an edition goes out, and goes out all the same with a reason."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from handbook.book.findings import Finding, did_you_mean
from handbook.book.review import Review, overdue
from handbook.editions.reasoning import Waiver
from handbook.editions.record import Waived


def waive(
    reviews: Sequence[Review], waivers: Iterable[Waiver], day: dt.date
) -> tuple[tuple[Waived, ...], tuple[Finding, ...]]:
    """Return what is overdue on the day of an edition and waived, and findings about the rest.

    A waiver is for the ids that it names and for no others, and holds up to its last day. Of two
    for the same id the first counts. The edition's own day cannot be waived, nor what has no
    day but that: set another.
    """
    late = {one.id: one for one in overdue(reviews, day) if one.own and one.kind != "edition"}
    known = {one.id for one in reviews if one.kind != "edition"}
    found: list[Finding] = []
    covered: dict[str, Waiver] = {}
    for waiver in waivers:
        if waiver.until < day:
            message = f"the waiver held until {waiver.until}, and the edition is of {day}"
            found.append(Finding("HB962", waiver.place, message))
            continue
        for name in waiver.ids:
            covered.setdefault(name, waiver)
            found.extend(_idle(name, waiver, known, late.keys()))
    for name, one in late.items():
        if name not in covered:
            message = f'"{one.what}" ({name}) was to be reviewed by {one.until}'
            found.append(Finding("HB960", one.place, message))
    pairs = [(late[name], waiver) for name, waiver in covered.items() if name in late]
    found.extend(map(_told, pairs))
    rows = (
        Waived(one.id, str(one.until), waiver.reason, waiver.owner, str(waiver.until))
        for one, waiver in pairs
    )
    return tuple(sorted(rows, key=lambda row: (row.due, row.id))), tuple(found)


def _idle(name: str, waiver: Waiver, known: set[str], late: Iterable[str]) -> Iterator[Finding]:
    """Yield a finding for an id that nothing has, or that nothing overdue has."""
    if name not in known:
        hint = did_you_mean(name, known)
        yield Finding("HB963", waiver.place, f'nothing to review is named "{name}"', hint)
    elif name not in late:
        yield Finding("HB961", waiver.place, f'"{name}" is not overdue')


def _told(pair: tuple[Review, Waiver]) -> Finding:
    one, waiver = pair
    message = (
        f'"{one.what}" ({one.id}), to be reviewed by {one.until}: {waiver.owner} waives it'
        f" until {waiver.until}: {waiver.reason}"
    )
    return Finding("HB964", waiver.place, message)
