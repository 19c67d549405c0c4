"""The cover for the press, as a document: what stands on the back, what on the spine."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import MakeProject
from handbook.book.model import Book
from handbook.make import check
from handbook.pages.looks import find_templates
from handbook.pages.wrap import Sheet, make_wrap

TEMPLATES = find_templates(Path("nowhere"))
SETTINGS = """\
title = "Watch Keeping Field Handbook"
short-title = "WKFH"
publisher = "Harbour Office"
handling = "Unclassified"
[edition]
id = "2026.1"
review-by = 2027-11-22
"""


def book_of(make_project: MakeProject, chapters: int, settings: str = SETTINGS) -> Book:
    names = {
        f"content/chapters/{n:02}.md": f"---\nshort: Part {n}\n---\n\n# The title {n}\n\nText.\n"
        for n in range(1, chapters + 1)
    }
    book, _ = check(make_project({"content/handbook.toml": settings, **names}))
    return book


def test_the_back_lists_the_parts_at_the_height_of_their_tabs(make_project: MakeProject) -> None:
    html = make_wrap(book_of(make_project, 3), TEMPLATES, Sheet("spine", 8, 12)).html
    rows = re.findall(
        r'class="slot[^"]*" style="top: ([\d.]+)mm; line-height: ([\d.]+)mm">(.+?)<', html
    )
    assert [name for *_, name in rows] == ["Part 1", "Part 2", "Part 3"]
    assert [(float(top), float(height)) for top, height, _ in rows] == [
        (24, 11),
        (36, 11),
        (48, 11),
    ]


def test_parts_whose_tabs_stand_at_one_height_share_it(make_project: MakeProject) -> None:
    html = make_wrap(book_of(make_project, 20), TEMPLATES, Sheet("spine", 8, 12)).html
    rows = re.findall(r'style="top: ([\d.]+)mm; line-height: ([\d.]+)mm">(.+?)<', html)
    tops = {name: (float(top), float(height)) for top, height, name in rows}
    assert len(tops) == 20
    assert tops["Part 11"][0] == pytest.approx(tops["Part 1"][0] + tops["Part 1"][1], abs=0.01)
    assert tops["Part 2"][0] > tops["Part 11"][0]


def test_more_parts_than_can_share_are_left_out(make_project: MakeProject) -> None:
    html = make_wrap(book_of(make_project, 60), TEMPLATES, Sheet("spine", 8, 12)).html
    assert "slot" not in html


def test_the_back_says_whose_the_book_is_and_until_when_it_holds(make_project: MakeProject) -> None:
    html = make_wrap(book_of(make_project, 1), TEMPLATES, Sheet("spine", 8, 12)).html
    for text in ("Unclassified", "Held by", "Review by 22 November 2027", "Harbour Office"):
        assert text in html


@pytest.mark.parametrize(
    ("most", "title", "size"),
    [
        (6, "Watch Keeping Field Handbook", 6),
        (15, "Watch Keeping Field Handbook", 15),
        (20, "Watch Keeping Field Handbook", 15.75),
        (30, "WKFH", 30),
    ],
)
def test_a_title_too_long_for_the_spine_is_smaller_or_gives_way_to_the_short_one(
    make_project: MakeProject, most: float, title: str, size: float
) -> None:
    unit = make_wrap(book_of(make_project, 1), TEMPLATES, Sheet("spine", 40, most))
    assert f'panel spine"><p class="title">{title}</p>' in unit.html
    assert f"font: 600 {size}pt/" in unit.style


def test_a_spine_too_narrow_is_left_empty(make_project: MakeProject) -> None:
    assert (
        "panel spine" not in make_wrap(book_of(make_project, 1), TEMPLATES, Sheet("spine", 4)).html
    )


def test_two_leaves_show_the_front_first(make_project: MakeProject) -> None:
    html = make_wrap(book_of(make_project, 1), TEMPLATES, Sheet("leaves")).html
    assert html.index("panel front") < html.index("panel back")


@pytest.mark.parametrize(
    ("kind", "order"),
    [
        ("spine", ["back", "front", "notes", "notes"]),
        ("leaves", ["front", "notes", "notes", "back"]),
    ],
)
def test_an_inside_that_is_printed_is_ruled_for_notes(
    make_project: MakeProject, kind: str, order: list[str]
) -> None:
    sheet = Sheet(kind, inside=True)
    html = make_wrap(book_of(make_project, 1), TEMPLATES, sheet).html
    assert re.findall(r'class="panel (\w+)"', html) == order


def test_a_barcode_stands_there_only_with_a_number(make_project: MakeProject) -> None:
    book = book_of(make_project, 1)
    press = replace(book.settings.press, isbn="978-0-306-40615-7")
    numbered = replace(book, settings=replace(book.settings, press=press))
    plain = make_wrap(book, TEMPLATES, Sheet("spine", 8, 12))
    coded = make_wrap(numbered, TEMPLATES, Sheet("spine", 8, 12))
    assert ("barcode" in plain.html, "barcode" in coded.html) == (False, True)
    assert coded.style.count("%3Crect") == plain.style.count("%3Crect") + 1 + 30


def test_a_wrong_isbn_is_found_when_the_book_is_checked(make_project: MakeProject) -> None:
    files = {
        "content/handbook.toml": '[press]\nisbn = "978-0-306-40615-8"\n',
        "content/chapters/01.md": "# One\n\nText.\n",
    }
    _, found = check(make_project(files))
    assert [(one.code, "the last one is 7" in one.message) for one in found] == [("HB846", True)]
