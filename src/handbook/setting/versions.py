"""Versions of what decides the bytes of a book: our own, the engine's, the libraries'."""

import hashlib
import zlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from handbook import __version__
from handbook.setting import typefaces
from handbook.setting.libraries import load, version_of

PACKAGES = (
    "weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "pyphen", "fonttools",
    "pillow", "pikepdf", "uharfbuzz",
)  # fmt: skip
"""Packages that lay out, draw or write pages."""

PANGO, HARFBUZZ = "pango_version_string", "hb_version_string"
"""Functions that say the version of a library."""

READING = ("markdown", "pymdown-extensions", "nh3", "lxml", "pyyaml")
"""Packages that take a manuscript to pieces."""

SETTING = (
    "book/fragments.py", "book/model.py", "book/noted.py", "book/places.py",
    "book/revision.py", "book/rich.py", "book/settings.py",
    "setting/announcements.py", "setting/changes.py", "setting/compiler.py", "setting/notes.py",
    "setting/objects.py", "setting/prints.py", "setting/sights.py", "setting/spoken.py",
    "setting/survey.py", "setting/tables.py", "setting/tags.py", "setting/widgets.py",
)  # fmt: skip
"""Our own modules that turn a unit into a fragment."""


@cache
def engine() -> dict[str, str]:
    """Return name and version of what lays out and writes the pages, typefaces among it."""
    fonts = (one.replace("_", "-") for one in typefaces.PACKAGES)
    return {
        "handbook": __version__,
        **{package: version(package) for package in (*PACKAGES, *fonts)},
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "pango": _said(("libpango-1.0.so.0", "libpango-1.0.dylib"), "pango-1.0", PANGO),
        "harfbuzz": _said(("libharfbuzz.so.0", "libharfbuzz.dylib"), "harfbuzz", HARFBUZZ),
    }


@cache
def fingerprint() -> str:
    """Return a hash of the engine, the typefaces and our own setting code."""
    folder = Path(__file__).parents[1]
    parts = [f"{name} {number}" for name, number in engine().items()]
    parts += sorted(typefaces.font_data())
    parts += [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in SETTING]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def program() -> str:
    """Return a hash of our own code and of the libraries that read a manuscript."""
    paths = sorted(Path(__file__).parents[1].rglob("*.py"))
    parts = [f"{package} {version(package)}" for package in READING]
    parts += [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _said(files: tuple[str, ...], plain: str, function: str) -> str:
    found = load(files, plain)
    return version_of(found[1], function) if found else "missing"
