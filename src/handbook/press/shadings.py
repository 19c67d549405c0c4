"""Shadings to inks: the colours at the ends of their functions."""

from collections.abc import Callable

from pikepdf import Array, Dictionary, Name

from handbook.press.colours import Ink, Screen, screen
from handbook.press.operators import SPACES
from handbook.setting.objects import Node

FUNCTION_SHADINGS = (1, 2, 3)
"""Kinds of shadings that take their colours of functions alone: by place, axial, radial."""
_BETWEEN, _STITCHED = 2, 3
_PLAIN = frozenset({"/DeviceRGB", "/DeviceGray"})


def ink_shading(shading: Node, ink: Callable[[Screen], Ink]) -> str:
    """Put inks in the place of the colours of a shading; return why it cannot be, if so.

    Its functions are left alone, for others may share them: it gets new ones.
    """
    space, function = shading.ColorSpace, shading.get("/Function")
    if space == Name.DeviceCMYK:
        return ""
    if not isinstance(space, Name) or str(space) not in _PLAIN:
        return "a gradient is in colours that are not plain"
    by_functions = int(shading.ShadingType) in FUNCTION_SHADINGS
    made = _inked(function, ink) if by_functions and function is not None else None
    if made is None:
        return "a gradient does not go from colour to colour"
    shading.Function = made
    if "/Background" in shading:
        shading.Background = _ink(shading.Background, ink)
    shading.ColorSpace = SPACES[len(ink((0, 0, 0)))]
    return ""


def _inked(function: Node, ink: Callable[[Screen], Ink]) -> Node | None:
    """Return a function from ink to ink; None for one that is not between two colours."""
    if isinstance(function, Array):
        return None
    kind, made = int(function.FunctionType), Dictionary(dict(function.items()))
    if kind == _BETWEEN:
        made.C0 = _ink(function.get("/C0", Array([0])), ink)
        made.C1 = _ink(function.get("/C1", Array([1])), ink)
        return made
    parts = [_inked(part, ink) for part in function.Functions] if kind == _STITCHED else [None]
    if None in parts:
        return None
    made.Functions = Array(parts)
    return made


def _ink(components: Node, ink: Callable[[Screen], Ink]) -> Array:
    colour = screen(*(float(one) for one in components))
    return Array([round(one, 4) for one in ink(colour)])
