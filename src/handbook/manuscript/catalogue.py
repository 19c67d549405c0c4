"""The text of `glossary.toml` and `sources.toml` to terms and sources."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from handbook.book.findings import Finding
from handbook.book.model import Source, Term
from handbook.book.places import Place
from handbook.manuscript.datafiles import parse_toml
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
    "note": TEXT,
}

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


def _entries(
    text: str, path: str, name: str, kinds: Mapping[str, Kind]
) -> tuple[tuple[_Entry, ...], tuple[Finding, ...]]:
    """Return the entries that have what they must have, each with its place."""
    table, broken = parse_toml(text, path)
    top, findings = check(table, {name: Kind(f"entries, each below a line [[{name}]]", _tables)})
    entries = []
    for number, values in enumerate(top.get(name, ())):
        fields, more = check(table, kinds, name, number, values=values)
        findings = (*findings, *more)
        if all(fields.get(key) for key, kind in kinds.items() if kind.required):
            entries.append((fields, partial(table.place, name, number)))
    return tuple(entries), (*broken, *findings)


def _tables(value: object) -> object:
    fits = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return value if fits else None
