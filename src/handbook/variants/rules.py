"""What must hold of conditions and of what they leave: one short function for each.

Variants are declared and few: whether a condition ever holds is found by asking each of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handbook.book.findings import Finding
from handbook.book.list_rules import closes_at_its_end
from handbook.book.model import Block, Book, Checklist, Conditions, Only, Part, Rich
from handbook.book.places import Place
from handbook.variants.condition import ConditionFault, holds, parse

FEWEST = 2
"""Items of a list; with one it is none."""


@dataclass(frozen=True, slots=True)
class Conditioned:
    """A condition, and those of what it stands in."""

    place: Place
    condition: str
    around: Conditions = ()


def conditions_hold(book: Book) -> Iterator[Finding]:
    """Find conditions that cannot be read, decide nothing, or never hold where they stand."""
    axes = dict(book.settings.variants.axes)
    judge = _Judge(axes, tuple(dict(one.given) for one in book.settings.variants.all))
    for one in dict.fromkeys(conditioned(book)):
        yield from judge.look(one)


@dataclass(frozen=True, slots=True)
class _Judge:
    axes: dict[str, tuple[str, ...]]
    variants: tuple[dict[str, str], ...]

    def look(self, one: Conditioned) -> Iterator[Finding]:
        """Yield what is wrong with a condition."""
        faults = list(self._faults(one))
        yield from faults
        if faults or not self.variants or self._is_odd(one.around):
            return
        own, around = self._where((one.condition,)), self._where(one.around)
        said = f'"{one.condition}"'
        if not own or len(own) == len(self.variants):
            which = "every" if own else "no"
            yield Finding("HB942", one.place, f"{said} holds in {which} variant")
        elif around and not own & around:
            yield Finding("HB943", one.place, f"{said} never holds inside {_all(one.around)}")
        elif around <= own and around:
            yield Finding("HB944", one.place, f"{said} says what {_all(one.around)} says")

    def _faults(self, one: Conditioned) -> Iterator[Finding]:
        try:
            parse(one.condition, self.axes)
        except ConditionFault as fault:
            message = f'"{one.condition}": {fault.message}'
            yield Finding("HB941", one.place, message, fault.hint)

    def _is_odd(self, conditions: Conditions) -> bool:
        some = (Conditioned(Place(""), condition) for condition in conditions)
        return any(finding for one in some for finding in self._faults(one))

    def _where(self, conditions: Conditions) -> frozenset[int]:
        """Return the variants in which all conditions hold, by their places."""
        parsed = [parse(condition, self.axes) for condition in conditions]
        every = enumerate(self.variants)
        return frozenset(n for n, given in every if all(holds(one, given) for one in parsed))


def _all(conditions: Conditions) -> str:
    return f'"{" and ".join(conditions)}"'


def conditioned(book: Book) -> Iterator[Conditioned]:
    """Yield every condition of a book, in reading order."""
    for part in book.parts:
        yield from _of_part(part)
    for one in book.checklists:
        yield from _of_list(one)


def _own(place: Place, applies: Conditions, around: Conditions) -> Iterator[Conditioned]:
    """Yield each condition of a thing; what stands in several has each inside those before."""
    for number, condition in enumerate(applies):
        yield Conditioned(place, condition, (*around, *applies[:number]))


def _of_part(part: Part) -> Iterator[Conditioned]:
    yield from _own(part.place, part.applies, ())
    yield from _of_blocks(part.blocks, part.applies)
    above: list[tuple[int, Conditions]] = []
    for section in part.sections:
        while above and above[-1][0] >= section.level:
            above.pop()
        around = above[-1][1] if above else part.applies
        yield from _own(section.place, section.applies, around)
        above.append((section.level, (*around, *section.applies)))
        yield from _of_blocks(section.blocks, above[-1][1])
    for _, note in part.notes:
        yield from _of_rich(note, part.applies)


def _of_blocks(blocks: Iterable[Block], around: Conditions) -> Iterator[Conditioned]:
    for block in blocks:
        yield from _own(block.place, block.applies, around)
        yield from _of_rich(block.body, (*around, *block.applies))


def _of_rich(rich: Rich, around: Conditions) -> Iterator[Conditioned]:
    above = [around]
    for piece in rich:
        if isinstance(piece, Only) and piece.applies:
            yield from _own(piece.place, piece.applies, above[-1])
            above.append((*above[-1], *piece.applies))
        elif isinstance(piece, Only):
            above.pop()


def _of_list(one: Checklist) -> Iterator[Conditioned]:
    yield from _own(one.place, one.applies, ())
    yield from _of_blocks(one.blocks, one.applies)
    for stage in one.stages:
        yield from _own(stage.place, stage.applies, one.applies)
        around = (*one.applies, *stage.applies)
        yield from _of_blocks(stage.warnings, around)
        above: list[tuple[int, Conditions]] = []
        for item in stage.items:
            while above and above[-1][0] >= item.level:
                above.pop()
            outer = above[-1][1] if above else around
            yield from _own(item.place, item.applies, outer)
            above.append((item.level, (*outer, *item.applies)))


def lists_stay_whole(whole: Book, some: Book) -> Iterator[Finding]:
    """Find lists of a variant that lost what a list must have."""
    before = {one.id: one for one in whole.checklists}
    for one in some.checklists:
        for what in _lost(before[one.id], one, whole):
            yield Finding("HB947", one.place, f"{one.id} is left {what}")


def _lost(before: Checklist, after: Checklist, book: Book) -> Iterator[str]:
    had, has = tuple(before.items()), tuple(after.items())
    if len(had) == len(has):
        return
    if len(has) < FEWEST <= len(had):
        yield "with one item" if has else "without an item"
        return
    if any(item.critical for item in had) and not any(item.critical for item in has):
        yield "without a critical item"
    if closes_at_its_end(before, book) and not closes_at_its_end(after, book):
        yield f"without its closing item, {had[-1].id}"
