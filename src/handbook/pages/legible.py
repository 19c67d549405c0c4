"""What readers on paper and listeners need of a page: addresses in print, tongues, changes."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape, unescape
from types import MappingProxyType

from handbook.book.model import Term
from handbook.book.references import plain

_SCHEME = re.compile(r"^(?:mailto:|https?://)")
_OUTSIDE = re.compile(r'<a\b[^>]*\bhref="(?:mailto:|https?://)([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_CHANGE = re.compile(r' data-change="([a-z ]+)"')
_TAG = re.compile(r"(<[^>]*>)")
_FOREIGN = re.compile(r"<[^>]* lang=")


def in_print(address: str) -> str:
    """Return an address as it is printed: as readers type it."""
    return _SCHEME.sub("", address).rstrip("/")


def with_addresses(html: str) -> str:
    """Return a page with the address behind each link out of the book whose words are others."""
    return _OUTSIDE.sub(_with_address, html)


def _with_address(link: re.Match[str]) -> str:
    address = in_print(unescape(link[1]))
    if address in plain(link[2]).replace(" ", ""):
        return link[0]
    return f'{link[0]} (<span class="address">{escape(address)}</span>)'


def with_changes(html: str, words: Mapping[str, str]) -> str:
    """Return a page with words for each change: a voice says them, and nothing prints them.

    What was added or revised is announced before it, a gap behind what stands before it.
    """
    return _CHANGE.sub(lambda change: change[0] + _said(change[1].split(), words), html)


def _said(kinds: Iterable[str], words: Mapping[str, str]) -> str:
    said = {_SIDES.get(kind, "before"): words.get(f"change_{kind}", "") for kind in kinds}
    return "".join(f' data-{side}="{escape(text)}"' for side, text in said.items() if text)


_SIDES: Mapping[str, str] = MappingProxyType({"removed": "behind"})


def in_their_tongues(html: str, terms: Iterable[Term]) -> str:
    """Return a page with the terms of other languages marked, wherever they stand in its text.

    A voice reads them as they are spoken (rule D-03); to the eye nothing changes.
    """
    tongues = {term.term.casefold(): term.lang for term in terms if term.lang}
    if not tongues:
        return html
    head, body, text = html.partition("<body")
    pieces = _TAG.split(body + text)
    for place in range(0, len(pieces), 2):
        if not (place and _FOREIGN.match(pieces[place - 1])):
            pieces[place] = _terms(frozenset(tongues)).sub(
                lambda found: _marked(found[0], tongues), pieces[place]
            )
    return head + "".join(pieces)


def _marked(words: str, tongues: dict[str, str]) -> str:
    return f'<span lang="{escape(tongues[_known(words)])}">{words}</span>'


def _known(words: str) -> str:
    return " ".join(unescape(words).split()).casefold()


@lru_cache(4)
def _terms(names: frozenset[str]) -> re.Pattern[str]:
    """Return what finds any of some terms as whole words, the longest first."""
    found = sorted((r"\s+".join(map(re.escape, escape(name).split())) for name in names), key=len)
    return re.compile(rf"\b(?:{'|'.join(reversed(found))})\b", re.IGNORECASE)
