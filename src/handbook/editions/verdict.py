"""Editorial or a change of meaning: by a closed list of rules, never by likeness."""

from enum import IntEnum
from itertools import pairwise

from handbook.editions.rules import STEPS, STRICT, Rules, loose, strict
from handbook.editions.words import pairs

MOST_BREAKS = 2
"""Breaks between words that may differ in one text."""
STRICT_KINDS = frozenset({"warning", "caution"})
"""In these only space, typography and the stop at the end are editorial."""
REFERENCE, LAYOUT = "reference", "joined"


class Verdict(IntEnum):
    """What a difference amounts to: of two, the higher one counts."""

    UNCHANGED = 0
    EDITORIAL = 1
    MOVED = 2
    CHANGED = 3
    """In its meaning."""
    NEW = 4
    DELETED = 5

    @property
    def word(self) -> str:
        """Its name as it is written in files."""
        return self.name.lower()


def judge(old: str, new: str, kind: str, rules: Rules) -> tuple[Verdict, tuple[str, ...]]:
    """Return what a difference of two texts amounts to, and the rules that say so.

    Of a change of meaning the rules are empty: it is what no rule allows.
    """
    if old == new:
        return Verdict.UNCHANGED, ()
    why = _strict(old, new, rules) if kind in STRICT_KINDS else _loose(old, new, rules)
    return (Verdict.EDITORIAL, why) if why else (Verdict.CHANGED, ())


def _strict(old: str, new: str, rules: Rules) -> tuple[str, ...]:
    if strict(old, rules) != strict(new, rules):
        return ()
    for name in STRICT[:-1]:
        old, new = STEPS[name](old, rules), STEPS[name](new, rules)
        if old == new:
            return (name,)
    return (STRICT[-1],)


def _loose(old: str, new: str, rules: Rules) -> tuple[str, ...]:
    before, after = loose(old, rules), loose(new, rules)
    if before == after:
        return _needed(old, new, rules)
    return (LAYOUT,) if _joined(before.split(), after.split(), rules) else ()


def _needed(old: str, new: str, rules: Rules) -> tuple[str, ...]:
    """Return the steps without which two texts would differ; else the first that makes them one."""
    needed = [name for name in STEPS if loose(old, rules, name) != loose(new, rules, name)]
    if needed:
        return tuple(needed)
    for name, step in STEPS.items():
        old, new = step(old, rules), step(new, rules)
        if old == new:
            return (name,)
    return ("spacing",)


def _joined(old: list[str], new: list[str], rules: Rules) -> bool:
    """Tell whether texts differ in a few breaks between words alone (rule E10)."""
    if "".join(old) != "".join(new):
        return False
    fixed = [(-1, -1), *pairs(old, new), (len(old), len(new))]
    breaks = 0
    for (left, right), (next_left, next_right) in pairwise(fixed):
        before, after = old[left + 1 : next_left], new[right + 1 : next_right]
        if before != after and not _same_letters(before, after, rules):
            return False
        breaks += abs(len(before) - len(after))
    return breaks <= MOST_BREAKS


def _same_letters(old: list[str], new: list[str], rules: Rules) -> bool:
    joined = "".join(old)
    guarded = rules.guards | rules.apart
    return (
        joined == "".join(new)
        and joined.isalpha()
        and not any(word.casefold() in guarded for word in (*old, *new))
    )
