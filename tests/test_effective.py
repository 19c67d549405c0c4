"""The list of effective pages, and when an edition is a complete revision."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.binding.collating import collate, in_leaves
from handbook.binding.joining import Piece
from handbook.book.fragments import Folios, Fragment, Unit
from handbook.editions.packet import Page, file, instruct, leaves
from handbook.effective import Before, ranges
from handbook.setting.typeset import Typeset


def fragment(contents: str) -> Fragment:
    return Fragment(b"", len(contents), 0, 0, prints=tuple(contents))


def typeset(**units: str) -> Typeset:
    """Return units as if they had been set: each letter is what stands on a page."""
    made = tuple(
        Unit(name, "", "", "", folios=Folios(f"{name}-"), source="" if name == "contents" else name)
        for name in units
    )
    return Typeset(made, {name: fragment(contents) for name, contents in units.items()})


def before(**units: str) -> Before:
    pages = tuple(
        Page(name, f"{name}-{number}", content)
        for name, contents in units.items()
        for number, content in enumerate(contents, 1)
    )
    return Before("2", pages, in_leaves)


@pytest.mark.parametrize(
    ("units", "limit", "whole"),
    [
        ({"contents": "abcd", "one": "abcde"}, 60, False),
        ({"contents": "WXYZ", "one": "abcde"}, 60, False),
        ({"contents": "abcd", "one": "abXYZ"}, 60, False),
        ({"contents": "abcd", "one": "aWXYZ"}, 60, True),
        ({"contents": "abcd", "one": "abXYZ"}, 59, True),
        ({"contents": "abcd", "one": "eabcd"}, 60, True),
        ({"contents": "abcd", "one": "VWXYZ"}, 100, False),
    ],
)
def test_what_is_changed_throughout_is_a_complete_revision(
    units: dict[str, str], limit: int, whole: bool
) -> None:
    old = before(contents="abcd", one="abcde")
    assert old.is_whole(typeset(**units), limit) is whole


def test_without_an_edition_before_nothing_is_revised() -> None:
    assert not before().is_whole(typeset(one="a"), 60)


def page(label: str, since: str = "1", *, blank: bool = False) -> Page:
    return Page("", label, "", blank, since)


def test_pages_are_listed_in_runs() -> None:
    labels = ("i", "ii", "iii", "LEP-1", "1-1", "1-2")
    some = [page(label) for label in labels]
    some += [page("1-3", "2"), page("1-4", "2", blank=True), page("2-1", "2"), page("2-2")]
    told = [(one.first, one.last, one.since, one.blank) for one in ranges(some)]
    assert told == [
        ("i", "iii", "1", False),
        ("LEP-1", "LEP-1", "1", False),
        ("1-1", "1-2", "1", False),
        ("1-3", "1-3", "2", False),
        ("1-4", "1-4", "2", True),
        ("2-1", "2-1", "2", False),
        ("2-2", "2-2", "1", False),
    ]


def test_the_list_of_pages_is_of_its_own_edition() -> None:
    old = (Page("effective", "LEP-1", "x", since="1"), Page("effective", "LEP-2", "", True, "1"))
    dated = Before("2", old, in_leaves).dated(old)
    assert [one.since for one in dated] == ["2", "1"]


BOOKS = st.lists(
    st.tuples(
        st.sampled_from(("one", "two", "three", "four", "five")),
        st.text("abX", min_size=1, max_size=5),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda unit: unit[0],
)


def bound(units: list[tuple[str, str, bool]]) -> tuple[Page, ...]:
    """Return the pages of a book as it is bound; a unit may go on with the one before it."""
    pieces: list[Piece] = []
    folios = Folios()
    for name, contents, joins in units:
        goes_on = joins and bool(pieces)
        start = folios.start + pieces[-1].fragment.pages if goes_on else 1
        prefix = folios.prefix if goes_on else f"{name}-"
        folios = Folios(prefix, start=start)
        pieces.append(Piece("", fragment(contents), folios, joins=goes_on, unit=name))
    return collate(pieces)


@settings(max_examples=60)
@given(BOOKS, BOOKS)
def test_books_as_they_are_bound_become_each_other_by_their_packets(
    old: list[tuple[str, str, bool]], new: list[tuple[str, str, bool]]
) -> None:
    one, other = leaves(bound(old)), leaves(bound(new))
    assert [page for leaf in other for page in (leaf.front, leaf.back)] == list(bound(new))
    packet = instruct(one, other)
    assert file(one, packet) == other
    assert len(one) - packet.removed + packet.inserted == packet.leaves == len(other)


@settings(max_examples=40)
@given(BOOKS)
def test_the_list_names_every_page_once(units: list[tuple[str, str, bool]]) -> None:
    pages = bound(units)
    labels = [one.label for one in pages]
    listed: list[str] = []
    for run in ranges(pages):
        listed += labels[labels.index(run.first) : labels.index(run.last) + 1]
    assert listed == labels
    assert len(pages) % 2 == 0
