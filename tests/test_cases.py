"""A folder for each finding: a small manuscript, and what is found in it.

tests/README.md says how to add one.
"""

from pathlib import Path

import pytest

from conftest import Golden
from handbook.book.findings import CODES
from handbook.book.resolve import resolve
from handbook.book.rules import check_book
from handbook.manuscript.read import read_book
from handbook.show import human

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.name for path in CASES.iterdir())
OF_A_MANUSCRIPT = "HB0", "HB1", "HB2", "HB3", "HB4"
"""Families of findings that `handbook check` can make."""
OF_A_BUILD = {"HB013", "HB339"}
"""Findings of these families that take a build or write ids, and have their tests with that."""


def findings_in(project: Path) -> str:
    """Return what `handbook check` prints for a project."""
    book, read = read_book(project)
    resolved, referred = resolve(book)
    return human((*read, *referred, *check_book(resolved)))


@pytest.mark.parametrize("name", NAMES)
def test_a_case_gives_its_findings(name: str, golden: Golden) -> None:
    text = findings_in(CASES / name / "in")
    golden(CASES / name / "findings.txt", text)
    assert f"[{name[:5]}]" in text


def test_every_code_of_a_manuscript_has_a_case() -> None:
    codes = {code for code in CODES if code.startswith(OF_A_MANUSCRIPT)}
    assert codes - OF_A_BUILD == {name[:5] for name in NAMES}
