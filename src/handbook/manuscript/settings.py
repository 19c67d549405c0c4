"""The text of `handbook.toml` to settings, every key checked."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handbook.book.findings import Finding
from handbook.book.settings import (
    Booklet,
    Cards,
    Changes,
    Editing,
    Edition,
    Numbering,
    Press,
    Publish,
    Settings,
)
from handbook.manuscript.datafiles import parse_toml
from handbook.manuscript.fields import (
    ADDRESS,
    DATE,
    FLAG,
    LANGUAGE,
    LINE,
    LINES,
    PAIRS,
    PARAGRAPHS,
    TEXT,
    Kind,
    check,
    length,
    one_of,
    shaped,
    slug,
    whole,
    worded_as,
)
from handbook.manuscript.variants import parse_variants

PAGE_SIZES = ("A5", "A6", "half-letter", "Letter", "A4")
BINDINGS = ("perfect", "thick", "saddle", "wire", "ring", "screen")
CARD_SIZES = ("A7", "ID-1")
SHEET_SIZES = ("A4", "Letter")
PAPERS = ("A4", "Letter", "A3", "Tabloid")

_SLUG = shaped(r"[a-z0-9]+(-[a-z0-9]+)*", "small letters, digits and single hyphens, as my-book")
SPAN = shaped(r"[1-9]\d{0,3}[dwmy]", "a span of time, as 18m or 1y")
_EDITION_ID = shaped(
    r"[A-Za-z0-9]([A-Za-z0-9._-]{0,38}[A-Za-z0-9])?", "a name fit for a file, as 2026.1"
)

BOOK: Mapping[str, Kind] = {
    "title": LINE,
    "short-title": LINE,
    "subtitle": LINE,
    "slug": _SLUG,
    "publisher": LINE,
    "owner": LINE,
    "author": LINE,
    "language": LANGUAGE,
    "handling": LINE,
    "corrections": TEXT,
    "address": LINE,
    "keywords": LINES,
    "licence": LINE,
    "legal": PARAGRAPHS,
}
SECTIONS: Mapping[str, Mapping[str, Kind]] = {
    "edition": {
        "id": _EDITION_ID,
        "date": DATE,
        "supersedes": LINE,
        "supersedes-action": LINE,
        "review-by": DATE,
        "verified": DATE,
        "facts-hold": SPAN,
    },
    "page": {"size": one_of(*PAGE_SIZES), "binding": one_of(*BINDINGS)},
    "numbering": {"sections": FLAG, "paragraphs": FLAG, "pages": one_of("chapter", "continuous")},
    "contents": {"depth": whole(1, 3)},
    "cards": {
        "size": one_of(*CARD_SIZES),
        "sheet": one_of(*SHEET_SIZES),
        "duplex": one_of("long", "short"),
    },
    "press": {
        "profile": LINE,
        "condition": LINE,
        "other-colours": one_of("refuse", "convert"),
        "ink-limit": whole(100, 400),
        "marks": one_of("full", "crop", "none"),
        "stock": LINE,
        "caliper": length(0.02, 1),
        "cover-stock": LINE,
        "spine-allowance": length(0, 10),
        "inside-cover": FLAG,
        "isbn": LINE,
        "price-code": shaped(r"\d{5}", "five digits, as 90000"),
        "copies": whole(0, 10_000_000),
        "contact": TEXT,
        "delivery": TEXT,
    },
    "booklet": {
        "layout": one_of("signatures", "leaves"),
        "sheet": one_of(*PAPERS),
        "sheets": whole(0, 40),
        "duplex": one_of("long", "short"),
        "scale": one_of("none", "fit"),
        "trimmed": FLAG,
        "holes": one_of("ISO 838", "888", "US 3"),
    },
    "changes": {
        "record": FLAG,
        "effective-pages": FLAG,
        "moved-pages": FLAG,
        "complete-revision": whole(1, 100),
    },
    "publish": {
        "address": ADDRESS,
        "key": shaped(r"[A-Za-z0-9+/]{56}", "a public key of minisign: 56 characters"),
        "withdrawn": PAIRS,
    },
    "editing": {
        "longest-sentence": whole(10, 200),
        "sourced": FLAG,
        "acronyms": LINES,
    },
}


_TABLE = Kind(
    "keys of its own, below a line in brackets", lambda v: v if isinstance(v, dict) else None
)


def parse_settings(
    text: str, path: str, words: Mapping[str, str]
) -> tuple[Settings, tuple[Finding, ...]]:
    """Return the settings, a default where a key is missing or wrong, and the findings.

    `words` are those that the templates print, by key: the book may word them otherwise.
    """
    table, findings = parse_toml(text, path)
    free = dict.fromkeys(("axes", "variants"), _TABLE)
    sections = {**SECTIONS, "words": {key: worded_as(text) for key, text in words.items()}}
    book, wrong = check(
        table, {**BOOK, "spelling": PAIRS, **free, **dict.fromkeys(sections, _TABLE)}
    )
    given: dict[str, dict[str, Any]] = {}
    for name, kinds in sections.items():
        given[name], more = check(table, kinds, name, values=book.pop(name, {}))
        wrong = (*wrong, *more)
    variants, more = parse_variants(table, *(book.pop(name, {}) for name in free))
    settings = replace(_settings(book, given, words), variants=variants)
    return settings, (*findings, *wrong, *more)


def _settings(
    book: Mapping[str, Any], given: Mapping[str, Mapping[str, Any]], words: Mapping[str, str]
) -> Settings:
    filled = {key: value for key, value in book.items() if value}
    filled.setdefault("slug", slug(filled.get("title", "")) or Settings().slug)
    return Settings(
        **filled,
        page=given["page"].get("size", Settings().page),
        binding=given["page"].get("binding", Settings().binding),
        numbering=Numbering(**given["numbering"]),
        contents_depth=given["contents"].get("depth", Settings().contents_depth),
        cards=Cards(**given["cards"]),
        press=Press(**given["press"]),
        booklet=Booklet(**given["booklet"]),
        edition=Edition(**given["edition"]),
        changes=Changes(**given["changes"]),
        editing=Editing(**given["editing"]),
        publish=Publish(**given["publish"]),
        words=tuple(sorted({**words, **given["words"]}.items())),
    )
