"""The command that compares editions."""

import sys
from pathlib import Path

import click

from handbook.book.findings import Exit, has_errors
from handbook.console import project_option, put, require_content, show_findings


@click.command()
@project_option
@click.argument("old", required=False, default="")
@click.argument("new", required=False, default="")
@click.option(
    "--format",
    "form",
    type=click.Choice(("human", "json", "md", "html")),
    default="human",
    show_default=True,
    help="What it is written as.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write [print it].",
)
def compare(project: Path, old: str, new: str, form: str, output: Path | None) -> None:
    """Compare two editions, thing by thing, and print what changed.

    OLD and NEW are ids of editions in content/editions/, or folders of projects. Without NEW it
    is the manuscript as it stands; without OLD the edition that it supersedes.

    Paragraphs, rows, items, terms and sources are compared by what they are, not by the page:
    each is added, revised, removed or moved, or only corrected. Reasons come from
    content/changes.toml; a reason without a change and a change without a reason are findings.
    """
    from handbook.comparison import contrast, told
    from handbook.pages.looks import TemplateFault

    require_content(project)
    found, findings = contrast(project, old, new)
    if found is not None:
        try:
            put(told(project, found, form).encode(), output)
        except TemplateFault as fault:
            findings = (*findings, fault.finding)
    show_findings(findings, "human")
    sys.exit(Exit.FINDINGS if has_errors(findings) else Exit.FINE)
