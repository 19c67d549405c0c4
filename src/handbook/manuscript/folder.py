"""The door to the project's folder: what lies in it, and the bytes of that and nothing else."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from handbook.book.findings import Finding
from handbook.book.places import Place
from handbook.manuscript.sourcetext import tidy

LARGEST = 64_000_000
"""Bytes of a picture or a font."""
LARGEST_TEXT = 16_000_000
"""Bytes; the longest novels have six million."""

_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Open no link that was put there meanwhile, and do not wait at the end of a pipe."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A project's folder, and what was found wrong while looking into it.

    Paths are given from the project's folder, with forward slashes.
    """

    root: Path
    """Without links in it."""
    findings: list[Finding] = field(default_factory=list)

    def files(self, path: str) -> tuple[str, ...]:
        """Return the files below a folder in order of their names, hidden ones left out.

        Links are followed as long as they stay in the project.
        """
        return tuple(self._files(path, ())) if self._is_folder(path) else ()

    def _files(self, path: str, above: tuple[str, ...]) -> Iterator[str]:
        real = self._inside(path)
        if real is None:
            return
        if real in above:
            self._find("HB001", path, "the folder leads back to itself")
            return
        for name in self._names(path, real):
            one = f"{path}/{name}"
            if not self._is_folder(one):
                yield one
            elif name.endswith(".md"):
                self._find("HB001", one, "it is a folder, not a file")
            else:
                yield from self._files(one, (*above, real))

    def _is_folder(self, path: str) -> bool:
        try:
            return (self.root / path).is_dir()
        except OSError:
            return False

    def _names(self, path: str, real: str) -> list[str]:
        try:
            names = sorted(one.name for one in Path(real).iterdir() if one.name[0] != ".")
        except OSError as error:
            self._find("HB001", path, _reason(error))
            return []
        for name in names:
            if not _is_unicode(name):
                shown = name.encode(errors="replace").decode()
                self._find("HB001", f"{path}/{shown}", "the name of the file is not UTF-8")
        return [name for name in names if _is_unicode(name)]

    def _inside(self, path: str) -> str | None:
        """Return the real path of something in the project; what leads out is a finding."""
        real = os.path.realpath(self.root / path)
        if Path(real).is_relative_to(self.root):
            return real
        self._find("HB008", path, "it is a link that leads out of the project")
        return None

    def data(self, path: str, most: int = LARGEST) -> bytes | None:
        """Return the bytes of a file; None, and a finding, when they cannot be had."""
        real = self._inside(path)
        if real is None:
            return None
        try:
            with open(real, "rb", opener=lambda name, flags: os.open(name, flags | _FLAGS)) as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    self._find("HB001", path, "it is not an ordinary file")
                    return None
                data = file.read(most + 1)
        except (OSError, ValueError) as error:
            self._find("HB001", path, _reason(error))
            return None
        if len(data) > most:
            self._find("HB001", path, f"it is larger than {most // 1_000_000} MB")
            return None
        return data

    def text(self, path: str) -> str | None:
        """Return the text of a file with plain line ends; None when it cannot be read."""
        data = self.data(path, LARGEST_TEXT)
        if data is None:
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            start, seen = error.start, error.object  # which comes without a byte order mark
            message = f"byte {seen[start]:#04x} is not UTF-8"
            self._find("HB002", path, message, seen.count(b"\n", 0, start) + 1)
            text = data.decode("utf-8-sig", errors="replace")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        clean = tidy(text)
        pairs = zip(text.split("\n"), clean.split("\n"), strict=True)
        line = next((number for number, (old, new) in enumerate(pairs, 1) if old != new), 0)
        if line:
            self._find("HB011", path, "a character that cannot be printed", line)
        return clean

    def _find(self, code: str, path: str, message: str, line: int = 0) -> None:
        self.findings.append(Finding(code, Place(path, line), message))


def _is_unicode(name: str) -> bool:
    return all(not 0xD800 <= ord(char) < 0xE000 for char in name)


def _reason(error: Exception) -> str:
    """Return why a file cannot be read, in words that are the same on every machine."""
    if isinstance(error, FileNotFoundError):
        return "it is not there"
    return "it may not be read" if isinstance(error, PermissionError) else "it cannot be read"
