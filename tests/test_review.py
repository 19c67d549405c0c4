"""What is to be looked at again: whose it is, by when, and in every format."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar

from conftest import MakeProject
from handbook.book.review import overdue, reviews
from handbook.cli import main
from handbook.make import check
from handbook.manuscript.read import read_book

FILES = {
    "content/handbook.toml": (
        'title = "Watch"\nslug = "watch"\nowner = "Editor"\n[edition]\nid = "2"\n'
        'date = 2027-06-01\nreview-by = 2028-06-01\nfacts-hold = "1y"\n'
    ),
    "content/chapters/01-arrival.md": (
        "---\nowner: Master\nreview-by: 2027-05-01\n---\n# Arrival\n\nText.\n\n"
        '## Papers {#papers owner="Consul" review-by=2027-03-01}\n\nText.\n\n'
        '### Visas {#visas owner="Clerk"}\n\nText.\n\n## Keys {#keys}\n\nText.\n\n'
        "## Boats {#boats review-by=2027-04-31}\n\nText.\n"
    ),
    "content/chapters/02-watch.md": "# Watch\n\nText.\n",
    "content/checklists/D1.md": (
        "---\nid: D1\nkind: duty\nowner: Officer\nreview-by: 2027-05-31\n---\n# Round\n\n"
        "## A. Start\n\n- [ ] **D1.1** Look\n"
    ),
    "content/data/sources.toml": (
        '[[source]]\nid = "log"\ntitle = "Log"\nchecked = 2026-05-30\n'
        '[[source]]\nid = "chart"\ntitle = "Chart"\nchecked = 2026-05-30\nowner = "Pilot"\n'
        'review-by = 2027-12-01\n[[source]]\nid = "old"\ntitle = "Old"\n'
    ),
    "content/data/facts.toml": (
        'owner = "Clerk"\n[[fact]]\nid = "dues"\nvalue = "=3"\nas-of = 2026-01-01\nsource = "log"\n'
    ),
    "content/data/ports.toml": (
        'id = "ports"\nowner = "Pilot"\ncolumns = { port = "Port" }\n'
        '[[row]]\nid = "kiel"\nport = "Kiel"\nas-of = 2026-01-01\nreview-by = 2027-05-30\n'
        'source = "log"\n'
    ),
}
"""Every kind of thing that grows old, and a date that is none."""


def run(project: Path, *given: str) -> Result:
    return CliRunner().invoke(main, ["review", "--project", str(project), *given])


@pytest.fixture
def project(make_project: MakeProject) -> Path:
    good = FILES["content/chapters/01-arrival.md"].replace(" review-by=2027-04-31", "")
    return make_project({**FILES, "content/chapters/01-arrival.md": good})


def test_everything_has_its_own_owner_and_day_or_those_of_what_it_stands_in(project: Path) -> None:
    book, _ = read_book(project)
    rows = {one.id: (one.kind, one.owner, str(one.until), one.own) for one in reviews(book)}
    assert rows == {
        "2": ("edition", "Editor", "2028-06-01", True),
        "arrival": ("part", "Master", "2027-05-01", True),
        "papers": ("section", "Consul", "2027-03-01", True),
        "visas": ("section", "Clerk", "2027-03-01", False),
        "watch": ("part", "Editor", "2028-06-01", False),
        "D1": ("list", "Officer", "2027-05-31", True),
        "source-log": ("source", "Editor", "2027-05-30", True),
        "source-chart": ("source", "Pilot", "2027-12-01", True),
        "source-old": ("source", "Editor", "None", True),
        "fact-dues": ("fact", "Clerk", "2027-01-01", True),
        "ports:kiel": ("row", "Pilot", "2027-05-30", True),
    }


def test_what_may_be_relied_on_up_to_a_day_is_not_overdue_on_that_day(project: Path) -> None:
    some = tuple(reviews(read_book(project)[0]))
    assert "D1" not in {one.id for one in overdue(some, dt.date(2027, 5, 31))}
    assert "D1" in {one.id for one in overdue(some, dt.date(2027, 6, 1))}


def test_the_longest_overdue_comes_first_owner_by_owner(project: Path) -> None:
    made = run(project)
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout == (
        "Clerk\n"
        "  2027-01-01  151 days overdue  content/data/facts.toml:2  dues: =3 (fact-dues)\n"
        "  2027-03-01  92 days overdue   content/chapters/01-arrival.md:13  Visas (visas)\n"
        "\nConsul\n"
        "  2027-03-01  92 days overdue   content/chapters/01-arrival.md:9  Papers (papers)\n"
        "\nMaster\n"
        "  2027-05-01  31 days overdue   content/chapters/01-arrival.md:5  Arrival (arrival)\n"
        "\nPilot\n"
        "  2027-05-30  2 days overdue    content/data/ports.toml:4  Kiel (ports:kiel)\n"
        "\nEditor\n"
        "  2027-05-30  2 days overdue    content/data/sources.toml:1  Log (source-log)\n"
        "\nOfficer\n"
        "  2027-05-31  1 day overdue     content/checklists/D1.md:7  Round (D1)\n"
    )


def test_another_day_and_some_owners(project: Path) -> None:
    made = run(project, "--before", "2027-12-02", "--owner", "pilot")
    assert [line[:30] for line in made.stdout.splitlines()] == [
        "Pilot",
        "  2027-05-30  2 days overdue  ",
        "  2027-12-01                  ",
    ]
    early = run(project, "--before", "2026-12-31")
    assert (early.exit_code, early.stdout, early.stderr) == (0, "", "Nothing is due.\n")


def test_rows_are_safe_in_a_spreadsheet_and_data_say_the_same(project: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(project, "--format", "csv").stdout)))
    assert rows[0] == {
        "owner": "Clerk", "review-by": "2027-01-01", "overdue": "151", "kind": "fact",
        "id": "fact-dues", "what": "dues: =3", "file": "content/data/facts.toml", "line": "2",
    }  # fmt: skip
    told = json.loads(run(project, "--format", "json").stdout)
    assert told["before"] == "2027-06-01"
    assert [one["id"] for one in told["reviews"]] == [one["id"] for one in rows]
    assert told["reviews"][0]["overdue"] == 151


def test_a_calendar_has_each_day_under_the_same_name_in_every_edition(project: Path) -> None:
    texts = []
    for edition in ("2", "3"):
        settings = FILES["content/handbook.toml"].replace('id = "2"', f'id = "{edition}"')
        (project / "content/handbook.toml").write_text(settings)
        texts.append(run(project, "--all", "--format", "ics").stdout)
    days = [
        {str(event["UID"]): event.decoded("DTSTART") for event in Calendar.from_ical(text).events}
        for text in texts
    ]
    assert days[0]["review-fact-dues@watch"] == dt.date(2027, 1, 1)
    assert len(days[0]) == 10
    assert days[0].keys() - days[1].keys() == {"review-2@watch"}


def test_all_lists_what_has_no_day_last_and_strict_fails(project: Path, tmp_path: Path) -> None:
    made = run(project, "--all", "--owner", "Editor", "--strict")
    assert made.exit_code == 1
    assert made.stdout.splitlines()[-1].split() == [
        "no", "day", "content/data/sources.toml:11", "Old", "(source-old)",
    ]  # fmt: skip
    out = tmp_path / "due.csv"
    assert run(project, "--format", "csv", "--output", str(out)).stdout == f"{out}\n"
    assert run(project, "--before", "2026-12-31", "--strict").exit_code == 0


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (("--before", "soon"), "does not match"),
        (("--before", "2027-02-30"), "does not match"),
        (("--owner", "Nemo"), "nothing belongs to Nemo"),
        (("--all", "--before", "2027-01-01"), "--before or --all"),
    ],
)
def test_what_cannot_be_listed_is_wrong_usage(
    project: Path, given: tuple[str, ...], why: str
) -> None:
    made = run(project, *given)
    assert (made.exit_code, why in made.stderr) == (2, True)


def test_without_an_edition_a_day_has_to_be_named(make_project: MakeProject) -> None:
    project = make_project({"content/chapters/01-a.md": "# A\n\nText.\n"})
    assert run(project).exit_code == 2
    assert run(project, "--before", "2027-01-01").stderr == "Nothing is due.\n"
    assert "(nobody)" in run(project, "--all").stdout


def test_a_day_that_is_none_is_found_and_what_is_overdue_is_too(make_project: MakeProject) -> None:
    _, findings = check(make_project(FILES))
    found = {(one.code, str(one.place)) for one in findings}
    assert ("HB006", "content/chapters/01-arrival.md:21") in found
    assert {place for code, place in found if code in ("HB344", "HB117")} == {
        "content/chapters/01-arrival.md:5",
        "content/chapters/01-arrival.md:9",
        "content/checklists/D1.md:7",
        "content/data/sources.toml:1",
        "content/data/facts.toml:2",
        "content/data/ports.toml:4",
    }
