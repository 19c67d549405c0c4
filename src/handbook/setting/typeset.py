"""Set a book: units to fragments, page numbers to labels, until nothing moves any more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from handbook.book.fragments import Fragment, Unit
from handbook.setting import pagination
from handbook.setting.workshop import Bench, Failure

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
    failures: tuple[Failure, ...] = ()


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
            return Typeset(units, fragments, tuple(failures))
        placed = pagination.place(units, fragments)
        found = pagination.labels(placed, fragments)
        if len(wanted) == len(units) and placed == units and found == labels:
            return Typeset(units, fragments)
        labels = found
    unsettled = Failure("", "page numbers do not settle")
    return Typeset(units, fragments, (unsettled,))
