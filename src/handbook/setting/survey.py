"""Survey pages as the engine laid them out: every line in reading order, and what it stands in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes as kinds

Boxes = Any
"""Whatever the engine gives: it has no types."""

Ground = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""
WHITE: Ground = (1.0, 1.0, 1.0)


class Scene(NamedTuple):
    """What a line stands in."""

    role: str = "text"
    """`text`, `list`, `heading`, `table`, `code`, `note`, `running`, or `raised`."""
    ground: Ground = WHITE
    listed: bool = False
    """Whether it is part of a checklist."""
    flows: bool = True
    """Whether it stands in the column of text, and not at a place of its own."""


class Piece(NamedTuple):
    """A text of a line, in one style."""

    box: Boxes
    scene: Scene


class Line(NamedTuple):
    """A line of text, or a picture."""

    box: Boxes
    holder: Boxes
    """The block, the cell or the box of the margin that it is set in."""
    scene: Scene
    near: str
    """The id or the number of a paragraph that was met last."""
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """What it says; of a picture, its description."""
        if self.pieces:
            return "".join(piece.box.text for piece in self.pieces).strip()
        return str(_of(self.box, "alt"))


class Extent(NamedTuple):
    """What of a page a changed element takes, in pixels."""

    kinds: str
    """How it changed, with spaces between."""
    id: str
    top: float
    bottom: float


CHANGE = "data-change"
"""Attribute that says how an element has changed."""
Passed = tuple[str, int]
"""Class and number of an element."""
WHOLES = ("list", "stage")
"""Classes of what is best seen whole."""


@dataclass(slots=True)
class Page:
    """A page that was surveyed; lengths in pixels from the upper left corner of the trim."""

    box: Boxes
    near: str = ""
    foot: float = 0.0
    """Lower edge of the last line, picture or row in the column of text."""
    lines: list[Line] = field(default_factory=list)
    passed: dict[Passed, str] = field(default_factory=dict)
    """Checklists and their stages on the page, with the id that was met last before each."""
    changed: dict[int, Extent] = field(default_factory=dict)
    """Changed elements on the page, by their number."""


_ROLES = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("pre", "code", "kbd", "samp"), "code"),
    **dict.fromkeys(("sup", "sub"), "raised"),
    "table": "table",
}
_MARKERS = ("::footnote-call", "::footnote-marker")
_STRENGTH = ("text", "table", "heading", "list", "code", "note", "running", "raised")
"""Roles; a later one holds within an earlier one, and not the other way about."""


def survey(document: Boxes) -> tuple[Page, ...]:
    """Return the pages of a document that the engine has laid out."""
    pages = []
    near = ""
    for sheet in document.pages:
        page = Page(sheet._page_box, near)
        _visit(page, page.box, _on(Scene(), page.box))
        pages.append(page)
        near = page.near
    return tuple(pages)


def _visit(page: Page, holder: Boxes, scene: Scene) -> None:
    """Note all lines in a block; a method of the engine's boxes would wrap what is out of flow."""
    for box in getattr(holder, "children", ()):
        inner = _on(scene, box)
        _note(page, box)
        if isinstance(box, kinds.LineBox):
            _add(page, Line(box, holder, scene, page.near, tuple(_pieces(page, box, scene))))
        elif isinstance(box, kinds.ReplacedBox):
            _add(page, Line(box, holder, inner, page.near, ()))
        else:
            if isinstance(box, kinds.TableRowBox) and inner.flows:
                page.foot = max(page.foot, box.position_y + box.height)
            _visit(page, box, inner)


def _add(page: Page, line: Line) -> None:
    page.lines.append(line)
    if line.scene.flows:
        page.foot = max(page.foot, line.box.position_y + line.box.margin_height())


def _pieces(page: Page, line: Boxes, scene: Scene) -> Iterator[Piece]:
    """Yield the texts of a line; what is a block inside it has lines of its own."""
    for box in line.children:
        if isinstance(box, kinds.TextBox):
            yield Piece(box, scene)
            continue
        inner = _on(scene, box)
        _note(page, box)
        if isinstance(box, kinds.InlineBox):
            yield from _pieces(page, box, inner)
        elif isinstance(box, kinds.ReplacedBox):
            _add(page, Line(box, line, inner, page.near, ()))
        else:
            _visit(page, box, inner)


def _note(page: Page, box: Boxes) -> None:
    """Note the ids, the numbers of paragraphs, the lists, the stages and changes passed."""
    names = _of(box, "class").split()
    if names and names[0] in WHOLES and "shown" not in names:
        page.passed[names[0], id(box.element)] = page.near
    name = (box.element.text or "") if "n" in names else _of(box, "id")
    if name and not name.startswith("mark:"):
        page.near = name
    if _of(box, CHANGE) and "::" not in box.element_tag:
        page.changed[id(box.element)] = _widened(page.changed.get(id(box.element)), box)


def _widened(known: Extent | None, box: Boxes) -> Extent:
    """Return what an element takes, with another box of it; the border belongs to it."""
    top = box.border_box_y()
    bottom = top + box.border_height()
    if known:
        return known._replace(top=min(known.top, top), bottom=max(known.bottom, bottom))
    return Extent(_of(box, CHANGE), _of(box, "id"), top, bottom)


def _of(box: Boxes, key: str) -> str:
    return box.element.get(key, "") if box.element is not None else ""


def _on(scene: Scene, box: Boxes) -> Scene:
    """Return the scene inside a box."""
    role, ground, listed, flows = scene
    found = _role(box)
    if found and _STRENGTH.index(found) > _STRENGTH.index(role):
        role = found
        listed = listed or found == "list"
        flows = flows and found not in ("running", "note")
    style = box.style
    if flows and (style["position"] in ("absolute", "fixed") or style["float"] != "none"):
        flows = False
    colour = style["background_color"]
    if colour.alpha:
        ground = over(colour, ground)
    changed = Scene(role, ground, listed, flows)
    return scene if changed == scene else changed


def _role(box: Boxes) -> str:
    if isinstance(box, kinds.MarginBox):
        return "running"
    if isinstance(box, kinds.FootnoteAreaBox):
        return "note"
    tag = box.element_tag or ""
    if tag.endswith(_MARKERS):
        return "raised"
    return "list" if "list" in _of(box, "class").split() else _ROLES.get(tag, "")


def over(colour: Boxes, ground: Ground) -> Ground:
    """Return a colour of the engine on a ground."""
    alpha = colour.alpha
    red, green, blue = (
        alpha * own + (1 - alpha) * below
        for own, below in zip(colour.to("srgb").coordinates, ground, strict=True)
    )
    return red, green, blue
