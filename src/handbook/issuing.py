"""The command that lays out the editions for a web server."""

import sys
from pathlib import Path

import click

from handbook.book.findings import Exit
from handbook.console import (
    disk,
    project_option,
    require_content,
    show_findings,
    sign_option,
    signer,
)


@click.command()
@project_option
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Folder that the products were built into [build/].",
)
@sign_option
def publish(project: Path, directory: Path, output: Path | None, key: Path | None) -> None:
    """Lay out all editions in DIRECTORY, as any web server can give them out.

    Each edition has a folder with its products, byte for byte as they were issued, taken from
    build/ or from DIRECTORY itself. Beside them stand a page of all editions, a feed (Atom),
    latest/ and latest.json, which lead to the current one, and the sums of all. An edition that
    was superseded or withdrawn says so, on its page, in the feed and in a file.

    The folder is written whole or not at all. One that holds anything else is refused: nothing
    is removed that was not published from here.
    """
    from handbook.publishing import publish as run

    require_content(project)
    if directory.resolve().is_relative_to((project / "content").resolve()):
        raise click.UsageError(f"{directory} is in the manuscript")
    sign = signer(key, project)
    with disk():
        made = run(project, directory, output or project / "build", sign)
    show_findings(made.findings, "human")
    if made.status is Exit.FINE:
        click.echo(made.folder)
        click.echo(f"Published: {', '.join(made.editions)}", err=True)
    else:
        click.echo("Nothing was published: what stands there stays as it is.", err=True)
    sys.exit(made.status)
