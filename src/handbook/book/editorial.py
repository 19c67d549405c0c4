"""What an editor looks for in the words of a book: one short function per rule.

A rule speaks when the book asks for it: with a limit, a list or a table under `[editing]` and
`[spelling]` in its settings. What is wrong in any book is found unasked: a date that has passed, a
paragraph printed twice, a link without words.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType

from handbook.book.findings import Finding
from handbook.book.model import Book, Silence
from handbook.book.places import Place
from handbook.book.prose import (
    ENTRY,
    ITEM,
    KEPT,
    NOTE,
    REF,
    TITLE,
    Passage,
    lix,
    passages,
    sentences,
    words_of,
)
from handbook.book.references import plain
from handbook.book.review import FACTS, overdue, reviews
from handbook.book.silences import OF_WORDS, Scope, keep
from handbook.book.tongue import Tongue, tongue, words_in
from handbook.book.walk import VERBATIM

OTHERS = ("code", "law", "quote")
"""Kinds of block whose spelling is that of others; a specimen is the book's own."""
FIGURE = "figure"
"""Kind of block whose words are a caption, and a list of what the picture shows."""
FEWEST_TWICE = 8
"""Words of a paragraph that is not printed twice by chance."""
FEWEST_ALIKE, RUN, ALIKE = 20, 5, 0.8
"""Words of a paragraph that can be like another; words of a run; share of the runs of the shorter
one that both have."""
SHOWN = 8
"""Words of a passage that name it in a finding."""
SURE_ACRONYM, LONGEST_ACRONYM = 3, 8
"""Letters of what is no word in capitals, such as US; and letters of the longest that is none."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What the rules read: a book that is not resolved yet, taken apart."""

    book: Book
    tongue: Tongue
    passages: tuple[Passage, ...]


Rule = Callable[[Copy], Iterator[Finding]]


def a_sentence_is_short(copy: Copy) -> Iterator[Finding]:
    """Find sentences of more words than the book asks for."""
    most = copy.book.settings.editing.longest_sentence
    if not most or not copy.tongue.abbreviations:
        return
    for one in copy.passages:
        for said in _sentences(one, copy.tongue) if one.kind not in (*VERBATIM, FIGURE) else ():
            count = len(words_of(said))
            if count > most:
                yield Finding("HB340", one.place, f"a sentence of {count} words: {_begins(said)}")


def an_acronym_is_explained(copy: Copy) -> Iterator[Finding]:
    """Find acronyms that nobody explains where a reader first meets them."""
    known = set(copy.book.settings.editing.acronyms)
    if not known:
        return
    known |= {term.abbr for term in copy.book.terms}
    known |= {name for term in copy.book.terms for name, _ in _acronyms(term.term)}
    found: dict[tuple[str, str], Place | None] = {}
    for one in copy.passages:
        for text in one.texts if one.kind not in VERBATIM else ():
            for name, at in _acronyms(text):
                place = None if _explained(text, name, at) else one.place
                found.setdefault((one.home, name), place)
    unknown = {name for (_, name), place in found.items() if place} - known
    shouted = unknown and _shouted(copy)
    for (_, name), place in found.items():
        if place and name in unknown and name.casefold() not in shouted:
            yield Finding("HB341", place, f'"{name}" is not explained')


def the_house_has_one_spelling(copy: Copy) -> Iterator[Finding]:
    """Find words that the book's own table spells otherwise."""
    table = {_level(wrong): right for wrong, right in copy.book.settings.spelling if right}
    if not table:
        return
    several = "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
    wanted = re.compile(rf"(?<![\w-])(?:{several})(?![\w-])", re.IGNORECASE)
    for one in copy.passages:
        for text in one.texts if one.kind not in OTHERS else ():
            for said in _said(wanted, text):
                right = table[_level(said)]
                if said not in (_capital(right), _level(right, fold=False), right.upper()):
                    yield Finding("HB342", one.place, f'"{said}" is spelt "{right}" here')


def what_can_be_looked_up_has_a_source(copy: Copy) -> Iterator[Finding]:
    """Find numbers and dates in a chapter with no source in their passage or the next to it."""
    if not copy.book.settings.editing.sourced:
        return
    chapters = {f"{part.place.path} {part.id}" for part in copy.book.parts}
    figures = _figures(dict(copy.book.settings.words), copy.tongue)
    said = [one for one in copy.passages if one.home in chapters and one.kind != TITLE]
    around = zip(said, (None, *said), (*said[1:], None), strict=False)
    for one, before, next_one in around:
        if one.kind in VERBATIM or any(
            near is not None and near.sections == one.sections and _rests(near)
            for near in (one, before, next_one)
        ):
            continue
        found = dict.fromkeys(figure for text in one.texts for figure in figures(text))
        if found:
            named = ", ".join(f'"{figure}"' for figure in list(found)[:3])
            yield Finding("HB343", one.place, f"nothing says where {named} comes from")


def what_has_a_date_is_fresh(copy: Copy) -> Iterator[Finding]:
    """Find what was to be looked at again before the date of the edition.

    Facts, which have a date each, have a rule of their own among those of the book.
    """
    edition = copy.book.settings.edition
    if edition.date is None:
        return
    for one in overdue(reviews(copy.book), edition.date):
        if one.own and one.kind not in FACTS:
            yield Finding("HB344", one.place, f'"{one.what}" was to be reviewed by {one.until}')


def a_paragraph_is_printed_once(copy: Copy) -> Iterator[Finding]:
    """Find paragraphs that repeat another, to the word or nearly so."""
    first: dict[tuple[str, ...], Place] = {}
    runs: dict[tuple[str, ...], list[int]] = defaultdict(list)
    long: list[tuple[Place, int]] = []
    for place, words in _paragraphs(copy):
        if words in first:
            yield Finding("HB345", place, f"it stands at {first[words]} too: {_begins(*words)}")
            continue
        first[words] = place
        if len(words) < FEWEST_ALIKE:
            continue
        own = _runs(words)
        shared = Counter(number for run in own for number in runs.get(run, ()))
        for number, count in shared.most_common(1):
            other, size = long[number]
            if count >= ALIKE * min(size, len(own)):
                yield Finding("HB345", place, f"it is nearly that at {other}: {_begins(*words)}")
        for run in own:
            runs[run].append(len(long))
        long.append((place, len(own)))


def a_link_says_where_it_leads(copy: Copy) -> Iterator[Finding]:
    """Find links without words, and those whose words say nothing."""
    for one in copy.passages:
        for address, inside in _LINK.findall(one.html):
            said = " ".join(words_in(plain(inside)))
            if not said and "<img" not in inside:
                yield Finding("HB346", one.place, f"the link to {address} has no words")
            elif said in copy.tongue.empty_links:
                yield Finding("HB346", one.place, f'"{plain(inside)}" does not say where it leads')


EDITORIAL_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.__name__.replace("_", " "): rule
        for rule in (
            a_sentence_is_short,
            an_acronym_is_explained,
            the_house_has_one_spelling,
            what_can_be_looked_up_has_a_source,
            what_has_a_date_is_fresh,
            a_paragraph_is_printed_once,
            a_link_says_where_it_leads,
        )
    }
)
"""Every rule, under its name in words."""


def edit(book: Book) -> tuple[Finding, ...]:
    """Return what the rules find in a book as it was written, before it is resolved.

    What a chapter or a list allows itself with a reason is left out.
    """
    copy = take_apart(book)
    found: dict[str, list[Finding]] = defaultdict(list)
    for rule in EDITORIAL_RULES.values():
        for finding in rule(copy):
            found[finding.place.path].append(finding)
    allowed = _allowed(book)
    kept: list[Finding] = []
    for path in dict.fromkeys((*found, *allowed)):
        scope = Scope(OF_WORDS, "editorial rule", path, partial(_places, copy, path))
        kept += keep(found[path], allowed.get(path, ()), scope)
    return tuple(kept)


def take_apart(book: Book) -> Copy:
    """Return a book as the rules read it."""
    own = tongue(book.settings.language, dict(book.settings.words))
    return Copy(book, own, tuple(passages(book)))


def reading_levels(book: Book) -> tuple[tuple[str, int, int, float], ...]:
    """Return file, words, sentences and LIX of the running text of each part, and of all."""
    copy = take_apart(book)
    texts: dict[str, list[str]] = {part.place.path: [] for part in book.parts}
    for one in copy.passages:
        if one.place.path in texts and one.kind in RUNNING:
            texts[one.place.path] += one.texts
    rows = [(path, *lix(some, copy.tongue.abbreviations)) for path, some in texts.items()]
    every = lix((text for some in texts.values() for text in some), copy.tongue.abbreviations)
    return (*rows, ("", *every))


RUNNING = ("paragraph", "list", "definitions", "note", "caution", "warning")
"""Kinds of block that are read from end to end."""
_LINK = re.compile(r'<a href="(http[^"]*|mailto:[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_NAME = re.compile(r"(?<![\w.@/])([^\W\d_]{2,})(?!\w|[-‑–−]\d|\.\w)")
_NUMERAL = re.compile(r"[IVX]+")
_APOSTROPHES = str.maketrans("’‑\u00a0", "'- ")


def _sentences(one: Passage, own: Tongue) -> Iterator[str]:
    return (said for text in one.texts for said in sentences(text, own.abbreviations))


def _begins(*words: str) -> str:
    """Return the first words of a passage, to find it by."""
    several = " ".join(words).replace(REF, "[]").split()
    return f'"{" ".join(several[:SHOWN])}{" ..." if len(several) > SHOWN else ""}"'


@lru_cache(KEPT)
def _acronyms(text: str) -> tuple[tuple[str, int], ...]:
    """Return each acronym of a text, in the singular, and where it begins."""
    found = []
    for one in _NAME.finditer(text):
        name = one[0].removesuffix("s")
        capitals = sum(letter.isupper() for letter in name)
        fits = capitals >= 2 and 2 * capitals > len(name) <= LONGEST_ACRONYM
        if fits and not _NUMERAL.fullmatch(name):
            found.append((name, one.start()))
    return tuple(found)


def _explained(text: str, name: str, at: int) -> bool:
    """Tell whether `Arms Trade Treaty (ATT)` stands there, or `ATT (Arms Trade Treaty)`."""
    before, following = text[:at].rstrip("“‘"), text[at + len(name) :]
    return before.endswith("(") or bool(re.match(r"s?[”’]? \(", following))


def _shouted(copy: Copy) -> set[str]:
    """Return the words that the book writes small, and so may write in capitals too."""
    words = (word for one in copy.passages for text in one.texts for word in words_of(text))
    return {word for word in words if len(word) > SURE_ACRONYM and word.islower()}


def _level(text: str, fold: bool = True) -> str:
    """Return a text with plain apostrophes, hyphens and spaces, small on request."""
    even = text.translate(_APOSTROPHES)
    return even.casefold() if fold else even


@lru_cache(KEPT)
def _said(wanted: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(wanted.findall(_level(text, fold=False)))


def _capital(text: str) -> str:
    even = _level(text, fold=False)
    return even[:1].upper() + even[1:]


def _rests(one: Passage) -> bool:
    """Tell whether a passage names what it rests on: a source, a law, an address."""
    return one.sourced or one.kind == "law" or 'href="http' in one.html


def _figures(words: Mapping[str, str], own: Tongue) -> Callable[[str], list[str]]:
    """Return what finds the numbers and dates of a text that can be looked up."""
    months = "|".join(re.escape(month) for month in words.get("months", "").split())
    amounts = "|".join(re.escape(amount) for amount in own.amounts)
    kinds = (
        rf"\b\d{{1,2}} (?:{months})\b(?: \d{{4}}\b)?" if months else "",
        rf"\b\d[\d.,]* ?(?:%|(?:{amounts})\b)" if amounts else r"\b\d[\d.,]* ?%",
        r"[$€£¥] ?\d[\d.,]*\d|[$€£¥] ?\d",
        r"\b(?:1[5-9]|20)\d\d\b(?![.,]?\d)",
        r"\b\d{1,3}(?:[,\u202f ]\d{3})+\b",
    )
    wanted = re.compile(rf"(?<![\w/.,-])(?:{'|'.join(filter(None, kinds))})")
    return lambda text: wanted.findall(text.replace("\u00a0", " "))


def _paragraphs(copy: Copy) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Yield the paragraphs of the chapters, as small words."""
    chapters = {part.place.path for part in copy.book.parts}
    for one in copy.passages:
        told = one.kind not in (*VERBATIM, TITLE, ITEM, ENTRY, NOTE, FIGURE, "table")
        for text in one.texts if told and one.place.path in chapters else ():
            words = _small(text)
            if len(words) >= FEWEST_TWICE:
                yield one.place, words


@lru_cache(KEPT)
def _runs(words: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(words[start : start + RUN] for start in range(len(words) - RUN + 1))


@lru_cache(KEPT)
def _small(text: str) -> tuple[str, ...]:
    return tuple(words_in(text))


def _allowed(book: Book) -> dict[str, tuple[Silence, ...]]:
    """Return the exceptions from editorial rules of each file; a list has others too."""
    allowed: dict[str, tuple[Silence, ...]] = {}
    for part in book.parts:
        allowed[part.place.path] = part.allow
    for one in book.checklists:
        own = tuple(silence for silence in one.allow if silence.code in OF_WORDS)
        allowed[one.place.path] = (*allowed.get(one.place.path, ()), *own)
    return allowed


def _places(copy: Copy, path: str, where: str) -> frozenset[Place]:
    """Return where the section, the block, the stage or the item of a name stands in a file."""
    return frozenset(
        one.place
        for one in copy.passages
        if one.place.path == path and where in (*one.sections, one.id)
    )
