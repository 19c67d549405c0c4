"""What changed in a text, word by word, as a reader is shown it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from handbook.editions.words import Word, pairs, words

SAME, DELETED, INSERTED = "same", "deleted", "inserted"
LEAST_COMMON = 0.45
"""Share of words in common below which two texts are shown whole, one after the other."""
MARKS, WORDS_A_MARK = 4, 6
"""More marks than the first, and than one for so many words, are shown so too."""
LONGEST_BRIDGE, SHORT_WORD = 3, 4
"""Fewer equal words than this between two changes, none longer than that, are no rest."""
CELL = "|"
"""Parts the cells of a row."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words on end that are in both texts, or in one of them."""

    kind: str
    """`same`, `deleted` or `inserted`."""
    text: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    old: tuple[Word, ...]
    new: tuple[Word, ...]
    same: bool


def difference(old: str, new: str) -> tuple[Run, ...]:
    """Return two texts as one: what is the same, deleted, inserted, in order.

    What is the same and deleted makes the old text, but for spaces; what is the same and
    inserted the new one.
    """
    if not old or not new:
        return _runs([_Stretch(words(old), words(new), False)])
    one, other = words(old), words(new)
    stretches = _swallowed(_stretches(one, other))
    if _is_confetti(stretches, len(one) + len(other)):
        stretches = [_Stretch(one, other, False)]
    return _runs(stretches)


def _stretches(old: tuple[Word, ...], new: tuple[Word, ...]) -> list[_Stretch]:
    """Return the texts as stretches that are the same and stretches that are not, in turn."""
    common = pairs([word.text for word in old], [word.text for word in new])
    made: list[_Stretch] = []
    for (left, right), (next_left, next_right) in pairwise(
        ((-1, -1), *common, (len(old), len(new)))
    ):
        before, after = old[left + 1 : next_left], new[right + 1 : next_right]
        if before or after:
            made.append(_Stretch(before, after, False))
        if next_left < len(old):
            made.append(_Stretch((old[next_left],), (new[next_right],), True))
    return [_together(list(some), same) for same, some in groupby(made, lambda one: one.same)]


def _together(some: Sequence[_Stretch], same: bool) -> _Stretch:
    return _Stretch(
        tuple(word for one in some for word in one.old),
        tuple(word for one in some for word in one.new),
        same,
    )


def _swallowed(stretches: list[_Stretch]) -> list[_Stretch]:
    """Return the stretches with short rests between two changes made part of the change."""
    marked = [
        one.same and not (0 < place < len(stretches) - 1 and _is_bridge(stretches, place))
        for place, one in enumerate(stretches)
    ]
    numbered = groupby(zip(marked, stretches, strict=True), lambda pair: pair[0])
    return [_together([one for _, one in some], same) for same, some in numbered]


def _is_bridge(stretches: list[_Stretch], place: int) -> bool:
    before, here, after = stretches[place - 1 : place + 2]
    texts = [word.text for word in here.new]
    if CELL in texts:
        return False
    if not any(char.isalnum() for text in texts for char in text):
        return True
    around = max(len(before.old), len(before.new)) + max(len(after.old), len(after.new))
    short = len(texts) == 1 or all(len(text) <= SHORT_WORD for text in texts)
    return len(texts) < LONGEST_BRIDGE and short and around > 2 * len(texts)


def _is_confetti(stretches: list[_Stretch], total: int) -> bool:
    same = sum(len(one.old) + len(one.new) for one in stretches if one.same)
    marks = sum(bool(one.old) + bool(one.new) for one in stretches if not one.same)
    return same < LEAST_COMMON * total or marks > max(MARKS, total / 2 / WORDS_A_MARK)


def _runs(stretches: list[_Stretch]) -> tuple[Run, ...]:
    found: list[Run] = []
    gap = ""
    for one in stretches:
        if one.same:
            found.append(Run(SAME, _text(one.new)))
            gap = "" if one.new[-1].space else one.old[-1].space
        else:
            found.append(Run(DELETED, gap * bool(one.old) + _text(one.old)))
            found.append(Run(INSERTED, _text(one.new)))
    return tuple(run for run in found if run.text)


def _text(some: tuple[Word, ...]) -> str:
    return "".join(word.text + word.space for word in some)
