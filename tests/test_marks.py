"""Printer's marks: outside the bleed, inside the paper, on every plate."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf

from handbook.binding.matrices import POINT
from handbook.pages.looks import find_templates, presswork
from handbook.press.marks import Marks, Slug
from handbook.press.outlines import letters, width

SIZES = presswork(find_templates(Path(__file__).parent))["marks"]
SLUG = Slug("A book, edition 1: press", "FOGRA39", "Page 4-1, 1 of 2", ("Cyan", "Magenta"))
Box = tuple[float, ...]


def sheet(width: float, height: float, bleed: float) -> Pdf:
    """Return a page of mm with bleed, black all over."""
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(width * POINT, height * POINT))
    page = pdf.pages[0].obj
    page.TrimBox = Array([0, 0, width * POINT, height * POINT])
    page.BleedBox = Array(
        [-bleed * POINT, -bleed * POINT, (width + bleed) * POINT, (height + bleed) * POINT]
    )
    page.Contents = pdf.make_stream(b"0 0 0 1 k -900 -900 9000 9000 re f")
    return pdf


def box(page: Any, name: str) -> Box:
    return tuple(float(value) for value in page[name])


def points(form: Any) -> Iterator[tuple[float, float]]:
    """Yield the points of the paths of a form, without those of letters."""
    for one in pikepdf.parse_content_stream(form):
        operator = str(one.operator)
        drawn = operator in {"m", "l", "c", "re"}
        numbers = [float(value) for value in one.operands] if drawn else []
        if operator == "re":
            x, y, wide, high = numbers
            numbers = [x, y, x + wide, y + high]
        yield from zip(numbers[::2], numbers[1::2], strict=True)


@given(
    st.floats(60, 450), st.floats(90, 320), st.floats(0, 8), st.sampled_from(("full", "crop")),
    st.lists(st.floats(0, 60), max_size=3),
)  # fmt: skip
def test_marks_stand_outside_the_bleed_and_on_the_paper(
    width: float, height: float, bleed: float, kind: str, folds: list[float]
) -> None:
    pdf = sheet(width, height, bleed)
    page = pdf.pages[0].obj
    Marks(pdf, kind, SIZES).draw(page, SLUG, folds)
    left, bottom, right, top = box(page, "/BleedBox")
    paper = box(page, "/MediaBox")
    found = list(points(page.Resources.XObject.Marks))
    assert found
    for x, y in found:
        inside = left + 0.01 < x < right - 0.01 and bottom + 0.01 < y < top - 0.01
        assert not inside
        assert paper[0] <= x <= paper[2]
        assert paper[1] <= y <= paper[3]


def test_without_marks_the_paper_ends_at_the_bleed() -> None:
    pdf = sheet(148, 210, 3)
    page = pdf.pages[0].obj
    Marks(pdf, "none", SIZES).draw(page, SLUG)
    assert box(page, "/MediaBox") == pytest.approx(box(page, "/BleedBox"))
    assert "/Marks" not in page.Resources.get("/XObject", {})


def test_lines_are_on_every_plate() -> None:
    pdf = sheet(148, 210, 3)
    page = pdf.pages[0].obj
    Marks(pdf, "full", SIZES).draw(page, SLUG)
    kind, name, base, tint = page.Resources.XObject.Marks.Resources.ColorSpace.All
    assert (kind, name, base) == (Name.Separation, Name.All, Name.DeviceCMYK)
    assert list(tint.C1) == [1, 1, 1, 1]


def test_pages_of_a_shape_share_their_marks_and_letters() -> None:
    pdf = sheet(148, 210, 3)
    pdf.pages.append(pdf.pages[0])
    marks = Marks(pdf, "full", SIZES)
    for number, page in enumerate(pdf.pages):
        marks.draw(page.obj, Slug("A book", page=f"Page {number}"))
    one, other = (dict(page.obj.Resources.XObject.items()) for page in pdf.pages)
    assert one["/Marks"].objgen == other["/Marks"].objgen
    assert all(one[letter].objgen == other[letter].objgen for letter in set(one) & set(other))


def test_what_stood_on_the_page_is_clipped_to_its_bleed() -> None:
    pdf = sheet(100, 100, 3)
    page = pdf.pages[0].obj
    Marks(pdf, "crop", SIZES).draw(page, SLUG)
    content = b"".join(stream.read_bytes() for stream in page.Contents).decode()
    assert re.match(r"q -8\.504 -8\.504 300\.472 300\.472 re W n\s+0 0 0 1 k", content)
    assert content.index("Q") < content.index("/Marks Do")


def test_a_slug_line_too_long_for_its_half_is_made_smaller() -> None:
    pdf = sheet(105, 148, 3)
    page = pdf.pages[0].obj
    Marks(pdf, "full", SIZES).draw(page, Slug("A title that goes on and on " * 5))
    form = page.Resources.XObject.Marks.read_bytes().decode()
    scales = {float(scale) for scale in re.findall(r"q 0 0 0 1 k ([\d.]+) 0 0", form)}
    assert min(scales) * width("A title that goes on and on " * 5) < 105 * POINT / 2


def test_a_letter_is_a_path_and_a_space_is_none() -> None:
    one, space, unknown = letters("A \U0001f600")
    assert one.path.endswith("h")
    assert space.path == "" < unknown.path
    assert width("AA") == 2 * one.advance


def test_resources_of_other_pages_stay_as_they_are() -> None:
    pdf = sheet(100, 100, 3)
    shared = pdf.make_indirect(Dictionary(XObject=Dictionary()))
    pdf.pages[0].obj.Resources = shared
    Marks(pdf, "full", SIZES).draw(pdf.pages[0].obj, SLUG)
    assert list(shared.XObject) == []
