"""What stands around the writing of one file: its place, its findings, what its addresses mean."""

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from handbook.book.findings import Finding
from handbook.book.model import Conditions
from handbook.book.places import Place
from handbook.manuscript.cleaning import SCHEMES, scheme
from handbook.manuscript.sourcetext import Lines
from handbook.manuscript.tracing import APPLIES, END, LINE

CONTENT = "content/"
"""What the path of a file of the manuscript begins with."""
MARKDOWN = (".md", ".markdown")

_ID = re.compile(r"[^\W_][\w.:-]*")
_SPACE = re.compile(r"[ \t\n\r]+")


@dataclass(slots=True)
class Scene:
    """What the parts of one file are written with; findings gather in it."""

    path: str
    first_line: int
    lines: Lines
    short_forms: re.Pattern[str] | None = None
    """Matches the abbreviations to spot, as whole words."""
    findings: list[Finding] = field(default_factory=list)

    def place(self, line: int) -> Place:
        """Return the place of a line, given by its index in the text."""
        return Place(self.path, self.first_line + line)

    def report(self, code: str, line: int, message: str, hint: str = "") -> None:
        """Take note of a finding."""
        self.findings.append(Finding(code, self.place(line), message, hint))

    def refuse_conditions(self, element: Any) -> None:
        """Report conditions where none can be kept, and take them off the element."""
        for condition in applies_to(element):
            message = f'the condition "{condition}" holds for nothing here'
            self.report("HB945", line_of(element), message)

    def id_of(self, element: Any) -> str:
        """Return the id that an author gave to an element; empty for a malformed one."""
        given = str(element.get("id", ""))
        if not given or _ID.fullmatch(given):
            return given
        self.report("HB107", line_of(element), f'"{given}" is not fit for an id')
        return ""


def applies_to(element: Any) -> Conditions:
    """Return the conditions of an element, and take them off it."""
    given = element.attrib.pop(APPLIES, None)
    return tuple(given.split("\n")) if given is not None else ()


def put_around(element: Any, conditions: Conditions) -> None:
    """Give an element the conditions of what it stands in, before its own."""
    if both := (*conditions, *applies_to(element)):
        element.set(APPLIES, "\n".join(both))


def short_forms(abbreviations: Collection[str]) -> re.Pattern[str] | None:
    """Return a pattern of the abbreviations as whole words, the longest first."""
    words = sorted({word for word in abbreviations if word.strip()}, key=lambda w: (-len(w), w))
    if not words:
        return None
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])")


def traced(element: Any) -> Any:
    """Return the element itself, or the nearest before or around it, whose line is known."""
    while LINE not in element.attrib:
        before = element.getprevious()
        following = before if before is not None else element.getparent()
        if following is None:
            break
        element = following
    return element


def line_of(element: Any) -> int:
    """Return the index of the line on which an element of the tree begins."""
    return int(traced(element).get(LINE, 0))


def words_of(element: Any) -> str:
    """Return the words of an element, without markup."""
    return one_line("".join(element.itertext())).strip()


def says(element: Any) -> bool:
    """Tell whether an element has words, pictures, references or marks of ours in it."""
    if words_of(element):
        return True
    return any(
        one.tag == "img" or "href" in one.attrib or any(map(_is_mark, one.attrib))
        for one in element.iterdescendants()
    )


def _is_mark(name: str) -> bool:
    return name.startswith("data-") and name not in (APPLIES, LINE, END)


def one_line(text: str) -> str:
    """Return a text with each run of white space made a single space."""
    return _SPACE.sub(" ", text)


def inside(path: str, address: str) -> str | None:
    """Return where a relative address in a file leads, as a path from `content/`.

    None when it leads out of the manuscript.
    """
    address = unquote(address).replace("\\", "/")
    root = CONTENT if path.startswith(CONTENT) else ""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
    if scheme(address) or address.startswith("/") or target.startswith("../") or target == "..":
        return None
    return target.removeprefix(root) if target.startswith(root) else None


@dataclass(frozen=True, slots=True)
class Address:
    """What the address of a link means: one of these is given, or none."""

    outside: str = ""
    """Address outside the book, as it is to be printed in the PDF."""
    target: str = ""
    """Id, or path of a Markdown file from `content/` with or without an anchor."""
    code: str = ""
    """Code of the finding when the address is of no use."""


def judge(path: str, given: str) -> Address:
    """Return what an address in a file of the manuscript means."""
    address = given.strip()
    kind = scheme(address)
    if kind in SCHEMES:
        return Address(outside=re.sub(r"\s", "%20", address))
    if kind and kind != "file":
        return Address(code="HB204")
    if address.startswith("#") and len(address) > 1:
        return Address(target=unquote(address[1:]))
    try:
        parts = urlsplit(address)
    except ValueError:
        return Address(code="HB204")
    target = None if kind or parts.netloc else inside(path, parts.path)
    if target is None or not target.lower().endswith(MARKDOWN):
        return Address(code="HB109")
    if target == path.removeprefix(CONTENT) and parts.fragment:
        return Address(target=unquote(parts.fragment))
    return Address(target=f"{target}#{unquote(parts.fragment)}".rstrip("#"))
