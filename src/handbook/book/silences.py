"""Rules broken with a reason: which findings an author's exceptions cover, and which cover none."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from handbook.book.findings import Finding
from handbook.book.model import Silence
from handbook.book.places import Place

OF_LISTS = frozenset(f"HB{number}" for number in range(310, 333)) - {"HB330"}
"""Codes of the rules of checklists that a list may break with a reason."""
OF_WORDS = frozenset(f"HB{number}" for number in range(340, 347))
"""Codes of the editorial rules that a chapter or a list may break with a reason."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What exceptions of one list or chapter can be about."""

    codes: frozenset[str]
    rules: str
    """What the codes are, for findings: `rule of checklists`."""
    name: str
    """What the list or chapter is called."""
    places: Callable[[str], frozenset[Place]]
    """Returns where findings lie about the thing of a name."""


def keep(found: Iterable[Finding], allow: Iterable[Silence], scope: Scope) -> Iterator[Finding]:
    """Yield the findings that no exception covers, and one for each exception without effect."""
    left = list(found)
    for silence in allow:
        kept = [finding for finding in left if not _covers(silence, finding, scope)]
        idle = _why_idle(silence, scope, len(kept) < len(left))
        if idle:
            yield Finding("HB333", silence.place, f"{silence.code} is allowed {idle}")
        left = kept
    yield from left


def _covers(silence: Silence, finding: Finding, scope: Scope) -> bool:
    if not silence.reason or silence.code not in scope.codes or silence.code != finding.code:
        return False
    return not silence.where or finding.place in scope.places(silence.where)


def _why_idle(silence: Silence, scope: Scope, covered: bool) -> str:
    """Return why an exception is none; empty for one that works."""
    if silence.code not in scope.codes:
        return f"but is no {scope.rules}"
    if not silence.reason:
        return "without a reason, and so is not"
    if silence.where and not scope.places(silence.where):
        return f"for {silence.where}, which is not in {scope.name}"
    return "" if covered else "but finds nothing"
