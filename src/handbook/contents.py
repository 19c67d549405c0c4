"""The command that says what each variant of a book contains."""

import sys
from pathlib import Path

import click

from handbook.book.findings import Exit, has_errors
from handbook.console import file_option, project_option, put, require_content, show_findings


@click.command()
@project_option
@click.option(
    "--format",
    "form",
    type=click.Choice(("human", "json", "md", "csv")),
    default="human",
    show_default=True,
    help="What it is written as.",
)
@file_option
def variants(project: Path, form: str, output: Path | None) -> None:
    """Print which chapters, sections and lists each variant has.

    Each is shown, hidden, or shown in part; the last row counts the items of the lists.
    """
    from handbook.manuscript.read import read_book
    from handbook.variants.matrix import FORMATS, matrix_of

    require_content(project)
    book, findings = read_book(project)
    if has_errors(findings):
        show_findings(findings, "human")
        sys.exit(Exit.FINDINGS)
    if not book.settings.variants.all:
        raise click.UsageError("the book has no variants")
    put(FORMATS[form](matrix_of(book)).encode(), output)
