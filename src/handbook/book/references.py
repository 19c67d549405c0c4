"""What can be referred to, how a bare reference names it, and how a target is found."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from posixpath import dirname, join, normpath

from handbook.book.galley import NO_BREAK
from handbook.book.model import Abbr, Block, Book, Checklist, Part, Ref, Rich
from handbook.book.places import Place

CONTENT = "content"
MARKDOWN = (".md", ".markdown")

_LINK_TAG = re.compile(r"</?a\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
APART = re.compile(r"</?(?:p|div|br|hr|pre|blockquote|[uod]l|li|d[td]|table|t[rdh]|h[1-6])\b[^>]*>")
"""Tags between which words do not touch."""


@dataclass(frozen=True, slots=True)
class Target:
    """A thing with an id, and what a reference without words prints for it."""

    id: str
    html: str
    place: Place
    title: str = ""
    """Its title in plain words, for guessing what an author meant."""
    number: str = ""
    """What stands for it where room is short: `5.2`, `Chapter 3`; empty for what has none."""


@dataclass(frozen=True, slots=True)
class Index:
    """Everything that can be referred to."""

    targets: Mapping[str, Target]
    parts: Mapping[str, Part]
    """By path of the file."""
    names: Mapping[str, str]
    """What else an author may have in mind, to ids: titles, the ends of long ids."""


def make_index(book: Book) -> Index:
    """Return the index of a numbered book; of two things with one id it knows the first."""
    targets: dict[str, Target] = {}
    for target in every_target(book):
        targets.setdefault(target.id, target)
    names = {_hyphened(target.title): one for one, target in targets.items() if target.title}
    names |= {one.rpartition("--")[2]: one for one in targets}
    return Index(targets, {part.place.path: part for part in book.parts}, names)


def every_target(book: Book) -> Iterator[Target]:
    """Yield everything that has an id, in reading order, also when an id is used again."""
    return (target for target in _targets(book) if target.id)


def _targets(book: Book) -> Iterator[Target]:
    words = dict(book.settings.words)
    for part in book.parts:
        yield from _part_targets(part, words)
    for checklist in book.checklists:
        yield from _checklist_targets(checklist, words)
    for term in book.terms:
        yield Target(f"term-{term.id}", escape(term.term), term.place)
    for source in book.sources:
        yield Target(f"source-{source.id}", escape(source.short), source.place)


def _part_targets(part: Part, words: Mapping[str, str]) -> Iterator[Target]:
    title = title_html(part.title)
    name = _named(words, part.role, part.label)
    html = f"{name}, {title}" if name else title
    whole = Target(part.id, html, part.place, plain(title), name)
    yield whole
    yield from _block_targets(part.blocks, words, whole.html)
    for section in part.sections:
        title = title_html(section.title)
        html = _numbered(section.number, title)
        yield Target(section.id, html, section.place, plain(title), escape(section.number))
        yield from _block_targets(section.blocks, words, html)


def _block_targets(
    blocks: tuple[Block, ...], words: Mapping[str, str], above: str
) -> Iterator[Target]:
    """Yield the blocks that have an id; one without number or title goes by what it is in."""
    for block in blocks:
        if block.id:
            name = _named(words, block.kind, block.number) or block.number
            yield Target(block.id, name or title_html(block.title) or above, block.place)


def _checklist_targets(checklist: Checklist, words: Mapping[str, str]) -> Iterator[Target]:
    title = title_html(checklist.title)
    html = _numbered(escape(checklist.id), title)
    yield Target(checklist.id, html, checklist.place, plain(title), escape(checklist.id))
    yield from _block_targets(checklist.blocks, words, html)
    for stage in checklist.stages:
        yield from _block_targets(stage.warnings, words, html)
        for item in stage.items:
            yield Target(item.id, escape(item.id), item.place)


def _named(words: Mapping[str, str], kind: str, number: str) -> str:
    """Return `Figure 5.1`, or nothing for what has no word or no number."""
    return f"{escape(words[kind])}{NO_BREAK}{number}" if number and kind in words else ""


def _numbered(number: str, title: str) -> str:
    return NO_BREAK.join(filter(None, (number, title)))


def title_html(title: Rich) -> str:
    """Return a title as HTML that may stand inside a link: no links, notes or pictures."""
    return "".join(map(_title_piece, title)).strip()


def _title_piece(piece: object) -> str:
    if isinstance(piece, str):
        return _LINK_TAG.sub("", piece)
    if isinstance(piece, Abbr):
        return f"<abbr>{escape(piece.short)}</abbr>"
    return piece.text if isinstance(piece, Ref) else ""


def plain(html: str) -> str:
    """Return the words of a piece of HTML, on one line."""
    return " ".join(unescape(_TAG.sub("", APART.sub(" ", html))).split())


def in_words(text: Rich) -> str:
    """Return resolved rich text as plain words, on one line."""
    return plain("".join(piece for piece in text if isinstance(piece, str)))


def _hyphened(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower()).strip("-")


def locate(target: str, path: str, index: Index) -> str:
    """Return the id that a target written in a file means, or nothing.

    It may be an id, the anchor of a heading in the same file, or `file.md#anchor` with the file
    given from `content/` or from the folder of this one.
    """
    file, _, anchor = target.rpartition("#")
    if not file and not is_file(target):
        return _anchored(anchor, index.parts.get(path), index)
    part = find_part(file or target, path, index)
    if part is None:
        return ""
    return _anchored(anchor, part, index) if file and anchor else part.id


def is_file(target: str) -> bool:
    """Tell whether a target names a file rather than an id."""
    return "/" in target or target.rpartition("#")[0] != "" or target.endswith(MARKDOWN)


def find_part(file: str, path: str, index: Index) -> Part | None:
    """Return the part of a file named from `content/`, or from the folder of another."""
    for base in (CONTENT, dirname(path)):
        part = index.parts.get(normpath(join(base, file.lstrip("/"))))
        if part is not None:
            return part
    return None


def _anchored(anchor: str, part: Part | None, index: Index) -> str:
    """Return the id an anchor means: its own, or that of a heading of the part by its slug."""
    names = [anchor]
    if part is not None:
        names += [f"{part.id}--{anchor}", f"{part.id}--{anchor.lower()}"]
    return next((name for name in names if name in index.targets), "")
