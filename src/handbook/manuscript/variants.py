"""`[axes]` and `[variants]` of `handbook.toml`, and the values of the variants."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from handbook.book.findings import Finding, did_you_mean
from handbook.book.model import Value
from handbook.book.settings import Variant, Variants
from handbook.manuscript.datafiles import KeyPath, Table, parse_toml
from handbook.manuscript.fields import DATE, LINE, LINES, Kind, check, required

KEYWORDS = frozenset({"and", "or", "not", "in"})
DEFAULT, RENUMBER = "default", "renumber"
ALL = "all"
"""Stands for every variant where one is asked for."""
PRODUCTS = ("download", "press", "cover", "job", "booklet", "cards", "data")
TITLE, MADE = "title", "products"
OWN = frozenset({TITLE, MADE, *KEYWORDS})
"""What no axis may be called."""

_WORD = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEY = re.compile(r"[A-Za-z0-9_-]+")
VALUE: Mapping[str, Kind] = {
    "value": required(LINE),
    "source": LINE,
    "as-of": DATE,
    "by": LINE,
    "review-by": DATE,
    "note": LINE,
}


def _axis(value: object) -> tuple[str, ...] | None:
    """Return the values of an axis, none for a plain tag."""
    if value is True:
        return ()
    words = tuple(value) if isinstance(value, list) else ()
    fits = all(isinstance(one, str) and _is_word(one) for one in words)
    return words if words and fits and len(set(words)) == len(words) else None


def _is_word(text: str) -> bool:
    return _WORD.fullmatch(text) is not None and text not in KEYWORDS


AXIS = Kind('true for a tag, or a list of values as ["capital", "port"]', _axis)
TAG = Kind("true or false", lambda value: value if isinstance(value, bool) else None)


def parse_variants(
    table: Table, axes: Mapping[str, object], given: Mapping[str, object]
) -> tuple[Variants, tuple[Finding, ...]]:
    """Return the variants that a settings file declares, and what is wrong with them."""
    reader = _Reader(table)
    some = reader.axes(axes)
    settings = {key: value for key, value in given.items() if not isinstance(value, dict)}
    variants = tuple(reader.variants(given, some))
    names = [one.name for one in variants]
    kinds = {DEFAULT: LINE, RENUMBER: TAG}
    said, wrong = check(table, kinds, "variants", values=settings)
    reader.findings.extend(wrong)
    default = said.get(DEFAULT, names[0] if names else "")
    if default and default not in names:
        hint = did_you_mean(default, names)
        reader.find(("variants", DEFAULT), f'there is no variant "{default}"', hint)
        default = names[0] if names else ""
    reader.idle(some, variants)
    made = Variants(tuple(some.items()), variants, default, said.get(RENUMBER, False))
    return made, tuple(reader.findings)


class _Reader:
    """Reads the tables, and takes note of what is wrong."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.findings: list[Finding] = []

    def find(self, path: KeyPath, message: str, hint: str = "") -> None:
        """Take note of a finding."""
        self.findings.append(Finding("HB951", self.table.place(*path), message, hint))

    def axes(self, given: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
        """Return the values of each axis, by its name."""
        kinds: dict[str, Kind] = {}
        for name in given:
            if _is_word(name) and name not in OWN:
                kinds[name] = AXIS
            else:
                self.find(("axes", name), f'no axis can be called "{name}"')
        named = {name: given[name] for name in kinds}
        _, wrong = check(self.table, kinds, "axes", values=named)
        self.findings.extend(wrong)
        taken = {name: _axis(value) for name, value in named.items()}
        return {name: values for name, values in taken.items() if values is not None}

    def variants(
        self, given: Mapping[str, object], axes: Mapping[str, tuple[str, ...]]
    ) -> Iterator[Variant]:
        """Yield the variants in the order in which they are declared."""
        kinds: dict[str, Kind] = {TITLE: LINE, MADE: LINES}
        kinds |= {name: _value_of(values) for name, values in axes.items()}
        for name, values in given.items():
            if not isinstance(values, dict):
                continue
            path = ("variants", name)
            if not _NAME.fullmatch(name) or name in (ALL, DEFAULT, RENUMBER):
                self.find(path, f'no variant can be called "{name}"', "small letters and hyphens")
                continue
            self.findings.extend(check(self.table, kinds, *path, values=values)[1])
            yield self._variant(name, values, axes)

    def idle(self, axes: Mapping[str, tuple[str, ...]], variants: tuple[Variant, ...]) -> None:
        """Take note of values, and of tags, that no variant has."""
        used = {pair for one in variants for pair in one.given}
        for axis, values in axes.items():
            for value in values or ("",):
                if variants and (axis, value) not in used:
                    message = f"no variant has {'='.join(filter(None, (axis, value)))}"
                    place = self.table.place("axes", axis)
                    self.findings.append(Finding("HB946", place, message))

    def _variant(
        self, name: str, values: Mapping[str, Any], axes: Mapping[str, tuple[str, ...]]
    ) -> Variant:
        given = [
            (axis, _given(values[axis], known)) for axis, known in axes.items() if axis in values
        ]
        made = LINES.take(values[MADE]) if MADE in values else None
        products = made if isinstance(made, tuple) else Variant("").products
        for product in products:
            if product not in PRODUCTS:
                hint = did_you_mean(product, PRODUCTS)
                self.find(("variants", name, MADE), f'no product is called "{product}"', hint)
        title = LINE.take(values.get(TITLE, ""))
        sound = tuple((axis, value) for axis, value in given if value is not None)
        return Variant(name, str(title or ""), sound, products)


def _value_of(values: tuple[str, ...]) -> Kind:
    """Return the kind of what a variant says of an axis."""
    if not values:
        return TAG
    return Kind("one of " + ", ".join(values), lambda given: given if given in values else None)


def _given(value: object, known: tuple[str, ...]) -> str | None:
    """Return the value on an axis; None for a tag that does not hold, and for what is wrong."""
    if not known:
        return "" if value is True else None
    return str(value) if value in known else None


def parse_values(
    text: str, path: str, variant: str = ""
) -> tuple[tuple[Value, ...], tuple[Finding, ...]]:
    """Return the values of a file in its order, and findings; one with a fault is left out."""
    table, findings = parse_toml(text, path)
    found: list[Value] = []
    wrong: list[Finding] = []
    for keys, given in _leaves(table.values, ()):
        name, place = ".".join(keys), table.place(*keys)
        values = given if isinstance(given, dict) else {"value": given}
        if not all(map(_KEY.fullmatch, keys)):
            wrong.append(Finding("HB006", place, f'"{name}" wants letters, digits, _ and -'))
            continue
        fields, more = check(table, VALUE, *keys, values=values)
        wrong.extend(more)
        if fields.get("value"):
            found.append(Value(name, fields.pop("value"), place, variant, **fields))
    return tuple(found), (*findings, *wrong)


def _leaves(
    values: Mapping[str, object], above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield the values of nested tables with their keys; a table with `value` in it is one."""
    for key, value in values.items():
        if isinstance(value, dict) and "value" not in value:
            yield from _leaves(value, (*above, key))
        else:
            yield (*above, key), value
