"""The code that leads to the current edition, read back from the printed page."""

import re
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFilter

from conftest import MakeProject, needed
from handbook.binding.facts import read_facts
from handbook.build import build
from handbook.manuscript.settings import PAGE_SIZES
from handbook.pages.looks import find_templates, measures
from handbook.pages.scancode import MOST, QUIET, make_scan_code
from handbook.request import Request

ADDRESS = "https://example.org/pilots?edition=2026.1&copy=a"

addresses = st.text(st.sampled_from("abzAZ09-./?&=%é"), max_size=MOST - 8).map("https://{}".format)


@pytest.mark.slow
@given(addresses)
def test_what_is_dark_in_the_path_is_dark_in_the_code(address: str) -> None:
    code = make_scan_code(address)
    assert code
    dark = set()
    for x, y, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", code.path):
        dark |= {(int(x) + step, int(y)) for step in range(int(wide))}
    assert code.path == "" or re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", code.path)
    rows = segno.make_qr(address, error="m", boost_error=False).matrix
    assert code.side == len(rows) + 2 * QUIET
    assert dark == {
        (x + QUIET, y + QUIET) for y, row in enumerate(rows) for x, one in enumerate(row) if one
    }


@pytest.mark.parametrize(
    "text", ["", "Room 4", "ftp://example.org", "javascript:x", f"https://{'a' * MOST}"]
)
def test_what_is_no_address_to_be_typed_has_no_code(text: str) -> None:
    assert make_scan_code(text) is None


@pytest.mark.parametrize("page", PAGE_SIZES)
def test_a_module_can_be_read_on_every_size_of_page(page: str) -> None:
    assert measures(find_templates(Path("nowhere")), page)["module"] >= 0.4


def book(make_project: MakeProject, page: str, address: str) -> bytes:
    """Build a small book with an address, and return its download."""
    settings = f'handling = "Open"\naddress = "{address}"\n[page]\nsize = "{page}"\n'
    project = make_project(
        {
            "content/handbook.toml": settings,
            "content/chapters/01-a.md": "# A\n\nText.\n",
        }
    )
    report = build(Request(project, project / "build", jobs=1))
    assert not report.status, report.findings
    assert report.findings == ()
    return (report.folder / report.products[0].file).read_bytes()


def words(data: bytes) -> str:
    """Return the text of the title page's back."""
    document = pypdfium2.PdfDocument(data)
    with closing(document):
        return str(document[2].get_textpage().get_text_range())


def seen(data: bytes, folder: Path, spoil: Callable[[Any], Any] = lambda page: page) -> list[str]:
    """Return what a reader of codes sees on the title page's back at 150 dots an inch."""
    reader = needed("zbarimg")
    document = pypdfium2.PdfDocument(data)
    spoil(document[2].render(scale=150 / 72).to_pil()).save(folder / "page.png")
    document.close()
    run = subprocess.run(
        [reader, "--quiet", "--raw", folder / "page.png"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return run.stdout.splitlines()


@pytest.mark.pdf
@pytest.mark.slow
@pytest.mark.parametrize("page", PAGE_SIZES)
def test_the_code_is_read_off_the_page_and_told_in_words(
    make_project: MakeProject, tmp_path: Path, page: str
) -> None:
    data = book(make_project, page, ADDRESS)
    assert seen(data, tmp_path) == [ADDRESS]
    (figure,) = read_facts(data).tags.figures
    assert (figure.page, figure.placed) == (3, True)
    assert figure.says == f"QR code that leads to {ADDRESS}"
    assert re.sub(r"\s", "", words(data)).count(ADDRESS.removeprefix("https://")) == 1


@pytest.mark.pdf
@pytest.mark.slow
def test_a_code_that_is_smudged_is_not_read(make_project: MakeProject, tmp_path: Path) -> None:
    data = book(make_project, "A5", ADDRESS)
    assert seen(data, tmp_path, lambda page: page.filter(ImageFilter.GaussianBlur(4))) == []


@pytest.mark.pdf
def test_an_address_that_is_no_link_stands_alone(make_project: MakeProject, tmp_path: Path) -> None:
    data = book(make_project, "A5", "The notice board")
    assert read_facts(data).tags.figures == ()
    assert "The notice board" in words(data)
