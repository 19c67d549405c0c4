"""What is left to do on the tree when inline markup is parsed, before it becomes text again."""

import re
from collections.abc import Collection, Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor, Treeprocessor

from handbook.manuscript.cleaning import clean, cuts
from handbook.manuscript.marking import WHEN, Report
from handbook.manuscript.sourcetext import Lines
from handbook.manuscript.tracing import APPLIES, END, LINE, STASHED

BLOCK_END = "\x1e"
"""Stands after each block in the text that the parser returns."""

_RISKY = re.compile(r"on[a-z]+|style", re.IGNORECASE)
_OURS = (
    ("a", "href", "data-href"),
    ("img", "src", "data-src"),
    *(
        (f"h{level}", name, f"data-{name}")
        for level in range(1, 7)
        for name in ("mode", "owner", "review-by")
    ),
)
"""Elements, and their attributes that get names of ours, which no raw HTML can bear."""


class Captions(Treeprocessor):
    """Make an element of the title of each picture, so that its markup is parsed."""

    def run(self, root: Element) -> None:
        """Put the titles after their pictures, in place."""
        inline = self.md.treeprocessors["inline"]
        assert isinstance(inline, InlineProcessor)
        for parent in list(root.iter()):
            for number in reversed(range(len(parent))):
                picture = parent[number]
                if picture.tag != "img" or not (title := picture.attrib.pop("title", "")):
                    continue
                caption = Element("span", {"data-caption": "1"})
                caption.text = title
                around = Element("div")
                around.append(caption)
                inline.run(around)
                caption.tail, picture.tail = picture.tail, None
                parent.insert(number + 1, caption)


class Finisher(Treeprocessor):
    """Clean raw HTML, report what was cut, and put marks where addresses are ours to judge."""

    def __init__(self, md: Markdown, lines: Lines, report: Report, fences: Collection[int]) -> None:
        super().__init__(md)
        self.lines = lines
        self.report = report
        self.fences = fences

    def run(self, root: Element) -> None:
        """Finish the tree in place."""
        for element, line, end in _with_lines(root):
            for number in _stashed(element):
                self._report_cuts(number, line, end)
            self._drop_risky(element, line)
        self._clean_stash()
        _mark_addresses(root)
        _mark_notes(root)
        for block in root:
            block.tail = BLOCK_END

    def _clean_stash(self) -> None:
        stash = self.md.htmlStash.rawHtmlBlocks
        for number, raw in enumerate(stash):
            if number not in self.fences:
                stash[number] = clean(str(raw))

    def _report_cuts(self, number: int, line: int, end: int) -> None:
        if number in self.fences or number >= len(self.md.htmlStash.rawHtmlBlocks):
            return
        raw = str(self.md.htmlStash.rawHtmlBlocks[number])
        for cut in cuts(raw):
            found = self.lines.within(raw, line, end)
            first = found[0] if found else line
            last = len(self.lines.lines) - 1
            self.report(cut.code, min(first + cut.line, last), cut.message)

    def _drop_risky(self, element: Element, line: int) -> None:
        for name in [name for name in element.attrib if _RISKY.fullmatch(name)]:
            del element.attrib[name]
            self.report("HB201", line, f"attribute {name} was left out")


def _with_lines(root: Element) -> Iterator[tuple[Element, int, int]]:
    """Yield the elements in order, with first line and the one after the last."""
    stack = [(root, 0, 1)]
    while stack:
        element, line, end = stack.pop()
        line = int(element.get(LINE, line))
        end = max(line + 1, int(element.get(END, end)))
        yield element, line, end
        stack += [(child, line, end) for child in reversed(element)]


def _stashed(element: Element) -> Iterator[int]:
    """Yield the numbers of raw HTML inside an element, before its children's and after."""
    for text in (element.text, *(child.tail for child in element)):
        yield from (int(found) for found in STASHED.findall(text or ""))


def _mark_addresses(root: Element) -> None:
    for element in root.iter():
        if WHEN in element.attrib:
            element.set(APPLIES, element.attrib.pop(WHEN))
    for tag, name, mark in _OURS:
        for element in root.iter(tag):
            if name in element.attrib:
                element.set(mark, element.attrib.pop(name))


def _mark_notes(root: Element) -> None:
    """Mark the calls of footnotes and their texts with the labels."""
    for call in root.iter("sup"):
        link = call[0] if len(call) else None
        if link is not None and link.get("class") == "footnote-ref":
            call.set("data-note", link.get("data-href", "").partition(":")[2])
            call.remove(link)
    for foot in root.iterfind("div[@class='footnote']"):
        foot.set("data-notes", "1")
        for note in foot.iterfind("ol/li"):
            note.set("data-label", note.get("id", "").partition(":")[2])
            for parent in list(note.iter()):
                for link in parent.findall("a[@class='footnote-backref']"):
                    parent.remove(link)
