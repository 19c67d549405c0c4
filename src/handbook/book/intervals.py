"""Spans of time as lists write them: `T+14d` from an event, `1m` between one time and the next."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

UNITS = "dwmy"
"""Days, weeks, months, years."""
_LARGER = {"d": (7, "w"), "m": (12, "y")}
_DAYS = {"d": 1.0, "w": 7.0, "m": 365.25 / 12, "y": 365.25}
_SPAN = re.compile(r"T?([+-]?\d+)([dwmy])")


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days, weeks, months or years."""

    number: int
    unit: str

    @property
    def days(self) -> float:
        """How long it is, about."""
        return self.number * _DAYS[self.unit]


def parse_span(text: str) -> Span:
    """Return the span that `T`, `T+14d` or `1m` says, in the largest unit that fits: `7d` is `1w`.

    Raise `ValueError` for anything else.
    """
    if text == "T":
        return Span(0, "d")
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"no span of time: {text!r}")
    number, unit = int(found[1]), found[2]
    times, larger = _LARGER.get(unit, (0, ""))
    return Span(number // times, larger) if times and not number % times else Span(number, unit)


def held_until(date: dt.date, hold: str) -> dt.date | None:
    """Return the day until which holds what was verified on a date; None when it is for ever."""
    return after(date, parse_span(hold)) if hold else None


def after(date: dt.date, span: Span, times: int = 1) -> dt.date | None:
    """Return the date some spans later; None when the calendar does not reach so far.

    Months and years keep the day, or take the last one of a month that is shorter.
    """
    number = span.number * times
    try:
        if span.unit in "dw":
            return date + dt.timedelta(days=number * (7 if span.unit == "w" else 1))
        month = date.month - 1 + number * (12 if span.unit == "y" else 1)
        year, month = date.year + month // 12, month % 12 + 1
        return dt.date(year, month, min(date.day, calendar.monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        return None
