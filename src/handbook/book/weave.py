"""Fill the holes of rich texts: references, citations, abbreviations, footnotes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from types import MappingProxyType
from typing import Any

from handbook.book.findings import Finding, did_you_mean, nearest
from handbook.book.galley import NO_BREAK
from handbook.book.model import (
    Abbr,
    Book,
    Cite,
    Fact,
    FactRef,
    Hole,
    Image,
    Locator,
    Mark,
    NoteRef,
    Only,
    Ref,
    Rich,
    Source,
    Term,
    ValueRef,
)
from handbook.book.references import Index, find_part, is_file, locate, plain
from handbook.book.walk import Spot
from handbook.book.wording import fill_in, written_date

_Filled = tuple[str | Image, ...]

MOST_GUESSES = 200
LOOK_BACK = 400
"""Characters of HTML before a hole that are looked at."""


@dataclass(frozen=True, slots=True)
class Lore:
    """What the whole book knows."""

    index: Index
    terms: Mapping[str, Term]
    """By abbreviation."""
    sources: Mapping[str, Source]
    facts: Mapping[str, Fact]
    words: Mapping[str, str]
    guesses: dict[str, str] = field(default_factory=dict)
    """What was guessed for targets that are not there: a guess takes milliseconds."""

    def guess(self, target: str) -> str:
        """Return a hint what an author may have meant, for the first targets asked for."""
        if target not in self.guesses and len(self.guesses) < MOST_GUESSES:
            near = self.index.names.get(nearest(target, self.index.names), "")
            self.guesses[target] = f'did you mean "{near}"?' if near else ""
        return self.guesses.get(target, "")


def lore(book: Book, index: Index) -> Lore:
    """Return what the texts of a book may name."""
    terms = {term.abbr: term for term in reversed(book.terms) if term.abbr}
    sources = {source.id: source for source in book.sources}
    facts = {fact.id: fact for fact in book.facts}
    return Lore(index, terms, sources, facts, dict(book.settings.words))


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a hole."""

    written: list[str | Image]
    """The text before it, as far as it is written."""
    following: object
    """What comes next."""
    spot: Spot
    alone: bool
    """Whether there is nothing else in the text."""

    @property
    def before(self) -> str:
        """The end of the HTML before it."""
        tails = [piece[-LOOK_BACK:] for piece in self.written[-4:] if isinstance(piece, str)]
        return "".join(tails)[-LOOK_BACK:]

    @property
    def after(self) -> str:
        """The start of the HTML after it."""
        return self.following[:LOOK_BACK] if isinstance(self.following, str) else ""


@dataclass(slots=True)
class Thread:
    """The way through one part, list or entry, in reading order, and what was met on it."""

    lore: Lore
    path: str
    name: str
    """Begins the anchors of what the index sends the reader to."""
    notes: Mapping[str, Rich] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    expanded: set[str] = field(default_factory=set)
    """Abbreviations that a reader has met with their meaning."""
    linked: set[str] = field(default_factory=set)
    """Ids that were referred to, cited or used."""
    called: list[str] = field(default_factory=list)
    """Labels of footnotes, in the order of their calls."""
    locators: list[Locator] = field(default_factory=list)
    in_note: bool = False

    def weave(self, rich: Rich, spot: Spot) -> _Filled:
        """Return the text with its holes filled; pictures stay."""
        whole = tuple(piece for piece in rich if isinstance(piece, str | Image))
        if len(whole) == len(rich):
            return whole
        out: list[str | Image] = []
        pieces = tuple(_with_citations_together(rich))
        for piece, following in zip(pieces, (*pieces[1:], ""), strict=True):
            if isinstance(piece, str | Image):
                out.append(piece)
                continue
            around = _Around(out, following, spot, alone=len(pieces) == 1)
            filled = _FILLS[type(piece)](self, piece, around)
            out.extend(filter(None, (filled,) if isinstance(filled, str) else filled))
        return _joined(out)

    def find(self, code: str, hole: Hole, message: str, hint: str = "") -> None:
        """Note a finding at a hole."""
        self.findings.append(Finding(code, hole.place, message, hint))


def _with_citations_together(rich: Rich) -> Iterator[str | Hole | tuple[Cite, ...]]:
    for are_citations, run in groupby(rich, lambda piece: isinstance(piece, Cite)):
        if are_citations:
            yield tuple(piece for piece in run if isinstance(piece, Cite))
        else:
            yield from run


def _joined(pieces: Iterable[str | Image]) -> _Filled:
    joined: list[str | Image] = []
    for is_text, run in groupby(pieces, lambda piece: isinstance(piece, str)):
        together = list(run)
        joined.extend(["".join(map(str, together))] if is_text else together)
    return tuple(piece for piece in joined if piece)


def _reference(thread: Thread, ref: Ref, around: _Around) -> str:
    index = thread.lore.index
    found = locate(ref.target, thread.path, index)
    if not found:
        _report_nothing(thread, ref)
        return ref.text or escape(ref.target)
    thread.linked.add(found)
    target = index.targets[found]
    text = ref.text or (around.spot is Spot.POINTER and target.number) or target.html
    text = _LETTERED.sub(r'<span class="whole">\1</span>', text)
    return text if around.spot is Spot.HEADING else _link("ref", found, text)


def _report_nothing(thread: Thread, ref: Ref) -> None:
    index = thread.lore.index
    file, _, anchor = ref.target.rpartition("#")
    if is_file(ref.target) and find_part(file or anchor, thread.path, index) is None:
        hint = did_you_mean(file or anchor, (path.rpartition("/")[2] for path in index.parts))
        thread.find("HB109", ref, f'"{ref.target}" is not a part of the book', hint)
        return
    thread.find("HB101", ref, f'nothing is named "{anchor}"', thread.lore.guess(anchor))


def _link(kind: str, target: str, html: str) -> str:
    return f'<a class="{kind}" href="handbook:{escape(target)}">{html}</a>'


def _citations(thread: Thread, cites: tuple[Cite, ...], around: _Around) -> str:
    """Return a run of citations in parentheses, unless they stand in some or by themselves."""
    together = "; ".join(_cited(thread, cite, around.spot) for cite in cites)
    before = around.before
    enclosed = before.count("(") > before.count(")")
    alone = around.alone or (_CELL.search(before) and around.after.startswith("</"))
    return together if enclosed or alone else f"({together})"


def _cited(thread: Thread, cite: Cite, spot: Spot) -> str:
    source = thread.lore.sources.get(cite.source)
    if source is None:
        hint = did_you_mean(cite.source, thread.lore.sources)
        thread.find("HB108", cite, f'no source is named "{cite.source}"', hint)
        return escape(cite.source)
    linked = _source(thread, source, spot)
    locator = re.sub(r"\s+(?=\d)", NO_BREAK, escape(cite.locator))
    return f"{linked}, {locator}" if locator else linked


def _source(thread: Thread, source: Source, spot: Spot) -> str:
    target = f"source-{source.id}"
    thread.linked.add(target)
    name = escape(source.short)
    return name if spot is Spot.HEADING else _link("cite", target, name)


def _abbreviation(thread: Thread, abbr: Abbr, around: _Around) -> str:
    marked = f"<abbr>{escape(abbr.short)}</abbr>"
    term = thread.lore.terms.get(abbr.short)
    if term is None:
        return marked
    thread.linked.add(f"term-{term.id}")
    if around.spot is not Spot.TEXT or abbr.short in thread.expanded:
        return marked
    thread.expanded.add(abbr.short)
    if _explained(term.term, around):
        return marked
    words = escape(term.term)
    if _BEGINNING.search(around.before):
        words = words[:1].upper() + words[1:]
    if term.lang:
        words = f'<span lang="{escape(term.lang)}">{words}</span>'
    return f"{words}, {marked}" if around.before.endswith("(") else f"{words} ({marked})"


_CELL = re.compile(r"<(?:td|th|li|dd|p)\b[^>]*>\Z")
_BEGINNING = re.compile(
    r"(?:\A|<(?:p|li|td|th|dd|dt|div)\b[^>]*>|[^\W\d_]{2}[.?!][)”’\"]?\s)\s*(?:<[a-z][^>]*>)*\Z"
)
"""The end of a text after which a sentence begins; `e.g. ` is not one."""


def _explained(words: str, around: _Around) -> bool:
    """Tell whether the author writes `defence attaché (DA)` or `DA (defence attaché)` himself."""
    before, after = plain(around.before), plain(around.after)
    if before.endswith("("):
        return before[:-1].rstrip().casefold().endswith(words.casefold())
    return after.casefold().startswith(f"({words.casefold()}")


def _footnote(thread: Thread, call: NoteRef, around: _Around) -> str | _Filled:
    if call.label not in thread.notes:
        thread.find("HB110", call, f'footnote "{call.label}" has no text')
        return ""
    thread.called.append(call.label)
    if thread.in_note or around.spot is Spot.HEADING:
        where = "a footnote" if thread.in_note else "a heading"
        thread.find("HB113", call, f'footnote "{call.label}" is called from {where}')
        return ""
    met = set(thread.expanded)
    thread.in_note = True
    text = thread.weave(thread.notes[call.label], Spot.TEXT)
    thread.in_note = False
    thread.expanded = met  # what only a footnote explains, a reader of the text has not met
    anchor = escape(f"{NOTE}{thread.name}.{len(thread.called)}")
    return (f'<span class="footnote" id="{anchor}">', *text, "</span>")


def _index_mark(thread: Thread, mark: Mark, around: _Around) -> str:
    """Return an anchor for the index; a heading, which is printed again elsewhere, bears none."""
    if around.spot is Spot.HEADING:
        message = f'"{mark.entry}" is marked for the index in a heading'
        thread.find("HB114", mark, message)
        return ""
    anchor = _mark_word(thread, around)
    thread.locators.append(Locator(mark.entry, mark.sub, anchor))
    if around.written and f'id="{anchor}"' in str(around.written[-1]):
        return ""
    return f'<span class="mark" id="{anchor}"></span>'


def _mark_word(thread: Thread, around: _Around) -> str:
    """Return the anchor of the word before a mark, made now or for the mark before this one.

    An empty element in the line would cost the engine a place to break it.
    """
    last = around.written[-1] if around.written else ""
    if isinstance(last, str) and (marked := _MARKED_WORD.search(last)):
        return marked[1]
    anchor = escape(f"{MARK}{thread.name}.{len(thread.locators) + 1}")
    if isinstance(last, str) and (word := _LAST_WORD.search(last)):
        marked_word = f'<span class="marked" id="{anchor}">{word[1]}</span>{word[2]}'
        around.written[-1] = last[: word.start()] + marked_word
    return anchor


def _fact(thread: Thread, ref: FactRef, around: _Around) -> str:
    """Return the value of a fact, its source and the day to which it held."""
    fact = thread.lore.facts.get(ref.fact)
    if fact is None:
        hint = did_you_mean(ref.fact, thread.lore.facts)
        thread.find("HB115", ref, f'no fact is named "{ref.fact}"', hint)
        return escape(ref.fact)
    thread.linked.add(f"fact-{fact.id}")
    source = thread.lore.sources.get(fact.source)  # that there is one, a rule sees to
    cited = _source(thread, source, around.spot) if source else escape(fact.source)
    words = thread.lore.words
    day = fill_in(words["as_of"], date=written_date(fact.as_of, words))
    return f"{escape(fact.value)} ({cited}, {escape(day)})"


def _as_typed(thread: Thread, value: ValueRef, around: _Around) -> _Filled:
    """Return a value as it was typed: what is printed for it, the variant knows."""
    return thread.weave(value.plain, around.spot)


def _nothing(thread: Thread, only: Only, around: _Around) -> str:
    return ""


NOTE = "note:"
"""Begins the anchors of footnotes."""
MARK = "mark:"
"""Begins the anchors of marks for the index."""
_LETTERED = re.compile(r"\A([A-Z]+\.[0-9.]+)")
"""A number that the engine would break after its letter."""
_CLOSING = r"(?:</(?:strong|em|a|abbr|code|s|sub|sup)>)*\s*"
_LAST_WORD = re.compile(rf"([^\s<>&;]+)({_CLOSING})\Z")
_MARKED_WORD = re.compile(rf'<span class="marked" id="({MARK}[^"]+)">[^<]*</span>{_CLOSING}\Z')

_FILLS: Mapping[type, Callable[[Thread, Any, _Around], str | _Filled]] = MappingProxyType(
    {
        Ref: _reference,
        tuple: _citations,
        Abbr: _abbreviation,
        NoteRef: _footnote,
        Mark: _index_mark,
        FactRef: _fact,
        ValueRef: _as_typed,
        Only: _nothing,
    }
)
