"""What a book is printed on and how it is held, reckoned from its pages: one value for all."""

from collections.abc import Iterator
from dataclasses import dataclass

from handbook.book.findings import Finding, has_errors
from handbook.book.places import Place
from handbook.book.settings import Settings
from handbook.pages.looks import Templates, bound, measures, presswork
from handbook.press.bindings import Binding, bindings, find_binding, judge, punched
from handbook.press.spine import allowance, spine_type, spine_width
from handbook.press.stocks import Stock, find_stock

SETTINGS = Place("content/handbook.toml")


@dataclass(frozen=True, slots=True)
class Specification:
    """Paper, binding and cover of a book. Lengths in mm."""

    binding: Binding
    stock: Stock
    cover_stock: Stock
    pages: int
    """Of the body, blank ones included and the cover not."""
    allowance: float
    """What cover and glue add to the spine."""
    spine: float
    """Width; 0 where the cover has none."""
    type: float
    """Points of the type on the spine; 0 where it has no room."""


def specify(
    settings: Settings, templates: Templates, pages: int
) -> tuple[Specification | None, tuple[Finding, ...]]:
    """Return how a book of so many pages is printed and bound, and what is wrong with that.

    `pages` are those of the body without blanks at its end. Without a paper or a binding there is
    no specification. Raise `TemplateFault`.
    """
    table, press = presswork(templates), settings.press
    binding, one = find_binding(table, settings.binding)
    stock, two = find_stock(table, press.stock, press.caliper)
    cover, three = find_stock(table, press.cover_stock)
    found = (*one, *two, *three)
    if binding is None or stock is None or cover is None:
        return None, found
    size = bound(measures(templates, settings.page), binding.key)
    padded = binding.padded(pages)
    judged = judge(binding, bindings(table), padded, stock.caliper, cover.caliper)
    found = (*found, *judged, *punched(binding, size["inner"]))
    added = allowance(press.spine_allowance, cover.caliper)
    width = spine_width(padded, stock.caliper, added) if binding.cover == "spine" else 0.0
    letters = spine_type(width, size["wrap"]["clear"], size["wrap"]["spine"]) if width else 0.0
    specification = Specification(binding, stock, cover, padded, added, width, letters)
    return specification, (*found, *_no_type(specification, has_errors(found)))


def _no_type(made: Specification, refused: bool) -> Iterator[Finding]:
    """Yield a note if there is a spine and nothing can be read on it."""
    if made.binding.cover == "spine" and not made.type and not refused:
        message = (
            f"the spine of {made.pages} pages is {made.spine:.1f} mm wide: nothing stands on it"
        )
        yield Finding("HB845", SETTINGS, message)
