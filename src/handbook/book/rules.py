"""What must hold of a book as a whole: one short function per rule."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from handbook.book.findings import Finding, did_you_mean
from handbook.book.ids import ID_RULES
from handbook.book.intervals import held_until
from handbook.book.isbn import isbn_fault
from handbook.book.list_rules import lists_keep_their_rules
from handbook.book.model import Block, Book, Fact, Row, Value
from handbook.book.places import Place
from handbook.book.references import every_target

Rule = Callable[[Book], Iterator[Finding]]

SETTINGS = Place("content/handbook.toml")

_ID = re.compile(r"[^\W_][\w.:-]*")


def a_book_has_a_chapter(book: Book) -> Iterator[Finding]:
    """Find a book that has nothing in it."""
    if not any(part.role == "chapter" for part in book.parts):
        yield Finding("HB007", Place("content/chapters"), "there is no chapter")


def an_id_is_used_once(book: Book) -> Iterator[Finding]:
    """Find the second use of an id."""
    first: dict[str, Place] = {}
    for target in every_target(book):
        if target.id in first:
            message = f'"{target.id}" is used here and at {first[target.id]}'
            yield Finding("HB102", target.place, message)
        first.setdefault(target.id, target.place)


def an_id_is_well_formed(book: Book) -> Iterator[Finding]:
    """Find ids that a link could not carry; for those of items there are rules of their own."""
    items = {item.place for one in book.checklists for item in one.items()}
    for target in every_target(book):
        if target.place not in items and not _ID.fullmatch(target.id):
            name = target.id.removeprefix("source-").removeprefix("term-")
            yield Finding("HB107", target.place, f'"{name}" is no id')


def a_chapter_says_something(book: Book) -> Iterator[Finding]:
    """Find parts without a single block."""
    for part in book.parts:
        if next(part.all_blocks(), None) is None:
            yield Finding("HB105", part.place, "there is nothing in it")


def a_list_that_is_named_exists(book: Book) -> Iterator[Finding]:
    """Find lists that a chapter, a block or a qualification names and nobody wrote."""
    lists = frozenset(checklist.id for checklist in book.checklists)
    for part in book.parts:
        yield from _unknown(part.checklists, lists, "checklist", part.place)
        for block in part.all_blocks():
            yield from _unknown(_shown(block), lists, "checklist", block.place)
    for checklist in book.checklists:
        yield from _unknown(checklist.prerequisites, lists, "checklist", checklist.place)


def a_term_to_look_up_exists(book: Book) -> Iterator[Finding]:
    """Find terms that another one sends the reader to and that are not there."""
    terms = frozenset(term.id for term in book.terms)
    for term in book.terms:
        yield from _unknown(term.see, terms, "term", term.place)


def a_source_of_a_fact_exists(book: Book) -> Iterator[Finding]:
    """Find facts that rest on a source that is not there."""
    sources = frozenset(source.id for source in book.sources)
    some: tuple[Fact | Value, ...] = (*book.facts, *book.values)
    for fact in some:
        if fact.source and fact.source not in sources:
            hint = did_you_mean(fact.source, sources)
            yield Finding("HB108", fact.place, f'no source is named "{fact.source}"', hint)


def a_fact_is_fresh(book: Book) -> Iterator[Finding]:
    """Find facts that must be looked up again before this edition goes out.

    A fact holds until its own day, or else as long as all facts.
    """
    edition = book.settings.edition
    if edition.date is None:
        return
    rows = tuple(row for table in book.tables for row in table.rows)
    facts: tuple[Fact | Row, ...] = (*book.facts, *rows)
    dated = [(fact.id, fact.as_of, fact.review_by, fact.place) for fact in facts]
    dated += [(one.name, one.as_of, one.review_by, one.place) for one in book.values if one.as_of]
    for name, as_of, review_by, place in dated:
        until = review_by or held_until(as_of, edition.facts_hold)
        if until is not None and until < edition.date:
            message = f'"{name}" was verified to {as_of} and held until {until}'
            yield Finding("HB117", place, message)


def _shown(block: Block) -> tuple[str, ...]:
    return (block.checklist,) if block.kind == "checklist" else ()


def _unknown(
    names: Iterable[str], known: frozenset[str], what: str, place: Place
) -> Iterator[Finding]:
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known)
            yield Finding("HB101", place, f'no {what} is named "{name}"', hint)


def an_isbn_is_sound(book: Book) -> Iterator[Finding]:
    """Find an ISBN that no book can have: it would be printed as bars that a till refuses."""
    isbn = book.settings.press.isbn
    if isbn and (fault := isbn_fault(isbn)):
        yield Finding("HB846", SETTINGS, f"{isbn}: {fault}")


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.__name__.replace("_", " "): rule
        for rule in (
            a_book_has_a_chapter,
            an_id_is_used_once,
            an_id_is_well_formed,
            a_chapter_says_something,
            a_list_that_is_named_exists,
            a_term_to_look_up_exists,
            a_source_of_a_fact_exists,
            a_fact_is_fresh,
            an_isbn_is_sound,
            lists_keep_their_rules,
            *ID_RULES,
        )
    }
)
"""Every rule, under its name in words."""


OF_THE_WHOLE: frozenset[Rule] = frozenset((an_id_is_used_once, an_id_is_well_formed, *ID_RULES))
"""Rules of the manuscript, whatever its variants show of it: ids are given once and for all."""


def check_book(book: Book, whole: Book | None = None) -> tuple[Finding, ...]:
    """Return what the rules find in a book; `whole` is the manuscript that it is a variant of."""
    ids = book if whole is None else whole
    return tuple(
        finding
        for rule in RULES.values()
        for finding in rule(ids if rule in OF_THE_WHOLE else book)
    )
