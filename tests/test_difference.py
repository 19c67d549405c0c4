"""What changed in a text, word by word."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.editions.difference import DELETED, INSERTED, SAME, difference
from handbook.editions.words import common, likeness, pairs, rising, words
from records import TEXTS

SIGNS = {SAME: "{}", DELETED: "[-{}-]", INSERTED: "{{+{}+}}"}
LETTERS = st.lists(st.sampled_from("abc"), max_size=9)


def shown(old: str, new: str) -> str:
    return "".join(
        SIGNS[run.kind].format(run.text.rstrip()) + " " * (run.text != run.text.rstrip())
        for run in difference(old, new)
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "Report to the embassy within 24 hours of arrival.",
            "Report to the embassy within 48 hours of arrival.",
            "Report to the embassy within [-24-] {+48+} hours of arrival.",
        ),
        (
            "Call the desk officer, then register the car.",
            "Call the desk officer at once, then register the car and the driver.",
            "Call the desk officer {+at once+}, then register the car {+and the driver+}.",
        ),
        (
            "Do not carry the pouch alone.",
            "Never carry the pouch without a second person.",
            "[-Do not-] {+Never+} carry the pouch [-alone-]{+without a second person+}.",
        ),
        (
            "Phone +49 30 1234567 (day).",
            "Phone +49 30 1234568 (day).",
            "Phone +49 30 [-1234567-] {+1234568+} (day).",
        ),
        ("Other words.", "Nothing in common", "[-Other words.-]{+Nothing in common+}"),
        ("", "New.", "{+New.+}"),
    ],
)  # fmt: skip
def test_a_reader_sees_what_changed_and_no_confetti(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


@given(TEXTS, TEXTS)
def test_the_runs_are_both_texts(old: str, new: str) -> None:
    runs = difference(old, new)
    assert "".join(run.text for run in runs if run.kind != DELETED) == new
    kept = "".join(run.text for run in runs if run.kind != INSERTED)
    assert kept.split() == old.split()
    assert all(run.text for run in runs)


@given(st.text())
def test_words_put_together_are_the_text(text: str) -> None:
    assert "".join(word.text + word.space for word in words(text)) == text.lstrip()


def longest(one: list[str], other: list[str]) -> int:
    """Return the length of a longest common subsequence, by trying all."""
    for size in range(len(one), 0, -1):
        for some in combinations(one, size):
            rest = iter(other)
            if all(letter in rest for letter in some):
                return size
    return 0


@given(LETTERS, LETTERS)
def test_the_common_words_are_as_many_as_can_be(one: list[str], other: list[str]) -> None:
    found = pairs(one, other)
    assert len(found) == common(one, other) == longest(one, other)
    assert all(one[left] == other[right] for left, right in found)
    assert list(found) == sorted(set(found))
    assert len({left for left, _ in found}) == len({right for _, right in found}) == len(found)
    assert likeness(one, other) == likeness(other, one)


@given(st.permutations(range(6)))
def test_a_longest_rising_run_is_kept(places: list[int]) -> None:
    kept = rising(places)
    run = [places[index] for index in sorted(kept)]
    assert run == sorted(run)
    longer = combinations(places, len(run) + 1)
    assert not any(list(some) == sorted(some) for some in longer)
