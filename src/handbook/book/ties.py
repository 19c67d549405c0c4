"""What stays together on a line: a number and its unit, a date, the last words of a paragraph."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handbook.book.galley import BREAK, END, NO_BREAK, TAG, THING, WHOLE, Room

SYMBOLS = (
    "% ‰ °C °F mm cm m km m² km² m³ nm NM kn kt mph km/h m/s g kg t s min h ms W kW MW V kV mA"
    " Hz kHz MHz GHz dB kB MB GB TB"
)
"""Units that every language writes alike."""
CURRENCIES = "€ £ $ ¥ AUD CAD CHF CZK DKK EUR GBP JPY NOK NZD PLN SEK USD"

ALONE, TOGETHER = 12, 7
"""Letters from which on a word may stand alone on a last line, and several words."""
_MOST: Mapping[Room, int] = {Room.LINE: 18, Room.TITLE: 16, Room.COLUMN: 16}
"""Letters that the last words may have together."""
_WORTH: Mapping[Room, int] = {Room.LINE: 40, Room.TITLE: 20, Room.COLUMN: 40}
"""Letters of a text that may be longer than a line."""
_SHORT = 6
"""Letters of a word that is tied to a number in a cell."""
_LONG = 7
"""Letters from which on the engine may break a word."""

_T = f"{TAG}*"
_TIED = rf"\g<1>{NO_BREAK}"
_DIGIT = re.compile(r"\d")
_THOUSANDS = re.compile(r"(?<![\w.,])(\d{1,3}) (?=\d{3}(?!\d))")
_INITIALS = re.compile(r"(?<!\w)([^\W\d_]\.) (?=[^\W\d_]\.)")
_LAST_INITIAL = re.compile(rf"((?<!\w)[^\W\d_]\.{NO_BREAK}[^\W\d_]\.) (?=[^\W\d_]{{2}})")
_EVENT = re.compile(r"(?<!\w)T ([+−-]) ?(?=\d)")
_DASH = re.compile(rf"(\S) (?={_T}[–—](?:\s|$))")
_FRENCH = re.compile(r"(?<=\S) (?=[;:!?»])|(?<=«) ")


@dataclass(frozen=True, slots=True)
class Ties:
    """Patterns for the places of a text that no line is to end at."""

    anywhere: tuple[re.Pattern[str], ...]
    """What is short enough for a cell. Each finds a space and, as its group, what it is tied to."""
    in_lines: tuple[re.Pattern[str], ...]
    lettered: re.Pattern[str]
    ranked: re.Pattern[str]
    counted: re.Pattern[str] | None
    """What stands around a `#` that is a range of numbers."""
    spaced: bool
    """Whether the language puts a space before a colon."""


def make_ties(language: str, words: Mapping[str, str], own: bool) -> Ties:
    """Return the patterns for a language; `own` says whether the tables are for it."""
    before = words.get("before_numbers", "").split() if own else []
    after = _phrases(words.get("after_numbers", "")) if own else []
    ranks = [word.capitalize() for word in words.get("before_names", "").split() if own]
    plural = words.get("before_ranges", "").split() if own else []
    spans = words.get("after_ranges", "").split() if own else []
    months = [*words.get("months", "").split(), *words.get("months_short", "").split()]
    named = [one for one in months if not one.isdigit()]
    money = CURRENCIES.split()
    units = [*SYMBOLS.split(), *money]
    short = [word for word in before if len(word) <= _SHORT]
    anywhere = [_numbered(short), _measured(units), _priced(money)]
    in_lines = [
        _numbered(before),
        _measured([*units, *after]),
        _priced(money),
        *_dated(named),
        *(_inner(phrase) for phrase in after if " " in phrase),
    ]
    counted = _any([*units, *after, *spans])
    ranged = rf"(?<!\w)(?:{_any(plural)})\.?\s{_T}#|#\s{_T}(?:{counted})(?!\w)"
    return Ties(
        tuple(anywhere),
        tuple(in_lines),
        _lettered(before),
        _ranked(ranks),
        re.compile(ranged, re.IGNORECASE),
        language.casefold().partition("-")[0] == "fr",
    )


def _phrases(text: str) -> list[str]:
    return [" ".join(one.split()) for one in text.split(",") if one.strip()]


def _any(words: Iterable[str]) -> str:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in ordered) or r"(?!)"


def _numbered(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?i:(?<!\w)((?:{_any(words)})\.?{_T})) (?={_T}\d)")


def _lettered(words: Iterable[str]) -> re.Pattern[str]:
    capital = [word.capitalize() for word in words]
    return re.compile(rf"(?<!\w)((?:{_any(capital)}){_T}) (?={_T}[A-Z](?:\.?\d[\d.]*)?(?!\w))")


def _measured(units: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(\d{_T}) (?={_T}(?:{_any(units)})(?![\w’'-]))")


def _priced(money: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)((?:{_any(money)}){_T}) (?={_T}\d)")


def _dated(months: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    names = _any(months)
    return (
        re.compile(rf"((?<!\d)\d{{1,2}}(?:\.|st|nd|rd|th)?{_T}) (?={_T}(?:{names})(?!\w))"),
        re.compile(rf"(?<!\w)((?:{names}){_T}) (?={_T}\d{{1,2}}(?!\d))"),
    )


def _ranked(ranks: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)((?:{_any(ranks)})\.?{_T}) (?={_T}[A-Z]\w)")


def _inner(phrase: str) -> re.Pattern[str]:
    """Return a pattern for a unit of two words after a number: 5 per cent."""
    first, _, rest = phrase.partition(" ")
    return re.compile(rf"(\d{_T}{NO_BREAK}{re.escape(first)}) (?={re.escape(rest)}(?!\w))")


def tie(text: str, ties: Ties, room: Room) -> str:
    """Return a run with no-break spaces where a line is not to end."""
    wide = room is not Room.CELL
    if _DIGIT.search(text):
        for pattern in ties.in_lines if wide else ties.anywhere:
            text = pattern.sub(_TIED, text)
        text = _THOUSANDS.sub(_TIED, text)
        text = _EVENT.sub(rf"T{NO_BREAK}\g<1>{NO_BREAK}", text)
    if ties.spaced:
        text = _FRENCH.sub(NO_BREAK, text)
    if wide:
        for pattern in (ties.lettered, ties.ranked, _INITIALS, _LAST_INITIAL, _DASH):
            text = pattern.sub(_TIED, text)
    return text


def tie_last(text: str, room: Room) -> str:
    """Return a run whose last line has more than a word, or the rest of one.

    A last word that the engine might break stays whole; two words too long together stay apart.
    """
    most = _MOST.get(room)
    if most is None or len(text) < _WORTH[room]:
        return text
    text, end = _apart(text)
    while True:
        head, _, last = text.rpartition(" ")
        if not head or _stands_alone(last):
            break
        joined = head.replace(BREAK, " ").rpartition(" ")[2]
        if _length(joined) + 1 + _length(last) > most:
            break
        text = f"{head}{NO_BREAK}{last}"
    return text + end


def _stands_alone(last: str) -> bool:
    """Tell whether what ends a run may be all there is on the last line, or cannot be tied."""
    enough = TOGETHER if NO_BREAK in last else ALONE
    return BREAK in last or last.startswith(THING) or _length(last) >= enough


def _apart(text: str) -> tuple[str, str]:
    """Return a run, and apart from it the spaces and tags at its end."""
    body = text.rstrip(f" {TAG}")
    return body, text[len(body) :]


def keep_whole(text: str) -> str:
    """Return a run whose last word, when the engine might break it, is marked to stay whole."""
    found = _LAST_WORD.search(text, max(0, len(text) - _MOST_LETTERS))
    if found is None or len(text) < _WORTH[Room.LINE]:
        return text
    return f"{text[: found.start()]}{WHOLE}{found[0]}{END}{text[found.end() :]}"


_MOST_LETTERS = 40
_LAST_WORD = re.compile(rf"(?<=[ {NO_BREAK}(“‘„«-])[^\W\d_]{{{_LONG},}}(?=\W*\Z)")


def _length(text: str) -> int:
    return len(text.replace(TAG, ""))
