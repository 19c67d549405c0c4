"""The record of an edition: a book as data, read back as it was, and nothing else."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MakeProject
from handbook.editions.changes import apply, compare
from handbook.editions.record import (
    Entry,
    Record,
    RecordFault,
    digest,
    read_record,
    write_record,
)
from records import BOOK_FILES, RULES, edition_of, random_records

SMALL = Record(
    "2",
    date(2026, 11, 22),
    "small",
    "Small",
    "en",
    (
        Entry("~book", "book", "", "Small", loose="0" * 64),
        Entry("a", "section", "~book", "Title", (("who", "me"),), "1.1", "1" * 64),
    ),
)


@given(random_records())
def test_a_record_is_read_as_it_was_written(record: Record) -> None:
    assert read_record(write_record(record)) == record


def test_a_record_is_canonical() -> None:
    data = write_record(SMALL)
    assert b"\r" not in data
    assert data.endswith(b"}\n")
    value = json.loads(data)
    assert value["head"]["format"] == 1
    for line in data.decode().splitlines():
        if line.startswith("{") and '"id"' in line:
            row = json.loads(line.rstrip(","))
            assert list(row) == sorted(row)


def faulty(data: bytes) -> str:
    with pytest.raises(RecordFault) as fault:
        read_record(data)
    return fault.value.code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'"text":"Title"', b'"text":"Titel"', "HB902"),
        (b'"number":"1.1"', b'"number":"1.2"', "HB902"),
        (b'"edition":"2"', b'"edition":"3"', "HB902"),
        (b'"format":1', b'"format":2', "HB903"),
        (b'"format":1', b'"format":1.0', "HB901"),
        (b'"parent":"~book"', b'"parent":"gone"', "HB902"),
        (b'"fields":{"who":"me"}', b'"fields":["who"]', "HB902"),
        (b'"id":"a"', b'"id":7', "HB902"),
        (b"{", b"[", "HB901"),
        (b"\n", b"\r\n", "HB902"),
        (b'"kind":"book"', b'"king":"book"', "HB902"),
        (b"2026-11-22", b"2026-11-31", "HB902"),
    ],
)
def test_a_record_that_was_touched_is_told_from_a_sound_one(
    old: bytes, new: bytes, code: str
) -> None:
    data = write_record(SMALL)
    assert old in data
    assert faulty(data.replace(old, new)) == code


@pytest.mark.parametrize("data", [b"", b"null", b"{}", b"\xff", b'{"head":{}}', b"[" * 100_000])
def test_what_is_no_record_is_said_to_be_none(data: bytes) -> None:
    assert faulty(data) == "HB901"


@given(st.integers(0, len(write_record(SMALL)) - 1), st.integers(0, 255))
def test_no_byte_can_be_changed(place: int, value: int) -> None:
    data = bytearray(write_record(SMALL))
    if data[place] != value:
        data[place] = value
        assert faulty(bytes(data)) in ("HB901", "HB902", "HB903")


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_a_sum_tells_texts_apart_wherever_they_are_cut(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)


def test_a_book_becomes_entries_in_reading_order(make_project: MakeProject) -> None:
    record = edition_of(make_project(BOOK_FILES))
    kinds = [entry.kind for entry in record.entries]
    assert kinds == [
        "book", "chapter", "paragraph", "section", "paragraph", "bullet", "bullet", "bullet",
        "table", "head", "row", "warning", "paragraph", "chapter", "section", "paragraph",
        "section", "paragraph",
        "section", "paragraph", "duty", "stage", "item", "item", "pause", "term", "source", "fact",
    ]  # fmt: skip
    by_id = record.by_id()
    assert by_id["D1.1"].field("who") == "Attaché"
    assert by_id["fact-limit"].text == "150 euros"
    texts = [entry.text for entry in record.entries]
    assert "Call first; see [[ref:the-week]] and [[ref:arrival~the-house]]." in texts
    assert "The limit is [[fact:limit]] [[ref:source-rule]], art. 2." in texts
    assert by_id["arrival~the-house"].number == "1.1"
    bullets = [entry for entry in record.entries if entry.kind == "bullet"]
    assert bullets[1].parent == bullets[0].id
    assert by_id["the-week"].parent == "routine"
    assert by_id["routine~friday"].parent == "the-week"
    assert by_id["routine~the-month"].parent == "routine"


def test_a_reference_follows_a_section_that_is_named_otherwise(make_project: MakeProject) -> None:
    before = edition_of(make_project(BOOK_FILES))
    name = "content/chapters/01-arrival.md"
    text = BOOK_FILES[name].replace("## The house", "## The quarters")
    text = text.replace("#the-house", "#the-quarters")
    after = edition_of(make_project({**BOOK_FILES, name: text}), before)
    changes = compare(before, after, RULES).changes
    assert [(one.id, one.new_text) for one in changes] == [("arrival~the-house", "The quarters")]


def test_renumbering_a_book_changes_nothing(make_project: MakeProject) -> None:
    before = edition_of(make_project(BOOK_FILES))
    names = {"content/chapters/00-first.md": "# First\n\nA new chapter that comes before all.\n"}
    after = edition_of(make_project({**BOOK_FILES, **names}), before)
    changes = compare(before, after, RULES)
    assert [one.verdict.word for one in changes.changes] == ["new", "new"]
    assert ("arrival~the-house", "2.1") in changes.numbers
    assert apply(before, changes) == after
