"""Which typefaces the engine may see: those of the locked packages, and no others."""

import hashlib
import locale  # noqa: TID251  # to take the user's away
import os
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

PACKAGES = ("font_source_serif_pro", "font_source_sans_pro", "fontpkg_ibm_plex_mono")
"""Packages that hold the typefaces of the templates, as static TrueType files."""

GENERIC = (
    ("serif", "Source Serif Pro"),
    ("sans-serif", "Source Sans Pro"),
    ("monospace", "IBM Plex Mono"),
)
"""What stands for the generic families, and is the last resort for a missing glyph."""


@cache
def font_files() -> tuple[Path, ...]:
    """Return the TrueType files of the font packages, in order of name."""
    folders = (Path(find_package(package)) / "files" for package in PACKAGES)
    return tuple(path for folder in folders for path in sorted(folder.glob("*.ttf")))


def find_package(package: str) -> str:
    """Return the folder of an installed font package, or raise `ModuleNotFoundError`."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"no font package {package}", name=package)
    return spec.submodule_search_locations[0]


@cache
def font_data() -> Mapping[str, bytes]:
    """Return the font files by the SHA-256 of their bytes."""
    contents = (path.read_bytes() for path in font_files())
    return MappingProxyType({hashlib.sha256(data).hexdigest(): data for data in contents})


def configuration(folder: Path) -> str:
    """Return a fontconfig file that shows the engine our typefaces alone.

    `folder` is where fontconfig may keep its own cache.
    """
    files = "".join(f"<glob>{escape(str(path))}</glob>" for path in font_files())
    folders = "".join(
        f"<dir>{escape(path)}</dir>" for path in sorted({str(p.parent) for p in font_files()})
    )
    aliases = "".join(
        f"<alias binding='same'><family>{generic}</family>"
        f"<prefer><family>{family}</family></prefer></alias>"
        for generic, family in GENERIC
    )
    return (
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'urn:fontconfig:fonts.dtd'><fontconfig>"
        f"{folders}<cachedir>{escape(str(folder / 'fontconfig'))}</cachedir>"
        f"<selectfont><rejectfont><glob>*</glob></rejectfont>"
        f"<acceptfont>{files}</acceptfont></selectfont>{aliases}</fontconfig>"
    )


def prepare(folder: Path) -> None:
    """Write the configuration into `folder`, point the engine at it, and forget the user's locale.

    Call before the engine is imported: it reads the configuration once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.absolute()
    text = configuration(folder)
    path = folder / f"fonts-{hashlib.sha256(text.encode()).hexdigest()[:16]}.conf"
    if not path.exists():
        part = path.with_suffix(f".{os.getpid()}")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    os.environ["FONTCONFIG_FILE"] = str(path)
    # Where a text has no language the engine takes that of the user, and sets Turkish without
    # ligatures. Here it has none: in this process, and in those that it will start.
    os.environ["LC_ALL"] = "C.UTF-8"
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        locale.setlocale(locale.LC_CTYPE, "C")
