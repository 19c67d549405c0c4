"""How near two things are: by their kinds, by what they hold, by a table of likenesses."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cache

from handbook.editions.draft import PARTS
from handbook.editions.grove import Grove
from handbook.editions.matter import CELL

OTHER_KIND = 0.9
"""Weight of a likeness between kinds that may become each other."""
_RELATED = (
    frozenset({"paragraph", "bullet", "definition", "quote"}),
    frozenset({"note", "caution", "warning", "example", "law", "specimen", "quote"}),
    frozenset({"row", "head"}),
)


def may_become(old: str, new: str) -> bool:
    """Tell whether a thing of one kind may be one of another in the next edition."""
    return old == new or weight(old, new) > 0 or (old in PARTS and new in PARTS)


def weight(old: str, new: str) -> float:
    """Return what a likeness between two kinds counts, 0 to 1."""
    if old == new:
        return 1
    return OTHER_KIND if any(old in some and new in some for some in _RELATED) else 0


def shares(old: Grove, new: Grove) -> Callable[[int, int], float]:
    """Return what tells how much of what two things hold is the same (Dice), 0 to 1."""
    of_old, of_new = cache(old.held), cache(new.held)

    def share(left: int, right: int) -> float:
        one, other = of_old(left), of_new(right)
        total = len(one) + len(other)
        return 2 * len(one & other) / total if total else 0

    return share


def block_words(grove: Grove, place: int) -> Counter[str]:
    """Return how often each word stands in the blocks of a section."""
    return Counter(word for one in grove.blocks(place) for word in grove.words[one])


def overlap(one: Counter[str], other: Counter[str]) -> float:
    """Return how many words two texts share, whatever their order (Dice), 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0


def first_cells(grove: Grove, places: Iterable[int]) -> Iterator[tuple[Hashable, int]]:
    """Yield the cell by which each row of some places is known, where it says anything."""
    for place in places:
        key = grove.entries[place].text.partition(CELL)[0].strip().casefold()
        if key and grove.kind(place) == "row":
            yield key, place


def unique(rows: Iterable[tuple[Hashable, int]]) -> dict[Hashable, int]:
    """Return what is there once, by its key."""
    found: dict[Hashable, int] = {}
    several: set[Hashable] = set()
    for key, place in rows:
        if key in found:
            several.add(key)
        found[key] = place
    return {key: place for key, place in found.items() if key not in several}


def heaviest(worth: list[list[float]]) -> list[tuple[int, int]]:
    """Return the pairs of rows and columns, rising in both, of the greatest sum; 0 is no pair."""
    rows, columns = len(worth), len(worth[0])
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in reversed(range(rows)):
        for column in reversed(range(columns)):
            both = worth[row][column] and worth[row][column] + best[row + 1][column + 1]
            best[row][column] = max(best[row + 1][column], best[row][column + 1], both)
    found, row, column = [], 0, 0
    while row < rows and column < columns:
        both = worth[row][column] and worth[row][column] + best[row + 1][column + 1]
        if both and both == best[row][column]:
            found.append((row, column))
            row, column = row + 1, column + 1
        elif best[row + 1][column] == best[row][column]:
            row += 1
        else:
            column += 1
    return found
