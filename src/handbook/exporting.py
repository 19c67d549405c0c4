"""The command that prints parts of the book as data."""

import datetime as dt
import sys
from pathlib import Path

import click

from handbook.book.findings import Exit, has_errors
from handbook.console import (
    file_option,
    project_option,
    put,
    require_content,
    show_findings,
    variant_option,
)
from handbook.exports.record import BookData, record


@click.group()
def export() -> None:
    """Print parts of the book as data, for other programs."""


def _dates(
    context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, dt.date]:
    """Return the dates given as `DATE` or `LIST=DATE`, by the id of the list."""
    found = {}
    for text in given:
        name, _, date = text.rpartition("=")
        try:
            found[name] = dt.date.fromisoformat(date)
        except ValueError:
            raise click.BadParameter(f"{text!r} is no date: write 2027-01-15") from None
    return found


@export.command()
@project_option
@click.option(
    "--format",
    "form",
    type=click.Choice(("csv", "json", "md", "ics")),
    default="csv",
    show_default=True,
    help="What it is written as.",
)
@variant_option("Variant whose lists are printed [the default one].")
@click.option("--list", "wanted", multiple=True, metavar="LIST", help="Only this list [all].")
@click.option(
    "--from",
    "events",
    multiple=True,
    metavar="[LIST=]DATE",
    callback=_dates,
    help="For ics: the day from which a list counts, or all of them.",
)
@file_option
def checklists(
    project: Path,
    form: str,
    variant: str,
    wanted: tuple[str, ...],
    events: dict[str, dt.date],
    output: Path | None,
) -> None:
    """Print the checklists as rows, as a document, as task lists or as a calendar.

    `--from 2027-01-15` says from which day the lists count what falls due, and
    `--from D2=2027-01-15` says it of one list; an item that comes back and is not counted from
    an event begins that day too, or else on the date of the edition. What falls due from a day
    that was not given is not in the calendar. Take in the calendar again when a new edition is
    out: the same items keep their names.
    """
    from handbook import data
    from handbook.checking import check as run

    require_content(project)
    book, findings = run(project, variant=variant)
    known = {one.id for one in book.checklists}
    for name in (*wanted, *events):
        if name and name not in known:
            raise click.UsageError(f"the book has no list {name}")
    findings = findings if known else (*findings, data.no_lists())
    if has_errors(findings):
        show_findings(findings, "human")
        sys.exit(Exit.FINDINGS)
    some = record(book, wanted)
    if form == "ics":
        put(_calendar(some, events), output)
    else:
        text = data.WRITERS[form](some)
        put((data.as_file(form, text) if output else text).encode(), output)


def _calendar(book: BookData, events: dict[str, dt.date]) -> bytes:
    """Return a calendar, and say what is not in it."""
    from handbook.exports.calendar import as_calendar

    made = as_calendar(book, events)
    if made.left_out:
        lists = dict.fromkeys(item.rpartition(".")[0] for item in made.left_out)
        click.echo(
            f"left out: {len(made.left_out)} of {', '.join(lists)},"
            f" which count from a day that was not given (--from {next(iter(lists))}=DATE)",
            err=True,
        )
    if not made.count:
        raise click.UsageError("nothing falls due: name the day with --from")
    return made.data
