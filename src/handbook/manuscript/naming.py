"""Give an id to every part and section that the author gave none."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import PurePosixPath

from handbook.book.model import Book, Part, Section
from handbook.book.references import every_target
from handbook.manuscript.fields import slug, without_order


def name_parts(book: Book) -> Book:
    """Return the book with an id for every part and section, each used once if authors let it.

    A part goes by its file, without the number in front; a section by its part and its title.
    Ids that authors gave stay as they are, also when one is used twice.
    """
    taken = _given(book)
    parts = []
    for part in book.parts:
        named = part if part.id else replace(part, id=_free(_names(part), taken))
        sections = tuple(_named(section, named.id, taken) for section in part.sections)
        names = {old.id: new.id for old, new in zip(part.sections, sections, strict=True)}
        changes = tuple(replace(note, home=names.get(note.home, named.id)) for note in part.changes)
        parts.append(replace(named, sections=sections, changes=changes))
    return replace(book, parts=tuple(parts))


def _given(book: Book) -> set[str]:
    """Return the ids that authors gave, to anything."""
    parts = tuple(
        replace(part, sections=tuple(map(_without_own_id, part.sections))) for part in book.parts
    )
    return {target.id for target in every_target(replace(book, parts=parts))}


def _without_own_id(section: Section) -> Section:
    return section if section.explicit else replace(section, id="")


def _named(section: Section, part: str, taken: set[str]) -> Section:
    if section.explicit:
        return section
    return replace(section, id=_free(iter([f"{part}--{section.id or 'section'}"]), taken))


def _free(names: Iterator[str], taken: set[str]) -> str:
    """Return the first name that is free, or the last with a number, and take it."""
    name = ""
    for name in names:
        if name not in taken:
            break
    numbered = (f"{name}-{number}" for number in count(2))
    free = name if name not in taken else next(one for one in numbered if one not in taken)
    taken.add(free)
    return free


def _names(part: Part) -> Iterator[str]:
    """Yield what a part may go by: its file, then the folders above it too."""
    path = PurePosixPath(part.place.path).with_suffix("")
    words = [_word(name) for name in path.parts[2:]]
    own = words[-1] if words and words[-1] else f"{part.role}-{_plain(path.name)}".strip("-")
    yield own
    yield "-".join([*filter(None, words[:-1]), own])


def _word(name: str) -> str:
    return _plain(without_order(name)) if not name.isdigit() else ""


def _plain(name: str) -> str:
    """Return a name as letters, digits and hyphens; Latin ones where there are any."""
    letters = unicodedata.normalize("NFC", name).lower()
    return slug(name) or "-".join(re.findall(r"[^\W_]+", letters))
