"""Drawings turned by a quarter, where upright their type would be too small to read."""

import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from handbook.book.model import Asset

MM = 25.4 / 96
"""Millimetres in a pixel."""
POINTS = 72 / 25.4
"""Points in a millimetre."""
_ROOT = re.compile(rb"<svg\b[^>]*>")
_SIDES = re.compile(rb'\s(?:width|height|viewBox)="[^"]*"')
_BOX = re.compile(rb'\sviewBox="([^"]*)"')
_SIDE = rb'\s%b="([\d.]+)(mm|px|)"'
_TYPE = re.compile(rb'\bfont-size="([\d.]+)(?:px)?"')


def turned(asset: Asset, size: Mapping[str, Any]) -> Asset:
    """Return a drawing as it suits a page size: its head to the left where that is needed.

    It is needed where type of an upright one is under the floor of the size, and turning it
    enlarges it. What is no drawing, or does not say how large it is, stays as it is.
    """
    root = _ROOT.search(asset.data)
    sides = _sides(root[0]) if root and asset.name.endswith(".svg") else ()
    if root is None or not sides:
        return asset
    width, height, (left, top, wide, high) = sides
    upright, broadside = _fit(width, height, size), _fit(height, width, size)
    type_sizes = [float(found) for found in _TYPE.findall(asset.data)]
    least = min(type_sizes, default=0) * width / wide * POINTS
    if least * upright >= size["limits"]["type"]["drawing"] or broadside <= upright:
        return asset
    head = _SIDES.sub(b"", root[0])[:-1]
    head += b' width="%.2fmm" height="%.2fmm" viewBox="0 0 %g %g">' % (height, width, high, wide)
    head += b'<g transform="matrix(0 -1 1 0 %g %g)">' % (0 - top, left + wide)
    body, _, rest = asset.data[root.end() :].rpartition(b"</svg>")
    data = asset.data[: root.start()] + head + body + b"</g></svg>" + rest
    return replace(asset, data=data, sha256=sha256(data).hexdigest())


def _sides(root: bytes) -> tuple[float, float, tuple[float, float, float, float]] | tuple[()]:
    """Return width and height in millimetres, and the view box, of the root of a drawing."""
    box = _BOX.search(root)
    lengths = [re.search(_SIDE % name, root) for name in (b"width", b"height")]
    numbers = tuple(map(float, re.split(rb"[\s,]+", box[1].strip()))) if box else ()
    if len(numbers) != 4 or not all(lengths):
        return ()
    width, height = (float(one[1]) * (1 if one[2] == b"mm" else MM) for one in lengths if one)
    return width, height, numbers


def _fit(width: float, height: float, size: Mapping[str, Any]) -> float:
    """Return the scale at which a figure is set in the column of text."""
    measure = size["width"] - size["inner"] - size["outer"] - size["hang"]
    most = size["height"] - size["top"] - size["bottom"] - size["caption"]
    return float(min(1, measure / width, most / height))
