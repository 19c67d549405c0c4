"""A book to entries that have no permanent ids yet, but for those that authors gave."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from handbook.book.model import (
    Block,
    Book,
    Checklist,
    Conditions,
    NoteRef,
    Part,
    Rich,
    Section,
    Stage,
)
from handbook.book.numbering import number
from handbook.book.references import locate, make_index
from handbook.book.revision import EDITION_BLOCK
from handbook.book.walk import ABSENT, Spot, change_part, with_conditions, with_those_above
from handbook.book.weave import NOTE
from handbook.editions.matter import CELL, ROWS, kept, pieces, wording
from handbook.editions.record import ROOT, Entry, Fields, digest
from handbook.editions.rules import Rules, loose

VARIANT = "variant-"
"""Begins the fields that say what holds for a variant."""
NOTHING = "-"
"""Stands for what a variant says that has no value on any axis."""
SEVERAL = 2
UNNAMED = "?"
"""Begins the id of an entry that has none of its own yet."""
PARTS = ("front", "chapter", "appendix")
HEADINGS = frozenset({*PARTS, "section"})
"""Kinds that are found again by their titles and what they hold."""
SETTINGS = (
    "title", "short_title", "subtitle", "publisher", "author", "handling", "corrections",
    "address", "licence",
)  # fmt: skip
"""What a book says of itself in print."""


@dataclass(slots=True)
class Draft:
    """Entries in reading order, and what the unnamed ones would like to be called."""

    rules: Rules
    entries: list[Entry] = field(default_factory=list)
    wishes: dict[str, str] = field(default_factory=dict)
    """Id in the draft to the id that the manuscript uses: of parts, and sections without one."""
    taken: set[str] = field(default_factory=set)
    spots: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Of what stands in a block, by its place among the entries: which block of the book it is,
    from 0, and which element in there, -1 for the block itself."""
    anchors: dict[int, str] = field(default_factory=dict)
    """Of what is printed as an element of its own: its id on the pages, by the same places."""
    blocks: int = 0
    """Blocks that were gone through, in the order of `walk.change_blocks`."""

    def add(
        self,
        kind: str,
        parent: str,
        text: str = "",
        own: str = "",
        number: str = "",
        said: Mapping[str, object] | None = None,
        anchor: str = "",
    ) -> str:
        """Add an entry, and return its id in the draft."""
        if anchor:
            self.anchors[len(self.entries)] = anchor
        name = own if own and own not in self.taken else f"{UNNAMED}{len(self.entries)}"
        self.taken.add(name)
        form = loose_sum(kind, text, fields := _fields(said or {}), self.rules)
        self.entries.append(Entry(name, kind, parent, text, fields, number, form))
        return name


def loose_sum(kind: str, text: str, fields: Fields, rules: Rules) -> str:
    """Return the SHA-256 of what is said, editorial differences aside."""
    return digest(kind, *(loose(one, rules) for one in (text, *(said for _, said in fields))))


def _fields(said: Mapping[str, object]) -> Fields:
    return tuple((name, text) for name in sorted(said) if (text := _plain(said[name])))


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return CELL.join(map(_plain, value))
    return " ".join(str(value).split()) if value is not None else ""


def draft_of(book: Book, rules: Rules) -> Draft:
    """Return a book, as it was read, as entries; references are by id, so numbers say nothing."""
    return _Writer(number(book), Draft(rules)).write()


def _calls(part: Part) -> dict[str, str]:
    """Return the anchors of the footnotes of a part by their labels, as they are woven."""
    labels: list[str] = []

    def note(rich: Rich, _: Spot) -> Rich:
        labels.extend(piece.label for piece in rich if isinstance(piece, NoteRef))
        return rich

    change_part(replace(part, notes=()), note)
    known = dict(part.notes)
    called = enumerate((label for label in labels if label in known), 1)
    return {label: f"{NOTE}{part.id}.{number}" for number, label in called}


class _Writer:
    """Goes through a numbered book in reading order."""

    def __init__(self, book: Book, draft: Draft) -> None:
        self.book = book
        self.draft = draft
        self.index = make_index(book)
        self.pictures = {asset.name: asset.sha256 for asset in book.assets}
        self.tables = {table.id: table for table in book.tables if table.id}
        self.path = ""

    def write(self) -> Draft:
        settings = self.book.settings
        said = {name: getattr(settings, name) for name in SETTINGS}
        said["legal"] = settings.legal
        for variant in () if self.book.chosen else settings.variants.all:
            given = ("=".join(filter(None, pair)) for pair in variant.given)
            said[f"{VARIANT}{variant.name}"] = ", ".join(given) or NOTHING
        self.draft.add("book", "", settings.title, ROOT, said=said, anchor=EDITION_BLOCK)
        for part in self.book.parts:
            self._part(part)
        for one in self.book.checklists:
            self._checklist(one)
        self._catalogue()
        return self.draft

    def _name(self, target: str) -> str:
        return locate(target, self.path, self.index) or target

    def _when(self, *conditions: Conditions) -> str:
        """Return conditions as one; of a variant they are decided."""
        each = [one for some in reversed(conditions) for one in some]
        if self.book.chosen or len(each) < SEVERAL:
            return "" if self.book.chosen else "".join(each)
        return " and ".join(f"({one})" for one in each)

    def _notes(self, part: Part) -> dict[str, str]:
        """Return the conditions of what calls each footnote."""
        calls: dict[str, str] = {}
        for conditions, block in with_conditions(part):
            for piece in block.body:
                if isinstance(piece, NoteRef):
                    calls.setdefault(piece.label, self._when(conditions))
        return calls

    def _words(self, rich: Rich) -> str:
        return wording(rich, self._name)

    def _part(self, part: Part) -> None:
        self.path = part.place.path
        said = {
            "short": part.short_title,
            "purpose": part.purpose,
            "owner": part.owner,
            "review-by": part.review_by,
            "checklists": part.checklists,
            "condition": self._when(part.applies),
        }
        add = self.draft.add
        title = self._words(part.title)
        name = add(part.role, ROOT, title, number=part.label, said=said, anchor=part.id)
        self.draft.wishes[name] = part.id
        self._blocks(part.blocks, name)
        above = [(1, name)]
        for section in part.sections:
            while len(above) > 1 and above[-1][0] >= section.level:
                above.pop()
            above.append((section.level, self._section(section, above[-1][1])))
        calls, when = _calls(part), self._notes(part)
        for label, text in part.notes:
            said = {"condition": when.get(label, "")}
            add("footnote", name, self._words(text), said=said, anchor=calls.get(label, ""))

    def _section(self, section: Section, parent: str) -> str:
        own = section.id if section.explicit else ""
        text = self._words(section.title)
        add = self.draft.add
        said = {"condition": self._when(section.applies)}
        name = add("section", parent, text, own, section.number, said, section.id)
        if name != section.id:
            self.draft.wishes[name] = section.id
        self._blocks(section.blocks, name)
        return name

    def _blocks(self, blocks: Iterable[Block], parent: str) -> None:
        for block in blocks:
            if block.kind == ABSENT:
                pass  # it is no text of the book
            elif block.id in self.tables and block.kind == "table":
                self._data_table(block, parent)
            else:
                self._block(block, parent)
            self.draft.blocks += 1

    def _spot(self, element: int) -> None:
        """Note where the entry stands that is added next."""
        self.draft.spots[len(self.draft.entries)] = self.draft.blocks, element

    def _block(self, block: Block, parent: str) -> None:
        names: dict[int, str] = {}
        some = pieces(block, self._name)
        for place, piece in kept(some):
            first = not names
            shown = tuple(self.pictures.get(one.source, one.source) for one in piece.pictures)
            said: dict[str, object] = {
                "alt": tuple(one.alt for one in piece.pictures),
                "picture": shown,
            }
            said["condition"] = self._when(
                piece.applies, () if piece.above in names else block.applies
            )
            own, number = (block.id, block.number) if first else ("", "")
            above = names.get(piece.above, parent)
            self._spot(piece.element)
            names[place] = self.draft.add(piece.kind, above, piece.text, own, number, said)

    def _data_table(self, block: Block, parent: str) -> None:
        """Add a table that is kept as data: its rows have ids, days and sources of their own."""
        table = self.tables[block.id]
        caption = self._words(block.title)
        rows = (one.element for one in pieces(block, self._name) if one.kind in ROWS)
        self._spot(-1)
        held = {"condition": self._when(block.applies)}
        name = self.draft.add("table", parent, caption, block.id, block.number, held)
        self._spot(next(rows, -1))
        self.draft.add("head", name, CELL.join(table.columns))
        for row in table.rows:
            self._spot(next(rows, -1))
            said = {"source": row.source, "as-of": row.as_of, "review-by": row.review_by}
            said["condition"] = self._when(row.applies)
            text = CELL.join(map(self._words, row.cells))
            self.draft.add("row", name, text, f"{table.id}:{row.id}", said=said)

    def _checklist(self, one: Checklist) -> None:
        self.path = one.place.path
        said = {
            "owner": one.owner, "trigger": one.trigger, "phase": one.phase, "group": one.group,
            "sign-off": one.sign_off, "read-first": self._words(one.read_first),
            "revised": one.revised, "prerequisites": one.prerequisites, "valid": one.valid,
            "carry": one.carry, "condition": self._when(one.applies),
        }  # fmt: skip
        title = self._words(one.title)
        name = self.draft.add(one.kind, ROOT, title, one.id, one.id, said, one.id)
        self._blocks(one.blocks, name)
        for stage in one.stages:
            self._stage(stage, name, f"{one.id}:{stage.letter}")

    def _stage(self, stage: Stage, parent: str, anchor: str) -> None:
        title = self._words(stage.title)
        said: dict[str, object] = {"mode": stage.mode, "condition": self._when(stage.applies)}
        name = self.draft.add("stage", parent, title, "", stage.letter, said, anchor)
        self._blocks(stage.warnings, name)
        for item, applies in with_those_above(stage.items):
            said = {
                "who": item.who, "when": item.when, "evidence": item.evidence,
                "critical": item.critical, "type": item.kind,
                "standard": self._words(item.standard), "reference": self._words(item.reference),
                "every": item.every, "closes": item.closes,
                "level": item.level if item.level > 1 else "", "condition": self._when(applies),
            }  # fmt: skip
            self.draft.add("item", name, self._words(item.text), item.id, item.id, said, item.id)
        if stage.pause:
            self.draft.add("pause", name, self._words(stage.pause), anchor=f"{anchor}:pause")

    def _catalogue(self) -> None:
        """Add terms, sources, facts and values, in the order of their ids."""
        for kind, rows in (
            ("term", self._terms()),
            ("source", self._sources()),
            ("fact", self._facts()),
            ("value", self._values()),
        ):
            for own, text, said in sorted(rows, key=lambda row: row[0]):
                name = f"{kind}-{own}"
                self.draft.add(kind, ROOT, text, name, said=said, anchor=name)

    def _terms(self) -> Iterator[tuple[str, str, dict[str, object]]]:
        for one in self.book.terms:
            self.path = one.place.path
            said: dict[str, object] = {"term": one.term, "abbr": one.abbr, "see": one.see}
            yield one.id, self._words(one.text), said

    def _sources(self) -> Iterator[tuple[str, str, dict[str, object]]]:
        for one in self.book.sources:
            said: dict[str, object] = {
                "short": one.short, "publisher": one.publisher, "dated": one.dated,
                "address": one.address, "checked": one.checked, "note": one.note,
            }  # fmt: skip
            yield one.id, one.title, said

    def _facts(self) -> Iterator[tuple[str, str, dict[str, object]]]:
        for one in self.book.facts:
            said: dict[str, object] = {
                "source": one.source, "as-of": one.as_of, "review-by": one.review_by,
                "note": one.note,
            }  # fmt: skip
            yield one.id, one.value, said

    def _values(self) -> Iterator[tuple[str, str, dict[str, object]]]:
        for one in () if self.book.chosen else self.book.values:
            said: dict[str, object] = {
                "source": one.source, "as-of": one.as_of, "checked": one.by,
                "review-by": one.review_by, "note": one.note,
            }  # fmt: skip
            yield ":".join(filter(None, (one.name, one.variant))), one.text, said
