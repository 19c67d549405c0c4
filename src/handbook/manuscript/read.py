"""Read the manuscript: everything in `content/` to one book."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from posixpath import normpath
from types import MappingProxyType
from typing import Any

from handbook.book.findings import Finding, did_you_mean, in_order
from handbook.book.fixing import fix_tables
from handbook.book.model import Asset, Book, Checklist, DataTable, Part, Value
from handbook.book.places import Place
from handbook.book.settings import Settings
from handbook.book.walk import as_typed, change_checklist, change_part, change_term
from handbook.cache.memory import Memory
from handbook.manuscript.art import CONTENT, Gallery
from handbook.manuscript.fields import in_counting_order
from handbook.manuscript.folder import Folder
from handbook.manuscript.naming import name_parts
from handbook.manuscript.settings import parse_settings
from handbook.manuscript.shipped import FROZEN, template_folder

SETTINGS = "content/handbook.toml"
WORDS = "words.toml"
OWN_WORDS = (f"{FROZEN}/{WORDS}", f"templates/{WORDS}")
"""Tables of a project whose words go over those of the program."""
GLOSSARY = "content/data/glossary.toml"
SOURCES = "content/data/sources.toml"
IDS = "content/data/ids.toml"
FACTS = "content/data/facts.toml"
VALUES = "content/data/values.toml"
OWN_VALUES = "content/data/variants/"
"""Values of a variant, in a file of its name, laid over those of the book."""
DATA = "content/data/"
KNOWN_DATA = frozenset({GLOSSARY, SOURCES, IDS, FACTS, VALUES})
"""Files of `content/data/` that are no tables."""
CHECKLISTS = "content/checklists/"
PROFILES = (".icc", ".icm")
"""Endings of colour profiles."""
ROLES: Mapping[str, str] = MappingProxyType(
    {"front": "content/front/", "chapter": "content/chapters/", "appendix": "content/back/"}
)
"""Where the parts of each role lie, in printing order."""
OTHER_TEXTS = (".markdown", ".mdx", ".txt", ".rst", ".adoc", ".html", ".htm")
"""Endings of files that somebody may have meant to be read."""


def read_book(project: Path, memory: Memory | None = None) -> tuple[Book, tuple[Finding, ...]]:
    """Return the manuscript in a project's folder as a book, and what is wrong with its files.

    What `memory` holds already is not parsed again.

    Every file is read, whatever is wrong with the others; the order of things is that of the
    paths. Ids are settled, and pictures go by their path from `content/`.
    """
    desk = _Desk(Folder(project.resolve()), memory or Memory())
    desk.names = sorted(desk.folder.files("content"))
    book = _with_parts(desk, _with_data(desk, Book(_settings(desk), ())))
    book, fixed = fix_tables(book)
    desk.findings.extend(fixed)
    book = _with_profile(desk, _with_pictures(desk, name_parts(book)))
    desk.findings.extend(_unread(desk.names))
    if not (book.values or book.settings.variants.all):
        book = as_typed(book)
    return book, in_order((*desk.folder.findings, *desk.findings))


def read_settings(project: Path) -> Settings:
    """Return the settings of a manuscript alone, defaults where it has none or wrong ones."""
    desk = _Desk(Folder(project.resolve()), Memory())
    desk.names = sorted(desk.folder.files("content"))
    return _settings(desk)


@dataclass(slots=True)
class _Desk:
    """Where the files of a manuscript lie open, and what was found wrong with them."""

    folder: Folder
    memory: Memory
    names: list[str] = field(default_factory=list)
    """Every file of the manuscript, in order."""
    findings: list[Finding] = field(default_factory=list)

    def text(self, path: str) -> str:
        """Return the text of a file, empty when there is none."""
        return (self.folder.text(path) or "") if path in self.names else ""

    def texts(self, folder: str) -> Iterator[tuple[str, str]]:
        """Yield path and text of each Markdown file in a folder that can be read."""
        for path in self.names:
            if path.startswith(folder) and path.endswith(".md"):
                text = self.folder.text(path)
                if text is not None:
                    yield path, text


def _words(folder: Folder) -> dict[str, str]:
    """Return the words of the templates, over them those of the project's own.

    A table of the project that cannot be read is left alone here: filling the templates reports it.
    """
    words = tomllib.loads((template_folder() / WORDS).read_text(encoding="utf-8"))
    for path in OWN_WORDS:
        there = path in folder.files(path.partition("/")[0])
        with suppress(tomllib.TOMLDecodeError):
            given = tomllib.loads((folder.text(path) or "") if there else "")
            words |= {key: text for key, text in given.items() if isinstance(text, str)}
    return words


def _settings(desk: _Desk) -> Settings:
    settings, findings = parse_settings(desk.text(SETTINGS), SETTINGS, _words(desk.folder))
    desk.findings.extend(findings)
    return settings


def _with_data(desk: _Desk, book: Book) -> Book:
    recall = desk.memory.recall
    terms, in_glossary = recall(_parse_glossary, desk.text(GLOSSARY), GLOSSARY)
    sources, in_sources = recall(_parse_sources, desk.text(SOURCES), SOURCES)
    ids, in_ids = recall(_parse_ids, desk.text(IDS), IDS)
    facts, in_facts = recall(_parse_facts, desk.text(FACTS), FACTS)
    desk.findings.extend((*in_glossary, *in_sources, *in_ids, *in_facts))
    tables, values = tuple(_tables(desk)), tuple(_values(desk, book.settings))
    book = replace(book, terms=terms, sources=sources, ids=ids, facts=facts)
    return replace(book, tables=tables, values=values)


def _values(desk: _Desk, settings: Settings) -> Iterator[Value]:
    """Yield the values of the book, then those of each variant."""
    names = {
        "": VALUES,
        **{one.name: f"{OWN_VALUES}{one.name}.toml" for one in settings.variants.all},
    }
    for variant, path in names.items():
        values, findings = desk.memory.recall(_parse_values, desk.text(path), path, variant)
        desk.findings.extend(findings)
        yield from values
    for path in desk.names:
        if path.startswith(OWN_VALUES) and path.endswith(".toml") and path not in names.values():
            stem = path.removeprefix(OWN_VALUES).removesuffix(".toml")
            message = f'no variant is called "{stem}"'
            desk.findings.append(Finding("HB951", Place(path), message, did_you_mean(stem, names)))


def _tables(desk: _Desk) -> Iterator[DataTable]:
    for path in desk.names:
        if path.startswith(DATA) and path.endswith(".toml") and _is_table(path):
            table, findings = desk.memory.recall(_parse_table, desk.text(path), path)
            desk.findings.extend(findings)
            yield from (table,) if table is not None else ()


def _is_table(path: str) -> bool:
    return path not in KNOWN_DATA and not path.startswith(OWN_VALUES)


def _with_parts(desk: _Desk, book: Book) -> Book:
    """Return the book with its parts, and with all checklists in the order of their ids."""
    recall = desk.memory.recall
    abbreviations = tuple(sorted({term.abbr for term in book.terms if term.abbr}))
    parts: list[Part] = []
    lists: list[Checklist] = []
    for role, folder in ROLES.items():
        for path, text in desk.texts(folder):
            part, inside, findings = recall(_parse_part, text, path, role, abbreviations)
            parts.append(part)
            lists.extend(inside)
            desk.findings.extend(findings)
    for path, text in desk.texts(CHECKLISTS):
        made, findings = recall(_parse_list, text, path, abbreviations)
        lists.extend(made)
        desk.findings.extend(findings)
    lists.sort(key=lambda one: in_counting_order(one.id))
    return replace(book, parts=tuple(parts), checklists=tuple(lists))


# The markup is heavy company, and loads when a text is new.


def _parse_part(text: str, path: str, role: str, abbreviations: tuple[str, ...]) -> Any:
    from handbook.manuscript.parts import parse_part

    return parse_part(text, path, role, abbreviations)


def _parse_list(text: str, path: str, abbreviations: tuple[str, ...]) -> Any:
    from handbook.manuscript.parts import parse_list

    return parse_list(text, path, abbreviations)


def _parse_glossary(text: str, path: str) -> Any:
    from handbook.manuscript.catalogue import parse_glossary

    return parse_glossary(text, path)


def _parse_sources(text: str, path: str) -> Any:
    from handbook.manuscript.catalogue import parse_sources

    return parse_sources(text, path)


def _parse_ids(text: str, path: str) -> Any:
    from handbook.manuscript.catalogue import parse_ids

    return parse_ids(text, path)


def _parse_facts(text: str, path: str) -> Any:
    from handbook.manuscript.catalogue import parse_facts

    return parse_facts(text, path)


def _parse_values(text: str, path: str, variant: str) -> Any:
    from handbook.manuscript.variants import parse_values

    return parse_values(text, path, variant)


def _parse_table(text: str, path: str) -> Any:
    from handbook.manuscript.catalogue import parse_table

    return parse_table(text, path)


def _with_pictures(desk: _Desk, book: Book) -> Book:
    names = frozenset(name.removeprefix(CONTENT) for name in desk.names)
    gallery = Gallery(desk.folder, names)
    book = replace(
        book,
        parts=tuple(change_part(part, gallery.hang) for part in book.parts),
        checklists=tuple(change_checklist(one, gallery.hang) for one in book.checklists),
        terms=tuple(change_term(term, gallery.hang) for term in book.terms),
    )
    gallery.take_fonts()
    desk.findings.extend(gallery.findings)
    return replace(book, assets=tuple(gallery.assets[name] for name in sorted(gallery.assets)))


def _with_profile(desk: _Desk, book: Book) -> Book:
    """Return the book with the colour profile of its printer, if it names one."""
    press, place = book.settings.press, Place(SETTINGS)
    if bool(press.profile) != bool(press.condition):
        desk.findings.append(Finding("HB822", place, _UNPAIRED[bool(press.profile)]))
    if not press.profile:
        return book
    from handbook.manuscript.profiles import fault_of

    name = normpath(press.profile.replace("\\", "/"))
    if name.startswith(("/", "..")) or f"{CONTENT}{name}" not in desk.names:
        profiles = [one.removeprefix(CONTENT) for one in desk.names if one.endswith(PROFILES)]
        message = f'there is no profile "{press.profile}" in content/'
        desk.findings.append(Finding("HB820", place, message, did_you_mean(name, profiles)))
        return book
    data = desk.folder.data(CONTENT + name)
    if data is None:
        return book
    if fault := fault_of(data):
        desk.findings.append(Finding("HB821", Place(CONTENT + name), f"it {fault}"))
    asset = Asset(name, data, sha256(data).hexdigest())
    settings = replace(book.settings, press=replace(press, profile=name))
    return replace(book, settings=settings, assets=(*book.assets, asset))


_UNPAIRED = ("a condition is named, but no profile of it", "a profile is named, but no condition")
"""What is missing, without a profile and with one."""


def _unread(names: Collection[str]) -> Iterator[Finding]:
    """Find files that lie where nobody reads them, or have an ending that nobody reads."""
    for name in names:
        if name.startswith((*ROLES.values(), CHECKLISTS)):
            if name.lower().endswith(OTHER_TEXTS):
                yield Finding("HB009", Place(name), "only files ending in .md are read here")
        elif name.endswith(".md") and name.count("/") == 1 and "readme" not in name.lower():
            hint = "move it to content/chapters/"
            yield Finding("HB009", Place(name), "no text is read from here", hint)
