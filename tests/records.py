"""Small editions for tests: entries by a letter for their kind, and whole random ones."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from handbook.editions.adopt import Adopted, adopt, record_of
from handbook.editions.draft import Draft, loose_sum
from handbook.editions.record import ROOT, Entry, Record, in_reading_order
from handbook.editions.rules import Rules, rules_of
from handbook.manuscript.read import read_book

TABLE = Path(__file__).parent.parent / "templates" / "editorial.toml"
RULES = rules_of("en-GB", tomllib.loads(TABLE.read_text(encoding="utf-8")))
PLAIN = Rules()

Row = tuple[str, str] | tuple[str, str, str]
"""Kind, text and, where an author gave one, id."""


def drafted(rows: Sequence[Row]) -> Draft:
    """Return rows as a draft: sections hold blocks, tables rows, warnings bullets, stages items."""
    draft = Draft(PLAIN)
    parents = {"": draft.add("book", "", "Book", ROOT)}
    for kind, text, *own in rows:
        above = _above(kind, parents)
        name = draft.add(kind, above, text, own[0] if own else "")
        if kind in ("chapter", "section") and name.startswith("?"):
            slug = "-".join(text.lower().split())
            draft.wishes[name] = slug if kind == "chapter" else f"{draft.wishes[above]}--{slug}"
        if kind in _DEPTH:
            parents = {k: v for k, v in parents.items() if _DEPTH.get(k, 0) < _DEPTH[kind]}
            parents[kind] = name
    return draft


_DEPTH = {
    "chapter": 1,
    "duty": 1,
    "qualification": 1,
    "section": 2,
    "stage": 2,
    "table": 3,
    "warning": 3,
}


def _above(kind: str, parents: dict[str, str]) -> str:
    depth = _DEPTH.get(kind, 4 if kind in ("row", "bullet") else 3)
    some = [name for name in parents if _DEPTH.get(name, 0) < depth]
    return parents[max(some, key=lambda name: _DEPTH.get(name, 0))]


def edition(rows: Sequence[Row], before: Record | None = None, name: str = "1") -> Record:
    """Return rows as a record, whose ids are inherited from the edition before."""
    return adopted(rows, before, name).record


def adopted(rows: Sequence[Row], before: Record | None = None, name: str = "1") -> Adopted:
    """Return rows as a record, and how they were matched."""
    made = adopt(drafted(rows), Record(name), before or Record(""))
    assert len(made.record.by_id()) == len(made.record.entries)
    return made


WORDS = st.sampled_from(("report", "embassy", "visit", "clearance", "officer", "note", "ship"))
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)
KINDS = st.sampled_from(("section", "paragraph", "bullet", "warning", "item"))


@st.composite
def random_records(draw: st.DrawFn, name: str = "1") -> Record:
    """Draw a record whose ids, kinds and places are as random as its texts."""
    names = draw(st.lists(st.integers(1, 12), unique=True, max_size=12))
    known = [ROOT]
    entries = {ROOT: Entry(ROOT, "book", "", "Book", loose=loose_sum("book", "Book", (), PLAIN))}
    children: dict[str, list[str]] = {"": [ROOT]}
    for number in names:
        own, kind, text = f"e{number}", draw(KINDS), draw(TEXTS)
        parent = draw(st.sampled_from(known))
        said = draw(TEXTS)
        fields = (("who", said),) if said else ()
        printed = draw(st.sampled_from(("", "1", "2.1")))
        form = loose_sum(kind, text, fields, PLAIN)
        entries[own] = Entry(own, kind, parent, text, fields, printed, form)
        children.setdefault(parent, []).append(own)
        known.append(own)
    return Record(name, entries=tuple(in_reading_order(entries, children)))


BOOK_FILES = {
    "content/handbook.toml": 'title = "Small"\nlanguage = "en-GB"\n[edition]\nid = "1"\n',
    "content/chapters/01-arrival.md": (
        "# Arrival\n\nCall first; see [](#the-week) and [](#the-house).\n\n"
        "## The house\n\nThe limit is [=limit] [@rule, art. 2].\n\n"
        "- One thing\n    - within it another\n- A *second* thing\n\n"
        "| Who | When |\n|---|---|\n| Minister | first |\n\n"
        "/// warning\nDo not enter.\n///\n"
    ),
    "content/chapters/02-routine.md": "# Routine\n\n## The week {#the-week}\n\nCount the keys.\n\n"
    "### Friday\n\nCount twice.\n\n## The month\n\nAdd up.\n",
    "content/checklists/D1.md": (
        "---\nid: D1\nkind: duty\n---\n# Watch\n\n## A. Start {mode=read-do}\n\n"
        "- [ ] **D1.1** Take the watch\n  Attaché | at noon | log\n"
        "- [ ] **D1.2** Sign the log\n\nPause. Go on when all is ticked.\n"
    ),
    "content/data/glossary.toml": '[[term]]\nterm = "watch"\ntext = "A turn of duty."\n',
    "content/data/sources.toml": '[[source]]\nid = "rule"\ntitle = "The Rule"\n',
    "content/data/facts.toml": (
        '[[fact]]\nid = "limit"\nvalue = "150 euros"\nas-of = 2026-01-01\nsource = "rule"\n'
    ),
}


def edition_of(project: Path, before: Record | None = None) -> Record:
    """Return the manuscript of a project as a record."""
    book, _ = read_book(project)
    return record_of(book, RULES, before).record
