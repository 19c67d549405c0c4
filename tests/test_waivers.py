"""An edition with what is overdue: refused, or released with the reason in its record."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from conftest import MakeProject
from handbook.book.places import Place
from handbook.book.review import Review
from handbook.cli import main
from handbook.editions.reasoning import Waiver
from handbook.editions.record import Record, RecordFault, Waived, read_record, write_record
from handbook.editions.waiving import waive
from handbook.manuscript.records import kept_editions, read_kept
from test_release import FILES

DAY = dt.date(2026, 11, 22)
LATE = FILES["content/chapters/01-arrival.md"].replace(
    "# Arrival", "---\nowner: Master\nreview-by: 2026-11-01\n---\n# Arrival"
)
WAIVER = (
    '[[waive]]\nids = ["arrival"]\nreason = "The ministry answers in May"\n'
    'owner = "Master"\nuntil = 2027-06-30\n'
)
WAIVED = Waived("arrival", "2026-11-01", "The ministry answers in May", "Master", "2027-06-30")


def released(project: Path) -> Result:
    given = ["release", "--project", str(project), "--product", "data", "--jobs", "1"]
    return CliRunner().invoke(main, given)


@pytest.fixture
def project(make_project: MakeProject) -> Path:
    return make_project({**FILES, "content/chapters/01-arrival.md": LATE})


def test_what_is_overdue_is_refused_and_waived_it_is_in_the_record(project: Path) -> None:
    made = released(project)
    assert made.exit_code == 1
    assert "content/chapters/01-arrival.md:5: error[HB960]" in made.stderr.replace("\n", " ")
    assert kept_editions(project) == ()
    (project / "content/changes.toml").write_text(WAIVER)
    made = released(project)
    assert made.exit_code == 0, made.stderr
    assert "HB964" in made.stderr
    assert "Master waives it until 2027-06-30: The ministry answers in May" in made.stderr
    kept, _ = read_kept(project, "1")
    assert kept is not None
    assert kept.record.waived == (WAIVED,)
    assert b'"waived":[' in kept.data


@pytest.mark.slow
def test_the_day_of_the_edition_itself_cannot_be_waived(project: Path) -> None:
    settings = project / "content/handbook.toml"
    settings.write_text(settings.read_text() + "review-by = 2026-11-01\n")
    (project / "content/changes.toml").write_text(WAIVER.replace('"arrival"', '"arrival", "1"'))
    made = released(project)
    assert made.exit_code == 1
    assert "HB963" in made.stderr
    (project / "content/changes.toml").write_text(WAIVER)
    assert "HB344" in released(project).stderr


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("2027-06-30", "2026-11-21", "HB962"),
        ('"arrival"', '"arival"', "HB963"),
        ('"arrival"', '"arrival", "D1"', "HB961"),
        ("until = 2027-06-30\n", "", "HB010"),
        ('reason = "The ministry answers in May"\n', "", "HB010"),
        ("2027-06-30", '"soon"', "HB006"),
        ("[[waive]]", "[waive]", "HB006"),
    ],
)
def test_a_waiver_that_is_wrong_is_found(project: Path, old: str, new: str, code: str) -> None:
    assert old in WAIVER
    (project / "content/changes.toml").write_text(WAIVER.replace(old, new))
    made = released(project)
    assert (made.exit_code, f"[{code}]" in made.stderr) == (1, True), made.stderr
    assert kept_editions(project) == ()


def reviews(*due: int | None) -> tuple[Review, ...]:
    """Return things that are to be reviewed so many days after the edition."""
    return tuple(
        Review(
            f"s{number}", "part", "x", "", DAY + dt.timedelta(days) if days is not None else None,
            Place("a", number),
        )
        for number, days in enumerate(due)
    )  # fmt: skip


some_days = st.lists(st.none() | st.integers(-3, 3), max_size=6)
some_ids = st.lists(st.integers(0, 6), max_size=4)


@given(some_days, some_ids, st.integers(-2, 2))
def test_all_that_is_overdue_is_either_waived_or_refused(
    due: list[int | None], ids: list[int], holds: int
) -> None:
    names = tuple(f"s{number}" for number in ids)
    waiver = Waiver(names, "why", "who", DAY + dt.timedelta(holds), Place("b"))
    waived, found = waive(reviews(*due), (waiver,), DAY)
    late = {f"s{number}" for number, days in enumerate(due) if days is not None and days < 0}
    refused = {f"s{one.place.line}" for one in found if one.code == "HB960"}
    assert {one.id for one in waived} | refused == late
    assert {one.id for one in waived} & refused == set()
    assert {one.id for one in waived} == (late & set(names) if holds >= 0 else set())
    assert len([one for one in found if one.code == "HB964"]) == len(waived)


texts = st.text(st.characters(codec="utf-8"), max_size=12)
several = st.lists(st.builds(Waived, texts, texts, texts, texts, texts), max_size=3)


@given(several.map(tuple))
def test_a_record_keeps_what_was_waived(waived: tuple[Waived, ...]) -> None:
    record = Record("1", DAY, waived=waived)
    data = write_record(record)
    assert read_record(data) == record
    if not waived:
        assert b"waived" not in data


def test_a_waiver_cannot_be_changed_unseen() -> None:
    data = write_record(Record("1", DAY, waived=(WAIVED,)))
    for old, new in ((b"May", b"June"), (b"Master", b"Mate"), (b'"reason":', b'"raison":')):
        with pytest.raises(RecordFault, match=r"as it was written|lacks"):
            read_record(data.replace(old, new))
    without = write_record(replace(read_record(data), waived=()))
    with pytest.raises(RecordFault):
        read_record(without.replace(b'"}\n', b'",\n"waived":[]}\n'))
