"""Lists measured where they came to stand: each measure is seen to find what is wrong."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pytest

from conftest import MakeProject
from handbook.binding.facts import Facts, read_facts
from handbook.binding.measures import crowded_boxes, low_rooms, small_boxes
from handbook.book.form import Field
from handbook.make import make_at
from handbook.request import Request
from handbook.setting.workshop import open_bench

pytestmark = pytest.mark.pdf

MM = 72 / 25.4
Measure = Callable[[Facts], Iterator[str]]


@pytest.fixture
def facts(make_project: MakeProject) -> Facts:
    """Return the facts of a book of nine pages, 1-1 to 1-6 and what goes before and after."""
    pages = "Text.\n\n" * 250
    project = make_project({"content/chapters/1.md": f"# One\n\n{pages}"})
    return _facts(project)


@cache
def _facts(project: object) -> Facts:
    request = Request(project, project / "build", jobs=1)  # type: ignore[arg-type,operator]
    with open_bench(request.project, lambda name: None) as bench:
        report = make_at(bench, request)
    return read_facts((report.folder / report.products[0].file).read_bytes())


def box(name: str, page: int, x: float, y: float, side: float = 4.8) -> Field:
    """Return a box of a side on a page, its corner at x and y, all in millimetres."""
    rect = (x * MM, y * MM, (x + side) * MM, (y + side) * MM)
    return Field(f"{name}.done", "Btn", name, "", ((page, rect),))


def room(name: str, height: float) -> Field:
    return Field(name, "Tx", name, "", ((1, (0, 0, 50, height * MM)),))


@pytest.mark.parametrize(
    ("measure", "good", "bad"),
    [
        (small_boxes, (box("D1.1", 1, 0, 0, 4.0),), (box("D1.1", 1, 0, 0, 3.9),)),
        (
            crowded_boxes,
            (box("D1.1", 1, 0, 0), box("D1.2", 1, 0, 6.4), box("D1.3", 2, 0, 1)),
            (box("D1.1", 1, 0, 0), box("D1.2", 1, 0, 6.2)),
        ),
        (low_rooms, (room("D1.remarks", 7.0),), (room("D1.remarks", 6.9),)),
    ],
)
def test_a_measure_finds_what_is_too_small(
    measure: Measure, good: tuple[Field, ...], bad: tuple[Field, ...], facts: Facts
) -> None:
    assert list(measure(replace(facts, fields=good))) == []
    assert len(list(measure(replace(facts, fields=bad)))) == 1
