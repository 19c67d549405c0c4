"""The job ticket: the same facts as data and as a page."""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import MakeProject
from handbook.book.model import Book
from handbook.exports.job import (
    BodyData,
    BookData,
    CoverData,
    FileData,
    InksData,
    JobData,
    PaperData,
    TrimData,
    job_json,
    job_schema_text,
)
from handbook.make import check
from handbook.pages.job import make_job_page
from handbook.pages.looks import find_templates

SCHEMA = jsonschema.Draft202012Validator(json.loads(job_schema_text()))
TEMPLATES = find_templates(Path("nowhere"))
SUM = "0123456789abcdef" * 4
JOB = JobData(
    BookData("watch", "Watch Keeping", "2026.1", "2026-11-22", "978-0-306-40615-7"),
    500,
    TrimData("A5", 148, 210, 3),
    100,
    "perfect",
    "left",
    BodyData(170, 3, 85, PaperData("Offset, uncoated", 80, 0.0976, "typical")),
    CoverData(
        "spine", 304.86, 210, 8.86, 0.56, "170 / 2 × 0.0976 + 0.56", False,
        PaperData("Board", 0, 0.28, "content/handbook.toml"),
    ),
    InksData("FOGRA51", "PSO Coated v3", SUM, ("Cyan", "Magenta", "Yellow", "Black"), 300, True),
    "full",
    (FileData("press", "watch-2026.1-press.pdf", SUM, 9, 170),),
    ("Page boxes",),
    ("Colour by eye",),
    "Harbour Office",
    "",
)  # fmt: skip


@pytest.fixture
def book(make_project: MakeProject) -> Book:
    settings = 'title = "Watch Keeping"\n[edition]\nid = "2026.1"\ndate = 2026-11-22\n'
    files = {"content/handbook.toml": settings, "content/chapters/01.md": "# One\n\nText.\n"}
    return check(make_project(files))[0]


def page(book: Book, job: JobData) -> str:
    return make_job_page(book, TEMPLATES, job).html


def test_the_schema_is_a_schema_and_knows_every_field() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA.schema)
    top: Any = SCHEMA.schema
    for kind, schema in (
        (BookData, top["properties"]["book"]),
        (TrimData, top["properties"]["trim"]),
        (BodyData, top["properties"]["body"]),
        (CoverData, top["properties"]["cover"]),
        (InksData, top["properties"]["inks"]),
        (FileData, top["properties"]["files"]["items"]),
        (PaperData, top["$defs"]["paper"]),
    ):
        assert list(schema["properties"]) == [field.name for field in fields(kind)]
        assert schema["required"] == list(schema["properties"])
        assert not schema["additionalProperties"]
    assert list(top["properties"]) == ["schema", *(field.name for field in fields(JobData))]


def test_the_ticket_keeps_to_its_schema() -> None:
    SCHEMA.validate(json.loads(job_json(JOB)))


@pytest.mark.parametrize(
    ("key", "value"), [("scale", 97), ("files", []), ("marks", "some"), ("inks", {}), ("host", "x")]
)
def test_the_schema_refuses_what_it_does_not_describe(key: str, value: object) -> None:
    said = {**json.loads(job_json(JOB)), key: value}
    assert not SCHEMA.is_valid(said)


@pytest.mark.parametrize(
    "text",
    [
        "22 November 2026", "978-0-306-40615-7", "500", "Perfect-bound, bound at the left",
        "170 pages on 85 leaves", "A5, 148 × 210 mm", "3 mm on every edge",
        "Offset, uncoated, 80 g/m², 0.098 mm thick (typical)", "One sheet, 304.86 × 210 mm",
        "8.86 mm = 170 / 2 × 0.0976 + 0.56", "Cyan, Magenta, Yellow, Black", "FOGRA51",
        "300 % at most", "100 %: print the files as they are", "watch-2026.1-press.pdf", SUM,
        "Harbour Office", "to be agreed", "Page boxes", "Colour by eye",
    ],
)  # fmt: skip
def test_the_page_says_all_of_it(book: Book, text: str) -> None:
    assert text in page(book, JOB)


@pytest.mark.slow
@pytest.mark.parametrize("binding", ["saddle", "perfect", "thick", "wire", "ring"])
@pytest.mark.parametrize("kind", ["spine", "fold", "leaves"])
@pytest.mark.parametrize("marks", ["full", "crop", "none"])
def test_there_are_words_for_every_kind_of_job(
    book: Book, binding: str, kind: str, marks: str
) -> None:
    job = replace(JOB, binding=binding, cover=replace(JOB.cover, kind=kind, spine=0), marks=marks)
    assert " = " not in page(book, job).split("Colour")[0].split("Cover")[1]
    SCHEMA.validate(json.loads(job_json(job)))
