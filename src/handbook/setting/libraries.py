"""C libraries of the system: whether they load, and what version they say they are."""

import ctypes
from collections.abc import Iterable, Iterator
from contextlib import suppress
from ctypes.util import find_library


def load(files: Iterable[str], plain: str) -> tuple[str, ctypes.CDLL] | None:
    """Return the first file that loads, and the library; else what goes by a plain name here."""
    for file in _names(files, plain):
        with suppress(OSError):
            return file, ctypes.CDLL(file)
    return None


def _names(files: Iterable[str], plain: str) -> Iterator[str]:
    yield from files
    if found := find_library(plain):  # slow: it may ask a compiler
        yield found


def version_of(library: ctypes.CDLL, function: str) -> str:
    """Return what a function without arguments says, or nothing when none is named."""
    if not function:
        return ""
    call = getattr(library, function)
    call.restype = ctypes.c_char_p
    return str(call().decode("ascii"))
