"""Known-bad files: copies of a small good book, each broken in one way that veraPDF must find."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pikepdf import Dictionary, Name, Pdf

from conformance.verapdf import CannotJudgeError, Verdict
from handbook.binding.metadata import ISSUE
from handbook.starter import begin


@dataclass(frozen=True, slots=True)
class Canary:
    """A way to break a file."""

    name: str
    spoil: Callable[[Pdf], None]
    rules: Mapping[str, str]
    """What must fail: flavour, clause of its standard and number of the test."""


def small_book(folder: Path) -> Path:
    """Build the book of a beginner, with a list to fill in, and return its download."""
    begin(folder)
    return download_of(folder)


def download_of(folder: Path) -> Path:
    """Build the book in a project's folder and return its download."""
    build = [sys.executable, "-m", "handbook", "build", "--project", str(folder)]
    run = subprocess.run(build, capture_output=True, encoding="utf-8", check=False)
    if run.returncode:
        raise CannotJudgeError(f"A small book cannot be built.\n{run.stderr}".rstrip())
    return Path(run.stdout.strip())


def spoiled(good: Path, folder: Path) -> tuple[Path, ...]:
    """Write a copy of a good file for each canary, and return them."""
    copies = []
    for canary in CANARIES:
        with Pdf.open(good) as pdf:
            canary.spoil(pdf)
            pdf.save(folder / f"{canary.name}.pdf")
        copies.append(folder / f"{canary.name}.pdf")
    return tuple(copies)


def overlooked(verdicts: tuple[Verdict, ...]) -> Iterator[str]:
    """Yield what was not found in the copies: name, flavour and rule."""
    failed = {
        (Path(one.file).stem, one.flavour, failure.rule)
        for one in verdicts
        if not one.passed
        for failure in one.failures
    }
    for canary in CANARIES:
        for flavour, rule in canary.rules.items():
            if (canary.name, flavour, rule) not in failed:
                yield f"{canary.name}: {flavour} {rule}"


def _without(key: str) -> Callable[[Pdf], None]:
    """Return what takes an entry from the catalogue."""

    def spoil(pdf: Pdf) -> None:
        del pdf.Root[key]

    return spoil


def _first(pdf: Pdf, key: str, value: object = None) -> Dictionary:
    """Return the first dictionary of a file that has an entry, or has it with a value."""
    return next(
        one
        for one in pdf.objects
        if isinstance(one, Dictionary) and key in one and value in (None, one[key])
    )


def _unmapped_text(pdf: Pdf) -> None:
    del _first(pdf, "/ToUnicode").ToUnicode


def _font_left_out(pdf: Pdf) -> None:
    del _first(pdf, "/FontFile2").FontFile2


def _figure_without_words(pdf: Pdf) -> None:
    _first(pdf, "/S", Name.P).S = Name.Figure


def _field_without_name(pdf: Pdf) -> None:
    del _first(pdf, "/Subtype", Name.Widget).TU


def _field_without_face(pdf: Pdf) -> None:
    del _first(pdf, "/Subtype", Name.Widget).AP


def _property_not_described(pdf: Pdf) -> None:
    xmp = pdf.Root.Metadata.read_bytes()
    described = f"<pdfaSchema:namespaceURI>{ISSUE}<".encode()
    pdf.Root.Metadata.write(xmp.replace(described, b"<pdfaSchema:namespaceURI>urn:other<"))


def _face_left_to_the_reader(pdf: Pdf) -> None:
    pdf.Root.AcroForm.NeedAppearances = True


CANARIES = (
    Canary("not-marked", _without("/MarkInfo"), {"ua1": "6.2-1", "2a": "6.7.2.2-1"}),
    Canary("not-tagged", _without("/StructTreeRoot"), {"ua1": "7.1-11", "2a": "6.7.3.3-1"}),
    Canary("not-described", _without("/Metadata"), {"ua1": "7.1-8", "2a": "6.6.2.1-1"}),
    Canary("no-language", _without("/Lang"), {"ua1": "7.2-34"}),
    Canary("no-intent", _without("/OutputIntents"), {"2a": "6.2.4.3-2"}),
    Canary("unmapped-text", _unmapped_text, {"ua1": "7.21.7-1", "2a": "6.2.11.7.2-1"}),
    Canary("font-left-out", _font_left_out, {"ua1": "7.21.4.1-1", "2a": "6.2.11.4.1-1"}),
    Canary("figure-without-words", _figure_without_words, {"ua1": "7.3-1"}),
    Canary("field-without-name", _field_without_name, {"ua1": "7.18.1-3"}),
    Canary("field-without-face", _field_without_face, {"2a": "6.3.3-1"}),
    Canary("face-left-to-the-reader", _face_left_to_the_reader, {"2a": "6.4.1-3"}),
    Canary("property-not-described", _property_not_described, {"2a": "6.6.2.3.1-1"}),
)
"""The clauses are those of ISO 14289-1 and ISO 19005-2, the numbers veraPDF's."""
