"""The operators of a page to those of a plate: colours to inks, and overprint for black text.

Black text is set to print over what lies below it (ISO 32000-1, 8.6.7), so that no white rim
shows when plates are out of register. Nothing else is, and white never.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Protocol

from pikepdf import ContentStreamInlineImage, Name, Operator

from handbook.press.colours import BLACK, Ink, Screen, screen
from handbook.setting.objects import Node

OVER, UNDER = "/OPon", "/OPoff"
"""Graphics states: for text that prints over, for all that knocks out."""
SPACES: Mapping[int, Name] = MappingProxyType({1: Name.DeviceGray, 4: Name.DeviceCMYK})
"""Colour spaces by the number of their components."""


class Press(Protocol):
    """What a walk through operators asks for."""

    def ink(self, colour: Screen) -> Ink:
        """Return the ink of a colour."""

    def fault(self, code: str, message: str) -> None:
        """Note what cannot be printed."""

    def drawn(self, thing: Node) -> None:
        """Re-ink a form or a picture."""

    def pattern(self, pattern: Node) -> None:
        """Re-ink a pattern."""

    def shading(self, shading: Node) -> None:
        """Re-ink a shading."""

    def look(self, state: Node) -> None:
        """See what a graphics state does."""


@dataclass(frozen=True, slots=True)
class State:
    """What decides how the next thing is painted; no ink where it is not known, or a pattern."""

    fill: Ink = ()
    stroke: Ink = ()
    fill_space: str = ""
    stroke_space: str = ""
    mode: int = 0
    """Of text."""
    over: bool = False


BEGINNING = State(BLACK, BLACK)
"""Of a page."""

_STROKED_TEXT = frozenset({1, 2, 5, 6})
"""Modes of text that draw its outline (ISO 32000-1, table 106)."""
_PLAIN = frozenset({"/DeviceGray", "/DeviceRGB"})
_SIDES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("rg", "g", "k", "cs", "sc", "scn"), "fill"),
        **dict.fromkeys(("RG", "G", "K", "CS", "SC", "SCN"), "stroke"),
    }
)
"""Which of the two colours an operator sets."""
_UNTAGGED = frozenset({"BMC", "EMC", "MP", "DP"})
"""Tags, which go with a tree that print has not; they are left out."""
_PAINTERS: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {"fill": {1: "g", 4: "k"}, "stroke": {1: "G", 4: "K"}}
)


@dataclass(slots=True)
class Walk:
    """A walk through the operators of a page, a form or the cell of a pattern."""

    press: Press
    resources: Node
    state: State = State()
    out: list[Any] = field(default_factory=list)
    """What was written: operators with their operands."""
    used: dict[str, set[str]] = field(default_factory=dict)
    """Names of the resources that were used, by kind."""
    kept: list[State] = field(default_factory=list)
    path: int | None = None
    """Where in `out` the path at hand begins."""

    def take(self, instruction: Any) -> None:
        """Take the next instruction, and write what becomes of it."""
        if isinstance(instruction, ContentStreamInlineImage):
            self.press.fault("HB825", "a picture stands among the operators")
            return
        operator = instruction.operator
        name = str(operator)
        if name in _UNTAGGED:
            return
        act = _ACTS.get(name)
        if act:
            act(self, name, instruction)
        else:
            self.out.append(instruction)

    def write(self, name: str, *operands: Any) -> None:
        """Write an operator."""
        self.out.append((operands, _operator(name)))

    def resource(self, kind: str, name: Any) -> Node:
        """Return what the resources have under a name, and note that it is used."""
        self.used.setdefault(kind, set()).add(str(name))
        return self.resources[kind][str(name)]

    def overprint(self, wanted: bool, at: int | None = None) -> None:
        """Turn overprint on or off if it is not, here or at a place written before."""
        if self.state.over != wanted:
            state = OVER if wanted else UNDER
            self.used.setdefault("/ExtGState", set()).add(state)
            here = len(self.out) if at is None else at
            self.out.insert(here, ([Name(state)], _operator("gs")))
            self.state = replace(self.state, over=wanted)

    def paint(self, side: str, ink: Ink) -> None:
        """Set a colour."""
        self.write(_PAINTERS[side][len(ink)], *(round(one, 4) for one in ink))
        self.remember(side, ink)

    def remember(self, side: str, ink: Ink, space: str = "") -> None:
        """Remember a colour that was set."""
        if side == "fill":
            self.state = replace(self.state, fill=ink, fill_space=space)
        else:
            self.state = replace(self.state, stroke=ink, stroke_space=space)

    def space(self, side: str) -> str:
        """Return the colour space that was chosen by name."""
        return self.state.fill_space if side == "fill" else self.state.stroke_space


@cache
def _operator(name: str) -> Operator:
    return Operator(name)


def _coloured(walk: Walk, name: str, given: Any) -> None:
    walk.paint(_SIDES[name], walk.press.ink(screen(*map(float, given.operands))))


def _inked(walk: Walk, name: str, given: Any) -> None:
    walk.out.append(given)
    walk.remember(_SIDES[name], tuple(map(float, given.operands)))


def _spaced(walk: Walk, name: str, given: Any) -> None:
    """Choose a colour space: the screen's are left out, and black is what they begin with."""
    side, space = _SIDES[name], _resolved(walk, given.operands[0])
    if space in _PLAIN:
        walk.paint(side, walk.press.ink((0, 0, 0)))
        walk.remember(side, (), space)
        return
    if space not in ("/DeviceCMYK", "/Pattern"):
        walk.press.fault("HB825", f"a colour is in {space[1:]}, which is no ink of the press")
    walk.write(name, Name(space.split(" ")[0]))
    walk.remember(side, BLACK if space == "/DeviceCMYK" else (), space)


def _resolved(walk: Walk, name: Any) -> str:
    """Return the name of a colour space, of a spot colour with the name of its ink."""
    space = walk.resources.get("/ColorSpace", {}).get(str(name), name)
    if isinstance(space, Name):
        return str(space)
    return f"{space[0]} {str(space[1])[1:]}" if space[0] == Name.Separation else str(space[0])


def _filled(walk: Walk, name: str, given: Any) -> None:
    """Set a colour of the space that was chosen."""
    side, operands = _SIDES[name], given.operands
    space = walk.space(side)
    if space in _PLAIN:
        walk.paint(side, walk.press.ink(screen(*map(float, operands))))
        walk.remember(side, (), space)
        return
    if operands and isinstance(operands[-1], Name):
        walk.press.pattern(walk.resource("/Pattern", operands[-1]))
    walk.out.append(given)
    plain = space == "/DeviceCMYK"
    walk.remember(side, tuple(map(float, operands)) if plain else (), space)


def _kept(walk: Walk, name: str, given: Any) -> None:
    walk.kept.append(walk.state)
    walk.out.append(given)


def _restored(walk: Walk, name: str, given: Any) -> None:
    walk.state = walk.kept.pop() if walk.kept else walk.state
    walk.out.append(given)


def _mode(walk: Walk, name: str, given: Any) -> None:
    walk.out.append(given)
    walk.state = replace(walk.state, mode=int(given.operands[0]))


def _shown(walk: Walk, name: str, given: Any) -> None:
    state = walk.state
    outlined = state.mode in _STROKED_TEXT
    walk.overprint(state.fill == BLACK and (not outlined or state.stroke == BLACK))
    walk.out.append(given)


def _begun(walk: Walk, name: str, given: Any) -> None:
    if walk.path is None:
        walk.path = len(walk.out)
    walk.out.append(given)


def _painted(walk: Walk, name: str, given: Any) -> None:
    """Paint a path; between its beginning and its end no state can be set."""
    walk.overprint(False, walk.path)
    walk.out.append(given)
    walk.path = None


def _ended(walk: Walk, name: str, given: Any) -> None:
    walk.out.append(given)
    walk.path = None


def _done(walk: Walk, name: str, given: Any) -> None:
    walk.overprint(False)
    walk.press.drawn(walk.resource("/XObject", given.operands[0]))
    walk.out.append(given)


def _shaded(walk: Walk, name: str, given: Any) -> None:
    walk.overprint(False)
    walk.press.shading(walk.resource("/Shading", given.operands[0]))
    walk.out.append(given)


def _set(walk: Walk, name: str, given: Any) -> None:
    called = given.operands[0]
    known = str(called) in walk.used.get("/ExtGState", ())
    state = walk.resource("/ExtGState", called)
    if not known:
        walk.press.look(state)
    walk.out.append(given)


def _tagged(walk: Walk, name: str, given: Any) -> None:
    """Leave out a tag; if it stands for a layer, that cannot be printed."""
    if str(given.operands[0]) == "/OC":
        walk.press.fault("HB825", "something stands on a layer that can be hidden")


_ACTS: Mapping[str, Callable[[Walk, str, Any], None]] = MappingProxyType(
    {
        **dict.fromkeys(("rg", "RG", "g", "G"), _coloured),
        **dict.fromkeys(("k", "K"), _inked),
        **dict.fromkeys(("cs", "CS"), _spaced),
        **dict.fromkeys(("sc", "SC", "scn", "SCN"), _filled),
        **dict.fromkeys(("Tj", "TJ", "'", '"'), _shown),
        **dict.fromkeys(("m", "re"), _begun),
        **dict.fromkeys(("f", "F", "f*", "S", "s", "B", "B*", "b", "b*"), _painted),
        "BDC": _tagged, "q": _kept, "Q": _restored, "Tr": _mode, "n": _ended,
        "Do": _done, "sh": _shaded, "gs": _set,
    }
)  # fmt: skip
