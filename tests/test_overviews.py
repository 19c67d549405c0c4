"""Overviews of the lists: what is gathered, what comes back, and what is left out."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import Golden, MakeProject
from handbook.book.fragments import Unit
from handbook.book.model import Book, Checklist, Item, Stage
from handbook.book.places import Place
from handbook.book.settings import Settings
from handbook.pages.looks import words
from handbook.pages.overviews import make_overviews
from handbook.pages.units import Templates, find_templates, make_units
from handbook.request import Request

HERE = Place("content/checklists/D1.md", 3)
PAGES = Path(__file__).parent / "pages"


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return find_templates(tmp_path_factory.mktemp("project"))


def item(own_id: str, **known: str) -> Item:
    return Item(own_id, (f"Do {own_id}",), HERE, **known)  # type: ignore[arg-type]


def a_list(own_id: str, items: Sequence[Item] = (), **known: str | tuple[str, ...]) -> Checklist:
    kind = "qualification" if own_id.startswith("Q") else "duty"
    stage = Stage("A", ("First",), "read-do", tuple(items) or (item(f"{own_id}.1"),), HERE)
    return Checklist(own_id, kind, (f"List {own_id}",), HERE, (stage,), **known)  # type: ignore[arg-type]


def book(*lists: Checklist) -> Book:
    return Book(Settings(), (), lists)


FULL = book(
    a_list(
        "D1",
        (
            item("D1.1", every="1y", who="Pilot", when="due 31 May"),
            item("D1.2", every="12m", when="no fixed month"),
            item("D1.3", every="7d", who="Mate", when="Friday"),
            item("D1.4", every="3m", when="February"),
            item("D1.5", every="1y", when="in January"),
        ),
        phase="In port",
        owner="Harbour master, with the pilots",
    ),
    a_list("D2", (item("D2.1", every="2w"), item("D2.2", every="1d")), phase="Under way"),
    a_list("D3", phase="In port", owner="Harbour master; the mate signs"),
    a_list("Q1", group="Qualifying", owner="Pilot", sign_off=("Examiner", "Board")),
    a_list("Q2", owner="Pilot", prerequisites=("Q1",), valid="3 years"),
)


def units(some: Book, templates: Templates, **labels: str) -> dict[str, Unit]:
    made, findings = make_units(some, labels, templates)
    assert findings == ()
    return {unit.name: unit for unit in made if unit.name.startswith("overview")}


def test_lists_are_gathered_by_phase_and_owner_in_the_order_of_the_book(
    templates: Templates,
) -> None:
    some = make_overviews(FULL, words(templates, {}))
    assert [(one.name, [each.id for each in one.lists]) for one in some.phases] == [
        ("In port", ["D1", "D3"]),
        ("Under way", ["D2"]),
        ("Qualifying", ["Q1"]),
    ]
    assert [(one.name, [each.id for each in one.lists]) for one in some.owners] == [
        ("Harbour master", ["D1", "D3"]),
        ("Pilot", ["Q1", "Q2"]),
    ]


def test_what_comes_back_is_gathered_by_its_span_the_shortest_first(templates: Templates) -> None:
    some = make_overviews(FULL, words(templates, {}))
    said = [(one.name, [duty.item.id for duty in one.duties]) for one in some.routine]
    assert said == [
        ("Every day", ["D2.2"]),
        ("Every week", ["D1.3"]),
        ("Every 2 weeks", ["D2.1"]),
    ]


def test_the_year_goes_by_its_months_and_what_names_none_comes_last(templates: Templates) -> None:
    some = make_overviews(FULL, words(templates, {}))
    said = [(one.name, [(duty.item.id, duty.months) for duty in one.duties]) for one in some.year]
    assert said == [
        ("Every quarter", [("D1.4", (2, 5, 8, 11))]),
        ("Every year", [("D1.5", (1,)), ("D1.1", (5,)), ("D1.2", ())]),
    ]


def test_a_duty_that_names_nobody_is_the_owners(templates: Templates) -> None:
    some = make_overviews(FULL, words(templates, {}))
    found = {duty.item.id: duty.who for one in some.year for duty in one.duties}
    assert found == {
        "D1.4": "Harbour master",
        "D1.5": "Harbour master",
        "D1.1": "Pilot",
        "D1.2": "Harbour master",
    }


def test_only_those_that_come_before_another_have_a_column(templates: Templates) -> None:
    some = make_overviews(FULL, words(templates, {}))
    assert ([one.id for one in some.qualifications], some.needed) == (["Q1", "Q2"], ("Q1",))


@pytest.mark.parametrize(
    ("lists", "shown"),
    [
        ((), []),
        ((a_list("D1", phase="In port", owner="Pilot"),), []),
        ((a_list("D1"), a_list("D2")), []),
        ((a_list("D1", phase="a"), a_list("D2", phase="b")), ["overview-phases"]),
        ((a_list("D1", owner="a"), a_list("D2", owner="b")), ["overview-owners"]),
        ((a_list("D1", (item("D1.1", every="1w"),)),), ["overview-routine"]),
        ((a_list("D1", (item("D1.1", every="1y"),)),), ["overview-year"]),
        ((a_list("Q1"), a_list("Q2")), ["overview-qualifications"]),
    ],
)
def test_a_book_has_the_overviews_that_show_something(
    lists: tuple[Checklist, ...], shown: list[str], templates: Templates
) -> None:
    assert list(units(book(*lists), templates)) == shown


def test_the_first_has_the_head_and_each_a_bookmark(templates: Templates) -> None:
    made = units(FULL, templates)
    first, *rest = made.values()
    assert [mark.title for unit in made.values() for mark in unit.outline] == [
        "Overviews", "Lists by phase", "Lists by owner", "Daily, weekly, monthly", "Year planner",
        "Qualification matrix",
    ]  # fmt: skip
    assert (first.html.count("<h1"), first.joins) == (1, False)
    assert all("<h1" not in unit.html and unit.joins for unit in rest)
    for unit in made.values():
        ids = set(re.findall(r'id="(book:[^"]+)"', unit.html))
        assert {mark.anchor for mark in unit.outline} <= ids


def test_only_those_with_page_labels_wait_for_them(templates: Templates) -> None:
    made = units(FULL, templates, D1="D-2")
    assert [name for name, unit in made.items() if unit.late] == [
        "overview-phases",
        "overview-owners",
    ]
    assert [name for name, unit in made.items() if "D-2" in unit.html] == [
        "overview-phases",
        "overview-owners",
    ]


@pytest.mark.parametrize("name", ["phases", "routine", "year", "qualifications"])
def test_an_overview_reads_as_expected(name: str, templates: Templates, golden: Golden) -> None:
    made = units(FULL, templates, D1="D-2", D2="D-4")
    golden(PAGES / f"overview-{name}.html", made[f"overview-{name}"].html)


def test_on_the_smallest_page_who_and_when_stand_below(templates: Templates) -> None:
    small = replace(FULL, settings=Settings(page="A6"))
    made = units(small, templates)
    assert 'class="month"' in units(FULL, templates)["overview-year"].html
    assert 'class="month"' not in made["overview-year"].html
    assert "Pilot\u00a0· due 31 May" in made["overview-year"].html
    assert "<td>Q1</td>" in made["overview-qualifications"].html


@pytest.mark.pdf
@pytest.mark.slow
@pytest.mark.parametrize("size", ["A5", "A6", "half-letter", "A4"])
def test_overviews_are_set_on_every_size(
    size: str, make_project: MakeProject, silent_engine: None
) -> None:
    from handbook.binding.facts import read_facts
    from handbook.build import build

    lists = {
        f"content/checklists/D{number}.md": (
            f"---\nid: D{number}\nkind: duty\nphase: P{number}\nowner: Pilot\n---\n# L{number}\n\n"
            f"- [ ] **D{number}.1** Count {{every=1w}}\n"
            f"- [ ] **D{number}.2** Report {{every=1y}}\n      Mate | 31 May | log |\n"
        )
        for number in (1, 2)
    }
    project = make_project(
        {
            "content/handbook.toml": f'[page]\nsize = "{size}"\n',
            "content/chapters/01-a.md": "# A\n\nText.\n",
            **lists,
        }
    )
    report = build(Request(project, project / "build", jobs=1))
    (made,) = report.products
    facts = read_facts((report.folder / made.file).read_bytes())
    assert [label for label in facts.labels if label.startswith("Overviews")] == [
        f"Overviews-{number}" for number in range(1, 5)
    ]
