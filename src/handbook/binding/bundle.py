"""Write what was built: the only writer of `build/`, whole or not at all."""

import ctypes
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from glob import escape
from pathlib import Path

PART = ".handbook-part-"
"""Stands in the name of a folder that is being written: nobody else has such names."""


@dataclass(frozen=True, slots=True)
class Product:
    """A file that was built."""

    name: str
    """Name of the product: `download`, `press`, …"""
    file: str
    sha256: str
    bytes: int
    pages: int
    variant: str = ""
    """Name of the variant, where products of several are listed together; empty for the default."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build gave, as `manifest.json` says it."""

    edition: str
    variant: str
    engine: Mapping[str, str]
    """Versions of what decides the pages."""
    products: tuple[Product, ...]
    book: str = ""
    """Short name of the book."""
    manuscript: str = ""
    """SHA-256 of the files that it was made from."""

    @property
    def identity(self) -> str:
        """SHA-256 of what was built and from what: book, edition, variant, manuscript, engine.

        Every PDF of the build says it too; hashes of the products cannot be in it.
        """
        what = {key: value for key, value in asdict(self).items() if key != "products"}
        return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


def product(name: str, file: str, data: bytes, pages: int) -> Product:
    """Return the record of a file."""
    return Product(name, file, hashlib.sha256(data).hexdigest(), len(data), pages)


def manifest_text(manifest: Manifest) -> str:
    """Return the manifest as JSON, the same for the same build on any machine."""
    rows = [asdict(item) for item in manifest.products]
    rows = [{k: v for k, v in row.items() if v or k != "variant"} for row in rows]
    told = {**asdict(manifest), "products": rows, "identity": manifest.identity}
    return json.dumps(told, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def read_manifest(text: str) -> Manifest:
    """Return the manifest that a text holds; raise `ValueError` with what is wrong with it."""
    try:
        told = json.loads(text)
        identity = told.pop("identity")
        products = tuple(Product(**row) for row in told.pop("products"))
        manifest = Manifest(products=products, **told)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: {error}") from error
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("it is not the manifest of a build") from error
    if manifest.identity != identity:
        raise ValueError("it was changed: its identity is not that of what it says")
    return manifest


def sums_text(files: Mapping[str, bytes]) -> str:
    """Return the lines of SHA256SUMS, as `sha256sum --check` reads them."""
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {file}\n" for file, data in files.items())


def write_bundle(
    folder: Path, manifest: Manifest, files: Mapping[str, bytes], beside: Iterable[str] = ()
) -> None:
    """Replace `folder` by one with these files, the manifest and the sums.

    Folders in it that are named `beside` stay: those of the variants. Raise `OSError` when the
    disk refuses.
    """
    contents = {
        **files,
        "manifest.json": manifest_text(manifest).encode(),
        "SHA256SUMS": sums_text(files).encode(),
    }
    replace_folder(folder, contents, beside)


def replace_folder(folder: Path, contents: Mapping[str, bytes], beside: Iterable[str] = ()) -> None:
    """Replace `folder` by one with these files, given by their paths in it.

    Folders in it that are named `beside` stay. Everything is written beside it first and put in
    its place in one move, so that whoever is killed leaves the last good one. Raise `OSError`
    when the disk refuses.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    fresh = _beside(folder)
    try:
        for name, data in contents.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(data)
        for name in beside:
            _keep(folder / name, fresh / name)
        fresh.chmod(0o755)
        _put_in_place(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _keep(old: Path, new: Path) -> None:
    """Make a folder that holds the files of another, if that is there."""
    if old.is_dir():
        shutil.copytree(old, new, copy_function=_link)


def _link(old: str, new: str) -> None:
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)


def _beside(folder: Path) -> Path:
    """Make an empty folder beside another, with the number of this process in its name."""
    return Path(tempfile.mkdtemp(prefix=f".{folder.name}{PART}{os.getpid()}-", dir=folder.parent))


def _sweep(folder: Path) -> None:
    """Remove what builds that were killed left beside a folder."""
    begin = f".{folder.name}{PART}"
    for path in folder.parent.glob(f"{escape(begin)}*-*"):
        number = path.name.removeprefix(begin).partition("-")[0]
        if number.isdigit() and not _is_running(int(number)):
            shutil.rmtree(path, ignore_errors=True)


def _is_running(process: int) -> bool:
    if sys.platform == "win32":
        return True  # there, signal 0 is no question but Ctrl-C
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _put_in_place(fresh: Path, folder: Path) -> None:
    """Move `fresh` to `folder`; what stood there is then at `fresh`."""
    if not folder.exists():
        fresh.rename(folder)
    elif not _exchange(fresh, folder):
        old = _beside(folder)
        folder.replace(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)


_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders in one step, where the system can; tell whether it did."""
    one, two = os.fsencode(first), os.fsencode(second)
    if sys.platform == "win32":
        return False
    library = ctypes.CDLL(None)
    if hasattr(library, "renameat2"):
        return bool(library.renameat2(_AT_FDCWD, one, _AT_FDCWD, two, _RENAME_EXCHANGE) == 0)
    if hasattr(library, "renamex_np"):
        return bool(library.renamex_np(one, two, _RENAME_SWAP) == 0)
    return False
