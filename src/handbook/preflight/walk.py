"""The content of a page, operator by operator, to what it paints (ISO 32000-1, annex A)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf
from types import MappingProxyType
from typing import Any

from pikepdf import Array, Dictionary, Name

from handbook.binding.matrices import (
    IDENTITY,
    Box,
    Matrix,
    applied,
    bounds,
    corners,
    inside,
    overlap,
    scale,
    times,
)
from handbook.preflight.brush import (
    BLACK,
    NOWHERE,
    Brush,
    Known,
    Operands,
    Operators,
    State,
    numbers,
)
from handbook.preflight.colours import device_ink, first_ink, space_of
from handbook.preflight.marks import Ink, Mark
from handbook.setting.objects import Node

HAIR = 0.01
"""Points below which two edges of a frame are the same edge."""


def walk(page: Node, box: Box, known: Known) -> tuple[tuple[Mark, ...], tuple[str, ...]]:
    """Return what a page paints, and what is wrong with its content.

    `box` is the page's media box in points; `known` keeps what the next page may need too.
    """
    one = Brush(State(IDENTITY, box, BLACK, BLACK), OPERATORS, known)
    resources = page.get("/Resources", Dictionary())
    one.group(page, resources)
    one.stream(page, resources)
    return tuple(one.marks), tuple(dict.fromkeys(one.faults))


# Operators: of the state


def _save(brush: Brush, _: Operands) -> None:
    brush.stack.append(replace(brush.state))


def _restore(brush: Brush, _: Operands) -> None:
    if brush.stack:
        brush.state = brush.stack.pop()
    else:
        brush.faults.append("Q without q")


def _concatenate(brush: Brush, operands: Operands) -> None:
    brush.state.matrix = times(numbers(operands), brush.state.matrix)


def _width(brush: Brush, operands: Operands) -> None:
    brush.state.width = float(operands[0])


def _settings(brush: Brush, operands: Operands) -> None:
    """Take what an ExtGState says (ISO 32000-1, table 58)."""
    said, state = brush.resource("/ExtGState", operands[0]), brush.state
    for key, name, kind in _SETTINGS:
        if key in said:
            setattr(state, name, kind(said[key]))
    if "/OP" in said and "/op" not in said:
        state.overprint_fill = bool(said.OP)
    if "/Font" in said:
        state.font, state.size = brush.font(said.Font[0]), float(said.Font[1])
    if "/SMask" in said:
        state.faded = isinstance(said.SMask, Dictionary)
        if state.faded:
            brush.soft_mask(said.SMask.G)


def _blends(mode: Node) -> bool:
    modes = [mode] if isinstance(mode, Name) else list(mode)
    return any(one not in (Name.Normal, Name.Compatible) for one in modes)


_SETTINGS: tuple[tuple[str, str, Callable[[Any], Any]], ...] = (
    ("/LW", "width", float),
    ("/OP", "overprint_stroke", bool),
    ("/op", "overprint_fill", bool),
    ("/OPM", "keeps", bool),
    ("/ca", "alpha_fill", float),
    ("/CA", "alpha_stroke", float),
    ("/BM", "blended", _blends),
)


# Operators: of colour


def _device(family: str, name: str) -> Callable[[Brush, Operands], None]:
    def act(brush: Brush, operands: Operands) -> None:
        ink = device_ink(family, numbers(operands))
        own = brush.spaces.get(family)
        setattr(brush.state, name, Ink(own, ink.values) if own else ink)

    return act


def _space(name: str) -> Callable[[Brush, Operands], None]:
    def act(brush: Brush, operands: Operands) -> None:
        setattr(brush.state, name, first_ink(space_of(operands[0], brush.resources)))

    return act


def _colour(name: str) -> Callable[[Brush, Operands], None]:
    def act(brush: Brush, operands: Operands) -> None:
        space = getattr(brush.state, name).space
        pattern = None
        if operands and isinstance(operands[-1], Name):
            pattern = brush.resource("/Pattern", operands[-1])
        values = numbers(operands if pattern is None else operands[:-1])
        setattr(brush.state, name, Ink(space, values, pattern))

    return act


# Operators: of paths


def _rectangle(brush: Brush, operands: Operands) -> None:
    x, y, width, height = numbers(operands)
    brush.subpaths.append([x, y, x + width, y + height])


def _move(brush: Brush, operands: Operands) -> None:
    x, y = numbers(operands)
    brush.subpaths.append([x, y])


def _extend(brush: Brush, operands: Operands) -> None:
    brush.subpaths[-1] += operands


def _clip(brush: Brush, _: Operands) -> None:
    brush.clips = True


def _paint(fill: bool, stroke: bool) -> Callable[[Brush, Operands], None]:
    def act(brush: Brush, _: Operands) -> None:
        boxes = [_bounds(path, brush.state.matrix) for path in brush.subpaths]
        if boxes and fill:
            _fill(brush, boxes)
        if boxes and stroke:
            _stroke(brush, boxes)
        if brush.clips:
            seen = overlap(brush.state.clip, _around(boxes)) if boxes else None
            brush.state.clip = seen or NOWHERE
        brush.subpaths, brush.clips = [], False

    return act


def _bounds(path: Sequence[float], matrix: Matrix) -> Box:
    """Return the box about a path, on the page: as large as the box about it, turned."""
    xs, ys = path[::2], path[1::2]
    box = min(xs), min(ys), max(xs), max(ys)
    return bounds(applied(matrix, x, y) for x, y in corners(box))


def _fill(brush: Brush, boxes: list[Box]) -> None:
    seen = overlap(brush.state.clip, _around(boxes))
    if seen is not None:
        brush.paint("area", seen, brush.state.fill, _thickness(boxes, brush.state.clip))


def _stroke(brush: Brush, boxes: list[Box]) -> None:
    weight = brush.state.width * scale(brush.state.matrix)
    left, lower, right, upper = _around(boxes)
    half = weight / 2
    seen = overlap(brush.state.clip, (left - half, lower - half, right + half, upper + half))
    if seen is not None:
        brush.paint("line", seen, brush.state.stroke, weight, stroke=True)


def _around(boxes: Sequence[Box]) -> Box:
    return bounds(point for box in boxes for point in corners(box))


def _extent(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _thickness(boxes: Sequence[Box], clip: Box) -> float:
    """Return the least side of what is filled; of a frame, that of its thinnest edge."""
    if len(boxes) == 2:
        inner, outer = sorted(boxes, key=_extent)
        if inside(inner, outer, HAIR):
            gaps = [abs(one - other) for one, other in zip(outer, inner, strict=True)]
            return min((gap for gap in gaps if gap > HAIR), default=0.0)
    seen = [box for one in boxes if (box := overlap(one, clip))]
    sides = [(box[2] - box[0], box[3] - box[1]) for box in seen]
    return min((min(pair) for pair in sides if max(pair) > 0), default=inf)


# Operators: of text and objects


def _begin(brush: Brush, _: Operands) -> None:
    brush.line = IDENTITY


def _typeface(brush: Brush, operands: Operands) -> None:
    brush.state.font = brush.font(brush.resource("/Font", operands[0]))
    brush.state.size = float(operands[1])


def _shown(brush: Brush, operands: Operands) -> None:
    brush.state.shown = int(operands[0])


def _leading(brush: Brush, operands: Operands) -> None:
    brush.state.leading = float(operands[0])


def _set(brush: Brush, operands: Operands) -> None:
    brush.line = numbers(operands)


def _advance(brush: Brush, operands: Operands) -> None:
    brush.line = times((1, 0, 0, 1, float(operands[0]), float(operands[1])), brush.line)


def _advance_leading(brush: Brush, operands: Operands) -> None:
    brush.state.leading = -float(operands[1])
    _advance(brush, operands)


def _next_line(brush: Brush, _: Operands) -> None:
    _advance(brush, (0, -brush.state.leading))


def _show(brush: Brush, operands: Operands) -> None:
    shown = operands[-1]
    if not len(shown if isinstance(shown, Array) else bytes(shown)):
        return
    state, matrix = brush.state, times(brush.line, brush.state.matrix)
    x, y = matrix[4], matrix[5]
    size = abs(state.size) * scale(matrix)
    if state.shown in (0, 2, 4, 6):
        brush.paint("text", (x, y, x, y), state.fill, size, font=state.font)
    if state.shown in (1, 2, 5, 6):
        brush.paint("text", (x, y, x, y), state.stroke, size, font=state.font, stroke=True)


def _show_below(brush: Brush, operands: Operands) -> None:
    _next_line(brush, ())
    _show(brush, operands)


def _do(brush: Brush, operands: Operands) -> None:
    node = brush.resource("/XObject", operands[0])
    if node.get("/Subtype") == Name.Form:
        brush.form(node)
    elif node.get("/Subtype") == Name.Image:
        brush.picture(node, brush.resources)


def _inline(brush: Brush, operands: Operands) -> None:
    brush.picture(operands[0].obj, brush.resources)


def _shade(brush: Brush, operands: Operands) -> None:
    node = brush.resource("/Shading", operands[0])
    space = space_of(node.get("/ColorSpace"), brush.resources)
    brush.paint("shading", brush.state.clip, Ink(space))


def _nothing(brush: Brush, operands: Operands) -> None:
    pass


_WITHOUT_MARKS = (
    "J", "j", "M", "d", "ri", "i", "BMC", "BDC", "EMC", "MP", "DP", "BX", "EX",
    "Tc", "Tw", "Tz", "Ts", "ET", "d0", "d1",
)  # fmt: skip
"""Operators that change nothing of what is measured."""

OPERATORS: Operators = MappingProxyType(
    {
        **dict.fromkeys(_WITHOUT_MARKS, _nothing),
        "q": _save, "Q": _restore, "cm": _concatenate, "w": _width, "gs": _settings,
        "g": _device("DeviceGray", "fill"), "G": _device("DeviceGray", "stroke"),
        "rg": _device("DeviceRGB", "fill"), "RG": _device("DeviceRGB", "stroke"),
        "k": _device("DeviceCMYK", "fill"), "K": _device("DeviceCMYK", "stroke"),
        "cs": _space("fill"), "CS": _space("stroke"),
        "sc": _colour("fill"), "SC": _colour("stroke"),
        "scn": _colour("fill"), "SCN": _colour("stroke"),
        "re": _rectangle, "m": _move, "l": _extend, "c": _extend, "v": _extend, "y": _extend,
        "h": _nothing, "W": _clip, "W*": _clip, "n": _paint(False, False),
        "f": _paint(True, False), "F": _paint(True, False), "f*": _paint(True, False),
        "S": _paint(False, True), "s": _paint(False, True),
        "B": _paint(True, True), "B*": _paint(True, True),
        "b": _paint(True, True), "b*": _paint(True, True),
        "BT": _begin, "Tf": _typeface, "Tr": _shown, "TL": _leading, "Tm": _set,
        "Td": _advance, "TD": _advance_leading, "T*": _next_line,
        "Tj": _show, "TJ": _show, "'": _show_below, '"': _show_below,
        "Do": _do, "INLINE IMAGE": _inline, "sh": _shade,
    }
)  # fmt: skip
"""What is done with each operator there is."""
