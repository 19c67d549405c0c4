"""Re-ink pages: every colour of the screen in them becomes an ink, wherever it stands.

Pages are walked with all that they draw: forms, patterns, shadings, masks and pictures, each
once. What cannot be printed is noted with the page that shows it first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream

from handbook.press.colours import Ink, Lights, Screen, named
from handbook.press.operators import BEGINNING, OVER, SPACES, UNDER, State, Walk
from handbook.press.shadings import ink_shading
from handbook.setting.objects import Node

STATES: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        OVER: {"/OP": True, "/op": True, "/OPM": 1},
        UNDER: {"/OP": False, "/op": False, "/OPM": 0},
    }
)
_PRUNED = ("/XObject", "/ExtGState", "/Pattern", "/Shading")
"""Resources of which a page keeps only what it uses."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be printed."""

    code: str
    message: str


class Colours(Protocol):
    """What becomes of colours: a palette, or the greys of a mask."""

    def ink(self, colour: Screen) -> Ink | None:
        """Return the ink of a colour; None when it is refused."""


InkPicture = Callable[[Node], tuple[Fault, ...]]
"""Puts inks in the place of the colours of a picture, or says why not."""


@dataclass(slots=True)
class Inking:
    """What all pages of a PDF are re-inked with, and what was found on the way."""

    pdf: Pdf
    colours: Colours
    ink_picture: InkPicture
    flat: bool = False
    """Whether nothing is see-through but pictures: then groups change nothing, and are left out."""
    faults: list[Fault] = field(default_factory=list)
    """Of the page at hand."""
    blends: bool = False
    """Whether anything on the page at hand is transparent."""
    _done: dict[tuple[int, int], bool] = field(default_factory=dict)
    """What was re-inked before, and whether anything in it is transparent."""
    _states: dict[str, Node] = field(default_factory=dict)

    def ink_page(self, page: Node) -> tuple[Fault, ...]:
        """Re-ink a page, and return what cannot be printed of it."""
        self.faults, self.blends = [], False
        content = self._walked(page, BEGINNING)
        page.Contents = self.pdf.make_stream(b"0 0 0 1 k 0 0 0 1 K\n" + content)
        if "/Group" in page:
            del page["/Group"]
        if self.blends:
            page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK, I=True)
        return tuple(dict.fromkeys(self.faults))

    def ink(self, colour: Screen) -> Ink:
        """Return the ink of a colour; one that is refused is noted, and gets none."""
        found = self.colours.ink(colour)
        if found is None:
            self.fault("HB823", f"{named(colour)} is not in the table of inks")
        return found or (0, 0, 0, 0)

    def fault(self, code: str, message: str) -> None:
        """Note what cannot be printed."""
        self.faults.append(Fault(code, message))

    def drawn(self, thing: Node) -> None:
        """Re-ink a form or a picture."""
        is_form = thing.get("/Subtype") == Name.Form
        self._once(thing, self._form if is_form else self._picture)

    def pattern(self, pattern: Node) -> None:
        """Re-ink a pattern: its cell, or its shading."""
        if int(pattern.PatternType) == 1:
            self._once(pattern, self._form)
        else:
            self.shading(pattern.Shading)

    def shading(self, shading: Node) -> None:
        """Re-ink a shading."""
        self._once(shading, self._shading)

    def look(self, state: Node) -> None:
        """See what a graphics state does: it may be transparent, or have a soft mask."""
        mask = state.get("/SMask")
        if isinstance(mask, Dictionary):
            self._once(mask.G, self._mask)
        self.blends |= is_sheer(state)

    def _walked(self, holder: Node, state: State) -> bytes:
        """Return the operators of a page or a form, re-inked; it keeps the resources it uses."""
        resources: Node = Dictionary(holder.get("/Resources", Dictionary()))
        walk = Walk(self, resources, state)
        for instruction in pikepdf.parse_content_stream(holder):
            walk.take(instruction)
        for name in {OVER, UNDER} & walk.used.get("/ExtGState", set()):
            resources.ExtGState = Dictionary(resources.get("/ExtGState", Dictionary()))
            resources.ExtGState[name] = self._state(name)
        for kind in _PRUNED:
            if kind in resources:
                kept = sorted(walk.used.get(kind, set()))
                resources[kind] = Dictionary({name: resources[kind][name] for name in kept})
        if "/ColorSpace" in resources:
            del resources["/ColorSpace"]
        holder.Resources = resources
        return pikepdf.unparse_content_stream(walk.out)

    def _state(self, name: str) -> Node:
        if name not in self._states:
            self._states[name] = self.pdf.make_indirect(Dictionary(STATES[name]))
        return self._states[name]

    def _once(self, node: Node, work: Callable[[Node], None]) -> None:
        """Do what was not done to an object before; know again whether it is transparent."""
        known = self._done.get(node.objgen) if node.is_indirect else None
        if known is None:
            before, self.blends = self.blends, False
            self._done[node.objgen] = False
            work(node)
            known = self._done[node.objgen] = self.blends
            self.blends = before
        self.blends |= known

    def _form(self, form: Node) -> None:
        form.write(self._walked(form, State()))
        for key in ("/StructParent", "/StructParents"):
            if key in form:
                del form[key]
        if "/Group" in form and self.flat:
            del form["/Group"]
        elif "/Group" in form:
            self.blends = True
            form.Group.CS = SPACES[len(self.ink((0, 0, 0)))]

    def _picture(self, picture: Node) -> None:
        self.blends = "/SMask" in picture
        self.faults.extend(self.ink_picture(picture))

    def _shading(self, shading: Node) -> None:
        message = ink_shading(shading, self.ink)
        if message:
            self.fault("HB825", message)

    def _mask(self, form: Node) -> None:
        """Make the group of a soft mask grey."""
        light = Inking(self.pdf, Lights(), self.ink_picture, _states=self._states)
        light.drawn(form)
        self.faults += light.faults


def is_flat(pdf: Pdf) -> bool:
    """Tell whether no graphics state of a PDF lets through what lies below."""
    holders = [one for one in pdf.objects if isinstance(one, Dictionary | Stream)]
    resources = [*holders, *(one.get("/Resources", Dictionary()) for one in holders)]
    states = (one.get("/ExtGState", Dictionary()) for one in resources)
    return not any(is_sheer(state) for some in states for _, state in some.items())


def is_sheer(state: Node) -> bool:
    """Tell whether a graphics state lets through what lies below."""
    solid = all(float(state.get(key, 1)) == 1 for key in ("/ca", "/CA"))
    blended = str(state.get("/BM", "/Normal")) not in ("/Normal", "/Compatible")
    return not solid or blended or isinstance(state.get("/SMask"), Dictionary)
