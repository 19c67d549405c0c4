"""The editions of the handbook that ships: built again as issued, and explained bar by bar."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from handbook.binding.facts import read_facts
from handbook.book.findings import Exit
from handbook.build import build
from handbook.checking import look
from handbook.cli import main
from handbook.request import Report, Request
from handbook.revising import revised
from handbook.setting.versions import engine

ROOT = Path(__file__).parent.parent
FIRST = "2026.1"

pytestmark = [pytest.mark.slow, pytest.mark.pdf]


def test_the_first_edition_is_built_again_as_it_was_issued(tmp_path: Path) -> None:
    """Other versions of what decides the pages may explain a difference, and nothing else may."""
    record = json.loads((ROOT / f"content/editions/{FIRST}/manifest.json").read_text())
    call = ["build", "--project", str(ROOT), "--edition", FIRST, "--output", str(tmp_path)]
    result = CliRunner().invoke(main, [*call, "--json"])
    assert result.exit_code == Exit.FINE, result.output
    again = json.loads(result.stdout)["again"]
    assert set(again["files"]) == {one["file"] for one in record["products"]}
    if record["engine"] == dict(engine()):
        assert again["as_issued"]
        assert all(again["files"].values())


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Report:
    products = ("download", "press", "changes")
    report = build(Request(ROOT, tmp_path_factory.mktemp("build"), products=products))
    assert report.status is Exit.FINE, report.findings
    return report


@pytest.mark.parametrize("product", ["download", "press"])
def test_each_bar_has_its_line_in_the_summary_and_each_line_its_bar(
    current: Report, product: str
) -> None:
    (name,) = (one.file for one in current.products if one.name == product)
    bars = read_facts((current.folder / name).read_bytes()).bars
    seen = look(ROOT)
    book, _ = revised(ROOT, seen.whole, seen.read, seen.printed)
    assert book.revision is not None
    assert {one for bar in bars for one in bar.ids} == set(book.revision.explained())
    assert all(line.reason for line in book.revision.lines)


def test_change_pages_have_the_bars_of_the_book(current: Report) -> None:
    """Whoever files the packet has every bar: a page without a change may be left out."""
    found = {}
    for product in ("press", "changes"):
        (name,) = (one.file for one in current.products if one.name == product)
        bars = read_facts((current.folder / name).read_bytes()).bars
        found[product] = {(bar.label, bar.ids, bar.top, bar.bottom) for bar in bars}
    assert found["changes"] == found["press"]
    assert found["press"]
