"""Remember what the last build was made from and what it gave, so as to do nothing twice."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from handbook.binding.bundle import Product
from handbook.book.findings import Exit, Finding
from handbook.book.places import Place
from handbook.cache.shelf import WORKSHOP
from handbook.editions.packet import Page
from handbook.machine import PROFILE, find_tool
from handbook.manuscript.shipped import FROZEN, template_folder
from handbook.request import Report, Request
from handbook.setting.versions import fingerprint, program

FOLDERS = ("content", "templates", FROZEN)
"""Folders of a project that decide the book."""


def still_good(request: Request) -> Report | None:
    """Return the report of the last build if building again would give the same.

    The manuscript, the templates, the program and the engine are compared by hash, and so are
    the files that were built: what somebody changed or removed is built anew.
    """
    try:
        kept = json.loads(_path(request).read_text(encoding="utf-8"))
        if kept["inputs"] != inputs(request):
            return None
        report = replace(_report(kept), folder=request.output / kept["folder"])
        return report if _stands(report) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(request: Request, source: str, report: Report) -> None:
    """Keep the receipt of a build that was made from inputs with the hash `source`.

    A disk that refuses keeps none, and the next build is made in full.
    """
    kept = {
        "inputs": source,
        "folder": report.folder.relative_to(request.output).as_posix(),
        "findings": [asdict(finding) for finding in report.findings],
        "products": [asdict(item) for item in report.products],
        "total": report.total,
        "pages": [asdict(page) for page in report.pages],
    }
    path = _path(request)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        part.replace(path)
    except OSError:
        return


def inputs(request: Request) -> str:
    """Return the hash of all that decides a build; raise `OSError` for what cannot be read."""
    asked = (request.edition, request.variant, *request.products, repr(request.issued))
    wanted = (fingerprint(), program(), *asked)
    total = hashlib.sha256(" ".join(wanted).encode())
    profile = find_tool(PROFILE)
    total.update(Path(profile).read_bytes() if profile else b"")
    roots = [request.project / folder for folder in FOLDERS] + [template_folder()]
    for number, root in enumerate(roots):
        for path in _files(root):
            name = path.relative_to(root).as_posix()
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"\n{number} {name} {digest}".encode(errors="surrogatepass"))
    return total.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_file())


def _path(request: Request) -> Path:
    output = os.fsencode(request.output.absolute() / request.variant)
    where = hashlib.sha256(output).hexdigest()[:16]
    return request.home / WORKSHOP / f"receipt-{where}.json"


def _report(kept: dict[str, list[dict[str, object]]]) -> Report:
    return Report(
        Exit.FINE,
        tuple(_finding(row) for row in kept["findings"]),
        tuple(Product(**row) for row in kept["products"]),  # type: ignore[arg-type]
        total=kept["total"],  # type: ignore[arg-type]
        pages=tuple(Page(**row) for row in kept["pages"]),  # type: ignore[arg-type]
    )


def _finding(row: dict[str, object]) -> Finding:
    place = Place(**row.pop("place"))  # type: ignore[arg-type]
    return Finding(place=place, **row)  # type: ignore[arg-type]


def _stands(report: Report) -> bool:
    """Tell whether the files are there as they were built; `OSError` if one is not there."""
    folder = report.folder
    if not (folder / "manifest.json").is_file():
        return False
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = dict(line.split("  ", 1)[::-1] for line in lines)
    return all(sums.get(item.file) == item.sha256 for item in report.products) and all(
        hashlib.sha256((folder / file).read_bytes()).hexdigest() == sha256
        for file, sha256 in sums.items()
    )
