"""One hash of all the files that a book is made from."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from handbook.manuscript.folder import Folder

EDITIONS = "content/editions/"
"""Where editions are frozen: they hold hashes themselves, of what this one is part of."""


BASE = ("edition.json", "pages.json")
"""What of the edition that it follows decides a book: its changes are shown against these."""


def manuscript_hash(project: Path, templates: Mapping[str, str], base: str = "") -> str:
    """Return the SHA-256 of the manuscript's files and of `templates`, in hexadecimal digits.

    It is that of the lines `SHA-256  path`, as `sha256sum` prints them, in the order of the
    paths. Line ends of texts do not count, for a copy on another system may have others; nor
    do hidden files and frozen editions, but for the records of the `base` that the book follows.
    """
    folder = Folder(project.resolve())
    kept = {f"{EDITIONS}{base}/{name}" for name in BASE} if base else set()
    every = folder.files("content")
    names = (name for name in every if name in kept or not name.startswith(EDITIONS))
    files = {name: plain(folder.data(name) or b"") for name in names}
    files |= {f"templates/{name}": text.encode() for name, text in templates.items()}
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return hashlib.sha256("".join(lines).encode(errors="surrogatepass")).hexdigest()


def plain(data: bytes) -> bytes:
    """Return a text with plain line ends, and anything else as it is."""
    return data if b"\0" in data else data.replace(b"\r\n", b"\n")
