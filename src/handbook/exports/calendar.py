"""What falls due, as iCalendar (RFC 5545): whole days, which every calendar program takes in."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from icalendar import Calendar, Event, vRecur

from handbook.book.intervals import Span, after, parse_span
from handbook.exports.record import BookData, ListData, TaskData

FREQUENCIES = {"d": "DAILY", "w": "WEEKLY", "m": "MONTHLY", "y": "YEARLY"}
EVERY_MONTH = 28
"""Last day that every month has."""


@dataclass(frozen=True, slots=True)
class Days:
    """A calendar, and what is not in it."""

    data: bytes
    count: int
    left_out: tuple[str, ...]
    """Ids of items that fall due, but from a date that nobody gave."""


def as_calendar(book: BookData, events: Mapping[str, dt.date]) -> Days:
    """Return the items that fall due or come back as events of whole days.

    `events` has the date from which each list counts, by its id, and under an empty id that of
    all others. What comes back and is not counted from an event begins on the date of its list,
    else on the date of the edition.
    """
    calendar = begin("checklists", f"{book.title} {book.edition}", book.handling)
    left_out = []
    for one, task in _falling_due(book):
        first = _first(task, events.get(one.id, events.get("")), book.date)
        if first is None:
            left_out.append(task.id)
        else:
            calendar.add_component(_event(book, one, task, first))
    count = len(calendar.subcomponents)
    return Days(calendar.to_ical(), count, tuple(left_out))


def begin(what: str, name: str, handling: str) -> Calendar:
    """Return a calendar of a name, with nothing in it."""
    calendar = Calendar()
    calendar.add("PRODID", f"-//handbook//{what}//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", name)
    if handling:
        calendar.add("X-WR-CALDESC", handling)
    return calendar


def _falling_due(book: BookData) -> Iterator[tuple[ListData, TaskData]]:
    """Yield the items that have a date or an interval, each with its list."""
    for one in book.lists:
        for stage in one.stages:
            yield from ((one, task) for task in stage.items if task.due or task.every)


def _first(task: TaskData, event: dt.date | None, edition: dt.date | None) -> dt.date | None:
    """Return the day on which an item first falls due."""
    if task.due:
        return after(event, parse_span(task.due)) if event else None
    return event or edition


def _event(book: BookData, one: ListData, task: TaskData, first: dt.date) -> Event:
    """Return an item as an event, the same in its name whatever the edition."""
    event = whole_day(f"{task.id}@{book.slug}", first, book.date or first)
    event.add("SUMMARY", f"{task.id} {task.text}")
    event.add("DESCRIPTION", "\n".join(_said(one, task)))
    event.add("CATEGORIES", [one.id])
    if task.critical:
        event.add("PRIORITY", 1)
    if task.every:
        event.add("RRULE", rule(first, parse_span(task.every)))
    return event


def whole_day(uid: str, day: dt.date, stamp: dt.date) -> Event:
    """Return an event that takes the whole day and keeps nobody busy.

    Its stamp is a date too, that of the edition: there is no clock.
    """
    event = Event()
    event.add("UID", uid)
    event.add("DTSTAMP", dt.datetime(stamp.year, stamp.month, stamp.day, tzinfo=dt.UTC))
    event.add("DTSTART", day)
    event.add("DTEND", after(day, Span(1, "d")) or day)  # some take it for no time without
    event.add("TRANSP", "TRANSPARENT")
    return event


def _said(one: ListData, task: TaskData) -> Iterator[str]:
    """Yield the lines below the title: what the printed item says, and its list."""
    fields = (task.standard, task.who, task.when, task.evidence, task.reference)
    yield from (field for field in fields if field)
    yield f"{one.id} {one.title}"


def rule(first: dt.date, every: Span) -> vRecur:
    """Return how a day comes back, also in months that are too short for it: on their last day."""
    said: dict[str, object] = {"FREQ": FREQUENCIES[every.unit], "INTERVAL": every.number}
    if first.day > EVERY_MONTH and every.unit == "m":
        said |= _clamped(first.day)
    elif (first.month, first.day) == (2, 29) and every.unit == "y":
        said |= {"BYMONTH": 2, "BYMONTHDAY": -1}
    return vRecur(said)


def _clamped(day: int) -> dict[str, object]:
    if day == 31:
        return {"BYMONTHDAY": -1}
    return {"BYMONTHDAY": list(range(EVERY_MONTH, day + 1)), "BYSETPOS": -1}
