"""What a book says of itself as a whole: its names, its edition, how it is numbered."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Edition:
    """An issue of the book."""

    id: str = "draft"
    date: dt.date | None = None
    supersedes: str = ""
    supersedes_action: str = ""
    review_by: dt.date | None = None
    verified: dt.date | None = None
    """Date to which the status of laws and sources was checked."""
    facts_hold: str = ""
    """How long a fact may be relied on after it was verified, as `1y`; empty for ever."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """How sections, paragraphs and pages are numbered."""

    sections: bool = True
    paragraphs: bool = False
    pages: str = "chapter"
    """`chapter` for 5-1, `continuous` for 1, 2, 3."""


@dataclass(frozen=True, slots=True)
class Cards:
    """How the lists are printed that are marked for carrying."""

    size: str = "A7"
    """Of a card, as the templates name it: `A7`, `ID-1`."""
    sheet: str = "A4"
    """Of the paper in the printer: `A4`, `Letter`."""
    duplex: str = "long"
    """Edge about which the printer turns a sheet: `long`, `short`."""


@dataclass(frozen=True, slots=True)
class Editing:
    """What the book asks of its own text; what is not asked for is not looked at."""

    longest_sentence: int = 0
    """Words; 0 for no limit."""
    sourced: bool = False
    """Whether numbers and dates rest on a source."""
    acronyms: tuple[str, ...] = ()
    """Those that every reader knows; once there are some, others are explained or found."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `content/handbook.toml` says, with a default for everything."""

    title: str = "Handbook"
    short_title: str = ""
    subtitle: str = ""
    slug: str = "handbook"
    publisher: str = ""
    author: str = ""
    language: str = "en"
    handling: str = ""
    corrections: str = ""
    address: str = ""
    """Where the current edition is found."""
    keywords: tuple[str, ...] = ()
    """What the file is to be found by."""
    licence: str = ""
    """What others may do with the book, with its address."""
    legal: tuple[str, ...] = ()
    """Paragraphs of the edition block: disclaimer, licence, imprint."""
    page: str = "A5"
    binding: str = "perfect"
    """How the leaves are held: it takes its room from the inner margin."""
    numbering: Numbering = field(default_factory=Numbering)
    contents_depth: int = 2
    cards: Cards = field(default_factory=Cards)
    edition: Edition = field(default_factory=Edition)
    editing: Editing = field(default_factory=Editing)
    spelling: tuple[tuple[str, str], ...] = ()
    """House spelling: what is not written, and what is written for it; names stand for
    themselves."""
    words: tuple[tuple[str, str], ...] = ()
    """Words of the templates that the book words otherwise: key, text."""
