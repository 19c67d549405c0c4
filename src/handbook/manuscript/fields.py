"""What each key of a settings file may hold, and findings about what it does hold."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from handbook.book.findings import Finding, did_you_mean
from handbook.book.model import Silence
from handbook.manuscript.datafiles import KeyPath, Table

FOREIGN_NEARNESS = 0.7
"""How near an unknown key is to a known one before it is a slip rather than another's key."""

LONGEST_SLUG = 60
"""Characters; a slug is part of every file name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a key may hold."""

    wanted: str
    """In words, after "wants"."""
    take: Callable[[object], object]
    """Returns the value as the book keeps it, or None when it does not fit."""
    required: bool = False


def _line_of_text(value: object) -> str | None:
    """Return one line of text; outer and doubled space is of no account."""
    if not isinstance(value, str) or _CONTROL.search(value):
        return None
    return " ".join(value.split())


def _text(value: object) -> str | None:
    if not isinstance(value, str) or _CONTROL.search(value):
        return None
    return value.strip()


def _flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return _FLAGS.get(value.lower()) if isinstance(value, str) else None


def _date(value: object) -> dt.date | None:
    if isinstance(value, dt.date):
        return None if isinstance(value, dt.datetime) else value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _rough_date(value: object) -> str | None:
    """Return a date as precise as it was given: year, month or day."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}(-\d\d){0,2}", value, re.ASCII):
        return None
    return value if _date(value + "-01-01"[len(value) - 4 :]) else None


def _lines_of_text(value: object) -> tuple[str, ...] | None:
    texts = tuple(_line_of_text(one) for one in (value if isinstance(value, list) else [value]))
    return tuple(text for text in texts if text) if None not in texts else None


def _paragraphs(value: object) -> tuple[str, ...] | None:
    texts = tuple(_text(one) for one in (value if isinstance(value, list) else [value]))
    return tuple(text for text in texts if text) if None not in texts else None


def _pairs(value: object) -> tuple[tuple[str, str], ...] | None:
    """Return names and the line of text for each; one that is missing is empty."""
    if not isinstance(value, dict):
        return None
    texts = [(str(key), _line_of_text(said or "")) for key, said in value.items()]
    return None if any(said is None for _, said in texts) else tuple(texts)  # type: ignore[arg-type]


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_FLAGS: Mapping[str, bool] = {"true": True, "yes": True, "false": False, "no": False}

LINE = Kind("a line of text", _line_of_text)
TEXT = Kind("text", _text)
FLAG = Kind("true or false", _flag)
DATE = Kind("a date, as 2026-11-22", _date)
ROUGH_DATE = Kind("a year, a month or a day, as 1961, 1961-04 or 1961-04-18", _rough_date)
LINES = Kind("a list of texts", _lines_of_text)
REASONS = Kind("codes, each with a reason, as {HB313: why}", _pairs)
PAIRS = Kind("lines of text, each with a name", _pairs)
PARAGRAPHS = Kind("a list of paragraphs", _paragraphs)


def one_of(*names: str) -> Kind:
    """Return the kind that holds one of some names, in whatever capitals."""
    by_name = {name.casefold(): name for name in names}

    def take(value: object) -> str | None:
        return by_name.get(value.strip().casefold()) if isinstance(value, str) else None

    return Kind("one of " + ", ".join(names), take)


def flag_or(yes: str, *names: str) -> Kind:
    """Return the kind that holds a name, or true for the first of them and false for none."""
    named = one_of(yes, *names)

    def take(value: object) -> object:
        flag = _flag(value)
        return named.take(value) if flag is None else yes if flag else ""

    return Kind("true, false or " + ", ".join(names), take)


def shaped(pattern: str, wanted: str) -> Kind:
    """Return the kind that holds a text of a given shape."""
    shape = re.compile(pattern)
    return Kind(wanted, lambda value: value if _fits(shape, value) else None)


def worded_as(model: str) -> Kind:
    """Return the kind that holds a text with the same gaps in braces as a model, or fewer."""
    gaps = _gaps(model) or frozenset()

    def take(value: object) -> str | None:
        text = _text(value)
        found = _gaps(text) if text is not None else None
        return text if found is not None and found <= gaps else None

    names = ", ".join(f"{{{name}}}" for name in sorted(gaps))
    return Kind(f"text, with no braces but {names}" if names else "text without braces", take)


def _gaps(text: str) -> frozenset[str] | None:
    """Return the names of the gaps in a text; None when its braces are anything else."""
    rest = re.sub(r"\{([a-z_]+)\}", "", text)
    return None if {"{", "}"} & set(rest) else frozenset(re.findall(r"\{([a-z_]+)\}", text))


def whole(least: int, most: int) -> Kind:
    """Return the kind that holds a whole number between two others."""

    def take(value: object) -> int | None:
        fits = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return value if fits and isinstance(value, int) else None

    return Kind(f"a number from {least} to {most}", take)


def length(least: float, most: float) -> Kind:
    """Return the kind that holds a length in millimetres between two others."""

    def take(value: object) -> float | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value) if least <= value <= most else None

    return Kind(f"millimetres from {least:g} to {most:g}", take)


LANGUAGE = shaped(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
    r"(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*",
    "a language tag, as en-GB",
)
ADDRESS = shaped(r"https?://[^\s<>\"\\^`{|}\x00-\x1f]+", "an address that begins with https://")


def silence(key: str, reason: str, table: Table) -> Silence:
    """Return what `HB313: reason` allows, or `HB313 D2.7: reason` at one place, under `allow`."""
    code, _, where = key.partition(" ")
    return Silence(code, reason, table.place("allow", key), where.strip())


def required(kind: Kind) -> Kind:
    """Return the kind whose key may not be missing."""
    return Kind(kind.wanted, kind.take, required=True)


def _fits(shape: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and shape.fullmatch(value) is not None


def check(
    table: Table,
    kinds: Mapping[str, Kind],
    *above: str | int,
    values: Mapping[str, object] | None = None,
    foreign: bool = False,
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """Return the values that fit, under names fit for Python, and findings about the rest.

    `above` is the path of the keys in the table, `values` what stands there when it is not the
    whole table; `foreign` is for places where other programs keep keys of their own.
    """
    given = table.values if values is None else values
    fine: dict[str, Any] = {}
    findings: list[Finding] = []
    for key, value in given.items():
        if value is None:
            continue
        if key not in kinds:
            findings.append(_unknown(table, kinds, (*above, key), foreign))
            continue
        taken = kinds[key].take(value)
        if taken is None:
            findings.append(_wrong(table, kinds[key], (*above, key), value))
        else:
            fine[key.replace("-", "_")] = taken
    return fine, (*findings, *_missing(table, kinds, above, given))


def _unknown(table: Table, kinds: Mapping[str, Kind], path: KeyPath, foreign: bool) -> Finding:
    name = str(path[-1])
    near = did_you_mean(name, kinds, FOREIGN_NEARNESS) if foreign else ""
    code, what = ("HB012", "key") if foreign and not near else ("HB005", "setting")
    hint = near or ("" if foreign else did_you_mean(name, kinds))
    return Finding(code, table.place(*path), f'unknown {what} "{name}"', hint)


def _wrong(table: Table, kind: Kind, path: KeyPath, value: object) -> Finding:
    number = isinstance(value, int | float) and kind.take(str(value)) is not None
    hint = "put it into quotation marks" if number else ""
    return Finding("HB006", table.place(*path), f'"{path[-1]}" wants {kind.wanted}', hint)


def _missing(
    table: Table, kinds: Mapping[str, Kind], above: KeyPath, given: Mapping[str, object]
) -> tuple[Finding, ...]:
    return tuple(
        Finding("HB010", table.place(*above), f'"{name}" is missing')
        for name, kind in kinds.items()
        if kind.required and not given.get(name)
    )


def slug(title: str) -> str:
    """Return a title as small letters, digits and hyphens; empty when none are left."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", letters))[:LONGEST_SLUG].strip("-")


def without_order(name: str) -> str:
    """Return the name of a file without the number that puts it in its place."""
    return re.sub(r"\A[0-9]+[-_. ]+(?=.)", "", name)


def in_counting_order(name: str) -> list[tuple[str, int]]:
    """Return a key that puts D2 before D10."""
    return [(word, int(digits or 0)) for word, digits in re.findall(r"(\D*)(\d{0,18})", name)]
