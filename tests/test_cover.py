"""The cover and the job ticket as files: measured where they came to stand."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from conftest import MakeProject, write_files
from handbook.book.findings import Exit
from handbook.book.model import Book
from handbook.book.settings import Settings
from handbook.build import build
from handbook.exports.job import job_schema_text
from handbook.machine import advice, look
from handbook.make import wanted
from handbook.pages.barcode import ean_modules
from handbook.pages.looks import Templates
from handbook.preflight.check import preflight
from handbook.preflight.wanted import Wanted
from handbook.products import Draft
from handbook.request import Report, Request

pytestmark = [pytest.mark.pdf, pytest.mark.slow]

MM = 72 / 25.4
ISBN = "978-0-306-40615-7"
DIGITS = ISBN.replace("-", "")
SETTINGS = """\
title = "{title}"
short-title = "WK"
publisher = "Harbour Office"
[edition]
id = "2026.1"
date = 2026-11-22
review-by = 2027-11-22
[page]
size = "{size}"
binding = "{binding}"
[press]
stock = "heavy"
caliper = {caliper}
cover-stock = "board-250"
marks = "{marks}"
{more}
"""
Make = Callable[..., tuple[Path, Report]]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Build products of a small book on paper so thick that a few leaves have a spine."""

    @cache
    def made(
        products: tuple[str, ...] = ("press", "cover"),
        chapters: int = 4,
        binding: str = "perfect",
        size: str = "A6",
        marks: str = "full",
        caliper: float = 0.9,
        more: str = "",
        title: str = "Watch Keeping",
    ) -> tuple[Path, Report]:
        project = tmp_path_factory.mktemp("book")
        text = SETTINGS.format(
            size=size, binding=binding, marks=marks, caliper=caliper, more=more, title=title
        )
        chapter = "# Watch {}\n\nKeep it.\n"
        names = [f"content/chapters/{n:02}.md" for n in range(1, chapters + 1)]
        parts = {name: chapter.format(n) for n, name in enumerate(names, 1)}
        write_files(project, {"content/handbook.toml": text, **parts})
        report = build(Request(project, project / "build", jobs=1, products=products))
        return report.folder, report

    return made


def file(report: Report, name: str, ending: str = "pdf") -> Path:
    found = (one.file for one in report.products if one.name == name)
    return report.folder / next(one for one in found if one.endswith(ending))


def box(page: pikepdf.Page, name: str) -> list[float]:
    return [round(float(value) / MM, 2) for value in page.obj[name]]


def raster(path: Path, dots: int, page: int = 0) -> Image.Image:
    """Return a page as grey, cropped to its media box."""
    with pypdfium2.PdfDocument(path) as document:
        drawn: Image.Image = document[page].render(scale=dots / 72).to_pil()
        return drawn.convert("L")


def on_the_spine(path: Path, title: str, letters: int) -> tuple[float, float, float, float]:
    """Return where the first letters of a title stand that runs down or up the cover.

    In mm from the lower left corner of the trim: left, lower, right, upper edge.
    """
    with pikepdf.open(path) as pdf:
        left, low = (float(value) for value in pdf.pages[0].TrimBox[:2])
    with pypdfium2.PdfDocument(path) as document:
        text = document[0].get_textpage()
        searcher = text.search(title)
        while found := searcher.get_next():
            boxes = [text.get_charbox(found[0] + n) for n in range(letters)]
            if len({round(one[0]) for one in boxes}) < len({round(one[1]) for one in boxes}):
                break
    edges = zip(*boxes, strict=True)
    ends = [pick(edge) for pick, edge in zip((min, min, max, max), edges, strict=True)]
    starts = (left, low, left, low)
    a, b, c, d = ((end - start) / MM for end, start in zip(ends, starts, strict=True))
    return a, b, c, d


# ---- The sheet ----


@pytest.mark.parametrize("chapters", [4, 9])
def test_a_cover_is_as_wide_as_the_pages_of_the_body_make_it(make: Make, chapters: int) -> None:
    _, report = make(chapters=chapters)
    assert report.status is Exit.FINE, report.findings
    with pikepdf.open(file(report, "press")) as body:
        pages = len(body.pages)
    spine = round(pages / 2 * 0.9 + 2 * 0.28, 2)
    with pikepdf.open(file(report, "cover")) as pdf:
        (page,) = pdf.pages
        assert box(page, "/TrimBox") == pytest.approx([0, 0, 210 + spine, 148], abs=0.02)
        assert box(page, "/BleedBox") == pytest.approx([-3, -3, 213 + spine, 151], abs=0.02)
        assert box(page, "/MediaBox")[0] < -10


def test_the_title_stands_in_the_middle_of_the_spine_and_reads_down(make: Make) -> None:
    _, report = make(chapters=9)
    with pikepdf.open(file(report, "press")) as body:
        spine = len(body.pages) / 2 * 0.9 + 0.56
    left, low, right, high = on_the_spine(file(report, "cover"), "Watch Keeping", len("Watch"))
    assert (left + right) / 2 == pytest.approx(105 + spine / 2, abs=0.5)
    assert left > 105 + 1.6
    assert right < 105 + spine - 1.6
    assert high == pytest.approx(148 - 64, abs=1)
    assert low > 12


def test_a_long_title_is_whole_on_the_spine(make: Make) -> None:
    title = "Watch Keeping and Harbour Handbook"
    _, report = make(("cover",), chapters=9, title=title)
    left, low, right, high = on_the_spine(file(report, "cover"), title, len(title))
    assert right - left < 5
    assert high == pytest.approx(148 - 64, abs=1)
    assert 12 + 8 < low < 50


def test_marks_show_the_folds_of_the_spine_and_the_scores_beside_it(make: Make) -> None:
    _, report = make()
    path = file(report, "cover")
    with pikepdf.open(path) as pdf:
        media, trim = box(pdf.pages[0], "/MediaBox"), box(pdf.pages[0], "/TrimBox")
    spine = trim[2] - 210
    dots = 300
    picture = raster(path, dots)
    row = round((media[3] - trim[3] - 7.5) / 25.4 * dots)
    seen = []
    for fold in (99, 105, 105 + spine, 111 + spine):
        x = round((fold - media[0]) / 25.4 * dots)
        band = picture.crop((x - 2, row - 30, x + 3, row + 30))
        seen.append(min(band.tobytes()) < 128)
    assert seen == [True] * 4


def test_a_stitched_cover_is_a_spread_without_a_spine(make: Make) -> None:
    _, report = make(binding="saddle", caliper=0.1)
    assert report.status is Exit.FINE, report.findings
    with pikepdf.open(file(report, "cover")) as pdf, pikepdf.open(file(report, "press")) as body:
        (page,) = pdf.pages
        assert box(page, "/TrimBox") == pytest.approx([0, 0, 210, 148], abs=0.02)
        assert len(body.pages) % 4 == 0


def test_leaves_have_a_front_and_a_back_of_the_size_of_a_page(make: Make) -> None:
    _, report = make(binding="wire")
    assert report.status is Exit.FINE, report.findings
    with pikepdf.open(file(report, "cover")) as pdf:
        assert [box(page, "/TrimBox")[2:] for page in pdf.pages] == [
            pytest.approx([105, 148], abs=0.02)
        ] * 2


def test_the_cover_comes_out_the_same_every_time(make: Make, make_project: MakeProject) -> None:
    _, first = make()
    _, again = make(("cover", "press"))
    assert file(first, "cover").read_bytes() == file(again, "cover").read_bytes()


CODED = f'isbn = "{ISBN}"\nprice-code = "90000"\ninside-cover = true'


@pytest.mark.parametrize(
    ("settings", "pages"),
    [
        ({"size": "A5", "more": CODED}, 2),
        ({"size": "A6", "more": CODED}, 2),
        ({"binding": "saddle", "caliper": 0.1, "more": CODED}, 2),
        ({"binding": "wire", "size": "A5", "more": CODED}, 4),
        ({"binding": "ring", "size": "A4"}, 2),
    ],
)
def test_preflight_finds_nothing_wrong_with_any_cover(
    make: Make, settings: dict[str, Any], pages: int
) -> None:
    _, report = make(("cover",), **settings)
    assert report.status is Exit.FINE, report.findings
    path = file(report, "cover")
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == pages
    assert preflight(path.read_bytes(), Wanted(path.name)) == ()


# ---- The barcode ----


@pytest.mark.parametrize(("size", "module"), [("A5", 0.33), ("A6", 0.264)])
def test_the_bars_of_the_file_are_those_of_the_number(make: Make, size: str, module: float) -> None:
    """At 100 % and at 80 %: each module is as wide as it must be, and black or white."""
    _, report = make(("cover",), size=size, marks="none", more=f'isbn = "{ISBN}"')
    assert report.status is Exit.FINE, report.findings
    with pikepdf.open(file(report, "cover")) as pdf:
        media, trim = box(pdf.pages[0], "/MediaBox"), box(pdf.pages[0], "/TrimBox")
    dots = 600
    picture = raster(file(report, "cover"), dots)
    page, off = (148, 10) if size == "A5" else (105, 8)
    left = page - off - (113 - 11) * module - media[0]  # first bar, from the edge of the paper
    y = round((media[3] - trim[1] - off - 15) / 25.4 * dots)
    places = [round((left + (n + 0.5) * module) / 25.4 * dots) for n in range(95)]
    row = picture.crop((0, y, picture.width, y + 1)).tobytes()
    assert "".join("1" if row[x] < 100 else "0" for x in places) == ean_modules(DIGITS)


@pytest.mark.parametrize(("size", "price"), [("A5", ""), ("A6", ""), ("A5", "52499")])
def test_a_scanner_reads_the_barcode(make: Make, tmp_path: Path, size: str, price: str) -> None:
    scanner = shutil.which("zbarimg")
    if not scanner:
        message = f"zbarimg is not installed. Type: {advice(look())}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    more = f'isbn = "{ISBN}"' + (f'\nprice-code = "{price}"' if price else "")
    _, report = make(("cover",), size=size, marks="none", more=more)
    picture = tmp_path / "cover.png"
    raster(file(report, "cover"), 300).save(picture)
    run = subprocess.run(
        [scanner, "-q", "--raw", "-Sean13.enable", picture],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert DIGITS in run.stdout


# ---- What is refused ----


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"binding": "screen"}, "HB847"),
        ({"binding": "saddle"}, "HB842"),
        ({"more": "spine-allowance = -3"}, "HB006"),
        ({"caliper": 0.0}, "HB006"),
        ({"more": 'isbn = "978-0-306-40615-8"'}, "HB846"),
    ],
)
def test_what_cannot_be_bound_builds_nothing(
    make: Make, settings: dict[str, Any], code: str
) -> None:
    _, report = make(("cover",), chapters=9, **settings)
    assert report.status is Exit.FINDINGS
    assert code in {one.code for one in report.findings}
    assert not report.products


# ---- The job ticket ----


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        (("data", "job"), ("data", "press", "cover", "job")),
        (("cover",), ("cover",)),
        (("all",), ("download", "press", "cover", "booklet", "job")),
    ],
)
def test_a_ticket_brings_the_files_that_it_tells_of(
    asked: tuple[str, ...], made: tuple[str, ...]
) -> None:
    draft = Draft(Book(Settings(), ()), Templates({}))
    assert wanted(Request(Path(), Path(), products=asked), draft) == made


def test_the_ticket_names_the_files_with_their_sums(make: Make) -> None:
    _, report = make(("job",), more='copies = 50\ncontact = "Office"')
    assert report.status is Exit.FINE, report.findings
    told = json.loads(file(report, "job", "job.json").read_text())
    jsonschema.Draft202012Validator(json.loads(job_schema_text())).validate(told)
    made = {one.file: (one.sha256, one.bytes, one.pages) for one in report.products}
    assert {one["product"] for one in told["files"]} == {"press", "cover"}
    for one in told["files"]:
        assert made[one["file"]] == (one["sha256"], one["bytes"], one["pages"])
    assert told["body"]["pages"] == next(p.pages for p in report.products if p.name == "press")
    assert told["cover"]["width"] == round(210 + told["cover"]["spine"], 2)
    assert {one.code for one in report.findings} >= {"HB848"}


def test_the_ticket_is_one_page_of_a4_and_says_what_the_data_says(make: Make) -> None:
    _, report = make(("job",), more='copies = 50\ncontact = "Office"')
    path = file(report, "job")
    told = json.loads(file(report, "job", "job.json").read_text())
    with pypdfium2.PdfDocument(path) as document:
        assert len(document) == 1
        assert document[0].get_size() == pytest.approx((210 * MM, 297 * MM), abs=0.1)
        text = " ".join(document[0].get_textpage().get_text_bounded().split())
    for said in (told["files"][0]["sha256"], told["cover"]["formula"], "50", "Office", "A6"):
        assert said in text


def test_a_book_that_changes_by_a_leaf_changes_its_spine(make: Make) -> None:
    _, few = make(("job",), more='copies = 50\ncontact = "Office"')
    _, more = make(("job",), chapters=9, more='copies = 50\ncontact = "Office"')
    one, other = (json.loads(file(r, "job", "job.json").read_text()) for r in (few, more))
    leaves = other["body"]["leaves"] - one["body"]["leaves"]
    assert leaves > 0
    assert other["cover"]["spine"] - one["cover"]["spine"] == pytest.approx(leaves * 0.9, abs=0.02)


def test_the_file_of_the_cover_is_sound(make: Make) -> None:
    _, report = make()
    with pikepdf.open(BytesIO(file(report, "cover").read_bytes())) as pdf:
        assert pdf.check_pdf_syntax() == []
