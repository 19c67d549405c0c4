"""Entries as a tree that can be compared: words, sums and places, worked out once."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from handbook.editions.draft import HEADINGS, UNNAMED
from handbook.editions.record import Entry, digest
from handbook.editions.words import folded

FIXED = frozenset({"book", "item", "duty", "qualification", "term", "source", "fact", "value"})
"""Kinds that are known by their ids alone: nothing is taken for another by likeness."""


class Grove:
    """The entries of an edition by their places in reading order."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.at = {entry.id: place for place, entry in enumerate(entries)}
        self.above = [self.at.get(entry.parent, -1) for entry in entries]
        self.below: list[list[int]] = [[] for _ in entries]
        for place, parent in enumerate(self.above):
            if parent >= 0:
                self.below[parent].append(place)
        self.ends = self._ends()
        self.own_words = [folded(entry.text) for entry in entries]

    def _ends(self) -> list[int]:
        """Return for each place the first one that does not stand in it."""
        ends = [place + 1 for place in range(len(self.entries))]
        for place in reversed(range(len(self.entries))):
            if self.above[place] >= 0:
                parent = self.above[place]
                ends[parent] = max(ends[parent], ends[place])
        return ends

    def __len__(self) -> int:
        return len(self.entries)

    def kind(self, place: int) -> str:
        """Return the kind of an entry."""
        return self.entries[place].kind

    def is_heading(self, place: int) -> bool:
        """Tell whether an entry is a part or a section."""
        return self.entries[place].kind in HEADINGS

    def is_loose(self, place: int) -> bool:
        """Tell whether an entry may be found again by what it says."""
        return self.entries[place].kind not in FIXED and not self.is_heading(place)

    def is_named(self, place: int) -> bool:
        """Tell whether an author gave the id; a born one has a tilde in it, or is a draft's."""
        name = self.entries[place].id
        return "~" not in name and not name.startswith(UNNAMED)

    def part(self, place: int) -> int:
        """Return the part or the list that an entry stands in."""
        while self.above[place] > 0:
            place = self.above[place]
        return place

    def blocks(self, place: int) -> list[int]:
        """Return what stands directly in an entry and is no section."""
        return [one for one in self.below[place] if self.is_loose(one)]

    @cached_property
    def words(self) -> list[tuple[str, ...]]:
        """The words of each entry and of all that stands in it, but for headings: their own."""
        made = list(self.own_words)
        for place in reversed(range(len(made))):
            if self.is_loose(place) and self.below[place]:
                inside = (made[one] for one in self.below[place])
                made[place] = sum(inside, made[place])
        return made

    @cached_property
    def bags(self) -> list[Counter[str]]:
        """How often each word stands in an entry and in what is inside it."""
        return [Counter(words) for words in self.words]

    @cached_property
    def sums(self) -> list[str]:
        """What tells each entry, with all that stands in it, from every other text."""
        made = [""] * len(self.entries)
        for place in reversed(range(len(made))):
            inside = (made[one] for one in self.below[place])
            made[place] = digest(self.entries[place].exact, *inside)
        return made

    def held(self, place: int) -> frozenset[str]:
        """Return the sums of all blocks in an entry, those of its sections included."""
        inside = range(place + 1, self.ends[place])
        return frozenset(self.sums[one] for one in inside if not self.is_heading(one))
