"""Number the book, and put words and links where it refers to itself."""

from collections.abc import Iterator
from dataclasses import replace

from handbook.book.findings import Finding
from handbook.book.model import Book, Checklist, Part, Term
from handbook.book.numbering import number
from handbook.book.passages import Passage, cited, passages, used
from handbook.book.places import Place
from handbook.book.references import make_index
from handbook.book.walk import change_checklist, change_part, change_term
from handbook.book.weave import Lore, Thread, lore


def resolve(book: Book) -> tuple[Book, tuple[Finding, ...]]:
    """Return the book as it is printed, and findings about what refers to nothing.

    Parts, sections, paragraphs, figures and tables have their numbers; of the holes in the rich
    texts only the pictures are left.
    """
    book = number(book)
    known = lore(book, make_index(book))
    parts = [_part(part, known) for part in book.parts]
    checklists = [_checklist(checklist, known) for checklist in book.checklists]
    terms = [_term(term, known) for term in book.terms]
    resolved = replace(
        book,
        parts=tuple(part for part, _ in parts),
        checklists=tuple(checklist for checklist, _ in checklists),
        terms=tuple(term for term, _ in terms),
    )
    threads = [thread for _, thread in (*parts, *checklists, *terms)]
    findings = (finding for thread in threads for finding in thread.findings)
    linked = frozenset(target for thread in threads for target in thread.linked)
    locators = tuple(one for thread in threads for one in thread.locators)
    some = passages(resolved)
    unused = _unused(resolved, linked, " ".join(one.text for one in some).casefold())
    return replace(_sent_back(resolved, some), locators=locators), (*findings, *unused)


def _sent_back(book: Book, some: tuple[Passage, ...]) -> Book:
    """Return the book with its glossary and its sources sending back to where they are used."""
    places, citations = used(book.terms, some), cited(some)
    return replace(
        book,
        terms=tuple(replace(term, used=places[term.id]) for term in book.terms),
        sources=tuple(replace(one, cited=citations.get(one.id, ())) for one in book.sources),
    )


def _part(part: Part, known: Lore) -> tuple[Part, Thread]:
    """Return the part with its footnotes put where they are called."""
    thread = Thread(known, part.place.path, part.id, dict(part.notes))
    filled = change_part(replace(part, notes=()), thread.weave)
    filled = replace(filled, cited=tuple(_cited(thread)))
    for label, _ in part.notes:
        if label not in thread.called:
            message = f'footnote "{label}" is not called'
            thread.findings.append(Finding("HB113", Place(part.place.path), message))
    return filled, thread


def _cited(thread: Thread) -> list[str]:
    """Return the ids of the sources that were cited, in the order of their short names."""
    sources = thread.lore.sources
    cited = [name for name in sources if f"source-{name}" in thread.linked]
    return sorted(cited, key=lambda name: sources[name].short.casefold())


def _checklist(checklist: Checklist, known: Lore) -> tuple[Checklist, Thread]:
    thread = Thread(known, checklist.place.path, checklist.id)
    return change_checklist(checklist, thread.weave), thread


def _term(term: Term, known: Lore) -> tuple[Term, Thread]:
    thread = Thread(known, term.place.path, f"term-{term.id}")
    return change_term(term, thread.weave), thread


def _unused(book: Book, linked: frozenset[str], text: str) -> Iterator[Finding]:
    """Yield a note for each term and each source that the book does without."""
    for term in book.terms:
        if f"term-{term.id}" not in linked and term.term.casefold() not in text:
            yield Finding("HB111", term.place, f'the term "{term.term}" is not used')
    for source in book.sources:
        if f"source-{source.id}" not in linked:
            yield Finding("HB112", source.place, f'the source "{source.short}" is not cited')
    for fact in book.facts:
        if f"fact-{fact.id}" not in linked:
            yield Finding("HB116", fact.place, f'the fact "{fact.id}" is not used')
