"""The checklists as files that other programs read."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from handbook.binding.bundle import product
from handbook.book.findings import Exit, Finding
from handbook.book.places import Place
from handbook.exports.document import as_json, schema_text
from handbook.exports.record import BookData, record
from handbook.exports.sheet import as_csv
from handbook.exports.tasklist import as_markdown
from handbook.products import Draft, Made, file_name
from handbook.setting.workshop import Bench

BYTE_ORDER_MARK = "\ufeff"
"""Begins a file of CSV, for a spreadsheet takes its text for that of an older code without it."""

WRITERS: Mapping[str, Callable[[BookData], str]] = MappingProxyType(
    {"csv": as_csv, "json": as_json, "md": as_markdown}
)
"""What writes each format, by its name and ending."""


def make_data(_: Bench, draft: Draft) -> Made:
    """Write every list in every format that needs no date, and the schema of the JSON."""
    book = record(draft.typed)
    if not book.lists:
        return Made(Exit.FINDINGS, (no_lists(),))
    texts = {form: as_file(form, write(book)) for form, write in WRITERS.items()}
    texts["schema.json"] = schema_text()
    files = {
        file_name(draft.typed, "checklists", ending): text.encode()
        for ending, text in texts.items()
    }
    products = tuple(product("data", name, data, 0) for name, data in files.items())
    return Made(products=products, files=files)


def as_file(form: str, text: str) -> str:
    """Return a text as it stands in a file of its own."""
    return BYTE_ORDER_MARK + text if form == "csv" else text


def no_lists() -> Finding:
    """Return what is wrong when there is nothing to write."""
    return Finding("HB710", Place("content/checklists"), "the book has no checklist")
