"""Versions of what decides the bytes of a book: our own, the engine's, the libraries'."""

import ctypes
import hashlib
from ctypes.util import find_library
from functools import cache
from importlib.metadata import version
from pathlib import Path

from handbook import __version__
from handbook.setting import typefaces

PACKAGES = (
    "weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "pyphen", "fonttools",
    "pillow", "pikepdf", "uharfbuzz",
)  # fmt: skip
"""Packages that lay out, draw or write pages."""

READING = ("markdown", "pymdown-extensions", "nh3", "lxml", "pyyaml")
"""Packages that take a manuscript to pieces."""

SETTING = (
    "book/model.py", "book/places.py", "book/settings.py",
    "setting/compiler.py", "setting/objects.py", "setting/tags.py", "setting/widgets.py",
)  # fmt: skip
"""Our own modules that turn a unit into a fragment."""


@cache
def engine() -> dict[str, str]:
    """Return name and version of everything that lays out and writes the pages."""
    return {
        "handbook": __version__,
        **{package: version(package) for package in PACKAGES},
        "pango": _pango(),
        "harfbuzz": _harfbuzz(),
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


def _load(*names: str) -> ctypes.CDLL | None:
    for name in (*names, *filter(None, map(find_library, names[-1:]))):
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return None


def _pango() -> str:
    library = _load("libpango-1.0.so.0", "libpango-1.0.dylib", "pango-1.0")
    if library is None:
        return "missing"
    library.pango_version_string.restype = ctypes.c_char_p
    return str(library.pango_version_string().decode())


def _harfbuzz() -> str:
    library = _load("libharfbuzz.so.0", "libharfbuzz.dylib", "harfbuzz")
    if library is None:
        return "missing"
    library.hb_version_string.restype = ctypes.c_char_p
    return str(library.hb_version_string().decode())
