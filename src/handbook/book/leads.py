"""What links lead to, in words: what a listener is told before following one."""

import re
from collections.abc import Iterator

from handbook.book.model import Book
from handbook.book.references import every_target, in_words, plain

WORD = re.compile(r"[^\W\d_]{3}")
"""What a description has that says more than a number does."""


def leads(book: Book) -> dict[str, str]:
    """Return what stands at each anchor of a resolved book: number and title, item, source."""
    found = dict(_targets(book))
    for checklist in book.checklists:
        for item in checklist.items():
            found[item.id] = f"{item.id} {in_words(item.text)}"
    for source in book.sources:
        found[f"source-{source.id}"] = f"{source.short}: {source.title}"
    for line in book.revision.lines if book.revision else ():
        for thing in line.things:
            words = (thing.name, line.number, line.title)
            found.setdefault(thing.anchor, " ".join(dict.fromkeys(filter(None, words))))
    marked: dict[str, dict[str, None]] = {}
    for one in book.locators:
        entry = ", ".join(filter(None, (one.entry, one.sub)))
        marked.setdefault(one.anchor, {})[entry] = None
    return found | {anchor: "; ".join(entries) for anchor, entries in marked.items()}


def _targets(book: Book) -> Iterator[tuple[str, str]]:
    """Yield anchors and words; what has a number alone goes by the title that it is below."""
    above = ""
    for target in every_target(book):
        words = plain(target.html)
        above = target.title or above
        yield target.id, words if WORD.search(words) else f"{words} {above}"
