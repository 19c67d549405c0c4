"""Reasons for changes where they stand in a text: in front matter, or as a block."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from handbook.book.findings import Finding
from handbook.book.noted import ChangeNote
from handbook.manuscript.datafiles import KeyPath, Table
from handbook.manuscript.fields import LINE, LINES, Kind, check
from handbook.manuscript.reasons import CHANGE
from handbook.manuscript.scene import Scene, line_of, words_of

MARK = "data-changes"
NOTE: Mapping[str, Kind] = {
    **CHANGE,
    "ids": LINES,
    "edition": Kind('the id of an edition, in quotation marks: "2026.2"', LINE.take),
}
"""What a reason may say; that of `changes.toml`, and the edition that it is for."""


def _entries(value: object) -> tuple[dict[str, object], ...] | None:
    """Return reasons, one or several, as mappings; a text is a reason that says no more."""
    some = value if isinstance(value, list) else [value]
    rows = ({"text": one} if isinstance(one, str) else one for one in some)
    found = tuple(row for row in rows if isinstance(row, dict))
    return found if len(found) == len(some) else None


REASONS = Kind("reasons, each with a text", _entries)
"""What stands under `changes` in front matter."""


def notes_in(
    table: Table, rows: tuple[Mapping[str, object], ...], home: str = ""
) -> tuple[tuple[ChangeNote, ...], tuple[Finding, ...]]:
    """Return the reasons that front matter gives, and findings; one with a fault is left out."""
    notes: list[ChangeNote] = []
    findings: list[Finding] = []
    for number, row in enumerate(rows):
        said, wrong = check(table, NOTE, "changes", number, values=row)
        findings.extend(wrong)
        if said.get("text") and not wrong:
            notes.append(ChangeNote(place=table.place("changes", number), home=home, **said))
    return tuple(notes), tuple(findings)


def note_of(element: Any, scene: Scene, home: str = "") -> Iterator[ChangeNote]:
    """Yield the reason that a block gives; one with a fault is a finding instead."""
    line = line_of(element)
    given = json.loads(element.get("data-settings", "{}"))
    said = " ".join(filter(None, (element.get(MARK), words_of(element))))
    lines: dict[KeyPath, int] = {("changes",): scene.first_line + line}
    values = {"text": said, **given} if said else given
    notes, wrong = notes_in(Table(scene.path, {}, lines), (values,), home)
    scene.findings.extend(wrong)
    yield from notes


def without_stray(root: Any, scene: Scene) -> None:
    """Take reasons out of boxes, quotations and lists, and report them: nobody reads them there."""
    for element in root.xpath(f".//*[@{MARK}]"):
        above = [one for one in element.iterancestors() if one in root.iter()]
        if any(one.tag not in _OPEN or "data-box" in one.attrib for one in above):
            scene.report("HB202", line_of(element), "the block `changes` stands inside another")
            element.getparent().remove(element)


_OPEN = frozenset({"div", "section", "body", "center", "details"})
