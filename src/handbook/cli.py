"""Parse, call, show, exit."""

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from handbook import (
    __version__,
    comparing,
    contents,
    exporting,
    issuing,
    proofing,
    reviewing,
    watching,
)
from handbook.book.findings import Exit, has_errors, in_order
from handbook.cache.memory import Memory
from handbook.cache.shelf import Shelf
from handbook.console import (
    disk,
    progress,
    project_option,
    report_json,
    require_content,
    say_levels,
    say_report,
    show_findings,
    sign_option,
    signer,
    variant_option,
    variants_asked,
)
from handbook.request import ALL, PRODUCTS, Report, Request
from handbook.show import FORMATS

_HELP = """Turn a folder of Markdown into a printed field handbook.

The manuscript stands in content/: chapters in content/chapters/, one Markdown file each, and
whatever else the book needs beside them. What is built comes out in build/.

\b
  handbook init my-book      begin a handbook
  handbook check             look at the manuscript without building
  handbook build             build the PDF to download
"""


@click.group(help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="handbook")
def main() -> None:
    """Run a command of the handbook."""


@main.command()
@project_option
@click.option("--edition", help="Edition to build [the current one].")
@variant_option("Variant to build, or all of them [the default one].")
@click.option(
    "--product",
    "products",
    multiple=True,
    type=click.Choice((*PRODUCTS, ALL)),
    show_default="download; of a kept edition, what was issued",
    help="What to build; may be given more than once.",
)
@click.option(
    "--carry",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Filled form of another edition, to be carried over into a copy of this one.",
)
@click.option("--output", type=click.Path(path_type=Path), help="Folder to build into [build/].")
@click.option("--jobs", type=click.IntRange(1), help="Chapters set side by side [all cores].")
@click.option("--no-cache", is_flag=True, help="Set every chapter anew.")
@click.option("--clear-cache", is_flag=True, help="Empty the cache first.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Say which chapters were set, and why.")
def build(
    project: Path,
    edition: str | None,
    variant: str,
    products: tuple[str, ...],
    carry: Path | None,
    output: Path | None,
    jobs: int | None,
    no_cache: bool,
    clear_cache: bool,
    as_json: bool,
    verbose: bool,
) -> None:
    """Build the handbook.

    The current edition is built into build/EDITION/, with a manifest and the sums of the
    files; with `--variant` another variant than the default one into build/EDITION/VARIANT/, and
    with `--variant all` each of them where it belongs.

    Chapters that have not changed are taken from the cache in .handbook/. When
    anything is wrong, every finding is shown and the last good build stays as it is.

    With `--edition` an edition that was released is built again from its archive, and of each
    file it is said whether its bytes are those that were issued. Where versions differ from
    those of then, that is a warning; where nothing explains a difference, nothing is handed
    over, and the exit code is 4.

    With `--carry` a copy goes to build/carried/, with what was ticked and signed in the filled
    form, and a table says of every item whether it is the same, changed, new or deleted. What
    is not the same is left blank, to be signed again.
    """
    require_content(project)
    request = Request(project, output or project / "build", jobs or os.cpu_count() or 1)
    request = replace(
        request, cached=not no_cache, edition=edition or "", carry=carry, products=products
    )
    if clear_cache:
        Shelf.of(project).clear()
    sys.exit(_build(request, variants_asked(project, variant), as_json, verbose))


def _build(request: Request, variants: Iterable[str], as_json: bool, verbose: bool) -> int:
    """Build variants until one fails, say what came of each, and return the exit code."""
    from handbook.thaw import build_edition as run

    started = time.perf_counter()
    reports: dict[str, Report] = {}
    for name in variants:
        with progress() as step, disk():
            reports[name] = run(replace(request, variant=name), step)
        if not as_json:
            show_findings(reports[name].findings, "human")
            say_report(reports[name], _since(started), verbose)
        if reports[name].status:
            break
    if as_json:
        click.echo(report_json(reports, _since(started)))
    return max(report.status for report in reports.values())


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 3)


@main.command()
@project_option
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(FORMATS)),
    default="human",
    show_default=True,
    help="How findings are printed.",
)
@variant_option("Variant to look at [all of them].")
@click.option("--strict", is_flag=True, help="Exit with 1 for any finding, notes included.")
@click.option("-v", "--verbose", is_flag=True, help="Say how long and how hard each part reads.")
@click.option("--write-ids", is_flag=True, help="Write ids for items without one, and the ledger.")
@click.option("--retire", multiple=True, help="Id of an item that is gone for good; may be more.")
def check(
    project: Path,
    form: str,
    variant: str,
    strict: bool,
    verbose: bool,
    write_ids: bool,
    retire: tuple[str, ...],
) -> None:
    """Look at the manuscript and print every finding.

    Exits with 1 when a finding forbids a build; with `--strict` when there is any. Use
    `--format github` in a workflow.

    All variants are looked at, and what is not wrong in all of them says in which it is.

    The editions in content/editions/ are proved, and so is that the manuscript can follow them:
    its id, its date, its ids, and a reason for each change.

    With `-v` each part is measured: words, sentences, words of a sentence, and LIX, which is
    about 30 for what is easy, 40 for a newspaper, 50 for what officials write.

    With `--write-ids` items of checklists that have no id get the next free one, in place, and
    nothing else in their files changes. The ledger, content/data/ids.toml, keeps all that were
    ever given; `--retire D2.7` says in it that an item was taken out on purpose.
    """
    from handbook.book.editorial import reading_levels
    from handbook.checking import check_all
    from handbook.ledger import write_ids as write
    from handbook.manuscript.read import read_book
    from handbook.standing import standing

    require_content(project)
    if retire and not write_ids:
        raise click.UsageError("--retire goes with --write-ids")
    written, refused = write(project, retire) if write_ids else ((), ())
    for one in written:
        click.echo(f"{one.place}: {one.id}", err=True)
    _, findings = check_all(project, memory := Memory(), variant.replace(ALL, ""))
    findings = in_order((*findings, *refused, *standing(project, memory)))
    show_findings(findings, form, to_stdout=True)
    if verbose:
        say_levels(reading_levels(read_book(project)[0]))
    failed = bool(findings) if strict else has_errors(findings)
    sys.exit(Exit.FINDINGS if failed else Exit.FINE)


main.add_command(watching.watch)
main.add_command(proofing.proof)


@main.command()
@project_option
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("csv", "json")),
    default="csv",
    show_default=True,
    help="How the table is printed.",
)
def collect(project: Path, files: tuple[Path, ...], form: str) -> None:
    """Read filled FILES, copies of the download, and print what was ticked and signed.

    One table for all: file, edition, list, item, whether it is ticked, date, initials,
    remarks, sign-off. A file that cannot be taken is named; the others are printed.
    """
    from handbook.collect import FORMATS as WRITERS
    from handbook.collect import collect as run
    from handbook.manuscript.read import read_settings

    settings = read_settings(project) if (project / "content").is_dir() else None
    rows, findings = run({str(file): file.read_bytes() for file in files}, settings)
    click.echo(WRITERS[form](rows), nl=False)
    show_findings(findings, "human")
    sys.exit(Exit.FINDINGS if has_errors(findings) else Exit.FINE)


main.add_command(exporting.export)
main.add_command(comparing.compare)
main.add_command(contents.variants)
main.add_command(reviewing.review)
main.add_command(issuing.publish)


@main.command()
@project_option
@click.option(
    "--product",
    "products",
    multiple=True,
    type=click.Choice((*PRODUCTS, ALL)),
    default=(ALL,),
    show_default=True,
    help="What to build and to record; may be given more than once.",
)
@click.option("--output", type=click.Path(path_type=Path), help="Folder to build into [build/].")
@click.option("--jobs", type=click.IntRange(1), help="Chapters set side by side [all cores].")
@sign_option
@click.option("--undo", metavar="EDITION", help="Take the last edition back instead.")
def release(
    project: Path,
    products: tuple[str, ...],
    output: Path | None,
    jobs: int | None,
    key: Path | None,
    undo: str | None,
) -> None:
    """Freeze the manuscript as the edition that it says it is.

    Builds it, and keeps in content/editions/ID/ the book as data, the manuscript and its
    templates as an archive, the manifest of what was built, and the sums of all of them. What
    is kept is never changed. An edition with findings is refused, and so is one whose id or
    date does not come after the last one's, or with changes that have no reason.

    With `--sign` the sums are signed by a secret key that minisign made, which lies outside the
    project; its passphrase is asked for, or taken from HANDBOOK_PASSPHRASE.

    `--undo` takes the last edition back, as long as none follows it and it was not given out or
    signed.
    """
    from handbook.release import release as run
    from handbook.release import undo as take_back

    require_content(project)
    sign = signer(key, project)
    with progress() as step, disk():
        if undo is not None:
            findings = take_back(project, undo)
            show_findings(findings, "human")
            sys.exit(Exit.FINDINGS if findings else Exit.FINE)
        request = Request(
            project, output or project / "build", jobs or os.cpu_count() or 1, products=products
        )
        made = run(request, step, sign)
    show_findings(made.findings, "human")
    if made.status is Exit.FINE:
        click.echo(made.folder)
    else:
        click.echo("Nothing was released.", err=True)
    sys.exit(made.status)


@main.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def init(directory: Path) -> None:
    """Begin a handbook in DIRECTORY: a small manuscript to write over."""
    from handbook.starter import begin

    made = begin(directory)
    if not made:
        raise click.UsageError(f"{directory} already holds a manuscript; nothing was written")
    for path in made:
        click.echo(path)
    click.echo(f"Now: handbook build --project {directory}", err=True)


@main.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print the lines that make SHELL complete commands and options.

    \b
    bash   handbook completion bash >> ~/.bashrc
    zsh    handbook completion zsh >> ~/.zshrc
    fish   handbook completion fish > ~/.config/fish/completions/handbook.fish
    """  # noqa: D301  # the escape is for click: it keeps the lines below as they are
    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(main, {}, "handbook", "_HANDBOOK_COMPLETE").source())


@main.command()
def doctor() -> None:
    """Look at this machine: libraries and typefaces that the pages need.

    Says for each thing that is missing how to install it here. Exits with 3 when a book
    cannot be built.
    """
    from handbook.machine import examine

    checks = examine()
    for item in checks:
        click.echo(f"{'ok     ' if item.ok else 'MISSING'} {item.name}  {item.detail}".rstrip())
        if not item.ok and item.advice:
            click.echo(f"        {item.advice}")
    sys.exit(Exit.FINE if all(item.ok for item in checks) else Exit.ENGINE)


if __name__ == "__main__":
    main()
