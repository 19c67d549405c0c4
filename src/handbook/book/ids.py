"""Ids of items: well formed, each its item's own for ever, and proposed where one is missing.

The ledger says which ids were ever given, and to what. A book without one is judged by what
stands in it alone.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from handbook.book.findings import Finding
from handbook.book.model import Book, Checklist, Item, KnownId, Stage
from handbook.book.places import Place

LONGEST_GIST = 100
"""Characters of an item by which the ledger knows it again."""

_SOUND = re.compile(r"[A-Za-z0-9]+(?:[.:_-][A-Za-z0-9]+)*")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_WRITE = "handbook check --write-ids"


@dataclass(frozen=True, slots=True)
class Proposal:
    """An id for an item that has none."""

    place: Place
    id: str


def proposals(book: Book) -> tuple[Proposal, ...]:
    """Return an id for each item without one, of lists whose own id is sound.

    An item that says what one in the ledger said, whose id is nowhere now, gets that one back;
    others get the numbers after the highest that was ever used in the list.
    """
    made: list[Proposal] = []
    highest = _highest(book)
    lost = _lost(book)
    for one in book.checklists:
        for item in one.items() if is_sound(one.id) else ():
            if not item.id:
                own = lost.pop((one.id, gist(item)), "")
                if not own:
                    highest[one.id] += 1
                    own = f"{one.id}.{highest[one.id]}"
                made.append(Proposal(item.place, own))
    return tuple(made)


def _highest(book: Book) -> Counter[str]:
    """Return the highest number in an id of each list, ledger included."""
    used = [item.id for one in book.checklists for item in one.items()]
    used += [known.id for known in book.ids]
    found: Counter[str] = Counter()
    for one in book.checklists:
        own = re.compile(rf"{re.escape(one.id)}\.(\d{{1,9}})(?!\d)", re.ASCII)
        numbers = [int(match[1]) for name in used if (match := own.match(name))]
        found[one.id] = max(numbers, default=0)
    return found


def _lost(book: Book) -> dict[tuple[str, str], str]:
    """Return the live ids of the ledger that stand nowhere, by list and gist; ambiguous ones not.

    Their items are known by what they said.
    """
    there = {item.id for one in book.checklists for item in one.items()}
    lost = [known for known in book.ids if not known.retired and known.id not in there]
    count = Counter((known.list, _folded(known.text)) for known in lost)
    return {key: known.id for known in lost if count[key := _key(known)] == 1}


def _key(known: KnownId) -> tuple[str, str]:
    return known.list, _folded(known.text)


def is_sound(name: str) -> bool:
    """Tell whether an id can be typed, linked and sorted anywhere: A to Z, digits, `.-_:`."""
    return _SOUND.fullmatch(name) is not None


def gist(item: Item) -> str:
    """Return what an item is known by again: its first words, capitals and spaces aside."""
    return _folded(item.words)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", short(text)).casefold()


def short(text: str) -> str:
    """Return the words of an item as the ledger has them."""
    return " ".join(text.split())[:LONGEST_GIST].strip()


def an_item_has_an_id(book: Book) -> Iterator[Finding]:
    """Find items without an id, and propose one."""
    proposed = {one.place: one.id for one in proposals(book)}
    for one in book.checklists:
        for item in one.items():
            if not item.id:
                own = proposed.get(item.place)
                hint = f"write **{own}** before the text, or run `{_WRITE}`" if own else ""
                yield Finding("HB302", item.place, "the item has no id", hint)


def an_id_of_an_item_is_sound(book: Book) -> Iterator[Finding]:
    """Find ids with spaces in them, or letters that another keyboard does not have."""
    for one in book.checklists:
        if not is_sound(one.id):
            yield Finding("HB330", one.place, f'"{one.id}" {_fault(one.id)}')
            continue
        for item in one.items():
            if item.id and not is_sound(item.id):
                yield Finding("HB330", item.place, f'"{item.id}" {_fault(item.id)}')


def _fault(name: str) -> str:
    """Return what is wrong with an id, letters that look like others by their full name."""
    if any(char.isspace() for char in name):
        return "has a space in it"
    odd = next((char for char in name if not char.isascii() and char.isalnum()), "")
    if odd:
        return f"has {odd} in it, {unicodedata.name(odd, 'no Latin letter').lower()}"
    return "is no id"


def a_retired_id_stays_retired(book: Book) -> Iterator[Finding]:
    """Find ids that were retired and are used again."""
    retired = {known.id: known for known in book.ids if known.retired}
    for one in book.checklists:
        for item in one.items():
            if item.id in retired:
                stood = f' and stood for "{known.text}"' if (known := retired[item.id]).text else ""
                hint = f"take the id out of the line and run `{_WRITE}` for a new one"
                yield Finding("HB334", item.place, f"{item.id} is retired{stood}", hint)


def an_id_does_not_vanish(book: Book) -> Iterator[Finding]:
    """Find ids of the ledger that stand nowhere and were not retired."""
    there = {item.id for one in book.checklists for item in one.items()}
    renumbered = set(moved(book).values())
    proposed = {one.id for one in proposals(book)}
    for known in book.ids:
        if not known.retired and known.id not in there | renumbered | proposed:
            hint = f"put the item back, or retire it: `{_WRITE} --retire {known.id}`"
            yield Finding("HB335", known.place, f'{known.id}, "{known.text}", is gone', hint)


def an_item_keeps_its_id(book: Book) -> Iterator[Finding]:
    """Find items that have another's id now."""
    new = moved(book)
    for one in book.checklists:
        for item in one.items():
            if item.id in new:
                message = f"{item.id} says what {new[item.id]} said"
                hint = f"give it {new[item.id]} back: new items take the next free number"
                yield Finding("HB336", item.place, message, hint)


def moved(book: Book) -> dict[str, str]:
    """Return the ids of items that say what another of their list said, to that other's id.

    What the other one still says itself, or several said, proves nothing.
    """
    known = [one for one in book.ids if not one.retired and one.text]
    count = Counter(map(_key, known))
    owners = {key: one.id for one in known if count[key := _key(one)] == 1}
    says = {item.id: (one.id, gist(item)) for one in book.checklists for item in one.items()}
    said = {one.id: _key(one) for one in known}
    return {
        name: other
        for name, key in says.items()
        if name and (other := owners.get(key, name)) != name
        if says.get(other) != key and said.get(name) != key
    }


def an_id_is_in_the_ledger(book: Book) -> Iterator[Finding]:
    """Find items that a ledger does not know yet."""
    known = {one.id for one in book.ids} | moved(book).keys()
    for one in book.checklists if book.ids else ():
        for item in one.items():
            if _belongs(item, one) and item.id not in known:
                yield Finding("HB337", item.place, f"{item.id} is not in the ledger yet")


def an_id_is_not_given_to_another_thing(book: Book) -> Iterator[Finding]:
    """Find items that share no word with what their id stood for."""
    new = moved(book)
    elsewhere = {*new, *new.values()}
    known = {one.id: one for one in book.ids if not one.retired and one.id not in elsewhere}
    for one in book.checklists:
        for item in one.items():
            if item.id in known and _differs(known[item.id].text, item):
                message = f'{item.id} stood for "{known[item.id].text}"'
                yield Finding("HB338", item.place, message)


def _differs(text: str, item: Item) -> bool:
    """Tell whether two texts have no longer word in common, endings aside, but both have some."""
    old, new = _stems(_folded(text)), _stems(gist(item))
    return bool(old and new) and not old & new


def _stems(text: str) -> set[str]:
    """Return how the longer words begin; of what is written without spaces, pairs of signs."""
    if " " in text:
        return {word[:4] for word in _LONG_WORD.findall(text)}
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _belongs(item: Item, one: Checklist) -> bool:
    return is_sound(item.id) and item.id.startswith(f"{one.id}.")


ID_RULES: tuple[Callable[[Book], Iterator[Finding]], ...] = (
    an_item_has_an_id,
    an_id_of_an_item_is_sound,
    a_retired_id_stays_retired,
    an_id_does_not_vanish,
    an_item_keeps_its_id,
    an_id_is_in_the_ledger,
    an_id_is_not_given_to_another_thing,
)


def with_ids(book: Book, made: tuple[Proposal, ...]) -> Book:
    """Return the book with proposed ids given to their items."""
    given = {one.place: one.id for one in made}

    def change(stage: Stage) -> Stage:
        items = (replace(item, id=item.id or given.get(item.place, "")) for item in stage.items)
        return replace(stage, items=tuple(items))

    lists = (
        replace(one, stages=tuple(change(stage) for stage in one.stages)) for one in book.checklists
    )
    return replace(book, checklists=tuple(lists))


def renewed(book: Book, retire: tuple[str, ...] = ()) -> tuple[KnownId, ...]:
    """Return the ledger with the items of the book in it, and some ids retired.

    Nothing is ever taken out, and what a finding is about stays as it is: or it would be the
    last time that it was found.
    """
    known = {one.id: one for one in book.ids}
    new = moved(book)
    doubted = {*new, *new.values()}
    doubted |= {one.id for one in book.ids if one.retired}
    count = Counter(item.id for one in book.checklists for item in one.items())
    for one in book.checklists:
        for item in one.items():
            doubtful = item.id in doubted or count[item.id] > 1
            stood = known.get(item.id)
            other = stood is not None and _differs(stood.text, item)
            if _belongs(item, one) and not doubtful and not other:
                known[item.id] = KnownId(item.id, one.id, short(item.words), False, item.place)
    for name in retire:
        stood = known.get(name, KnownId(name, name.rpartition(".")[0], "", True, Place("")))
        known[name] = replace(stood, retired=True)
    return tuple(known.values())
