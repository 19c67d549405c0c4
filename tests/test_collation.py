"""The pages of a kept edition: written, read, refused when touched, and told apart."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MakeProject
from handbook.editions.collation import (
    Collation,
    CollationFault,
    moved,
    read_collation,
    write_collation,
)
from handbook.editions.packet import Page
from handbook.manuscript.records import read_pages

A, B, C, D = (letter * 64 for letter in "abcd")
PAGES = (
    Page("title", "i", A, since="1"),
    Page("title", "ii", "", blank=True, since="1"),
    Page("chapter-01", "1-1", B, since="1"),
    Page("chapter-01", "1-2", C, since="2"),
)
ENGINE = {"weasyprint": "70.0"}
COLLATION = Collation("2", ENGINE, {"": PAGES, "naval": PAGES[:2]})


def test_pages_are_read_as_they_were_written() -> None:
    data = write_collation(COLLATION)
    assert read_collation(data) == COLLATION
    assert [page.since for page in read_collation(data).variants[""]] == ["1", "1", "1", "2"]
    assert json.loads(data)["head"] == {"edition": "2", "engine": ENGINE, "format": 1}


@given(st.integers(0, len(write_collation(COLLATION)) - 1), st.integers(0, 255))
def test_a_byte_that_was_touched_is_found(place: int, byte: int) -> None:
    data = bytearray(write_collation(COLLATION))
    was, data[place] = data[place], byte
    if was == byte:
        return
    with pytest.raises(CollationFault):
        read_collation(bytes(data))


@given(st.binary(max_size=200))
def test_what_holds_no_pages_is_refused(data: bytes) -> None:
    with pytest.raises(CollationFault):
        read_collation(data)


@pytest.mark.parametrize(
    "pages", [PAGES[:3], (*PAGES, *PAGES), (*PAGES[:3], Page("x", "1-2", "short", since="1"))]
)
def test_pages_that_make_no_book_are_refused(pages: tuple[Page, ...]) -> None:
    with pytest.raises(CollationFault):
        read_collation(write_collation(Collation("2", ENGINE, {"": pages})))


@pytest.mark.parametrize("text", ["{}", "[]", "null", '{"head": {"format": 1}}', "[" * 10000])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(CollationFault):
        read_collation(text.encode())


def test_pages_of_another_format_are_told_as_such() -> None:
    data = write_collation(COLLATION).replace(b'"format":1', b'"format":2')
    with pytest.raises(CollationFault, match="format 2, and this is 1"):
        read_collation(data)


def test_pages_are_found_beside_the_record(make_project: MakeProject) -> None:
    kept = {
        "content/editions/2/pages.json": write_collation(COLLATION),
        "content/editions/3/pages.json": write_collation(COLLATION),
        "content/editions/4/pages.json": b"?",
    }
    project: Path = make_project(kept)
    assert read_pages(project, "2") == (COLLATION, ())
    assert read_pages(project, "1") == (None, ())
    assert read_pages(project, "../2") == (None, ())
    for name in "34":
        collation, (finding,) = read_pages(project, name)
        assert (collation, finding.code, finding.place.path) == (
            None,
            "HB935",
            f"content/editions/{name}/pages.json",
        )


def test_what_became_of_pages_is_told_by_their_labels() -> None:
    new = (
        PAGES[0],
        Page("title", "ii", D),
        Page("chapter-01", "1-1", B),
        Page("chapter-01", "1-2", D.replace("d", "e")),
        Page("chapter-01", "1-3", C),
        Page("chapter-01", "1-4", "", blank=True),
    )
    assert list(moved(PAGES, new)) == [
        "ii: changed",
        "1-2: changed",
        "1-3: stood on 1-2",
        "1-4: new",
    ]
    assert list(moved(new, PAGES)) == [
        "ii: changed",
        "1-2: stood on 1-3",
        "1-3: gone",
        "1-4: gone",
    ]
    assert list(moved(PAGES, PAGES)) == []
