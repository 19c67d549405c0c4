"""Find the pictures that the texts show, and make assets of them and of the book's own fonts."""

import re
from dataclasses import dataclass, field, replace
from hashlib import sha256
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from handbook.book.findings import Finding, did_you_mean
from handbook.book.model import Asset, Image, Rich
from handbook.book.places import Place
from handbook.book.walk import Spot
from handbook.manuscript.folder import Folder
from handbook.manuscript.pictures import inspect

CONTENT = "content/"
FONTS = "art/fonts/"
FONT_ENDINGS = (".otf", ".ttf")
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
_FONT_STARTS = (b"\x00\x01\x00\x00", b"OTTO", b"true")
LONGEST_SHOWN = 60
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(slots=True)
class Gallery:
    """The pictures met so far, each opened and looked at once."""

    folder: Folder
    names: frozenset[str]
    """Every file of the manuscript, by its path from `content/`."""
    assets: dict[str, Asset] = field(default_factory=dict)
    faults: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def hang(self, rich: Rich, spot: Spot) -> Rich:
        """Return the text with each picture under its path from `content/`."""
        if all(isinstance(piece, str) for piece in rich):
            return rich
        return tuple(self._hung(piece) if isinstance(piece, Image) else piece for piece in rich)

    def _hung(self, image: Image) -> Image:
        name, fault = self._find(image)
        if fault is not None:
            self.findings.append(fault)
            return image
        self._take(name, image.place)
        self.findings.extend(replace(one, place=image.place) for one in self.faults[name])
        return replace(image, source=name)

    def _find(self, image: Image) -> tuple[str, Finding | None]:
        """Return the name of a picture from the address the author wrote, or what is wrong."""
        written = image.source.strip()
        if _SCHEME.match(written):
            shown = written if len(written) < LONGEST_SHOWN else written[:LONGEST_SHOWN] + "…"
            message = f'"{shown}" is not in the manuscript'
            return "", Finding("HB404", image.place, message)
        names = possible_names(written, image.place.path.removeprefix(CONTENT))
        if not names:
            return "", Finding("HB008", image.place, f'"{written}" leads out of content/')
        for name in names:
            if name in self.names:
                return name, None
        hint = did_you_mean(names[0], (one for one in self.names if is_picture(one)))
        return "", Finding("HB401", image.place, f'there is no picture "{written}"', hint)

    def _take(self, name: str, place: Place) -> None:
        if name in self.faults:
            return
        data = self.folder.data(CONTENT + name)
        self.faults[name] = inspect(data, name, place)[1] if data is not None else ()
        if data is not None and not self.faults[name]:
            self.assets[name] = Asset(name, data, sha256(data).hexdigest())

    def take_fonts(self) -> None:
        """Take in the fonts of the manuscript."""
        for name in sorted(self.names):
            if name.startswith(FONTS) and name.lower().endswith(FONT_ENDINGS):
                data = self.folder.data(CONTENT + name) or b""
                self.assets[name] = Asset(name, data, sha256(data).hexdigest())
                if not data.startswith(_FONT_STARTS):
                    place = Place(CONTENT + name)
                    self.findings.append(
                        Finding("HB406", place, "it does not begin as a font does")
                    )


def is_picture(name: str) -> bool:
    """Tell whether a file is named as pictures are."""
    return name.lower().endswith(PICTURE_ENDINGS)


def possible_names(written: str, file: str) -> tuple[str, ...]:
    """Return the paths from `content/` that an address may mean, likeliest first.

    It counts from the folder of the file it stands in, or from `content/`. An address that leads
    out of `content/` means nothing.
    """
    bare = re.split(r"[?#]", written)[0]
    names = [_inner(unquote(written), file), _inner(written, file), _inner(unquote(bare), file)]
    return tuple(dict.fromkeys(name for some in names for name in some)) if names[0] else ()


def _inner(address: str, file: str) -> tuple[str, ...]:
    """Return the paths inside `content/` that a plain address may mean."""
    slashed = address.replace("\\", "/")
    paths = (normpath(join(base, slashed)) for base in (dirname(file), ""))
    if _DRIVE.match(slashed):
        return ()
    return tuple(path for path in paths if not path.startswith("/") and path.split("/")[0] != "..")
