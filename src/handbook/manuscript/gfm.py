"""Habits of GitHub's Markdown, rewritten line by line for the parser that the book uses.

Lists nested by two or three spaces, lists and tables right under a paragraph, fences beside a list
marker, wrappers such as `<details>`: all that manuscripts from elsewhere are full of.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

STEP = 4
"""Spaces by which the parser wants each level indented."""
LONGEST_TAG = 20
"""Lines over which a tag may go."""
DEEPEST = 60
"""Levels of lists that are told apart; nobody reads so far, and the parser takes long."""

_MARKER = re.compile(r"( *)([-*+]|\d{1,9}[.)])(?: +(.*)|$)")
_RULE = re.compile(r" {0,3}(?:(?:-[ ]*){3,}|(?:_[ ]*){3,}|(?:\*[ ]*){3,})$")
_QUOTE = re.compile(r"(?: {0,3}> ?)+")
_PLACEHOLDER = "\x02wzxhzdk:"
_FENCED = re.compile(rf"([ >]*){_PLACEHOLDER}\d+\x03$")
_STARTS = re.compile(rf"#{{1,6}} |>|{_PLACEHOLDER}|/{{3,}}|!!! |<!--")
_CONTAINER = re.compile(r"!!! |\[\^[^\]]+\]:| {0,3}: ")
_ADMONITIONS = (
    (re.compile(r"^( *)\?\?\?\+?(?= )"), r"\1!!!"),
    (re.compile(r'^( *)===[!+]* +(?=")'), r"\1!!! tab "),
)
"""Blocks that fold or come in turns, and the admonitions that they are on paper."""
_HEADING = re.compile(r"#{1,6}(?: |$)")
_INDENTED_HEADING = re.compile(r"^ {1,3}(?=#{1,6} )")
_DELIMITERS = re.compile(r" {0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")
_FENCE = re.compile(r"[ >]*(`{3,}|~{3,})")
_FENCE_BESIDE = re.compile(r"([ >]*)([-*+]|\d{1,9}[.)])( {1,4})(`{3,}[^`]*|~{3,}.*)$")
_WRAPPER_NAMES = r"(?:article|aside|center|details|div|footer|header|main|nav|p|section)\b"
_WRAPPER = re.compile(rf"</?{_WRAPPER_NAMES}[^<>]*>", re.IGNORECASE)
_AT_EDGE = re.compile(rf"^\s*{_WRAPPER.pattern}|{_WRAPPER.pattern}\s*$", re.IGNORECASE)
_BEGUN = re.compile(rf"\s*<{_WRAPPER_NAMES}[^<>]*\Z", re.IGNORECASE)
_VERBATIM = re.compile(r" {0,3}<(pre|script|style|textarea)\b", re.IGNORECASE)
_CLOSING = re.compile(r"</(pre|script|style|textarea)\b", re.IGNORECASE)
_NOTHING = "<!-- -->"
"""A line of its own that says nothing, but ends what stands above it."""


def rewrite(lines: Sequence[str], dropped: Callable[[str], None]) -> list[str]:
    """Rewrite the lines of a text whose fenced code is taken out already.

    What raw HTML keeps as it is, such as `<pre>`, is left alone. `dropped` is told of each tag of
    a wrapper that goes.
    """
    out: list[str] = []
    start = 0
    for first, end in _verbatim(lines):
        out += relist(loosen(unwrap(lines[start:first], dropped)))
        out += lines[first:end]
        start = end
    return out + relist(loosen(unwrap(lines[start:], dropped)))


def _verbatim(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield first line, and the one after the last, of raw HTML whose lines must stay."""
    ends: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        for name in _CLOSING.findall(line):
            ends.setdefault(name.lower(), []).append(number)
    after = 0
    for number, line in enumerate(lines):
        opening = _VERBATIM.match(line) if ends and number >= after else None
        if opening:
            closings = ends.get(opening[1].lower(), [])
            position = bisect_left(closings, number)
            if position < len(closings):
                after = closings[position] + 1
                yield number, after


def split_fences(lines: Sequence[str], unclosed: Callable[[int], None]) -> list[str]:
    """Put a fence that opens beside a list marker on a line of its own.

    `unclosed` is told the index of a fence without an end.
    """
    out: list[str] = []
    fence, opened = "", 0
    for number, line in enumerate(lines):
        beside = None if fence else _FENCE_BESIDE.match(line)
        if beside:
            before, mark, gap, opening = beside.groups()
            out += [f"{before}{mark}{gap}{_NOTHING}", ""]
            line = f"{before}{' ' * len(mark + gap)}{opening}"
        out.append(line)
        if found := _FENCE.match(line):
            closes = fence and found[1].startswith(fence) and not line[found.end() :].strip()
            opened = opened if fence else number
            fence = fence if fence and not closes else "" if closes else found[1]
    if fence:
        unclosed(opened)
    return out


def unwrap(lines: Sequence[str], dropped: Callable[[str], None]) -> list[str]:
    """Take the tags of wrappers out of lines that begin or end with one.

    So what is inside is parsed. A line with code in it stays, it may speak of tags. `dropped` is
    told of each tag that goes.
    """
    out: list[str] = []
    for line in _whole_tags(lines):
        edge = "<" in line and "`" not in line and _AT_EDGE.search(line)
        if not edge:
            out += line.split("\n")
            continue
        for tag in _WRAPPER.findall(line):
            dropped(tag)
        indent = " " * (len(line) - len(line.lstrip(" ")))
        rest = _WRAPPER.sub(" ", line).strip()
        out += ["", indent + _NOTHING, ""] + ([indent + rest, ""] if rest else [])
    return out


def _whole_tags(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines, those over which the tag of a wrapper goes as one."""
    begun: list[str] = []
    for line in lines:
        begun.append(line)
        if len(begun) > LONGEST_TAG or not _BEGUN.match("\n".join(begun)):
            yield "\n".join(begun)
            begun = []
    yield from begun


def loosen(lines: Sequence[str]) -> list[str]:
    """Put empty lines around headings and fenced code, and before a table under a paragraph."""
    out: list[str] = []
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        above = out[-1] if out else ""
        if fenced := _FENCED.match(line):
            blank = fenced[1].rstrip()
            out += [blank, line, blank]
        elif _HEADING.match(line):
            out += ["", line if line.strip(" #") else "", ""]
        elif "|" in line and "|" in below and "|" not in above and _DELIMITERS.match(below):
            out += ["", line]
        else:
            for pattern, admonition in _ADMONITIONS:
                line = pattern.sub(admonition, line)
            out.append(line)
    return out


def relist(lines: Sequence[str]) -> list[str]:
    """Indent lists and what belongs to their items by four spaces a level.

    Quotations with an empty line between them are kept apart.
    """
    out: list[str] = []
    state = _State()
    quote = 0
    quoted = False
    for line in lines:
        mark = None if state.holds(line) else _QUOTE.match(line)
        prefix = mark[0] if mark else ""
        if prefix.count(">") != quote:
            if prefix and state.is_open():
                out.append("")
            elif prefix and not quote and quoted:
                out += [_NOTHING, ""]
            quote, state = prefix.count(">"), _State()
        if line.strip():
            quoted = bool(prefix)
        for one in state.feed(line[len(prefix) :]):
            out.append(prefix + one if one else prefix.rstrip())
    return out


@dataclass(slots=True)
class _Item:
    column: int
    content: int
    ordered: bool


@dataclass(slots=True)
class _State:
    """Where in nested lists the last line stood."""

    items: list[_Item] = field(default_factory=list)
    base: int = 0
    """Columns by which everything is indented: in a footnote, an admonition, a definition."""
    blank: bool = True
    margin: int = 0
    """Where a line that goes on in the same block is put."""
    first: int | None = None
    """Column from which the lines of a code block in an item count; None outside one."""
    quoting: bool = False
    depth: int = 0
    """How many items hold the first line since the last empty one."""

    def is_open(self) -> bool:
        """Tell whether the last line was part of a list or a container."""
        return bool(self.items or self.base) and not self.blank

    def holds(self, line: str) -> bool:
        """Tell whether a line is indented enough to belong to an open item."""
        return bool(self.items) and self._column(line) >= self.items[0].column + 2

    def feed(self, line: str) -> Iterator[str]:
        """Yield the line as it is to be, and empty lines it needs before it."""
        if not line.strip():
            self.blank = True
            yield line
            return
        marker = None if _RULE.match(line) else _MARKER.match(line)
        if self.items and self._column(line) < 0:
            self._leave()
        if not self.items:
            yield from self._outside(line, marker)
        elif marker:
            yield from self._item(marker)
        else:
            yield from self._inside(line)
        text = marker[3] or "" if marker else line.lstrip()
        self.quoting = text.startswith(">")
        self.blank = False

    def _column(self, line: str) -> int:
        return len(line) - len(line.lstrip(" ")) - self.base

    def _indent(self) -> int:
        return self.base + STEP * min(len(self.items), DEEPEST)

    def _leave(self) -> None:
        self.items.clear()
        self.base = 0

    def _outside(self, line: str, marker: re.Match[str] | None) -> Iterator[str]:
        if _CONTAINER.match(line):
            self.base = STEP
        elif not line.startswith(" " * STEP):
            self.base = 0
        column = self._column(line)
        begins = marker is not None and 0 <= column < STEP
        if marker is None or not begins or not (self.blank or _interrupts(marker)):
            yield _INDENTED_HEADING.sub("", line)
            return
        if not self.blank:
            yield ""
        self.depth = 0
        yield self._push(marker, column)

    def _item(self, marker: re.Match[str]) -> Iterator[str]:
        column = len(marker[1]) - self.base
        sibling = self._close(column)
        ordered = marker[2][0].isdigit()
        other = sibling is not None and sibling.ordered != ordered
        if self.blank or other or len(self.items) < self.depth:
            self.depth = len(self.items)
            yield from () if self.blank else ("",)
        yield self._push(marker, column)

    def _inside(self, line: str) -> Iterator[str]:
        column, text = self._column(line), line.lstrip()
        starts = bool(_STARTS.match(text) or _RULE.match(line))
        if not self.blank and (not starts or (self.quoting and text.startswith(">"))):
            extra = max(0, column - self.first) if self.first is not None else 0
            yield " " * (self.margin + extra) + text
            return
        if not self.blank:
            yield ""
        self._close(column)
        if not self.items:
            yield from self._outside(line, None)
            return
        content = self.items[-1].content
        self.depth = len(self.items)
        self.first = content if column - content >= STEP else None
        self.margin = self._indent()
        yield " " * (self.margin + (column - content if self.first is not None else 0)) + text

    def _close(self, column: int) -> _Item | None:
        """Close the items that do not hold what stands in a column; return the outermost."""
        closed = None
        while self.items and column < self.items[-1].column + 2:
            closed = self.items.pop()
        return closed

    def _push(self, marker: re.Match[str], column: int) -> str:
        text = marker[3] or ""
        gap = marker.start(3) - marker.end(2) if text else 1
        content = column + len(marker[2]) + (gap if gap <= STEP else 1)
        self.margin = self._indent()
        self.first = None
        self.items.append(_Item(column, content, marker[2][0].isdigit()))
        mark = marker[2].replace(")", ".")
        return f"{' ' * self.margin}{mark} {text or _NOTHING}"


def _interrupts(marker: re.Match[str]) -> bool:
    """Tell whether an item may begin right under a paragraph: a bullet, or number one."""
    return bool(marker[3]) and (not marker[2][0].isdigit() or int(marker[2][:-1]) == 1)
