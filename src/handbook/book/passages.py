"""Where sources are cited and terms are used: by the number of a section, which no page moves."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from handbook.book.galley import NO_BREAK
from handbook.book.model import Block, Book, Checklist, Part, Rich, Term, Use
from handbook.book.references import plain
from handbook.book.walk import Spot, change_checklist

MOST = 3
"""Sections that an entry of the glossary sends its reader to."""
_CITED = re.compile(r'href="handbook:source-([^"]+)"')
_LEADS = re.compile(r'href="handbook:([^"]+)"')
_WORD = re.compile(r"\w+")
_PLURAL = re.compile(r"(?:s|es)?(?!\w)")


@dataclass(frozen=True)
class Passage:
    """A section, or what stands before the first one; a checklist."""

    anchor: str
    number: str
    """As it is printed; empty for what has none."""
    heads: str
    """HTML of its headings."""
    html: str
    kind: str = "section"
    """`section`, `part` for what no section of a part holds, or `list`."""

    @property
    def use(self) -> Use:
        """Return it as what an entry sends the reader to."""
        return Use(self.anchor, self.number)

    @cached_property
    def text(self) -> str:
        """Its words on one line, headings first."""
        return plain(f"{self.heads} <p>{self.html}")


def passages(book: Book) -> tuple[Passage, ...]:
    """Return the passages of a book whose texts are woven, in reading order."""
    words = dict(book.settings.words)
    parts = (passage for part in book.parts for passage in _of_part(part, words))
    return (*parts, *map(_of_list, book.checklists))


def _of_part(part: Part, words: Mapping[str, str]) -> Iterator[Passage]:
    name = f"{words.get(part.role, '')}{NO_BREAK}{part.label}".strip() if part.label else ""
    passage = Passage(part.id, name, _html(part.title), _blocks(part.blocks), "part")
    for section in part.sections:
        if section.number or section.level == 2:
            yield passage
            passage = (
                Passage(section.id, section.number, "", "")
                if section.number
                else Passage(part.id, name, "", "", "part")
            )
        heads = f"{passage.heads} <p>{_html(section.title)}"
        html = f"{passage.html} <p>{_blocks(section.blocks)}"
        passage = replace(passage, heads=heads, html=html)
    yield passage


def _of_list(checklist: Checklist) -> Passage:
    texts: list[str] = []

    def note(rich: Rich, spot: Spot) -> Rich:
        texts.append(_html(rich))
        return rich

    change_checklist(checklist, note)
    return Passage(checklist.id, checklist.id, "", " <p>".join(texts), "list")


def _blocks(blocks: Iterable[Block]) -> str:
    return " <p>".join(_html(text) for block in blocks for text in (block.title, block.body))


def _html(text: Rich) -> str:
    return "".join(piece for piece in text if isinstance(piece, str))


def cited(some: Iterable[Passage]) -> dict[str, tuple[Use, ...]]:
    """Return where each source is cited, by the id of the source."""
    found: dict[str, dict[Use, None]] = {}
    for passage in some:
        for source in _CITED.findall(passage.html) if passage.number else ():
            found.setdefault(source, {})[passage.use] = None
    return {source: tuple(uses) for source, uses in found.items()}


def used(terms: Iterable[Term], some: Iterable[Passage]) -> dict[str, tuple[Use, ...]]:
    """Return where to read about each term, by its id: what is headed by it, and the first section.

    Where its own text sends the reader already is left out.
    """
    wanted = tuple(terms)
    lexicon = _Lexicon(wanted)
    first: dict[str, int] = {}
    headed: dict[str, list[int]] = {}
    printed = [one for one in some if one.number and one.kind != "list"]
    numbered = sorted(printed, key=lambda one: one.kind == "part")
    for place, passage in enumerate(numbered):
        for name in dict.fromkeys(_names(plain(passage.heads), lexicon)):
            headed.setdefault(name, []).append(place)
        for name in _names(passage.text, lexicon):
            first.setdefault(name, place)
    found = {}
    for term in wanted:
        places = sorted({*headed.get(term.id, ())[: MOST - 1], *_one(first.get(term.id))})
        said = set(_LEADS.findall(_html(term.text)))
        uses = (numbered[place].use for place in places)
        found[term.id] = tuple(use for use in dict.fromkeys(uses) if use.anchor not in said)
    return found


def _one(place: int | None) -> tuple[int, ...]:
    return () if place is None else (place,)


Named = tuple[str, str]
"""Name of a term and its id."""


class _Lexicon(dict[str, tuple[Named, ...]]):
    """What may begin with a word: found when it is asked for, and kept."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._named: dict[str, list[Named]] = {}
        for term in terms:
            for name in filter(None, (term.term.casefold(), term.abbr)):
                if start := _WORD.match(name):
                    whole = (" ".join(name.split()), term.id)
                    self._named.setdefault(start[0], []).append(whole)

    def __missing__(self, word: str) -> tuple[Named, ...]:
        forms = {form for one in (word, word.casefold()) for form in _singulars(one)}
        found = (named for form in sorted(forms) for named in self._named.get(form, ()))
        self[word] = tuple(sorted(found, key=lambda named: -len(named[0])))
        return self[word]


def _singulars(word: str) -> Iterator[str]:
    """Yield a word as it is, and what it may be the plural of."""
    yield word
    yield from (word.removesuffix(ending) for ending in ("s", "es") if word.endswith(ending))


def _names(text: str, lexicon: _Lexicon) -> Iterator[str]:
    """Yield the ids of the terms that a text names; abbreviations only as they are written."""
    folded = text.casefold()
    texts = (text, folded) if len(folded) == len(text) else (text,)
    end = 0
    for word in _WORD.finditer(text):
        start = word.start()
        for name, term in lexicon[word[0]] if start >= end else ():
            stop = start + len(name)
            if any(one.startswith(name, start) and _PLURAL.match(one, stop) for one in texts):
                yield term
                end = stop
                break
