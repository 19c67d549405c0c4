"""The texts of `content/data/` to terms, sources, facts, tables and known ids."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from handbook.book.findings import Finding
from handbook.book.model import DataTable, Fact, KnownId, Row, Source, Term
from handbook.book.places import Place
from handbook.manuscript.datafiles import Table, parse_toml
from handbook.manuscript.fields import (
    ADDRESS,
    DATE,
    LANGUAGE,
    LINE,
    LINES,
    ROUGH_DATE,
    TEXT,
    Kind,
    check,
    required,
    slug,
)
from handbook.manuscript.markup import parse_inline

TERM: Mapping[str, Kind] = {
    "id": LINE,
    "term": required(LINE),
    "abbr": LINE,
    "text": TEXT,
    "see": LINES,
    "lang": LANGUAGE,
}
SOURCE: Mapping[str, Kind] = {
    "id": required(LINE),
    "short": LINE,
    "title": required(LINE),
    "publisher": LINE,
    "dated": ROUGH_DATE,
    "address": ADDRESS,
    "checked": DATE,
    "review-by": DATE,
    "owner": LINE,
    "note": TEXT,
}
FACT: Mapping[str, Kind] = {
    "id": required(LINE),
    "value": required(LINE),
    "as-of": required(DATE),
    "source": required(LINE),
    "review-by": DATE,
    "owner": LINE,
    "note": TEXT,
}
ROW: Mapping[str, Kind] = {
    "id": required(LINE),
    "as-of": required(DATE),
    "source": required(LINE),
    "review-by": DATE,
}
"""What each row has beside the cells of its columns."""

WHOLE = 100
"""Width of a table in hundredths of itself."""

LIVE, RETIRED = "live", "retired"
"""States of an id in the ledger."""

_Entry = tuple[dict[str, Any], Callable[..., Place]]
"""Values of an entry, and where each of its keys stands."""


def parse_glossary(text: str, path: str) -> tuple[tuple[Term, ...], tuple[Finding, ...]]:
    """Return the terms in order of the file, and findings; an entry with a fault is left out."""
    entries, findings = _entries(text, path, "term", TERM)
    terms = []
    for fields, place_of in entries:
        fields.setdefault("id", slug(fields.get("abbr") or fields["term"]))
        rich, more = parse_inline(fields.pop("text", ""), place_of("text"))
        terms.append(Term(**fields, text=rich, place=place_of()))
        findings = (*findings, *more)
    return tuple(terms), findings


def parse_sources(text: str, path: str) -> tuple[tuple[Source, ...], tuple[Finding, ...]]:
    """Return the sources in order of the file, and findings; one with a fault is left out."""
    entries, findings = _entries(text, path, "source", SOURCE)
    sources = []
    for fields, place_of in entries:
        fields["short"] = fields.get("short") or fields["title"]
        sources.append(Source(**fields, place=place_of()))
    return tuple(sources), findings


def parse_facts(text: str, path: str) -> tuple[tuple[Fact, ...], tuple[Finding, ...]]:
    """Return the facts in order of the file, and findings; one with a fault is left out."""
    entries, findings = _entries(text, path, "fact", FACT)
    return tuple(Fact(**fields, place=place_of()) for fields, place_of in entries), findings


def parse_table(text: str, path: str) -> tuple[DataTable | None, tuple[Finding, ...]]:
    """Return the table that a file of `content/data/` holds, and findings.

    A row with a fault is left out; without columns there is no table.
    """
    name = PurePosixPath(path).stem
    table, broken = parse_toml(text, path)
    kinds = {"id": LINE, "caption": TEXT, "columns": required(_COLUMNS), "row": _ROWS}
    kinds |= {"widths": _WIDTHS, "owner": LINE}
    fields, findings = check(table, kinds)
    columns = fields.get("columns", {})
    rows = []
    for number, values in enumerate(fields.get("row", ())):
        row, more = _row(table, number, values, columns)
        findings = (*findings, *more)
        rows += [row] if row is not None else []
    caption, found = parse_inline(fields.get("caption", ""), table.place("caption"))
    findings = (*broken, *findings, *found)
    heads = tuple(columns.values())
    own = {key: fields[key] for key in ("widths", "owner") if key in fields}
    made = DataTable(name, fields.get("id", ""), caption, heads, tuple(rows), table.place(), **own)
    return made if columns else None, findings


def _row(
    table: Table, number: int, values: Mapping[str, object], columns: Mapping[str, str]
) -> tuple[Row | None, tuple[Finding, ...]]:
    kinds = {"when": LINE, **dict.fromkeys(columns, TEXT), **ROW}
    fields, findings = check(table, kinds, "row", number, values=values)
    cells = []
    for key in columns:
        text = fields.pop(key.replace("-", "_"), "")
        rich, more = parse_inline(text, table.place("row", number, key))
        cells.append(rich)
        findings = (*findings, *more)
    condition = fields.pop("when", "")
    if not _is_whole(fields, ROW):
        return None, findings
    place = table.place("row", number)
    applies = (condition,) if condition else ()
    return Row(**fields, cells=tuple(cells), place=place, applies=applies), findings


def parse_ids(text: str, path: str) -> tuple[tuple[KnownId, ...], tuple[Finding, ...]]:
    """Return the lines of the ledger in order of the file, and findings about the rest."""
    table, broken = parse_toml(text, path)
    kinds = {name: Kind("ids, each on a line", _table) for name in table.values}
    _, findings = check(table, kinds)
    known = Kind('{ live = "what it says" } or { retired = "what it said" }', _state)
    ids = []
    for name, values in table.values.items():
        entries = values if isinstance(values, dict) else {}
        _, more = check(table, dict.fromkeys(entries, known), name, values=entries)
        findings = (*findings, *more)
        for own, value in entries.items():
            if found := _state(value):
                place = table.place(name, own)
                ids.append(KnownId(own, name, found[1], found[0] == RETIRED, place))
    return tuple(ids), (*broken, *findings)


def _entries(
    text: str, path: str, name: str, kinds: Mapping[str, Kind]
) -> tuple[tuple[_Entry, ...], tuple[Finding, ...]]:
    """Return the entries that have what they must have, each with its place.

    One without an owner has that of the file, where entries of its kind have owners.
    """
    table, broken = parse_toml(text, path)
    heads = {name: Kind(f"entries, each below a line [[{name}]]", _tables)}
    heads |= {key: kind for key, kind in kinds.items() if key == "owner"}
    top, findings = check(table, heads)
    inherited = {key: value for key, value in top.items() if key == "owner"}
    entries = []
    for number, values in enumerate(top.get(name, ())):
        fields, more = check(table, kinds, name, number, values=values)
        findings = (*findings, *more)
        if _is_whole(fields, kinds):
            entries.append(({**inherited, **fields}, partial(table.place, name, number)))
    return tuple(entries), (*broken, *findings)


def _is_whole(fields: Mapping[str, object], kinds: Mapping[str, Kind]) -> bool:
    names = (key.replace("-", "_") for key, kind in kinds.items() if kind.required)
    return all(fields.get(name) for name in names)


def _heads(value: object) -> object:
    """Return the heads of columns by their keys; none may have the name of another key."""
    fits = isinstance(value, dict) and all(isinstance(head, str) for head in value.values())
    return value if fits and isinstance(value, dict) and not value.keys() & ROW.keys() else None


def _hundredths(value: object) -> object:
    numbers = value if isinstance(value, list) else ["no list"]
    fits = all(isinstance(one, int) and 0 < one < WHOLE for one in numbers)
    return tuple(numbers) if fits and sum(numbers) < WHOLE else None


def _table(value: object) -> object:
    return value if isinstance(value, dict) else None


def _state(value: object) -> tuple[str, str] | None:
    """Return state and text of a line of the ledger."""
    pairs = list(value.items()) if isinstance(value, dict) else []
    fits = len(pairs) == 1 and pairs[0][0] in (LIVE, RETIRED) and isinstance(pairs[0][1], str)
    return pairs[0] if fits else None


def _tables(value: object) -> object:
    fits = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return value if fits else None


_COLUMNS = Kind('heads of columns, as { regime = "Regime", status = "Status" }', _heads)
_ROWS = Kind("rows, each below a line [[row]]", _tables)
_WIDTHS = Kind("widths in hundredths, as [26, 36, 22], of less than 100 in all", _hundredths)
