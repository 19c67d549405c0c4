"""What the engine leaves out of its tags: languages, footnotes and their calls, changes.

WeasyPrint 70 builds a tag for each box and keeps nothing of `lang`, nor of what a footnote is. One
function of its `pdf.tags` calls itself for every box; it is wrapped here, and says the rest.
"""

from collections.abc import Iterator
from typing import Any

from weasyprint.pdf import tags

from handbook.setting.announcements import ELEMENT, SAID

NOTE_CLASS = "footnote"
"""Class of the `span` whose text stands at the foot of the page."""
Boxes = Any
"""Whatever the engine gives: it has no types."""

_engines_own = tags._build_box_tree
_WITHOUT_A_TAG = frozenset(("html", "body"))
_OF_A_NOTE = {"span": "/Note", "span::footnote-call": "/Reference", "span::footnote-marker": "/Lbl"}


def teach_the_engine() -> None:
    """Let the engine say the language of each element, which are notes, and which have changed."""
    tags._build_box_tree = _build_box_tree


def _build_box_tree(box: Boxes, parent: Boxes, *rest: Boxes) -> Iterator[Boxes]:
    box = getattr(box, "_box", box)  # what the engine puts for an absolute box
    built = _engines_own(box, parent, *rest)
    if box.element is None or box.element_tag in _WITHOUT_A_TAG:
        yield from built
        return
    for tag in built:
        _say(box, tag)
        yield tag


def _say(box: Boxes, tag: Boxes) -> None:
    given = box.element.attrib
    if "::" not in box.element_tag:
        for attribute, key in SAID.items():
            if attribute in given:
                tag[ELEMENT[1:]] = id(box.element)
                tag[key[1:]] = tags.pydyf.String(given[attribute])
    if "lang" in given:
        tag["Lang"] = tags.pydyf.String(given["lang"])
    if given.get("class") == NOTE_CLASS and "id" in given and box.element_tag in _OF_A_NOTE:
        tag["S"] = _OF_A_NOTE[box.element_tag]
        if tag["S"] != "/Lbl":
            tag["ID"] = tags.pydyf.String(given["id"])
        if tag["S"] == "/Reference":
            # A raised call has no height of its own: its type has.
            x, y, width, height = box.hit_area()
            middle, half = y + height / 2, max(height, box.style["font_size"]) / 2
            corners = tags.pydyf.Array((x, middle - half, x + width, middle + half))
            tag["A"] = tags.pydyf.Dictionary({"O": "/Layout", "BBox": corners})
