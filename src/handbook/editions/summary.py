"""The summary of changes: a line for what became the same, for one reason, in one place.

Each line knows the things that it explains: beside these, and no others, stand the bars.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from handbook.book.revision import MOVED, REMOVED, REVISED, Line, Touched
from handbook.book.wording import fill_in
from handbook.editions.changes import UPKEEP, Change, Changes, Reason
from handbook.editions.draft import PARTS
from handbook.editions.explaining import HOMES, Explained
from handbook.editions.record import ROOT, Entry
from handbook.editions.telling import Namer
from handbook.editions.verdict import Verdict

BACKS = {"term": "glossary", "source": "sources", "book": "about_book"}
"""Words for where things are printed that stand in no section."""
NUMBERED = ("table", "figure")
MANY = 4
"""Sections of a part that are named together when they have one reason."""

_Key = tuple[str, str, str, Reason | None]


def lines_of(
    some: Iterable[Explained], namer: Namer, anchors: Mapping[str, str], words: Mapping[str, str]
) -> tuple[Line, ...]:
    """Return the lines of a summary.

    `anchors` are those of the elements that show things, by their ids, and of `BACKS`.
    """
    rows: dict[_Key, list[Explained]] = {}
    for one in some:
        before = _before(one, namer) if one.verdict == MOVED else ""
        key = _home(one, namer), one.verdict, before, one.change.reason
        rows.setdefault(key, []).append(one)
    rows = _gathered(rows, namer)
    places = {home: number for number, home in enumerate(dict.fromkeys(key[0] for key in rows))}
    ordered = sorted(rows.items(), key=lambda row: places[row[0][0]])
    return tuple(_line(key, ones, namer, anchors, words) for key, ones in ordered)


def _gathered(rows: Mapping[_Key, list[Explained]], namer: Namer) -> dict[_Key, list[Explained]]:
    """Return rows with those as one, about their part, that many sections have for one reason."""
    parts = {key: _part(key, namer) for key in rows}
    counts = Counter((part, *key[1:]) for key, part in parts.items() if part)
    made: dict[_Key, list[Explained]] = {}
    for key, ones in rows.items():
        whole = (parts[key], *key[1:])
        made.setdefault(whole if counts[whole] >= MANY else key, []).extend(ones)
    return made


def _part(key: _Key, namer: Namer) -> str:
    """Return the part that a row with a reason is in; of one about no part, nothing."""
    above = namer.above(key[0]) if key[0] not in BACKS and key[3] is not None else ()
    return next((entry.id for entry in above if entry.kind in PARTS), "")


def _line(
    key: _Key,
    ones: list[Explained],
    namer: Namer,
    anchors: Mapping[str, str],
    words: Mapping[str, str],
) -> Line:
    home, verdict, before, reason = key
    entry = None if home in BACKS else namer.entry(home)
    things = (Touched(anchors.get(one.bearer, ""), _name(one, home, namer, words)) for one in ones)
    return Line(
        verdict,
        entry.number if entry else "",
        _title(entry, namer) if entry else words[BACKS[home]],
        anchors.get(home, ""),
        tuple(dict.fromkeys(things)),
        before,
        reason.text if reason else "",
        reason.owner if reason else "",
        namer.names(reason.reference) if reason else "",
    )


def _title(entry: Entry, namer: Namer) -> str:
    """Return a heading; in front of one without a number, that of the part."""
    title = namer.shown(entry.text, True)
    part = next((one for one in namer.above(entry.id) if one.kind in PARTS), entry)
    is_bare = entry.kind == "section" and not entry.number
    return f"{namer.shown(part.text, True)}: {title}" if is_bare else title


def _home(one: Explained, namer: Namer) -> str:
    """Return the part, section or list that a line is about, or a key of `BACKS`.

    What has no number goes by what it stands in, as far as that has one.
    """
    change = one.change
    if change.kind in BACKS:
        return change.kind
    is_gone = one.verdict == REMOVED and change.kind == "section"
    start = namer.old[change.id].parent if is_gone else change.id
    homes = [entry for entry in namer.above(start) if entry.kind in HOMES]
    numbered = (entry for entry in homes if entry.number)
    return next(numbered, homes[0] if homes else namer.new[ROOT]).id


def _before(one: Explained, namer: Namer) -> str:
    """Return where a thing stood that moved; nothing for what moved within its section."""
    change = one.change
    assert change.old_spot is not None and change.new_spot is not None
    old, new = namer.old[change.id], namer.new[change.id]
    if old.kind in HOMES and old.number != new.number:
        return old.number
    was, stands = (namer.home(spot.parent) for spot in (change.old_spot, change.new_spot))
    return namer.title(was) if was != stands else ""


def _name(one: Explained, home: str, namer: Namer, words: Mapping[str, str]) -> str:
    """Return what a thing is found by on its page, empty for what has neither number nor name."""
    change = one.change
    if change.id == home:
        is_heading = one.verdict == REVISED
        return words["changed_heading" if is_heading else "changed_whole"]
    for entry in namer.above(change.id, old=one.verdict == REMOVED):
        if entry.kind in HOMES and entry.id != change.id:
            return ""
        if said := _own_name(entry, namer, words):
            return said
    return ""


def _own_name(entry: Entry, namer: Namer, words: Mapping[str, str]) -> str:
    if entry.kind == "stage":
        return fill_in(words["changed_stage"], letter=entry.number) if entry.number else ""
    if entry.kind in NUMBERED and entry.number:
        return f"{words[entry.kind]} {entry.number}"
    if entry.kind in HOMES:
        return " ".join(filter(None, (entry.number, namer.shown(entry.text, True))))
    return entry.number or entry.field("term") or entry.field("short")


def corrections(changes: Changes) -> tuple[int, int]:
    """Return how many things were corrected, and how many were only looked at again."""
    some = changes.of(Verdict.EDITORIAL)
    checked = sum(_is_upkeep(change) for change in some)
    return len(some) - checked, checked


def _is_upkeep(change: Change) -> bool:
    return change.old_text == change.new_text and all(one.name in UPKEEP for one in change.fields)
