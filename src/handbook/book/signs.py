"""Plain typing to printers' signs: quotation marks, apostrophes, dashes, ranges, ellipses.

What may mean something else stays as it was typed: `5'`, `--force`, `555-1234`, `A...B`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from handbook.book.galley import NO_BREAK, TAG


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotation marks of a language."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str


def _quotes(outer: str, inner: str, space: str = "") -> Quotes:
    return Quotes(outer[0] + space, space + outer[1], inner[0], inner[1])


_ENGLISH = _quotes("“”", "‘’")
_POINTED = _quotes("«»", "“”")

QUOTES: Mapping[str, Quotes] = {
    "cs": _quotes("„“", "‚‘"),
    "da": _ENGLISH,
    "de": _quotes("„“", "‚‘"),
    "de-ch": _quotes("«»", "‹›"),
    "en": _ENGLISH,
    "es": _POINTED,
    "fi": _quotes("””", "’’"),
    "fr": _quotes("«»", "“”", NO_BREAK),
    "fr-ch": _quotes("«»", "‹›"),
    "it": _POINTED,
    "nb": _quotes("«»", "‘’"),
    "nl": _ENGLISH,
    "nn": _quotes("«»", "‘’"),
    "no": _quotes("«»", "‘’"),
    "pl": _quotes("„”", "‚’"),
    "pt": _POINTED,
    "pt-br": _ENGLISH,
    "sv": _quotes("””", "’’"),
}
"""Marks by language, or language and country. What is not here is printed as it was typed."""

APOSTROPHE = "’"
_OPENERS = frozenset("([{<-–—/“„‘‚«‹¿¡")
_ENDERS = frozenset(".,;:!?)]}")
_PLAIN = re.compile(r"[\"']|--| - |\.\.\.|\d-\d")
_QUOTE = re.compile(r"[\"']")
_DECADE = re.compile(r"\d\ds?(?!\w)")
_DASHES = tuple(
    (re.compile(pattern.format(typed)), dash)
    for typed, dash in (("--", "–"), ("---", "—"))
    for pattern in (r"(?<=[^\s-] ){}(?= [^\s-])", r"(?<=[^\W_]){}(?=[^\W_])")
)
_HYPHEN = re.compile(r"(?<=[^\s\d-] )-(?= [^\s-])|(?<=\d )-(?= [^\s\d-])")
_ELLIPSIS = re.compile(r"(?<![./\\])\.\.\.(?![./\\\w])|(?<![\w./\\])\.\.\.(?![./\\])")
_RANGE = re.compile(r"(?<![\w.,/:–-])(\d{1,4})-(\d{1,4})(?![\w/:–-]|[.,]\d)")


@cache
def quotes_of(language: str) -> Quotes | None:
    """Return the marks of a language as `en-GB`, or none that is known."""
    name = language.casefold()
    return QUOTES.get(name) or QUOTES.get(name.partition("-")[0])


def set_signs(text: str, quotes: Quotes | None, counted: re.Pattern[str] | None = None) -> str:
    """Return a run with printers' signs; without known marks as it is.

    `counted` finds the end of what a range may follow (`arts `), or the beginning of what may
    follow a range (` km`).
    """
    if quotes is None or not _PLAIN.search(text):
        return text
    text = _ELLIPSIS.sub("…", text)
    for pattern, dash in _DASHES:
        text = pattern.sub(dash, text)
    text = _HYPHEN.sub("–", text)
    text = _RANGE.sub(lambda found: _range(found, counted), text)
    return _with_quotes(text, quotes)


def _range(found: re.Match[str], counted: re.Pattern[str] | None) -> str:
    """Return years and counted things with a dash: 1939–1945, arts 3–5, 3–5 km."""
    first, last = found[1], found[2]
    years = len(first) == len(last) == 4 and "1000" <= first < last <= "2199"
    text = found.string
    around = f"{text[max(0, found.start() - 12) : found.start()]}#{text[found.end() :][:16]}"
    if years or (int(first) < int(last) and counted is not None and counted.search(around)):
        return f"{first}–{last}"
    return found[0]


def _with_quotes(text: str, quotes: Quotes) -> str:
    """Return a run with each straight mark made an opening or a closing one, or left."""
    out: list[str] = []
    opened: list[str] = []
    start = 0
    before = ""
    for found in _QUOTE.finditer(text):
        out.append(text[start : found.start()])
        start = found.end()
        before = _last(out[-1]) or before
        sign = _sign(found, before, opened, quotes)
        out.append(sign)
        before = sign[-1]
    out.append(text[start:])
    return "".join(out)


def _last(text: str) -> str:
    return text.rstrip(TAG)[-1:]


def _sign(found: re.Match[str], before: str, opened: list[str], quotes: Quotes) -> str:
    """Return what a straight mark stands for, between the letter before it and those after."""
    mark, rest = found[0], found.string[found.end() :].lstrip(TAG)
    after = rest[:1]
    single = mark == "'"
    if before.isalnum() and after.isalnum() and not (mark in opened and not single):
        joins = single and (not before.isdigit() or after.islower())
        return APOSTROPHE if joins else mark
    spaced = not before or before.isspace()
    opens = spaced or (before in _OPENERS and after not in _ENDERS)
    if opens and after and not after.isspace():
        if single and (_DECADE.match(rest) or not _closes_later(rest)):
            return APOSTROPHE
        opened.append(mark)
        return quotes.inner_opening if single else quotes.opening
    if spaced or (before.isdigit() and mark not in opened):
        return mark
    if mark in opened:
        opened.remove(mark)
    elif single:
        return APOSTROPHE
    return quotes.inner_closing if single else quotes.closing


_CLOSER = re.compile(rf"[^\s({TAG}][{TAG}]*'[{TAG}]*(?![^\W_])")


def _closes_later(rest: str) -> bool:
    """Tell whether a single mark further on may close one that opens here."""
    return _CLOSER.search(rest) is not None
