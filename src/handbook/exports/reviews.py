"""What is to be looked at again: as text, rows, a document, a calendar."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handbook.book.review import Review
from handbook.book.settings import Settings
from handbook.exports.calendar import begin, whole_day
from handbook.exports.sheet import write_csv

SCHEMA = "urn:handbook:reviews:1"
COLUMNS = ("owner", "review-by", "overdue", "kind", "id", "what", "file", "line")
NOBODY = "(nobody)"


@dataclass(frozen=True, slots=True)
class Agenda:
    """Reviews that somebody asked for, and what they are of."""

    settings: Settings
    before: dt.date | None
    """Day before which all of them were to be done; None for whatever is to be reviewed."""
    reviews: tuple[Review, ...]

    @property
    def day(self) -> dt.date | None:
        """Day from which is reckoned how long something is overdue."""
        return self.settings.edition.date or self.before


def by_owner(reviews: Iterable[Review]) -> dict[str, list[Review]]:
    """Return reviews by who is to do them: whose is the longest overdue comes first."""
    found: dict[str, list[Review]] = {}
    for one in sorted(reviews, key=lambda one: (one.until or dt.date.max, one.place)):
        found.setdefault(one.owner, []).append(one)
    return found


def _rows(agenda: Agenda) -> Iterator[dict[str, str | int]]:
    """Yield a row for each review, owner by owner."""
    for owner, some in by_owner(agenda.reviews).items():
        for one in some:
            until = one.until.isoformat() if one.until else ""
            where = one.place.path, one.place.line
            cells = (owner, until, _days(one, agenda.day), one.kind, one.id, one.what, *where)
            yield dict(zip(COLUMNS, cells, strict=True))


def as_text(agenda: Agenda) -> str:
    """Return reviews as text: a paragraph for each owner, a line for each thing."""
    lines: list[str] = []
    for owner, some in by_owner(agenda.reviews).items():
        lines += ["", owner or NOBODY] if lines else [owner or NOBODY]
        lines += [f"  {_when(one, agenda.day)}  {one.place}  {one.what} ({one.id})" for one in some]
    return "".join(f"{line}\n" for line in lines)


def _when(one: Review, day: dt.date | None) -> str:
    if one.until is None:
        return "no day    " + " " * 18
    late = _days(one, day)
    days = "1 day" if late == 1 else f"{late} days"
    return f"{one.until}{f'  {days} overdue' if late else '':<18}"


def _days(one: Review, day: dt.date | None) -> int:
    """Return for how many days something is overdue."""
    return max((day - one.until).days, 0) if one.until and day else 0


def as_csv(agenda: Agenda) -> str:
    """Return reviews as CSV; `overdue` in days, 0 for what is not."""
    rows = ({key: str(value) for key, value in row.items()} for row in _rows(agenda))
    return write_csv(COLUMNS, rows)


def as_json(agenda: Agenda) -> str:
    """Return reviews as one document."""
    edition = agenda.settings.edition
    told = {
        "schema": SCHEMA,
        "book": {"slug": agenda.settings.slug, "title": agenda.settings.title},
        "edition": {"id": edition.id, "date": edition.date.isoformat() if edition.date else ""},
        "before": agenda.before.isoformat() if agenda.before else "",
        "reviews": list(_rows(agenda)),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def as_calendar(agenda: Agenda) -> str:
    """Return reviews as whole days, under the same names in every edition."""
    settings = agenda.settings
    calendar = begin("reviews", f"{settings.title} {settings.edition.id}", settings.handling)
    for owner, some in by_owner(agenda.reviews).items():
        for one in some:
            if one.until is None:
                continue
            event = whole_day(
                f"review-{one.id}@{settings.slug}", one.until, agenda.day or one.until
            )
            event.add("SUMMARY", f"Review: {one.what} ({one.id})")
            event.add("DESCRIPTION", f"{owner or NOBODY}\n{one.place}")
            event.add("CATEGORIES", [owner or NOBODY])
            calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data.decode()


FORMATS: Mapping[str, Callable[[Agenda], str]] = MappingProxyType(
    {"human": as_text, "csv": as_csv, "json": as_json, "ics": as_calendar}
)
