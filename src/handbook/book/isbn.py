"""The number that the book trade knows a book by: ISBN-13, and what is wrong with one."""

import re

_WEIGHTS = (1, 3) * 6


def isbn_digits(isbn: str) -> str:
    """Return an ISBN without the hyphens and spaces that part its digits."""
    return re.sub(r"[-\u2010\u2011 ]", "", isbn)


def check_digit(digits: str) -> str:
    """Return the thirteenth digit for the first twelve (ISO 2108, annex A)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return str(-total % 10)


def isbn_fault(isbn: str) -> str:
    """Say what is wrong with an ISBN; nothing when it is sound."""
    digits = isbn_digits(isbn)
    if not re.fullmatch(r"97[89][0-9]{10}", digits):
        return "an ISBN has 13 digits, the first three 978 or 979"
    last = check_digit(digits[:12])
    return "" if digits[12] == last else f"by its other digits the last one is {last}"
