"""Printer's marks: crop and register marks, colour bar, marks to fold by, the slug line.

Everything stands outside the bleed. Lines are in the colour `All`, which is on every plate; the
slug line is in outlines, so that the text of a page stays that of the book.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf

from handbook.binding.matrices import POINT
from handbook.press.outlines import EM, Lettering, add_form, width
from handbook.setting.objects import Node

KAPPA = 0.5523
"""Of the radius: from the end of a quarter of a circle to the handle of its Bézier curve."""
PLATES = ("1 0 0 0 k", "0 1 0 0 k", "0 0 1 0 k", "0 0 0 1 k")
"""Inks in the order of the plates."""

Bounds = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""


@dataclass(frozen=True, slots=True)
class Slug:
    """What the slug line says."""

    job: str = ""
    """Title, edition and product; on the left."""
    intent: str = ""
    """Printing condition; below it."""
    page: str = ""
    """On the right."""
    plates: tuple[str, ...] = ()
    """Names of the plates, each printed in its ink alone; below the page."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a page is cut and where its bleed ends; where marks begin and end, off the trim."""

    trim: Bounds
    bleed: Bounds
    near: float
    far: float
    middle: float
    """Where the right half of the slug line begins, past all folds."""

    def at(self, distance: float) -> Bounds:
        """Return the trim, grown by a distance on every side."""
        left, bottom, right, top = self.trim
        return left - distance, bottom - distance, right + distance, top + distance


@dataclass(slots=True)
class Marks:
    """The marks of a PDF. Pages of the same shape share what they have in common."""

    pdf: Pdf
    kind: str
    """`full`, `crop`, `none`."""
    sizes: Mapping[str, Any]
    """The table `marks` of `templates/press.toml`."""
    _shared: dict[object, Node] = field(default_factory=dict)
    _lettering: Lettering = field(init=False)

    def __post_init__(self) -> None:
        """Have letters at hand that all lines share."""
        self._lettering = Lettering(self.pdf)

    def draw(self, page: Node, slug: Slug, folds: Sequence[float] = ()) -> None:
        """Clip a page to its bleed, grow its paper, and draw the marks round it.

        The page has a TrimBox, and a BleedBox if anything bleeds; it is not turned. `folds` are
        mm from the left trim edge.
        """
        frame = self.frame(page, folds)
        left, bottom, right, top = frame.bleed
        page.Resources = Dictionary(page.get("/Resources", Dictionary()))
        page.Resources.XObject = Dictionary(page.Resources.get("/XObject", Dictionary()))
        before = f"q {_plain(left, bottom, right - left, top - bottom)} re W n\n"
        marks = "" if self.kind == "none" else self._marks(page, frame, slug, folds)
        page.MediaBox = Array(frame.bleed if self.kind == "none" else self._paper(frame))
        page.Contents = Array(
            [self._stream(before), *_streams(page), self._stream(f"\nQ\n{marks}")]
        )

    def frame(self, page: Node, folds: Sequence[float] = ()) -> Frame:
        """Return where the marks of a page stand: off its trim, and outside its widest bleed."""
        trim = _bounds(page.TrimBox)
        bleed = _bounds(page.get("/BleedBox", page.TrimBox))
        widest = max(abs(one - other) for one, other in zip(trim, bleed, strict=True))
        near = max(self.sizes["offset"] * POINT, widest)
        middle = max((trim[0] + trim[2]) / 2, *(trim[0] + fold * POINT for fold in (0, *folds)))
        return Frame(trim, bleed, near, near + self.sizes["length"] * POINT, middle)

    def _paper(self, frame: Frame) -> Array:
        return Array([round(x, 3) for x in frame.at(frame.far + self.sizes["edge"] * POINT)])

    def _stream(self, content: str) -> Node:
        return self.pdf.make_stream(content.encode())

    def _marks(self, page: Node, frame: Frame, slug: Slug, folds: Sequence[float]) -> str:
        """Return the operators that draw the marks of a page."""
        key = (frame, replace(slug, page=""), tuple(folds))
        if key not in self._shared:
            self._shared[key] = self._form(frame, slug, folds)
        add_form(page, "Marks", self._shared[key])
        own = self._text(page, frame, slug.page, 1, 0) if self.kind == "full" else ""
        return f"/Marks Do\n{own}\n"

    def _form(self, frame: Frame, slug: Slug, folds: Sequence[float]) -> Node:
        """Return what pages of one shape have in common."""
        form = self._stream("")
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = self._paper(frame)
        form.Resources = Dictionary(ColorSpace=Dictionary(All=self._all()))
        full = self.kind == "full"
        lines = (
            *crops(frame),
            *(targets(frame, self.sizes) if full else ()),
            *creases(frame, self.sizes, folds),
        )
        inked = (*bar(frame, self.sizes), *self._slug(form, frame, slug)) if full else ()
        begin = f"q {self.sizes['weight']:g} w /All CS 1 SCN"
        form.write("\n".join((begin, *lines, "Q", *inked)).encode())
        return form

    def _all(self) -> Node:
        """Return the colour that is on every plate (ISO 32000-1, 8.6.6.4)."""
        if "All" not in self._shared:
            tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
            space = Array([Name.Separation, Name.All, Name.DeviceCMYK, tint])
            self._shared["All"] = self.pdf.make_indirect(space)
        return self._shared["All"]

    def _slug(self, form: Node, frame: Frame, slug: Slug) -> Iterator[str]:
        """Yield what the slug line says on every page."""
        yield self._text(form, frame, slug.job, 0, 0)
        yield self._text(form, frame, slug.intent, 0, 1)
        x = 0.0
        for ink, name in zip(PLATES, slug.plates, strict=False):
            yield self._text(form, frame, name, 1, 1, x, ink)
            x += width(f"{name}  ") * self.sizes["type"][0] / EM

    def _text(
        self,
        holder: Node,
        frame: Frame,
        text: str,
        half: int,
        line: int,
        indent: float = 0,
        ink: str = PLATES[-1],
    ) -> str:
        """Return a line below the page, in one half of it; smaller if it would run out of that."""
        size, leading = self.sizes["type"]
        begins = (frame.trim[0], frame.middle, frame.trim[2])
        gap = self.sizes["gap"] * POINT
        x = begins[half] + gap + indent
        y = frame.trim[1] - frame.near - size - line * leading
        room = max(0, begins[half + 1] - gap - x)
        size = min(size, room / max(width(text), 1) * EM)
        return self._lettering.line(holder, text, x, y, size, ink)


def crops(frame: Frame) -> Iterator[str]:
    """Yield two lines at each corner, in line with the trim."""
    left, bottom, right, top = frame.trim
    for x, (y, way) in product((left, right), ((bottom, -1), (top, 1))):
        yield _line(x, y + way * frame.near, x, y + way * frame.far)
    for y, (x, way) in product((bottom, top), ((left, -1), (right, 1))):
        yield _line(x + way * frame.near, y, x + way * frame.far, y)


def creases(frame: Frame, sizes: Mapping[str, Any], folds: Sequence[float]) -> Iterator[str]:
    """Yield broken lines to fold by, above and below the page."""
    yield f"[{_plain(*sizes['dash'])}] 0 d" if folds else ""
    for x in (frame.trim[0] + fold * POINT for fold in folds):
        yield _line(x, frame.trim[1] - frame.near, x, frame.trim[1] - frame.far)
        yield _line(x, frame.trim[3] + frame.near, x, frame.trim[3] + frame.far)


def targets(frame: Frame, sizes: Mapping[str, Any]) -> Iterator[str]:
    """Yield a register mark at the middle of each side."""
    left, bottom, right, top = frame.at((frame.near + frame.far) / 2)
    x, y = (left + right) / 2, (bottom + top) / 2
    arm = sizes["cross"] * POINT
    for at_x, at_y in ((left, y), (right, y), (x, bottom), (x, top)):
        yield _circle(at_x, at_y, sizes["circle"] * POINT)
        yield _line(at_x - arm, at_y, at_x + arm, at_y)
        yield _line(at_x, at_y - arm, at_x, at_y + arm)


def bar(frame: Frame, sizes: Mapping[str, Any]) -> Iterator[str]:
    """Yield the patches of the colour bar, above the page."""
    side = sizes["patch"] * POINT
    x, y = frame.trim[0] + sizes["patches"] * POINT, frame.trim[3] + frame.near
    for number, inks in enumerate(sizes["bar"]):
        patch = _plain(x + number * side, y, side, side)
        yield f"{_plain(*(ink / 100 for ink in inks))} k {patch} re f"


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f"{_plain(x, y)} m {_plain(to_x, to_y)} l S"


def _circle(x: float, y: float, radius: float) -> str:
    """Return a circle of four Bézier curves."""
    handle = KAPPA * radius
    turns = ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 0))
    curves = []
    for (a, b), (c, d) in pairwise(turns):
        first = x + radius * a + handle * c, y + radius * b + handle * d
        second = x + radius * c + handle * a, y + radius * d + handle * b
        curves.append(f"{_plain(*first, *second, x + radius * c, y + radius * d)} c")
    return f"{_plain(x + radius, y)} m {' '.join(curves)} S"


def _bounds(box: Node) -> Bounds:
    one, two, three, four = (float(value) for value in box)
    return min(one, three), min(two, four), max(one, three), max(two, four)


def _streams(page: Node) -> list[Node]:
    contents = page.get("/Contents", Array())
    return list(contents) if isinstance(contents, Array) else [contents]


def _plain(*numbers: float) -> str:
    return " ".join(f"{number:.3f}".rstrip("0").rstrip(".") for number in numbers)
