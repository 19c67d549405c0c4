"""The words of a book as they are written: passages, sentences, words, and how hard they read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from handbook.book.model import (
    Abbr,
    Block,
    Book,
    Checklist,
    Cite,
    FactRef,
    Image,
    NoteRef,
    Part,
    Ref,
    Rich,
)
from handbook.book.places import Place
from handbook.book.references import APART, plain

KEPT = 16_384
"""Texts of which is kept what was found in them: whoever edits one leaves the others alone."""
LONG_WORD = 6
"""Letters; a word of more is a long one for LIX."""
LONGEST_ABBREVIATION = 20
"""Characters before a point that are looked at."""
TITLE, ITEM, ENTRY, NOTE = "title", "item", "entry", "footnote"
"""Kinds of passage beside those of blocks."""
REF = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands where the book will word a reference, or print a fact."""

_CODE = re.compile(r"<(code|kbd|samp)\b[^>]*>.*?</\1>", re.DOTALL)
_EMPTIED = re.compile(r"\s*\(\s*[;,]?\s*\)|\s+(?=[.,;:!?])")
"""What a citation leaves behind: empty parentheses, a space before a point."""
_WORD = re.compile(r"[^\W_]+(?:[’'./,–-][^\W_]+)*")
_END = re.compile(r"[.!?…]+[”’\"»)\]]*(?=\s)|[。！？]+[」』）]*")
_OPENING = '(“‘"«['
_INITIAL = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A title, a block, an item: what an editor looks at in one go."""

    home: str
    """Path of the file and id of what it belongs to: what a reader opens by itself."""
    kind: str
    """That of its block, or `title`, `item`, `entry`, `footnote`."""
    place: Place
    texts: tuple[str, ...]
    """Its paragraphs, entries or cells in plain words, without citations; what pictures show."""
    html: str = ""
    sections: tuple[str, ...] = ()
    """Ids of the sections that it stands in, the outer one first; of a list, its stage."""
    id: str = ""
    sourced: bool = False
    """Whether a source is cited in it."""


def passages(book: Book) -> Iterator[Passage]:
    """Yield what is written in a book that is not resolved yet, in reading order."""
    for part in book.parts:
        yield from _of_part(part)
    for one in book.checklists:
        yield from _of_list(one)
    for term in book.terms:
        home = f"{term.place.path} {term.id}"
        name = () if term.lang else (escape(term.term),)
        yield passage(home, ENTRY, term.place, name, term.text, sections=(term.id,))


def passage(
    home: str, kind: str, place: Place, *some: Rich, sections: tuple[str, ...] = (), own: str = "",
    cited: frozenset[str] = frozenset(),
) -> Passage:  # fmt: skip
    """Return rich texts as a passage; `cited` are the footnotes that cite a source."""
    pieces = [piece for rich in some for piece in (*rich, "<p>")]
    alts = (f"<p>{escape(piece.alt)}</p>" for piece in pieces if isinstance(piece, Image))
    html = "".join((*map(_said, pieces), *alts))
    sourced = any(
        isinstance(piece, Cite | FactRef) or (isinstance(piece, NoteRef) and piece.label in cited)
        for piece in pieces
    )
    return Passage(home, kind, place, texts_of(html), html, sections, own, sourced)


@lru_cache(KEPT)
def texts_of(html: str) -> tuple[str, ...]:
    """Return the running texts of a piece of HTML: what stands between its blocks and cells."""
    bare = _CODE.sub(" ", html)
    texts = (_EMPTIED.sub("", plain(text)) for text in APART.split(bare))
    return tuple(text for text in texts if text)


def _said(piece: object) -> str:
    """Return what a piece of rich text says before anything is looked up."""
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Ref):
        return piece.text or REF
    if isinstance(piece, FactRef):
        return REF
    return piece.short if isinstance(piece, Abbr) else ""


def _of_part(part: Part) -> Iterator[Passage]:
    home = f"{part.place.path} {part.id}"
    cited = frozenset(label for label, text in part.notes if _cites(text))
    yield passage(home, TITLE, part.place, part.title)
    yield from _of_blocks(home, part.blocks, (), cited)
    within: dict[int, str] = {}
    for section in part.sections:
        outer = {level: name for level, name in within.items() if level < section.level}
        within = {**outer, section.level: section.id}
        sections = tuple(within.values())
        yield passage(home, TITLE, section.place, section.title, sections=sections)
        yield from _of_blocks(home, section.blocks, sections, cited)
    for label, text in part.notes:
        yield passage(home, NOTE, Place(part.place.path), text, sections=(NOTE,), own=label)


def _cites(rich: Rich) -> bool:
    return any(isinstance(piece, Cite) for piece in rich)


def _of_blocks(
    home: str, blocks: Iterable[Block], sections: tuple[str, ...], cited: frozenset[str]
) -> Iterator[Passage]:
    for block in blocks:
        some = block.title, block.body
        yield passage(
            home, block.kind, block.place, *some, sections=sections, own=block.id, cited=cited
        )


def _of_list(one: Checklist) -> Iterator[Passage]:
    home = f"{one.place.path} {one.id}"
    yield passage(home, TITLE, one.place, one.title, sections=(one.id,))
    yield from _of_blocks(home, one.blocks, (one.id,), frozenset())
    for stage in one.stages:
        sections = one.id, stage.letter
        yield passage(home, TITLE, stage.place, stage.title, sections=sections)
        yield from _of_blocks(home, stage.warnings, sections, frozenset())
        for item in stage.items:
            quiet = tuple((said,) for said in (item.who, item.when, item.evidence))
            some = item.text, *quiet, item.standard
            yield passage(home, ITEM, item.place, *some, sections=sections, own=item.id)
        yield passage(home, ITEM, stage.place, stage.pause, sections=sections)


@lru_cache(KEPT)
def sentences(text: str, abbreviations: frozenset[str]) -> tuple[str, ...]:
    """Return the sentences of a running text.

    One ends at a point, a question or an exclamation mark after which something begins with a
    capital or a figure. The point of an abbreviation, an initial or the number of an entry ends
    none.
    """
    out, start = [], 0
    for mark in _END.finditer(text):
        if _ends(text, mark, abbreviations):
            out.append(text[start : mark.end()].strip())
            start = mark.end()
    return tuple(one for one in (*out, text[start:].strip()) if one)


def _ends(text: str, mark: re.Match[str], abbreviations: frozenset[str]) -> bool:
    after = text[mark.end() : mark.end() + LONGEST_ABBREVIATION].lstrip().lstrip(_OPENING)
    if after[:1].islower():
        return False
    if mark[0] != ".":
        return True
    before = text[max(0, mark.start() - LONGEST_ABBREVIATION) : mark.start()].lstrip()
    word = before.rpartition(" ")[2].lstrip(_OPENING)
    numbered = before.isdigit()
    return not (word.casefold() in abbreviations or _INITIAL.fullmatch(word) or numbered)


@lru_cache(KEPT)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are written; figures and compounds are one each."""
    return tuple(_WORD.findall(text))


def lix(texts: Iterable[str], abbreviations: frozenset[str]) -> tuple[int, int, float]:
    """Return words, sentences and LIX of some texts.

    LIX is the words of a sentence and the long words of a hundred, added: 30 is easy, 40 what
    newspapers write, 50 what officials write, 60 hard (C. H. Björnsson, Läsbarhet, Stockholm
    1968). It asks for no dictionary and holds for many languages.
    """
    each = [one for text in texts for one in sentences(text, abbreviations)]
    words = [word for one in each for word in words_of(one)]
    if not words:
        return 0, 0, 0.0
    long = sum(len(word) > LONG_WORD for word in words)
    return len(words), len(each), len(words) / len(each) + 100 * long / len(words)
