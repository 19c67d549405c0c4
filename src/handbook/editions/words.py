"""Texts as words, and what two of them have in common, in order."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

MARK = r"\[\[[a-z]+:[^\[\]]*\]\]"
"""What stands in a text for something that is printed when the book is numbered."""
_ADDRESS = r"(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)\]\"'’”]"
_NUMBER = r"[0-9]+(?:[.,:/–][0-9]+)*(?:[\u00a0 ]?%)?"
_WORD = r"[^\W\d_]\w*(?:['’\-‑][^\W_]+)*"
_BLANK = r"(?:\.\s){3,}\.?|…{2,}|_{3,}"
"""A line to write on."""
_TOKEN = re.compile(rf"(?:{MARK}|{_BLANK}|{_ADDRESS}|{_WORD}|[+]?{_NUMBER}|\S)")
_LONGEST = 20_000
"""Words beyond which two texts are not aligned any more, but told apart as wholes."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a number, an address or a sign, and the space behind it."""

    text: str
    space: str


def words(text: str) -> tuple[Word, ...]:
    """Return a text as words; put together again, they are the text."""
    found = list(_TOKEN.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)][: len(found)]
    return tuple(Word(one[0], text[one.end() : end]) for one, end in zip(found, ends, strict=True))


def folded(text: str) -> tuple[str, ...]:
    """Return the words of a text by which it is known again: small, without spaces."""
    return tuple(_TOKEN.findall(text.casefold()))


def common(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """Return the length of the longest common subsequence.

    Bit-parallel: H. Hyyrö, Bit-parallel LCS-length computation revisited (2004).
    """
    return (~_rows(one, other)[-1] & ((1 << len(one)) - 1)).bit_count() if one and other else 0


def likeness(one: Sequence[Hashable], other: Sequence[Hashable], least: float = 0) -> float:
    """Return twice the common words over all words, 0 to 1; 0 when it must be below `least`."""
    total = len(one) + len(other)
    if not total or 2 * min(len(one), len(other)) < least * total:
        return 0
    return 2 * common(one, other) / total


def pairs(one: Sequence[Hashable], other: Sequence[Hashable]) -> tuple[tuple[int, int], ...]:
    """Return the places of a longest common subsequence, rising in both."""
    head = _same(one, other)
    tail = _same(one[head:][::-1], other[head:][::-1])
    middle = one[head : len(one) - tail], other[head : len(other) - tail]
    inner = _traced(*middle) if max(map(len, middle)) <= _LONGEST else ()
    return (
        *((place, place) for place in range(head)),
        *((head + left, head + right) for left, right in inner),
        *((len(one) - tail + place, len(other) - tail + place) for place in range(tail)),
    )


def rising(places: Sequence[int]) -> frozenset[int]:
    """Return which of some different numbers, by their index, make a longest rising run."""
    order = sorted(places)
    return frozenset(left for left, _ in pairs(places, order))


def _same(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """Return how many things two sequences begin with alike."""
    length = min(len(one), len(other))
    return next((place for place in range(length) if one[place] != other[place]), length)


def _rows(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[int]:
    """Return for each thing of `other` the bits of `one` that add nothing to what is common."""
    where: dict[Hashable, int] = {}
    for place, thing in enumerate(one):
        where[thing] = where.get(thing, 0) | 1 << place
    everything = (1 << len(one)) - 1
    bits, rows = everything, []
    for thing in other:
        hit = bits & where.get(thing, 0)
        bits = ((bits + hit) | (bits - hit)) & everything
        rows.append(bits)
    return rows


def _traced(one: Sequence[Hashable], other: Sequence[Hashable]) -> tuple[tuple[int, int], ...]:
    rows = _rows(one, other)
    left, right = len(one), len(other)
    found = []
    while left and right:
        bit = 1 << (left - 1)
        if rows[right - 1] & bit:
            left -= 1
        elif right > 1 and not rows[right - 2] & bit:
            right -= 1
        else:
            left, right = left - 1, right - 1
            found.append((left, right))
    return tuple(reversed(found))
