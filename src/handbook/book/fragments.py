"""What is set on its own, and what comes of it: units and fragments, as plain values."""

from dataclasses import dataclass, field

from handbook.book.model import Asset


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the outline."""

    title: str
    anchor: str
    level: int
    """1 for a part, 2 for a section or a checklist, 3 at most."""


@dataclass(frozen=True, slots=True)
class Folios:
    """How the pages of a unit are labelled: prefix, then a number counted from `start`."""

    prefix: str = ""
    style: str = "D"
    """`D` 1 2 3, `r` i ii iii, `A` A B C, empty for the prefix alone."""
    start: int = 1
    group: str = ""
    """Units of one group, in order, are counted on; empty for a count of its own."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is set on its own: one HTML document with its style and its assets."""

    name: str
    """Unique, fit for a file name: `chapter-05`, `contents`."""
    title: str
    html: str
    style: str
    """Style sheets, the same for many units of a book."""
    assets: tuple[Asset, ...] = ()
    """Pictures, under `asset:NAME` in the HTML, and fonts of the manuscript."""
    folios: Folios = field(default_factory=Folios)
    outline: tuple[Bookmark, ...] = ()
    source: str = ""
    """File of the manuscript that it comes from; empty for generated matter."""
    late: bool = False
    """Whether it prints page labels of other units, and so is set last."""
    marked: bool = True
    """Whether the linker draws the edition mark at the foot of its pages."""
    tagged: bool = True
    """Whether its pages carry tags; the edition mark, an artifact, has none."""
    opens: str = "right"
    """Side that its first page is on: `right`, `left`, or for two pages left as a `spread`."""
    guess: int = 1
    """Pages that it is thought to have, until it has been set."""
    joins: bool = False
    """Whether it goes on with the part that the unit before it began."""
    own_style: str = ""
    """What is its own, over the style sheets: running heads, folios, tabs."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an id came to stand: page of the fragment from 0, point on it."""

    id: str
    page: int
    x: float
    """Points from the left trim edge."""
    y: float
    """Points from the top trim edge."""


@dataclass(frozen=True, slots=True)
class FontUse:
    """What a fragment needs of a typeface; the font itself is put in by the linker."""

    tag: str
    """Name among the resources of the pages, the same in every fragment."""
    name: str
    """PostScript name, without a subset tag."""
    family: str
    sha256: str
    """Of the font file."""
    ascent: int
    descent: int
    flags: int
    glyphs: tuple[tuple[int, float, str], ...]
    """Glyph id, advance in thousandths of an em, the text it stands for."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that was measured on a page; whether it is too much is judged elsewhere."""

    kind: str
    page: int
    """Of the fragment, from 0."""
    x: float
    """Points from the left trim edge."""
    y: float
    """Points from the top trim edge."""
    amount: float
    """Points of lengths and of type; shares of 1; lines; ratios."""
    text: str
    """How the line begins that it is about."""
    near: str = ""
    """Id, or number of a paragraph, that stands nearest before it."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """What a revision bar stands beside: a changed element, on one of its pages (rule E-04)."""

    page: int
    """Of the fragment, from 0."""
    top: float
    """Points from the top trim edge."""
    bottom: float
    kind: str
    """`added`, `revised`, or `removed`: something is gone from behind the element."""
    id: str = ""
    """Of the element."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A unit that has been set: its pages, and the symbols that the linker needs."""

    pdf: bytes = field(repr=False)
    """Tagged pages with bleed, without fonts."""
    pages: int
    width: float
    """Trim width in points."""
    height: float
    """Trim height in points."""
    anchors: tuple[Anchor, ...] = ()
    fonts: tuple[FontUse, ...] = ()
    warnings: tuple[str, ...] = ()
    """What the engine complained of."""
    sights: tuple[Sight, ...] = ()
    """What was measured on its pages."""
    prints: tuple[str, ...] = ()
    """Fingerprint of what a reader finds on each page."""
    bars: tuple[Bar, ...] = ()
    """What changed on its pages, from the first page to the last, downwards."""
