"""Checklists as one JSON document, and the schema that it keeps to."""

import json
from dataclasses import asdict
from pathlib import Path

from handbook.exports.record import BookData

SCHEMA = "urn:handbook:checklists:1"
"""Name of the schema: a form of document that it does not describe gets another number."""


def as_json(book: BookData) -> str:
    """Return the lists as JSON: the book, its edition, the lists, their stages, their items."""
    document = {
        "schema": SCHEMA,
        "book": {
            "slug": book.slug,
            "title": book.title,
            "language": book.language,
            "handling": book.handling,
        },
        "edition": {"id": book.edition, "date": book.date.isoformat() if book.date else ""},
        "lists": [asdict(one) for one in book.lists],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def schema_text() -> str:
    """Return the JSON Schema of the document, as it ships with the program."""
    return Path(__file__).with_name("checklists.schema.json").read_text(encoding="utf-8")
