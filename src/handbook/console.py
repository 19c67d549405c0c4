"""What the commands share: how they find the project, and how they say what came of it."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from handbook.binding.reissue import Reissue
from handbook.book.findings import Exit, Finding, did_you_mean
from handbook.book.settings import Variant
from handbook.request import ALL, Report
from handbook.show import FORMATS, as_row
from handbook.signing import Signer, SigningFault, open_key

PASSPHRASE = "HANDBOOK_PASSPHRASE"
"""Variable of the environment with that of a key, for where nobody can type it."""


def project_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option that names the project."""
    return click.option(
        "--project",
        type=click.Path(path_type=Path),
        default=Path(),
        show_default="current folder",
        help="Folder that holds content/.",
    )(function)


def file_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option that names a file for what it would print."""
    return click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help="File to write [print it].",
    )(function)


def sign_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option that names a secret key."""
    return click.option(
        "--sign",
        "key",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="KEYFILE",
        help="Secret key of minisign, outside the project, to sign the sums with.",
    )(function)


def signer(key: Path | None, project: Path) -> Signer | None:
    """Return what signs with the key in a file; end the program when it cannot be used."""
    if key is None:
        return None
    try:
        return open_key(key, project, _passphrase)
    except SigningFault as fault:
        show_findings((fault.finding,), "human")
        sys.exit(Exit.FINDINGS)


def _passphrase() -> str:
    """Return what a key is locked with: from the environment, or typed unseen."""
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE]
    typed: str = click.prompt("Passphrase of the key", hide_input=True, err=True)
    return typed


def variant_option(words: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what gives a command the option that names a variant."""
    return click.option("--variant", metavar="NAME", default="", help=words)


def variant_of(project: Path, name: str) -> Variant:
    """Return a variant by its name; one that nobody declared is wrong usage."""
    from handbook.manuscript.read import read_settings

    variants = read_settings(project).variants
    found = variants.named(name)
    if found is None:
        known = [one.name for one in variants.all]
        hint = did_you_mean(name, known) or (", ".join(known) or "the book has none")
        raise click.UsageError(f'there is no variant "{name}": {hint}')
    return found


def variants_asked(project: Path, name: str) -> tuple[str, ...]:
    """Return the names of the variants that are asked for: one, or all that are declared."""
    if name != ALL:
        return (name,)
    from handbook.manuscript.read import read_settings

    declared = tuple(one.name for one in read_settings(project).variants.all)
    if not declared:
        raise click.UsageError("the book has no variants")
    return declared


def require_content(project: Path) -> None:
    """Refuse a folder without a manuscript: wrong usage."""
    if not (project / "content").is_dir():
        raise click.UsageError(
            f"{project / 'content'} is not there: name the project with --project,"
            " or begin one with `handbook init DIR`"
        )


@contextmanager
def disk() -> Iterator[None]:
    """Turn a refusal of the disk into a message."""
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise click.ClickException(f"cannot write the build: {error.strerror}{where}") from error


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Say on a terminal which chapter was set last; say nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return

    def step(name: str) -> None:
        click.echo(f"\r\x1b[2K  set {name}", nl=False, err=True)

    yield step
    click.echo("\r\x1b[2K", nl=False, err=True)


def put(data: bytes, output: Path | None) -> None:
    """Write a result into a file, or print it."""
    if output is None:
        click.echo(data, nl=False)
        return
    with disk():
        output.write_bytes(data)
    click.echo(output)


def show_findings(findings: tuple[Finding, ...], form: str, to_stdout: bool = False) -> None:
    """Print findings in a format, beside the results or as the result."""
    stream = sys.stdout if to_stdout else sys.stderr
    colour = form == "human" and stream.isatty() and "NO_COLOR" not in os.environ
    if findings or to_stdout:
        click.echo(FORMATS[form](findings, colour), nl=False, err=not to_stdout)


def say_report(report: Report, seconds: float, verbose: bool) -> None:
    """Print the paths of what was made, and beside them what it took."""
    for name, why in sorted(report.reasons.items()):
        if verbose:
            click.echo(f"set {name}: {why}", err=True)
    for row in report.transfer:
        answers = " ".join(row.answers.values())
        click.echo(
            f"{row.verdict:<8} {row.item:<8} {row.text}" + (f" ({answers})" if answers else "")
        )
    as_issued = dict(report.again.files) if report.again else {}
    for page in (report.again and report.again.pages) or ():
        click.echo(f"page {page}", err=True)
    for item in report.products:
        click.echo(report.folder / item.file)
        pages = f"{item.pages} pages, " if item.pages else ""
        same = f", {_ISSUED[as_issued[item.file]]}" if item.file in as_issued else ""
        click.echo(f"{pages}{-(-item.bytes // 1024)} KB{same}", err=True)
    if report.products:
        anew = f"; {len(report.reasons)} of {report.total} units set anew" if report.total else ""
        click.echo(f"{seconds:.1f} s{anew}", err=True)
    if report.status:
        click.echo("Nothing was built: the last good build stays as it is.", err=True)


_ISSUED = ("not as issued", "as issued")


def say_levels(rows: tuple[tuple[str, int, int, float], ...]) -> None:
    """Print how long and how hard each part reads, beside the findings."""
    for path, words, sentences, lix in rows:
        each = words / sentences if sentences else 0
        click.echo(
            f"{words:>7} words {sentences:>5} sentences of {each:4.1f}  LIX {lix:2.0f}"
            f"  {path or 'all parts'}",
            err=True,
        )


def report_json(reports: Mapping[str, Report], seconds: float) -> str:
    """Return reports by variant as one JSON object, with the seconds that all took.

    The products of several name their variants.
    """
    some = reports.values()
    products = [
        replace(item, variant=name if len(reports) > 1 else item.variant)
        for name, report in reports.items()
        for item in report.products
    ]
    total = sum(report.total for report in some)
    compiled = sum(len(report.reasons) for report in some)
    findings = dict.fromkeys(finding for report in some for finding in report.findings)
    transfer = [asdict(row) for report in some for row in report.transfer]
    again = [_again(report.again) for report in some if report.again]
    return json.dumps(
        {
            "products": [asdict(item) for item in products],
            "seconds": seconds,
            "units": {"total": total, "compiled": compiled, "cached": total - compiled},
            "findings": plain_findings(tuple(findings)),
            **({"transfer": transfer} if transfer else {}),
            **({"again": again[0] if len(reports) == 1 else again} if again else {}),
        },
        indent=2,
        ensure_ascii=False,
    )


def _again(again: Reissue) -> dict[str, object]:
    """Return what became of an edition that was built again as values for JSON."""
    return {**asdict(again), "files": dict(again.files), "as_issued": again.as_issued}


def plain_findings(findings: tuple[Finding, ...]) -> list[dict[str, str | int]]:
    """Return findings as rows for JSON."""
    return [as_row(finding) for finding in findings]
