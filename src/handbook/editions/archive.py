"""Files as one, byte for byte the same everywhere: a tar of the oldest form, nothing packed.

Packed bytes differ between versions of the library that packs; times, owners and the order of a
folder differ between machines. Here there are none of them.
"""

import io
import tarfile
from collections.abc import Iterator, Mapping

MOST_BYTES = 512_000_000


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return files by their paths as a tar, in the order of the paths.

    Raise `ValueError` for a path that leads out or through a file, or too long for the format.
    """
    above = {name[:end] for name in files for end in _slashes(name)}
    if both := sorted(above & files.keys()):
        raise ValueError(f"{both[0]} is a file and a folder")
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            if not _is_inside(name):
                raise ValueError(f"{name} leads out of the archive")
            entry = tarfile.TarInfo(name)
            entry.size = len(files[name])
            archive.addfile(entry, io.BytesIO(files[name]))
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of a tar that `pack` made; raise `ValueError` for any other."""
    if len(data) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            files = {entry.name: _read(archive, entry) for entry in archive}
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ValueError("it is not an archive") from error
    if pack(files) != data:
        raise ValueError("it is not as it was written")
    return files


def _read(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    """Return the bytes of an ordinary file: one with holes may claim any size, and is none."""
    file = archive.extractfile(entry) if entry.type == tarfile.REGTYPE else None
    if file is None:
        raise ValueError(f"{entry.name} is not an ordinary file")
    if not _is_inside(entry.name):
        raise ValueError(f"{entry.name} leads out of the archive")
    return file.read()


def _slashes(name: str) -> Iterator[int]:
    return (place for place, char in enumerate(name) if char == "/")


def _is_inside(name: str) -> bool:
    steps = name.split("/")
    return "\\" not in name and not {"", ".", ".."} & set(steps)
