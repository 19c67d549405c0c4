"""Read filled forms back into one table, as CSV or as JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from handbook.binding.answers import Filled, read_filled
from handbook.binding.transfer import DONE
from handbook.book.findings import Finding
from handbook.book.places import Place
from handbook.book.settings import Settings
from handbook.exports.sheet import write_csv

PARTS = (
    "date", "initials", "remarks", "name", "signature", "holder", "post", "started", "until",
)  # fmt: skip
"""Last parts of the names of fields, each a column of its own."""
COLUMNS = ("file", "edition", "list", "item", "text", "ticked", *PARTS, "other")

Row = Mapping[str, str]


def collect(
    files: Mapping[str, bytes], settings: Settings | None
) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """Return a row for each item of each form, and for what was said of a list as a whole.

    `settings` are those of the book that the forms should be of, if it is at hand. A file that
    cannot be taken gives a finding, and the rows of the others.
    """
    rows: list[Row] = []
    findings: list[Finding] = []
    for path, data in files.items():
        form, wrong = read_filled(data, path)
        findings.extend(wrong)
        if form is None:
            continue
        strange = tuple(_strange(form, settings)) if settings else ()
        findings.extend(strange)
        if not any(finding.code == "HB703" for finding in strange):
            rows.extend(_rows(form))
    return tuple(rows), tuple(findings)


def _strange(form: Filled, settings: Settings) -> Iterator[Finding]:
    """Find a form that is of another book, or of an edition that the book does not know."""
    place = Place(form.path)
    known = {settings.edition.id, settings.edition.supersedes}
    if form.book != settings.slug:
        yield Finding("HB703", place, f"it is a form of {form.book}, not of {settings.slug}")
    elif form.edition not in known:
        yield Finding("HB705", place, f"the book knows no edition {form.edition}")


def _rows(form: Filled) -> Iterator[Row]:
    groups: dict[str, dict[str, str]] = {}
    texts: dict[str, str] = {}
    for field in form.fields:
        item, _, part = field.name.rpartition(".")
        answers = groups.setdefault(item, {})
        if part == DONE:
            texts[item] = field.label.removeprefix(f"{item} ")
            answers["ticked"] = "yes" if field.answered else "no"
        elif field.answered:
            answers[part] = field.value
    for item, answers in groups.items():
        if answers:
            yield _row(form, item, texts.get(item, ""), answers)


def _row(form: Filled, item: str, text: str, answers: Mapping[str, str]) -> Row:
    own = item.partition(".")[0]
    other = "; ".join(f"{key}={value}" for key, value in answers.items() if key not in COLUMNS)
    head = {"file": form.path, "edition": form.edition, "list": own, "item": item, "text": text}
    said = {key: answers.get(key, "") for key in ("ticked", *PARTS)}
    return {**head, **said, "other": other}


def as_csv(rows: Sequence[Row]) -> str:
    """Return rows as CSV (RFC 4180, lines ended by a line feed), safe to open in a spreadsheet."""
    return write_csv(COLUMNS, rows)


def as_json(rows: Iterable[Row]) -> str:
    """Return rows as a JSON array, with every value as it was written."""
    return json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n"


FORMATS = MappingProxyType({"csv": as_csv, "json": as_json})
"""Formats by name."""
