"""The command that compares editions."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handbook.book.findings import Exit, Finding, has_errors
from handbook.console import (
    file_option,
    project_option,
    put,
    require_content,
    show_findings,
    variant_of,
)

if TYPE_CHECKING:
    from handbook.comparison import Comparison


PAIR = 2


def _compared(
    project: Path, old: str, new: str, names: tuple[str, ...]
) -> "tuple[Comparison | None, tuple[Finding, ...]]":
    """Return what is to be compared, and findings."""
    from handbook.comparison import as_seen, between, contrast

    some = [variant_of(project, name) for name in names]
    if len(some) == PAIR:
        return between(project, some[0], some[1])
    found, findings = contrast(project, old, new)
    return (as_seen(project, found, some[0]) if found and some else found), findings


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
@file_option
@click.option(
    "--variant",
    "variants",
    multiple=True,
    metavar="NAME",
    help="Variant in which the editions are compared; given twice, two variants.",
)
def compare(
    project: Path, old: str, new: str, form: str, output: Path | None, variants: tuple[str, ...]
) -> None:
    """Compare two editions, thing by thing, and print what changed.

    OLD and NEW are ids of editions in content/editions/, or folders of projects. Without NEW it
    is the manuscript as it stands; without OLD the edition that it supersedes.

    Paragraphs, rows, items, terms and sources are compared by what they are, not by the page:
    each is added, revised, removed or moved, or only corrected. Reasons come from
    content/changes.toml; a reason without a change and a change without a reason are findings.

    With `--variant` the editions are compared as that variant shows each of them; with two of
    them, `--variant general --variant naval`, two variants of the manuscript as it stands.
    """
    from handbook.comparison import told
    from handbook.pages.looks import TemplateFault

    require_content(project)
    if len(variants) > PAIR or (len(variants) == PAIR and (old or new)):
        raise click.UsageError("name two editions, or two variants")
    found, findings = _compared(project, old, new, variants)
    if found is not None:
        try:
            put(told(project, found, form).encode(), output)
        except TemplateFault as fault:
            findings = (*findings, fault.finding)
    show_findings(findings, "human")
    sys.exit(Exit.FINDINGS if has_errors(findings) else Exit.FINE)
