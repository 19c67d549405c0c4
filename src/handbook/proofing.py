"""The command that reads a file back: what is in it, and whether it is the one that was issued."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from handbook.book.findings import Exit, Finding, has_errors
from handbook.book.places import Place
from handbook.console import plain_findings, show_findings

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_file)
@click.option("--manifest", type=_file, help="manifest.json of the edition to compare FILE with.")
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
def proof(file: Path, manifest: Path | None, as_json: bool) -> None:
    """Read FILE, a PDF, and print what is really in it.

    Pages and their labels, sizes, typefaces, bookmarks, links, tags, fields and inks; and
    what is wrong with them, as text that the trim cuts or type too small to read. Exits with 4
    when the proof fails.

    With `--manifest` it says instead whether FILE, of any kind, is one of those that were
    issued with that manifest; or else of what edition it is, and whether it was filled in or
    changed since. Exits with 4 unless FILE is as it was issued.
    """
    findings = _compare(file, manifest, as_json) if manifest else _facts(file, as_json)
    sys.exit(Exit.PROOF if has_errors(findings) else Exit.FINE)


def _facts(file: Path, as_json: bool) -> tuple[Finding, ...]:
    """Print the facts of a PDF, and return what is wrong with it."""
    from handbook.binding.facts import read_pdf
    from handbook.binding.glance import glance
    from handbook.binding.proof import prove
    from handbook.binding.telling import facts_text

    data = file.read_bytes()
    facts = read_pdf(data)
    if facts is None:
        raise click.ClickException(f"{file} is not a PDF that can be read")
    faults = (*prove(facts, str(file)), *glance(data, facts.labels, str(file)))
    if as_json:
        click.echo(json.dumps({**asdict(facts), "findings": plain_findings(faults)}, indent=2))
    else:
        click.echo(facts_text(facts), nl=False)
        show_findings(faults, "human")
    return faults


def _compare(file: Path, manifest: Path, as_json: bool) -> tuple[Finding, ...]:
    """Print whether a file was issued, and return what speaks against it."""
    from handbook.binding.bundle import read_manifest
    from handbook.binding.issued import Verdict, verify

    data = file.read_bytes()
    try:
        known = read_manifest(manifest.read_text(encoding="utf-8"))
    except ValueError as error:
        wrong = Finding("HB624", Place(str(manifest)), _reason(error))
        verdict, edition = Verdict("", None, None, (wrong,)), ""
    else:
        verdict, edition = verify(data, known, str(file)), known.edition
    if as_json:
        told = {
            "edition": edition,
            "sha256": verdict.sha256,
            "issued": verdict.issued and asdict(verdict.issued),
            "origin": verdict.origin and asdict(verdict.origin),
            "findings": plain_findings(verdict.findings),
        }
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    elif verdict.issued:
        click.echo(f"{file}: as issued, the {verdict.issued.name} of edition {edition}")
    else:
        show_findings(verdict.findings, "human")
    return verdict.findings


def _reason(error: ValueError) -> str:
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
