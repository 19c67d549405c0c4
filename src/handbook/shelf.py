"""Keep fragments on disk under the hash of what decided them."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from handbook.model import Anchor, FontUse, Fragment
from handbook.request import WORKSHOP

LIMIT = 256 * 1024 * 1024
"""Bytes that the shelf may hold; the least recently used go first."""

_DIGEST = 32
_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of fragments. Losing any of it costs time, never truth."""

    folder: Path
    limit: int = LIMIT

    @classmethod
    def of(cls, project: Path) -> Self:
        """Return the shelf of a project."""
        return cls(project / WORKSHOP / "fragments")

    def take(self, key: str) -> Fragment | None:
        """Return the fragment under a key, or nothing if it is not there whole."""
        path = self._path(key)
        try:
            fragment = thaw(path.read_bytes())
            os.utime(path)
        except (OSError, ValueError):
            return None
        return fragment

    def put(self, key: str, fragment: Fragment) -> None:
        """Keep a fragment. A disk that is full or read-only keeps nothing, and is no fault."""
        path = self._path(key)
        part = path.with_suffix(f".{os.getpid()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(freeze(fragment))
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
        return self.folder / f"{key}.fragment"


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def freeze(fragment: Fragment) -> bytes:
    """Return a fragment as bytes: digest, length of the symbols, symbols, PDF."""
    symbols = asdict(fragment)
    del symbols["pdf"]
    text = json.dumps(symbols, ensure_ascii=False, separators=(",", ":")).encode()
    body = len(text).to_bytes(_LENGTH, "big") + text + fragment.pdf
    return hashlib.sha256(body).digest() + body


def thaw(data: bytes) -> Fragment:
    """Return a fragment from bytes; raise `ValueError` if they are not whole."""
    digest, body = data[:_DIGEST], data[_DIGEST:]
    if hashlib.sha256(body).digest() != digest:
        raise ValueError("damaged")
    end = _LENGTH + int.from_bytes(body[:_LENGTH], "big")
    symbols = json.loads(body[_LENGTH:end])
    symbols["anchors"] = tuple(Anchor(**anchor) for anchor in symbols["anchors"])
    symbols["fonts"] = tuple(_font(font) for font in symbols["fonts"])
    symbols["warnings"] = tuple(symbols["warnings"])
    return Fragment(pdf=body[end:], **symbols)


def _font(font: dict[str, object]) -> FontUse:
    glyphs = font.pop("glyphs")
    assert isinstance(glyphs, list)
    return FontUse(glyphs=tuple((g, w, t) for g, w, t in glyphs), **font)  # type: ignore[arg-type]
