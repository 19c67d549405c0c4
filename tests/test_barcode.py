"""The barcode: the number is checked, and what is drawn is the number."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.book.isbn import check_digit, isbn_digits, isbn_fault
from handbook.pages.barcode import Barcode, ean_modules, make_barcode, price_modules

ISBN = "978-0-306-40615-7"
EAN = (
    "10101110110001001010011101111010100111010111101"
    "010101110011100101010000110011010011101000100101"
)
PRICE = "10110111001010010011010100011010001011010010111"

numbers = st.from_regex(r"97[89][0-9]{9}", fullmatch=True).map(lambda n: n + check_digit(n))
prices = st.from_regex(r"[0-9]{5}", fullmatch=True)


def painted(code: Barcode) -> str:
    """Return the modules of a barcode as its bars paint them."""
    row = ["0"] * code.width
    for bar in code.bars:
        row[bar.x : bar.x + bar.width] = "1" * bar.width
    return "".join(row)


@pytest.mark.parametrize("isbn", [ISBN, "9780306406157", "979 10 90636 07 1"])
def test_a_sound_number_is_taken_however_it_is_parted(isbn: str) -> None:
    assert isbn_fault(isbn) == ""


@pytest.mark.parametrize(
    ("isbn", "fault"),
    [
        ("978-0-306-40615-8", "the last one is 7"),
        ("0-306-40615-2", "13 digits"),
        ("978-0-306-40615", "13 digits"),
        ("977-0-306-40615-7", "978 or 979"),
        ("978-0-306-40615-X", "13 digits"),
        ("٩٧٨٠٣٠٦٤٠٦١٥٧", "13 digits"),
    ],
)
def test_a_number_that_is_not_sound_is_told_why(isbn: str, fault: str) -> None:
    assert fault in isbn_fault(isbn)


@pytest.mark.slow
@given(number=numbers, place=st.integers(0, 12), other=st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, place: int, other: int) -> None:
    wrong = str((int(number[place]) + other) % 10)
    assert isbn_fault(number) == ""
    assert isbn_fault(number[:place] + wrong + number[place + 1 :])


def test_bars_are_those_of_the_standard() -> None:
    assert ean_modules(isbn_digits(ISBN)) == EAN
    assert price_modules("52499") == PRICE


@given(number=numbers, price=prices)
def test_what_is_painted_is_the_number_between_its_quiet_zones(number: str, price: str) -> None:
    alone, priced = make_barcode(number), make_barcode(number, price)
    assert painted(alone) == "0" * 11 + ean_modules(number) + "0" * 7
    assert painted(priced) == (
        "0" * 11 + ean_modules(number) + "0" * 9 + price_modules(price) + "0" * 5
    )
    assert (alone.width, priced.width) == (113, 167)


@given(number=numbers)
def test_no_bar_touches_another_and_six_are_guards(number: str) -> None:
    bars = make_barcode(number).bars
    assert all(one.x + one.width < other.x for one, other in pairwise(bars))
    assert sum(bar.kind == "guard" for bar in bars) == 6
