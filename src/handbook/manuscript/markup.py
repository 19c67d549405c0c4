"""A file of Markdown to the sections, blocks, footnotes and checklists of a chapter."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pymdownx.slugs import slugify

from handbook.book.findings import Finding
from handbook.book.model import Block, Checklist, Conditions, Rich, Section
from handbook.book.noted import ChangeNote
from handbook.book.places import Place
from handbook.manuscript.blocks import (
    HEADINGS,
    anchor_of,
    blocks_of,
    build,
    elements_of,
    heading_of,
    open_scene,
    parse_inline,
    run_in,
)
from handbook.manuscript.checklists import make_checklist, parse_checklist
from handbook.manuscript.fields import DATE
from handbook.manuscript.noting import MARK, note_of, without_stray
from handbook.manuscript.scene import Scene, applies_to, line_of, words_of

__all__ = ["ParsedFile", "parse_chapter", "parse_checklist", "parse_inline"]

_slug = slugify(case="lower")


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """What the text of a chapter holds."""

    title: Rich
    title_place: Place
    blocks: tuple[Block, ...]
    """What stands before the first heading below the title."""
    sections: tuple[Section, ...]
    """With the id that the author gave, or a slug of the title unique in the file."""
    notes: tuple[tuple[str, Rich], ...]
    """Footnotes: label, text."""
    checklists: tuple[Checklist, ...]
    """Lists written in the chapter; a block of kind `checklist` stands where each was."""
    id: str = ""
    """Id that the author gave to the title."""
    applies: Conditions = ()
    """Conditions of the title, which hold for the chapter."""
    changes: tuple[ChangeNote, ...] = ()
    """Why sections changed; the home of one before the first of them is empty."""


def parse_chapter(
    text: str,
    path: str,
    first_line: int,
    abbreviations: Collection[str] = (),
    *,
    titled: bool = False,
) -> tuple[ParsedFile, tuple[Finding, ...]]:
    """Parse the text of a chapter, front matter taken off.

    `first_line` is the line of the file on which the text begins. `titled` says that the front
    matter has a title, so that the text need not have one.
    """
    scene = open_scene(text, path, first_line, abbreviations)
    parsed = build(scene, lambda root: _parsed(root, scene))
    if not parsed.title and not titled:
        scene.report("HB104", 0, "the file has no title")
    return parsed, tuple(scene.findings)


def _parsed(root: Any, scene: Scene) -> ParsedFile:
    notes = tuple(_notes(root, scene))
    chapter = _Chapter(scene)
    without_stray(root, scene)
    for element in elements_of(root):
        if element.tag in HEADINGS:
            chapter.begin(element)
        elif "data-checklist" in element.attrib:
            chapter.add_checklist(element)
        elif MARK in element.attrib:
            home = chapter.sections[-1].id if chapter.sections else ""
            chapter.changes.extend(note_of(element, scene, home))
        elif anchor := anchor_of(element):
            chapter.anchor = anchor
        else:
            chapter.add(_shown(element, scene) or blocks_of(element, scene))
    return chapter.parsed(notes)


def _notes(root: Any, scene: Scene) -> Iterator[tuple[str, Rich]]:
    for foot in root.xpath("div[@data-notes]"):
        for note in foot.iter("li"):
            label = note.get("data-label")
            if label is None:
                continue
            text = run_in(note, scene)
            if text and isinstance(text[-1], str):
                text = (*text[:-1], text[-1].rstrip("\xa0 "))
            if not any(text):
                scene.report("HB110", line_of(note), f'the footnote "{label}" has no text')
            yield label, tuple(part for part in text if part)
        root.remove(foot)


def _shown(element: Any, scene: Scene) -> tuple[Block, ...]:
    place = scene.place(line_of(element))
    if shown := element.get("data-show"):
        return (Block("checklist", (), place, checklist=shown, applies=applies_to(element)),)
    if name := element.get("data-table"):
        return (Block("data", (), place, data=name, applies=applies_to(element)),)
    return ()


@dataclass(slots=True)
class _Open:
    """A section that still grows."""

    id: str
    explicit: bool
    listed: bool
    level: int
    title: Rich
    place: Place
    owner: str = ""
    review_by: dt.date | None = None
    applies: Conditions = ()
    blocks: list[Block] = field(default_factory=list)


class _Chapter:
    """A chapter that still grows: what comes is added to its last section."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.id = ""
        self.title: Rich = ()
        self.applies: Conditions = ()
        self.title_place = scene.place(0)
        self.blocks: list[Block] = []
        self.before_sections = self.blocks
        self.sections: list[_Open] = []
        self.checklists: list[Checklist] = []
        self.changes: list[ChangeNote] = []
        self.slugs: set[str] = set()
        self.uses: Counter[str] = Counter()
        self.anchor = ""

    def begin(self, heading: Any) -> None:
        """Take a heading as the title, or begin a section with it."""
        title = heading_of(heading, self.scene)
        line = line_of(heading)
        applies = applies_to(heading)
        if not title:
            return
        level = HEADINGS[heading.tag]
        if level == 1 and not self.title:
            self.title, self.title_place = title, self.scene.place(line)
            self.applies = applies
            self.id = self.scene.id_of(heading) or self._take_anchor()
            return
        level = self._level(level, line)
        own_id = self.scene.id_of(heading) or self._take_anchor()
        place = self.scene.place(line)
        name = own_id or self._slug(words_of(heading))
        self.slugs.add(name)
        listed = "unlisted" not in heading.get("class", "").split()
        kept = heading.get("data-owner", ""), self._review_by(heading)
        self.sections.append(_Open(name, bool(own_id), listed, level, title, place, *kept, applies))
        self.blocks = self.sections[-1].blocks

    def _review_by(self, heading: Any) -> dt.date | None:
        """Return the day by which a section is to be looked at again, if it has one of its own."""
        given = heading.get("data-review-by")
        date = DATE.take(given)
        if given is not None and date is None:
            self.scene.report("HB006", line_of(heading), f'"review-by" wants {DATE.wanted}')
        return date if isinstance(date, dt.date) else None

    def _take_anchor(self) -> str:
        anchor, self.anchor = self.anchor, ""
        return anchor

    def _level(self, level: int, line: int) -> int:
        if level == 1:
            self.scene.report("HB103", line, "a second title in the same file")
            return 2
        lowest = self.sections[-1].level + 1 if self.sections else 2
        if level > lowest:
            self.scene.report("HB106", line, f"a heading of level {level} under level {lowest - 1}")
        return min(level, lowest)

    def _slug(self, words: str) -> str:
        """Return a name for a section as GitHub gives it: a number follows a slug used before."""
        slug = name = _slug(words, "-") or "section"
        while name in self.slugs:
            self.uses[slug] += 1
            name = f"{slug}-{self.uses[slug]}"
        return name

    def add(self, blocks: tuple[Block, ...]) -> None:
        """Add blocks; the first one without an id takes that of an anchor before it."""
        for block in blocks:
            anchored = self.anchor and not block.id
            self.blocks.append(replace(block, id=self.anchor) if anchored else block)
            self.anchor = ""

    def add_checklist(self, element: Any) -> None:
        """Make a checklist of its element, and a block that stands for it."""
        settings = json.loads(element.get("data-settings", "{}"))
        own_id = element.get("data-checklist")
        applies = applies_to(element)
        checklist = make_checklist(element, self.scene, {"id": own_id, **settings})
        if checklist is None:
            return
        checklist = replace(checklist, applies=(*applies, *checklist.applies))
        around = tuple(one for section in self._above() for one in section.applies)
        self.checklists.append(replace(checklist, applies=(*around, *checklist.applies)))
        place, own_id, applies = checklist.place, checklist.id, checklist.applies
        self.blocks.append(Block("checklist", (), place, checklist=own_id, applies=applies))

    def _above(self) -> list[_Open]:
        """Return the section that is open, and those that it stands in, the outermost first."""
        above: list[_Open] = []
        for section in reversed(self.sections):
            if not above or section.level < above[0].level:
                above.insert(0, section)
        return above

    def parsed(self, notes: tuple[tuple[str, Rich], ...]) -> ParsedFile:
        """Return the chapter as it stands."""
        sections = tuple(
            Section(
                one.id,
                one.level,
                one.title,
                tuple(one.blocks),
                one.place,
                explicit=one.explicit,
                listed=one.listed,
                owner=one.owner,
                review_by=one.review_by,
                applies=one.applies,
            )
            for one in self.sections
        )
        before, lists = tuple(self.before_sections), tuple(self.checklists)
        changes = tuple(self.changes)
        head = self.title, self.title_place
        return ParsedFile(*head, before, sections, notes, lists, self.id, self.applies, changes)
