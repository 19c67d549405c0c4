"""Marks set on the block tree before inline markup is parsed: boxes, ids, items, boxes to tick."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from handbook.manuscript.tracing import LINE, STASHED

Report = Callable[[str, int, str], None]
"""Takes the code of a finding, the index of the line, the message."""

BOXES: Mapping[str, str] = {
    "note": "note",
    "tip": "note",
    "hint": "note",
    "info": "note",
    "important": "note",
    "caution": "caution",
    "attention": "caution",
    "warning": "warning",
    "danger": "warning",
    "error": "warning",
    "example": "example",
    "law": "law",
    "specimen": "specimen",
}
"""Names of boxes, and the kind of block that each becomes."""

WHEN = "when"
"""Attribute that says for which variants an element is meant."""

FIELDS = ("who", "when", "evidence", "reference")
"""Fields of the quiet line under an item, in order."""

_ALERT = re.compile(r"\s*\[!(\w+)\][+-]?[ ]*([^\n]*)(?:\n|$)")
_PAIR = r"""(?:#[^\s{}]+|when=(?:"[^"{}\n]*"|'[^'{}\n]*'|[^\s"'{}=]+))"""
_OWN_LIST = re.compile(rf"\{{:?[ ]*({_PAIR}(?:[ ]+{_PAIR})*)[ ]*\}}\s*")
_OWN = re.compile(r"""#(\S+)|when=(?:"([^"]*)"|'([^']*)'|(\S+))""")
_FENCE = re.compile(r"[ ]{0,3}/{3,}[ ]*(?:([\w-]+)[ ]*(?:\|.*)?)?$")
_TICK = re.compile(r"\[([ xX])\](?:\s+|$)")
_ITEM_ID = re.compile(r"(?:\*\*|__)([^*_\s]+)(?:\*\*|__)\s*")
_ODD_ID = re.compile(r"(?:\*\*|__)([^*_\n]{1,40})(?:\*\*|__)")
_WORDS = re.compile(r"\{:?([^{}\n]*)\}[ ]*$")
_PIPE = re.compile(r"(?<!\\)\|")


class Marker(Treeprocessor):
    """Set the marks. `whole` says that the text is one checklist."""

    def __init__(self, md: Markdown, report: Report, whole: bool) -> None:
        super().__init__(md)
        self.blocks: Any = md.parser.blockprocessors["blocks"]
        self.report = report
        self.whole = whole

    def run(self, root: Element) -> None:
        """Mark the tree in place."""
        self._end_open_blocks(root)
        self._take_out_fences(root)
        checklists = [root] if self.whole else root.findall(".//div[@data-checklist]")
        for checklist in checklists:
            for entry in list(checklist.iter("li")):
                _mark_item(entry)
        for element in list(root.iter()):
            for mark in _MARKS.get(element.tag, ()):
                mark(element)

    def _end_open_blocks(self, root: Element) -> None:
        """End a box that nobody closed before the next heading, a caption after a paragraph."""
        around = {child: parent for parent in root.iter() for child in parent}
        for open_block in reversed(self.blocks.stack):
            block, element = open_block.block, open_block.el
            if (parent := around.get(element)) is None:
                continue
            inside = block.on_add(element)
            line = int(element.get(LINE, 0))
            if inside is not element and len(inside):
                line = int(inside[0].get(LINE, line + 1)) - 1
            self.report("HB203", line, f"the block `{block.NAME}` has no end")
            kept = _kept_of_open(inside, element)
            for number, stray in enumerate(inside[kept:], list(parent).index(element) + 1):
                inside.remove(stray)
                parent.insert(number, stray)

    def _take_out_fences(self, root: Element) -> None:
        """Take lines `/// name` out of the text that no block has taken."""
        unclosed = 0
        for element in root.iter():
            if not element.text or "///" not in element.text or _is_atomic(element):
                continue
            kept = []
            for number, text in enumerate(element.text.split("\n")):
                fence = _FENCE.match(text)
                if fence is None:
                    kept.append(text)
                elif fence[1]:
                    unclosed += 1
                    self._report_fence(fence[1].lower(), int(element.get(LINE, 0)) + number)
                elif unclosed:
                    unclosed -= 1
                else:
                    line = int(element.get(LINE, 0)) + number
                    self.report("HB203", line, "`///` ends no block")
            element.text = "\n".join(kept)

    def _report_fence(self, name: str, line: int) -> None:
        known = name in self.blocks.blocks
        what = f"the options of the block `{name}` are not understood"
        self.report("HB202", line, what if known else f"no block is called `{name}`")


def _kept_of_open(inside: Element, block: Element) -> int:
    """Return how many elements an open block keeps."""
    if inside.tag == "figcaption":
        return 1
    if "data-checklist" in block.attrib:
        return len(inside)
    heads = (number for number, one in enumerate(inside) if re.fullmatch("h[1-6]", one.tag))
    return next(heads, len(inside))


def _is_atomic(element: Element) -> bool:
    return isinstance(element.text, AtomicString)


def _mark_alert(quote: Element) -> None:
    """Make a box of a quotation that begins with `[!NOTE]`."""
    first = quote[0] if len(quote) else None
    alert = _ALERT.match(first.text or "") if first is not None and first.tag == "p" else None
    if first is None or alert is None or alert[1].lower() not in BOXES:
        return
    quote.tag = "div"
    quote.set("data-box", BOXES[alert[1].lower()])
    first.text = (first.text or "")[alert.end() :]
    if alert[2].strip():
        title = Element("p", {"data-title": "1", LINE: first.get(LINE, "0")})
        title.text = alert[2].strip()
        quote.insert(0, title)


def _mark_admonition(box: Element) -> None:
    """Make a box of ours of `!!! note`; a title that only names the kind goes.

    What `gfm` makes of a tab is no box, but a heading in bold and what is below it.
    """
    names = box.get("class", "").split()
    if names[:1] != ["admonition"]:
        return
    title = box[0] if len(box) and box[0].get("class") == "admonition-title" else None
    if names[1:] == ["tab"]:
        if title is not None:
            title.tag = "summary"
        return
    box.set("data-box", next((BOXES[name] for name in names if name in BOXES), "note"))
    if title is not None:
        title.set("data-title", "1")
        if (title.text or "").casefold() in names:
            box.remove(title)


def _mark_own(paragraph: Element) -> None:
    """Take `{#id when="..."}` off the end of a paragraph; on the title of a box it is the box's."""
    if len(paragraph):
        return
    paragraph.text, own = _own(paragraph.text)
    for name, value in own.items():
        paragraph.set(name, value)


def _own(text: str | None) -> tuple[str | None, dict[str, str]]:
    """Return a text without the list of attributes at its end, and id and condition in that."""
    start = (text or "").rfind("{")
    found = _OWN_LIST.fullmatch(text or "", start) if text and start >= 0 else None
    if not text or found is None or text[max(0, start - 1) : start].strip():
        return text, {}
    own: dict[str, str] = {}
    for name, *conditions in _OWN.findall(found[1]):
        own |= {"id": name} if name else {WHEN: "".join(conditions)}
    return text[:start].rstrip(), own


def _mark_entries(some: Element) -> None:
    """Take `{when="..."}` off the end of an entry of a list, for the whole entry."""
    for entry in some.findall("li"):
        if "data-item" not in entry.attrib:
            _mark_whole(entry, _holder(entry))


def _mark_row(row: Element) -> None:
    """Take `{when="..."}` off the end of the last cell of a row, for the row."""
    if len(row) and not len(row[-1]):
        _mark_whole(row, row[-1])


def _mark_whole(whole: Element, holder: Element) -> None:
    text, own = _own(holder.text)
    if own.keys() == {WHEN}:
        holder.text = text
        whole.set(WHEN, own[WHEN])


def _mark_raw(paragraph: Element) -> None:
    """Make a neutral element of a paragraph that holds nothing but a piece of raw HTML."""
    if STASHED.fullmatch((paragraph.text or "").strip()) and not len(paragraph):
        paragraph.tag = "div"
        paragraph.set("data-raw", "1")


def _holder(entry: Element) -> Element:
    """Return the element with the text of a list entry."""
    loose = not (entry.text or "").strip() and len(entry) and entry[0].tag == "p"
    return entry[0] if loose else entry


def _mark_item(entry: Element) -> None:
    """Take id, words and quiet line of an item out of its text."""
    holder = _holder(entry)
    tick = _TICK.match(holder.text or "")
    if tick is None:
        return
    text = (holder.text or "")[tick.end() :]
    own = _ITEM_ID.match(text)
    lines = text[own.end() if own else 0 :].split("\n")
    end = _end_of_text(lines)
    said = " ".join(line.strip() for line in lines[:end])
    words = _WORDS.search(said)
    holder.text = said[: words.start()].rstrip() if words else said
    entry.set("data-item", own[1] if own else "")
    entry.set("data-words", words[1] if words else "")
    if odd := None if own else _ODD_ID.match(text):
        entry.set("data-odd", odd[1].strip())
    quiet = " ".join(line.strip() for line in lines[end:]).strip()
    fields = [field.strip() for field in _PIPE.split(quiet)] if quiet else []
    for number, field in enumerate(fields):
        span = Element("span", {"data-field": str(number)})
        span.text = field
        holder.insert(number, span)


def _end_of_text(lines: list[str]) -> int:
    """Return where the quiet line begins: after `{words}`, else where a pipe is, else below."""
    for number, line in enumerate(lines):
        if _WORDS.search(line):
            return number + 1
        if number and _PIPE.search(line):
            return number
    return 1


def _mark_ticks(some: Element) -> None:
    """Print a box for `[ ]` in a list of ordinary text."""
    for entry in some.findall("li"):
        holder = _holder(entry)
        tick = _TICK.match(holder.text or "")
        if tick and "data-item" not in entry.attrib:
            sign = "\N{BALLOT BOX} " if tick[1] == " " else "\N{BALLOT BOX WITH CHECK} "
            holder.text = sign + (holder.text or "")[tick.end() :]
            some.set("class", "tasks")


_MARKS: Mapping[str, tuple[Callable[[Element], None], ...]] = {
    "blockquote": (_mark_alert,),
    "div": (_mark_admonition,),
    "p": (_mark_own, _mark_raw),
    "tr": (_mark_row,),
    "ul": (_mark_entries, _mark_ticks),
    "ol": (_mark_entries, _mark_ticks),
}
