"""What in one edition is the same thing as in another: by id, by place, by words.

The thresholds were measured on books a year apart: what stays in its place may differ more than
what turns up elsewhere. What had an author's id is matched by that id alone, and so are items;
what was born without an id may get one.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handbook.editions.draft import PARTS
from handbook.editions.grove import Grove
from handbook.editions.kin import (
    block_words,
    first_cells,
    heaviest,
    may_become,
    overlap,
    shares,
    unique,
    weight,
)
from handbook.editions.words import likeness, pairs

IN_ORDER, OUT_OF_ORDER, ELSEWHERE = 0.40, 0.50, 0.70
"""Least likeness in the same section between fixed neighbours, there in any order, elsewhere."""
SURE, CLEAR = 0.90, 0.10
"""Likeness that needs no comparison, and what the next best has to be behind otherwise."""
SAME_PART, SAME_SECTION, SAME_TITLE = 0.2, 0.5, 0.6
SHORT, LONG = 4, 8
"""Words: below the first only place and equal text count; elsewhere it takes the second."""
LARGEST_GAP = 40_000
RARE_WORDS = 8


@dataclass(slots=True)
class Match:
    """Pairs of places, from the new edition to the old one."""

    pairs: dict[int, int] = field(default_factory=dict)
    why: dict[int, tuple[str, float]] = field(default_factory=dict)
    """By the place in the new edition: the step that found it, and the likeness, 0 to 1."""
    clashes: list[int] = field(default_factory=list)
    """Places in the new edition whose id stood for another kind of thing."""


Ids = Iterable[tuple[str, str]]


def match(
    old: Grove,
    new: Grove,
    names: Mapping[str, str] | None = None,
    same: Ids = (),
    not_same: Ids = (),
) -> Match:
    """Return what of the new edition was there in the old one.

    `names` are what parts of the new edition go by, by their ids there; `same` and `not_same`
    pairs of an old and a new id that an editor says.
    """
    matcher = _Matcher(old, new)
    matcher.forbidden = {(old.at.get(left, -1), new.at.get(right, -1)) for left, right in not_same}
    matcher.by_id(same)
    matcher.parts(names or {})
    matcher.sections()
    matcher.equal_texts()
    matcher.in_place()
    if matcher.vote():
        matcher.in_place()
    matcher.elsewhere()
    matcher.in_place()
    return matcher.found


class _Matcher:
    def __init__(self, old: Grove, new: Grove) -> None:
        self.old, self.new = old, new
        self.found = Match()
        self.taken: set[int] = set()
        self.forbidden: set[tuple[int, int]] = set()
        self.aligned: set[int] = set()

    def pair(self, left: int, right: int, step: str, score: float = 1) -> bool:
        """Note that two things are one, unless either is another's already."""
        if left in self.taken or right in self.found.pairs or (left, right) in self.forbidden:
            return False
        self.taken.add(left)
        self.found.pairs[right] = left
        self.found.why[right] = step, score
        return True

    def free_old(self, wanted: Callable[[int], bool]) -> list[int]:
        return [p for p in range(len(self.old)) if p not in self.taken and wanted(p)]

    def free_new(self, wanted: Callable[[int], bool]) -> list[int]:
        return [p for p in range(len(self.new)) if p not in self.found.pairs and wanted(p)]

    # ids

    def by_id(self, same: Ids) -> None:
        for name, other in same:
            if name in self.old.at and other in self.new.at:
                self.pair(self.old.at[name], self.new.at[other], "pin")
        for right, entry in enumerate(self.new.entries):
            left = self.old.at.get(entry.id)
            if left is not None:
                self.pair(left, right, "id")
                if not may_become(self.old.kind(left), entry.kind):
                    self.found.clashes.append(right)

    # parts and sections

    def parts(self, names: Mapping[str, str]) -> None:
        """Pair parts of one name, then those that hold the same."""
        for name, wish in names.items():
            left, right = self.old.at.get(wish, -1), self.new.at[name]
            if self.new.kind(right) in PARTS and left >= 0 and self.old.kind(left) in PARTS:
                self.pair(left, right, "id")
        lefts = self.free_old(lambda place: self.old.kind(place) in PARTS)
        rights = self.free_new(lambda place: self.new.kind(place) in PARTS)
        self.best(lefts, rights, shares(self.old, self.new), SAME_PART, "part")

    def sections(self) -> None:
        self._same_titles()
        lefts, rights = self._free_sections()
        self.best(lefts, rights, shares(self.old, self.new), SAME_SECTION, "section")
        lefts, rights = self._free_sections()
        self.best(lefts, rights, self._titles_in_one_place, SAME_TITLE, "title")

    def _free_sections(self) -> tuple[list[int], list[int]]:
        old, new = self.old, self.new
        return (
            self.free_old(lambda place: old.kind(place) == "section" and not old.is_named(place)),
            self.free_new(lambda place: new.kind(place) == "section"),
        )

    def _same_titles(self) -> None:
        """Pair sections of one title in one place, and of a title that no other has."""
        old, new = self.old, self.new
        lefts = self.free_old(
            lambda place: old.kind(place) == "section" and not old.is_named(place)
        )
        rights = self.free_new(lambda place: new.kind(place) == "section")
        partner = self.found.pairs
        for right in rights:  # top down, so that what is above has its partner
            above = partner.get(new.above[right], -2)
            here = [one for one in lefts if old.above[one] == above and one not in self.taken]
            named = [one for one in here if old.own_words[one] == new.own_words[right]]
            if len(named) == 1:
                self.pair(named[0], right, "title")
        by_title = unique((old.own_words[one], one) for one in lefts if one not in self.taken)
        others = unique((new.own_words[one], one) for one in rights if one not in partner)
        for title in others.keys() & by_title.keys():
            left, right = by_title[title], others[title]
            common = len(old.held(left) & new.held(right))
            if common >= 2 or partner.get(new.part(right)) == old.part(left):
                self.pair(left, right, "title")

    def _titles_in_one_place(self, left: int, right: int) -> float:
        if self.found.pairs.get(self.new.above[right], -2) != self.old.above[left]:
            return 0
        title = likeness(self.old.own_words[left], self.new.own_words[right])
        return max(title, overlap(block_words(self.old, left), block_words(self.new, right)))

    def best(
        self,
        lefts: Sequence[int],
        rights: Sequence[int],
        score: Callable[[int, int], float],
        least: float,
        step: str,
    ) -> None:
        """Pair what is most alike first; of equals what stands first."""
        rows = [
            (-worth, left, right)
            for left in lefts
            for right in rights
            if (worth := score(left, right)) >= least
        ]
        for worth, left, right in sorted(rows):
            self.pair(left, right, step, -worth)

    def vote(self) -> bool:
        """Pair sections most of whose blocks went from the one to the other."""
        lefts, rights = self._free_sections()
        votes: Counter[tuple[int, int]] = Counter()
        for right in rights:
            for block in self.new.blocks(right):
                if block in self.found.pairs:
                    votes[self.old.above[self.found.pairs[block]], right] += 1
        done = False
        for (left, right), count in sorted(votes.items(), key=lambda row: (-row[1], row[0])):
            enough = 2 * count > max(len(self.old.blocks(left)), len(self.new.blocks(right)))
            if left in lefts and enough:
                done = self.pair(left, right, "vote") or done
        return done

    # blocks

    def equal_texts(self) -> None:
        """Pair blocks whose text is found once in each edition."""
        old = unique(self._told(self.old, self.free_old(self.old.is_loose), SHORT))
        new = unique(self._told(self.new, self.free_new(self.new.is_loose), SHORT))
        for right in sorted(new[one] for one in new.keys() & old.keys()):
            self.pair_whole(old[self.new.sums[right]], right, "text")

    def _told(self, grove: Grove, places: Iterable[int], least: int) -> Iterator[tuple[str, int]]:
        free = (one for one in places if len(grove.words[one]) >= least)
        return ((grove.sums[one], one) for one in free)

    def pair_whole(self, left: int, right: int, step: str) -> None:
        """Pair two equal things, and all that stands in them."""
        if self.old.is_named(left) or not self.pair(left, right, step):
            return
        for one, other in zip(self.old.below[left], self.new.below[right], strict=False):
            if self.old.is_loose(one) and self.new.is_loose(other):
                self.pair_whole(one, other, step)

    def in_place(self) -> None:
        """Align what stands in each pair of things, from the outside to the inside."""
        for right in range(len(self.new)):
            left = self.found.pairs.get(right)
            if left is not None and right not in self.aligned:
                self.aligned.add(right)
                self.align(left, right)

    def align(self, left: int, right: int) -> None:
        """Pair the blocks of two things: equal ones, rows by their keys, then the most alike."""
        lefts, rights = self.old.blocks(left), self.new.blocks(right)
        if not lefts or not rights:
            return
        self._equal_in_order(lefts, rights)
        if self.new.kind(right) == "table":
            self._keys(lefts, rights)
        for some, others in self._gaps(lefts, rights):
            self._fill(some, others)
        self._equal_in_any_order(lefts, rights)
        self.best(*self._free(lefts, rights), self._alike_enough, OUT_OF_ORDER, "section")

    def _free(self, lefts: list[int], rights: list[int]) -> tuple[list[int], list[int]]:
        old, partner = self.old, self.found.pairs
        return (
            [one for one in lefts if one not in self.taken and not old.is_named(one)],
            [one for one in rights if one not in partner],
        )

    def _equal_in_order(self, lefts: list[int], rights: list[int]) -> None:
        one = [self._key(place) for place in lefts]
        other = [
            (self.found.pairs[place],) if place in self.found.pairs else self.new.sums[place]
            for place in rights
        ]
        for left, right in pairs(one, other):
            if rights[right] not in self.found.pairs:
                self.pair_whole(lefts[left], rights[right], "text")

    def _key(self, place: int) -> Hashable:
        return (place,) if place in self.taken else self.old.sums[place]

    def _equal_in_any_order(self, lefts: list[int], rights: list[int]) -> None:
        lefts, rights = self._free(lefts, rights)
        waiting = defaultdict(list)
        for left in reversed(lefts):
            waiting[self.old.sums[left]].append(left)
        for right in rights:
            if waiting.get(self.new.sums[right]):
                self.pair_whole(waiting[self.new.sums[right]].pop(), right, "text")

    def _keys(self, lefts: list[int], rights: list[int]) -> None:
        """Pair the rows of a table that have the same first cell."""
        lefts, rights = self._free(lefts, rights)
        old = unique(first_cells(self.old, lefts))
        new = unique(first_cells(self.new, rights))
        for key, right in new.items():
            if key in old:
                worth = likeness(self.old.words[old[key]], self.new.words[right])
                self.pair(old[key], right, "key", worth)

    def _gaps(self, lefts: list[int], rights: list[int]) -> Iterator[tuple[list[int], list[int]]]:
        """Yield what is free between two neighbours that are fixed."""
        order = {left: place for place, left in enumerate(lefts)}
        partner = self.found.pairs
        there = [order.get(partner.get(right, -1), -1) for right in rights]
        fixed = pairs([place for place in there if place >= 0], range(len(lefts)))
        kept = {left for _, left in fixed}
        before, some = -1, list[int]()
        for right, place in (*zip(rights, there, strict=True), (-1, len(lefts))):
            if place < 0:
                some.append(right)
            elif place in kept or right < 0:
                yield self._free(lefts[before + 1 : place], some)
                before, some = place, []

    def _fill(self, lefts: list[int], rights: list[int]) -> None:
        """Pair what stands in a gap, in order, so that the sum of likenesses is greatest."""
        if len(lefts) == len(rights) == 1 and self._is_lone_pair(lefts[0], rights[0]):
            self.pair(lefts[0], rights[0], "place", self.alike(lefts[0], rights[0]))
            return
        if not lefts or not rights or len(lefts) * len(rights) > LARGEST_GAP:
            return
        worth = [[self.alike(left, right, IN_ORDER) for right in rights] for left in lefts]
        for left, right in heaviest(worth):
            self.pair(lefts[left], rights[right], "order", worth[left][right])

    def _is_lone_pair(self, left: int, right: int) -> bool:
        short = len(self.old.words[left]) < SHORT and len(self.new.words[right]) < SHORT
        kind = self.old.kind(left)
        return kind == self.new.kind(right) and (short or kind in ("head", "pause"))

    def alike(self, left: int, right: int, least: float = 0) -> float:
        """Return how alike two blocks are, 0 below `least`."""
        one, other = self.old.words[left], self.new.words[right]
        share = weight(self.old.kind(left), self.new.kind(right))
        if not share or min(len(one), len(other)) < SHORT:
            return 0
        bags = self.old.bags[left], self.new.bags[right]
        if share * overlap(*bags) < least:  # which no likeness is above
            return 0
        worth = share * likeness(one, other, least)
        return worth if worth >= least else 0

    def _alike_enough(self, left: int, right: int) -> float:
        return self.alike(left, right, OUT_OF_ORDER)

    # elsewhere

    def elsewhere(self) -> None:
        """Pair what turned up in another section: equal, or alike beyond doubt."""
        lefts = self.free_old(lambda one: self.old.is_loose(one) and not self.old.is_named(one))
        rights = self.free_new(self.new.is_loose)
        waiting = defaultdict(list)
        for key, left in reversed(list(self._told(self.old, lefts, LONG))):
            waiting[key].append(left)
        for key, right in self._told(self.new, rights, LONG):
            if waiting.get(key):
                self.pair_whole(waiting[key].pop(), right, "elsewhere")
        self._similar_elsewhere(lefts, rights)

    def _similar_elsewhere(self, lefts: list[int], rights: list[int]) -> None:
        lefts = [one for one in lefts if one not in self.taken and len(self.old.words[one]) >= LONG]
        rights = [one for one in rights if one not in self.found.pairs]
        index = defaultdict(list)
        for left in lefts:
            for word in set(self.old.words[left]):
                index[word].append(left)
        rows = []
        for right in rights:
            if len(self.new.words[right]) >= LONG and (row := self._clearest(right, index)):
                rows.append(row)
        for worth, left, right in sorted(rows):
            self.pair(left, right, "elsewhere", -worth)

    def _clearest(self, right: int, index: dict[str, list[int]]) -> tuple[float, int, int] | None:
        """Return the best of the old blocks that share a rare word, if no other is near it."""
        known = sorted(
            (len(index[word]), word) for word in set(self.new.words[right]) & index.keys()
        )
        near = sorted({left for _, word in known[:RARE_WORDS] for left in index[word]})
        least = ELSEWHERE - CLEAR
        worths = sorted((-self.alike(left, right, least), left) for left in near)
        if not worths or -worths[0][0] < ELSEWHERE:
            return None
        runner_up = -worths[1][0] if len(worths) > 1 else 0
        if -worths[0][0] < SURE and -worths[0][0] - runner_up < CLEAR:
            return None
        return worths[0][0], worths[0][1], right
