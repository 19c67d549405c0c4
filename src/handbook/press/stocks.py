"""Paper: what it is called, what it weighs, how thick a leaf of it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handbook.book.findings import Finding, did_you_mean
from handbook.book.places import Place

SETTINGS = Place("content/handbook.toml")
TABLE = Place("templates/press.toml")
CALIPERS = 0.02, 1.0
"""Between what a leaf of a book or a cover may measure, in mm: thin print to heavy board."""


@dataclass(frozen=True, slots=True)
class Stock:
    """A paper that a printer has."""

    key: str
    """Name in the table, as `offset-80`."""
    name: str
    grammage: float
    """In g/m²; 0 where only the caliper is known."""
    caliper: float
    """Thickness of a leaf in mm."""
    source: str
    """Whose number the caliper is."""


def caliper(grammage: float, bulk: float) -> float:
    """Return the thickness of a leaf in mm, from g/m² and cm³/g."""
    return grammage * bulk / 1000


def find_stock(
    table: Mapping[str, Any], key: str, measured: float = 0.0
) -> tuple[Stock | None, tuple[Finding, ...]]:
    """Return a stock by its name, and what is wrong with it.

    `table` is that of `templates/press.toml`; a caliper that the printer has measured, in mm,
    goes before its number, and stands for a paper that the table lacks.
    """
    rows = table.get("stock", {})
    row = rows.get(key, {"name": key} if measured else None)
    if row is None:
        message = f'no paper is named "{key}"'
        return None, (Finding("HB840", SETTINGS, message, did_you_mean(key, rows)),)
    stock = _stock(key, row, measured)
    low, high = CALIPERS
    if not low <= stock.caliper <= high:
        message = f"a leaf of {key} is {stock.caliper:g} mm thick, not {low:g} to {high:g} mm"
        return None, (Finding("HB841", TABLE, message),)
    return stock, ()


def _stock(key: str, row: object, measured: float) -> Stock:
    said = row if isinstance(row, Mapping) else {}
    grammage = _number(said.get("grammage"))
    own = _number(said.get("caliper")) or caliper(grammage, _number(said.get("bulk")))
    source = SETTINGS.path if measured else str(said.get("source", ""))
    return Stock(key, str(said.get("name", key)), grammage, round(measured or own, 4), source)


def _number(value: object) -> float:
    """Return what a table of a project says, or 0 for what is no number."""
    return float(value) if isinstance(value, int | float) else 0.0
