"""The blocks of a page: paragraphs, figures, tables, boxes and the rest, with ids and captions."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Any, TypeVar

from handbook.book.findings import Finding
from handbook.book.model import Block, Conditions, Image, Rich
from handbook.book.places import Place
from handbook.book.walk import join
from handbook.manuscript.dialect import plain_tree, to_tree
from handbook.manuscript.richtext import BOX, BOX_TITLE, pictures_of, write, write_inside
from handbook.manuscript.scene import (
    Scene,
    applies_to,
    line_of,
    put_around,
    says,
    short_forms,
    traced,
    words_of,
)
from handbook.manuscript.sourcetext import Lines, tidy
from handbook.manuscript.tracing import END, LINE

DEEPEST_LIST = 4
"""Levels of lists that a reader can follow."""
HEADINGS: Mapping[str, int] = {f"h{level}": level for level in range(1, 7)}
MARKS = ("data-box", "data-changes", "data-checklist", "data-show", "data-table", "data-notes")
"""Attributes of elements that are more than a wrapper."""

_KINDS: Mapping[str, str] = {
    "blockquote": "quote",
    "dl": "definitions",
    "hr": "rule",
    "ol": "list",
    "p": "paragraph",
    "pre": "code",
    "table": "table",
    "ul": "list",
}
_WRAPPERS = frozenset({"center", "details", "div", "section"})
_STANDING = frozenset({*_KINDS, *_WRAPPERS, *HEADINGS, "figure", "summary"})
_LISTS = ("ol", "ul")

T = TypeVar("T")


def open_scene(text: str, path: str, first_line: int, abbreviations: Collection[str] = ()) -> Scene:
    """Return the scene of a file, its text tidied."""
    return Scene(path, first_line, Lines(tidy(text)), short_forms(abbreviations))


def build(scene: Scene, make: Callable[[Any], T], **kind: bool) -> T:
    """Return what is made of the tree of a text; of paragraphs of plain text if it is too deep."""
    try:
        root = to_tree(scene.lines, scene.report, **kind)
        _settle_captions(root)
        return make(root)
    except RecursionError:
        scene.findings.clear()
        scene.report("HB207", 0, "it is nested too deeply")
        return make(plain_tree(scene.lines))


@lru_cache(4096)
def parse_inline(text: str, place: Place) -> tuple[Rich, tuple[Finding, ...]]:
    """Return a line of Markdown, such as the text of a term, as rich text."""
    scene = open_scene(text, place.path, place.line)
    return build(scene, lambda root: run_in(root, scene), inline=True), tuple(scene.findings)


def run_in(parent: Any, scene: Scene, *, spot: bool = True) -> Rich:
    """Return the paragraphs inside an element as one line of rich text."""
    rich: list[Any] = []
    for element in list(elements_of(parent)):
        scene.refuse_conditions(element)
        own = write_inside if element.tag == "p" else write
        rich += [" "] * bool(rich) + list(own(element, scene, spot=spot))
    return join(rich)


def heading_of(element: Any, scene: Scene) -> Rich:
    """Return what a heading says; for a picture alone, its alternative text."""
    rich = write_inside(element, scene, spot=False)
    words = join(part for part in rich if not isinstance(part, Image))
    alts = (escape(part.alt, quote=False) for part in rich if isinstance(part, Image))
    return words or join(alts)


def elements_of(parent: Any) -> Iterator[Any]:
    """Yield the blocks inside an element; wrappers are opened, loose text becomes a paragraph."""
    run = _run(parent, parent.text)
    for child in list(parent):
        tail, child.tail = child.tail, None
        if child.tag not in _STANDING:
            run.append(child)
            child.tail = tail
            continue
        if says(run):
            yield run
        wrapper = child.tag in _WRAPPERS and not any(mark in child.attrib for mark in MARKS)
        yield from _opened(child) if wrapper else (child,)
        run = _run(parent, tail)
    if says(run):
        yield run


def _opened(wrapper: Any) -> Iterator[Any]:
    """Yield the blocks inside a wrapper, each with its conditions."""
    conditions = applies_to(wrapper)
    for element in elements_of(wrapper):
        put_around(element, conditions)
        yield element


def _run(parent: Any, text: str | None) -> Any:
    known = traced(parent)
    run = parent.makeelement("p", {LINE: known.get(LINE, "0"), END: known.get(END, "1")})
    run.text = text
    return run


def anchor_of(element: Any) -> str:
    """Return the id of an anchor that stands alone in a paragraph."""
    if element.tag != "p" or words_of(element) or element.find(".//img") is not None:
        return ""
    ids = [one.get("id") or one.get("name") for one in element.iter("a", "span")]
    return next((one for one in ids if one), "") if element.find(".//sup") is None else ""


def blocks_of(element: Any, scene: Scene) -> tuple[Block, ...]:
    """Return an element as blocks: one, none if it says nothing, several of a mixed figure."""
    applies = applies_to(element)
    blocks = _blocks_of(element, scene)
    if not applies:
        return blocks
    return tuple(replace(block, applies=(*applies, *block.applies)) for block in blocks)


def _blocks_of(element: Any, scene: Scene) -> tuple[Block, ...]:
    if element.tag == "figure":
        return _figure(element, scene)
    if BOX in element.attrib:
        return (_box(element, scene),)
    pictures = pictures_of(element, scene) if element.tag == "p" else []
    if pictures:
        return (_pictures(element, pictures, scene),)
    if element.tag in _LISTS:
        _measure(element, scene)
    title: Rich = ()
    if element.tag == "table" and (caption := element.find("caption")) is not None:
        title = run_in(caption, scene, spot=False)
        element.remove(caption)
    if element.tag == "p" and not says(element):
        return ()
    body = write(element, scene)
    place = scene.place(line_of(element))
    kind = _KINDS.get(element.tag, "paragraph")
    return (Block(kind, body, place, scene.id_of(element), title),)


def _box(element: Any, scene: Scene) -> Block:
    title: Rich = ()
    own_id = scene.id_of(element)
    head = element[0] if len(element) and BOX_TITLE in element[0].attrib else None
    applies: Conditions = ()
    if head is not None:
        applies = applies_to(head)
        title = write_inside(head, scene, spot=False)
        own_id = own_id or scene.id_of(head)
        element.remove(head)
    body = write_inside(element, scene)
    place = scene.place(line_of(element))
    return Block(element.get(BOX), body, place, own_id, title, applies=applies)


def _figure(element: Any, scene: Scene) -> tuple[Block, ...]:
    """Return a figure of HTML or of a caption block: of a table, of pictures, of anything."""
    caption = element.find("figcaption")
    title: Rich = ()
    if caption is not None:
        title = run_in(caption, scene, spot=False)
        element.remove(caption)
    for table in element.findall("table"):
        table.set("class", f"{table.get('class', '')} {element.get('class', '')}")
    inside = [block for one in elements_of(element) for block in blocks_of(one, scene)]
    if not inside:
        body = ("<p>", *title, "</p>") if title else ()
        return (Block("paragraph", body, scene.place(line_of(element))),) if title else ()
    first = inside[0]
    own_id = scene.id_of(element) or first.id
    return (replace(first, id=own_id, title=title or first.title), *inside[1:])


def _pictures(element: Any, pictures: list[Any], scene: Scene) -> Block:
    caption = element.find(".//span[@data-caption]")
    title = run_in(caption, scene, spot=False) if caption is not None else ()
    ids = [scene.id_of(one) for one in (element, *pictures)]
    applies = tuple(condition for one in pictures for condition in applies_to(one))
    body = tuple(part for part in write_inside(element, scene) if isinstance(part, Image))
    place = scene.place(line_of(element))
    own_id = next((one for one in ids if one), "")
    return Block("figure", body, place, own_id, title, applies=applies)


def _measure(element: Any, scene: Scene) -> None:
    """Report a list that is nested more deeply than a reader can follow."""
    stack = [(element, 1)]
    while stack:
        one, depth = stack.pop()
        if one.tag in _LISTS and depth > DEEPEST_LIST:
            scene.report("HB205", line_of(one), f"the list goes more than {DEEPEST_LIST} deep")
            return
        stack += [(child, depth + (one.tag in _LISTS)) for child in reversed(one)]


def _settle_captions(root: Any) -> None:
    """Give the caption of a table that was written before it to the table."""
    for figure in list(root.iter("figure")):
        below = figure.getnext()
        if "table-caption" not in figure.get("class", "") or figure.find("table") is not None:
            continue
        if below is not None and below.tag == "table":
            for other in figure.xpath("*[not(self::figcaption)]"):
                figure.addprevious(other)
            figure.insert(0, below)
