"""The barcode of a book: ISBN and price as bars, drawn by the template."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from barcode import EAN13
from barcode.charsets.ean import CODES

from handbook.book.isbn import isbn_digits

QUIET = 11, 7, 5
"""Modules that stay white: before the bars, behind them, behind a price."""
BARS = 95
GAP = 9
"""Modules from the bars to those of a price."""
PRICE = 47
GUARDS = (range(3), range(45, 50), range(92, 95))
"""Modules of the bars that reach down between the digits."""

_PARITIES = (
    "BBAAA", "BABAA", "BAABA", "BAAAB", "ABBAA", "AABBA", "AAABB", "ABABA", "ABAAB", "AABAB",
)  # fmt: skip
"""Sets that the digits of a price are taken from, by its check sum."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: where it begins, counted in modules from the left of the white box, its width."""

    x: int
    width: int
    kind: str
    """`bar`, `guard` or `price`."""


@dataclass(frozen=True, slots=True)
class Barcode:
    """The bars of a book, and the digits below them and above the price."""

    width: int
    """Modules, the white at both sides included."""
    bars: tuple[Bar, ...]
    isbn: str
    """As it was written, with its hyphens."""
    digits: str
    price: str


def make_barcode(isbn: str, price: str = "") -> Barcode:
    """Return the barcode of a sound ISBN, and of a price as five digits where there is one."""
    digits = isbn_digits(isbn)
    left, right, after_price = QUIET
    bars = [*_bars(ean_modules(digits), left, "bar")]
    width = left + BARS + right
    if price:
        start = left + BARS + GAP
        bars += _bars(price_modules(price), start, "price")
        width = start + PRICE + after_price
    return Barcode(width, tuple(bars), isbn, digits, price)


def ean_modules(digits: str) -> str:
    """Return the 95 modules of thirteen digits, 1 for black (ISO/IEC 15420)."""
    return "".join(EAN13(digits).build())


def price_modules(digits: str) -> str:
    """Return the 47 modules of the add-on of five digits (ISO/IEC 15420, 4.2.4)."""
    total = sum(int(digit) * (9 if place % 2 else 3) for place, digit in enumerate(digits))
    sets = _PARITIES[total % 10]
    return "1011" + "01".join(
        CODES[which][int(digit)] for which, digit in zip(sets, digits, strict=True)
    )


def _bars(modules: str, start: int, kind: str) -> Iterator[Bar]:
    """Yield a bar for each run of black modules: one rectangle prints without a seam."""
    place = 0
    for black, run in groupby(modules):
        width = len(list(run))
        if black == "1":
            is_guard = kind == "bar" and any(place in guard for guard in GUARDS)
            yield Bar(start + place, width, "guard" if is_guard else kind)
        place += width
