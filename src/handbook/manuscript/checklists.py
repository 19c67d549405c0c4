"""Checklists: a file, or a block in a chapter, to stages and items."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from handbook.book.findings import Finding, did_you_mean
from handbook.book.model import Block, Checklist, Conditions, Item, Rich, Stage
from handbook.book.noted import ChangeNote
from handbook.book.places import Place
from handbook.manuscript.blocks import (
    HEADINGS,
    blocks_of,
    build,
    elements_of,
    heading_of,
    open_scene,
    parse_inline,
    run_in,
)
from handbook.manuscript.datafiles import KeyPath, Table
from handbook.manuscript.fields import (
    DATE,
    LINE,
    LINES,
    REASONS,
    TEXT,
    Kind,
    check,
    flag_or,
    one_of,
    shaped,
    silence,
)
from handbook.manuscript.marking import FIELDS, WHEN
from handbook.manuscript.noting import MARK, note_of, notes_in, without_stray
from handbook.manuscript.noting import REASONS as CHANGES
from handbook.manuscript.richtext import write_inside
from handbook.manuscript.scene import Scene, applies_to, line_of, words_of

MODES = ("read-do", "do-confirm")
PAUSE = "Pause."
"""What the paragraph begins with that closes a stage."""

_ID = shaped(r"[^\W_][\w.-]*", "letters, digits, points and hyphens, as D2")
SETTINGS: Mapping[str, Kind] = {
    "id": _ID,
    "title": LINE,
    "allow": REASONS,
    "carry": flag_or("card", "emergency"),
    "changes": CHANGES,
    "group": LINE,
    "kind": one_of("duty", "qualification"),
    "mode": one_of(*MODES),
    "owner": LINE,
    "phase": LINE,
    "prerequisites": LINES,
    "read-first": TEXT,
    "review-by": DATE,
    "revised": DATE,
    "sign-off": LINES,
    "trigger": LINE,
    "valid": LINE,
    "when": LINE,
}
_WORDS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "due": (re.compile(r"T([+-]\d+[dwmy])?"), "T, T+14d or T-2w"),
    "every": (re.compile(r"[1-9]\d*[dwmy]"), "1d, 2w, 1m or 1y"),
    "kind": (re.compile(r"knowledge|performance|record"), "knowledge, performance or record"),
}
_FLAGS = ("critical", "closes")
_WORD = re.compile(r"""when=(?:"[^"]*"|'[^']*')|\S+""")
_SOUND = re.compile(r"[A-Za-z0-9]+([.:_-][A-Za-z0-9]+)*")
_LETTER = re.compile(r"([A-Z]{1,2}|\d{1,2})\.\s+")
_QUIET = {"duty": FIELDS, "qualification": ("standard", "reference")}


def parse_checklist(
    text: str,
    path: str,
    first_line: int,
    settings: Mapping[str, object],
    lines: Mapping[KeyPath, int],
    abbreviations: Collection[str] = (),
) -> tuple[Checklist | None, tuple[Finding, ...]]:
    """Parse a file of checklists, its front matter given as `settings`.

    `lines` has the line of each setting in the file, by the path of its key. Without an id there
    is no checklist.
    """
    scene = open_scene(text, path, first_line, abbreviations)
    head = Table(path, settings, lines)
    made = build(scene, lambda root: _checklist(root, scene, head, ("id", "kind")), checklist=True)
    return made, tuple(scene.findings)


def make_checklist(element: Any, scene: Scene, settings: Mapping[str, object]) -> Checklist | None:
    """Return the checklist that stands in a chapter as a block."""
    first = line_of(element)
    lines: dict[KeyPath, int] = {}
    for name in settings:
        key = re.compile(rf"^\s+{re.escape(name)}\s*:")
        found = scene.lines.search(key, first)
        lines[(name,)] = scene.first_line + (first if found is None else found)
        for code in _keys(settings[name]):
            within = scene.lines.search(re.compile(rf"\b{re.escape(code)}\b"), found or first)
            lines[(name, code)] = scene.first_line + (first if within is None else within)
    lines[("id",)] = scene.first_line + first
    return _checklist(element, scene, Table(scene.path, settings, lines), ("id",))


def _checklist(root: Any, scene: Scene, head: Table, required: Collection[str]) -> Checklist | None:
    values, wrong = check(head, SETTINGS)
    scene.findings.extend(wrong)
    for name in required:
        if not head.values.get(name):
            scene.findings.append(Finding("HB304", head.place(name), f'"{name}" is missing'))
    if not values.get("id"):
        return None
    read_first, more = parse_inline(values.pop("read_first", ""), head.place("read-first"))
    scene.findings.extend(more)
    allow = values.pop("allow", ())
    applies = (*_given(values.pop("when", "")), *applies_to(root))
    changes, odd = notes_in(head, values.pop("changes", ()), values["id"])
    scene.findings.extend(odd)
    without_stray(root, scene)
    first = scene.place(line_of(root))
    kind, mode = values.get("kind", "duty"), values.get("mode", MODES[0])
    plan = _Plan(scene, values["id"], kind, mode, first, "mode" in head.values)
    for element in list(elements_of(root)):
        plan.add(element)
    title = values.pop("title", "")
    if not plan.title and not title:
        scene.report("HB104", line_of(root), "the checklist has no title")
    if not any(stage.items for stage in plan.stages):
        scene.report("HB301", line_of(root), f"the checklist {values['id']} has no items")
    return Checklist(
        **{"kind": "duty", **values},
        title=plan.title or (escape(title, quote=False),),
        place=plan.place,
        stages=tuple(stage.closed() for stage in plan.stages),
        read_first=read_first,
        blocks=tuple(plan.blocks),
        allow=tuple(silence(key, reason, head) for key, reason in allow),
        applies=(*applies, *plan.applies),
        changes=(*changes, *plan.changes),
    )


def _given(condition: str) -> Conditions:
    return (condition,) if condition else ()


def _keys(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, Mapping) else ()


@dataclass(slots=True)
class _Open:
    """A stage that still grows."""

    letter: str
    title: Rich
    mode: str
    place: Place
    declared: bool
    items: list[Item] = field(default_factory=list)
    warnings: list[Block] = field(default_factory=list)
    pause: Rich = ()
    applies: Conditions = ()

    def closed(self) -> Stage:
        """Return the stage as it stands."""
        items, warnings = tuple(self.items), tuple(self.warnings)
        named = self.letter, self.title, self.mode
        said = self.pause, self.declared, self.applies
        return Stage(*named, items, self.place, warnings, *said)


class _Plan:
    """A checklist that still grows: what comes is added to its last stage."""

    def __init__(
        self, scene: Scene, own_id: str, kind: str, mode: str, place: Place, declared: bool
    ) -> None:
        self.scene = scene
        self.id = own_id
        self.kind = kind
        self.mode = mode
        self.declared = declared
        self.title: Rich = ()
        self.place = place
        self.applies: Conditions = ()
        self.stages: list[_Open] = []
        self.blocks: list[Block] = []
        self.changes: list[ChangeNote] = []

    def add(self, element: Any) -> None:
        """Take an element for what it is: heading, items, pause, or something to read."""
        stage = self.stages[-1] if self.stages else None
        if element.tag in HEADINGS:
            self._begin(element)
        elif MARK in element.attrib:
            self.changes.extend(note_of(element, self.scene, self.id))
        elif entries := list(_entries(element)):
            if stage is None:
                place = self.scene.place(line_of(element))
                stage = _Open("", (), self.mode, place, self.declared)
                self.stages.append(stage)
            around = applies_to(element)
            stage.items.extend(self._item(entry, level, around) for entry, level in entries)
        elif stage and stage.items and not stage.pause and words_of(element).startswith(PAUSE):
            self.scene.refuse_conditions(element)
            stage.pause = write_inside(element, self.scene)
        elif "data-notes" in element.attrib:
            first = line_of(element.find(".//li"))
            self.scene.report("HB113", first, "a checklist has no footnotes")
        else:
            blocks = stage.warnings if stage else self.blocks
            blocks.extend(blocks_of(element, self.scene))

    def _begin(self, heading: Any) -> None:
        title = heading_of(heading, self.scene)
        line = line_of(heading)
        applies = applies_to(heading)
        if HEADINGS[heading.tag] == 1:
            if self.title:
                self.scene.report("HB103", line, "a second title in the same checklist")
            else:
                self.title, self.place = title, self.scene.place(line)
                self.applies = applies
            return
        mode = heading.get("data-mode", self.mode)
        if mode not in MODES:
            message = f'"mode" wants one of {", ".join(MODES)}'
            self.scene.report("HB006", line, message, did_you_mean(mode, MODES))
            mode = self.mode
        letter = _LETTER.match(title[0]) if title and isinstance(title[0], str) else None
        if letter:
            title = (str(title[0])[letter.end() :], *title[1:])
        title = tuple(part for part in title if part != "")
        declared = self.declared or "data-mode" in heading.attrib
        sign, place = letter[1] if letter else "", self.scene.place(line)
        self.stages.append(_Open(sign, title, mode, place, declared, applies=applies))

    def _item(self, entry: Any, level: int, around: Conditions) -> Item:
        line = line_of(entry)
        own_id = entry.get("data-item") or self._meant(entry.get("data-odd", ""))
        if _SOUND.fullmatch(own_id) and not own_id.startswith(f"{self.id}."):
            self.scene.report("HB303", line, f"{own_id} does not begin with {self.id}.")
        quiet = self._quiet(entry, line)
        said = self._said(entry.get("data-words", ""), line)
        said["applies"] = (*around, *applies_to(entry), *said.get("applies", ()))
        words = words_of(entry)
        text = run_in(entry, self.scene)
        place = self.scene.place(line)
        return Item(own_id, text, place, **quiet, **said, level=level, words=words)

    def _meant(self, bold: str) -> str:
        """Return the bold words before an item if an id with spaces in it is meant by them."""
        squeezed = re.sub(r"\s", "", unicodedata.normalize("NFKC", bold)).casefold()
        own = re.escape(self.id.casefold())
        return bold if re.fullmatch(rf"{own}\W*\d[\w.]*", squeezed) else ""

    def _quiet(self, entry: Any, line: int) -> dict[str, Any]:
        """Take the fields of the quiet line out of an entry, and return them by name."""
        names = _QUIET[self.kind]
        fields: dict[str, Any] = {}
        for number, span in enumerate(entry.findall(".//span[@data-field]")):
            if number < len(names):
                name = names[number]
                rich = name in ("standard", "reference")
                fields[name] = write_inside(span, self.scene) if rich else words_of(span)
            elif words_of(span):
                self.scene.report("HB305", line, f"more fields than {' | '.join(names)}")
            span.getparent().remove(span)
        return fields

    def _said(self, words: str, line: int) -> dict[str, Any]:
        """Return what the words in braces say of an item."""
        said: dict[str, Any] = {}
        for word in _WORD.findall(words):
            name, _, value = word.partition("=")
            if name == WHEN and value:
                said["applies"] = (value.strip("\"'"),)
            elif word in _FLAGS:
                said[word] = True
            elif name not in _WORDS:
                hint = did_you_mean(name, (*_FLAGS, *_WORDS, WHEN))
                self.scene.report("HB005", line, f'unknown word "{word}" of an item', hint)
            elif not _WORDS[name][0].fullmatch(value):
                self.scene.report("HB006", line, f'"{name}" wants {_WORDS[name][1]}')
            else:
                said[name] = value
        return said


def _entries(some: Any, level: int = 1) -> Iterator[tuple[Any, int]]:
    """Yield the items of a list and of lists inside it, without their inner lists, and levels."""
    if some.tag not in ("ul", "ol") or some.find(".//li[@data-item]") is None:
        return
    for entry in list(some):
        inner = [one for one in entry.xpath("ul|ol") if one.find(".//li[@data-item]") is not None]
        for one in inner:
            entry.remove(one)
        yield entry, level
        for one in inner:
            yield from _entries(one, level + 1)
