"""What must hold of a checklist: one short function per rule, and what a list may do otherwise.

The limits are those of checklists that are flown and operated by: five to nine items in a block
that is worked in a minute and a half, the critical ones first, two levels, a verb and a state.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from types import MappingProxyType

from handbook.book.findings import Finding
from handbook.book.model import Block, Book, Checklist, Item, Rich, Stage
from handbook.book.places import Place
from handbook.book.references import plain
from handbook.book.silences import OF_LISTS, OF_WORDS, Scope, keep
from handbook.book.tongue import Tongue, tongue, words_in

MOST_ITEMS, GOOD_ITEMS, FEWEST_ITEMS = 9, 7, 5
"""Items of a block: more must be split, more should be, fewer are hardly a block."""
LONGEST_RUN = 90
"""Seconds in which a block is worked through."""
WORDS_A_SECOND = 3
SECONDS_AN_ITEM = 5
"""For the eye to leave the page, find the thing, and come back; and for the tick."""
DEEPEST_ITEM = 2
LONG_ITEM, LONGEST_ITEM = 200, 1000
"""Characters: what is read at a glance, and what is no item but a text."""
LONGEST_CAPITALS = 40
"""Characters in capitals that are read without effort: about a line."""

_ITALIC = re.compile(r"<(?:em|i)\b")


@dataclass(frozen=True, slots=True)
class Around:
    """What a list is judged by beside itself."""

    tongue: Tongue
    lists: Mapping[str, Checklist]


Rule = Callable[[Checklist, Around], Iterator[Finding]]


def a_mode_is_declared(one: Checklist, _: Around) -> Iterator[Finding]:
    """Find blocks that do not say how they are worked."""
    for stage in one.stages:
        if stage.items and not stage.declared:
            yield Finding("HB310", stage.place, f"{_name(stage, one)} declares no mode")


def a_branch_is_read_and_not_remembered(one: Checklist, around: Around) -> Iterator[Finding]:
    """Find items that hold in one case alone in a block worked from memory."""
    for stage in one.stages:
        for item in stage.items if stage.mode == "do-confirm" else ():
            if around.tongue.branches_off(item.words):
                message = f"{_called(item)} branches off in a block to be done, then confirmed"
                yield Finding("HB311", item.place, message)


def a_list_has_trigger_and_owner(one: Checklist, _: Around) -> Iterator[Finding]:
    """Find lists that nobody knows when to take, or who answers for."""
    needed = {"trigger": one.trigger or one.kind != "duty", "owner": one.owner}
    for name in (name for name, said in needed.items() if not said):
        yield Finding("HB312", one.place, f'"{name}" is missing in {one.id}')


def a_block_has_five_to_nine_items(one: Checklist, _: Around) -> Iterator[Finding]:
    """Find blocks that are too long to be worked in one go, or too short to be one."""
    split = one.kind == "duty" and len(one.stages) > 1
    for stage in one.stages:
        count = len(stage.items)
        said = f"{_name(stage, one)} has {_counted(count)}"
        if count > MOST_ITEMS:
            yield Finding("HB313", stage.place, f"{said}: {MOST_ITEMS} are the most")
        elif count > GOOD_ITEMS:
            yield Finding("HB314", stage.place, f"{said}: more than {GOOD_ITEMS} are hard to keep")
        elif split and 0 < count < FEWEST_ITEMS:
            yield Finding("HB315", stage.place, f"{said}: a block has {FEWEST_ITEMS} or more")


def a_block_takes_a_minute_and_a_half(one: Checklist, _: Around) -> Iterator[Finding]:
    """Find blocks that take long to read and tick, the doing aside."""
    for stage in one.stages if one.kind == "duty" else ():
        seconds = round(seconds_of(stage))
        if seconds > LONGEST_RUN:
            message = f"{_name(stage, one)} takes about {seconds} s to read and tick"
            yield Finding("HB316", stage.place, message)


def what_is_critical_comes_first(one: Checklist, _: Around) -> Iterator[Finding]:
    """Find critical items after others of the same block and level."""
    for stage in one.stages:
        for siblings in families(stage):
            ahead = next((item for item in siblings if not item.critical), siblings[0])
            for item in siblings[siblings.index(ahead) :] if not ahead.critical else ():
                if item.critical:
                    message = f"{_called(item)} is critical and comes after {_called(ahead)}"
                    yield Finding("HB317", item.place, message)


def an_item_begins_with_a_verb(one: Checklist, around: Around) -> Iterator[Finding]:
    """Find items whose first word is none."""
    for item in one.items():
        if not around.tongue.begins_with_a_verb(item.words):
            first = item.words.split()[0]
            yield Finding("HB318", item.place, f'{_called(item)} begins with "{first}"')


def an_answer_is_a_state(one: Checklist, around: Around) -> Iterator[Finding]:
    """Find items and answers that say `checked` where a state or a value belongs."""
    for item in one.items():
        answer = item.evidence or _plain(item.standard)
        if around.tongue.says_no_state(answer):
            yield Finding("HB319", item.place, f'"{answer}" of {_called(item)} is no state')
        elif around.tongue.ends_without_a_state(item.words):
            yield Finding("HB319", item.place, f"{_called(item)} ends without a state")
        elif around.tongue.asks_for_a_look(item.words) and not answer:
            yield Finding("HB319", item.place, f"{_called(item)} does not say what to find")


def the_last_item_closes_the_list(one: Checklist, around: Around) -> Iterator[Finding]:
    """Find lists that just stop: nobody signs, files or hands over."""
    items = tuple(one.items())
    if not items:
        return
    last = items[-1]
    marked = next((item for item in items if item.closes), None)
    if marked is not None and not last.closes:
        message = f"{_called(marked)} closes the list, but {_called(last)} comes after it"
        yield Finding("HB320", marked.place, message)
    elif marked is None and not around.tongue.closes(f"{last.words} {last.evidence}"):
        yield Finding("HB320", last.place, f"{_called(last)} is the last, and does not close it")


def items_stand_on_two_levels(one: Checklist, _: Around) -> Iterator[Finding]:
    """Find items below items below items, and one alone below another."""
    for stage in one.stages:
        for siblings in families(stage):
            first = siblings[0]
            if first.level > DEEPEST_ITEM:
                message = f"{_called(first)} stands on level {first.level}"
                yield Finding("HB321", first.place, message)
            elif first.level > 1 and len(siblings) == 1:
                yield Finding("HB322", first.place, f"{_called(first)} stands alone below another")


def a_list_tells_when_it_was_revised(one: Checklist, _: Around) -> Iterator[Finding]:
    """Find lists without the date of their last change."""
    if one.revised is None:
        yield Finding("HB323", one.place, f'"revised" is missing in {one.id}')


def a_line_to_be_signed_is_complete(one: Checklist, _: Around) -> Iterator[Finding]:
    """Find items of a qualification without kind, standard or reference."""
    for item in one.items():
        needed = {"kind": item.kind, "standard": item.standard, "reference": item.reference}
        missing = [name for name, said in needed.items() if not said]
        if missing:
            yield Finding("HB324", item.place, f"{_called(item)} has no {', no '.join(missing)}")


def what_is_performed_is_measured(one: Checklist, around: Around) -> Iterator[Finding]:
    """Find performances whose standard says no figure."""
    for item in one.items():
        standard = _plain(item.standard)
        measured = around.tongue.measures_something(standard)
        if item.kind == "performance" and standard and not measured:
            yield Finding("HB325", item.place, f'"{standard}" of {_called(item)} measures nothing')


def what_comes_first_is_a_qualification(one: Checklist, around: Around) -> Iterator[Finding]:
    """Find prerequisites that are duties, and those that wait for themselves."""
    for name in one.prerequisites:
        if name in around.lists and around.lists[name].kind != "qualification":
            yield Finding("HB326", one.place, f"{name} is a duty, and no qualification")
    circle = _circle(one.id, around.lists)
    if circle and one.id == min(circle, key=list(around.lists).index):
        way = " → ".join((*circle, one.id))
        yield Finding("HB326", one.place, f"the prerequisites run in a circle: {way}")


def a_list_is_signed_off(one: Checklist, _: Around) -> Iterator[Finding]:
    """Find duties that nobody signs, and qualifications without one to recommend and approve."""
    count = len(one.sign_off)
    if one.kind == "duty" and not count:
        yield Finding("HB327", one.place, f"nobody signs {one.id} off")
    elif one.kind == "qualification" and count != 2:
        message = f"{one.id} is signed by one who recommends and one who approves, not {count}"
        yield Finding("HB327", one.place, message)


def an_item_is_read_at_a_glance(one: Checklist, _: Around) -> Iterator[Finding]:
    """Find items that are paragraphs."""
    for item in one.items():
        length = len(item.words)
        if length > LONG_ITEM:
            code = "HB329" if length > LONGEST_ITEM else "HB328"
            yield Finding(code, item.place, f"{_called(item)} has {length} characters")


def capitals_and_italics_are_few(one: Checklist, _: Around) -> Iterator[Finding]:
    """Find lines in capitals, and actions in italics: both are read slowly and with errors."""
    for item in one.items():
        if _shouts(item.words) or _shouts(_plain(item.standard)):
            yield Finding("HB331", item.place, f"{_called(item)} has a line in capitals")
        if any(_ITALIC.search(part) for part in item.text if isinstance(part, str)):
            yield Finding("HB332", item.place, f"{_called(item)} is in italics")
    for stage in one.stages:
        for text, place in ((stage.pause, stage.place), *_boxes(stage.warnings)):
            if _shouts(_plain(text)):
                yield Finding("HB331", place, "a line in capitals")


_OF_ALL: tuple[Rule, ...] = (
    a_list_has_trigger_and_owner,
    a_block_has_five_to_nine_items,
    what_is_critical_comes_first,
    an_item_begins_with_a_verb,
    an_answer_is_a_state,
    items_stand_on_two_levels,
    a_list_tells_when_it_was_revised,
    what_comes_first_is_a_qualification,
    a_list_is_signed_off,
    an_item_is_read_at_a_glance,
    capitals_and_italics_are_few,
)
LIST_RULES: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {
        "duty": (
            *_OF_ALL,
            a_mode_is_declared,
            a_branch_is_read_and_not_remembered,
            a_block_takes_a_minute_and_a_half,
            the_last_item_closes_the_list,
        ),
        "qualification": (
            *_OF_ALL,
            a_line_to_be_signed_is_complete,
            what_is_performed_is_measured,
        ),
    }
)
"""The rules of each kind of list."""


def lists_keep_their_rules(book: Book) -> Iterator[Finding]:
    """Find what the rules find in the lists, but for what a list allows itself with a reason."""
    lists = {one.id: one for one in book.checklists}
    around = Around(tongue(book.settings.language, dict(book.settings.words)), lists)
    for one in book.checklists:
        found = (finding for rule in LIST_RULES[one.kind] for finding in rule(one, around))
        allow = (silence for silence in one.allow if silence.code not in OF_WORDS)
        scope = Scope(OF_LISTS, "rule of checklists", one.id, partial(_places, one))
        yield from keep(found, allow, scope)


def closes_at_its_end(one: Checklist, book: Book) -> bool:
    """Tell whether the last item of a list closes it, as far as its kind asks for that."""
    around = Around(tongue(book.settings.language, dict(book.settings.words)), {})
    asked = the_last_item_closes_the_list in LIST_RULES[one.kind]
    return not asked or not any(the_last_item_closes_the_list(one, around))


def _places(one: Checklist, where: str) -> frozenset[Place]:
    """Return where findings lie about the stage or the item of a name."""
    stages = [stage for stage in one.stages if stage.letter == where]
    items = [item for item in one.items() if item.id == where]
    items += [item for stage in stages for item in stage.items]
    return frozenset((*(stage.place for stage in stages), *(item.place for item in items)))


def seconds_of(stage: Stage) -> float:
    """Return in how many seconds a stage is read and ticked, the doing aside."""
    texts = [f"{item.words} {item.who} {item.when} {item.evidence}" for item in stage.items]
    texts += [_plain(text) for text, _ in _boxes(stage.warnings)]
    count = sum(len(words_in(text)) for text in texts)
    return count / WORDS_A_SECOND + len(stage.items) * SECONDS_AN_ITEM


def families(stage: Stage) -> Iterator[tuple[Item, ...]]:
    """Yield the items of a stage that stand below one other, or below none, in order."""
    open_ones: dict[int, list[Item]] = {}
    for item in stage.items:
        for level in [level for level in open_ones if level > item.level]:
            yield tuple(open_ones.pop(level))
        open_ones.setdefault(item.level, []).append(item)
    yield from (tuple(items) for items in open_ones.values())


def _circle(start: str, lists: Mapping[str, Checklist]) -> tuple[str, ...]:
    """Return the shortest way from a list over prerequisites back to it; empty for none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        for name in lists[way[-1]].prerequisites if way[-1] in lists else ():
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return ()


def _boxes(blocks: tuple[Block, ...]) -> Iterator[tuple[Rich, Place]]:
    return ((block.body, block.place) for block in blocks)


def _shouts(text: str) -> bool:
    """Tell whether words in capitals alone follow each other for more than a line."""
    loud = groupby(text.split(), lambda word: word != word.lower() and word == word.upper())
    runs = (" ".join(words) for is_loud, words in loud if is_loud)
    return any(len(run) > LONGEST_CAPITALS for run in runs)


def _plain(rich: Rich) -> str:
    return plain("".join(part for part in rich if isinstance(part, str)))


def _name(stage: Stage, one: Checklist) -> str:
    return f"block {stage.letter} of {one.id}" if stage.letter else f"a block of {one.id}"


def _called(item: Item) -> str:
    return item.id or f'"{item.words[:20]}"'


def _counted(count: int) -> str:
    return f"{count} item{'s' if count != 1 else ''}"
