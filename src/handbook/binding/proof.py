"""Prove a PDF before it is handed over: facts to findings."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from handbook.binding.cuts import CARD_CHECKS, small_type
from handbook.binding.facts import Facts
from handbook.binding.matrices import POINT
from handbook.binding.measures import crowded_boxes, low_rooms, small_boxes
from handbook.binding.reading import LEAST, LEAST_OF_A_PAGE
from handbook.book.findings import Finding
from handbook.book.places import Place

MOST_BYTES = 5 * 1024**2
"""What a download should not exceed, so that it can be mailed and opened anywhere."""
BAR_CLEAR = 2.0
"""Millimetres from a revision bar to the text, at least (rule E-04)."""
BAR_SAFE = 5.0
"""Millimetres from the trim where no bar may stand (rules E-04, P-06)."""
BAR_WIDTH = 1.0, 2.0
"""Points that it is wide (rule E-04)."""
_ROUND = 0.05
"""Millimetres, or points, by which a measure may miss: positions are rounded."""
_OF_A_MACHINE = re.compile(r"(?:/(?:home|root|Users|tmp|var)/|\b[A-Za-z]:\\)")
_FILE = re.compile(r"\.(?:png|jpe?g|svg|gif|webp)\s*\Z", re.IGNORECASE)

Check = Callable[[Facts], Iterator[str]]


def prove(facts: Facts, path: str) -> tuple[Finding, ...]:
    """Return what is wrong with a product, by the rules that a program can check."""
    return tuple(
        Finding(_OWN_CODES.get(check, "HB601"), Place(path), message)
        for check in CHECKS.get(facts.product, CHECKS["download"])
        for message in check(facts)
    )


def _title(facts: Facts) -> Iterator[str]:
    if not facts.title:
        yield "the file has no title"
    if not facts.shows_title:
        yield "readers are not told to show the title"
    if not facts.language:
        yield "the file has no language"
    for name, said in {"title": facts.title, **facts.says}.items():
        if _OF_A_MACHINE.search(said):
            yield f"the {name} of the file names a folder of a machine: {said}"


def _fonts(facts: Facts) -> Iterator[str]:
    for font in facts.fonts:
        if not font.embedded:
            yield f"typeface {font.name} is not embedded"
        if font.embedded and not font.subset:
            yield f"typeface {font.name} is embedded whole"
        if not font.unicode:
            yield f"text in {font.name} cannot be searched or read aloud"
    names = [font.name for font in facts.fonts]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"typeface {name} is embedded more than once"


def _labels(facts: Facts) -> Iterator[str]:
    seen: set[str] = set()
    for page, label in enumerate(facts.labels, 1):
        if not label:
            yield f"page {page} has no label"
        elif label in seen:
            yield f"two pages are labelled {label}"
        seen.add(label)
    for page, (label, folio) in enumerate(zip(facts.labels, facts.folios, strict=True), 1):
        if folio and folio != label:
            yield f"page {page} is labelled {label} and prints {folio}"


def _sizes(facts: Facts) -> Iterator[str]:
    if len(facts.sizes) > 1:
        yield f"pages have {len(facts.sizes)} different sizes"


def _links(facts: Facts) -> Iterator[str]:
    for name in facts.links.dead:
        yield f"a link leads to “{name}”, which is nowhere in the book"
    if facts.links.silent:
        yield f"{facts.links.silent} links do not say where they lead"


def _terse_links(facts: Facts) -> Iterator[str]:
    if facts.links.terse:
        yield f"{facts.links.terse} links are described by a number alone"


def _bookmarks(facts: Facts) -> Iterator[str]:
    if not facts.bookmarks:
        yield "the file has no bookmarks"
    if not facts.shows_bookmarks:
        yield "readers are not told to show the bookmarks"
    for bookmark in facts.bookmarks:
        if not bookmark.page:
            yield f"bookmark “{bookmark.title}” leads nowhere"
        if bookmark.open:
            yield f"bookmark “{bookmark.title}” is unfolded"


def _tags(facts: Facts) -> Iterator[str]:
    if not facts.tags.tagged:
        yield "the file has no tags"
    if facts.tags.orphans:
        yield f"{facts.tags.orphans} pieces of content are neither tagged nor artifacts"
    for count, what in (
        (facts.tags.loose_heads, "head cells have no scope or no id"),
        (facts.tags.lost_heads, "cells name a head that is not there"),
        (facts.tags.loose_notes, "footnotes or their calls are not joined"),
    ):
        if count:
            yield f"{count} {what}"
    for title, levels in zip(facts.tags.parts, facts.tags.headings, strict=True):
        yield from _headings(title, [int(level[1:]) for level in levels])


def _headings(title: str, levels: list[int]) -> Iterator[str]:
    if levels.count(1) > 1:
        yield f"“{title}” has {levels.count(1)} first-level headings"
    last = 0
    for level in levels:
        if level > last + 1:
            yield f"“{title}” skips from heading level {last} to {level}"
        last = level


def _figures(facts: Facts) -> Iterator[str]:
    for figure in facts.tags.figures:
        if not figure.says:
            yield f"a picture on page {figure.page} says nothing"
        if not figure.placed:
            yield f"a picture on page {figure.page} is not where its tag has it"


def _mute_figures(facts: Facts) -> Iterator[str]:
    for figure in facts.tags.figures:
        if figure.says and (len(figure.says.split()) < 2 or _FILE.search(figure.says)):
            yield f"the picture on page {figure.page} is described as “{figure.says}”"


def _reading(facts: Facts) -> Iterator[str]:
    if facts.reading is None or not facts.tags.tagged:
        return
    for page, share in enumerate(facts.reading.pages, 1):
        if share < LEAST_OF_A_PAGE:
            yield f"the text of page {page} is not in the order of its tags"
    if facts.reading.share < LEAST:
        yield f"{facts.reading.share:.0%} of the text can be extracted in the order of its tags"
    for address in facts.reading.unprinted:
        yield f"a link leads to {address}, which the page does not print"


def _size(facts: Facts) -> Iterator[str]:
    if facts.bytes > MOST_BYTES:
        yield f"the file has {facts.bytes / 1024**2:.1f} MB"


def _bars(facts: Facts) -> Iterator[str]:
    """Find revision bars that are not where rule E-04 has them."""
    for bar in facts.bars:
        name = f"the revision bar on page {bar.label}, {bar.top:.0f} mm from its head,"
        if not bar.outer:
            yield f"{name} is not in the outer margin"
        if bar.clear < BAR_CLEAR - _ROUND:
            yield f"{name} is {bar.clear:.2f} mm from the text, less than {BAR_CLEAR:g}"
        if bar.edge < BAR_SAFE - _ROUND:
            yield f"{name} is {bar.edge:.2f} mm from the trim, less than {BAR_SAFE:g}"
        weight = (bar.right - bar.left) * POINT
        if not BAR_WIDTH[0] - _ROUND < weight < BAR_WIDTH[1] + _ROUND:
            yield f"{name} is {weight:.1f} pt wide, not {BAR_WIDTH[0]:g} to {BAR_WIDTH[1]:g}"


def _fields(facts: Facts) -> Iterator[str]:
    names = [field.name for field in facts.fields]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"two form fields are named {name}"
    for field in facts.fields:
        if not field.label:
            yield f"form field {field.name} has no label"


def _safety(facts: Facts) -> Iterator[str]:
    if facts.javascript:
        yield "the file runs scripts"
    if facts.encrypted:
        yield "the file is encrypted"


CHECKS: Mapping[str, tuple[Check, ...]] = MappingProxyType(
    {
        "download": (
            _title, _fonts, _labels, _sizes, _links, _bookmarks, _tags, _figures, _fields, _safety,
            _bars, _reading, _mute_figures, _size, _terse_links,
            small_boxes, crowded_boxes, low_rooms,
        ),
        "booklet": (_title, _fonts, _safety),
        "press": (_labels, _fonts, _safety, _bars),
        "changes": (_labels, _fonts, _safety, _bars),
        "cover": (_fonts, _safety),
        "job": (_title, _fonts, _safety),
        "cards": (_title, _fonts, _sizes, _safety, *CARD_CHECKS),
    }
)  # fmt: skip
"""What is checked of each product."""

_OWN_CODES: Mapping[Check, str] = MappingProxyType(
    {
        small_boxes: "HB603",
        crowded_boxes: "HB603",
        low_rooms: "HB603",
        small_type: "HB815",
        _mute_figures: "HB621",
        _size: "HB622",
        _terse_links: "HB623",
    }
)
