"""A book as data: everything in it by its permanent id, and the record as canonical JSON."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

FORMAT = 1
"""Number of the schema: a record of another one is not read."""
ROOT = "~book"
"""Id of the book itself; no author can give it."""
MOST_BYTES = 64_000_000
_SUM = re.compile(r"[0-9a-f]{64}")
_OWN_ID = re.compile(r"[^\x00-\x1f\x7f]{1,400}")

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing in a book: a part, a section, a paragraph, a row, an item, a term."""

    id: str
    """Permanent: an author's, or born with the thing and inherited since."""
    kind: str
    parent: str = ""
    """Id of what it stands in; empty for the book."""
    text: str = ""
    """Plain words on one line; a reference is `[[ref:ID]]`, a fact `[[fact:ID]]`."""
    fields: Fields = ()
    """What else is said of it, by name, in order of the names; none of it empty."""
    number: str = ""
    """As it is printed."""
    loose: str = ""
    """SHA-256 of the form in which editorial corrections vanish."""

    @property
    def exact(self) -> str:
        """SHA-256 of kind, text and fields, each with its length in front."""
        said = (self.kind, self.text, *(piece for field in self.fields for piece in field))
        return digest(*said)

    def field(self, name: str) -> str:
        """Return a field, empty when there is none of that name."""
        return dict(self.fields).get(name, "")


@dataclass(frozen=True, slots=True)
class Retired:
    """An id that is gone, and the edition that was the first without it."""

    id: str
    edition: str


@dataclass(frozen=True, slots=True)
class Waived:
    """What was overdue when the edition was released, and why it was released all the same."""

    id: str
    due: str
    """Day by which it was to be reviewed, as 2026-11-22."""
    reason: str
    owner: str
    """Who answers for it."""
    until: str
    """Last day on which the waiver holds."""


@dataclass(frozen=True, slots=True)
class Record:
    """An edition of a book as data."""

    edition: str
    date: dt.date | None = None
    slug: str = ""
    title: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    """In reading order: what stands in a thing follows it."""
    retired: tuple[Retired, ...] = ()
    """In order of the ids."""
    renamed: Fields = ()
    """Born ids for which authors gave others in this edition: old, new; in order."""
    follows: str = ""
    """Edition whose ids these are too; empty for a first one."""
    follows_sum: str = ""
    """SHA-256 of the sums of that edition: a chain from which nothing kept can be changed."""

    waived: tuple[Waived, ...] = ()
    """In order of the days and the ids."""

    def by_id(self) -> dict[str, Entry]:
        """Return the entries by their ids."""
        return {entry.id: entry for entry in self.entries}

    def children(self) -> dict[str, list[str]]:
        """Return the ids of what stands in each thing, in order."""
        found: dict[str, list[str]] = {}
        for entry in self.entries:
            found.setdefault(entry.parent, []).append(entry.id)
        return found


class RecordFault(ValueError):  # noqa: N818  # a fault of a file, caught at once
    """A record that cannot be used: the code of the finding, and what is wrong."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def digest(*said: str) -> str:
    """Return the SHA-256 of texts, each with its length in front: `ab`, `c` is not `a`, `bc`."""
    sums = hashlib.sha256()
    for text in said:
        data = text.encode("utf-8", "surrogatepass")
        sums.update(f"{len(data)}:".encode())
        sums.update(data)
    return sums.hexdigest()


def in_reading_order(
    entries: Mapping[str, Entry], children: Mapping[str, list[str]]
) -> Iterator[Entry]:
    """Yield entries as they are read: each thing, then what stands in it."""
    ahead = list(reversed(children.get("", ())))
    while ahead:
        name = ahead.pop()
        yield entries[name]
        ahead.extend(reversed(children.get(name, ())))


def write_record(record: Record) -> bytes:
    """Return a record as canonical JSON: keys in order, one entry a line, a sum over all."""
    head = {
        "date": record.date.isoformat() if record.date else "",
        "edition": record.edition,
        "follows": record.follows,
        "follows_sum": record.follows_sum,
        "format": FORMAT,
        "language": record.language,
        "slug": record.slug,
        "title": record.title,
    }
    rows = [_line(_entry_row(entry)) for entry in record.entries]
    gone = [_line({"edition": one.edition, "id": one.id}) for one in record.retired]
    pieces = [
        f'"entries":[{_lines(rows)}]',
        f'"head":{_line(head)}',
        f'"renamed":{_line(dict(record.renamed))}',
        f'"retired":[{_lines(gone)}]',
    ]
    waived = [f'"waived":[{_lines([_line(asdict(one)) for one in record.waived])}]']
    after = waived if record.waived else []  # a record of an edition without is as it ever was
    total = digest(*pieces, *after)
    return ("{" + ",\n".join([*pieces, f'"sha256":"{total}"', *after]) + "}\n").encode()


def _lines(rows: list[str]) -> str:
    return "\n" + ",\n".join(rows) + "\n" if rows else ""


def _line(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _entry_row(entry: Entry) -> dict[str, object]:
    row: dict[str, object] = {"exact": entry.exact}
    for one in fields(entry):
        value = getattr(entry, one.name)
        if value:
            row[one.name] = dict(value) if one.name == "fields" else value
    return row


def read_record(data: bytes) -> Record:
    """Return the record that was written; raise `RecordFault` for anything else.

    HB901 it is no record, HB902 it was damaged or edited, HB903 it is of another format.
    """
    value = _parsed(data)
    head = value.get("head")
    if not isinstance(head, dict) or type(head.get("format")) is not int:
        raise RecordFault("HB901", "it is not the record of an edition")
    if head["format"] != FORMAT:
        raise RecordFault("HB903", f"it is of format {head['format']}, and this is {FORMAT}")
    try:
        record = _record(value, head)
        same = write_record(record) == data
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecordFault("HB902", "it lacks what a record has") from error
    if not same:
        raise RecordFault("HB902", "it is not as it was written")
    _require_a_tree(record)
    return record


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        if len(data) > MOST_BYTES:
            raise ValueError
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RecordFault("HB901", "it is not JSON") from error
    if not isinstance(value, dict):
        raise RecordFault("HB901", "it is not the record of an edition")
    return value


def _record(value: dict[str, Any], head: dict[str, Any]) -> Record:
    date = _text(head["date"])
    return Record(
        edition=_text(head["edition"]),
        date=dt.date.fromisoformat(date) if date else None,
        slug=_text(head["slug"]),
        title=_text(head["title"]),
        language=_text(head["language"]),
        entries=tuple(map(_entry, value["entries"])),
        retired=tuple(Retired(_text(one["id"]), _text(one["edition"])) for one in value["retired"]),
        renamed=_pairs(value["renamed"]),
        follows=_text(head["follows"]),
        follows_sum=_text(head["follows_sum"]),
        waived=tuple(map(_waived, value.get("waived", ()))),
    )


def _waived(row: dict[str, Any]) -> Waived:
    return Waived(**{key: _text(text) for key, text in row.items()})


def _entry(row: dict[str, Any]) -> Entry:
    given = {key: _text(text) for key, text in row.items() if key not in ("fields", "exact")}
    return Entry(**given, fields=_pairs(row.get("fields", {})))


def _pairs(said: dict[str, Any]) -> Fields:
    return tuple((key, _text(said[key])) for key in sorted(said))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _require_a_tree(record: Record) -> None:
    """Raise a fault unless each thing has one id, and stands after what it stands in."""
    known = {""}
    for entry in record.entries:
        sound = _OWN_ID.fullmatch(entry.id) and _SUM.fullmatch(entry.loose)
        if not sound or entry.id in known or entry.parent not in known:
            raise RecordFault("HB902", f'the entry "{entry.id}" is not as it was written')
        known.add(entry.id)
    if tuple(in_reading_order(record.by_id(), record.children())) != record.entries:
        raise RecordFault("HB902", "the entries are not in reading order")


_REF = re.compile(r"\[\[ref:([^\[\]]*)\]\]")


def with_references(entry: Entry, names: Mapping[str, str]) -> Entry:
    """Return an entry with what it refers to under other ids."""

    def mark(found: re.Match[str]) -> str:
        return f"[[ref:{names.get(found[1], found[1])}]]"

    fields = tuple((name, _REF.sub(mark, said)) for name, said in entry.fields)
    return replace(entry, text=_REF.sub(mark, entry.text), fields=fields)


def with_numbers(record: Record, numbers: Mapping[str, str]) -> Record:
    """Return the record with other printed numbers, by id."""
    entries = (replace(one, number=numbers.get(one.id, "")) for one in record.entries)
    return replace(record, entries=tuple(entries))
