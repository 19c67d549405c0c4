"""What changed between two editions, and what was there before: laws, and a book in small."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.editions.adopt import adopt
from handbook.editions.changes import apply, compare
from handbook.editions.parting import partings
from handbook.editions.record import Record, Retired, with_numbers, write_record
from handbook.editions.verdict import Verdict
from records import PLAIN, RULES, TEXTS, Row, adopted, drafted, edition, random_records

BOOK: tuple[Row, ...] = (
    ("chapter", "Arrival"),
    ("section", "Nomination"),
    ("paragraph", "You are nominated when your own side has chosen you for the post."),
    ("paragraph", "The receiving State may ask for names before it approves of anybody."),
    ("section", "First calls", "first-calls"),
    ("paragraph", "The rule of the host decides who is seen first and who is seen later."),
    ("table", "An order of calls"),
    ("row", "Minister | in the first week"),
    ("row", "Chief of staff | in the second week"),
    ("warning", ""),
    ("bullet", "Do not enter the closed areas that the host has made known to you."),
    ("chapter", "Routine"),
    ("section", "The week"),
    ("paragraph", "Count safes and keys on Friday, by number, with a second person."),
    ("duty", "First ninety days", "D3"),
    ("stage", "Start"),
    ("item", "Read the crisis plan", "D3.1"),
    ("item", "Meet every section", "D3.2"),
)


def changed(rows: tuple[Row, ...], old: tuple[Row, ...] = BOOK) -> list[tuple[str, str]]:
    """Return verdict and text of what changed when the book became these rows."""
    before = edition(old)
    after = edition(rows, before, "2")
    changes = compare(before, after, RULES)
    assert apply(before, changes) == after
    return [(one.verdict.word, one.new_text or one.old_text) for one in changes.changes]


def put(place: int, *rows: Row, instead: int = 0) -> tuple[Row, ...]:
    return (*BOOK[:place], *rows, *BOOK[place + instead :])


def test_the_same_book_has_no_changes() -> None:
    assert changed(BOOK) == []


def test_what_is_put_in_is_new_and_nothing_else_is() -> None:
    new = ("paragraph", "A wholly other text about lunch.")
    assert changed(put(3, new)) == [("new", new[1])]
    assert changed(put(8, ("row", "Doyen | at once"))) == [("new", "Doyen | at once")]
    assert changed(put(17, ("item", "Sign the plan", "D3.3"))) == [("new", "Sign the plan")]


def test_what_is_taken_out_is_deleted_and_its_id_is_retired() -> None:
    assert changed(put(2, instead=1)) == [("deleted", BOOK[2][1])]
    before = edition(BOOK)
    after = edition(BOOK[:-1], before, "2")
    assert after.retired == (Retired("D3.2", "2"),)
    again = adopted(BOOK, after, "3")
    assert [one.code for one in again.findings] == ["HB904"]


def test_an_id_that_was_born_is_not_born_again() -> None:
    first = edition(BOOK)
    second = edition(put(2, instead=1), first, "2")
    third = edition(BOOK, second, "3")
    gone = second.retired[0].id
    again = next(one.id for one in third.entries if one.text == BOOK[2][1])
    assert again == f"{gone}-2"


def test_of_two_that_came_of_one_only_one_has_its_id() -> None:
    texts = [
        "You are nominated when your own side has chosen you for an office.",
        "You are nominated when your own side has chosen you for a journey.",
    ]
    rows = put(2, *(("paragraph", text) for text in texts), instead=1)
    assert sorted(verdict for verdict, _ in changed(rows)) == ["changed", "new"]
    rows = (*BOOK[:2], BOOK[3], *(("paragraph", text) for text in texts), *BOOK[4:])
    assert sorted(verdict for verdict, _ in changed(rows)) == ["changed", "new"]


def test_what_is_put_otherwise_is_editorial_or_of_meaning() -> None:
    text = "You are nominated, when your own side has chosen you for the post."
    assert changed(put(2, ("paragraph", text), instead=1)) == [("editorial", text)]
    text = "You are nominated when your own side has chosen you for the embassy."
    assert changed(put(2, ("paragraph", text), instead=1)) == [("changed", text)]


def test_a_section_that_moves_is_one_move_and_its_blocks_are_none() -> None:
    assert changed((*BOOK[:1], *BOOK[4:11], *BOOK[1:4], *BOOK[11:])) == [("moved", "Nomination")]
    assert changed((*BOOK[:4], *BOOK[11:14], *BOOK[1:1], *BOOK[4:11], *BOOK[14:]))[0][0] == "moved"


def test_a_chapter_may_be_renumbered_and_a_section_renamed() -> None:
    rows = (("chapter", "Before all"), ("paragraph", "Something new to begin with."), *BOOK)
    assert [verdict for verdict, _ in changed(rows)] == ["new", "new"]
    assert changed(put(1, ("section", "Being nominated"), instead=1)) == [
        ("changed", "Being nominated")
    ]


def test_rows_are_known_by_their_first_cell() -> None:
    rows = put(7, BOOK[8], ("row", "Minister | not before the note"), instead=2)
    assert [verdict for verdict, _ in changed(rows)] == ["changed"]


def test_an_item_is_known_by_its_id_alone() -> None:
    rows = put(16, ("item", "Meet every section", "D3.1"), ("item", "Read the crisis plan", "D3.2"),
               instead=2)  # fmt: skip
    assert [verdict for verdict, _ in changed(rows)] == ["changed", "changed"]
    rows = put(16, ("item", "Read the crisis plan", "D3.9"), instead=1)
    assert [verdict for verdict, _ in changed(rows)] == ["deleted", "new"]


def test_what_is_born_keeps_its_id_when_it_is_moved_and_reworded() -> None:
    before = edition(BOOK)
    text = "The rule of the host decides who is seen first, and who has to wait for a call."
    rows = (*BOOK[:5], *BOOK[6:13], ("paragraph", text), *BOOK[13:])
    after = edition(rows, before, "2")
    changes = compare(before, after, RULES)
    assert [one.verdict.word for one in changes.changes] == ["changed"]
    assert changes.changes[0].moved
    assert changes.changes[0].id.startswith("first-calls~")


def test_what_was_joined_or_divided_is_neither_gone_nor_new() -> None:
    both = f"{BOOK[2][1]} {BOOK[3][1]}"
    before = edition(BOOK)
    after = edition(put(2, ("paragraph", both), instead=2), before, "2")
    changes = compare(before, after, RULES)
    gone = next(one.id for one in changes.of(Verdict.DELETED))
    kept = next(one.id for one in changes.of(Verdict.CHANGED))
    assert partings(changes) == {gone: kept}
    back = edition(BOOK, after, "3")
    changes = compare(after, back, RULES)
    assert list(partings(changes).values()) == [kept]
    assert partings(compare(before, edition(BOOK[3:], before, "2"), RULES)) == {}


def test_an_author_may_give_an_id_to_what_was_born() -> None:
    before = edition(BOOK)
    after = edition(put(1, ("section", "Nomination", "nomination"), instead=1), before, "2")
    assert after.renamed == (("arrival~nomination", "nomination"),)
    assert after.retired == ()
    changes = compare(before, after, RULES)
    assert changes.changes == ()
    assert apply(before, changes) == after


def test_an_id_that_stands_for_another_kind_of_thing_is_found() -> None:
    rows = put(4, ("section", "First calls", "D3.2"), instead=1)[:-1]
    assert "HB905" in [one.code for one in adopted(rows, edition(BOOK), "2").findings]


def test_a_warning_that_loses_its_full_stop_is_editorial_and_no_more() -> None:
    text = BOOK[10][1]
    assert changed(put(10, ("bullet", text[:-1]), instead=1)) == [("editorial", text[:-1])]
    other = text.replace("closed areas", "closed-areas")
    assert changed(put(10, ("bullet", other), instead=1)) == [("changed", other)]


def test_an_editor_may_say_what_is_the_same_and_what_is_not() -> None:
    before = edition(BOOK)
    gone = next(one.id for one in before.entries if one.text == BOOK[2][1])
    draft = "Nobody is anything yet."
    rows = put(2, ("paragraph", draft, "new-one"), instead=1)
    pinned = adopt(drafted(rows), Record("2"), before, same=[(gone, "new-one")]).record
    assert pinned.renamed == ((gone, "new-one"),)
    cut = adopt(drafted(rows), Record("2"), before, not_same=[(gone, "new-one")]).record
    assert gone in [one.id for one in cut.retired]


@settings(max_examples=40)
@given(random_records())
def test_a_record_compared_with_itself_has_no_changes(record: Record) -> None:
    changes = compare(record, record, PLAIN)
    assert (changes.changes, changes.numbers) == ((), ())


@pytest.mark.slow
@settings(max_examples=60)
@given(random_records(), random_records("2"))
def test_the_old_edition_with_its_changes_is_the_new_one(old: Record, new: Record) -> None:
    assert apply(old, compare(old, new, PLAIN)) == new


@settings(max_examples=40)
@given(random_records(), random_records("2"), st.sampled_from(("", "7.7")))
def test_numbers_make_no_change(old: Record, new: Record, number: str) -> None:
    other = with_numbers(old, dict.fromkeys((one.id for one in old.entries), number))
    assert compare(other, new, PLAIN).changes == compare(old, new, PLAIN).changes


@settings(max_examples=40)
@given(random_records(), random_records("2"))
def test_the_way_back_deletes_what_was_new_and_agrees_on_the_rest(old: Record, new: Record) -> None:
    there = {one.id: one for one in compare(old, new, PLAIN).changes}
    back = {one.id: one for one in compare(new, old, PLAIN).changes}
    swap = {Verdict.NEW: Verdict.DELETED, Verdict.DELETED: Verdict.NEW}
    for name, one in there.items():
        if one.verdict in swap:
            assert back[name].verdict is swap[one.verdict]
        elif not one.moved:  # which of two that changed places has moved is a matter of taste
            assert name not in back or back[name].moved or back[name].verdict is one.verdict


@settings(max_examples=40)
@given(random_records(), random_records("2"), TEXTS.filter(bool))
def test_a_further_difference_never_lowers_a_verdict(old: Record, new: Record, said: str) -> None:
    more = (("what", said),)
    worse = replace(new, entries=tuple(replace(e, fields=(*e.fields, *more)) for e in new.entries))
    after = {one.id: one.verdict for one in compare(old, worse, PLAIN).changes}
    for change in compare(old, new, PLAIN).changes:
        assert after[change.id] >= change.verdict


@pytest.mark.parametrize("count", [1, 2, 5])
def test_so_many_paragraphs_are_new_as_were_put_in(count: int) -> None:
    new = [("paragraph", f"Number {n} speaks of quite different matters.") for n in range(count)]
    assert [verdict for verdict, _ in changed(put(3, *new))] == ["new"] * count


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_same_editions_give_the_same_changes_whatever_the_seed(seed: str) -> None:
    code = (
        "from test_changes import BOOK\n"
        "from records import edition\n"
        "from handbook.editions.record import write_record\n"
        "print(write_record(edition(BOOK[3:], edition(BOOK), '2')))"
    )
    env = {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert run.stdout.strip() == str(write_record(edition(BOOK[3:], edition(BOOK), "2")))
