"""Whether a file at hand is one that was issued: what it says of itself against a manifest."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Pdf

from handbook.binding.bundle import Manifest, Product
from handbook.binding.fields import fields_of
from handbook.binding.metadata import ISSUE, ISSUE_PROPERTIES
from handbook.book.findings import Finding
from handbook.book.places import Place


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a PDF says that it comes from."""

    book: str
    """Short name."""
    edition: str
    product: str
    manuscript: str
    identity: str
    """Of the manifest that it was issued with."""
    answered: int
    """Fields that somebody filled in."""
    variant: str = ""
    """Name of the variant, in a book that has some."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a manifest says of a file."""

    sha256: str
    issued: Product | None
    """What the file is, byte for byte, of what was issued."""
    origin: Origin | None
    """What it says of itself, if it is another."""
    findings: tuple[Finding, ...] = ()


def verify(data: bytes, manifest: Manifest, path: str) -> Verdict:
    """Compare a file with what was issued; a finding says why it is not the same."""
    sha256 = hashlib.sha256(data).hexdigest()
    issued = next((item for item in manifest.products if item.sha256 == sha256), None)
    if issued:
        return Verdict(sha256, issued, None)
    origin = read_origin(data)
    code, message = _difference(origin, manifest)
    return Verdict(sha256, None, origin, (Finding(code, Place(path), message),))


def read_origin(data: bytes) -> Origin | None:
    """Return where a file says that it comes from, or nothing when it does not say."""
    try:
        with Pdf.open(BytesIO(data)) as pdf:
            xmp = pdf.open_metadata()
            book, _, edition = str(xmp.get("dc:identifier", "")).rpartition(":")
            said = {name: str(xmp.get(f"{{{ISSUE}}}{name}", "")) for name in ISSUE_PROPERTIES}
            product = "".join(xmp.get("dc:type", ())) or "download"
            answered = sum(field.answered for field in fields_of(pdf))
    except (
        pikepdf.PdfError,
        pikepdf.PasswordError,
        ValueError,
        KeyError,
        AttributeError,
        TypeError,
        IndexError,
    ):
        return None
    edition, _, variant = edition.partition("/")
    told = Origin(book, edition, product, said["manuscript"], said["identity"], answered, variant)
    return told if book else None


def _difference(origin: Origin | None, manifest: Manifest) -> tuple[str, str]:
    """Return the code and the words for a file whose bytes were not issued."""
    edition = f"edition {manifest.edition}"
    if origin is None:
        return "HB629", f"it is no file of {edition}, and does not say where it comes from"
    if origin.book != manifest.book:
        return "HB627", f"it says that it is of “{origin.book}”, not of “{manifest.book}”"
    if origin.edition != manifest.edition:
        return "HB626", f"it says that it is edition {origin.edition}, not {manifest.edition}"
    if origin.variant != manifest.variant:
        return "HB626", f"it says that it is variant {origin.variant} of {edition}"
    if origin.identity != manifest.identity:
        same = origin.manuscript == manifest.manuscript
        other = "by another version of the program" if same else "from other texts or templates"
        return "HB628", f"it says that it is {edition}, but it was made {other}"
    if all(item.name != origin.product for item in manifest.products):
        return "HB629", f"the manifest of {edition} lists no {origin.product}"
    filled = f" ({origin.answered} of its fields have answers)" if origin.answered else ""
    told = f"it says that it is the {origin.product} of {edition}"
    return "HB625", f"{told}; it was filled in or changed since{filled}"
