"""The download: the whole book as one PDF, tagged, linked and fillable."""

from handbook.binding.bundle import product
from handbook.binding.facts import read_facts
from handbook.binding.linker import link
from handbook.binding.proof import prove
from handbook.book.findings import Exit, has_errors, in_order
from handbook.book.leads import leads
from handbook.layout import lay_out
from handbook.products import Draft, Made, describe, file_name, fonts
from handbook.setting.workshop import Bench


def make_download(bench: Bench, draft: Draft) -> Made:
    """Set the book, link it and prove it."""
    layout = lay_out(bench, draft)
    if layout.mark is None:
        return Made(layout.status, layout.findings)
    name = file_name(draft.book, "download")
    files, words = fonts(draft.book), leads(draft.book)
    said = describe(draft.book)
    data = link(layout.pieces, layout.mark, said, files, words, layout.bars)
    facts = read_facts(data)
    faults = prove(facts, name)
    findings = in_order((*layout.findings, *faults))
    if has_errors(faults):
        return Made(Exit.PROOF, findings)
    item = product("download", name, data, facts.pages)
    return Made(Exit.FINE, findings, (item,), {name: data}, layout.total)
