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
class Press:
    """How the book is printed: paper, inks, and who prints it. Lengths in mm."""

    profile: str = ""
    """The printer's own colour profile, as a path below `content/`; empty for the free one."""
    condition: str = ""
    """Printing condition of that profile, by its name in the registry, as `FOGRA51`."""
    other_colours: str = "refuse"
    """What is done with a colour that the table of inks lacks, and with RGB pictures: `refuse`,
    `convert`."""
    ink_limit: int = 300
    """Total area coverage that the paper takes, in hundredths of one ink."""
    marks: str = "full"
    """Printer's marks: `full`, `crop`, `none`."""
    stock: str = "offset-80"
    """Paper of the pages, as the table of stocks names it."""
    caliper: float = 0.0
    """Thickness of a leaf as the printer gives it; 0 takes that of the stock."""
    cover_stock: str = "silk-board-300"
    spine_allowance: float = -1.0
    """What the printer adds to the spine; below 0, twice the caliper of the cover."""
    inside_cover: bool = False
    """Whether the inside of the cover is printed."""
    isbn: str = ""
    price_code: str = ""
    """Five digits beside the barcode."""
    copies: int = 0
    """To be printed; 0 where it is not said."""
    contact: str = ""
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Booklet:
    """How the book is printed and folded at a desk."""

    layout: str = "signatures"
    """`signatures` to fold and staple, `leaves` two-up to cut for a ring binder."""
    sheet: str = ""
    """Of paper: `A4`, `Letter`, `A3`, `Tabloid`; empty for the one that takes pages best."""
    sheets: int = 0
    """Sheets in a signature; 0 puts the whole book into one."""
    duplex: str = "short"
    """Edge about which the printer turns a sheet: `long`, `short`."""
    scale: str = "none"
    """`fit` to make pages smaller that the paper does not take, `none` to refuse them."""
    trimmed: bool = False
    """Whether the booklet is cut at its fore-edge, so that creep is made good for."""
    holes: str = ""
    """Hole marks: `ISO 838`, `888`, `US 3`; empty for none."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How a book shows what changed since the edition before."""

    record: bool = False
    """Whether the record of changes is printed without an edition before, too."""
    effective_pages: bool = False
    """Whether the list of effective pages is printed without an edition before, too."""
    complete_revision: int = 60
    """Hundredths of the pages of text: where more of them changed, it is a complete revision."""
    moved_pages: bool = False
    """Whether a bar stands beside the number of a page that only begins or ends elsewhere."""


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
class Publish:
    """Where editions are given out, and how they are known."""

    address: str = ""
    """Of the folder that is published."""
    key: str = ""
    """Public key of minisign that signs it: 56 characters."""
    withdrawn: tuple[tuple[str, str], ...] = ()
    """Editions that are not to be used, each with the reason."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the books that are made of one manuscript."""

    name: str
    """As it is asked for, and as folders and files are named: `non-resident`."""
    title: str = ""
    """As it is printed; empty for a variant that the book does not name."""
    given: tuple[tuple[str, str], ...] = ()
    """Its value on each axis; a tag that holds has an empty one."""
    products: tuple[str, ...] = ("download",)
    """What a release builds of it, unless it is the default one."""


@dataclass(frozen=True, slots=True)
class Variants:
    """The variants of a book, and what tells them apart."""

    axes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Names and their values; a plain tag has none."""
    all: tuple[Variant, ...] = ()
    """As they were declared."""
    default: str = ""
    """Name of the one that is built when none is asked for."""
    renumber: bool = False
    """Whether the numbers of a variant close up; else it has those of the whole book."""

    def named(self, name: str) -> Variant | None:
        """Return a variant, the default one for an empty name; None when there is none such."""
        wanted = name or self.default
        return next((one for one in self.all if one.name == wanted), None)


@dataclass(frozen=True, slots=True)
class Settings:
    """What `content/handbook.toml` says, with a default for everything."""

    title: str = "Handbook"
    short_title: str = ""
    subtitle: str = ""
    slug: str = "handbook"
    publisher: str = ""
    owner: str = ""
    """Who keeps up to date what nobody else does; empty for the publisher."""
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
    press: Press = field(default_factory=Press)
    booklet: Booklet = field(default_factory=Booklet)
    edition: Edition = field(default_factory=Edition)
    changes: Changes = field(default_factory=Changes)
    editing: Editing = field(default_factory=Editing)
    publish: Publish = field(default_factory=Publish)
    spelling: tuple[tuple[str, str], ...] = ()
    """House spelling: what is not written, and what is written for it; names stand for
    themselves."""
    words: tuple[tuple[str, str], ...] = ()
    """Words of the templates that the book words otherwise: key, text."""
    variants: Variants = field(default_factory=Variants)
    variant: Variant | None = None
    """The one that this book is; none of the whole manuscript."""

    @property
    def apart(self) -> str:
        """Name of the variant in names of files and folders: empty for the default one."""
        one = self.variant
        return one.name if one is not None and one.name != self.variants.default else ""
