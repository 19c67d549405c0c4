"""The text of a file before it is parsed: tidied, and searchable by line."""

import re
from bisect import bisect_left
from collections.abc import Iterator

TAB = 4
"""Columns between tab stops, as Markdown has them."""

_ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_ODD_SPACE = re.compile("[\x0b\x0c\u2028\u2029]")
_MARKER = re.compile(r"(?:>|(?:[-*+]|\d{1,9}[.)]|#{1,6}|:)(?=\s)|\[\^[^\]\n]+\]:|\[[ xX]\]\s)\s*")
_MOST_MARKS = 32
"""Marks before the text of one line that are looked through."""


def tidy(text: str) -> str:
    """Return the text with plain line ends and without what HTML and XML do not allow.

    No line is added or taken away.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ODD_SPACE.sub(" ", _ILLEGAL.sub("", text))


class Lines:
    """The lines of a tidied text, found again by what is written on them.

    Indices count from 0. A line is found by its text with or without the marks before it: quotes,
    list markers, hashes; the head of a table also by its first cell.
    """

    def __init__(self, text: str) -> None:
        self.lines = tuple(line.expandtabs(TAB) for line in text.split("\n"))
        self._index: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines):
            for key in _keys(line):
                self._index.setdefault(key, []).append(number)

    def find(self, key: str, start: int) -> int | None:
        """Return the first line from *start* on that reads so, marks before it aside."""
        found = self._index.get(key.strip(), ())
        position = bisect_left(found, start)
        return found[position] if position < len(found) else None

    def search(self, pattern: re.Pattern[str], start: int) -> int | None:
        """Return the first line from *start* on in which the pattern is found."""
        for number in range(start, len(self.lines)):
            if pattern.search(self.lines[number]):
                return number
        return None

    def within(self, text: str, start: int, end: int, column: int = 0) -> tuple[int, int] | None:
        """Return where the first line of a text ends: line and column.

        It is looked for from a column of the line *start* on, in lines before *end*.
        """
        first = text.strip().partition("\n")[0].strip()
        for number in range(start, min(end, len(self.lines))):
            found = self.lines[number].find(first, column if number == start else 0)
            if found >= 0:
                return number, found + len(first)
        return None


def _keys(line: str) -> Iterator[str]:
    rest = line.strip()
    for _ in range(_MOST_MARKS):
        if not rest:
            return
        yield rest
        if rest.endswith("#"):
            yield rest.rstrip("#").rstrip()
        if "|" in rest and (cell := _first_cell(rest)) != rest:
            yield cell
        mark = _MARKER.match(rest)
        rest = rest[mark.end() :] if mark else ""


def _first_cell(row: str) -> str:
    return next((cell for part in row.split("|") if (cell := part.strip())), "|")
