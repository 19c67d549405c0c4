"""What is the same to a reader: a text brought to a form in which editorial changes vanish."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from handbook.editions.words import MARK

FIRST_MONTH, LONGEST_UNIT = 1, 3


@dataclass(frozen=True, eq=False)
class Rules:
    """What is the same in a language; all empty for one without tables."""

    spelling: Mapping[str, str] = field(default_factory=dict)
    """Whole words, small."""
    stems: Mapping[str, str] = field(default_factory=dict)
    """Beginnings of words, small."""
    numbers: Mapping[str, str] = field(default_factory=dict)
    """Words of numbers to digits."""
    months: Mapping[str, int] = field(default_factory=dict)
    """Names of months, small, to 1 to 12."""
    capitals: frozenset[str] = frozenset()
    """Words that mean something else with a capital, small."""
    acronyms: frozenset[str] = frozenset()
    """Words that mean something else in capitals, small."""
    apart: frozenset[str] = frozenset()
    """Words that mean something else in two pieces."""
    guards: frozenset[str] = frozenset()
    """Negations and modal verbs."""

    @cached_property
    def forms(self) -> dict[tuple[str, str], str]:
        """Loose forms that were worked out, by the text and the step that was left out."""
        return {}

    @cached_property
    def stem(self) -> re.Pattern[str]:
        """What a word begins with that is spelt in two ways."""
        return re.compile("|".join(map(re.escape, self.stems)) or r"(?!)")

    @cached_property
    def cased(self) -> re.Pattern[str]:
        """Where small letters and capitals may be two things: units, names, acronyms, marks."""
        words = "|".join(map(re.escape, sorted(self.capitals | self.acronyms))) or "(?!)"
        return re.compile(
            rf"({MARK}|(?<=[0-9])\s?[^\W\d_]{{1,{LONGEST_UNIT}}}\b|\b(?:{words})\b)", re.IGNORECASE
        )


def rules_of(
    language: str, tables: Mapping[str, Any], house: Mapping[str, str] | None = None
) -> Rules:
    """Return the rules of a language, and over them a book's own spelling of single words."""
    table = tables.get(language.partition("-")[0].lower())
    own = {wrong.casefold(): right.casefold() for wrong, right in (house or {}).items()}
    single = {wrong: right for wrong, right in own.items() if not re.search(r"\s", wrong + right)}
    if not isinstance(table, Mapping):
        return Rules(spelling=single)
    months = [str(table.get(key, "")).casefold().split() for key in ("months", "months_short")]
    return Rules(
        spelling={**table.get("words", {}), **single},
        stems=dict(table.get("stems", {})),
        numbers={word: str(n) for n, word in enumerate(_split(table, "numbers"), 1)},
        months={name: n for names in months for n, name in enumerate(names, FIRST_MONTH)},
        capitals=frozenset(_split(table, "capitals")),
        acronyms=frozenset(_split(table, "acronyms")),
        apart=frozenset(_split(table, "apart")),
        guards=frozenset(_split(table, "guards")),
    )


def _split(table: Mapping[str, Any], key: str) -> list[str]:
    return str(table.get(key, "")).split()


def _spacing(text: str, _: Rules) -> str:
    """E1: composed characters, no invisible ones, ligatures apart, runs of space to one."""
    text = unicodedata.normalize("NFC", text)
    text = _INVISIBLE.sub("", text).replace("ﬁ", "fi").replace("ﬂ", "fl")
    return " ".join(text.split())


def _typography(text: str, _: Rules) -> str:
    """E2: quotes, apostrophes, dashes and ellipses to one form of each."""
    return text.translate(_SIGNS)


def _emphasis(text: str, _: Rules) -> str:
    """E3: marks of emphasis away."""
    return _EMPHASIS.sub(r"\2", text)


def _links(text: str, _: Rules) -> str:
    """E5: scheme, www, final slash, tracking and the case of the host away."""
    return _ADDRESS.sub(_link, text)


def _link(found: re.Match[str]) -> str:
    try:
        parts = urlsplit(found[0])
    except ValueError:
        return found[0]
    query = "&".join(one for one in parts.query.split("&") if one and not one.startswith("utm_"))
    tail = f"?{query}" * bool(query) + f"#{parts.fragment}" * bool(parts.fragment)
    host = parts.netloc.lower().removeprefix("www.")
    whole = f"{host}{parts.path.rstrip('/')}{tail}"
    return f"[[link:{whole.replace('[', '%5B').replace(']', '%5D')}]]"


def _telephones(text: str, _: Rules) -> str:
    """E6: grouping marks out of numbers that begin with a plus and have seven digits or more."""
    return _TELEPHONE.sub(lambda found: "+" + re.sub(r"[^0-9]", "", found[0]), text)


def _dates(text: str, rules: Rules) -> str:
    """E7: dates with the name of a month as ISO 8601 has them."""
    for pattern, order in _DATES:
        text = pattern.sub(partial(_date, order=order, rules=rules), text)
    return text


def _date(found: re.Match[str], order: tuple[int, int, int], rules: Rules) -> str:
    day, month, year = (found[group] for group in order)
    number = rules.months.get(month.casefold())
    return f"{year}-{number:02}-{int(day):02}" if number else found[0]


def _figures(text: str, rules: Rules) -> str:
    """E8: no comma between thousands, a space before a unit, words of numbers as digits."""
    text = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), text)
    text = _UNIT.sub(r"\1 \2", text)
    if not rules.numbers:
        return text
    return _LETTERS.sub(lambda found: rules.numbers.get(found[0].casefold(), found[0]), text)


def _spelling(text: str, rules: Rules) -> str:
    """E9: the spelling table, then hyphens inside words as spaces."""
    text = _HYPHENED.sub(lambda found: _spelt(found[0], rules), text)
    return _INNER_HYPHEN.sub(" ", text)


@lru_cache(1 << 15)
def _spelt(word: str, rules: Rules) -> str:
    small = word.casefold()
    right = rules.spelling.get(small)
    if right is None:
        stem = rules.stem.match(small)
        right = rules.stems[stem[0]] + small[stem.end() :] if stem else small
    if right == small:
        return word
    return right.upper() if word.isupper() else right.capitalize() if word[0].isupper() else right


def _punctuation(text: str, _: Rules) -> str:
    """E11: marks of punctuation away, and dashes but before a digit."""
    text = _QUOTE_OF_WORD.sub("", text)
    return " ".join(_STOPS.sub(lambda found: found[1] or " ", text).split())


def _case(text: str, rules: Rules) -> str:
    """E12: small letters, but for words whose capital is their sense, and units."""
    pieces = rules.cased.split(text)
    pieces[::2] = [piece.casefold() for piece in pieces[::2]]
    pieces[1::2] = [_small(piece, rules) for piece in pieces[1::2]]
    return "".join(pieces)


def _small(word: str, rules: Rules) -> str:
    """Return a word that may be two things: a name or an acronym as it is, others small."""
    small = word.casefold()
    if small in rules.acronyms and not word.isupper():
        return small
    return word


STEPS: Mapping[str, Callable[[str, Rules], str]] = MappingProxyType(
    {
        "spacing": _spacing,
        "typography": _typography,
        "emphasis": _emphasis,
        "link": _links,
        "telephone": _telephones,
        "date": _dates,
        "figures": _figures,
        "spelling": _spelling,
        "punctuation": _punctuation,
        "case": _case,
    }
)
"""What is brought to one form, step by step; the names are the reasons that are given."""
STRICT = ("spacing", "typography", "emphasis", "ending")
"""What is editorial in a warning: these alone."""


def loose(text: str, rules: Rules, without: str = "") -> str:
    """Return the form in which texts are equal that differ editorially; leave a step out."""
    key = text, without
    if key not in rules.forms:
        for name, step in STEPS.items():
            if name != without:
                text = step(text, rules)
        rules.forms[key] = " ".join(_PIECES.findall(text))
    return rules.forms[key]


def strict(text: str, rules: Rules) -> str:
    """Return the form in which warnings are equal that differ editorially."""
    for name in STRICT[:-1]:
        text = STEPS[name](text, rules)
    return text.removesuffix(".").rstrip()


_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "⋯": "...",
    }
)
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)\]\"']", re.IGNORECASE)
_TELEPHONE = re.compile(r"\+[0-9](?:[ ()./-]*[0-9]){6,}")
_DATES = (
    (re.compile(r"\b([0-9]{1,2}) ([^\W\d_]+)\.? ([0-9]{4})\b"), (1, 2, 3)),
    (re.compile(r"\b([^\W\d_]+)\.? ([0-9]{1,2}), ([0-9]{4})\b"), (2, 1, 3)),
)
_THOUSANDS = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,]*[0-9])")
_UNIT = re.compile(r"(?<![\w.,-])([0-9]+(?:[.,][0-9]+)*)([^\W\d_]+)\b")
_LETTERS = re.compile(r"(?<![\w-])[^\W\d_]+(?![\w-])")
_HYPHENED = re.compile(rf"{MARK}|[^\W\d_]+(?:-[^\W\d_]+)*")
_INNER_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_QUOTE_OF_WORD = re.compile(r"(?<!\w)'|'(?!\w)|\"")
_STOPS = re.compile(rf"({MARK})|(?<![0-9])[.,:]|[.,:](?![0-9])|[;!()]|-(?![0-9])")
_PIECES = re.compile(rf"{MARK}|[^\W\d_]\w*(?:'\w+)*|[0-9]+(?:[.,:][0-9]+)*|\S")
