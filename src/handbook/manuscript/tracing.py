"""Which line of the text each element of the parsed tree comes from.

The parser keeps no lines. But its blocks stand in the order of the text, and until inline markup is
parsed they hold their text as it was written: so each one's first line is looked up, from where
the one before it ended.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from handbook.manuscript.sourcetext import TAB, Lines

LINE, END = "data-line", "data-end"
"""Attributes with the index of an element's first line, and of the one after its last."""

APPLIES = "data-when"
"""Attribute with the conditions of an element, one a line."""

STASHED = re.compile("\x02wzxhzdk:(\\d+)\x03")
"""What stands in the tree for a piece of raw HTML."""

FAR = 40
"""Lines after which a find is doubted: it may be the same words further on."""
NEAR = 80
"""Lines in which a text that fills no line of its own is looked for."""

_MARKS = r"(?:[\s>]|(?:[-*+:]|\d{1,9}[.)])(?=\s))*"
_ADMONITION = re.compile(rf"^{_MARKS}(?:!!!|\?\?\?|===)")
_FENCE = re.compile(r"(?:`{3,}|~{3,})")
_RULE = re.compile(r"^[\s>]*(?:(?:-[ ]*){3,}|(?:_[ ]*){3,}|(?:\*[ ]*){3,})$")
_FENCE_LINE = re.compile(r"[\s>]*(`{3,}|~{3,})")
_COMMENT = re.compile(r"\s*<!--(?:(?!-->).)*(?:-->\s*)?$")
_REFERENCE = re.compile(r" {0,3}\[(?!\^)[^\[\]]+\]:\s*\S+")
_UNDERLINE = re.compile(r"^[\s>]*(?:=+|-+)\s*$")
_NOTE = re.compile(r"^[\s>]*\[\^([^\]\n]+)\]:")


class Tracer(Treeprocessor):
    """Give the elements of the block tree their lines.

    `fences` has the text of fenced code by its number in the stash of raw HTML.
    """

    def __init__(self, md: Markdown, lines: Lines, fences: Mapping[int, str]) -> None:
        super().__init__(md)
        self.lines = lines
        self.fences = fences

    def run(self, root: Element) -> None:
        """Trace the text, then each footnote from where it is written."""
        self._trace(_leaves(root), 0, Lines("\n".join(_said(self.lines.lines))))
        written = _notes(self.lines.lines)
        for note in root.iterfind("div[@class='footnote']/ol/li"):
            line = written.get(note.get("id", "").partition(":")[2], 0)
            note.set(LINE, str(line))
            self._trace(_leaves(note), line, self.lines)
        for element in reversed(list(root.iter())):
            if element is not root and LINE not in element.attrib and len(element):
                line_of_first = element[0].get(LINE)
                if line_of_first is not None:
                    element.set(LINE, line_of_first)

    def _trace(self, leaves: Iterable[Element], cursor: int, lines: Lines) -> None:
        row = list(leaves)
        for number, leaf in enumerate(row):
            found = self._look(leaf, cursor, lines)
            if found is not None and found - cursor > FAR and number + 1 < len(row):
                following = self._look(row[number + 1], cursor, lines)
                if following is not None and following < found:
                    found = None
            line = min(cursor, len(self.lines.lines) - 1) if found is None else found
            height = self._height(leaf, line)
            leaf.set(LINE, str(line))
            leaf.set(END, str(line + height))
            if leaf.tag == "table":
                _number_rows(leaf, line)
            if found is not None:
                cursor = line + height

    def _look(self, leaf: Element, cursor: int, lines: Lines) -> int | None:
        if opening := _opening(leaf):
            return lines.search(opening, cursor)
        code = self._code(leaf)
        if code is not None:
            return self._look_for_fence(code, cursor)
        text = self._text(leaf).strip().partition("\n")[0].strip()
        found = lines.find(text, cursor) if text else None
        if found is None and len(text) > 1:
            near = lines.within(text, cursor, cursor + NEAR)
            return near[0] if near else None
        return found

    def _look_for_fence(self, code: str, cursor: int) -> int | None:
        first = code.partition("\n")[0].strip()
        line = self.lines.search(_FENCE, cursor)
        while line is not None and line + 1 < len(self.lines.lines):
            if first in self.lines.lines[line + 1]:
                return line
            line = self.lines.search(_FENCE, line + 1)
        return None

    def _code(self, leaf: Element) -> str | None:
        number = _stashed(leaf)
        return None if number is None else self.fences.get(number)

    def _text(self, leaf: Element) -> str:
        if leaf.tag == "table":
            return next((cell.text for cell in leaf.iter("th") if cell.text), "|")
        if leaf.tag == "code":
            plain = (leaf.text or "").replace("&lt;", "<").replace("&gt;", ">")
            return plain.replace("&amp;", "&")
        number = _stashed(leaf)
        if number is not None:
            return str(self.md.htmlStash.rawHtmlBlocks[number])
        return leaf.text or ""

    def _height(self, leaf: Element, line: int) -> int:
        below = self.lines.lines[line + 1 : line + 2]
        if leaf.tag in ("h1", "h2") and below and _UNDERLINE.match(below[0]):
            return 2
        if (code := self._code(leaf)) is not None:
            return code.count("\n") + 3
        if leaf.tag == "table":
            return 1 + sum(1 for _ in leaf.iter("tr"))
        return self._text(leaf).strip("\n").count("\n") + 1


def _said(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines, those empty that leave nothing in the tree where they stand.

    These are comments, the addresses of references, and footnotes.
    """
    fence = ""
    comment = note = blank = False
    for line in lines:
        mark = None if comment else _FENCE_LINE.match(line)
        if mark:
            fence = fence if fence and not mark[1].startswith(fence) else "" if fence else mark[1]
        if mark or fence:
            yield line
            continue
        goes_on = note and (not blank or not line.strip() or line.startswith(" " * TAB))
        note = goes_on or bool(_NOTE.match(line))
        comment = comment or bool(_COMMENT.match(line))
        yield "" if comment or note or _REFERENCE.match(line) else line
        comment = comment and "-->" not in line
        blank = not line.strip()


def _leaves(root: Element) -> Iterator[Element]:
    """Yield, in the order of the text, what can be looked up by its own words."""
    stack = list(reversed(root))
    while stack:
        element = stack.pop()
        if element.get("class") == "footnote":
            continue
        if _opening(element) or (element.text and element.text.strip()) or element.tag == "table":
            yield element
        if element.tag != "table":
            titled = len(element) and _is_title(element[0])
            stack += reversed(element[1:] if titled else element[:])


def _opening(element: Element) -> re.Pattern[str] | None:
    """Return how the line reads that opens a box, or is a rule; nothing for other elements."""
    if element.tag == "hr":
        return _RULE
    if name := element.get("data-name"):
        return re.compile(rf"^{_MARKS}/{{3,}}\s*{re.escape(name)}\b", re.IGNORECASE)
    if element.tag == "div" and element.get("class", "").startswith("admonition"):
        return _ADMONITION
    return None


def _is_title(element: Element) -> bool:
    return "data-title" in element.attrib or element.get("class") == "admonition-title"


def _stashed(leaf: Element) -> int | None:
    found = STASHED.match(leaf.text.strip()) if leaf.text else None
    return int(found[1]) if found and not isinstance(leaf.text, AtomicString) else None


def _number_rows(table: Element, line: int) -> None:
    for number, row in enumerate(table.iter("tr")):
        at = line + number + (1 if number else 0)
        row.set(LINE, str(at))
        row.set(END, str(at + 1))


def _notes(lines: Iterable[str]) -> Mapping[str, int]:
    found = ((_NOTE.match(line), number) for number, line in enumerate(lines) if "[^" in line)
    return {note[1]: number for note, number in found if note}
