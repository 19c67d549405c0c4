"""The book as plain values: frozen, without work, read from top to bottom."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from handbook.book.noted import ChangeNote
from handbook.book.places import Place
from handbook.book.revision import Revision
from handbook.book.rich import (
    Abbr as Abbr,
)
from handbook.book.rich import (
    Cite as Cite,
)
from handbook.book.rich import (
    Conditions as Conditions,
)
from handbook.book.rich import (
    FactRef as FactRef,
)
from handbook.book.rich import (
    Hole as Hole,
)
from handbook.book.rich import (
    Image as Image,
)
from handbook.book.rich import (
    Mark as Mark,
)
from handbook.book.rich import (
    NoteRef as NoteRef,
)
from handbook.book.rich import (
    Only as Only,
)
from handbook.book.rich import (
    Ref as Ref,
)
from handbook.book.rich import (
    Rich as Rich,
)
from handbook.book.rich import (
    ValueRef as ValueRef,
)
from handbook.book.settings import Settings


@dataclass(frozen=True, slots=True)
class Block:
    """One block of running matter: a paragraph, a list, a table, a box, a figure."""

    kind: str
    """`paragraph`, `list`, `table`, `figure`, `quote`, `code`, `definitions`, `rule`,
    `note`, `caution`, `warning`, `example`, `law`, `specimen`, `checklist`, `data` or `html`."""
    body: Rich
    """HTML of the whole block, its outer element included; of boxes, the inside."""
    place: Place
    id: str = ""
    """Permanent id, when the author gave one."""
    title: Rich = ()
    """Title of a box; caption of a figure or table."""
    number: str = ""
    """`5.3.1` of a paragraph, `5.1` of a figure or table; given by `resolve`."""
    checklist: str = ""
    """Id of the list that a block of kind `checklist` shows."""
    data: str = ""
    """Name of the data table that a block of kind `data` stands for until the book is read."""
    applies: Conditions = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading below the title and what follows it, up to the next heading."""

    id: str
    """Unique in the book: the author's id, or part id + `--` + a slug of the title."""
    level: int
    """2 for a section, 3 to 6 for the headings under it."""
    title: Rich
    blocks: tuple[Block, ...]
    place: Place
    number: str = ""
    explicit: bool = False
    """Whether the author gave the id."""
    listed: bool = True
    """Whether the contents name it, and it has a number."""
    owner: str = ""
    review_by: dt.date | None = None
    applies: Conditions = ()
    """These hold for the headings below it too."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A rule that a list or a chapter breaks with a reason."""

    code: str
    reason: str
    place: Place
    where: str = ""
    """Letter of the stage, or id of the item, section or block; empty for the whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the manuscript: a chapter, an appendix or a piece of front matter."""

    role: str
    """`front`, `chapter` or `appendix`."""
    id: str
    title: Rich
    place: Place
    short_title: str = ""
    label: str = ""
    """`5`, `A`; empty in front matter; given by `resolve`."""
    purpose: str = ""
    owner: str = ""
    review_by: dt.date | None = None
    tags: tuple[str, ...] = ()
    checklists: tuple[str, ...] = ()
    """Ids of the lists that belong to the chapter."""
    blocks: tuple[Block, ...] = ()
    """What stands before the first heading."""
    sections: tuple[Section, ...] = ()
    notes: tuple[tuple[str, Rich], ...] = ()
    """Footnotes: label, text."""
    numbered: bool = True
    cited: tuple[str, ...] = ()
    """Ids of the sources that it rests on, by their short names; given by `resolve`."""
    allow: tuple[Silence, ...] = ()
    applies: Conditions = ()
    changes: tuple[ChangeNote, ...] = ()

    def all_blocks(self) -> Iterator[Block]:
        """Yield every block of the part in reading order."""
        yield from self.blocks
        for section in self.sections:
            yield from section.blocks


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a checklist: the thing that is ticked or signed."""

    id: str
    """Permanent: never renumbered, never used again."""
    text: Rich
    place: Place
    who: str = ""
    when: str = ""
    evidence: str = ""
    critical: bool = False
    kind: str = ""
    """In a qualification: `knowledge`, `performance` or `record`."""
    standard: Rich = ()
    """In a qualification: what counts as done."""
    reference: Rich = ()
    """Source, section or list that the item rests on."""
    due: str = ""
    """When it falls due, as `T+14d` from the list's event; empty when not computed."""
    every: str = ""
    """Interval, as `1w`, `1m`, `1y`; empty when done once."""
    closes: bool = False
    """Whether the author says that it closes the list."""
    level: int = 1
    """2 for an item below another, 3 below that."""
    words: str = ""
    """The text as it was written, without markup: what the item is known by for ever."""
    applies: Conditions = ()
    """These hold for the items below it too."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A block of items done in one go, between two pause points."""

    letter: str
    title: Rich
    mode: str
    """`read-do` or `do-confirm`."""
    items: tuple[Item, ...]
    place: Place
    warnings: tuple[Block, ...] = ()
    """Notes, cautions and warnings, printed before the items."""
    pause: Rich = ()
    """Text of the pause box that closes the stage."""
    declared: bool = False
    """Whether the author chose the mode, here or for the whole list."""
    applies: Conditions = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    """A duty list or a qualification, and everything printed with it."""

    id: str
    kind: str
    """`duty` or `qualification`."""
    title: Rich
    place: Place
    stages: tuple[Stage, ...]
    owner: str = ""
    trigger: str = ""
    phase: str = ""
    group: str = ""
    mode: str = "read-do"
    sign_off: tuple[str, ...] = ()
    """Who signs the list off, in order; of a qualification: recommends, then approves."""
    read_first: Rich = ()
    revised: dt.date | None = None
    review_by: dt.date | None = None
    prerequisites: tuple[str, ...] = ()
    valid: str = ""
    """How long a qualification holds, in words."""
    carry: str = ""
    """Whether the list is also printed as a card: `card`, `emergency` in large type, or not."""
    blocks: tuple[Block, ...] = ()
    allow: tuple[Silence, ...] = ()
    applies: Conditions = ()
    changes: tuple[ChangeNote, ...] = ()

    def items(self) -> Iterator[Item]:
        """Yield every item in order."""
        for stage in self.stages:
            yield from stage.items


@dataclass(frozen=True, slots=True)
class Use:
    """Where something is used."""

    anchor: str
    number: str
    """As it is printed: `3.2`, `D7`, `Chapter 5`."""


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the glossary."""

    id: str
    term: str
    text: Rich
    place: Place
    abbr: str = ""
    """Abbreviation that is expanded to `term` at its first use in a part."""
    see: tuple[str, ...] = ()
    """Ids of terms to look up too."""
    lang: str = ""
    """Language of the term when it is not the book's."""
    used: tuple[Use, ...] = ()
    """Sections where it is explained or first used; given by `resolve`."""


@dataclass(frozen=True, slots=True)
class Source:
    """A law, publication or page that the book rests on."""

    id: str
    short: str
    """How it is named in the text."""
    title: str
    place: Place
    publisher: str = ""
    dated: str = ""
    """Date of the source itself, as precise as it is known: `1961`, `1961-04-18`."""
    address: str = ""
    checked: dt.date | None = None
    """When somebody last looked at it."""
    review_by: dt.date | None = None
    owner: str = ""
    note: str = ""
    cited: tuple[Use, ...] = ()
    """Sections and lists that cite it; given by `resolve`."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that may change after the book is printed: a limit, a number of parties."""

    id: str
    value: str
    source: str
    """Id of the source that it was taken from."""
    place: Place
    as_of: dt.date
    """Day to which it was verified."""
    review_by: dt.date | None = None
    owner: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a data table, with its own date and source."""

    id: str
    cells: tuple[Rich, ...]
    source: str
    place: Place
    as_of: dt.date
    review_by: dt.date | None = None
    applies: Conditions = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A text that is not the same in all variants: a telephone number, the name of a capital."""

    name: str
    """With points: `post.capital`."""
    text: str
    place: Place
    variant: str = ""
    """Name of the variant that it is for; empty for all that have none of their own."""
    source: str = ""
    as_of: dt.date | None = None
    """Day to which it was verified."""
    by: str = ""
    """Who checked it."""
    review_by: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table kept as data, each line of it dated and sourced."""

    name: str
    """Of its file, by which a text shows it."""
    id: str
    caption: Rich
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    place: Place
    widths: tuple[int, ...] = ()
    """Of the columns, in hundredths of the table; the last column has what is left."""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Locator:
    """A line of the index to be: what is looked up, and the anchor that it leads to."""

    entry: str
    sub: str
    anchor: str


@dataclass(frozen=True, slots=True)
class KnownId:
    """A line of the ledger: an id that was given to an item once, and is its own for ever."""

    id: str
    list: str
    """Id of the list that the item stands in."""
    text: str
    """What the item said when the ledger was last written."""
    retired: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that the pages show: a picture or a font of the manuscript."""

    name: str
    """Path from `content/`."""
    data: bytes = field(repr=False)
    sha256: str


@dataclass(frozen=True, slots=True)
class Book:
    """The whole manuscript."""

    settings: Settings
    parts: tuple[Part, ...]
    """Front matter, chapters, appendices, in printing order."""
    checklists: tuple[Checklist, ...] = ()
    terms: tuple[Term, ...] = ()
    sources: tuple[Source, ...] = ()
    facts: tuple[Fact, ...] = ()
    tables: tuple[DataTable, ...] = ()
    values: tuple[Value, ...] = ()
    """Of all variants; those of the variant alone once the book is one."""
    locators: tuple[Locator, ...] = ()
    """What the index lists, in reading order; given by `resolve`."""
    assets: tuple[Asset, ...] = ()
    ids: tuple[KnownId, ...] = ()
    """The ledger of item ids; empty when the book keeps none."""
    manuscript: str = ""
    """SHA-256 of the files that decide the book, templates included; given when it is made."""
    revision: Revision | None = None
    """What it shows of its changes; None for one that follows no edition."""
    chosen: bool = False
    """Whether it is what one reader gets: conditions decided, values in the text."""
    numbered: bool = False
    """Whether its numbers are settled: a variant has those of the whole book."""
