"""The command that reads a file back: what is in it, and whether it is the one that was issued."""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import click

from handbook.book.findings import Exit, Finding, has_errors
from handbook.book.places import Place
from handbook.console import plain_findings, show_findings
from handbook.preflight.wanted import Wanted

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_file)
@click.option("--manifest", type=_file, help="manifest.json of the edition to compare FILE with.")
@click.option("--sums", type=_file, help="SHA256SUMS that FILE was published with.")
@click.option("--key", type=_file, help="Public key that signed them [the book's own].")
@click.option("--press", is_flag=True, help="Measure FILE as a print shop does: preflight.")
@click.option(
    "--ink-limit",
    type=click.IntRange(100, 400),
    default=300,
    show_default=True,
    help="Ink that the paper takes, in hundredths of one ink.",
)
@click.option("--binding", default="", help="What it is to be bound in: saddle, perfect, ring.")
@click.option("--like", type=_file, help="PDF of the same pages that must say the same.")
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
def proof(
    file: Path,
    manifest: Path | None,
    sums: Path | None,
    key: Path | None,
    press: bool,
    ink_limit: int,
    binding: str,
    like: Path | None,
    as_json: bool,
) -> None:
    """Read FILE, a PDF, and print what is really in it.

    Pages and their labels, sizes, typefaces, bookmarks, links, tags, fields, inks and revision
    bars; and what is wrong with them, as text that the trim cuts or type too small to read. Exits
    with 4 when the proof fails.

    With `--manifest` it says instead whether FILE, of any kind, is one of those that were
    issued with that manifest; or else of what edition it is, and whether it was filled in or
    changed since. Exits with 4 unless FILE is as it was issued.

    With `--sums` it says whether FILE, of any kind, is as those sums have it, and whether the key
    signed them: `SHA256SUMS.minisig` beside them, as minisign makes it. Without `--key` it is the
    key under [publish] of the book in the current folder. Exits with 4 when either is false.

    With `--press` it is measured for the press instead: boxes, colours of everything painted,
    overprint, lines, pictures, typefaces, bleed, and the ink on its plates where Ghostscript is
    installed. Findings say page and place, in mm from the lower left corner of the trim.
    """
    if (sums is not None) + (manifest is not None) + press > 1 or (key and not sums):
        raise click.UsageError("take one of --manifest, --press, and --sums, which --key goes with")
    if sums:
        findings = _vouched(file, sums, key, as_json)
    elif press:
        findings = _preflight(file, _asked(file, ink_limit, binding, like), as_json)
    elif binding or like:
        raise click.UsageError("--binding and --like go with --press")
    else:
        findings = _compare(file, manifest, as_json) if manifest else _facts(file, as_json)
    sys.exit(Exit.PROOF if has_errors(findings) else Exit.FINE)


def _vouched(file: Path, sums: Path, key: Path | None, as_json: bool) -> tuple[Finding, ...]:
    """Print whether a file is among signed sums, and return what speaks against it."""
    from handbook.manuscript.read import read_settings
    from handbook.signing import SigningFault, read_small
    from handbook.vouching import vouch

    try:
        own = read_settings(Path()).publish.key if Path("content").is_dir() else ""
        public = read_small(key, "HB974").decode("utf-8", "replace") if key else own
    except SigningFault as fault:
        show_findings((fault.finding,), "human")
        return (fault.finding,)
    voucher = vouch(file, sums, public)
    if as_json:
        told = {**asdict(voucher), "findings": plain_findings(voucher.findings)}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return voucher.findings
    if not has_errors(voucher.findings):
        signed = f", signed: {voucher.signed}" if voucher.signed else ""
        click.echo(f"{file}: as published, {voucher.name}{signed}")
    show_findings(voucher.findings, "human")
    return voucher.findings


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


def _asked(file: Path, ink_limit: int, binding: str, like: Path | None) -> Wanted:
    """Return what is asked of a press file on the command line."""
    from handbook.pages.looks import find_templates, presswork
    from handbook.preflight.edges import read_texts
    from handbook.press.bindings import bindings
    from handbook.pressroom import for_binding

    wanted = Wanted(str(file), ink_limit=ink_limit)
    if like:
        texts = read_texts(like.read_bytes())
        if texts is None:
            raise click.ClickException(f"{like} is not a PDF that can be read")
        wanted = replace(wanted, text=texts)
    if binding:
        known = bindings(presswork(find_templates(Path())))
        if binding not in known:
            raise click.BadParameter(f"take one of {', '.join(known)}", param_hint="--binding")
        wanted = for_binding(wanted, known[binding])
    return wanted


def _preflight(file: Path, wanted: Wanted, as_json: bool) -> tuple[Finding, ...]:
    """Print the facts of a press file, and return what a print shop would send back."""
    from handbook.preflight.check import judge, unreadable
    from handbook.preflight.reading import Unreadable, read_press_file
    from handbook.preflight.telling import press_facts, press_text

    try:
        seen = read_press_file(file.read_bytes(), plates=True)
    except Unreadable as why:
        findings: tuple[Finding, ...] = (unreadable(why, wanted),)
        facts, text = {}, ""
    else:
        findings, facts, text = judge(seen, wanted), press_facts(seen), press_text(seen)
    if as_json:
        told = {**facts, "findings": plain_findings(findings)}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        click.echo(text, nl=False)
        show_findings(findings, "human")
    return findings


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
