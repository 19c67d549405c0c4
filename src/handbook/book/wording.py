"""Words of the templates with something put in: names, numbers, dates."""

import datetime as dt
from collections.abc import Mapping


def fill_in(text: str, **values: object) -> str:
    """Return a text with those of its braces filled that are named; others stay."""
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", str(value))
    return text


def written_date(date: dt.date, words: Mapping[str, str]) -> str:
    """Return a date in the words of the book."""
    month = _month(date.month, words)
    return fill_in(words["date"], day=date.day, month=month, year=date.year)


def short_date(date: dt.date, words: Mapping[str, str]) -> str:
    """Return a date as a narrow column has it, on one line: `28 Feb 2026`."""
    month = _month(date.month, {"months": words["months_short"]})
    short = fill_in(words["date"], day=date.day, month=month, year=date.year)
    return short.replace(" ", "\N{NO-BREAK SPACE}")


def rough_date(text: str, words: Mapping[str, str]) -> str:
    """Return a date as precise as it is known: `1961`, `1961-04`, `1961-04-18`."""
    parts = text.split("-")
    if len(parts) == 3:
        return written_date(dt.date.fromisoformat(text), words)
    if len(parts) == 2:
        return fill_in(words["date_of_month"], month=_month(int(parts[1]), words), year=parts[0])
    return text


def _month(number: int, words: Mapping[str, str]) -> str:
    """Return the name of a month, or its number where the words name fewer than twelve."""
    months = words["months"].split()
    return months[number - 1] if number <= len(months) else str(number)
