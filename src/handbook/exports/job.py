"""The job ticket as data: what a print shop is to make, and of which files."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

SCHEMA = "urn:handbook:job:1"
"""Name of the schema: a form of ticket that it does not describe gets another number."""


@dataclass(frozen=True, slots=True)
class BookData:
    """What is printed."""

    slug: str
    title: str
    edition: str
    date: str
    """A day, as `2026-11-22`, or empty."""
    isbn: str
    """Or empty."""


@dataclass(frozen=True, slots=True)
class TrimData:
    """The page once it is cut, in mm."""

    name: str
    width: float
    height: float
    bleed: float
    """On every edge."""


@dataclass(frozen=True, slots=True)
class PaperData:
    """A paper."""

    name: str
    grammage: float
    """In g/m²; 0 where it is not known."""
    caliper: float
    """Thickness of a leaf in mm."""
    source: str
    """Whose number that is."""


@dataclass(frozen=True, slots=True)
class BodyData:
    """The pages inside the cover."""

    pages: int
    """Blank ones included."""
    blanks: int
    leaves: int
    paper: PaperData


@dataclass(frozen=True, slots=True)
class CoverData:
    """The cover."""

    kind: str
    """`spine` and `fold`, one sheet; `leaves`, two."""
    width: float
    """Of the sheet without its bleed, in mm."""
    height: float
    spine: float
    """Width in mm; 0 where there is none."""
    allowance: float
    """What is in it for cover and glue."""
    formula: str
    """How the width was reckoned; empty where there is none."""
    inside: bool
    """Whether its inside is printed."""
    paper: PaperData


@dataclass(frozen=True, slots=True)
class InksData:
    """How colour is printed."""

    condition: str
    """Name in the registry of printing conditions."""
    profile: str
    """Name of the profile in the file."""
    profile_sha256: str
    plates: tuple[str, ...]
    limit: int
    """Total area coverage, in hundredths of one ink."""
    overprint: bool
    """Whether black text overprints."""


@dataclass(frozen=True, slots=True)
class FileData:
    """A file that goes to the print shop."""

    product: str
    file: str
    sha256: str
    bytes: int
    pages: int


@dataclass(frozen=True, slots=True)
class JobData:
    """A job for a print shop."""

    book: BookData
    copies: int
    """0 where it is not said."""
    trim: TrimData
    scale: int
    """In hundredths: files are printed as they are."""
    binding: str
    side: str
    """Edge that is bound: `left`."""
    body: BodyData
    cover: CoverData
    inks: InksData
    marks: str
    """`full`, `crop`, `none`."""
    files: tuple[FileData, ...]
    passed: tuple[str, ...]
    """What was checked of the files, and found in order."""
    unproved: tuple[str, ...]
    """What no program can check before it is printed."""
    contact: str
    delivery: str


def job_json(job: JobData) -> str:
    """Return the ticket as JSON."""
    document = {"schema": SCHEMA, **asdict(job)}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def job_schema_text() -> str:
    """Return the JSON Schema of the ticket, as it ships with the program."""
    return Path(__file__).with_name("job.schema.json").read_text(encoding="utf-8")
