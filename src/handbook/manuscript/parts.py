"""The text of a file of the manuscript to a part of the book, or to a checklist."""

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from pathlib import PurePosixPath

from handbook.book.findings import Finding
from handbook.book.model import Checklist, Part
from handbook.book.places import Place
from handbook.manuscript.datafiles import parse_yaml, split_front_matter
from handbook.manuscript.fields import (
    DATE,
    FLAG,
    LINE,
    LINES,
    REASONS,
    TEXT,
    Kind,
    check,
    silence,
    without_order,
)
from handbook.manuscript.markup import parse_chapter, parse_checklist
from handbook.manuscript.noting import REASONS as CHANGES
from handbook.manuscript.noting import notes_in

FRONT_MATTER: Mapping[str, Kind] = {
    "id": LINE,
    "title": LINE,
    "allow": REASONS,
    "changes": CHANGES,
    "short": LINE,
    "purpose": TEXT,
    "owner": LINE,
    "review-by": DATE,
    "tags": LINES,
    "checklists": LINES,
    "numbered": FLAG,
    "when": LINE,
}


def parse_part(
    text: str, path: str, role: str, abbreviations: tuple[str, ...] = ()
) -> tuple[Part, tuple[Checklist, ...], tuple[Finding, ...]]:
    """Return the part of a role that a file holds, the checklists in it, and findings.

    The id of the part is empty when the front matter has none; those of sections are the
    authors' or slugs.
    """
    front, body, line = split_front_matter(text)
    table, malformed = parse_yaml(front, path, 2)
    fields, wrong = check(table, FRONT_MATTER, foreign=True)
    title = fields.pop("title", "")
    allow = fields.pop("allow", ())
    condition = fields.pop("when", "")
    changes, odd = notes_in(table, fields.pop("changes", ()))
    parsed, found = parse_chapter(body, path, line, abbreviations, titled=bool(title))
    part = Part(
        role=role,
        id=fields.pop("id", "") or parsed.id,
        title=parsed.title or (escape(title or _title(path), quote=False),),
        place=parsed.title_place if parsed.title else Place(path, 1),
        short_title=fields.pop("short", ""),
        blocks=parsed.blocks,
        sections=parsed.sections,
        notes=parsed.notes,
        allow=tuple(silence(key, reason, table) for key, reason in allow),
        changes=(*changes, *parsed.changes),
        applies=(*((condition,) if condition else ()), *parsed.applies),
        **fields,
    )
    lists = (replace(one, applies=(*part.applies, *one.applies)) for one in parsed.checklists)
    return part, tuple(lists), (*malformed, *wrong, *odd, *found)


def parse_list(
    text: str, path: str, abbreviations: tuple[str, ...] = ()
) -> tuple[tuple[Checklist, ...], tuple[Finding, ...]]:
    """Return the checklist that a file holds, if it is one, and findings."""
    front, body, line = split_front_matter(text)
    table, malformed = parse_yaml(front, path, 2)
    made, found = parse_checklist(body, path, line, table.values, table.lines, abbreviations)
    return (made,) if made is not None else (), (*malformed, *found)


def _title(path: str) -> str:
    """Return a title made of the name of a file: `05-getting-there.md`, Getting there."""
    name = without_order(PurePosixPath(path).stem).replace("-", " ").replace("_", " ").strip()
    return name[:1].upper() + name[1:]
