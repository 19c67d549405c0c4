"""Which changes a reader has to know of, and beside what the bar of each stands.

A bar stands beside what is new or has another meaning (rule E-04). What is gone is shown where it
stood: an item and a section by a line of their own (rule E-06), anything else beside its neighbour.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from handbook.book.revision import ADDED, MOVED, REMOVED, REVISED
from handbook.editions.changes import Change, Changes, echoes, with_names
from handbook.editions.draft import PARTS
from handbook.editions.record import Record
from handbook.editions.verdict import Verdict

LISTS = frozenset({"duty", "qualification"})
HOMES = frozenset({*PARTS, *LISTS, "section"})
"""Kinds that a line of the summary is about."""
UNMARKED = frozenset({*PARTS, *LISTS, "term", "source"})
"""Kinds that leave nothing behind when they go: the summary alone names them."""
NAMED_ON = frozenset({"item", "section"})
"""Kinds that are named once more where they stood."""
UNSAID = frozenset({"fact", "footnote", "value"})
"""Kinds that come and go with the text that shows them, which has changed by that."""

SHOWN_ELSEWHERE = frozenset({"fact", "value"})
"""Kinds that are printed where texts name them, and nowhere else."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A change that a reader has to know of."""

    change: Change
    verdict: str
    """`added`, `revised`, `removed`, `moved`."""
    bearer: str
    """Id of the thing that the bar stands beside; of what moved, its own; empty for none."""


def explained(
    changes: Changes, old: Record, new: Record, variant: str = ""
) -> tuple[Explained, ...]:
    """Return what a reader has to know of, in the order of the new edition.

    What stands in a thing that is new or gone as a whole goes with it; a fact that changed, or a
    value of the variant, is there for each place that prints it.
    """
    view = _View(changes, with_names(old, dict(changes.new.renamed)), new)
    shown = {change.id: tuple(view.explain(change)) for change in changes.changes}
    for name, fact in echoes(changes, new, variant).items():
        if not view.is_new(name):
            echo = Explained(replace(view.changes[fact], id=name), REVISED, name)
            shown[name] = (*shown.get(name, ()), echo)
    return tuple(one for name in _in_order(shown, new) for one in shown[name])


def _in_order(shown: Mapping[str, object], new: Record) -> list[str]:
    """Return ids in the order of an edition; what is gone stays behind what was before it."""
    place = {entry.id: number for number, entry in enumerate(new.entries)}
    keys, last = {}, -1
    for number, name in enumerate(shown):
        last = place.get(name, last)
        keys[name] = last, number
    return sorted(shown, key=keys.__getitem__)


class _View:
    """What two editions are made of, and what became of each thing."""

    def __init__(self, changes: Changes, old: Record, new: Record) -> None:
        self.changes = changes.by_id()
        self.old, self.new = old.by_id(), new.by_id()
        self.rows = old.children()

    def explain(self, change: Change) -> Iterator[Explained]:
        """Yield what is to be said of a change."""
        verdict = change.verdict
        if verdict in (Verdict.NEW, Verdict.DELETED):
            if change.kind not in UNSAID and not self.goes_with(change.id, verdict):
                is_new = verdict is Verdict.NEW
                bearer = change.id if is_new else self._bearer(change)
                yield Explained(change, ADDED if is_new else REMOVED, bearer)
        elif verdict is Verdict.CHANGED:
            if change.kind not in SHOWN_ELSEWHERE:
                yield Explained(change, REVISED, change.id)
            if change.moved and change.kind in HOMES | NAMED_ON:
                yield Explained(change, MOVED, change.id)
        elif verdict is Verdict.MOVED:
            yield Explained(change, MOVED, change.id)

    def is_new(self, name: str) -> bool:
        """Tell whether a thing is new, by itself or with what it stands in."""
        change = self.changes.get(name)
        own = change is not None and change.verdict is Verdict.NEW
        return own or self.goes_with(name, Verdict.NEW)

    def goes_with(self, name: str, verdict: Verdict) -> bool:
        """Tell whether a thing stands in another that became the same as a whole.

        A stage is no such thing: each item in it is signed on its own.
        """
        entries = self.new if verdict is Verdict.NEW else self.old
        kind, above = entries[name].kind, entries[name].parent
        signed = verdict is Verdict.NEW or kind == "item"
        while signed and above and entries[above].kind == "stage":
            above = entries[above].parent
        change = self.changes.get(above)
        return change is not None and change.verdict is verdict

    def _bearer(self, change: Change) -> str:
        """Return the id of what the bar of a deleted thing stands beside."""
        if change.kind in UNMARKED:
            return ""
        if change.kind in NAMED_ON:
            return change.id
        parent = self.old[change.id].parent
        row = self.rows[parent]
        for name in reversed(row[: row.index(change.id)]):
            if name in self.new and self.new[name].parent == parent:
                return name
        return parent if parent in self.new else ""
