"""What the book adds to Markdown: boxes, checklists, citations; and attribute lists kept strict."""

import json
import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.attr_list import AttrListExtension, AttrListTreeprocessor
from markdown.inlinepatterns import InlineProcessor, SubstituteTagInlineProcessor
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_any

from handbook.manuscript.marking import BOXES, WHEN

CHECKLIST_SETTINGS = (
    "allow",
    "carry",
    "changes",
    "group",
    "kind",
    "mode",
    "owner",
    "phase",
    "prerequisites",
    "read-first",
    "review-by",
    "revised",
    "sign-off",
    "title",
    "trigger",
    "valid",
    "when",
)
"""Settings of a checklist, beside its id."""
CHANGE_SETTINGS = ("edition", "ids", "kind", "owner", "reference", "sure", "text")
"""What a reason for a change says, beside its text."""

_KEY = re.compile(r"\s*@([\w.:-]*\w)(?:[\s,]+(.*\S))?\s*", re.DOTALL)
_INDEX = r"\(\(\(([^()\s][^()]{0,150})\)\)\)|\(\(([^()\s][^()]{0,100})\)\)"
_PAIR = r"""(?:#[^\s#{}=]+|\.[\w:.-]+|[\w:-]+=(?:"[^"\n}]*"|'[^'\n}]*'|[^\s"'{}=]+))"""
_LIST = rf"\{{:?[ ]*({_PAIR}(?:[ ]+{_PAIR})*)[ ]*\}}"
_ATTRIBUTE_LISTS = {
    "BASE_RE": _LIST,
    "HEADER_RE": re.compile(rf"[ ]+{_LIST}[ ]*$"),
    "BLOCK_RE": re.compile(rf"\n[ ]*{_LIST}[ ]*$"),
    "INLINE_RE": re.compile(rf"^{_LIST}"),
}
"""What the library looks for, made strict."""


class Box(Block):  # type: ignore[misc]  # pymdownx has no types
    """`/// note | Title`: a box."""

    NAME = "note"
    ARGUMENT = None

    def on_create(self, parent: Element) -> Element:
        """Create the box and its title."""
        marks = {"data-box": BOXES[self.NAME], "data-name": self.NAME}
        box = SubElement(parent, "div", marks)
        if self.argument:
            title = SubElement(box, "p", {"data-title": "1"})
            title.text = self.argument
        return box


class ChecklistBlock(Block):  # type: ignore[misc]  # pymdownx has no types
    """`/// checklist | D2`, its settings indented below: a checklist inside a chapter."""

    NAME = "checklist"
    ARGUMENT = True
    OPTIONS = {name: (None, type_any) for name in CHECKLIST_SETTINGS}  # noqa: RUF012  # its way

    def on_create(self, parent: Element) -> Element:
        """Create the element that holds the list."""
        given = {name: self.options[name] for name in CHECKLIST_SETTINGS if self.options[name]}
        marks = {
            "data-checklist": self.argument,
            "data-name": self.NAME,
            # The serializer lets pass what looks like an entity.
            "data-settings": json.dumps(given, default=str).replace("&", "\\u0026"),
        }
        return SubElement(parent, "div", marks)


class ChangesBlock(Block):  # type: ignore[misc]  # pymdownx has no types
    """`/// changes | Why`, more about it indented below: why its section changed."""

    NAME = "changes"
    ARGUMENT = None
    OPTIONS = {name: (None, type_any) for name in CHANGE_SETTINGS}  # noqa: RUF012  # its way

    def on_create(self, parent: Element) -> Element:
        """Create the element that holds the reason."""
        given = {name: said for name in CHANGE_SETTINGS if (said := self.options[name])}
        said = json.dumps(given, default=str).replace("&", "\\u0026")
        marks = {"data-changes": self.argument or "", "data-name": self.NAME, "data-settings": said}
        return SubElement(parent, "div", marks)


class ShowChecklistBlock(Block):  # type: ignore[misc]  # pymdownx has no types
    """`/// show-checklist | D2`: the place where a list of another file is printed."""

    NAME = "show-checklist"
    ARGUMENT = True

    def on_create(self, parent: Element) -> Element:
        """Create the element that stands for the list."""
        return SubElement(parent, "div", {"data-show": self.argument, "data-name": self.NAME})


class DataTableBlock(Block):  # type: ignore[misc]  # pymdownx has no types
    """`/// data-table | regimes`: the place where a table of `content/data/` is printed."""

    NAME = "data-table"
    ARGUMENT = True

    def on_create(self, parent: Element) -> Element:
        """Create the element that stands for the table."""
        return SubElement(parent, "div", {"data-table": self.argument, "data-name": self.NAME})


class WhenBlock(Block):  # type: ignore[misc]  # pymdownx has no types
    """`/// when | naval`: what is inside is meant for some variants."""

    NAME = "when"
    ARGUMENT = True

    def on_create(self, parent: Element) -> Element:
        """Create the element that holds it."""
        return SubElement(parent, "div", {WHEN: self.argument, "data-name": self.NAME})


class HandbookBlocks(BlocksExtension):  # type: ignore[misc]  # pymdownx has no types
    """The blocks that begin with three slashes."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: N802  # its name
        """Register the blocks."""
        for name in BOXES:
            block_mgr.register(type(name.title(), (Box,), {"NAME": name}), {})
        block_mgr.register(ChangesBlock, {})
        block_mgr.register(ChecklistBlock, {})
        block_mgr.register(ShowChecklistBlock, {})
        block_mgr.register(DataTableBlock, {})
        block_mgr.register(WhenBlock, {})


class Citation(InlineProcessor):
    """`[@vcdr art. 7; @vccr art. 36]`: citations, one mark for each source."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  # None means no match
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the marks, with the text as it was written inside the first one."""
        parts = [_KEY.fullmatch(part) for part in m[1].split(";")]
        group = Element("span")
        for number, part in enumerate(parts):
            if part is None:
                return None, None, None
            locator = re.sub(r"\s+", " ", part[2] or "")
            mark = SubElement(group, "span", {"data-cite": part[1], "data-locator": locator})
            mark.text = AtomicString("" if number else m[0])
        return group, m.start(), m.end()


class IndexMark(InlineProcessor):
    """`((contact report))`: a word to be found by the index; `(((immunity, waiver of)))` unseen."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  # its name
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Return the mark, around the words where they are to be seen."""
        words = " ".join((m[1] or m[2]).split())
        entry, _, sub = words.partition(", ") if m[1] else (words, "", "")
        mark = Element("span", {"data-index": entry, "data-sub": sub})
        if m[2]:
            mark.text = m[2]
        return mark, m.start(), m.end()


class FactMark(InlineProcessor):
    """`[=us-gift-limit]`: a fact of `facts.toml`, with its source and its day."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  # its name
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Return the mark."""
        return Element("span", {"data-fact": m[1]}), m.start(), m.end()


class LonelyNote(InlineProcessor):
    """`[^label]` that no footnote answers to."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  # its name
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Return the text as it is, marked."""
        mark = Element("span", {"data-lonely": m[1]})
        mark.text = AtomicString(m[0])
        return mark, m.start(), m.end()


class StrictAttributes(AttrListTreeprocessor):
    """Attribute lists of `#id`, `.class` and `key=value` alone: other braces are text."""

    def sanitize_name(self, name: str) -> str:
        """Return the name of an attribute; none may pass for one of our marks."""
        name = super().sanitize_name(name)
        return f"not-{name}" if name.lower().startswith("data-") else name


class StrictAttributesExtension(AttrListExtension):
    """Registers strict attribute lists under the name of the library's."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the library's name
        """Register the attribute lists."""
        strict = type("Strict", (StrictAttributes,), _ATTRIBUTE_LISTS)
        md.treeprocessors.register(strict(md), "attr_list", 8)


def add_inline_syntax(md: Markdown) -> None:
    """Register citations, lonely footnotes, and a backslash at the end of a line."""
    patterns = md.inlinePatterns
    patterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "hard-break", 185)
    patterns.register(LonelyNote(r"\[\^([^\]\s\[]+)\]", md), "lonely-note", 174)
    patterns.register(FactMark(r"\[=([\w.:-]+)\]", md), "fact", 173)
    patterns.register(IndexMark(_INDEX, md), "index", 171)
    patterns.register(Citation(r"\[(@[^\[\]]{1,1000})\](?!\((?!\())", md), "citation", 172)
