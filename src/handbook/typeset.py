"""Set a book: units to fragments, page numbers to labels, until nothing moves any more."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from handbook import pagination
from handbook.model import Fragment, Unit
from handbook.shelf import Shelf
from handbook.workshop import Failure, Progress, key, reason, set_units, traits

ROUNDS = 6
"""More rounds than page numbers can need to settle: text, contents, and what they push."""

MakeUnits = Callable[[Mapping[str, str]], Sequence[Unit]]
"""Page labels by anchor to units."""


@dataclass(frozen=True, slots=True)
class Typeset:
    """A book that has been set."""

    units: tuple[Unit, ...] = ()
    fragments: Mapping[str, Fragment] = field(default_factory=dict)
    """By name of unit."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Units that were set in this build, and why."""
    failures: tuple[Failure, ...] = ()


@dataclass(slots=True)
class Bench:
    """Where fragments are made: a shelf of old ones, an executor for new ones."""

    shelf: Shelf | None
    executor: Executor | None
    engine: str
    """Hash of the engine and all that decides its work beside the unit."""
    progress: Progress
    reasons: dict[str, str] = field(default_factory=dict)
    _made: dict[str, Fragment] = field(default_factory=dict)

    def fragments(self, units: Sequence[Unit]) -> tuple[dict[str, Fragment], list[Failure]]:
        """Return the fragments of units by name, and what could not be set."""
        keys = {unit.name: key(unit, self.engine) for unit in units}
        for wanted in keys.values():
            if wanted not in self._made and self.shelf and (found := self.shelf.take(wanted)):
                self._made[wanted] = found
        stale = [unit for unit in units if keys[unit.name] not in self._made]
        self._explain(stale)
        failures = []
        for name, outcome in set_units(stale, self.executor, self.progress).items():
            if isinstance(outcome, Failure):
                failures.append(outcome)
            else:
                self._made[keys[name]] = outcome
                if self.shelf:
                    self.shelf.put(keys[name], outcome)
        done = {name: self._made[k] for name, k in keys.items() if k in self._made}
        return done, failures

    def _explain(self, stale: Sequence[Unit]) -> None:
        if not stale or not self.shelf:
            self.reasons.update({unit.name: "no cache" for unit in stale})
            return
        known = self.shelf.recall()
        for unit in stale:
            now = traits(unit, self.engine)
            self.reasons.setdefault(unit.name, reason(known.get(unit.name), now))
            known[unit.name] = now
        self.shelf.remember(known)


def typeset(make: MakeUnits, bench: Bench) -> Typeset:
    """Set the units that `make` gives for the labels known, until the labels hold.

    The first round leaves out the units that print labels of others.
    """
    fragments: dict[str, Fragment] = {}
    labels: Mapping[str, str] = {}
    for number in range(ROUNDS):
        units = pagination.place(make(labels), fragments)
        wanted = [unit for unit in units if number or not unit.late]
        fragments, failures = bench.fragments(wanted)
        if failures:
            return Typeset(units, fragments, bench.reasons, tuple(failures))
        placed = pagination.place(units, fragments)
        found = pagination.labels(placed, fragments)
        if len(wanted) == len(units) and placed == units and found == labels:
            return Typeset(units, fragments, bench.reasons)
        labels = found
    unsettled = Failure("", "page numbers do not settle")
    return Typeset(units, fragments, bench.reasons, (unsettled,))
