"""The tree of a page to rich text: HTML of our own writing, with typed holes."""

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

from handbook.book.model import (
    Abbr,
    Cite,
    FactRef,
    Hole,
    Image,
    Mark,
    NoteRef,
    Only,
    Ref,
    Rich,
    ValueRef,
)
from handbook.book.places import Place
from handbook.book.walk import join
from handbook.manuscript.attributes import attributes, settle_table
from handbook.manuscript.cleaning import names
from handbook.manuscript.scene import (
    Scene,
    applies_to,
    inside,
    judge,
    one_line,
    says,
    traced,
)
from handbook.manuscript.tracing import END, LINE

VALUE = re.compile(r"\{\{([^{}]*)\}\}")
"""`{{ post.capital }}`: the place of a value."""
BOX_TITLE, BOX = "data-title", "data-box"

_RENAMED = {"b": "strong", "i": "em", "strike": "s", "tt": "code"}
_INLINE = names(
    "abbr bdi bdo cite code del dfn em ins kbd mark q rp rt ruby s samp small strong sub sup u var"
    " wbr"
)
_BLOCKS = names(
    "blockquote caption dd dl dt figcaption figure hr li ol p pre table tbody td tfoot th thead tr"
    " ul"
)
_UNDONE = names("center details div h1 h2 h3 h4 h5 h6 section summary")
_CONDITIONAL = names("blockquote div dl hr li ol p pre table tr ul")
"""Elements that may be meant for some variants; others are for all that show what is around."""
_VOID = frozenset({"hr", "wbr"})
_HEADINGS = names("h1 h2 h3 h4 h5 h6 summary")


def write(element: Any, scene: Scene, *, spot: bool = True) -> Rich:
    """Return an element as rich text, its own tags included.

    `spot` tells whether abbreviations are to be found in it.
    """
    writer = _Writer(scene, spot)
    writer.enter(traced(element))
    writer.element(element)
    return writer.rich()


def write_inside(element: Any, scene: Scene, *, spot: bool = True) -> Rich:
    """Return what is inside an element as rich text."""
    writer = _Writer(scene, spot)
    writer.enter(traced(element))
    writer.inside(element)
    return writer.rich()


def pictures_of(paragraph: Any, scene: Scene) -> list[Any]:
    """Return the pictures of a paragraph that holds nothing else, all of the manuscript."""
    pictures = _pictures(paragraph)
    sources = [one.get("data-src", one.get("src", "")).strip() for one in pictures]
    return pictures if all(one and inside(scene.path, one) for one in sources) else []


def _pictures(paragraph: Any) -> list[Any]:
    pictures: list[Any] = []
    stack = [paragraph]
    while stack:
        element = stack.pop()
        if element.tag == "img":
            pictures.insert(0, element)
        elif element.tag == "br" or "data-caption" in element.attrib:
            pass
        elif element.tag not in ("p", "a", "span") or (element.text or "").strip():
            return []
        else:
            stack += element
        if element is not paragraph and (element.tail or "").strip():
            return []
    return pictures


class _Writer:
    """Writes elements, one after the other, as strings and holes."""

    def __init__(self, scene: Scene, spot: bool) -> None:
        self.scene = scene
        self.spot = spot
        self.parts: list[str | Hole] = []
        self.at_edge = True
        self.verbatim = False
        self.literal = False
        self.line = 0
        self.end = 1
        self.cursor = 0, 0

    def rich(self) -> Rich:
        """Return what was written."""
        self._edge()
        return join(self.parts)

    def enter(self, element: Any) -> None:
        """Go on to the lines of an element."""
        if (line := element.get(LINE)) is not None:
            self.line = int(line)
            self.cursor = self.line, 0
            self.end = int(element.get(END, self.line + 1))

    def element(self, element: Any) -> None:
        """Write an element with its tags, without what follows it."""
        before = self.line, self.end, self.cursor
        self.enter(element)
        if element.tag in _CONDITIONAL and (applies := applies_to(element)):
            place = self.scene.place(self.line)
            self._edge()
            self.parts.append(Only(place, applies))
            self._whole(element)
            self.parts.append(Only(place))
        else:
            self.scene.refuse_conditions(element)
            self._whole(element)
        if LINE in element.attrib:
            self.line, self.end, self.cursor = before

    def _whole(self, element: Any) -> None:
        special = _SPECIAL.get(element.tag)
        if special is None or not special(self, element):
            self._plain(element)

    def inside(self, element: Any) -> None:
        """Write what is inside an element."""
        self._text(element.text)
        for child in element:
            self.element(child)
            self._text(child.tail)

    def _plain(self, element: Any) -> None:
        name = _RENAMED.get(element.tag, element.tag)
        block = name in _BLOCKS or name in _UNDONE
        if block:
            self._edge()
        if name in _BLOCKS or name in _INLINE:
            self.parts.append(f"<{name}{attributes(element, name)}>")
        if name not in _VOID:
            self.inside(element)
            if block:
                self._edge()
            if name not in _UNDONE and (name in _BLOCKS or name in _INLINE):
                self.parts.append(f"</{name}>")
        if block:
            self._edge()

    def _tagged(self, element: Any, opening: str, closing: str, spot: bool | None = None) -> None:
        """Write what is inside an element between tags of our own."""
        spotted, self.spot = self.spot, self.spot if spot is None else spot
        self.parts.append(opening)
        self.inside(element)
        self.parts.append(closing)
        self.spot = spotted

    def _edge(self) -> None:
        """Leave no space before or after the edge of a block."""
        if self.parts and isinstance(last := self.parts[-1], str) and not self.verbatim:
            self.parts[-1] = last.rstrip(" ")
        self.at_edge = True

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self.verbatim:
            self.parts.append(html.escape(text, quote=False))
            return
        text = one_line(text)
        if self.at_edge:
            text = text.lstrip(" ")
        if text:
            self.at_edge = False
            self._with_values(text)

    def _with_values(self, text: str) -> None:
        start = 0
        for found in VALUE.finditer(text) if not self.literal else ():
            self._spotted(text[start : found.start()])
            place = self._place(found[0])
            seen = len(self.parts)
            self._spotted(found[0])
            plain = join(self.parts[seen:])
            self.parts[seen:] = [ValueRef(found[1].strip(), place, plain)]
            start = found.end()
        self._spotted(text[start:])

    def _spotted(self, text: str) -> None:
        start = 0
        if self.spot and self.scene.short_forms:
            for found in self.scene.short_forms.finditer(text):
                self.parts.append(html.escape(text[start : found.start()], quote=False))
                self.parts.append(Abbr(found[0], self._place(found[0])))
                start = found.end()
        self.parts.append(html.escape(text[start:], quote=False))

    def _hole(self, hole: Hole) -> None:
        self.at_edge = False
        self.parts.append(hole)

    def _place(self, words: str) -> Place:
        """Return the place of some words, looked for from the last find on."""
        line, column = self.cursor
        found = self.scene.lines.within(words, line, self.end, column)
        self.cursor = found or self.cursor
        return self.scene.place(found[0] if found else self.line)

    def _report(self, code: str, words: str, message: str, hint: str = "") -> None:
        self.scene.report(code, self._place(words).line - self.scene.first_line, message, hint)

    # What follows returns whether it has written the element.

    def _paragraph(self, element: Any) -> bool:
        if not says(element):
            return True
        if not pictures_of(element, self.scene):
            return False
        self._edge()
        self._tagged(element, "<figure>", "", spot=False)
        caption = element.find(".//span[@data-caption]")
        if caption is not None:
            self._tagged(caption, "<figcaption>", "</figcaption>", spot=False)
        self.parts.append("</figure>")
        self._edge()
        return True

    def _heading(self, element: Any) -> bool:
        self._edge()
        self._tagged(element, "<p><strong>", "</strong></p>", spot=False)
        self._edge()
        return True

    def _box(self, element: Any) -> bool:
        if kind := element.get(BOX):
            self._edge()
            self._tagged(element, f'<div class="box {html.escape(kind)}">', "</div>")
            self._edge()
        return bool(kind)

    def _box_paragraph(self, element: Any) -> bool:
        if BOX_TITLE not in element.attrib:
            return self._paragraph(element)
        self._edge()
        self._tagged(element, '<p class="title">', "</p>", spot=False)
        self._edge()
        return True

    def _code(self, element: Any) -> bool:
        before, self.literal = self.literal, True
        self._tagged(element, f"<code{attributes(element, 'code')}>", "</code>", spot=False)
        self.literal = before
        return True

    def _preformatted(self, element: Any) -> bool:
        self._edge()
        inner = element[-1] if len(element) else element
        inner.text = (inner.text or "").rstrip("\n")
        self.verbatim = True
        self._tagged(element, "<pre>", "</pre>", spot=False)
        self.verbatim = False
        self._edge()
        return True

    def _break(self, element: Any) -> bool:
        self._edge()
        self.parts.append("<br>")
        return True

    def _table(self, element: Any) -> bool:
        settle_table(element, self.scene)
        return False

    def _superscript(self, element: Any) -> bool:
        label = element.get("data-note")
        if label is not None:
            self._hole(NoteRef(label, self._place(f"[^{label}]")))
        return label is not None

    def _span(self, element: Any) -> bool:
        if "data-caption" in element.attrib:
            return True
        if source := element.get("data-cite"):
            place = self._place(f"@{source}")
            self._hole(Cite(source, element.get("data-locator", ""), place))
            return True
        if fact := element.get("data-fact"):
            self._hole(FactRef(fact, self._place(f"[={fact}]")))
            return True
        if entry := element.get("data-index"):
            self.parts.append(Mark(entry, self._place("(("), element.get("data-sub", "")))
            self.inside(element)
            return True
        if label := element.get("data-lonely"):
            self._report("HB110", f"[^{label}]", f'the footnote "{label}" has no text')
        said = attributes(element, "span")
        if said:
            self._tagged(element, f"<span{said}>", "</span>")
        return bool(said)

    def _image(self, element: Any) -> bool:
        source = element.get("data-src", element.get("src", "")).strip()
        alt = one_line(element.get("alt", "")).strip()
        place = self._place(source or alt)
        line = place.line - self.scene.first_line
        if not source or inside(self.scene.path, source) is None:
            what = f'the picture "{source}"' if source else "a picture"
            self.scene.report("HB404", line, f"{what} is not in the manuscript")
            self._text(alt)
            return True
        if not alt and "decorative" not in element.get("class", "").split():
            self.scene.report("HB403", line, f'the picture "{source}" has no alternative text')
        self._hole(Image(source, alt, place))
        return True

    def _link(self, element: Any) -> bool:
        given = element.get("data-href", element.get("href"))
        if given is None:
            return False
        address = judge(self.scene.path, given)
        if address.outside:
            self._tagged(element, f'<a href="{html.escape(address.outside)}">', "</a>", spot=False)
        elif address.target:
            self._reference(element, address.target, given)
        else:
            what = f'the address "{given}" was left out' if given else "the link has no address"
            self._report(address.code, given, what)
            self.inside(element)
        return True

    def _reference(self, element: Any, target: str, given: str) -> None:
        place = self._place(given)
        words = write_inside(element, self.scene, spot=False)
        pictures = [part for part in words if isinstance(part, Image)]
        for picture in pictures:
            self._hole(picture)
        if not pictures:
            shown = (part.plain if isinstance(part, ValueRef) else (part,) for part in words)
            text = "".join(part for some in shown for part in some if isinstance(part, str))
            self._hole(Ref(target, text, place))


_SPECIAL: Mapping[str, Callable[[_Writer, Any], bool]] = {
    **dict.fromkeys(_HEADINGS, _Writer._heading),
    "a": _Writer._link,
    "br": _Writer._break,
    "code": _Writer._code,
    "div": _Writer._box,
    "img": _Writer._image,
    "p": _Writer._box_paragraph,
    "pre": _Writer._preformatted,
    "span": _Writer._span,
    "sup": _Writer._superscript,
    "table": _Writer._table,
}
