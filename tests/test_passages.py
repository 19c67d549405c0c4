"""Where the glossary and the sources send a reader back to."""

from dataclasses import replace

import pytest

from handbook.book.galley import NO_BREAK
from handbook.book.model import (
    Block,
    Book,
    Checklist,
    Cite,
    Item,
    Part,
    Section,
    Source,
    Stage,
    Term,
)
from handbook.book.places import Place
from handbook.book.resolve import resolve
from handbook.book.settings import Settings

HERE = Place("content/chapters/1.md", 1)
WORDS = (("chapter", "Chapter"), ("appendix", "Appendix"), ("as_of", "as of {date}"))
WATCH = Term("watch", "watch", ("The hours of duty.",), HERE)
HOLDER = Term("holder", "watch holder", ("Who keeps it.",), HERE, "WH")
LAW = Source("law", "Harbour Law", "Harbour Law", HERE)


def text(*body: str | Cite) -> Block:
    return Block("paragraph", ("<p>", *body, "</p>"), HERE)


def section(name: str, title: str, *blocks: Block, listed: bool = True) -> Section:
    return Section(name, 2, (title,), blocks, HERE, listed=listed)


CITE = Cite("law", "", HERE)
BOOK = Book(
    settings=Settings(title="Harbour", language="en", slug="h", words=WORDS),
    parts=(
        Part("front", "preface", ("Preface",), HERE, blocks=(text("The watch. ", CITE),)),
        Part(
            "chapter",
            "one",
            ("One",),
            HERE,
            sections=(
                section("short", "In short", text("Two watches. ", CITE), listed=False),
                section("ship", "The ship", text("Watches are kept. ", CITE, " Again ", CITE)),
                section("rest", "Rest", text("A WH sleeps.")),
                section("hours", "Hours of a watch", text("Four.")),
                section("night", "The watch at night", text("Dark. ", CITE)),
                section("dawn", "Watches at dawn", text("Light.")),
            ),
        ),
    ),
    checklists=(
        Checklist(
            "D1",
            "duty",
            ("Handover",),
            HERE,
            stages=(Stage("", (), "read-do", (Item("D1.1", ("Sign. ", CITE), HERE),), HERE),),
        ),
    ),
    terms=(WATCH, HOLDER),
    sources=(LAW,),
)


def sent_to(book: Book) -> tuple[dict[str, list[str]], list[str]]:
    """Return the numbers by term, and those of the source."""
    made, _ = resolve(book)
    terms = {term.id: [use.number for use in term.used] for term in made.terms}
    return terms, [use.number for use in made.sources[0].cited]


def test_a_source_sends_to_all_that_cite_it_once() -> None:
    _, cited = sent_to(BOOK)
    assert cited == [f"Chapter{NO_BREAK}1", "1.1", "1.4", "D1"]


def test_a_term_sends_to_its_first_section_and_to_two_headed_by_it() -> None:
    terms, _ = sent_to(BOOK)
    assert terms == {"watch": ["1.1", "1.3", "1.4"], "holder": ["1.2"]}


def test_of_two_terms_the_longer_is_meant() -> None:
    book = replace(BOOK, terms=(WATCH, replace(HOLDER, term="watches at dawn")))
    terms, _ = sent_to(book)
    assert terms["holder"] == ["1.2", "1.5"]


@pytest.mark.parametrize("words", ["wh", "WHO", "Watchmaker", "unwatched"])
def test_a_term_is_met_as_a_whole_word(words: str) -> None:
    part = Part("chapter", "one", ("One",), HERE, sections=(section("a", "A", text(words)),))
    terms, _ = sent_to(replace(BOOK, parts=(part,), checklists=()))
    assert terms == {"watch": [], "holder": []}


def test_what_the_entry_says_itself_is_not_said_again() -> None:
    entry = replace(HOLDER, text=('See <a class="ref" href="handbook:rest">1.2</a>.',))
    terms, _ = sent_to(replace(BOOK, terms=(entry,)))
    assert terms == {"holder": []}


def test_a_chapter_without_sections_is_named() -> None:
    part = Part("chapter", "one", ("One",), HERE, blocks=(text("A watch. ", CITE),))
    terms, cited = sent_to(replace(BOOK, parts=(part,), checklists=()))
    assert terms["watch"] == cited == [f"Chapter{NO_BREAK}1"]
