"""How leaves are held: what number of pages each binding takes, and how thick it may be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from handbook.book.findings import Finding
from handbook.book.places import Place
from handbook.pages.looks import TemplateFault

SETTINGS = Place("content/handbook.toml")
SCREEN = "screen"
"""Binding of a book that is not printed."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A way to hold leaves together. Thickness in mm; 0 is no limit."""

    key: str
    """As the settings name it: `perfect`, `saddle`."""
    name: str
    multiple: int
    """Pages come in this number."""
    least: int
    """Pages."""
    easy: int
    """Pages up to which the book opens with ease."""
    sheet: int
    """Pages on one thickness of paper: 2 on a leaf, 4 on a sheet folded into others."""
    too_thin: float
    thin: float
    thick: float
    too_thick: float
    holes: float
    """Strip along the spine that is punched, in mm."""
    cover: str
    """`spine`, `fold` or `leaves`."""

    def padded(self, pages: int) -> int:
        """Return the pages of a book once blank ones have filled it up."""
        return max(self.least, -(-pages // self.multiple) * self.multiple)

    def thickness(self, pages: int, caliper: float, cover: float = 0.0) -> float:
        """Return how thick the book is at its spine, in mm, to be held.

        Of sheets folded into each other that is the pile of them, `cover` included; of leaves
        it is the block alone.
        """
        folded = self.cover == "fold"
        return round(pages / self.sheet * caliper + (cover if folded else 0), 3)


def find_binding(table: Mapping[str, Any], key: str) -> tuple[Binding | None, tuple[Finding, ...]]:
    """Return a binding by its name in the settings; one for the screen has no press.

    `table` is that of `templates/press.toml`; raise `TemplateFault` when it is malformed.
    """
    found = bindings(table).get(key)
    if found is None:
        return None, (Finding("HB847", SETTINGS, f'binding "{key}" is not for print'),)
    return found, ()


def bindings(table: Mapping[str, Any]) -> dict[str, Binding]:
    """Return the bindings of `templates/press.toml` by name; raise `TemplateFault`."""
    return {key: _binding(key, row) for key, row in table.get("binding", {}).items()}


def _binding(key: str, row: Mapping[str, Any]) -> Binding:
    names = [field.name for field in fields(Binding)][1:]
    try:
        binding = Binding(key, **{name: row[name] for name in names})
        sound = min(binding.multiple, binding.sheet, binding.least) >= 1
    except (KeyError, TypeError):
        sound = False
    if not sound:
        raise TemplateFault("press.toml", 0, f'binding "{key}" lacks a value, or has a wrong one')
    return binding


def judge(
    binding: Binding, others: Mapping[str, Binding], pages: int, caliper: float, cover: float
) -> Iterator[Finding]:
    """Yield why a binding does not take a number of pages, naming those that do.

    `pages` are those of the body, blanks included; calipers of a leaf and of the cover in mm.
    """
    thickness = binding.thickness(pages, caliper, cover)
    said = f"{pages} pages are {thickness:.1f} mm at the spine"
    able = [key for key, one in others.items() if takes(one, one.padded(pages), caliper, cover)]
    hint = f"binding = {_either(able)}" if able else "take other paper"
    if binding.too_thick and thickness > binding.too_thick:
        message = f"{said}; {binding.key} takes {binding.too_thick:g} mm"
        yield Finding("HB842", SETTINGS, message, hint)
    elif binding.too_thin and thickness < binding.too_thin:
        message = f"{said}; {binding.key} wants {binding.too_thin:g} mm"
        yield Finding("HB843", SETTINGS, message, hint)
    elif (
        (binding.thick and thickness > binding.thick)
        or thickness < binding.thin
        or (binding.easy and pages > binding.easy)
    ):
        hint = f"ask the printer; {hint} takes them with ease" if able else ""
        yield Finding("HB844", SETTINGS, f"{said}, near the limit of {binding.key}", hint)


def takes(binding: Binding, pages: int, caliper: float, cover: float) -> bool:
    """Tell whether a binding takes a number of pages without a doubt."""
    thickness = binding.thickness(pages, caliper, cover)
    return (
        pages >= binding.least
        and pages % binding.multiple == 0
        and thickness >= binding.thin
        and not (binding.thick and thickness > binding.thick)
        and not (binding.too_thick and thickness > binding.too_thick)
        and not (binding.easy and pages > binding.easy)
    )


def _either(names: list[str]) -> str:
    quoted = [f'"{name}"' for name in names]
    return " or ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))


def punched(binding: Binding, inner: float) -> Iterator[Finding]:
    """Yield a finding if the text, `inner` mm from the spine, stands where holes are punched."""
    if inner < binding.holes:
        message = (
            f"the text begins {inner:g} mm from the spine;"
            f" {binding.key} punches the first {binding.holes:g} mm"
        )
        yield Finding("HB849", SETTINGS, message)
