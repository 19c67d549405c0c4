"""What is written: whole, or not at all."""

import json
from pathlib import Path

import pytest

from handbook.binding import bundle
from handbook.binding.bundle import Manifest, product, write_bundle


def manifest(text: bytes) -> Manifest:
    return Manifest("2026.1", "", {"engine": "1"}, (product("download", "a.pdf", text, 3),))


def read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_bundle_has_its_files_its_manifest_and_its_sums(tmp_path: Path) -> None:
    folder = tmp_path / "build" / "2026.1"
    write_bundle(folder, manifest(b"one"), {"a.pdf": b"one"})
    files = read(folder)
    assert set(files) == {"a.pdf", "manifest.json", "SHA256SUMS"}
    item = json.loads(files["manifest.json"])["products"][0]
    assert item == {
        "bytes": 3,
        "file": "a.pdf",
        "name": "download",
        "pages": 3,
        "sha256": "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed",
    }
    assert files["SHA256SUMS"] == f"{item['sha256']}  a.pdf\n".encode()


def test_a_new_bundle_replaces_all_of_the_old_one(tmp_path: Path) -> None:
    folder = tmp_path / "2026.1"
    write_bundle(folder, manifest(b"one"), {"a.pdf": b"one", "old.pdf": b"gone"})
    write_bundle(folder, manifest(b"two"), {"a.pdf": b"two"})
    assert read(folder)["a.pdf"] == b"two"
    assert not (folder / "old.pdf").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["2026.1"]


def test_folders_are_exchanged_where_the_system_cannot_do_it_in_one_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "_exchange", lambda first, second: False)
    test_a_new_bundle_replaces_all_of_the_old_one(tmp_path)


def test_a_disk_that_refuses_leaves_the_last_good_build(tmp_path: Path) -> None:
    folder = tmp_path / "2026.1"
    write_bundle(folder, manifest(b"one"), {"a.pdf": b"one"})
    before = read(folder)
    with pytest.raises(OSError):
        write_bundle(folder, manifest(b"two"), {"a.pdf": b"two", "x" * 300: b"x"})
    assert read(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["2026.1"]
