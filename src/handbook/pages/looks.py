"""How a book looks, as values: templates, measures, colours and words."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from handbook.book.findings import Finding
from handbook.book.places import Place
from handbook.manuscript.folder import Folder
from handbook.manuscript.shipped import FROZEN, template_folder

FOLDER = "templates"
"""Folder of a project whose files stand in for those of the program."""
ENDINGS = (".html", ".css", ".svg", ".xml")
TABLES = ("sizes.toml", "colours.toml", "words.toml", "press.toml")
ASIDE = ("download", "preview")
"""Folders of templates for what is no page of a book."""
MASTER = "A5"
"""Page size that the others are taken from."""

PLATES = 4
"""Cyan, magenta, yellow, black."""

Table = Mapping[str, Any]


class TemplateFault(Exception):  # noqa: N818  # a fault of the templates, caught at once
    """Something wrong with the templates, as the finding to show."""

    def __init__(self, name: str, line: int, message: str) -> None:
        super().__init__(message)
        self.finding = Finding("HB504", Place(f"{FOLDER}/{name}", line), message)


@dataclass(frozen=True, slots=True)
class Templates:
    """Texts by their path in the folder of templates."""

    files: Mapping[str, str]
    own_tables: Mapping[str, str] = field(default_factory=dict)
    """Tables of a project: what they say goes over what the program's say."""
    then: Mapping[str, str] = field(default_factory=dict)
    """Texts of the program when an edition was released that is built again; empty for any other.
    They go over those of today, and they alone decided the book."""

    def deciding(self) -> dict[str, str]:
        """Return the texts that decide a book, by name; what serves other ends is left out."""
        files = self.then or self.files
        texts = {name: text for name, text in files.items() if name.split("/")[0] not in ASIDE}
        own = self.own_tables.items()
        return texts | {f"own/{name}": text for name, text in own if text != texts.get(name)}


def find_templates(project: Path) -> Templates:
    """Read the templates of the program, and over them those of a project's own folder.

    Those that an edition was released with go over the program's of today.
    """
    folder = Folder(project.resolve())
    own, then = _texts(folder, FOLDER), _texts(folder, FROZEN)
    tables = {name: text for name, text in own.items() if name in TABLES}
    pages = {name: text for name, text in own.items() if name.endswith(ENDINGS)}
    old = {name: text for name, text in then.items() if name not in TABLES}
    return Templates({**shipped(), **old, **pages}, tables, then and {**then, **pages})


def _texts(folder: Folder, path: str) -> dict[str, str]:
    return {
        name.removeprefix(f"{path}/"): folder.text(name) or ""
        for name in folder.files(path)
        if name.endswith((*ENDINGS, *TABLES))
    }


def shipped() -> dict[str, str]:
    """Return the texts of the program's own templates by their paths."""
    root = template_folder()
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.name.endswith((*ENDINGS, *TABLES)) and path.is_file()
    }


def measures(templates: Templates, size: str) -> Table:
    """Return the measures of a page size: millimetres, and points for type.

    What a size leaves out is that of the size it is `like`, and in the end the master's. Raise
    `TemplateFault` for a table that is malformed or lacks the size.
    """
    table = _table(templates, "sizes.toml")
    chain = []
    name = size
    while name and name not in chain:
        chain.append(name)
        if name not in table:
            raise TemplateFault("sizes.toml", 0, f'there is no page size "{name}"')
        name = "" if name == MASTER else table[name].get("like", MASTER)
    found: Table = table[MASTER]
    for name in reversed(chain):
        found = _over("sizes.toml", found, table[name])
    return found


def bound(size: Table, binding: str) -> Table:
    """Return the measures of a page with the margins of a binding, where the size has some.

    What the inner margin takes the outer one gives: the block is the same, and so are its lines.
    """
    margins = size.get("binding", {}).get(binding)
    return {**size, "inner": margins[0], "outer": margins[1]} if margins else size


def colours(templates: Templates, light: str = "screen") -> dict[str, str]:
    """Return the colours of the download by name; raise `TemplateFault` as `measures` does.

    By another `light`, `dark`, a colour that has none for it is as in the download.
    """
    inks = _table(templates, "colours.toml")
    return {name: ink.get(light, ink["screen"]) for name, ink in inks.items()}


def inks(templates: Templates) -> dict[tuple[int, int, int], tuple[float, ...]]:
    """Return the ink of each colour of the screen: CMYK, 0 to 1, by red, green, blue, 0 to 255.

    Raise `TemplateFault` as `measures` does, for what is no colour, and for one with two inks.
    """
    found: dict[tuple[int, int, int], tuple[float, ...]] = {}
    for name, row in _table(templates, "colours.toml").items():
        screen = re.fullmatch("#" + 3 * "([0-9a-fA-F]{2})", row.get("screen", ""))
        press = [one / 100 for one in row.get("press", ()) if isinstance(one, int | float)]
        if not screen or len(press) != PLATES or not all(0 <= one <= 1 for one in press):
            raise TemplateFault("colours.toml", 0, f'"{name}" is no colour of screen and press')
        red, green, blue = (int(one, 16) for one in screen.groups())
        if found.setdefault((red, green, blue), tuple(press)) != tuple(press):
            raise TemplateFault("colours.toml", 0, f'"{name}" is the screen colour of another ink')
    return found


def words(templates: Templates, own: Mapping[str, str]) -> dict[str, str]:
    """Return the words of the templates, a book's own over them; raise as `measures` does."""
    return {**_table(templates, "words.toml"), **own}


def presswork(templates: Templates) -> Table:
    """Return the tables of paper and bindings; raise `TemplateFault` as `measures` does."""
    return _table(templates, "press.toml")


def _table(templates: Templates, name: str) -> Table:
    table = _parsed(name, templates.files[name])
    for above in (templates.then, templates.own_tables):
        if name in above:
            table = _over(name, table, _parsed(name, above[name]))
    return table


@lru_cache(maxsize=32)
def _parsed(name: str, text: str) -> Table:
    """Return the table in a text, the same one each time: nobody changes it."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise TemplateFault(name, int(line[1]) if line else 0, str(error)) from error


def _over(name: str, below: Table, above: Table) -> Table:
    """Return a table with another one over it; a value may not change its kind."""
    both = dict(below)
    for key, value in above.items():
        if key in below and _kind(value) != _kind(below[key]):
            raise TemplateFault(name, 0, f'"{key}" wants {_kind(below[key])}')
        both[key] = _over(name, below.get(key, {}), value) if isinstance(value, dict) else value
    return both


def _kind(value: object) -> str:
    return next(words for kind, words in _KINDS if isinstance(value, kind))


_KINDS = (
    (bool, "true or false"),
    ((int, float), "a number"),
    (str, "a text"),
    (list, "a list"),
    (dict, "keys of its own"),
    (object, "something else"),
)
