"""The command that says what is to be looked at again, by whom, and by when."""

import datetime as dt
import sys
from pathlib import Path

import click

from handbook.book.findings import Exit, has_errors
from handbook.console import file_option, project_option, put, require_content, show_findings

FORMATS = ("human", "csv", "ics", "json")


@click.command()
@project_option
@click.option(
    "--before",
    type=click.DateTime(("%Y-%m-%d",)),
    metavar="DATE",
    help="What is to be reviewed before this day [that of the edition].",
)
@click.option("--all", "everything", is_flag=True, help="Everything, also what has no day.")
@click.option("--owner", "owners", multiple=True, metavar="NAME", help="Only of this owner [all].")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="human",
    show_default=True,
    help="What it is written as.",
)
@file_option
@click.option("--strict", is_flag=True, help="Exit with 1 when anything is listed.")
def review(
    project: Path,
    before: dt.datetime | None,
    everything: bool,
    owners: tuple[str, ...],
    form: str,
    output: Path | None,
    strict: bool,
) -> None:
    """List what is to be looked at again: owner by owner, the longest overdue first.

    Chapters and lists have a day and an owner in their front matter, sections in the braces
    behind their headings, sources, facts and rows of tables in their files. What has no owner or
    no day takes those of the book.

    There is no clock: what is overdue on the day of the edition is listed, or with `--before`
    what is due before another day. `--all --format ics` makes a calendar of all of it.
    """
    from handbook.book.review import overdue, reviews
    from handbook.exports import reviews as told
    from handbook.manuscript.read import read_book

    require_content(project)
    if before and everything:
        raise click.UsageError("take --before or --all")
    book, findings = read_book(project)
    if has_errors(findings):
        show_findings(findings, "human")
        sys.exit(Exit.FINDINGS)
    every = tuple(reviews(book))
    wanted = {name.casefold(): name for name in owners}
    for name in wanted.keys() - {one.owner.casefold() for one in every}:
        raise click.UsageError(f"nothing belongs to {wanted[name]}")
    day = before.date() if before else book.settings.edition.date
    if day is None and not everything:
        raise click.UsageError("the edition has no date: name a day with --before")
    some = every if everything or day is None else overdue(every, day)
    listed = tuple(one for one in some if not wanted or one.owner.casefold() in wanted)
    agenda = told.Agenda(book.settings, None if everything else day, listed)
    put(told.FORMATS[form](agenda).encode(), output)
    if form == "human" and not listed:
        click.echo("Nothing is due.", err=True)
    sys.exit(Exit.FINDINGS if strict and listed else Exit.FINE)
