"""`changes.toml` to what editors say of the changes, and the rules of what is editorial."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from handbook.book.findings import Finding
from handbook.book.settings import Settings
from handbook.editions.changes import Reason
from handbook.editions.reasoning import EDITORIAL, Note, Notes, Waiver
from handbook.editions.rules import Rules, rules_of
from handbook.manuscript.datafiles import Table, parse_toml
from handbook.manuscript.fields import DATE, FLAG, LINE, LINES, TEXT, Kind, check, one_of, required
from handbook.manuscript.shipped import FROZEN, template_folder

TABLE = "editorial.toml"
MEANING = "meaning"


def _rows(value: object) -> list[object] | None:
    fine = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return value if fine and isinstance(value, list) else None


def _couples(value: object) -> tuple[tuple[str, str], ...] | None:
    if not isinstance(value, list):
        return None
    couples = [LINES.take(one) for one in value]
    fine = all(isinstance(one, tuple) and len(one) == 2 for one in couples)
    return tuple(couples) if fine else None  # type: ignore[arg-type]  # they were looked at


def _parts(value: object) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    if not isinstance(value, dict):
        return None
    parts = {str(name): LINES.take(some) for name, some in value.items()}
    fine = all(isinstance(some, tuple) and some for some in parts.values())
    return tuple(parts.items()) if fine else None  # type: ignore[arg-type]  # they were looked at


CHANGE: Mapping[str, Kind] = {
    "ids": required(LINES),
    "text": required(TEXT),
    "owner": LINE,
    "reference": LINE,
    "kind": one_of(MEANING, EDITORIAL),
    "sure": FLAG,
}
WAIVE: Mapping[str, Kind] = {
    "ids": required(LINES),
    "reason": required(TEXT),
    "owner": required(LINE),
    "until": required(DATE),
}
NOTES: Mapping[str, Kind] = {
    "base": LINE,
    "carries": LINES,
    "same": Kind("pairs of an old and a new id", _couples),
    "not-same": Kind("pairs of an old and a new id", _couples),
    "split": Kind("ids, each with those that it became", _parts),
    "change": Kind("entries of their own: [[change]]", _rows),
    "waive": Kind("entries of their own: [[waive]]", _rows),
}


def parse_notes(text: str, path: str) -> tuple[Notes, tuple[Finding, ...]]:
    """Return what a file says of the changes, and findings; a note with a fault is left out."""
    table, broken = parse_toml(text, path)
    fields, findings = check(table, NOTES)
    notes: list[Note] = []
    waivers: list[Waiver] = []
    for number, row in enumerate(fields.pop("change", ())):
        note, more = _note(table, number, row)
        notes.extend(note)
        findings = (*findings, *more)
    for number, row in enumerate(fields.pop("waive", ())):
        given, more = check(table, WAIVE, "waive", number, values=row)
        findings = (*findings, *more)
        if all(given.get(key) for key in WAIVE):
            waivers.append(Waiver(**given, place=table.place("waive", number)))
    fields["splits"] = fields.pop("split", ())
    return Notes(**fields, notes=tuple(notes), waivers=tuple(waivers)), (*broken, *findings)


def _note(
    table: Table, number: int, row: Mapping[str, object]
) -> tuple[tuple[Note, ...], tuple[Finding, ...]]:
    given, findings = check(table, CHANGE, "change", number, values=row)
    if not given.get("ids") or not given.get("text"):
        return (), findings
    reason = Reason(
        given["text"],
        given.get("owner", ""),
        given.get("reference", ""),
        given.get("kind") == EDITORIAL,
    )
    place = table.place("change", number)
    return (Note(given["ids"], reason, place, given.get("sure", False)),), findings


def change_rows(notes: Iterable[Note]) -> str:
    """Return notes as entries for a file of reasons: what is noted elsewhere, to be kept."""
    return "".join(f"\n[[change]]\n{''.join(_lines(note))}" for note in notes)


def _lines(note: Note) -> Iterator[str]:
    reason = note.reason
    yield f"ids = {_quoted(list(note.ids))}\n"
    said = {"text": reason.text, "owner": reason.owner, "reference": reason.reference}
    yield from (f"{key} = {_quoted(text)}\n" for key, text in said.items() if text)
    yield f'kind = "{EDITORIAL}"\n' * reason.editorial
    yield "sure = true\n" * note.sure


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def editorial_rules(settings: Settings, project: Path | None = None) -> Rules:
    """Return what is the same to a reader, in the book's language and its own spelling.

    A released manuscript that is unpacked in `project` brings the table of its time with it.
    """
    own = project / FROZEN / TABLE if project else None
    path = own if own and own.is_file() else template_folder() / TABLE
    return _rules(settings.language, path.read_text(encoding="utf-8"), tuple(settings.spelling))


@lru_cache(maxsize=8)
def _rules(language: str, table: str, spelling: tuple[tuple[str, str], ...]) -> Rules:
    """Return rules that are shared: they keep what they have worked out."""
    return rules_of(language, tomllib.loads(table), dict(spelling))
