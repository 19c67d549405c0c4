"""Checklists as data: what is written can be read again, and nothing is lost on the way."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from conftest import MakeProject
from handbook.book.findings import Exit, has_errors
from handbook.book.intervals import Span, after, parse_span
from handbook.build import build
from handbook.cli import main
from handbook.exports.calendar import Days, as_calendar, rule
from handbook.exports.document import as_json, schema_text
from handbook.exports.record import (
    BookData,
    ListData,
    Matter,
    StageData,
    TaskData,
    list_data,
    record,
)
from handbook.exports.sheet import COLUMNS, as_csv, inert, rows
from handbook.exports.tasklist import as_markdown
from handbook.make import check
from handbook.manuscript.parts import parse_part
from handbook.request import Request

ROOT = Path(__file__).parent.parent
SCHEMA = jsonschema.Draft202012Validator(json.loads(schema_text()))

few = settings(max_examples=50)

SNIPPETS = (
    "a", "Attaché", "T−2", "D2.1", "=1+1", "@cmd", "-", "+", "'", "''=", "*", "**b**", "_i_",
    "`c`", "[x]", "[](#D2)", "[@vcdr art. 1]", "[^1]", "![](a.png)", "{critical}", "{", "}",
    "{#id}", "|", "\\", "\\|", "<b>", "&amp;", "&", "<!-- -->", "~~s~~", "#", "# h", "> q", "1.",
    "10)", "- [ ]", "///", "!!!", "https://example.org/a_b", "a@example.org",
    "Pause.", ":", "=", ";", ",", '"', "\N{CJK UNIFIED IDEOGRAPH-6587}", "\N{GRINNING FACE}", "^",
    "--", "...", "(c)", "$x$", "%",
)  # fmt: skip


def one_line(words: list[str]) -> str:
    """Return words on one line, spaced as every text of a book is."""
    return " ".join(words)


texts = st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=3).map(one_line)
maybe = st.one_of(st.just(""), texts)
days = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))
spans = st.builds("{}{}".format, st.integers(1, 40), st.sampled_from("dwmy"))
dues = st.one_of(st.just("T"), st.builds("T{}{}".format, st.sampled_from("+-"), spans))
matter = st.builds(
    Matter, st.sampled_from(("note", "caution", "warning", "text")), st.just(""), texts
)


levels = st.sampled_from(((1,), (1, 1), (1, 2), (1, 2, 3), (1, 2, 1)))
"""Of the items of a stage: how far each stands below another."""


def tasks_of(duty: bool, own_id: str, level: int) -> st.SearchStrategy[TaskData]:
    """Return what draws an item of a kind of list."""
    nothing = st.just("")
    return st.builds(
        TaskData,
        st.just(own_id),
        texts,
        critical=st.booleans(),
        who=maybe if duty else nothing,
        when=maybe if duty else nothing,
        evidence=maybe if duty else nothing,
        standard=nothing if duty else maybe,
        type=nothing if duty else st.sampled_from(("", "knowledge", "record")),
        reference=maybe,
        due=st.one_of(nothing, dues),
        every=st.one_of(nothing, spans),
        closes=st.booleans(),
        level=st.just(level),
    )


@st.composite
def lists(draw: st.DrawFn, own_id: str) -> ListData:
    """Draw a list, as one that was written in Markdown can be."""
    kind = draw(st.sampled_from(("duty", "qualification")))
    duty = kind == "duty"
    fresh = iter(range(1, 100))
    stages = tuple(
        StageData(
            letter,
            f"S {draw(maybe)}".strip(),
            draw(st.sampled_from(("read-do", "do-confirm"))),
            draw(st.lists(matter, max_size=2).map(tuple)),
            tuple(draw(tasks_of(duty, f"{own_id}.{next(fresh)}", level)) for level in draw(levels)),
            draw(st.one_of(st.just(""), texts.map("Pause. {}".format))),
        )
        for letter in "AB"[: draw(st.integers(1, 2))]
    )
    return ListData(
        own_id,
        kind,
        f"T {draw(texts)}",
        group=draw(maybe),
        phase=draw(maybe),
        owner=draw(maybe),
        trigger=draw(maybe),
        read_first=draw(maybe),
        sign_off=draw(st.lists(texts, max_size=2).map(tuple)),
        prerequisites=draw(st.lists(st.just("Q9"), max_size=1).map(tuple)),
        valid=draw(maybe),
        carry=draw(st.sampled_from(("", "card", "emergency"))),
        revised=draw(st.one_of(st.just(""), days.map(dt.date.isoformat))),
        introduction=draw(st.lists(matter, max_size=2).map(tuple)),
        stages=stages,
    )


@st.composite
def books(draw: st.DrawFn) -> BookData:
    """Draw a book with a list."""
    drawn = (draw(lists("D1")),)
    date = draw(st.one_of(st.none(), days))
    return BookData("pilots", draw(texts), "en-GB", draw(maybe), "2026.1", date, drawn)


@pytest.fixture(scope="module")
def handbook() -> BookData:
    book, findings = check(ROOT)
    assert not has_errors(findings)
    return record(book)


def tasks(book: BookData) -> Iterator[TaskData]:
    """Yield every item of a book."""
    return (task for one in book.lists for stage in one.stages for task in stage.items)


def from_json(text: str) -> BookData:
    """Read a document as another program would, and return what it says."""
    said = json.loads(text)
    SCHEMA.validate(said)
    date = said["edition"]["date"]
    return BookData(
        **said["book"],
        edition=said["edition"]["id"],
        date=dt.date.fromisoformat(date) if date else None,
        lists=tuple(_list(one) for one in said["lists"]),
    )


def _list(said: dict[str, Any]) -> ListData:
    parts = {
        "sign_off": tuple(said["sign_off"]),
        "prerequisites": tuple(said["prerequisites"]),
        "introduction": tuple(Matter(**one) for one in said["introduction"]),
        "stages": tuple(
            StageData(
                **{
                    **stage,
                    "warnings": tuple(Matter(**one) for one in stage["warnings"]),
                    "items": tuple(TaskData(**one) for one in stage["items"]),
                }
            )
            for stage in said["stages"]
        ),
    }
    return ListData(**{**said, **parts})


def from_csv(text: str) -> list[dict[str, str]]:
    """Read rows as another program would: an apostrophe before a formula is taken off."""
    return [
        {key: value[1:] if inert(value[1:]) == value else value for key, value in row.items()}
        for row in csv.DictReader(io.StringIO(text))
    ]


def from_markdown(text: str) -> tuple[ListData, ...]:
    """Read task lists as the program reads a chapter."""
    _, made, findings = parse_part(text, "content/chapters/01-lists.md", "chapter", ("DA",))
    assert not [one for one in findings if one.code not in ("HB305",)]
    return tuple(list_data(one) for one in made)


def events(days: Days) -> dict[str, Any]:
    """Return the events of a calendar by their name for ever."""
    return {str(one["UID"]): one for one in Calendar.from_ical(days.data).walk("VEVENT")}


@pytest.mark.slow
@few
@given(books())
def test_a_document_says_all_there_is(book: BookData) -> None:
    assert from_json(as_json(book)) == book


@pytest.mark.slow
@few
@given(books())
def test_a_sheet_says_all_there_is_of_an_item(book: BookData) -> None:
    assert from_csv(as_csv(book)) == list(rows(book))


@given(st.text())
@example("'=1")
@example("=1")
def test_what_is_made_inert_can_be_read_again_and_is_no_formula(text: str) -> None:
    safe = inert(text)
    assert safe in (text, f"'{text}")
    assert (safe[1:] if inert(safe[1:]) == safe else safe) == text
    assert safe[:1] not in tuple("=+-@\t\r\n＝＋－＠")


@pytest.mark.slow
@few
@given(books())
def test_task_lists_are_read_again(book: BookData) -> None:
    assert from_markdown(as_markdown(book)) == book.lists


@pytest.mark.slow
@few
@given(books(), days)
def test_a_calendar_says_when_each_item_falls_due(book: BookData, arrival: dt.date) -> None:
    made = as_calendar(book, {"": arrival})
    found = events(made)
    dated = [task for task in tasks(book) if task.due or task.every]
    assert made.left_out == ()
    assert list(found) == [f"{task.id}@pilots" for task in dated]
    for task in dated:
        event = found[f"{task.id}@pilots"]
        due = after(arrival, parse_span(task.due)) if task.due else arrival
        assert event["DTSTART"].dt == due
        assert event["DTEND"].dt - event["DTSTART"].dt == dt.timedelta(days=1)
        assert str(event["SUMMARY"]) == f"{task.id} {task.text}"
        assert ("RRULE" in event) == bool(task.every)
        if task.every:
            (unit,), (number,) = event["RRULE"]["FREQ"], event["RRULE"]["INTERVAL"]
            assert Span(number, unit[0].lower()) == parse_span(task.every)
        said = str(event["DESCRIPTION"]).split("\n")
        assert {task.who, task.when, task.evidence, task.standard, task.reference} - {""} <= set(
            said
        )
        assert ("PRIORITY" in event) == task.critical


@given(days, spans.map(parse_span))
@example(dt.date(2027, 1, 31), Span(1, "m"))
@example(dt.date(2027, 1, 30), Span(1, "m"))
@example(dt.date(2028, 2, 29), Span(1, "y"))
def test_a_day_comes_back_where_the_count_of_months_puts_it(first: dt.date, every: Span) -> None:
    start = dt.datetime.combine(first, dt.time())
    text = rule(first, every).to_ical().decode()  # type: ignore[no-untyped-call]
    found = [one.date() for _, one in zip(range(5), rrulestr(text, dtstart=start), strict=False)]
    assert found == [after(first, every, times) for times in range(5)]


@pytest.mark.parametrize(
    ("date", "span", "expected"),
    [
        ("2027-01-31", "T+1m", "2027-02-28"),
        ("2028-01-31", "T+1m", "2028-02-29"),
        ("2027-03-31", "T-1m", "2027-02-28"),
        ("2028-02-29", "T+1y", "2029-02-28"),
        ("2027-01-15", "T-12m", "2026-01-15"),
        ("2027-01-15", "T", "2027-01-15"),
        ("2027-01-15", "T-1w", "2027-01-08"),
        ("2027-12-31", "1d", "2028-01-01"),
    ],
)
def test_a_span_is_counted_from_a_day(date: str, span: str, expected: str) -> None:
    assert str(after(dt.date.fromisoformat(date), parse_span(span))) == expected


def test_a_span_beyond_the_calendar_has_no_day() -> None:
    for span in ("T+99999999d", "T+99999y", "T-3000y", "T+999999999999m"):
        assert after(dt.date(2027, 1, 1), parse_span(span)) is None


@pytest.mark.parametrize(
    ("text", "same"), [("7d", "1w"), ("12m", "1y"), ("14d", "2w"), ("8d", "8d")]
)
def test_a_span_is_named_by_its_largest_unit(text: str, same: str) -> None:
    span = parse_span(text)
    assert f"{span.number}{span.unit}" == same


def test_what_is_no_span_is_refused() -> None:
    for text in ("", "soon", "T+", "1h"):
        with pytest.raises(ValueError, match="no span"):
            parse_span(text)


def test_the_schema_is_a_schema_and_knows_every_field(handbook: BookData) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA.schema)
    kinds = {"list": ListData, "stage": StageData, "item": TaskData, "matter": Matter}
    for name, kind in kinds.items():
        wanted = [field.name for field in fields(kind)]
        assert list(SCHEMA.schema["$defs"][name]["properties"]) == wanted
        assert SCHEMA.schema["$defs"][name]["required"] == wanted
    SCHEMA.validate(json.loads(as_json(handbook)))


def test_the_schema_refuses_what_it_does_not_describe(handbook: BookData) -> None:
    for path, value in (
        (("lists", 0, "kind"), "chore"),
        (("lists", 0, "revised"), "soon"),
        (("lists", 0, "stages", 0, "items", 0, "due"), "tomorrow"),
        (("lists", 0, "stages", 0, "items", 0, "note"), "x"),
        (("edition", "id"), ""),
    ):
        said = json.loads(as_json(handbook))
        place: Any = said
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        assert not SCHEMA.is_valid(said), path


def test_the_handbook_comes_back_from_each_format(handbook: BookData) -> None:
    assert len(handbook.lists) >= 4
    assert from_json(as_json(handbook)) == handbook
    assert from_csv(as_csv(handbook)) == list(rows(handbook))
    assert from_markdown(as_markdown(handbook)) == handbook.lists
    found = events(as_calendar(handbook, {"": dt.date(2027, 1, 15)}))
    dated = {f"{task.id}@{handbook.slug}" for task in tasks(handbook) if task.due or task.every}
    assert set(found) == dated


def test_a_row_has_every_column(handbook: BookData) -> None:
    assert all(tuple(row) == COLUMNS for row in rows(handbook))


def small(*some: TaskData, date: dt.date | None = dt.date(2026, 11, 22)) -> BookData:
    """Return a book with one list, D1, of one stage."""
    stage = StageData("A", "First", "read-do", (), some, "")
    one = ListData("D1", "duty", "One", stages=(stage,))
    return BookData("pilots", "Pilots", "en", "", "2026.1", date, (one,))


DUE, EVERY = TaskData("D1.1", "Report", due="T+1d"), TaskData("D1.2", "Count", every="1w")
BOTH = TaskData("D1.3", "Renew", due="T+1m", every="6m")


def test_without_a_date_only_what_comes_back_is_in_the_calendar() -> None:
    made = as_calendar(small(DUE, EVERY, BOTH), {})
    assert {uid: one["DTSTART"].dt for uid, one in events(made).items()} == {
        "D1.2@pilots": dt.date(2026, 11, 22)
    }
    assert made.left_out == ("D1.1", "D1.3")


def test_a_date_of_the_list_goes_before_that_of_all() -> None:
    made = as_calendar(small(DUE), {"": dt.date(2027, 1, 1), "D1": dt.date(2027, 6, 30)})
    assert events(made)["D1.1@pilots"]["DTSTART"].dt == dt.date(2027, 7, 1)


def test_a_draft_without_any_date_gives_nothing() -> None:
    made = as_calendar(small(DUE, EVERY, date=None), {})
    assert (made.count, made.left_out) == (0, ("D1.1", "D1.2"))


def test_the_next_edition_has_the_same_events_with_a_later_stamp() -> None:
    first = events(as_calendar(small(EVERY), {}))
    second = events(as_calendar(small(EVERY, date=dt.date(2027, 11, 22)), {}))
    assert set(first) == set(second)
    assert first["D1.2@pilots"]["DTSTAMP"].dt < second["D1.2@pilots"]["DTSTAMP"].dt


def test_a_calendar_is_lines_of_75_bytes_ended_as_the_standard_says() -> None:
    made = as_calendar(small(TaskData("D1.1", "Étude " * 40, due="T")), {"": dt.date(2027, 1, 1)})
    lines = made.data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)


CHAPTER = "# A\n\nText.\n"
LISTS = {
    "content/handbook.toml": 'slug = "pilots"\n[edition]\nid = "2026.1"\ndate = 2026-11-22\n',
    "content/chapters/01-a.md": CHAPTER,
    "content/checklists/D1.md": (
        "---\nid: D1\nkind: duty\n---\n# Étude\n\n"
        "- [ ] **D1.1** =Report {due=T+1d}\n- [ ] **D1.2** Count {every=1w}\n"
    ),
    "content/checklists/D2.md": (
        "---\nid: D2\nkind: duty\n---\n# Two\n\n- [ ] **D2.1** Go {due=T}\n"
    ),
}


def export(project: Path, *options: str) -> Result:
    """Run the command on a project."""
    return CliRunner().invoke(main, ["export", "checklists", "--project", str(project), *options])


def test_the_command_prints_each_format(make_project: MakeProject) -> None:
    project = make_project(LISTS)
    assert export(project).stdout.splitlines()[0] == ",".join(COLUMNS)
    assert ",'=Report," in export(project, "--format", "csv").stdout
    assert [one.id for one in from_json(export(project, "--format", "json").stdout).lists] == [
        "D1",
        "D2",
    ]
    assert '"title": "Étude"' in export(project, "--format", "json").stdout, "people read it too"
    assert "- [ ] **D1.1** =Report {due=T+1d}" in export(project, "--format", "md").stdout


def test_the_command_prints_the_lists_that_are_named(make_project: MakeProject) -> None:
    run = export(make_project(LISTS), "--list", "D2", "--format", "json")
    assert [one.id for one in from_json(run.stdout).lists] == ["D2"]


def test_the_command_takes_dates_and_says_what_has_none(make_project: MakeProject) -> None:
    project = make_project(LISTS)
    run = export(project, "--format", "ics", "--from", "D1=2027-01-15")
    found = {str(one["UID"]): one["DTSTART"].dt for one in _walk(run.stdout_bytes)}
    assert found == {"D1.1@pilots": dt.date(2027, 1, 16), "D1.2@pilots": dt.date(2027, 1, 15)}
    assert run.stderr.startswith("left out: 1 of D2, ")
    run = export(project, "--format", "ics", "--from", "2027-01-15")
    assert (len(_walk(run.stdout_bytes)), run.stderr) == (3, "")


def _walk(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--list", "D9"), "the book has no list D9"),
        (("--format", "ics", "--from", "D9=2027-01-15"), "the book has no list D9"),
        (("--format", "ics", "--from", "soon"), "'soon' is no date: write 2027-01-15"),
        (("--format", "ics", "--list", "D2"), "nothing falls due: name the day with --from"),
    ],
)
def test_the_command_refuses_what_it_cannot_do(
    options: tuple[str, ...], said: str, make_project: MakeProject
) -> None:
    run = export(make_project(LISTS), *options)
    assert (run.exit_code, run.stdout) == (2, "")
    assert said in run.stderr


def test_a_file_of_rows_opens_in_a_spreadsheet(make_project: MakeProject) -> None:
    project = make_project(LISTS)
    run = export(project, "--output", str(project / "rows.csv"))
    data = (project / "rows.csv").read_bytes()
    assert data.startswith("\ufefflist,kind".encode())
    assert run.stdout == f"{project / 'rows.csv'}\n"
    assert data.decode("utf-8-sig") == export(project).stdout


def test_a_book_without_lists_has_nothing_to_export(make_project: MakeProject) -> None:
    project = make_project({"content/chapters/01-a.md": CHAPTER})
    run = export(project)
    assert (run.exit_code, run.stdout) == (1, "")
    assert "HB710" in run.stderr
    report = build(Request(project, project / "build", jobs=1, products=("data",)))
    assert (report.status, [one.code for one in report.findings]) == (Exit.FINDINGS, ["HB710"])


def test_the_product_is_a_file_of_each_format_and_the_schema(make_project: MakeProject) -> None:
    project = make_project(LISTS)
    report = build(Request(project, project / "build", jobs=1, products=("data",)))
    assert [one.file for one in report.products] == [
        f"pilots-2026.1-checklists.{ending}" for ending in ("csv", "json", "md", "schema.json")
    ]
    assert {(one.name, one.pages) for one in report.products} == {("data", 0)}
    folder = report.folder
    said = json.loads((folder / report.products[1].file).read_bytes())
    schema = json.loads((folder / report.products[3].file).read_bytes())
    jsonschema.Draft202012Validator(schema).validate(said)
    assert said["schema"] == schema["$id"]
    again = build(Request(project, project / "build", jobs=1, products=("data",)))
    assert again.products == report.products
