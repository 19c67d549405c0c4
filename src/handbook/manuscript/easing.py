"""Texts made easy on the inline parser, whose time grows with the square of some of them."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

LONGEST = 4096
"""Characters in which inline markup is looked for at once; a longer text is taken in pieces."""
MOST_BRACKETS = 50
"""Brackets in a piece up to which each is left to the parser."""
DEEPEST = 8
"""Brackets inside brackets up to which a pair may be a link."""
MOST_TAGS = 500
"""Tags without an end up to which each is left to the parser."""

_BRACKET = re.compile(r"\\.|\[|\]", re.DOTALL)
_OPEN_TAG = re.compile(r"<(?=[a-zA-Z/!?][^<>]*<)")


class Easer(Treeprocessor):
    """Cut long texts into pieces, and take the sense from brackets that cannot be links."""

    def run(self, root: Element) -> None:
        """Ease the texts of the tree in place."""
        for element in list(root.iter()):
            text = element.text
            if not text or isinstance(text, AtomicString) or len(text) < MOST_BRACKETS:
                continue
            first, *rest = pieces(text)
            element.text = without_idle_brackets(first)
            for number, piece in enumerate(rest):
                span = Element("span")
                span.text = without_idle_brackets(piece)
                element.insert(number, span)


def pieces(text: str) -> Iterator[str]:
    """Yield a long text in pieces that end with a line, a sentence or a word."""
    start = 0
    while len(text) - start > LONGEST:
        middle, end = start + LONGEST // 2, start + LONGEST
        cuts = (text.rfind(mark, middle, end) + len(mark) for mark in ("\n", ". ", " "))
        end = next((cut for cut in cuts if cut > middle), end)
        yield text[start:end]
        start = end
    yield text[start:]


def without_idle_brackets(text: str) -> str:
    """Put a backslash before opening brackets without a pair, far out, or before an open address.

    A text with few brackets stays as it is.
    """
    if text.count("[") <= MOST_BRACKETS:
        return text
    idle = set()
    open_ones: list[list[int]] = []
    last_end = text.rfind(")")
    for found in _BRACKET.finditer(text):
        if found[0] == "[":
            open_ones.append([found.start(), 0])
        elif found[0] == "]" and open_ones:
            start, depth = open_ones.pop()
            if open_ones:
                open_ones[-1][1] = max(open_ones[-1][1], depth + 1)
            if depth > DEEPEST or (text[found.end() :][:1] == "(" and found.end() > last_end):
                idle.add(start)
    idle.update(start for start, _ in open_ones)
    return "".join("\\[" if at in idle else sign for at, sign in enumerate(text))


def without_idle_tags(text: str) -> str:
    """Make text of `<` signs that open no tag, where there are very many."""
    if len(_OPEN_TAG.findall(text)) <= MOST_TAGS:
        return text
    return _OPEN_TAG.sub("&lt;", text)
