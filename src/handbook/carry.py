"""Carry a filled form over into a copy of the edition that was just built."""

from dataclasses import replace
from pathlib import Path

from handbook.binding.answers import fill, read_filled
from handbook.binding.bundle import product, read_manifest, write_bundle
from handbook.binding.facts import read_facts
from handbook.binding.proof import prove
from handbook.binding.transfer import carried_values, transfer
from handbook.book.findings import Exit, has_errors, in_order
from handbook.request import Report, Request

FOLDER = "carried"
"""Where the copies go: beside the editions, for they belong to one person each."""


def carry_over(request: Request, report: Report) -> Report:
    """Fill the download of a report with what still holds of an older form.

    The copy is a bundle of its own under the name of the form; the download stays blank.
    """
    assert request.carry is not None
    old, wrong = read_filled(request.carry.read_bytes(), str(request.carry))
    if old is None:
        return replace(report, status=Exit.FINDINGS, findings=in_order((*report.findings, *wrong)))
    (download,) = (item for item in report.products if item.name == "download")
    blank = (report.folder / download.file).read_bytes()
    new = read_facts(blank)
    table = transfer(old.fields, new.fields)
    data = fill(blank, carried_values(table, old.fields, new.fields))
    facts = read_facts(data)
    faults = prove(facts, download.file)
    if has_errors(faults):
        return replace(report, status=Exit.PROOF, findings=in_order((*report.findings, *faults)))
    name = f"{Path(download.file).stem.removesuffix('download')}{FOLDER}.pdf"
    item = product(FOLDER, name, data, facts.pages)
    folder = request.output / FOLDER / request.carry.stem
    manifest = read_manifest((report.folder / "manifest.json").read_text(encoding="utf-8"))
    write_bundle(folder, replace(manifest, products=(item,)), {name: data})
    return replace(report, products=(item,), folder=folder, transfer=table)
