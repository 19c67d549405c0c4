"""A folder for each finding: a small manuscript, and what is found in it.

tests/README.md says how to add one.
"""

from pathlib import Path

import pytest

from conftest import Golden
from handbook.book.findings import CODES
from handbook.book.resolve import resolve
from handbook.cards import make_card_sheets
from handbook.checking import check_all
from handbook.manuscript.read import read_book
from handbook.pages.units import find_templates
from handbook.products import Draft
from handbook.setting.workshop import open_bench
from handbook.show import human

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.name for path in CASES.iterdir())
OF_A_MANUSCRIPT = "HB0", "HB1", "HB2", "HB3", "HB4", "HB94", "HB95"
"""Families of findings that `handbook check` can make."""
OF_CARDS = "HB81"
"""Those that come of making cards."""
OF_PROFILES = {"HB820", "HB821", "HB822"}
"""Those of the colour profile that a manuscript names."""
OF_A_BUILD = {"HB013", "HB339", "HB950"}
"""Findings of these families that take a build or write ids, and have their tests with that."""


def findings_in(project: Path) -> str:
    """Return what `handbook check` prints for a project."""
    return human(check_all(project)[1])


def findings_of_cards(project: Path, workshop: Path) -> str:
    """Return what making cards adds to that."""
    book, _ = resolve(read_book(project)[0])
    with open_bench(workshop, lambda name: None) as bench:
        return human(make_card_sheets(bench, Draft(book, find_templates(project))).findings)


@pytest.mark.parametrize("name", NAMES)
def test_a_case_gives_its_findings(name: str, golden: Golden, tmp_path: Path) -> None:
    project = CASES / name / "in"
    made = findings_of_cards(project, tmp_path) if name.startswith(OF_CARDS) else ""
    text = made or findings_in(project)
    golden(CASES / name / "findings.txt", text)
    assert f"[{name[:5]}]" in text


def test_every_code_of_a_manuscript_has_a_case() -> None:
    codes = {code for code in CODES if code.startswith((*OF_A_MANUSCRIPT, OF_CARDS))} | OF_PROFILES
    assert codes - OF_A_BUILD == {name[:5] for name in NAMES}
