"""Judge what was measured on set pages: sights and the limits of a page size to findings."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import gt, lt
from types import MappingProxyType
from typing import Any

from handbook.binding.matrices import MM
from handbook.book.findings import Finding
from handbook.book.fragments import Fragment, Sight, Unit
from handbook.book.places import Place
from handbook.setting.pagination import label

Limits = Mapping[str, Any]
"""The table `limits` of a page size, in templates/sizes.toml."""
Locate = Callable[[str], Place | None]
"""Id or number of a paragraph to the place where it was written."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When a sight is a fault, and how it is said."""

    code: str
    limit: str
    """Name among the limits; of a table of them, the detail of the sight is the name in it."""
    wrong: Callable[[float, float], bool]
    says: str
    """With `amount`, `limit`, `text`, and `what` for the detail in words."""
    scale: float = 1.0
    """From the unit of the sight to that of the limit."""
    slack: float = 0.0
    """By which an amount may be wrong, since measures are rounded."""


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "edge": Rule(
            "HB605", "safe", lt,
            "“{text}” is {amount:.1f} mm from the trim, less than {limit:g}", MM, -0.05,
        ),
        "overflow": Rule(
            "HB606", "over", gt, "“{text}” runs {amount:.1f} mm out of its {what}", MM,
        ),
        "fill": Rule(
            "HB607", "full", lt, "{amount:.0%} of the page is filled, less than {limit:.0%}",
        ),
        "stranded": Rule(
            "HB608", "below", lt,
            "lines below the heading “{text}”: {amount:.0f}, fewer than {limit}",
        ),
        "type": Rule(
            "HB609", "type", lt,
            "“{text}” is set in {amount:.2f} pt, where {limit:g} is least for {what}", 1.0, -0.01,
        ),
        "contrast": Rule(
            "HB610", "contrast", lt,
            "“{text}” has a contrast of {amount:.1f} : 1, less than {limit:g} for {what}",
        ),
        "loose": Rule(
            "HB611", "loose", gt,
            "{amount:.0%} of the line “{text}” is empty, more than {limit:.0%}",
        ),
        "split": Rule(
            "HB612", "split", gt, "the block “{text}” goes on over {amount:.0f} turned leaves",
        ),
        "parted": Rule(
            "HB604", "parted", gt, "the list goes on over {amount:.0f} turned leaves",
        ),
        "guard": Rule(
            "HB613", "turned", gt, "the leaf is turned between “{text}” and what it guards",
        ),
        "box": Rule(
            "HB613", "turned", gt, "the leaf is turned between “{text}” and the text before it",
        ),
    }
)  # fmt: skip
"""By kind of sight."""
_WORDS = {
    "overflow": {"list": "column", "table": "cell", "code": "code block"},
    "type": {
        "list": "a checklist", "heading": "a heading", "table": "a table", "code": "code",
        "note": "a footnote", "running": "a running head", "drawing": "a drawing",
        "text": "text",
    },
    "contrast": {"list": "a checklist", "text": "text"},
}  # fmt: skip


def judge(unit: Unit, fragment: Fragment, limits: Limits, locate: Locate) -> Iterator[Finding]:
    """Yield what is wrong with the pages of a unit."""
    for sight in fragment.sights:
        rule = RULES.get(sight.kind)
        if rule is None:
            continue
        limit = limits[rule.limit]
        limit = limit.get(sight.detail) if isinstance(limit, Mapping) else limit
        amount = sight.amount * rule.scale
        if limit is not None and rule.wrong(amount, limit + rule.slack):
            place = (locate(sight.near) if sight.near else None) or Place(unit.source or unit.name)
            yield Finding(rule.code, place, _message(unit, sight, rule, amount, limit))


def _message(unit: Unit, sight: Sight, rule: Rule, amount: float, limit: float) -> str:
    page = label(unit.folios, sight.page) or unit.title
    words = _WORDS.get(sight.kind, {})
    said = rule.says.format(
        amount=amount,
        limit=limit,
        text=" ".join(sight.text.split()),
        near=sight.near,
        what=words.get(sight.detail, "place"),
    )
    return f"page {page}, at {sight.x * MM:.0f}, {sight.y * MM:.0f} mm: {said}"
