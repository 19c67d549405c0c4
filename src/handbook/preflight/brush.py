"""What paints a page: the state that operators change, and the marks that they have made."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from math import hypot, inf
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Stream

from handbook.binding.matrices import (
    IDENTITY,
    Box,
    Matrix,
    applied,
    bounds,
    corners,
    overlap,
    times,
)
from handbook.preflight.colours import device_ink, own_spaces, space_of
from handbook.preflight.marks import Font, Ink, Mark, Space
from handbook.setting.objects import Node

DEEPEST = 12
"""Forms within forms that are followed."""
MOST_FORMS = 5000
"""Forms of one page that are followed: more is a trap."""
ENDLESS = "forms within forms without end"
"""Fault of a page that no other program is to be given."""
UNSOUND = (
    pikepdf.PdfError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError,
    ValueError,
)  # fmt: skip
"""What a PDF with things of the wrong kind in it makes a library raise."""
SHORT = 100
"""Operators of a stream that is kept for the next page: letters that are drawn as forms."""
_UNIT: Box = (0.0, 0.0, 1.0, 1.0)
_EVERYWHERE: Box = (-inf, -inf, inf, inf)
NOWHERE: Box = (inf, inf, -inf, -inf)
BLACK = device_ink("DeviceGray", (0.0,))
_ADDRESS = re.compile(r"(?:stream )?<_io[^>]*>[^:]*: ")

Operands = Sequence[Any]
Steps = list[tuple[str, Operands]]
"""Operators with their operands; numbers are `float`."""
Operators = Mapping[str, Callable[["Brush", Operands], None]]
"""What is done with each operator."""


@dataclass(slots=True)
class State:
    """Of graphics and text, as an operator finds it (ISO 32000-1, tables 52 and 104)."""

    matrix: Matrix
    clip: Box
    fill: Ink
    stroke: Ink
    width: float = 1.0
    overprint_fill: bool = False
    overprint_stroke: bool = False
    keeps: bool = False
    alpha_fill: float = 1.0
    alpha_stroke: float = 1.0
    blended: bool = False
    faded: bool = False
    """Whether a soft mask is in force."""
    font: Font | None = None
    size: float = 0.0
    shown: int = 0
    """Text rendering mode."""
    leading: float = 0.0


@dataclass(slots=True)
class Known:
    """What was read on earlier pages, by number of object and generation."""

    fonts: dict[tuple[int, int], Font] = field(default_factory=dict)
    steps: dict[tuple[int, int], Steps] = field(default_factory=dict)
    painted: dict[object, tuple[list[Mark], list[str]]] = field(default_factory=dict)
    """Marks and faults of a form, by all that decides them."""


_STATE = tuple(one.name for one in fields(State))
_OF_A_STREAM = (
    "state", "resources", "spaces", "base", "subpaths", "stack", "line", "depth",
)  # fmt: skip


class Brush:
    """A page on the way, from which operators take what they need and to which they paint."""

    def __init__(self, state: State, operators: Operators, known: Known) -> None:
        self.state, self.operators, self.known = state, operators, known
        self.marks: list[Mark] = []
        self.faults: list[str] = []
        self.resources: Node = Dictionary()
        self.spaces: Mapping[str, Space] = {}
        self.base = state.matrix
        self.subpaths: list[list[float]] = []
        self.clips = self.masked = False
        self.line = IDENTITY
        self.stack: list[State] = []
        self.depth = self.forms = 0
        self.patterns: set[tuple[int, int]] = set()

    def stream(self, content: Node, resources: Node) -> None:
        """Follow one content stream; the state is afterwards what it was."""
        try:
            steps = self.steps(content)
        except UNSOUND as error:
            self.faults.append(f"content that cannot be read: {first_line(error)}")
            return
        with self._within(resources):
            for name, operands in steps:
                act = self.operators.get(name)
                if act is None:
                    self.faults.append(f"unknown operator {name}")
                    continue
                try:
                    act(self, operands)
                except UNSOUND:
                    self.faults.append(f"operator {name} with the wrong operands")
            if self.stack:
                self.faults.append("q without Q")

    def steps(self, content: Node) -> Steps:
        """Return the operators of a stream with their operands; short ones are read once."""
        known = self.known.steps
        once = content.objgen if isinstance(content, Stream) and content.is_indirect else None
        if once not in known:
            steps = [
                (str(step.operator), _plain(step.operands))
                for step in pikepdf.parse_content_stream(content)
            ]
            if once is None or len(steps) > SHORT:
                return steps
            known[once] = steps
        return known[once]

    @contextmanager
    def _within(self, resources: Node) -> Iterator[None]:
        """Keep what belongs to the stream around, and give it back."""
        kept = {name: getattr(self, name) for name in _OF_A_STREAM}
        self.state, self.resources = replace(self.state), resources
        self.base, self.subpaths, self.stack = self.state.matrix, [], []
        self.spaces = own_spaces(resources)
        self.depth += 1
        yield
        for name, value in kept.items():
            setattr(self, name, value)

    def resource(self, kind: str, name: Node) -> Node:
        """Return a resource by its name; raise `KeyError` when it is not there."""
        return self.resources[kind][name]

    def paint(self, kind: str, box: Box, ink: Ink, size: float = 0.0, **more: Any) -> None:
        """Note a mark, in the state in which it is painted."""
        state, stroke = self.state, more.pop("stroke", False)
        alpha = state.alpha_stroke if stroke else state.alpha_fill
        said = {
            "overprints": state.overprint_stroke if stroke else state.overprint_fill,
            "keeps": state.keeps,
            "sheer": state.blended or state.faded or alpha < 1,
            "masked": self.masked,
        }
        self.marks.append(Mark(kind, box, ink, size, **{**said, **more}))
        if ink.pattern is not None:
            self.pattern(ink, box)

    def font(self, node: Node) -> Font:
        """Return a typeface, which is looked at once for all pages."""
        font = self.known.fonts.get(node.objgen) or _font(node)
        if node.is_indirect:
            self.known.fonts[node.objgen] = font
        return font

    def form(self, node: Node) -> None:
        """Follow a form."""
        self.forms += 1
        if self.depth > DEEPEST or self.forms > MOST_FORMS:
            self.faults.append(ENDLESS)
            return
        matrix = times(numbers(node.get("/Matrix", Array(IDENTITY))), self.state.matrix)
        clip = overlap(self.state.clip, _box(node.BBox, matrix))
        if clip is None:
            return
        resources = node.get("/Resources", self.resources)
        before = self.state
        self.state = replace(before, matrix=matrix, clip=clip)
        self._once(node, resources)
        self.state = before

    def _once(self, node: Node, resources: Node) -> None:
        """Follow a form, unless it was followed on an earlier page from the same state."""
        key = self._key(node)
        if key is None or key not in self.known.painted:
            marks, faults = len(self.marks), len(self.faults)
            self.group(node, resources)
            self.stream(node, resources)
            if key is not None:
                self.known.painted[key] = self.marks[marks:], self.faults[faults:]
            return
        marks_again, faults_again = self.known.painted[key]
        self.marks += marks_again
        self.faults += faults_again

    def _key(self, node: Node) -> object:
        """Return all that decides what a form paints; nothing where that is not known."""
        state = self.state
        patterned = state.fill.pattern is not None or state.stroke.pattern is not None
        if patterned or not node.is_indirect or "/Resources" not in node:
            return None
        return (node.objgen, self.masked, *(getattr(state, name) for name in _STATE))

    def group(self, node: Node, resources: Node) -> None:
        """Note the space in which a page or form is blended."""
        space = node.get("/Group", Dictionary()).get("/CS")
        if space is not None:
            self.paint("group", self.state.clip, Ink(space_of(space, resources)))

    def picture(self, node: Node, resources: Node) -> None:
        """Note a picture, which is painted on the unit square."""
        matrix = self.state.matrix
        box = overlap(self.state.clip, _box(_UNIT, matrix))
        wide, high = int(_entry(node, "W", "Width")), int(_entry(node, "H", "Height"))
        if box is None or wide * high <= 1:
            return
        a, b, c, d, *_ = matrix
        dots = 72 * min(wide / max(hypot(a, b), 1e-9), high / max(hypot(c, d), 1e-9))
        stencil = bool(_entry(node, "IM", "ImageMask"))
        ink = self.state.fill if stencil else Ink(_space_of_picture(node, resources))
        bits = 1 if stencil else int(_entry(node, "BPC", "BitsPerComponent") or 8)
        mask = node.get("/SMask") if isinstance(node, Stream) else None
        self.paint("picture", box, ink, dots, bits=bits, sheer=mask is not None)
        if mask is not None:
            self.paint("picture", box, Ink(_space_of_picture(mask, resources)), dots, masked=True)

    def pattern(self, ink: Ink, box: Box) -> None:
        """Follow a pattern: a shading is one mark, the cell of a tiling a stream of its own."""
        node = ink.pattern
        if node.get("/PatternType") == 2:
            space = space_of(node.Shading.get("/ColorSpace"), self.resources)
            self.paint("shading", box, Ink(space))
        elif node.objgen not in self.patterns and self.depth <= DEEPEST:
            self.patterns.add(node.objgen)
            before, first = self.state, len(self.marks)
            matrix = times(numbers(node.get("/Matrix", Array(IDENTITY))), self.base)
            colour = BLACK
            if ink.values and ink.space.base:
                colour = Ink(ink.space.base, ink.values)
            self.state = State(matrix, _EVERYWHERE, colour, colour)
            self.stream(node, node.get("/Resources", Dictionary()))
            self.state = before
            self.marks[first:] = [replace(mark, box=box) for mark in self.marks[first:]]

    def soft_mask(self, node: Node) -> None:
        """Follow the group of a soft mask."""
        before, self.masked = self.masked, True
        self.form(node)
        self.masked = before


def _space_of_picture(node: Node, resources: Node) -> Space:
    space = _entry(node, "CS", "ColorSpace")
    if space is None and "JPX" in str(node.get("/Filter", "")):
        return Space("JPEG 2000 with a space of its own")
    return space_of(space, resources)


def _entry(node: Node, short: str, long: str) -> Any:
    """Return an entry of a picture, which has a short name inside a content stream."""
    return node.get(f"/{long}", node.get(f"/{short}"))


def first_line(said: object) -> str:
    """Return what a library says of a fault, without where in its memory the file is."""
    return _ADDRESS.sub("", str(said).splitlines()[0])


def _plain(operands: Node) -> Operands:
    return [float(one) if isinstance(one, int | Decimal) else one for one in operands]


def numbers(operands: Operands) -> tuple[float, ...]:
    """Return operands as numbers; raise `TypeError` when they are none."""
    return tuple(map(float, operands))


def _box(box: Node, matrix: Matrix) -> Box:
    left, lower, right, upper = numbers(box)
    return bounds(applied(matrix, *point) for point in corners((left, lower, right, upper)))


def _font(node: Node) -> Font:
    below = node.get("/DescendantFonts", Array([node]))[0]
    descriptor = below.get("/FontDescriptor", Dictionary())
    name = str(node.get("/BaseFont", node.get("/Name", "/")))[1:]
    embedded = any(f"/FontFile{version}" in descriptor for version in ("", 2, 3))
    return Font(name, str(node.get("/Subtype", "/"))[1:], embedded)
