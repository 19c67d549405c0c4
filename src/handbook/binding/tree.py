"""The tags of a PDF, read back: what stands in the structure tree, and what is left out of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Pdf

from handbook.binding.sides import steps
from handbook.setting.objects import Node

Mark = tuple[tuple[int, int], int]
"""A piece of marked content: object number of the page, number on it."""

NEAR = 1.0
"""Points by which the box of a picture may miss what is drawn."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that is tagged."""

    page: int
    says: str
    """What a listener is told of it."""
    placed: bool
    """Whether its box is where it is drawn."""


@dataclass(frozen=True, slots=True)
class Tags:
    """The structure tree."""

    tagged: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    headings: tuple[tuple[str, ...], ...] = ()
    """Heading levels in order, part by part."""
    parts: tuple[str, ...] = ()
    orphans: int = 0
    """Pieces of content that no tag reaches and that are no artifacts."""
    languages: dict[str, int] = field(default_factory=dict)
    """Languages other than the book's, and how often they are spoken."""
    figures: tuple[Figure, ...] = ()
    loose_heads: int = 0
    """Head cells without a scope, or without an id that the tree knows."""
    lost_heads: int = 0
    """Cells that name a head which is not there."""
    loose_notes: int = 0
    """Footnotes without an id, or without a call that leads to them."""


@dataclass(slots=True)
class _Walk:
    """What is met on the way through a tree."""

    ids: frozenset[str]
    reached: set[Mark] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    figures: list[Node] = field(default_factory=list)
    loose_heads: int = 0
    lost_heads: int = 0
    notes: int = 0
    calls: int = 0

    def meet(self, kind: str, element: Node) -> None:
        """Note what an element says of itself."""
        self.counts[kind] += 1
        if "/Lang" in element:
            self.languages[str(element["/Lang"])] += 1
        if kind == "TH":
            scoped = "/Scope" in element.get("/A", {})
            self.loose_heads += not (scoped and str(element.get("/ID", "")) in self.ids)
        elif kind == "TD":
            heads = element.get("/A", {}).get("/Headers", ())
            self.lost_heads += any(str(head) not in self.ids for head in heads)
        elif kind == "Figure":
            self.figures.append(element)
        elif kind == "Note":
            self.notes += str(element.get("/ID", "")) in self.ids
        elif kind == "Reference":
            self.calls += any(kid.get("/S") == "/Link" for kid in element["/K"])


def read_tags(pdf: Pdf, marks: set[Mark], pages: dict[tuple[int, int], int]) -> Tags:
    """Return the tags of a PDF; `marks` is all marked content of its pages.

    `pages` has the number of each page by that of its object.
    """
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return Tags()
    names = pikepdf.NameTree(root.IDTree) if "/IDTree" in root else {}
    walk = _Walk(frozenset(map(str, names)))
    headings: list[tuple[str, ...]] = []
    titles: list[str] = []
    document = root.K[0] if isinstance(root.K, Array) else root.K
    for part in document.get("/K", Array()):
        levels: list[str] = []
        for element in _elements(part, walk.reached):
            kind = str(element["/S"])[1:]
            walk.meet(kind, element)
            if kind[:1] == "H" and kind[1:].isdigit():
                levels.append(kind)
        headings.append(tuple(levels))
        titles.append(str(part.get("/T", "")))
    return Tags(
        tagged=True,
        counts=dict(sorted(walk.counts.items())),
        headings=tuple(headings),
        parts=tuple(titles),
        orphans=len(marks - walk.reached),
        languages=dict(sorted(walk.languages.items())),
        figures=tuple(_figure(element, pages) for element in walk.figures),
        loose_heads=walk.loose_heads,
        lost_heads=walk.lost_heads,
        loose_notes=2 * walk.counts["Note"] - walk.notes - min(walk.calls, walk.counts["Note"]),
    )


def _elements(top: Node, reached: set[Mark]) -> Iterator[Node]:
    """Yield the elements of a tree in reading order, noting the content they reach."""
    stack = [top]
    while stack:
        element = stack.pop()
        yield element
        kids = element.get("/K")
        below = []
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, int):
                reached.add((element["/Pg"].objgen, kid))
            elif kid is not None and "/S" in kid:
                below.append(kid)
        stack += reversed(below)


def _figure(element: Node, pages: dict[tuple[int, int], int]) -> Figure:
    number = pages.get(element["/Pg"].objgen, 0) if "/Pg" in element else 0
    box = [float(edge) for edge in element.get("/A", {}).get("/BBox", ())]
    kids = element.get("/K", Array())
    marks = {int(kid) for kid in (kids if isinstance(kids, Array) else [kids]) if _is_mark(kid)}
    drawn = _drawn(element["/Pg"], marks) if number else []
    near = len(box) == len(drawn) and all(
        abs(one - other) < NEAR for one, other in zip(box, drawn, strict=True)
    )
    return Figure(number, str(element.get("/Alt", "")), bool(box) and near)


def _is_mark(kid: Node) -> bool:
    return isinstance(kid, int)


def _drawn(page: Node, marks: set[int]) -> list[float]:
    """Return the box, in points, that what is drawn under a mark is clipped to."""
    corners: list[float] = []
    for operator, operands, (a, b, c, d, e, f) in steps(page, "re BDC"):
        if operator == "re":
            x, y, wide, high = map(float, operands)
            xs = sorted((a * x + c * y + e, a * (x + wide) + c * (y + high) + e))
            ys = sorted((b * x + d * y + f, b * (x + wide) + d * (y + high) + f))
            corners = [xs[0], ys[0], xs[1], ys[1]]
        elif isinstance(operands[-1], Dictionary) and operands[-1].get("/MCID") in marks:
            return corners
    return []
