"""Keep what was made on disk, under the hash of what decided it."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

WORKSHOP = ".handbook"
"""Folder of a project where what was made is kept; no part of the book."""

LIMIT = 256 * 1024 * 1024
"""Bytes that the shelf may hold; the least recently used go first."""

_DIGEST = 32
"""Bytes of a SHA-256, which goes before what is kept."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of things made. Losing any of it costs time, never truth."""

    folder: Path
    limit: int = LIMIT

    @classmethod
    def of(cls, project: Path) -> Self:
        """Return the shelf of a project."""
        return cls(project / WORKSHOP / "made")

    def take(self, key: str) -> bytes | None:
        """Return what is under a key, or nothing if it is not there whole."""
        path = self._path(key)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        digest, body = data[:_DIGEST], data[_DIGEST:]
        return body if hashlib.sha256(body).digest() == digest else None

    def put(self, key: str, body: bytes) -> None:
        """Keep something. A disk that is full or read-only keeps nothing, and is no fault."""
        path = self._path(key)
        part = path.with_suffix(f".{os.getpid()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(hashlib.sha256(body).digest() + body)
            part.replace(path)
        except OSError:
            _remove(part)

    def trim(self) -> None:
        """Remove what was used longest ago, down to the limit."""
        try:
            entries = [(path.stat(), path) for path in self.folder.iterdir()]
        except OSError:
            return
        kept = 0
        for stat, path in sorted(entries, key=lambda entry: -entry[0].st_mtime_ns):
            kept += stat.st_size
            if kept > self.limit:
                _remove(path)

    def clear(self) -> None:
        """Remove everything."""
        Shelf(self.folder, limit=-1).trim()

    def recall(self) -> dict[str, dict[str, str]]:
        """Return the traits of each unit at its last setting, by name."""
        try:
            traits = json.loads((self.folder / "traits.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return traits if isinstance(traits, dict) else {}

    def remember(self, traits: dict[str, dict[str, str]]) -> None:
        """Keep the traits of each unit, to say next time what changed."""
        path = self.folder / "traits.json"
        part = path.with_suffix(f".{os.getpid()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(traits, sort_keys=True), encoding="utf-8")
            part.replace(path)
        except OSError:
            _remove(part)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.made"


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
