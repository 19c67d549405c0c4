"""Sheets of a desk printer: seen as pictures, cut and folded on the model of paper, and read."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

import paper
from handbook.binding.metadata import Metadata
from handbook.press.desk import Run, draw
from handbook.press.deskmarks import Marks, Measures, Punch, mark_leaves, mark_signature
from handbook.press.formes import Forme, best_paper, scale_for, set_forme, shrunk
from handbook.press.imposition import Cut, Size, turns_like_a_leaf
from handbook.press.signatures import creep, fold, head_to_foot, leaves, share_out

A3, A4, LETTER, TABLOID = Size(297, 420), Size(210, 297), Size(215.9, 279.4), Size(279.4, 431.8)
A5, A6, HALF_LETTER = Size(148, 210), Size(105, 148), Size(139.7, 215.9)
PAPERS = {"A4": A4, "Letter": LETTER, "A3": A3, "Tabloid": TABLOID}
MM = 72 / 25.4
BLEED = 3.0
ACROSS, DOWN = 5, 7
"""Squares on a page."""

SIZES = Measures(5, 2, 3, 5, 12, 3, (2, 5), 10, 7, 0.25, (6, 8), 0.7)
ISO_838 = Punch(12, 6, (-40, 40), 100, 17)


def bits(number: int) -> tuple[bool, ...]:
    """Return which squares of a page are black: about half of them, on each page others."""
    found = int.from_bytes(hashlib.sha256(b"%d" % number).digest())
    return tuple(bool(found >> bit & 1) for bit in range(ACROSS * DOWN))


def squares(page: Size) -> Iterator[tuple[float, float, float, float]]:
    """Yield left, lower edge, width and height of each square, row by row from the top, in mm."""
    wide, high = page.width / (ACROSS + 1), page.height / (DOWN + 1)
    for row in range(DOWN):
        for column in range(ACROSS):
            yield wide / 2 + column * wide, page.height - high / 2 - (row + 1) * high, wide, high


@cache
def source(count: int, page: Size) -> bytes:
    """Return pages with bleed that nobody can mistake for each other, even on their heads."""
    with pikepdf.new() as pdf:
        for number in range(1, count + 1):
            made = pdf.add_blank_page(page_size=(page.width * MM, page.height * MM)).obj
            outer = [
                -BLEED * MM,
                -BLEED * MM,
                *((e + BLEED) * MM for e in (page.width, page.height)),
            ]
            made.MediaBox = made.BleedBox = Array(outer)
            made.TrimBox = Array([0, 0, page.width * MM, page.height * MM])
            black = (s for s, b in zip(squares(page), bits(number), strict=True) if b)
            content = "\n".join(" ".join(f"{e * MM:.3f}" for e in one) + " re f" for one in black)
            made.Contents = pdf.make_stream(
                f"0.8 1 0.8 rg -9 -9 2000 2000 re f 0 g\n{content}\n".encode()
            )
            made.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9])])
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


def pictures(data: bytes, scale: float) -> Iterator[Image.Image]:
    """Yield each side of the sheets as a grey picture, so many pixels to a point."""
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            yield page.render(scale=scale, grayscale=True).to_pil()


def cut_out(
    picture: Image.Image, sheet: Size, page: Size, rows: int, columns: int
) -> list[list[Image.Image]]:
    """Cut a picture of a side where paper is cut and folded: pages lie in its middle."""
    dot = picture.width / sheet.width
    left, top = (sheet.width - columns * page.width) / 2, (sheet.height - rows * page.height) / 2

    def cell(row: int, column: int) -> Image.Image:
        x, y = left + column * page.width, top + row * page.height
        return picture.crop((x * dot, y * dot, (x + page.width) * dot, (y + page.height) * dot))

    return [[cell(row, column) for column in range(columns)] for row in range(rows)]


def seen(picture: Image.Image, known: dict[tuple[bool, ...], int]) -> paper.Face:
    """Return the page that a cut-out shows, and where its head is; a blank must be white."""
    spots = [
        (x + width / 2, picture.height - y - height / 2)
        for x, y, width, height in squares(Size(picture.width, picture.height))
    ]
    dots = picture.tobytes()
    black = tuple(dots[int(y) * picture.width + int(x)] < 100 for x, y in spots)
    if not any(black):
        inside = picture.crop((1, 1, picture.width - 1, picture.height - 1))
        assert inside.getextrema() == (255, 255), "nothing reaches into a blank"
        return paper.Face(0)
    if black in known:
        return paper.Face(known[black])
    return paper.Face(known[black[::-1]], 180)


@dataclass(frozen=True)
class Job:
    """A way to print a book."""

    page: Size
    sheet: Size
    folds: bool
    edge: str
    most: int = 0
    trimmed: bool = False
    scale: float = 1.0

    @property
    def forme(self) -> Forme:
        page = shrunk(self.page, self.scale)
        made = set_forme(self.sheet, page, self.folds, 0.1)
        return replace(made, scale=self.scale, bleed=BLEED * self.scale)

    def run(self, pages: int) -> tuple[Run, tuple[int, ...]]:
        """Return the sheets, and the number of those in each signature."""
        forme = self.forme
        sizes = share_out(pages, self.most)
        grid = forme.grid
        plan = (
            fold(pages, sizes, grid.rows) if self.folds else leaves(pages, grid.rows, grid.columns)
        )
        if not turns_like_a_leaf(grid.sheet, self.edge):
            plan = tuple(map(head_to_foot, plan))
        shifts = creep([0.1] * max(sizes), 1.3) if self.trimmed else ()
        return Run(forme, plan, (Marks(()),) * len(plan), shifts=shifts), sizes


JOBS = {
    "A5 folded on A4": Job(A5, A4, True, "short"),
    "A5 folded on A4, long edge": Job(A5, A4, True, "long"),
    "A5 in signatures": Job(A5, A4, True, "short", most=8),
    "A5 in signatures, long edge, trimmed": Job(A5, A4, True, "long", most=8, trimmed=True),
    "A5 trimmed": Job(A5, A4, True, "short", trimmed=True),
    "A6 two-high on A4": Job(A6, A4, True, "long"),
    "A6 two-high on A4, short edge": Job(A6, A4, True, "short", most=5),
    "A4 on A3": Job(Size(210, 297), A3, True, "short"),
    "half-letter on Letter": Job(HALF_LETTER, LETTER, True, "short"),
    "half-letter on A4, smaller": Job(HALF_LETTER, A4, True, "short", scale=0.97),
    "A5 leaves on A4": Job(A5, A4, False, "short"),
    "A5 leaves on A4, long edge": Job(A5, A4, False, "long"),
    "A6 leaves on A4": Job(A6, A4, False, "long"),
    "A6 leaves on A4, short edge": Job(A6, A4, False, "short"),
    "A5 leaves alone on Letter": Job(A5, LETTER, False, "long"),
}


def printed(job: Job, pages: int) -> tuple[bytes, tuple[int, ...]]:
    run, sizes = job.run(pages)
    with pikepdf.open(BytesIO(source(pages, job.page))) as opened:
        return draw(opened, [run], SIZES, job.edge, Metadata("Book", "en")), sizes


def read_back(job: Job, data: bytes, sizes: Sequence[int], pages: int, scale: float) -> list[int]:
    """Print the file, cut or fold what comes out, and read it: a page on its head has a minus."""
    known = {bits(number): number for number in range(1, pages + 1)}
    with pikepdf.open(BytesIO(data)) as pdf:
        duplex = str(pdf.Root.ViewerPreferences.Duplex)
        width, height = (float(edge) / MM for edge in pdf.pages[0].mediabox[2:])
    page = shrunk(job.page, job.scale)
    spread = page.width * 2 if job.folds else page.width
    columns = int((width + 0.1) // spread) * (2 if job.folds else 1)
    rows = int((height + 0.1) // page.height)
    faces = [
        [
            [seen(cell, known) for cell in row]
            for row in cut_out(one, Size(width, height), page, rows, columns)
        ]
        for one in pictures(data, scale)
    ]
    like_a_leaf = (duplex == "/DuplexFlipLongEdge") == (height > width)
    sheets = [
        paper.printed(front, back, like_a_leaf)
        for front, back in zip(faces[::2], faces[1::2], strict=True)
    ]
    book = paper.bound(sheets, sizes, rows) if job.folds else paper.stacked(sheets)
    return [-face.page if face.head else face.page for face in paper.read(book)]


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(len(JOBS)), ids=JOBS)
def test_what_is_printed_cut_and_folded_reads_in_order(turn: int) -> None:
    job = list(JOBS.values())[turn]
    for pages in range(4 + turn % 4, 161, 4):
        data, sizes = printed(job, pages)
        read = read_back(job, data, sizes, pages, scale=0.2)
        assert read == [*range(1, pages + 1), *[0] * (len(read) - pages)], pages
        assert len(read) - pages < (4 if job.folds else 2 * job.forme.grid.room)


@pytest.mark.parametrize("name", JOBS)
def test_a_few_pages_read_in_order(name: str) -> None:
    for pages in (4, 5, 18):
        data, sizes = printed(JOBS[name], pages)
        read = read_back(JOBS[name], data, sizes, pages, scale=0.2)
        assert read == [*range(1, pages + 1), *[0] * (len(read) - pages)]


def ink(picture: Image.Image) -> tuple[int, int, int, int]:
    """Return the edges of what is black."""
    box = picture.point(lambda grey: 255 * (grey < 100)).getbbox()
    assert box
    return box


@pytest.mark.parametrize("name", ["A5 in signatures", "A5 in signatures, long edge, trimmed"])
def test_pages_stand_where_they_should_to_a_quarter_of_a_millimetre(name: str) -> None:
    job, pages, scale = JOBS[name], 64, 2.0
    data, _ = printed(job, pages)
    run, _ = job.run(pages)
    known = {bits(number): number for number in range(1, pages + 1)}
    apart = {n: ink(one) for n, one in enumerate(pictures(trims(pages, job.page), scale), 1)}
    for number, picture in enumerate(pictures(data, scale)):
        pushed = 0.13 * (number // 2 % 8) * MM * scale * job.trimmed
        ((left, right),) = cut_out(picture, run.forme.grid.sheet, job.page, 1, 2)
        for cell, shift in ((left, pushed), (right, -pushed)):
            page, head = seen(cell, known)
            found = ink(cell.rotate(head))
            moved = (-shift if head else shift, 0) * 2
            wanted = tuple(edge + by for edge, by in zip(apart[page], moved, strict=True))
            assert found == pytest.approx(wanted, abs=1.5)


def trims(pages: int, page: Size) -> bytes:
    """Return the source cropped to its trim."""
    with pikepdf.open(BytesIO(source(pages, page))) as pdf:
        for one in pdf.pages:
            one.mediabox = one.trimbox
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


def test_pages_show_their_bleed_where_there_is_paper_and_never_on_a_neighbour() -> None:
    alone, _ = printed(JOBS["A5 leaves alone on Letter"], 4)
    picture = next(pictures(alone, 2))
    dot = picture.width / LETTER.width
    left, middle = (LETTER.width - A5.width) / 2, picture.height // 2
    assert picture.getpixel((round((left - 2) * dot), middle)) not in (0, 255), "a tint bleeds"
    assert picture.getpixel((round((left - 4) * dot), middle)) == 255
    folded, _ = printed(JOBS["A5 folded on A4"], 5)
    picture = next(pictures(folded, 2))
    edge = picture.width // 2
    assert picture.getpixel((edge - 2, picture.height // 2)) == 255
    assert picture.getpixel((edge + 2, picture.height // 2)) not in (0, 255)


def test_sheets_say_which_they_are_where_there_is_paper_for_it() -> None:
    for name, room in (("A5 leaves alone on Letter", True), ("A5 leaves on A4", False)):
        run, _ = JOBS[name].run(8)
        slugs = tuple(f"Sheet {number}" for number in range(1, len(run.sheets) + 1))
        with pikepdf.open(BytesIO(source(8, A5))) as opened:
            data = draw(opened, [replace(run, slugs=slugs)], SIZES, "long", Metadata("Book", "en"))
        with pikepdf.open(BytesIO(data)) as pdf:
            letters = [str(name)[:2] == "/G" for name in pdf.pages[0].obj["/Resources"]["/XObject"]]
            assert any(letters) == room
        if room:
            foot = next(pictures(data, 2)).crop((0, 2 * 750, 2 * 612, 2 * 792))
            assert min(foot.tobytes()) < 100, "the line stands at the foot of the paper"


@pytest.mark.parametrize(
    ("page", "folds", "paper"),
    [
        (A5, True, "A4"), (A6, True, "A4"), (HALF_LETTER, True, "Letter"),
        (A4, True, "A3"), (LETTER, True, "Tabloid"), (A3, True, ""),
        (A5, False, "A4"), (A6, False, "A4"), (HALF_LETTER, False, "Letter"),
        (A4, False, "A4"), (LETTER, False, "Letter"), (TABLOID, False, "Tabloid"),
    ],
)  # fmt: skip
def test_the_paper_is_taken_of_which_least_is_left_over(
    page: Size, folds: bool, paper: str
) -> None:
    assert best_paper(PAPERS, page, folds, 0.1) == paper


@pytest.mark.parametrize(
    ("sheet", "page", "folds", "cells", "scale"),
    [
        (A4, A5, True, (2, 1), 1), (A4, A6, True, (2, 2), 1), (A3, A5, True, (2, 2), 1),
        (LETTER, HALF_LETTER, True, (2, 1), 1), (TABLOID, HALF_LETTER, True, (2, 2), 1),
        (LETTER, A5, True, (0, 0), 0.944), (A4, HALF_LETTER, True, (0, 0), 0.973),
        (TABLOID, LETTER, True, (2, 1), 1), (Size(295.95, 210), A5, True, (2, 1), 1),
        (Size(295.85, 210), A5, True, (0, 0), 0.999), (A4, A5, False, (2, 1), 1),
        (A4, A6, False, (2, 2), 1), (LETTER, A5, False, (1, 1), 1),
        (LETTER, A4, False, (0, 0), 0.941),
    ],
)  # fmt: skip
def test_paper_takes_pages_or_says_how_much_smaller_they_must_be(
    sheet: Size, page: Size, folds: bool, cells: tuple[int, int], scale: float
) -> None:
    forme = set_forme(sheet, page, folds, 0.1)
    assert forme.grid.room == cells[0] * cells[1]
    assert not forme.grid.room or (forme.grid.columns, forme.grid.rows) == cells
    factor = scale_for(sheet, page, folds)
    assert factor == pytest.approx(scale, abs=0.0006)
    assert set_forme(sheet, shrunk(page, factor), folds, 0.1).grid.room >= (2 if folds else 1)


def test_a_signature_is_marked_on_the_outside_of_its_outermost_sheet() -> None:
    run, _ = JOBS["A5 in signatures"].run(64)
    marks = [mark_signature(sheet, run.forme, SIZES, gathered=True) for sheet in run.sheets]
    middle = A4.height / 2
    for number, one in enumerate(marks):
        outermost = number % 8 == 0
        assert one.folds == (Cut(middle, 5, middle, 10), Cut(middle, 200, middle, 205))
        assert one.cuts == ()
        assert len(one.wires) == 2 * outermost
        assert len(one.bars) == outermost
    assert marks[0].wires[0] == Cut(middle, 52.5 - 6, middle, 52.5 + 6)
    assert [one.bars[0].to_y for one in (marks[0], marks[8])] == [200, 193]
    assert mark_signature(run.sheets[0], run.forme, SIZES, gathered=False).bars == ()


def test_two_spreads_on_a_sheet_have_a_line_to_cut_and_one_back_to_staple() -> None:
    run, _ = JOBS["A6 two-high on A4"].run(12)
    first, last = (mark_signature(sheet, run.forme, SIZES, gathered=False) for sheet in run.sheets)
    assert {one.y for one in first.cuts} == {148.5}
    assert len(first.wires) == 2
    assert last.wires == ()


@pytest.mark.parametrize(
    ("name", "heights"),
    [
        ("A5 leaves on A4", {65, 145}),
        ("A6 leaves on A4", {34.5, 114.5, 182.5, 262.5}),
    ],
)
def test_holes_are_marked_at_the_left_of_each_recto(name: str, heights: set[float]) -> None:
    job = JOBS[name]
    run, _ = job.run(18)
    for sheet in run.sheets:
        marks = mark_leaves(sheet, run.forme, SIZES, ISO_838)
        rectos = [cell for row in sheet.front for cell in row if cell.page]
        assert len(marks.holes) == 2 * len(rectos)
        assert {round(hole.y, 2) for hole in marks.holes} <= heights
        lefts = {
            round(hole.x - run.forme.grid.left - 12, 6) % job.page.width for hole in marks.holes
        }
        assert lefts == {0}
        assert marks.cuts
        assert mark_leaves(sheet, run.forme, SIZES, None).holes == ()


@pytest.mark.parametrize("name", JOBS)
def test_no_mark_to_cut_or_fold_by_stands_where_a_printer_cannot_print(name: str) -> None:
    job = JOBS[name]
    run, _ = job.run(40)
    sheet = run.forme.grid.sheet
    for one in run.sheets:
        if job.folds:
            marks = mark_signature(one, run.forme, SIZES, gathered=True)
        else:
            marks = mark_leaves(one, run.forme, SIZES, ISO_838)
        for line in (*marks.cuts, *marks.folds, *marks.wires, *marks.bars):
            assert min(line.x, line.y) >= 5
            assert line.to_x <= sheet.width - 5
            assert line.to_y <= sheet.height - 5


def test_a_sheet_holds_pages_and_marks_and_nothing_else() -> None:
    job = JOBS["A5 leaves on A4"]
    run, _ = job.run(10)
    marks = tuple(mark_leaves(sheet, run.forme, SIZES, ISO_838) for sheet in run.sheets)
    with pikepdf.open(BytesIO(source(10, A5))) as opened:
        first = draw(opened, [replace(run, marks=marks)], SIZES, "short", Metadata("Book", "en"))
    with pikepdf.open(BytesIO(source(10, A5))) as opened:
        again = draw(opened, [replace(run, marks=marks)], SIZES, "short", Metadata("Book", "en"))
    assert first == again
    with pikepdf.open(BytesIO(first)) as pdf:
        assert len(pdf.pages) == 6
        for page in pdf.pages:
            assert "/Annots" not in page
            assert [float(edge) for edge in page.mediabox] == pytest.approx([0, 0, 841.89, 595.276])
            assert [float(e) for e in page.trimbox] == pytest.approx([1.417, 0, 840.472, 595.276])
            assert "/Group" not in page
        names = [name for page in pdf.pages for name in page.obj.Resources.XObject]
        assert sorted(names) == sorted({*names}) == sorted(f"/P{number}" for number in range(1, 11))
        for page in pdf.pages:
            page.contents_coalesce()
        assert b" c S" in pdf.pages[0].Contents.read_bytes(), "holes are round"
        assert pdf.pages[1].Contents.read_bytes().count(b" l ") == 0, "backs have no marks"
        preferences = pdf.Root.ViewerPreferences
        assert str(preferences.Duplex) == "/DuplexFlipShortEdge"
        assert str(preferences.PrintScaling) == "/None"
