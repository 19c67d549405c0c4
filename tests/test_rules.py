"""What must hold of a book as a whole."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from handbook.book import findings
from handbook.book.findings import CODES, Finding, did_you_mean, has_errors, in_order, nearest
from handbook.book.model import Block, Book, Checklist, Item, Part, Section, Source, Stage, Term
from handbook.book.places import Place
from handbook.book.rules import RULES, check_book
from handbook.book.settings import Settings

HERE = Place("content/chapters/01-watch.md", 1)
THERE = Place("content/chapters/02-keys.md", 7)
TEXT = Block("paragraph", ("<p>x</p>",), HERE)
WATCH = Part("chapter", "watch", ("The watch",), HERE, blocks=(TEXT,))
D1 = Checklist(
    "D1",
    "duty",
    ("Handover",),
    THERE,
    (),
    owner="The watch",
    trigger="At 22.00",
    sign_off=("Duty officer",),
    revised=dt.date(2026, 1, 15),
)


def book(*parts: Part, lists: tuple[Checklist, ...] = (), terms: tuple[Term, ...] = ()) -> Book:
    return Book(Settings(), parts, lists, terms)


def found(whole: Book) -> list[tuple[str, Place, str, str]]:
    return [(one.code, one.place, one.message, one.hint) for one in check_book(whole)]


def test_a_book_in_order_has_no_findings() -> None:
    terms = (Term("a", "a", (), HERE, see=("b",)), Term("b", "b", (), HERE))
    shown = Block("checklist", (), HERE, checklist="D1")
    part = replace(WATCH, blocks=(TEXT, shown), checklists=("D1",))
    item = Item("D1.1", ("x",), HERE)
    stage = Stage("A", (), "read-do", (item,), HERE, declared=True)
    lists = (replace(D1, stages=(stage,)),)
    assert found(book(part, lists=lists, terms=terms)) == []


def test_a_book_without_a_chapter_is_found() -> None:
    front = replace(WATCH, role="front")
    expected = ("HB007", Place("content/chapters"), "there is no chapter", "")
    assert found(book(front)) == [expected]


def test_the_second_use_of_an_id_is_found_and_names_the_first() -> None:
    keys = replace(
        WATCH,
        id="keys",
        place=THERE,
        sections=(Section("watch", 2, ("Keys",), (replace(TEXT, id="D1"),), THERE),),
    )
    message = '"{}" is used here and at {}'
    assert found(book(WATCH, keys, lists=(D1,))) == [
        ("HB102", THERE, message.format("watch", HERE), ""),
        ("HB102", THERE, message.format("D1", HERE), ""),
    ]


@pytest.mark.parametrize("name", ["the watch", "-x", "a/b", "a#b", "ä ö", ".", "{{ x }}"])
def test_an_id_that_a_link_cannot_carry_is_found(name: str) -> None:
    assert found(book(replace(WATCH, id=name))) == [("HB107", HERE, f'"{name}" is no id', "")]


@pytest.mark.parametrize("name", ["watch", "D2.7", "5", "fig:x", "a_b", "ä", "手册", "x--y"])
def test_letters_of_all_scripts_make_an_id(name: str) -> None:
    assert found(book(replace(WATCH, id=name))) == []


def test_an_id_of_a_term_or_a_source_is_named_as_the_author_wrote_it() -> None:
    whole = replace(
        book(WATCH, terms=(Term("a b", "a", (), THERE),)), sources=(Source("c d", "", "", THERE),)
    )
    assert [one[2] for one in found(whole)] == ['"a b" is no id', '"c d" is no id']


def test_a_chapter_without_text_is_found() -> None:
    empty = replace(WATCH, blocks=(), sections=(Section("a", 2, ("A",), (), HERE),))
    assert found(book(empty)) == [("HB105", HERE, "there is nothing in it", "")]


def test_a_list_that_nobody_wrote_is_found_wherever_it_is_named() -> None:
    shown = Block("checklist", (), THERE, checklist="D11")
    part = replace(WATCH, blocks=(shown,), checklists=("D1", "D3"))
    lists = (replace(D1, prerequisites=("Q9",)),)
    assert found(book(part, lists=lists)) == [
        ("HB101", HERE, 'no checklist is named "D3"', ""),
        ("HB101", THERE, 'no checklist is named "D11"', 'did you mean "D1"?'),
        ("HB101", THERE, 'no checklist is named "Q9"', ""),
    ]


def test_a_term_to_look_up_that_is_not_there_is_found() -> None:
    term = Term("watch", "watch", (), THERE, see=("wacth", "keys"))
    assert found(book(WATCH, terms=(term,))) == [
        ("HB101", THERE, 'no term is named "wacth"', 'did you mean "watch"?'),
        ("HB101", THERE, 'no term is named "keys"', ""),
    ]


def test_each_rule_says_in_its_name_what_must_hold() -> None:
    assert all(name.count(" ") >= 3 for name in RULES)


def test_findings_stand_once_each_in_the_order_of_their_places() -> None:
    first = Finding("HB111", Place("a.md", 2), "x")
    second = Finding("HB101", Place("a.md", 10), "x")
    third = Finding("HB101", Place("b.md"), "x")
    assert in_order([third, second, first, third]) == (first, second, third)
    assert (has_errors([first]), has_errors([second])) == (False, True)


@pytest.mark.parametrize(
    ("name", "near"),
    [("titel", "title"), ("TITLE", "title"), ("sub-title", "Subtitle"), ("zzz", ""), ("", "")],
)
def test_the_nearest_name_is_guessed(name: str, near: str) -> None:
    assert nearest(name, ["title", "Subtitle", "tile-x"]) == near
    assert did_you_mean(name, ["title", "Subtitle"]) == (f'did you mean "{near}"?' if near else "")


def test_a_code_is_given_once() -> None:
    rows = re.findall(r'"(HB\d{3})",', Path(findings.__file__).read_text(encoding="utf-8"))
    assert rows == sorted(CODES)


def test_every_code_has_a_title_and_advice_that_fit_a_table() -> None:
    for code, entry in CODES.items():
        assert code.startswith("HB") and len(code) == 5
        assert entry.title == entry.title.strip() and not entry.title.endswith(".")
        assert entry.advice.endswith(".")
        assert "|" not in entry.title
