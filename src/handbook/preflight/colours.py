"""Colour spaces and inks, from the objects of a PDF (ISO 32000-1, 8.6)."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from pikepdf import Array, Dictionary, Name

from handbook.preflight.marks import PROCESS, Ink, Space
from handbook.setting.objects import Node

_DEVICE: Mapping[str, Space] = MappingProxyType(
    {
        "DeviceCMYK": Space("DeviceCMYK", PROCESS),
        "DeviceGray": Space("DeviceGray", ("Black",)),
        "DeviceRGB": Space("DeviceRGB"),
        "Pattern": Space("Pattern"),
    }
)
_SHORT: Mapping[str, str] = MappingProxyType(
    {"CMYK": "DeviceCMYK", "G": "DeviceGray", "RGB": "DeviceRGB", "I": "Indexed"}
)
"""Names that pictures inside a content stream may use (ISO 32000-1, table 94)."""
_DEFAULTS: Mapping[str, str] = MappingProxyType(
    {"DeviceCMYK": "/DefaultCMYK", "DeviceGray": "/DefaultGray", "DeviceRGB": "/DefaultRGB"}
)
_COMPONENTS: Mapping[str, int] = MappingProxyType(
    {"DeviceCMYK": 4, "DeviceGray": 1, "DeviceRGB": 3, "Lab": 3, "CalRGB": 3, "CalGray": 1}
)
DEEP = 4
"""Spaces within spaces: a pattern of a tint of an alternate, and no more."""

PAPER = Ink(_DEVICE["DeviceCMYK"], (0.0, 0.0, 0.0, 0.0))


def space_of(node: Node, resources: Node, depth: int = 0) -> Space:
    """Return the colour space that a name or an array stands for."""
    if depth > DEEP or node is None:
        return Space("unknown")
    named = resources.get("/ColorSpace", Dictionary())
    if isinstance(node, Name):
        name = _SHORT.get(str(node)[1:], str(node)[1:])
        if name in _DEVICE:
            default = named.get(_DEFAULTS.get(name, "/None"))
            return _DEVICE[name] if default is None else space_of(default, Dictionary(), depth + 1)
        return space_of(named.get(node), resources, depth + 1)
    if not isinstance(node, Array) or not len(node):
        return Space("unknown")
    return _of_array(node, resources, depth)


def _of_array(node: Node, resources: Node, depth: int) -> Space:
    family = str(node[0])[1:]
    family = _SHORT.get(family, family)
    if len(node) == 1:
        return space_of(node[0], resources, depth + 1)
    if family in ("Separation", "DeviceN"):
        names = [node[1]] if family == "Separation" else list(node[1])
        plates = tuple(str(name)[1:] for name in names)
        return Space(family, plates, space_of(node[2], resources, depth + 1))
    if family in ("Indexed", "Pattern"):
        return Space(family, (), space_of(node[1], resources, depth + 1))
    return Space(family)


def own_spaces(resources: Node) -> dict[str, Space]:
    """Return what a page or form puts in place of the device spaces (ISO 32000-1, 8.6.5.6)."""
    named = resources.get("/ColorSpace", Dictionary())
    return {
        family: space_of(named[default], Dictionary())
        for family, default in _DEFAULTS.items()
        if default in named
    }


def first_ink(space: Space) -> Ink:
    """Return the colour that a space begins with (ISO 32000-1, 8.6.3 to 8.6.6)."""
    if space.family in ("Separation", "DeviceN"):
        return Ink(space, (1.0,) * len(space.plates))
    if space.family == "DeviceCMYK":
        return Ink(space, (0.0, 0.0, 0.0, 1.0))
    return Ink(space, (0.0,) * _COMPONENTS.get(space.family, 0))


@cache
def device_ink(family: str, values: tuple[float, ...]) -> Ink:
    """Return a colour of one of the device spaces."""
    return Ink(_DEVICE[family], values)
