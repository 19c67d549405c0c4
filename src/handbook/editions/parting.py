"""What was divided or joined: text that is not new or gone, but in its neighbour's."""

from handbook.editions.changes import Change, Changes
from handbook.editions.verdict import Verdict
from handbook.editions.words import common, folded

MOST = 0.8
"""Share of the words, in order, that has to be found in the neighbour."""
FEWEST = 4
"""Words that are enough to know a text by."""


def partings(changes: Changes) -> dict[str, str]:
    """Return ids of what is new or deleted, and of what its text came from or went into.

    That stands in the same section, was changed, and had none of it in the other edition.
    """
    revised: dict[str, list[Change]] = {}
    for one in changes.of(Verdict.CHANGED):
        if one.new_spot is not None and one.runs:
            revised.setdefault(one.new_spot.parent, []).append(one)
    found = {}
    for one in changes.of(Verdict.NEW, Verdict.DELETED):
        spot = one.new_spot or one.old_spot
        near = revised.get(spot.parent, ()) if spot else ()
        worths = [(_share(one, other), other.id) for other in near]
        worth, name = max(worths, default=(0.0, ""))
        if worth >= MOST:
            found[one.id] = name
    return found


def _share(one: Change, other: Change) -> float:
    """Return how much of a text came to another, or came from it, 0 to 1."""
    gone = one.verdict is Verdict.DELETED
    words = folded(one.old_text if gone else one.new_text)
    if len(words) < FEWEST:
        return 0
    there, before = (other.new_text, other.old_text) if gone else (other.old_text, other.new_text)
    if common(folded(before), words) >= MOST * len(words):
        return 0
    return common(folded(there), words) / len(words)
